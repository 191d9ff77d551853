//! A letter: the content of one mail, before anything is put into words.

use super::context::Context;
use crate::domain::sentence::Sentence;

/// The content of one mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// The subject line.
    pub subject: Sentence,
    /// How the recipient is called in the greeting; empty where the name is not known or not to be trusted yet.
    pub name: String,
    /// What follows the greeting, in order.
    pub parts: Vec<Part>,
}

/// One piece of a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A paragraph.
    Say(Sentence),
    /// A line of a list of facts: label and value.
    Fact(Sentence, String),
    /// What a person wrote, under a label: shown as it was written, line by line, and marked as quoted.
    Quote(Sentence, String),
    /// Named things, under a label.
    List(Sentence, Vec<String>),
    /// Something to do: the words of the link and its address.
    Link(Sentence, String),
}

impl Letter {
    /// A letter without content yet.
    pub fn new(subject: Sentence) -> Self {
        Self { subject, name: String::new(), parts: Vec::new() }
    }

    /// Greets this person.
    #[must_use]
    pub fn to(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn say(mut self, sentence: Sentence) -> Self {
        self.parts.push(Part::Say(sentence));
        self
    }

    /// Adds a fact, unless its value is empty.
    #[must_use]
    pub fn fact(mut self, label: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.trim().is_empty() {
            self.parts.push(Part::Fact(Sentence::new(label), value));
        }
        self
    }

    /// Adds what a person wrote, unless it is empty.
    #[must_use]
    pub fn quote(mut self, label: &'static str, text: &str) -> Self {
        if !text.trim().is_empty() {
            self.parts.push(Part::Quote(Sentence::new(label), text.to_owned()));
        }
        self
    }

    /// Adds a list of named things, unless it is empty.
    #[must_use]
    pub fn list(mut self, label: &'static str, items: Vec<String>) -> Self {
        if !items.is_empty() {
            self.parts.push(Part::List(Sentence::new(label), items));
        }
        self
    }

    /// Adds a link.
    #[must_use]
    pub fn link(mut self, label: &'static str, address: String) -> Self {
        self.parts.push(Part::Link(Sentence::new(label), address));
        self
    }
}

/// Something that can be told by mail.
pub trait Tell {
    /// The content.
    fn letter(&self, ctx: &Context<'_>) -> Letter;
}
