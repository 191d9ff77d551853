//! What an officer does with letters: names a referee for an applicant, sends a request again, mends an address, gives more time, sets one aside, goes on without.

use super::{
    asking::{Named, insert, problems_of, readdress, unfit},
    passing,
    sending::{call_off, send},
    step::{Step, asked, note, seen, step, store},
    telling,
};
use crate::{
    actions::{Error, Tx, audit, case::Case},
    db::{self, letters::NewWaiver},
    domain::{
        id::{ApplicationId, LetterId},
        letter::{LetterBy, LetterEvent, LetterState, is_wanted},
        permission::{Action, Actor},
        person::EmailAddress,
        sentence::Sentence,
        time::Timestamp,
    },
};

fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<Case, Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    asked(&case)?;
    // What is not handed in is the applicant's alone.
    if case.application.revision == 0 { Err(Error::NotFound) } else { Ok(case) }
}

fn refuse(id: &'static str) -> Error {
    Error::refused(Sentence::new(id))
}

/// An officer names a referee for an applicant, who is told; the referee is asked at once where it is time. The applicant keeps the
/// right to read the letter, because nobody else can give it up.
///
/// # Errors
/// `Refused` where no letter is wanted now, and as for the applicant.
pub fn name(tx: &mut Tx, actor: &Actor, id: ApplicationId, named: &Named) -> Result<LetterId, Error> {
    let case = open(tx, actor, id)?;
    if !is_wanted(case.application.status) {
        return Err(refuse("letters-application-ended"));
    }
    let others = db::letters::list(tx.conn, id)?;
    let problems = problems_of(tx.conn, &case, &others, named)?;
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let mut letter = insert(tx, &case, &Named { waived: None, ..named.clone() })?;
    note(tx, actor, &case, &letter, "letter_name")?;
    if asked(&case)?.due.asks_at_once(case.application.status) {
        send(tx, actor, &case, &mut letter, Step::new(LetterEvent::Ask, LetterBy::Officer))?;
    }
    telling::named(tx, &case, &letter)?;
    Ok(letter.id)
}

/// Sends the request again: to a mended address or the same, with more time where `until` says so. A referee who has begun to write keeps
/// what is written.
///
/// # Errors
/// `Refused` where no letter is wanted now, for an unfit address, or a time that has passed; `Conflict` where the letter changed.
pub fn ask_again(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    (letter, version): (LetterId, i32),
    email: &EmailAddress,
    until: Option<Timestamp>,
) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    let mut row = seen(tx, &case, letter, version)?;
    if !is_wanted(case.application.status) {
        return Err(refuse("letters-application-ended"));
    }
    if until.is_some_and(|until| until <= tx.now) {
        return Err(Error::refused_at("until", Sentence::new("letters-until-must-be-later")));
    }
    if let Some(problem) = unfit(tx.conn, &case, email)? {
        return Err(Error::Refused(vec![problem]));
    }
    readdress(tx, &case, &mut row, email)?;
    row.due_at = until.or(row.due_at);
    match row.state {
        LetterState::Opened | LetterState::Saved => {
            store(tx, &mut row)?;
            note(tx, actor, &case, &row, "letter_resend")?;
            telling::requested(tx, &case, &row)
        }
        LetterState::NotSent => send(tx, actor, &case, &mut row, Step::new(LetterEvent::Ask, LetterBy::Officer)),
        _ => send(tx, actor, &case, &mut row, Step::new(LetterEvent::AskAgain, LetterBy::Officer)),
    }
}

/// The office does not need a letter.
///
/// # Errors
/// `Refused` once it is in or has ended, `Conflict` where it changed.
pub fn cancel(tx: &mut Tx, actor: &Actor, id: ApplicationId, letter: LetterId, version: i32) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    let mut row = seen(tx, &case, letter, version)?;
    call_off(tx, actor, &case, &mut row, Step::new(LetterEvent::Cancel, LetterBy::Officer))
}

/// A letter is not to count: it stays on record, and reviewers no longer see it.
///
/// # Errors
/// `Refused` without a reason or unless it is in, `Conflict` where it changed.
pub fn set_aside(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    (letter, version): (LetterId, i32),
    reason: &str,
) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    let mut row = seen(tx, &case, letter, version)?;
    let aside = Step::new(LetterEvent::SetAside, LetterBy::Officer).because(reason);
    step(tx, actor, &case, &mut row, aside)
}

/// A letter that was set aside counts again.
///
/// # Errors
/// As [`set_aside`].
pub fn restore(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    (letter, version): (LetterId, i32),
    reason: &str,
) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    let mut row = seen(tx, &case, letter, version)?;
    let restored = Step::new(LetterEvent::Restore, LetterBy::Officer).because(reason);
    step(tx, actor, &case, &mut row, restored)?;
    passing::close_spare(tx, &case)
}

/// The application goes on without all the letters that the call asks for.
///
/// # Errors
/// `Refused` without a reason or where it does already, `Conflict` where the application changed.
pub fn waive(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    case.expect_version(version)?;
    Error::require_reason(reason)?;
    let waiver = NewWaiver { application_id: id, reason: reason.trim(), created_by: actor.user(), created_at: tx.now };
    if !db::letters::waive(tx.conn, &waiver)? {
        return Err(refuse("letters-waived-already"));
    }
    audit::application(tx, actor, "waive_letters", id, case.call.id, reason)
}
