//! Documents over HTTP: a file arrives as a stream and leaves as one; neither is ever held in memory.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{StatusCode, header},
    web::{Bytes, Path, Payload},
};
use futures_util::{StreamExt, stream};

use crate::{
    actions::{self, documents, letters::reading},
    domain::{
        id::{ApplicationId, DocumentId, LetterId},
        sentence::{Problem, Sentence},
    },
    files::{Fault, Spooled, TooMuch, names, store::Reading},
    web::{
        applications::sections,
        error::{self, Error},
        form::{Posted, TOKEN},
        session::Visit,
    },
};

/// The field that holds the file.
const FILE: &str = "file";
/// The header by which a script may give the form's token instead of the first field.
const TOKEN_HEADER: &str = "x-csrf-token";
/// Longest form token.
const TOKEN_MOST: usize = 512;
/// How long a file may take to arrive.
const PATIENCE: Duration = Duration::from_mins(15);
/// How much more than the limit is read and thrown away, so that a browser which sends a file that is a little too large gets
/// to read the answer; after that the connection is closed.
const SURPLUS: u64 = 64 << 20;
/// A file given out is nobody's page: nothing in it runs, wherever it is opened.
const POLICY: &str = "sandbox; default-src 'none'";

/// `POST /applications/{id}/documents/{question}`: a multipart form of the token and then the file.
pub async fn upload(
    visit: Visit,
    path: Path<(ApplicationId, String)>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (id, question) = path.into_inner();
    let mut form = begin(&visit, &request, payload).await?;
    let slot = documents::expect(&visit.app, visit.now, &visit.actor, id, question).await?;
    let (section, field) = (slot.section.clone(), slot.question.clone());
    let give = async |name: String, file: Spooled| {
        documents::give(&visit.app, visit.now, &visit.actor, slot.clone(), &name, file).await
    };
    match take(&visit, &mut form, slot.limit, &field, give).await? {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}/sections/{section}"), "files-uploaded")),
        Err((status, problems)) => sections::show_problems(&visit, status, id, section, problems).await,
    }
}

/// Begins to read a form with a file: its token comes first, in a field or a header, so that nothing is stored for another site.
///
/// # Errors
/// `Stale` where the form was made for another browser.
pub async fn begin(visit: &Visit, request: &HttpRequest, payload: Payload) -> Result<Multipart, Error> {
    let mut form = Multipart::new(request.headers(), payload);
    let header = request.headers().get(TOKEN_HEADER).and_then(|v| v.to_str().ok());
    let token = match header {
        Some(token) => token.to_owned(),
        None => first_field(&mut form).await?,
    };
    if visit.is_form_token(&token) { Ok(form) } else { Err(Error::Stale) }
}

/// Why a file was not taken, and what is said of it beside its field.
pub type NotTaken = (StatusCode, Vec<Problem>);

