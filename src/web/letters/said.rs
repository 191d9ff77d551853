//! What a referee's link says where there is nothing to write: thanks with a copy, or why no letter is wanted.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;

use super::{room::Room, shown::Shown};
use crate::{
    actions::letters::giving::Standing,
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// Something said, with a copy of what was written where there is one.
#[derive(Template)]
#[template(path = "letters/said.html")]
struct SaidPage {
    frame: Frame,
    heading: String,
    lead: String,
    contact: String,
    /// What was typed and could not be taken, or was saved and is no longer wanted.
    copy: Option<Shown>,
}

/// The letter is in.
#[derive(Template)]
#[template(path = "letters/thanks.html")]
struct ThanksPage {
    frame: Frame,
    token: String,
    applicant: String,
    call: String,
    received: Option<Moment>,
    /// Until when it may be corrected.
    correct: Option<Moment>,
    copy: Option<Shown>,
    contact: String,
}

/// The link is not known: it was copied in part, or the application is gone.
pub fn unknown(visit: &Visit) -> Result<HttpResponse, Error> {
    said(visit, StatusCode::NOT_FOUND, "unknown", None)
}

fn said(visit: &Visit, status: StatusCode, what: &str, copy: Option<Shown>) -> Result<HttpResponse, Error> {
    let title = format!("letters-said-{what}-title");
    let frame = visit.frame(Area::Aside, &title);
    let lead = frame.say(&format!("letters-said-{what}-lead")).to_owned();
    visit.answer(status, &SaidPage { heading: frame.title.clone(), lead, contact: visit.contact(), copy, frame })
}

/// What is said of a letter that stands so. `typed` is what could not be taken, so that its writer can keep it.
pub fn standing(visit: &Visit, room: &Room, standing: Standing, typed: Option<Shown>) -> Result<HttpResponse, Error> {
    match standing {
        Standing::In(may_correct) => thanks(visit, room, may_correct),
        Standing::Declined => said(visit, StatusCode::OK, "declined", typed),
        Standing::NotNeeded => said(visit, StatusCode::GONE, "not-needed", typed),
        Standing::Late => said(visit, StatusCode::GONE, "late", typed),
        Standing::Old => said(visit, StatusCode::GONE, "old", typed),
        Standing::Asked | Standing::Writing => Ok(visit.see_other(&format!("/letters/{}", room.token))),
    }
}

fn thanks(visit: &Visit, room: &Room, may_correct: bool) -> Result<HttpResponse, Error> {
    let frame = visit.frame(Area::Aside, "letters-thanks-title");
    let request = room.request(&frame);
    let (letter, zone) = (&room.found.letter, room.found.case.call.zone);
    // What an officer filed is not the referee's own text.
    let own = letter.uploaded_by.is_none();
    let href = format!("/letters/{}/file", room.token);
    let shown = Shown::with_file_at(&frame, room.referees()?, &letter.answers, room.found.file.as_ref(), &href);
    visit.page(&ThanksPage {
        token: room.token.clone(),
        applicant: request.applicant,
        call: request.call,
        received: letter.received_at.map(|at| frame.moment(at, zone)),
        correct: letter.due_at.filter(|_| may_correct).map(|at| frame.moment(at, zone)),
        copy: own.then_some(shown),
        contact: visit.contact(),
        frame,
    })
}
