//! Applications: their rows, and the only statement that changes a state. Lists are in [`list`], [`cohort`] and [`drafts`].

pub mod cohort;
pub mod drafts;
pub mod list;

use diesel::{dsl, prelude::*, sql_types::BigInt};

use super::{
    Conn, Error, Result,
    calls::{CallRow, lock_row},
    kept,
    schema::{answers, applications, calls, conflicts, documents, events, outbox, tallies},
};
use crate::domain::{
    id::{ApplicationId, CallId, DefinitionId, ProgrammeId, UserId},
    time::Timestamp,
    workflow::{Outcome, Status},
};

/// An application.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = applications)]
pub struct ApplicationRow {
    /// Key.
    pub id: ApplicationId,
    /// Its call.
    pub call_id: CallId,
    /// Who applies.
    pub owner_id: UserId,
    /// What it is filled on.
    pub definition_id: DefinitionId,
    /// Where it stands.
    pub status: Status,
    /// Where it stood before, where there is a way back.
    pub status_before: Option<Status>,
    /// Since when it stands there.
    pub status_at: Timestamp,
    /// Counts changes of anything in it.
    pub version: i32,
    /// Number of the revision last handed in; 0 before the first.
    pub revision: i32,
    /// Reference number, from the first submission on.
    pub reference: Option<String>,
    /// The applicant's name as answered.
    pub name: String,
    /// Country code as answered.
    pub country: String,
    /// Field of research as answered.
    pub field: String,
    /// Title of the plan.
    pub title: String,
    /// A personal extension.
    pub extension_until: Option<Timestamp>,
    /// The officer's finding: `yes`, `no`, or empty.
    pub eligible: String,
    /// Mean of the final reviews that count.
    pub score_mean: Option<f64>,
    /// Their spread.
    pub score_spread: Option<f64>,
    /// How many they are.
    pub score_count: i32,
    /// Place on the waiting list.
    pub waiting_rank: Option<i32>,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was first handed in.
    pub submitted_at: Option<Timestamp>,
}

/// What lists show of the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = applications)]
pub struct Columns {
    /// The applicant's name.
    pub name: String,
    /// The same for finding and sorting.
    pub name_key: String,
    /// Country code.
    pub country: String,
    /// `f`, `m`, `x` or empty.
    pub sex: String,
    /// Code of the field of research.
    pub field: String,
    /// Priority area.
    pub priority: String,
    /// Length of the stay.
    pub length: String,
    /// Title of the plan.
    pub title: String,
}

/// An application to be started.
#[derive(Debug, Insertable)]
#[diesel(table_name = applications)]
pub struct NewApplication {
    /// Key.
    pub id: ApplicationId,
    /// Its call.
    pub call_id: CallId,
    /// Who applies.
    pub owner_id: UserId,
    /// What it is filled on.
    pub definition_id: DefinitionId,
    status: Status,
    status_at: Timestamp,
    version: i32,
    revision: i32,
    eligible: &'static str,
    score_count: i32,
    /// When.
    pub created_at: Timestamp,
    one_per_person: String,
    /// What lists show.
    #[diesel(embed)]
    pub columns: Columns,
}

impl NewApplication {
    /// A draft of `owner` for `call`.
    pub fn draft(id: ApplicationId, call: &CallRow, owner: UserId, columns: Columns, now: Timestamp) -> Self {
        Self {
            id,
            call_id: call.id,
            owner_id: owner,
            definition_id: call.definition_id,
            status: Status::Draft,
            status_at: now,
            version: 1,
            revision: 0,
            eligible: "",
            score_count: 0,
            created_at: now,
            one_per_person: format!("{}:{owner}", call.id),
            columns,
        }
    }
}

/// Starts a draft; `Unique` where the person has an application to this call, and the transaction can go on.
pub fn insert(conn: &mut Conn, new: &NewApplication) -> Result<()> {
    lock_row(conn, new.call_id)?;
    let rows = each_backend!(conn, c => diesel::insert_into(applications::table).values(new).on_conflict_do_nothing().execute(c))?;
    if rows == 0 {
        return Err(Error::Unique);
    }
    move_tallies(conn, new.call_id, None, Some(Status::Draft))
}

