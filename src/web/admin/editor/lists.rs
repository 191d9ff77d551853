//! Which answers the office's lists, counts and exports show: the name, the country, and what else the form asks for.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{choice, placed},
    items::called,
    room::{EditPage, Room, typed},
};
use crate::{
    domain::{
        editing::Edit,
        form::{Kind, Meaning, Question, Typed},
        sentence::{Problem, Sentence},
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// A field: its name, its words, which questions fit, and whether it may be left open.
type Which = (&'static str, &'static str, fn(&Kind) -> bool, bool);

const FIELDS: [Which; 7] = [
    ("name", "editor-lists-name", |kind| matches!(kind, Kind::PersonName), false),
    ("country", "editor-lists-country", |kind| matches!(kind, Kind::Country { .. }), false),
    ("sex", "editor-lists-sex", is_one_of, true),
    ("field", "editor-lists-field", |kind| matches!(kind, Kind::ResearchField), true),
    ("priority", "editor-lists-priority", is_one_of, true),
    ("length", "editor-lists-length", is_one_of, true),
    ("title", "editor-lists-plan", |kind| matches!(kind, Kind::ShortText { .. }), true),
];

fn is_one_of(kind: &Kind) -> bool {
    matches!(kind, Kind::OneOf { .. })
}

/// `GET /admin/calls/{slug}/lists`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let Meaning { name, country, sex, field, priority, length, title } = &room.definition.form.meaning;
    let maybe = [("sex", sex), ("field", field), ("priority", priority), ("length", length), ("title", title)];
    let mut held = Typed::default();
    held.set("name", name.as_str());
    held.set("country", country.as_str());
    for (word, key) in maybe {
        held.set(word, key.clone().unwrap_or_default());
    }
    visit.page(&page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/lists`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let typed = typed(&posted);
    let missing = FIELDS.iter().filter(|(name, .., optional)| !optional && typed.first(name).is_empty());
    let problems: Vec<_> =
        missing.map(|(name, ..)| Problem::at(*name, Sentence::new("editor-select-question"))).collect();
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, &typed, problems));
    }
    let maybe = |name: &str| Some(typed.first(name).to_owned()).filter(|key| !key.is_empty());
    let meaning = Meaning {
        name: typed.first("name").to_owned(),
        country: typed.first("country").to_owned(),
        sex: maybe("sex"),
        field: maybe("field"),
        priority: maybe("priority"),
        length: maybe("length"),
        title: maybe("title"),
    };
    let to = room.address("form");
    let again = |room: &Room, problems| Ok(page(&visit, room, &typed, placed(problems, "", "")));
    room.save(&visit, &typed, Edit::SetMeaning(meaning), &to, again).await
}

fn page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> EditPage {
    let frame = room.frame(visit, "editor-lists-title", problems);
    let back = (room.address("form"), frame.say("editor-tab-form").to_owned());
    let mut page = EditPage::new(room, frame, "form", back, room.address("lists"));
    let frame = &page.frame;
    page.lead = frame.say("editor-lists-lead").to_owned();
    let field = |(name, label, fits, optional): Which| {
        let question = |q: &Question| (q.key.clone(), called(frame, q));
        let fitting = room.definition.form.questions().filter(|q| fits(&q.kind)).map(question);
        let none = (String::new(), frame.say("editor-lists-none").to_owned());
        let options = std::iter::once(none).chain(fitting);
        choice(frame, name, label, typed, options).class("w20").optional_if(optional).put()
    };
    page.fields = FIELDS.into_iter().map(field).collect();
    page.reason = room.reason(frame, typed);
    page
}
