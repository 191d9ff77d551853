//! Starting an application: once the answers before the form are given and show no reason against applying.

use crate::{
    actions::{Error, Tx, applications::to_json, audit},
    db::{self, answers::SectionSave, applications::NewApplication},
    domain::{
        form::Answers,
        id::{ApplicationId, CallId},
        permission::Actor,
        sentence::Sentence,
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
        };
        db::answers::save(tx.conn, &save)?;
    }
    audit::application(tx, actor, "start", id, call.id, "")?;
    Ok(id)
}
