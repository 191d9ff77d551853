//! One-time links sent by mail. Only the hash of the token is kept; opening a link changes nothing, using it up does.

use diesel::prelude::*;

use super::{Conn, Result, kept, schema::links, types::word_columns};
use crate::domain::{
    id::{LinkId, UserId},
    person::EmailAddress,
    time::Timestamp,
    workflow::words,
};

words! {
    /// What a link is good for.
    Purpose {
        /// Confirms the address of a new account.
        Confirm = "confirm",
        /// Sets a new password.
        Reset = "reset",
        /// Moves an account to the address that the link was sent to.
        ChangeAddress = "change_address",
        /// Sets up the office and its first admin.
        SetUp = "set_up",
        /// Sets the first password of somebody the office invited.
        Invitation = "invitation",
    }
}
word_columns! { Purpose }

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = links)]
pub struct LinkRow {
    /// Key.
    pub id: LinkId,
    /// What it is good for.
    pub purpose: Purpose,
    /// For whom; nobody yet where the office is being set up.
    pub user_id: Option<UserId>,
    /// The address it is about.
    pub email: Option<EmailAddress>,
    /// Made at.
    pub created_at: Timestamp,
    /// Good until.
    pub expires_at: Timestamp,
    /// Used up at.
    pub used_at: Option<Timestamp>,
}

impl LinkRow {
    /// Whether it can still be used at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// A link to be made.
#[derive(Debug, Insertable)]
#[diesel(table_name = links)]
pub struct NewLink<'a> {
    /// Key.
    pub id: LinkId,
    /// What it is good for.
    pub purpose: Purpose,
    /// SHA-256 of the token.
    pub token_hash: &'a str,
    /// For whom.
    pub user_id: Option<UserId>,
    /// The address it is about.
    pub email: Option<&'a EmailAddress>,
    /// When.
    pub created_at: Timestamp,
    /// Good until.
    pub expires_at: Timestamp,
}

/// Makes a link.
pub fn insert(conn: &mut Conn, new: &NewLink<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(links::table).values(new).execute(c))?;
    Ok(())
}

/// By key.
pub fn find(conn: &mut Conn, id: LinkId) -> Result<Option<LinkRow>> {
    Ok(each_backend!(conn, c => links::table.find(id).select(LinkRow::as_select()).first(c)).optional()?)
}

/// By the hash of its token, used or expired too: the page says which.
pub fn find_by_token_hash(conn: &mut Conn, hash: &str) -> Result<Option<LinkRow>> {
    Ok(each_backend!(conn, c => links::table.filter(links::token_hash.eq(hash)).select(LinkRow::as_select()).first(c))
        .optional()?)
}

/// Uses it up; whether it could still be used. Of two who use one at the same moment, one may.
pub fn use_up(conn: &mut Conn, id: LinkId, now: Timestamp) -> Result<bool> {
    let open = links::table.find(id).filter(links::used_at.is_null()).filter(links::expires_at.gt(now));
    Ok(each_backend!(conn, c => kept(diesel::update(open).set(links::used_at.eq(now))).execute(c))? == 1)
}

/// Ends what a person still has open of this purpose, so that the newest link alone works; how many.
pub fn close_of_user(conn: &mut Conn, user: UserId, purpose: Purpose, now: Timestamp) -> Result<usize> {
    let open = links::table
        .filter(links::user_id.eq(user))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null());
    Ok(each_backend!(conn, c => kept(diesel::update(open).set(links::used_at.eq(now))).execute(c))?)
}

/// Ends the links of this purpose that belong to nobody: of setting up the office, the newest alone works.
pub fn close_of_nobody(conn: &mut Conn, purpose: Purpose, now: Timestamp) -> Result<usize> {
    let open = links::table
        .filter(links::user_id.is_null())
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null());
    Ok(each_backend!(conn, c => kept(diesel::update(open).set(links::used_at.eq(now))).execute(c))?)
}

/// Removes what has expired; how many.
pub fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    Ok(each_backend!(conn, c => diesel::delete(links::table.filter(links::expires_at.le(now))).execute(c))?)
}
