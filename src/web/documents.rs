//! Documents over HTTP: a file arrives as a stream and leaves as one; neither is ever held in memory.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{StatusCode, header},
    web::{Path, Payload, Query},
};
use futures_util::{
    StreamExt,
    stream::{self, Fuse},
};
use serde::Deserialize;

use crate::{
    actions::{self, documents, letters::reading, thumbnails},
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

/// `POST /applications/{id}/documents/{question}`: a multipart form of the token and then the file, or several.
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
    let wanted = Wanted { field: &slot.question, limit: slot.limit, most: slot.max_files };
    let give = async |name: String, file: Spooled| {
        documents::give(&visit.app, visit.now, &visit.actor, &slot, &name, file).await
    };
    match take(&visit, &mut form, wanted, give).await? {
        Ok(()) => {
            let back = format!("/applications/{id}/sections/{}", slot.section);
            let said = if slot.max_files == 1 { "files-uploaded" } else { "files-uploaded-several" };
            Ok(visit.see_other_saying(&back, said))
        }
        Err((status, problems)) => sections::show_problems(&visit, status, id, slot.section, problems).await,
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

/// The files that a form may bring.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The field beside which is said what is wrong with them.
    field: &'a str,
    /// Most bytes of each.
    limit: u64,
    /// Most files; what comes after them is not read.
    most: u32,
}

impl<'a> Wanted<'a> {
    /// One file.
    pub const fn one(field: &'a str, limit: u64) -> Self {
        Self { field, limit, most: 1 }
    }

    fn refused(self, fault: &Fault) -> NotTaken {
        let large = matches!(fault, Fault::TooLarge(_));
        let status = if large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
        (status, vec![Problem::at(self.field, fault.sentence())])
    }

    /// Something on this machine failed.
    fn not_kept(self, cause: &str) -> NotTaken {
        error::note(cause);
        (StatusCode::SERVICE_UNAVAILABLE, vec![Problem::at(self.field, Sentence::new("files-not-kept"))])
    }
}

/// Why files were not taken, and what is said of them beside their field.
pub type NotTaken = (StatusCode, Vec<Problem>);

/// Reads the form's files and gives each on as it arrives. Where there may be several, each that is not taken is told by its name; those
/// that can be taken are.
///
/// # Errors
/// The request's; the inner one is the files'.
pub async fn take(
    visit: &Visit,
    form: &mut Multipart,
    wanted: Wanted<'_>,
    give: impl AsyncFn(String, Spooled) -> Result<(), actions::Error>,
) -> Result<Result<(), NotTaken>, Error> {
    let taken = tokio::time::timeout(PATIENCE, receive(visit, form, wanted, give)).await;
    let refused = taken.map_err(|_| Error::BadRequest)??;
    let Some(status) = refused.iter().map(|(status, _)| *status).max() else { return Ok(Ok(())) };
    Ok(Err((status, refused.into_iter().flat_map(|(_, problems)| problems).collect())))
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

/// Gives the files on, and says which were not taken and why.
async fn receive(
    visit: &Visit,
    form: &mut Multipart,
    wanted: Wanted<'_>,
    give: impl AsyncFn(String, Spooled) -> Result<(), actions::Error>,
) -> Result<Vec<NotTaken>, Error> {
    let (mut arrived, mut refused) = (0, Vec::new());
    while let Some(field) = next_field(form).await? {
        // Dropping a field skips it.
        if field.name() != Some(FILE) || arrived == wanted.most {
            continue;
        }
        arrived += 1;
        let name = field.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default().to_owned();
        // Asked once more after its end, a field breaks down; fused, it stays ended.
        let mut pieces = field.fuse();
        let mut ended = true;
        let taken = match spool(visit, &mut pieces, wanted).await? {
            Ok(file) if name.is_empty() && file.size == 0 => Err(wanted.refused(&Fault::Missing)),
            Ok(file) => outcome(wanted, give(name.clone(), file).await)?,
            Err(why) => {
                ended = throw_away(&mut pieces).await;
                Err(why)
            }
        };
        if let Err((status, problems)) = taken {
            let by_name = wanted.most > 1 && !name.is_empty();
            let told = |p: Problem| if by_name { named(visit, &name, p) } else { p };
            refused.push((status, problems.into_iter().map(told).collect()));
        }
        if !ended {
            break;
        }
    }
    if arrived == 0 {
        refused.push(wanted.refused(&Fault::Missing));
    }
    Ok(refused)
}

/// What is wrong with one of several files.
fn named(visit: &Visit, name: &str, problem: Problem) -> Problem {
    let why = visit.words().sentence(&problem.sentence);
    let sentence = Sentence::new("files-of-several").with("name", names::clean(name)).with("why", why);
    Problem { sentence, ..problem }
}

/// What became of a file that was given on. The outer error is the request's.
fn outcome(wanted: Wanted<'_>, given: Result<(), actions::Error>) -> Result<Result<(), NotTaken>, Error> {
    match given {
        Ok(()) => Ok(Ok(())),
        Err(actions::Error::Refused(problems)) => Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, problems))),
        Err(actions::Error::Unavailable(cause)) => Ok(Err(wanted.not_kept(&cause))),
        Err(other) => Err(other.into()),
    }
}