/// By key.
pub fn find(conn: &mut Conn, id: ApplicationId) -> Result<Option<ApplicationRow>> {
    Ok(each_backend!(conn, c => applications::table.find(id).select(ApplicationRow::as_select()).first(c))
        .optional()?)
}

/// The key of the one with this reference number.
pub fn find_by_reference(conn: &mut Conn, reference: &str) -> Result<Option<ApplicationId>> {
    Ok(each_backend!(conn, c => applications::table
        .filter(applications::reference.eq(reference))
        .select(applications::id)
        .first(c))
    .optional()?)
}

/// How many of the call's applications are filled on another definition than this one.
pub fn count_on_others(conn: &mut Conn, call: CallId, definition: DefinitionId) -> Result<i64> {
    let others = applications::call_id.eq(call).and(applications::definition_id.ne(definition));
    Ok(each_backend!(conn, c => applications::table.filter(others).count().get_result(c))?)
}

/// With its call, in one statement. Whoever shows it asks the rights table first.
pub fn find_with_call(conn: &mut Conn, id: ApplicationId) -> Result<Option<(ApplicationRow, CallRow)>> {
    Ok(each_backend!(conn, c => applications::table
        .inner_join(calls::table)
        .filter(applications::id.eq(id))
        .select((ApplicationRow::as_select(), CallRow::as_select()))
        .first(c))
    .optional()?)
}

/// A person's application to a call.
pub fn find_of_owner(conn: &mut Conn, call: CallId, owner: UserId) -> Result<Option<ApplicationRow>> {
    Ok(each_backend!(conn, c => applications::table
        .filter(applications::call_id.eq(call).and(applications::owner_id.eq(owner)))
        .select(ApplicationRow::as_select())
        .first(c))
    .optional()?)
}

/// A person's own applications with their calls, the newest first.
pub fn list_of_owner(conn: &mut Conn, owner: UserId) -> Result<Vec<(ApplicationRow, CallRow)>> {
    Ok(each_backend!(conn, c => applications::table
        .inner_join(calls::table)
        .filter(applications::owner_id.eq(owner))
        .order(applications::created_at.desc())
        .limit(200)
        .select((ApplicationRow::as_select(), CallRow::as_select()))
        .load(c))?)
}

/// Whether the person has an application besides this one.
pub fn has_other(conn: &mut Conn, owner: UserId, but: ApplicationId) -> Result<bool> {
    let others = applications::table.filter(applications::owner_id.eq(owner).and(applications::id.ne(but)));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(others)).get_result(c))?)
}

/// A change of state, compared with what the one who changes it saw.
#[derive(Debug, Clone, Copy)]
pub struct StatusChange<'a> {
    /// Which application.
    pub id: ApplicationId,
    /// Its call.
    pub call_id: CallId,
    /// The version that was seen.
    pub version: i32,
    /// The state that was seen.
    pub from: Status,
    /// The state it goes to.
    pub to: Status,
    /// The state to remember for a way back.
    pub before: Option<Status>,
    /// When.
    pub at: Timestamp,
    /// What handing in adds, where that is the change.
    pub handed_in: Option<HandedIn<'a>>,
}

/// What handing in adds to the row.
#[derive(Debug, Clone, Copy, AsChangeset)]
#[diesel(table_name = applications)]
pub struct HandedIn<'a> {
    /// Number of the revision.
    pub revision: i32,
    /// Reference number.
    pub reference: &'a str,
    /// When, the first time.
    pub submitted_at: Option<Timestamp>,
}

