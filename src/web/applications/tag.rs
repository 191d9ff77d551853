//! The mark and word of a state: for the applicant in the applicant's words, for the office by its own.

use std::fmt;

use askama::filters::{Html, HtmlSafe, escape};

use crate::{domain::workflow::Status, web::page::Frame};

/// A tag ready to be put on a page.
#[derive(Debug, Clone)]
pub struct Tag {
    class: &'static str,
    word: String,
}

impl Tag {
    /// In the applicant's words; what is not released reads like under review.
    pub fn for_applicant(frame: &Frame, status: Status) -> Self {
        let told = status.told();
        Self { class: class(told), word: frame.say(&format!("status-{}", told.word().replace('_', "-"))).to_owned() }
    }

    /// In the office's words.
    pub fn for_office(frame: &Frame, status: Status) -> Self {
        Self {
            class: class(status),
            word: frame.say(&format!("office-status-{}", status.word().replace('_', "-"))).to_owned(),
        }
    }

    /// Of the sealed copy, which may have come, and may come now.
    pub fn for_copy(frame: &Frame, has_come: bool, is_open: bool) -> Self {
        match (has_come, is_open) {
            (true, _) => Self::new("good", frame.say("sealing-is-in")),
            (false, true) => Self::new("wait", frame.say("sealing-is-open")),
            (false, false) => Self::new("", frame.say("sealing-is-over")),
        }
    }

    /// Any other word with one of the classes `good`, `wait`, `stop` or none.
    pub fn new(class: &'static str, word: impl Into<String>) -> Self {
        Self { class, word: word.into() }
    }
}

fn class(status: Status) -> &'static str {
    match status {
        Status::Draft | Status::Returned | Status::Offered | Status::Waitlisted => "wait",
        Status::Accepted | Status::Confirmed | Status::OnExchange | Status::Completed => "good",
        Status::Lapsed
        | Status::Ineligible
        | Status::Rejected
        | Status::Terminated
        | Status::Declined
        | Status::OfferExpired
        | Status::OfferRescinded
        | Status::Withdrawn => "stop",
        Status::Submitted | Status::InReview | Status::Deliberation | Status::Decided | Status::Deferred => "",
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = escape(&self.word, Html).map_err(|_| fmt::Error)?;
        let space = if self.class.is_empty() { "" } else { " " };
        write!(f, "<span class=\"tag{space}{}\">{word}</span>", self.class)
    }
}

impl HtmlSafe for Tag {}
