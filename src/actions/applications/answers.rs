//! Saving a section of an application.

use crate::{
    actions::{
        Error, Tx,
        applications::{Editable, later, open_sections, to_json},
        audit,
        case::Case,
    },
    db::{self, Conn, answers::SectionSave, applications::Columns},
    domain::{
        form::{Answer, Answers, Form, Kind, Meaning, Question, Section, answers::done_key, later::LATER},
        id::{ApplicationId, CallId},
        permission::{Action, Actor},
        person,
        sentence::Sentence,
        time::Timestamp,
        workflow::Status,
    },
};

/// A section ready to be saved.
#[derive(Debug)]
pub struct Saving {
    application: ApplicationId,
    status: Status,
    section: String,
    /// The section's version that the person saw; 0 where it was never saved.
    version: i32,
    body: String,
    complete: bool,
    /// What the office's lists show; nothing where what was handed in stands.
    columns: Option<Columns>,
    call: CallId,
    /// Whether somebody writes along; the owner's own saves are not written down one by one.
    is_along: bool,
}

/// Checks that `actor` may save this section now, and puts together what will be stored. `answers` are the section's, already read
/// and checked by kind; `complete` says whether nothing is missing in it.
///
/// # Errors
/// `NotFound` for other people's applications and unknown sections, `Refused` where the section can no longer be changed.
pub fn prepare(
    conn: &mut Conn,
    actor: &Actor,
    id: ApplicationId,
    given: Given<'_>,
    now: Timestamp,
) -> Result<Saving, Error> {
    let case = Case::open(conn, actor, Action::WriteAnswers, id)?;
    let (case, editable) = open_sections(conn, case, actor, now)?;
    let section = case.definition.form.section(given.section).ok_or(Error::NotFound)?;
    if editable == Editable::Nothing {
        return Err(Error::refused(Sentence::new("applications-cannot-be-changed-now")));
    }
    if !editable.allows(&section.key) {
        return Err(Error::refused(Sentence::new("applications-section-is-locked")));
    }
    let part = section_answers(section, given.answers);
    Ok(Saving {
        application: id,
        status: case.application.status,
        section: section.key.clone(),
        version: given.version,
        body: to_json(&part)?,
        complete: given.complete,
        columns: (!section.key.starts_with(LATER)).then(|| columns(&case.definition.form, given.answers)),
        call: case.call.id,
        is_along: !case.is_own(actor),
    })
}

/// What a page hands over for one section.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The section's key.
    pub section: &'a str,
    /// The section's version that the person saw.
    pub version: i32,
    /// All the application's answers with this section's new ones, as the form's reading gives them.
    pub answers: &'a Answers,
    /// Whether nothing is missing.
    pub complete: bool,
}

/// Saves the section.
///
/// # Errors
/// `Conflict` where it was saved from another tab or by somebody else, or the application moved on, since the person saw it; `NotFound`
/// where the person may write along no more. Nothing is changed then.
pub fn save(tx: &mut Tx, actor: &Actor, saving: &Saving) -> Result<(), Error> {
    if saving.is_along {
        // It may have been taken back since it was looked at.
        Case::open(tx.conn, actor, Action::WriteAnswers, saving.application)?;
    }
    let section = SectionSave {
        application_id: saving.application,
        section: &saving.section,
        version: saving.version,
        body: &saving.body,
        complete: saving.complete,
        now: tx.now,
        by: actor.user(),
    };
    let saved = db::answers::save(tx.conn, &section)?;
    let touched = saved
        && match &saving.columns {
            Some(columns) => db::applications::update_columns(tx.conn, saving.application, saving.status, columns)?,
            None => db::applications::touch(tx.conn, saving.application, saving.status)?,
        };
    if touched && saving.columns.is_none() {
        later::tell_once_answered(tx, saving.application)?;
    }
    match (touched, saving.is_along) {
        (false, _) => Err(Error::Conflict),
        (true, false) => Ok(()),
        (true, true) => audit::application(tx, actor, "write_along", saving.application, saving.call, &saving.section),
    }
}

/// Of all answers those that are kept with this section.
pub(crate) fn section_answers(section: &Section, all: &Answers) -> Answers {
    let mut part = Answers::default();
    for question in &section.questions {
        part.set(&question.key, all.get(&question.key).cloned());
    }
    let done = done_key(&section.key);
    part.set(&done, all.get(&done).cloned());
    part
}

/// What the office's lists show of these answers.
pub fn columns(form: &Form, answers: &Answers) -> Columns {
    let Meaning { name, country, sex, field, priority, length, title } = &form.meaning;
    let word = |key: &str| answers.get(key).and_then(Answer::word).unwrap_or_default();
    let optional = |key: &Option<String>| key.as_deref().map(word).unwrap_or_default();
    let name = word(name);
    Columns {
        name_key: person::search_key(&name),
        name,
        country: word(country),
        sex: optional(sex),
        field: optional(field),
        priority: optional(priority),
        length: optional(length),
        title: optional(title),
    }
}

/// Ids of the documents that these answers name, with their questions.
pub fn documents<'a>(
    form: &'a Form,
    answers: &'a Answers,
) -> impl Iterator<Item = (&'a str, crate::domain::id::DocumentId)> {
    let of = |q: &Question| answers.get(&q.key).map_or(&[][..], Answer::documents);
    let given = move |q: &'a Question| of(q).iter().map(|id| (q.key.as_str(), *id));
    form.questions().filter(|q| matches!(q.kind, Kind::Document { .. })).flat_map(given)
}
