//! Writing the letter: the questions and the file, saved as often as wanted, sent once, corrected until it is due.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Path, Payload},
};
use askama::Template;

use super::{
    room::{Request, Room},
    said,
    shown::Shown,
};
use crate::{
    actions::{
        self,
        letters::{
            files,
            giving::{self, Standing},
        },
    },
    domain::{
        form::{Answers, FileFormat, Reading, Typed},
        sentence::{Problem, Sentence},
    },
    files::Spooled,
    web::{
        applications::{fields, file_facts, held},
        documents::{self, Wanted},
        error::{self, Error},
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

#[derive(Template)]
#[template(path = "letters/write.html")]
struct WritePage {
    frame: Frame,
    token: String,
    version: i32,
    request: Request,
    /// The letter is in and is being corrected.
    is_in: bool,
    fields: Vec<Put>,
    upload: Option<Upload>,
}

struct Upload {
    optional: bool,
    problem: Option<String>,
    /// Name and facts of the file that is there, and why nobody gets it.
    file: Option<(String, String, Option<String>)>,
    limit: String,
}

/// `GET /letters/{token}/letter`.
pub async fn show(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    let Some(room) = Room::enter(&visit, &token).await? else { return said::unknown(&visit) };
    if !room.found.may_write(visit.now) {
        return said::standing(&visit, &room, room.found.standing(visit.now), None);
    }
    of(&visit, &room)
}

/// The page of a letter that may be written now.
pub fn of(visit: &Visit, room: &Room) -> Result<HttpResponse, Error> {
    visit.page(&page(visit, room, None, Vec::new())?)
}

fn page(visit: &Visit, room: &Room, typed: Option<&Typed>, problems: Vec<Problem>) -> Result<WritePage, Error> {
    let frame = visit.frame(Area::Aside, "letters-write-title").with_problems(problems);
    let referees = room.referees()?;
    let form = referees.form();
    let section = form.sections.first().ok_or(Error::NotFound)?;
    let stored = Typed::of(section, &room.found.letter.answers);
    let typed = typed.unwrap_or(&stored);
    let action = format!("/letters/{}/letter", room.token);
    let upload = referees.file.as_ref().map(|file| Upload {
        optional: file.optional,
        problem: frame.problem_of(files::FIELD),
        file: room.found.file.as_ref().map(|f| {
            let facts = file_facts(&frame, &f.media_type, f.pages, f.size);
            (f.file_name.clone(), facts, held(&frame, f.state))
        }),
        limit: frame
            .with("applications-file-limit")
            .set("formats", FileFormat::names(files::FORMATS))
            .set("size", file.max_bytes / 1_000_000)
            .set("pages", file.max_pages.unwrap_or(0))
            .set("files", 1)
            .to_string(),
    });
    Ok(WritePage {
        token: room.token.clone(),
        version: room.found.letter.version,
        request: room.request(&frame),
        is_in: matches!(room.found.standing(visit.now), Standing::In(_)),
        fields: section.questions.iter().map(|q| fields::put(&frame, q, typed, &action)).collect(),
        upload,
        frame,
    })
}

/// `POST /letters/{token}/letter`: saves what can be read, whatever else is wrong, or sends it.
pub async fn save(visit: Visit, token: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let Some(room) = Room::enter(&visit, &token).await? else { return said::unknown(&visit) };
    let version = posted.number("version").unwrap_or(0);
    let is_sent = posted.first("go") != "save";
    let typed: Typed = posted.into_pairs().collect();
    let form = room.referees()?.form();
    let section = form.sections.first().ok_or(Error::NotFound)?;
    let reading = form.read(section, &typed, &room.found.letter.answers, visit.now);
    if !room.found.may_write(visit.now) {
        return too_late(&visit, &room, &reading.answers);
    }
    let is_in = matches!(room.found.standing(visit.now), Standing::In(_));
    let problems = if is_sent { missing(&room, &reading, &visit)? } else { reading.wrong() };
    if is_in && !problems.is_empty() {
        // What is in stands until it can be replaced as a whole.
        return visit.refused_page(&page(&visit, &room, Some(&reading.typed), problems)?);
    }
    let gives = is_in || (is_sent && problems.is_empty());
    let (sent, answers) = (room.token.clone(), reading.answers.clone());
    let done = visit.app.write(visit.now, move |tx| {
        let done = if gives { giving::give } else { giving::save };
        done(tx, &sent, version, &answers)
    });
    match done.await {
        Ok(()) if gives => Ok(visit.see_other(&format!("/letters/{token}"))),
        Ok(()) if problems.is_empty() => {
            Ok(visit.see_other_saying(&format!("/letters/{token}/letter"), "letters-saved-flash"))
        }
        Ok(()) => again(&visit, &token, &reading, StatusCode::UNPROCESSABLE_ENTITY, problems).await,
        Err(why) => not_done(&visit, &room, &reading, why).await,
    }
}

/// What misses before it can be sent, in the page's order, the file last.
fn missing(room: &Room, reading: &Reading, visit: &Visit) -> Result<Vec<Problem>, Error> {
    let mut problems = reading.problems();
    for problem in room.found.problems(&reading.answers, visit.now)? {
        if !problems.iter().any(|p| p.field == problem.field) {
            problems.push(problem);
        }
    }
    Ok(problems)
}

/// Nothing was kept: the page as it was typed, with why.
async fn not_done(visit: &Visit, room: &Room, reading: &Reading, why: actions::Error) -> Result<HttpResponse, Error> {
    let about_page = |id: &'static str| vec![Problem::new(Sentence::new(id))];
    match why {
        actions::Error::Conflict => {
            let problems = about_page("letters-changed-elsewhere");
            again(visit, &room.token, reading, StatusCode::CONFLICT, problems).await
        }
        actions::Error::Unavailable(cause) => {
            error::note(&cause);
            let problems = about_page("applications-could-not-be-saved");
            let page = page(visit, room, Some(&reading.typed), problems)?;
            visit.answer(StatusCode::SERVICE_UNAVAILABLE, &page)
        }
        actions::Error::Refused(problems) => {
            again(visit, &room.token, reading, StatusCode::UNPROCESSABLE_ENTITY, problems).await
        }
        actions::Error::NotFound => said::unknown(visit),
        other => Err(other.into()),
    }
}

/// The page over what is stored now, or, where nothing can be written any more, why.
async fn again(
    visit: &Visit,
    token: &str,
    reading: &Reading,
    status: StatusCode,
    problems: Vec<Problem>,
) -> Result<HttpResponse, Error> {
    let Some(fresh) = Room::enter(visit, token).await? else { return said::unknown(visit) };
    if !fresh.found.may_write(visit.now) {
        return too_late(visit, &fresh, &reading.answers);
    }
    visit.answer(status, &page(visit, &fresh, Some(&reading.typed), problems)?)
}

/// No letter is wanted any more: what was written is shown, so that its writer can keep it.
fn too_late(visit: &Visit, room: &Room, written: &Answers) -> Result<HttpResponse, Error> {
    let frame = visit.frame(Area::Aside, "letters-write-title");
    let copy = Shown::with_file_at(&frame, room.referees()?, written, None, "");
    said::standing(visit, room, room.found.standing(visit.now), Some(copy))
}

/// `POST /letters/{token}/file`: a multipart form of the token and then the file.
pub async fn upload(
    visit: Visit,
    token: Path<String>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let mut form = documents::begin(&visit, &request, payload).await?;
    let slot = match files::expect(&visit.app, visit.now, token.clone()).await {
        Ok(slot) => slot,
        Err(actions::Error::NotFound) => return said::unknown(&visit),
        Err(actions::Error::Refused(_)) => return Ok(visit.see_other(&format!("/letters/{token}"))),
        Err(other) => return Err(other.into()),
    };
    let give = async |name: String, file: Spooled| {
        files::give(&visit.app, visit.now, token.clone(), slot.clone(), (&name, file)).await
    };
    match documents::take(&visit, &mut form, Wanted::one(files::FIELD, slot.limit), give).await? {
        Ok(()) => Ok(visit.see_other_saying(&format!("/letters/{token}/letter"), "files-uploaded")),
        Err((status, problems)) => {
            let Some(room) = Room::enter(&visit, &token).await? else { return said::unknown(&visit) };
            visit.answer(status, &page(&visit, &room, None, problems)?)
        }
    }
}

/// `POST /letters/{token}/file/remove`.
pub async fn remove(visit: Visit, token: Path<String>, _posted: Posted) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    match files::remove(&visit.app, visit.now, token.clone()).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/letters/{token}/letter"), "files-removed")),
        Err(actions::Error::NotFound) => said::unknown(&visit),
        Err(actions::Error::Refused(_)) => Ok(visit.see_other(&format!("/letters/{token}"))),
        Err(other) => Err(other.into()),
    }
}

/// `GET /letters/{token}/file`: the referee's own.
pub async fn file(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    match files::own(&visit.app, visit.now, token.into_inner()).await {
        Ok((file, reading)) => Ok(documents::give_out(&file.file_name, &file.media_type, reading)),
        Err(actions::Error::NotFound) => said::unknown(&visit),
        Err(other) => Err(other.into()),
    }
}
