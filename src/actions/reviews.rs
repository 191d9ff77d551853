//! What a reviewer does: declare, read, score, finish.

use crate::{
    actions::{Error, Problem, Tx, applications::to_json, audit, case::Case, conflicts, notify, scores},
    db::{self, assignments::AssignmentRow, reviews::ReviewSave},
    domain::{
        id::AssignmentId,
        permission::{Action, Actor},
        rubric::Scores,
        sentence::Sentence,
        workflow::{AssignmentState, Status},
    },
};

/// The reviewer declares no conflict of interest; only then is anything of the application shown.
///
/// # Errors
/// `NotFound` for other people's assignments, `Refused` where it is already answered.
pub fn declare_no_conflict(tx: &mut Tx, actor: &Actor, id: AssignmentId) -> Result<(), Error> {
    let (row, case) = own(tx, actor, Action::AnswerAssignment, id)?;
    if row.state != AssignmentState::Invited {
        return Err(Error::refused(Sentence::new("reviews-already-declared")));
    }
    if !db::assignments::declare(tx.conn, id, row.version, tx.now)? {
        return Err(Error::Conflict);
    }
    audit::application(tx, actor, "declare_no_conflict", row.application_id, case.call.id, "")
}

/// The reviewer declares a conflict, before or after the first look: the application is gone from everything they see.
///
/// # Errors
/// `Refused` without a word on the conflict.
pub fn recuse(tx: &mut Tx, actor: &Actor, id: AssignmentId, reason: &str) -> Result<(), Error> {
    let (row, case) = own(tx, actor, Action::AnswerAssignment, id)?;
    Error::require_reason(reason)?;
    conflicts::record(tx, actor, &case, row.reviewer_id, reason)?;
    notify::office::reviewer_left(tx, &case, &row, reason)
}

/// The reviewer cannot do it, without a conflict: no time, not the field.
///
/// # Errors
/// `Refused` without a reason or once the review is final.
pub fn decline(tx: &mut Tx, actor: &Actor, id: AssignmentId, reason: &str) -> Result<(), Error> {
    let (row, case) = own(tx, actor, Action::AnswerAssignment, id)?;
    Error::require_reason(reason)?;
    if row.state == AssignmentState::Submitted {
        return Err(Error::refused(Sentence::new("reviews-final-cannot-be-declined")));
    }
    if !db::assignments::change_state(tx.conn, id, row.version, AssignmentState::Declined, reason.trim())? {
        return Err(Error::Conflict);
    }
    audit::application(tx, actor, "decline_assignment", row.application_id, case.call.id, reason)?;
    notify::office::reviewer_left(tx, &case, &row, reason)
}

/// What a reviewer hands over.
#[derive(Debug, Clone)]
pub struct Given {
    /// Scores by criterion.
    pub scores: Scores,
    /// For the panel.
    pub for_panel: String,
    /// For the applicant, after the release.
    pub for_applicant: String,
    /// The review's version that the reviewer saw; 0 before the first save.
    pub version: i32,
    /// Whether it is final.
    pub is_final: bool,
}

/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 10_000;

/// Saves a review, as a draft or final. A final one may be changed until the round closes, and stays final.
///
/// # Errors
/// `Refused` where a final review lacks a score, a comment is too long, or the round is closed; `Conflict` where it was saved elsewhere.
pub fn save(tx: &mut Tx, actor: &Actor, id: AssignmentId, given: &Given) -> Result<(), Error> {
    let (row, case) = own(tx, actor, Action::Review, id)?;
    if !is_open(&case, tx) {
        return Err(Error::refused(Sentence::new("reviews-round-is-closed")));
    }
    let is_final = given.is_final || row.state == AssignmentState::Submitted;
    let problems = problems(&case, given, is_final);
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let saved = db::reviews::save(
        tx.conn,
        &ReviewSave {
            assignment_id: id,
            application_id: row.application_id,
            reviewer_id: row.reviewer_id,
            scores: &to_json(&given.scores)?,
            for_panel: given.for_panel.trim(),
            for_applicant: given.for_applicant.trim(),
            mean: case.definition.rubric.mean(&given.scores),
            is_final,
            version: given.version,
            now: tx.now,
        },
    )?;
    if !saved {
        return Err(Error::Conflict);
    }
    let state = if is_final { AssignmentState::Submitted } else { AssignmentState::Draft };
    if state != row.state && !db::assignments::change_state(tx.conn, id, row.version, state, "")? {
        return Err(Error::Conflict);
    }
    if is_final {
        scores::update(tx, &case)?;
        audit::application(tx, actor, "review", row.application_id, case.call.id, "")?;
    }
    Ok(())
}

/// Whether reviews of this application may still be written.
fn is_open(case: &Case, tx: &Tx) -> bool {
    case.application.status == Status::InReview && case.call.reviews_close_at.is_none_or(|close| tx.now <= close)
}

fn problems(case: &Case, given: &Given, is_final: bool) -> Vec<Problem> {
    let rubric = &case.definition.rubric;
    let mut problems = Vec::new();
    for criterion in &rubric.criteria {
        let unknown = rubric.missing(&given.scores).any(|m| m.key == criterion.key);
        let given_at_all = given.scores.contains_key(&criterion.key);
        if unknown && (is_final || given_at_all) {
            let sentence = Sentence::new("reviews-choose-a-score").with("criterion", &criterion.title);
            problems.push(Problem::at(format!("score_{}", criterion.key), sentence));
        }
    }
    for (field, text) in [("for_panel", &given.for_panel), ("for_applicant", &given.for_applicant)] {
        if text.chars().count() > COMMENT_MAX {
            problems.push(Problem::at(field, Sentence::new("reviews-comment-too-long").with("max", COMMENT_MAX)));
        }
    }
    problems
}

/// The actor's own assignment with its case.
fn own(tx: &mut Tx, actor: &Actor, action: Action, id: AssignmentId) -> Result<(AssignmentRow, Case), Error> {
    let row = db::assignments::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    if actor.user() != Some(row.reviewer_id) {
        return Err(Error::NotFound);
    }
    let case = Case::open(tx.conn, actor, action, row.application_id)?;
    Ok((row, case))
}
