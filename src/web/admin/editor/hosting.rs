//! How applicants find a host institution: how many posts they choose, when the host's consent is needed, and the letter in which the
//! host gives it.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, count, hold_tick, need, number, radios, tick, unknown_mark},
    part::{self, Part},
    room::Room,
};
use crate::{
    domain::{
        editing::Edit,
        form::Typed,
        hosting::{ConsentNeed, Hosting, LETTER_LANGUAGES, LETTER_MARKS, MOST_CHOICES},
        sentence::{Problem, Sentence},
    },
    web::{error::Error, form::Posted, page::Frame, parts::Put, session::Visit},
};

/// The page.
pub static PART: Part = Part {
    word: "hosting",
    title: "editor-hosting-title",
    lead: "editor-hosting-lead",
    tick: "editor-hosting-use",
    is_on: |definition| definition.hosting.is_some(),
    hold,
    read,
    off: Edit::SetHosting(None),
    fields,
    below: part::nothing,
};

/// `GET /admin/calls/{slug}/hosting`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    part::show(visit, slug.into_inner(), &PART).await
}

/// `POST /admin/calls/{slug}/hosting`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    part::save(visit, slug.into_inner(), posted, &PART).await
}

/// The field of the letter in this language.
fn letter_in(language: &str) -> String {
    format!("letter-{language}")
}

fn hold(room: &Room, held: &mut Typed) {
    let now = room.definition.hosting.clone().unwrap_or_default();
    held.set("choices", now.choices.to_string());
    hold_tick(held, "ranked", now.ranked);
    held.set("consent", now.consent.word());
    hold_tick(held, "at_submission", now.at_submission);
    for language in LETTER_LANGUAGES {
        held.set(&letter_in(language), now.letter.exactly_in(language));
    }
}

fn read(room: &Room, typed: &Typed, problems: &mut Vec<Problem>) -> Edit {
    let mut hosting = room.definition.hosting.clone().unwrap_or_default();
    hosting.choices = count(typed, "choices", 1, MOST_CHOICES, problems);
    hosting.ranked = typed.has("ranked", "yes");
    hosting.at_submission = typed.has("at_submission", "yes");
    match typed.first("consent").parse() {
        Ok(need) => hosting.consent = need,
        Err(_) => problems.push(Problem::at("consent", Sentence::new("editor-select-one"))),
    }
    for language in LETTER_LANGUAGES {
        let field = letter_in(language);
        need(typed, &field, "editor-enter-letter", problems);
        if let Some(mark) = unknown_mark(typed.first(&field), &LETTER_MARKS) {
            problems.push(Problem::at(field.clone(), Sentence::new("editor-letter-mark").with("mark", mark)));
        }
        let letter = std::mem::take(&mut hosting.letter);
        hosting.letter = letter.saying(language, typed.first(&field));
    }
    Edit::SetHosting(Some(Hosting { ..hosting }))
}

fn fields(frame: &Frame, _: &Room, typed: &Typed) -> Vec<Put> {
    let needs = ConsentNeed::ALL.iter().map(|need| (need.word(), format!("editor-consent-{need}")));
    let marks = frame.with("editor-letters-lead").set("marks", LETTER_MARKS.join(", ")).to_string();
    let mut fields = vec![
        number(frame, "choices", "editor-hosting-choices", typed).put(),
        tick(frame, "ranked", "editor-hosting-ranked", typed).put(),
        tick(frame, "at_submission", "editor-hosting-at-submission", typed).put(),
        radios(frame, "consent", "editor-hosting-consent", typed, needs).put(),
    ];
    for language in LETTER_LANGUAGES {
        let label = format!("editor-hosting-letter-{language}");
        fields.push(area(frame, &letter_in(language), &label, typed, 10).hint(marks.as_str()).put());
    }
    fields
}
