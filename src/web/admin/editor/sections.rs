//! A section: its heading, what is said under it, and the questions in it.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, hold_text, hold_tick, line, need, placed, text, tick},
    items::question_line,
    room::{Below, EditPage, Room, typed},
};
use crate::{
    domain::{
        editing::{Edit, keys::key_of},
        form::{Section, Typed},
        sentence::Problem,
        text::Text,
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// `GET /admin/calls/{slug}/new-section`.
pub async fn new(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    visit.page(&page(&visit, &room, None, &Typed::default(), Vec::new()))
}

/// `POST /admin/calls/{slug}/new-section`.
pub async fn add(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let typed = typed(&posted);
    let (section, problems) = read(&room, None, &typed);
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, None, &typed, problems));
    }
    let (to, key) = (room.address(&format!("sections/{}", section.key)), section.key.clone());
    let again = |room: &Room, problems| Ok(page(&visit, room, None, &typed, placed(problems, &key, "")));
    room.save(&visit, &typed, Edit::AddSection(section), &to, again).await
}

/// `GET /admin/calls/{slug}/sections/{key}`.
pub async fn show(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let section = room.definition.form.section(&key).ok_or(Error::NotFound)?;
    visit.page(&page(&visit, &room, Some(section), &held(section), Vec::new()))
}

/// `POST /admin/calls/{slug}/sections/{key}`.
pub async fn save(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let section = room.definition.form.section(&key).ok_or(Error::NotFound)?.clone();
    let typed = typed(&posted);
    let (changed, problems) = read(&room, Some(&section), &typed);
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, Some(&section), &typed, problems));
    }
    let (to, new_key) = (room.address("form"), changed.key.clone());
    let again =
        |room: &Room, problems| Ok(page(&visit, room, Some(&section), &typed, placed(problems, &new_key, "before")));
    room.save(&visit, &typed, Edit::SetSection(key, changed), &to, again).await
}

fn held(section: &Section) -> Typed {
    let mut typed = Typed::default();
    hold_text(&mut typed, "title", &section.title);
    hold_text(&mut typed, "group", &section.group);
    hold_text(&mut typed, "intro", &section.intro);
    hold_tick(&mut typed, "before", section.before);
    hold_tick(&mut typed, "confirm", section.confirm);
    typed.set("key", section.key.as_str());
    typed
}

fn read(room: &Room, before: Option<&Section>, typed: &Typed) -> (Section, Vec<Problem>) {
    let mut problems = Vec::new();
    need(typed, "title", "editor-enter-title", &mut problems);
    let is_taken = |key: &str| room.definition.form.section(key).is_some();
    let key = match (typed.first("key"), before) {
        ("", Some(section)) => section.key.clone(),
        ("", None) => key_of(typed.first("title"), '-', "section", is_taken),
        (key, _) => key.to_owned(),
    };
    let of = |part: fn(&Section) -> &Text| before.map(part);
    let section = Section {
        key,
        title: text(typed, "title", of(|s| &s.title)),
        group: text(typed, "group", of(|s| &s.group)),
        intro: text(typed, "intro", of(|s| &s.intro)),
        before: typed.has("before", "yes"),
        confirm: typed.has("confirm", "yes"),
        questions: Vec::new(),
    };
    (section, problems)
}

fn page(visit: &Visit, room: &Room, section: Option<&Section>, typed: &Typed, problems: Vec<Problem>) -> EditPage {
    let mut frame = room.frame(visit, "editor-new-section", problems);
    if let Some(section) = section {
        section.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    }
    let back = (room.address("form"), frame.say("editor-tab-form").to_owned());
    let action = match section {
        Some(section) => room.address(&format!("sections/{}", section.key)),
        None => room.address("new-section"),
    };
    let mut page = EditPage::new(room, frame, "form", back, action);
    let frame = &page.frame;
    page.fields = vec![
        line(frame, "title", "editor-heading", typed).put(),
        area(frame, "intro", "editor-intro", typed, 3).optional().put(),
        line(frame, "group", "editor-group", typed).hint(frame.say("editor-group-hint")).optional().put(),
        tick(frame, "before", "editor-is-before", typed).hint(frame.say("editor-is-before-hint")).put(),
        tick(frame, "confirm", "editor-is-confirmed", typed).put(),
    ];
    page.advanced = vec![line(frame, "key", "editor-key", typed).hint(frame.say("editor-key-hint")).class("w20").put()];
    page.advanced_open = frame.problem_of("key").is_some();
    page.reason = room.reason(frame, typed);
    if let Some(section) = section {
        page.below = Some(Below {
            title: "editor-questions",
            items: section.questions.iter().map(|q| question_line(frame, room, q)).collect(),
            action: String::new(),
            reason: None,
            add: Some((room.address(&format!("sections/{}/new", section.key)), "editor-add-question")),
            choose: None,
        });
    }
    page
}
