//! Documents: an applicant gives one and takes it away; those who may read it do.
//!
//! The bytes are in the store and the row is in the database, so the order matters: a file is stored for good before its row is
//! written, and a row is gone before its file is deleted. What a crash leaves between the two is a file without a row, which
//! [`sweep`] removes; never a row without a file.

use std::time::Duration;

use crate::{
    actions::{
        Error, Tx,
        app::App,
        applications::{open_sections, submitted_answers},
        audit::{self, Entry},
        case::Case,
        nominations::nominating::Candidacy,
    },
    db::{
        self, Conn,
        documents::{DocumentRow, NewDocument},
    },
    domain::{
        form::{Answers, Audience, FileFormat, Kind, Question, View},
        id::{ApplicationId, DocumentId},
        permission::{Action, Actor},
        sentence::Sentence,
        time::{Span, Timestamp},
        workflow::DocumentState,
    },
    files::{Fault, Spooled, StorageKey, inspect, names, store::Reading},
};

/// Files that one person may send in an hour, whatever becomes of them.
const UPLOADS_AN_HOUR: i32 = 120;
/// How long a file without a row is left alone: its row may still be written.
const ORPHAN_AGE: Duration = Duration::from_hours(24);

/// What may be given for a question now.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Whose.
    pub application: ApplicationId,
    /// The question.
    pub question: String,
    /// The section that it is in.
    pub section: String,
    /// Accepted formats.
    pub formats: Vec<FileFormat>,
    /// Most bytes.
    pub limit: u64,
    /// Most pages.
    pub max_pages: Option<u32>,
    /// Most files; one more takes the place of the only one, and is refused where there are several.
    pub max_files: u32,
    /// Most bytes of all files of the application.
    pub total: u64,
    /// Whether a scanner looks at it before anybody gets it.
    pub is_scanned: bool,
}

/// Asks before the first byte is read whether `actor` may give a file for this question now, and counts the try.
///
/// # Errors
/// `NotFound` for other people's applications and questions that take no file, `Refused` where nothing can be changed now,
/// `TooMany` after too many files in an hour.
pub async fn expect(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    id: ApplicationId,
    question: String,
) -> Result<Slot, Error> {
    let actor = actor.clone();
    let (largest, total) = (app.config.upload_limit, app.config.upload_total);
    let is_scanned = app.files.scanner.is_some();
    let expected = move |tx: &mut Tx| {
        let (case, section) = writable(tx, &actor, id, &question)?;
        let Some(Kind::Document { formats, max_bytes, max_pages, max_files }) =
            case.definition.form.question(&question).map(|q| q.kind.clone())
        else {
            return Err(Error::NotFound);
        };
        count(tx, &actor)?;
        let limit = max_bytes.min(largest);
        Ok(Slot { application: id, question, section, formats, limit, max_pages, max_files, total, is_scanned })
    };
    app.write(now, expected).await
}

pub(super) fn count(tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
    let user = actor.user().ok_or(Error::Denied)?.to_string();
    let key = tx.keys.limit_key("upload", &user);
    if db::limits::count(tx.conn, &key, tx.now, Span::hours(1))? <= UPLOADS_AN_HOUR {
        return Ok(());
    }
    let left = 3600 - (tx.now.unix_micros() / 1_000_000).rem_euclid(3600);
    Err(Error::TooMany(u32::try_from(left).unwrap_or(3600)))
}

/// The actor's own application, if the section of this question can be changed now; with the section's key.
fn writable(tx: &mut Tx, actor: &Actor, id: ApplicationId, question: &str) -> Result<(Case, String), Error> {
    let case = Case::open(tx.conn, actor, Action::WriteAnswers, id)?;
    let (case, editable) = open_sections(tx.conn, case, actor, tx.now)?;
    let asks = |q: &Question| q.key == question && matches!(q.kind, Kind::Document { .. });
    let section = case.definition.form.sections.iter().find(|s| s.questions.iter().any(asks)).ok_or(Error::NotFound)?;
    let section = section.key.clone();
    if !editable.allows(&section) {
        return Err(Error::refused(Sentence::new("applications-section-is-locked")));
    }
    Ok((case, section))
}

/// Takes a file that has arrived for `slot`: looks into it, stores it and makes it the question's answer, or one of its files. What
/// it replaces is deleted, unless it was handed in.
///
/// # Errors
/// `Refused` at the question where the file cannot be taken; nothing is kept then.
pub async fn give(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    slot: &Slot,
    name: &str,
    file: Spooled,
) -> Result<(), Error> {
    let given = keep(app, &slot.question, (&slot.formats, slot.max_pages), name, file).await?;
    let (key, actor, slot) = (given.key.clone(), actor.clone(), slot.clone());
    match app.write(now, move |tx| record(tx, &actor, &slot, &given)).await {
        Ok(replaced) => {
            delete(app, &replaced).await;
            Ok(())
        }
        Err(why) => {
            forget(app, &key, &why).await;
            Err(why)
        }
    }
}

