//! Drafts that time concerns: those whose deadline passed, and those whose writer is to be reminded of it.

use diesel::{dsl, prelude::*};

use crate::{
    db::{
        Conn, Result,
        calls::CallRow,
        schema::{answers, applications, calls, outbox, tallies},
    },
    domain::{
        id::{ApplicationId, CallId},
        time::Timestamp,
        workflow::{CallState, Status},
    },
};

/// Drafts of calls that closed before `now` and have no extension that runs longer, neither by grace.
pub fn list_lapsing(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<ApplicationId>> {
    // By way of the tallies, because nearly all applications are of calls that have no draft any more.
    let closed: Vec<CallRow> = each_backend!(conn, c => tallies::table
        .inner_join(calls::table.on(calls::id.eq(tallies::call_id)))
        .filter(tallies::status.eq(Status::Draft).and(tallies::count.gt(0)).and(calls::closes_at.lt(now)))
        .select(CallRow::as_select())
        .load(c))?;
    let mut late = Vec::new();
    for call in closed.iter().filter(|call| !call.window().takes_submission(now, None)) {
        let room = most - i64::try_from(late.len()).unwrap_or(most);
        if room <= 0 {
            break;
        }
        let drafts: Vec<ApplicationId> = each_backend!(conn, c => applications::table
            .filter(applications::call_id.eq(call.id).and(applications::status.eq(Status::Draft)))
            .filter(applications::extension_until.is_null().or(applications::extension_until.lt(now)))
            .limit(room)
            .select(applications::id)
            .load(c))?;
        late.extend(drafts);
    }
    Ok(late)
}

/// Published calls that close after `now` and have drafts.
pub fn list_open_calls(conn: &mut Conn, now: Timestamp) -> Result<Vec<CallRow>> {
    Ok(each_backend!(conn, c => tallies::table
        .inner_join(calls::table.on(calls::id.eq(tallies::call_id)))
        .filter(tallies::status.eq(Status::Draft).and(tallies::count.gt(0)))
        .filter(calls::state.eq(CallState::Published).and(calls::closes_at.gt(now)))
        .select(CallRow::as_select())
        .load(c))?)
}

/// Drafts of the call that were begun before `since`, in which something was written after the questions before the form, and whose
/// writer had no mail of this kind since.
pub fn list_unreminded(
    conn: &mut Conn,
    call: CallId,
    kind: &str,
    since: Timestamp,
    most: i64,
) -> Result<Vec<ApplicationId>> {
    let reminded = || {
        let mails = outbox::table.filter(outbox::call_id.eq(call).and(outbox::created_at.ge(since)));
        mails
            .filter(outbox::kind.eq(kind).and(outbox::application_id.is_not_null()))
            .select(outbox::application_id.assume_not_null())
    };
    let written = || {
        answers::table
            .filter(answers::application_id.eq(applications::id).and(answers::saved_at.gt(applications::created_at)))
    };
    Ok(each_backend!(conn, c => applications::table
        .filter(applications::call_id.eq(call).and(applications::status.eq(Status::Draft)))
        .filter(applications::created_at.lt(since).and(applications::extension_until.is_null()))
        .filter(dsl::exists(written()).and(applications::id.ne_all(reminded())))
        .limit(most)
        .select(applications::id)
        .load(c))?)
}
