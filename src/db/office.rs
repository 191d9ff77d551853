//! The office itself: one row once the first admin has set it up.

use diesel::prelude::*;

use super::{Conn, Result, kept, schema::office};
use crate::domain::{person::EmailAddress, time::Timestamp};

/// The key of the one row.
pub(super) const ONLY: i32 = 1;

/// The office.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = office)]
pub struct OfficeRow {
    /// Name, as pages and mails tell it.
    pub name: String,
    /// Where people write to.
    pub contact: EmailAddress,
    /// When the first admin set it up.
    pub set_up_at: Timestamp,
}

/// The office, if it is set up.
pub fn find(conn: &mut Conn) -> Result<Option<OfficeRow>> {
    Ok(each_backend!(conn, c => office::table.find(ONLY).select(OfficeRow::as_select()).first(c)).optional()?)
}

/// Sets the office up; `false` where it is already. Of two who do so at the same moment, one does.
pub fn insert(conn: &mut Conn, new: &OfficeRow) -> Result<bool> {
    let values = (
        office::id.eq(ONLY),
        office::name.eq(&new.name),
        office::contact.eq(&new.contact),
        office::set_up_at.eq(new.set_up_at),
    );
    let rows = each_backend!(conn, c => diesel::insert_into(office::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// Changes name and contact.
pub fn change(conn: &mut Conn, name: &str, contact: &EmailAddress) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(office::table.find(ONLY)).set((office::name.eq(name), office::contact.eq(contact)))).execute(c))?;
    Ok(())
}
