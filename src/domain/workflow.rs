//! The workflow of an application: states, events and the one table that says which event leads where and who may cause it.
//! Guards that need facts (is the call open, is a place free) are in the actions; what is here is true without facts.

/// A word that names no member of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord(pub String);

/// Declares a closed set of words that are stored as text: `Status::Draft` ⇄ `"draft"`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::workflow::UnknownWord;
            fn from_str(word: &str) -> std::result::Result<Self, Self::Err> {
                match word { $($word => Ok(Self::$variant),)* _ => Err($crate::domain::workflow::UnknownWord(word.to_owned())) }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where an application stands.
    Status {
        /// Being written.
        Draft = "draft",
        /// The deadline passed before it was submitted.
        Lapsed = "lapsed",
        /// Received.
        Submitted = "submitted",
        /// Back with the applicant for correction.
        Returned = "returned",
        /// The office found it not eligible.
        Ineligible = "ineligible",
        /// With reviewers.
        InReview = "in_review",
        /// Reviews are closed, the panel deliberates.
        Deliberation = "deliberation",
        /// An outcome is recorded and not yet told.
        Decided = "decided",
        /// A place is offered.
        Offered = "offered",
        /// On the waiting list.
        Waitlisted = "waitlisted",
        /// Not selected.
        Rejected = "rejected",
        /// The applicant took the place; conditions are open.
        Accepted = "accepted",
        /// All conditions are met.
        Confirmed = "confirmed",
        /// Moved to another call.
        Deferred = "deferred",
        /// The stay has begun.
        OnExchange = "on_exchange",
        /// The stay ended as planned.
        Completed = "completed",
        /// The stay ended early.
        Terminated = "terminated",
        /// The applicant declined the offer.
        Declined = "declined",
        /// The offer was not answered in time.
        OfferExpired = "offer_expired",
        /// The office took the offer back.
        OfferRescinded = "offer_rescinded",
        /// The applicant withdrew.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to an application.
    Event {
        /// The applicant hands it in.
        Submit = "submit",
        /// The applicant hands in changes before the deadline.
        Amend = "amend",
        /// The deadline passes.
        Lapse = "lapse",
        /// An extension brings a lapsed draft back.
        Reopen = "reopen",
        /// The office asks for corrections.
        Return = "return",
        /// The corrected application is handed in again.
        Resubmit = "resubmit",
        /// The time for corrections passes.
        ReturnExpired = "return_expired",
        /// The office finds it not eligible.
        MarkIneligible = "mark_ineligible",
        /// That finding is taken back.
        Reinstate = "reinstate",
        /// Review begins.
        OpenReview = "open_review",
        /// Review ends.
        CloseReview = "close_review",
        /// Review begins again.
        ReopenReview = "reopen_review",
        /// An outcome is recorded.
        RecordDecision = "record_decision",
        /// A recorded outcome is taken back before anyone was told.
        AmendDecision = "amend_decision",
        /// The outcome is told: an offer.
        ReleaseOffer = "release_offer",
        /// The outcome is told: the waiting list.
        ReleaseWaitlist = "release_waitlist",
        /// The outcome is told: not selected.
        ReleaseRejection = "release_rejection",
        /// The applicant takes the place.
        Accept = "accept",
        /// The applicant declines the place.
        Decline = "decline",
        /// The reply-by date passes.
        Expire = "expire",
        /// The offer gets new terms.
        ChangeOffer = "change_offer",
        /// The office takes the offer back.
        Rescind = "rescind",
        /// An offer is made again.
        ReinstateOffer = "reinstate_offer",
        /// A place became free for the next on the waiting list.
        Promote = "promote",
        /// The waiting list ends.
        CloseWaitlist = "close_waitlist",
        /// Every condition is met or waived.
        ConditionsMet = "conditions_met",
        /// A condition cannot be met.
        ConditionsFailed = "conditions_failed",
        /// The place moves to another call.
        Defer = "defer",
        /// A deferred place is taken up: back to accepted or confirmed.
        Resume = "resume",
        /// The stay begins.
        Start = "start",
        /// The stay ends as planned.
        Complete = "complete",
        /// The stay ends early.
        EndEarly = "end_early",
        /// The applicant withdraws.
        Withdraw = "withdraw",
        /// A withdrawal is taken back.
        UndoWithdraw = "undo_withdraw",
    }
}

words! {
    /// In what capacity somebody acts on an application.
    By {
        /// The applicant.
        Owner = "owner",
        /// An officer of the call.
        Officer = "officer",
        /// A second officer or the chair, who releases what another decided.
        Second = "second",
        /// The clock.
        System = "system",
    }
}

/// Where a rule leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To this state.
    State(Status),
    /// Back to the state before; the record keeps which.
    AsBefore,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// States in which the event may happen.
    pub from: &'static [Status],
    /// The event.
    pub event: Event,
    /// Where it leads.
    pub to: To,
    /// Who may cause it.
    pub by: &'static [By],
    /// Whether whoever causes it must say why.
    pub reason: bool,
}

use By::{Officer, Owner, Second, System};
use Status as S;

