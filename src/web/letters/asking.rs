//! The first question behind a referee's link: can you write this letter?

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    room::{Request, Room},
    said, writing,
};
use crate::{
    actions::{
        self,
        letters::giving::{self, Standing},
    },
    domain::sentence::{Problem, Sentence},
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// Longest reason, in characters.
const REASON_MAX: usize = 2000;

#[derive(Template)]
#[template(path = "letters/ask.html")]
struct AskPage {
    frame: Frame,
    token: String,
    request: Request,
    referee: String,
    begun: bool,
    answer: Put,
    reason: Put,
}

/// `GET /letters/{token}`: where the letter stands.
pub async fn show(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    let Some(room) = Room::enter(&visit, &token).await? else { return said::unknown(&visit) };
    match room.found.standing(visit.now) {
        Standing::Asked => visit.page(&page(&visit, &room, "", "", Vec::new())),
        Standing::Writing => writing::of(&visit, &room),
        other => said::standing(&visit, &room, other, None),
    }
}

/// `GET /letters/{token}/decline`: the question again, for somebody who agreed and cannot write after all.
pub async fn decline(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    let Some(room) = Room::enter(&visit, &token).await? else { return said::unknown(&visit) };
    match room.found.standing(visit.now) {
        Standing::Asked | Standing::Writing => visit.page(&page(&visit, &room, "no", "", Vec::new())),
        other => said::standing(&visit, &room, other, None),
    }
}

/// `POST /letters/{token}`: yes or no.
pub async fn answer(visit: Visit, token: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let (answer, reason) = (posted.first("answer").to_owned(), posted.text("reason", REASON_MAX));
    let (sent, why) = (token.clone(), reason.clone());
    let done = match answer.as_str() {
        "yes" => visit.app.write(visit.now, move |tx| giving::agree(tx, &sent)).await,
        "no" => visit.app.write(visit.now, move |tx| giving::decline(tx, &sent, &why)).await,
        _ => Err(actions::Error::Refused(vec![Problem::at("answer", Sentence::new("letters-choose-answer"))])),
    };
    match done {
        Ok(()) if answer == "yes" => Ok(visit.see_other(&format!("/letters/{token}/letter"))),
        Ok(()) => Ok(visit.see_other(&format!("/letters/{token}"))),
        Err(actions::Error::NotFound) => said::unknown(&visit),
        Err(actions::Error::Refused(problems)) => {
            let Some(room) = Room::enter(&visit, &token).await? else { return said::unknown(&visit) };
            match room.found.standing(visit.now) {
                Standing::Asked | Standing::Writing => {
                    visit.refused_page(&page(&visit, &room, &answer, &reason, problems))
                }
                other => said::standing(&visit, &room, other, None),
            }
        }
        Err(other) => Err(other.into()),
    }
}

fn page(visit: &Visit, room: &Room, answer: &str, reason: &str, problems: Vec<Problem>) -> AskPage {
    let frame = visit.frame(Area::Aside, "letters-ask-title").with_problems(problems);
    let option = |value: &str, label: &str| Opt::new(value, frame.say(label), answer == value);
    let options = vec![option("yes", "letters-ask-yes"), option("no", "letters-ask-no")];
    AskPage {
        token: room.token.clone(),
        request: room.request(&frame),
        referee: room.found.letter.name.to_string(),
        begun: room.found.standing(visit.now) == Standing::Writing,
        answer: frame.field("answer", "letters-ask-question").radios(options).put(),
        reason: frame
            .field("reason", "letters-ask-reason")
            .rows(3)
            .hint(frame.say("letters-ask-reason-hint"))
            .value(reason)
            .put(),
        frame,
    }
}
