//! How many of a call's applications use what a call may have or not: what would be lost if it were switched off.

use diesel::prelude::*;

use super::{
    Conn, Result,
    schema::{applications, choices, nominations, posts},
};
use crate::domain::{
    id::{ApplicationId, CallId},
    nomination::NominationState,
};

/// All that have begun.
pub fn count_begun(conn: &mut Conn, call: CallId) -> Result<i64> {
    let begun = applications::table.filter(applications::call_id.eq(call));
    Ok(each_backend!(conn, c => begun.count().get_result(c))?)
}

/// Those that were handed in.
pub fn count_handed_in(conn: &mut Conn, call: CallId) -> Result<i64> {
    let handed_in = applications::call_id.eq(call).and(applications::revision.gt(0));
    Ok(each_backend!(conn, c => applications::table.filter(handed_in).count().get_result(c))?)
}

/// Those that an authority is asked to endorse, or said something of.
pub fn count_nominated(conn: &mut Conn, call: CallId) -> Result<i64> {
    const WITH_ONE: [NominationState; 4] =
        [NominationState::Asked, NominationState::Endorsed, NominationState::Returned, NominationState::Refused];
    let live = nominations::call_id.eq(call).and(nominations::state.eq_any(WITH_ONE));
    Ok(each_backend!(conn, c => nominations::table.filter(live).count().get_result(c))?)
}

/// Those in which a post is chosen.
pub fn count_choosing(conn: &mut Conn, call: CallId) -> Result<i64> {
    let distinct = choices::table.filter(choices::call_id.eq(call)).select(choices::application_id).distinct();
    let all: Vec<ApplicationId> = each_backend!(conn, c => distinct.load(c))?;
    Ok(i64::try_from(all.len()).unwrap_or(i64::MAX))
}

/// Posts of the call.
pub fn count_posts(conn: &mut Conn, call: CallId) -> Result<i64> {
    Ok(each_backend!(conn, c => posts::table.filter(posts::call_id.eq(call)).count().get_result(c))?)
}
