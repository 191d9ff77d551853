//! Reviewing: who reads what, how far each reader is, and what they wrote.

use super::{
    cast::{Life, Member, Stage},
    script::{Intake, between},
};
use crate::{
    actions::{
        Error, Tx, assignments,
        reviews::{self, Given},
    },
    db,
    domain::{
        chance::Chance,
        id::AssignmentId,
        rubric::{Score, Scores},
        time::{Span, Timestamp},
        workflow::{AssignmentState, Status},
    },
};

use AssignmentState as A;

const STRONG: [(&str, &str); 3] = [
    (
        "Clear question, sound design, and the pilot data carry the plan. The host is well chosen. I would fund this first of those I read.",
        "The plan is convincing and the steps are realistic. Consider publishing the protocol before the stay begins.",
    ),
    (
        "An unusually well prepared application. The risk is in the second series of measurements, and the applicant says so.",
        "A strong plan. The second series depends on the weather; say what you will do if a season is lost.",
    ),
    (
        "The applicant knows both the method and its limits. The benefit for the home institution is concrete.",
        "Good balance between ambition and means. The benefit at home is described in a way that can be checked later.",
    ),
];

const MIDDLING: [(&str, &str); 3] = [
    (
        "Worth doing, but the sample is small for what is claimed. The work plan is tight in the middle months.",
        "Explain how many samples are needed for the effect you expect, and leave more time for the analysis.",
    ),
    (
        "Solid and rather conventional. The record is good for the career stage.",
        "The plan would gain from saying what is new compared with the earlier studies that you cite.",
    ),
    (
        "The method is right; the link with the host is thin. I would place it in the middle of the field.",
        "Describe what exactly the host contributes and whom you have been in contact with.",
    ),
];

const WEAK: [(&str, &str); 2] = [
    (
        "The aims are wider than a year allows, and the analysis is not described. Not ready in this form.",
        "Choose one of the three questions and describe its analysis in full. The topic itself deserves a new application.",
    ),
    (
        "The plan repeats earlier work without saying why. Preliminary results are announced but not shown.",
        "Show the preliminary results and say which decision depends on the new measurements.",
    ),
];

/// Gives reviewers to all that are in review or beyond: fairly, and never to somebody from the applicant's own institution.
/// The first reviewer of the cast reads every early one, so that this account has something in each state.
pub fn share_out(stage: &Stage, lives: &mut [Life]) {
    let cast = stage.cast.reviewers.len();
    let wanted = usize::try_from(stage.definition.settings.reviews_per_application).unwrap_or(3).min(cast);
    let mut next = 1;
    let mut turns = vec![0_usize; cast];
    let mut early = 4;
    for life in lives.iter_mut().filter(|life| is_read(stage.intake, life.aim)) {
        let mut tried = 0;
        let mut candidates = Vec::new();
        if life.aim == Status::InReview && early > 0 {
            early -= 1;
            candidates.push(0);
        }
        while candidates.len() < wanted && tried < 3 * cast {
            let reviewer = next % cast;
            next += 1;
            tried += 1;
            let home = stage.cast.reviewers[reviewer].home;
            if !candidates.contains(&reviewer) && home != (life.person.country.code, life.person.home.label) {
                candidates.push(reviewer);
            }
        }
        let states = candidates.into_iter().map(|reviewer| {
            turns[reviewer] += usize::from(life.aim == Status::InReview);
            (reviewer, how_far(stage.intake, life.aim, turns[reviewer]))
        });
        life.reviewers = states.collect();
    }
}

fn is_read(intake: Intake, aim: Status) -> bool {
    match intake {
        Intake::Past => !matches!(aim, Status::Ineligible | Status::Lapsed),
        // Some open calls are read as applications come in.
        Intake::First | Intake::Open => matches!(aim, Status::InReview | Status::Deliberation | Status::Decided),
    }
}

fn how_far(intake: Intake, aim: Status, turn: usize) -> AssignmentState {
    if intake != Intake::Past && aim == Status::InReview {
        [A::Submitted, A::Draft, A::Accepted, A::Invited][turn % 4]
    } else {
        A::Submitted
    }
}

/// When assignments are given.
fn given_at(stage: &Stage) -> Timestamp {
    match stage.intake {
        Intake::Past | Intake::First => stage.call.closes_at + Span::days(16),
        Intake::Open => stage.now - Span::days(9),
    }
}

