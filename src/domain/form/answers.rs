//! Answers: what an applicant gave, by question key, in the type the question asks for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{
    id::DocumentId,
    research_field::ResearchField,
    time::{Day, Timestamp},
};

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Text of one line or several, a name, a mail address, a telephone number.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(Day),
    /// Yes or no; a declaration agreed with is `true`.
    YesNo(bool),
    /// The value of one option, or a country code.
    Choice(String),
    /// The values of several options.
    Choices(Vec<String>),
    /// A field of research.
    Field(ResearchField),
    /// An uploaded file.
    Document(DocumentId),
    /// Consent given or withheld, with the statement's version and when.
    Consent {
        /// Whether it was given.
        given: bool,
        /// Version of the statement.
        version: u32,
        /// When.
        at: Timestamp,
    },
}

/// Answers by question key. What is not answered is not there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// The answer to this question.
    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Sets or, with `None`, removes an answer.
    pub fn set(&mut self, question: &str, answer: Option<Answer>) {
        match answer {
            Some(answer) => self.0.insert(question.to_owned(), answer),
            None => self.0.remove(question),
        };
    }

    /// A text answer.
    pub fn text(&self, question: &str) -> Option<&str> {
        match self.get(question) {
            Some(Answer::Text(text) | Answer::Choice(text)) => Some(text),
            _ => None,
        }
    }
}

impl Answer {
    /// The answer as a condition's word: a choice's value, `yes` or `no`, a country code, a number, a field's code.
    pub fn word(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text.clone()),
            Self::Number(n) => Some(n.to_string()),
            Self::YesNo(yes) | Self::Consent { given: yes, .. } => Some(if *yes { "yes" } else { "no" }.to_owned()),
            Self::Field(field) => Some(field.to_string()),
            Self::Date(day) => Some(day.to_string()),
            Self::Choices(_) | Self::Document(_) => None,
        }
    }
}
