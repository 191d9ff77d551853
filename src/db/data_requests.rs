//! What people ask of the office about their own data, and what it answered.

use diesel::prelude::*;

use super::{
    Conn, Result, kept,
    schema::{data_requests, users},
};
use crate::domain::{
    id::{ApplicationId, DataRequestId, UserId},
    own_data::{RequestKind, RequestState},
    time::Timestamp,
};

/// A request to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = data_requests)]
pub struct NewRequest<'a> {
    /// Key.
    pub id: DataRequestId,
    /// Who asks.
    pub user_id: UserId,
    /// About which application; none where it is about the account.
    pub application_id: Option<ApplicationId>,
    /// What is asked for.
    pub kind: RequestKind,
    /// In the person's words.
    pub body: &'a str,
    /// Open.
    pub state: RequestState,
    /// Nothing yet.
    pub answer: &'a str,
    /// When.
    pub created_at: Timestamp,
    /// 1.
    pub version: i32,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = data_requests)]
pub struct RequestRow {
    /// Key.
    pub id: DataRequestId,
    /// Who asks.
    pub user_id: UserId,
    /// About which application; one that is erased since is named still.
    pub application_id: Option<ApplicationId>,
    /// What is asked for.
    pub kind: RequestKind,
    /// In the person's words.
    pub body: String,
    /// Where it stands.
    pub state: RequestState,
    /// What the office answered.
    pub answer: String,
    /// When it answered.
    pub answered_at: Option<Timestamp>,
    /// When it was asked.
    pub created_at: Timestamp,
    /// Counts changes.
    pub version: i32,
}

/// Records a request.
pub fn insert(conn: &mut Conn, new: &NewRequest<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(data_requests::table).values(new).execute(c))?;
    Ok(())
}

/// By key.
pub fn find(conn: &mut Conn, id: DataRequestId) -> Result<Option<RequestRow>> {
    Ok(each_backend!(conn, c => data_requests::table.find(id).select(RequestRow::as_select()).first(c)).optional()?)
}

/// A person's own, the newest first.
pub fn list_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<RequestRow>> {
    Ok(each_backend!(conn, c => data_requests::table
        .filter(data_requests::user_id.eq(user))
        .order((data_requests::created_at.desc(), data_requests::id.desc()))
        .limit(200)
        .select(RequestRow::as_select())
        .load(c))?)
}

/// Those of one state with the names of who asks: the open ones oldest first, because they wait; the others newest first.
pub fn list(conn: &mut Conn, state: RequestState, most: i64) -> Result<Vec<(RequestRow, String)>> {
    let mut found: Vec<(RequestRow, String)> = each_backend!(conn, c => data_requests::table
        .inner_join(users::table)
        .filter(data_requests::state.eq(state))
        .order((data_requests::created_at.desc(), data_requests::id.desc()))
        .limit(most)
        .select((RequestRow::as_select(), users::name))
        .load(c))?;
    if state == RequestState::Open {
        found.reverse();
    }
    Ok(found)
}

/// Answers one that is open and as it was seen; whether it was.
pub fn answer(
    conn: &mut Conn,
    row: &RequestRow,
    state: RequestState,
    answer: &str,
    (by, at): (Option<UserId>, Timestamp),
) -> Result<bool> {
    let seen = data_requests::table
        .filter(data_requests::id.eq(row.id).and(data_requests::version.eq(row.version)))
        .filter(data_requests::state.eq(RequestState::Open));
    let set = (
        data_requests::state.eq(state),
        data_requests::answer.eq(answer),
        data_requests::answered_by.eq(by),
        data_requests::answered_at.eq(at),
        data_requests::version.eq(row.version + 1),
    );
    Ok(each_backend!(conn, c => kept(diesel::update(seen).set(set)).execute(c))? == 1)
}
