//! Applying: accounts, drafts, documents, handing in.

use sha2::{Digest as _, Sha256};

use super::{
    answers::{self, Brought, PAPERS},
    cast::{Life, Stage, register},
    corpus::homes,
    naming::plain,
    papers::{self, Paper},
    people::Person,
    plans::{self, Plan},
};
use crate::{
    actions::{
        Error, Tx,
        applications::{
            answers::{columns, section_answers},
            start::start,
            submission::{self, Outcome},
            to_json,
        },
        screening,
    },
    db::{
        answers::{SectionSave, save},
        applications,
        documents::{self, NewDocument},
    },
    domain::{
        chance::Chance,
        form::{Answers, check::Documents},
        id::{ApplicationId, DocumentId},
        time::{Day, Span},
        workflow::{DocumentState, Status},
    },
    files::{spool::hex, store::StorageKey},
};

use super::script::Intake;

/// Applies, as far as the life's aim says.
pub fn apply(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    tx.now = life.begun;
    if life.member.is_none() {
        life.member = Some(register(tx, &life.person, &life.person.email, &stage.password)?);
    }
    let plan = plan_of(&life.person, &mut tx.chance);
    let given = papers_of(&life.person, &plan, tx.now.day_in(stage.call.zone), &mut tx.chance);
    let months = if tx.chance.below(3) == 0 { 6 } else { 12 };
    let documents = std::array::from_fn(|_| DocumentId::new(tx.now, &mut tx.chance));
    let brought = Brought { person: &life.person, plan: &plan, months, documents, at: tx.now };
    let answers = answers::all(&brought, &stage.definition.form, &mut tx.chance);
    go_through(tx, stage, life, &answers, &std::iter::zip(documents, given).collect::<Vec<_>>())
}

/// The way of an application with these answers and documents, as far as the life's aim says.
pub fn go_through(
    tx: &mut Tx,
    stage: &Stage,
    life: &mut Life,
    answers: &Answers,
    papers: &[(DocumentId, Given)],
) -> Result<(), Error> {
    let id = start(tx, life.owner()?, stage.call.id, answers)?;
    life.id = Some(id);
    tx.now = life.begun + (life.handed_in - life.begun) / 2;
    let known = keep_papers(tx, stage, id, papers)?;
    let unfinished = unfinished(life, stage, &mut tx.chance);
    fill(tx, stage, id, answers, &Known { documents: known, unfinished })?;
    match life.aim {
        Status::Draft => Ok(()),
        Status::Lapsed => lapse(tx, stage, life),
        _ => {
            tx.now = life.handed_in;
            hand_in(tx, life)?;
            change_before_the_deadline(tx, stage, life)
        }
    }
}

fn plan_of(person: &Person, chance: &mut Chance) -> Plan {
    let place = homes().pick(&format!("{} places", person.country.code), chance).text;
    let field = plans::field(chance);
    plans::plan(field, place, 12, chance)
}

/// A document with the name that the applicant gave the file.
#[derive(Debug)]
pub struct Given {
    /// The question that it answers.
    pub question: String,
    /// The file's name.
    pub file_name: String,
    /// The document.
    pub paper: Paper,
}

fn papers_of(person: &Person, plan: &Plan, day: Day, chance: &mut Chance) -> [Given; 3] {
    let name = plain(&person.name.latin).replace(['/', '@'], "");
    let style = chance.below(3);
    let papers = [papers::incumbency(person, day), papers::degree(person), papers::cv(person, plan)];
    let mut named = PAPERS.iter();
    papers.map(|paper| {
        let (question, word) = named.next().copied().unwrap_or_default();
        let file_name = match style {
            0 => format!("{word}_{}.pdf", name.replace(' ', "_")),
            1 => format!("{name} - {word}.pdf"),
            _ => format!("{word}.pdf"),
        };
        Given { question: question.to_owned(), file_name, paper }
    })
}

