//! Letters of reference: how many, when they are needed, what is said to whom, and what referees are asked.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, count, hold_text, hold_tick, line, number, radios, text, tick},
    items::{asked, question_line},
    kinds::{LARGEST, MEGABYTE, megabytes},
    part::{self, Part},
    room::{Below, Room},
};
use crate::{
    domain::{
        call::MOST_DAYS,
        editing::{Edit, Item},
        form::Typed,
        referees::{Deadline, Due, LetterFile, MOST, Referees},
        sentence::{Problem, Sentence},
        text::Text,
        time::Timestamp,
    },
    web::{
        error::Error,
        form::{Posted, local_time},
        page::Frame,
        parts::Put,
        session::Visit,
    },
};

/// The page.
pub static PART: Part = Part {
    word: "referees",
    title: "editor-referees-title",
    lead: "editor-referees-lead",
    tick: "editor-referees-use",
    is_on: |definition| definition.referees.is_some(),
    hold,
    read,
    off: Edit::SetReferees(None),
    fields,
    below,
};

/// `GET /admin/calls/{slug}/referees`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    part::show(visit, slug.into_inner(), &PART).await
}

/// `POST /admin/calls/{slug}/referees`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    part::save(visit, slug.into_inner(), posted, &PART).await
}

/// `POST /admin/calls/{slug}/referees/questions`: moves, copies, removes.
pub async fn act(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter_letters(&visit, slug.into_inner()).await?;
    let is_question = |edit: &Edit| match edit {
        Edit::Up(item) | Edit::Down(item) | Edit::Copy(item) | Edit::Remove(item) => matches!(item, Item::Question(_)),
        _ => false,
    };
    let edit = asked(posted.first("do")).filter(is_question).ok_or(Error::NotFound)?;
    part::act(visit, room, posted, &PART, edit).await
}

/// What letters begin with: one, before the review, as a file.
fn usual() -> Referees {
    Referees {
        minimum: 1,
        maximum: 2,
        spare: 1,
        due: Due::BeforeReview,
        deadline: Deadline::DaysAfterClose(14),
        intro: Text::default(),
        brief: Text::default(),
        questions: Vec::new(),
        file: Some(LetterFile { optional: false, max_bytes: 5 * MEGABYTE, max_pages: Some(5) }),
        waiver: None,
        applicant_reads: false,
        other_domain: false,
    }
}

fn now(room: &Room) -> Referees {
    room.definition.referees.clone().unwrap_or_else(usual)
}

fn hold(room: &Room, held: &mut Typed) {
    let now = now(room);
    for (name, number) in [("minimum", now.minimum), ("maximum", now.maximum), ("spare", now.spare)] {
        held.set(name, number.to_string());
    }
    held.set("due", now.due.word());
    let (deadline, days) = match now.deadline {
        Deadline::DaysAfterClose(days) => ("close", Some(days)),
        Deadline::DaysAfterRequest(days) => ("request", Some(days)),
        Deadline::At(_) => ("at", None),
    };
    held.set("deadline", deadline);
    held.set("deadline_days", days.map(|days| days.to_string()).unwrap_or_default());
    if let Deadline::At(at) = now.deadline {
        held.set("deadline_at", local(room, at));
    }
    hold_text(held, "intro", &now.intro);
    hold_text(held, "brief", &now.brief);
    hold_text(held, "waiver", &now.waiver.unwrap_or_default());
    hold_tick(held, "applicant_reads", now.applicant_reads);
    hold_tick(held, "other_domain", now.other_domain);
    hold_tick(held, "file", now.file.is_some());
    hold_tick(held, "file_optional", now.file.as_ref().is_some_and(|file| file.optional));
    let size = now.file.as_ref().map_or(5, |file| megabytes(file.max_bytes));
    held.set("file_size", size.to_string());
    let pages = now.file.and_then(|file| file.max_pages).map(|pages| pages.to_string());
    held.set("file_pages", pages.unwrap_or_default());
}

fn local(room: &Room, at: Timestamp) -> String {
    at.in_zone(room.call.zone).format("%Y-%m-%dT%H:%M").to_string()
}

fn read(room: &Room, typed: &Typed, problems: &mut Vec<Problem>) -> Edit {
    let now = now(room);
    let maximum = count(typed, "maximum", 1, MOST, problems);
    let waiver = text(typed, "waiver", now.waiver.as_ref());
    let due = typed.first("due").parse().unwrap_or_else(|_| {
        problems.push(Problem::at("due", Sentence::new("editor-select-one")));
        now.due
    });
    let file = typed.has("file", "yes").then(|| file(typed, now.file.as_ref(), problems));
    if file.is_none() && now.questions.is_empty() {
        problems.push(Problem::at("file", Sentence::new("letters-fault-nothing-asked")));
    }
    Edit::SetReferees(Some(Box::new(Referees {
        minimum: count(typed, "minimum", 0, maximum, problems),
        maximum,
        spare: count(typed, "spare", 0, MOST, problems),
        due,
        deadline: deadline(room, now.deadline, typed, problems),
        intro: text(typed, "intro", Some(&now.intro)),
        brief: text(typed, "brief", Some(&now.brief)),
        questions: now.questions,
        file,
        waiver: Some(waiver).filter(|waiver| !waiver.is_empty()),
        applicant_reads: typed.has("applicant_reads", "yes"),
        other_domain: typed.has("other_domain", "yes"),
    })))
}

