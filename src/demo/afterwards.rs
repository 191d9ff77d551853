//! After the release: answers, the waiting list, conditions, stays.

use super::{
    cast::{Life, Stage},
    screening::withdraw,
    script::between,
};
use crate::{
    actions::{
        Error, Tx, offers,
        selection::{decisions, waiting},
        stays,
    },
    db,
    domain::{
        time::Span,
        workflow::{Outcome, Status},
    },
};

/// What becomes of an offer that came with the release.
pub fn answer(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if life.outcome != Some(Outcome::Offer) {
        return Ok(());
    }
    tx.now = between(stage.told + Span::hours(5), stage.told + Span::days(12), false, &mut tx.chance);
    let (id, version) = life.seen(tx)?;
    match life.aim {
        Status::Declined => {
            offers::decline(tx, life.owner()?, id, version, "I have taken up a post in another country.")
        }
        Status::OfferExpired => {
            let offer = db::offers::find_live(tx.conn, id)?.ok_or(Error::NotFound)?;
            tx.now = offer.reply_by + Span::minutes(1);
            offers::expire(tx, &offer)
        }
        Status::Offered => {
            let reason = "The employer’s release takes until the end of the quarter.";
            offers::change_reply_by(tx, stage.officer(), id, version, stage.now + Span::days(9), reason)
        }
        _ => offers::accept(tx, life.owner()?, id, version),
    }
}

/// What takes a place away again, in the weeks after it was accepted.
pub fn give_back(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if life.outcome != Some(Outcome::Offer) {
        return Ok(());
    }
    tx.now = between(stage.told + Span::days(20), stage.told + Span::days(55), false, &mut tx.chance);
    match life.aim {
        Status::OfferRescinded => {
            let (id, version) = life.seen(tx)?;
            offers::rescind(tx, &stage.cast.chair.actor, id, version, "The employer withdrew its release.")
        }
        Status::Deferred => {
            let (id, version) = life.seen(tx)?;
            stays::defer(tx, stage.officer(), id, version, "Parental leave; the place is taken up in the next call.")
        }
        Status::Withdrawn => withdraw(tx, life),
        _ => Ok(()),
    }
}

/// Moves up from the waiting list, in its order: first all who accept in the weeks before the stays begin, then, lately, those whose
/// answer is awaited.
pub fn promote(tx: &mut Tx, stage: &Stage, lives: &[Life]) -> Result<(), Error> {
    let mut moving: Vec<&Life> = lives.iter().filter(|life| life.promoted).collect();
    moving.sort_by_key(|life| life.rank);
    for life in moving {
        let lately = life.aim == Status::Offered;
        let begin = if lately { stage.now - Span::days(6) } else { stage.told + Span::days(58) };
        tx.now = begin + Span::minutes(7 * i64::from(life.rank.unwrap_or(1)) % 600);
        waiting::promote(tx, stage.officer(), stage.call.id)?;
        if !lately {
            tx.now = tx.now + Span::hours(40);
            let (id, version) = life.seen(tx)?;
            offers::accept(tx, life.owner()?, id, version)?;
        }
    }
    Ok(())
}

/// Conditions and stays of those who hold an accepted place.
pub fn stay(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    let goes_on = matches!(life.aim, Status::Confirmed | Status::OnExchange | Status::Completed | Status::Terminated);
    if !goes_on {
        return Ok(());
    }
    tx.now = between(stage.told + Span::days(64), stage.told + Span::days(84), false, &mut tx.chance);
    let (id, version) = life.seen(tx)?;
    decisions::confirm_place(tx, stage.officer(), id, version, "")?;
    if life.aim == Status::Confirmed {
        return Ok(());
    }
    let start = stage.told + Span::days(90);
    tx.now = start;
    let (id, version) = life.seen(tx)?;
    stays::start(tx, stage.officer(), id, version)?;
    let (id, version) = life.seen(tx)?;
    match life.aim {
        Status::Completed => {
            tx.now = between(start + Span::days(183), stage.now - Span::days(2), false, &mut tx.chance);
            stays::complete(tx, stage.officer(), id, version)
        }
        Status::Terminated => {
            tx.now = between(start + Span::days(60), start + Span::days(150), false, &mut tx.chance);
            let reason = "Returned home for the care of a parent; the host agreed.";
            stays::end_early(tx, stage.officer(), id, version, reason)
        }
        _ => Ok(()),
    }
}
