//! What hosts ask applicants, and the answers.

use diesel::prelude::*;

use super::{
    Conn, Result, kept,
    schema::{host_questions, hosts},
};
use crate::domain::{
    id::{ApplicationId, HostId, HostQuestionId, UserId},
    time::Timestamp,
};

/// A question to be asked.
#[derive(Debug, Insertable)]
#[diesel(table_name = host_questions)]
pub struct NewHostQuestion<'a> {
    /// Key.
    pub id: HostQuestionId,
    /// To whose applicant.
    pub application_id: ApplicationId,
    /// By which host.
    pub host_id: HostId,
    /// What is asked.
    pub question: &'a str,
    /// By whom.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// Empty at first.
    pub answer: &'static str,
}

/// A question, with the host's name.
#[derive(Debug, Clone, Queryable)]
pub struct HostQuestionRow {
    /// Key.
    pub id: HostQuestionId,
    /// To whose applicant.
    pub application_id: ApplicationId,
    /// By which host.
    pub host_id: HostId,
    /// The host's name.
    pub host: String,
    /// What is asked.
    pub question: String,
    /// When.
    pub asked_at: Timestamp,
    /// The answer; empty while there is none.
    pub answer: String,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// Asks.
pub fn insert(conn: &mut Conn, new: &NewHostQuestion<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(host_questions::table).values(new).execute(c))?;
    Ok(())
}

/// Everything that hosts asked this applicant, the oldest first; of one host alone where that is given.
pub fn list(conn: &mut Conn, application: ApplicationId, host: Option<HostId>) -> Result<Vec<HostQuestionRow>> {
    let all: Vec<HostQuestionRow> = each_backend!(conn, c => host_questions::table
        .inner_join(hosts::table)
        .filter(host_questions::application_id.eq(application))
        .order((host_questions::asked_at, host_questions::id))
        .select((
            host_questions::id,
            host_questions::application_id,
            host_questions::host_id,
            hosts::name,
            host_questions::question,
            host_questions::asked_at,
            host_questions::answer,
            host_questions::answered_at,
        ))
        .load(c))?;
    Ok(all.into_iter().filter(|q| host.is_none_or(|host| q.host_id == host)).collect())
}

/// Answers one that has no answer; whether it had none.
pub fn answer(conn: &mut Conn, id: HostQuestionId, answer: &str, at: Timestamp) -> Result<bool> {
    let row = host_questions::table.filter(host_questions::id.eq(id).and(host_questions::answered_at.is_null()));
    let set = (host_questions::answer.eq(answer), host_questions::answered_at.eq(at));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}
