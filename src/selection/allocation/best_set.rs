//! The set of greatest total score within the quotas and the places.
//!
//! It is a flow from countries to fields: each unit is one applicant, and of those of the same country and field the better go
//! first. Units are added one by one along the way of greatest gain, which may move units that flow already, so that after each
//! step the set is the best of its size (successive shortest paths). A unit that fills a minimum gains more than any score: minima
//! are reached as far as they can be, first; then the total score is as great as it can be.

use std::collections::VecDeque;

use super::people::{Allocation, Applicant, Bar, Limit, Quota, Reason, by_score};

/// Less than this is no gain, but what adding leaves behind.
const NOTHING: f64 = 1e-9;

/// What a way gains: minima filled, then score.
#[derive(Debug, Clone, Copy)]
struct Gain(i32, f64);

impl Gain {
    fn plus(self, minima: i32, score: f64) -> Self {
        Self(self.0 + minima, self.1 + score)
    }

    fn beats(self, other: Self) -> bool {
        self.0 > other.0 || (self.0 == other.0 && self.1 > other.1 + NOTHING)
    }
}

/// Applicants that one quota counts, or none.
#[derive(Debug)]
struct Group {
    quota: Option<usize>,
    bounds: Quota,
    filled: usize,
}

impl Group {
    fn room(&self) -> Option<i32> {
        (self.filled < self.bounds.maximum).then(|| i32::from(self.filled < self.bounds.minimum))
    }
}

/// The flow: groups of countries and of fields, and the applicants between them, of whom the first ones are placed.
struct Flow<'a> {
    applicants: &'a [Applicant],
    countries: Vec<Group>,
    fields: Vec<Group>,
    /// By country, then field: applicants, and how many of them are placed.
    cells: Vec<(Vec<usize>, usize)>,
}

/// Chooses who gets the places. Of equal sets, the one found first by score and order is taken, always the same.
pub fn best_set(applicants: &[Applicant], quotas: &[Quota], places: usize) -> Allocation {
    let order = by_score(applicants);
    let mut flow = Flow::new(applicants, quotas, &order);
    let mut given = 0;
    while given < places && flow.add() {
        given += 1;
    }
    flow.allocation(&order, quotas, given >= places)
}

/// The groups of one side, the one without a quota first, and the group of each applicant.
fn groups(applicants: &[Applicant], quotas: &[Quota], side: usize) -> (Vec<Group>, Vec<usize>) {
    let all = Quota { minimum: 0, maximum: usize::MAX };
    let mut groups = vec![Group { quota: None, bounds: all, filled: 0 }];
    let mut of_quota = vec![0; quotas.len()];
    let of = applicants.iter().map(|applicant| {
        let Some(quota) = applicant.quotas[side] else { return 0 };
        if of_quota[quota] == 0 {
            of_quota[quota] = groups.len();
            groups.push(Group { quota: Some(quota), bounds: quotas[quota], filled: 0 });
        }
        of_quota[quota]
    });
    let of = of.collect();
    (groups, of)
}

impl<'a> Flow<'a> {
    fn new(applicants: &'a [Applicant], quotas: &[Quota], order: &[usize]) -> Self {
        let (countries, country) = groups(applicants, quotas, 0);
        let (fields, field) = groups(applicants, quotas, 1);
        let mut cells = vec![(Vec::new(), 0); countries.len() * fields.len()];
        for &applicant in order {
            cells[country[applicant] * fields.len() + field[applicant]].0.push(applicant);
        }
        Self { applicants, countries, fields, cells }
    }

    /// The score of an applicant of a cell, if there is one at this place of it.
    fn score(&self, cell: usize, at: Option<usize>) -> Option<f64> {
        let (applicants, _) = &self.cells[cell];
        applicants.get(at?).map(|&applicant| self.applicants[applicant].score)
    }

