//! The audit log: who did what, when, to what and why. One row in the transaction of what it tells.

use crate::{
    actions::{Error, Tx},
    db::{self, audit::NewAudit},
    domain::{
        id::{ApplicationId, AuditId, CallId},
        permission::Actor,
    },
};

/// Something done to an application.
pub fn application(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    id: ApplicationId,
    call: CallId,
    reason: &str,
) -> Result<(), Error> {
    write(
        tx,
        actor,
        Entry {
            action,
            subject: "application",
            subject_id: &id.to_string(),
            call: Some(call),
            application: Some(id),
            reason,
            detail: "",
        },
    )
}

/// Something done to a call.
pub fn call(tx: &mut Tx, actor: &Actor, action: &str, id: CallId, reason: &str) -> Result<(), Error> {
    write(
        tx,
        actor,
        Entry {
            action,
            subject: "call",
            subject_id: &id.to_string(),
            call: Some(id),
            application: None,
            reason,
            detail: "",
        },
    )
}

/// What is written down.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// A word for what was done.
    pub action: &'a str,
    /// The kind of thing it was done to.
    pub subject: &'a str,
    /// Its id.
    pub subject_id: &'a str,
    /// Its call, by which officers find it.
    pub call: Option<CallId>,
    /// Its application; a conflict with it hides the entry.
    pub application: Option<ApplicationId>,
    /// Why.
    pub reason: &'a str,
    /// More, as JSON or words; never passwords, tokens or personal text.
    pub detail: &'a str,
}

/// Writes an entry.
pub fn write(tx: &mut Tx, actor: &Actor, entry: Entry<'_>) -> Result<(), Error> {
    let id = AuditId::new(tx.now, &mut tx.chance);
    db::audit::insert(
        tx.conn,
        &NewAudit {
            id,
            at: tx.now,
            actor_id: actor.user(),
            action: entry.action,
            subject: entry.subject,
            subject_id: entry.subject_id,
            call_id: entry.call,
            application_id: entry.application,
            reason: entry.reason.trim(),
            detail: entry.detail,
        },
    )?;
    Ok(())
}
