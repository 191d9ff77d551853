//! How sealed copies on paper are taken: how long, what the applicant is told, and what is signed.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, count, hold_text, need, number, text},
    part::{self, Part},
    room::Room,
};
use crate::{
    domain::{call::MOST_DAYS, editing::Edit, form::Typed, sealing::Sealing, sentence::Problem},
    web::{error::Error, form::Posted, page::Frame, parts::Put, session::Visit},
};

/// The page.
pub static PART: Part = Part {
    word: "sealing",
    title: "editor-sealing-title",
    lead: "editor-sealing-lead",
    tick: "editor-sealing-use",
    is_on: |definition| definition.sealing.is_some(),
    hold,
    read,
    off: Edit::SetSealing(None),
    fields,
    below: part::nothing,
};

/// `GET /admin/calls/{slug}/sealing`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    part::show(visit, slug.into_inner(), &PART).await
}

/// `POST /admin/calls/{slug}/sealing`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    part::save(visit, slug.into_inner(), posted, &PART).await
}

fn hold(room: &Room, held: &mut Typed) {
    held.set("days_after_close", "30");
    if let Some(now) = &room.definition.sealing {
        held.set("days_after_close", now.days_after_close.to_string());
        hold_text(held, "text", &now.text);
        hold_text(held, "statement", &now.statement);
    }
}

fn read(room: &Room, typed: &Typed, problems: &mut Vec<Problem>) -> Edit {
    let now = room.definition.sealing.as_ref();
    need(typed, "text", "editor-enter-text", problems);
    need(typed, "statement", "editor-enter-statement", problems);
    Edit::SetSealing(Some(Sealing {
        days_after_close: count(typed, "days_after_close", 0, MOST_DAYS, problems),
        text: text(typed, "text", now.map(|now| &now.text)),
        statement: text(typed, "statement", now.map(|now| &now.statement)),
    }))
}

fn fields(frame: &Frame, _: &Room, typed: &Typed) -> Vec<Put> {
    vec![
        number(frame, "days_after_close", "editor-sealing-days", typed).hint(frame.say("editor-days-after-hint")).put(),
        area(frame, "text", "editor-sealing-text", typed, 5).hint(frame.say("editor-sealing-text-hint")).put(),
        area(frame, "statement", "editor-sealing-statement", typed, 4)
            .hint(frame.say("editor-sealing-statement-hint"))
            .put(),
    ]
}
