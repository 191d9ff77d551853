//! Handing in: the first time, with changes before the deadline, and with the corrections that the office asked for.

use crate::{
    actions::{
        Error, Problem, Tx,
        applications::{Written, to_json},
        audit,
        case::Case,
        hosting::choices,
        letters, nominations, notify,
        pairing::telling,
    },
    db::{self, Conn, answers::NewRevision, applications::HandedIn, events::NewEvent, users::UserRow},
    domain::{
        call::Window,
        eligibility,
        form::{Answers, Documents},
        id::{ApplicationId, EventId, RevisionId},
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
        workflow::{By, Event, Status},
    },
};

/// An application that was looked at and is ready to be handed in, or is refused with a record of the attempt.
#[derive(Debug)]
pub struct Prepared {
    case: Case,
    owner: UserRow,
    event: Event,
    body: String,
    /// Whether an authority may be told of it.
    shared: bool,
    problems: Vec<Problem>,
}

/// What became of handing in.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is in; this is its reference number.
    Received(String),
    /// It was refused, for these reasons; the attempt is on record.
    Refused(Vec<Problem>),
}

/// Checks everything that can be checked before writing: the window, the sections, the documents, the rules of eligibility.
/// `version` is the application's as the person saw it on the page of answers; `now` is when the request arrived.
///
/// # Errors
/// `NotFound` for other people's applications, `Conflict` where the application changed since the person looked.
pub fn prepare(
    conn: &mut Conn,
    actor: &Actor,
    id: ApplicationId,
    version: i32,
    now: Timestamp,
) -> Result<Prepared, Error> {
    let case = Case::open(conn, actor, Action::ActAsOwner, id)?;
    case.expect_version(version)?;
    let event = match case.application.status {
        Status::Submitted => Event::Amend,
        Status::Returned => Event::Resubmit,
        _ => Event::Submit,
    };
    let written = Written::read(conn, &case)?;
    let problems = if let Some(problem) = late(conn, &case, event, now)? {
        vec![problem]
    } else {
        let mut problems = incomplete(&case, &written.answers, &written.documents(), now);
        if event == Event::Submit {
            problems.extend(letters::required::to_submit(conn, &case)?);
        }
        problems.extend(choices::problems(conn, &case)?);
        problems
    };
    let body = to_json(&written.answers)?;
    let owner = db::users::get(conn, case.application.owner_id)?;
    let shared = nominations::is_shared(&case.definition.form, &written.answers);
    Ok(Prepared { case, owner, event, body, shared, problems })
}

/// Why it is too late, or too early, or not the state for it.
fn late(conn: &mut Conn, case: &Case, event: Event, now: Timestamp) -> Result<Option<Problem>, Error> {
    let window = case.window();
    let extension = case.application.extension_until;
    let in_time = match event {
        Event::Resubmit => db::returns::find_open(conn, case.application.id)?.is_some_and(|r| now <= r.due_at),
        Event::Amend => case.takes_changes(now),
        _ => window.takes_submission(now, extension),
    };
    if in_time && case.application.status.apply(event, By::Owner, case.application.status_before).is_ok() {
        return Ok(None);
    }
    let sentence = if event == Event::Submit && case.application.status == Status::Draft {
        Sentence::new("applications-submit-too-late").with("closed", closed_text(&window))
    } else {
        Sentence::new("applications-cannot-be-changed-now")
    };
    Ok(Some(Problem::new(sentence)))
}

/// The told deadline on the clocks of the call.
fn closed_text(window: &Window) -> String {
    window.closes_at.in_zone(window.zone).format("%-d %B %Y, %H:%M").to_string()
}

/// What is missing or against the rules.
fn incomplete(case: &Case, answers: &Answers, documents: &Documents, now: Timestamp) -> Vec<Problem> {
    let sections = case.definition.form.check(answers, documents, now);
    let mut problems: Vec<Problem> = sections.into_iter().flat_map(|section| section.problems).collect();
    let window = case.window();
    let (today, close) = (now.day_in(window.zone), window.closes_at.day_in(window.zone));
    let findings = eligibility::evaluate(&case.definition.eligibility, answers, today, close);
    let broken = findings.iter().filter(|f| f.passed == Some(false));
    problems.extend(broken.map(|f| Problem::new(Sentence::given(&f.rule.says))));
    problems
}

/// Hands it in: freezes the answers as a revision, gives the reference number, writes the record and the receipt; all or nothing.
///
/// # Errors
/// `Conflict` where anything changed since it was prepared.
pub fn submit(tx: &mut Tx, actor: &Actor, prepared: Prepared) -> Result<Outcome, Error> {
    let Prepared { mut case, owner, event, body, shared, problems } = prepared;
    if !problems.is_empty() {
        record_refusal(tx, actor, &case, event, &problems)?;
        return Ok(Outcome::Refused(problems));
    }
    let revision = case.application.revision + 1;
    let reference = match &case.application.reference {
        Some(reference) => reference.clone(),
        None => db::calls::next_reference(tx.conn, case.call.id)?,
    };
    let submitted_at = (revision == 1).then_some(tx.now);
    let status = case.hand_in(tx, actor, event, HandedIn { revision, reference: &reference, submitted_at })?;
    if status == Status::Submitted && case.application.eligible == "yes" {
        // What was confirmed were other answers: somebody looks again.
        db::applications::set_eligible(tx.conn, case.application.id, case.application.version, "")?;
        case.application.version += 1;
    }
    db::answers::insert_revision(
        tx.conn,
        &NewRevision {
            id: RevisionId::new(tx.now, &mut tx.chance),
            application_id: case.application.id,
            number: revision,
            definition_id: case.application.definition_id,
            body: &body,
            created_at: tx.now,
        },
    )?;
    choices::ask_hosts(tx, actor, &case)?;
    if event == Event::Resubmit {
        db::returns::close_open(tx.conn, case.application.id, tx.now)?;
        db::reviews::mark_before_change(tx.conn, case.application.id)?;
    }
    letters::passing::ask_named(tx, actor, &case)?;
    nominations::follow(tx, actor, &case, shared)?;
    notify::received(tx, &case, &owner, event)?;
    telling::follow(tx, &case)?;
    Ok(Outcome::Received(reference))
}

/// A refused attempt is part of the record, because "I tried in time" must be answerable.
fn record_refusal(tx: &mut Tx, actor: &Actor, case: &Case, event: Event, problems: &[Problem]) -> Result<(), Error> {
    let status = case.application.status;
    let refusal = problems.first().map_or("", |p| p.sentence.id.as_ref());
    db::events::insert(
        tx.conn,
        &NewEvent {
            id: EventId::new(tx.now, &mut tx.chance),
            application_id: case.application.id,
            event,
            from_status: status,
            to_status: status,
            by_whom: By::Owner,
            actor_id: actor.user(),
            at: tx.now,
            reason: "",
            refusal: Some(refusal),
        },
    )?;
    audit::application(tx, actor, "submit_refused", case.application.id, case.call.id, refusal)
}
