//! The offer: its letter, and the applicant's answer.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::own_case;
use crate::{
    actions::{self, offers},
    db::{self, offers::OfferRow},
    domain::{
        id::ApplicationId,
        sentence::{Problem, Sentence},
    },
    web::{
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// The offer.
#[derive(Template)]
#[template(path = "applications/offer.html")]
struct OfferPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    reference: String,
    reply_by: Moment,
    letter: String,
    version: i32,
    answer: Put,
    reason: Put,
}

/// `GET /applications/{id}/offer`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    page(&visit, *id, "", "", Vec::new()).await
}

/// `POST /applications/{id}/offer`.
pub async fn answer(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let version = posted.number("version").unwrap_or(0);
    let (answer, reason) = (posted.first("answer").to_owned(), posted.text("reason", 2000));
    let (done, flash) = match answer.as_str() {
        "accept" => {
            let done = visit.app.write(visit.now, move |tx| offers::accept(tx, &actor, id, version)).await;
            (done, "applications-accepted-flash")
        }
        "decline" => {
            let why = reason.clone();
            let done = visit.app.write(visit.now, move |tx| offers::decline(tx, &actor, id, version, &why)).await;
            (done, "applications-declined-flash")
        }
        _ => {
            let problem = Problem::at("answer", Sentence::new("applications-offer-choose"));
            return page(&visit, id, &answer, &reason, vec![problem]).await;
        }
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => page(&visit, id, &answer, &reason, problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    id: ApplicationId,
    answer: &str,
    reason: &str,
    problems: Vec<Problem>,
) -> Result<HttpResponse, Error> {
    let case = own_case(visit, id).await?;
    let offer: Option<OfferRow> = visit.app.read(move |conn| db::offers::find_live(conn, id)).await?;
    let Some(offer) = offer else {
        return Ok(visit.see_other(&format!("/applications/{id}")));
    };
    let refused = !problems.is_empty();
    let frame = visit.frame(Area::Applications, "applications-offer-title").with_problems(problems);
    let option = |value: &str, label| Opt::new(value, frame.say(label), answer == value);
    let options = vec![option("accept", "applications-offer-accept"), option("decline", "applications-offer-decline")];
    let page = OfferPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        reference: case.application.reference.clone().unwrap_or_default(),
        reply_by: frame.moment(offer.reply_by, case.call.zone),
        letter: offer.letter,
        version: case.application.version,
        answer: frame.field("answer", "applications-offer-question").radios(options).put(),
        reason: frame
            .field("reason", "applications-offer-reason")
            .hint(frame.say("applications-offer-reason-hint"))
            .rows(3)
            .value(reason)
            .optional()
            .put(),
        frame,
    };
    if refused { visit.refused_page(&page) } else { visit.page(&page) }
}
