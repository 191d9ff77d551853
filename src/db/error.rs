//! What can go wrong with storage, as far as callers tell it apart.

use std::{fmt, sync::Arc};

use diesel::result::{DatabaseErrorKind, Error as Cause};

/// What a query gives.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a statement or a transaction failed.
#[derive(Debug, Clone)]
pub enum Error {
    /// There is no such row.
    NotFound,
    /// There is such a row already: the statement that gives this names a column of which each value is there once.
    Unique,
    /// The database cannot be reached, or takes nothing now: a full disk, a lock that stays, a server that is gone. May pass.
    Unavailable(Arc<dyn std::error::Error + Send + Sync>),
    /// Anything else: for the log, never for a page.
    Other(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An error of storage itself, in words for the log.
    pub fn other(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Other(Arc::from(cause.into()))
    }

    pub(super) fn panicked() -> Self {
        Self::other("a piece of work on the database panicked and was undone")
    }

    pub(super) fn closed() -> Self {
        Self::other("the database is closed").unavailable()
    }

    /// The same, where it stopped a transaction from being begun or committed, whatever the transaction was about.
    pub(super) fn unavailable(self) -> Self {
        match self {
            Self::Other(cause) | Self::Unavailable(cause) => Self::Unavailable(cause),
            known @ (Self::NotFound | Self::Unique) => known,
        }
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::NotFound => Self::NotFound,
            Cause::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Unique,
            gone @ Cause::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            ) => Self::other(gone).unavailable(),
            other => Self::other(other),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such row"),
            Self::Unique => f.write_str("there is such a row already"),
            Self::Unavailable(cause) | Self::Other(cause) => cause.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// The database could not be opened; says which and why, for an operator.
#[derive(Debug)]
pub struct OpenError(String);

impl OpenError {
    pub(super) fn new(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self(format!("the database {what} cannot be opened: {why}"))
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for OpenError {}
