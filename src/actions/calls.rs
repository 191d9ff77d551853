//! Programmes and calls: set up from a preset, dated, published, archived.

use crate::{
    actions::{Error, Problem, Tx, applications::to_json, audit, nominations::over_per_country},
    db::{
        self,
        calls::{CallDates, NewCall},
        definitions::NewDefinition,
        programmes::NewProgramme,
    },
    domain::{
        call::Definition,
        id::{CallId, DefinitionId, ProgrammeId},
        permission::{self, Action, Actor, Subject},
        sentence::Sentence,
        text::Text,
        time::{Timestamp, Zone},
        workflow::CallState,
    },
};

/// What an admin says of a call, checked field by field at the edge.
#[derive(Debug, Clone)]
pub struct CallFacts {
    /// Title.
    pub title: Text,
    /// Word in addresses: lower-case letters, digits, hyphens.
    pub slug: String,
    /// Zone in which its times are told.
    pub zone: Zone,
    /// Opens at.
    pub opens_at: Timestamp,
    /// Closes at.
    pub closes_at: Timestamp,
    /// Minutes after the close in which a submission is still taken.
    pub grace_minutes: i32,
    /// Places.
    pub places: i32,
    /// Beginning of reference numbers, for example `TYSE-26`.
    pub reference_prefix: String,
    /// When reviews are due.
    pub review_due_at: Option<Timestamp>,
    /// When the round closes and reviews can no longer change.
    pub reviews_close_at: Option<Timestamp>,
}

impl CallFacts {
    /// What is wrong with it, field by field.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |field: &str, id: &'static str| problems.push(Problem::at(field, Sentence::new(id)));
        if self.title.is_empty() {
            say("title", "calls-title-missing");
        }
        if !is_slug(&self.slug) {
            say("slug", "calls-slug-wrong");
        }
        if self.closes_at <= self.opens_at {
            say("closes", "calls-closes-before-it-opens");
        }
        if is_midnight(self.closes_at, self.zone) {
            // Midnight belongs to two days in people's minds; half of them come a day late.
            say("closes", "calls-midnight");
        }
        if !(0..=120).contains(&self.grace_minutes) {
            say("grace", "calls-grace-wrong");
        }
        if !(1..=100_000).contains(&self.places) {
            say("places", "calls-places-wrong");
        }
        if self.reference_prefix.is_empty()
            || self.reference_prefix.len() > 20
            || !self.reference_prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        {
            say("prefix", "calls-prefix-wrong");
        }
        if self.review_due_at.is_some_and(|t| t <= self.closes_at) {
            say("review_due", "calls-review-due-before-close");
        }
        if self.reviews_close_at.zip(self.review_due_at).is_some_and(|(close, due)| close < due) {
            say("reviews_close", "calls-reviews-close-before-due");
        }
        problems
    }
}

fn is_midnight(at: Timestamp, zone: Zone) -> bool {
    at.in_zone(zone).format("%H:%M").to_string() == "00:00"
}

fn is_slug(slug: &str) -> bool {
    (2..=60).contains(&slug.len())
        && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-')
}

/// Makes a programme.
///
/// # Errors
/// `Denied` for others than admins, `Refused` where the word in addresses is taken.
pub fn create_programme(tx: &mut Tx, actor: &Actor, slug: &str, title: &Text) -> Result<ProgrammeId, Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    if !is_slug(slug) {
        return Err(Error::Refused(vec![Problem::at("slug", Sentence::new("calls-slug-wrong"))]));
    }
    let id = ProgrammeId::new(tx.now, &mut tx.chance);
    let new = NewProgramme { id, slug, title: title.clone(), created_at: tx.now };
    match db::attempt(tx.conn, |conn| db::programmes::insert(conn, &new)) {
        Ok(()) => {}
        Err(db::Error::Unique) => return Err(taken()),
        Err(other) => return Err(other.into()),
    }
    let entry = audit::Entry {
        action: "create_programme",
        subject: "programme",
        subject_id: &id.to_string(),
        call: None,
        application: None,
        reason: "",
        detail: slug,
    };
    audit::write(tx, actor, entry)?;
    Ok(id)
}

