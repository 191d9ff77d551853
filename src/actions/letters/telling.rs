//! Telling referees and applicants by mail what becomes of a letter.

use crate::{
    actions::{
        Error, Tx,
        applications::to_json,
        case::{Case, applicant_name},
        letters::reading,
        notify,
    },
    db::{letters::LetterRow, outbox::NewMail},
    domain::{id::MailId, time::Timestamp},
    mail::messages::{self, AboutLetter, Message},
    words,
};

/// To the referee, who has no account: in the first language, on the call's clocks.
fn to_referee(
    tx: &mut Tx,
    case: &Case,
    letter: &LetterRow,
    occurrence: &str,
    message: impl Into<Message>,
) -> Result<(), Error> {
    let message = message.into();
    let mail = NewMail {
        id: MailId::new(tx.now, &mut tx.chance),
        unique_key: &format!("{}:{}:{occurrence}", message.kind(), letter.id),
        kind: message.kind(),
        recipient: &letter.email,
        user_id: None,
        call_id: Some(case.call.id),
        application_id: Some(case.application.id),
        body: &to_json(&message)?,
        language: words::FIRST_LANGUAGE,
        zone: case.call.zone.into(),
        next_try_at: tx.now,
        created_at: tx.now,
    };
    tx.post(&mail)
}

fn about(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<AboutLetter, Error> {
    Ok(AboutLetter {
        letter: letter.id,
        link: letter.link_id.ok_or(Error::Conflict)?,
        referee: letter.name.to_string(),
        applicant: applicant_name(tx.conn, &case.application)?,
        call: notify::about_call(&case.call),
    })
}

fn to_owner(tx: &mut Tx, case: &Case, letter: &LetterRow, message: impl Into<Message>) -> Result<(), Error> {
    notify::tell_owner(tx, case, format!("{}:{}", letter.id, letter.version), message)
}

fn due(letter: &LetterRow) -> Result<Timestamp, Error> {
    letter.due_at.ok_or(Error::Conflict)
}

/// The request.
pub fn requested(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message = messages::LetterRequested {
        about: about(tx, case, letter)?,
        due_at: due(letter)?,
        applicant_reads: reading::will_be_read_by_applicant(case, letter),
    };
    to_referee(tx, case, letter, &letter.version.to_string(), message)
}

/// The office named a referee for the applicant.
pub fn named(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message = messages::RefereeNamed { about: notify::about(case), referee: letter.name.to_string() };
    to_owner(tx, case, letter, message)
}

/// A reminder, to both; that something is saved and not sent is told to the referee alone.
pub fn reminded(tx: &mut Tx, case: &Case, letter: &LetterRow, occasion: &str, unsent: bool) -> Result<(), Error> {
    let due_at = due(letter)?;
    let message = messages::LetterReminder { about: about(tx, case, letter)?, due_at, unsent };
    // A letter that was asked for again is reminded of again.
    let asked = letter.asked_at.map_or(0, Timestamp::unix_micros);
    to_referee(tx, case, letter, &format!("{occasion}:{asked}"), message)?;
    if unsent {
        return Ok(());
    }
    let message = messages::RefereeReminded { about: notify::about(case), referee: letter.name.to_string(), due_at };
    to_owner(tx, case, letter, message)
}

/// The letter is in.
pub fn arrived(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message = messages::LetterArrived { about: notify::about(case), referee: letter.name.to_string() };
    to_owner(tx, case, letter, message)
}

/// The receipt for the referee.
pub fn thanked(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message = messages::LetterThanks { about: about(tx, case, letter)?, at: tx.now, due_at: due(letter)? };
    to_referee(tx, case, letter, &letter.version.to_string(), message)
}

/// A referee who was asked need not write.
pub fn not_needed(tx: &mut Tx, case: &Case, letter: &LetterRow, enough: bool) -> Result<(), Error> {
    let message = messages::LetterNotNeeded { about: about(tx, case, letter)?, enough };
    to_referee(tx, case, letter, &letter.version.to_string(), message)
}

/// The file that the referee gave is held back for good.
pub fn file_refused(tx: &mut Tx, case: &Case, letter: &LetterRow, file: &str, has_virus: bool) -> Result<(), Error> {
    let message = messages::LetterFileRefused { about: about(tx, case, letter)?, has_virus };
    to_referee(tx, case, letter, file, message)
}

/// The referee cannot write. Why is the office's to know.
pub fn declined(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message = messages::RefereeDeclined { about: notify::about(case), referee: letter.name.to_string() };
    to_owner(tx, case, letter, message)
}

/// The request came back.
pub fn bounced(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message = messages::RequestBounced {
        about: notify::about(case),
        referee: letter.name.to_string(),
        address: letter.email.to_string(),
    };
    to_owner(tx, case, letter, message)
}

/// It did not come in time.
pub fn late(tx: &mut Tx, case: &Case, letter: &LetterRow) -> Result<(), Error> {
    let message =
        messages::LetterLate { about: notify::about(case), referee: letter.name.to_string(), due_at: due(letter)? };
    to_owner(tx, case, letter, message)
}
