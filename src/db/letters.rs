//! Letters of reference: the requests with their states, their links, their files, and who goes on without.

use std::collections::HashSet;

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result, documents, kept,
    schema::{applications, letter_files, letter_links, letter_waivers, letters},
};
use crate::domain::{
    form::Answers,
    id::{ApplicationId, CallId, LetterId, LinkId, UserId},
    letter::LetterState,
    person::{EmailAddress, PersonName},
    time::Timestamp,
    workflow::{DocumentState, Status},
};

/// A referee who is named.
#[derive(Debug, Insertable)]
#[diesel(table_name = letters)]
pub struct NewLetter<'a> {
    /// Key.
    pub id: LetterId,
    /// For which application.
    pub application_id: ApplicationId,
    /// Of which call.
    pub call_id: CallId,
    /// Not yet sent, at first.
    pub state: LetterState,
    /// From 1.
    pub version: i32,
    /// The referee's name.
    pub name: &'a PersonName,
    /// The referee's address.
    pub email: &'a EmailAddress,
    /// The same for comparing.
    pub email_key: &'a str,
    /// The referee's post and institution.
    pub position: &'a str,
    /// Whether the applicant gave up the right to read it.
    pub waived: bool,
    /// What is written: nothing yet, as JSON.
    pub answers: &'a str,
    /// Nothing yet.
    pub reason: &'a str,
    /// When.
    pub created_at: Timestamp,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, AsChangeset)]
#[diesel(table_name = letters, treat_none_as_null = true)]
pub struct LetterRow {
    /// Key.
    pub id: LetterId,
    /// For which application.
    pub application_id: ApplicationId,
    /// Of which call.
    pub call_id: CallId,
    /// Where it stands.
    pub state: LetterState,
    /// Counts changes.
    pub version: i32,
    /// The referee's name.
    pub name: PersonName,
    /// The referee's address.
    pub email: EmailAddress,
    /// The same for comparing.
    pub email_key: String,
    /// The referee's post and institution.
    pub position: String,
    /// Whether the applicant gave up the right to read it.
    pub waived: bool,
    /// The link that the referee was sent last.
    pub link_id: Option<LinkId>,
    /// What the referee wrote.
    pub answers: Answers,
    /// Why it was declined, cancelled or set aside.
    pub reason: String,
    /// The officer who filed it, where it came by another way.
    pub uploaded_by: Option<UserId>,
    /// When the referee was named.
    pub created_at: Timestamp,
    /// When the referee was asked, the last time.
    pub asked_at: Option<Timestamp>,
    /// When something was saved last.
    pub saved_at: Option<Timestamp>,
    /// When the letter came in, or was corrected last.
    pub received_at: Option<Timestamp>,
    /// When it was declined, bounced, expired or set aside.
    pub ended_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Until when it may be sent.
    pub due_at: Option<Timestamp>,
    /// When the clock looked last.
    pub looked_at: Option<Timestamp>,
    /// When the clock has to look next.
    pub next_at: Option<Timestamp>,
}

/// Names a referee.
pub fn insert(conn: &mut Conn, new: &NewLetter<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(letters::table).values(new).execute(c))?;
    Ok(())
}

/// By key. Whoever shows it asks the rights table first.
pub fn find(conn: &mut Conn, id: LetterId) -> Result<Option<LetterRow>> {
    Ok(each_backend!(conn, c => letters::table.find(id).select(LetterRow::as_select()).first(c)).optional()?)
}

/// The letter of this application, by key.
pub fn find_of(conn: &mut Conn, application: ApplicationId, id: LetterId) -> Result<Option<LetterRow>> {
    Ok(find(conn, id)?.filter(|letter| letter.application_id == application))
}

/// By the hash of a token that its referee was sent; with the link's id, because it may not be the last.
pub fn find_by_token_hash(conn: &mut Conn, hash: &str) -> Result<Option<(LetterRow, LinkId)>> {
    Ok(each_backend!(conn, c => letters::table
        .inner_join(letter_links::table.on(letter_links::letter_id.eq(letters::id)))
        .filter(letter_links::token_hash.eq(hash))
        .select((LetterRow::as_select(), letter_links::id))
        .first(c))
    .optional()?)
}

/// All of an application, in the order in which the referees were named.
pub fn list(conn: &mut Conn, application: ApplicationId) -> Result<Vec<LetterRow>> {
    Ok(each_backend!(conn, c => letters::table
        .filter(letters::application_id.eq(application))
        .order((letters::created_at, letters::id))
        .select(LetterRow::as_select())
        .load(c))?)
}

/// Whether somebody of this address is or was a referee of the application.
pub fn names(conn: &mut Conn, application: ApplicationId, email_key: &str) -> Result<bool> {
    let named = letters::table.filter(letters::application_id.eq(application).and(letters::email_key.eq(email_key)));
    Ok(each_backend!(conn, c => dsl::select(dsl::exists(named)).get_result(c))?)
}

