//! Nominations: who is asked to nominate an applicant, and what the office and the applicant do about it. What the authority's
//! contacts do is in [`nominating`], their letters in [`letters`], how they are reminded in [`reminding`]. Nothing here looks at hosts: the two go on side by side.

pub mod letters;
pub mod nominating;
pub mod reminding;

use crate::{
    actions::{Error, Tx, audit, case::Case, notify},
    db::{
        self, Conn,
        nominations::{Change, NominationRow, SHARED},
    },
    domain::{
        form::{Answer, Answers, Form, Kind},
        id::{ApplicationId, AuthorityId, CallId, NominationId},
        nomination::{Move, Nomination, NominationBy, NominationEvent, NominationState, moved},
        permission::{Action, Actor},
        places,
        sentence::{Problem, Sentence},
        time::Timestamp,
        workflow::NotNow,
    },
};

/// What happens to a nomination, by whom and why.
#[derive(Debug, Clone, Copy)]
struct Step<'a> {
    event: NominationEvent,
    by: NominationBy,
    /// Who is asked from now on.
    authority: Option<AuthorityId>,
    reason: &'a str,
    /// The rank that an endorsement gets; the last one where none is wanted.
    rank: Option<usize>,
}

impl Step<'_> {
    const fn new(event: NominationEvent, by: NominationBy, authority: Option<AuthorityId>) -> Self {
        Self { event, by, authority, reason: "", rank: None }
    }
}

/// The only place that changes where a nomination stands: by the table, within the quota, by compare-and-set; the ranks of those that
/// stay close up.
fn step(tx: &mut Tx, actor: &Actor, row: &NominationRow, step: Step<'_>) -> Result<NominationState, Error> {
    db::nominations::lock(tx.conn, row.call_id)?;
    let to = row.state.apply(step.event, step.by).map_err(|why| match why {
        NotNow::State => Error::refused(Sentence::new("nominations-not-in-this-state")),
        NotNow::Actor => Error::Denied,
    })?;
    if step.event.needs_reason() {
        Error::require_reason(step.reason)?;
    }
    let (was, is) = (row.state == NominationState::Endorsed, to == NominationState::Endorsed);
    if let Some(old) = row.authority_id.filter(|_| was) {
        db::quotas::give_back(tx.conn, row.call_id, old)?;
    }
    let country = if is { Some(take_of_country(tx.conn, row)?) } else { None };
    if let Some(new) = step.authority.filter(|_| is)
        && !db::quotas::take(tx.conn, row.call_id, new)?
    {
        return Err(Error::refused(Sentence::new("nominations-over-quota")));
    }
    let change = Change {
        to,
        authority: step.authority,
        reason: step.reason.trim(),
        was_endorsed: was && to == NominationState::Withdrawn,
        country: country.as_deref(),
        by: actor.user(),
        at: tx.now,
    };
    if !db::nominations::change(tx.conn, row, &change)? {
        return Err(Error::Conflict);
    }
    if let Some(old) = row.authority_id.filter(|_| was) {
        let order = db::nominations::list_order(tx.conn, row.call_id, old)?;
        db::nominations::set_order(tx.conn, &order, row.call_id, old)?;
    }
    if let Some(new) = step.authority.filter(|_| is) {
        put_in_order(tx, row.id, (row, new), step.rank.map_or(Move::To(usize::MAX), Move::To))?;
    }
    let action = format!("nomination_{}", step.event);
    audit::application(tx, actor, &action, row.application_id, row.call_id, step.reason)?;
    Ok(to)
}

/// The country among whose nominees an application counts from now on. The call is locked, so two that are one too many cannot both
/// go in.
fn take_of_country(conn: &mut Conn, row: &NominationRow) -> Result<String, Error> {
    let country = db::applications::find(conn, row.application_id)?.ok_or(Error::NotFound)?.country;
    let Some(nomination) = of_call(conn, row.call_id)? else { return Ok(country) };
    let endorsed = db::nominations::count_by_country(conn, row.call_id)?.get(&country).copied().unwrap_or(0);
    if nomination.is_full(endorsed) {
        let most = nomination.per_country.unwrap_or(0);
        let full = Sentence::new("nominations-country-full");
        return Err(Error::refused(full.with("country", country_name(&country)).with("most", most)));
    }
    Ok(country)
}

/// How a call is nominated for now, whatever an application was filled on.
fn of_call(conn: &mut Conn, call: CallId) -> Result<Option<Nomination>, Error> {
    let call = db::calls::find(conn, call)?.ok_or(Error::NotFound)?;
    Ok(db::definitions::get(conn, call.definition_id)?.nomination)
}

fn country_name(code: &str) -> &str {
    places::country(code).map_or(code, |country| country.name)
}

