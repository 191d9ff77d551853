//! Quotas: in which calls an authority nominates, and how many candidates it may endorse. The count of endorsements is kept in the
//! same row and grows only while it is below the quota, in one statement: two that are one too many cannot both go in.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result,
    calls::CallRow,
    kept,
    schema::{calls, quotas},
};
use crate::domain::{
    id::{AuthorityId, CallId},
    time::Timestamp,
    workflow::CallState,
};

/// A quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = quotas)]
pub struct QuotaRow {
    /// The call.
    pub call_id: CallId,
    /// The authority.
    pub authority_id: AuthorityId,
    /// How many candidates it may endorse.
    pub quota: i32,
    /// How many it has endorsed.
    pub endorsed: i32,
}

/// Of one authority in a call; none where it takes no part.
pub fn find(conn: &mut Conn, call: CallId, authority: AuthorityId) -> Result<Option<QuotaRow>> {
    Ok(each_backend!(conn, c => quotas::table.find((call, authority)).select(QuotaRow::as_select()).first(c))
        .optional()?)
}

/// All of a call.
pub fn list_of_call(conn: &mut Conn, call: CallId) -> Result<Vec<QuotaRow>> {
    Ok(each_backend!(conn, c => quotas::table
        .filter(quotas::call_id.eq(call))
        .select(QuotaRow::as_select())
        .load(c))?)
}

/// Published calls that close between these two instants and in which somebody nominates.
pub fn list_calls(conn: &mut Conn, from: Timestamp, until: Timestamp) -> Result<Vec<CallRow>> {
    let quota = || quotas::table.filter(quotas::call_id.eq(calls::id));
    Ok(each_backend!(conn, c => calls::table
        .filter(calls::state.eq(CallState::Published).and(calls::closes_at.ge(from)).and(calls::closes_at.le(until)))
        .filter(dsl::exists(quota()))
        .select(CallRow::as_select())
        .load(c))?)
}

/// All of an authority.
pub fn list_of_authority(conn: &mut Conn, authority: AuthorityId) -> Result<Vec<QuotaRow>> {
    Ok(each_backend!(conn, c => quotas::table
        .filter(quotas::authority_id.eq(authority))
        .select(QuotaRow::as_select())
        .load(c))?)
}

/// Sets a quota, also the first one; `false` where more are endorsed than that.
pub fn set(conn: &mut Conn, call: CallId, authority: AuthorityId, quota: i32) -> Result<bool> {
    let new =
        (quotas::call_id.eq(call), quotas::authority_id.eq(authority), quotas::quota.eq(quota), quotas::endorsed.eq(0));
    each_backend!(conn, c => diesel::insert_into(quotas::table).values(new).on_conflict_do_nothing().execute(c))?;
    let fits = quotas::table.find((call, authority)).filter(quotas::endorsed.le(quota));
    Ok(each_backend!(conn, c => kept(diesel::update(fits).set(quotas::quota.eq(quota))).execute(c))? == 1)
}

/// The authority takes no part any more; `false` where it has endorsed somebody.
pub fn delete(conn: &mut Conn, call: CallId, authority: AuthorityId) -> Result<bool> {
    let unused = quotas::table.find((call, authority)).filter(quotas::endorsed.eq(0));
    Ok(each_backend!(conn, c => diesel::delete(unused).execute(c))? == 1)
}

/// Takes one of the quota; whether there was one.
pub fn take(conn: &mut Conn, call: CallId, authority: AuthorityId) -> Result<bool> {
    let free = quotas::table.find((call, authority)).filter(quotas::endorsed.lt(quotas::quota));
    Ok(each_backend!(conn, c => kept(diesel::update(free).set(quotas::endorsed.eq(quotas::endorsed + 1))).execute(c))?
        == 1)
}

/// Gives one back.
pub fn give_back(conn: &mut Conn, call: CallId, authority: AuthorityId) -> Result<()> {
    let used = quotas::table.find((call, authority)).filter(quotas::endorsed.gt(0));
    each_backend!(conn, c => kept(diesel::update(used).set(quotas::endorsed.eq(quotas::endorsed - 1))).execute(c))?;
    Ok(())
}
