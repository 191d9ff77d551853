//! Sessions: signed-in browsers. The token is random and only in the browser; each sign-in has a new one.

use crate::{
    actions::{Error, Tx, accounts::Client},
    db::{
        self, Conn,
        sessions::{NewSession, SessionRow},
    },
    domain::{
        id::{SessionId, UserId},
        time::{Span, Timestamp},
    },
    keys,
};

/// A session just begun.
#[derive(Clone)]
pub struct Begun {
    /// Whose.
    pub user: UserId,
    /// What the browser is to hold.
    pub token: String,
    /// The session.
    pub session: SessionId,
}

/// Begins a session that lasts at most `limit`.
pub(super) fn begin(tx: &mut Tx, user: UserId, client: &Client, limit: Span) -> Result<Begun, Error> {
    let token = keys::token(tx.chance.bytes());
    let session = SessionId::new(tx.now, &mut tx.chance);
    db::sessions::insert(
        tx.conn,
        &NewSession {
            id: session,
            token_hash: &keys::token_hash(&token),
            user_id: user,
            created_at: tx.now,
            seen_at: tx.now,
            expires_at: tx.now + limit,
            address: &client.address,
            user_agent: &client.user_agent,
        },
    )?;
    Ok(Begun { user, token, session })
}

/// A person's running sessions, the one seen last first; those that idled out are left out.
///
/// # Errors
/// Where the database fails.
pub fn list(conn: &mut Conn, user: UserId, now: Timestamp, idle: Span) -> Result<Vec<SessionRow>, db::Error> {
    let mut sessions = db::sessions::list_of_user(conn, user, now)?;
    sessions.retain(|session| session.seen_at >= now - idle);
    Ok(sessions)
}

/// Ends one session of this person: signing out, or closing a browser elsewhere.
///
/// # Errors
/// `NotFound` where the person has no such session.
pub fn end(tx: &mut Tx, user: UserId, session: SessionId) -> Result<(), Error> {
    if db::sessions::delete(tx.conn, user, session)? { Ok(()) } else { Err(Error::NotFound) }
}

/// Ends all sessions of this person but one; how many.
///
/// # Errors
/// Where the database fails.
pub fn end_others(tx: &mut Tx, user: UserId, kept: SessionId) -> Result<usize, Error> {
    Ok(db::sessions::delete_others(tx.conn, user, kept)?)
}
