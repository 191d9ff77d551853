//! What happens to letters by itself: asked when it is time, reminded, run out, bounced, closed when enough are in or the application ends.

use super::{
    sending::{ENOUGH, call_off, send},
    step::{Step, asked, dates, step, store},
    telling,
};
use crate::{
    actions::{Error, Tx, case::Case},
    db::{self, Conn, letters::LetterRow},
    domain::{
        id::{ApplicationId, LetterId, LinkId},
        letter::{LetterBy, LetterEvent, LetterState, Occasion, is_wanted},
        permission::{Action, Actor},
        time::{Span, Timestamp},
        workflow::Status,
    },
    mail::Message,
};

/// Why letters are cancelled when an application is withdrawn.
const WITHDRAWN: &str = "withdrawn";
/// Why they are when it ended in another way.
const ENDED: &str = "ended";

/// Asks every referee who is named and not yet asked, where it is time: when the application is handed in, or a place is offered.
pub fn ask_named(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<(), Error> {
    let Some(referees) = &case.definition.referees else { return Ok(()) };
    if !referees.due.asks_at_once(case.application.status) {
        return Ok(());
    }
    for mut letter in db::letters::list(tx.conn, case.application.id)? {
        if letter.state == LetterState::NotSent {
            send(tx, actor, case, &mut letter, Step::new(LetterEvent::Ask, LetterBy::System))?;
        }
    }
    Ok(())
}

/// Cancels what is still asked for once as many letters are in as the call takes.
pub(super) fn close_spare(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let letters = db::letters::list(tx.conn, case.application.id)?;
    let received = letters.iter().filter(|l| l.state == LetterState::Received).count();
    if received < asked(case)?.maximum as usize {
        return Ok(());
    }
    cancel_open(tx, &Actor::System, case, letters, ENOUGH)
}

/// The application was withdrawn, or its draft is being deleted: nobody need write.
pub fn withdraw(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<(), Error> {
    let letters = db::letters::list(tx.conn, case.application.id)?;
    cancel_open(tx, actor, case, letters, WITHDRAWN)
}

fn cancel_open(tx: &mut Tx, actor: &Actor, case: &Case, letters: Vec<LetterRow>, why: &str) -> Result<(), Error> {
    for mut letter in letters.into_iter().filter(|l| l.state.is_open()) {
        call_off(tx, actor, case, &mut letter, Step::new(LetterEvent::Cancel, LetterBy::System).because(why))?;
    }
    Ok(())
}

/// How long after the end of an application its referees are told: an officer may have pressed the wrong button.
const SECOND_THOUGHTS: Span = Span::hours(1);

/// Letters that are with their referee though nobody needs them any more.
///
/// # Errors
/// Where the database fails.
pub fn list_ended(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<LetterId>, Error> {
    let ended: Vec<Status> = Status::ALL.iter().copied().filter(|&status| !is_wanted(status)).collect();
    Ok(db::letters::list_ended(conn, &ended, now - SECOND_THOUGHTS, most)?)
}

/// The application ended: a referee who still has the request is told that nobody need write.
///
/// # Errors
/// `Conflict` where it goes on, or the letter came in meanwhile.
pub fn end(tx: &mut Tx, id: LetterId) -> Result<(), Error> {
    let mut letter = db::letters::find(tx.conn, id)?.filter(|l| l.state.is_with_referee()).ok_or(Error::Conflict)?;
    let case = open(tx, letter.application_id)?;
    if is_wanted(case.application.status) {
        return Err(Error::Conflict);
    }
    let ended = Step::new(LetterEvent::Cancel, LetterBy::System).because(ENDED);
    call_off(tx, &Actor::System, &case, &mut letter, ended)
}

/// The application goes on after it was withdrawn or had ended: whom that had called off is asked again.
pub fn go_on(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    for mut letter in db::letters::list(tx.conn, case.application.id)? {
        if letter.state == LetterState::Cancelled && [WITHDRAWN, ENDED].contains(&&*letter.reason) {
            send(tx, &Actor::System, case, &mut letter, Step::new(LetterEvent::AskAgain, LetterBy::System))?;
        }
    }
    Ok(())
}

/// The clock: reminds of a letter, or ends it when its time has passed. Of an application that needs no letter any more nobody is reminded.
///
/// # Errors
/// `Conflict` where the referee acted at the last instant.
pub fn look_at(tx: &mut Tx, id: LetterId) -> Result<(), Error> {
    let mut letter = db::letters::find(tx.conn, id)?.ok_or(Error::Conflict)?;
    if letter.next_at.is_none_or(|at| at > tx.now) {
        return Err(Error::Conflict);
    }
    let case = open(tx, letter.application_id)?;
    let since = letter.looked_at.unwrap_or(letter.created_at);
    let wanted = is_wanted(case.application.status);
    match dates(&letter).and_then(|dates| dates.due(since, tx.now)) {
        Some(Occasion::Over) => {
            step(tx, &Actor::System, &case, &mut letter, Step::new(LetterEvent::Expire, LetterBy::System))?;
            if wanted { telling::late(tx, &case, &letter) } else { Ok(()) }
        }
        Some(occasion) => {
            store(tx, &mut letter)?;
            let unsent = occasion == Occasion::Unsent || letter.state == LetterState::Saved;
            if wanted { telling::reminded(tx, &case, &letter, occasion.word(), unsent) } else { Ok(()) }
        }
        None => store(tx, &mut letter),
    }
}

/// The scanner holds the file of a letter back for good: whoever gave it is told, where that was the referee. What an officer filed the
/// officer sees on its page.
pub fn file_refused(tx: &mut Tx, case: &Case, letter: &LetterRow, file: &str, has_virus: bool) -> Result<(), Error> {
    if letter.uploaded_by.is_some() || letter.link_id.is_none() || !is_wanted(case.application.status) {
        return Ok(());
    }
    telling::file_refused(tx, case, letter, file, has_virus)
}

/// A mail was given up: the request of a letter that waits for an answer came back. Whatever else it was, nothing happens.
pub fn mail_given_up(tx: &mut Tx, message: &Message) -> Result<(), Error> {
    let about = match message {
        Message::LetterRequested(request) => &request.about,
        Message::LetterReminder(reminder) => &reminder.about,
        _ => return Ok(()),
    };
    bounce(tx, about.letter, about.link)
}

/// The request that went out by this link came back; an older link's, or one that was answered all the same, changes nothing.
pub fn bounce(tx: &mut Tx, id: LetterId, link: LinkId) -> Result<(), Error> {
    let Some(mut letter) = db::letters::find(tx.conn, id)? else { return Ok(()) };
    // An older link went to another address.
    if letter.state != LetterState::Sent || letter.link_id != Some(link) {
        return Ok(());
    }
    let case = open(tx, letter.application_id)?;
    step(tx, &Actor::System, &case, &mut letter, Step::new(LetterEvent::Bounce, LetterBy::System))?;
    if is_wanted(case.application.status) { telling::bounced(tx, &case, &letter) } else { Ok(()) }
}

fn open(tx: &mut Tx, id: ApplicationId) -> Result<Case, Error> {
    Case::open(tx.conn, &Actor::System, Action::ManageApplication, id)
}
