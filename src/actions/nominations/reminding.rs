//! Reminding the contacts of authorities whose candidates still wait when the last day for nominating comes near.

use crate::{
    actions::{Error, Tx, notify},
    db::{self, Conn, nominations::Contact},
    domain::{
        id::CallId,
        nomination::{NominationState, is_open_for_nomination},
        time::{Span, Timestamp},
    },
    mail::messages::CANDIDATES_STILL_WAIT,
};

/// How long before the last instant for nominating, the last first.
const REMINDERS: [Span; 2] = [Span::days(2), Span::days(7)];
/// How long after its close a call is looked at.
const LONGEST: Span = Span::days(366);
/// Most candidates that are counted.
const MOST: i64 = 1000;

/// A call whose authorities are to be reminded.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    call: CallId,
    /// The last instant at which they may nominate.
    until: Timestamp,
    /// When the distance was reached that they are reminded at.
    since: Timestamp,
}

/// Calls that reached one of the distances and whose authorities had no such mail since.
///
/// # Errors
/// Where the database fails.
pub fn list_due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Due>, Error> {
    let mut due = Vec::new();
    for call in db::quotas::list_calls(conn, now - LONGEST, now + REMINDERS[REMINDERS.len() - 1])? {
        let definition = db::definitions::get(conn, call.definition_id)?;
        let Some(until) = super::until(definition.nomination, call.closes_at).filter(|until| now <= *until) else {
            continue;
        };
        let Some(before) = REMINDERS.iter().find(|&&before| until - before <= now) else { continue };
        let since = until - *before;
        if !db::outbox::has_told(conn, call.id, CANDIDATES_STILL_WAIT, since)? {
            due.push(Due { call: call.id, until, since });
        }
    }
    Ok(due)
}

/// Reminds every contact of the candidates who wait and whom the contact may see; how many were.
///
/// # Errors
/// Where the database fails.
pub fn remind(tx: &mut Tx, due: Due) -> Result<usize, Error> {
    let call = db::calls::find(tx.conn, due.call)?.ok_or(Error::NotFound)?;
    let mut reminded = 0;
    for quota in db::quotas::list_of_call(tx.conn, due.call)? {
        let Some(authority) = db::authorities::find(tx.conn, quota.authority_id)? else { continue };
        if !authority.facts.validity.holds_on(tx.now.day_in(call.zone)) {
            continue;
        }
        for person in notify::nomination::contacts(tx, authority.id)? {
            let contact = Contact { user: person.user_id, authority: authority.id };
            let all = db::nominations::list(tx.conn, contact, due.call, MOST)?;
            let waits = all
                .iter()
                .filter(|one| one.nomination.state == NominationState::Asked && is_open_for_nomination(one.status));
            let count = waits.count();
            if count > 0 {
                let of = (&authority, &person);
                notify::nomination::candidates_still_wait(tx, &call, of, count, (due.until, due.since))?;
                reminded += 1;
            }
        }
    }
    Ok(reminded)
}
