//! All of a call's applications on paper: who may have them, which they are, and what is written down of it. Each of them is then opened
//! and written down as if its page was asked for by itself.

use crate::{
    actions::{
        Error, Tx,
        audit::{self, Entry},
        export,
    },
    db::{self, Conn, calls::CallRow},
    domain::{
        permission::{self, Action, Actor, Subject, Viewer},
        sentence::{Problem, Sentence},
        workflow::Status,
    },
};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The word of a state; empty for all that were handed in.
    pub status: String,
    /// Why.
    pub reason: String,
}

/// What was allowed and written down.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of which call.
    pub call: CallRow,
    /// Only in this state.
    pub status: Option<Status>,
    /// Whose own applications and conflicts are left out.
    pub viewer: Viewer,
}

/// The call of this slug, for somebody who runs it.
///
/// # Errors
/// `NotFound` where there is none or the actor may not.
pub fn find(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<CallRow, Error> {
    let call = db::calls::find_by_slug(conn, slug)?.ok_or(Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    permission::check(actor, Action::ManageCall, &subject).map_err(|_| Error::NotFound)?;
    Ok(call)
}

/// The state of this word that applications on paper can be in: one that was handed in.
pub fn status(word: &str) -> Option<Status> {
    word.parse().ok().filter(|status: &Status| status.was_submitted())
}

/// Allows the papers of a call and writes down who asked for which and why. They may be made once this is durable.
///
/// # Errors
/// `NotFound` where the actor may not, `Refused` for a state that is none or without a reason, `TooMany` after too many exports in an
/// hour.
pub fn begin(tx: &mut Tx, actor: &Actor, slug: &str, wanted: &Wanted) -> Result<Plan, Error> {
    let call = find(tx.conn, actor, slug)?;
    let chosen = status(&wanted.status);
    let mut problems = Vec::new();
    if chosen.is_none() && !wanted.status.is_empty() {
        problems.push(Problem::at("status", Sentence::new("papers-no-such-state")));
    }
    if wanted.reason.trim().is_empty() {
        problems.push(Problem::at("reason", Sentence::new("papers-no-reason")));
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    export::count(tx, actor)?;
    let detail = serde_json::json!({ "format": "pdf", "status": chosen.map(Status::word) }).to_string();
    audit::write(
        tx,
        actor,
        Entry {
            action: "export_papers",
            subject: "call",
            subject_id: &call.id.to_string(),
            call: Some(call.id),
            application: None,
            reason: &wanted.reason,
            detail: &detail,
        },
    )?;
    Ok(Plan { call, status: chosen, viewer: Viewer::staff(actor) })
}

/// The actor with the roles held now: who lost one while papers are made gets none of the rest.
///
/// # Errors
/// Where they cannot be read.
pub fn as_of_now(conn: &mut Conn, actor: &Actor) -> Result<Actor, Error> {
    match actor.user() {
        Some(id) => Ok(Actor::Person { id, grants: db::roles::list_grants(conn, id)? }),
        None => Ok(actor.clone()),
    }
}
