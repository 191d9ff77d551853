//! Consents that applicants took back. What was given stands in the answers; what was taken back stands here, until it is given again.

use diesel::{dsl, prelude::*};

use super::{Conn, Result, kept, schema::consent_withdrawals};
use crate::domain::{
    form::{Answer, Answers},
    id::{ApplicationId, WithdrawalId},
    time::Timestamp,
};

/// A consent to be taken back.
#[derive(Debug, Insertable)]
#[diesel(table_name = consent_withdrawals)]
pub struct NewWithdrawal<'a> {
    /// Key.
    pub id: WithdrawalId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// The question that asked for it.
    pub question: &'a str,
    /// What the data was used for.
    pub purpose: &'a str,
    /// Version of the statement.
    pub consent_version: i32,
    /// When.
    pub withdrawn_at: Timestamp,
}

/// A consent that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consent_withdrawals)]
pub struct WithdrawalRow {
    /// The question that asked for it.
    pub question: String,
    /// What the data was used for.
    pub purpose: String,
    /// Version of the statement.
    pub consent_version: i32,
    /// When it was taken back.
    pub withdrawn_at: Timestamp,
    /// When it was given again.
    pub ended_at: Option<Timestamp>,
}

/// Records that one was taken back.
pub fn insert(conn: &mut Conn, new: &NewWithdrawal<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(consent_withdrawals::table).values(new).execute(c))?;
    Ok(())
}

/// Records that one was given again; whether it was taken back.
pub fn end(conn: &mut Conn, id: ApplicationId, question: &str, now: Timestamp) -> Result<bool> {
    let open = consent_withdrawals::table
        .filter(consent_withdrawals::application_id.eq(id).and(consent_withdrawals::question.eq(question)))
        .filter(consent_withdrawals::ended_at.is_null());
    Ok(each_backend!(conn, c => kept(diesel::update(open).set(consent_withdrawals::ended_at.eq(now))).execute(c))? > 0)
}

/// All of an application, the oldest first.
pub fn list(conn: &mut Conn, id: ApplicationId) -> Result<Vec<WithdrawalRow>> {
    Ok(each_backend!(conn, c => consent_withdrawals::table
        .filter(consent_withdrawals::application_id.eq(id))
        .order((consent_withdrawals::withdrawn_at, consent_withdrawals::id))
        .select(WithdrawalRow::as_select())
        .load(c))?)
}

/// What others than the applicant read: a consent that was taken back reads as not given.
pub fn hide_withdrawn(conn: &mut Conn, id: ApplicationId, answers: &mut Answers) -> Result<()> {
    for row in list(conn, id)?.iter().filter(|row| row.ended_at.is_none()) {
        if let Some(Answer::Consent { given, at, .. }) = answers.0.get_mut(&row.question) {
            *given = false;
            *at = row.withdrawn_at;
        }
    }
    Ok(())
}

/// Those of these applications of which a consent is taken back.
pub fn list_with_withdrawn(conn: &mut Conn, ids: &[ApplicationId]) -> Result<Vec<ApplicationId>> {
    Ok(each_backend!(conn, c => consent_withdrawals::table
        .filter(consent_withdrawals::application_id.eq_any(ids.to_vec()).and(consent_withdrawals::ended_at.is_null()))
        .select(consent_withdrawals::application_id)
        .distinct()
        .load(c))?)
}

/// Whether the consent to this purpose is taken back.
pub fn is_withdrawn(conn: &mut Conn, id: ApplicationId, purpose: &str) -> Result<bool> {
    let open = consent_withdrawals::table
        .filter(consent_withdrawals::application_id.eq(id).and(consent_withdrawals::purpose.eq(purpose)))
        .filter(consent_withdrawals::ended_at.is_null());
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(open)).get_result(c))?)
}
