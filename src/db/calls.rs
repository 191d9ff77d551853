//! Calls: cycles of a programme, with their counts by state.

use diesel::prelude::*;

use super::{
    Conn, Result, kept,
    schema::{calls, tallies},
    types::ZoneName,
};
use crate::domain::{
    call::Window,
    id::{CallId, DefinitionId, ProgrammeId},
    permission::{Reach, Viewer},
    text::Text,
    time::{Timestamp, Zone},
    workflow::{CallState, Status},
};

/// A call.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = calls)]
pub struct CallRow {
    /// Key.
    pub id: CallId,
    /// Its programme.
    pub programme_id: ProgrammeId,
    /// Word in addresses.
    pub slug: String,
    /// Title.
    pub title: Text,
    /// Draft, published, archived.
    pub state: CallState,
    /// Zone in which its times are told.
    #[diesel(deserialize_as = ZoneName)]
    pub zone: Zone,
    /// Opens at.
    pub opens_at: Timestamp,
    /// Closes at.
    pub closes_at: Timestamp,
    /// Minutes after the close in which a submission is still taken.
    pub grace_minutes: i32,
    /// Places.
    pub places: i32,
    /// Beginning of reference numbers.
    pub reference_prefix: String,
    /// The definition that new applications are filled on.
    pub definition_id: DefinitionId,
    /// When reviews are due.
    pub review_due_at: Option<Timestamp>,
    /// When reviews can no longer change.
    pub reviews_close_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i32,
}

impl CallRow {
    /// When it takes applications.
    pub fn window(&self) -> Window {
        Window {
            state: self.state,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            grace_minutes: u32::try_from(self.grace_minutes).unwrap_or(0),
            zone: self.zone,
        }
    }
}

/// A call to be made.
#[derive(Debug, Insertable)]
#[diesel(table_name = calls)]
pub struct NewCall<'a> {
    /// Key.
    pub id: CallId,
    /// Its programme.
    pub programme_id: ProgrammeId,
    /// Word in addresses, unique.
    pub slug: &'a str,
    /// Title.
    pub title: Text,
    /// Usually a draft.
    pub state: CallState,
    /// Zone in which its times are told.
    pub zone: ZoneName,
    /// Opens at.
    pub opens_at: Timestamp,
    /// Closes at.
    pub closes_at: Timestamp,
    /// Minutes after the close in which a submission is still taken.
    pub grace_minutes: i32,
    /// Places.
    pub places: i32,
    /// Beginning of reference numbers.
    pub reference_prefix: &'a str,
    /// Number of the next reference.
    pub next_reference: i32,
    /// The definition that new applications are filled on.
    pub definition_id: DefinitionId,
    /// When reviews are due.
    pub review_due_at: Option<Timestamp>,
    /// When reviews can no longer change.
    pub reviews_close_at: Option<Timestamp>,
    /// When.
    pub created_at: Timestamp,
    /// Counts changes.
    pub version: i32,
}

/// Makes a call with its counts at zero; `Unique` where the slug is taken.
pub fn insert(conn: &mut Conn, new: &NewCall<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(calls::table).values(new).execute(c))?;
    let zero: Vec<_> = Status::ALL
        .iter()
        .map(|&status| (tallies::call_id.eq(new.id), tallies::status.eq(status), tallies::count.eq(0)))
        .collect();
    each_backend!(conn, c => diesel::insert_into(tallies::table).values(&zero).execute(c))?;
    Ok(())
}

/// By key.
pub fn find(conn: &mut Conn, id: CallId) -> Result<Option<CallRow>> {
    Ok(each_backend!(conn, c => calls::table.find(id).select(CallRow::as_select()).first(c)).optional()?)
}

/// By the word in addresses. Drafts are found too: whoever shows one asks the rights table first.
pub fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<CallRow>> {
    Ok(each_backend!(conn, c => calls::table.filter(calls::slug.eq(slug)).select(CallRow::as_select()).first(c))
        .optional()?)
}

/// Published calls, the next to close first.
pub fn list_public(conn: &mut Conn) -> Result<Vec<CallRow>> {
    Ok(each_backend!(conn, c => calls::table
        .filter(calls::state.eq(CallState::Published))
        .order((calls::closes_at.asc(), calls::id))
        .select(CallRow::as_select())
        .load(c))?)
}

