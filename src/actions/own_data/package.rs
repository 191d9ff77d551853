//! The download of one's own data: everything that the office keeps of a person as one file that explains itself, with the documents
//! beside it, in a ZIP. It is made on the disk, document by document, so that it never is in memory as a whole.

use std::{
    fs::File,
    io::{self, Write as _},
    path::Path,
};

use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::consents;
use crate::{
    actions::{
        Error,
        app::App,
        applications::{Written, later::Later},
        case::Case,
        documents::broken,
    },
    db::{self, Conn, applications::ApplicationRow, calls::CallRow},
    domain::{
        form::{Answer, Answers, Form},
        id::{ApplicationId, UserId},
        permission::{Action, Actor},
        thread::Party,
        time::Zone,
    },
    files::{StorageKey, store::Reading},
    words::Words,
};

/// What goes into the download.
#[derive(Debug)]
pub struct Package {
    /// `data.json`.
    data: Value,
    /// The documents: their paths in the ZIP, and where their bytes are.
    files: Vec<(String, StorageKey)>,
    /// Applications as PDFs: their paths in the ZIP, and the papers.
    papers: Vec<(String, Reading)>,
    /// What `data.json` says of them.
    named: Vec<Value>,
}

impl Package {
    /// Adds the PDF of the application of this number.
    pub fn add_paper(&mut self, reference: &str, paper: Reading) {
        let path = format!("applications/{}.pdf", reference.replace(['/', '\\'], "_"));
        self.named.push(json!({ "reference": reference, "file": path }));
        self.papers.push((path, paper));
    }

    /// Says why the application of this number is not there as a PDF.
    pub fn lack_paper(&mut self, reference: &str, why: &str) {
        self.named.push(json!({ "reference": reference, "file": Value::Null, "why": why }));
    }
}

/// Gathers all that is kept of the actor.
///
/// # Errors
/// `Denied` where nobody is signed in.
pub fn gather(conn: &mut Conn, actor: &Actor, words: Words) -> Result<Package, Error> {
    let user = actor.user().ok_or(Error::Denied)?;
    let row = db::users::get(conn, user)?;
    let mut files = Vec::new();
    let mut applications = Vec::new();
    for (application, call) in db::applications::list_of_owner(conn, user)? {
        applications.push(of_application(conn, actor, words, (&application, &call), &mut files)?);
    }
    let roles: Vec<Value> = db::roles::list_of_user(conn, user)?
        .iter()
        .map(|role| json!({ "role": role.grant.role.word(), "since": role.granted_at }))
        .collect();
    let data = json!({
        "read_me": explained(words),
        "account": {
            "name": row.name,
            "email": row.email.to_string(),
            "language": row.language,
            "zone": row.zone.map(Zone::name),
        },
        "roles": roles,
        "applications": applications,
        "writing_with_others": writing_with_others(conn, &row, words)?,
        "requests": requests(conn, user)?,
    });
    Ok(Package { data, files, papers: Vec::new(), named: Vec::new() })
}

/// What each part of the file is, by its name.
fn explained(words: Words) -> Value {
    let parts = ["account", "roles", "applications", "answers", "consents", "documents", "revisions", "events"];
    let more = ["messages", "letters", "people", "together", "requests", "papers", "times"];
    let all = parts.iter().chain(&more).map(|part| {
        let id = format!("data-file-{part}");
        ((*part).to_owned(), Value::String(words.say(&id).to_owned()))
    });
    Value::Object(all.collect())
}

fn requests(conn: &mut Conn, user: UserId) -> Result<Vec<Value>, Error> {
    let rows = db::data_requests::list_of_user(conn, user)?;
    let request = |row: &db::data_requests::RequestRow| {
        json!({
            "kind": row.kind.word(),
            "application": row.application_id,
            "text": row.body,
            "asked_at": row.created_at,
            "state": row.state.word(),
            "answer": row.answer,
            "answered_at": row.answered_at,
        })
    };
    Ok(rows.iter().map(request).collect())
}

fn of_application(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    (row, call): (&ApplicationRow, &CallRow),
    files: &mut Vec<(String, StorageKey)>,
) -> Result<Value, Error> {
    let case = Case::open(conn, actor, Action::ActAsOwner, row.id)?;
    let written = Written::read(conn, &case)?;
    let form = &case.definition.form;
    let language = words.reading();
    let later = Later::whatever_came_of_it(conn, &case)?;
    let given: Vec<Value> = consents::list(conn, &case)?
        .iter()
        .map(|given| {
            json!({
                "question": given.question,
                "statement": given.statement.in_language(language),
                "version": given.version,
                "given_at": given.at,
                "withdrawn_at": given.withdrawn_at,
            })
        })
        .collect();
    let revisions: Vec<Value> = db::answers::list_revisions(conn, row.id)?
        .iter()
        .map(|revision| json!({ "handed_in_at": revision.created_at, "answers": answers(form, &revision.body, language) }))
        .collect();
    // What is decided and not released yet is told to nobody.
    let events: Vec<Value> = db::events::list(conn, row.id)?
        .iter()
        .filter(|event| event.from_status.told() != event.to_status.told())
        .map(|event| json!({ "event": event.event.word(), "at": event.at, "status": event.to_status.told().word() }))
        .collect();
    Ok(json!({
        "id": row.id,
        "call": call.title.in_language(language),
        "reference": row.reference,
        "status": row.status.told().word(),
        "begun_at": row.created_at,
        "handed_in_at": row.submitted_at,
        "answers": answers(form, &written.answers, language),
        "answers_after_acceptance": later.map(|Later { case, written }| {
            answers(&case.definition.form, &written.answers, language)
        }),
        "consents": given,
        "documents": documents(conn, row, files)?,
        "revisions": revisions,
        "events": events,
        "messages": messages(conn, row.id)?,
        "letters": letters(conn, row.id)?,
        "people_who_write_along": people_who_write_along(conn, row.id)?,
    }))
}

