//! What an officer rules about a side: that its pair is good though it differs, that it goes on alone, that two do not belong together.

use super::{Listed, all_of};
use crate::{
    actions::{Error, Tx, audit, case::Case},
    db::{self, Conn, calls::CallRow, pair_rulings::RulingRow},
    domain::{
        id::{ApplicationId, RulingId},
        pairing::Ruling,
        permission::{Action, Actor, Viewer},
        sentence::Sentence,
    },
};

/// What an officer asks for, by what stood on the page.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What is ruled, where something was chosen.
    pub ruling: Option<Ruling>,
    /// Of which side.
    pub side: ApplicationId,
    /// The other side as it stood on the page, with its revision and that of this side.
    pub seen: Seen,
    /// Why.
    pub reason: &'a str,
}

/// The pair that an officer looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Revision of the side.
    pub revision: i32,
    /// The other side and its revision; none where it had none.
    pub other: Option<(ApplicationId, i32)>,
}

/// A side with its pair, as an officer sees it.
#[derive(Debug)]
pub struct Desk {
    /// The application.
    pub case: Case,
    /// All of its call.
    pub listed: Listed,
    /// Its number; none where it is withdrawn or not eligible.
    pub side: Option<usize>,
    /// What was ruled of it, lifted or not, the newest first.
    pub rulings: Vec<RulingRow>,
}

impl Desk {
    /// Opens the pair of an application for `actor`, who wants to do `action` to both of its sides.
    ///
    /// # Errors
    /// `NotFound` where the call has no pairs, or the actor may not do so to either side.
    pub fn open(conn: &mut Conn, actor: &Actor, action: Action, id: ApplicationId) -> Result<Self, Error> {
        let case = Case::open(conn, actor, action, id)?;
        let listed = all_of(conn, &case.call)?.ok_or(Error::NotFound)?;
        if case.application.revision == 0 {
            return Err(Error::NotFound);
        }
        let side = listed.find(id);
        let mut rulings = db::pair_rulings::list_of_application(conn, id)?;
        let seen = db::applications::list::list_seen(conn, &Viewer::staff(actor), case.call.id)?;
        rulings
            .retain(|row| row.other_id.is_none_or(|other| seen.contains(&other) && seen.contains(&row.application_id)));
        let desk = Self { case, listed, side, rulings };
        if let Some(other) = desk.other() {
            Case::open(conn, actor, action, desk.listed.sides[other].0.id)?;
        }
        Ok(desk)
    }

    /// The number of the other side.
    pub fn other(&self) -> Option<usize> {
        let side = self.side?;
        self.listed.pair_of(side).map(|pair| pair.beside(side))
    }

    /// What the page shows, to be compared with what stands when something is ruled.
    pub fn seen(&self) -> Seen {
        let row = |side: usize| &self.listed.sides[side].0;
        let other = self.other().map(|other| (row(other).id, row(other).revision));
        Seen { revision: self.case.application.revision, other }
    }
}

/// Records a ruling.
///
/// # Errors
/// `Refused` without a reason, or for what cannot be ruled of a side that stands so; `Conflict` where it stands otherwise than the
/// officer saw.
pub fn rule(tx: &mut Tx, actor: &Actor, wanted: Wanted<'_>) -> Result<(), Error> {
    let desk = Desk::open(tx.conn, actor, Action::ManageApplication, wanted.side)?;
    let Some(ruling) = wanted.ruling else {
        return Err(Error::refused_at("ruling", Sentence::new("pairs-select-ruling")));
    };
    Error::require_reason(wanted.reason)?;
    if desk.seen() != wanted.seen {
        return Err(Error::Conflict);
    }
    let possible = desk.side.map(|side| desk.listed.stand(side).rulings()).unwrap_or_default();
    if !possible.contains(&ruling) {
        return Err(Error::refused_at("ruling", Sentence::new("pairs-ruling-not-now")));
    }
    let own = (wanted.side, desk.seen().revision);
    let other = desk.seen().other.filter(|_| ruling != Ruling::Alone);
    // The side with the lower reference number stands first, as it does in the pair.
    let pair = desk.side.and_then(|side| desk.listed.pair_of(side));
    let is_first = pair.is_none_or(|pair| Some(pair.sides.0) == desk.side);
    let (first, second) = match other {
        Some(other) if !is_first => (other, Some(own)),
        other => (own, other),
    };
    let row = RulingRow {
        id: RulingId::new(tx.now, &mut tx.chance),
        call_id: desk.case.call.id,
        application_id: first.0,
        other_id: second.map(|(id, _)| id),
        ruling,
        reason: wanted.reason.trim().to_owned(),
        revision: first.1,
        other_revision: second.map_or(0, |(_, revision)| revision),
        ruled_by: actor.user(),
        ruled_at: tx.now,
        lifted_by: None,
        lifted_at: None,
        lifted_because: String::new(),
    };
    replace(tx, actor, &desk, &row)?;
    record(tx, actor, "rule_pair", &desk.case.call, &row, wanted.reason)
}

/// Stores a ruling. One of the same that holds for answers which have changed since makes room for it.
fn replace(tx: &mut Tx, actor: &Actor, desk: &Desk, row: &RulingRow) -> Result<(), Error> {
    let same = |old: &&RulingRow| {
        (old.application_id, old.other_id, old.ruling) == (row.application_id, row.other_id, row.ruling)
    };
    for old in desk.listed.rulings.iter().filter(same) {
        db::pair_rulings::lift(tx.conn, old.id, actor.user(), tx.now, "")?;
    }
    if db::pair_rulings::insert(tx.conn, row)? { Ok(()) } else { Err(Error::Conflict) }
}

/// Lifts a ruling: the pair stands again as it stands by the answers.
///
/// # Errors
/// `Refused` without a reason; `NotFound` where the actor may not see one of its sides, `Conflict` where it was lifted.
pub fn lift(tx: &mut Tx, actor: &Actor, id: RulingId, reason: &str) -> Result<(), Error> {
    let row = db::pair_rulings::get(tx.conn, id)?;
    let case = Case::open(tx.conn, actor, Action::ManageApplication, row.application_id)?;
    if let Some(other) = row.other_id {
        Case::open(tx.conn, actor, Action::ManageApplication, other)?;
    }
    Error::require_reason(reason)?;
    if !db::pair_rulings::lift(tx.conn, id, actor.user(), tx.now, reason.trim())? {
        return Err(Error::Conflict);
    }
    record(tx, actor, "lift_ruling", &case.call, &row, reason)
}

/// An entry for each side.
fn record(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    call: &CallRow,
    row: &RulingRow,
    reason: &str,
) -> Result<(), Error> {
    for id in [Some(row.application_id), row.other_id].into_iter().flatten() {
        audit::application(tx, actor, action, id, call.id, &format!("{}: {}", row.ruling, reason.trim()))?;
    }
    Ok(())
}
