//! Writing together: somebody whom an applicant invites to read, or to write, an application. Only its owner hands it in.

use super::workflow::words;

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

impl CoState {
    /// Whether it still is an invitation, or more.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted)
    }
}
