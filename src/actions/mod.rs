//! Use cases: one public function is one thing a person does. Permission first, then the facts, then the rules, then rows:
//! the change, its event, its entry in the audit log and its mail, all in one transaction.

pub mod accounts;
pub mod app;
pub mod applications;
pub mod assignments;
pub mod audit;
pub mod authorities;
pub mod calls;
pub mod case;
pub mod check;
pub mod conflicts;
pub mod correction;
pub mod documents;
pub mod editing;
pub mod export;
pub mod hosting;
pub mod letters;
pub mod mail;
pub mod nominations;
pub mod notify;
pub mod offers;
pub mod own_data;
pub mod pairing;
pub mod papers;
pub mod people;
pub mod printing;
pub mod reviews;
pub mod scanning;
mod scores;
pub mod screening;
pub mod sealing;
pub mod selection;
pub mod stays;
pub mod threads;
pub mod thumbnails;
pub mod together;

pub use crate::{
    domain::sentence::{Problem, Sentence},
    keys::Keys,
};

use crate::{
    db::{self, Conn, outbox::NewMail},
    domain::{chance::Chance, permission::Denied, time::Timestamp},
};

/// What an action works with: one transaction at one moment.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub conn: &'a mut Conn,
    /// When the request arrived. A deadline is met by arriving in time, however long the queue was.
    pub now: Timestamp,
    /// Ids and tokens come from here.
    pub chance: Chance,
    /// Signs one-time links.
    pub keys: &'a Keys,
    /// A mail was put into the outbox: whoever delivers is woken once this is committed.
    pub mailed: bool,
}

impl Tx<'_> {
    /// Puts a mail into the outbox: it goes once this is committed. One of the same key that is there already stays alone.
    pub fn post(&mut self, mail: &NewMail<'_>) -> Result<(), Error> {
        self.mailed |= db::outbox::add(self.conn, mail)?;
        Ok(())
    }
}

/// Why an action did nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// The actor may not.
    Denied,
    /// There is no such thing, or the actor may not know of it.
    NotFound,
    /// What was asked breaks a rule; the problems say which, in words for the person who asked.
    Refused(Vec<Problem>),
    /// It changed since the person looked at it.
    Conflict,
    /// Too many tries. The person may try again after this many seconds.
    TooMany(u32),
    /// Storage takes nothing now, which may pass. The text is for the log, never for a page.
    Unavailable(String),
    /// Something broke. The text is for the log, never for a page.
    Internal(String),
}

impl Error {
    /// Refused for one reason that belongs to no field.
    pub fn refused(sentence: Sentence) -> Self {
        Self::Refused(vec![Problem::new(sentence)])
    }

    /// Refuses unless somebody said why.
    ///
    /// # Errors
    /// `Refused` where the reason is empty.
    pub fn require_reason(reason: &str) -> Result<(), Self> {
        if reason.trim().is_empty() {
            return Err(Self::refused_at("reason", Sentence::new("errors-reason-missing")));
        }
        Ok(())
    }

    /// Refused for one reason that belongs to a field.
    pub fn refused_at(field: impl Into<String>, sentence: Sentence) -> Self {
        Self::Refused(vec![Problem::at(field, sentence)])
    }
}

impl From<Denied> for Error {
    fn from(_: Denied) -> Self {
        Self::Denied
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Self::NotFound,
            db::Error::Unavailable(cause) => Self::Unavailable(cause.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}
