//! Sealed copies: an applicant gives the scan of the application as it was signed and sealed; the newest counts, and officers read it.

use crate::{
    actions::{
        Error, Tx,
        app::App,
        audit,
        case::Case,
        documents::{self, Given, Slot},
    },
    db::{self, Conn, documents::DocumentRow},
    domain::{
        form::FileFormat,
        id::ApplicationId,
        permission::{Action, Actor},
        sealing::{self, COPY, Sealing},
        sentence::Sentence,
        time::Timestamp,
    },
    files::Spooled,
};

/// Most bytes of a scan.
const MOST_BYTES: u64 = 20 << 20;
/// The field of the file.
pub const FIELD: &str = "file";
/// What a scan may be.
pub const FORMATS: [FileFormat; 3] = [FileFormat::Pdf, FileFormat::Jpeg, FileFormat::Png];

/// How it stands with the sealed copy of an application.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Until when it is taken.
    pub due: Timestamp,
    /// Whether it can be given now.
    pub is_open: bool,
    /// The scan that counts.
    pub copy: Option<DocumentRow>,
}

/// How it stands with the sealed copy; `None` where the call takes none, or nothing was handed in.
///
/// # Errors
/// Where it cannot be read.
pub fn standing(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Option<Standing>, Error> {
    let Some(sealing) = case.definition.sealing.as_ref().filter(|_| case.application.revision > 0) else {
        return Ok(None);
    };
    let all = db::documents::list(conn, case.application.id)?;
    let copy = all.into_iter().rfind(DocumentRow::is_sealed_copy);
    let due = due(case, sealing);
    Ok(Some(Standing { due, is_open: now <= due && sealing::is_taken(case.application.status), copy }))
}

fn due(case: &Case, sealing: &Sealing) -> Timestamp {
    sealing.due(case.call.closes_at, case.application.extension_until)
}

/// Asks before the first byte is read whether `actor` may give a scan now, and counts the try.
///
/// # Errors
/// `NotFound` for other people's applications and calls that take none, `Refused` where it is too late, `TooMany` after too many files
/// in an hour.
pub async fn expect(app: &App, now: Timestamp, actor: &Actor, id: ApplicationId) -> Result<Slot, Error> {
    let (actor, total) = (actor.clone(), app.config.upload_total.saturating_add(MOST_BYTES));
    let (limit, is_scanned) = (MOST_BYTES.min(app.config.upload_limit), app.files.scanner.is_some());
    let expected = move |tx: &mut Tx| {
        writable(tx, &actor, id)?;
        documents::count(tx, &actor)?;
        let (question, section) = (COPY.to_owned(), String::new());
        Ok(Slot {
            application: id,
            question,
            section,
            formats: FORMATS.to_vec(),
            limit,
            max_pages: None,
            max_files: 1,
            total,
            is_scanned,
        })
    };
    app.write(now, expected).await
}

fn writable(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<Case, Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let standing = standing(tx.conn, &case, tx.now)?.ok_or(Error::NotFound)?;
    if standing.is_open { Ok(case) } else { Err(Error::refused_at(FIELD, Sentence::new("sealing-too-late"))) }
}

/// Takes a scan that has arrived: looks into it, stores it, and puts it in the place of an earlier one, which the office keeps.
///
/// # Errors
/// `Refused` at the file where it cannot be taken; nothing is kept then.
pub async fn give(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    slot: &Slot,
    (name, file): (&str, Spooled),
) -> Result<(), Error> {
    let given = documents::keep(app, FIELD, (&slot.formats, slot.max_pages), name, file).await?;
    let (actor, key, slot) = (actor.clone(), given.key.clone(), slot.clone());
    let done = app.write(now, move |tx| record(tx, &actor, &slot, &given)).await;
    if let Err(why) = &done {
        documents::forget(app, &key, why).await;
    }
    done
}

/// Makes a stored file the sealed copy.
///
/// # Errors
/// As [`expect`], because the application may have changed while the file arrived.
pub fn record(tx: &mut Tx, actor: &Actor, slot: &Slot, given: &Given) -> Result<(), Error> {
    let case = writable(tx, actor, slot.application)?;
    let kept = db::documents::list(tx.conn, slot.application)?;
    for old in kept.iter().filter(|row| row.is_sealed_copy()) {
        db::documents::set_removed(tx.conn, old.id, tx.now)?;
    }
    documents::insert(tx, slot, given, &kept)?;
    audit::application(tx, actor, "give_sealed_copy", slot.application, case.call.id, "")
}
