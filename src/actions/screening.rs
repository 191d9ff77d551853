//! Screening: the officer's eligibility decision, corrections, extensions.

use crate::{
    actions::{Error, Problem, Tx, applications::to_json, case::Case, correction::Correction, letters, notify},
    db::{
        self,
        returns::{NewReturn, ReturnRow},
    },
    domain::{
        id::{ApplicationId, ReturnId},
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
        workflow::{By, Event, Status},
    },
};

/// An officer confirms that the application is eligible.
///
/// # Errors
/// `Refused` unless it is submitted, `Conflict` where it changed.
pub fn confirm_eligible(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<(), Error> {
    let case = open(tx, actor, id, version)?;
    if case.application.status != Status::Submitted {
        return Err(Error::refused(Sentence::new("errors-not-in-this-state")));
    }
    if !db::applications::set_eligible(tx.conn, id, version, "yes")? {
        return Err(Error::Conflict);
    }
    super::audit::application(tx, actor, "confirm_eligible", id, case.call.id, "")
}

/// An officer finds it not eligible: which rule, and why in words. The applicant is told both.
///
/// # Errors
/// `Refused` without a rule of the call or a reason, `Conflict` where it changed.
pub fn mark_ineligible(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    rule: &str,
    reason: &str,
) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    let rule = case.definition.eligibility.iter().find(|r| r.key == rule).map(|r| r.says.clone());
    let Some(says) = rule else {
        return Err(Error::Refused(vec![Problem::at("rule", Sentence::new("office-choose-the-rule"))]));
    };
    case.step(tx, actor, Event::MarkIneligible, By::Officer, reason)?;
    db::applications::set_eligible(tx.conn, id, case.application.version, "no")?;
    notify::found_ineligible(tx, &case, &says, reason)
}

/// An officer takes that finding back.
///
/// # Errors
/// `Refused` without a reason, `Conflict` where it changed.
pub fn reinstate(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    case.step(tx, actor, Event::Reinstate, By::Officer, reason)?;
    db::applications::set_eligible(tx.conn, id, case.application.version, "")?;
    letters::passing::go_on(tx, &case)?;
    notify::reinstated(tx, &case)
}

/// An officer sends an application back for correction: only the named sections unlock.
///
/// # Errors
/// `Refused` without sections, note or a due date in the future; `Conflict` where it changed.
pub fn send_back(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    wanted: Correction<'_>,
) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    let mut problems = Vec::new();
    if wanted.sections.is_empty() || wanted.sections.iter().any(|s| case.definition.form.section(s).is_none()) {
        problems.push(Problem::at("sections", Sentence::new("office-choose-sections")));
    }
    if wanted.note.trim().is_empty() {
        problems.push(Problem::at("note", Sentence::new("office-say-what-to-correct")));
    }
    if wanted.due_at <= tx.now {
        problems.push(Problem::at("due", Sentence::new("office-due-must-be-later")));
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    case.step(tx, actor, Event::Return, By::Officer, wanted.note)?;
    let returned = ReturnId::new(tx.now, &mut tx.chance);
    db::returns::insert(
        tx.conn,
        &NewReturn {
            id: returned,
            application_id: id,
            sections: &to_json(&wanted.sections)?,
            note: wanted.note.trim(),
            due_at: wanted.due_at,
            created_by: actor.user(),
            created_at: tx.now,
        },
    )?;
    notify::returned(tx, &case, &wanted)
}

/// The clock: corrections did not come in time; the last good revision stands, and what was typed since is set aside.
///
/// # Errors
/// `Conflict` where they came at the last instant.
pub fn expire_return(tx: &mut Tx, open: &ReturnRow) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, open.application_id)?;
    case.step(tx, &Actor::System, Event::ReturnExpired, By::System, "")?;
    db::returns::close_open(tx.conn, open.application_id, tx.now)?;
    notify::return_expired(tx, &case, open.due_at)
}

/// An officer gives one applicant until `until`, deadline or not. A lapsed draft comes back.
///
/// # Errors
/// `Refused` without a reason or for an instant that has passed, `Conflict` where it changed.
pub fn extend(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    until: Timestamp,
    reason: &str,
) -> Result<(), Error> {
    let mut case = open(tx, actor, id, version)?;
    Error::require_reason(reason)?;
    if until <= tx.now {
        return Err(Error::Refused(vec![Problem::at("until", Sentence::new("office-extension-must-be-later"))]));
    }
    let reopened = case.application.status == Status::Lapsed;
    match case.application.status {
        Status::Lapsed => {
            case.step(tx, actor, Event::Reopen, By::Officer, reason)?;
        }
        Status::Draft | Status::Submitted => {}
        _ => return Err(Error::refused(Sentence::new("errors-not-in-this-state"))),
    }
    if !db::applications::set_extension(tx.conn, id, case.application.version, until)? {
        return Err(Error::Conflict);
    }
    super::audit::application(tx, actor, "extend", id, case.call.id, reason)?;
    notify::extended(tx, &case, until, reopened)
}

/// The clock: a draft was not handed in before the deadline, grace and extension.
///
/// # Errors
/// `Conflict` where it was handed in at the last instant.
pub fn lapse(tx: &mut Tx, id: ApplicationId) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, id)?;
    if case.window().takes_submission(tx.now, case.application.extension_until) {
        return Err(Error::Conflict);
    }
    case.step(tx, &Actor::System, Event::Lapse, By::System, "")?;
    notify::lapsed(tx, &case)
}

fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<Case, Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    Ok(case)
}
