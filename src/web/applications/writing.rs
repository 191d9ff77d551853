//! An invitation to write along, as the one who is invited sees it.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::writers::may_do;
use crate::{
    actions::together::{self, Answer, Found},
    domain::{
        id::{ApplicationId, CoWriterId},
        sentence::Problem,
        together::CoState,
    },
    web::{
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// The invitation.
#[derive(Template)]
#[template(path = "applications/writing.html")]
struct WritingPage {
    frame: Frame,
    id: CoWriterId,
    application: ApplicationId,
    call: String,
    applicant: String,
    may: String,
    closes: Moment,
    stands: Stands,
}

/// What can be done with it.
enum Stands {
    /// It can be accepted.
    Open,
    /// The person writes along.
    Writes,
    /// It is over.
    Over,
}

/// `GET /writing/{id}`.
pub async fn show(visit: Visit, id: Path<CoWriterId>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let found = find(&visit, *id).await?;
    visit.page(&page(&visit, &found, Vec::new()))
}

async fn find(visit: &Visit, id: CoWriterId) -> Result<Found, Error> {
    let actor = visit.actor.clone();
    Ok(visit.app.read(move |conn| together::find(conn, &actor, id)).await?)
}

fn page(visit: &Visit, found: &Found, problems: Vec<Problem>) -> WritingPage {
    let frame = visit.frame(Area::Applications, "together-invitation-title").with_problems(problems);
    let Found { row, application, call, applicant } = found;
    WritingPage {
        id: row.id,
        application: application.id,
        call: frame.text(&call.title).to_owned(),
        applicant: applicant.clone(),
        may: may_do(&frame, row.may),
        closes: frame.moment(application.extension_until.unwrap_or(call.closes_at).max(call.closes_at), call.zone),
        stands: match row.state {
            CoState::Invited if together::is_open(application.status) => Stands::Open,
            CoState::Accepted => Stands::Writes,
            _ => Stands::Over,
        },
        frame,
    }
}

/// `POST /writing/{id}`: accepts, declines or leaves.
pub async fn answer(visit: Visit, id: Path<CoWriterId>, posted: Posted) -> Result<HttpResponse, Error> {
    visit.user()?;
    let id = id.into_inner();
    let (answer, said) = match posted.first("go") {
        "accept" => (Answer::Accept, "together-accepted-flash"),
        "decline" => (Answer::Decline, "together-declined-flash"),
        "leave" => (Answer::Leave, "together-left-flash"),
        _ => return Err(Error::NotFound),
    };
    let found = find(&visit, id).await?;
    let actor = visit.actor.clone();
    match visit.app.write(visit.now, move |tx| together::answer(tx, &actor, id, answer)).await {
        Ok(()) if answer == Answer::Accept => {
            Ok(visit.see_other_saying(&format!("/applications/{}", found.application.id), said))
        }
        Ok(()) => Ok(visit.see_other_saying("/applications", said)),
        Err(crate::actions::Error::Refused(problems)) => visit.refused_page(&page(&visit, &found, problems)),
        Err(other) => Err(other.into()),
    }
}