/// Changes the state if nobody was faster; whether it did.
pub fn change_status(conn: &mut Conn, change: &StatusChange<'_>) -> Result<bool> {
    lock_row(conn, change.call_id)?;
    let seen = applications::id
        .eq(change.id)
        .and(applications::version.eq(change.version))
        .and(applications::status.eq(change.from));
    let rows = each_backend!(conn, c => kept(diesel::update(applications::table.filter(seen))
        .set((
            applications::status.eq(change.to),
            applications::status_before.eq(change.before),
            applications::status_at.eq(change.at),
            applications::version.eq(change.version + 1),
            change.handed_in,
        )))
        .execute(c))?;
    if rows == 1 && change.from != change.to {
        move_tallies(conn, change.call_id, Some(change.from), Some(change.to))?;
    }
    Ok(rows == 1)
}

/// Counts one less in one state and one more in another, under the call's lock.
fn move_tallies(conn: &mut Conn, call: CallId, from: Option<Status>, to: Option<Status>) -> Result<()> {
    if let (Some(from), Some(to)) = (from, to) {
        let both = tallies::status.eq(from).or(tallies::status.eq(to));
        let by = dsl::case_when(tallies::status.eq(from), (-1_i64).into_sql::<BigInt>())
            .otherwise(1_i64.into_sql::<BigInt>());
        each_backend!(conn, c => kept(diesel::update(tallies::table.filter(tallies::call_id.eq(call).and(both)))
            .set(tallies::count.eq(tallies::count + by)))
            .execute(c))?;
        return Ok(());
    }
    for (status, by) in [(from, -1_i64), (to, 1)] {
        if let Some(status) = status {
            each_backend!(conn, c => kept(diesel::update(tallies::table.find((call, status)))
                .set(tallies::count.eq(tallies::count + by)))
                .execute(c))?;
        }
    }
    Ok(())
}

/// What lists show, after a section was saved, if the application still stands where the person saw it; whether it did.
pub fn update_columns(conn: &mut Conn, id: ApplicationId, status: Status, columns: &Columns) -> Result<bool> {
    let row = applications::table.filter(applications::id.eq(id).and(applications::status.eq(status)));
    let rows = each_backend!(conn, c => kept(diesel::update(row).set((columns, applications::version.eq(applications::version + 1)))).execute(c))?;
    Ok(rows == 1)
}

/// Counts a change of something that belongs to the application, if it still stands where the person saw it; whether it did.
pub fn touch(conn: &mut Conn, id: ApplicationId, status: Status) -> Result<bool> {
    let row = applications::table.filter(applications::id.eq(id).and(applications::status.eq(status)));
    Ok(
        each_backend!(conn, c => kept(diesel::update(row).set(applications::version.eq(applications::version + 1))).execute(c))?
            == 1,
    )
}

/// The officer's finding, if the application is still at `version`; whether it was.
pub fn set_eligible(conn: &mut Conn, id: ApplicationId, version: i32, eligible: &str) -> Result<bool> {
    let row = applications::table.filter(applications::id.eq(id).and(applications::version.eq(version)));
    let set = (applications::eligible.eq(eligible), applications::version.eq(version + 1));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// A personal extension, if the application is still at `version`; whether it was.
pub fn set_extension(conn: &mut Conn, id: ApplicationId, version: i32, until: Timestamp) -> Result<bool> {
    let row = applications::table.filter(applications::id.eq(id).and(applications::version.eq(version)));
    let set = (applications::extension_until.eq(until), applications::version.eq(version + 1));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// Mean, spread and count of the final reviews that count.
pub fn set_score(conn: &mut Conn, id: ApplicationId, mean: Option<f64>, spread: Option<f64>, count: i32) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(applications::table.find(id))
        .set((
            applications::score_mean.eq(mean),
            applications::score_spread.eq(spread),
            applications::score_count.eq(count),
        )))
        .execute(c))?;
    Ok(())
}

/// Place on the waiting list.
pub fn set_waiting_rank(conn: &mut Conn, id: ApplicationId, rank: Option<i32>) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(applications::table.find(id)).set(applications::waiting_rank.eq(rank))).execute(c))?;
    Ok(())
}

/// Deletes a draft with everything in it; whether it still was one.
pub fn delete_draft(conn: &mut Conn, row: &ApplicationRow) -> Result<bool> {
    delete_in(conn, row, Status::Draft)
}

