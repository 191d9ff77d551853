//! From one assignment to better ones, over very many at once: first to one in which every application has the floor, then to those
//! that are worth more.
//!
//! An application that has `v1 ≥ v2 ≥ v3` keeps the floor with whatever it gets instead, as long as one is no worse than `t1`, two are
//! no worse than `t2` and all are no worse than `t3`, where `t1 + t2 + t3` is the floor. Such demands are groups within one another,
//! so that the best assignment that meets them is a cheapest flow, and is no worse than the one that they were made of. What an
//! application has above the floor is taken off its thresholds by chance, in another way in each round.
//!
//! In each round a few applications demand nothing. Where they fall below the floor then, each way to lift them is tried, and the best
//! is kept; a round is over as soon as it cannot gain any more.

use super::{
    draw::Draw,
    lagrange::useful,
    network::Network,
    problem::{Group, Problem},
};

/// The most applications that demand nothing in a round.
const FREE: usize = 8;

/// What a climb needs to know.
#[derive(Debug)]
pub struct Climb<'a> {
    problem: &'a Problem,
    groups: &'a [Group],
    floor: i64,
    own: Vec<Vec<u32>>,
    useful: Vec<bool>,
    active: Vec<usize>,
    draw: Draw,
}

/// An assignment with what it lacks to the floor, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Below the floor, of all applications together.
    pub short: i64,
    /// Affinities and bonuses.
    pub worth: i64,
    /// The pairs, in ascending order.
    pub taken: Vec<u32>,
}

impl Reached {
    /// Looks at an assignment.
    pub fn new(problem: &Problem, taken: Vec<u32>, floor: i64) -> Self {
        let sums = problem.sums(&taken);
        let active = sums.iter().zip(&problem.reviews).filter(|(_, reviews)| **reviews > 0);
        let short = active.map(|(sum, _)| (floor - sum).max(0)).sum();
        Self { short, worth: problem.worth(&taken), taken }
    }

    /// The better of two; this one of equals.
    pub fn or(self, other: Self) -> Self {
        if other.beats(&self) { other } else { self }
    }

    /// Whether it is better: nearer to the floor, or worth more.
    pub fn beats(&self, other: &Self) -> bool {
        (-self.short, self.worth) > (-other.short, other.worth)
    }
}

/// What each application demands: thresholds, falling; none where it demands nothing.
type Demands = Vec<Vec<i64>>;

impl<'a> Climb<'a> {
    /// Prepares to climb.
    pub fn new(problem: &'a Problem, groups: &'a [Group], floor: i64, seed: u64) -> Self {
        let active = (0..problem.reviews.len()).filter(|&a| problem.reviews[a] > 0).collect();
        let (own, useful) = (problem.by_application(), useful(problem, floor));
        Self { problem, groups, floor, own, useful, active, draw: Draw::new(seed) }
    }

    /// Climbs until so many flows were found, from an assignment that keeps all rules, but perhaps not the floor.
    pub fn run(&mut self, taken: Vec<u32>, mut flows: usize) -> Reached {
        let mut best = Reached::new(self.problem, taken, self.floor);
        if !self.groups.is_empty() {
            // Demands mostly overlap with kinds, and do not make a flow then.
            flows = flows.min(3);
        }
        while flows > 0 {
            let mut demands = self.thresholds(&best.taken);
            if best.short == 0 && flows.is_multiple_of(3) {
                let free = 1 + self.draw.below(FREE);
                for _ in 0..free.min(self.active.len()) {
                    let at = self.draw.below(self.active.len());
                    demands[self.active[at]].clear();
                }
            }
            flows -= 1;
            let Some(found) = self.flow(&demands) else { continue };
            if let Some(mended) = self.mend(found, demands, &best, &mut flows) {
                best = mended;
            }
        }
        best
    }

