//! Mails, written in the transaction of what they tell and delivered later.
//!
//! A worker claims mails for a while and then says what became of each; the mark of its claim is the time at which it was to end,
//! and what it says counts only while that claim stands. Two workers never hold one mail. One whose worker died is claimed again,
//! which counts as a doubt: the mail server may have taken it.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result, kept,
    schema::{applications, calls, conflicts, outbox},
    search,
    types::ZoneName,
};
use crate::domain::{
    id::{ApplicationId, CallId, MailId, UserId},
    permission::{Reach, Viewer},
    person::EmailAddress,
    time::{Timestamp, Zone},
    workflow::MailState,
};

/// A mail to be sent.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = outbox)]
pub struct NewMail<'a> {
    /// Key.
    pub id: MailId,
    /// Kind, subject and occurrence: the same never goes twice.
    pub unique_key: &'a str,
    /// The message's kind.
    pub kind: &'a str,
    /// To whom.
    pub recipient: &'a EmailAddress,
    /// The recipient's account.
    pub user_id: Option<UserId>,
    /// The call it is about.
    pub call_id: Option<CallId>,
    /// The application it is about.
    pub application_id: Option<ApplicationId>,
    /// The message's data as JSON.
    pub body: &'a str,
    /// The recipient's language, BCP 47.
    pub language: &'a str,
    /// The recipient's zone.
    pub zone: ZoneName,
    /// Not to be sent before.
    pub next_try_at: Timestamp,
    /// When.
    pub created_at: Timestamp,
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct MailRow {
    /// Key.
    pub id: MailId,
    /// Kind, subject and occurrence.
    pub unique_key: String,
    /// The message's kind.
    pub kind: String,
    /// To whom.
    pub recipient: EmailAddress,
    /// The recipient's account.
    pub user_id: Option<UserId>,
    /// The call it is about.
    pub call_id: Option<CallId>,
    /// The application it is about.
    pub application_id: Option<ApplicationId>,
    /// The message's data as JSON.
    pub body: String,
    /// The recipient's language.
    pub language: String,
    /// The recipient's zone.
    #[diesel(deserialize_as = ZoneName)]
    pub zone: Zone,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub tries: i32,
    /// Tries of which nobody knows whether the mail server took the mail.
    pub doubts: i32,
    /// Not to be tried before.
    pub next_try_at: Timestamp,
    /// The mark of the claim, while a worker has it: the end of the claim as it was when it began.
    pub leased_until: Option<Timestamp>,
    /// What went wrong last; empty where nothing did.
    pub last_error: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
}

/// Queues a mail; `false`, and nothing else, where one of this unique key was queued before.
pub fn add(conn: &mut Conn, new: &NewMail<'_>) -> Result<bool> {
    let values = (
        new,
        outbox::state.eq(MailState::Queued),
        outbox::tries.eq(0),
        outbox::doubts.eq(0),
        outbox::last_error.eq(""),
    );
    let rows = each_backend!(conn, c => diesel::insert_into(outbox::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// Whether a mail of this kind about the call was queued since.
pub fn has_told(conn: &mut Conn, call: CallId, kind: &str, since: Timestamp) -> Result<bool> {
    let told =
        outbox::table.filter(outbox::call_id.eq(call).and(outbox::kind.eq(kind)).and(outbox::created_at.ge(since)));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(told)).get_result(c))?)
}

/// Claims at most `limit` mails that are due at `now`, those due longest first, until `until`; each counts one more try.
pub fn claim(conn: &mut Conn, now: Timestamp, until: Timestamp, limit: i64) -> Result<Vec<MailRow>> {
    let mut claimed = Vec::new();
    // A state at a time, because so the index gives them in order without sorting all that wait.
    for state in [MailState::Queued, MailState::Failed, MailState::Sending] {
        let room = limit - i64::try_from(claimed.len()).unwrap_or(limit);
        if room <= 0 {
            break;
        }
        let due: Vec<MailId> = each_backend!(conn, c => outbox::table
            .filter(outbox::state.eq(state).and(outbox::next_try_at.le(now)))
            .order(outbox::next_try_at)
            .limit(room)
            .select(outbox::id)
            .load(c))?;
        for id in due {
            claimed.extend(claim_one(conn, id, state, now, until)?);
        }
    }
    Ok(claimed)
}

