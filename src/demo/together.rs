//! Writing together in the demo: drafts whose owners let others read or write along, and invitations that wait for an answer.

use super::cast::Life;
use crate::{
    actions::{
        Error, Tx,
        together::{self, Answer},
    },
    domain::{id::CoWriterId, person::EmailAddress, together::CoRight},
};

/// Somebody who never answers.
const COLLEAGUE: &str = "colleague@demo.example";

/// The demo's own applicant writes with somebody, reads along with somebody else, and is invited by a third.
///
/// # Errors
/// Where the program refuses it.
pub fn share(tx: &mut Tx, drafts: &[Life]) -> Result<(), Error> {
    let mut others = drafts.iter().filter(|life| !life.own);
    let (Some(own), Some(first)) = (drafts.iter().find(|life| life.own), others.next()) else { return Ok(()) };
    accept(tx, own, first, CoRight::Edit)?;
    together::invite(tx, own.owner()?, own.id()?, &address(COLLEAGUE)?, CoRight::View)?;
    accept(tx, first, own, CoRight::View)?;
    if let Some(third) = others.next() {
        invite(tx, third, own, CoRight::Edit)?;
    }
    Ok(())
}

fn accept(tx: &mut Tx, owner: &Life, other: &Life, may: CoRight) -> Result<(), Error> {
    let invitation = invite(tx, owner, other, may)?;
    together::answer(tx, other.owner()?, invitation, Answer::Accept)
}

fn invite(tx: &mut Tx, owner: &Life, other: &Life, may: CoRight) -> Result<CoWriterId, Error> {
    together::invite(tx, owner.owner()?, owner.id()?, &address(&other.person.email)?, may)
}

fn address(email: &str) -> Result<EmailAddress, Error> {
    email.parse().map_err(|_| Error::NotFound)
}
