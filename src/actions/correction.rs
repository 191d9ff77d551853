//! A correction: what an officer asks an applicant to change.

use crate::domain::time::Timestamp;

/// What an officer wants corrected.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// Keys of the sections that unlock.
    pub sections: &'a [String],
    /// What is to be done, said to the applicant.
    pub note: &'a str,
    /// Until when.
    pub due_at: Timestamp,
}
