//! Threads: questions and answers between the office and somebody else about an application.

use super::workflow::words;

/// Longest message, in characters.
pub const MOST_CHARACTERS: usize = 4_000;

words! {
    /// With whom the office talks. Each has a thread of its own about the same application.
    Party {
        /// The applicant.
        Applicant = "applicant",
        /// The host institution.
        Host = "host",
    }
}
