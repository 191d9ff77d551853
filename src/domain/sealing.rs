//! Sealing: the application on paper, signed and sealed by somebody whom the call names, and the scan of it. It comes after the
//! application was handed in, so that what is sealed is what was handed in, and no deadline waits for a seal.

use serde::{Deserialize, Serialize};

use super::{
    text::Text,
    time::{Span, Timestamp},
    workflow::Status,
};

/// How a call takes sealed copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealing {
    /// Days after the close within which the scan is taken.
    pub days_after_close: u32,
    /// What the applicant reads: who needs it, and who signs and seals.
    pub text: Text,
    /// What is signed, printed above the signature.
    pub statement: Text,
}

/// Stands in the place of a question's key for the scan. No question has a key with a sign that ends it.
pub const COPY: &str = "sealed-copy.";

impl Sealing {
    /// Until when a scan is taken of an application with this personal extension.
    pub fn due(&self, closes_at: Timestamp, extension: Option<Timestamp>) -> Timestamp {
        extension.map_or(closes_at, |e| e.max(closes_at)) + Span::days(i64::from(self.days_after_close))
    }
}

/// Whether a scan is taken of an application that stands so: handed in, and not over.
pub const fn is_taken(status: Status) -> bool {
    match status {
        Status::Submitted
        | Status::Returned
        | Status::InReview
        | Status::Deliberation
        | Status::Decided
        | Status::Offered
        | Status::Waitlisted
        | Status::Accepted => true,
        Status::Draft
        | Status::Lapsed
        | Status::Ineligible
        | Status::Rejected
        | Status::Confirmed
        | Status::Deferred
        | Status::OnExchange
        | Status::Completed
        | Status::Terminated
        | Status::Declined
        | Status::OfferExpired
        | Status::OfferRescinded
        | Status::Withdrawn => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_taken_for_so_many_days_after_the_close_and_with_an_extension_longer() {
        let sealing = Sealing { days_after_close: 14, text: Text::default(), statement: Text::default() };
        let close = Timestamp::at(2026, 12, 18, 9, 0);
        assert_eq!(sealing.due(close, None), close + Span::days(14));
        assert_eq!(sealing.due(close, Some(close + Span::days(2))), close + Span::days(16));
        assert_eq!(sealing.due(close, Some(close - Span::days(2))), close + Span::days(14));
    }
}
