//! Closing reviews and recording decisions.

use crate::{
    actions::{Error, Problem, Tx, applications::later::Later, case::Case, hosting::consents, letters::required},
    db::{self, decisions::NewDecision},
    domain::{
        hosting::ConsentNeed,
        id::{ApplicationId, DecisionId},
        permission::{Action, Actor},
        referees::Due,
        sentence::Sentence,
        workflow::{By, Event, Outcome},
    },
};

use super::places;

/// An officer closes the review of an application; with fewer final reviews than the call wants, only for a reason.
///
/// # Errors
/// `Refused` where no final review is in, or too few and no reason; `Conflict` where it changed.
pub fn close_review(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    let wanted = case.definition.settings.reviews_per_application;
    match u32::try_from(case.application.score_count).unwrap_or(0) {
        0 => return Err(Error::refused(Sentence::new("selection-no-final-review"))),
        final_reviews if final_reviews < wanted && reason.trim().is_empty() => {
            let few = Sentence::new("selection-too-few-reviews")
                .with("reference", case.application.reference.as_deref().unwrap_or_default())
                .with("final", final_reviews)
                .with("wanted", wanted);
            return Err(Error::refused_at("reason", few));
        }
        _ => {}
    }
    case.step(tx, actor, Event::CloseReview, By::Officer, reason).map(|_| ())
}

/// An officer opens the review again.
///
/// # Errors
/// `Refused` without a reason, `Conflict` where it changed.
pub fn reopen_review(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    case.step(tx, actor, Event::ReopenReview, By::Officer, reason).map(|_| ())
}

/// What an officer decides.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    /// The outcome.
    pub outcome: Outcome,
    /// Place on the waiting list, from 1; needed for that outcome only.
    pub waiting_rank: Option<i32>,
    /// Why; needed where it departs from the ranking, welcome elsewhere.
    pub reason: &'a str,
}

/// An officer records an outcome; nobody outside the office is told before the release.
///
/// # Errors
/// `Refused` where an offer has no free place or a waiting-list place has no rank; `Conflict` where the application changed.
pub fn record(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, decided: Decided<'_>) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    if decided.outcome != Outcome::Reject {
        consents::demand(tx.conn, &case, ConsentNeed::Decision)?;
    }
    match decided.outcome {
        Outcome::Offer => places::require_free(tx.conn, &case.call)?,
        Outcome::Waitlist if !case.definition.settings.waiting_list => {
            return Err(Error::refused(Sentence::new("selection-no-waiting-list")));
        }
        Outcome::Waitlist if decided.waiting_rank.is_none_or(|r| r < 1) => {
            return Err(Error::Refused(vec![Problem::at(
                "waiting_rank",
                Sentence::new("selection-waiting-rank-missing"),
            )]));
        }
        Outcome::Waitlist | Outcome::Reject => {}
    }
    case.step(tx, actor, Event::RecordDecision, By::Officer, decided.reason)?;
    let waiting_rank = decided.waiting_rank.filter(|_| decided.outcome == Outcome::Waitlist);
    db::decisions::insert(
        tx.conn,
        &NewDecision {
            id: DecisionId::new(tx.now, &mut tx.chance),
            application_id: id,
            call_id: case.call.id,
            outcome: decided.outcome,
            waiting_rank,
            reason: decided.reason.trim(),
            decided_by: actor.user().ok_or(Error::Denied)?,
            decided_at: tx.now,
        },
    )?;
    db::applications::set_waiting_rank(tx.conn, id, waiting_rank)?;
    Ok(())
}

/// An officer takes a recorded outcome back before the release.
///
/// # Errors
/// `Refused` once it is released, `Conflict` where the application changed.
pub fn amend(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    let decision = db::decisions::find_current(tx.conn, id)?.ok_or(Error::Conflict)?;
    case.step(tx, actor, Event::AmendDecision, By::Officer, reason)?;
    db::decisions::amend(tx.conn, decision.id, tx.now)?;
    db::applications::set_waiting_rank(tx.conn, id, None)?;
    Ok(())
}

/// An officer confirms a place once every condition is met, or waives with a reason what was asked after acceptance and is not answered.
///
/// # Errors
/// `Refused` unless the place was accepted, or where something is not answered and no reason given; `Conflict` where the application
/// changed.
pub fn confirm_place(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    required::require(tx.conn, &case, Due::AfterOffer)?;
    let lacking = Later::read(tx.conn, &case)?.map_or(0, |later| later.lacking(tx.now));
    if lacking > 0 && reason.trim().is_empty() {
        return Err(Error::refused_at("reason", Sentence::new("office-later-lacking").with("lacking", lacking)));
    }
    case.step(tx, actor, Event::ConditionsMet, By::Officer, reason)?;
    crate::actions::notify::place_confirmed(tx, &case)
}

fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<Case, Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    Ok(case)
}
