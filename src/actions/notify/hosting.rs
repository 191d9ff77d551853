//! Telling hosts and applicants of posts, choices, consents and questions.

use super::{Letter, about, about_call, send};
use crate::{
    actions::{Error, Tx, case::Case},
    db::{
        self, calls::CallRow, choices::ChoiceRow, consents::ConsentRow, host_questions::HostQuestionRow,
        hosts::HostRow, posts::PostRow, users::UserRow,
    },
    domain::{
        hosting::provinces::Province,
        id::{ChoiceId, ConsentId, HostId, HostQuestionId},
        permission::{Grant, Role, Scope},
    },
    mail::messages::{self, Message},
};

/// To every contact of a host; without those who must not know of the application.
fn to_contacts(
    tx: &mut Tx,
    (call, case): (&CallRow, Option<&Case>),
    host: HostId,
    occurrence: &str,
    message: impl Fn(String) -> Message,
) -> Result<(), Error> {
    for contact in db::roles::list_contacts(tx.conn, host)? {
        let conflicted = match case {
            Some(case) => db::conflicts::exists(tx.conn, case.application.id, contact.user_id)?,
            None => false,
        };
        if conflicted || case.is_some_and(|case| case.application.owner_id == contact.user_id) {
            continue;
        }
        let to = db::users::get(tx.conn, contact.user_id)?;
        let (message, occurrence) = (message(to.name.clone()), occurrence.to_owned());
        send(tx, Letter { to: &to, call, application: case, occurrence, message })?;
    }
    Ok(())
}

fn to_owner(tx: &mut Tx, case: &Case, occurrence: String, message: impl Into<Message>) -> Result<(), Error> {
    let owner: UserRow = db::users::get(tx.conn, case.application.owner_id)?;
    send(tx, Letter { to: &owner, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// A post waits to be checked: to the officers of its call, and to those of the province who do not speak for the host.
pub fn post_offered(tx: &mut Tx, call: &CallRow, post: &PostRow, host: &HostRow) -> Result<(), Error> {
    let officers = db::roles::list_holders_on_call(tx.conn, Role::Officer, call.id, call.programme_id)?;
    let province = host.province.parse::<Province>().ok();
    let mut provincial =
        match province.map(|province| Grant { role: Role::Provincial, scope: Scope::Province(province) }) {
            Some(grant) => db::roles::list_holders(tx.conn, grant)?,
            None => Vec::new(),
        };
    let contacts = db::roles::list_contacts(tx.conn, host.id)?;
    provincial.retain(|one| officers.iter().chain(&contacts).all(|other| other.user_id != one.user_id));
    let (officers, provincial) = (officers.iter().map(|one| (one, None)), provincial.iter().map(|one| (one, province)));
    for (officer, of_province) in officers.chain(provincial) {
        let to = db::users::get(tx.conn, officer.user_id)?;
        let message = messages::PostOffered {
            name: to.name.clone(),
            call: about_call(call),
            post: post.id,
            title: post.title.clone(),
            host: host.title(),
            of_province: of_province.is_some(),
        };
        let occurrence = format!("{}:{}", post.id, post.version);
        send(tx, Letter { to: &to, call, application: None, occurrence, message: message.into() })?;
    }
    Ok(())
}

/// A post is shown.
pub fn post_shown(tx: &mut Tx, call: &CallRow, post: &PostRow, host: &HostRow) -> Result<(), Error> {
    to_contacts(tx, (call, None), host.id, &format!("{}:{}", post.id, post.version), |name| {
        messages::PostShown { name, call: about_call(call), post: post.id, title: post.title.clone() }.into()
    })
}

/// A post was sent back.
pub fn post_sent_back(tx: &mut Tx, call: &CallRow, post: &PostRow, host: &HostRow, reason: &str) -> Result<(), Error> {
    to_contacts(tx, (call, None), host.id, &format!("{}:{}", post.id, post.version), |name| {
        let (title, reason) = (post.title.clone(), reason.trim().to_owned());
        messages::PostSentBack { name, call: about_call(call), post: post.id, title, reason }.into()
    })
}

/// An applicant chose a post: its host is asked.
pub fn asked(tx: &mut Tx, case: &Case, choice: ChoiceId, post: &PostRow, host: &HostRow) -> Result<(), Error> {
    to_contacts(tx, (&case.call, Some(case)), host.id, &choice.to_string(), |name| {
        let reference = case.application.reference.clone().unwrap_or_default();
        messages::HostAsked { name, call: about_call(&case.call), choice, reference, title: post.title.clone() }.into()
    })
}

/// A host consents.
pub fn consent_given(
    tx: &mut Tx,
    case: &Case,
    consent: ConsentId,
    post: &PostRow,
    host: &HostRow,
) -> Result<(), Error> {
    let message = messages::ConsentGiven { about: about(case), consent, host: host.title(), title: post.title.clone() };
    to_owner(tx, case, consent.to_string(), message)
}

/// A host refuses.
pub fn consent_refused(
    tx: &mut Tx,
    case: &Case,
    choice: &ChoiceRow,
    (post, host): (&PostRow, &HostRow),
    reason: &str,
) -> Result<(), Error> {
    let (title, reason) = (post.title.clone(), reason.trim().to_owned());
    let message = messages::ConsentRefused { about: about(case), host: host.title(), title, reason };
    to_owner(tx, case, format!("{}:{}", choice.id, choice.version), message)
}

/// A consent ended with its application.
pub fn consent_ended(tx: &mut Tx, case: &Case, consent: &ConsentRow) -> Result<(), Error> {
    let occurrence = format!("{}:{}", consent.id, case.application.version);
    to_contacts(tx, (&case.call, Some(case)), consent.host_id, &occurrence, |name| {
        let (number, title) = (consent.number.clone(), consent.facts.post.clone());
        messages::ConsentEnded { name, call: about_call(&case.call), number, title }.into()
    })
}

/// A host asks the applicant.
pub fn question_asked(
    tx: &mut Tx,
    case: &Case,
    id: HostQuestionId,
    host: &HostRow,
    question: &str,
) -> Result<(), Error> {
    let message = messages::HostQuestionAsked { about: about(case), host: host.title(), question: question.to_owned() };
    to_owner(tx, case, id.to_string(), message)
}

/// The applicant answers.
pub fn question_answered(tx: &mut Tx, case: &Case, asked: &HostQuestionRow, choice: ChoiceId) -> Result<(), Error> {
    to_contacts(tx, (&case.call, Some(case)), asked.host_id, &asked.id.to_string(), |name| {
        let reference = case.application.reference.clone().unwrap_or_default();
        messages::HostQuestionAnswered { name, call: about_call(&case.call), choice, reference }.into()
    })
}