/// Looks into a file that has arrived and stores it for good: of these formats, with at most so many pages.
///
/// # Errors
/// `Refused` at `field` where it cannot be taken; nothing is kept then.
pub(super) async fn keep(
    app: &App,
    field: &str,
    (formats, max_pages): (&[FileFormat], Option<u32>),
    name: &str,
    file: Spooled,
) -> Result<Given, Error> {
    let fault = |fault: Fault| Error::refused_at(field.to_owned(), fault.sentence());
    let format = inspect::format(name, &file.head, formats).map_err(fault)?;
    let inspected = app.files.inspector.look(format, file.path()).await.map_err(|e| broken(&e))?.map_err(fault)?;
    if let Some((most, pages)) = max_pages.zip(inspected.pages).filter(|(most, pages)| pages > most) {
        return Err(fault(Fault::TooManyPages { pages, most }));
    }
    let key = StorageKey::new(&mut app.source.chance());
    let (size, sha256) = (file.size, file.sha256.clone());
    app.files.store.keep(&key, file).await.map_err(|e| broken(&e))?;
    Ok(Given { key, name: names::clean(name), format, size, sha256, pages: inspected.pages })
}

/// Deletes a stored file whose row could not be written.
pub(super) async fn forget(app: &App, key: &StorageKey, why: &Error) {
    // A commit that got no answer may have happened, and a row without its file would be worse than a file without a row.
    if !matches!(why, Error::Unavailable(_) | Error::Internal(_)) {
        delete(app, std::slice::from_ref(key)).await;
    }
}

pub(crate) fn broken(error: &std::io::Error) -> Error {
    Error::Unavailable(format!("a document's file: {error}"))
}

/// A file that is in the store.
#[derive(Debug)]
pub struct Given {
    /// Where.
    pub key: StorageKey,
    /// Its name where it came from, made harmless.
    pub name: String,
    /// What it is.
    pub format: FileFormat,
    /// In bytes.
    pub size: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Its pages, where its format has some.
    pub pages: Option<u32>,
}

/// Makes a stored file the answer to the slot's question. Gives the keys of files that nobody can ask for any more.
///
/// # Errors
/// As for [`expect`], because the application may have changed while the file arrived; `Refused` where the application's files
/// would be too much together.
pub fn record(tx: &mut Tx, actor: &Actor, slot: &Slot, given: &Given) -> Result<Vec<StorageKey>, Error> {
    let (case, _) = writable(tx, actor, slot.application, &slot.question)?;
    let replaced = match slot.max_files {
        1 => take_away(tx, &case, |old| old.question == slot.question)?,
        _ => Vec::new(),
    };
    let kept = db::documents::list(tx.conn, slot.application)?;
    let beside = kept.iter().filter(|d| d.removed_at.is_none() && d.question == slot.question).count();
    if beside >= slot.max_files as usize {
        let sentence = Sentence::new("files-too-many").with("max", slot.max_files);
        return Err(Error::refused_at(slot.question.clone(), sentence));
    }
    let id = insert(tx, slot, given, &kept)?;
    changed(tx, &case)?;
    note(tx, actor, &case, "upload_document", id)?;
    Ok(replaced)
}

/// Writes the row of a stored file beside those that are kept.
pub(super) fn insert(tx: &mut Tx, slot: &Slot, given: &Given, kept: &[DocumentRow]) -> Result<DocumentId, Error> {
    let together = kept.iter().map(|d| u64::try_from(d.size).unwrap_or(0)).fold(given.size, u64::saturating_add);
    if together > slot.total {
        let sentence = Sentence::new("files-too-much").with("size", slot.total >> 20);
        return Err(Error::refused_at(slot.question.clone(), sentence));
    }
    let id = DocumentId::new(tx.now, &mut tx.chance);
    db::documents::insert(
        tx.conn,
        &NewDocument {
            id,
            application_id: slot.application,
            question: &slot.question,
            file_name: &given.name,
            media_type: given.format.media_type(),
            size: i64::try_from(given.size).unwrap_or(i64::MAX),
            pages: given.pages.and_then(|pages| i32::try_from(pages).ok()),
            sha256: &given.sha256,
            storage_key: given.key.as_str(),
            state: if slot.is_scanned { DocumentState::PendingScan } else { DocumentState::Unscanned },
            created_at: tx.now,
            position: kept.iter().map(|d| d.position).max().unwrap_or(0) + 1,
        },
    )?;
    Ok(id)
}

