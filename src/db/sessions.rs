//! Signed-in browsers. The token itself is only in the browser; the row has its hash.

use diesel::prelude::*;

use super::{
    Conn, Result, kept,
    office::{ONLY, OfficeRow},
    roles::Held,
    schema::{office, roles, sessions, users},
    types::OwnZone,
};
use crate::domain::{
    id::{SessionId, UserId},
    permission::Grant,
    time::{Timestamp, Zone},
};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// Key.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// Signed in at.
    pub created_at: Timestamp,
    /// Last seen, give or take some minutes.
    pub seen_at: Timestamp,
    /// Ends at the latest.
    pub expires_at: Timestamp,
    /// Network address it was last seen from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// A session to be begun.
#[derive(Debug, Insertable)]
#[diesel(table_name = sessions)]
pub struct NewSession<'a> {
    /// Key.
    pub id: SessionId,
    /// SHA-256 of the token, in any one writing.
    pub token_hash: &'a str,
    /// Whose.
    pub user_id: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When.
    pub seen_at: Timestamp,
    /// Ends at the latest.
    pub expires_at: Timestamp,
    /// Network address.
    pub address: &'a str,
    /// What the browser calls itself.
    pub user_agent: &'a str,
}

/// The person of a session, as pages need them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct SessionUser {
    /// Key.
    pub id: UserId,
    /// Where mail goes.
    pub email: String,
    /// Full name.
    pub name: String,
    /// BCP 47.
    pub language: String,
    /// Own zone, where chosen.
    #[diesel(deserialize_as = OwnZone)]
    pub zone: Option<Zone>,
    /// Counts changes.
    pub version: i32,
}

/// A session with its person, the roles held at this very moment, and the office that every page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: SessionRow,
    /// The person.
    pub user: SessionUser,
    /// Roles held now.
    pub grants: Vec<Grant>,
    /// The office.
    pub office: Option<OfficeRow>,
}

/// Who is signed in with the token of this hash: one statement, because every request of a signed-in person begins with it.
/// None where the session ended, was last seen before `seen_after`, or the account is disabled or closed.
pub fn find_signed_in(
    conn: &mut Conn,
    token_hash: &str,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Option<SignedIn>> {
    type Row = (SessionRow, SessionUser, Option<Held>, Option<OfficeRow>);
    let rows: Vec<Row> = each_backend!(conn, c => sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .left_join(roles::table.on(roles::user_id.eq(sessions::user_id)))
        .left_join(office::table.on(office::id.eq(ONLY)))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::seen_at.ge(seen_after))
        .filter(users::disabled_at.is_null())
        .filter(users::closed_at.is_null())
        .select((
            SessionRow::as_select(),
            SessionUser::as_select(),
            Option::<Held>::as_select(),
            Option::<OfficeRow>::as_select(),
        ))
        .load(c))?;
    let mut rows = rows.into_iter();
    let Some((session, user, first, office)) = rows.next() else { return Ok(None) };
    let held = first.into_iter().chain(rows.filter_map(|(_, _, held, _)| held));
    let grants = held.map(|h| h.grant()).collect::<Result<_>>()?;
    Ok(Some(SignedIn { session, user, grants, office }))
}

/// Begins a session.
pub fn insert(conn: &mut Conn, new: &NewSession<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(sessions::table).values(new).execute(c))?;
    Ok(())
}

/// Notes that it was seen, and from where.
pub fn touch(conn: &mut Conn, id: SessionId, now: Timestamp, address: &str) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(sessions::table.find(id))
        .set((sessions::seen_at.eq(now), sessions::address.eq(address))))
        .execute(c))?;
    Ok(())
}

/// A person's running sessions, the one seen last first.
pub fn list_of_user(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<SessionRow>> {
    Ok(each_backend!(conn, c => sessions::table
        .filter(sessions::user_id.eq(user).and(sessions::expires_at.gt(now)))
        .order((sessions::seen_at.desc(), sessions::id))
        .select(SessionRow::as_select())
        .load(c))?)
}

/// Ends one session of this person; whether there was one.
pub fn delete(conn: &mut Conn, user: UserId, id: SessionId) -> Result<bool> {
    let row = sessions::table.find(id).filter(sessions::user_id.eq(user));
    Ok(each_backend!(conn, c => diesel::delete(row).execute(c))? == 1)
}

/// Ends all sessions of this person; how many.
pub fn delete_of_user(conn: &mut Conn, user: UserId) -> Result<usize> {
    Ok(each_backend!(conn, c => diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(c))?)
}

/// Ends all sessions of this person but one; how many.
pub fn delete_others(conn: &mut Conn, user: UserId, kept: SessionId) -> Result<usize> {
    let others = sessions::table.filter(sessions::user_id.eq(user).and(sessions::id.ne(kept)));
    Ok(each_backend!(conn, c => diesel::delete(others).execute(c))?)
}

/// Removes what has ended; how many.
pub fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    Ok(each_backend!(conn, c => diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(c))?)
}
