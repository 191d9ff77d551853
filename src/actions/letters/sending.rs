//! Sending a request, and calling one off: the step with its mail.

use super::{
    step::{Step, asked, link, step},
    telling,
};
use crate::{
    actions::{Error, Tx, case::Case},
    db::letters::LetterRow,
    domain::{
        letter::{LetterBy, LetterState},
        permission::Actor,
    },
};

/// Why what is still asked for is cancelled when enough letters are in.
pub(super) const ENOUGH: &str = "enough";

/// Sends the request, the first time or again, and sets when the letter is due.
pub(super) fn send(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    letter: &mut LetterRow,
    sent: Step<'_>,
) -> Result<(), Error> {
    let due_at = asked(case)?.due_at(tx.now, case.call.closes_at, case.call.zone);
    // Asking again takes no time away; and an applicant who asks again, unasked, wins none.
    let wins_none = sent.by == LetterBy::Owner && letter.state == LetterState::Sent;
    letter.due_at = match letter.due_at {
        Some(old) if wins_none => Some(old),
        old => old.max(Some(due_at)),
    };
    if letter.link_id.is_none() {
        letter.link_id = Some(link(tx, letter.id)?);
    }
    step(tx, actor, case, letter, sent)?;
    telling::requested(tx, case, letter)
}

/// Cancels a letter; a referee who was asked is told.
pub(super) fn call_off(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    row: &mut LetterRow,
    cancelled: Step<'_>,
) -> Result<(), Error> {
    let was_asked = row.state.is_with_referee();
    step(tx, actor, case, row, cancelled)?;
    if was_asked { telling::not_needed(tx, case, row, cancelled.reason == ENOUGH) } else { Ok(()) }
}
