//! The greatest total under all rules. Where every rule is in the network its flow is the answer; where groups overlap, branch and
//! bound: what the network allows is a bound, and one pair of a broken group is tried with and without.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    network::Network,
    problem::{Group, Problem},
};

/// Arcs times branches that a search may look at.
const EFFORT: usize = 400_000_000;
/// The most branches.
const BRANCHES: usize = 20_000;

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The pairs, in ascending order; `None` where there are none, or none was found.
    pub taken: Option<Vec<u32>>,
    /// No assignment is worth more. Without one, that there is none is proved where this is `None`.
    pub bound: Option<i64>,
}

/// Pairs that are decided: taken or not.
type Decided = Vec<(u32, bool)>;

/// A search on its way.
struct Search<'a> {
    problem: &'a Problem,
    /// The groups that are outside of the network.
    sides: Vec<&'a Group>,
    network: &'a mut Network,
    /// Above what any other assignment could gain.
    penalty: i64,
    /// For each pair: 0 open, 1 taken, -1 not.
    fixed: Vec<i64>,
    best: Option<(i64, Vec<u32>)>,
}

/// The assignment of the greatest worth.
pub fn greatest(problem: &Problem, groups: &[Group], network: &mut Network) -> Found {
    network.run_with(|pair| -worth(problem, pair));
    if network.simplex.lacking() > 0 {
        return Found { taken: None, bound: None };
    }
    let taken = network.taken();
    let bound = problem.worth(&taken);
    let sides: Vec<&Group> = network.sides.iter().map(|&side| &groups[side as usize]).collect();
    if broken(&sides, &taken).next().is_none() {
        return Found { taken: Some(taken), bound: Some(bound) };
    }
    let penalty = penalty(problem, network);
    let mut search = Search { problem, sides, network, penalty, fixed: vec![0; problem.pairs.len()], best: None };
    search.dive();
    let bound = search.run(bound);
    Found { bound, taken: search.best.map(|best| best.1) }
}

fn worth(problem: &Problem, pair: u32) -> i64 {
    let pair = &problem.pairs[pair as usize];
    pair.affinity + pair.bonus
}

fn penalty(problem: &Problem, network: &Network) -> i64 {
    let most = problem.pairs.iter().map(|pair| (pair.affinity + pair.bonus).abs()).max().unwrap_or(0);
    let all: i64 = problem.reviews.iter().map(|&reviews| i64::from(reviews)).sum();
    let room = (1_i64 << 59) / i64::try_from(network.places.len() + 2).unwrap_or(i64::MAX);
    (2 * most * all.max(1) + 1).min(room)
}

/// The groups of which too many or too few are taken, each with whether there are too many.
fn broken<'a>(sides: &'a [&'a Group], taken: &'a [u32]) -> impl Iterator<Item = (&'a Group, bool)> {
    sides.iter().filter(|group| !group.is_kept(taken)).map(|group| (*group, group.count(taken) > group.most))
}

impl Search<'_> {
    /// The best of what is decided; `None` where that cannot be.
    fn relaxed(&mut self, decided: &Decided) -> Option<(i64, Vec<u32>)> {
        for &(pair, on) in decided {
            self.fixed[pair as usize] = if on { 1 } else { -1 };
        }
        let (problem, fixed, penalty) = (self.problem, &self.fixed, self.penalty);
        self.network.run_with(|pair| -worth(problem, pair) - fixed[pair as usize] * penalty);
        for &(pair, _) in decided {
            self.fixed[pair as usize] = 0;
        }
        let taken = self.network.taken();
        let kept = decided.iter().all(|(pair, on)| taken.binary_search(pair).is_ok() == *on);
        kept.then(|| (self.problem.worth(&taken), taken))
    }

    /// The pair to decide next in a broken group.
    fn doubtful(&self, group: &Group, many: bool, taken: &[u32], decided: &Decided) -> Option<u32> {
        let open = group.members.iter().copied().filter(|pair| decided.iter().all(|done| done.0 != *pair));
        let inside = open.filter(|pair| taken.binary_search(pair).is_ok() == many);
        if many {
            inside.min_by_key(|&pair| worth(self.problem, pair))
        } else {
            inside.max_by_key(|&pair| worth(self.problem, pair))
        }
    }

    /// Mends all broken groups at once, again and again: a first assignment, if it works out.
    fn dive(&mut self) {
        let mut decided = Decided::new();
        while let Some((worth, taken)) = self.relaxed(&decided) {
            let mut more = Decided::new();
            for (group, many) in broken(&self.sides, &taken) {
                match self.doubtful(group, many, &taken, &decided) {
                    Some(pair) if more.iter().all(|done| done.0 != pair) => more.push((pair, !many)),
                    Some(_) => {}
                    None => return,
                }
            }
            if more.is_empty() {
                self.best = Some((worth, taken));
                return;
            }
            decided.append(&mut more);
        }
    }

    /// Searches until all is proved or the effort is spent; gives the bound.
    fn run(&mut self, bound: i64) -> Option<i64> {
        let mut open = BinaryHeap::from([(bound, Reverse(0_u64), Decided::new())]);
        let (mut left, mut made) = ((EFFORT / self.network.size().max(1)).clamp(20, BRANCHES), 0);
        while let Some((bound, _, decided)) = open.pop() {
            let best = self.best.as_ref().map(|best| best.0);
            if best.is_some_and(|best| bound <= best) {
                return best;
            }
            if left == 0 {
                return Some(bound);
            }
            // Goes on with the better child at once, so that assignments are found early.
            let mut next = Some(decided);
            while left > 0 {
                let Some(decided) = next.take() else { break };
                left -= 1;
                next = self.branch(&decided, &mut |worth, decided| {
                    made += 1;
                    open.push((worth, Reverse(made), decided));
                });
            }
            if let Some(decided) = next {
                open.push((bound, Reverse(0), decided));
            }
        }
        self.best.as_ref().map(|best| best.0)
    }

    /// Looks at a branch: keeps it where it is an assignment, and else divides it in two, of which one is given back.
    fn branch(&mut self, decided: &Decided, later: &mut dyn FnMut(i64, Decided)) -> Option<Decided> {
        let (worth, taken) = self.relaxed(decided)?;
        if self.best.as_ref().is_some_and(|best| worth <= best.0) {
            return None;
        }
        let Some((group, many)) = broken(&self.sides, &taken).next() else {
            self.best = Some((worth, taken));
            return None;
        };
        let pair = self.doubtful(group, many, &taken, decided)?;
        let with = |on| decided.iter().copied().chain([(pair, on)]).collect();
        later(worth, with(many));
        Some(with(!many))
    }
}
