//! What an applicant does: start, write, hand in, change, withdraw.
//!
//! Saving and submitting are prepared on a reading connection ([`answers::prepare`], [`submission::prepare`]): permission, rules and
//! the checking of the form cost more than the rows, and must not hold up the one writer. The write then compares and sets on what was read.

pub mod answers;
pub mod later;
pub mod reuse;
pub mod start;
pub mod submission;
pub mod withdrawal;

use super::Error;
use crate::{
    actions::case::Case,
    db::{self, Conn, documents::DocumentRow},
    domain::{
        form::{Answers, Documents, Kind},
        id::ApplicationId,
        permission::{Action, Actor},
        time::Timestamp,
        workflow::Status,
    },
};

/// What an applicant has written so far.
#[derive(Debug, Clone)]
pub struct Written {
    /// All sections' answers in one: without those to questions that are not asked, and with the files that stand.
    pub answers: Answers,
    /// The files that were given and stand, the first given first.
    pub files: Vec<DocumentRow>,
}

impl Written {
    /// Reads it as it stands now.
    pub fn read(conn: &mut Conn, case: &Case) -> Result<Self, Error> {
        let id = case.application.id;
        let mut answers = Answers::default();
        for row in db::answers::list(conn, id)? {
            answers.0.extend(row.body.0);
        }
        let form = &case.definition.form;
        let mut files = db::documents::list(conn, id)?;
        files.retain(|file| file.removed_at.is_none());
        for question in form.questions().filter(|q| matches!(q.kind, Kind::Document { .. })) {
            answers.set_documents(&question.key, files.iter().filter(|f| f.question == question.key).map(|f| f.id));
        }
        form.drop_hidden(&mut answers);
        Ok(Self { answers, files })
    }

    /// What is known of the files, for checking the form.
    pub fn documents(&self) -> Documents {
        self.files.iter().map(|file| (file.id, file.question.clone(), file.state)).collect()
    }
}

/// The answers of the last revision that was handed in: what everybody but the applicant sees. Consents that were taken back since
/// read as not given.
pub fn submitted_answers(conn: &mut Conn, id: ApplicationId) -> Result<Answers, Error> {
    let mut answers = db::answers::find_latest_revision(conn, id)?.map(|revision| revision.body).unwrap_or_default();
    db::withdrawals::hide_withdrawn(conn, id, &mut answers)?;
    Ok(answers)
}

/// Anything as it is stored.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::Internal(format!("to json: {e}")))
}

/// Which sections the applicant may change now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editable {
    /// None.
    Nothing,
    /// All.
    Everything,
    /// Those that the office sent back.
    Sections(Vec<String>),
}

impl Editable {
    /// Whether this section may be changed.
    pub fn allows(&self, section: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Sections(keys) => keys.iter().any(|k| k == section),
        }
    }
}

/// Which sections of `case` this actor may change at `now`. Who writes along declares nothing and agrees to nothing for the owner.
pub fn editable_by(conn: &mut Conn, case: &Case, actor: &Actor, now: Timestamp) -> Result<Editable, Error> {
    if !case.is_own(actor) && case.permit(actor, Action::WriteAnswers).is_err() {
        return Ok(Editable::Nothing);
    }
    let editable = editable(conn, case, now)?;
    if case.is_own(actor) || editable == Editable::Nothing {
        return Ok(editable);
    }
    let open = case.definition.form.sections.iter().filter(|s| editable.allows(&s.key) && !s.is_personal());
    Ok(Editable::Sections(open.map(|section| section.key.clone()).collect()))
}

/// The case with the form whose sections are open, and which of them this actor may change at `now`: what is asked after acceptance
/// while the owner has accepted a place, else as for [`editable_by`].
pub fn open_sections(conn: &mut Conn, case: Case, actor: &Actor, now: Timestamp) -> Result<(Case, Editable), Error> {
    if case.is_own(actor) && case.application.status == Status::Accepted {
        let later = case.after_acceptance();
        let keys = later.definition.form.sections.iter().map(|section| section.key.clone()).collect();
        return Ok((later, Editable::Sections(keys)));
    }
    let editable = editable_by(conn, &case, actor, now)?;
    Ok((case, editable))
}

/// Which sections of `case` its owner may change at `now`.
pub fn editable(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Editable, Error> {
    let window = case.window();
    let extension = case.application.extension_until;
    Ok(match case.application.status {
        Status::Draft if window.takes_submission(now, extension) => Editable::Everything,
        Status::Submitted if case.takes_changes(now) => Editable::Everything,
        Status::Returned => match db::returns::find_open(conn, case.application.id)? {
            Some(open) if now <= open.due_at => Editable::Sections(open.sections),
            _ => Editable::Nothing,
        },
        _ => Editable::Nothing,
    })
}
