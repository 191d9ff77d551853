//! Telling people by mail what was written in a thread.

use super::{Letter, about, about_call, about_role, office::concerned, send};
use crate::{
    actions::{Error, Tx, case::Case},
    db::{self, data_requests::RequestRow},
    domain::{id::MessageId, own_data::RequestState, places, thread::Party, time::Zone},
    mail::messages::{ApplicantWrote, DataRequestAnswered, OfficeWrote},
};

/// To the applicant: what the office wrote.
pub(in crate::actions) fn office_wrote(tx: &mut Tx, case: &Case, id: MessageId, text: &str) -> Result<(), Error> {
    let to = db::users::get(tx.conn, case.application.owner_id)?;
    let message = OfficeWrote { about: about(case), text: text.trim().to_owned() };
    let occurrence = id.to_string();
    send(tx, Letter { to: &to, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// To the office: what the applicant wrote. The officer who wrote last in the thread gets it; where nobody has, or that person runs
/// the call no more, every officer of the call does. Never who has a conflict of interest.
pub(in crate::actions) fn applicant_wrote(tx: &mut Tx, case: &Case, id: MessageId, text: &str) -> Result<(), Error> {
    let mut concerned = concerned(tx, case)?;
    let thread = db::threads::list(tx.conn, case.application.id, Party::Applicant)?;
    let last = thread.iter().rev().find(|message| message.by_office).and_then(|message| message.author_id);
    if let Some(last) = last.filter(|last| concerned.contains(last)) {
        concerned = vec![last];
    }
    for officer in concerned {
        let to = db::users::get(tx.conn, officer)?;
        let message = ApplicantWrote {
            name: to.name.clone(),
            call: about_call(&case.call),
            application: case.application.id,
            reference: case.application.reference.clone().unwrap_or_default(),
            applicant: case.application.name.clone(),
            text: text.trim().to_owned(),
        };
        let occurrence = id.to_string();
        send(tx, Letter { to: &to, call: &case.call, application: Some(case), occurrence, message: message.into() })?;
    }
    Ok(())
}

/// To who asked about their own data: how the office answered.
pub(in crate::actions) fn data_request_answered(
    tx: &mut Tx,
    row: &RequestRow,
    state: RequestState,
    reason: &str,
) -> Result<(), Error> {
    let to = db::users::get(tx.conn, row.user_id)?;
    // A closed account has no address to write to.
    if to.closed_at.is_some() {
        return Ok(());
    }
    let zone = to.zone.unwrap_or_else(|| places::CHINA.zones.first().copied().unwrap_or(Zone::UTC));
    let answered = DataRequestAnswered { name: to.name.clone(), state, answer: reason.trim().to_owned() };
    about_role(tx, &to, (zone, None), &row.id.to_string(), &answered.into())
}
