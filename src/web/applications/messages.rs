//! The applicant's thread with the office about one application.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::own_case;
use crate::{
    actions::{self, threads},
    db,
    domain::{
        id::ApplicationId,
        sentence::Problem,
        thread::{MOST_CHARACTERS, Party},
    },
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
        thread::{Said, for_applicant},
    },
};

/// The thread.
#[derive(Template)]
#[template(path = "applications/messages.html")]
struct MessagesPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    thread: Vec<Said>,
    message: Put,
}

/// `GET /applications/{id}/messages`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, "", Vec::new()).await?;
    visit.page(&page)
}

/// `POST /applications/{id}/messages`.
pub async fn write(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    // Longer than is taken, so that what is too long comes back whole.
    let text = posted.text(threads::FIELD, 10 * MOST_CHARACTERS);
    let sent = text.clone();
    match visit.app.write(visit.now, move |tx| threads::ask(tx, &actor, id, &sent)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}/messages"), "threads-done")),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, &text, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, id: ApplicationId, typed: &str, problems: Vec<Problem>) -> Result<MessagesPage, Error> {
    let case = own_case(visit, id).await?;
    if case.application.revision == 0 {
        return Err(Error::NotFound);
    }
    let rows = visit.app.read(move |conn| db::threads::list(conn, id, Party::Applicant)).await?;
    let frame = visit.frame(Area::Applications, "threads-title").with_problems(problems);
    Ok(MessagesPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        thread: for_applicant(&frame, &rows, case.call.zone),
        message: frame
            .field(threads::FIELD, "threads-your-message")
            .hint(frame.say("threads-your-message-hint"))
            .rows(6)
            .count(u32::try_from(MOST_CHARACTERS).unwrap_or(u32::MAX))
            .value(typed)
            .put(),
        frame,
    })
}
