//! Leases: of several processes, the one that may run a job of the clock, and until when.

use diesel::prelude::*;

use super::{Conn, Result, kept, schema::leases};
use crate::domain::time::Timestamp;

/// Takes or prolongs the lease of `job` for `holder`. `false` where another holds it at `now`.
pub fn take(conn: &mut Conn, job: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool> {
    let free = leases::holder.eq(holder).or(leases::until.le(now));
    let taken = each_backend!(conn, c => kept(diesel::update(leases::table.filter(leases::job.eq(job)).filter(free))
        .set((leases::holder.eq(holder), leases::until.eq(until))))
        .execute(c))?;
    if taken == 1 {
        return Ok(true);
    }
    let first = (leases::job.eq(job), leases::holder.eq(holder), leases::until.eq(until));
    let made =
        each_backend!(conn, c => diesel::insert_into(leases::table).values(first).on_conflict_do_nothing().execute(c))?;
    Ok(made == 1)
}

/// Gives the lease back, so that the next need not wait for its end.
pub fn give_back(conn: &mut Conn, job: &str, holder: &str) -> Result<()> {
    each_backend!(conn, c => diesel::delete(leases::table.filter(leases::job.eq(job)).filter(leases::holder.eq(holder))).execute(c))?;
    Ok(())
}
