//! The release: the moment applicants may know. All recorded outcomes of a call at once, by a second person where the call asks for it.

use crate::{
    actions::{Error, Tx, audit, case::Case, notify, offers},
    db::{
        self, Conn,
        decisions::{DecisionRow, Release},
    },
    domain::{
        id::CallId,
        permission::{self, Action, Actor, Role, Subject},
        sentence::Sentence,
        workflow::{By, Outcome},
    },
};

/// What a release did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Released {
    /// Offers made.
    pub offers: usize,
    /// Put on the waiting list.
    pub waiting: usize,
    /// Not selected.
    pub rejected: usize,
}

/// Releases every recorded outcome of the call in one transaction: all or nothing. `expected` is how many the person was shown.
///
/// # Errors
/// `Refused` where nothing is decided or the releasing person decided any of them and the call asks for two; `Conflict` where the number
/// changed since the person looked.
pub fn release(tx: &mut Tx, actor: &Actor, call: CallId, expected: usize) -> Result<Released, Error> {
    let row = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    permission::check(actor, Action::Release, &Subject::Call { call, programme: row.programme_id })
        .map_err(|_| Error::Denied)?;
    let waiting = db::decisions::list_unreleased(tx.conn, call)?;
    if waiting.is_empty() {
        return Err(Error::refused(Sentence::new("selection-nothing-to-release")));
    }
    if waiting.len() != expected {
        return Err(Error::Conflict);
    }
    let mut done = Released::default();
    for decision in &waiting {
        release_one(tx, actor, decision, &mut done)?;
    }
    let told: Vec<_> = waiting.iter().map(|decision| (decision.application_id, decision.outcome)).collect();
    notify::nomination::outcomes(tx, &row, &told)?;
    let said = format!("offer={} waitlist={} reject={}", done.offers, done.waiting, done.rejected);
    audit::call(tx, actor, "release", call, &said)?;
    Ok(done)
}

/// An officer who recorded outcomes asks those who may tell them: the chairs of the call, else its other officers. Gives how many were asked.
///
/// # Errors
/// `Refused` where nothing is decided, or there is nobody else.
pub fn ask(tx: &mut Tx, actor: &Actor, call: CallId) -> Result<usize, Error> {
    let row = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    permission::check(actor, Action::ManageApplication, &Subject::Call { call, programme: row.programme_id })
        .map_err(|_| Error::Denied)?;
    let asked_by = actor.user().ok_or(Error::Denied)?;
    let waiting = db::decisions::list_unreleased(tx.conn, call)?.len();
    if waiting == 0 {
        return Err(Error::refused(Sentence::new("selection-nothing-to-release")));
    }
    for role in [Role::Chair, Role::Officer] {
        let holders = db::roles::list_holders_on_call(tx.conn, role, call, row.programme_id)?;
        let others: Vec<_> = holders.into_iter().map(|h| h.user_id).filter(|id| *id != asked_by).collect();
        if !others.is_empty() {
            notify::release_waiting(tx, &row, &others, asked_by, waiting)?;
            audit::call(tx, actor, "ask_for_release", call, &waiting.to_string())?;
            return Ok(others.len());
        }
    }
    Err(Error::refused(Sentence::new("selection-nobody-else-releases")))
}

fn release_one(tx: &mut Tx, actor: &Actor, decision: &DecisionRow, done: &mut Released) -> Result<(), Error> {
    // As the system, because a release tells everybody or nobody: a releaser with a conflict sees no name here and decides nothing.
    let mut case = Case::open(tx.conn, &Actor::System, Action::Release, decision.application_id)?;
    if case.definition.settings.second_person_releases && actor.user() == Some(decision.decided_by) {
        return Err(Error::refused(Sentence::new("selection-second-person-must-release")));
    }
    case.step(tx, actor, decision.outcome.release(), By::Second, "")?;
    let letter = match decision.outcome {
        Outcome::Offer => {
            done.offers += 1;
            offers::make(tx, &case, false)?
        }
        Outcome::Waitlist => {
            done.waiting += 1;
            let letter = super::letters::render(tx.conn, &case, Outcome::Waitlist, None)?;
            notify::waiting_list(tx, &case, &letter)?;
            letter
        }
        Outcome::Reject => {
            done.rejected += 1;
            let letter = super::letters::render(tx.conn, &case, Outcome::Reject, None)?;
            notify::not_selected(tx, &case, &letter)?;
            letter
        }
    };
    let told = Release { by: actor.user(), outcome: decision.outcome, letter: &letter, at: tx.now };
    if !db::decisions::set_released(tx.conn, decision.id, told)? {
        return Err(Error::Conflict);
    }
    Ok(())
}

/// Refuses where the call asks for two persons and the actor recorded this application's decision.
pub(in crate::actions) fn second_person(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<(), Error> {
    let decision = db::decisions::find_current(conn, case.application.id)?;
    let same = decision.is_some_and(|d| Some(d.decided_by) == actor.user());
    if same && case.definition.settings.second_person_releases {
        return Err(Error::refused(Sentence::new("selection-second-person-must-release")));
    }
    Ok(())
}
