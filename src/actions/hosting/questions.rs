//! Questions: a host asks an applicant, who answers on the page of the application; the office can read both.

use crate::{
    actions::{Error, Tx, audit, case::Case, hosting::consents, notify},
    db::{self, host_questions::NewHostQuestion},
    domain::{
        id::{ApplicationId, ChoiceId, HostQuestionId},
        permission::{Action, Actor},
        sentence::Sentence,
    },
};

/// Most questions of one host that may wait for an answer at a time.
const MOST_OPEN: usize = 5;

/// A contact asks the applicant, who gets a mail.
///
/// # Errors
/// `Refused` where nothing is asked, or too much waits for an answer.
pub fn ask(tx: &mut Tx, actor: &Actor, id: ChoiceId, question: &str) -> Result<(), Error> {
    let (choice, case) = consents::open(tx.conn, actor, Action::AnswerAsHost, id)?;
    if question.trim().is_empty() {
        return Err(Error::refused_at("question", Sentence::new("hosting-enter-question")));
    }
    let asked = db::host_questions::list(tx.conn, case.application.id, Some(choice.host_id))?;
    if asked.iter().filter(|q| q.answered_at.is_none()).count() >= MOST_OPEN {
        return Err(Error::refused_at("question", Sentence::new("hosting-too-many-questions")));
    }
    let new = NewHostQuestion {
        id: HostQuestionId::new(tx.now, &mut tx.chance),
        application_id: case.application.id,
        host_id: choice.host_id,
        question: question.trim(),
        asked_by: actor.user().ok_or(Error::Denied)?,
        asked_at: tx.now,
        answer: "",
    };
    db::host_questions::insert(tx.conn, &new)?;
    let host = db::hosts::get(tx.conn, choice.host_id)?;
    notify::hosting::question_asked(tx, &case, new.id, &host, question.trim())?;
    audit::application(tx, actor, "ask_applicant", case.application.id, case.call.id, "")
}

/// The applicant answers; the host's contacts get a mail.
///
/// # Errors
/// `Refused` where nothing is said, or the application is with hosts no more; `Conflict` where it was answered already.
pub fn answer(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    question: HostQuestionId,
    answer: &str,
) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let asked = db::host_questions::list(tx.conn, id, None)?;
    let asked = asked.into_iter().find(|q| q.id == question).ok_or(Error::NotFound)?;
    if !case.application.status.is_with_hosts() {
        return Err(Error::refused(Sentence::new("errors-not-in-this-state")));
    }
    if answer.trim().is_empty() {
        return Err(Error::refused_at(format!("answer-{question}"), Sentence::new("hosting-enter-answer")));
    }
    if !db::host_questions::answer(tx.conn, question, answer.trim(), tx.now)? {
        return Err(Error::Conflict);
    }
    let choices = db::choices::list(tx.conn, id)?;
    if let Some(choice) = choices.iter().find(|c| c.host_id == asked.host_id) {
        notify::hosting::question_answered(tx, &case, &asked, choice.id)?;
    }
    audit::application(tx, actor, "answer_host", id, case.call.id, "")
}
