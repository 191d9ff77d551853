//! Events: what happened to applications, refused attempts included.

use diesel::prelude::*;

use super::{Conn, Result, schema::events};
use crate::domain::{
    id::{ApplicationId, EventId, UserId},
    time::Timestamp,
    workflow::{By, Event, Status},
};

/// An event to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = events)]
pub struct NewEvent<'a> {
    /// Key.
    pub id: EventId,
    /// To which application.
    pub application_id: ApplicationId,
    /// What.
    pub event: Event,
    /// From this state.
    pub from_status: Status,
    /// To this state.
    pub to_status: Status,
    /// In what capacity.
    pub by_whom: By,
    /// By whom; nobody where it was the clock.
    pub actor_id: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: &'a str,
    /// The id of the sentence by which it was refused; nothing changed then.
    pub refusal: Option<&'a str>,
}

/// An event.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct EventRow {
    /// What.
    pub event: Event,
    /// From this state.
    pub from_status: Status,
    /// To this state.
    pub to_status: Status,
    /// In what capacity.
    pub by_whom: By,
    /// By whom.
    pub actor_id: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Why it was refused, if it was.
    pub refusal: Option<String>,
}

/// Records an event.
pub fn insert(conn: &mut Conn, new: &NewEvent<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(events::table).values(new).execute(c))?;
    Ok(())
}

/// What happened to an application, in order.
pub fn list(conn: &mut Conn, id: ApplicationId) -> Result<Vec<EventRow>> {
    Ok(each_backend!(conn, c => events::table
        .filter(events::application_id.eq(id))
        .order((events::at.asc(), events::id.asc()))
        .select(EventRow::as_select())
        .load(c))?)
}
