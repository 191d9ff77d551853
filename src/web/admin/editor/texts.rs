//! What a call says: its summary and its page; and the letters of outcome.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, hold_text, need, placed, text, unknown_mark},
    room::{EditPage, Room, typed},
};
use crate::{
    domain::{
        call::{Letters, Part},
        editing::Edit,
        form::Typed,
        sentence::{Problem, Sentence},
        text::Text,
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// Most headings of a call's page.
const MOST: usize = 15;
/// The letters: field and words.
const LETTERS: [(&str, &str); 3] =
    [("offer", "editor-letter-offer"), ("waitlist", "editor-letter-waitlist"), ("reject", "editor-letter-reject")];

/// `GET /admin/calls/{slug}/texts`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let mut held = Typed::default();
    hold_text(&mut held, "summary", &room.definition.summary);
    for (number, part) in (1..).zip(&room.definition.about) {
        hold_text(&mut held, &format!("part-{number}-title"), &part.title);
        let paragraphs: Vec<_> = part.paragraphs.iter().map(|p| p.in_language("en")).collect();
        held.set(&format!("part-{number}-text"), paragraphs.join("\n\n"));
    }
    visit.page(&page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/texts`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let typed = typed(&posted);
    let mut problems = Vec::new();
    need(&typed, "summary", "editor-enter-summary", &mut problems);
    let mut about = Vec::new();
    for number in 1..=MOST {
        let [title, paragraphs] = [format!("part-{number}-title"), format!("part-{number}-text")];
        if typed.first(&title).is_empty() && typed.first(&paragraphs).is_empty() {
            continue;
        }
        need(&typed, &title, "editor-enter-title", &mut problems);
        need(&typed, &paragraphs, "editor-enter-text", &mut problems);
        let old = room.definition.about.get(number - 1);
        let said = typed.first(&paragraphs).split("\n\n").map(str::trim).filter(|p| !p.is_empty()).enumerate();
        let paragraph = |(at, said): (usize, &str)| {
            old.and_then(|part| part.paragraphs.get(at)).cloned().unwrap_or_default().saying("en", said)
        };
        about.push(Part {
            title: text(&typed, &title, old.map(|p| &p.title)),
            paragraphs: said.map(paragraph).collect(),
        });
    }
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, &typed, problems));
    }
    let summary = text(&typed, "summary", Some(&room.definition.summary));
    let to = room.address("texts");
    let again = |room: &Room, problems| Ok(page(&visit, room, &typed, placed(problems, "", "")));
    room.save(&visit, &typed, Edit::SetTexts { summary, about }, &to, again).await
}

fn page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> EditPage {
    let frame = room.frame(visit, "editor-tab-texts", problems);
    let mut page = EditPage::new(room, frame, "texts", (String::new(), String::new()), room.address("texts"));
    let frame = &page.frame;
    page.links = vec![(format!("/calls/{}", room.call.slug), frame.say("admin-see-call").to_owned())];
    page.fields = vec![area(frame, "summary", "editor-summary", typed, 3).put()];
    let holds = |number: &usize| {
        !typed.first(&format!("part-{number}-title")).is_empty()
            || !typed.first(&format!("part-{number}-text")).is_empty()
    };
    let shown = ((1..=MOST).filter(holds).max().unwrap_or(0) + 1).min(MOST);
    for number in 1..=shown {
        let [title, paragraphs] = [format!("part-{number}-title"), format!("part-{number}-text")];
        let named = |label: &str| frame.with(label).set("number", number.to_string()).to_string();
        page.fields.push(frame.field_named(&title, named("editor-part-title")).value(typed.first(&title)).put());
        let field = frame.field_named(&paragraphs, named("editor-part-text")).value(typed.first(&paragraphs)).rows(5);
        page.fields.push(if number == 1 { field.hint(frame.say("editor-part-hint")).put() } else { field.put() });
    }
    page.reason = room.reason(frame, typed);
    page
}

/// `GET /admin/calls/{slug}/letters`.
pub async fn letters(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let mut held = Typed::default();
    for ((name, _), letter) in LETTERS.into_iter().zip(all(&room.definition.letters)) {
        hold_text(&mut held, name, letter);
    }
    visit.page(&letters_page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/letters`.
pub async fn save_letters(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let typed = typed(&posted);
    let mut problems = Vec::new();
    for (name, _) in LETTERS {
        need(&typed, name, "editor-enter-letter", &mut problems);
        if let Some(mark) = unknown_mark(typed.first(name), &Letters::MARKS) {
            problems.push(Problem::at(name, Sentence::new("editor-letter-mark").with("mark", mark)));
        }
    }
    if !problems.is_empty() {
        return visit.refused_page(&letters_page(&visit, &room, &typed, problems));
    }
    let old = &room.definition.letters;
    let letters = Letters {
        offer: text(&typed, "offer", Some(&old.offer)),
        waitlist: text(&typed, "waitlist", Some(&old.waitlist)),
        reject: text(&typed, "reject", Some(&old.reject)),
    };
    let to = room.address("letters");
    let again = |room: &Room, problems| Ok(letters_page(&visit, room, &typed, placed(problems, "", "")));
    room.save(&visit, &typed, Edit::SetLetters(letters), &to, again).await
}

fn all(letters: &Letters) -> [&Text; 3] {
    [&letters.offer, &letters.waitlist, &letters.reject]
}

fn letters_page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> EditPage {
    let frame = room.frame(visit, "editor-tab-letters", problems);
    let mut page = EditPage::new(room, frame, "letters", (String::new(), String::new()), room.address("letters"));
    let frame = &page.frame;
    page.lead = frame.with("editor-letters-lead").set("marks", Letters::MARKS.join(", ")).to_string();
    page.fields = LETTERS.into_iter().map(|(name, label)| area(frame, name, label, typed, 12).put()).collect();
    page.reason = room.reason(frame, typed);
    page
}
