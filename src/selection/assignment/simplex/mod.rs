//! Cheapest flow through a network whose arcs have least and greatest flows, by the network simplex method: exact in whole numbers.
//!
//! The method is Dantzig's, with strongly feasible trees (Cunningham 1976), which end it, and with the search for the entering arc in
//! blocks that is usual since Grigoriadis (1986). Costs may be changed afterwards: the next search goes on from the tree that is there.

mod tree;

use tree::Tree;

/// An arc.
#[derive(Debug, Clone, Copy)]
pub struct Arc {
    /// Node that it leaves.
    pub from: u32,
    /// Node that it enters.
    pub to: u32,
    /// Least flow.
    pub least: i64,
    /// Greatest flow.
    pub most: i64,
    /// Of one unit.
    pub cost: i64,
}

/// Where an arc outside the tree stands; the sign says in which direction its flow may change.
const AT_LEAST: i8 = 1;
const IN_TREE: i8 = 0;
const AT_MOST: i8 = -1;

/// A network with a flow in it, which is the cheapest after [`Simplex::run`].
#[derive(Debug, Clone)]
pub struct Simplex {
    nodes: usize,
    real: usize,
    from: Vec<u32>,
    to: Vec<u32>,
    /// Greatest flow above the least.
    room: Vec<i64>,
    least: Vec<i64>,
    cost: Vec<i64>,
    /// Above the least.
    flow: Vec<i64>,
    state: Vec<i8>,
    tree: Tree,
    next: usize,
}

/// The cycle that an entering arc closes: where it meets, and what bounds the flow around it.
struct Cycle {
    meet: u32,
    change: i64,
    /// The lower end of the leaving arc and whether it is on the side of the entering arc's first end; `None` where the entering
    /// arc goes from one of its bounds to the other.
    leaving: Option<(u32, bool)>,
}

impl Simplex {
    /// A network; `supply` says what each node gives (or takes, below 0), in all 0. To begin with, all flows through one more node.
    pub fn new(supply: &[i64], arcs: &[Arc]) -> Self {
        let (nodes, real) = (supply.len(), arcs.len());
        let mut given = supply.to_vec();
        for arc in arcs {
            given[arc.from as usize] -= arc.least;
            given[arc.to as usize] += arc.least;
        }
        let root = id(nodes);
        let mut all = arcs.to_vec();
        all.extend(given.iter().enumerate().map(|(node, &supply)| {
            let (from, to) = if supply >= 0 { (id(node), root) } else { (root, id(node)) };
            Arc { from, to, least: 0, most: i64::MAX / 4, cost: 0 }
        }));
        let mut flow = vec![0; real];
        flow.extend(given.iter().map(|supply| supply.abs()));
        let mut state = vec![AT_LEAST; real];
        state.resize(all.len(), IN_TREE);
        let tree = Tree::star(real, &given);
        let mut simplex = Self {
            nodes,
            real,
            from: all.iter().map(|arc| arc.from).collect(),
            to: all.iter().map(|arc| arc.to).collect(),
            room: all.iter().map(|arc| arc.most - arc.least).collect(),
            least: arcs.iter().map(|arc| arc.least).collect(),
            cost: all.iter().map(|arc| arc.cost).collect(),
            flow,
            state,
            tree,
            next: 0,
        };
        simplex.settle();
        simplex
    }

    /// Changes what arcs cost: `cost(arc)` of all of them, in the order in which they were given.
    pub fn change_costs(&mut self, cost: impl Fn(usize) -> i64) {
        for arc in 0..self.real {
            self.cost[arc] = cost(arc);
        }
        self.settle();
    }

    /// Whether the costs leave room for the sums that are made of them.
    pub fn in_range(nodes: usize, cost: i64) -> bool {
        i64::try_from(nodes + 2)
            .ok()
            .and_then(|n| n.checked_mul(cost.saturating_abs().max(1)))
            .is_some_and(|n| n < 1 << 60)
    }

    /// Sets the price of the arcs through the further node, above any way through the others, and the nodes' prices by the tree.
    fn settle(&mut self) {
        let dearest = self.cost[..self.real].iter().map(|cost| cost.abs()).max().unwrap_or(0);
        let dear = (dearest + 1) * i64::try_from(self.nodes + 1).unwrap_or(i64::MAX);
        for arc in self.real..self.cost.len() {
            // Whoever goes through the further node leaves it by an arc to a node that takes.
            self.cost[arc] = if self.from[arc] as usize == self.nodes { dear } else { 0 };
        }
        self.tree.price_all(&self.cost);
    }

    /// Makes the flow the cheapest. Where nothing fits, as much as can be avoids the further node.
    pub fn run(&mut self) {
        let block = self.real.isqrt().max(10);
        while let Some(arc) = self.entering(block) {
            let cycle = self.cycle(arc);
            self.push(arc, &cycle);
            let Some((lower, on_first)) = cycle.leaving else {
                self.state[arc] = -self.state[arc];
                continue;
            };
            let (first, second) = self.ends(arc);
            let leaves = self.tree.arc[lower as usize] as usize;
            self.state[arc] = IN_TREE;
            self.state[leaves] = if self.flow[leaves] == 0 { AT_LEAST } else { AT_MOST };
            let (inner, outer) = if on_first { (first, second) } else { (second, first) };
            self.tree.hang(inner, lower, outer, (id(arc), self.from[arc] == inner), self.cost[arc]);
        }
    }

