//! Keys that change: whatever names a question names it by the new key afterwards.

use std::collections::BTreeMap;

use super::keys::fresh;
use crate::domain::{
    call::Definition,
    eligibility::Test,
    form::{Condition, Form, Meaning, Question},
    pairing::Pairing,
};

impl Definition {
    /// Names a question otherwise wherever it is named.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        for question in self.form.sections.iter_mut().flat_map(|s| &mut s.questions) {
            question.rename(from, to);
        }
        for rule in &mut self.eligibility {
            rule.test.rename(from, to);
        }
        let Meaning { name, country, sex, field, priority, length, title } = &mut self.form.meaning;
        let maybe = [sex, field, priority, length, title].into_iter().flatten();
        for key in maybe.chain([name, country]) {
            rename(key, from, to);
        }
        for key in self.pairing.iter_mut().flat_map(Pairing::keys_mut) {
            rename(key, from, to);
        }
    }

    /// A section once more, after itself, its questions with keys of their own; among them they depend on each other as before.
    pub(super) fn copy_section(&mut self, key: &str) -> Option<()> {
        let at = self.form.sections.iter().position(|s| s.key == key)?;
        let mut copy = self.form.sections[at].clone();
        copy.key = fresh(&copy.key, '-', |key| self.form.section(key).is_some());
        copy.before = false;
        let mut given = BTreeMap::<String, String>::new();
        for question in &mut copy.questions {
            let is_taken = |key: &str| is_asked(&self.form, key) || given.values().any(|new| new == key);
            let new = fresh(&question.key, '_', is_taken);
            for (old, new) in &given {
                question.rename(old, new);
            }
            given.insert(std::mem::replace(&mut question.key, new.clone()), new);
        }
        self.form.sections.insert(at + 1, copy);
        Some(())
    }
}

fn is_asked(form: &Form, key: &str) -> bool {
    form.question(key).is_some()
}

impl Question {
    /// Names another question otherwise in the condition.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if let Some(condition) = &mut self.shown_when {
            condition.rename(from, to);
        }
    }
}

impl Condition {
    fn rename(&mut self, from: &str, to: &str) {
        match self {
            Self::Answer { question, .. } => rename(question, from, to),
            Self::All(several) | Self::Any(several) => several.iter_mut().for_each(|one| one.rename(from, to)),
        }
    }
}

impl Test {
    fn rename(&mut self, from: &str, to: &str) {
        match self {
            Self::Age { question, country_question, .. } => {
                rename(question, from, to);
                if let Some(country) = country_question {
                    rename(country, from, to);
                }
            }
            // The test of a row names questions of the row.
            Self::OneOf { question, .. } | Self::AtLeast { question, .. } | Self::EachRow { question, .. } => {
                rename(question, from, to);
            }
            Self::Holds(condition) => condition.rename(from, to),
            Self::AnyOf { tests } | Self::AllOf { tests } => tests.iter_mut().for_each(|one| one.rename(from, to)),
        }
    }
}

fn rename(key: &mut String, from: &str, to: &str) {
    if key == from {
        to.clone_into(key);
    }
}
