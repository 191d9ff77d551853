//! Programmes: lasting schemes.

use diesel::prelude::*;

use super::{Conn, Error, Result, kept, schema::programmes};
use crate::domain::{id::ProgrammeId, text::Text, time::Timestamp};

/// A programme.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = programmes)]
pub struct ProgrammeRow {
    /// Key.
    pub id: ProgrammeId,
    /// Word in addresses.
    pub slug: String,
    /// Title.
    pub title: Text,
}

/// A programme to be made.
#[derive(Debug, Insertable)]
#[diesel(table_name = programmes)]
pub struct NewProgramme<'a> {
    /// Key.
    pub id: ProgrammeId,
    /// Word in addresses, unique.
    pub slug: &'a str,
    /// Title.
    pub title: Text,
    /// When.
    pub created_at: Timestamp,
}

/// Makes a programme; `Unique` where the slug is taken.
pub fn insert(conn: &mut Conn, new: &NewProgramme<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(programmes::table).values(new).execute(c))?;
    Ok(())
}

/// By key.
pub fn find(conn: &mut Conn, id: ProgrammeId) -> Result<Option<ProgrammeRow>> {
    Ok(each_backend!(conn, c => programmes::table.find(id).select(ProgrammeRow::as_select()).first(c)).optional()?)
}

/// All, by slug: there are few, and their existence is public.
pub fn list(conn: &mut Conn) -> Result<Vec<ProgrammeRow>> {
    Ok(each_backend!(conn, c => programmes::table.order(programmes::slug).select(ProgrammeRow::as_select()).load(c))?)
}

/// Calls a programme otherwise, in all of its calls.
pub fn change_title(conn: &mut Conn, id: ProgrammeId, title: &Text) -> Result<()> {
    let row = programmes::table.find(id);
    let rows = each_backend!(conn, c => kept(diesel::update(row).set(programmes::title.eq(title))).execute(c))?;
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}
