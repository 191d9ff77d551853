//! Returns: requests to correct listed sections.

use diesel::prelude::*;

use super::{Conn, Error, Result, kept, schema::returns};
use crate::domain::{
    id::{ApplicationId, ReturnId, UserId},
    time::Timestamp,
};

/// A request for corrections to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = returns)]
pub struct NewReturn<'a> {
    /// Key.
    pub id: ReturnId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Keys of sections, as JSON.
    pub sections: &'a str,
    /// What is to be done.
    pub note: &'a str,
    /// Until when.
    pub due_at: Timestamp,
    /// By whom.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// A request for corrections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRow {
    /// Key.
    pub id: ReturnId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Keys of the sections that unlocked.
    pub sections: Vec<String>,
    /// What is to be done.
    pub note: String,
    /// Until when.
    pub due_at: Timestamp,
}

type Columns = (ReturnId, ApplicationId, String, String, Timestamp);

const COLUMNS: (returns::id, returns::application_id, returns::sections, returns::note, returns::due_at) =
    (returns::id, returns::application_id, returns::sections, returns::note, returns::due_at);

fn row((id, application_id, sections, note, due_at): Columns) -> Result<ReturnRow> {
    let sections = serde_json::from_str(&sections).map_err(Error::other)?;
    Ok(ReturnRow { id, application_id, sections, note, due_at })
}

/// Records a request.
pub fn insert(conn: &mut Conn, new: &NewReturn<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(returns::table).values(new).execute(c))?;
    Ok(())
}

/// The request that waits for corrections.
pub fn find_open(conn: &mut Conn, id: ApplicationId) -> Result<Option<ReturnRow>> {
    each_backend!(conn, c => returns::table
        .filter(returns::application_id.eq(id).and(returns::closed_at.is_null()))
        .order(returns::created_at.desc())
        .select(COLUMNS)
        .first::<Columns>(c))
    .optional()?
    .map(row)
    .transpose()
}

/// Ends the request that waits, if there is one.
pub fn close_open(conn: &mut Conn, id: ApplicationId, now: Timestamp) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(returns::table.filter(returns::application_id.eq(id).and(returns::closed_at.is_null())))
        .set(returns::closed_at.eq(now)))
        .execute(c))?;
    Ok(())
}

/// Requests whose time has passed.
pub fn list_overdue(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<ReturnRow>> {
    let rows: Vec<Columns> = each_backend!(conn, c => returns::table
        .filter(returns::closed_at.is_null().and(returns::due_at.lt(now)))
        .order(returns::due_at)
        .limit(most)
        .select(COLUMNS)
        .load(c))?;
    rows.into_iter().map(row).collect()
}
