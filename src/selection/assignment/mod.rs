//! Assignment: which reviewers read which application.
//!
//! Every application gets as many reviewers as it needs, every reviewer gets no fewer and no more applications than agreed, only pairs
//! that may be are made, and those that must be are. Of all such assignments the one is sought that fits best in all
//! ([`Objective::Total`]), or in which the application that is served worst is served as well as can be, and then all fit best
//! ([`Objective::Fair`]).
//!
//! What is served is the sum of an application's affinities. The outcome says how far it can be from the best: the bounds are proved.
//! Where nothing fits, the [`Limit`]s say which applications and reviewers are in each other's way.

mod again;
mod anneal;
mod branch;
mod climb;
mod draw;
mod fair;
mod lagrange;
mod limits;
mod network;
mod problem;
mod report;
mod simplex;
#[cfg(test)]
mod tests;

pub use again::{alternates, keep};
pub use limits::{Limit, Want};
pub use problem::{GREATEST, Kind, Load, ONE, Pair, Problem};
pub use report::{Hard, Outcome, hardest};

use network::Network;

/// What is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The greatest sum of all affinities.
    Total,
    /// The greatest sum of the application that has the least, and then of all.
    Fair {
        /// How much of the least sum, in thousandths, may be given up where all of them together gain at least three tenths as much.
        give: u32,
    },
}

/// Why there is no assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is none: these are in the way, the smallest first.
    Impossible(Vec<Limit>),
    /// None was found, though there may be one: groups of reviewers that overlap are hard to meet all at once.
    NotFound,
    /// The affinities and bonuses are so great that their sums cannot be made.
    TooGreat,
}

/// The best assignment. The same problem gives the same one.
///
/// # Errors
/// Where there is none, or none was found.
pub fn assign(problem: &Problem, objective: Objective) -> Result<Outcome, Refusal> {
    let groups = problem.groups();
    let mut network = Network::new(problem, &groups, |_| true);
    let dearest = problem.pairs.iter().map(|pair| pair.affinity.saturating_add(pair.bonus).saturating_abs()).max();
    if !simplex::Simplex::in_range(network.places.len(), dearest.unwrap_or(0)) {
        return Err(Refusal::TooGreat);
    }
    let found = branch::greatest(problem, &groups, &mut network);
    let (taken, bound) = match (found.taken, found.bound) {
        (Some(taken), Some(bound)) => (taken, bound),
        (None, Some(_)) => return Err(Refusal::NotFound),
        (_, None) => return Err(Refusal::Impossible(limits::limits(problem, &groups, &network))),
    };
    match objective {
        Objective::Total => Ok(Outcome::new(problem, taken, bound, lagrange::ceiling(problem, &groups))),
        Objective::Fair { give } => Ok(fair::fair(problem, &groups, &taken, give)),
    }
}