const fn rule(from: &'static [Status], event: Event, to: Status, by: &'static [By], reason: bool) -> Rule {
    Rule { from, event, to: To::State(to), by, reason }
}
const fn back(from: &'static [Status], event: Event, by: &'static [By], reason: bool) -> Rule {
    Rule { from, event, to: To::AsBefore, by, reason }
}

/// States in which an applicant may withdraw.
const WITHDRAWABLE: &[Status] = &[
    S::Submitted,
    S::Returned,
    S::InReview,
    S::Deliberation,
    S::Decided,
    S::Waitlisted,
    S::Accepted,
    S::Confirmed,
    S::Deferred,
];

/// The workflow. Nothing else in the code says which state follows which.
pub const RULES: &[Rule] = &[
    rule(&[S::Draft], Event::Submit, S::Submitted, &[Owner], false),
    rule(&[S::Submitted], Event::Amend, S::Submitted, &[Owner], false),
    rule(&[S::Draft], Event::Lapse, S::Lapsed, &[System], false),
    rule(&[S::Lapsed], Event::Reopen, S::Draft, &[Officer], true),
    rule(&[S::Submitted, S::InReview], Event::Return, S::Returned, &[Officer], true),
    back(&[S::Returned], Event::Resubmit, &[Owner], false),
    back(&[S::Returned], Event::ReturnExpired, &[System], false),
    rule(&[S::Submitted], Event::MarkIneligible, S::Ineligible, &[Officer], true),
    rule(&[S::Ineligible], Event::Reinstate, S::Submitted, &[Officer], true),
    rule(&[S::Submitted], Event::OpenReview, S::InReview, &[Officer, System], false),
    rule(&[S::InReview], Event::CloseReview, S::Deliberation, &[Officer, System], false),
    rule(&[S::Deliberation], Event::ReopenReview, S::InReview, &[Officer], true),
    rule(&[S::Deliberation], Event::RecordDecision, S::Decided, &[Officer], false),
    rule(&[S::Decided], Event::AmendDecision, S::Deliberation, &[Officer], false),
    rule(&[S::Decided], Event::ReleaseOffer, S::Offered, &[Second, System], false),
    rule(&[S::Decided], Event::ReleaseWaitlist, S::Waitlisted, &[Second, System], false),
    rule(&[S::Decided], Event::ReleaseRejection, S::Rejected, &[Second, System], false),
    rule(&[S::Offered], Event::Accept, S::Accepted, &[Owner], false),
    rule(&[S::Offered], Event::Decline, S::Declined, &[Owner], false),
    rule(&[S::Offered], Event::Expire, S::OfferExpired, &[System], false),
    rule(&[S::Offered], Event::ChangeOffer, S::Offered, &[Officer], true),
    rule(&[S::Offered, S::Accepted], Event::Rescind, S::OfferRescinded, &[Second], true),
    rule(
        &[S::OfferExpired, S::OfferRescinded, S::Declined, S::Rejected],
        Event::ReinstateOffer,
        S::Offered,
        &[Officer],
        true,
    ),
    rule(&[S::Waitlisted], Event::Promote, S::Offered, &[Officer, System], false),
    rule(&[S::Waitlisted], Event::CloseWaitlist, S::Rejected, &[Officer, System], false),
    rule(&[S::Accepted], Event::ConditionsMet, S::Confirmed, &[Officer], false),
    rule(&[S::Accepted], Event::ConditionsFailed, S::OfferRescinded, &[Officer], true),
    rule(&[S::Accepted, S::Confirmed], Event::Defer, S::Deferred, &[Officer], true),
    back(&[S::Deferred], Event::Resume, &[Officer], false),
    rule(&[S::Confirmed], Event::Start, S::OnExchange, &[Officer, System], false),
    rule(&[S::OnExchange], Event::Complete, S::Completed, &[Officer], false),
    rule(&[S::OnExchange], Event::EndEarly, S::Terminated, &[Officer], true),
    rule(WITHDRAWABLE, Event::Withdraw, S::Withdrawn, &[Owner, Officer], false),
    back(&[S::Withdrawn], Event::UndoWithdraw, &[Officer], true),
];

/// Why the table refuses an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNow {
    /// The event cannot happen in this state.
    State,
    /// It can, but not by this actor.
    Actor,
}

impl Status {
    /// The state after `event` by `by`. `before` is the state that the record remembers for a way back
    /// (returned, withdrawn and deferred applications have one); without one, "as before" is refused.
    ///
    /// # Errors
    /// `NotNow::State` or `NotNow::Actor`; nothing is to be changed then.
    pub fn apply(self, event: Event, by: By, before: Option<Status>) -> Result<Status, NotNow> {
        let rule = RULES.iter().find(|r| r.event == event && r.from.contains(&self)).ok_or(NotNow::State)?;
        if !rule.by.contains(&by) {
            return Err(NotNow::Actor);
        }
        match rule.to {
            To::State(status) => Ok(status),
            To::AsBefore => before.ok_or(NotNow::State),
        }
    }

