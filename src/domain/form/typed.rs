//! Typed: what the fields of a page hold, by field name, as text. A page is drawn from this alone, whether it shows stored answers
//! or what was posted a moment ago and refused, so nothing that was typed is lost.
//!
//! Field names: a question's key; for a day `key-day`, `key-month`, `key-year`; for rows `key-1-part`
//! and [`count_field`]; for "Have you completed this section?" [`SECTION_DONE`].
//! Ticked boxes and yes-or-no answers hold `yes` or `no`.

use std::collections::BTreeMap;

use super::{Answer, Answers, Kind, Question, Section};
use crate::domain::time::Day;
use chrono::Datelike as _;

/// Field of "Have you completed this section?": `yes` or `no`.
pub const SECTION_DONE: &str = "section-done";

/// Name of the field that holds how many rows a page shows.
pub fn count_field(question: &str) -> String {
    format!("{question}-rows")
}

/// Number, from 1, and the rest of the name of a field in a row of this question.
fn row_of<'f>(question: &str, field: &'f str) -> Option<(usize, &'f str)> {
    let (number, rest) = field.strip_prefix(question)?.strip_prefix('-')?.split_once('-')?;
    Some((number.parse().ok()?, rest))
}

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

    /// Sets a field to several values.
    pub fn set_all(&mut self, field: &str, values: Vec<String>) {
        self.0.insert(field.to_owned(), values);
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

    /// What the fields of one question show for its stored answer.
    pub(super) fn of_question(question: &Question, answers: &Answers) -> Self {
        let mut typed = Self::default();
        if let Some(answer) = answers.get(&question.key) {
            typed.put(&question.key, answer);
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
            Answer::Rows(rows) => {
                self.set(&count_field(key), rows.len().to_string());
                for (number, row) in (1..).zip(rows) {
                    for (part, answer) in &row.0 {
                        self.put(&format!("{key}-{number}-{part}"), answer);
                    }
                }
            }
            // A consent withheld is an empty box; a file is given on a page of its own.
            Answer::Consent { given: false, .. } | Answer::Documents(_) => {}
        }
    }

    fn put_day(&mut self, key: &str, day: Day) {
        let fields = DayFields::of(key);
        self.set(&fields.day, day.day().to_string());
        self.set(&fields.month, day.month().to_string());
        self.set(&fields.year, day.year().to_string());
    }

    /// Rows that a page holds for this question.
    pub fn rows(&self, question: &str) -> usize {
        self.first(&count_field(question)).parse().unwrap_or(0)
    }

    /// One row more, with nothing in it.
    pub fn add_row(&mut self, question: &Question) {
        let rows = (question.shown_rows(self) + 1).min(question.most_rows());
        self.set(&count_field(&question.key), rows.to_string());
    }

    /// Without this row, counted from 1; those after it move up. Where there is no such row, nothing changes.
    pub fn remove_row(&mut self, question: &Question, row: usize) {
        let (key, shown) = (&question.key, question.shown_rows(self));
        if !(1..=shown).contains(&row) {
            return;
        }
        let moved = |field: String| match row_of(key, &field) {
            Some((number, _)) if number == row => None,
            Some((number, rest)) if number > row => Some(format!("{key}-{}-{rest}", number - 1)),
            _ => Some(field),
        };
        self.rename(moved);
        self.set(&count_field(key), (shown - 1).to_string());
    }

    /// Gives fields other names; those without one are gone.
    fn rename(&mut self, to: impl Fn(String) -> Option<String>) {
        let fields = std::mem::take(&mut self.0);
        self.0 = fields.into_iter().filter_map(|(field, values)| Some((to(field)?, values))).collect();
    }

    /// Only these fields, with what cannot be printed taken out.
    pub(super) fn kept(&self, section: &Section) -> Self {
        let mut kept = BTreeMap::new();
        let mut keep = |field: &str| {
            if let Some(values) = self.0.get(field) {
                kept.insert(field.to_owned(), values.iter().map(|v| super::clean::printable(v)).collect());
            }
        };
        for field in section.questions.iter().flat_map(|question| self.fields_of(question)) {
            keep(&field);
        }
        keep(SECTION_DONE);
        Self(kept)
    }

    /// Names of the fields of a question.
    fn fields_of(&self, question: &Question) -> Vec<String> {
        match &question.kind {
            Kind::Date { .. } => {
                let fields = DayFields::of(&question.key);
                vec![fields.day, fields.month, fields.year]
            }
            Kind::Rows { questions, .. } => {
                let rows = 1..=question.shown_rows(self);
                let parts = rows.flat_map(|row| questions.iter().map(move |part| (row, part)));
                let fields = parts.flat_map(|(row, part)| self.fields_of(&question.part(row, part)));
                fields.chain([count_field(&question.key)]).collect()
            }
            Kind::Note { .. } => Vec::new(),
            _ => vec![question.key.clone()],
        }
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
