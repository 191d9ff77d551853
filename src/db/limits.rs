//! Counters against guessing and flooding: how often something was tried in a fixed window of time. They survive a restart and
//! are shared by all processes. Keys are hashes, so that the table tells nobody's address.

use diesel::{dsl::case_when, prelude::*, upsert::excluded};

use super::{Conn, Result, schema::limits};
use crate::domain::time::{Span, Timestamp};

/// Counts one more try of `key` at `now` and gives how many there are in the running window of this length. One statement:
/// two tries at the same moment are two.
pub fn count(conn: &mut Conn, key: &str, now: Timestamp, window: Span) -> Result<i32> {
    let begins = beginning(now, window);
    let first = (limits::key.eq(key), limits::window_at.eq(begins), limits::count.eq(1));
    Ok(each_backend!(conn, c => diesel::insert_into(limits::table)
        .values(first)
        .on_conflict(limits::key)
        .do_update()
        .set((
            limits::count.eq(case_when(limits::window_at.eq(excluded(limits::window_at)), limits::count + 1).otherwise(1)),
            limits::window_at.eq(excluded(limits::window_at)),
        ))
        .returning(limits::count)
        .get_result(c))?)
}

/// How many tries there are in the running window.
pub fn peek(conn: &mut Conn, key: &str, now: Timestamp, window: Span) -> Result<i32> {
    let row = limits::table.find(key).filter(limits::window_at.eq(beginning(now, window)));
    Ok(each_backend!(conn, c => row.select(limits::count).first(c)).optional()?.unwrap_or(0))
}

/// Forgets a key, for example after a success.
pub fn forget(conn: &mut Conn, key: &str) -> Result<()> {
    each_backend!(conn, c => diesel::delete(limits::table.find(key)).execute(c))?;
    Ok(())
}

/// Removes windows that began before; how many.
pub fn delete_before(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    Ok(each_backend!(conn, c => diesel::delete(limits::table.filter(limits::window_at.lt(before))).execute(c))?)
}

/// Windows of one length follow one another from 1970 on, the same for every process.
fn beginning(now: Timestamp, window: Span) -> Timestamp {
    let length = window.num_microseconds().unwrap_or(i64::MAX).max(1);
    Timestamp::from_unix_micros(now.unix_micros().div_euclid(length) * length)
}
