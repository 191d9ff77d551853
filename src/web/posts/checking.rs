//! Checking a post, on whichever page it stands: it is shown, or sent back with what is to be changed.

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    actions::{self, hosting::posts},
    domain::{id::PostId, sentence::Problem},
    web::{error::Error, form::Posted, session::Visit},
};

/// Longest reason, in characters.
const LONGEST: usize = 4000;

/// Does what the pressed button says and goes on at `to`; where it is refused, `page` is made again with what was typed and what is wrong.
pub async fn check<P: Template>(
    visit: &Visit,
    id: PostId,
    posted: &Posted,
    to: &str,
    page: impl AsyncFnOnce(String, Vec<Problem>) -> Result<P, Error>,
) -> Result<HttpResponse, Error> {
    let (actor, version) = (visit.actor.clone(), posted.number("version").unwrap_or(0));
    let reason = posted.text("reason", LONGEST);
    let why = reason.clone();
    let (done, flash) = match posted.first("act") {
        "show" => {
            let done = visit.app.write(visit.now, move |tx| posts::show(tx, &actor, id, version)).await;
            (done, "hosting-done-shown")
        }
        "send-back" => {
            let done = visit.app.write(visit.now, move |tx| posts::send_back(tx, &actor, id, version, &why)).await;
            (done, "hosting-done-sent-back")
        }
        _ => return Err(Error::BadRequest),
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(to, flash)),
        Err(actions::Error::Refused(problems)) => visit.refused_page(&page(reason, problems).await?),
        Err(other) => Err(other.into()),
    }
}
