//! The spanning tree of the network simplex method: which arc leads from each node to the one above it, and the nodes' prices.

use super::id;

const NOBODY: u32 = u32::MAX;

/// A tree whose root is the last node.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Node above.
    pub parent: Vec<u32>,
    /// Arc to it.
    pub arc: Vec<u32>,
    /// Whether that arc leads upwards.
    pub up: Vec<bool>,
    /// What a unit is worth at a node: along the tree's arcs the difference is the cost.
    pub price: Vec<i64>,
    depth: Vec<u32>,
    child: Vec<u32>,
    before: Vec<u32>,
    after: Vec<u32>,
    waiting: Vec<u32>,
}

impl Tree {
    /// Every node hangs on the root by an arc of its own, numbered from `first`: upwards where it gives, downwards where it takes.
    pub fn star(first: usize, given: &[i64]) -> Self {
        let nodes = given.len();
        let mut tree = Self {
            parent: vec![NOBODY; nodes + 1],
            arc: (first..=first + nodes).map(id).collect(),
            up: given.iter().map(|&supply| supply >= 0).chain([false]).collect(),
            price: vec![0; nodes + 1],
            depth: vec![0; nodes + 1],
            child: vec![NOBODY; nodes + 1],
            before: vec![NOBODY; nodes + 1],
            after: vec![NOBODY; nodes + 1],
            waiting: Vec::new(),
        };
        for node in 0..nodes {
            tree.attach(id(node), id(nodes));
        }
        tree
    }

    fn attach(&mut self, node: u32, above: u32) {
        let first = self.child[above as usize];
        self.parent[node as usize] = above;
        self.before[node as usize] = NOBODY;
        self.after[node as usize] = first;
        if first != NOBODY {
            self.before[first as usize] = node;
        }
        self.child[above as usize] = node;
    }

    fn detach(&mut self, node: u32) {
        let (before, after) = (self.before[node as usize], self.after[node as usize]);
        if before == NOBODY {
            self.child[self.parent[node as usize] as usize] = after;
        } else {
            self.after[before as usize] = after;
        }
        if after != NOBODY {
            self.before[after as usize] = before;
        }
    }

    /// The lowest node above both.
    pub fn meet(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            if self.depth[one as usize] < self.depth[other as usize] {
                std::mem::swap(&mut one, &mut other);
            }
            one = self.parent[one as usize];
        }
        one
    }

    /// Cuts what is below `cut` off and hangs it on `outer` by its node `inner`; `by` is the arc between them, and whether it leads
    /// from `inner` to `outer`.
    pub fn hang(&mut self, inner: u32, cut: u32, outer: u32, by: (u32, bool), cost: i64) {
        let (mut node, mut above, (mut arc, mut up)) = (inner, outer, by);
        loop {
            let at = node as usize;
            let (old, old_arc, old_up) = (self.parent[at], self.arc[at], self.up[at]);
            self.detach(node);
            self.attach(node, above);
            (self.arc[at], self.up[at]) = (arc, up);
            if node == cut {
                break;
            }
            (above, node, arc, up) = (node, old, old_arc, !old_up);
        }
        let new = self.price[outer as usize] + if by.1 { -cost } else { cost };
        let change = new - self.price[inner as usize];
        self.waiting.push(inner);
        while let Some(node) = self.waiting.pop() {
            self.price[node as usize] += change;
            self.depth[node as usize] = self.depth[self.parent[node as usize] as usize] + 1;
            self.push_children(node);
        }
    }

    fn push_children(&mut self, node: u32) {
        let mut child = self.child[node as usize];
        while child != NOBODY {
            self.waiting.push(child);
            child = self.after[child as usize];
        }
    }

    /// Sets all prices and depths anew.
    pub fn price_all(&mut self, cost: &[i64]) {
        let root = id(self.parent.len() - 1);
        self.push_children(root);
        while let Some(node) = self.waiting.pop() {
            let (at, above) = (node as usize, self.parent[node as usize] as usize);
            let cost = cost[self.arc[at] as usize];
            self.price[at] = self.price[above] + if self.up[at] { -cost } else { cost };
            self.depth[at] = self.depth[above] + 1;
            self.push_children(node);
        }
    }
}
