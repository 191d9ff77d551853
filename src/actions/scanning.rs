//! Scanning: documents, the files of letters and the letters of authorities wait for the virus scanner, and are given out only once it has found nothing.

use crate::{
    actions::{
        Error, Tx,
        app::App,
        applications::{Editable, editable},
        audit::{self, Entry},
        case::Case,
        letters::passing,
        notify,
    },
    db::{self, documents::DocumentRow, letters::LetterFileRow, nominations::NominationRow},
    domain::{
        permission::{Action, Actor},
        time::Timestamp,
        workflow::DocumentState,
    },
    files::{
        StorageKey,
        scanner::{Scanner, Verdict},
    },
};

/// Files of either sort looked at in one round.
const ROUND: i64 = 50;

/// Has the documents that wait looked at, the oldest first, and says how many were. One that the scanner gives no clear answer to stays
/// held back and is tried again in the next round.
///
/// # Errors
/// Where rows or files cannot be read.
pub async fn scan(app: &App, now: Timestamp) -> Result<usize, Error> {
    let waiting = app.read(|conn| {
        let nominations = db::nominations::list_waiting(conn, ROUND)?;
        let letters = db::letters::list_waiting(conn, ROUND)?;
        Ok::<_, Error>((db::documents::list_waiting(conn, ROUND)?, letters, nominations))
    });
    let (waiting, letters, nominations) = waiting.await?;
    let Some(scanner) = &app.files.scanner else {
        if !waiting.is_empty() || !letters.is_empty() || !nominations.is_empty() {
            tracing::warn!("documents are held back because no scanner is set any more: set SOJOURN_CLAMD");
        }
        return Ok(0);
    };
    let mut done = 0;
    for row in waiting {
        let id = row.id;
        match look(app, scanner, &row.storage_key).await {
            Ok(found) => {
                app.write(now, move |tx| record(tx, &row, &found)).await?;
                done += 1;
            }
            Err(error) => tracing::warn!(document = %id, %error, "a document is held back: the scanner gave no answer"),
        }
    }
    for file in letters {
        let id = file.letter_id;
        match look(app, scanner, &file.storage_key).await {
            Ok(found) => {
                app.write(now, move |tx| record_letter(tx, &file, &found)).await?;
                done += 1;
            }
            Err(error) => tracing::warn!(letter = %id, %error, "a letter is held back: the scanner gave no answer"),
        }
    }
    for row in nominations {
        let Some(letter) = row.letter() else { continue };
        match look(app, scanner, letter.key).await {
            Ok(found) => {
                app.write(now, move |tx| record_nomination(tx, &row, &found)).await?;
                done += 1;
            }
            Err(error) => {
                tracing::warn!(nomination = %row.id, %error, "an authority's letter is held back: the scanner gave no answer");
            }
        }
    }
    Ok(done)
}

/// What was found: where the document stands then, and the name of what it carries.
struct Found {
    state: DocumentState,
    what: String,
}

async fn look(app: &App, scanner: &Scanner, key: &str) -> std::io::Result<Found> {
    let failed = Found { state: DocumentState::Failed, what: String::new() };
    let Ok(key) = key.parse::<StorageKey>() else { return Ok(failed) };
    let Some(reading) = app.files.store.open(&key).await? else { return Ok(failed) };
    Ok(match scanner.scan(reading).await? {
        Verdict::Clean => Found { state: DocumentState::Clean, what: String::new() },
        Verdict::Infected(what) => Found { state: DocumentState::Infected, what },
    })
}

/// Writes down what was found, unless somebody took the document away meanwhile, and tells the applicant what to do.
fn record(tx: &mut Tx, row: &DocumentRow, found: &Found) -> Result<(), Error> {
    if !db::documents::change_state(tx.conn, row.id, DocumentState::PendingScan, found.state)? {
        return Ok(());
    }
    let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, row.application_id)?;
    note(tx, &case, ("scan_document", "document", &row.id.to_string()), found)?;
    if found.state == DocumentState::Clean || row.removed_at.is_some() {
        return Ok(());
    }
    let form = &case.definition.form;
    let section = form.sections.iter().find(|s| s.questions.iter().any(|q| q.key == row.question));
    let open = section.map(|s| s.key.clone());
    let changeable: Editable = editable(tx.conn, &case, tx.now)?;
    let open = open.filter(|section| changeable.allows(section));
    notify::document_refused(tx, &case, row, found.state == DocumentState::Infected, open)
}

/// The same for the file of a letter: whoever reads the letter sees that it is held back, and the referee who gave it is told.
fn record_letter(tx: &mut Tx, file: &LetterFileRow, found: &Found) -> Result<(), Error> {
    if !db::letters::change_file_state(tx.conn, file, found.state)? {
        return Ok(());
    }
    let letter = db::letters::find(tx.conn, file.letter_id)?.ok_or(Error::NotFound)?;
    let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, letter.application_id)?;
    note(tx, &case, ("scan_letter", "letter", &letter.id.to_string()), found)?;
    if found.state == DocumentState::Clean {
        return Ok(());
    }
    passing::file_refused(tx, &case, &letter, &file.storage_key, found.state == DocumentState::Infected)
}

/// The same for the letter of an authority.
fn record_nomination(tx: &mut Tx, row: &NominationRow, found: &Found) -> Result<(), Error> {
    let letter = row.letter().ok_or(Error::NotFound)?;
    if !db::nominations::change_letter_state(tx.conn, row.id, letter, found.state)? {
        return Ok(());
    }
    let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, row.application_id)?;
    note(tx, &case, ("scan_nomination_letter", "nomination", &row.id.to_string()), found)
}

fn note(tx: &mut Tx, case: &Case, (action, subject, id): (&str, &str, &str), found: &Found) -> Result<(), Error> {
    let entry = Entry {
        action,
        subject,
        subject_id: id,
        call: Some(case.call.id),
        application: Some(case.application.id),
        reason: found.state.word(),
        detail: &found.what,
    };
    audit::write(tx, &Actor::System, entry)
}
