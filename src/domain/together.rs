//! Writing together: somebody whom an applicant invites to read, or to write, an application. Only its owner hands it in.

use super::workflow::{Status, words};

words! {
    /// What a co-writer may do.
    CoRight {
        /// Read what is written.
        View = "view",
        /// Write answers and give files too.
        Edit = "edit",
    }
}

words! {
    /// Where an invitation to write together stands.
    CoState {
        /// Sent, and not answered.
        Invited = "invited",
        /// The person writes along.
        Accepted = "accepted",
        /// The person would rather not.
        Declined = "declined",
        /// The person has left.
        Left = "left",
        /// The owner took it back.
        Removed = "removed",
    }
}

/// The state as somebody is told of it who writes along: what became of an application that was sent is its owner's to tell.
#[must_use]
pub const fn told(status: Status) -> Status {
    match status {
        Status::Draft | Status::Returned | Status::Lapsed | Status::Withdrawn => status,
        _ => Status::Submitted,
    }
}

impl CoState {
    /// Whether it still is an invitation, or more.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_is_told_to_nobody_who_writes_along() {
        let open = [Status::Draft, Status::Returned, Status::Lapsed, Status::Withdrawn, Status::Submitted];
        for status in Status::ALL {
            assert!(open.contains(&told(*status)), "{status}");
        }
    }
}
