//! What follows when a side is handed in: both owners learn how their pair stands, and who has a conflict with one side has it with both.

use super::{Listed, Standing, all_of, standing};
use crate::{
    actions::{Error, Tx, case::Case, conflicts, notify},
    domain::{
        pairing::Told,
        permission::{Action, Actor},
    },
};

/// After `case` was handed in, the first time or again.
///
/// # Errors
/// Where the database fails.
pub fn follow(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    if case.definition.pairing.is_none() {
        return Ok(());
    }
    let Some(listed) = all_of(tx.conn, &case.call)? else { return Ok(()) };
    let Some(own) = listed.find(case.application.id) else { return Ok(()) };
    let Some(pair) = listed.pair_of(own) else { return Ok(()) };
    let beside = pair.beside(own);
    let other = Case::open(tx.conn, &Actor::System, Action::ManageApplication, listed.sides[beside].0.id)?;
    if pair.is_sure() {
        conflicts::share(tx, case, &other)?;
    }
    for (one, other, side) in [(case, &other, own), (&other, case, beside)] {
        if let Some(told) = told(&listed, side) {
            notify::pairing::found(tx, one, other, told)?;
        }
    }
    Ok(())
}

fn told(listed: &Listed, side: usize) -> Option<Told> {
    match standing(listed, side) {
        Standing::Alone | Standing::GoesAlone | Standing::TakenAsGood => None,
        Standing::Unconfirmed => Some(Told::Unconfirmed),
        Standing::Differs(_) => Some(Told::Differs),
        Standing::Agreed => Some(Told::Agrees),
    }
}
