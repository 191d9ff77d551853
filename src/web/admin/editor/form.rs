//! The form at a glance: its sections with their questions, to be moved, copied and taken away; and what is still open.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    fields::placed,
    items::{answered, asked, question_line},
    room::{Head, ItemLine, Room, typed},
};
use crate::{
    db,
    domain::{
        editing::{Edit, Item, Spot},
        form::{Form, Section, Typed},
        sentence::{Problem, Sentence},
    },
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// Faults of what a call may have or not, by how they begin, with the page where each is cured.
const PAGES: [(&str, &str); 3] =
    [("letters-fault-", "referees"), ("hosting-fault-", "hosting"), ("form-fault-pairing", "pairing")];

/// The overview.
#[derive(Template)]
#[template(path = "admin/editor/form.html")]
struct FormPage {
    frame: Frame,
    head: Head,
    here: &'static str,
    note: Option<String>,
    open: Vec<(String, String)>,
    reason: Option<Put>,
    sections: Vec<SectionLine>,
}

/// A section with its questions.
struct SectionLine {
    line: ItemLine,
    questions: Vec<ItemLine>,
}

/// `GET /admin/calls/{slug}/form`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let on_others = on_others(&visit, &room).await?;
    visit.page(&page(&visit, &room, on_others, &Typed::default(), Vec::new()))
}

/// `POST /admin/calls/{slug}/form`: moves, copies, removes.
pub async fn act(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let on_others = on_others(&visit, &room).await?;
    let typed = typed(&posted);
    let Some(edit) = asked(posted.first("do")) else {
        let problem = Problem::new(Sentence::new("editor-gone"));
        return visit.refused_page(&page(&visit, &room, on_others, &typed, vec![problem]));
    };
    if let Edit::Remove(Item::Question(Spot { question, part: None })) = &edit
        && answered(&visit, &room, question).await? > 0
    {
        return Ok(visit.see_other(&room.address(&format!("questions/{question}/remove"))));
    }
    let to = room.address("form");
    room.save(&visit, &typed, edit, &to, |room, problems| Ok(page(&visit, room, on_others, &typed, problems))).await
}

async fn on_others(visit: &Visit, room: &Room) -> Result<i64, Error> {
    let (call, definition) = (room.call.id, room.call.definition_id);
    Ok(visit.app.read(move |conn| db::applications::count_on_others(conn, call, definition)).await?)
}

fn page(visit: &Visit, room: &Room, on_others: i64, typed: &Typed, problems: Vec<Problem>) -> FormPage {
    let frame = room.frame(visit, "editor-tab-form", placed(problems, "", ""));
    let section = |s: &Section| SectionLine {
        line: ItemLine {
            href: room.address(&format!("sections/{}", s.key)),
            title: frame.text(&s.title).to_owned(),
            note: if s.before { frame.say("editor-before").to_owned() } else { String::new() },
            item: format!("section:{}", s.key),
        },
        questions: s.questions.iter().map(|q| question_line(&frame, room, q)).collect(),
    };
    FormPage {
        head: room.head(&frame),
        here: "form",
        note: (on_others > 0).then(|| frame.with("admin-definition-others").set("count", on_others).to_string()),
        open: open(&frame, room),
        reason: room.reason(&frame, typed),
        sections: room.definition.form.sections.iter().map(section).collect(),
        frame,
    }
}

/// What the definition lacks before it can be published, each with the page where it is added.
pub fn open(frame: &Frame, room: &Room) -> Vec<(String, String)> {
    let form = &room.definition.form;
    let page = |fault: &Problem| {
        let place = fault.field.as_deref().unwrap_or_default();
        if fault.sentence.id.starts_with("form-fault-meaning-") {
            return "lists".to_owned();
        }
        let id = &*fault.sentence.id;
        // These name the page itself.
        if id == "form-fault-days" {
            return place.to_owned();
        }
        if let Some((_, page)) = PAGES.iter().find(|(start, _)| id.starts_with(start)) {
            return (*page).to_owned();
        }
        page_of(form, place).unwrap_or_else(|| match () {
            () if room.definition.eligibility.iter().any(|r| r.key == place) => format!("rules/{place}"),
            () if room.definition.rubric.criteria.iter().any(|c| c.key == place) => format!("rubric/{place}"),
            () if place == "rubric" => "rubric".to_owned(),
            () => "form".to_owned(),
        })
    };
    let line = |fault: Problem| (room.address(&page(&fault)), frame.sentence(&fault.sentence));
    room.definition.faults().into_iter().map(line).collect()
}

fn page_of(form: &Form, place: &str) -> Option<String> {
    if form.section(place).is_some() {
        return Some(format!("sections/{place}"));
    }
    let question = place.split('-').next().unwrap_or_default();
    form.question(question).map(|_| format!("questions/{question}"))
}
