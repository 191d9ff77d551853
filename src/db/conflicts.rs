//! Conflicts of interest between a person and an application.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result,
    schema::{conflicts, users},
};
use crate::domain::{
    id::{ApplicationId, ConflictId, UserId},
    time::Timestamp,
};

/// A conflict to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = conflicts)]
pub struct NewConflict<'a> {
    /// Key.
    pub id: ConflictId,
    /// With which application.
    pub application_id: ApplicationId,
    /// Whose.
    pub user_id: UserId,
    /// What it is.
    pub reason: &'a str,
    /// Who says so.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// A conflict with the person's name.
#[derive(Debug, Clone, Queryable)]
pub struct ConflictRow {
    /// Whose.
    pub user_id: UserId,
    /// The person's name.
    pub name: String,
    /// What it is.
    pub reason: String,
    /// Who says so.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// Records a conflict. One that is there already stands; it becomes the person's own where the person says so too, so that nobody
/// else takes it back.
pub fn insert(conn: &mut Conn, new: &NewConflict<'_>) -> Result<()> {
    let added = each_backend!(conn, c => diesel::insert_into(conflicts::table).values(new).on_conflict_do_nothing().execute(c))?;
    if added == 0 && new.created_by == Some(new.user_id) {
        let of = conflicts::application_id.eq(new.application_id).and(conflicts::user_id.eq(new.user_id));
        let own = (conflicts::created_by.eq(new.created_by), conflicts::reason.eq(new.reason));
        each_backend!(conn, c => diesel::update(conflicts::table.filter(of)).set(own).execute(c))?;
    }
    Ok(())
}

/// Whether this person has one with this application.
pub fn exists(conn: &mut Conn, id: ApplicationId, user: UserId) -> Result<bool> {
    let found = conflicts::table.filter(conflicts::application_id.eq(id).and(conflicts::user_id.eq(user)));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(found)).get_result(c))?)
}

/// All with this application.
pub fn list(conn: &mut Conn, id: ApplicationId) -> Result<Vec<ConflictRow>> {
    Ok(each_backend!(conn, c => conflicts::table
        .inner_join(users::table)
        .filter(conflicts::application_id.eq(id))
        .order(conflicts::created_at)
        .select((conflicts::user_id, users::name, conflicts::reason, conflicts::created_by, conflicts::created_at))
        .load(c))?)
}

/// Takes one back that an officer recorded; whether there was one. What a person declared of themselves stands.
pub fn delete(conn: &mut Conn, id: ApplicationId, user: UserId) -> Result<bool> {
    let own = conflicts::created_by.eq(user);
    let row =
        conflicts::table.filter(conflicts::application_id.eq(id).and(conflicts::user_id.eq(user)).and(dsl::not(own)));
    Ok(each_backend!(conn, c => diesel::delete(row).execute(c))? == 1)
}