    /// Adds one unit along the way of greatest gain; false where there is none that gains.
    fn add(&mut self) -> bool {
        let (c, f) = (self.countries.len(), self.fields.len());
        let mut best: Vec<Option<Gain>> =
            self.countries.iter().map(|country| country.room().map(|minima| Gain(minima, 0.0))).collect();
        best.resize(c + f, None);
        let mut from: Vec<Option<usize>> = vec![None; c + f];
        let mut waiting: VecDeque<usize> = (0..c).filter(|&k| best[k].is_some()).collect();
        let mut queued: Vec<bool> = best.iter().map(Option::is_some).collect();
        while let Some(node) = waiting.pop_front() {
            queued[node] = false;
            let Some(here) = best[node] else { continue };
            let others = if node < c { c..c + f } else { 0..c };
            for other in others {
                let cell = node.min(other) * f + node.max(other) - c;
                let flowing = self.cells[cell].1;
                let step =
                    if node < c { self.score(cell, Some(flowing)) } else { self.score(cell, flowing.checked_sub(1)) };
                let Some(step) = step else { continue };
                let there = here.plus(0, if node < c { step } else { -step });
                if best[other].is_none_or(|known| there.beats(known)) {
                    best[other] = Some(there);
                    from[other] = Some(node);
                    if !queued[other] {
                        queued[other] = true;
                        waiting.push_back(other);
                    }
                }
            }
        }
        let mut end: Option<(usize, Gain)> = None;
        for (k, field) in self.fields.iter().enumerate() {
            let Some((gain, minima)) = best[c + k].zip(field.room()) else { continue };
            let whole = gain.plus(minima, 0.0);
            if end.is_none_or(|(_, known)| whole.beats(known)) {
                end = Some((k, whole));
            }
        }
        let Some((field, _)) = end.filter(|(_, gain)| !Gain(0, 0.0).beats(*gain)) else { return false };
        self.fields[field].filled += 1;
        let mut node = c + field;
        while let Some(before) = from[node] {
            let flowing = &mut self.cells[node.min(before) * f + node.max(before) - c].1;
            *flowing = if before < c { *flowing + 1 } else { *flowing - 1 };
            node = before;
        }
        self.countries[node].filled += 1;
        true
    }

    fn allocation(&self, order: &[usize], quotas: &[Quota], full: bool) -> Allocation {
        let f = self.fields.len();
        let mut cell_of = vec![(0, false); self.applicants.len()];
        for (cell, (applicants, placed)) in self.cells.iter().enumerate() {
            for (at, &applicant) in applicants.iter().enumerate() {
                cell_of[applicant] = (cell, at < *placed);
            }
        }
        let is_placed = |applicant: &&usize| cell_of[**applicant].1;
        // The lowest of each group and of all.
        let (mut countries, mut fields, mut all) = (vec![None; self.countries.len()], vec![None; f], None);
        for &applicant in order.iter().filter(is_placed) {
            let (cell, _) = cell_of[applicant];
            (countries[cell / f], fields[cell % f], all) = (Some(applicant), Some(applicant), Some(applicant));
        }
        let bar = |group: &Group, last: Option<usize>| {
            let limit = Limit::Quota(group.quota.filter(|_| group.filled >= group.bounds.maximum)?);
            Some(Bar { limit, last })
        };
        let reason = |applicant: usize| {
            let (cell, _) = cell_of[applicant];
            let country = bar(&self.countries[cell / f], countries[cell / f]);
            let field = bar(&self.fields[cell % f], fields[cell % f]);
            let places = full.then_some(Bar { limit: Limit::Places, last: all });
            country.or(field).or(places).map_or(Reason::BelowZero, Reason::Reached)
        };
        // A quota that counts no applicant has no group.
        let mut filled = vec![0; quotas.len()];
        for group in self.countries.iter().chain(&self.fields) {
            group.quota.into_iter().for_each(|quota| filled[quota] = group.filled);
        }
        let unmet = filled.into_iter().enumerate().filter(|(quota, filled)| *filled < quotas[*quota].minimum);
        Allocation {
            placed: order.iter().filter(is_placed).map(|&applicant| (applicant, None)).collect(),
            left: order.iter().filter(|a| !is_placed(a)).map(|&applicant| (applicant, reason(applicant))).collect(),
            blocking: Vec::new(),
            unmet: unmet.collect(),
        }
    }
}
