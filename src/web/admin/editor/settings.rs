//! How a call runs: blind or not, reviews, replies, waiting list.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, count, hold_tick, number, placed, tick},
    hosting, nomination, pairing,
    part::Part,
    referees,
    room::{Below, EditPage, ItemLine, Room, typed},
    sealing,
};
use crate::{
    domain::{
        editing::Edit,
        form::Typed,
        rounds::YearDay,
        sentence::{Problem, Sentence},
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// What is ticked or not, with its words.
const TICKS: [(&str, &str); 5] = [
    ("blind", "editor-set-blind"),
    ("edit_until_deadline", "editor-set-edit"),
    ("second_person_releases", "editor-set-second"),
    ("waiting_list", "editor-set-waiting"),
    ("promote_by_itself", "editor-set-promote"),
];

/// What a call may have or not, each with a page of its own.
const PARTS: [&Part; 5] = [&referees::PART, &nomination::PART, &hosting::PART, &pairing::PART, &sealing::PART];

/// Numbers with their words and limits.
const NUMBERS: [(&str, &str, u32, u32); 3] = [
    ("reviews_per_application", "editor-set-reviews", 1, 20),
    ("reply_days", "editor-set-reply", 1, 365),
    ("undo_withdraw_days", "editor-set-undo", 0, 365),
];

/// `GET /admin/calls/{slug}/settings`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let mut held = Typed::default();
    let s = &room.definition.settings;
    let ticks = [s.blind, s.edit_until_deadline, s.second_person_releases, s.waiting_list, s.promote_by_itself];
    for ((name, _), ticked) in TICKS.into_iter().zip(ticks) {
        hold_tick(&mut held, name, ticked);
    }
    let numbers = [s.reviews_per_application, s.reply_days, s.undo_withdraw_days];
    for ((name, ..), number) in NUMBERS.into_iter().zip(numbers) {
        held.set(name, number.to_string());
    }
    let rounds: Vec<String> = s.rounds.iter().map(ToString::to_string).collect();
    held.set("rounds", rounds.join("\n"));
    visit.page(&page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/settings`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let typed = typed(&posted);
    let mut problems = Vec::new();
    let ticked = |name: &str| typed.has(name, "yes");
    let [reviews_per_application, reply_days, undo_withdraw_days] =
        NUMBERS.map(|(name, _, min, max)| count(&typed, name, min, max, &mut problems));
    let rounds = rounds(&typed, &mut problems);
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, &typed, problems));
    }
    let mut settings = room.definition.settings.clone();
    settings.blind = ticked("blind");
    settings.edit_until_deadline = ticked("edit_until_deadline");
    settings.second_person_releases = ticked("second_person_releases");
    settings.waiting_list = ticked("waiting_list");
    settings.promote_by_itself = ticked("promote_by_itself");
    settings.reviews_per_application = reviews_per_application;
    settings.reply_days = reply_days;
    settings.undo_withdraw_days = undo_withdraw_days;
    settings.rounds = rounds;
    let to = room.address("settings");
    let again = |room: &Room, problems| Ok(page(&visit, room, &typed, placed(problems, "", "")));
    room.save(&visit, &typed, Edit::SetSettings(settings), &to, again).await
}

/// A day on each line, in the order of the year and each once.
fn rounds(typed: &Typed, problems: &mut Vec<Problem>) -> Vec<YearDay> {
    let lines = typed.first("rounds").lines().map(str::trim).filter(|line| !line.is_empty());
    let days: Result<Vec<YearDay>, String> = lines.map(str::parse).collect();
    let Ok(mut days) = days else {
        problems.push(Problem::at("rounds", Sentence::new("editor-rounds-wrong")));
        return Vec::new();
    };
    days.sort_unstable();
    days.dedup();
    days
}

fn page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> EditPage {
    let frame = room.frame(visit, "editor-tab-settings", problems);
    let mut page = EditPage::new(room, frame, "settings", (String::new(), String::new()), room.address("settings"));
    let frame = &page.frame;
    page.fields = TICKS.into_iter().map(|(name, label)| tick(frame, name, label, typed).put()).collect();
    page.fields.extend(NUMBERS.into_iter().map(|(name, label, ..)| number(frame, name, label, typed).put()));
    page.fields.push(
        area(frame, "rounds", "editor-set-rounds", typed, 4)
            .hint(frame.say("editor-set-rounds-hint"))
            .class("w10")
            .optional()
            .put(),
    );
    page.reason = room.reason(frame, typed);
    let part = |part: &&Part| ItemLine {
        href: room.address(part.word),
        title: frame.say(part.title).to_owned(),
        note: frame.say(if (part.is_on)(&room.definition) { "editor-part-on" } else { "editor-part-off" }).to_owned(),
        item: String::new(),
    };
    let items = PARTS.iter().map(part).collect();
    page.below = Some(Below {
        title: "editor-parts-of-call",
        items,
        action: String::new(),
        reason: None,
        add: None,
        choose: None,
    });
    page
}
