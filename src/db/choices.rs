//! Choices: the posts that applicants chose, and where each stands with its host.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Error, Result,
    hosts::HostRow,
    kept,
    posts::PostRow,
    schema::{applications, choices, conflicts, consents, hosts, posts},
};
use crate::domain::{
    hosting::consent::ConsentState,
    id::{ApplicationId, CallId, ChoiceId, DefinitionId, HostId, PostId, UserId},
    time::Timestamp,
    workflow::Status,
};

/// A choice to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = choices)]
pub struct NewChoice {
    /// Key.
    pub id: ChoiceId,
    /// Whose.
    pub application_id: ApplicationId,
    /// Which post.
    pub post_id: PostId,
    /// Whose post.
    pub host_id: HostId,
    /// In which call.
    pub call_id: CallId,
    /// In which order, from 1.
    pub place: i32,
    /// Where it stands.
    pub state: ConsentState,
    /// Empty at first.
    pub reason: &'static str,
    /// When.
    pub created_at: Timestamp,
    /// From 1.
    pub version: i32,
}

/// A choice.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = choices)]
pub struct ChoiceRow {
    /// Key.
    pub id: ChoiceId,
    /// Whose.
    pub application_id: ApplicationId,
    /// Which post.
    pub post_id: PostId,
    /// Whose post.
    pub host_id: HostId,
    /// In which order, from 1.
    pub place: i32,
    /// Where it stands.
    pub state: ConsentState,
    /// Why the host refused.
    pub reason: String,
    /// The host's own order of its applicants.
    pub host_rank: Option<i32>,
    /// When the host answered.
    pub answered_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i32,
}

/// Adds a choice; `Unique` where the post is chosen already, and the transaction can go on.
pub fn insert(conn: &mut Conn, new: &NewChoice) -> Result<()> {
    let rows =
        each_backend!(conn, c => diesel::insert_into(choices::table).values(new).on_conflict_do_nothing().execute(c))?;
    if rows == 0 { Err(Error::Unique) } else { Ok(()) }
}

/// By key.
pub fn find(conn: &mut Conn, id: ChoiceId) -> Result<Option<ChoiceRow>> {
    Ok(each_backend!(conn, c => choices::table.find(id).select(ChoiceRow::as_select()).first(c)).optional()?)
}

/// Those of an application, in the applicant's order.
pub fn list(conn: &mut Conn, application: ApplicationId) -> Result<Vec<ChoiceRow>> {
    Ok(each_backend!(conn, c => choices::table
        .filter(choices::application_id.eq(application))
        .order((choices::place, choices::id))
        .select(ChoiceRow::as_select())
        .load(c))?)
}

/// The same with posts and hosts.
pub fn list_with_posts(conn: &mut Conn, application: ApplicationId) -> Result<Vec<(ChoiceRow, PostRow, HostRow)>> {
    Ok(each_backend!(conn, c => choices::table
        .inner_join(posts::table)
        .inner_join(hosts::table)
        .filter(choices::application_id.eq(application))
        .order((choices::place, choices::id))
        .select((ChoiceRow::as_select(), PostRow::as_select(), HostRow::as_select()))
        .load(c))?)
}

/// Which of these hosts knows of the application, because it was asked.
pub fn find_host_among(conn: &mut Conn, application: ApplicationId, hosts: &[HostId]) -> Result<Option<HostId>> {
    if hosts.is_empty() {
        return Ok(None);
    }
    Ok(each_backend!(conn, c => choices::table
        .filter(choices::application_id.eq(application).and(choices::state.ne(ConsentState::Wished)))
        .filter(choices::host_id.eq_any(hosts.to_vec()))
        .order(choices::place)
        .select(choices::host_id)
        .first(c))
    .optional()?)
}

/// A change of state.
#[derive(Debug, Clone, Copy)]
pub struct ChoiceChange<'a> {
    /// Which choice.
    pub id: ChoiceId,
    /// The version that was seen.
    pub version: i32,
    /// The state that was seen.
    pub from: ConsentState,
    /// The state it goes to.
    pub to: ConsentState,
    /// Why.
    pub reason: &'a str,
    /// Who answered; nobody where it is no answer.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Changes the state if nobody was faster; whether it did.
