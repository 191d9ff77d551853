//! Assignments: which reviewer reads which application.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result, kept,
    schema::{applications, assignments, reviews, users},
};
use crate::domain::{
    id::{ApplicationId, AssignmentId, CallId, UserId},
    time::Timestamp,
    workflow::{AssignmentState, Status},
};

/// An assignment.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub struct AssignmentRow {
    /// Key.
    pub id: AssignmentId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Of which call.
    pub call_id: CallId,
    /// To whom.
    pub reviewer_id: UserId,
    /// Where it stands.
    pub state: AssignmentState,
    /// When the review is due.
    pub due_at: Option<Timestamp>,
    /// When the reviewer declared no conflict.
    pub declared_at: Option<Timestamp>,
    /// Why it was declined, recused or taken back.
    pub reason: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// Counts changes.
    pub version: i32,
}

/// An assignment to be made.
#[derive(Debug, Insertable)]
#[diesel(table_name = assignments)]
pub struct NewAssignment {
    /// Key.
    pub id: AssignmentId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Of which call.
    pub call_id: CallId,
    /// To whom.
    pub reviewer_id: UserId,
    /// Usually invited.
    pub state: AssignmentState,
    /// When the review is due.
    pub due_at: Option<Timestamp>,
    /// By whom.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
    /// From 1.
    pub version: i32,
    /// Empty at first.
    pub reason: &'static str,
}