fn people_who_write_along(conn: &mut Conn, id: ApplicationId) -> Result<Vec<Value>, Error> {
    let rows = db::co_writers::list(conn, id)?;
    let person = |row: &db::co_writers::CoWriterRow| {
        json!({
            "email": row.email.to_string(),
            "may": row.may.word(),
            "state": row.state.word(),
            "invited_at": row.invited_at,
            "since": row.changed_at,
        })
    };
    Ok(rows.iter().map(person).collect())
}

/// Invitations that the person can accept, and what the person accepted.
fn writing_with_others(conn: &mut Conn, user: &db::users::UserRow, words: Words) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for (row, application, call) in db::co_writers::list_of_person(conn, user.id, &user.email)? {
        all.push(json!({
            "application": application.id,
            "call": call.title.in_language(words.reading()),
            "may": row.may.word(),
            "state": row.state.word(),
            "invited_at": row.invited_at,
            "since": row.changed_at,
        }));
    }
    Ok(all)
}

/// Each answer with the question's own words, by the question's key.
fn answers(form: &Form, answers: &Answers, language: &str) -> Value {
    let said = answers.0.iter().filter_map(|(key, answer)| {
        let question = form.question(key)?;
        let shown = match answer {
            Answer::Choice(value) => question.option_label(value).map(|label| label.in_language(language).to_owned()),
            _ => None,
        };
        Some((
            key.clone(),
            json!({ "question": question.label.in_language(language), "answer": answer, "shown": shown }),
        ))
    });
    Value::Object(said.collect())
}

fn documents(
    conn: &mut Conn,
    row: &ApplicationRow,
    files: &mut Vec<(String, StorageKey)>,
) -> Result<Vec<Value>, Error> {
    let mut listed = Vec::new();
    for document in db::documents::list(conn, row.id)?.iter().filter(|document| document.state.is_served()) {
        // The id keeps two of one name apart; names were made harmless when the files came in.
        let path = format!("documents/{}-{}", document.id, document.file_name.replace(['/', '\\'], "_"));
        listed.push(json!({
            "file": path,
            "question": document.question,
            "name": document.file_name,
            "size": document.size,
            "sha256": document.sha256,
            "given_at": document.created_at,
            "taken_away_at": document.removed_at,
        }));
        files.extend(document.storage_key.parse().ok().map(|key| (path, key)));
    }
    Ok(listed)
}

fn messages(conn: &mut Conn, id: ApplicationId) -> Result<Vec<Value>, Error> {
    let rows = db::threads::list(conn, id, Party::Applicant)?;
    let message = |row: &db::threads::MessageRow| json!({ "by": if row.by_office { "office" } else { "you" }, "at": row.created_at, "text": row.body });
    Ok(rows.iter().map(message).collect())
}

/// What the applicant was told: the decision's letter once it is released, and offers.
fn letters(conn: &mut Conn, id: ApplicationId) -> Result<Vec<Value>, Error> {
    let decision = db::decisions::find_current(conn, id)?.filter(|decision| decision.released_at.is_some());
    let told = decision.map(|decision| json!({ "released_at": decision.released_at, "text": decision.letter }));
    let offers = db::offers::list(conn, id)?;
    let offers = offers.iter().map(|offer| json!({ "reply_by": offer.reply_by, "text": offer.letter }));
    Ok(told.into_iter().chain(offers).collect())
}

/// Makes the ZIP and opens it. The file goes with the reading.
///
/// # Errors
/// `Unavailable` where it cannot be written, or a document cannot be read.
pub async fn pack(app: &App, mut package: Package) -> Result<Reading, Error> {
    let target = app.files.spool.path();
    let path = target.path().to_owned();
    package.data["papers"] = Value::Array(package.named);
    let data = serde_json::to_vec_pretty(&package.data).map_err(|e| Error::Internal(format!("own data: {e}")))?;
    let mut zip = off_the_loop(move || {
        let mut zip = ZipWriter::new(File::create_new(path)?);
        zip.start_file("data.json", options())?;
        zip.write_all(&data)?;
        Ok(zip)
    })
    .await?;
    for (name, key) in package.files {
        let Some(reading) = app.files.store.open(&key).await.map_err(|e| broken(&e))? else { continue };
        zip = Box::pin(copied(app, zip, name, reading)).await?;
    }
    for (name, paper) in package.papers {
        zip = Box::pin(copied(app, zip, name, paper)).await?;
    }
    off_the_loop(move || zip.finish()?.sync_data()).await?;
    // The open file outlives its name.
    Reading::file(target.path()).await.map_err(|e| broken(&e))
}

async fn copied(app: &App, zip: ZipWriter<File>, name: String, from: Reading) -> Result<ZipWriter<File>, Error> {
    let copy = app.files.spool.path();
    from.copy_to(copy.path()).await.map_err(|e| broken(&e))?;
    off_the_loop(move || add(zip, &name, copy.path())).await
}

/// Documents are packed already; packing them again would only take time.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true)
}

fn add(mut zip: ZipWriter<File>, name: &str, from: &Path) -> io::Result<ZipWriter<File>> {
    zip.start_file(name, options())?;
    io::copy(&mut File::open(from)?, &mut zip)?;
    Ok(zip)
}

async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| Error::Internal(format!("own data: {e}")))?.map_err(|e| broken(&e))
}
