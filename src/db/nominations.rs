//! Nominations: applications as the candidates of authorities.

use std::collections::{BTreeMap, HashSet};

use diesel::{dsl, prelude::*};

use super::{
    Conn, Error, Result,
    calls::lock_row,
    kept,
    schema::{applications, authority_countries, conflicts, consent_withdrawals, nominations},
};
use crate::domain::{
    id::{ApplicationId, AuthorityId, CallId, NominationId, UserId},
    nomination::NominationState,
    time::Timestamp,
    workflow::{DocumentState, Status},
};

/// The purpose of the consent without which no authority is shown anything.
pub const SHARED: &str = "share_with_ministry";

/// A nomination.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = nominations)]
pub struct NominationRow {
    /// Key.
    pub id: NominationId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Its call.
    pub call_id: CallId,
    /// Who is asked.
    pub authority_id: Option<AuthorityId>,
    /// Where it stands.
    pub state: NominationState,
    /// The authority's rank, while it is endorsed.
    pub rank: Option<i32>,
    /// Why it was refused, given back or waived.
    pub reason: String,
    /// Whether a withdrawal took an endorsement away.
    pub was_endorsed: bool,
    /// The country among whose nominees it counts, while it is endorsed.
    pub country: Option<String>,
    /// The authority's letter.
    #[diesel(embed)]
    pub letter: LetterColumns,
    /// Since when it stands there.
    pub changed_at: Timestamp,
    /// Who brought it there; nobody where it followed from something else.
    pub changed_by: Option<UserId>,
    /// Counts changes.
    pub version: i32,
}

/// The columns of an authority's letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = nominations)]
pub struct LetterColumns {
    #[diesel(column_name = letter_name)]
    name: Option<String>,
    #[diesel(column_name = letter_size)]
    size: Option<i64>,
    #[diesel(column_name = letter_pages)]
    pages: Option<i32>,
    #[diesel(column_name = letter_key)]
    key: Option<String>,
    #[diesel(column_name = letter_state)]
    state: Option<DocumentState>,
}

/// An authority's letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter<'a> {
    /// Its name where it came from, made harmless.
    pub name: &'a str,
    /// Bytes.
    pub size: i64,
    /// Pages.
    pub pages: i32,
    /// Where the bytes are.
    pub key: &'a str,
    /// Whether it may be given out.
    pub state: DocumentState,
}

impl NominationRow {
    /// The letter, where there is one.
    pub fn letter(&self) -> Option<Letter<'_>> {
        let LetterColumns { name, size, pages, key, state } = &self.letter;
        let (name, key) = (name.as_deref()?, key.as_deref()?);
        Some(Letter { name, size: (*size)?, pages: (*pages)?, key, state: (*state)? })
    }
}

