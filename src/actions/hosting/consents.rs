//! Consents: a host orders its applicants, consents to one with a numbered letter, or refuses one; the office may do without.

use crate::{
    actions::{Error, Problem, Tx, audit, case::Case, notify},
    db::{
        self, Conn,
        choices::{ChoiceChange, ChoiceRow},
        consents::NewConsent,
        hosts::HostRow,
        posts::PostRow,
    },
    domain::{
        hosting::{
            ConsentNeed, Hosting, Side,
            consent::{self, ConsentEvent, ConsentState, Facts},
            posts::PostState,
        },
        id::{ApplicationId, ChoiceId, ConsentId},
        permission::{Action, Actor},
        sentence::Sentence,
        text::Text,
        workflow::NotNow,
    },
    words::Words,
};

/// A choice as a contact of its host stands to it.
///
/// # Errors
/// `NotFound` where there is none, or the actor does not speak for the host or must not see the application.
pub fn open(conn: &mut Conn, actor: &Actor, action: Action, id: ChoiceId) -> Result<(ChoiceRow, Case), Error> {
    let choice = db::choices::find(conn, id)?.filter(|c| c.state != ConsentState::Wished).ok_or(Error::NotFound)?;
    if !actor.hosts().contains(&choice.host_id) {
        return Err(Error::NotFound);
    }
    let case = Case::open(conn, actor, action, choice.application_id)?;
    Ok((choice, case))
}

/// A contact consents for the host: a place of the post is taken, the applicant's choice is locked, and a letter is issued.
///
/// # Errors
/// `Refused` without who signs, where another host was faster, or no place is left; `Conflict` where the choice changed.
pub fn give(tx: &mut Tx, actor: &Actor, id: ChoiceId, version: i32, signer: &str) -> Result<ConsentId, Error> {
    let (choice, case) = open(tx.conn, actor, Action::AnswerAsHost, id)?;
    let hosting = case.definition.hosting.clone().ok_or(Error::NotFound)?;
    if signer.trim().is_empty() {
        return Err(Error::refused_at("signer", Sentence::new("hosting-enter-signer")));
    }
    // Numbers of letters follow one another in a call, and of two hosts one is first.
    db::calls::lock(tx.conn, case.call.id)?;
    step(tx, actor, &choice, version, ConsentEvent::Give, "")?;
    if db::consents::find_live(tx.conn, case.application.id)?.is_some() {
        return Err(Error::refused(Sentence::new("hosting-placed-elsewhere")));
    }
    let (post, host) = db::posts::get(tx.conn, choice.post_id)?;
    if post.state != PostState::Shown || host.closed_at.is_some() {
        return Err(Error::refused(Sentence::new("hosting-post-not-shown")));
    }
    if !db::posts::take_place(tx.conn, post.id)? {
        return Err(Error::refused(Sentence::new("hosting-no-place-left").with("places", post.places)));
    }
    let letter = Issue { case: &case, hosting: &hosting, choice: &choice, post: &post, host: &host, signer };
    let consent = issue(tx, actor, &letter)?;
    notify::hosting::consent_given(tx, &case, consent, &post, &host)?;
    audit::application(tx, actor, "give_consent", case.application.id, case.call.id, "")?;
    Ok(consent)
}

/// What a letter is made of.
struct Issue<'a> {
    case: &'a Case,
    hosting: &'a Hosting,
    choice: &'a ChoiceRow,
    post: &'a PostRow,
    host: &'a HostRow,
    signer: &'a str,
}

fn issue(tx: &mut Tx, actor: &Actor, of: &Issue<'_>) -> Result<ConsentId, Error> {
    let Issue { case, hosting, choice, post, host, signer } = *of;
    let signed_by = actor.user().ok_or(Error::Denied)?;
    let (from, until) = post.days().ok_or_else(|| Error::Internal("a post that is shown has no days".to_owned()))?;
    let number = db::consents::count_of_call(tx.conn, case.call.id)? + 1;
    let number = format!("{}-LC-{number:04}", case.call.reference_prefix);
    let facts = Facts {
        applicant: case.application.name.clone(),
        reference: case.application.reference.clone().unwrap_or_default(),
        host: host.name.clone(),
        native_host: host.native_name.clone(),
        post: post.title.clone(),
        from,
        until,
        signer: signer.trim().to_owned(),
        date: tx.now.day_in(case.call.zone),
    };
    let letter = written(hosting, &facts, &number, &case.call.title);
    let id = ConsentId::new(tx.now, &mut tx.chance);
    let code = consent::code(tx.chance.bytes());
    let new = NewConsent {
        id,
        number: &number,
        code: &code,
        choice_id: choice.id,
        application_id: case.application.id,
        call_id: case.call.id,
        post_id: post.id,
        host_id: host.id,
        facts,
        letter,
        signed_by,
        issued_at: tx.now,
        live_key: case.application.id.to_string(),
    };
    if db::consents::insert(tx.conn, &new)? {
        Ok(id)
    } else {
        Err(Error::refused(Sentence::new("hosting-placed-elsewhere")))
    }
}

