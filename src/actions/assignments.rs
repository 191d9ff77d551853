//! Assignments: which reviewer reads which application, given and taken back by hand.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use crate::{
    actions::{
        Error, Problem, Tx, audit,
        case::Case,
        hosting::consents,
        letters::required,
        nominations,
        notify::{self, Given},
        pairing::{self, Listed},
        scores,
    },
    db::{self, assignments::NewAssignment},
    domain::{
        hosting::ConsentNeed,
        id::{ApplicationId, AssignmentId, CallId, UserId},
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
    let mut pairs = BTreeMap::new();
    for id in ids.iter().collect::<BTreeSet<_>>() {
        let given = give(tx, actor, *id, reviewer, &mut pairs)?;
        calls.entry(given.case.call.id).or_default().push(given);
    }
    calls.values().try_for_each(|given| notify::assigned(tx, given, reviewer))
}

/// The pairs of each call, read once.
type PairsOf = BTreeMap<CallId, Option<Listed>>;

/// As [`assign`], but leaves out what waits for the other side of its project; gives how many those are.
///
/// # Errors
/// As [`assign`]; `Refused` where all of them wait.
pub fn assign_ready(tx: &mut Tx, actor: &Actor, ids: &[ApplicationId], reviewer: UserId) -> Result<usize, Error> {
    let mut pairs = BTreeMap::new();
    let mut ready = Vec::with_capacity(ids.len());
    for id in ids {
        let case = Case::open(tx.conn, actor, Action::ManageApplication, *id)?;
        let waits = case.application.status == Status::Submitted
            && pairing::held_by(pairs_of(tx, &case, &mut pairs)?, *id).is_some();
        if !waits {
            ready.push(*id);
        }
    }
    if ready.is_empty() && ids.len() > 1 {
        return Err(refuse("pairs-needed-all"));
    }
    if ready.is_empty() {
        // Its own reason says more.
        ready.extend(ids);
    }
    assign(tx, actor, &ready, reviewer)?;
    Ok(ids.len() - ready.len())
}

fn give(tx: &mut Tx, actor: &Actor, id: ApplicationId, reviewer: UserId, pairs: &mut PairsOf) -> Result<Given, Error> {
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
    open_review(tx, actor, &mut case, pairs)?;
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

fn open_review(tx: &mut Tx, actor: &Actor, case: &mut Case, pairs: &mut PairsOf) -> Result<(), Error> {
    match case.application.status {
        Status::InReview => Ok(()),
        Status::Submitted if case.application.eligible == "yes" => {
            required::require(tx.conn, case, Due::BeforeReview)?;
            consents::demand(tx.conn, case, ConsentNeed::Review)?;
            pairing::demand(pairs_of(tx, case, pairs)?, case)?;
            case.step(tx, actor, Event::OpenReview, By::Officer, "")?;
            nominations::demand(tx.conn, case)
        }
        Status::Submitted => Err(refuse("assignments-not-confirmed-eligible")),
        _ => Err(refuse("assignments-not-in-review")),
    }
}

fn pairs_of<'a>(tx: &mut Tx, case: &Case, pairs: &'a mut PairsOf) -> Result<Option<&'a Listed>, Error> {
    if case.definition.pairing.is_none() {
        return Ok(None);
    }
    Ok(match pairs.entry(case.call.id) {
        Entry::Occupied(known) => known.into_mut().as_ref(),
        Entry::Vacant(free) => free.insert(pairing::all_of(tx.conn, &case.call)?).as_ref(),
    })
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

fn refuse(id: &'static str) -> Error {
    Error::Refused(vec![Problem::new(Sentence::new(id))])
}
