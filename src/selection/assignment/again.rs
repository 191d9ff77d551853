//! Assigning again after somebody declined: what was told to people stays, as far as it can; and who could step in.

use super::problem::{Group, Pair, Problem};

/// Makes existing pairs worth so much that no assignment keeps fewer of them than it could. Pairs that are no longer allowed are lost.
pub fn keep(problem: &mut Problem, existing: &[(u32, u32)]) {
    let mut existing = existing.to_vec();
    existing.sort_unstable();
    let reviews: i64 = problem.reviews.iter().map(|&reviews| i64::from(reviews)).sum();
    let greatest = problem.pairs.iter().map(|pair| pair.affinity.abs()).max().unwrap_or(0);
    let bonus = 2 * greatest * reviews + 1;
    for pair in &mut problem.pairs {
        let kept = existing.binary_search(&(pair.application, pair.reviewer)).is_ok();
        pair.bonus = if kept { bonus } else { 0 };
    }
}

/// For each application the pairs that could replace one of its own, the best first, and at most so many: with reviewers who could read
/// more, and so that those of any kind are still enough and nobody meets whom to be kept apart from, whoever of the application's goes.
pub fn alternates(problem: &Problem, taken: &[u32], count: usize) -> Vec<Vec<u32>> {
    let loads = problem.loads_of(taken);
    let mut groups: Vec<Vec<Group>> = vec![Vec::new(); problem.reviews.len()];
    for group in problem.groups() {
        groups[group.application as usize].push(group);
    }
    let mut all = problem.by_application();
    for (own, groups) in all.iter_mut().zip(&groups) {
        let of = |pair: u32| -> &Pair { &problem.pairs[pair as usize] };
        let mine: Vec<u32> = own.iter().copied().filter(|pair| taken.binary_search(pair).is_ok()).collect();
        own.retain(|&pair| {
            let reviewer = of(pair).reviewer as usize;
            mine.binary_search(&pair).is_err()
                && loads[reviewer] < problem.loads[reviewer].most
                && mine.iter().all(|&goes| replaced(groups, &mine, goes, pair))
        });
        own.sort_by_key(|&pair| std::cmp::Reverse(of(pair).affinity));
        own.truncate(count);
    }
    all
}

/// Whether an application's groups are kept where one of its pairs is replaced.
fn replaced(groups: &[Group], mine: &[u32], goes: u32, comes: u32) -> bool {
    let mut after: Vec<u32> = mine.iter().copied().filter(|&pair| pair != goes).chain([comes]).collect();
    after.sort_unstable();
    groups.iter().all(|group| group.is_kept(&after))
}