/// Makes an assignment; false where that pair has one already.
pub fn insert(conn: &mut Conn, new: &NewAssignment) -> Result<bool> {
    let rows = each_backend!(conn, c => diesel::insert_into(assignments::table).values(new).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// By key.
pub fn find(conn: &mut Conn, id: AssignmentId) -> Result<Option<AssignmentRow>> {
    Ok(each_backend!(conn, c => assignments::table.find(id).select(AssignmentRow::as_select()).first(c)).optional()?)
}

/// Of this pair.
pub fn find_of_reviewer(conn: &mut Conn, id: ApplicationId, reviewer: UserId) -> Result<Option<AssignmentRow>> {
    Ok(each_backend!(conn, c => assignments::table
        .filter(assignments::application_id.eq(id).and(assignments::reviewer_id.eq(reviewer)))
        .select(AssignmentRow::as_select())
        .first(c))
    .optional()?)
}

/// Changes the state if the assignment is still at `version`; whether it did.
pub fn change_state(
    conn: &mut Conn,
    id: AssignmentId,
    version: i32,
    to: AssignmentState,
    reason: &str,
) -> Result<bool> {
    let row = assignments::table.filter(assignments::id.eq(id).and(assignments::version.eq(version)));
    let set = (assignments::state.eq(to), assignments::reason.eq(reason), assignments::version.eq(version + 1));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// Records the declaration of no conflict if the assignment is still at `version`; whether it did.
pub fn declare(conn: &mut Conn, id: AssignmentId, version: i32, now: Timestamp) -> Result<bool> {
    let row = assignments::table.filter(assignments::id.eq(id).and(assignments::version.eq(version)));
    let set = (
        assignments::state.eq(AssignmentState::Accepted),
        assignments::declared_at.eq(now),
        assignments::version.eq(version + 1),
    );
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// Takes back what is not final yet: the application was withdrawn.
pub fn close_unfinished(conn: &mut Conn, id: ApplicationId, reason: &str) -> Result<Vec<(AssignmentId, UserId)>> {
    let open = [AssignmentState::Invited, AssignmentState::Accepted, AssignmentState::Draft];
    let row = assignments::table.filter(assignments::application_id.eq(id).and(assignments::state.eq_any(open)));
    Ok(each_backend!(conn, c => kept(diesel::update(row)
        .set((
            assignments::state.eq(AssignmentState::Reassigned),
            assignments::reason.eq(reason),
            assignments::version.eq(assignments::version + 1),
        ))
        .returning((assignments::id, assignments::reviewer_id)))
        .get_results(c))?)
}

/// One line of a reviewer's own list.
#[derive(Debug, Clone, Queryable)]
pub struct OwnLine {
    /// Key.
    pub id: AssignmentId,
    /// Of which call.
    pub call_id: CallId,
    /// Where it stands.
    pub state: AssignmentState,
    /// When the review is due.
    pub due_at: Option<Timestamp>,
    /// Reference number of the application.
    pub reference: Option<String>,
    /// Title of the plan; shown after the declaration only.
    pub title: String,
    /// Field of research.
    pub field: String,
    /// Where the application stands.
    pub status: Status,
    /// Own mean, where a review is begun.
    pub mean: Option<f64>,
}

/// That it is open, as [`AssignmentState::is_open`] says. Comparisons, because a statement with a list of values is prepared anew each
/// time.
#[dsl::auto_type]
pub(super) fn is_open() -> _ {
    let declined: AssignmentState = AssignmentState::Declined;
    let recused: AssignmentState = AssignmentState::Recused;
    let reassigned: AssignmentState = AssignmentState::Reassigned;
    assignments::state.ne(declined).and(assignments::state.ne(recused)).and(assignments::state.ne(reassigned))
}

/// A reviewer's own assignments that are open, what is due first first.
pub fn list_of_reviewer(conn: &mut Conn, reviewer: UserId, most: i64) -> Result<Vec<OwnLine>> {
    Ok(each_backend!(conn, c => assignments::table
        .inner_join(applications::table)
        .left_join(reviews::table.on(reviews::assignment_id.eq(assignments::id)))
        .filter(assignments::reviewer_id.eq(reviewer))
        .filter(is_open())
        .order((assignments::call_id, assignments::due_at.asc(), applications::reference.asc()))
        .limit(most)
        .select((
            assignments::id,
            assignments::call_id,
            assignments::state,
            assignments::due_at,
            applications::reference,
            applications::title,
            applications::field,
            applications::status,
            reviews::mean.nullable(),
        ))
        .load(c))?)
}

/// An assignment of an application with the reviewer's name and what the review says so far.
#[derive(Debug, Clone, Queryable)]
pub struct OfApplication {
    /// Key.
    pub id: AssignmentId,
    /// To whom.
    pub reviewer_id: UserId,
    /// The reviewer's name.
    pub name: String,
    /// Where it stands.
    pub state: AssignmentState,
    /// When the review is due.
    pub due_at: Option<Timestamp>,
    /// Why it was declined, recused or taken back.
    pub reason: String,
    /// The review's mean.
    pub mean: Option<f64>,
}

/// All of an application, in the order in which they were given.
pub fn list_of_application(conn: &mut Conn, id: ApplicationId) -> Result<Vec<OfApplication>> {
    Ok(each_backend!(conn, c => assignments::table
        .inner_join(users::table)
        .left_join(reviews::table.on(reviews::assignment_id.eq(assignments::id)))
        .filter(assignments::application_id.eq(id))
        .order((assignments::created_at, assignments::id))
        .select((
            assignments::id,
            assignments::reviewer_id,
            users::name,
            assignments::state,
            assignments::due_at,
            assignments::reason,
            reviews::mean.nullable(),
        ))
        .load(c))?)
}

/// How many assignments of the call each reviewer has in each state.
pub fn count_of_reviewers(conn: &mut Conn, call: CallId) -> Result<Vec<(UserId, AssignmentState, i64)>> {
    Ok(each_backend!(conn, c => assignments::table
        .filter(assignments::call_id.eq(call))
        .group_by((assignments::reviewer_id, assignments::state))
        .select((assignments::reviewer_id, assignments::state, dsl::count(assignments::id)))
        .load(c))?)
}

/// Applications of the call that cannot be given to this reviewer: held already, own, or with a conflict of interest.
pub fn list_barred(conn: &mut Conn, reviewer: UserId, call: CallId) -> Result<Vec<ApplicationId>> {
    use super::schema::conflicts;
    let mut barred: Vec<ApplicationId> = each_backend!(conn, c => assignments::table
        .filter(assignments::reviewer_id.eq(reviewer).and(assignments::call_id.eq(call)))
        .filter(assignments::state.ne_all([AssignmentState::Declined, AssignmentState::Reassigned]))
        .select(assignments::application_id)
        .load(c))?;
    let conflicted: Vec<ApplicationId> = each_backend!(conn, c => conflicts::table
        .inner_join(applications::table)
        .filter(conflicts::user_id.eq(reviewer).and(applications::call_id.eq(call)))
        .select(applications::id)
        .load(c))?;
    let own: Vec<ApplicationId> = each_backend!(conn, c => applications::table
        .filter(applications::owner_id.eq(reviewer).and(applications::call_id.eq(call)))
        .select(applications::id)
        .load(c))?;
    barred.extend(conflicted);
    barred.extend(own);
    Ok(barred)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_leaves_out_the_assignments_that_a_reviewer_no_longer_has() {
        let text = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&assignments::table.filter(is_open())).to_string();
        for state in AssignmentState::ALL {
            assert_eq!(text.contains(&format!("{state:?}")), !state.is_open(), "{text}");
        }
    }
}
