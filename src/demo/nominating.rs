//! Nominating authorities of the demo: whom they endorse in the open call and for the workshop, whom they refuse, and what an applicant asks of the office.

use sha2::{Digest as _, Sha256};

use super::{
    cast::{Cast, Life, Member, NominatingMember, Stage, grant},
    papers,
    script::{Intake, between},
};
use crate::{
    actions::{
        Error, Tx, authorities,
        nominations::nominating::{self, Said},
        own_data::{self, Asked},
    },
    db::{
        self,
        authorities::AuthorityFacts,
        nominations::{NewLetter, NominationRow},
    },
    domain::{
        id::CallId,
        nomination::{AuthorityKind, Nomination, Validity},
        own_data::RequestKind,
        permission::{Actor, Role, Scope},
        time::{Day, Span},
        workflow::{DocumentState, Status},
    },
    files::{spool::hex, store::StorageKey},
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
    (intake == Intake::Open).then_some(Nomination {
        required: false,
        letter: false,
        days_after_close: 30,
        per_country: None,
    })
}

/// Says how many each authority may endorse in the call: no more than a country can have there.
pub fn allot(tx: &mut Tx, cast: &Cast, call: CallId, nomination: Nomination) -> Result<(), Error> {
    let most = nomination.per_country.and_then(|most| i32::try_from(most).ok()).unwrap_or(i32::MAX);
    let quota = |(member, (.., quota)): (&NominatingMember, Known)| (member.authority, Some(quota.min(most)));
    let quotas: Vec<_> = cast.nominating.iter().zip(AUTHORITIES).map(quota).collect();
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
    let Some((row, member)) = asked(tx, stage, life)? else { return Ok(()) };
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

/// The nomination, and the authority that is asked.
fn asked<'a>(
    tx: &mut Tx,
    stage: &'a Stage,
    life: &Life,
) -> Result<Option<(NominationRow, &'a NominatingMember)>, Error> {
    let Some(row) = db::nominations::find_of_application(tx.conn, life.id()?)? else { return Ok(None) };
    let member = stage.cast.nominating.iter().find(|member| Some(member.authority) == row.authority_id);
    Ok(member.map(|member| (row, member)))
}

/// Where review waits for an endorsement, everybody who is read has one, with the authority's letter. Of those who handed in, the first
/// authority, whose contact's password is told, has not answered yet, and the second one refuses.
pub fn endorse(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if !stage.definition.nomination.is_some_and(|nomination| nomination.required) || life.aim == Status::Draft {
        return Ok(());
    }
    let Some((row, member)) = asked(tx, stage, life)? else { return Ok(()) };
    tx.now = between(life.handed_in + Span::hours(1), life.handed_in + Span::hours(18), false, &mut tx.chance)
        .min(stage.now);
    let is_waiting = life.aim == Status::Submitted;
    let country = life.person.country.code;
    if is_waiting && country == CONTACTS[0].0 {
        return Ok(());
    }
    if is_waiting && country == CONTACTS[1].0 {
        let reason = "We nominate people who manage a laboratory. The application does not say that this is so.";
        return nominating::say(tx, &member.contact.actor, row.id, row.version, Said::Refuse(reason));
    }
    let authority = AUTHORITIES.iter().find(|(.., of, _)| *of == country).map_or("", |(name, ..)| name);
    let call = stage.call.title.in_language("en");
    let paper = papers::endorsement(authority, &life.person, call, tx.now.day_in(stage.call.zone));
    let key = StorageKey::new(&mut tx.chance);
    stage.documents.put_now(&key, &paper.bytes).map_err(|e| Error::Internal(e.to_string()))?;
    let letter = NewLetter {
        name: "Letter of endorsement.pdf",
        size: i64::try_from(paper.bytes.len()).unwrap_or(i64::MAX),
        pages: paper.pages,
        sha256: &hex(&Sha256::digest(&paper.bytes)),
        key: key.as_str(),
        state: DocumentState::Unscanned,
    };
    if !db::nominations::set_letter(tx.conn, &row, letter)? {
        return Err(Error::Conflict);
    }
    nominating::say(tx, &member.contact.actor, row.id, row.version + 1, Said::Endorse(None))
}
