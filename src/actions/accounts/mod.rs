//! Accounts: how a person comes in, stays in and goes.
//!
//! Whoever is not signed in learns nothing about who has an account: registering, signing in and asking for a new password answer
//! with the same words after the same work, whether there is an account or not. A password is hashed in a [`pool`] of its own, before
//! the transaction that depends on it; nothing slow runs inside a transaction.

pub mod change;
pub mod close;
pub mod confirm;
pub mod invitation;
pub(crate) mod limit;
mod link;
pub mod password;
pub mod pool;
mod post;
pub mod register;
pub mod reset;
pub mod sessions;
pub mod set_up;
pub mod sign_in;
#[cfg(test)]
mod tests;

pub mod typed;

pub use limit::subject_of_address;
pub use link::look as look_at_link;

use crate::{
    actions::{Error, Tx, app::App},
    db::{self, audit::NewAudit, users::UserRow},
    domain::{
        id::{AuditId, UserId},
        sentence::Sentence,
        time::Timestamp,
    },
};

/// The browser that asks.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its network address.
    pub address: String,
    /// What it calls itself.
    pub user_agent: String,
}

/// Proves by the current password that it is the person who asks, before anything that could lock them out of their account.
///
/// # Errors
/// `Refused` at the field `current`, `TooMany` after too many wrong ones.
pub async fn prove(app: &App, now: Timestamp, user: UserId, password: &str) -> Result<UserRow, Error> {
    if password.is_empty() {
        return Err(Error::refused_at("current", Sentence::new("account-current-missing")));
    }
    let counted = move |tx: &mut Tx| {
        limit::PROOF.count(tx, &user.to_string())?;
        Ok(db::users::get(tx.conn, user)?)
    };
    let row = app.write(now, counted).await?;
    let salt = app.source.chance().bytes();
    match app.passwords.verify(password, row.password_hash.clone(), salt).await? {
        pool::Verdict::Wrong => {
            tracing::warn!(user = %user, "a wrong current password was given");
            Err(Error::refused_at("current", Sentence::new("account-current-wrong")))
        }
        pool::Verdict::Right | pool::Verdict::Stronger(_) => Ok(row),
    }
}

/// Enters into the audit log what a person did to the own account.
fn record(tx: &mut Tx, user: UserId, action: &str) -> Result<(), Error> {
    let entry = NewAudit {
        id: AuditId::new(tx.now, &mut tx.chance),
        at: tx.now,
        actor_id: Some(user),
        action,
        subject: "user",
        subject_id: &user.to_string(),
        call_id: None,
        application_id: None,
        reason: "",
        detail: "",
    };
    Ok(db::audit::insert(tx.conn, &entry)?)
}
