//! Nominating authorities of the demo: whom they endorse in the open call, whom they refuse, and what an applicant asks of the office.

use super::{
    cast::{Cast, Life, Member, NominatingMember, Stage, grant},
    script::Intake,
};
use crate::{
    actions::{
        Error, Tx, authorities,
        nominations::nominating::{self, Said},
        own_data::{self, Asked},
    },
    db::{self, authorities::AuthorityFacts},
    domain::{
        id::CallId,
        nomination::{AuthorityKind, Nomination, Validity},
        own_data::RequestKind,
        permission::{Actor, Role, Scope},
        time::Day,
        workflow::Status,
    },
};

/// An authority: its name, what it is, the country whose candidates it nominates, how many.
type Known = (&'static str, AuthorityKind, &'static str, i32);

/// Where the contacts come from, the first of whom is told.
pub const CONTACTS: [(&str, &str); 3] =
    [("ID", "nominator@demo.example"), ("VN", "nominator2@demo.example"), ("MY", "nominator3@demo.example")];

const AUTHORITIES: [Known; 3] = [
    ("National Agency for Research Exchange, Indonesia", AuthorityKind::Ministry, "ID", 6),
    ("Foundation for Science and Technology, Viet Nam", AuthorityKind::Foundation, "VN", 4),
    ("Ministry for Science and Innovation, Malaysia", AuthorityKind::Ministry, "MY", 4),
];

/// Adds the authorities with a contact each.
pub fn found(tx: &mut Tx, admin: &Actor, contacts: Vec<Member>) -> Result<Vec<NominatingMember>, Error> {
    let mut all = Vec::new();
    for ((name, kind, country, _), mut contact) in AUTHORITIES.into_iter().zip(contacts) {
        let validity = Validity { from: Day::from_ymd_opt(2024, 1, 1).unwrap_or_default(), until: None };
        let facts = AuthorityFacts { name: name.to_owned(), kind, validity, countries: vec![country.to_owned()] };
        let authority = authorities::create(tx, admin, &facts)?;
        grant(tx, admin, &mut contact, Role::Nominator, Scope::Authority(authority))?;
        all.push(NominatingMember { authority, contact });
    }
    Ok(all)
}

/// How applicants to the open call are nominated: by their authority, where it likes to.
pub fn of_call(intake: Intake) -> Option<Nomination> {
    (intake == Intake::Open).then_some(Nomination { required: false, letter: false, days_after_close: 30 })
}

/// Says how many each authority may endorse in the call.
pub fn allot(tx: &mut Tx, cast: &Cast, call: CallId) -> Result<(), Error> {
    let quotas: Vec<_> =
        cast.nominating.iter().zip(AUTHORITIES).map(|(member, (.., quota))| (member.authority, Some(quota))).collect();
    authorities::set_quotas(tx, &cast.admin.actor, call, &quotas)
}

/// An authority says something of most of its candidates within two hours; one applicant asks for a correction.
pub fn answer(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if stage.definition.nomination.is_none() || !matches!(life.aim, Status::Submitted | Status::Returned) {
        return Ok(());
    }
    let id = life.id()?;
    if tx.chance.below(8) == 0 {
        let text = "My name is spelt with two n in my passport. Please correct it in your records.".to_owned();
        own_data::ask(tx, life.owner()?, &Asked { kind: Some(RequestKind::Correction), application: Some(id), text })?;
    }
    let Some(row) = db::nominations::find_of_application(tx.conn, id)? else { return Ok(()) };
    let Some(member) = stage.cast.nominating.iter().find(|m| Some(m.authority) == row.authority_id) else {
        return Ok(());
    };
    let said = match tx.chance.below(6) {
        0 => return Ok(()),
        1 => Said::Refuse("The institution did not support the application."),
        2 => Said::GiveBack("Say in the plan which office at home will use the results."),
        _ => Said::Endorse(None),
    };
    match nominating::say(tx, &member.contact.actor, row.id, row.version, said) {
        // The quota is used up: the candidate waits.
        Err(Error::Refused(_)) => Ok(()),
        other => other,
    }
}
