//! Host institutions.

use diesel::prelude::*;

use super::{Conn, Error, Result, kept, schema::hosts, search};
use crate::domain::{hosting::posts::HostKind, id::HostId, text::Text, time::Timestamp};

/// What is said of a host.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = hosts)]
pub struct HostFacts {
    /// Name in English.
    pub name: String,
    /// The same for finding; unique.
    pub name_key: String,
    /// Name in Chinese.
    pub native_name: String,
    /// What it is.
    pub kind: HostKind,
    /// Code of the province.
    pub province: String,
    /// City.
    pub city: String,
    /// Address on the web; may be empty.
    pub website: String,
    /// What it does.
    pub about: String,
}

/// A host to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = hosts)]
pub struct NewHost {
    /// Key.
    pub id: HostId,
    /// What is said of it.
    #[diesel(embed)]
    pub facts: HostFacts,
    /// When.
    pub created_at: Timestamp,
    /// From 1.
    pub version: i32,
}

/// A host.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = hosts)]
pub struct HostRow {
    /// Key.
    pub id: HostId,
    /// Name in English.
    pub name: String,
    /// The same for finding.
    pub name_key: String,
    /// Name in Chinese.
    pub native_name: String,
    /// What it is.
    pub kind: HostKind,
    /// Code of the province.
    pub province: String,
    /// City.
    pub city: String,
    /// Address on the web; may be empty.
    pub website: String,
    /// What it does.
    pub about: String,
    /// Since when it takes part no more.
    pub closed_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i32,
}

impl HostRow {
    /// The name by language.
    pub fn title(&self) -> Text {
        Text::english(self.name.as_str()).with("zh", self.native_name.as_str())
    }
}

/// Adds a host; `Unique` where one has this name.
pub fn insert(conn: &mut Conn, new: &NewHost) -> Result<()> {
    let rows =
        each_backend!(conn, c => diesel::insert_into(hosts::table).values(new).on_conflict_do_nothing().execute(c))?;
    if rows == 0 { Err(Error::Unique) } else { Ok(()) }
}

/// By key.
pub fn find(conn: &mut Conn, id: HostId) -> Result<Option<HostRow>> {
    Ok(each_backend!(conn, c => hosts::table.find(id).select(HostRow::as_select()).first(c)).optional()?)
}

/// By key, which is known to be there.
pub fn get(conn: &mut Conn, id: HostId) -> Result<HostRow> {
    find(conn, id)?.ok_or(Error::NotFound)
}

/// By the key of its name.
pub fn find_by_name_key(conn: &mut Conn, key: &str) -> Result<Option<HostId>> {
    Ok(each_backend!(conn, c => hosts::table.filter(hosts::name_key.eq(key)).select(hosts::id).first(c)).optional()?)
}

/// Those of these keys, by name.
pub fn list_of(conn: &mut Conn, ids: &[HostId]) -> Result<Vec<HostRow>> {
    Ok(each_backend!(conn, c => hosts::table
        .filter(hosts::id.eq_any(ids.to_vec()))
        .order((hosts::name_key, hosts::id))
        .select(HostRow::as_select())
        .load(c))?)
}

/// One page of all whose name contains this, by name. Which hosts take part is public.
pub fn page(conn: &mut Conn, text: &str, after: Option<&str>, limit: i64) -> Result<Vec<HostRow>> {
    let mut query = hosts::table.order(hosts::name_key).limit(limit).select(HostRow::as_select()).into_boxed();
    if !text.trim().is_empty() {
        let pattern = search::containing(text);
        query = query.filter(
            hosts::name_key.like(pattern.clone()).escape('\\').or(hosts::native_name.like(pattern).escape('\\')),
        );
    }
    if let Some(after) = after {
        query = query.filter(hosts::name_key.gt(after.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// Changes what is said of it if it is still at `version`; whether it did.
pub fn change(conn: &mut Conn, id: HostId, version: i32, facts: &HostFacts) -> Result<bool> {
    let row = hosts::table.filter(hosts::id.eq(id).and(hosts::version.eq(version)));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set((facts, hosts::version.eq(version + 1)))).execute(c))?
        == 1)
}

/// Puts it away, or takes it in again, if it is still at `version`; whether it did.
pub fn set_closed(conn: &mut Conn, id: HostId, version: i32, closed_at: Option<Timestamp>) -> Result<bool> {
    let row = hosts::table.filter(hosts::id.eq(id).and(hosts::version.eq(version)));
    let set = (hosts::closed_at.eq(closed_at), hosts::version.eq(version + 1));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}