/// Writes the field to disk piece by piece as it arrives, up to the limit.
async fn spool(visit: &Visit, field: &mut Fuse<Field>, wanted: Wanted<'_>) -> Result<Result<Spooled, NotTaken>, Error> {
    let broken = |error: &std::io::Error| wanted.not_kept(&error.to_string());
    let mut incoming = match visit.app.files.spool.begin(wanted.limit).await {
        Ok(incoming) => incoming,
        Err(error) => return Ok(Err(broken(&error))),
    };
    while let Some(piece) = field.next().await {
        match incoming.write(&piece.map_err(|_| Error::BadRequest)?).await {
            Ok(()) => {}
            Err(TooMuch::Disk(error)) => return Ok(Err(broken(&error))),
            Err(TooMuch::Limit) => return Ok(Err(wanted.refused(&Fault::TooLarge(wanted.limit)))),
        }
    }
    Ok(incoming.finish().await.map_err(|error| broken(&error)))
}

/// Reads the rest of a file that is not taken, up to a bound; says whether that was all of it.
async fn throw_away(field: &mut Fuse<Field>) -> bool {
    let mut surplus = 0;
    while let Some(Ok(piece)) = field.next().await {
        surplus += piece.len() as u64;
        if surplus > SURPLUS {
            return false;
        }
    }
    true
}

/// `POST /documents/{id}/remove`.
pub async fn remove(visit: Visit, id: Path<DocumentId>, _posted: Posted) -> Result<HttpResponse, Error> {
    let removed = documents::remove(&visit.app, visit.now, &visit.actor, *id).await?;
    let back = format!("/applications/{}/sections/{}", removed.application, removed.section);
    Ok(visit.see_other_saying(&back, "files-removed"))
}

/// How a document is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct How {
    /// Anything: to be looked at rather than saved.
    view: Option<String>,
}

/// `GET /documents/{id}`: for saving; one in which a scanner found nothing can be looked at as well.
pub async fn read(visit: Visit, id: Path<DocumentId>, how: Query<How>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (opened, reading) = documents::open(&visit.app, visit.now, &visit.actor, *id).await?;
    let name = opened.name(visit.words().language());
    if how.view.is_some() && opened.row.is_viewable() {
        return Ok(show(&name, &opened.row.media_type, reading));
    }
    Ok(give_out(&name, &opened.row.media_type, reading))
}

/// `GET /documents/{id}/thumbnail`: its first page drawn small, for whoever may read it.
pub async fn thumbnail(visit: Visit, id: Path<DocumentId>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let reading = thumbnails::open(&visit.app, visit.now, &visit.actor, *id).await?;
    Ok(show("thumbnail.png", "image/png", reading))
}

/// `GET /documents/letters/{letter}`: the file of a letter of reference, for whoever may read it; as [`read`] gives documents.
pub async fn read_letter(visit: Visit, letter: Path<LetterId>, how: Query<How>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (file, reading) = reading::file(&visit.app, visit.now, &visit.actor, *letter).await?;
    let give = if how.view.is_some() && file.is_viewable() { show } else { give_out };
    Ok(give(&file.file_name, &file.media_type, reading))
}

/// A file as a response that a browser saves and never shows as a page.
pub fn give_out(name: &str, media_type: &str, reading: Reading) -> HttpResponse {
    whole(saved(name, media_type), reading)
}

/// A file as a response that a browser shows itself: under the same policy, so that its readers of PDFs and pictures have nothing of
/// this site but the file.
fn show(name: &str, media_type: &str, reading: Reading) -> HttpResponse {
    let mut head = saved(name, media_type);
    head.insert_header((header::CONTENT_DISPOSITION, names::inline(name)));
    whole(head, reading)
}

fn whole(mut head: HttpResponseBuilder, reading: Reading) -> HttpResponse {
    let size = reading.size;
    let pieces = stream::try_unfold(reading, |mut reading| async move {
        Ok::<_, std::io::Error>(reading.next().await?.map(|piece| (piece, reading)))
    });
    head.body(SizedStream::new(size, pieces))
}

/// The head of a response that a browser saves and never shows as a page.
pub fn saved(name: &str, media_type: &str) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    head.content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, names::attachment(name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // What is packed already is not packed again, and its length is told.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    head
}
