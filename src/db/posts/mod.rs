//! Posts: their rows, their states, and the count of their places. Lists are in [`list`].

pub mod list;

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    hosts::HostRow,
    kept,
    schema::{hosts, posts},
};
use crate::domain::{
    hosting::posts::PostState,
    id::{CallId, HostId, PostId, UserId},
    time::{Day, Timestamp},
};

/// What a host says of a post.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = posts)]
pub struct PostFacts {
    /// Title.
    pub title: String,
    /// Code of the field of research.
    pub field: String,
    /// Priority area of the call.
    pub priority: String,
    /// The host's province.
    pub province: String,
    /// Words of languages, with a space around each.
    pub languages: String,
    /// What is to be done.
    pub tasks: String,
    /// What the host wants of an applicant.
    pub requirements: String,
    /// First day, ISO 8601; empty where it is not said yet.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// How many it takes.
    pub places: i32,
    /// The work is not confidential.
    pub no_secrets: bool,
    /// It leads to no degree.
    pub no_degree: bool,
    /// What is searched.
    pub search_key: String,
}

/// A post to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = posts)]
pub struct NewPost {
    /// Key.
    pub id: PostId,
    /// Whose.
    pub host_id: HostId,
    /// In which call.
    pub call_id: CallId,
    /// Draft at first.
    pub state: PostState,
    /// What is said of it.
    #[diesel(embed)]
    pub facts: PostFacts,
    /// None at first.
    pub taken: i32,
    /// Empty at first.
    pub note: &'static str,
    /// When.
    pub created_at: Timestamp,
    /// From 1.
    pub version: i32,
}

/// A post.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct PostRow {
    /// Key.
    pub id: PostId,
    /// Whose.
    pub host_id: HostId,
    /// In which call.
    pub call_id: CallId,
    /// Where it stands.
    pub state: PostState,
    /// Title.
    pub title: String,
    /// Code of the field of research.
    pub field: String,
    /// Priority area of the call.
    pub priority: String,
    /// The host's province.
    pub province: String,
    /// Words of languages, with a space around each.
    pub languages: String,
    /// What is to be done.
    pub tasks: String,
    /// What the host wants of an applicant.
    pub requirements: String,
    /// First day, ISO 8601; empty where it is not said yet.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// How many it takes.
    pub places: i32,
    /// How many of them consents hold.
    pub taken: i32,
    /// The work is not confidential.
    pub no_secrets: bool,
    /// It leads to no degree.
    pub no_degree: bool,
    /// Why the office sent it back or took it out.
    pub note: String,
    /// Since when it is shown.
    pub shown_at: Option<Timestamp>,
    /// Counts changes; taking a place is none.
    pub version: i32,
}

impl PostRow {
    /// Places that no consent holds.
    pub const fn free(&self) -> i32 {
        self.places - self.taken
    }

    /// First and last day.
    pub fn days(&self) -> Option<(Day, Day)> {
        Some((self.starts_on.parse().ok()?, self.ends_on.parse().ok()?))
    }
}

/// Adds a post.
pub fn insert(conn: &mut Conn, new: &NewPost) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(posts::table).values(new).execute(c))?;
    Ok(())
}

/// By key, with its host. Whoever shows one asks the rights table first, unless it is shown to everybody.
pub fn find(conn: &mut Conn, id: PostId) -> Result<Option<(PostRow, HostRow)>> {
    Ok(each_backend!(conn, c => posts::table
        .inner_join(hosts::table)
        .filter(posts::id.eq(id))
        .select((PostRow::as_select(), HostRow::as_select()))
        .first(c))
    .optional()?)
}

/// By key, which is known to be there.
pub fn get(conn: &mut Conn, id: PostId) -> Result<(PostRow, HostRow)> {
    find(conn, id)?.ok_or(Error::NotFound)
}

/// Changes what is said of it, if it still stands at `version` and no more places are taken than it keeps; whether it did.
pub fn change(conn: &mut Conn, id: PostId, version: i32, facts: &PostFacts) -> Result<bool> {
    let row = posts::table
        .filter(posts::id.eq(id).and(posts::version.eq(version)).and(posts::taken.le(facts.places)))
        .filter(posts::state.eq(PostState::Draft).or(posts::state.eq(PostState::Returned)));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set((facts, posts::version.eq(version + 1)))).execute(c))?
        == 1)
}

/// A change of state.
#[derive(Debug, Clone, Copy)]
pub struct PostChange<'a> {
    /// Which post.
    pub id: PostId,
    /// The version that was seen.
    pub version: i32,
    /// The state that was seen.
    pub from: PostState,
    /// The state it goes to.
    pub to: PostState,
    /// Why.
    pub note: &'a str,
    /// Who checked it, where that is the change.
    pub checked_by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Changes the state if nobody was faster; whether it did.
pub fn change_state(conn: &mut Conn, change: &PostChange<'_>) -> Result<bool> {
    let seen = posts::id.eq(change.id).and(posts::version.eq(change.version)).and(posts::state.eq(change.from));
    let shown_at = (change.to == PostState::Shown).then_some(change.at);
    let rows = each_backend!(conn, c => kept(diesel::update(posts::table.filter(seen))
        .set((
            posts::state.eq(change.to),
            posts::note.eq(change.note),
            posts::checked_by.eq(change.checked_by),
            posts::shown_at.eq(shown_at),
            posts::version.eq(change.version + 1),
        )))
        .execute(c))?;
    Ok(rows == 1)
}

/// Takes a place if one is free; whether it did.
pub fn take_place(conn: &mut Conn, id: PostId) -> Result<bool> {
    let row = posts::table.filter(posts::id.eq(id).and(posts::taken.lt(posts::places)));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(posts::taken.eq(posts::taken + 1))).execute(c))? == 1)
}

/// Gives a place back.
pub fn free_place(conn: &mut Conn, id: PostId) -> Result<()> {
    let row = posts::table.filter(posts::id.eq(id).and(posts::taken.gt(0)));
    each_backend!(conn, c => kept(diesel::update(row).set(posts::taken.eq(posts::taken - 1))).execute(c))?;
    Ok(())
}
