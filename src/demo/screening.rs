//! Screening: what the officer finds when looking at what was handed in, and what applicants take back.

use super::{
    applying::hand_in,
    cast::{Life, Stage},
    script::{Intake, between},
};
use crate::{
    actions::{
        Error, Tx,
        applications::{
            Written,
            answers::{self, Given},
            withdrawal,
        },
        case::Case,
        correction::Correction,
        screening,
    },
    db,
    domain::{
        form::Answer,
        permission::Action,
        time::{Span, Timestamp},
        workflow::Status,
    },
};

/// Rules that were broken, and what the officer writes about it.
const FINDINGS: [(&str, &str); 4] = [
    (
        "employment",
        "The incumbency certificate is more than a year old, and the employer does not confirm that the post is still held.",
    ),
    ("employment", "The post at home is part-time, as the employer’s letter says."),
    ("degree-or-experience", "The certificate shows a master’s degree, and the record shows three years of research."),
    (
        "language",
        "The certificates of language are missing, and the plan was written by a translator, as the applicant says.",
    ),
];

const NOTES: [(&str, &str); 3] = [
    PLAN,
    ("employment", "The incumbency certificate is not signed. Upload one with signature and seal."),
    ("education", "The degree certificate is cut off at the right edge. Upload the whole page."),
];

/// What can be mended by typing.
const PLAN: (&str, &str) = (
    "plan",
    "The work plan says nothing of what is done if something takes longer than planned. Add a sentence on that.",
);

const CHANGES_OF_MIND: [&str; 3] = [
    "I have taken up a post that I cannot leave next year.",
    "My family situation has changed and I must stay at home.",
    "I have received a grant for the same work from another programme.",
];

/// Screens an application as far as its aim says. What aims beyond screening is confirmed eligible.
pub fn screen(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    tx.now = screened_at(tx, stage, life);
    match (stage.intake, life.aim) {
        (_, Status::Draft | Status::Lapsed | Status::Submitted) => Ok(()),
        (_, Status::Ineligible) => {
            let (rule, reason) = FINDINGS[tx.chance.below(FINDINGS.len())];
            let (id, version) = life.seen(tx)?;
            screening::mark_ineligible(tx, stage.officer(), id, version, rule, reason)
        }
        (_, Status::Returned) => {
            // What is still with the applicant was sent back lately.
            tx.now = between(stage.now - Span::days(4), stage.now - Span::hours(20), false, &mut tx.chance);
            let note = NOTES[tx.chance.below(NOTES.len())];
            send_back(tx, stage, life, note, stage.now + Span::days(6) + Span::hours(9))
        }
        (Intake::Open | Intake::First, Status::Withdrawn) => {
            tx.now = between(stage.now - Span::days(9), stage.now - Span::hours(15), false, &mut tx.chance);
            withdraw(tx, life)
        }
        _ => admit(tx, stage, life),
    }
}

fn screened_at(tx: &mut Tx, stage: &Stage, life: &Life) -> Timestamp {
    let from = match stage.intake {
        // The open call is screened while it runs.
        Intake::Open => life.handed_in + Span::hours(20),
        Intake::Past | Intake::First => stage.call.closes_at + Span::days(1),
    };
    let until = (from + Span::days(9)).min(stage.now - Span::hours(6)).max(from);
    between(from, until, false, &mut tx.chance)
}

/// Sends an application back for one section.
fn send_back(
    tx: &mut Tx,
    stage: &Stage,
    life: &Life,
    (section, note): (&str, &str),
    due_at: Timestamp,
) -> Result<(), Error> {
    let sections = [section.to_owned()];
    let (id, version) = life.seen(tx)?;
    screening::send_back(tx, stage.officer(), id, version, Correction { sections: &sections, note, due_at })
}

/// Changes the plan, which was sent back, and hands it in again.
fn correct(tx: &mut Tx, life: &Life) -> Result<(), Error> {
    let (id, now) = (life.id()?, tx.now);
    let plan = db::answers::list(tx.conn, id)?.into_iter().find(|row| row.section == PLAN.0);
    let version = plan.ok_or(Error::NotFound)?.version;
    let case = Case::open(tx.conn, life.owner()?, Action::ActAsOwner, id)?;
    let mut all = Written::read(tx.conn, &case)?.answers;
    let longer = format!(
        "{}\n\nThe last month is kept free for what takes longer than planned.",
        all.text("work_plan").unwrap_or_default()
    );
    all.set("work_plan", Some(Answer::Text(longer)));
    let given = Given { section: PLAN.0, version, answers: &all, complete: true };
    let saving = answers::prepare(tx.conn, life.owner()?, id, given, now)?;
    answers::save(tx, life.owner()?, &saving)?;
    hand_in(tx, life)
}

/// Confirms it eligible, one in nine after a correction.
fn admit(tx: &mut Tx, stage: &Stage, life: &Life) -> Result<(), Error> {
    if tx.chance.below(9) == 0 {
        send_back(tx, stage, life, PLAN, tx.now + Span::days(10))?;
        tx.now = tx.now + Span::hours(30);
        correct(tx, life)?;
        tx.now = tx.now + Span::hours(20);
    }
    let (id, version) = life.seen(tx)?;
    screening::confirm_eligible(tx, stage.officer(), id, version)
}

/// Takes an application back: the applicant's own act.
pub fn withdraw(tx: &mut Tx, life: &Life) -> Result<(), Error> {
    let reason = CHANGES_OF_MIND[tx.chance.below(CHANGES_OF_MIND.len())];
    let (id, version) = life.seen(tx)?;
    withdrawal::withdraw(tx, life.owner()?, id, version, reason)
}
