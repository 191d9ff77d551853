//! The rules of eligibility in their order; and one more, begun from what such rules are mostly about.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    fields::placed,
    items::asked,
    room::{ChoosePage, ItemLine, ItemsPage, Room, typed},
    rule,
};
use crate::{
    domain::{
        editing::{Edit, Item},
        eligibility::{Rule, Test},
        form::Typed,
        sentence::{Problem, Sentence},
    },
    web::{error::Error, form::Posted, page::Frame, parts::Opt, session::Visit},
};

/// The kind that was chosen.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    kind: String,
}

/// `GET /admin/calls/{slug}/rules`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    visit.page(&page(&visit, &room, &Typed::default(), Vec::new()))
}

/// `POST /admin/calls/{slug}/rules`: moves, copies, removes.
pub async fn act(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let (typed, to) = (typed(&posted), room.address("rules"));
    let is_rule = |edit: &Edit| {
        matches!(
            edit,
            Edit::Up(Item::Rule(_))
                | Edit::Down(Item::Rule(_))
                | Edit::Copy(Item::Rule(_))
                | Edit::Remove(Item::Rule(_))
        )
    };
    let Some(edit) = asked(posted.first("do")).filter(is_rule) else {
        let problem = Problem::new(Sentence::new("editor-gone"));
        return visit.refused_page(&page(&visit, &room, &typed, vec![problem]));
    };
    room.save(&visit, &typed, edit, &to, |room, problems| Ok(page(&visit, room, &typed, placed(problems, "", ""))))
        .await
}

/// `GET /admin/calls/{slug}/new-rule`.
pub async fn new(visit: Visit, slug: Path<String>, chosen: Query<Chosen>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    if chosen.kind.is_empty() {
        return visit.page(&choose(&visit, &room));
    }
    rule::begin(&visit, &room, &chosen.kind)
}

/// `POST /admin/calls/{slug}/new-rule`.
pub async fn add(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    rule::keep(&visit, room, None, &typed(&posted)).await
}

fn page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> ItemsPage {
    let frame = room.frame(visit, "editor-tab-rules", problems);
    let line = |rule: &Rule| ItemLine {
        href: room.address(&format!("rules/{}", rule.key)),
        title: frame.text(&rule.says).to_owned(),
        note: about(&frame, &rule.test).to_owned(),
        item: format!("rule:{}", rule.key),
    };
    ItemsPage {
        head: room.head(&frame),
        here: "rules",
        lead: "editor-rules-lead",
        none: "editor-rules-none",
        reason: room.reason(&frame, typed),
        items: room.definition.eligibility.iter().map(line).collect(),
        own: None,
        add: ("new-rule", "editor-add-rule"),
        frame,
    }
}

/// The page on which it is chosen what a new rule is about.
fn choose(visit: &Visit, room: &Room) -> ChoosePage {
    let frame = room.frame(visit, "editor-new-rule", Vec::new());
    let kind = |(at, kind): (usize, &&'static str)| Opt::new(*kind, frame.say(&format!("editor-rule-{kind}")), at == 0);
    let kinds = rule::KINDS.iter().enumerate().map(kind).collect();
    ChoosePage {
        head: room.head(&frame),
        here: "rules",
        back: (room.address("rules"), frame.say("editor-tab-rules").to_owned()),
        action: room.address("new-rule"),
        kind: frame.field("kind", "editor-rule-kind").radios(kinds).put(),
        frame,
    }
}

fn about<'f>(frame: &'f Frame, test: &Test) -> &'f str {
    frame.say(if matches!(test, Test::Age { .. }) { "editor-rule-age" } else { "editor-rule-answers" })
}
