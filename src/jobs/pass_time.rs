//! What time alone does: writers of drafts, referees and authorities are reminded, drafts lapse, corrections, offers and letters run out, forgotten
//! sessions and links go.

use crate::{
    actions::{self, Error, Tx, app::App, applications, letters::passing, nominations::reminding, offers, screening},
    db,
    domain::time::{Span, Timestamp},
    mail::messages::{DRAFT_WAITING, ROUND_NEAR},
};

/// How many of one kind are done in one round, each in a transaction of its own.
const BATCH: i64 = 200;

/// How long a link that ran out is known: whoever opens an old mail reads that the link is too old, and what to do.
const LINKS_KEPT: Span = Span::days(30);

/// Does everything that is due at `now`; returns how many things changed. One that was changed by a person at the last instant is left.
pub async fn run(app: &App, now: Timestamp) -> Result<usize, Error> {
    let mut done = 0;
    let lapsing = app.read(move |conn| db::applications::drafts::list_lapsing(conn, now, BATCH)).await?;
    for id in lapsing {
        done += settle(app.write(now, move |tx| screening::lapse(tx, id)).await)?;
    }
    done += remind(app, now).await?;
    let returns = app.read(move |conn| db::returns::list_overdue(conn, now, BATCH)).await?;
    for open in returns {
        done += settle(app.write(now, move |tx| screening::expire_return(tx, &open)).await)?;
    }
    let overdue = app.read(move |conn| db::offers::list_overdue(conn, now, BATCH)).await?;
    for offer in overdue {
        done += settle(app.write(now, move |tx| offers::expire(tx, &offer)).await)?;
    }
    let letters = app.read(move |conn| db::letters::list_due(conn, now, BATCH)).await?;
    for letter in letters {
        done += settle(app.write(now, move |tx| passing::look_at(tx, letter.id)).await)?;
    }
    let ended = app.read(move |conn| passing::list_ended(conn, now, BATCH)).await?;
    for letter in ended {
        done += settle(app.write(now, move |tx| passing::end(tx, letter)).await)?;
    }
    for due in app.read(move |conn| reminding::list_due(conn, now)).await? {
        done += app.write(now, move |tx| reminding::remind(tx, due)).await?;
    }
    app.write(now, sweep).await?;
    Ok(done)
}

/// How long before the deadline the writer of a draft is reminded, the last first.
const REMINDERS: [Span; 3] = [Span::days(1), Span::days(3), Span::days(14)];

/// The distance that `now` has come to within of a moment that is still ahead: from when on a reminder of it is due.
fn reached(moment: Timestamp, now: Timestamp) -> Option<Timestamp> {
    REMINDERS.iter().map(|&before| moment - before).find(|since| *since <= now)
}

/// Reminds writers of drafts whose deadline, or the day of whose next round, comes near, once at each distance; where several passed
/// meanwhile, of the nearest alone. The last round is no other moment than the deadline.
async fn remind(app: &App, now: Timestamp) -> Result<usize, Error> {
    let mut done = 0;
    for call in app.read(move |conn| db::applications::drafts::list_open_calls(conn, now)).await? {
        let (id, definition) = (call.id, call.definition_id);
        let unreminded = |kind: &'static str, since: Timestamp| {
            app.read(move |conn| db::applications::drafts::list_unreminded(conn, id, kind, since, BATCH))
        };
        if let Some(since) = reached(call.closes_at, now) {
            for draft in unreminded(DRAFT_WAITING, since).await? {
                done += settle(app.write(now, move |tx| applications::start::remind(tx, draft, since)).await)?;
            }
        }
        let days = app.read(move |conn| db::definitions::get(conn, definition)).await?.settings.rounds.clone();
        let next = call.window().rounds(&days).into_iter().find(|round| round.takes(now));
        let next = next.filter(|round| round.until < call.closes_at);
        if let Some(since) = next.and_then(|round| reached(round.until, now)) {
            for draft in unreminded(ROUND_NEAR, since).await? {
                done += settle(app.write(now, move |tx| applications::start::remind_of_round(tx, draft, since)).await)?;
            }
        }
    }
    Ok(done)
}

/// A conflict means that a person acted first: nothing is wrong and nothing is to be done.
fn settle(result: Result<(), Error>) -> Result<usize, Error> {
    match result {
        Ok(()) => Ok(1),
        Err(Error::Conflict | Error::Refused(_)) => Ok(0),
        Err(other) => Err(other),
    }
}

fn sweep(tx: &mut Tx) -> Result<(), actions::Error> {
    let now = tx.now;
    db::sessions::delete_expired(tx.conn, now)?;
    db::links::delete_expired(tx.conn, now - LINKS_KEPT)?;
    db::limits::delete_before(tx.conn, now - Span::days(2))?;
    Ok(())
}