/// What stands against these nominations of a call: countries of which more are endorsed already. The call is locked, so that nobody
/// endorses meanwhile.
pub(super) fn over_per_country(conn: &mut Conn, call: CallId, wanted: Nomination) -> Result<Vec<Problem>, Error> {
    db::nominations::lock(conn, call)?;
    let Some(most) = wanted.per_country else { return Ok(Vec::new()) };
    let counts = db::nominations::count_by_country(conn, call)?;
    let over = counts.into_iter().filter(|(_, endorsed)| *endorsed > i64::from(most));
    let say = |(country, endorsed): (String, i64)| {
        let below = Sentence::new("nominations-per-country-below-endorsed");
        let below = below.with("country", country_name(&country)).with("endorsed", endorsed);
        Problem::at("nomination", below.with("most", most))
    };
    Ok(over.map(say).collect())
}

/// Gives an endorsed candidate another place among the authority's.
fn put_in_order(
    tx: &mut Tx,
    id: NominationId,
    (row, authority): (&NominationRow, AuthorityId),
    to: Move,
) -> Result<(), Error> {
    let order = db::nominations::list_order(tx.conn, row.call_id, authority)?;
    db::nominations::set_order(tx.conn, &moved(&order, id, to), row.call_id, authority)?;
    Ok(())
}

/// Whether these answers let an authority see the application: its form does not ask, or the applicant agreed.
pub fn is_shared(form: &Form, answers: &Answers) -> bool {
    let mut asked = form.questions().filter(|q| matches!(&q.kind, Kind::Consent { purpose, .. } if purpose == SHARED));
    asked.all(|q| matches!(answers.get(&q.key), Some(Answer::Consent { given: true, .. })))
}

/// The last instant at which an authority may say something of this case; none where its call is not nominated for.
pub fn until(definition: Option<Nomination>, closes_at: Timestamp) -> Option<Timestamp> {
    definition.map(|nomination| nomination.until(closes_at))
}

/// Those who nominate candidates like this one now, by name.
pub fn options(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Vec<(AuthorityId, String)>, db::Error> {
    let day = now.day_in(case.call.zone);
    db::authorities::list_for(conn, case.call.id, &case.application.country, day)
}

/// What follows from handing in: where one authority nominates for the applicant's country, it is asked; where there are several, the
/// applicant chooses. Who was given back is looked at again. `shared`: the applicant lets an authority know.
pub(super) fn follow(tx: &mut Tx, actor: &Actor, case: &Case, shared: bool) -> Result<(), Error> {
    if case.definition.nomination.is_none() {
        return Ok(());
    }
    let id = NominationId::new(tx.now, &mut tx.chance);
    db::nominations::insert(tx.conn, id, case.application.id, case.call.id, tx.now)?;
    let row = db::nominations::find_of_application(tx.conn, case.application.id)?.ok_or(Error::NotFound)?;
    if row.state == NominationState::Waived {
        return Ok(());
    }
    let shared = shared && !db::withdrawals::is_withdrawn(tx.conn, case.application.id, SHARED)?;
    let options = if shared { options(tx.conn, case, tx.now)? } else { Vec::new() };
    let stays = row.authority_id.filter(|asked| options.iter().any(|(id, _)| id == asked));
    let only = options.first().filter(|_| options.len() == 1).map(|(id, _)| *id);
    match (row.state, stays, only) {
        (NominationState::Returned, Some(asked), _) => ask(tx, actor, case, &row, (asked, NominationBy::System)),
        // The authority said yes to somebody of another country, among whose nominees it counts.
        (NominationState::Endorsed, Some(asked), _) if row.country.as_ref() != Some(&case.application.country) => {
            ask(tx, actor, case, &row, (asked, NominationBy::System))
        }
        (_, Some(_), _) => Ok(()),
        (_, None, Some(only)) => ask(tx, actor, case, &row, (only, NominationBy::System)),
        (state, None, None) => {
            if state != NominationState::Open {
                let unasked = Step::new(NominationEvent::Unask, NominationBy::System, None);
                step(tx, actor, &row, unasked)?;
            }
            if options.is_empty() { Ok(()) } else { notify::nomination::choose(tx, case) }
        }
    }
}

fn ask(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    row: &NominationRow,
    (authority, by): (AuthorityId, NominationBy),
) -> Result<(), Error> {
    step(tx, actor, row, Step::new(NominationEvent::Ask, by, Some(authority)))?;
    notify::nomination::candidates_wait(tx, case, authority)
}

/// The applicant chooses who is asked, where several authorities nominate for the country.
///
/// # Errors
/// `Refused` where none is chosen that nominates for this applicant, or somebody is asked already.
pub fn choose(tx: &mut Tx, actor: &Actor, id: ApplicationId, authority: Option<AuthorityId>) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let row = db::nominations::find_of_application(tx.conn, id)?.ok_or(Error::NotFound)?;
    let options = options(tx.conn, &case, tx.now)?;
    let chosen = authority.filter(|chosen| options.iter().any(|(id, _)| id == chosen)).ok_or_else(missing)?;
    in_time(&case, tx.now)?;
    ask(tx, actor, &case, &row, (chosen, NominationBy::Owner))
}