fn claim_one(
    conn: &mut Conn,
    id: MailId,
    state: MailState,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<MailRow>> {
    // A claim that ended unsettled was held by a worker that died: the mail may have left.
    let died = i32::from(state == MailState::Sending);
    let still = outbox::table.find(id).filter(outbox::state.eq(state).and(outbox::next_try_at.le(now)));
    Ok(each_backend!(conn, c => kept(diesel::update(still)
        .set((
            outbox::state.eq(MailState::Sending),
            outbox::tries.eq(outbox::tries + 1),
            outbox::doubts.eq(outbox::doubts + died),
            outbox::leased_until.eq(until),
            // The claim's end is when it is due again if nobody says what became of it.
            outbox::next_try_at.eq(until),
        ))
        .returning(outbox::all_columns))
        .get_result(c))
    .optional()?)
}

/// What became of a claimed mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery<'a> {
    /// The mail server took it at this moment.
    Sent(Timestamp),
    /// It did not, for this reason; to be tried again at this moment.
    Failed(&'a str, Timestamp),
    /// Nobody knows whether it did, for this reason; to be tried again at this moment.
    Doubtful(&'a str, Timestamp),
    /// It did not, for this reason; no more tries.
    GivenUp(&'a str),
}

/// Notes what became of a mail claimed until `claim`; `false` where that claim no longer stands.
pub fn settle(conn: &mut Conn, id: MailId, claim: Timestamp, delivery: Delivery<'_>) -> Result<bool> {
    let mine = outbox::table.find(id).filter(outbox::state.eq(MailState::Sending).and(outbox::leased_until.eq(claim)));
    let free = outbox::leased_until.eq(None::<Timestamp>);
    let mine = diesel::update(mine);
    let rows = match delivery {
        Delivery::Sent(at) => each_backend!(conn, c => mine
            .set((outbox::state.eq(MailState::Sent), free, outbox::sent_at.eq(at), outbox::last_error.eq("")))
            .execute(c))?,
        Delivery::Failed(why, next) => each_backend!(conn, c => mine
            .set((outbox::state.eq(MailState::Failed), free, outbox::next_try_at.eq(next), outbox::last_error.eq(why)))
            .execute(c))?,
        Delivery::Doubtful(why, next) => each_backend!(conn, c => mine
            .set((
                outbox::state.eq(MailState::Failed),
                free,
                outbox::next_try_at.eq(next),
                outbox::last_error.eq(why),
                outbox::doubts.eq(outbox::doubts + 1),
            ))
            .execute(c))?,
        Delivery::GivenUp(why) => {
            each_backend!(conn, c => mine.set((outbox::state.eq(MailState::GivenUp), free, outbox::last_error.eq(why))).execute(c))?
        }
    };
    Ok(rows == 1)
}

/// Puts off the end of a claim that still stands, for a worker that is still handing its mail over. The claim's mark stays as it is.
pub fn prolong(conn: &mut Conn, id: MailId, claim: Timestamp, until: Timestamp) -> Result<()> {
    let mine = outbox::table.find(id).filter(outbox::state.eq(MailState::Sending).and(outbox::leased_until.eq(claim)));
    each_backend!(conn, c => kept(diesel::update(mine).set(outbox::next_try_at.eq(until))).execute(c))?;
    Ok(())
}

/// Counts every mail that waits as sent when it was written; how many. For an office that is filled in with what happened earlier,
/// as the demo's is.
pub fn settle_waiting(conn: &mut Conn) -> Result<usize> {
    let waiting = outbox::table.filter(outbox::state.eq(MailState::Queued));
    Ok(each_backend!(conn, c => kept(diesel::update(waiting)
        .set((
            outbox::state.eq(MailState::Sent),
            outbox::tries.eq(1),
            outbox::sent_at.eq(outbox::created_at.nullable()),
        )))
        .execute(c))?)
}

/// Queues a mail again, with all its tries; `false` where it waits or is being sent.
pub fn resend(conn: &mut Conn, id: MailId, now: Timestamp) -> Result<bool> {
    let done = [MailState::Sent, MailState::Failed, MailState::GivenUp];
    let row = outbox::table.find(id).filter(outbox::state.eq_any(done));
    let rows = each_backend!(conn, c => kept(diesel::update(row)
        .set((
            outbox::state.eq(MailState::Queued),
            outbox::tries.eq(0),
            outbox::doubts.eq(0),
            outbox::next_try_at.eq(now),
        )))
        .execute(c))?;
    Ok(rows == 1)
}

/// Sends a mail to another address than it was written for: the one that its account has now.
pub fn change_recipient(conn: &mut Conn, id: MailId, recipient: &EmailAddress) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(outbox::table.find(id)).set(outbox::recipient.eq(recipient))).execute(c))?;
    Ok(())
}

