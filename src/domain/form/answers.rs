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
    /// Rows, each with its answers by the keys of the row's questions. Rows in which nothing is answered are not there.
    Rows(Vec<Answers>),
    /// Uploaded files, the first given first. What was stored as one file is read as well.
    #[serde(alias = "document", deserialize_with = "one_or_several")]
    Documents(Vec<DocumentId>),
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

fn one_or_several<'de, D: serde::Deserializer<'de>>(stored: D) -> Result<Vec<DocumentId>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        One(DocumentId),
        Several(Vec<DocumentId>),
    }
    Ok(match Stored::deserialize(stored)? {
        Stored::One(id) => vec![id],
        Stored::Several(ids) => ids,
    })
}

/// Key under which "Have you completed this section?" is kept. No question's key has a colon.
pub fn done_key(section: &str) -> String {
    format!("section:{section}")
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

    /// Sets the files that stand for a question; without any, it is not answered.
    pub fn set_documents(&mut self, question: &str, ids: impl Iterator<Item = DocumentId>) {
        let ids: Vec<DocumentId> = ids.collect();
        self.set(question, (!ids.is_empty()).then_some(Answer::Documents(ids)));
    }

    /// Whether the applicant said to have completed this section; `None` where it was not asked or not said yet.
    pub fn section_done(&self, section: &str) -> Option<bool> {
        match self.get(&done_key(section)) {
            Some(Answer::YesNo(yes)) => Some(*yes),
            _ => None,
        }
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
    /// Whether the answer is, or contains, this word of a condition.
    pub fn is_word(&self, word: &str) -> bool {
        match self {
            Self::Text(text) | Self::Choice(text) => text == word,
            Self::Choices(several) => several.iter().any(|one| one == word),
            Self::YesNo(yes) | Self::Consent { given: yes, .. } => word == if *yes { "yes" } else { "no" },
            Self::Number(_) | Self::Field(_) | Self::Date(_) => self.word().as_deref() == Some(word),
            Self::Rows(_) | Self::Documents(_) => false,
        }
    }

    /// The files given, the first given first; none where the answer is no file.
    pub fn documents(&self) -> &[DocumentId] {
        if let Self::Documents(ids) = self { ids } else { &[] }
    }

    /// The answer as a condition's word: a choice's value, `yes` or `no`, a country code, a number, a field's code.
    pub fn word(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text.clone()),
            Self::Number(n) => Some(n.to_string()),
            Self::YesNo(yes) | Self::Consent { given: yes, .. } => Some(if *yes { "yes" } else { "no" }.to_owned()),
            Self::Field(field) => Some(field.to_string()),
            Self::Date(day) => Some(day.to_string()),
            Self::Choices(_) | Self::Rows(_) | Self::Documents(_) => None,
        }
    }
}
