//! Telling people about nominations: contacts what waits for them and how it ended, applicants what was said.

use super::{Letter, about, about_call, send, to_this_owner};
use crate::{
    actions::{Error, Tx, case::Case},
    db::{self, authorities::AuthorityRow, calls::CallRow, nominations::NominationRow, roles::Holder},
    domain::{
        id::{ApplicationId, AuthorityId},
        nomination::NominationState,
        permission::{Grant, Role, Scope},
        time::Timestamp,
        workflow::Outcome,
    },
    mail::messages::{
        CandidateOutcome, CandidatesStillWait, CandidatesWait, ChooseAuthority, Message, NominationAnswered,
        NominationOutcomes,
    },
};

/// The contacts of an authority.
pub(in crate::actions) fn contacts(tx: &mut Tx, authority: AuthorityId) -> Result<Vec<Holder>, Error> {
    Ok(db::roles::list_holders(tx.conn, Grant { role: Role::Nominator, scope: Scope::Authority(authority) })?)
}

/// Sends one message about a call to each of these people.
fn to_each(
    tx: &mut Tx,
    call: &CallRow,
    people: &[Holder],
    occurrence: &str,
    message: impl Fn(&Holder) -> Message,
) -> Result<(), Error> {
    for person in people {
        let to = db::users::get(tx.conn, person.user_id)?;
        let message = message(person);
        send(tx, Letter { to: &to, call, application: None, occurrence: occurrence.to_owned(), message })?;
    }
    Ok(())
}

/// Candidates wait for an authority: its contacts are told once a day and call, however many come in.
pub(in crate::actions) fn candidates_wait(tx: &mut Tx, case: &Case, authority: AuthorityId) -> Result<(), Error> {
    let Some(row) = db::authorities::find(tx.conn, authority)? else { return Ok(()) };
    let Some(nomination) = case.definition.nomination else { return Ok(()) };
    let people = contacts(tx, authority)?;
    let occurrence = format!("{authority}:{}:{}", case.call.id, tx.now.day_in(case.call.zone));
    to_each(tx, &case.call, &people, &occurrence, |person| {
        let wait = CandidatesWait {
            name: person.name.clone(),
            authority,
            authority_name: row.facts.name.clone(),
            call: about_call(&case.call),
            until: nomination.until(case.call.closes_at),
        };
        wait.into()
    })
}

/// Candidates still wait for an authority, and the last instant for nominating comes near; `since`: what the reminder goes by.
pub(in crate::actions) fn candidates_still_wait(
    tx: &mut Tx,
    call: &CallRow,
    (authority, contact): (&AuthorityRow, &Holder),
    count: usize,
    (until, since): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let occurrence = format!("{}:{}:{}", authority.id, call.id, since.unix_micros());
    let message = CandidatesStillWait {
        name: contact.name.clone(),
        authority: authority.id,
        authority_name: authority.facts.name.clone(),
        call: about_call(call),
        count,
        until,
    };
    to_each(tx, call, std::slice::from_ref(contact), &occurrence, |_| message.clone().into())
}

/// Several authorities nominate for the applicant's country: the applicant chooses.
pub(in crate::actions) fn choose(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    to_this_owner(tx, case, &owner, ChooseAuthority { about: about(case) })
}

/// The authority said something of the applicant, or took it back.
pub(in crate::actions) fn answered(
    tx: &mut Tx,
    case: &Case,
    (row, authority): (&NominationRow, &str),
    state: NominationState,
    reason: &str,
) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    let message = NominationAnswered {
        about: about(case),
        authority: authority.to_owned(),
        state,
        reason: reason.trim().to_owned(),
    };
    // A nomination reaches each of its versions once.
    let occurrence = format!("{}:{}", row.id, row.version);
    send(tx, Letter { to: &owner, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// After a release: each contact of an authority gets one mail with the outcomes of the candidates that it endorsed.
pub(in crate::actions) fn outcomes(
    tx: &mut Tx,
    call: &CallRow,
    released: &[(ApplicationId, Outcome)],
) -> Result<(), Error> {
    let ids: Vec<ApplicationId> = released.iter().map(|(id, _)| *id).collect();
    let endorsed = db::nominations::list_endorsed(tx.conn, &ids)?;
    for of_one in endorsed.chunk_by(|a, b| a.authority_id == b.authority_id) {
        let Some(authority) = of_one.first().and_then(|row| row.authority_id) else { continue };
        let Some(row) = db::authorities::find(tx.conn, authority)? else { continue };
        let mut list = Vec::new();
        for nomination in of_one {
            let withheld = db::withdrawals::is_withdrawn(tx.conn, nomination.application_id, db::nominations::SHARED)?;
            let found = db::applications::find(tx.conn, nomination.application_id)?.filter(|_| !withheld);
            let told = released.iter().find(|(id, _)| *id == nomination.application_id);
            if let Some((application, (_, outcome))) = found.zip(told) {
                let line = CandidateOutcome {
                    rank: nomination.rank.unwrap_or(0),
                    reference: application.reference.unwrap_or_default(),
                    name: application.name,
                    outcome: *outcome,
                };
                list.push((application.id, application.owner_id, line));
            }
        }
        // A release happens at one moment: its contacts are told once.
        let occurrence = format!("{authority}:{}:{}", call.id, tx.now.unix_micros());
        let people = contacts(tx, authority)?;
        for person in people {
            let mut outcomes = Vec::new();
            for (application, owner, line) in &list {
                // A contact sees neither the own application nor one with a conflict of interest.
                if *owner != person.user_id && !db::conflicts::exists(tx.conn, *application, person.user_id)? {
                    outcomes.push(line.clone());
                }
            }
            if outcomes.is_empty() {
                continue;
            }
            let told = NominationOutcomes {
                name: person.name.clone(),
                authority: row.facts.name.clone(),
                call: about_call(call),
                outcomes,
            };
            to_each(tx, call, std::slice::from_ref(&person), &occurrence, |_| told.clone().into())?;
        }
    }
    Ok(())
}