/// Makes an application a candidate, if it is none; nobody is asked yet.
pub fn insert(
    conn: &mut Conn,
    id: NominationId,
    application: ApplicationId,
    call: CallId,
    now: Timestamp,
) -> Result<()> {
    let new = (
        nominations::id.eq(id),
        nominations::application_id.eq(application),
        nominations::call_id.eq(call),
        nominations::state.eq(NominationState::Open),
        nominations::reason.eq(""),
        nominations::was_endorsed.eq(false),
        nominations::changed_at.eq(now),
        nominations::version.eq(1),
    );
    each_backend!(conn, c => diesel::insert_into(nominations::table).values(new).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// By key.
pub fn find(conn: &mut Conn, id: NominationId) -> Result<Option<NominationRow>> {
    Ok(each_backend!(conn, c => nominations::table.find(id).select(NominationRow::as_select()).first(c)).optional()?)
}

/// That of an application.
pub fn find_of_application(conn: &mut Conn, id: ApplicationId) -> Result<Option<NominationRow>> {
    Ok(each_backend!(conn, c => nominations::table
        .filter(nominations::application_id.eq(id))
        .select(NominationRow::as_select())
        .first(c))
    .optional()?)
}

/// Whoever changes nominations of a call takes its lock first, as whoever moves its applications does: so no two wait for each
/// other, and what is read after it stands until the end.
pub fn lock(conn: &mut Conn, call: CallId) -> Result<()> {
    lock_row(conn, call)
}

/// A change, compared with what the one who makes it saw.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The state it goes to.
    pub to: NominationState,
    /// Who is asked from now on.
    pub authority: Option<AuthorityId>,
    /// Why.
    pub reason: &'a str,
    /// Whether it takes an endorsement away that may be restored.
    pub was_endorsed: bool,
    /// The country among whose nominees it counts from now on; none where it is not endorsed.
    pub country: Option<&'a str>,
    /// By whom.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Changes the state if nobody was faster; whether it did. The rank is given afterwards, by [`set_order`].
pub fn change(conn: &mut Conn, row: &NominationRow, change: &Change<'_>) -> Result<bool> {
    let seen = nominations::table.filter(nominations::id.eq(row.id).and(nominations::version.eq(row.version)));
    let set = (
        nominations::state.eq(change.to),
        nominations::authority_id.eq(change.authority),
        nominations::rank.eq(None::<i32>),
        nominations::reason.eq(change.reason),
        nominations::was_endorsed.eq(change.was_endorsed),
        nominations::country.eq(change.country),
        nominations::changed_by.eq(change.by),
        nominations::changed_at.eq(change.at),
        nominations::version.eq(row.version + 1),
    );
    Ok(each_backend!(conn, c => kept(diesel::update(seen).set(set)).execute(c))? == 1)
}

/// Those whom an authority endorses in a call, the first rank first; those that have no rank yet come last.
pub fn list_order(conn: &mut Conn, call: CallId, authority: AuthorityId) -> Result<Vec<NominationId>> {
    let mut found: Vec<(NominationId, Option<i32>)> = each_backend!(conn, c => nominations::table
        .filter(nominations::call_id.eq(call).and(nominations::authority_id.eq(authority)))
        .filter(nominations::state.eq(NominationState::Endorsed))
        .select((nominations::id, nominations::rank))
        .load(c))?;
    found.sort_by_key(|(id, rank)| (rank.unwrap_or(i32::MAX), *id));
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

/// How many of each country all authorities together endorse in a call.
pub fn count_by_country(conn: &mut Conn, call: CallId) -> Result<BTreeMap<String, i64>> {
    let found: Vec<(Option<String>, i64)> = each_backend!(conn, c => nominations::table
        .filter(nominations::call_id.eq(call).and(nominations::state.eq(NominationState::Endorsed)))
        .group_by(nominations::country)
        .select((nominations::country, dsl::count_star()))
        .load(c))?;
    Ok(found.into_iter().filter_map(|(country, count)| Some((country?, count))).collect())
}

/// Gives the ranks 1 to n in this order. All are taken away first, because no rank stands twice at any moment.
pub fn set_order(conn: &mut Conn, order: &[NominationId], call: CallId, authority: AuthorityId) -> Result<()> {
    let own = nominations::call_id.eq(call).and(nominations::authority_id.eq(authority));
    each_backend!(conn, c => kept(diesel::update(nominations::table.filter(own).filter(nominations::rank.is_not_null()))
        .set(nominations::rank.eq(None::<i32>)))
        .execute(c))?;
    for (rank, id) in (1_i32..).zip(order) {
        each_backend!(conn, c => kept(diesel::update(nominations::table.find(*id)).set(nominations::rank.eq(rank))).execute(c))?;
    }
    Ok(())
}

/// A letter that has arrived.
#[derive(Debug, Clone, Copy)]
pub struct NewLetter<'a> {
    /// Its name where it came from, made harmless.
    pub name: &'a str,
    /// Bytes.
    pub size: i64,
    /// Pages.
    pub pages: i32,
    /// SHA-256 in hexadecimal.
    pub sha256: &'a str,
    /// Where the bytes are.
    pub key: &'a str,
    /// Whether a scanner looks at it first.
    pub state: DocumentState,
}

/// Sets the letter if the nomination is as it was seen; whether it was.
pub fn set_letter(conn: &mut Conn, row: &NominationRow, letter: NewLetter<'_>) -> Result<bool> {
    let seen = nominations::table.filter(nominations::id.eq(row.id).and(nominations::version.eq(row.version)));
    let set = (
        nominations::letter_name.eq(letter.name),
        nominations::letter_size.eq(letter.size),
        nominations::letter_pages.eq(letter.pages),
        nominations::letter_sha256.eq(letter.sha256),
        nominations::letter_key.eq(letter.key),
        nominations::letter_state.eq(letter.state),
        nominations::version.eq(row.version + 1),
    );
    Ok(each_backend!(conn, c => kept(diesel::update(seen).set(set)).execute(c))? == 1)
}

/// Nominations whose letter waits for the scanner.
pub fn list_waiting(conn: &mut Conn, limit: i64) -> Result<Vec<NominationRow>> {
    Ok(each_backend!(conn, c => nominations::table
        .filter(nominations::letter_state.eq(DocumentState::PendingScan))
        .order(nominations::id)
        .limit(limit)
        .select(NominationRow::as_select())
        .load(c))?)
}

/// Changes where this very letter stands; `false` where it stood elsewhere, or another took its place.
pub fn change_letter_state(conn: &mut Conn, id: NominationId, letter: Letter<'_>, to: DocumentState) -> Result<bool> {
    let same = nominations::table
        .filter(nominations::id.eq(id).and(nominations::letter_key.eq(letter.key)))
        .filter(nominations::letter_state.eq(letter.state));
    let changed =
        each_backend!(conn, c => kept(diesel::update(same).set(nominations::letter_state.eq(to))).execute(c))?;
    Ok(changed == 1)
}

/// Which of these storage keys a letter needs.
pub fn list_needed(conn: &mut Conn, keys: &[String]) -> Result<HashSet<String>> {
    let found: Vec<Option<String>> = each_backend!(conn, c => nominations::table
        .filter(nominations::letter_key.eq_any(keys.to_vec()))
        .select(nominations::letter_key)
        .load(c))?;
    Ok(found.into_iter().flatten().collect())
}

/// Who looks at candidates: a contact, for one authority. Lists of candidates take one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The person, whose own application and conflicts are left out.
    pub user: UserId,
    /// The authority.
    pub authority: AuthorityId,
}

/// A candidate as lists show it.
#[derive(Debug, Clone, Queryable)]
pub struct Candidate {
    /// The nomination.
    pub nomination: NominationRow,
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
    /// Where the application stands.
    pub status: Status,
    /// Where it stood before.
    pub status_before: Option<Status>,
}

/// The candidates of a call whom this contact may see: of the authority's countries, with the applicant's consent, not the contact's
/// own, none with a conflict of interest; endorsed ones first by rank, then by name. Whether the authority is valid is asked before.
pub fn list(conn: &mut Conn, contact: Contact, call: CallId, most: i64) -> Result<Vec<Candidate>> {
    each_backend!(conn, c => {
        let conflicted = conflicts::table
            .filter(conflicts::application_id.eq(applications::id).and(conflicts::user_id.eq(contact.user)))
            .select(conflicts::id);
        let withheld = consent_withdrawals::table
            .filter(consent_withdrawals::application_id.eq(applications::id))
            .filter(consent_withdrawals::purpose.eq(SHARED).and(consent_withdrawals::ended_at.is_null()))
            .select(consent_withdrawals::id);
        let of_country = authority_countries::table
            .filter(authority_countries::authority_id.eq(contact.authority))
            .filter(authority_countries::country.eq(applications::country))
            .select(authority_countries::country);
        nominations::table
            .inner_join(applications::table)
            .filter(nominations::authority_id.eq(contact.authority).and(nominations::call_id.eq(call)))
            .filter(nominations::state.ne(NominationState::Withdrawn).and(nominations::state.ne(NominationState::Open)))
            .filter(applications::owner_id.ne(contact.user))
            .filter(dsl::exists(of_country).and(dsl::not(dsl::exists(conflicted))).and(dsl::not(dsl::exists(withheld))))
            .order((nominations::rank.is_null(), nominations::rank, applications::name_key, applications::id))
            .limit(most)
            .select((
                NominationRow::as_select(),
                applications::reference,
                applications::name,
                applications::country,
                applications::field,
                applications::title,
                applications::status,
                applications::status_before,
            ))
            .load(c)
    })
    .map_err(Error::from)
}

/// Of these applications, those whom an authority endorses, by authority and rank: for telling outcomes.
pub fn list_endorsed(conn: &mut Conn, ids: &[ApplicationId]) -> Result<Vec<NominationRow>> {
    let mut rows: Vec<NominationRow> = each_backend!(conn, c => nominations::table
        .filter(nominations::application_id.eq_any(ids.to_vec()))
        .filter(nominations::state.eq(NominationState::Endorsed))
        .select(NominationRow::as_select())
        .load(c))?;
    rows.sort_by_key(|row| (row.authority_id, row.rank));
    Ok(rows)
}
