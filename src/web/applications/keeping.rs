//! What a page of questions hears that saved itself while it was being typed: a line to show, and the version to go on from.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;

use crate::{
    actions,
    domain::{sentence::Sentence, time::Zone},
    web::{
        error::{self, Error},
        session::Visit,
    },
};

/// The value of `go` by which such a page posts.
pub const KEEP: &str = "keep";

/// The answer, as JSON.
#[derive(Serialize)]
struct Kept {
    /// To be shown.
    said: String,
    /// The section's version now, where it was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
}

/// Whether it was `saved`, which made this `version`, told on the clock of the reader, else of the call; where it was not, `by` is who
/// saved the section before, if somebody else did.
pub fn answer(
    visit: &Visit,
    saved: Result<(), actions::Error>,
    (version, by): (i32, Option<&str>),
    call: Zone,
) -> Result<HttpResponse, Error> {
    let words = visit.words();
    let say = |id: &'static str| words.say(id).to_owned();
    let (status, said, version) = match saved {
        Ok(()) => {
            let zone = visit.signed_in.as_ref().and_then(|s| s.user.zone).unwrap_or(call);
            let time = visit.now.in_zone(zone).format("%H:%M").to_string();
            let said = words.sentence(&Sentence::new("applications-saved-at").with("time", time));
            (StatusCode::OK, said, Some(version))
        }
        Err(actions::Error::Conflict) => {
            let said = match by {
                Some(name) => words.sentence(&Sentence::new("together-not-kept").with("name", name)),
                None => say("applications-not-kept-elsewhere"),
            };
            (StatusCode::CONFLICT, said, None)
        }
        Err(actions::Error::Refused(problems)) => {
            let why = problems.first().map(|p| words.sentence(&p.sentence)).unwrap_or_default();
            (StatusCode::UNPROCESSABLE_ENTITY, why, None)
        }
        Err(actions::Error::Unavailable(cause)) => {
            error::note(&cause);
            (StatusCode::SERVICE_UNAVAILABLE, say("applications-could-not-be-saved"), None)
        }
        Err(other) => return Err(other.into()),
    };
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.json(Kept { said, version }))
}
