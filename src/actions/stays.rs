//! After acceptance: a condition that fails, a place that moves to another call, the stay from its beginning to its end.

use crate::{
    actions::{Error, Tx, case::Case, notify, selection},
    domain::{
        id::ApplicationId,
        permission::{Action, Actor},
        workflow::{By, Event},
    },
};

/// An officer ends an accepted place because a condition cannot be met; it goes to the next on the waiting list.
///
/// # Errors
/// `Refused` without a reason or in another state, `Conflict` where the application changed.
pub fn fail_conditions(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let case = step(tx, actor, id, version, (Event::ConditionsFailed, reason))?;
    notify::offer_rescinded(tx, &case, reason)?;
    selection::waiting::fill_free_places(tx, case.call.id)
}

/// An officer moves a place to another call, with the reason that names it.
///
/// # Errors
/// As [`fail_conditions`].
pub fn defer(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let case = step(tx, actor, id, version, (Event::Defer, reason))?;
    notify::place_deferred(tx, &case, reason)?;
    selection::waiting::fill_free_places(tx, case.call.id)
}

/// An officer takes a deferred place up again, where one is free.
///
/// # Errors
/// `Refused` without a free place, else as [`fail_conditions`].
pub fn resume(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    selection::places::require_free(tx.conn, &case.call)?;
    let case = step(tx, actor, id, version, (Event::Resume, ""))?;
    notify::place_resumed(tx, &case)
}

/// An officer records that the stay began.
///
/// # Errors
/// As [`fail_conditions`], without a reason.
pub fn start(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<(), Error> {
    step(tx, actor, id, version, (Event::Start, "")).map(|_| ())
}

/// An officer records that the stay ended as planned.
///
/// # Errors
/// As [`start`].
pub fn complete(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<(), Error> {
    step(tx, actor, id, version, (Event::Complete, "")).map(|_| ())
}

/// An officer records that the stay ended early, and why.
///
/// # Errors
/// As [`fail_conditions`].
pub fn end_early(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    step(tx, actor, id, version, (Event::EndEarly, reason)).map(|_| ())
}

fn step(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    (event, reason): (Event, &str),
) -> Result<Case, Error> {
    let mut case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    case.step(tx, actor, event, By::Officer, reason)?;
    Ok(case)
}
