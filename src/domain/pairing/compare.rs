//! Comparing two sides: what both must say alike, and what each says of itself and of its people against what the other says of them.

use std::collections::BTreeMap;

use super::{Members, Named, Pairing};
use crate::domain::{
    form::{Answer, Answers},
    person::search_key,
};

/// What a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The project, of which both must say the same.
    Both,
    /// The first side.
    First,
    /// The second side.
    Second,
}

/// Where in a list a difference is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Within {
    /// About whom the row is.
    pub whom: String,
    /// The part of the row.
    pub part: String,
}

/// Something in which two sides differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The question.
    pub question: String,
    /// Whose it is.
    pub of: Of,
    /// Where both have the row, but one part of it differs.
    pub within: Option<Within>,
    /// What the first side gives; empty where it gives nothing.
    pub first: String,
    /// What the second side gives.
    pub second: String,
}

impl Of {
    /// The same with the second side looked at first.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Both => Self::Both,
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

impl Difference {
    /// The same with the second side looked at first.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { of: self.of.turned(), first: self.second, second: self.first, ..self }
    }
}

/// An answer as it is compared; empty where there is none.
pub(super) fn word(answers: &Answers, key: &str) -> String {
    answers.get(key).and_then(Answer::word).unwrap_or_default()
}

/// Whatever the case and the spaces, in one form of Unicode.
fn is_same(one: &str, other: &str) -> bool {
    search_key(one) == search_key(other)
}

fn rows<'a>(answers: &'a Answers, key: &str) -> &'a [Answers] {
    match answers.get(key) {
        Some(Answer::Rows(rows)) => rows,
        _ => &[],
    }
}

/// A row as it is compared: some of its parts in one order, the first of which tells about whom it is.
type Words = Vec<String>;

fn words<'a>(row: &Answers, parts: impl Iterator<Item = &'a String>) -> Words {
    parts.map(|part| word(row, part)).collect()
}

fn keys(words: &Words) -> Vec<String> {
    words.iter().map(|word| search_key(word)).collect()
}

impl Pairing {
    /// In what two sides differ: of the project, then of the first side, then of the second.
    pub fn compare(&self, first: &Answers, second: &Answers) -> Vec<Difference> {
        let same = self.same.iter().filter_map(|key| {
            let (first, second) = (word(first, key), word(second, key));
            let of = Of::Both;
            (!is_same(&first, &second)).then(|| Difference { question: key.clone(), of, within: None, first, second })
        });
        let mut all: Vec<Difference> = same.collect();
        all.extend(self.other_partners(first, second));
        all.extend(self.said_of(first, second));
        all.extend(self.said_of(second, first).into_iter().map(Difference::turned));
        all
    }

    /// What the first says of itself and the second says of it, where that is not the same.
    fn said_of(&self, first: &Answers, second: &Answers) -> Vec<Difference> {
        let said = self.row_about(first, second).cloned().unwrap_or_default();
        let one = |named: &Named| {
            let (first, second) = (word(first, &named.own), word(&said, &named.part));
            let (question, of) = (named.own.clone(), Of::First);
            (!is_same(&first, &second)).then_some(Difference { question, of, within: None, first, second })
        };
        let mut all: Vec<Difference> = self.named.iter().filter_map(one).collect();
        if let Some(Members { own, others, parts }) = &self.members {
            let own_people = rows(first, own).iter().map(|row| words(row, parts.iter().map(|part| &part.own)));
            let said = rows(second, others).iter().map(|row| words(row, parts.iter().map(|part| &part.part)));
            let list = List { question: own, of: Of::First, parts: parts.iter().map(|part| &part.own).collect() };
            all.extend(list.compare(own_people, said));
        }
        all
    }

    /// The row in which `other` is nearest to what `side` says of itself.
    fn row_about<'a>(&self, side: &Answers, other: &'a Answers) -> Option<&'a Answers> {
        let own: Words = self.named.iter().map(|named| word(side, &named.own)).collect();
        let far = |row: &&Answers| {
            let said = words(row, self.named.iter().map(|named| &named.part));
            let wrong = own.iter().zip(&said).filter(|(own, said)| !is_same(own, said)).count();
            (wrong, keys(&said))
        };
        rows(other, &self.partners).iter().min_by_key(far)
    }

    /// Who takes part besides the two sides, where both do not say the same of them.
    fn other_partners(&self, first: &Answers, second: &Answers) -> Vec<Difference> {
        let parts: Vec<&String> = self.named.iter().map(|named| &named.part).collect();
        let others = |of: &Answers, but: &Answers| -> Vec<Words> {
            let own = self.row_about(but, of);
            let rows = rows(of, &self.partners).iter().filter(|row| !own.is_some_and(|own| std::ptr::eq(own, *row)));
            rows.map(|row| words(row, parts.iter().copied())).collect()
        };
        let list = List { question: &self.partners, of: Of::Both, parts: parts.clone() };
        list.compare(others(first, second).into_iter(), others(second, first).into_iter())
    }
}

/// A list that both sides give.
struct List<'a> {
    question: &'a str,
    of: Of,
    /// The parts that are compared, as they are called in the difference.
    parts: Vec<&'a String>,
}

impl List<'_> {
    /// In what it differs, whatever the order of its rows.
    fn compare(&self, first: impl Iterator<Item = Words>, second: impl Iterator<Item = Words>) -> Vec<Difference> {
        let about = |row: &Words| row.first().map(|whom| search_key(whom)).unwrap_or_default();
        let mut by = BTreeMap::<String, (Vec<Words>, Vec<Words>)>::new();
        for row in first {
            by.entry(about(&row)).or_default().0.push(row);
        }
        for row in second {
            by.entry(about(&row)).or_default().1.push(row);
        }
        let mut all = Vec::new();
        for (mut one, mut other) in by.into_values() {
            one.sort_by_key(keys);
            other.sort_by_key(keys);
            for n in 0..one.len().max(other.len()) {
                match (one.get(n), other.get(n)) {
                    (Some(one), Some(other)) => all.extend(self.parts_of(one, other)),
                    (one, other) => all.push(self.whole(one, other)),
                }
            }
        }
        all
    }

    /// Two rows about the same.
    fn parts_of(&self, first: &Words, second: &Words) -> Vec<Difference> {
        let each = self.parts.iter().zip(first.iter().zip(second)).filter(|(_, (one, other))| !is_same(one, other));
        each.map(|(part, (one, other))| {
            let whom = if first[0].is_empty() { second[0].clone() } else { first[0].clone() };
            let within = Some(Within { whom, part: (*part).clone() });
            self.difference(within, one.clone(), other.clone())
        })
        .collect()
    }

    /// A row that one of them does not have.
    fn whole(&self, first: Option<&Words>, second: Option<&Words>) -> Difference {
        let shown = |row: Option<&Words>| {
            let given = row.into_iter().flatten().filter(|word| !word.is_empty());
            given.map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        self.difference(None, shown(first), shown(second))
    }

    fn difference(&self, within: Option<Within>, first: String, second: String) -> Difference {
        Difference { question: self.question.to_owned(), of: self.of, within, first, second }
    }
}