    /// What the record must remember after a move from this state to `to`, having remembered `before` so far. Somebody who withdraws
    /// while the application is back for correction, or deferred, keeps the way back from there: were it "returned" itself,
    /// the corrected application would go back to "withdrawn". The request for correction falls away, as when its time passes.
    #[must_use]
    pub fn way_back(self, to: Status, before: Option<Status>) -> Option<Status> {
        match (to.remembers(), self.remembers()) {
            (false, _) => None,
            (true, false) => Some(self),
            (true, true) => before,
        }
    }

    /// Whether the record must remember this state's predecessor, for the way back.
    pub const fn remembers(self) -> bool {
        matches!(self, S::Returned | S::Withdrawn | S::Deferred)
    }

    /// Whether it takes one of the call's places (a recorded offer reserves one).
    pub const fn takes_a_place(self) -> bool {
        matches!(self, S::Offered | S::Accepted | S::Confirmed | S::OnExchange | S::Completed | S::Terminated)
    }

    /// Whether the applicant may withdraw.
    pub fn may_withdraw(self) -> bool {
        WITHDRAWABLE.contains(&self)
    }

    /// Whether it was ever handed in, so that the office sees it.
    pub const fn was_submitted(self) -> bool {
        !matches!(self, S::Draft | S::Lapsed)
    }

    /// What the applicant is told it is: decided and not yet released reads like under review.
    #[must_use]
    pub const fn told(self) -> Status {
        match self {
            S::Deliberation | S::Decided => S::InReview,
            other => other,
        }
    }
}

impl Event {
    /// Whether whoever causes it must say why.
    pub fn needs_reason(self) -> bool {
        RULES.iter().any(|r| r.event == self && r.reason)
    }
}

words! {
    /// A decision's outcome.
    Outcome {
        /// A place.
        Offer = "offer",
        /// The waiting list.
        Waitlist = "waitlist",
        /// No place.
        Reject = "reject",
    }
}

impl Outcome {
    /// The event by which this outcome is told.
    pub const fn release(self) -> Event {
        match self {
            Self::Offer => Event::ReleaseOffer,
            Self::Waitlist => Event::ReleaseWaitlist,
            Self::Reject => Event::ReleaseRejection,
        }
    }
}

words! {
    /// Where an assignment stands.
    AssignmentState {
        /// Given to the reviewer, who has not yet answered.
        Invited = "invited",
        /// The reviewer declared no conflict and will review.
        Accepted = "accepted",
        /// Scores are begun.
        Draft = "draft",
        /// The review is final; it may change until the round closes.
        Submitted = "submitted",
        /// The reviewer has no time or is not the right one.
        Declined = "declined",
        /// The reviewer has a conflict.
        Recused = "recused",
        /// Taken back by the office.
        Reassigned = "reassigned",
    }
}

impl AssignmentState {
    /// Whether the reviewer still has it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted | Self::Draft | Self::Submitted)
    }

    /// Whether the reviewer may see the application: after the declaration, not before.
    pub const fn shows_content(self) -> bool {
        matches!(self, Self::Accepted | Self::Draft | Self::Submitted)
    }
}

words! {
    /// Where an offer stands.
    OfferState {
        /// Waits for an answer.
        Live = "live",
        /// Taken.
        Accepted = "accepted",
        /// Declined.
        Declined = "declined",
        /// Not answered in time.
        Expired = "expired",
        /// Taken back by the office.
        Rescinded = "rescinded",
        /// Replaced by an offer with other terms.
        Superseded = "superseded",
        /// The applicant withdrew.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Where a mail stands.
    MailState {
        /// Waits.
        Queued = "queued",
        /// A worker has it.
        Sending = "sending",
        /// Handed to the mail server.
        Sent = "sent",
        /// The last try failed; there will be another.
        Failed = "failed",
        /// No more tries.
        GivenUp = "given_up",
    }
}

words! {
    /// Where a document stands.
    DocumentState {
        /// Bytes are arriving.
        Uploading = "uploading",
        /// Waits for the scanner.
        PendingScan = "pending_scan",
        /// Checked.
        Clean = "clean",
        /// Looked into, but no scanner is set.
        Unscanned = "unscanned",
        /// The scanner found something.
        Infected = "infected",
        /// Could not be stored or read.
        Failed = "failed",
    }
}

impl DocumentState {
    /// Whether it may be given to anyone.
    pub const fn is_served(self) -> bool {
        matches!(self, Self::Clean | Self::Unscanned)
    }
}

words! {
    /// Where a call stands; open and closed come from the clock.
    CallState {
        /// Being set up.
        Draft = "draft",
        /// Public.
        Published = "published",
        /// Over and put away.
        Archived = "archived",
    }
}

/// The table as a diagram in Mermaid's language, for the documentation.
pub fn diagram() -> String {
    use std::fmt::Write as _;
    let mut out = String::from("stateDiagram-v2\n  [*] --> draft\n");
    for rule in RULES {
        for from in rule.from {
            let to = match rule.to {
                To::State(status) => status.word(),
                To::AsBefore => "as_before",
            };
            let _ = writeln!(out, "  {from} --> {to}: {}", rule.event);
        }
    }
    out
}

#[cfg(test)]
mod tests;
