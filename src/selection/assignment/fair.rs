//! The fair assignment: the application that is served worst first, then all of them together.
//!
//! Among sums of several affinities the greatest least one is hard to find for certain, so the search works from both sides. From
//! above, pairs that cannot be part of enough are left out until nothing fits, and floors are priced ([`super::lagrange`]). From
//! below, assignments are sought that keep the floor which the bound allows ([`super::anneal`]) and are made better while they keep it
//! ([`super::climb`]).

use super::{
    anneal::{Ground, Plan},
    climb::{Climb, Reached},
    lagrange::{ceiling, price},
    problem::{Group, Problem},
    report::Outcome,
};

/// So small a part of the whole between the best and its bound is not looked at any more.
const NEAR: i64 = 20_000;
/// Searches in a row without a better one, after which it is enough: near the bound, and far from it.
const IDLE: (i64, i64) = (15, 90);
/// Temperatures of a search from the beginning, and of one from the best so far.
const BROAD: (f64, f64) = (0.1, 0.001);
const NARROW: (f64, f64) = (0.05, 0.005);

/// How much is tried. It goes by size alone, so that the same problem gives the same assignment.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Rounds of pricing.
    rounds: usize,
    /// Searches from the beginning, and the moves of each.
    starts: u64,
    moves: usize,
    /// Searches from the best so far.
    kicks: u64,
    /// Flows after each search.
    flows: usize,
}

impl Effort {
    /// What a problem of this size is worth.
    pub fn of(problem: &Problem) -> Self {
        // A hundred applications with two hundred reviewers are one.
        let size = (problem.pairs.len() / 20_000).max(1);
        Self {
            rounds: (120 / size).max(12),
            starts: if size > 4 { 1 } else { 4 },
            moves: (problem.pairs.len() * 200).clamp(20_000, 6_000_000),
            kicks: if size > 8 { 1 } else { 200 / (size * size) as u64 },
            flows: (10 / size).max(2),
        }
    }

    /// As little as small problems need.
    #[cfg(test)]
    pub fn least(self) -> Self {
        Self { rounds: 20, moves: 3_000, starts: 4, kicks: 4, ..self }
    }

    /// For a first look at a floor.
    fn short(self) -> Self {
        Self { kicks: self.kicks / 20, ..self }
    }
}

/// The search with what does not change.
struct Search<'a> {
    problem: &'a Problem,
    groups: &'a [Group],
    ground: Ground<'a>,
    effort: Effort,
}

/// The fair assignment; `taken` keeps all rules.
pub fn fair(problem: &Problem, groups: &[Group], taken: &[u32], give: u32) -> Outcome {
    fair_within(problem, groups, taken, give, Effort::of(problem))
}

/// The fair assignment that so much effort finds.
pub fn fair_within(problem: &Problem, groups: &[Group], taken: &[u32], give: u32, effort: Effort) -> Outcome {
    let search = Search { problem, groups, ground: Ground::new(problem, groups), effort };
    let top = ceiling(problem, groups);
    let first = search.highest(taken, top);
    let floor = problem.worst(&first);
    let lower = floor - floor.max(0) / 1_000 * i64::from(give.min(1_000));
    let least = problem.worth(&first) + problem.worth(&first).abs() / 10_000 * i64::from(give) * 3;
    if lower < floor && search.bound(lower) >= least {
        let other = search.seek(&first, lower, effort);
        if other.short == 0 && other.worth >= least {
            let bound = search.bound(problem.worst(&other.taken));
            return Outcome::new(problem, other.taken, bound, top);
        }
    }
    let best = search.seek(&first, floor, effort);
    let bound = search.bound(problem.worst(&best.taken));
    Outcome::new(problem, best.taken, bound, top)
}

impl Search<'_> {
    /// An assignment in which the least sum is as great as can be found.
    fn highest(&self, taken: &[u32], top: i64) -> Vec<u32> {
        let worst = |taken: &[u32]| self.problem.worst(taken);
        let mut best = self.seek(taken, top, self.effort.short()).taken;
        if worst(taken) > worst(&best) {
            best = taken.to_vec();
        }
        // Halves what is between the best and the bound.
        let mut beyond = top;
        for _ in 0..4 {
            let floor = i64::midpoint(worst(&best), beyond);
            if floor <= worst(&best) {
                break;
            }
            let other = self.seek(&best, floor, self.effort.short()).taken;
            if worst(&other) > worst(&best) {
                best = other;
            }
            if worst(&best) < floor {
                beyond = floor;
            }
        }
        best
    }

    /// The assignment nearest to the floor, and of those the one that is worth most.
    fn seek(&self, taken: &[u32], floor: i64, effort: Effort) -> Reached {
        let mut best = Reached::new(self.problem, taken.to_vec(), floor);
        let priced = price(self.problem, self.groups, floor, effort.rounds);
        let near = priced.as_ref().map(|priced| &priced.near);
        let near = near.filter(|near| !near.is_empty() && self.groups.iter().all(|group| group.is_kept(near)));
        let bound = priced.as_ref().and_then(|priced| priced.bound).unwrap_or(i64::MAX);
        let done = |best: &Reached| best.short == 0 && bound.saturating_sub(best.worth) <= best.worth.abs() / NEAR;
        let begin = best.taken.clone();
        for number in 0..effort.starts {
            if done(&best) {
                return best;
            }
            let from = near.filter(|_| number % 2 == 0).unwrap_or(&begin);
            best = best.or(self.look(from, floor, number, (effort.moves, effort.flows * 3, BROAD)));
        }
        let patience = |best: &Reached| {
            // A hundredth away from the bound is far.
            let far = bound.saturating_sub(best.worth) / (best.worth.abs() / 10_000).max(1);
            IDLE.0 + (IDLE.1 - IDLE.0) * far.clamp(0, 100) / 100
        };
        let mut idle = 0;
        for number in effort.starts..effort.starts + effort.kicks {
            if done(&best) || idle >= patience(&best) {
                break;
            }
            let found = self.look(&best.taken, floor, number, (effort.moves / 20, effort.flows, NARROW));
            idle = if found.beats(&best) { 0 } else { idle + 1 };
            best = best.or(found);
        }
        best
    }

    fn seed(&self, number: u64) -> u64 {
        self.problem.seed.wrapping_mul(1_000).wrapping_add(number)
    }

    /// One search and the climb from where it ends.
    fn look(&self, from: &[u32], floor: i64, number: u64, (moves, flows, heat): (usize, usize, (f64, f64))) -> Reached {
        let seed = self.seed(number);
        let taken = self.ground.search(from, Plan { floor, moves, heat, keep_best: heat == BROAD, seed });
        Climb::new(self.problem, self.groups, floor, seed).run(taken, flows)
    }

    /// No assignment that keeps the floor is worth more.
    fn bound(&self, floor: i64) -> i64 {
        let priced = price(self.problem, self.groups, floor, self.effort.rounds * 3);
        priced.and_then(|priced| priced.bound).unwrap_or(i64::MIN)
    }
}
