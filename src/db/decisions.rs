//! Decisions: recorded outcomes.

use diesel::prelude::*;

use super::{
    Conn, Result, kept,
    schema::{applications, decisions},
};
use crate::domain::{
    id::{ApplicationId, CallId, DecisionId, UserId},
    time::Timestamp,
    workflow::{Outcome, Status},
};

/// A decision to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = decisions)]
pub struct NewDecision<'a> {
    /// Key.
    pub id: DecisionId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Of which call.
    pub call_id: CallId,
    /// The outcome.
    pub outcome: Outcome,
    /// Place on the waiting list.
    pub waiting_rank: Option<i32>,
    /// Why.
    pub reason: &'a str,
    /// By whom.
    pub decided_by: UserId,
    /// When.
    pub decided_at: Timestamp,
}

/// A decision.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct DecisionRow {
    /// Key.
    pub id: DecisionId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// The outcome.
    pub outcome: Outcome,
    /// Place on the waiting list.
    pub waiting_rank: Option<i32>,
    /// Why.
    pub reason: String,
    /// The letter, once released.
    pub letter: Option<String>,
    /// By whom.
    pub decided_by: UserId,
    /// When.
    pub decided_at: Timestamp,
    /// When it was told.
    pub released_at: Option<Timestamp>,
}

/// Records a decision.
pub fn insert(conn: &mut Conn, new: &NewDecision<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(decisions::table).values(new).execute(c))?;
    Ok(())
}

/// The one that counts.
pub fn find_current(conn: &mut Conn, id: ApplicationId) -> Result<Option<DecisionRow>> {
    Ok(each_backend!(conn, c => decisions::table
        .filter(decisions::application_id.eq(id).and(decisions::amended_at.is_null()))
        .order(decisions::decided_at.desc())
        .select(DecisionRow::as_select())
        .first(c))
    .optional()?)
}

/// Takes one back.
pub fn amend(conn: &mut Conn, id: DecisionId, now: Timestamp) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(decisions::table.find(id)).set(decisions::amended_at.eq(now))).execute(c))?;
    Ok(())
}

/// Recorded and not yet told, in the order of recording; not of those who withdrew since. Of everybody else: a release tells everybody
/// or nobody.
pub fn list_unreleased(conn: &mut Conn, call: CallId) -> Result<Vec<DecisionRow>> {
    Ok(each_backend!(conn, c => decisions::table
        .inner_join(applications::table)
        .filter(decisions::call_id.eq(call).and(decisions::released_at.is_null()).and(decisions::amended_at.is_null()))
        .filter(applications::status.eq(Status::Decided))
        .order((decisions::decided_at, decisions::id))
        .select(DecisionRow::as_select())
        .load(c))?)
}

/// What a release adds: who told it, and the letter with the outcome it is for.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// Who released it; nobody where it was the clock.
    pub by: Option<UserId>,
    /// The outcome that the letter tells.
    pub outcome: Outcome,
    /// The letter.
    pub letter: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Marks one as told, if it was not and still has this outcome; whether it did.
pub fn set_released(conn: &mut Conn, id: DecisionId, release: Release<'_>) -> Result<bool> {
    let untold = decisions::id.eq(id).and(decisions::released_at.is_null()).and(decisions::outcome.eq(release.outcome));
    let rows = each_backend!(conn, c => kept(diesel::update(decisions::table.filter(untold))
        .set((
            decisions::released_by.eq(release.by),
            decisions::released_at.eq(release.at),
            decisions::letter.eq(release.letter),
            decisions::letter_outcome.eq(release.outcome),
        )))
        .execute(c))?;
    Ok(rows == 1)
}
