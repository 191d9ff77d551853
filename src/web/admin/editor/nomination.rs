//! How authorities nominate: whether review waits for them, whether they give a letter, and how long they may.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{count, hold_tick, number, tick},
    part::{self, Part},
    room::Room,
};
use crate::{
    domain::{call::MOST_DAYS, editing::Edit, form::Typed, nomination::Nomination, sentence::Problem},
    web::{error::Error, form::Posted, page::Frame, parts::Put, session::Visit},
};

/// Most candidates of one country that a call can name.
const MOST_OF_A_COUNTRY: u32 = 10_000;

/// The page.
pub static PART: Part = Part {
    word: "nomination",
    title: "editor-nomination-title",
    lead: "editor-nomination-lead",
    tick: "editor-nomination-use",
    is_on: |definition| definition.nomination.is_some(),
    hold,
    read,
    off: Edit::SetNomination(None),
    fields,
    below: part::nothing,
};

/// `GET /admin/calls/{slug}/nomination`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    part::show(visit, slug.into_inner(), &PART).await
}

/// `POST /admin/calls/{slug}/nomination`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    part::save(visit, slug.into_inner(), posted, &PART).await
}

fn hold(room: &Room, held: &mut Typed) {
    let usual = Nomination { required: true, letter: false, days_after_close: 14, per_country: None };
    let now = room.definition.nomination.unwrap_or(usual);
    hold_tick(held, "required", now.required);
    hold_tick(held, "letter", now.letter);
    held.set("days_after_close", now.days_after_close.to_string());
    held.set("per_country", now.per_country.map(|most| most.to_string()).unwrap_or_default());
}

fn read(_: &Room, typed: &Typed, problems: &mut Vec<Problem>) -> Edit {
    Edit::SetNomination(Some(Nomination {
        required: typed.has("required", "yes"),
        letter: typed.has("letter", "yes"),
        days_after_close: count(typed, "days_after_close", 0, MOST_DAYS, problems),
        per_country: (!typed.first("per_country").is_empty())
            .then(|| count(typed, "per_country", 1, MOST_OF_A_COUNTRY, problems)),
    }))
}

fn fields(frame: &Frame, _: &Room, typed: &Typed) -> Vec<Put> {
    vec![
        tick(frame, "required", "editor-nomination-required", typed)
            .hint(frame.say("editor-nomination-required-hint"))
            .put(),
        tick(frame, "letter", "editor-nomination-letter", typed).put(),
        number(frame, "days_after_close", "editor-nomination-days", typed)
            .hint(frame.say("editor-days-after-hint"))
            .put(),
        number(frame, "per_country", "editor-nomination-per-country", typed)
            .hint(frame.say("editor-nomination-per-country-hint"))
            .optional()
            .put(),
    ]
}
