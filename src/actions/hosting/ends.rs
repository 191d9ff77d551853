//! What becomes of a consent when its application ends or comes back: the place of the post is freed, or taken again if it is still free.

use crate::{
    actions::{Error, Tx},
    db::{
        self,
        choices::{ChoiceChange, ChoiceRow},
    },
    domain::{
        hosting::{
            Side,
            consent::{ConsentEvent, ConsentState},
        },
        id::ApplicationId,
        sentence::Sentence,
        workflow::Status,
    },
};

/// Lets the consents of an application follow its change of state.
pub fn follow(tx: &mut Tx, id: ApplicationId, from: Status, to: Status) -> Result<(), Error> {
    match (from.is_with_hosts(), to.is_with_hosts()) {
        (true, false) => end(tx, id),
        (false, true) if from.was_submitted() => come_back(tx, id),
        _ => Ok(()),
    }
}

fn end(tx: &mut Tx, id: ApplicationId) -> Result<(), Error> {
    let Some(letter) = db::consents::find_live(tx.conn, id)? else { return Ok(()) };
    db::consents::end(tx.conn, letter.id, tx.now)?;
    db::posts::free_place(tx.conn, letter.post_id)?;
    let choice = db::choices::find(tx.conn, letter.choice_id)?.ok_or(Error::NotFound)?;
    step(tx, &choice, ConsentEvent::End)
}

fn come_back(tx: &mut Tx, id: ApplicationId) -> Result<(), Error> {
    let ended = db::choices::list(tx.conn, id)?.into_iter().filter(|c| c.state == ConsentState::Ended);
    for choice in ended {
        let letter = db::consents::find_of_choice(tx.conn, choice.id)?;
        match letter {
            Some(letter) if db::posts::take_place(tx.conn, choice.post_id)? => {
                db::consents::revive(tx.conn, letter.id, id)?;
                step(tx, &choice, ConsentEvent::Restore)?;
            }
            _ => step(tx, &choice, ConsentEvent::Reopen)?,
        }
    }
    Ok(())
}

fn step(tx: &mut Tx, choice: &ChoiceRow, event: ConsentEvent) -> Result<(), Error> {
    let (to, _) = choice
        .state
        .apply(event, Side::System)
        .map_err(|_| Error::refused(Sentence::new("errors-not-in-this-state")))?;
    let change = ChoiceChange {
        id: choice.id,
        version: choice.version,
        from: choice.state,
        to,
        reason: "",
        by: None,
        at: tx.now,
    };
    if db::choices::change_state(tx.conn, &change)? { Ok(()) } else { Err(Error::Conflict) }
}
