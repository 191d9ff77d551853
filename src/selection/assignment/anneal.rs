//! A search among assignments that keep all rules, for one in which no application has less than a floor, and of those the one of
//! greatest worth: simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) with exchanges between two and three applications.

use std::collections::HashMap;

use super::{
    draw::Draw,
    problem::{Group, ONE, Problem},
};

/// What a unit below the floor costs, in units of the total.
const SHORT: i64 = 6;

/// What does not change during a search.
#[derive(Debug)]
pub struct Ground<'a> {
    problem: &'a Problem,
    groups: &'a [Group],
    /// The groups of each pair.
    of_pair: Vec<Vec<u32>>,
    /// Each application's pairs, the best first.
    by_application: Vec<Vec<u32>>,
    of_both: HashMap<(u32, u32), u32>,
    /// The same as a table where there are few.
    dense: Vec<u32>,
    /// Applications that have anything to exchange.
    active: Vec<u32>,
}

/// An assignment that can be changed.
#[derive(Debug, Clone)]
pub struct State {
    taken: Vec<Vec<u32>>,
    /// Applications of each reviewer.
    readers: Vec<Vec<u32>>,
    sums: Vec<i64>,
    counts: Vec<u32>,
    /// The whole worth, and how much is missing to the floor.
    worth: i64,
    short: i64,
}

/// How to look.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Least sum of each application.
    pub floor: i64,
    /// Moves that are tried.
    pub moves: usize,
    /// Temperatures at the beginning and at the end, in units of one.
    pub heat: (f64, f64),
    /// Whether the best one on the way is given, and not the last.
    pub keep_best: bool,
    /// Decides what is tried.
    pub seed: u64,
}

/// A few replacements, each of one pair by another of the same application.
type Change = [(u32, u32); 3];

impl Plan {
    /// The temperature at a move, in units of the total.
    #[expect(clippy::cast_precision_loss, reason = "a part of the way")]
    fn heat_at(self, at: usize) -> f64 {
        let (from, to) = self.heat;
        from * (to / from).powf(at as f64 / self.moves as f64) * ONE as f64
    }
}

/// Metropolis's rule.
fn accepted(gain: i64, heat: f64, draw: &mut Draw) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a chance")]
    let gain = gain as f64;
    gain >= 0.0 || gain > heat * (1.0 - draw.part()).ln()
}

impl<'a> Ground<'a> {
    /// Prepares a search.
    pub fn new(problem: &'a Problem, groups: &'a [Group]) -> Self {
        let mut of_pair = vec![Vec::new(); problem.pairs.len()];
        for (number, group) in (0..).zip(groups) {
            group.members.iter().for_each(|&pair| of_pair[pair as usize].push(number));
        }
        let mut by_application = problem.by_application();
        for own in &mut by_application {
            own.sort_by_key(|&pair| std::cmp::Reverse(problem.pairs[pair as usize].affinity));
        }
        let few = problem.reviews.len() * problem.loads.len() <= 4_000_000;
        let (mut dense, mut of_both) = (Vec::new(), HashMap::new());
        if few {
            dense = vec![u32::MAX; problem.reviews.len() * problem.loads.len()];
        }
        for (number, pair) in (0..).zip(&problem.pairs) {
            if few {
                dense[pair.application as usize * problem.loads.len() + pair.reviewer as usize] = number;
            } else {
                of_both.insert((pair.application, pair.reviewer), number);
            }
        }
        let active =
            (0..).zip(&problem.reviews).filter(|(_, reviews)| **reviews > 0).map(|(number, _)| number).collect();
        Self { problem, groups, of_pair, by_application, of_both, dense, active }
    }

    fn pair(&self, application: u32, reviewer: u32) -> Option<u32> {
        if self.dense.is_empty() {
            return self.of_both.get(&(application, reviewer)).copied();
        }
        let found = self.dense[application as usize * self.problem.loads.len() + reviewer as usize];
        (found != u32::MAX).then_some(found)
    }

    fn begin(&self, taken: &[u32], floor: i64) -> State {
        let problem = self.problem;
        let mut state = State {
            taken: vec![Vec::new(); problem.reviews.len()],
            readers: vec![Vec::new(); problem.loads.len()],
            sums: problem.sums(taken),
            counts: vec![0; self.groups.len()],
            worth: problem.worth(taken),
            short: 0,
        };
        for &number in taken {
            let pair = &problem.pairs[number as usize];
            state.taken[pair.application as usize].push(number);
            state.readers[pair.reviewer as usize].push(pair.application);
            self.of_pair[number as usize].iter().for_each(|&group| state.counts[group as usize] += 1);
        }
        state.short = self.active.iter().map(|&a| (floor - state.sums[a as usize]).max(0)).sum();
        state
    }