/// Calls within the viewer's reach, the newest first.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<CallRow>> {
    let mut query = calls::table.order((calls::closes_at.desc(), calls::id)).select(CallRow::as_select()).into_boxed();
    if let Reach::Only { programmes, calls: single } = &viewer.reach {
        query = query.filter(calls::programme_id.eq_any(programmes.clone()).or(calls::id.eq_any(single.clone())));
    }
    Ok(query.load(conn)?)
}

/// Gives the call's next reference number: `TYSE-26-0117`.
pub fn next_reference(conn: &mut Conn, id: CallId) -> Result<String> {
    let (prefix, next): (String, i32) = each_backend!(conn, c => kept(diesel::update(calls::table.find(id))
        .set(calls::next_reference.eq(calls::next_reference + 1))
        .returning((calls::reference_prefix, calls::next_reference)))
        .get_result(c))?;
    Ok(format!("{prefix}-{:04}", next - 1))
}

/// Locks the call's row until the transaction ends and gives its number of places. On SQLite the one writer is lock enough.
pub fn lock(conn: &mut Conn, id: CallId) -> Result<i32> {
    lock_row(conn, id)?;
    Ok(each_backend!(conn, c => calls::table.find(id).select(calls::places).first(c))?)
}

/// The lock alone. Whoever moves applications of a call from state to state takes it first, so that two who move several in
/// different orders do not wait for each other's rows. Rows that refer to the call may still be added meanwhile.
pub(super) fn lock_row(conn: &mut Conn, id: CallId) -> Result<()> {
    if let Conn::Postgres(conn) = conn {
        calls::table.find(id).select(calls::id).for_no_key_update().first::<CallId>(conn)?;
    }
    Ok(())
}

/// Dates and places to be changed.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = calls, treat_none_as_null = true)]
pub struct CallDates {
    /// Opens at.
    pub opens_at: Timestamp,
    /// Closes at.
    pub closes_at: Timestamp,
    /// Minutes after the close in which a submission is still taken.
    pub grace_minutes: i32,
    /// Places.
    pub places: i32,
    /// When reviews are due.
    pub review_due_at: Option<Timestamp>,
    /// When reviews can no longer change.
    pub reviews_close_at: Option<Timestamp>,
}

/// Changes dates and places if the call is still at `version`; whether it did.
pub fn change_dates(conn: &mut Conn, id: CallId, version: i32, dates: &CallDates) -> Result<bool> {
    let rows = each_backend!(conn, c => kept(diesel::update(calls::table.filter(calls::id.eq(id).and(calls::version.eq(version))))
        .set((dates, calls::version.eq(calls::version + 1))))
        .execute(c))?;
    Ok(rows == 1)
}

/// Calls it otherwise, if it is still at `version`; whether it did.
pub fn change_title(conn: &mut Conn, id: CallId, version: i32, title: &Text) -> Result<bool> {
    let row = calls::table.filter(calls::id.eq(id).and(calls::version.eq(version)));
    let set = (calls::title.eq(title), calls::version.eq(version + 1));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// Changes what new applications are filled on, if the call is still at `version`; whether it did.
pub fn change_definition(conn: &mut Conn, id: CallId, version: i32, definition: DefinitionId) -> Result<bool> {
    let row = calls::table.filter(calls::id.eq(id).and(calls::version.eq(version)));
    let set = (calls::definition_id.eq(definition), calls::version.eq(version + 1));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// Moves the call from one state to another; whether it was in the first.
pub fn change_state(conn: &mut Conn, id: CallId, from: CallState, to: CallState) -> Result<bool> {
    let rows = each_backend!(conn, c => kept(diesel::update(calls::table.filter(calls::id.eq(id).and(calls::state.eq(from))))
        .set((calls::state.eq(to), calls::version.eq(calls::version + 1))))
        .execute(c))?;
    Ok(rows == 1)
}

/// How many of the call's applications stand in each state.
pub fn list_tallies(conn: &mut Conn, id: CallId) -> Result<Vec<(Status, i64)>> {
    Ok(
        each_backend!(conn, c => tallies::table.filter(tallies::call_id.eq(id)).select((tallies::status, tallies::count)).load(c))?,
    )
}