/// The call's letter with the facts put in, in each of its languages.
fn written(hosting: &Hosting, facts: &Facts, number: &str, call: &Text) -> Text {
    hosting.letter.filled(|language| {
        let is_chinese = language == "zh";
        let day = |day: crate::domain::time::Day| {
            if is_chinese { day.format("%Y年%-m月%-d日").to_string() } else { Words::in_language(language).day(day) }
        };
        let host = if is_chinese { &facts.native_host } else { &facts.host };
        vec![
            ("{name}", facts.applicant.clone()),
            ("{reference}", facts.reference.clone()),
            ("{call}", call.in_language(language).to_owned()),
            ("{host}", host.clone()),
            ("{post}", facts.post.clone()),
            ("{from}", day(facts.from)),
            ("{until}", day(facts.until)),
            ("{number}", number.to_owned()),
            ("{signer}", facts.signer.clone()),
            ("{date}", day(facts.date)),
        ]
    })
}

/// A contact refuses for the host, with the reason, which the applicant reads.
///
/// # Errors
/// `Refused` without a reason, `Conflict` where the choice changed.
pub fn refuse(tx: &mut Tx, actor: &Actor, id: ChoiceId, version: i32, reason: &str) -> Result<(), Error> {
    let (choice, case) = open(tx.conn, actor, Action::AnswerAsHost, id)?;
    step(tx, actor, &choice, version, ConsentEvent::Refuse, reason)?;
    let (post, host) = db::posts::get(tx.conn, choice.post_id)?;
    notify::hosting::consent_refused(tx, &case, &choice, (&post, &host), reason)?;
    audit::application(tx, actor, "refuse_consent", case.application.id, case.call.id, reason)
}

/// A contact looks at a refused applicant again.
///
/// # Errors
/// `Conflict` where the choice changed.
pub fn reconsider(tx: &mut Tx, actor: &Actor, id: ChoiceId, version: i32) -> Result<(), Error> {
    let (choice, case) = open(tx.conn, actor, Action::AnswerAsHost, id)?;
    step(tx, actor, &choice, version, ConsentEvent::Reconsider, "")?;
    audit::application(tx, actor, "reconsider_consent", case.application.id, case.call.id, "")
}

/// A contact puts an applicant at a place of the host's own order, or at none.
///
/// # Errors
/// `Refused` for a place below 1 or beyond any list.
pub fn rank(tx: &mut Tx, actor: &Actor, id: ChoiceId, rank: Option<i32>) -> Result<(), Error> {
    let (choice, case) = open(tx.conn, actor, Action::AnswerAsHost, id)?;
    if rank.is_some_and(|rank| !(1..=999).contains(&rank)) {
        return Err(Error::Refused(vec![Problem::at("rank", Sentence::new("hosting-rank-wrong"))]));
    }
    db::choices::set_host_rank(tx.conn, choice.id, rank)?;
    audit::application(tx, actor, "rank_applicant", case.application.id, case.call.id, "")
}

/// An officer lets an application go on without a host's consent, with the reason on record.
///
/// # Errors
/// `Refused` without a reason or where it is settled already, `Conflict` where the application changed.
pub fn waive(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    Error::require_reason(reason)?;
    let needed = case.definition.hosting.as_ref().is_some_and(|h| h.consent != ConsentNeed::Never);
    if !needed || !db::consents::waive(tx.conn, id, reason.trim(), actor.user(), tx.now)? {
        return Err(Error::refused(Sentence::new("errors-not-in-this-state")));
    }
    audit::application(tx, actor, "waive_consent", id, case.call.id, reason)
}

/// Refuses to go on where the call wants a host's consent by now, and there is none and no waiver.
pub fn demand(conn: &mut Conn, case: &Case, at: ConsentNeed) -> Result<(), Error> {
    let needed = match &case.definition.hosting {
        None => false,
        Some(hosting) => match hosting.consent {
            ConsentNeed::Never => false,
            ConsentNeed::Review => true,
            ConsentNeed::Decision => at == ConsentNeed::Decision,
        },
    };
    if !needed || db::consents::is_settled(conn, case.application.id)? {
        return Ok(());
    }
    let reference = case.application.reference.as_deref().unwrap_or_default();
    Err(Error::refused(Sentence::new("hosting-consent-is-missing").with("reference", reference)))
}

/// The only place where a contact changes where a choice stands.
fn step(
    tx: &mut Tx,
    actor: &Actor,
    choice: &ChoiceRow,
    version: i32,
    event: ConsentEvent,
    reason: &str,
) -> Result<(), Error> {
    if choice.version != version {
        return Err(Error::Conflict);
    }
    let (to, needs_reason) = choice.state.apply(event, Side::Host).map_err(|why| match why {
        NotNow::State => Error::refused(Sentence::new("errors-not-in-this-state")),
        NotNow::Actor => Error::Denied,
    })?;
    if needs_reason {
        Error::require_reason(reason)?;
    }
    let (by, at) = (actor.user(), tx.now);
    let change = ChoiceChange { id: choice.id, version, from: choice.state, to, reason: reason.trim(), by, at };
    if db::choices::change_state(tx.conn, &change)? { Ok(()) } else { Err(Error::Conflict) }
}