fn missing() -> Error {
    Error::refused_at("authority", Sentence::new("nominations-select-authority"))
}

/// Refuses after the last day, or where the application is not to be nominated in its state.
fn in_time(case: &Case, now: Timestamp) -> Result<(), Error> {
    use crate::domain::nomination::is_open_for_nomination;
    let until = until(case.definition.nomination, case.call.closes_at).ok_or(Error::NotFound)?;
    if !is_open_for_nomination(case.application.status) {
        return Err(Error::refused(Sentence::new("nominations-not-in-this-state")));
    }
    if now > until {
        return Err(Error::refused(Sentence::new("nominations-too-late")));
    }
    Ok(())
}

/// An officer asks an authority: the first, another, or the same once more.
///
/// # Errors
/// `Refused` where the call is not nominated for, none is chosen, or the nomination does not stand so.
pub fn ask_for(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    authority: Option<AuthorityId>,
) -> Result<(), Error> {
    let (case, row) = open(tx, actor, id, version)?;
    let options = options(tx.conn, &case, tx.now)?;
    let chosen = authority.filter(|chosen| options.iter().any(|(id, _)| id == chosen)).ok_or_else(missing)?;
    ask(tx, actor, &case, &row, (chosen, NominationBy::Officer))
}

/// An officer lets an application go on without an endorsement.
///
/// # Errors
/// `Refused` without a reason, or where it is endorsed already.
pub fn waive(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let (_, row) = open(tx, actor, id, version)?;
    let waived = Step::new(NominationEvent::Waive, NominationBy::Officer, row.authority_id);
    step(tx, actor, &row, Step { reason, ..waived }).map(|_| ())
}

fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32) -> Result<(Case, NominationRow), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    let not_nominated = || Error::refused(Sentence::new("nominations-not-in-this-call"));
    let row = db::nominations::find_of_application(tx.conn, id)?.ok_or_else(not_nominated)?;
    Ok((case, row))
}

/// Refuses review where the call demands an endorsement and there is none. Asked once the application has moved, because only then
/// nobody can take an endorsement back meanwhile.
pub(super) fn demand(conn: &mut Conn, case: &Case) -> Result<(), Error> {
    if !case.definition.nomination.is_some_and(|nomination| nomination.required) {
        return Ok(());
    }
    let row = db::nominations::find_of_application(conn, case.application.id)?;
    if row.is_some_and(|row| row.state.lets_into_review()) {
        return Ok(());
    }
    Err(Error::refused(Sentence::new("nominations-endorsement-missing")))
}

/// What follows from a withdrawal: the quota is free for somebody else.
pub(super) fn withdraw(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<(), Error> {
    let Some(row) = db::nominations::find_of_application(tx.conn, case.application.id)? else { return Ok(()) };
    if row.state == NominationState::Withdrawn {
        return Ok(());
    }
    let withdrawn = Step::new(NominationEvent::Withdraw, NominationBy::System, row.authority_id);
    step(tx, actor, &row, withdrawn).map(|_| ())
}

/// What follows where a withdrawal is taken back: the endorsement comes back as long as quota and country have room, as the last of its
/// authority; else the authority is asked once more.
pub(super) fn come_back(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<(), Error> {
    let Some(row) = db::nominations::find_of_application(tx.conn, case.application.id)? else { return Ok(()) };
    let Some(authority) = row.authority_id else {
        let unasked = Step::new(NominationEvent::Unask, NominationBy::System, None);
        return step(tx, actor, &row, unasked).map(|_| ());
    };
    if row.was_endorsed && has_room(tx.conn, case, authority)? {
        let restored = Step::new(NominationEvent::Restore, NominationBy::System, Some(authority));
        return step(tx, actor, &row, restored).map(|_| ());
    }
    ask(tx, actor, case, &row, (authority, NominationBy::System))
}

/// Whether one more can be endorsed: by this authority, and of the applicant's country.
fn has_room(conn: &mut Conn, case: &Case, authority: AuthorityId) -> Result<bool, Error> {
    db::nominations::lock(conn, case.call.id)?;
    let quota = db::quotas::find(conn, case.call.id, authority)?;
    let counts = db::nominations::count_by_country(conn, case.call.id)?;
    let of_country = counts.get(&case.application.country).copied().unwrap_or(0);
    let is_full = of_call(conn, case.call.id)?.is_some_and(|nomination| nomination.is_full(of_country));
    Ok(!is_full && quota.is_some_and(|quota| quota.endorsed < quota.quota))
}