pub fn change_state(conn: &mut Conn, change: &ChoiceChange<'_>) -> Result<bool> {
    let seen = choices::id.eq(change.id).and(choices::version.eq(change.version)).and(choices::state.eq(change.from));
    let rows = each_backend!(conn, c => kept(diesel::update(choices::table.filter(seen))
        .set((
            choices::state.eq(change.to),
            choices::reason.eq(change.reason),
            choices::answered_by.eq(change.by),
            choices::answered_at.eq(change.by.map(|_| change.at)),
            choices::version.eq(change.version + 1),
        )))
        .execute(c))?;
    Ok(rows == 1)
}

/// The applicant's order.
pub fn set_place(conn: &mut Conn, id: ChoiceId, place: i32) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(choices::table.find(id)).set(choices::place.eq(place))).execute(c))?;
    Ok(())
}

/// The host's order.
pub fn set_host_rank(conn: &mut Conn, id: ChoiceId, rank: Option<i32>) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(choices::table.find(id)).set(choices::host_rank.eq(rank))).execute(c))?;
    Ok(())
}

/// Takes a choice away, if it is still at `version`; whether it did.
pub fn delete(conn: &mut Conn, id: ChoiceId, version: i32) -> Result<bool> {
    let row = choices::table.filter(choices::id.eq(id).and(choices::version.eq(version)));
    Ok(each_backend!(conn, c => diesel::delete(row).execute(c))? == 1)
}

/// An applicant as a host's list shows one.
#[derive(Debug, Clone, Queryable)]
pub struct HostLine {
    /// Key of the choice.
    pub id: ChoiceId,
    /// Whose post.
    pub host: HostId,
    /// Where it stands.
    pub state: ConsentState,
    /// The host's own order.
    pub host_rank: Option<i32>,
    /// The post's title.
    pub post: String,
    /// The application.
    pub application: ApplicationId,
    /// What it is filled on, which says what hosts may see.
    pub definition: DefinitionId,
    /// Reference number.
    pub reference: Option<String>,
    /// The applicant's name.
    pub name: String,
    /// Country code.
    pub country: String,
    /// Code of the field of research.
    pub field: String,
    /// Title of the plan.
    pub title: String,
    /// The host that has given its consent, if one has.
    pub placed: Option<HostId>,
}

/// The applicants who asked one of these hosts, for whoever speaks for them: without the viewer's own applications, without those with
/// a conflict of interest, and without those that hosts see no more. The host's order first.
pub fn list_of_hosts(conn: &mut Conn, viewer: UserId, hosts: &[HostId], most: i64) -> Result<Vec<HostLine>> {
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    let with_hosts: Vec<Status> = Status::ALL.iter().copied().filter(|s| s.is_with_hosts()).collect();
    let conflicted = conflicts::table
        .filter(conflicts::application_id.eq(applications::id).and(conflicts::user_id.eq(viewer)))
        .select(conflicts::id);
    let placed = consents::table
        .filter(consents::application_id.eq(applications::id).and(consents::ended_at.is_null()))
        .select(consents::host_id)
        .single_value();
    Ok(each_backend!(conn, c => choices::table
        .inner_join(applications::table)
        .inner_join(posts::table)
        .filter(choices::host_id.eq_any(hosts.to_vec()).and(choices::state.ne(ConsentState::Wished)))
        .filter(applications::status.eq_any(with_hosts).and(applications::owner_id.ne(viewer)))
        .filter(dsl::not(dsl::exists(conflicted)))
        .order((
            posts::title,
            posts::id,
            choices::host_rank.is_null(),
            choices::host_rank,
            applications::reference,
        ))
        .limit(most)
        .select((
            choices::id,
            choices::host_id,
            choices::state,
            choices::host_rank,
            posts::title,
            applications::id,
            applications::definition_id,
            applications::reference,
            applications::name,
            applications::country,
            applications::field,
            applications::title,
            placed,
        ))
        .load(c))?)
}