/// Takes these documents away. What was handed in is kept, because a revision names it; the others' files are given back.
fn take_away(tx: &mut Tx, case: &Case, which: impl Fn(&DocumentRow) -> bool) -> Result<Vec<StorageKey>, Error> {
    let mut gone = Vec::new();
    for old in db::documents::list(tx.conn, case.application.id)? {
        if old.removed_at.is_none() && which(&old) {
            if case.application.revision == 0 {
                db::documents::delete(tx.conn, old.id)?;
                gone.extend(old.keys().filter_map(|key| key.parse().ok()));
            } else {
                db::documents::set_removed(tx.conn, old.id, tx.now)?;
            }
        }
    }
    Ok(gone)
}

/// A page of answers that is open in another tab no longer shows what there is.
fn changed(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let still = db::applications::touch(tx.conn, case.application.id, case.application.status)?;
    if still { Ok(()) } else { Err(Error::Conflict) }
}

fn note(tx: &mut Tx, actor: &Actor, case: &Case, action: &str, id: DocumentId) -> Result<(), Error> {
    let entry = Entry {
        action,
        subject: "document",
        subject_id: &id.to_string(),
        call: Some(case.call.id),
        application: Some(case.application.id),
        reason: "",
        detail: "",
    };
    audit::write(tx, actor, entry)
}

/// What was taken away.
#[derive(Debug)]
pub struct Removed {
    /// Of which application.
    pub application: ApplicationId,
    /// Of which section.
    pub section: String,
    gone: Vec<StorageKey>,
}

/// The applicant takes a document away.
///
/// # Errors
/// `NotFound` for other people's documents, `Refused` where nothing can be changed now.
pub async fn remove(app: &App, now: Timestamp, actor: &Actor, id: DocumentId) -> Result<Removed, Error> {
    let actor = actor.clone();
    let removed = move |tx: &mut Tx| {
        let row = db::documents::find(tx.conn, id)?.filter(|d| d.removed_at.is_none()).ok_or(Error::NotFound)?;
        let (case, section) = writable(tx, &actor, row.application_id, &row.question)?;
        let gone = take_away(tx, &case, |old| old.id == id)?;
        changed(tx, &case)?;
        note(tx, &actor, &case, "remove_document", id)?;
        Ok(Removed { application: row.application_id, section, gone })
    };
    let removed = app.write(now, removed).await?;
    delete(app, &removed.gone).await;
    Ok(removed)
}

/// Deletes files that no row names any more. What cannot be deleted now is swept later.
pub async fn delete(app: &App, keys: &[StorageKey]) {
    for key in keys {
        if let Err(error) = app.files.store.delete(key).await {
            tracing::warn!(%key, %error, "a file that nobody needs could not be deleted");
        }
    }
}

/// Deletes stored files that no row needs: what a crash, or a deleted draft, left behind. Gives how many they were.
///
/// # Errors
/// `Internal` where rows or files cannot be read.
pub async fn sweep(app: &App) -> Result<usize, Error> {
    let stored = app.files.store.list(ORPHAN_AGE).await.map_err(|e| broken(&e))?;
    let mut swept = 0;
    for some in stored.chunks(500) {
        let keys: Vec<String> = some.iter().map(ToString::to_string).collect();
        let needed = app.read(move |conn| {
            let mut needed = db::documents::list_needed(conn, &keys)?;
            needed.extend(db::letters::list_needed(conn, &keys)?);
            needed.extend(db::nominations::list_needed(conn, &keys)?);
            Ok::<_, Error>(needed)
        });
        let needed = needed.await?;
        let gone: Vec<StorageKey> = some.iter().filter(|key| !needed.contains(key.as_str())).cloned().collect();
        delete(app, &gone).await;
        swept += gone.len();
    }
    Ok(swept)
}

/// A document that somebody may read.
#[derive(Debug)]
pub struct Opened {
    /// Its row.
    pub row: DocumentRow,
    /// How the reader sees the application.
    pub view: View,
    case: Case,
    question: Option<Question>,
}

impl Opened {
    /// What it is.
    fn format(&self) -> FileFormat {
        FileFormat::of_media_type(&self.row.media_type).unwrap_or(FileFormat::Pdf)
    }

    /// The name under which this reader gets it.
    pub fn name(&self, language: &str) -> String {
        match (&self.question, self.view) {
            (Some(question), View::For { blind: true, .. }) => {
                names::neutral(question.name().in_language(language), self.format().extension())
            }
            _ => self.row.file_name.clone(),
        }
    }
}

