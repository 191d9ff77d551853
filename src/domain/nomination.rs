//! Nominations: a nominating authority endorses a candidate, with a rank and within its quota, or gives the candidate back or says no.
//! What a call asks of nominations, the small machine of one nomination, and the order of an authority's ranks.

use serde::{Deserialize, Serialize};

use super::{
    form::faults::Faults,
    sentence::Problem,
    time::{Day, Span, Timestamp},
    workflow::{NotNow, Status, words},
};

/// How a call is nominated for. A call without it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nomination {
    /// Review begins only with an endorsement, unless the office waives it with a reason.
    #[serde(default)]
    pub required: bool,
    /// An endorsement needs a letter of the authority, as a PDF.
    #[serde(default)]
    pub letter: bool,
    /// Days after the close of the call in which authorities still nominate; counted from the close, so that next year's call
    /// needs no other.
    #[serde(default)]
    pub days_after_close: u32,
    /// How many candidates of one country all authorities together may endorse; none where only their quotas count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_country: Option<u32>,
}

impl Nomination {
    /// The last instant at which an authority may nominate, in a call that closes at `closes_at`.
    pub fn until(self, closes_at: Timestamp) -> Timestamp {
        closes_at + Span::days(i64::from(self.days_after_close))
    }

    /// Everything wrong with it; empty if a call can be run on it.
    pub fn faults(self) -> Vec<Problem> {
        let mut faults = Faults::default();
        faults.add_if(self.per_country == Some(0), "nomination", "nominations-fault-per-country");
        faults.into_problems()
    }

    /// Whether one more of a country has no room where so many of it are endorsed.
    pub fn is_full(self, endorsed: i64) -> bool {
        self.per_country.is_some_and(|most| endorsed >= i64::from(most))
    }
}

words! {
    /// What kind of body nominates.
    AuthorityKind {
        /// A ministry, or an agency that stands for one.
        Ministry = "ministry",
        /// A science foundation.
        Foundation = "foundation",
        /// An embassy.
        Embassy = "embassy",
        /// An office of an exchange association.
        Association = "association",
        /// An international organisation.
        Organisation = "organisation",
    }
}

/// From when until when an authority nominates, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub from: Day,
    /// Last day; none where it goes on.
    pub until: Option<Day>,
}