fn deadline(room: &Room, now: Deadline, typed: &Typed, problems: &mut Vec<Problem>) -> Deadline {
    match typed.first("deadline") {
        "close" => Deadline::DaysAfterClose(count(typed, "deadline_days", 0, MOST_DAYS, problems)),
        "request" => Deadline::DaysAfterRequest(count(typed, "deadline_days", 1, MOST_DAYS, problems)),
        "at" => {
            let held = typed.first("deadline_at");
            // What is shown in whole minutes stays to the second while nobody changes it.
            if matches!(now, Deadline::At(at) if local(room, at) == held) {
                return now;
            }
            match local_time(held).and_then(|at| Timestamp::from_local(at, room.call.zone)) {
                Some(at) if at > room.call.opens_at => Deadline::At(at),
                Some(_) => refused("deadline_at", "editor-deadline-early", now, problems),
                None => refused("deadline_at", "editor-deadline-at-missing", now, problems),
            }
        }
        _ => refused("deadline", "editor-select-one", now, problems),
    }
}

fn refused(field: &str, why: &'static str, now: Deadline, problems: &mut Vec<Problem>) -> Deadline {
    problems.push(Problem::at(field, Sentence::new(why)));
    now
}

fn file(typed: &Typed, now: Option<&LetterFile>, problems: &mut Vec<Problem>) -> LetterFile {
    let size = u64::from(count(typed, "file_size", 1, LARGEST, problems));
    let same = now.map(|file| file.max_bytes).filter(|bytes| megabytes(*bytes) == size);
    LetterFile {
        optional: typed.has("file_optional", "yes"),
        max_bytes: same.unwrap_or(size * MEGABYTE),
        max_pages: (!typed.first("file_pages").is_empty()).then(|| count(typed, "file_pages", 1, 1000, problems)),
    }
}

fn fields(frame: &Frame, _: &Room, typed: &Typed) -> Vec<Put> {
    let dues = Due::ALL.iter().map(|due| (due.word(), format!("editor-due-{}", due.word().replace('_', "-"))));
    let deadlines = ["close", "request", "at"].map(|word| (word, format!("editor-deadline-{word}")));
    vec![
        number(frame, "maximum", "editor-referees-maximum", typed)
            .hint(frame.say("editor-referees-maximum-hint"))
            .put(),
        number(frame, "minimum", "editor-referees-minimum", typed)
            .hint(frame.say("editor-referees-minimum-hint"))
            .put(),
        number(frame, "spare", "editor-referees-spare", typed).hint(frame.say("editor-referees-spare-hint")).put(),
        radios(frame, "due", "editor-due", typed, dues).put(),
        radios(frame, "deadline", "editor-deadline", typed, deadlines).put(),
        number(frame, "deadline_days", "editor-deadline-days", typed).optional().put(),
        line(frame, "deadline_at", "editor-deadline-moment", typed)
            .kind("datetime-local")
            .class("w20")
            .optional()
            .put(),
        tick(frame, "other_domain", "editor-other-domain", typed).put(),
        area(frame, "intro", "editor-referees-intro", typed, 4).optional().put(),
        area(frame, "brief", "editor-referees-brief", typed, 4).optional().put(),
        area(frame, "waiver", "editor-waiver", typed, 3).hint(frame.say("editor-waiver-hint")).optional().put(),
        tick(frame, "applicant_reads", "editor-applicant-reads", typed)
            .hint(frame.say("editor-applicant-reads-hint"))
            .put(),
        tick(frame, "file", "editor-letter-file", typed).put(),
        tick(frame, "file_optional", "editor-letter-file-optional", typed).put(),
        number(frame, "file_size", "editor-size", typed).put(),
        number(frame, "file_pages", "editor-pages-most", typed).optional().put(),
    ]
}

/// The questions that referees answer.
fn below(frame: &Frame, room: &Room) -> Option<Below> {
    let questions = &room.definition.referees.as_ref()?.questions;
    let own = format!("/admin/calls/{}/referees", room.call.slug);
    let line = |q| {
        let line = question_line(frame, room, q);
        super::room::ItemLine { href: format!("{own}/questions/{}", q.key), ..line }
    };
    Some(Below {
        title: "editor-referees-questions",
        items: questions.iter().map(line).collect(),
        action: format!("{own}/questions"),
        reason: room.reason_below(frame),
        add: Some((format!("{own}/new"), "editor-add-question")),
        choose: None,
    })
}
