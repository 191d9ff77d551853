//! What is in the way where there is no assignment: the least sets of applications and reviewers that cannot be satisfied, read off
//! the network where its flow is stuck (a least cut; for one reviewer each, Hall's theorem of 1935).

use std::collections::BTreeMap;

use super::{
    network::{Network, Place},
    problem::{Group, Problem},
};

/// Applications and reviewers that are in each other's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Of what there is too little.
    pub want: Want,
    /// Applications that it is about.
    pub applications: Vec<u32>,
    /// Reviewers that it is about.
    pub reviewers: Vec<u32>,
    /// How many reviews are wanted, and how many of them are possible.
    pub wanted: i64,
    /// See `wanted`.
    pub possible: i64,
}

/// Of what there is too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Reviewers for these applications: these are left to them and read as much as they may, beside those who read one each.
    Reviewers,
    /// Applications for these reviewers, who should read more.
    Applications,
    /// Reviewers of a kind, by its number, for these applications.
    Kind(usize),
    /// Ways to meet all kinds, and to keep apart who should be, for these applications at once.
    Ways,
}

/// The limits, the smallest first.
pub fn limits(problem: &Problem, groups: &[Group], network: &Network) -> Vec<Limit> {
    if network.simplex.lacking() == 0 {
        let mut applications: Vec<u32> = network.sides.iter().map(|&side| groups[side as usize].application).collect();
        applications.dedup();
        return vec![Limit { want: Want::Ways, applications, reviewers: Vec::new(), wanted: 0, possible: 0 }];
    }
    let end = problem.reviews.len() + problem.loads.len();
    let (too_much, too_little) = network.simplex.stuck(end);
    let reader = Reader { problem, groups, network };
    // Where the end has room, what is too much only mirrors what is too little elsewhere.
    let mut limits: Vec<Limit> = reader
        .parts(&too_much)
        .iter()
        .filter(|part| !part.contains(&end))
        .map(|part| reader.limit(part, true))
        .collect();
    limits.extend(reader.parts(&too_little).iter().map(|part| reader.limit(part, false)));
    limits.sort_by_key(|limit| (limit.applications.len() + limit.reviewers.len(), limit.applications.clone()));
    limits
}

/// Reads sets of nodes as applications and reviewers.
struct Reader<'a> {
    problem: &'a Problem,
    groups: &'a [Group],
    network: &'a Network,
}

impl Reader<'_> {
    /// A set in parts that have nothing to do with each other.
    fn parts(&self, set: &[bool]) -> Vec<Vec<usize>> {
        let mut above: Vec<usize> = (0..set.len()).collect();
        for (from, to) in self.network.simplex.ends_of_all().filter(|&(from, to)| set[from] && set[to]) {
            let (one, other) = (top(&mut above, from), top(&mut above, to));
            above[one] = other;
        }
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for node in (0..set.len()).filter(|&node| set[node]) {
            parts.entry(top(&mut above, node)).or_default().push(node);
        }
        parts.into_values().collect()
    }

    /// A part as a limit: one that has too much, or too little.
    fn limit(&self, part: &[usize], too_much: bool) -> Limit {
        let problem = self.problem;
        let (mut applications, mut reviewers, groups) = self.split(part);
        let groups: Vec<&Group> = groups.iter().map(|&group| &self.groups[group as usize]).collect();
        let kind = groups.iter().find_map(|group| group.kind);
        let (want, wanted) = match kind {
            _ if too_much && !applications.is_empty() => {
                (Want::Reviewers, applications.iter().map(|&a| i64::from(problem.reviews[a as usize])).sum())
            }
            Some(kind) => {
                let own = groups.iter().filter(|group| group.kind == Some(kind));
                applications = own.clone().map(|group| group.application).collect();
                reviewers = own
                    .clone()
                    .flat_map(|group| &group.members)
                    .map(|&pair| problem.pairs[pair as usize].reviewer)
                    .collect();
                (Want::Kind(kind), own.map(|group| i64::from(group.least)).sum())
            }
            None if !reviewers.is_empty() && !too_much => {
                let of_them = problem.pairs.iter().filter(|pair| reviewers.binary_search(&pair.reviewer).is_ok());
                applications = of_them.map(|pair| pair.application).collect();
                (Want::Applications, reviewers.iter().map(|&r| i64::from(problem.loads[r as usize].least)).sum())
            }
            // What must be is more than may be.
            None => (Want::Ways, self.stuck(part)),
        };
        for all in [&mut applications, &mut reviewers] {
            all.sort_unstable();
            all.dedup();
        }
        Limit { want, applications, reviewers, wanted, possible: wanted - self.stuck(part) }
    }

    /// The applications, reviewers and groups among nodes.
    fn split(&self, part: &[usize]) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
        let (mut applications, mut reviewers, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for &node in part {
            match self.network.places[node] {
                Place::Application(number) => applications.push(number),
                Place::Reviewer(number) => reviewers.push(number),
                Place::Group(number) => groups.push(number),
                Place::End => {}
            }
        }
        (applications, reviewers, groups)
    }

    /// How much is stuck in a part.
    fn stuck(&self, part: &[usize]) -> i64 {
        part.iter().map(|&node| self.network.simplex.stuck_at(node)).sum()
    }
}

/// The one that stands for a node's part.
fn top(above: &mut [usize], mut node: usize) -> usize {
    while above[node] != node {
        above[node] = above[above[node]];
        node = above[node];
    }
    node
}
