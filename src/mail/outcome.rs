//! What came of handing over a mail.

use std::{error::Error, fmt};

use super::clean::one_line;
use crate::domain::workflow::words;

/// What came of handing over a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Sent,
    /// It was not taken now: try this mail later. Other mails may go.
    Later(Fault),
    /// It will never be taken: nobody is there, or the content is refused.
    Never(Fault),
    /// Nothing can be handed over now: no connection, no sign-in, no answer. Other mails would fare the same.
    Down(Fault),
    /// The whole mail was handed over, but the answer is missing: it may have been taken or not.
    Unknown(Fault),
}

words! {
    /// What went wrong with a mail, in a word; pages say it in a sentence.
    What {
        /// There was no connection to the server, or no sign-in.
        Connect = "connect",
        /// The server did not answer before the mail was handed over.
        Silent = "silent",
        /// The server does not take mail from this sender.
        Sender = "sender",
        /// The server said no, for now or for good.
        Answer = "answer",
        /// The whole mail was handed over and no answer came.
        Doubt = "doubt",
        /// The worker ended while it was handing over the mail.
        Died = "died",
        /// The folder could not be written to.
        Folder = "folder",
        /// The mail could not be put together.
        Content = "content",
    }
}

/// What went wrong with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In a word.
    pub what: What,
    /// What the server or the machine said about it, in one line; may be empty.
    pub said: String,
}

/// Longest remark of a server that is kept, in characters: servers may say anything.
const SAID_MAX: usize = 500;

impl Fault {
    /// A fault with the error that told of it, its causes included.
    pub fn new(what: What, error: &dyn Error) -> Self {
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let more = inner.to_string();
            if !said.contains(&more) {
                said.push_str(": ");
                said.push_str(&more);
            }
            cause = inner.source();
        }
        Self { what, said: one_line(&said).chars().take(SAID_MAX).collect() }
    }

    /// A fault of which nothing more is known.
    pub const fn bare(what: What) -> Self {
        Self { what, said: String::new() }
    }

    /// Reads what [`fmt::Display`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let (what, said) = text.split_once(' ').unwrap_or((text, ""));
        Some(Self { what: what.parse().ok()?, said: said.to_owned() })
    }
}

impl fmt::Display for Fault {
    /// The word and the remark, as they are stored and logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.said)
    }
}
