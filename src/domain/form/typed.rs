//! Typed: what the fields of a page hold, by field name, as text. A page is drawn from this alone, whether it shows stored answers
//! or what was posted a moment ago and refused, so nothing that was typed is lost.
//!
//! Field names: a question's key; for a day `key-day`, `key-month`, `key-year`; for "Have you completed this section?" [`SECTION_DONE`].
//! Ticked boxes and yes-or-no answers hold `yes` or `no`.

use std::collections::BTreeMap;

use super::{Answer, Answers, Section};
use crate::domain::time::Day;
use chrono::Datelike as _;

/// Field of "Have you completed this section?": `yes` or `no`.
pub const SECTION_DONE: &str = "section-done";

/// Values by field name. Where a field that takes one value came several times, the first counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl FromIterator<(String, String)> for Typed {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut fields = BTreeMap::<String, Vec<String>>::new();
        for (field, value) in pairs {
            fields.entry(field).or_default().push(value);
        }
        Self(fields)
    }
}

/// Names of a day's three fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFields {
    /// Day of the month.
    pub day: String,
    /// Month, 1 to 12 or an English name.
    pub month: String,
    /// Year, four digits.
    pub year: String,
}

impl DayFields {
    /// The fields of the question with this key.
    pub fn of(question: &str) -> Self {
        let part = |name: &str| format!("{question}-{name}");
        Self { day: part("day"), month: part("month"), year: part("year") }
    }
}

impl Typed {
    /// What a field holds; empty where it holds nothing.
    pub fn first(&self, field: &str) -> &str {
        self.values(field).first().map_or("", String::as_str)
    }

    /// Everything that a field holds.
    pub fn values(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a field holds this value: whether an option is chosen, a box ticked.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.values(field).iter().any(|v| v == value)
    }

    /// A day's three fields as they stand: day, month, year.
    pub fn day(&self, question: &str) -> [&str; 3] {
        let fields = DayFields::of(question);
        [self.first(&fields.day), self.first(&fields.month), self.first(&fields.year)]
    }

    /// Sets a field to one value.
    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        self.0.insert(field.to_owned(), vec![value.into()]);
    }

    /// What the section's page shows for stored answers.
    pub fn of(section: &Section, answers: &Answers) -> Self {
        let mut typed = Self::default();
        for question in &section.questions {
            if let Some(answer) = answers.get(&question.key) {
                typed.put(&question.key, answer);
            }
        }
        if let Some(done) = answers.section_done(&section.key) {
            typed.set(SECTION_DONE, yes_no(done));
        }
        typed
    }

    fn put(&mut self, key: &str, answer: &Answer) {
        match answer {
            Answer::Text(text) | Answer::Choice(text) => self.set(key, text.as_str()),
            Answer::Number(n) => self.set(key, n.to_string()),
            Answer::Date(day) => self.put_day(key, *day),
            Answer::YesNo(yes) => self.set(key, yes_no(*yes)),
            Answer::Choices(several) => {
                self.0.insert(key.to_owned(), several.clone());
            }
            Answer::Field(field) => self.set(key, field.to_string()),
            Answer::Consent { given: true, .. } => self.set(key, "yes"),
            // A consent withheld is an empty box; a file is given on a page of its own.
            Answer::Consent { given: false, .. } | Answer::Document(_) => {}
        }
    }

    fn put_day(&mut self, key: &str, day: Day) {
        let fields = DayFields::of(key);
        self.set(&fields.day, day.day().to_string());
        self.set(&fields.month, day.month().to_string());
        self.set(&fields.year, day.year().to_string());
    }

    /// Only these fields, with what cannot be printed taken out.
    pub(super) fn kept(&self, section: &Section) -> Self {
        let mut kept = BTreeMap::new();
        let mut keep = |field: &str| {
            if let Some(values) = self.0.get(field) {
                kept.insert(field.to_owned(), values.iter().map(|v| super::clean::printable(v)).collect());
            }
        };
        for question in &section.questions {
            if matches!(question.kind, super::Kind::Date { .. }) {
                let fields = DayFields::of(&question.key);
                for field in [fields.day, fields.month, fields.year] {
                    keep(&field);
                }
            } else {
                keep(&question.key);
            }
        }
        keep(SECTION_DONE);
        Self(kept)
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
