//! Pairs: in joint research each side files an application of its own, and both must say the same of the project and of each other.
//! Which questions tell that is data of the call. Finding pairs and comparing them needs nothing but the answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    form::{Answer, Answers, Form, faults::Faults},
    person::search_key,
    sentence::Problem,
};

/// How applications of a call belong together, by keys of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairing {
    /// Holds the reference number of the other side's application.
    pub reference: String,
    /// Answered by both sides in the same words; by the first, the title, sides without a reference number are put together.
    pub same: Vec<String>,
    /// Rows in which a side names the others.
    pub partners: String,
    /// What a side says of itself, and the part of a row in which the other side says it.
    pub named: Vec<Named>,
}

/// An answer of one side that stands in a row of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The question by which a side says it of itself.
    pub own: String,
    /// The part of the row by which the other side says it.
    pub part: String,
}

/// An application that was handed in.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its reference number.
    pub reference: &'a str,
    /// Its answers.
    pub answers: &'a Answers,
}

/// Something in which two sides differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The question.
    pub question: String,
    /// What the first side gives; empty where it gives nothing.
    pub first: String,
    /// What the second side gives.
    pub second: String,
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

/// The sides of a call put together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Pairs, by the reference number of their first side.
    pub pairs: Vec<Pair>,
    /// Sides without another, by their reference number.
    pub alone: Vec<usize>,
}

/// Words as they are compared: whatever the case and the spaces, in one form of Unicode.
fn word(answers: &Answers, key: &str) -> String {
    answers.get(key).and_then(Answer::word).unwrap_or_default()
}

fn is_same(one: &str, other: &str) -> bool {
    search_key(one) == search_key(other)
}

