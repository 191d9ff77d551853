//! The file of a letter: a referee gives it by the link, or an officer files one that came by another way. It goes the way of every
//! document: looked into in a confined process, stored before its row is written, deleted after its row is gone.

use super::{
    giving::{Found, Standing, open, touched},
    passing,
    step::{Step, asked, seen, step},
    telling,
};
use crate::{
    actions::{
        Error, Tx,
        app::App,
        case::Case,
        documents::{self, Given, broken, released},
    },
    db::{self, letters::LetterFileRow},
    domain::{
        form::FileFormat,
        id::{ApplicationId, LetterId},
        letter::{LetterBy, LetterEvent, is_wanted},
        permission::{Action, Actor},
        referees::LetterFile,
        sentence::Sentence,
        time::Timestamp,
        workflow::DocumentState,
    },
    files::{Spooled, StorageKey, store::Reading},
};

/// The field of the file.
pub const FIELD: &str = "file";
/// What it may be.
pub const FORMATS: &[FileFormat] = &[FileFormat::Pdf];
/// Largest file that an officer may file where the call asks referees for none, in bytes.
const FILED_MOST: u64 = 10 << 20;

/// What may be given now.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Most bytes.
    pub limit: u64,
    /// Most pages.
    pub max_pages: Option<u32>,
    /// Whether a scanner looks at it before anybody gets it.
    pub is_scanned: bool,
}

impl Slot {
    fn new(app: &App, file: &LetterFile) -> Self {
        let (limit, is_scanned) = (file.max_bytes.min(app.config.upload_limit), app.files.scanner.is_some());
        Self { limit, max_pages: file.max_pages, is_scanned }
    }
}

/// Asks before the first byte is read whether the referee may give a file now.
///
/// # Errors
/// `NotFound` for an unknown link or a call that asks for no file; `Refused` where no letter is wanted now.
pub async fn expect(app: &App, now: Timestamp, token: String) -> Result<Slot, Error> {
    let asks = move |tx: &mut Tx| {
        let found = open(tx, &token, is_writing)?;
        asked(&found.case)?.file.clone().ok_or(Error::NotFound)
    };
    Ok(Slot::new(app, &app.write(now, asks).await?))
}

fn is_writing(standing: Standing) -> bool {
    matches!(standing, Standing::Writing | Standing::In(true))
}

/// Takes the file that has arrived from the referee, in place of the one before.
///
/// # Errors
/// `Refused` at the file where it cannot be taken; nothing is kept then.
pub async fn give(
    app: &App,
    now: Timestamp,
    token: String,
    slot: Slot,
    (name, file): (&str, Spooled),
) -> Result<(), Error> {
    let given = keep(app, &slot, name, file).await?;
    let (key, row, is_scanned) = (given.key.clone(), given, slot.is_scanned);
    let recorded = app.write(now, move |tx| {
        let found = open(tx, &token, is_writing)?;
        let replaced = record(tx, found.letter.id, &row, is_scanned)?;
        touched(tx, found)?;
        Ok(replaced)
    });
    settle(app, key, recorded.await).await
}

async fn keep(app: &App, slot: &Slot, name: &str, file: Spooled) -> Result<Given, Error> {
    documents::keep(app, FIELD, (FORMATS, slot.max_pages), name, file).await
}

/// Deletes what nobody needs now: what was replaced, or what could not be recorded.
async fn settle(app: &App, key: StorageKey, recorded: Result<Option<StorageKey>, Error>) -> Result<(), Error> {
    match recorded {
        Ok(replaced) => {
            documents::delete(app, replaced.as_slice()).await;
            Ok(())
        }
        Err(why) => {
            documents::forget(app, &key, &why).await;
            Err(why)
        }
    }
}

fn record(tx: &mut Tx, letter: LetterId, given: &Given, is_scanned: bool) -> Result<Option<StorageKey>, Error> {
    let replaced = take_away(tx, letter)?;
    db::letters::insert_file(
        tx.conn,
        &LetterFileRow {
            letter_id: letter,
            file_name: given.name.clone(),
            media_type: given.format.media_type().to_owned(),
            size: i64::try_from(given.size).unwrap_or(i64::MAX),
            pages: given.pages.and_then(|pages| i32::try_from(pages).ok()),
            sha256: given.sha256.clone(),
            storage_key: given.key.to_string(),
            state: if is_scanned { DocumentState::PendingScan } else { DocumentState::Unscanned },
            created_at: tx.now,
        },
    )?;
    Ok(replaced)
}

