//! Assignments: which reviewer reads which application, given and taken back by hand, and conflicts of interest.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    actions::{
        Error, Problem, Tx, audit,
        case::Case,
        hosting::consents,
        letters::required,
        nominations,
        notify::{self, Given},
        scores,
    },
    db::{self, assignments::NewAssignment, conflicts::NewConflict},
    domain::{
        hosting::ConsentNeed,
        id::{ApplicationId, AssignmentId, CallId, ConflictId, UserId},
        permission::{Action, Actor, Role},
        referees::Due,
        sentence::Sentence,
        workflow::{AssignmentState, By, Event, Status},
    },
};

/// Gives applications to a reviewer, all or none, with one mail for all of a call. The first assignment opens the review of an
/// eligible application.
///
/// # Errors
/// `Refused` for who is no reviewer of the call, has a conflict, is the applicant, or has it already; or an application that is not
/// confirmed eligible.
pub fn assign(tx: &mut Tx, actor: &Actor, ids: &[ApplicationId], reviewer: UserId) -> Result<(), Error> {
    let mut calls: BTreeMap<CallId, Vec<Given>> = BTreeMap::new();
    for id in ids.iter().collect::<BTreeSet<_>>() {
        let given = give(tx, actor, *id, reviewer)?;
        calls.entry(given.case.call.id).or_default().push(given);
    }
    calls.values().try_for_each(|given| notify::assigned(tx, given, reviewer))
}

fn give(tx: &mut Tx, actor: &Actor, id: ApplicationId, reviewer: UserId) -> Result<Given, Error> {
    let mut case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    if reviewer == case.application.owner_id || db::conflicts::exists(tx.conn, id, reviewer)? {
        return Err(refuse("assignments-reviewer-has-a-conflict"));
    }
    if !db::roles::holds_on_call(tx.conn, reviewer, Role::Reviewer, case.call.id, case.call.programme_id)? {
        return Err(refuse("assignments-not-a-reviewer"));
    }
    let address = db::users::get(tx.conn, reviewer)?.email;
    if db::letters::names(tx.conn, id, &address.key())? {
        return Err(refuse("assignments-reviewer-is-a-referee"));
    }
    open_review(tx, actor, &mut case)?;
    let (assignment, version) = match db::assignments::find_of_reviewer(tx.conn, id, reviewer)? {
        Some(old) if old.state.is_open() => return Err(refuse("assignments-already-given")),
        Some(old) if old.state == AssignmentState::Recused => {
            return Err(refuse("assignments-reviewer-has-a-conflict"));
        }
        Some(old) => {
            if !db::assignments::change_state(tx.conn, old.id, old.version, AssignmentState::Invited, "")? {
                return Err(Error::Conflict);
            }
            (old.id, old.version + 1)
        }
        None => (insert(tx, actor, &case, reviewer)?, 1),
    };
    audit::application(tx, actor, "assign", id, case.call.id, &reviewer.to_string())?;
    Ok(Given { case, assignment, version })
}

fn insert(tx: &mut Tx, actor: &Actor, case: &Case, reviewer: UserId) -> Result<AssignmentId, Error> {
    let id = AssignmentId::new(tx.now, &mut tx.chance);
    let new = NewAssignment {
        id,
        application_id: case.application.id,
        call_id: case.call.id,
        reviewer_id: reviewer,
        state: AssignmentState::Invited,
        due_at: case.call.review_due_at,
        created_by: actor.user(),
        created_at: tx.now,
        version: 1,
        reason: "",
    };
    db::assignments::insert(tx.conn, &new)?;
    Ok(id)
}

fn open_review(tx: &mut Tx, actor: &Actor, case: &mut Case) -> Result<(), Error> {
    match case.application.status {
        Status::InReview => Ok(()),
        Status::Submitted if case.application.eligible == "yes" => {
            required::require(tx.conn, case, Due::BeforeReview)?;
            consents::demand(tx.conn, case, ConsentNeed::Review)?;
            case.step(tx, actor, Event::OpenReview, By::Officer, "")?;
            nominations::demand(tx.conn, case)
        }
        Status::Submitted => Err(refuse("assignments-not-confirmed-eligible")),
        _ => Err(refuse("assignments-not-in-review")),
    }
}

/// Takes an application back from a reviewer. A review that is already final stays on record and no longer counts.
///
/// # Errors
/// `Refused` without a reason or where it was already taken back.
pub fn take_back(tx: &mut Tx, actor: &Actor, assignment: AssignmentId, reason: &str) -> Result<(), Error> {
    let row = db::assignments::find(tx.conn, assignment)?.ok_or(Error::NotFound)?;
    let case = Case::open(tx.conn, actor, Action::ManageApplication, row.application_id)?;
    Error::require_reason(reason)?;
    if !row.state.is_open() {
        return Err(refuse("assignments-already-ended"));
    }
    if !db::assignments::change_state(tx.conn, row.id, row.version, AssignmentState::Reassigned, reason.trim())? {
        return Err(Error::Conflict);
    }
    scores::update(tx, &case)?;
    notify::taken_back(tx, &case, &row)?;
    audit::application(tx, actor, "take_back", row.application_id, case.call.id, reason)
}

/// Records that a person has a conflict of interest with an application: an open assignment ends, and the application disappears
/// from everything that person sees.
///
/// # Errors
/// `Refused` without a reason.
pub fn add_conflict(tx: &mut Tx, actor: &Actor, id: ApplicationId, user: UserId, reason: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    Error::require_reason(reason)?;
    record_conflict(tx, actor, &case, user, reason)
}

/// An officer takes a conflict back that was recorded by mistake. What a person declared of themselves stands.
///
/// # Errors
/// `Refused` without a reason; `Denied` for a conflict of one's own.
pub fn remove_conflict(tx: &mut Tx, actor: &Actor, id: ApplicationId, user: UserId, reason: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    Error::require_reason(reason)?;
    if !db::conflicts::delete(tx.conn, id, user)? {
        return Err(Error::NotFound);
    }
    audit::application(tx, actor, "remove_conflict", id, case.call.id, &format!("{user}: {}", reason.trim()))
}

pub(super) fn record_conflict(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    user: UserId,
    reason: &str,
) -> Result<(), Error> {
    let id = case.application.id;
    db::conflicts::insert(
        tx.conn,
        &NewConflict {
            id: ConflictId::new(tx.now, &mut tx.chance),
            application_id: id,
            user_id: user,
            reason: reason.trim(),
            created_by: actor.user(),
            created_at: tx.now,
        },
    )?;
    if let Some(open) = db::assignments::find_of_reviewer(tx.conn, id, user)?.filter(|a| a.state.is_open()) {
        if !db::assignments::change_state(tx.conn, open.id, open.version, AssignmentState::Recused, reason.trim())? {
            return Err(Error::Conflict);
        }
        scores::update(tx, case)?;
    }
    audit::application(tx, actor, "add_conflict", id, case.call.id, &format!("{user}: {}", reason.trim()))
}

fn refuse(id: &'static str) -> Error {
    Error::Refused(vec![Problem::new(Sentence::new(id))])
}
