//! A letter: one referee's reference on its way from the request to the office. States, events and the one table of what may follow what.
//! What the call asks of referees is in [`super::referees`].

use super::{
    time::{Span, Timestamp},
    workflow::{NotNow, Status, words},
};

words! {
    /// Where a letter stands.
    LetterState {
        /// The referee is named and not yet asked.
        NotSent = "not_sent",
        /// The referee was asked and has not answered.
        Sent = "sent",
        /// The referee agreed to write.
        Opened = "opened",
        /// Something is written and not yet sent.
        Saved = "saved",
        /// The letter is in.
        Received = "received",
        /// The request could not be delivered.
        Bounced = "bounced",
        /// The referee cannot write.
        Declined = "declined",
        /// No longer wanted.
        Cancelled = "cancelled",
        /// It did not come in time.
        Expired = "expired",
        /// The office does not count it.
        SetAside = "set_aside",
    }
}

words! {
    /// What can happen to a letter.
    LetterEvent {
        /// The request is sent.
        Ask = "ask",
        /// The request comes back.
        Bounce = "bounce",
        /// The referee agrees to write.
        Agree = "agree",
        /// The referee saves what is written so far.
        Save = "save",
        /// The referee sends the letter.
        Give = "give",
        /// The referee changes a letter that was sent.
        Correct = "correct",
        /// The referee cannot write.
        Decline = "decline",
        /// The letter is no longer wanted.
        Cancel = "cancel",
        /// The time for it passes.
        Expire = "expire",
        /// It is asked for once more: at another address, with more time, or after a withdrawal was taken back.
        AskAgain = "ask_again",
        /// The office files a letter that came by another way.
        Upload = "upload",
        /// The office does not count a letter.
        SetAside = "set_aside",
        /// The office counts it again.
        Restore = "restore",
    }
}