fn take_away(tx: &mut Tx, letter: LetterId) -> Result<Option<StorageKey>, Error> {
    let Some(old) = db::letters::find_file(tx.conn, letter)? else { return Ok(None) };
    db::letters::delete_file(tx.conn, letter)?;
    Ok(old.storage_key.parse().ok())
}

/// The referee takes the file away again, before the letter is sent.
///
/// # Errors
/// `Refused` once it is sent: it can then be replaced.
pub async fn remove(app: &App, now: Timestamp, token: String) -> Result<(), Error> {
    let removed = move |tx: &mut Tx| {
        let found = open(tx, &token, |s| s == Standing::Writing)?;
        let gone = take_away(tx, found.letter.id)?;
        if gone.is_some() {
            touched(tx, found)?;
        }
        Ok(gone)
    };
    let gone = app.write(now, removed).await?;
    documents::delete(app, gone.as_slice()).await;
    Ok(())
}

/// The referee's own file, as long as the link leads to the letter.
///
/// # Errors
/// `NotFound` where there is none, `Refused` where it is held back.
pub async fn own(app: &App, now: Timestamp, token: String) -> Result<(LetterFileRow, Reading), Error> {
    let looked = move |conn: &mut db::Conn| super::giving::look(conn, &token);
    let found: Found = app.read(looked).await?;
    let own = matches!(found.standing(now), Standing::Writing | Standing::In(_));
    let file = found.file.filter(|_| own && found.letter.uploaded_by.is_none()).ok_or(Error::NotFound)?;
    released(file.state)?;
    let key: StorageKey = file.storage_key.parse().map_err(|_| Error::NotFound)?;
    let reading = app.files.store.open(&key).await.map_err(|e| broken(&e))?.ok_or(Error::NotFound)?;
    Ok((file, reading))
}

/// Whether an officer may file a letter now; what size.
///
/// # Errors
/// `NotFound` where the actor may not.
pub async fn expect_filed(app: &App, actor: &Actor, id: ApplicationId, letter: LetterId) -> Result<Slot, Error> {
    let actor = actor.clone();
    let asks = move |conn: &mut db::Conn| {
        let case = Case::open(conn, &actor, Action::ManageApplication, id)?;
        let referees = asked(&case)?.file.clone();
        // What is not handed in is the applicant's alone.
        if case.application.revision == 0 {
            return Err(Error::NotFound);
        }
        db::letters::find_of(conn, id, letter)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>(referees)
    };
    let file = app.read(asks).await?;
    let any = LetterFile { optional: false, max_bytes: FILED_MOST, max_pages: None };
    Ok(Slot { max_pages: None, ..Slot::new(app, &file.unwrap_or(any)) })
}

/// What an officer files.
#[derive(Debug)]
pub struct Filed<'a> {
    /// For which letter, at which version.
    pub letter: (LetterId, i32),
    /// The file's name where it came from.
    pub name: &'a str,
    /// The file.
    pub file: Spooled,
}

/// An officer files a letter that came by another way: the referee need not write any more.
///
/// # Errors
/// `Refused` where the letter is in, cancelled or set aside, or the file cannot be taken; `Conflict` where the letter changed.
pub async fn file(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    id: ApplicationId,
    slot: &Slot,
    filed: Filed<'_>,
) -> Result<(), Error> {
    let given = keep(app, slot, filed.name, filed.file).await?;
    let (key, actor, (letter, version)) = (given.key.clone(), actor.clone(), filed.letter);
    let is_scanned = slot.is_scanned;
    let recorded = app.write(now, move |tx| {
        let case = Case::open(tx.conn, &actor, Action::ManageApplication, id)?;
        let mut row = seen(tx, &case, letter, version)?;
        if !is_wanted(case.application.status) {
            return Err(Error::refused(Sentence::new("letters-application-ended")));
        }
        let was_asked = row.state.is_with_referee();
        row.uploaded_by = actor.user();
        step(tx, &actor, &case, &mut row, Step::new(LetterEvent::Upload, LetterBy::Officer))?;
        let replaced = record(tx, letter, &given, is_scanned)?;
        if was_asked {
            telling::not_needed(tx, &case, &row, false)?;
        }
        telling::arrived(tx, &case, &row)?;
        passing::close_spare(tx, &case)?;
        Ok(replaced)
    });
    settle(app, key, recorded.await).await
}
