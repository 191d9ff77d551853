//! People whom applicants invited to write along, by the address that was invited.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result,
    applications::ApplicationRow,
    calls::CallRow,
    kept,
    schema::{applications, assignments, calls, co_writers, consents, decisions, events, nominations},
    types::word_columns,
};
use crate::domain::{
    id::{ApplicationId, CoWriterId, UserId},
    person::EmailAddress,
    time::Timestamp,
    together::{CoRight, CoState},
};

word_columns! { CoRight, CoState }

/// An invitation, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = co_writers)]
pub struct CoWriterRow {
    /// Key.
    pub id: CoWriterId,
    /// To which application.
    pub application_id: ApplicationId,
    /// The address that was invited.
    pub email: EmailAddress,
    /// The same for comparing.
    pub email_key: String,
    /// What the person may do.
    pub may: CoRight,
    /// Where it stands.
    pub state: CoState,
    /// Who accepted it.
    pub user_id: Option<UserId>,
    /// Counts changes, from 1.
    pub version: i32,
    /// When it was sent, the last time.
    pub invited_at: Timestamp,
    /// When it came to stand so.
    pub changed_at: Timestamp,
}

/// Records an invitation; `Unique` is for the caller to rule out.
pub fn insert(conn: &mut Conn, row: &CoWriterRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(co_writers::table).values(row).execute(c))?;
    Ok(())
}

/// By key. Whoever shows it asks first whose it is.
pub fn find(conn: &mut Conn, id: CoWriterId) -> Result<Option<CoWriterRow>> {
    Ok(each_backend!(conn, c => co_writers::table.find(id).select(CoWriterRow::as_select()).first(c)).optional()?)
}

/// All of an application, the first invited first.
pub fn list(conn: &mut Conn, application: ApplicationId) -> Result<Vec<CoWriterRow>> {
    Ok(each_backend!(conn, c => co_writers::table
        .filter(co_writers::application_id.eq(application))
        .order(co_writers::id)
        .select(CoWriterRow::as_select())
        .load(c))?)
}

/// What the person may do with the application as one who writes along.
pub fn find_right(conn: &mut Conn, application: ApplicationId, user: UserId) -> Result<Option<CoRight>> {
    Ok(each_backend!(conn, c => co_writers::table
        .filter(co_writers::application_id.eq(application).and(co_writers::user_id.eq(user)))
        .filter(co_writers::state.eq(CoState::Accepted))
        .select(co_writers::may)
        .first(c))
    .optional()?)
}

/// What a person was invited to by this address, or writes along in, with the application and its call; the newest first.
pub fn list_of_person(
    conn: &mut Conn,
    user: UserId,
    email: &EmailAddress,
) -> Result<Vec<(CoWriterRow, ApplicationRow, CallRow)>> {
    let invited = co_writers::state.eq(CoState::Invited).and(co_writers::email_key.eq(email.key()));
    let writes = co_writers::state.eq(CoState::Accepted).and(co_writers::user_id.eq(user).assume_not_null());
    Ok(each_backend!(conn, c => co_writers::table
        .inner_join(applications::table.inner_join(calls::table))
        .filter(invited.or(writes))
        .order(co_writers::id.desc())
        .limit(200)
        .select((CoWriterRow::as_select(), ApplicationRow::as_select(), CallRow::as_select()))
        .load(c))?)
}

/// Stores the row as it is now, with the next version; `false`, and nothing else, where it is no longer at the version that it had.
pub fn change(conn: &mut Conn, row: &CoWriterRow) -> Result<bool> {
    let still = co_writers::table.find(row.id).filter(co_writers::version.eq(row.version));
    let changed = (
        co_writers::may.eq(row.may),
        co_writers::state.eq(row.state),
        co_writers::user_id.eq(row.user_id),
        co_writers::version.eq(row.version + 1),
        co_writers::invited_at.eq(row.invited_at),
        co_writers::changed_at.eq(row.changed_at),
    );
    Ok(each_backend!(conn, c => kept(diesel::update(still).set(changed)).execute(c))? == 1)
}

/// Whether somebody of this address is invited to the application, or writes along in it.
pub fn names(conn: &mut Conn, application: ApplicationId, email_key: &str) -> Result<bool> {
    let live = co_writers::state.eq(CoState::Invited).or(co_writers::state.eq(CoState::Accepted));
    let named = co_writers::table
        .filter(co_writers::application_id.eq(application).and(co_writers::email_key.eq(email_key)).and(live));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(named)).get_result(c))?)
}

/// Whether this person was given the application to review, or acted on it for the office, an authority or a host.
pub fn has_worked_on(conn: &mut Conn, application: ApplicationId, user: UserId) -> Result<bool> {
    let given =
        assignments::table.filter(assignments::application_id.eq(application).and(assignments::reviewer_id.eq(user)));
    let acted = events::table.filter(events::application_id.eq(application).and(events::actor_id.eq(user)));
    let decided =
        decisions::table.filter(decisions::application_id.eq(application).and(decisions::decided_by.eq(user)));
    let nominated =
        nominations::table.filter(nominations::application_id.eq(application).and(nominations::changed_by.eq(user)));
    let hosted = consents::table.filter(consents::application_id.eq(application).and(consents::signed_by.eq(user)));
    let any = dsl::exists(given)
        .or(dsl::exists(acted))
        .or(dsl::exists(decided))
        .or(dsl::exists(nominated))
        .or(dsl::exists(hosted));
    Ok(each_backend!(conn, c => diesel::select(any).get_result(c))?)
}