    /// The arc of the next block that gains most.
    fn entering(&mut self, block: usize) -> Option<usize> {
        let (mut best, mut gain, mut left) = (None, 0, block);
        let mut arc = self.next;
        for _ in 0..self.real {
            let price = i64::from(self.state[arc]) * self.reduced(arc);
            if price < gain {
                (best, gain) = (Some(arc), price);
            }
            arc = if arc + 1 == self.real { 0 } else { arc + 1 };
            left -= 1;
            if left == 0 {
                if best.is_some() {
                    break;
                }
                left = block;
            }
        }
        self.next = arc;
        best
    }

    fn reduced(&self, arc: usize) -> i64 {
        self.cost[arc] + self.tree.price[self.from[arc] as usize] - self.tree.price[self.to[arc] as usize]
    }

    /// The ends of an arc, in the direction in which its flow may change.
    fn ends(&self, arc: usize) -> (u32, u32) {
        if self.state[arc] == AT_MOST { (self.to[arc], self.from[arc]) } else { (self.from[arc], self.to[arc]) }
    }

    fn cycle(&self, arc: usize) -> Cycle {
        let (first, second) = self.ends(arc);
        let meet = self.tree.meet(first, second);
        let mut cycle = Cycle { meet, change: self.room[arc], leaving: None };
        let mut node = first;
        while node != meet {
            let room = self.room_below(node, true);
            if room < cycle.change {
                (cycle.change, cycle.leaving) = (room, Some((node, true)));
            }
            node = self.tree.parent[node as usize];
        }
        node = second;
        while node != meet {
            let room = self.room_below(node, false);
            // The last of equals, seen along the cycle from where it meets: so that trees stay strongly feasible.
            if room <= cycle.change {
                (cycle.change, cycle.leaving) = (room, Some((node, false)));
            }
            node = self.tree.parent[node as usize];
        }
        cycle
    }

    /// How far the arc above a node can change when flow comes down it (or goes up).
    fn room_below(&self, node: u32, down: bool) -> i64 {
        let arc = self.tree.arc[node as usize] as usize;
        if self.tree.up[node as usize] == down { self.flow[arc] } else { self.room[arc] - self.flow[arc] }
    }

    fn push(&mut self, arc: usize, cycle: &Cycle) {
        if cycle.change == 0 {
            return;
        }
        self.flow[arc] += i64::from(self.state[arc]) * cycle.change;
        let (first, second) = self.ends(arc);
        for (mut node, down) in [(first, true), (second, false)] {
            while node != cycle.meet {
                let above = self.tree.arc[node as usize] as usize;
                self.flow[above] += if self.tree.up[node as usize] == down { -cycle.change } else { cycle.change };
                node = self.tree.parent[node as usize];
            }
        }
    }

    /// What flows through an arc.
    pub fn flow(&self, arc: usize) -> i64 {
        self.least[arc] + self.flow[arc]
    }

    /// How much a flow that fits lacks: what has to go through the further node.
    pub fn lacking(&self) -> i64 {
        (self.real..self.flow.len())
            .filter(|&arc| self.from[arc] as usize == self.nodes)
            .map(|arc| self.flow[arc])
            .sum()
    }

    /// How much a node has too much, or too little.
    pub fn stuck_at(&self, node: usize) -> i64 {
        self.flow[self.real + node]
    }

    /// Both ends of every arc.
    pub fn ends_of_all(&self) -> impl Iterator<Item = (usize, usize)> {
        self.from[..self.real].iter().zip(&self.to).map(|(&from, &to)| (from as usize, to as usize))
    }

    /// The nodes that nothing more can leave, though they have too much; and those that nothing more can enter, though they have too
    /// little; what is so because of the node `end` is left out. Both are the least sets of their kind, and empty where the flow fits.
    pub fn stuck(&self, end: usize) -> (Vec<bool>, Vec<bool>) {
        let mut leaving = vec![Vec::new(); self.nodes];
        let mut entering = vec![Vec::new(); self.nodes];
        for arc in 0..self.real {
            let (from, to) = (self.from[arc] as usize, self.to[arc] as usize);
            if self.flow[arc] < self.room[arc] {
                leaving[from].push(to);
                entering[to].push(from);
            }
            if self.flow[arc] > 0 {
                leaving[to].push(from);
                entering[from].push(to);
            }
        }
        let begin = |too_much: bool| -> Vec<usize> {
            let own = |node: &usize| *node != end && self.stuck_at(*node) > 0;
            (0..self.nodes).filter(own).filter(|n| (self.from[self.real + n] as usize == *n) == too_much).collect()
        };
        (reached(begin(true), &leaving), reached(begin(false), &entering))
    }
}

fn reached(mut waiting: Vec<usize>, ways: &[Vec<usize>]) -> Vec<bool> {
    let mut seen = vec![false; ways.len()];
    for &node in &waiting {
        seen[node] = true;
    }
    while let Some(node) = waiting.pop() {
        for &next in &ways[node] {
            if !seen[next] {
                seen[next] = true;
                waiting.push(next);
            }
        }
    }
    seen
}

/// A number of a node or an arc in half the memory.
fn id(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
