//! One-time links: made with the mail that carries them, looked at by opening, used up by a deliberate act.

use crate::{
    actions::{Error, Tx},
    db::{
        self, Conn,
        links::{LinkRow, NewLink, Purpose},
    },
    domain::{
        id::{LinkId, UserId},
        person::EmailAddress,
        sentence::Sentence,
        time::{Span, Timestamp},
    },
    keys,
};

/// How long the link of a registration or of a new address is good.
pub const CONFIRM_LIFE: Span = Span::hours(48);
/// How long the link to a new password is good.
pub const RESET_LIFE: Span = Span::hours(1);
/// How long an invitation is good.
pub const INVITATION_LIFE: Span = Span::days(14);
/// How long the link that sets up the office is good.
pub const SET_UP_LIFE: Span = Span::days(7);

/// For whom and what a link is made.
#[derive(Debug, Clone, Copy)]
pub struct For<'a> {
    /// What it is good for.
    pub purpose: Purpose,
    /// Whose.
    pub user: Option<UserId>,
    /// The address it is about.
    pub email: Option<&'a EmailAddress>,
    /// How long it is good.
    pub life: Span,
}

/// A link just made.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// Its id, from which the mailer makes the token.
    pub id: LinkId,
    /// Until when it is good.
    pub until: Timestamp,
}

/// Makes a link; a person's older ones for the same purpose end.
pub fn make(tx: &mut Tx, what: For<'_>) -> Result<Made, Error> {
    match what.user {
        Some(user) => db::links::close_of_user(tx.conn, user, what.purpose, tx.now)?,
        None => db::links::close_of_nobody(tx.conn, what.purpose, tx.now)?,
    };
    let id = LinkId::new(tx.now, &mut tx.chance);
    let until = tx.now + what.life;
    let token_hash = keys::token_hash(&tx.keys.link_token(id));
    db::links::insert(
        tx.conn,
        &NewLink {
            id,
            purpose: what.purpose,
            token_hash: &token_hash,
            user_id: what.user,
            email: what.email,
            created_at: tx.now,
            expires_at: until,
        },
    )?;
    Ok(Made { id, until })
}

/// The link of this token, if it is still good for one of these purposes. Changes nothing: mail scanners open links.
///
/// # Errors
/// `NotFound` for a token that never was or is for something else; `Refused` for one that was used or is too old.
pub fn look(conn: &mut Conn, token: &str, purposes: &[Purpose], now: Timestamp) -> Result<LinkRow, Error> {
    let found = db::links::find_by_token_hash(conn, &keys::token_hash(token))?;
    let link = found.filter(|link| purposes.contains(&link.purpose)).ok_or(Error::NotFound)?;
    if link.is_open(now) {
        return Ok(link);
    }
    let why = if link.used_at.is_some() { "account-link-used" } else { "account-link-expired" };
    Err(Error::refused(Sentence::new(why)))
}

/// Uses the link up.
///
/// # Errors
/// As [`look`].
pub fn use_up(tx: &mut Tx, token: &str, purposes: &[Purpose]) -> Result<LinkRow, Error> {
    let link = look(tx.conn, token, purposes, tx.now)?;
    if db::links::use_up(tx.conn, link.id, tx.now)? {
        Ok(link)
    } else {
        Err(Error::refused(Sentence::new("account-link-used")))
    }
}
