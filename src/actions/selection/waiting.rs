//! The waiting list: when a place frees, the next in order is offered it.

use crate::{
    actions::{Error, Tx, audit, case::Case, notify, offers},
    db,
    domain::{
        id::CallId,
        permission::{self, Action, Actor, Subject},
        sentence::Sentence,
        workflow::{By, Event, Outcome},
    },
};

use super::places;

/// After a place was freed: offers it to the next on the waiting list, and so on while places are free, where the call does that by itself.
pub fn fill_free_places(tx: &mut Tx, call: CallId) -> Result<(), Error> {
    let row = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    let definition = db::definitions::get(tx.conn, row.definition_id)?;
    if !definition.settings.waiting_list || !definition.settings.promote_by_itself {
        return Ok(());
    }
    let mut free = places::free(tx.conn, &row)?;
    while free > 0 && promote_next(tx, &Actor::System, By::System, call)? {
        free -= 1;
    }
    Ok(())
}

/// An officer offers a free place to the next on the waiting list, in order.
///
/// # Errors
/// `Refused` where no place is free or nobody waits.
pub fn promote(tx: &mut Tx, actor: &Actor, call: CallId) -> Result<(), Error> {
    let row = permit(tx, actor, call)?;
    places::require_free(tx.conn, &row)?;
    if promote_next(tx, actor, By::Officer, call)? {
        Ok(())
    } else {
        Err(Error::refused(Sentence::new("selection-nobody-waits")))
    }
}

fn promote_next(tx: &mut Tx, actor: &Actor, by: By, call: CallId) -> Result<bool, Error> {
    let Some(next) = db::applications::find_next_waiting(tx.conn, call)? else {
        return Ok(false);
    };
    // As the system: the order decides, not the person who clicks.
    let mut case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, next)?;
    case.step(tx, actor, Event::Promote, by, "")?;
    db::applications::set_waiting_rank(tx.conn, next, None)?;
    offers::make(tx, &case, true)?;
    Ok(true)
}

/// An officer ends the waiting list: who still waits is told that there is no place.
///
/// # Errors
/// `Refused` where nobody waits.
pub fn close(tx: &mut Tx, actor: &Actor, call: CallId) -> Result<usize, Error> {
    permit(tx, actor, call)?;
    let mut told = 0;
    while let Some(next) = db::applications::find_next_waiting(tx.conn, call)? {
        let mut case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, next)?;
        case.step(tx, actor, Event::CloseWaitlist, By::Officer, "")?;
        db::applications::set_waiting_rank(tx.conn, next, None)?;
        let letter = super::letters::render(tx.conn, &case, Outcome::Reject, None)?;
        notify::not_selected(tx, &case, &letter)?;
        told += 1;
    }
    if told == 0 {
        return Err(Error::refused(Sentence::new("selection-nobody-waits")));
    }
    audit::call(tx, actor, "close_waiting_list", call, &told.to_string())?;
    Ok(told)
}

fn permit(tx: &mut Tx, actor: &Actor, call: CallId) -> Result<db::calls::CallRow, Error> {
    let row = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    permission::check(actor, Action::ManageApplication, &Subject::Call { call, programme: row.programme_id })
        .map_err(|_| Error::Denied)?;
    Ok(row)
}
