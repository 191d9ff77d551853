//! How great the total can be where no application may have less than a floor: a bound by Lagrange multipliers.
//!
//! Each application's floor is priced: what it is above earns, what it is below costs. For any prices the network's greatest priced
//! total is a bound on the total of every assignment that keeps the floor; the prices are sought that make it least (subgradients with
//! Polyak's step). Only pairs are used that can be part of enough for their application.

use super::{
    network::Network,
    problem::{Group, ONE, Problem},
};

/// The greatest price; beyond, the floor is as good as out of reach.
const DEAREST: f64 = 1_000.0;

/// What came of it.
#[derive(Debug, Clone)]
pub struct Priced {
    /// No assignment that keeps the floor has a greater worth; `None` where nothing was tried.
    pub bound: Option<i64>,
    /// The assignment that came nearest to the floor.
    pub near: Vec<u32>,
}

/// The pairs that can be part of an assignment in which their application has the floor: beside it, those that fit best.
pub fn useful(problem: &Problem, floor: i64) -> Vec<bool> {
    let mut useful = vec![true; problem.pairs.len()];
    for (own, &reviews) in problem.by_application().iter().zip(&problem.reviews) {
        let mut best: Vec<i64> = own.iter().map(|&pair| problem.pairs[pair as usize].affinity).collect();
        best.sort_unstable_by_key(|&affinity| std::cmp::Reverse(affinity));
        let reviews = reviews as usize;
        let (Some(last), true) = (best.get(reviews.wrapping_sub(1)).copied(), reviews > 0) else { continue };
        let sum: i64 = best.iter().take(reviews).sum();
        for &pair in own {
            let pair_of = &problem.pairs[pair as usize];
            let with = if pair_of.affinity >= last { sum } else { sum - last + pair_of.affinity };
            useful[pair as usize] = pair_of.forced || with >= floor;
        }
    }
    useful
}

/// The highest floor that useful pairs allow: no assignment has a greater least sum.
pub fn ceiling(problem: &Problem, groups: &[Group]) -> i64 {
    let mut high = i64::MAX;
    for (own, &reviews) in problem.by_application().iter().zip(&problem.reviews).filter(|(_, reviews)| **reviews > 0) {
        let mut all: Vec<i64> = own.iter().map(|&pair| problem.pairs[pair as usize].affinity).collect();
        all.sort_unstable_by_key(|&affinity| std::cmp::Reverse(affinity));
        high = high.min(all.iter().take(reviews as usize).sum());
    }
    if high == i64::MAX || fits(problem, groups, high) {
        return if high == i64::MAX { 0 } else { high };
    }
    // Floors between which the highest is: the lower one fits.
    let least: i64 = problem.pairs.iter().map(|pair| pair.affinity).min().unwrap_or(0);
    let most = problem.reviews.iter().max().copied().unwrap_or(0);
    let mut low = least.min(0) * i64::from(most);
    while high - low > ONE / 1_000_000 {
        let middle = i64::midpoint(low, high);
        if fits(problem, groups, middle) { low = middle } else { high = middle }
    }
    high
}

/// Whether there is an assignment of useful pairs.
fn fits(problem: &Problem, groups: &[Group], floor: i64) -> bool {
    let useful = useful(problem, floor);
    let mut network = Network::new(problem, groups, |pair| useful[pair as usize]);
    network.run_with(|_| 0);
    network.simplex.lacking() == 0
}

/// Seeks prices in so many rounds; `None` where useful pairs do not make an assignment.
pub fn price(problem: &Problem, groups: &[Group], floor: i64, rounds: usize) -> Option<Priced> {
    let useful = useful(problem, floor);
    let mut network = Network::new(problem, groups, |pair| useful[pair as usize]);
    let mut prices = vec![0.0_f64; problem.reviews.len()];
    let (mut least, mut shortest, mut near) = (i64::MAX, i64::MAX, Vec::new());
    let (mut step, mut since) = (1.0, 0);
    for _ in 0..rounds {
        let bound = bound(problem, &mut network, &prices, floor)?;
        since = if bound < least { 0 } else { since + 1 };
        least = least.min(bound);
        if since >= 8 {
            (step, since) = (step * 0.6, 0);
        }
        let taken = network.taken();
        let missing = missing(problem, &taken, floor);
        let short: i64 = missing.iter().map(|&m| m.max(0)).sum();
        if short < shortest {
            (shortest, near) = (short, taken);
        }
        if !walk(&mut prices, &missing, step) {
            break;
        }
    }
    Some(Priced { bound: (least < i64::MAX).then_some(least), near })
}

/// The greatest priced worth; `None` where nothing fits.
fn bound(problem: &Problem, network: &mut Network, prices: &[f64], floor: i64) -> Option<i64> {
    let cost = |number: u32| {
        let pair = &problem.pairs[number as usize];
        -pair.bonus - scaled(pair.affinity, 1.0 + prices[pair.application as usize])
    };
    network.run_with(cost);
    if network.simplex.lacking() > 0 {
        return None;
    }
    let worth: i64 = network.taken().iter().map(|&pair| -cost(pair)).sum();
    let active = prices.iter().zip(&problem.reviews).filter(|(_, reviews)| **reviews > 0);
    let floors: i64 = active.map(|(price, _)| scaled(floor, *price)).sum();
    // Each product is rounded, by half a unit at most.
    let rounded: u32 = problem.reviews.iter().map(|&reviews| reviews + 1).sum();
    Some(worth - floors + i64::from(rounded))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "both factors are bounded, and exact to 53 bits"
)]
fn scaled(value: i64, by: f64) -> i64 {
    (value as f64 * by).round() as i64
}

/// How far each application is below the floor.
fn missing(problem: &Problem, taken: &[u32], floor: i64) -> Vec<i64> {
    let sums = problem.sums(taken);
    sums.iter().zip(&problem.reviews).map(|(sum, &reviews)| if reviews > 0 { floor - sum } else { 0 }).collect()
}

/// Raises the prices of what is short and lowers the others; says whether any moved.
fn walk(prices: &mut [f64], missing: &[i64], step: f64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a direction")]
    let slopes: Vec<f64> = missing.iter().map(|&m| m as f64 / ONE as f64).collect();
    let moving = |(price, slope): (&f64, &f64)| if *price > 0.0 || *slope > 0.0 { slope * slope } else { 0.0 };
    let length: f64 = prices.iter().zip(&slopes).map(moving).sum();
    if length == 0.0 {
        return false;
    }
    for (price, slope) in prices.iter_mut().zip(&slopes) {
        *price = (*price + step * slope / length.sqrt()).clamp(0.0, DEAREST);
    }
    true
}
