//! Conflicts of interest: whoever has one with an application sees nothing of it; with a side of a joint project, nothing of the other.

use crate::{
    actions::{Error, Tx, audit, case::Case, pairing, scores},
    db::{self, conflicts::NewConflict},
    domain::{
        id::{ApplicationId, ConflictId, UserId},
        permission::{Action, Actor},
        workflow::AssignmentState,
    },
};

/// Records that a person has a conflict of interest with an application: an open assignment ends, and the application disappears
/// from everything that person sees. So does the other side of its project.
///
/// # Errors
/// `Refused` without a reason.
pub fn add(tx: &mut Tx, actor: &Actor, id: ApplicationId, user: UserId, reason: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    Error::require_reason(reason)?;
    record(tx, actor, &case, user, reason)
}

/// An officer takes a conflict back that was recorded by mistake. What a person declared of themselves stands.
///
/// # Errors
/// `Refused` without a reason; `NotFound` for a conflict of one's own.
pub fn remove(tx: &mut Tx, actor: &Actor, id: ApplicationId, user: UserId, reason: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    Error::require_reason(reason)?;
    if !db::conflicts::delete(tx.conn, id, user)? {
        return Err(Error::NotFound);
    }
    let said = format!("{user}: {}", reason.trim());
    audit::application(tx, actor, "remove_conflict", id, case.call.id, &said)?;
    if let Some(other) = pairing::sure_partner(tx.conn, &case)? {
        let id = other.application.id;
        if db::conflicts::delete(tx.conn, id, user)? {
            audit::application(tx, actor, "remove_conflict", id, case.call.id, &said)?;
        }
    }
    Ok(())
}

/// Records it for the application, and for the other side of its project.
pub(super) fn record(tx: &mut Tx, actor: &Actor, case: &Case, user: UserId, reason: &str) -> Result<(), Error> {
    let of = Conflict { user, reason, by: actor.user() };
    record_one(tx, actor, case, of)?;
    match pairing::sure_partner(tx.conn, case)? {
        Some(other) if other.application.owner_id != user => record_one(tx, actor, &other, of),
        _ => Ok(()),
    }
}

/// Lets two sides that belong together share what is recorded of either. `one` and `other` are the sides.
pub(super) fn share(tx: &mut Tx, one: &Case, other: &Case) -> Result<(), Error> {
    for (from, to) in [(one, other), (other, one)] {
        for row in db::conflicts::list(tx.conn, from.application.id)? {
            let known = db::conflicts::exists(tx.conn, to.application.id, row.user_id)?;
            if !known && to.application.owner_id != row.user_id {
                let of = Conflict { user: row.user_id, reason: &row.reason, by: row.created_by };
                record_one(tx, &Actor::System, to, of)?;
            }
        }
    }
    Ok(())
}

/// Whose conflict, why, and who says so.
#[derive(Clone, Copy)]
struct Conflict<'a> {
    user: UserId,
    reason: &'a str,
    by: Option<UserId>,
}

fn record_one(tx: &mut Tx, actor: &Actor, case: &Case, of: Conflict<'_>) -> Result<(), Error> {
    let Conflict { user, reason, by } = of;
    let id = case.application.id;
    db::conflicts::insert(
        tx.conn,
        &NewConflict {
            id: ConflictId::new(tx.now, &mut tx.chance),
            application_id: id,
            user_id: user,
            reason: reason.trim(),
            created_by: by,
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
