//! Telling the office what concerns it about one application.

use super::{Letter, about_call, send};
use crate::{
    actions::{Error, Tx, case::Case},
    db::{self, assignments::AssignmentRow, users::UserRow},
    domain::{id::UserId, permission::Role},
    mail::messages::{AcceptanceAnswered, ConflictDeclared, Message},
};

/// Officers of the call who may know of the application: neither its applicant nor anybody with a conflict of interest.
pub(super) fn concerned(tx: &mut Tx, case: &Case) -> Result<Vec<UserId>, Error> {
    let officers = db::roles::list_holders_on_call(tx.conn, Role::Officer, case.call.id, case.call.programme_id)?;
    let mut concerned = Vec::new();
    for officer in officers {
        let conflicted = db::conflicts::exists(tx.conn, case.application.id, officer.user_id)?;
        if !conflicted && officer.user_id != case.application.owner_id {
            concerned.push(officer.user_id);
        }
    }
    Ok(concerned)
}

fn to_officers(tx: &mut Tx, case: &Case, occurrence: &str, message: impl Fn(&UserRow) -> Message) -> Result<(), Error> {
    for officer in concerned(tx, case)? {
        let to = db::users::get(tx.conn, officer)?;
        let (occurrence, message) = (occurrence.to_owned(), message(&to));
        send(tx, Letter { to: &to, call: &case.call, application: Some(case), occurrence, message })?;
    }
    Ok(())
}

/// A reviewer left an application.
pub(in crate::actions) fn reviewer_left(
    tx: &mut Tx,
    case: &Case,
    assignment: &AssignmentRow,
    reason: &str,
) -> Result<(), Error> {
    let reviewer = db::users::get(tx.conn, assignment.reviewer_id)?;
    let occurrence = format!("{}:{}", assignment.id, assignment.version);
    to_officers(tx, case, &occurrence, |to| {
        let message = ConflictDeclared {
            name: to.name.clone(),
            call: about_call(&case.call),
            application: case.application.id,
            reference: case.application.reference.clone().unwrap_or_default(),
            reviewer: reviewer.name.clone(),
            reason: reason.trim().to_owned(),
        };
        message.into()
    })
}

/// Everything that was asked after acceptance is answered: told once.
pub(in crate::actions) fn acceptance_answered(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let occurrence = case.application.id.to_string();
    to_officers(tx, case, &occurrence, |to| {
        let message = AcceptanceAnswered {
            name: to.name.clone(),
            call: about_call(&case.call),
            application: case.application.id,
            reference: case.application.reference.clone().unwrap_or_default(),
            applicant: case.application.name.clone(),
        };
        message.into()
    })
}
