//! The problem as a network: from each application through its kinds to its reviewers, and from each reviewer to the end.
//!
//! A group of an application's reviewers (a kind of whom so many are needed, two of whom only one may be) is a node between the
//! application and those reviewers, as long as groups are within one another or have nobody in common. One that overlaps others
//! without being within them stays outside, as a side condition.

use super::{
    draw::Draw,
    problem::{Group, Problem},
    simplex::{Arc, Simplex},
};

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An application.
    Application(u32),
    /// A reviewer.
    Reviewer(u32),
    /// Where everything ends.
    End,
    /// A group, by its number in [`Problem::groups`].
    Group(u32),
}

/// The network of a problem.
#[derive(Debug, Clone)]
pub struct Network {
    /// With a cheapest flow once it was run.
    pub simplex: Simplex,
    /// What each node stands for.
    pub places: Vec<Place>,
    /// The pair of each of the first arcs.
    order: Vec<u32>,
    /// Groups that are outside of it, by number.
    pub sides: Vec<u32>,
    arcs: usize,
}

/// Arcs and nodes on their way into a network.
struct Plan {
    places: Vec<Place>,
    /// The node from which each pair's arc goes.
    begin: Vec<u32>,
    arcs: Vec<Arc>,
    sides: Vec<u32>,
}

impl Network {
    /// Builds it; `allowed` says which pairs are used.
    pub fn new(problem: &Problem, groups: &[Group], allowed: impl Fn(u32) -> bool) -> Self {
        let mut plan = Plan::new(problem);
        plan.group(problem, groups);
        let mut order: Vec<u32> =
            (0..).zip(&problem.pairs).map(|(number, _)| number).filter(|&pair| allowed(pair)).collect();
        Draw::new(problem.seed).shuffle(&mut order);
        let end = problem.reviews.len() + problem.loads.len();
        let mut arcs: Vec<Arc> = order
            .iter()
            .map(|&number| {
                let pair = &problem.pairs[number as usize];
                let to = place(problem.reviews.len()) + pair.reviewer;
                let cost = -(pair.affinity + pair.bonus);
                Arc { from: plan.begin[number as usize], to, least: i64::from(pair.forced), most: 1, cost }
            })
            .collect();
        let all: i64 = problem.reviews.iter().map(|&reviews| i64::from(reviews)).sum();
        for (number, load) in (0..).zip(&problem.loads) {
            let (least, most) = (i64::from(load.least), i64::from(load.most).min(all.max(i64::from(load.least))));
            arcs.push(Arc { from: place(problem.reviews.len()) + number, to: place(end), least, most, cost: 0 });
        }
        arcs.append(&mut plan.arcs);
        let mut supply = vec![0; plan.places.len()];
        for (node, &reviews) in problem.reviews.iter().enumerate() {
            supply[node] = i64::from(reviews);
        }
        supply[end] = -all;
        let simplex = Simplex::new(&supply, &arcs);
        Self { simplex, places: plan.places, order, sides: plan.sides, arcs: arcs.len() }
    }

    /// Makes what pairs cost anew, and the flow the cheapest.
    pub fn run_with(&mut self, cost: impl Fn(u32) -> i64) {
        let order = &self.order;
        self.simplex.change_costs(|arc| order.get(arc).map_or(0, |&pair| cost(pair)));
        self.simplex.run();
    }

    /// The pairs that are taken.
    pub fn taken(&self) -> Vec<u32> {
        let mut taken: Vec<u32> = self
            .order
            .iter()
            .enumerate()
            .filter(|(arc, _)| self.simplex.flow(*arc) > 0)
            .map(|(_, &pair)| pair)
            .collect();
        taken.sort_unstable();
        taken
    }

    /// How many arcs it has.
    pub fn size(&self) -> usize {
        self.arcs
    }
}

fn place(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Plan {
    fn new(problem: &Problem) -> Self {
        let applications = (0..).zip(&problem.reviews).map(|(number, _)| Place::Application(number));
        let reviewers = (0..).zip(&problem.loads).map(|(number, _)| Place::Reviewer(number));
        Self {
            places: applications.chain(reviewers).chain([Place::End]).collect(),
            begin: problem.pairs.iter().map(|pair| pair.application).collect(),
            arcs: Vec::new(),
            sides: Vec::new(),
        }
    }

    /// Puts the groups in, the larger first, so that those within it follow.
    fn group(&mut self, problem: &Problem, groups: &[Group]) {
        let mut numbers: Vec<u32> = (0..).zip(groups).map(|(number, _)| number).collect();
        numbers.sort_by_key(|&number| std::cmp::Reverse(groups[number as usize].members.len()));
        for number in numbers {
            let group = &groups[number as usize];
            let above = group.members.first().map_or(group.application, |&pair| self.begin[pair as usize]);
            let within = group.members.iter().all(|&pair| self.begin[pair as usize] == above);
            if !within {
                self.sides.push(number);
                continue;
            }
            let node = place(self.places.len());
            self.places.push(Place::Group(number));
            let reviews = i64::from(problem.reviews[group.application as usize]);
            let least = i64::from(group.least);
            let most = i64::from(group.most).min(reviews.max(least));
            self.arcs.push(Arc { from: above, to: node, least, most, cost: 0 });
            group.members.iter().for_each(|&pair| self.begin[pair as usize] = node);
        }
        self.sides.sort_unstable();
    }
}
