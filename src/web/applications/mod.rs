//! The applicant's pages: own applications, the task list, question pages, check and submit, the status with its timeline, the offer.

pub mod conditions;
pub mod eligibility;
pub mod fields;
mod keeping;
pub mod messages;
pub mod nomination;
pub mod offer;
pub mod posts;
pub mod print;
pub mod questions;
pub mod referees;
pub mod reuse;
pub mod sealing;
pub mod sections;
pub mod status;
pub mod submit;
pub mod tag;
pub mod tasks;
pub mod withdraw;
pub mod writers;
pub mod writing;

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions::{
        case::{Case, applicant_name},
        together::is_open,
    },
    db::{self, applications::ApplicationRow, calls::CallRow, co_writers::CoWriterRow, documents::DocumentRow},
    domain::{
        form::FileFormat,
        id::{ApplicationId, CoWriterId, DocumentId, UserId},
        permission::Action,
        together::{CoState, told},
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
    together: Vec<Together>,
}

/// An application of somebody else, to which the reader is invited or in which the reader writes along.
pub struct Together {
    /// Where it leads.
    pub href: String,
    /// The call's title.
    pub call: String,
    /// Who applies.
    pub applicant: String,
    /// Where it stands, as the reader is told.
    pub tag: Tag,
    /// The reader's own part in it, once accepted.
    pub part: Option<CoWriterId>,
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
    let read = visit.app.read(move |conn| {
        Ok::<_, crate::actions::Error>((db::applications::list_of_owner(conn, owner)?, others(conn, owner)?))
    });
    let (rows, others) = read.await?;
    let frame = visit.frame(Area::Applications, "applications-title");
    let line = |(application, call): (ApplicationRow, CallRow)| Line {
        id: application.id,
        call: frame.text(&call.title).to_owned(),
        tag: Tag::for_applicant(&frame, application.status),
        reference: application.reference,
        closes: frame.moment(call.closes_at, call.zone),
    };
    let lines = rows.into_iter().map(line).collect();
    let together = others.into_iter().map(|other| Together::new(&frame, other)).collect();
    visit.page(&ListPage { frame, lines, together })
}

/// Somebody's part in an application of another, with its call and who applies.
pub type Other = (CoWriterRow, ApplicationRow, CallRow, String);

/// What a person was invited to, or writes along in.
///
/// # Errors
/// Where it cannot be read.
pub fn others(conn: &mut db::Conn, person: UserId) -> Result<Vec<Other>, crate::actions::Error> {
    let email = db::users::get(conn, person)?.email;
    let mut others = Vec::new();
    for (row, application, call) in db::co_writers::list_of_person(conn, person, &email)? {
        // An invitation that came too late leads nowhere.
        if row.state == CoState::Invited && !is_open(application.status) {
            continue;
        }
        let applicant = applicant_name(conn, &application)?;
        others.push((row, application, call, applicant));
    }
    Ok(others)
}

impl Together {
    /// As lists show it.
    pub fn new(frame: &Frame, (row, application, call, applicant): Other) -> Self {
        Self {
            href: match row.state {
                CoState::Invited => format!("/writing/{}", row.id),
                _ => format!("/applications/{}", application.id),
            },
            tag: match row.state {
                CoState::Invited => Tag::new("wait", frame.say("together-tag-invited")),
                _ => Tag::for_applicant(frame, told(application.status)),
            },
            part: (row.state == CoState::Accepted).then_some(row.id),
            call: frame.text(&call.title).to_owned(),
            applicant,
        }
    }
}

/// `GET /applications/{id}`: the task list while there is something to write, else the status.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    use crate::domain::workflow::Status;
    let case = readable_case(&visit, *id).await?;
    match (case.is_own(&visit.actor), case.application.status) {
        (_, Status::Draft | Status::Returned) | (false, Status::Submitted) => tasks::page(&visit, case).await,
        (true, _) => status::page(&visit, case).await,
        (false, _) => Ok(visit.see_other(&format!("/applications/{id}/check"))),
    }
}

/// The actor's own application; not found for everybody else.
async fn own_case(visit: &Visit, id: ApplicationId) -> Result<Case, Error> {
    let actor = visit.actor.clone();
    Ok(visit.app.read(move |conn| Case::open(conn, &actor, Action::ActAsOwner, id)).await?)
}

/// The application that the actor owns, or writes along in; not found for everybody else.
async fn readable_case(visit: &Visit, id: ApplicationId) -> Result<Case, Error> {
    let actor = visit.actor.clone();
    Ok(visit.app.read(move |conn| Case::open(conn, &actor, Action::ReadWithOwner, id)).await?)
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
    /// Whether the browser may show it itself.
    pub is_viewable: bool,
    /// Width and height of its thumbnail, where it has one that may be shown.
    pub thumbnail: Option<(i32, i32)>,
}

impl File {
    /// From its row, under this name.
    pub fn new(frame: &Frame, row: &DocumentRow, name: &str) -> Self {
        let facts = file_facts(frame, &row.media_type, row.pages, row.size);
        let is_infected = row.state == DocumentState::Infected;
        let (held, is_viewable) = (held(frame, row.state), row.is_viewable());
        let thumbnail = row.thumbnail_width.zip(row.thumbnail_height).filter(|_| held.is_none());
        Self { id: row.id, name: name.to_owned(), facts, held, is_infected, is_viewable, thumbnail }
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