/// Reads the form's file up to `limit` and gives it on.
///
/// # Errors
/// The request's; the inner one is the file's.
pub async fn take(
    visit: &Visit,
    form: &mut Multipart,
    limit: u64,
    field: &str,
    give: impl AsyncFnOnce(String, Spooled) -> Result<(), actions::Error>,
) -> Result<Result<(), NotTaken>, Error> {
    let refused = |fault: &Fault| vec![Problem::at(field, fault.sentence())];
    let not_kept = |cause: &str| {
        error::note(cause);
        (StatusCode::SERVICE_UNAVAILABLE, vec![Problem::at(field, Sentence::new("files-not-kept"))])
    };
    let arrived = tokio::time::timeout(PATIENCE, receive(visit, form, limit)).await;
    Ok(Err(match arrived.map_err(|_| Error::BadRequest)? {
        Ok(Ok((name, file))) => match give(name, file).await {
            Ok(()) => return Ok(Ok(())),
            Err(actions::Error::Refused(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
            Err(actions::Error::Unavailable(cause)) => not_kept(&cause),
            Err(other) => return Err(other.into()),
        },
        Ok(Err(fault @ Fault::TooLarge(_))) => (StatusCode::PAYLOAD_TOO_LARGE, refused(&fault)),
        Ok(Err(fault)) => (StatusCode::UNPROCESSABLE_ENTITY, refused(&fault)),
        Err(Error::Unavailable(cause)) => not_kept(&cause),
        Err(other) => return Err(other),
    }))
}

/// The form's token, which comes before the file, so that nothing is stored for another site.
async fn first_field(form: &mut Multipart) -> Result<String, Error> {
    let mut field = next_field(form).await?.ok_or(Error::Stale)?;
    if field.name() != Some(TOKEN) {
        return Err(Error::Stale);
    }
    let bytes = field.bytes(TOKEN_MOST).await.map_err(|_| Error::BadRequest)?.map_err(|_| Error::BadRequest)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| Error::BadRequest)
}

async fn next_field(form: &mut Multipart) -> Result<Option<Field>, Error> {
    form.next().await.transpose().map_err(|_| Error::BadRequest)
}

/// The file with its name. The outer error is the request's, the inner one the file's.
async fn receive(visit: &Visit, form: &mut Multipart, limit: u64) -> Result<Result<(String, Spooled), Fault>, Error> {
    while let Some(mut field) = next_field(form).await? {
        if field.name() != Some(FILE) {
            // Dropping a field skips it.
            continue;
        }
        let name = field.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default().to_owned();
        let arrived = spool(visit, &mut field, limit).await?;
        let is_missing = name.is_empty() && matches!(&arrived, Ok(file) if file.size == 0);
        return Ok(if is_missing { Err(Fault::Missing) } else { arrived.map(|file| (name, file)) });
    }
    Ok(Err(Fault::Missing))
}

/// Writes the field to disk piece by piece as it arrives, up to the limit.
async fn spool(visit: &Visit, field: &mut Field, limit: u64) -> Result<Result<Spooled, Fault>, Error> {
    let broken = |error: std::io::Error| Error::Unavailable(format!("a file that arrives: {error}"));
    let mut incoming = visit.app.files.spool.begin(limit).await.map_err(broken)?;
    while let Some(piece) = field.next().await {
        match incoming.write(&piece.map_err(|_| Error::BadRequest)?).await {
            Ok(()) => {}
            Err(TooMuch::Disk(error)) => {
                drop(incoming);
                throw_away(field).await;
                return Err(broken(error));
            }
            Err(TooMuch::Limit) => {
                drop(incoming);
                throw_away(field).await;
                return Ok(Err(Fault::TooLarge(limit)));
            }
        }
    }
    incoming.finish().await.map(Ok).map_err(broken)
}

async fn throw_away(field: &mut Field) {
    let mut surplus = 0;
    while let Some(Ok(piece)) = field.next().await {
        surplus += piece.len() as u64;
        if surplus > SURPLUS {
            return;
        }
    }
}

/// `POST /documents/{id}/remove`.
pub async fn remove(visit: Visit, id: Path<DocumentId>, _posted: Posted) -> Result<HttpResponse, Error> {
    let removed = documents::remove(&visit.app, visit.now, &visit.actor, *id).await?;
    let back = format!("/applications/{}/sections/{}", removed.application, removed.section);
    Ok(visit.see_other_saying(&back, "files-removed"))
}

/// `GET /documents/{id}`: always for saving, because no scanner has looked at it.
pub async fn read(visit: Visit, id: Path<DocumentId>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (opened, reading) = documents::open(&visit.app, visit.now, &visit.actor, *id).await?;
    let name = opened.name(visit.words().language());
    Ok(give_out(&name, &opened.row.media_type, reading))
}

/// `GET /documents/letters/{letter}`: the file of a letter of reference, for whoever may read it.
pub async fn read_letter(visit: Visit, letter: Path<LetterId>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (file, reading) = reading::file(&visit.app, visit.now, &visit.actor, *letter).await?;
    Ok(give_out(&file.file_name, &file.media_type, reading))
}

/// A file as a response that a browser saves and never shows as a page.
pub fn give_out(name: &str, media_type: &str, reading: Reading) -> HttpResponse {
    let size = reading.size;
    let pieces = stream::try_unfold(reading, |mut reading| async move {
        Ok::<_, std::io::Error>(reading.next().await?.map(|piece| (Bytes::from(piece), reading)))
    });
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, names::attachment(name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // What is packed already is not packed again, and its length is told.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(size, pieces))
}