    /// Lifts whoever is below the floor, one application after the other, as long as it can still be better than `best`.
    fn mend(&mut self, mut found: Reached, mut demands: Demands, best: &Reached, flows: &mut usize) -> Option<Reached> {
        loop {
            if best.short == 0 && found.worth < best.worth {
                return None;
            }
            if best.short > 0 || found.short == 0 {
                return (!best.beats(&found)).then_some(found);
            }
            if *flows == 0 {
                return None;
            }
            let sums = self.problem.sums(&found.taken);
            let low =
                self.active.iter().copied().filter(|&a| sums[a] < self.floor).max_by_key(|&a| self.floor - sums[a])?;
            let mut best_way: Option<(Reached, Vec<i64>)> = None;
            for way in self.ways(low, &found.taken) {
                demands[low] = way;
                *flows = flows.saturating_sub(1);
                if let Some(reached) = self.flow(&demands)
                    && best_way.as_ref().is_none_or(|(other, _)| reached.worth > other.worth)
                {
                    best_way = Some((reached, demands[low].clone()));
                }
            }
            (found, demands[low]) = best_way?;
        }
    }

    /// Thresholds that would lift an application to the floor: each of its own raised, or all.
    fn ways(&self, application: usize, taken: &[u32]) -> Vec<Vec<i64>> {
        let kept = self.affinities(taken).swap_remove(application);
        let lack = self.floor - kept.iter().sum::<i64>();
        let mut ways: Vec<Vec<i64>> = (0..kept.len())
            .map(|at| {
                let mut way = kept.clone();
                way[at] += lack;
                way
            })
            .collect();
        for way in &mut ways {
            way.sort_unstable_by_key(|&threshold| std::cmp::Reverse(threshold));
        }
        ways.dedup();
        ways
    }

    /// What each application has, falling.
    fn affinities(&self, taken: &[u32]) -> Demands {
        let mut all = vec![Vec::new(); self.problem.reviews.len()];
        for pair in taken.iter().map(|&pair| &self.problem.pairs[pair as usize]) {
            all[pair.application as usize].push(pair.affinity);
        }
        for kept in &mut all {
            kept.sort_unstable_by_key(|&affinity| std::cmp::Reverse(affinity));
        }
        all
    }

    /// Demands by which nobody falls below the floor, or further below it; one that is below it demands to be lifted.
    fn thresholds(&mut self, taken: &[u32]) -> Demands {
        let mut all = self.affinities(taken);
        let sum = |kept: &[i64]| kept.iter().sum::<i64>();
        let low: Vec<usize> = self.active.iter().copied().filter(|&a| sum(&all[a]) < self.floor).collect();
        let lifted = low.get(self.draw.below(low.len())).copied();
        for (application, kept) in all.iter_mut().enumerate() {
            let mut spare = sum(kept) - self.floor;
            if kept.is_empty() || (spare < 0 && lifted != Some(application)) {
                continue;
            }
            for _ in 0..4 {
                let at = self.draw.below(kept.len());
                let part = if self.draw.bits() & 1 == 0 { spare } else { spare / 2 };
                kept[at] -= part;
                spare -= part;
            }
            kept[0] -= spare;
            kept.sort_unstable_by_key(|&affinity| std::cmp::Reverse(affinity));
        }
        all
    }

    /// The best assignment that meets demands; `None` where none does.
    fn flow(&self, demands: &Demands) -> Option<Reached> {
        let pairs = &self.problem.pairs;
        let mut groups = self.groups.to_vec();
        let mut used = vec![false; pairs.len()];
        for (application, (own, kept)) in (0..).zip(self.own.iter().zip(demands)) {
            let last = kept.last().copied().unwrap_or(i64::MIN);
            let below = |pair: u32| pairs[pair as usize].forced && pairs[pair as usize].affinity < last;
            for &pair in own {
                let number = pair as usize;
                used[number] = self.useful[number] && (pairs[number].forced || pairs[number].affinity >= last);
            }
            // The last is kept by what is used, but for a pair that must be.
            let of_groups = kept.len() - usize::from(!kept.is_empty() && own.iter().all(|&pair| !below(pair)));
            for (least, &threshold) in (1..).zip(kept.iter().take(of_groups)) {
                let members = own.iter().copied().filter(|&pair| pairs[pair as usize].affinity >= threshold).collect();
                groups.push(Group { application, members, least, most: u32::MAX, kind: None });
            }
        }
        let mut network = Network::new(self.problem, &groups, |pair| used[pair as usize]);
        if !network.sides.is_empty() {
            return None;
        }
        network.simplex.run();
        (network.simplex.lacking() == 0).then(|| Reached::new(self.problem, network.taken(), self.floor))
    }
}
