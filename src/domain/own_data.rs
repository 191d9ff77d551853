//! What people ask of the office about their own data.

use super::workflow::{Status, words};

/// Longest request or answer, in characters.
pub const MOST_CHARACTERS: usize = 4_000;

words! {
    /// What is asked for.
    RequestKind {
        /// Something is wrong and is to be put right.
        Correction = "correction",
        /// Something is to be erased.
        Erasure = "erasure",
    }
}

words! {
    /// Where a request stands.
    RequestState {
        /// The office has not answered yet.
        Open = "open",
        /// It was done.
        Done = "done",
        /// It was not, for a reason.
        Refused = "refused",
    }
}

/// Whether an application in this state is erased with all that is in it when its owner asks for it: nobody has decided anything on it.
/// All others are kept as long as the office must be able to show how it decided.
pub const fn is_erased_when_asked(status: Status) -> bool {
    matches!(status, Status::Draft | Status::Lapsed)
}