    /// Looks for a better assignment than `taken`, which keeps all rules but perhaps not the floor.
    pub fn search(&self, taken: &[u32], plan: Plan) -> Vec<u32> {
        if self.active.is_empty() {
            return taken.to_vec();
        }
        let mut state = self.begin(taken, plan.floor);
        let mut draw = Draw::new(plan.seed);
        let (mut best, mut kept) = ((state.short, -state.worth), state.taken.clone());
        let mut heat = 0.0;
        for at in 0..plan.moves {
            if at % 1024 == 0 {
                heat = plan.heat_at(at);
            }
            let Some((change, length)) = self.propose(&state, &mut draw) else { continue };
            let change = &change[..length];
            let (worth, short) = self.effect(&state, change, plan.floor);
            if !accepted(worth - SHORT * short, heat, &mut draw) || !self.allowed(&mut state, change) {
                continue;
            }
            state.worth += worth;
            state.short += short;
            if plan.keep_best && (state.short, -state.worth) < best {
                best = (state.short, -state.worth);
                kept.clone_from(&state.taken);
            }
        }
        let all = if plan.keep_best { kept } else { state.taken };
        let mut taken: Vec<u32> = all.into_iter().flatten().collect();
        taken.sort_unstable();
        taken
    }

    /// Somebody else for an application, whose place is taken by the one who goes, or by a third who makes place for that one.
    fn propose(&self, state: &State, draw: &mut Draw) -> Option<(Change, usize)> {
        let first = self.active[draw.below(self.active.len())];
        let old = state.taken[first as usize][draw.below(state.taken[first as usize].len())];
        let new = self.wish(first, draw)?;
        let (leaves, comes) = (self.reviewer(old), self.reviewer(new));
        if state.taken[first as usize].contains(&new) {
            return None;
        }
        let load = |reviewer: u32| state.readers[reviewer as usize].len();
        let may_leave = load(leaves) > self.problem.loads[leaves as usize].least as usize;
        if may_leave && load(comes) < self.problem.loads[comes as usize].most as usize {
            return Some(([(old, new); 3], 1));
        }
        let second = *state.readers[comes as usize].get(draw.below(load(comes)))?;
        let freed = self.pair(second, comes)?;
        if draw.bits() & 1 == 0 {
            let back = self.pair(second, leaves)?;
            let known = state.taken[second as usize].contains(&back);
            return (!known).then_some(([(old, new), (freed, back), (old, new)], 2));
        }
        let other = self.wish(second, draw)?;
        let third_reviewer = self.reviewer(other);
        if state.taken[second as usize].contains(&other) || third_reviewer == leaves {
            return None;
        }
        if may_leave && load(third_reviewer) < self.problem.loads[third_reviewer as usize].most as usize {
            return Some(([(old, new), (freed, other), (old, new)], 2));
        }
        let third = *state.readers[third_reviewer as usize].get(draw.below(load(third_reviewer)))?;
        let back = self.pair(third, leaves)?;
        if third == first || third == second || state.taken[third as usize].contains(&back) {
            return None;
        }
        Some(([(old, new), (freed, other), (self.pair(third, third_reviewer)?, back)], 3))
    }

    /// One of an application's pairs, the better ones more often.
    fn wish(&self, application: u32, draw: &mut Draw) -> Option<u32> {
        let own = &self.by_application[application as usize];
        let within = draw.below(own.len()) + 1;
        let within = draw.below(within) + 1;
        own.get(draw.below(within)).copied()
    }

    fn reviewer(&self, pair: u32) -> u32 {
        self.problem.pairs[pair as usize].reviewer
    }

    /// What a change of different applications does to the worth and to what is missing to the floor.
    fn effect(&self, state: &State, change: &[(u32, u32)], floor: i64) -> (i64, i64) {
        let (mut worth, mut short) = (0, 0);
        for &(old, new) in change {
            let (old, new) = (&self.problem.pairs[old as usize], &self.problem.pairs[new as usize]);
            let before = state.sums[old.application as usize];
            let after = before - old.affinity + new.affinity;
            worth += new.affinity + new.bonus - old.affinity - old.bonus;
            short += (floor - after).max(0) - (floor - before).max(0);
        }
        (worth, short)
    }

    /// Makes a change where no rule is against it.
    fn allowed(&self, state: &mut State, change: &[(u32, u32)]) -> bool {
        if change.iter().any(|&(old, _)| self.problem.pairs[old as usize].forced) {
            return false;
        }
        for (at, &(old, new)) in change.iter().enumerate() {
            self.count(state, old, new);
            if !self.groups_kept(state, old, new) {
                change[..=at].iter().rev().for_each(|&(old, new)| self.count(state, new, old));
                return false;
            }
        }
        for &(old, new) in change {
            let (from, to) = (&self.problem.pairs[old as usize], &self.problem.pairs[new as usize]);
            let application = from.application;
            let own = &mut state.taken[application as usize];
            own.iter_mut().filter(|pair| **pair == old).for_each(|pair| *pair = new);
            let readers = &mut state.readers[from.reviewer as usize];
            if let Some(at) = readers.iter().position(|&a| a == application) {
                readers.swap_remove(at);
            }
            state.readers[to.reviewer as usize].push(application);
            state.sums[application as usize] += to.affinity - from.affinity;
        }
        true
    }

    fn count(&self, state: &mut State, old: u32, new: u32) {
        self.of_pair[old as usize].iter().for_each(|&group| state.counts[group as usize] -= 1);
        self.of_pair[new as usize].iter().for_each(|&group| state.counts[group as usize] += 1);
    }

    fn groups_kept(&self, state: &State, old: u32, new: u32) -> bool {
        let kept = |&group: &u32| {
            let (rule, count) = (&self.groups[group as usize], state.counts[group as usize]);
            count >= rule.least && count <= rule.most
        };
        self.of_pair[old as usize].iter().all(kept) && self.of_pair[new as usize].iter().all(kept)
    }
}
