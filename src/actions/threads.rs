//! Threads: the applicant and the office write to each other about an application. Every message stays, and is mailed.

use crate::{
    actions::{Error, Tx, audit, case::Case, notify},
    db::{self, threads::NewMessage},
    domain::{
        id::{ApplicationId, MessageId},
        permission::{Action, Actor},
        sentence::Sentence,
        thread::{MOST_CHARACTERS, Party},
        time::Span,
    },
};

/// Messages that one person may write in an hour.
const MESSAGES_AN_HOUR: i32 = 30;
/// The field of the message.
pub const FIELD: &str = "message";

/// The applicant writes to the office, once the application was handed in: a draft is the applicant's alone.
///
/// # Errors
/// `NotFound` for other people's applications and drafts, `Refused` where the message is empty or too long, `TooMany` after too many
/// in an hour.
pub fn ask(tx: &mut Tx, actor: &Actor, id: ApplicationId, text: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    if case.application.revision == 0 {
        return Err(Error::NotFound);
    }
    let message = write(tx, actor, &case, (Party::Applicant, false), text)?;
    notify::thread::applicant_wrote(tx, &case, message, text)
}

/// An officer writes to the applicant.
///
/// # Errors
/// As [`ask`].
pub fn answer(tx: &mut Tx, actor: &Actor, id: ApplicationId, text: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    if case.application.revision == 0 {
        return Err(Error::refused(Sentence::new("errors-not-in-this-state")));
    }
    let message = write(tx, actor, &case, (Party::Applicant, true), text)?;
    notify::thread::office_wrote(tx, &case, message, text)
}

fn write(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (party, by_office): (Party, bool),
    text: &str,
) -> Result<MessageId, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::refused_at(FIELD, Sentence::new("threads-enter-message")));
    }
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        let over = Sentence::new("threads-message-too-long").with("most", MOST_CHARACTERS).with("length", length);
        return Err(Error::refused_at(FIELD, over));
    }
    let user = actor.user().ok_or(Error::Denied)?;
    let key = tx.keys.limit_key("message", &user.to_string());
    if db::limits::count(tx.conn, &key, tx.now, Span::hours(1))? > MESSAGES_AN_HOUR {
        let left = 3600 - (tx.now.unix_micros() / 1_000_000).rem_euclid(3600);
        return Err(Error::TooMany(u32::try_from(left).unwrap_or(3600)));
    }
    let id = MessageId::new(tx.now, &mut tx.chance);
    db::threads::insert(
        tx.conn,
        &NewMessage {
            id,
            application_id: case.application.id,
            party,
            by_office,
            author_id: Some(user),
            body: text,
            created_at: tx.now,
        },
    )?;
    audit::application(tx, actor, "write_message", case.application.id, case.call.id, "")?;
    Ok(id)
}
