//! The sealed copy: the application to be printed, signed and sealed, and the scan of it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Path, Payload},
};
use askama::Template;

use super::{File, own_case, print::Sheet, tag::Tag};
use crate::{
    actions::{
        self,
        case::Case,
        sealing::{self, Standing},
    },
    domain::{id::ApplicationId, sentence::Problem},
    files::Spooled,
    web::{
        documents::{self, Wanted},
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        printing,
        session::Visit,
    },
};

/// The page of the sealed copy.
#[derive(Template)]
#[template(path = "applications/sealing.html")]
struct SealingPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    text: String,
    tag: Tag,
    due: Moment,
    is_open: bool,
    copy: Option<(File, Moment)>,
    problem: Option<String>,
}

/// `GET /applications/{id}/sealing`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, Vec::new()).await?;
    visit.page(&page)
}

async fn enter(visit: &Visit, id: ApplicationId) -> Result<(Case, Standing), Error> {
    let (case, now) = (own_case(visit, id).await?, visit.now);
    let read = visit.app.read(move |conn| {
        let standing = sealing::standing(conn, &case, now)?;
        Ok::<_, actions::Error>((case, standing))
    });
    let (case, standing) = read.await?;
    Ok((case, standing.ok_or(Error::NotFound)?))
}

async fn page(visit: &Visit, id: ApplicationId, problems: Vec<Problem>) -> Result<SealingPage, Error> {
    let (case, standing) = enter(visit, id).await?;
    let frame = visit.frame(Area::Applications, "sealing-title").with_problems(problems);
    let zone = case.call.zone;
    let text = case.definition.sealing.as_ref().map(|sealing| frame.text(&sealing.text).to_owned());
    Ok(SealingPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        text: text.unwrap_or_default(),
        tag: Tag::for_copy(&frame, standing.copy.is_some(), standing.is_open),
        due: frame.moment(standing.due, zone),
        is_open: standing.is_open,
        copy: standing.copy.map(|row| (File::new(&frame, &row, &row.file_name), frame.moment(row.created_at, zone))),
        problem: frame.problem_of(sealing::FIELD),
        frame,
    })
}

/// `POST /applications/{id}/sealing`: a multipart form of the token and then the scan.
pub async fn upload(
    visit: Visit,
    id: Path<ApplicationId>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    visit.user()?;
    let id = id.into_inner();
    let mut form = documents::begin(&visit, &request, payload).await?;
    let (status, problems) = match sealing::expect(&visit.app, visit.now, &visit.actor, id).await {
        Err(actions::Error::Refused(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Err(other) => return Err(other.into()),
        Ok(slot) => {
            let give = async |name: String, file: Spooled| {
                sealing::give(&visit.app, visit.now, &visit.actor, &slot, (&name, file)).await
            };
            match documents::take(&visit, &mut form, Wanted::one(sealing::FIELD, slot.limit), give).await? {
                Ok(()) => return Ok(visit.see_other_saying(&format!("/applications/{id}/sealing"), "sealing-done")),
                Err(refused) => refused,
            }
        }
    };
    let page = page(&visit, id, problems).await?;
    visit.answer(status, &page)
}

/// `GET /applications/{id}/sealing/application.pdf`: what was handed in, with a last page to be signed and sealed.
pub async fn print(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    enter(&visit, *id).await?;
    let sheet = Sheet::read(&visit, *id).await?;
    let frame = visit.frame(Area::Applications, "sealing-title");
    printing::give(&visit, &frame, &sheet.to_be_sealed()).await
}