/// Opens a document for `actor`: the applicant's own, and to whoever writes along; for officers what was handed in at any time, what was
/// given after acceptance, and the sealed copy; for reviewers what the last
/// revision names, as far as their view shows the question, and the same for hosts that were asked and contacts of the authority that
/// nominates. Reading somebody else's is written down.
///
/// # Errors
/// `NotFound` where there is none or the actor may not read it: what exists is private. `Refused` where it is held back.
pub async fn open(app: &App, now: Timestamp, actor: &Actor, id: DocumentId) -> Result<(Opened, Reading), Error> {
    let reader = actor.clone();
    let (opened, is_own) = app.read(move |conn| find(conn, &reader, id, now)).await?;
    released(opened.row.state)?;
    let key: StorageKey = opened.row.storage_key.parse().map_err(|_| Error::NotFound)?;
    let reading = app.files.store.open(&key).await.map_err(|e| broken(&e))?.ok_or(Error::NotFound)?;
    if is_own {
        return Ok((opened, reading));
    }
    let reading = if opened.view.is_blind() { anonymous(app, opened.format(), reading).await? } else { reading };
    let reader = actor.clone();
    let opened = app
        .write(now, move |tx| {
            note(tx, &reader, &opened.case, "read_document", id)?;
            Ok(opened)
        })
        .await?;
    Ok((opened, reading))
}

/// Whether a file that stands so may be given to anybody.
pub(super) fn released(state: DocumentState) -> Result<(), Error> {
    let held = match state {
        DocumentState::Clean | DocumentState::Unscanned => return Ok(()),
        DocumentState::Uploading | DocumentState::PendingScan => "files-held-told",
        DocumentState::Infected => "files-infected-told",
        DocumentState::Failed => "files-failed-told",
    };
    Err(Error::refused(Sentence::new(held)))
}

/// The same file for a blind reader.
async fn anonymous(app: &App, format: FileFormat, reading: Reading) -> Result<Reading, Error> {
    let clean = app.files.without_author(format, reading).await.map_err(|e| broken(&e))?;
    clean.map_err(|_| Error::refused(Sentence::new("files-not-anonymous")))
}

/// The document as the actor may see it, and whether it is the actor's own.
pub(super) fn find(conn: &mut Conn, actor: &Actor, id: DocumentId, now: Timestamp) -> Result<(Opened, bool), Error> {
    let row = db::documents::find(conn, id)?.ok_or(Error::NotFound)?;
    let application = row.application_id;
    let opened = |case: Case, view: View, row: DocumentRow| {
        let question = case.definition.form.question(&row.question).cloned();
        Opened { row, view, case, question }
    };
    if let Ok(case) = Case::open(conn, actor, Action::ReadWithOwner, application) {
        let is_own = case.is_own(actor);
        // What the applicant took away, or gave after acceptance, is not for who writes along.
        if !is_own && (row.removed_at.is_some() || is_later(&case, &row)) {
            return Err(Error::NotFound);
        }
        return Ok((opened(case, View::Whole, row), is_own));
    }
    if let Ok(case) = Case::open(conn, actor, Action::ReadAsOfficer, application) {
        let revisions = db::answers::list_revisions(conn, application)?;
        let standing = row.is_sealed_copy() || (row.removed_at.is_none() && is_later(&case, &row));
        if !standing && !revisions.iter().any(|r| is_named(&r.body, &row)) {
            return Err(Error::NotFound);
        }
        return Ok((opened(case, View::Whole, row), false));
    }
    let (case, view) = as_outsider(conn, actor, application, now)?;
    let named = is_named(&submitted_answers(conn, application)?, &row);
    let opened = opened(case, view, row);
    let shown = opened.question.as_ref().is_some_and(|question| view.shows(question));
    if named && shown { Ok((opened, false)) } else { Err(Error::NotFound) }
}

/// Whether it was given for something that is asked after acceptance.
fn is_later(case: &Case, row: &DocumentRow) -> bool {
    case.definition.form.question(&row.question).is_some_and(|question| question.after_acceptance)
}

/// The application as a reviewer sees it, else as the host that it chose, else as a contact of the authority that is asked for it.
fn as_outsider(conn: &mut Conn, actor: &Actor, id: ApplicationId, now: Timestamp) -> Result<(Case, View), Error> {
    if let Ok(case) = Case::open(conn, actor, Action::ReadAsReviewer, id) {
        let view = View::For { audience: Audience::Reviewer, blind: case.definition.settings.blind };
        return Ok((case, view));
    }
    if let Ok(case) = Case::open(conn, actor, Action::ReadAsHost, id) {
        return Ok((case, View::For { audience: Audience::Host, blind: false }));
    }
    let nomination = db::nominations::find_of_application(conn, id)?.ok_or(Error::NotFound)?;
    let candidacy = Candidacy::of(conn, actor, nomination, now)?;
    Ok((candidacy.case, View::For { audience: Audience::Nominator, blind: false }))
}

/// Whether these answers give this very document.
fn is_named(answers: &Answers, row: &DocumentRow) -> bool {
    answers.get(&row.question).is_some_and(|answer| answer.documents().contains(&row.id))
}