/// Makes a call of a programme with this definition, as a draft that only the office sees.
///
/// # Errors
/// `Denied` for others than admins, `Refused` with what is wrong, field by field.
pub fn create(
    tx: &mut Tx,
    actor: &Actor,
    programme: ProgrammeId,
    facts: &CallFacts,
    definition: &Definition,
) -> Result<CallId, Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    let problems = facts.problems();
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let id = CallId::new(tx.now, &mut tx.chance);
    let version = DefinitionId::new(tx.now, &mut tx.chance);
    let call = NewCall {
        id,
        programme_id: programme,
        slug: &facts.slug,
        title: facts.title.clone(),
        state: CallState::Draft,
        zone: facts.zone.into(),
        opens_at: facts.opens_at,
        closes_at: facts.closes_at,
        grace_minutes: facts.grace_minutes,
        places: facts.places,
        reference_prefix: &facts.reference_prefix,
        next_reference: 1,
        definition_id: version,
        review_due_at: facts.review_due_at,
        reviews_close_at: facts.reviews_close_at,
        created_at: tx.now,
        version: 1,
    };
    match db::attempt(tx.conn, |conn| db::calls::insert(conn, &call)) {
        Ok(()) => {}
        Err(db::Error::Unique) => return Err(taken()),
        Err(other) => return Err(other.into()),
    }
    db::definitions::insert(
        tx.conn,
        &NewDefinition { id: version, call_id: id, number: 1, body: &to_json(definition)?, created_at: tx.now },
    )?;
    audit::call(tx, actor, "create_call", id, "")?;
    Ok(id)
}

/// Publishes a draft: from now on everybody sees the call, and it opens and closes by the clock.
///
/// # Errors
/// `Denied`, `Refused` with what its definition lacks, `Conflict` where it is no draft any more.
pub fn publish(tx: &mut Tx, actor: &Actor, id: CallId) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    let call = db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    let faults = db::definitions::get(tx.conn, call.definition_id)?.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    change_state(tx, actor, id, CallState::Draft, CallState::Published, "publish_call")
}

/// Puts a call away.
///
/// # Errors
/// `Denied`, `Conflict` where it is not published.
pub fn archive(tx: &mut Tx, actor: &Actor, id: CallId) -> Result<(), Error> {
    change_state(tx, actor, id, CallState::Published, CallState::Archived, "archive_call")
}

/// Changes dates and places of a call, with the reason on record.
///
/// # Errors
/// `Denied`, `Refused` with what is wrong, `Conflict` where the call changed meanwhile.
pub fn change_dates(
    tx: &mut Tx,
    actor: &Actor,
    id: CallId,
    version: i32,
    facts: &CallFacts,
    reason: &str,
) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    Error::require_reason(reason)?;
    let problems = facts.problems();
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let dates = CallDates {
        opens_at: facts.opens_at,
        closes_at: facts.closes_at,
        grace_minutes: facts.grace_minutes,
        places: facts.places,
        review_due_at: facts.review_due_at,
        reviews_close_at: facts.reviews_close_at,
    };
    if !db::calls::change_dates(tx.conn, id, version, &dates)? {
        return Err(Error::Conflict);
    }
    audit::call(tx, actor, "change_dates", id, reason)
}

/// How a call and its programme are called, by language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The call.
    pub call: Text,
    /// The programme, in all of its calls.
    pub programme: Text,
}

/// Calls a call and its programme otherwise; one that runs with the reason on record. The same names as before change nothing.
///
/// # Errors
/// `Denied`, `Refused` where a name is missing or the call is put away, `Conflict` where the call changed meanwhile.
pub fn rename(tx: &mut Tx, actor: &Actor, id: CallId, version: i32, names: &Names, reason: &str) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    let call = db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    let programme = db::programmes::find(tx.conn, call.programme_id)?.ok_or(Error::NotFound)?;
    if call.title == names.call && programme.title == names.programme {
        return Ok(());
    }
    may_change(call.state, reason)?;
    let missing =
        [(&names.call, "title", "calls-title-missing"), (&names.programme, "programme", "calls-programme-missing")];
    let missing = missing.into_iter().filter(|(name, ..)| name.exactly_in("en").is_empty());
    let problems: Vec<_> = missing.map(|(_, field, id)| Problem::at(field, Sentence::new(id))).collect();
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    if !db::calls::change_title(tx.conn, id, version, &names.call)? {
        return Err(Error::Conflict);
    }
    db::programmes::change_title(tx.conn, programme.id, &names.programme)?;
    audit::call(tx, actor, "rename_call", id, reason)
}

