//! Letters of authorities: a contact gives one for a candidate, as a PDF; contacts and officers read it, the applicant does not.

use super::{in_time, nominating::Candidacy};
use crate::{
    actions::{
        Error, Tx,
        app::App,
        audit,
        case::Case,
        documents::{self, Given},
    },
    db::{self, Conn, nominations::NewLetter},
    domain::{
        form::FileFormat,
        id::NominationId,
        nomination::NominationState,
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
        workflow::DocumentState,
    },
    files::{Spooled, StorageKey, store::Reading},
};

/// Most bytes of a letter.
pub const MOST_BYTES: u64 = 5 << 20;
/// Most pages of a letter.
const MOST_PAGES: u32 = 10;
/// The field of the file.
pub const FIELD: &str = "file";

/// Asks before the first byte is read whether `actor` may give a letter for this candidate now, and counts the try.
///
/// # Errors
/// `NotFound` for other people's candidates, `Refused` where nothing can be said of it now, `TooMany` after too many files in an hour.
pub async fn expect(app: &App, now: Timestamp, actor: &Actor, id: NominationId) -> Result<(), Error> {
    let actor = actor.clone();
    let expected = move |tx: &mut Tx| {
        writable(tx.conn, &actor, id, now)?;
        documents::count(tx, &actor)
    };
    app.write(now, expected).await
}

/// A letter may come before the endorsement and, as long as it is not acted upon, be replaced after it.
fn writable(conn: &mut Conn, actor: &Actor, id: NominationId, now: Timestamp) -> Result<Candidacy, Error> {
    let candidacy = Candidacy::open(conn, actor, id, now)?;
    in_time(&candidacy.case, now)?;
    match candidacy.nomination.state {
        NominationState::Asked => Ok(candidacy),
        NominationState::Endorsed if candidacy.may_be_undone() => Ok(candidacy),
        _ => Err(Error::refused(Sentence::new("nominations-not-in-this-state"))),
    }
}

/// Takes a letter that has arrived: looks into it, stores it, and puts it in the place of an earlier one.
///
/// # Errors
/// `Refused` at the file where it cannot be taken; nothing is kept then.
pub async fn give(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    id: NominationId,
    (name, file): (&str, Spooled),
) -> Result<(), Error> {
    let given = documents::keep(app, FIELD, (&[FileFormat::Pdf], Some(MOST_PAGES)), name, file).await?;
    let (actor, key) = (actor.clone(), given.key.clone());
    let is_scanned = app.files.scanner.is_some();
    match app.write(now, move |tx| record(tx, &actor, id, &given, is_scanned)).await {
        Ok(replaced) => {
            documents::delete(app, &replaced).await;
            Ok(())
        }
        Err(why) => {
            documents::forget(app, &key, &why).await;
            Err(why)
        }
    }
}

fn record(
    tx: &mut Tx,
    actor: &Actor,
    id: NominationId,
    given: &Given,
    is_scanned: bool,
) -> Result<Vec<StorageKey>, Error> {
    let candidacy = writable(tx.conn, actor, id, tx.now)?;
    let letter = NewLetter {
        name: &given.name,
        size: i64::try_from(given.size).unwrap_or(i64::MAX),
        pages: given.pages.map_or(0, |pages| i32::try_from(pages).unwrap_or(i32::MAX)),
        sha256: &given.sha256,
        key: given.key.as_str(),
        state: if is_scanned { DocumentState::PendingScan } else { DocumentState::Unscanned },
    };
    if !db::nominations::set_letter(tx.conn, &candidacy.nomination, letter)? {
        return Err(Error::Conflict);
    }
    let (application, call) = (candidacy.case.application.id, candidacy.case.call.id);
    audit::application(tx, actor, "give_nomination_letter", application, call, "")?;
    Ok(candidacy.nomination.letter().and_then(|old| old.key.parse().ok()).into_iter().collect())
}

/// Opens a letter for a contact of the authority or an officer; that it was read is written down.
///
/// # Errors
/// `NotFound` where there is none or the actor may not read it; `Refused` where it is held back.
pub async fn open(app: &App, now: Timestamp, actor: &Actor, id: NominationId) -> Result<(String, Reading), Error> {
    let reader = actor.clone();
    let find = move |tx: &mut Tx| {
        let row = db::nominations::find(tx.conn, id)?.ok_or(Error::NotFound)?;
        let case = Case::open(tx.conn, &reader, Action::ReadAsOfficer, row.application_id);
        if case.is_err() {
            Candidacy::of(tx.conn, &reader, row.clone(), tx.now)?;
        }
        let letter = row.letter().ok_or(Error::NotFound)?;
        documents::released(letter.state)?;
        audit::application(tx, &reader, "read_nomination_letter", row.application_id, row.call_id, "")?;
        let key: StorageKey = letter.key.parse().map_err(|_| Error::NotFound)?;
        Ok((letter.name.to_owned(), key))
    };
    let (name, key) = app.write(now, find).await?;
    let reading = app.files.store.open(&key).await.map_err(|e| documents::broken(&e))?.ok_or(Error::NotFound)?;
    Ok((name, reading))
}
