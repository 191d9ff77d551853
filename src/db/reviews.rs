//! Reviews: what a reviewer gave for an application.

use diesel::prelude::*;

use super::{
    Conn, Result, kept,
    schema::{assignments, reviews, users},
};
use crate::domain::{
    id::{ApplicationId, AssignmentId, UserId},
    time::Timestamp,
    workflow::AssignmentState,
};

/// A review.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reviews)]
pub struct ReviewRow {
    /// Of which assignment.
    pub assignment_id: AssignmentId,
    /// By whom.
    pub reviewer_id: UserId,
    /// Scores as JSON.
    pub scores: String,
    /// For the panel.
    pub for_panel: String,
    /// For the applicant.
    pub for_applicant: String,
    /// Weighted mean.
    pub mean: Option<f64>,
    /// Whether it is final.
    pub is_final: bool,
    /// Whether the application was corrected since.
    pub before_change: bool,
    /// Counts saves, from 1.
    pub version: i32,
    /// The last save.
    pub saved_at: Timestamp,
    /// When it was first final.
    pub submitted_at: Option<Timestamp>,
}

/// A review to be saved.
#[derive(Debug, Clone, Copy)]
pub struct ReviewSave<'a> {
    /// Of which assignment.
    pub assignment_id: AssignmentId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// By whom.
    pub reviewer_id: UserId,
    /// Scores as JSON.
    pub scores: &'a str,
    /// For the panel.
    pub for_panel: &'a str,
    /// For the applicant.
    pub for_applicant: &'a str,
    /// Weighted mean.
    pub mean: Option<f64>,
    /// Whether it is final.
    pub is_final: bool,
    /// The version that the reviewer saw; 0 before the first save.
    pub version: i32,
    /// When.
    pub now: Timestamp,
}

/// Saves a review if it still is at the version that the reviewer saw; whether it did.
pub fn save(conn: &mut Conn, save: &ReviewSave<'_>) -> Result<bool> {
    let changed = (
        reviews::scores.eq(save.scores),
        reviews::for_panel.eq(save.for_panel),
        reviews::for_applicant.eq(save.for_applicant),
        reviews::mean.eq(save.mean),
        reviews::is_final.eq(save.is_final),
        reviews::before_change.eq(false),
        reviews::version.eq(save.version + 1),
        reviews::saved_at.eq(save.now),
    );
    let done = if save.version > 0 {
        let row =
            reviews::table.filter(reviews::assignment_id.eq(save.assignment_id).and(reviews::version.eq(save.version)));
        each_backend!(conn, c => kept(diesel::update(row).set(changed)).execute(c))?
    } else {
        let key = (
            reviews::assignment_id.eq(save.assignment_id),
            reviews::application_id.eq(save.application_id),
            reviews::reviewer_id.eq(save.reviewer_id),
        );
        let values = (key.0, key.1, key.2, changed);
        each_backend!(conn, c => diesel::insert_into(reviews::table).values(values).on_conflict_do_nothing().execute(c))?
    };
    if done == 1 && save.is_final {
        let first =
            reviews::table.filter(reviews::assignment_id.eq(save.assignment_id).and(reviews::submitted_at.is_null()));
        each_backend!(conn, c => kept(diesel::update(first).set(reviews::submitted_at.eq(save.now))).execute(c))?;
    }
    Ok(done == 1)
}

/// Of this assignment.
pub fn find(conn: &mut Conn, id: AssignmentId) -> Result<Option<ReviewRow>> {
    Ok(each_backend!(conn, c => reviews::table.find(id).select(ReviewRow::as_select()).first(c)).optional()?)
}

/// Means of the final reviews that count: whose assignment still stands.
pub fn list_counting_means(conn: &mut Conn, id: ApplicationId) -> Result<Vec<f64>> {
    Ok(each_backend!(conn, c => reviews::table
        .inner_join(assignments::table.on(assignments::id.eq(reviews::assignment_id)))
        .filter(reviews::application_id.eq(id).and(assignments::state.eq(AssignmentState::Submitted)))
        .filter(reviews::mean.is_not_null())
        .order(reviews::assignment_id)
        .select(reviews::mean.assume_not_null())
        .load(c))?)
}

/// Final reviews of an application that count, with the reviewers' names.
pub fn list_final(conn: &mut Conn, id: ApplicationId) -> Result<Vec<(ReviewRow, String)>> {
    Ok(each_backend!(conn, c => reviews::table
        .inner_join(assignments::table.on(assignments::id.eq(reviews::assignment_id)))
        .inner_join(users::table.on(users::id.eq(reviews::reviewer_id)))
        .filter(reviews::application_id.eq(id).and(assignments::state.eq(AssignmentState::Submitted)))
        .order(reviews::assignment_id)
        .select((ReviewRow::as_select(), users::name))
        .load(c))?)
}

/// Means of the final reviews that count of these applications, for the picture of the spread.
pub fn list_means(conn: &mut Conn, ids: &[ApplicationId]) -> Result<Vec<(ApplicationId, f64)>> {
    Ok(each_backend!(conn, c => reviews::table
        .inner_join(assignments::table.on(assignments::id.eq(reviews::assignment_id)))
        .filter(reviews::application_id.eq_any(ids.to_vec()).and(assignments::state.eq(AssignmentState::Submitted)))
        .filter(reviews::mean.is_not_null())
        .select((reviews::application_id, reviews::mean.assume_not_null()))
        .load(c))?)
}

/// Marks all reviews of an application as written before a correction.
pub fn mark_before_change(conn: &mut Conn, id: ApplicationId) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(reviews::table.filter(reviews::application_id.eq(id)))
        .set(reviews::before_change.eq(true)))
        .execute(c))?;
    Ok(())
}