/// Erases an application that was never handed in, with everything in it and the mails about it; whether it still stands as it was seen.
pub fn delete_unsubmitted(conn: &mut Conn, row: &ApplicationRow) -> Result<bool> {
    if row.revision > 0 || !matches!(row.status, Status::Draft | Status::Lapsed) {
        return Ok(false);
    }
    each_backend!(conn, c => diesel::delete(outbox::table.filter(outbox::application_id.eq(row.id))).execute(c))?;
    delete_in(conn, row, row.status)
}

fn delete_in(conn: &mut Conn, row: &ApplicationRow, status: Status) -> Result<bool> {
    lock_row(conn, row.call_id)?;
    each_backend!(conn, c => diesel::delete(conflicts::table.filter(conflicts::application_id.eq(row.id))).execute(c))?;
    each_backend!(conn, c => diesel::delete(answers::table.filter(answers::application_id.eq(row.id))).execute(c))?;
    each_backend!(conn, c => diesel::delete(documents::table.filter(documents::application_id.eq(row.id))).execute(c))?;
    each_backend!(conn, c => diesel::delete(events::table.filter(events::application_id.eq(row.id))).execute(c))?;
    let seen = applications::id.eq(row.id).and(applications::status.eq(status));
    let gone = each_backend!(conn, c => diesel::delete(applications::table.filter(seen)).execute(c))? == 1;
    if gone {
        move_tallies(conn, row.call_id, Some(status), None)?;
    }
    Ok(gone)
}

/// Places of the call that somebody holds or that a recorded offer reserves. Counts everyone's, whoever asks.
pub fn count_places_taken(conn: &mut Conn, call: CallId) -> Result<i64> {
    use super::schema::decisions;
    let holders: Vec<Status> = Status::ALL.iter().copied().filter(|s| s.takes_a_place()).collect();
    let held: Vec<i64> = each_backend!(conn, c => tallies::table
        .filter(tallies::call_id.eq(call).and(tallies::status.eq_any(holders)))
        .select(tallies::count)
        .load(c))?;
    let reserved: i64 = each_backend!(conn, c => decisions::table
        .inner_join(applications::table)
        .filter(decisions::call_id.eq(call).and(decisions::released_at.is_null()).and(decisions::amended_at.is_null()))
        .filter(decisions::outcome.eq(Outcome::Offer).and(applications::status.eq(Status::Decided)))
        .count()
        .get_result(c))?;
    Ok(held.into_iter().sum::<i64>() + reserved)
}

/// Whether the person holds an accepted place in another call of the programme.
pub fn holds_another_place(conn: &mut Conn, owner: UserId, programme: ProgrammeId, but: ApplicationId) -> Result<bool> {
    let holds = applications::table
        .inner_join(calls::table)
        .filter(applications::owner_id.eq(owner).and(applications::id.ne(but)).and(calls::programme_id.eq(programme)))
        .filter(applications::status.eq_any([Status::Accepted, Status::Confirmed, Status::OnExchange]));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(holds)).get_result(c))?)
}

/// The next on the call's waiting list.
pub fn find_next_waiting(conn: &mut Conn, call: CallId) -> Result<Option<ApplicationId>> {
    Ok(each_backend!(conn, c => applications::table
        .filter(applications::call_id.eq(call).and(applications::status.eq(Status::Waitlisted)))
        .order((applications::waiting_rank.asc(), applications::submitted_at.asc(), applications::id.asc()))
        .select(applications::id)
        .first(c))
    .optional()?)
}

/// The rank after the last of the application's call, on its waiting list or about to be.
pub fn next_waiting_rank(conn: &mut Conn, id: ApplicationId) -> Result<i32> {
    let call: CallId = each_backend!(conn, c => applications::table.find(id).select(applications::call_id).first(c))?;
    let last: Option<i32> = each_backend!(conn, c => applications::table
        .filter(applications::call_id.eq(call))
        .select(dsl::max(applications::waiting_rank))
        .first(c))?;
    Ok(last.unwrap_or(0) + 1)
}
