//! The applicant's pages: own applications, the task list, question pages, check and submit, the status with its timeline, the offer.

pub mod conditions;
pub mod eligibility;
pub mod fields;
mod keeping;
pub mod messages;
pub mod nomination;
pub mod offer;
pub mod posts;
pub mod questions;
pub mod referees;
pub mod reuse;
pub mod sections;
pub mod status;
pub mod submit;
pub mod tag;
pub mod tasks;
pub mod withdraw;

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions::case::Case,
    db::{self, documents::DocumentRow},
    domain::{
        form::FileFormat,
        id::{ApplicationId, DocumentId},
        permission::Action,
        workflow::DocumentState,
    },
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

use tag::Tag;

/// The applicant's own applications.
#[derive(Template)]
#[template(path = "applications/list.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    id: ApplicationId,
    call: String,
    tag: Tag,
    reference: Option<String>,
    closes: Moment,
}

/// `GET /applications`.
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let owner = visit.user()?;
    let rows = visit.app.read(move |conn| db::applications::list_of_owner(conn, owner)).await?;
    let frame = visit.frame(Area::Applications, "applications-title");
    let line = |(application, call): (db::applications::ApplicationRow, db::calls::CallRow)| Line {
        id: application.id,
        call: frame.text(&call.title).to_owned(),
        tag: Tag::for_applicant(&frame, application.status),
        reference: application.reference,
        closes: frame.moment(call.closes_at, call.zone),
    };
    let lines = rows.into_iter().map(line).collect();
    visit.page(&ListPage { frame, lines })
}

/// `GET /applications/{id}`: the task list while there is something to write, else the status.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    use crate::domain::workflow::Status;
    let case = own_case(&visit, *id).await?;
    match case.application.status {
        Status::Draft | Status::Returned => tasks::page(&visit, case).await,
        _ => status::page(&visit, case).await,
    }
}

/// The actor's own application; not found for everybody else.
async fn own_case(visit: &Visit, id: ApplicationId) -> Result<Case, Error> {
    let actor = visit.actor.clone();
    Ok(visit.app.read(move |conn| Case::open(conn, &actor, Action::ActAsOwner, id)).await?)
}

/// A file as pages show it.
#[derive(Debug, Clone)]
pub struct File {
    /// Key.
    pub id: DocumentId,
    /// Its name.
    pub name: String,
    /// "PDF, 3 pages, 210 kB"; a picture has no pages.
    pub facts: String,
    /// Why it is held back, where it is.
    pub held: Option<String>,
    /// Whether a virus was found in it.
    pub is_infected: bool,
}

impl File {
    /// From its row, under this name.
    pub fn new(frame: &Frame, row: &DocumentRow, name: &str) -> Self {
        let facts = file_facts(frame, &row.media_type, row.pages, row.size);
        let is_infected = row.state == DocumentState::Infected;
        Self { id: row.id, name: name.to_owned(), facts, held: held(frame, row.state), is_infected }
    }
}

/// "PDF, 3 pages, 210 kB", of a file of so many bytes.
pub fn file_facts(frame: &Frame, media_type: &str, pages: Option<i32>, bytes: i64) -> String {
    let kilobytes = (bytes + 999) / 1000;
    frame
        .with("applications-file-facts")
        .set("format", FileFormat::of_media_type(media_type).map_or("", FileFormat::name))
        .set("pages", pages.unwrap_or(0))
        .set("size", kilobytes)
        .to_string()
}

/// Why a file that stands so is given to nobody, if it is not.
pub fn held(frame: &Frame, state: DocumentState) -> Option<String> {
    let held = match state {
        DocumentState::Clean | DocumentState::Unscanned => return None,
        DocumentState::Uploading | DocumentState::PendingScan => "files-held",
        DocumentState::Infected => "files-infected",
        DocumentState::Failed => "files-failed",
    };
    Some(frame.say(held).to_owned())
}
