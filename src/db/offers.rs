//! Offers: places offered.

use diesel::prelude::*;

use super::{Conn, Result, kept, schema::offers};
use crate::domain::{
    id::{ApplicationId, CallId, OfferId},
    time::Timestamp,
    workflow::OfferState,
};

/// An offer to be made.
#[derive(Debug, Insertable)]
#[diesel(table_name = offers)]
pub struct NewOffer<'a> {
    /// Key.
    pub id: OfferId,
    /// To which application.
    pub application_id: ApplicationId,
    /// Of which call.
    pub call_id: CallId,
    /// From 1.
    pub number: i32,
    /// Live at first.
    pub state: OfferState,
    /// To be answered until.
    pub reply_by: Timestamp,
    /// The letter.
    pub letter: &'a str,
    /// When.
    pub created_at: Timestamp,
    /// The application's id while the offer is live: the database keeps it single.
    pub live_key: Option<String>,
}

/// An offer.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = offers)]
pub struct OfferRow {
    /// Key.
    pub id: OfferId,
    /// To which application.
    pub application_id: ApplicationId,
    /// From 1.
    pub number: i32,
    /// Where it stands.
    pub state: OfferState,
    /// To be answered until.
    pub reply_by: Timestamp,
    /// The letter.
    pub letter: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ended.
    pub answered_at: Option<Timestamp>,
}

/// Makes an offer; `Unique` where one is live.
pub fn insert(conn: &mut Conn, new: &NewOffer<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(offers::table).values(new).execute(c))?;
    Ok(())
}

/// The one that waits for an answer.
pub fn find_live(conn: &mut Conn, id: ApplicationId) -> Result<Option<OfferRow>> {
    Ok(each_backend!(conn, c => offers::table
        .filter(offers::application_id.eq(id).and(offers::state.eq(OfferState::Live)))
        .select(OfferRow::as_select())
        .first(c))
    .optional()?)
}

/// All of an application, the newest first.
pub fn list(conn: &mut Conn, id: ApplicationId) -> Result<Vec<OfferRow>> {
    Ok(each_backend!(conn, c => offers::table
        .filter(offers::application_id.eq(id))
        .order(offers::number.desc())
        .select(OfferRow::as_select())
        .load(c))?)
}

/// How many were ever made.
pub fn count_of(conn: &mut Conn, id: ApplicationId) -> Result<i32> {
    let made: i64 =
        each_backend!(conn, c => offers::table.filter(offers::application_id.eq(id)).count().get_result(c))?;
    Ok(i32::try_from(made).unwrap_or(i32::MAX))
}

/// Ends a live offer; whether it was live.
pub fn close(conn: &mut Conn, id: OfferId, state: OfferState, now: Timestamp) -> Result<bool> {
    let live = offers::table.filter(offers::id.eq(id).and(offers::state.eq(OfferState::Live)));
    let rows = each_backend!(conn, c => kept(diesel::update(live)
        .set((offers::state.eq(state), offers::answered_at.eq(now), offers::live_key.eq(None::<String>))))
        .execute(c))?;
    Ok(rows == 1)
}

/// Live offers whose time has passed.
pub fn list_overdue(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<OfferRow>> {
    Ok(each_backend!(conn, c => offers::table
        .filter(offers::state.eq(OfferState::Live).and(offers::reply_by.lt(now)))
        .order(offers::reply_by)
        .limit(most)
        .select(OfferRow::as_select())
        .load(c))?)
}

/// Until when the call's live offers are to be answered.
pub fn list_live(conn: &mut Conn, call: CallId) -> Result<Vec<(ApplicationId, Timestamp)>> {
    Ok(each_backend!(conn, c => offers::table
        .filter(offers::call_id.eq(call).and(offers::state.eq(OfferState::Live)))
        .select((offers::application_id, offers::reply_by))
        .load(c))?)
}