/// Assigns and reviews as far as was shared out.
pub fn review(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if life.reviewers.is_empty() {
        return Ok(());
    }
    let begin = given_at(stage);
    // Where the review is over already, nobody wrote after its end.
    let end = if life.aim == Status::InReview { Span::hours(4) } else { Span::days(3) };
    let until = stage.due().min(stage.now - end);
    // In joint research whoever knows one side would be kept from the other too.
    if tx.chance.below(14) == 0 && stage.definition.pairing.is_none() {
        steps_back(tx, stage, life)?;
    }
    for (reviewer, state) in life.reviewers.clone() {
        let Some(member) = stage.cast.reviewers.get(reviewer) else { continue };
        tx.now = begin;
        let assignment = assign(tx, stage, life, member)?;
        if state == A::Invited {
            continue;
        }
        tx.now = between(begin + Span::hours(3), until, false, &mut tx.chance);
        reviews::declare_no_conflict(tx, &member.actor, assignment)?;
        if state == A::Accepted {
            continue;
        }
        tx.now = between(tx.now, until, false, &mut tx.chance);
        let given = sheet(tx, stage, life.quality, state == A::Submitted);
        reviews::save(tx, &member.actor, assignment, &given)?;
    }
    life.mean = life.row(tx)?.score_mean.unwrap_or(0.0);
    Ok(())
}

fn assign(tx: &mut Tx, stage: &Stage, life: &Life, member: &Member) -> Result<AssignmentId, Error> {
    let id = life.id()?;
    assignments::assign(tx, stage.officer(), &[id], member.user)?;
    let row = db::assignments::find_of_reviewer(tx.conn, id, member.user)?.ok_or(Error::NotFound)?;
    Ok(row.id)
}

/// What a reviewer gives. A draft has no score yet for some criteria.
fn sheet(tx: &mut Tx, stage: &Stage, quality: f64, is_final: bool) -> Given {
    let rubric = &stage.definition.rubric;
    let mut scores = Scores::new();
    for criterion in &rubric.criteria {
        let given = around(quality, &mut tx.chance);
        let cannot = tx.chance.below(40) == 0;
        if is_final || tx.chance.below(3) > 0 {
            scores.insert(criterion.key.clone(), if cannot { Score::CannotJudge } else { Score::Given(given) });
        }
    }
    let (panel, applicant) = words(rubric.mean(&scores).unwrap_or(3.0), &mut tx.chance);
    let for_applicant = if is_final { applicant.to_owned() } else { String::new() };
    Given { scores, for_panel: panel.to_owned(), for_applicant, version: 0, is_final }
}

/// A reviewer who was asked besides steps back: by knowing the applicant, or for want of time.
fn steps_back(tx: &mut Tx, stage: &Stage, life: &Life) -> Result<(), Error> {
    let free = (1..stage.cast.reviewers.len()).rev().find(|n| life.reviewers.iter().all(|(r, _)| r != n));
    let Some(member) = free.and_then(|n| stage.cast.reviewers.get(n)) else { return Ok(()) };
    tx.now = given_at(stage);
    let assignment = assign(tx, stage, life, member)?;
    tx.now = between(tx.now + Span::hours(2), tx.now + Span::days(3), false, &mut tx.chance);
    if tx.chance.below(2) == 0 {
        reviews::recuse(tx, &member.actor, assignment, "We published together two years ago.")
    } else {
        reviews::decline(tx, &member.actor, assignment, "I am in the field until the end of next month.")
    }
}

/// A whole score near `quality`: most within half a point, some a point off, as readers differ.
fn around(quality: f64, chance: &mut Chance) -> i32 {
    let off = [-1.0, -0.5, -0.3, 0.0, 0.0, 0.2, 0.4, 0.6, 1.0][chance.below(9)];
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and 5")]
    let score = (quality + off).round().clamp(1.0, 5.0) as i32;
    score
}

fn words(mean: f64, chance: &mut Chance) -> (&'static str, &'static str) {
    let of: &[(&str, &str)] = if mean >= 3.8 {
        &STRONG
    } else if mean >= 2.7 {
        &MIDDLING
    } else {
        &WEAK
    };
    of[chance.below(of.len())]
}