/// Letters at which the clock has to look.
pub fn list_due(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<LetterRow>> {
    Ok(each_backend!(conn, c => letters::table
        .filter(letters::next_at.le(now))
        .order(letters::next_at)
        .limit(most)
        .select(LetterRow::as_select())
        .load(c))?)
}

/// Letters that are with their referee though the application stands, since before `before`, in one of these states.
pub fn list_ended(conn: &mut Conn, states: &[Status], before: Timestamp, most: i64) -> Result<Vec<LetterId>> {
    Ok(each_backend!(conn, c => letters::table
        .inner_join(applications::table.on(applications::id.eq(letters::application_id)))
        .filter(letters::next_at.is_not_null())
        .filter(applications::status.eq_any(states.to_vec()).and(applications::status_at.lt(before)))
        .limit(most)
        .select(letters::id)
        .load(c))?)
}

/// Stores the letter as it is now, with the next version; `false`, and nothing else, where it is no longer at the version that it had.
pub fn change(conn: &mut Conn, row: &LetterRow) -> Result<bool> {
    let still = letters::table.find(row.id).filter(letters::version.eq(row.version));
    let next = LetterRow { version: row.version + 1, ..row.clone() };
    Ok(each_backend!(conn, c => kept(diesel::update(still).set(&next)).execute(c))? == 1)
}

/// A link that a referee is sent.
#[derive(Debug, Insertable)]
#[diesel(table_name = letter_links)]
pub struct NewLetterLink<'a> {
    /// Key, from which the token is made.
    pub id: LinkId,
    /// To which letter it leads.
    pub letter_id: LetterId,
    /// The hash of its token.
    pub token_hash: &'a str,
    /// When.
    pub created_at: Timestamp,
}

/// Records a link.
pub fn insert_link(conn: &mut Conn, new: &NewLetterLink<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(letter_links::table).values(new).execute(c))?;
    Ok(())
}

/// The file of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = letter_files)]
pub struct LetterFileRow {
    /// Of which letter.
    pub letter_id: LetterId,
    /// Its name.
    pub file_name: String,
    /// Its type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pages.
    pub pages: Option<i32>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
    /// Where it stands.
    pub state: DocumentState,
    /// When it was given.
    pub created_at: Timestamp,
}

impl LetterFileRow {
    /// See [`documents::is_viewable`].
    pub fn is_viewable(&self) -> bool {
        documents::is_viewable(&self.media_type, self.state)
    }
}

/// Records a file.
pub fn insert_file(conn: &mut Conn, new: &LetterFileRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(letter_files::table).values(new).execute(c))?;
    Ok(())
}

/// The file of a letter.
pub fn find_file(conn: &mut Conn, letter: LetterId) -> Result<Option<LetterFileRow>> {
    Ok(each_backend!(conn, c => letter_files::table.find(letter).select(LetterFileRow::as_select()).first(c))
        .optional()?)
}

/// Forgets the file of a letter.
pub fn delete_file(conn: &mut Conn, letter: LetterId) -> Result<()> {
    each_backend!(conn, c => diesel::delete(letter_files::table.find(letter)).execute(c))?;
    Ok(())
}

/// The files of an application's letters.
pub fn list_files(conn: &mut Conn, application: ApplicationId) -> Result<Vec<LetterFileRow>> {
    Ok(each_backend!(conn, c => letter_files::table
        .inner_join(letters::table.on(letters::id.eq(letter_files::letter_id)))
        .filter(letters::application_id.eq(application))
        .select(LetterFileRow::as_select())
        .load(c))?)
}

/// The files that wait for the scanner, the oldest first.
pub fn list_waiting(conn: &mut Conn, limit: i64) -> Result<Vec<LetterFileRow>> {
    Ok(each_backend!(conn, c => letter_files::table
        .filter(letter_files::state.eq(DocumentState::PendingScan))
        .order((letter_files::created_at, letter_files::letter_id))
        .limit(limit)
        .select(LetterFileRow::as_select())
        .load(c))?)
}

/// Changes where this very file stands; `false` where it stood elsewhere, or another took its place.
pub fn change_file_state(conn: &mut Conn, file: &LetterFileRow, to: DocumentState) -> Result<bool> {
    let same = letter_files::table
        .filter(letter_files::storage_key.eq(&file.storage_key))
        .filter(letter_files::state.eq(file.state));
    let changed = each_backend!(conn, c => kept(diesel::update(same).set(letter_files::state.eq(to))).execute(c))?;
    Ok(changed == 1)
}

/// Which of these storage keys a letter needs.
pub fn list_needed(conn: &mut Conn, keys: &[String]) -> Result<HashSet<String>> {
    let found: Vec<String> = each_backend!(conn, c => letter_files::table
        .filter(letter_files::storage_key.eq_any(keys.to_vec()))
        .select(letter_files::storage_key)
        .load(c))?;
    Ok(found.into_iter().collect())
}

/// An application that goes on without all its letters.
#[derive(Debug, Insertable)]
#[diesel(table_name = letter_waivers)]
pub struct NewWaiver<'a> {
    /// Which.
    pub application_id: ApplicationId,
    /// Why.
    pub reason: &'a str,
    /// By whose decision.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// Lets an application go on without; `false` where it does already.
pub fn waive(conn: &mut Conn, new: &NewWaiver<'_>) -> Result<bool> {
    let rows = each_backend!(conn, c => diesel::insert_into(letter_waivers::table).values(new).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// Why an application goes on without; nothing where it does not.
pub fn find_waiver(conn: &mut Conn, application: ApplicationId) -> Result<Option<String>> {
    Ok(each_backend!(conn, c => letter_waivers::table
        .find(application)
        .select(letter_waivers::reason)
        .first(c))
    .optional()?)
}
