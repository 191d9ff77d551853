//! Exporting a call's cohort: who may, why, and what is written down of it. The file itself is made by the export room.

use std::sync::Arc;

use crate::{
    actions::{
        Error, Tx,
        audit::{self, Entry},
    },
    db::{self, Conn, calls::CallRow},
    domain::{
        call::Definition,
        cohort::Column,
        permission::{self, Action, Actor, Role, Subject, Viewer},
        sentence::{Problem, Sentence},
        time::Span,
        workflow::words,
    },
};

/// Exports of one person in an hour.
const EXPORTS_AN_HOUR: i32 = 30;

words! {
    /// What kind of file.
    Format {
        /// A workbook with a sheet of people and one of counts.
        Xlsx = "xlsx",
        /// Comma-separated values with the mark by which Excel knows UTF-8.
        CsvForExcel = "csv_bom",
        /// Comma-separated values.
        Csv = "csv",
    }
}

impl Format {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::CsvForExcel | Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Its extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::CsvForExcel | Self::Csv => "csv",
        }
    }
}

/// What an admin asks for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Keys of columns.
    pub columns: Vec<String>,
    /// The word of a format.
    pub format: String,
    /// Why.
    pub reason: String,
}

/// An export that was allowed and written down.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of which call.
    pub call: CallRow,
    /// Its questions and their options.
    pub definition: Arc<Definition>,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The kind of file.
    pub format: Format,
    /// Whose own applications and conflicts are left out.
    pub viewer: Viewer,
}

/// The call of this slug with its definition, for an admin who may export its cohort.
///
/// # Errors
/// `NotFound` where there is none or the actor may not.
pub fn find(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<(CallRow, Arc<Definition>), Error> {
    let call = db::calls::find_by_slug(conn, slug)?.ok_or(Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    permission::check(actor, Action::Export, &subject).map_err(|_| Error::NotFound)?;
    let definition = db::definitions::get(conn, call.definition_id)?;
    Ok((call, definition))
}

/// Allows an export and writes down who asked for which columns and why. The file may be made once this is durable.
///
/// # Errors
/// `NotFound` where the actor may not, `Refused` without columns, format or reason, `TooMany` after too many in an hour.
pub fn begin(tx: &mut Tx, actor: &Actor, slug: &str, wanted: &Wanted) -> Result<Plan, Error> {
    let (call, definition) = find(tx.conn, actor, slug)?;
    let columns = Column::chosen(&definition.form, &wanted.columns).filter(|columns| !columns.is_empty());
    let format = wanted.format.parse::<Format>();
    let mut problems = Vec::new();
    if columns.is_none() {
        problems.push(Problem::at("column", Sentence::new("admin-export-no-columns")));
    }
    if format.is_err() {
        problems.push(Problem::at("format", Sentence::new("admin-export-no-format")));
    }
    if wanted.reason.trim().is_empty() {
        problems.push(Problem::at("reason", Sentence::new("admin-export-no-reason")));
    }
    let (Some(columns), Ok(format), true) = (columns, format, problems.is_empty()) else {
        return Err(Error::Refused(problems));
    };
    count(tx, actor)?;
    write_down(tx, actor, &call, (&columns, format), &wanted.reason)?;
    let viewer = Viewer::by_roles(actor, &[Role::Admin]);
    Ok(Plan { call, definition, columns, format, viewer })
}

/// Counts an export; refuses one too many in an hour.
pub(super) fn count(tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
    let user = actor.user().ok_or(Error::Denied)?.to_string();
    let key = tx.keys.limit_key("export", &user);
    if db::limits::count(tx.conn, &key, tx.now, Span::hours(1))? <= EXPORTS_AN_HOUR {
        return Ok(());
    }
    let left = 3600 - (tx.now.unix_micros() / 1_000_000).rem_euclid(3600);
    Err(Error::TooMany(u32::try_from(left).unwrap_or(3600)))
}

fn write_down(
    tx: &mut Tx,
    actor: &Actor,
    call: &CallRow,
    (columns, format): (&[Column], Format),
    reason: &str,
) -> Result<(), Error> {
    let keys: Vec<String> = columns.iter().map(Column::key).collect();
    let detail = serde_json::json!({ "format": format.word(), "columns": keys }).to_string();
    let entry = Entry {
        action: "export_cohort",
        subject: "call",
        subject_id: &call.id.to_string(),
        call: Some(call.id),
        application: None,
        reason,
        detail: &detail,
    };
    audit::write(tx, actor, entry)
}
