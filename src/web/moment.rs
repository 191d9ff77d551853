//! Instants as people read them: on the reader's clock and on the call's, with the machine's form beside.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::{
    domain::time::{Timestamp, Zone},
    words::Words,
};

/// An instant to be shown as `<time>`.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    words: Words,
    at: Timestamp,
    call: Zone,
    own: Option<Zone>,
    style: Style,
}

#[derive(Debug, Clone, Copy)]
enum Style {
    Full,
    Short,
    Day,
}

impl Moment {
    /// The instant with the zone of the call and, where known, the reader's.
    pub fn new(words: Words, at: Timestamp, call: Zone, own: Option<Zone>) -> Self {
        Self { words, at, call, own, style: Style::Full }
    }

    /// "18 December 2026, 17:00" on the reader's clock, without the zone: for tables.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.style = Style::Short;
        self
    }

    /// "18 December 2026" on the reader's clock.
    #[must_use]
    pub fn day(mut self) -> Self {
        self.style = Style::Day;
        self
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.own.unwrap_or(self.call);
        // HTML knows no smaller part of a second than a thousandth.
        let thousandths = Timestamp::from_unix_micros(self.at.unix_micros() / 1000 * 1000);
        write!(f, "<time datetime=\"{thousandths}\">")?;
        let shown = match self.style {
            Style::Full => self.words.deadline(self.at, self.call, self.own),
            Style::Short => self.words.moment(self.at, own),
            Style::Day => self.words.day(self.at.day_in(own)),
        };
        // Dates and places from the catalogue; escaped all the same, because a translation is text like any other.
        write!(f, "{}</time>", askama::filters::escape(shown, askama::filters::Html).map_err(|_| fmt::Error)?)
    }
}

impl HtmlSafe for Moment {}
