//! A step of a letter: the only place that changes its state, and what every act on letters shares.

use crate::{
    actions::{
        Error, Tx,
        audit::{self, Entry},
        case::Case,
    },
    db::{
        self,
        letters::{LetterRow, NewLetterLink},
    },
    domain::{
        id::{LetterId, LinkId},
        letter::{Dates, LetterBy, LetterEvent},
        permission::Actor,
        referees::Referees,
        sentence::Sentence,
        time::Timestamp,
        workflow::NotNow,
    },
    keys,
};

/// What the call of this application asks of referees.
///
/// # Errors
/// `NotFound` where it takes no letters.
pub(super) fn asked(case: &Case) -> Result<&Referees, Error> {
    case.definition.referees.as_ref().ok_or(Error::NotFound)
}

/// What happens to a letter, by whom and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    /// What.
    pub event: LetterEvent,
    /// By whom.
    pub by: LetterBy,
    /// Why; may be empty.
    pub reason: &'a str,
}

impl<'a> Step<'a> {
    /// Without a word on why.
    pub fn new(event: LetterEvent, by: LetterBy) -> Self {
        Self { event, by, reason: "" }
    }

    /// With it.
    pub fn because(self, reason: &'a str) -> Self {
        Self { reason, ..self }
    }
}

/// The only place that changes a letter's state: by the table, by compare-and-set, with its entry in the audit log.
pub(super) fn step(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    letter: &mut LetterRow,
    step: Step<'_>,
) -> Result<(), Error> {
    let Step { event, by, reason } = step;
    letter.state = letter.state.apply(event, by).map_err(|why| match why {
        NotNow::State => Error::refused(Sentence::new("letters-not-in-this-state")),
        NotNow::Actor => Error::Denied,
    })?;
    if event.needs_reason() {
        Error::require_reason(reason)?;
    }
    date(letter, event, tx.now);
    reason.trim().clone_into(&mut letter.reason);
    store(tx, letter)?;
    note(tx, actor, case, letter, &format!("letter_{event}"))
}

/// Stores the letter, with when the clock has to look at it next.
pub(super) fn store(tx: &mut Tx, letter: &mut LetterRow) -> Result<(), Error> {
    letter.looked_at = Some(tx.now);
    letter.next_at = dates(letter).and_then(|dates| dates.next(tx.now));
    if !db::letters::change(tx.conn, letter)? {
        return Err(Error::Conflict);
    }
    letter.version += 1;
    Ok(())
}

fn date(letter: &mut LetterRow, event: LetterEvent, now: Timestamp) {
    match event {
        LetterEvent::Ask | LetterEvent::AskAgain => {
            letter.asked_at = Some(now);
            (letter.ended_at, letter.cancelled_at) = (None, None);
        }
        LetterEvent::Save => letter.saved_at = Some(now),
        LetterEvent::Give | LetterEvent::Correct | LetterEvent::Upload => {
            letter.received_at = Some(now);
            letter.ended_at = None;
        }
        LetterEvent::Cancel => letter.cancelled_at = Some(now),
        LetterEvent::Bounce | LetterEvent::Decline | LetterEvent::Expire | LetterEvent::SetAside => {
            letter.ended_at = Some(now);
        }
        LetterEvent::Restore => letter.ended_at = None,
        LetterEvent::Agree => {}
    }
}

/// The dates of a letter that is with its referee.
pub(super) fn dates(letter: &LetterRow) -> Option<Dates> {
    let (asked_at, due_at) = (letter.asked_at?, letter.due_at?);
    letter.state.is_with_referee().then_some(Dates { asked_at, saved_at: letter.saved_at, due_at })
}

/// Writes down what was done to a letter.
pub(super) fn note(tx: &mut Tx, actor: &Actor, case: &Case, letter: &LetterRow, action: &str) -> Result<(), Error> {
    let entry = Entry {
        action,
        subject: "letter",
        subject_id: &letter.id.to_string(),
        call: Some(case.call.id),
        application: Some(case.application.id),
        reason: &letter.reason,
        detail: "",
    };
    audit::write(tx, actor, entry)
}

/// A fresh link to the letter. Those before it are answered, and lead to nothing.
pub(super) fn link(tx: &mut Tx, letter: LetterId) -> Result<LinkId, Error> {
    let id = LinkId::new(tx.now, &mut tx.chance);
    let token_hash = keys::token_hash(&tx.keys.link_token(id));
    db::letters::insert_link(
        tx.conn,
        &NewLetterLink { id, letter_id: letter, token_hash: &token_hash, created_at: tx.now },
    )?;
    Ok(id)
}

/// The letter of a case, at the version that the person saw.
pub(super) fn seen(tx: &mut Tx, case: &Case, id: LetterId, version: i32) -> Result<LetterRow, Error> {
    let letter = db::letters::find_of(tx.conn, case.application.id, id)?.ok_or(Error::NotFound)?;
    if letter.version == version { Ok(letter) } else { Err(Error::Conflict) }
}
