//! What the contacts of an authority do: endorse candidates, refuse them, give them back, take that back, and put them in order.

use super::{Step, in_time, put_in_order, step};
use crate::{
    actions::{Error, Tx, audit, case::Case, notify},
    db::{self, Conn, authorities::AuthorityRow, calls::CallRow, nominations::NominationRow},
    domain::{
        id::{AuthorityId, CallId, NominationId},
        nomination::{Move, NominationBy, NominationEvent, NominationState, is_before_review},
        permission::{self, Action, Actor, Subject},
        sentence::Sentence,
        time::Timestamp,
    },
};

/// A candidate as a contact of the authority stands to it.
#[derive(Debug, Clone)]
pub struct Candidacy {
    /// The nomination.
    pub nomination: NominationRow,
    /// The application.
    pub case: Case,
    /// The authority that is asked.
    pub authority: AuthorityRow,
}

impl Candidacy {
    /// Opens a candidate for a contact.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is none of this actor's: another authority's or country's, out of the authority's days,
    /// the actor's own application or one with a conflict, or not to be shown to authorities any more.
    pub fn open(conn: &mut Conn, actor: &Actor, id: NominationId, now: Timestamp) -> Result<Self, Error> {
        let row = db::nominations::find(conn, id)?.ok_or(Error::NotFound)?;
        Self::of(conn, actor, row, now)
    }

    /// The same of a nomination that was found.
    pub(in crate::actions) fn of(
        conn: &mut Conn,
        actor: &Actor,
        nomination: NominationRow,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let asked = nomination.authority_id.ok_or(Error::NotFound)?;
        let user = actor.user().ok_or(Error::NotFound)?;
        // As the system, because a contact has no role in the office: what a contact may see is asked here.
        let case = Case::open(conn, &Actor::System, Action::ReadAsOfficer, nomination.application_id)?;
        let subject = Subject::Candidate {
            authority: asked,
            owner: case.application.owner_id,
            conflicted: db::conflicts::exists(conn, case.application.id, user)?,
        };
        permission::check(actor, Action::Nominate, &subject).map_err(|_| Error::NotFound)?;
        let authority = db::authorities::find(conn, asked)?.ok_or(Error::NotFound)?;
        let facts = &authority.facts;
        let is_theirs = facts.countries.contains(&case.application.country)
            && facts.validity.holds_on(now.day_in(case.call.zone))
            && !matches!(nomination.state, NominationState::Open | NominationState::Withdrawn)
            && !db::withdrawals::is_withdrawn(conn, case.application.id, db::nominations::SHARED)?;
        if is_theirs { Ok(Self { nomination, case, authority }) } else { Err(Error::NotFound) }
    }

    /// Whether the authority may still say something.
    pub fn is_open(&self, now: Timestamp) -> bool {
        in_time(&self.case, now).is_ok()
    }

    /// Whether what the authority said may be taken back.
    pub fn may_be_undone(&self) -> bool {
        let application = &self.case.application;
        is_before_review(application.status, application.status_before)
    }
}

/// Opens a candidate to act on it, under the call's lock, so that what is read stands.
fn open(tx: &mut Tx, actor: &Actor, id: NominationId, version: i32) -> Result<Candidacy, Error> {
    let call = db::nominations::find(tx.conn, id)?.ok_or(Error::NotFound)?.call_id;
    db::nominations::lock(tx.conn, call)?;
    let candidacy = Candidacy::open(tx.conn, actor, id, tx.now)?;
    if candidacy.nomination.version != version {
        return Err(Error::Conflict);
    }
    Ok(candidacy)
}

