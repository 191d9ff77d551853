//! What officers ruled about the sides of joint projects.

use diesel::prelude::*;

use super::{Conn, Error, Result, schema::pair_rulings, types::word_columns};
use crate::domain::{
    id::{ApplicationId, CallId, RulingId, UserId},
    pairing::Ruling,
    time::Timestamp,
};

word_columns! { Ruling }

/// A ruling about one side, or about two, the one with the lower reference number first.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = pair_rulings)]
pub struct RulingRow {
    /// Key.
    pub id: RulingId,
    /// In which call.
    pub call_id: CallId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// And of which other; none where it goes on alone.
    pub other_id: Option<ApplicationId>,
    /// What was ruled.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Revision of the application that was looked at.
    pub revision: i32,
    /// Revision of the other; 0 where there is none.
    pub other_revision: i32,
    /// By whom; nobody where the clock did.
    pub ruled_by: Option<UserId>,
    /// When.
    pub ruled_at: Timestamp,
    /// Who lifted it.
    pub lifted_by: Option<UserId>,
    /// When; it holds as long as nobody did.
    pub lifted_at: Option<Timestamp>,
    /// Why.
    pub lifted_because: String,
}

/// Records a ruling; `false`, and nothing else, where the same holds already.
pub fn insert(conn: &mut Conn, row: &RulingRow) -> Result<bool> {
    let rows = each_backend!(conn, c => diesel::insert_into(pair_rulings::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// All of a call that hold, the oldest first.
pub fn list_live(conn: &mut Conn, call: CallId) -> Result<Vec<RulingRow>> {
    Ok(each_backend!(conn, c => pair_rulings::table
        .filter(pair_rulings::call_id.eq(call).and(pair_rulings::lifted_at.is_null()))
        .order(pair_rulings::id)
        .select(RulingRow::as_select())
        .load(c))?)
}

/// All that name this application, lifted ones too, the newest first.
pub fn list_of_application(conn: &mut Conn, id: ApplicationId) -> Result<Vec<RulingRow>> {
    let names = pair_rulings::application_id.eq(id).or(pair_rulings::other_id.eq(id).assume_not_null());
    Ok(each_backend!(conn, c => pair_rulings::table
        .filter(names)
        .order(pair_rulings::id.desc())
        .select(RulingRow::as_select())
        .load(c))?)
}

/// By key. Whoever shows it asks first whose it is.
pub fn get(conn: &mut Conn, id: RulingId) -> Result<RulingRow> {
    let row =
        each_backend!(conn, c => pair_rulings::table.find(id).select(RulingRow::as_select()).first(c)).optional()?;
    row.ok_or(Error::NotFound)
}

/// Lifts a ruling that holds; whether it did.
pub fn lift(conn: &mut Conn, id: RulingId, by: Option<UserId>, at: Timestamp, because: &str) -> Result<bool> {
    let still = pair_rulings::table.find(id).filter(pair_rulings::lifted_at.is_null());
    let lifted =
        (pair_rulings::lifted_by.eq(by), pair_rulings::lifted_at.eq(at), pair_rulings::lifted_because.eq(because));
    Ok(each_backend!(conn, c => diesel::update(still).set(lifted).execute(c))? == 1)
}
