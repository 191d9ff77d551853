//! Offers: a place offered to one applicant, who accepts it, declines it or lets it lapse.

use crate::{
    actions::{Error, Problem, Tx, case::Case, letters, notify, selection},
    db::{
        self,
        offers::{NewOffer, OfferRow},
    },
    domain::{
        id::{ApplicationId, OfferId},
        permission::{Action, Actor},
        sentence::Sentence,
        time::{Span, Timestamp},
        workflow::{By, Event, OfferState, Outcome},
    },
};

/// The applicant takes the place.
///
/// # Errors
/// `Refused` after the reply-by instant or with another live acceptance in the same programme, `Conflict` where the offer changed.
pub fn accept(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let offer = answerable(tx, &case, version)?;
    let owner = case.application.owner_id;
    if db::applications::holds_another_place(tx.conn, owner, case.call.programme_id, id)? {
        return Err(Error::refused(Sentence::new("offers-another-place-is-held")));
    }
    case.step(tx, actor, Event::Accept, By::Owner, "")?;
    close(tx, &offer, OfferState::Accepted)?;
    notify::offer_accepted(tx, &case)
}

/// The applicant declines the place; it goes to the next on the waiting list.
///
/// # Errors
/// As [`accept`].
pub fn decline(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let offer = answerable(tx, &case, version)?;
    case.step(tx, actor, Event::Decline, By::Owner, reason)?;
    close(tx, &offer, OfferState::Declined)?;
    notify::offer_declined(tx, &case)?;
    selection::waiting::fill_free_places(tx, case.call.id)
}

/// The clock: an offer that was not answered in time ends, and its place goes to the next.
///
/// # Errors
/// `Conflict` where it was answered at the last instant.
pub fn expire(tx: &mut Tx, offer: &OfferRow) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, offer.application_id)?;
    case.step(tx, &Actor::System, Event::Expire, By::System, "")?;
    close(tx, offer, OfferState::Expired)?;
    notify::offer_expired(tx, &case, offer)?;
    selection::waiting::fill_free_places(tx, case.call.id)
}

/// An officer gives an offer more time.
///
/// # Errors
/// `Refused` where the new date is not in the future, `Conflict` where the application changed.
pub fn change_reply_by(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    reply_by: Timestamp,
    reason: &str,
) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    if reply_by <= tx.now {
        return Err(Error::Refused(vec![Problem::at("reply_by", Sentence::new("offers-reply-by-must-be-later"))]));
    }
    let old = db::offers::find_live(tx.conn, id)?.ok_or(Error::Conflict)?;
    case.step(tx, actor, Event::ChangeOffer, By::Officer, reason)?;
    close(tx, &old, OfferState::Superseded)?;
    insert(tx, &case, old.number + 1, reply_by, &old.letter)?;
    notify::offer_changed(tx, &case, &old.letter, reply_by)
}

/// A second officer or the chair takes an offer back, with reason.
///
/// # Errors
/// `Refused` without a reason, or where the same person decided it; `Conflict` where the application changed.
pub fn rescind(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::Release, id)?;
    case.expect_version(version)?;
    selection::release::second_person(tx.conn, actor, &case)?;
    let live = db::offers::find_live(tx.conn, id)?;
    case.step(tx, actor, Event::Rescind, By::Second, reason)?;
    if let Some(offer) = live {
        close(tx, &offer, OfferState::Rescinded)?;
    }
    notify::offer_rescinded(tx, &case, reason)?;
    selection::waiting::fill_free_places(tx, case.call.id)
}

/// An officer makes an offer again: after a decline, an expiry, a rescission or a rejection, where a place is free.
///
/// # Errors
/// `Refused` without a free place or a reason, `Conflict` where the application changed.
pub fn reinstate(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    selection::places::require_free(tx.conn, &case.call)?;
    case.step(tx, actor, Event::ReinstateOffer, By::Officer, reason)?;
    letters::passing::go_on(tx, &case)?;
    make(tx, &case, false).map(|_| ())
}

/// Makes an offer to an application that has just become `offered`, with the letter of an offer, and tells the applicant.
pub(super) fn make(tx: &mut Tx, case: &Case, from_waiting_list: bool) -> Result<String, Error> {
    let reply_by = reply_by(case, tx.now);
    let letter = selection::letters::render(tx.conn, case, Outcome::Offer, Some(reply_by))?;
    let number = db::offers::count_of(tx.conn, case.application.id)? + 1;
    insert(tx, case, number, reply_by, &letter)?;
    letters::passing::ask_named(tx, &Actor::System, case)?;
    notify::offer_made(tx, case, &letter, reply_by, from_waiting_list)?;
    Ok(letter)
}

/// The end of the last day of the call's days for a reply, in the call's zone.
fn reply_by(case: &Case, now: Timestamp) -> Timestamp {
    let zone = case.window().zone;
    let day = now.day_in(zone) + Span::days(i64::from(case.definition.settings.reply_days));
    day.and_hms_opt(23, 59, 0).and_then(|local| Timestamp::from_local(local, zone)).unwrap_or(now + Span::days(1))
}

fn insert(tx: &mut Tx, case: &Case, number: i32, reply_by: Timestamp, letter: &str) -> Result<(), Error> {
    let id = OfferId::new(tx.now, &mut tx.chance);
    db::offers::insert(
        tx.conn,
        &NewOffer {
            id,
            application_id: case.application.id,
            call_id: case.call.id,
            number,
            state: OfferState::Live,
            reply_by,
            letter,
            created_at: tx.now,
            live_key: Some(case.application.id.to_string()),
        },
    )?;
    Ok(())
}

fn answerable(tx: &mut Tx, case: &Case, version: i32) -> Result<OfferRow, Error> {
    let offer = db::offers::find_live(tx.conn, case.application.id)?
        .ok_or_else(|| Error::refused(Sentence::new("offers-no-offer-to-answer")))?;
    case.expect_version(version)?;
    if tx.now > offer.reply_by {
        return Err(Error::refused(Sentence::new("offers-reply-by-is-over")));
    }
    Ok(offer)
}

fn close(tx: &mut Tx, offer: &OfferRow, state: OfferState) -> Result<(), Error> {
    if db::offers::close(tx.conn, offer.id, state, tx.now)? { Ok(()) } else { Err(Error::Conflict) }
}