/// What a contact says of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// Endorsed, with this rank, or as the last.
    Endorse(Option<usize>),
    /// Not.
    Refuse(&'a str),
    /// Something is to be put right first.
    GiveBack(&'a str),
    /// What was said is taken back.
    Undo,
}

/// A contact says something of a candidate; the applicant is told.
///
/// # Errors
/// `Refused` over the quota, after the last day, without a reason or without the letter that the call asks for; what was said is taken
/// back only before review begins. `Conflict` where somebody was faster.
pub fn say(tx: &mut Tx, actor: &Actor, id: NominationId, version: i32, said: Said<'_>) -> Result<(), Error> {
    let candidacy = open(tx, actor, id, version)?;
    let Candidacy { nomination, case, authority } = &candidacy;
    in_time(case, tx.now)?;
    let of = |event| Step::new(event, NominationBy::Nominator, Some(authority.id));
    let wanted = match said {
        Said::Endorse(rank) => Step { rank, ..of(NominationEvent::Endorse) },
        Said::Refuse(reason) => Step { reason, ..of(NominationEvent::Refuse) },
        Said::GiveBack(reason) => Step { reason, ..of(NominationEvent::GiveBack) },
        Said::Undo => of(NominationEvent::Undo),
    };
    let needs_letter = case.definition.nomination.is_some_and(|nomination| nomination.letter);
    if matches!(said, Said::Endorse(_)) && needs_letter && nomination.letter().is_none() {
        return Err(Error::refused_at("file", Sentence::new("nominations-letter-missing")));
    }
    if said == Said::Undo && !candidacy.may_be_undone() {
        return Err(Error::refused(Sentence::new("nominations-undo-too-late")));
    }
    let to = step(tx, actor, nomination, wanted)?;
    notify::nomination::answered(tx, case, (nomination, &authority.facts.name), to, wanted.reason)
}

/// The call and the authority of a list, for a contact who may.
///
/// # Errors
/// `NotFound` for everybody else, for a call in which the authority takes no part, and out of its days.
pub fn enter(
    conn: &mut Conn,
    actor: &Actor,
    (slug, authority): (&str, AuthorityId),
    now: Timestamp,
) -> Result<(CallRow, AuthorityRow), Error> {
    permission::check(actor, Action::Nominate, &Subject::Authority(authority)).map_err(|_| Error::NotFound)?;
    let call = db::calls::find_by_slug(conn, slug)?.ok_or(Error::NotFound)?;
    let row = db::authorities::find(conn, authority)?.ok_or(Error::NotFound)?;
    db::quotas::find(conn, call.id, authority)?.ok_or(Error::NotFound)?;
    let valid = row.facts.validity.holds_on(now.day_in(call.zone));
    if valid { Ok((call, row)) } else { Err(Error::NotFound) }
}

/// A contact moves one endorsed candidate among the authority's.
///
/// # Errors
/// `NotFound` for candidates that are not the contact's, `Refused` after the last day or where it is not endorsed.
pub fn rank(tx: &mut Tx, actor: &Actor, id: NominationId, version: i32, to: Move) -> Result<(), Error> {
    let candidacy = open(tx, actor, id, version)?;
    in_time(&candidacy.case, tx.now)?;
    if candidacy.nomination.state != NominationState::Endorsed {
        return Err(Error::refused(Sentence::new("nominations-not-endorsed")));
    }
    put_in_order(tx, id, (&candidacy.nomination, candidacy.authority.id), to)?;
    let (application, call) = (candidacy.case.application.id, candidacy.case.call.id);
    audit::application(tx, actor, "nomination_rank", application, call, "")
}

/// A contact puts all endorsed candidates in order by the numbers typed beside them.
///
/// # Errors
/// `Refused` at a candidate's field where its number is missing or stands twice; `Conflict` where others are endorsed than the
/// contact saw.
pub fn rank_all(
    tx: &mut Tx,
    actor: &Actor,
    call: CallId,
    authority: AuthorityId,
    typed: &[(NominationId, Option<i32>)],
) -> Result<(), Error> {
    db::nominations::lock(tx.conn, call)?;
    let order = db::nominations::list_order(tx.conn, call, authority)?;
    let Some(first) = order.first() else { return Err(Error::refused(Sentence::new("nominations-nobody-endorsed"))) };
    for id in &order {
        // Each is asked, so that nobody reorders what they may not see.
        in_time(&Candidacy::open(tx.conn, actor, *id, tx.now)?.case, tx.now)?;
    }
    let mut wanted = Vec::with_capacity(typed.len());
    for (id, number) in typed {
        let number = number.filter(|n| *n > 0 && !typed.iter().any(|(other, m)| other != id && m == &Some(*n)));
        let Some(number) = number else {
            return Err(Error::refused_at(format!("rank_{id}"), Sentence::new("nominations-rank-each")));
        };
        wanted.push((number, *id));
    }
    wanted.sort_unstable();
    let wanted: Vec<NominationId> = wanted.into_iter().map(|(_, id)| id).collect();
    if wanted.len() != order.len() || !order.iter().all(|id| wanted.contains(id)) {
        return Err(Error::Conflict);
    }
    db::nominations::set_order(tx.conn, &wanted, call, authority)?;
    let of = db::nominations::find(tx.conn, *first)?.ok_or(Error::NotFound)?;
    audit::application(tx, actor, "nomination_rank", of.application_id, call, "")
}