words! {
    /// In what capacity somebody acts on a letter.
    LetterBy {
        /// The applicant.
        Owner = "owner",
        /// The referee, by the link.
        Referee = "referee",
        /// An officer of the call.
        Officer = "officer",
        /// The clock, the mail server, or what happens to the application.
        System = "system",
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// States in which the event may happen.
    pub from: &'static [LetterState],
    /// The event.
    pub event: LetterEvent,
    /// Where it leads.
    pub to: LetterState,
    /// Who may cause it.
    pub by: &'static [LetterBy],
    /// Whether whoever causes it must say why.
    pub reason: bool,
}

use LetterBy::{Officer, Owner, Referee, System};
use LetterEvent as E;
use LetterState as L;

const fn rule(
    from: &'static [LetterState],
    event: LetterEvent,
    to: LetterState,
    by: &'static [LetterBy],
    reason: bool,
) -> Rule {
    Rule { from, event, to, by, reason }
}

/// The referee was asked and may still answer.
const WITH_REFEREE: &[LetterState] = &[L::Sent, L::Opened, L::Saved];
/// The letter may still come.
const OPEN: &[LetterState] = &[L::NotSent, L::Sent, L::Opened, L::Saved, L::Bounced];

/// The machine of letters. Nothing else in the code says which state follows which.
pub const RULES: &[Rule] = &[
    rule(&[L::NotSent], E::Ask, L::Sent, &[Owner, Officer, System], false),
    rule(&[L::Sent], E::Bounce, L::Bounced, &[System], false),
    // A mail that seemed not to be delivered may have been: whoever holds the link may answer.
    rule(&[L::Sent, L::Bounced], E::Agree, L::Opened, &[Referee], false),
    rule(&[L::Opened, L::Saved], E::Save, L::Saved, &[Referee], false),
    rule(&[L::Opened, L::Saved], E::Give, L::Received, &[Referee], false),
    rule(&[L::Received], E::Correct, L::Received, &[Referee], false),
    rule(&[L::Sent, L::Bounced, L::Opened, L::Saved], E::Decline, L::Declined, &[Referee], true),
    rule(OPEN, E::Cancel, L::Cancelled, &[Owner, Officer, System], false),
    rule(WITH_REFEREE, E::Expire, L::Expired, &[System], false),
    rule(&[L::Sent, L::Bounced], E::AskAgain, L::Sent, &[Owner, Officer], false),
    rule(&[L::Expired, L::Declined], E::AskAgain, L::Sent, &[Officer], false),
    rule(&[L::Cancelled], E::AskAgain, L::Sent, &[System], false),
    rule(
        &[L::NotSent, L::Sent, L::Opened, L::Saved, L::Bounced, L::Declined, L::Expired],
        E::Upload,
        L::Received,
        &[Officer],
        false,
    ),
    rule(&[L::Received], E::SetAside, L::SetAside, &[Officer], true),
    rule(&[L::SetAside], E::Restore, L::Received, &[Officer], true),
];

impl LetterState {
    /// The state after `event` by `by`.
    ///
    /// # Errors
    /// `NotNow::State` or `NotNow::Actor`; nothing is to be changed then.
    pub fn apply(self, event: LetterEvent, by: LetterBy) -> Result<Self, NotNow> {
        let mut rows = RULES.iter().filter(|r| r.event == event && r.from.contains(&self)).peekable();
        rows.peek().ok_or(NotNow::State)?;
        rows.find(|r| r.by.contains(&by)).map(|r| r.to).ok_or(NotNow::Actor)
    }

    /// Whether the letter may still come.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }

    /// Whether the referee was asked and may still answer.
    pub fn is_with_referee(self) -> bool {
        WITH_REFEREE.contains(&self)
    }

    /// Whether it takes one of the applicant's places for referees: it is in, or may still come.
    pub fn takes_a_place(self) -> bool {
        self.is_open() || self == L::Received
    }
}

impl LetterEvent {
    /// Whether whoever causes it must say why.
    pub fn needs_reason(self) -> bool {
        RULES.iter().any(|r| r.event == self && r.reason)
    }
}

/// Whether a letter is of use to an application that stands so. Elsewhere the link says that none is needed any more.
pub const fn is_wanted(status: Status) -> bool {
    match status {
        Status::Draft
        | Status::Submitted
        | Status::Returned
        | Status::InReview
        | Status::Deliberation
        | Status::Decided
        | Status::Offered
        | Status::Waitlisted
        | Status::Accepted
        | Status::Deferred => true,
        Status::Lapsed
        | Status::Ineligible
        | Status::Rejected
        | Status::Confirmed
        | Status::OnExchange
        | Status::Completed
        | Status::Terminated
        | Status::Declined
        | Status::OfferExpired
        | Status::OfferRescinded
        | Status::Withdrawn => false,
    }
}

/// How long after the request the referee is reminded.
const REMINDERS: [Span; 2] = [Span::days(7), Span::days(14)];
/// How long before the due date the referee is reminded.
const LAST_REMINDER: Span = Span::days(3);
/// How long after the last saving the referee is told that what is saved is not sent.
const NUDGE: Span = Span::days(2);

words! {
    /// What the clock does about a letter that is with its referee.
    Occasion {
        /// The first reminder.
        Week = "week",
        /// The second.
        Fortnight = "fortnight",
        /// What is saved is not sent.
        Unsent = "unsent",
        /// The last reminder.
        Soon = "soon",
        /// The time has passed.
        Over = "over",
    }
}

/// The dates of a letter that is with its referee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// When the referee was asked.
    pub asked_at: Timestamp,
    /// When something was saved last.
    pub saved_at: Option<Timestamp>,
    /// When it is due.
    pub due_at: Timestamp,
}

impl Dates {
    /// What the clock does, in order. Nothing but the end comes at or after the due date, and no reminder within a day of the request.
    pub fn occasions(&self) -> Vec<(Timestamp, Occasion)> {
        let day = Span::days(1);
        let mut all = vec![
            (self.asked_at + REMINDERS[0], Occasion::Week),
            (self.asked_at + REMINDERS[1], Occasion::Fortnight),
            (self.due_at - LAST_REMINDER, Occasion::Soon),
        ];
        all.extend(self.saved_at.map(|saved| (saved + NUDGE, Occasion::Unsent)));
        all.retain(|(at, _)| *at < self.due_at && *at > self.asked_at + day);
        all.push((self.due_at + Span::microseconds(1), Occasion::Over));
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// The first occasion after this moment.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        self.occasions().into_iter().map(|(at, _)| at).find(|at| *at > after)
    }

    /// What is to be done at `now`, of what came after `since`: the latest alone, so that a clock that stood still says no thing thrice.
    pub fn due(&self, since: Timestamp, now: Timestamp) -> Option<Occasion> {
        self.occasions().into_iter().rfind(|(at, _)| *at > since && *at <= now).map(|(_, occasion)| occasion)
    }
}

#[cfg(test)]
mod tests;