/// By key. Whoever shows it asks for it by [`find_for`].
pub fn find(conn: &mut Conn, id: MailId) -> Result<Option<MailRow>> {
    Ok(each_backend!(conn, c => outbox::table.find(id).select(MailRow::as_select()).first(c)).optional()?)
}

/// When the mail that is due first is due; none where none waits.
pub fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let mut first: Option<Timestamp> = None;
    for state in [MailState::Queued, MailState::Failed, MailState::Sending] {
        let due = each_backend!(conn, c => outbox::table
            .filter(outbox::state.eq(state))
            .order(outbox::next_try_at)
            .select(outbox::next_try_at)
            .first::<Timestamp>(c))
        .optional()?;
        first = first.into_iter().chain(due).min();
    }
    Ok(first)
}

/// What a list of mails shows.
#[derive(Debug, Clone, Default)]
pub struct MailFilter {
    /// About this call.
    pub call: Option<CallId>,
    /// About this application.
    pub application: Option<ApplicationId>,
    /// That stand so.
    pub state: Option<MailState>,
    /// Part of the recipient's address, as typed; empty = everybody.
    pub recipient: String,
    /// Goes on after (that is, earlier than) this mail.
    pub after: Option<(Timestamp, MailId)>,
}

type Boxed<'a> = outbox::BoxedQuery<'a, super::conn::MultiBackend>;

/// Mails that the viewer may see: within reach, and not about applications that are the viewer's own or that the viewer has a
/// conflict with.
fn seen_by<'a>(viewer: &Viewer) -> Boxed<'a> {
    let mut query = outbox::table.into_boxed();
    if let Reach::Only { programmes, calls: single } = &viewer.reach {
        let of_programmes =
            calls::table.filter(calls::programme_id.eq_any(programmes.clone())).select(calls::id.nullable());
        query = query.filter(outbox::call_id.eq_any(single.clone()).or(outbox::call_id.eq_any(of_programmes)));
    }
    if let Some(user) = viewer.user {
        let barred = conflicts::table
            .filter(conflicts::user_id.eq(user).and(conflicts::application_id.nullable().eq(outbox::application_id)))
            .select(conflicts::id);
        let own = applications::table
            .filter(applications::owner_id.eq(user).and(applications::id.nullable().eq(outbox::application_id)))
            .select(applications::id);
        query = query.filter(dsl::not(dsl::exists(barred))).filter(dsl::not(dsl::exists(own)));
    }
    query
}

/// By key, if the viewer may see it.
pub fn find_for(conn: &mut Conn, viewer: &Viewer, id: MailId) -> Result<Option<MailRow>> {
    Ok(seen_by(viewer).filter(outbox::id.eq(id)).select(MailRow::as_select()).first(conn).optional()?)
}

/// Mails that the viewer may see, the latest first.
pub fn list(conn: &mut Conn, viewer: &Viewer, filter: &MailFilter, limit: i64) -> Result<Vec<MailRow>> {
    let mut query = seen_by(viewer).order((outbox::created_at.desc(), outbox::id.desc())).limit(limit);
    if let Some(call) = filter.call {
        query = query.filter(outbox::call_id.eq(call));
    }
    if let Some(application) = filter.application {
        query = query.filter(outbox::application_id.eq(application));
    }
    if let Some(state) = filter.state {
        query = query.filter(outbox::state.eq(state));
    }
    if !filter.recipient.trim().is_empty() {
        // Addresses are ASCII and kept as typed; LIKE tells case apart on PostgreSQL only.
        let lower = lower(outbox::recipient);
        query = query.filter(lower.like(search::containing(&filter.recipient)).escape('\\'));
    }
    if let Some((at, id)) = filter.after {
        query = query.filter(outbox::created_at.le(at).and(outbox::created_at.lt(at).or(outbox::id.lt(id))));
    }
    Ok(query.select(MailRow::as_select()).load(conn)?)
}

diesel::define_sql_function! {
    /// ASCII text in lower case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
