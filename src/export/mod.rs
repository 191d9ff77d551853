//! Exports: rows written as files for spreadsheets, never held in memory as a whole, and applications as PDFs, one or many in an archive.

pub mod archive;
pub mod cohort;
pub mod csv;
pub mod print;
pub mod table;
pub mod xlsx;

use std::fmt;

/// Why an export could not be written.
#[derive(Debug)]
pub enum Error {
    /// The rows could not be read.
    Rows(crate::db::Error),
    /// The file could not be written.
    File(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(cause) => cause.fmt(f),
            Self::File(cause) => cause.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::db::Error> for Error {
    fn from(cause: crate::db::Error) -> Self {
        Self::Rows(cause)
    }
}
impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::File(cause.into())
    }
}
impl From<::csv::Error> for Error {
    fn from(cause: ::csv::Error) -> Self {
        Self::File(cause.into())
    }
}
impl From<rust_xlsxwriter::XlsxError> for Error {
    fn from(cause: rust_xlsxwriter::XlsxError) -> Self {
        Self::File(cause.into())
    }
}
