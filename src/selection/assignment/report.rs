//! What came out: the assignment with its sums and bounds, and who is hard to serve.

use super::problem::Problem;

/// An assignment that keeps all rules. Sums are in units of 1 / [`super::problem::ONE`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The pairs, by their number in the problem, in ascending order.
    pub taken: Vec<u32>,
    /// Of all affinities.
    pub total: i64,
    /// Of affinities and bonuses, which is what is made great.
    pub worth: i64,
    /// The least sum of an application that has reviewers; 0 where none has.
    pub worst: i64,
    /// No assignment is worth more; of a fair one, none in which the least sum is as great.
    pub bound: i64,
    /// In no assignment the least sum is greater.
    pub bound_worst: i64,
}

impl Outcome {
    /// Looks at what is taken.
    pub fn new(problem: &Problem, taken: Vec<u32>, bound: i64, bound_worst: i64) -> Self {
        let total = taken.iter().map(|&pair| problem.pairs[pair as usize].affinity).sum();
        let (worth, worst) = (problem.worth(&taken), problem.worst(&taken));
        Self { total, worth, worst, bound: bound.max(worth), bound_worst: bound_worst.max(worst), taken }
    }
}

/// An application that is served worse than others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hard {
    /// Which one.
    pub application: u32,
    /// What its reviewers fit, in all.
    pub sum: i64,
    /// What those that fit it best would, if nobody else had them.
    pub best: i64,
    /// How many may read it.
    pub candidates: usize,
    /// How many of them could read more.
    pub free: usize,
}

/// The applications with the least sums, so many of them; those without reviewers are left out.
pub fn hardest(problem: &Problem, taken: &[u32], count: usize) -> Vec<Hard> {
    let sums = problem.sums(taken);
    let loads = problem.loads_of(taken);
    let pairs = problem.by_application();
    let mut all: Vec<u32> =
        (0..).zip(&problem.reviews).filter(|(_, reviews)| **reviews > 0).map(|(number, _)| number).collect();
    all.sort_by_key(|&application| sums[application as usize]);
    all.truncate(count);
    all.into_iter()
        .map(|application| {
            let own = &pairs[application as usize];
            let mut affinities: Vec<i64> = own.iter().map(|&pair| problem.pairs[pair as usize].affinity).collect();
            affinities.sort_unstable_by_key(|&affinity| std::cmp::Reverse(affinity));
            let reviewers = own.iter().map(|&pair| problem.pairs[pair as usize].reviewer as usize);
            Hard {
                application,
                sum: sums[application as usize],
                best: affinities.iter().take(problem.reviews[application as usize] as usize).sum(),
                candidates: own.len(),
                free: reviewers.filter(|&reviewer| loads[reviewer] < problem.loads[reviewer].most).count(),
            }
        })
        .collect()
}
