//! Putting sides together: by the reference numbers that they give, else by the title.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Pairing,
    compare::{Difference, word},
};
use crate::domain::{form::Answers, person::search_key};

/// An application that was handed in.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its reference number.
    pub reference: &'a str,
    /// Its answers.
    pub answers: &'a Answers,
}

/// Two sides of one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its sides by their number, the one with the lower reference number first.
    pub sides: (usize, usize),
    /// Whether the first names the second, and the second the first, by reference number.
    pub names: (bool, bool),
    /// In what they differ; empty where all is well.
    pub differences: Vec<Difference>,
}

impl Pair {
    /// Whether this is one of its sides.
    pub fn has(&self, side: usize) -> bool {
        self.sides.0 == side || self.sides.1 == side
    }

    /// The other side than this one.
    pub const fn beside(&self, side: usize) -> usize {
        if self.sides.0 == side { self.sides.1 } else { self.sides.0 }
    }

    /// Whether both say that they belong together: they name each other, or say the same in everything.
    pub fn is_sure(&self) -> bool {
        self.names == (true, true) || self.differences.is_empty()
    }
}

/// The sides of a call put together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Pairs, by the reference number of their first side.
    pub pairs: Vec<Pair>,
    /// Sides without another, by their reference number.
    pub alone: Vec<usize>,
}

/// Two sides by their number that are not to be put together, in either order.
pub type Apart = BTreeSet<(usize, usize)>;

impl Pairing {
    /// Puts sides together: those that name each other first, then those of which one names the other, then those that are the only
    /// two of one title. The order in which they are given does not matter; a side is in one pair at most, and never with itself.
    pub fn find(&self, sides: &[Side<'_>], apart: &Apart) -> Pairs {
        let mut order: Vec<usize> = (0..sides.len()).collect();
        order.sort_by_key(|&n| sides[n].reference);
        let by_reference: BTreeMap<String, usize> =
            order.iter().map(|&n| (search_key(sides[n].reference), n)).collect();
        let may = |one: usize, other: usize| !apart.contains(&(one, other)) && !apart.contains(&(other, one));
        let named = |n: usize| {
            let key = search_key(&word(sides[n].answers, &self.reference));
            by_reference.get(&key).copied().filter(|&other| other != n && !key.is_empty() && may(n, other))
        };
        let mut free = vec![true; sides.len()];
        let mut pairs = Vec::new();
        let mut join = |free: &mut Vec<bool>, one: usize, other: usize| {
            if free[one] && free[other] {
                (free[one], free[other]) = (false, false);
                let (first, second) =
                    if sides[one].reference <= sides[other].reference { (one, other) } else { (other, one) };
                let differences = self.compare(sides[first].answers, sides[second].answers);
                let told = (named(first) == Some(second), named(second) == Some(first));
                pairs.push(Pair { sides: (first, second), names: told, differences });
            }
        };
        for mutual in [true, false] {
            for &one in &order {
                if let Some(other) = named(one).filter(|&other| !mutual || named(other) == Some(one)) {
                    join(&mut free, one, other);
                }
            }
        }
        for (one, other) in self.of_one_title(sides, &order, &free, may) {
            join(&mut free, one, other);
        }
        pairs.sort_by_key(|pair| sides[pair.sides.0].reference);
        Pairs { pairs, alone: order.into_iter().filter(|&n| free[n]).collect() }
    }

    /// Of those that are free, the two of a title that can go with nobody else of it.
    fn of_one_title(
        &self,
        sides: &[Side<'_>],
        order: &[usize],
        free: &[bool],
        may: impl Fn(usize, usize) -> bool,
    ) -> Vec<(usize, usize)> {
        let Some(title) = self.same.first() else { return Vec::new() };
        let mut titled = BTreeMap::<String, Vec<usize>>::new();
        for &n in order.iter().filter(|&&n| free[n]) {
            let key = search_key(&word(sides[n].answers, title));
            if !key.is_empty() {
                titled.entry(key).or_default().push(n);
            }
        }
        let only = |of: &[usize], one: usize| {
            let mut others = of.iter().copied().filter(|&other| other != one && may(one, other));
            others.next().filter(|_| others.next().is_none())
        };
        let mut found = Vec::new();
        for of in titled.values() {
            for &one in of {
                let other = only(of, one).filter(|&other| only(of, other) == Some(one));
                found.extend(other.filter(|&other| one < other).map(|other| (one, other)));
            }
        }
        found
    }
}
