//! What an applicant does: start, write, hand in, change, withdraw.
//!
//! Saving and submitting are prepared on a reading connection ([`answers::prepare`], [`submission::prepare`]): permission, rules and
//! the checking of the form cost more than the rows, and must not hold up the one writer. The write then compares and sets on what was read.

pub mod answers;
pub mod start;
pub mod submission;
pub mod withdrawal;

use super::Error;
use crate::{
    actions::case::Case,
    db::{self, Conn},
    domain::{
        form::{Answer, Answers, Documents, Kind},
        id::ApplicationId,
        time::Timestamp,
        workflow::Status,
    },
};

/// All sections' answers as they stand now, in one: without those to questions that are not asked, and with the files that stand.
pub fn current_answers(conn: &mut Conn, case: &Case) -> Result<Answers, Error> {
    let id = case.application.id;
    let mut all = Answers::default();
    for row in db::answers::list(conn, id)? {
        all.0.extend(row.body.0);
    }
    let form = &case.definition.form;
    for question in form.questions().filter(|q| matches!(q.kind, Kind::Document { .. })) {
        all.set(&question.key, None);
    }
    for file in db::documents::list(conn, id)?.iter().filter(|f| f.removed_at.is_none()) {
        if form.question(&file.question).is_some() {
            all.set(&file.question, Some(Answer::Document(file.id)));
        }
    }
    form.drop_hidden(&mut all);
    Ok(all)
}

/// The answers of the last revision that was handed in: what everybody but the applicant sees.
pub fn submitted_answers(conn: &mut Conn, id: ApplicationId) -> Result<Answers, Error> {
    Ok(db::answers::find_latest_revision(conn, id)?.map(|revision| revision.body).unwrap_or_default())
}

/// What is known of an application's files, for checking its form.
pub fn documents(conn: &mut Conn, id: ApplicationId) -> Result<Documents, Error> {
    let rows = db::documents::list(conn, id)?;
    Ok(rows.into_iter().filter(|d| d.removed_at.is_none()).map(|d| (d.id, d.question, d.state)).collect())
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

/// Which sections of `case` its owner may change at `now`.
pub fn editable(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Editable, Error> {
    let window = case.window();
    let extension = case.application.extension_until;
    Ok(match case.application.status {
        Status::Draft if window.takes_submission(now, extension) => Editable::Everything,
        Status::Submitted if case.definition.settings.edit_until_deadline && window.takes_changes(now, extension) => {
            Editable::Everything
        }
        Status::Returned => match db::returns::find_open(conn, case.application.id)? {
            Some(open) if now <= open.due_at => Editable::Sections(open.sections),
            _ => Editable::Nothing,
        },
        _ => Editable::Nothing,
    })
}
