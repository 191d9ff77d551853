//! Posts: a position that a host offers, and the one table that says how it comes to be shown.

use super::{Rule, Side, apply, rule};
use crate::domain::workflow::{NotNow, words};

words! {
    /// Where a post stands.
    PostState {
        /// Being written by the host.
        Draft = "draft",
        /// With the office to be checked.
        Offered = "offered",
        /// Checked, and in the public list.
        Shown = "shown",
        /// Back with the host, with the reason.
        Returned = "returned",
        /// Taken out by the host or the office.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to a post.
    PostEvent {
        /// The host offers it to be checked.
        Offer = "offer",
        /// The office shows it.
        Show = "show",
        /// The office sends it back.
        SendBack = "send_back",
        /// The host takes it up again to change it.
        Revise = "revise",
        /// It is taken out.
        Withdraw = "withdraw",
    }
}

use PostState::{Draft, Offered, Returned, Shown, Withdrawn};

/// The only place that says which state of a post follows which.
pub const RULES: &[Rule<PostState, PostEvent>] = &[
    rule(&[Draft, Returned], PostEvent::Offer, Offered, &[Side::Host], false),
    rule(&[Offered], PostEvent::Show, Shown, &[Side::Officer], false),
    rule(&[Offered, Shown], PostEvent::SendBack, Returned, &[Side::Officer], true),
    rule(&[Offered, Shown, Withdrawn], PostEvent::Revise, Draft, &[Side::Host], false),
    rule(&[Draft, Offered, Shown, Returned], PostEvent::Withdraw, Withdrawn, &[Side::Host, Side::Officer], false),
];

impl PostState {
    /// The state after `event` by `by`, and whether that takes a reason.
    ///
    /// # Errors
    /// Where the table has no row for it.
    pub fn apply(self, event: PostEvent, by: Side) -> Result<(Self, bool), NotNow> {
        apply(RULES, self, event, by)
    }

    /// Whether the host may write in it.
    pub const fn is_editable(self) -> bool {
        matches!(self, Draft | Returned)
    }
}

words! {
    /// A language in which the work of a post can be done.
    Language {
        /// English.
        English = "english",
        /// Chinese.
        Chinese = "chinese",
    }
}

words! {
    /// What a host institution is.
    HostKind {
        /// A university or college.
        University = "university",
        /// A research institute.
        Institute = "institute",
        /// An enterprise.
        Enterprise = "enterprise",
        /// A hospital.
        Hospital = "hospital",
        /// A science park or an incubator.
        Park = "park",
    }
}
