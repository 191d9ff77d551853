//! Answers by section as they stand now, and revisions: all answers frozen when they were handed in.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    Conn, Result,
    applications::{ApplicationRow, list::seen},
    kept,
    schema::{answers, applications, revisions},
};
use crate::domain::{
    form::Answers,
    id::{ApplicationId, CallId, DefinitionId, RevisionId, UserId},
    permission::Viewer,
    time::Timestamp,
};

/// A section's answers.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = answers)]
pub struct SectionRow {
    /// The section's key.
    pub section: String,
    /// Its answers.
    pub body: Answers,
    /// Whether nothing was missing when it was saved.
    pub complete: bool,
    /// Counts saves, from 1.
    pub version: i32,
    /// The last save.
    pub saved_at: Timestamp,
    /// Who saved it last, where a person did.
    pub saved_by: Option<UserId>,
}

/// A section to be saved.
#[derive(Debug, Clone, Copy)]
pub struct SectionSave<'a> {
    /// Whose.
    pub application_id: ApplicationId,
    /// The section's key.
    pub section: &'a str,
    /// The version that the person saw; 0 where it was never saved.
    pub version: i32,
    /// Its answers as JSON.
    pub body: &'a str,
    /// Whether nothing is missing.
    pub complete: bool,
    /// When.
    pub now: Timestamp,
    /// Who saves it, where a person does.
    pub by: Option<UserId>,
}

/// Saves a section if it still is at the version that the person saw; whether it did.
pub fn save(conn: &mut Conn, save: &SectionSave<'_>) -> Result<bool> {
    let changed = (
        answers::body.eq(save.body),
        answers::complete.eq(save.complete),
        answers::version.eq(save.version + 1),
        answers::saved_at.eq(save.now),
        answers::saved_by.eq(save.by),
    );
    let at = (answers::application_id.eq(save.application_id), answers::section.eq(save.section));
    if save.version > 0 {
        let row = answers::table.filter(at.0.and(at.1).and(answers::version.eq(save.version)));
        return Ok(each_backend!(conn, c => kept(diesel::update(row).set(changed)).execute(c))? == 1);
    }
    let values = (at.0, at.1, changed);
    let rows = each_backend!(conn, c => diesel::insert_into(answers::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// All sections that were ever saved.
pub fn list(conn: &mut Conn, id: ApplicationId) -> Result<Vec<SectionRow>> {
    Ok(
        each_backend!(conn, c => answers::table.filter(answers::application_id.eq(id)).select(SectionRow::as_select()).load(c))?,
    )
}

/// A revision to be stored.
#[derive(Debug, Insertable)]
#[diesel(table_name = revisions)]
pub struct NewRevision<'a> {
    /// Key.
    pub id: RevisionId,
    /// Whose.
    pub application_id: ApplicationId,
    /// From 1.
    pub number: i32,
    /// What it was filled on.
    pub definition_id: DefinitionId,
    /// All answers as JSON.
    pub body: &'a str,
    /// When it was handed in.
    pub created_at: Timestamp,
}

/// Stores a revision.
pub fn insert_revision(conn: &mut Conn, new: &NewRevision<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(revisions::table).values(new).execute(c))?;
    Ok(())
}

/// A revision.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = revisions)]
pub struct RevisionRow {
    /// From 1.
    pub number: i32,
    /// All answers.
    pub body: Answers,
    /// When it was handed in.
    pub created_at: Timestamp,
}

/// All revisions, the newest first.
pub fn list_revisions(conn: &mut Conn, id: ApplicationId) -> Result<Vec<RevisionRow>> {
    Ok(each_backend!(conn, c => revisions::table
        .filter(revisions::application_id.eq(id))
        .order(revisions::number.desc())
        .select(RevisionRow::as_select())
        .load(c))?)
}

/// The last revision that was handed in.
pub fn find_latest_revision(conn: &mut Conn, id: ApplicationId) -> Result<Option<RevisionRow>> {
    Ok(each_backend!(conn, c => revisions::table
        .filter(revisions::application_id.eq(id))
        .order(revisions::number.desc())
        .select(RevisionRow::as_select())
        .first(c))
    .optional()?)
}

/// In how many of a call's applications this question is answered.
pub fn count_answered(conn: &mut Conn, call: CallId, question: &str) -> Result<usize> {
    // The text of an answer has its quotation marks masked, so only keys are met; a part of a row may bear the same one.
    let with_key = format!("%\"{question}\":%");
    let bodies: Vec<Answers> = each_backend!(conn, c => answers::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call).and(answers::body.like(with_key)))
        .select(answers::body)
        .load(c))?;
    Ok(bodies.iter().filter(|body| body.get(question).is_some()).count())
}

/// All of a call that were handed in and that this viewer sees, with the answers of their last revision.
pub fn list_handed_in(conn: &mut Conn, viewer: &Viewer, call: CallId) -> Result<Vec<(ApplicationRow, Answers)>> {
    let rows: Vec<ApplicationRow> =
        seen(viewer, call).filter(applications::revision.gt(0)).select(ApplicationRow::as_select()).load(conn)?;
    let bodies: Vec<(ApplicationId, Answers)> = each_backend!(conn, c => revisions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call).and(revisions::number.eq(applications::revision)))
        .select((revisions::application_id, revisions::body))
        .load(c))?;
    let mut bodies: HashMap<ApplicationId, Answers> = bodies.into_iter().collect();
    Ok(rows.into_iter().filter_map(|row| bodies.remove(&row.id).map(|answers| (row, answers))).collect())
}
