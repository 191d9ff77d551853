//! Deciding: the ranking, who gets a place, and the release of what was decided.

use super::{
    cast::{Life, Stage},
    script::{Intake, between},
};
use crate::{
    actions::{
        Error, Tx,
        selection::{
            decisions::{self, Decided},
            release::release,
        },
    },
    domain::{
        time::Span,
        workflow::{Outcome, Status},
    },
};

/// Whether the life once held a place that it no longer holds.
const fn gave_back(aim: Status) -> bool {
    matches!(
        aim,
        Status::Declined | Status::OfferExpired | Status::OfferRescinded | Status::Deferred | Status::Withdrawn
    )
}

/// How many places the call has: for the past one as many as were offered at first, for the others a share of the applications.
pub fn places(intake: Intake, aims: &[Status]) -> i32 {
    let count = |f: fn(Status) -> bool| aims.iter().filter(|aim| f(**aim)).count();
    let places = match intake {
        // One place stands free, so that the next on the waiting list can be moved up.
        Intake::Past => count(Status::takes_a_place) + usize::from(count(gave_back) > 0),
        Intake::First => aims.len() / 4 + 2,
        Intake::Open => aims.len() / 4 + 4,
    };
    i32::try_from(places.max(1)).unwrap_or(i32::MAX)
}

/// Settles by rank what is decided for each. The lives of the past call take over each other's aims, so that the best hold
/// places; the first of them, the demo's own applicant, keeps its aim.
pub fn settle(stage: &Stage, lives: &mut [Life]) {
    match stage.intake {
        Intake::Past => settle_past(lives),
        Intake::First | Intake::Open => settle_decided(lives, stage.call.places),
    }
}

fn by_rank<'a>(lives: impl Iterator<Item = &'a mut Life>) -> Vec<&'a mut Life> {
    let mut ranked: Vec<&mut Life> = lives.collect();
    ranked.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| a.handed_in.cmp(&b.handed_in)));
    ranked
}

fn settle_past(lives: &mut [Life]) {
    let mut group = by_rank(lives.iter_mut().filter(|life| !life.reviewers.is_empty()));
    let own = group.iter().position(|life| life.own).map(|at| group.remove(at));
    let mut aims: Vec<Status> = group.iter().map(|life| life.aim).collect();
    aims.sort_by_key(|aim| (order(*aim), *aim));
    let gone = aims.iter().filter(|aim| gave_back(**aim)).count();
    // One of the places that were given back stands free; the others went to the waiting list, one of them to the own applicant.
    let moved_up = gone.saturating_sub(1);
    let (held, rest): (Vec<Status>, Vec<Status>) = aims.into_iter().partition(|a| a.takes_a_place() || gave_back(*a));
    let (at_first, later) = split(held, moved_up.saturating_sub(usize::from(own.is_some())));
    let at_once = at_first.len();
    for (n, (life, aim)) in group.iter_mut().zip(at_first.into_iter().chain(later).chain(rest)).enumerate() {
        life.aim = aim;
        life.promoted = n >= at_once && aim.takes_a_place();
        life.outcome = Some(match aim {
            Status::Rejected => Outcome::Reject,
            Status::Waitlisted => Outcome::Waitlist,
            _ if life.promoted => Outcome::Waitlist,
            _ => Outcome::Offer,
        });
    }
    let mut listed: Vec<&mut Life> = group.into_iter().filter(|life| life.outcome == Some(Outcome::Waitlist)).collect();
    if let Some(life) = own {
        life.promoted = moved_up > 0;
        life.outcome = Some(if life.promoted { Outcome::Waitlist } else { Outcome::Offer });
        if life.promoted {
            // Behind those who moved up early, before those who still wait.
            let at = listed.iter().position(|l| !l.promoted || l.aim == Status::Offered).unwrap_or(listed.len());
            listed.insert(at, life);
        }
    }
    for (rank, life) in (1..).zip(listed) {
        life.rank = Some(rank);
    }
}

/// What the better ranks hold comes first, and offers that wait for an answer last: they are the latest.
const fn order(aim: Status) -> u8 {
    match aim {
        Status::Completed | Status::OnExchange | Status::Terminated => 0,
        Status::Declined | Status::OfferExpired | Status::OfferRescinded | Status::Deferred | Status::Withdrawn => 1,
        Status::Confirmed => 2,
        Status::Accepted => 3,
        Status::Offered => 4,
        Status::Waitlisted => 5,
        _ => 6,
    }
}

/// The last `promoted` that hold a place go behind all others.
fn split(held: Vec<Status>, promoted: usize) -> (Vec<Status>, Vec<Status>) {
    let mut later = Vec::new();
    let mut at_first = Vec::new();
    for aim in held.into_iter().rev() {
        if aim.takes_a_place() && later.len() < promoted {
            later.push(aim);
        } else {
            at_first.push(aim);
        }
    }
    at_first.reverse();
    later.reverse();
    (at_first, later)
}

fn settle_decided(lives: &mut [Life], places: i32) {
    let group = by_rank(lives.iter_mut().filter(|life| life.aim == Status::Decided));
    let all = group.len();
    let offers = usize::try_from(places).unwrap_or(0).min(all.div_ceil(2));
    for (n, life) in group.into_iter().enumerate() {
        life.outcome = Some(if n < offers {
            Outcome::Offer
        } else if n < offers + (all - offers).div_ceil(2) {
            Outcome::Waitlist
        } else {
            Outcome::Reject
        });
        life.rank = (life.outcome == Some(Outcome::Waitlist)).then(|| i32::try_from(n + 1 - offers).unwrap_or(1));
    }
}

/// Why a review is closed although somebody did not hand in theirs.
const TOO_FEW: &str = "The panel met without the missing review.";

const REASONS: [&str; 3] =
    ["By rank, as the panel agreed.", "By rank; the panel discussed the spread of the scores.", "By rank."];

/// Closes the review and records what was decided.
pub fn decide(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if life.outcome.is_none() && life.aim != Status::Deliberation {
        return Ok(());
    }
    let reviewed = stage.due().min(stage.now - Span::days(3)) + Span::hours(20);
    tx.now = between(reviewed, reviewed + Span::hours(9), false, &mut tx.chance);
    let (id, version) = life.seen(tx)?;
    decisions::close_review(tx, stage.officer(), id, version, TOO_FEW)?;
    let Some(outcome) = life.outcome else { return Ok(()) };
    tx.now = tx.now + Span::hours(21);
    let reason = REASONS[tx.chance.below(REASONS.len())];
    let (id, version) = life.seen(tx)?;
    let decided = Decided { outcome, waiting_rank: life.rank, reason };
    decisions::record(tx, stage.officer(), id, version, decided)
}

/// The chair tells all that was decided.
pub fn tell(tx: &mut Tx, stage: &Stage, lives: &[Life]) -> Result<(), Error> {
    let decided = lives.iter().filter(|life| life.outcome.is_some()).count();
    if decided == 0 {
        return Ok(());
    }
    tx.now = stage.told;
    release(tx, &stage.cast.chair.actor, stage.call.id, decided)?;
    Ok(())
}