impl Pairing {
    /// Puts sides together: those that name each other first, then those of which one names the other, then those that are the only
    /// two of one title. The order in which they are given does not matter; a side is in one pair at most, and never with itself.
    pub fn find(&self, sides: &[Side<'_>]) -> Pairs {
        let mut order: Vec<usize> = (0..sides.len()).collect();
        order.sort_by_key(|&n| sides[n].reference);
        let by_reference: BTreeMap<String, usize> =
            order.iter().map(|&n| (search_key(sides[n].reference), n)).collect();
        let named = |n: usize| {
            let key = search_key(&word(sides[n].answers, &self.reference));
            by_reference.get(&key).copied().filter(|&other| other != n && !key.is_empty())
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
        for (one, other) in self.of_one_title(sides, &order, &free) {
            join(&mut free, one, other);
        }
        pairs.sort_by_key(|pair| sides[pair.sides.0].reference);
        Pairs { pairs, alone: order.into_iter().filter(|&n| free[n]).collect() }
    }

    /// Of those that are free, the only two of a title.
    fn of_one_title(&self, sides: &[Side<'_>], order: &[usize], free: &[bool]) -> Vec<(usize, usize)> {
        let Some(title) = self.same.first() else { return Vec::new() };
        let mut titled = BTreeMap::<String, Vec<usize>>::new();
        for &n in order.iter().filter(|&&n| free[n]) {
            let key = search_key(&word(sides[n].answers, title));
            if !key.is_empty() {
                titled.entry(key).or_default().push(n);
            }
        }
        titled
            .into_values()
            .filter_map(|of| if let [one, other] = of[..] { Some((one, other)) } else { None })
            .collect()
    }

    /// In what two sides differ.
    pub fn compare(&self, first: &Answers, second: &Answers) -> Vec<Difference> {
        let both = |key: &String| (word(first, key), word(second, key));
        let same = self.same.iter().filter_map(|key| {
            let (first, second) = both(key);
            (!is_same(&first, &second)).then(|| Difference { question: key.clone(), first, second })
        });
        let mut all: Vec<Difference> = same.collect();
        for (own, said) in self.said_of(first, second) {
            all.push(Difference { question: own, first: said.0, second: said.1 });
        }
        for (own, said) in self.said_of(second, first) {
            all.push(Difference { question: own, first: said.1, second: said.0 });
        }
        all
    }

    /// What `side` says of itself and `other` says of it, where that is not the same: by the row of the other that is nearest to it.
    fn said_of(&self, side: &Answers, other: &Answers) -> Vec<(String, (String, String))> {
        let rows = match other.get(&self.partners) {
            Some(Answer::Rows(rows)) => rows.as_slice(),
            _ => &[],
        };
        let nothing = Answers::default();
        let wrong = |row: &Answers| {
            let one = |named: &Named| {
                let (own, said) = (word(side, &named.own), word(row, &named.part));
                (!is_same(&own, &said)).then(|| (named.own.clone(), (own, said)))
            };
            self.named.iter().filter_map(one).collect::<Vec<_>>()
        };
        rows.iter().map(wrong).min_by_key(Vec::len).unwrap_or_else(|| wrong(&nothing))
    }

    /// Everything wrong with it, for this form.
    pub fn faults(&self, form: &Form) -> Vec<Problem> {
        let mut faults = Faults::default();
        let parts = form.question(&self.partners).map_or(&[][..], |question| question.parts());
        faults.add_if(parts.is_empty(), &self.partners, "form-fault-pairing");
        let own = self.named.iter().map(|named| &named.own);
        for key in self.same.iter().chain(own).chain([&self.reference]) {
            faults.add_if(form.question(key).is_none(), key, "form-fault-pairing");
        }
        for named in &self.named {
            faults.add_if(!parts.iter().any(|part| part.key == named.part), &named.part, "form-fault-pairing");
        }
        faults.into_problems()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample};

    use super::*;

    fn pairing() -> Pairing {
        let named = |own: &str, part: &str| Named { own: own.to_owned(), part: part.to_owned() };
        Pairing {
            reference: "partner".to_owned(),
            same: vec!["title".to_owned()],
            partners: "partners".to_owned(),
            named: vec![named("institution", "at"), named("unit", "unit")],
        }
    }

    fn answers(title: &str, own: [&str; 2], partner: &str, other: [&str; 2]) -> Answers {
        let text = |text: &str| (!text.is_empty()).then(|| Answer::Text(text.to_owned()));
        let mut row = Answers::default();
        row.set("at", text(other[0]));
        row.set("unit", text(other[1]));
        let mut all = Answers::default();
        all.set("title", text(title));
        all.set("institution", text(own[0]));
        all.set("unit", text(own[1]));
        all.set("partner", text(partner));
        all.set("partners", (!row.0.is_empty()).then(|| Answer::Rows(vec![row])));
        all
    }

    #[test]
    fn two_sides_that_say_the_same_match_whatever_the_spaces_and_the_case() {
        let one = answers("Red  Mangroves", ["UM", "Botany"], "", ["Guangxi University", "Ecology"]);
        let other = answers("red mangroves", ["guangxi university ", "Ecology"], "J-1", ["UM", "Botany"]);
        let sides = [Side { reference: "J-1", answers: &one }, Side { reference: "J-2", answers: &other }];
        let found = pairing().find(&sides);
        let pair = Pair { sides: (0, 1), names: (false, true), differences: Vec::new() };
        assert_eq!(found, Pairs { pairs: vec![pair], alone: Vec::new() });
    }

    #[test]
    fn what_one_side_says_otherwise_of_the_other_is_shown_beside_what_that_one_says() {
        let one = answers("Mangroves", ["UM", "Botany"], "J-2", ["Guangxi University", "Biology"]);
        let other = answers("Mangroves of Asia", ["Guangxi University", "Ecology"], "J-1", ["UM", "Botany"]);
        let said = |question: &str, first: &str, second: &str| Difference {
            question: question.to_owned(),
            first: first.to_owned(),
            second: second.to_owned(),
        };
        let wanted = vec![said("title", "Mangroves", "Mangroves of Asia"), said("unit", "Biology", "Ecology")];
        assert_eq!(pairing().compare(&one, &other), wanted);
    }

    fn some() -> impl Strategy<Value = Vec<(String, Answers)>> {
        let word = || sample::select(vec!["", "A", "a ", "B", "ก"]);
        let one = (word(), word(), word(), 0..6usize, word(), word()).prop_map(|(title, at, unit, to, other, of)| {
            let partner = if to == 0 { String::new() } else { format!("J-{to}") };
            answers(title, [at, unit], &partner, [other, of])
        });
        vec(one, 0..6).prop_map(|all| (1..).zip(all).map(|(n, answers)| (format!("J-{n}"), answers)).collect())
    }

    fn sides(all: &[(String, Answers)]) -> Vec<Side<'_>> {
        all.iter().map(|(reference, answers)| Side { reference, answers }).collect()
    }

    proptest! {
        #[test]
        fn every_side_is_in_one_pair_or_alone_whatever_the_order(all in some(), turn in 0..6usize) {
            let found = pairing().find(&sides(&all));
            let paired = found.pairs.iter().flat_map(|pair| [pair.sides.0, pair.sides.1]);
            let mut each: Vec<usize> = paired.chain(found.alone.iter().copied()).collect();
            each.sort_unstable();
            prop_assert_eq!(each, (0..all.len()).collect::<Vec<_>>());

            let mut turned = all.clone();
            turned.rotate_left(turn.min(all.len()));
            let again = pairing().find(&sides(&turned));
            let named = |of: &[(String, Answers)], pairs: &Pairs| {
                let name = |n: usize| of[n].0.clone();
                pairs.pairs.iter().map(|p| (name(p.sides.0), name(p.sides.1), p.differences.clone())).collect::<Vec<_>>()
            };
            prop_assert_eq!(named(&all, &found), named(&turned, &again));
        }

        #[test]
        fn two_sides_differ_in_the_same_whoever_is_looked_at_first(all in some()) {
            for (_, one) in &all {
                for (_, other) in &all {
                    let mut there = pairing().compare(one, other);
                    let mut back: Vec<_> = pairing().compare(other, one).into_iter()
                        .map(|d| Difference { question: d.question, first: d.second, second: d.first })
                        .collect();
                    there.sort();
                    back.sort();
                    prop_assert_eq!(there, back);
                }
            }
        }
    }
}