impl Validity {
    /// Whether it nominates on this day.
    pub fn holds_on(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

words! {
    /// Where a nomination stands.
    NominationState {
        /// No authority is asked: there is none for the applicant, or the applicant has several to choose from.
        Open = "open",
        /// The authority is asked.
        Asked = "asked",
        /// The authority endorses the candidate, with a rank.
        Endorsed = "endorsed",
        /// The authority does not.
        Refused = "refused",
        /// The authority gave the candidate back: something is to be put right first.
        Returned = "returned",
        /// The office goes on without an endorsement.
        Waived = "waived",
        /// The applicant withdrew.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to a nomination.
    NominationEvent {
        /// An authority is asked: because it is the only one, or because somebody chose it.
        Ask = "ask",
        /// The authority that was asked is the applicant's no more, and there is not one other.
        Unask = "unask",
        /// The authority endorses the candidate.
        Endorse = "endorse",
        /// The authority does not.
        Refuse = "refuse",
        /// The authority gives the candidate back.
        GiveBack = "give_back",
        /// The authority takes its word back, before review begins.
        Undo = "undo",
        /// The office goes on without.
        Waive = "waive",
        /// The applicant withdraws.
        Withdraw = "withdraw",
        /// The withdrawal is taken back, and the authority's quota still has room for its endorsement.
        Restore = "restore",
    }
}

words! {
    /// In what capacity somebody acts on a nomination.
    NominationBy {
        /// The applicant.
        Owner = "owner",
        /// A contact of the authority.
        Nominator = "nominator",
        /// An officer of the call.
        Officer = "officer",
        /// What follows by itself from something else.
        System = "system",
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// States in which the event may happen.
    pub from: &'static [NominationState],
    /// The event.
    pub event: NominationEvent,
    /// Where it leads.
    pub to: NominationState,
    /// Who may cause it.
    pub by: &'static [NominationBy],
    /// Whether whoever causes it must say why.
    pub reason: bool,
}

use NominationBy::{Nominator, Officer, Owner, System};
use NominationEvent as E;
use NominationState as S;

const fn rule(from: &'static [S], event: E, to: S, by: &'static [NominationBy], reason: bool) -> Rule {
    Rule { from, event, to, by, reason }
}

/// The side machine of a nomination. An applicant asks only where nobody is asked yet; who was refused does not look for another.
pub const RULES: &[Rule] = &[
    rule(&[S::Open], E::Ask, S::Asked, &[Owner, Officer, System], false),
    rule(&[S::Refused, S::Returned, S::Waived], E::Ask, S::Asked, &[Officer, System], false),
    rule(&[S::Asked, S::Endorsed, S::Withdrawn], E::Ask, S::Asked, &[System], false),
    rule(&[S::Asked, S::Endorsed, S::Refused, S::Returned, S::Withdrawn], E::Unask, S::Open, &[System], false),
    rule(&[S::Asked], E::Endorse, S::Endorsed, &[Nominator], false),
    rule(&[S::Asked], E::Refuse, S::Refused, &[Nominator], true),
    rule(&[S::Asked], E::GiveBack, S::Returned, &[Nominator], true),
    rule(&[S::Endorsed, S::Refused, S::Returned], E::Undo, S::Asked, &[Nominator], false),
    rule(&[S::Open, S::Asked, S::Refused, S::Returned], E::Waive, S::Waived, &[Officer], true),
    rule(
        &[S::Open, S::Asked, S::Endorsed, S::Refused, S::Returned, S::Waived],
        E::Withdraw,
        S::Withdrawn,
        &[System],
        false,
    ),
    rule(&[S::Withdrawn], E::Restore, S::Endorsed, &[System], false),
];

impl NominationState {
    /// The state after `event` by `by`.
    ///
    /// # Errors
    /// `NotNow::State` or `NotNow::Actor`; nothing is to be changed then.
    pub fn apply(self, event: NominationEvent, by: NominationBy) -> Result<Self, NotNow> {
        let mut rules = RULES.iter().filter(|r| r.event == event && r.from.contains(&self)).peekable();
        rules.peek().ok_or(NotNow::State)?;
        rules.find(|r| r.by.contains(&by)).map(|r| r.to).ok_or(NotNow::Actor)
    }

    /// Whether an application may go into review with it where the call demands an endorsement.
    pub const fn lets_into_review(self) -> bool {
        matches!(self, Self::Endorsed | Self::Waived)
    }
}

impl NominationEvent {
    /// Whether whoever causes it must say why.
    pub fn needs_reason(self) -> bool {
        RULES.iter().any(|r| r.event == self && r.reason)
    }
}

/// Whether an authority may still say yes or no to an application in this state. What it said may be taken back only before review.
pub const fn is_before_review(status: Status, before: Option<Status>) -> bool {
    matches!((status, before), (Status::Submitted, _) | (Status::Returned, Some(Status::Submitted)))
}

/// Whether an authority may say something of an application in this state: until its review is closed.
pub const fn is_open_for_nomination(status: Status) -> bool {
    matches!(status, Status::Submitted | Status::Returned | Status::InReview)
}

/// How an order of ranks changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// To this place, from 1; a number beyond the end is the end.
    To(usize),
}

/// The order with one of its members moved; as it was where it is not a member. Ranks are places in the order, so they are always
/// 1 to n, each once.
pub fn moved<T: Copy + PartialEq>(order: &[T], who: T, to: Move) -> Vec<T> {
    let mut order = order.to_vec();
    let Some(at) = order.iter().position(|one| *one == who) else { return order };
    let last = order.len() - 1;
    let aim = match to {
        Move::Up => at.saturating_sub(1),
        Move::Down => (at + 1).min(last),
        Move::To(place) => place.saturating_sub(1).min(last),
    };
    let moving = order.remove(at);
    order.insert(aim, moving);
    order
}

#[cfg(test)]
mod tests;