/// Whether a call in this state can be changed for this reason: a draft without any, one that runs with one.
fn may_change(state: CallState, reason: &str) -> Result<(), Error> {
    match state {
        CallState::Draft => Ok(()),
        CallState::Published => Error::require_reason(reason),
        CallState::Archived => Err(Error::refused(Sentence::new("calls-archived"))),
    }
}

/// Gives the call another definition: what is asked, required and scored, and the letters. It is kept as a version of its own; what is
/// filled in already stays on the version that it was filled on.
///
/// # Errors
/// `Denied`, `Refused` with what is wrong with it, or where it is the same as before or the call is put away; a published call is changed
/// with a reason only. `Conflict` where the call changed meanwhile.
pub fn change_definition(
    tx: &mut Tx,
    actor: &Actor,
    id: CallId,
    version: i32,
    definition: &Definition,
    reason: &str,
) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    let call = db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    may_change(call.state, reason)?;
    // A draft may lack things that are still to be added; what runs may lack nothing.
    let faults = if call.state == CallState::Draft { definition.breaks() } else { definition.faults() };
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let over =
        definition.nomination.map(|wanted| over_per_country(tx.conn, id, wanted)).transpose()?.unwrap_or_default();
    if !over.is_empty() {
        return Err(Error::Refused(over));
    }
    let before = db::definitions::get(tx.conn, call.definition_id)?;
    if *before == *definition {
        return Err(Error::refused(Sentence::new("calls-definition-same")));
    }
    let lost = lost(tx, id, &before, definition)?;
    if !lost.is_empty() {
        return Err(Error::Refused(lost));
    }
    let new = DefinitionId::new(tx.now, &mut tx.chance);
    let number = db::definitions::latest_number(tx.conn, id)? + 1;
    let body = to_json(definition)?;
    db::definitions::insert(tx.conn, &NewDefinition { id: new, call_id: id, number, body: &body, created_at: tx.now })?;
    if !db::calls::change_definition(tx.conn, id, version, new)? {
        return Err(Error::Conflict);
    }
    audit::call(tx, actor, "change_definition", id, reason)
}

/// What the change would take from under those who use it: authorities, hosts and pairs are found by what the call has now.
fn lost(tx: &mut Tx, id: CallId, before: &Definition, after: &Definition) -> Result<Vec<Problem>, Error> {
    let mut lost = Vec::new();
    let mut say = |count: i64, why: &'static str| {
        if count > 0 {
            lost.push(Problem::at("use", Sentence::new(why).with("count", count)));
        }
    };
    if before.nomination.is_some() && after.nomination.is_none() {
        say(db::uses::count_nominated(tx.conn, id)?, "calls-nomination-used");
    }
    if before.hosting.is_some() && after.hosting.is_none() {
        say(db::uses::count_choosing(tx.conn, id)?, "calls-hosting-used");
        say(db::uses::count_posts(tx.conn, id)?, "calls-posts-used");
    }
    if before.pairing.is_some() && after.pairing.is_none() {
        say(db::uses::count_handed_in(tx.conn, id)?, "calls-pairing-used");
    }
    Ok(lost)
}

fn change_state(
    tx: &mut Tx,
    actor: &Actor,
    id: CallId,
    from: CallState,
    to: CallState,
    action: &str,
) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    if !db::calls::change_state(tx.conn, id, from, to)? {
        return Err(Error::Conflict);
    }
    audit::call(tx, actor, action, id, "")
}

fn taken() -> Error {
    Error::Refused(vec![Problem::at("slug", Sentence::new("calls-slug-taken"))])
}
