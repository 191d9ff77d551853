//! Messages between the office and an applicant, or another party, about an application.

use diesel::prelude::*;

use super::{Conn, Result, schema::thread_messages};
use crate::domain::{
    id::{ApplicationId, MessageId, UserId},
    thread::Party,
    time::Timestamp,
};

/// A message to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = thread_messages)]
pub struct NewMessage<'a> {
    /// Key.
    pub id: MessageId,
    /// About which application.
    pub application_id: ApplicationId,
    /// With whom the office talks.
    pub party: Party,
    /// Whether the office wrote it.
    pub by_office: bool,
    /// Who wrote it.
    pub author_id: Option<UserId>,
    /// What was written.
    pub body: &'a str,
    /// When.
    pub created_at: Timestamp,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = thread_messages)]
pub struct MessageRow {
    /// Key.
    pub id: MessageId,
    /// Whether the office wrote it.
    pub by_office: bool,
    /// Who wrote it.
    pub author_id: Option<UserId>,
    /// What was written.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
}

/// Records a message.
pub fn insert(conn: &mut Conn, new: &NewMessage<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(thread_messages::table).values(new).execute(c))?;
    Ok(())
}

/// A thread, the oldest message first. Whoever shows it asks the rights table first.
pub fn list(conn: &mut Conn, id: ApplicationId, party: Party) -> Result<Vec<MessageRow>> {
    Ok(each_backend!(conn, c => thread_messages::table
        .filter(thread_messages::application_id.eq(id).and(thread_messages::party.eq(party)))
        .order((thread_messages::created_at, thread_messages::id))
        .select(MessageRow::as_select())
        .load(c))?)
}