/// Keeps the documents as an upload does, without the spool: these bytes need not be looked into.
pub fn keep_papers(
    tx: &mut Tx,
    stage: &Stage,
    application: ApplicationId,
    papers: &[(DocumentId, Given)],
) -> Result<Documents, Error> {
    let mut known = Vec::new();
    for (position, (id, given)) in (1..).zip(papers) {
        let id = *id;
        let bytes = &given.paper.bytes;
        let key = StorageKey::new(&mut tx.chance);
        stage.documents.put_now(&key, bytes).map_err(|e| Error::Internal(e.to_string()))?;
        let new = NewDocument {
            id,
            application_id: application,
            question: &given.question,
            file_name: &given.file_name,
            media_type: "application/pdf",
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            pages: Some(given.paper.pages),
            sha256: &hex(&Sha256::digest(bytes)),
            storage_key: key.as_str(),
            state: DocumentState::Unscanned,
            created_at: tx.now,
            position,
        };
        documents::insert(tx.conn, &new)?;
        known.push((id, given.question.clone(), DocumentState::Unscanned));
    }
    Ok(known.into_iter().collect())
}

/// How many of the last sections are still to be filled in.
fn unfinished(life: &Life, stage: &Stage, chance: &mut Chance) -> usize {
    match life.aim {
        // Nearly complete, so that it takes a minute to hand it in.
        Status::Draft if life.own => 2,
        Status::Draft | Status::Lapsed => 1 + chance.below(stage.definition.form.sections.len() - 2),
        _ => 0,
    }
}

/// How far a form is filled in.
struct Known {
    documents: Documents,
    unfinished: usize,
}

/// Saves the sections after the first one, which came with the start, but for the last ones. One after another in one go, where
/// people take a request for each.
fn fill(tx: &mut Tx, stage: &Stage, id: ApplicationId, answers: &Answers, known: &Known) -> Result<(), Error> {
    let form = &stage.definition.form;
    let filled = form.sections.len() - known.unfinished;
    let mut all = Answers::default();
    for section in form.sections.iter().take(filled) {
        let part = section_answers(section, answers);
        let body = to_json(&part)?;
        all.0.extend(part.0);
        if section.before {
            continue;
        }
        let complete = form.check_section(section, answers, &known.documents, tx.now).problems.is_empty();
        let now = tx.now;
        save(
            tx.conn,
            &SectionSave {
                application_id: id,
                section: &section.key,
                version: 0,
                body: &body,
                complete,
                now,
                by: None,
            },
        )?;
    }
    applications::update_columns(tx.conn, id, Status::Draft, &columns(form, &all))?;
    Ok(())
}

/// Hands in what is there: the first time, or again.
pub fn hand_in(tx: &mut Tx, life: &Life) -> Result<(), Error> {
    let (id, version) = life.seen(tx)?;
    let prepared = submission::prepare(tx.conn, life.owner()?, id, version, tx.now)?;
    match submission::submit(tx, life.owner()?, prepared)? {
        Outcome::Received(_) => Ok(()),
        Outcome::Refused(problems) => Err(Error::Refused(problems)),
    }
}

/// One in eight hands in once more while the call is open.
fn change_before_the_deadline(tx: &mut Tx, stage: &Stage, life: &Life) -> Result<(), Error> {
    let later = life.handed_in + Span::hours(30);
    let last = stage.call.closes_at.min(stage.now);
    let stays = stage.intake != Intake::Open || life.aim == Status::Submitted;
    if later < last && stays && tx.chance.below(8) == 0 {
        tx.now = later;
        hand_in(tx, life)?;
    }
    Ok(())
}

/// The deadline passes; every second comes too late, which is on record.
fn lapse(tx: &mut Tx, stage: &Stage, life: &Life) -> Result<(), Error> {
    tx.now = stage.call.window().last_moment(None) + Span::minutes(2);
    if tx.chance.below(2) == 0 {
        let (id, version) = life.seen(tx)?;
        let prepared = submission::prepare(tx.conn, life.owner()?, id, version, tx.now)?;
        submission::submit(tx, life.owner()?, prepared)?;
    }
    tx.now = tx.now + Span::minutes(3);
    screening::lapse(tx, life.id()?)
}
