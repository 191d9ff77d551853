//! Requests about people's own data: the list of those that wait, and one with its answer.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{admins_only, people::home};
use crate::{
    actions::{self, documents, own_data},
    db::{self, applications::ApplicationRow, data_requests::RequestRow, users::UserRow},
    domain::{
        id::{DataRequestId, UserId},
        own_data::{MOST_CHARACTERS, RequestKind, RequestState, is_erased_when_asked},
        sentence::Problem,
    },
    web::{
        account::data::state_tag,
        applications::tag::Tag,
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// Answered requests that the list shows.
const MOST: i64 = 100;

/// The list.
#[derive(Template)]
#[template(path = "admin/requests.html")]
struct RequestsPage {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    id: DataRequestId,
    name: String,
    kind: String,
    at: Moment,
    tag: Tag,
}

/// `GET /admin/requests`: those that wait first.
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let rows = visit
        .app
        .read(|conn| {
            let mut rows = db::data_requests::list(conn, RequestState::Open, 1_000)?;
            rows.extend(db::data_requests::list(conn, RequestState::Done, MOST)?);
            rows.extend(db::data_requests::list(conn, RequestState::Refused, MOST)?);
            Ok::<_, db::Error>(rows)
        })
        .await?;
    let frame = visit.frame(Area::Admin, "data-requests-title");
    let line = |(row, name): (RequestRow, String)| Line {
        id: row.id,
        name: if name.is_empty() { frame.say("admin-account-closed").to_owned() } else { name },
        kind: frame.say(&format!("data-kind-{}", row.kind.word())).to_owned(),
        at: frame.moment(row.created_at, home()).short(),
        tag: state_tag(&frame, row.state),
    };
    visit.page(&RequestsPage { lines: rows.into_iter().map(line).collect(), frame })
}

/// One request.
#[derive(Template)]
#[template(path = "admin/request.html")]
struct RequestPage {
    frame: Frame,
    id: DataRequestId,
    version: i32,
    person: UserId,
    name: String,
    kind: String,
    about: String,
    means: &'static str,
    text: String,
    tag: Tag,
    at: Moment,
    answer: String,
    may_grant: bool,
    open: bool,
    reason: Put,
}

/// `GET /admin/requests/{id}`.
pub async fn show(visit: Visit, id: Path<DataRequestId>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = page(&visit, *id, "", Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/requests/{id}`: grants it or not, with a reason.
pub async fn answer(visit: Visit, id: Path<DataRequestId>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let version = posted.number("version").unwrap_or(0);
    let state = match posted.first("act") {
        "done" => RequestState::Done,
        "refuse" => RequestState::Refused,
        _ => return Err(Error::BadRequest),
    };
    let reason = posted.text("reason", 10 * MOST_CHARACTERS);
    let said = reason.clone();
    let done = visit.app.write(visit.now, move |tx| own_data::answer(tx, &actor, id, version, (state, &said))).await;
    match done {
        Ok(files) => {
            documents::delete(&visit.app, &files).await;
            Ok(visit.see_other_saying(&format!("/admin/requests/{id}"), "data-done-answered"))
        }
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, &reason, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, id: DataRequestId, typed: &str, problems: Vec<Problem>) -> Result<RequestPage, Error> {
    let (row, person, application): (RequestRow, UserRow, Option<ApplicationRow>) = visit
        .app
        .read(move |conn| {
            let row = db::data_requests::find(conn, id)?.ok_or(actions::Error::NotFound)?;
            let person = db::users::get(conn, row.user_id)?;
            let application = match row.application_id {
                Some(application) => db::applications::find(conn, application)?,
                None => None,
            };
            Ok::<_, actions::Error>((row, person, application))
        })
        .await?;
    let frame = visit.frame(Area::Admin, "data-requests-title").with_problems(problems);
    let about = match (&row.application_id, &application) {
        (None, _) => frame.say("data-about-account").to_owned(),
        (Some(_), None) => frame.say("data-about-erased").to_owned(),
        (Some(_), Some(found)) => {
            let status = frame.say(&format!("office-status-{}", found.status.word().replace('_', "-"))).to_owned();
            [found.reference.clone().unwrap_or_default(), found.name.clone(), status].join(" ").trim().to_owned()
        }
    };
    let is_kept = application.as_ref().is_some_and(|found| !is_erased_when_asked(found.status));
    let (means, may_grant) = match (row.kind, row.application_id) {
        (RequestKind::Correction, _) => ("data-answer-correction", true),
        (RequestKind::Erasure, None) => ("data-answer-account", true),
        (RequestKind::Erasure, Some(_)) if is_kept => ("data-must-be-kept", false),
        (RequestKind::Erasure, Some(_)) => ("data-answer-erases", true),
    };
    Ok(RequestPage {
        id,
        version: row.version,
        person: person.id,
        name: if person.name.is_empty() { frame.say("admin-account-closed").to_owned() } else { person.name },
        kind: frame.say(&format!("data-kind-{}", row.kind.word())).to_owned(),
        about,
        means,
        tag: state_tag(&frame, row.state),
        at: frame.moment(row.created_at, home()),
        answer: row.answer,
        may_grant,
        open: row.state == RequestState::Open,
        reason: frame.field("reason", "data-answer").hint(frame.say("data-answer-hint")).rows(4).value(typed).put(),
        text: row.body,
        frame,
    })
}
