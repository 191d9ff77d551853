//! Starting an application, once the answers before the form are given and show no reason against applying; and reminding of a draft.

use crate::{
    actions::{
        Error, Tx,
        applications::{Written, to_json},
        audit,
        case::Case,
        notify,
    },
    db::{self, answers::SectionSave, applications::NewApplication},
    domain::{
        form::Answers,
        id::{ApplicationId, CallId},
        permission::{Action, Actor},
        sentence::Sentence,
        time::{Span, Timestamp},
        workflow::Status,
    },
};

/// Starts the actor's application to this call with the answers given before the form.
/// Where the actor already has one, that one is returned and nothing changes: pressing twice makes no second application.
///
/// # Errors
/// `Denied` for visitors, `NotFound` for a call that is not public, `Refused` where it takes no applications now.
pub fn start(tx: &mut Tx, actor: &Actor, call: CallId, answers: &Answers) -> Result<ApplicationId, Error> {
    let owner = actor.user().ok_or(Error::Denied)?;
    let call = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    if let Some(existing) = db::applications::find_of_owner(tx.conn, call.id, owner)? {
        return Ok(existing.id);
    }
    if !call.window().takes_submission(tx.now, None) {
        return Err(Error::refused(Sentence::new("applications-call-not-open")));
    }
    let definition = db::definitions::get(tx.conn, call.definition_id)?;
    let id = ApplicationId::new(tx.now, &mut tx.chance);
    let columns = super::answers::columns(&definition.form, answers);
    let draft = NewApplication::draft(id, &call, owner, columns, tx.now);
    match db::applications::insert(tx.conn, &draft) {
        Ok(()) => {}
        // Somebody pressed twice and the other press was faster.
        Err(db::Error::Unique) => return Err(Error::Conflict),
        Err(other) => return Err(other.into()),
    }
    for section in definition.form.sections.iter().filter(|s| s.before) {
        let body = to_json(&super::answers::section_answers(section, answers))?;
        let save = SectionSave {
            application_id: id,
            section: &section.key,
            version: 0,
            body: &body,
            complete: true,
            now: tx.now,
            by: Some(owner),
        };
        db::answers::save(tx.conn, &save)?;
    }
    audit::application(tx, actor, "start", id, call.id, "")?;
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    notify::draft_saved(tx, &case)?;
    Ok(id)
}

/// Tells the writer of a draft that the deadline is near, and how far the draft is; once for each `since`, from when on it was due.
///
/// # Errors
/// `Conflict` where it is no draft any more, or can no longer be handed in.
pub fn remind(tx: &mut Tx, id: ApplicationId, since: Timestamp) -> Result<(), Error> {
    let (case, far) = waiting(tx, id)?;
    notify::draft_waiting(tx, &case, since, far)
}

/// Tells the writer of a draft that the day of a round is near, and which round comes after; once for each `since`.
///
/// # Errors
/// As [`remind`]; `Conflict` too where what is handed in now joins no round.
pub fn remind_of_round(tx: &mut Tx, id: ApplicationId, since: Timestamp) -> Result<(), Error> {
    let (case, far) = waiting(tx, id)?;
    let now = case.round_now(tx.now).ok_or(Error::Conflict)?;
    let next = case.round_now(now.until + Span::microseconds(1)).map(|round| round.day);
    notify::round_near(tx, &case, since, (now.until, next), far)
}

/// A draft that can be handed in, and how many of its sections are complete.
fn waiting(tx: &mut Tx, id: ApplicationId) -> Result<(Case, (usize, usize)), Error> {
    let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, id)?;
    let open = case.window().takes_submission(tx.now, case.application.extension_until);
    if case.application.status != Status::Draft || !open {
        return Err(Error::Conflict);
    }
    let far = how_far(tx, &case)?;
    Ok((case, far))
}

/// How many sections of a draft are complete, and how many it has.
fn how_far(tx: &mut Tx, case: &Case) -> Result<(usize, usize), Error> {
    let written = Written::read(tx.conn, case)?;
    let sections = case.definition.form.check(&written.answers, &written.documents(), tx.now);
    let done = sections.iter().filter(|section| section.problems.is_empty()).count();
    Ok((done, sections.len()))
}
