//! One rule of eligibility: its sentence for the applicant, and what is tested: an age, or answers line by line.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, choice, count, each_line, hold_text, hold_tick, line, need, number, placed, text, tick},
    items::called,
    lines::{Line, Lines, Step, can_decide},
    room::{EditPage, Room, typed},
};
use crate::{
    domain::{
        editing::{Edit, keys::key_of},
        eligibility::{AgeOverride, ReferenceDay, Rule, Test},
        form::{Form, Kind, Question, Typed},
        sentence::{Problem, Sentence},
        time::Day,
    },
    web::{
        error::Error,
        form::Posted,
        page::Frame,
        parts::{Opt, Put},
        session::Visit,
    },
};

/// What rules are mostly about.
pub const KINDS: &[&str] = &["age", "citizenship", "residence", "degree", "employment", "language", "award", "answers"];

/// The page of a rule that is not there yet, begun from one of [`KINDS`].
pub fn begin(visit: &Visit, room: &Room, kind: &str) -> Result<HttpResponse, Error> {
    let kind = KINDS.iter().find(|known| **known == kind).ok_or(Error::NotFound)?;
    let mut held = Typed::default();
    held.set("kind", *kind);
    let form = &room.definition.form;
    let mut lines = Lines { any: *kind == "degree", lines: Vec::new() };
    match *kind {
        "age" => {
            let question = |fits: fn(&Kind) -> bool| form.questions().find(|q| fits(&q.kind)).map(|q| q.key.clone());
            held.set("question", question(|kind| matches!(kind, Kind::Date { birth: true, .. })).unwrap_or_default());
            held.set("max", "45");
            held.set("inclusive", "yes");
            held.set("on", "application");
        }
        "citizenship" => lines.lines.extend(form.question(&form.meaning.country).map(whole_list)),
        "residence" => {
            let other = |q: &&Question| matches!(q.kind, Kind::Country { .. }) && q.key != form.meaning.country;
            lines.lines.extend(form.questions().find(other).map(whole_list));
        }
        _ => {}
    }
    visit.page(&page(visit, room, None, &lines, &held, Vec::new()))
}

/// Every country that a question offers.
fn whole_list(question: &Question) -> Line {
    let words = match &question.kind {
        Kind::Country { codes, .. } => codes.clone(),
        _ => Vec::new(),
    };
    Line { question: question.key.clone(), words, joined: false }
}

/// Stands between rows and the part of each row that is counted. No key has such a sign.
const IN_ROW: char = '.';

/// `GET /admin/calls/{slug}/rules/{rule}`.
pub async fn show(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let rule = room.definition.eligibility.iter().find(|r| r.key == key).ok_or(Error::NotFound)?;
    let lines = Lines::of_test(&rule.test).unwrap_or_default();
    visit.page(&page(&visit, &room, Some(rule), &lines, &held(rule), Vec::new()))
}

/// `POST /admin/calls/{slug}/rules/{rule}`.
pub async fn save(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    keep(&visit, room, Some(key), &typed(&posted)).await
}

/// Saves a rule that is there or, without its key, a new one; or makes the page again with other lines.
pub async fn keep(visit: &Visit, room: Room, key: Option<String>, typed: &Typed) -> Result<HttpResponse, Error> {
    let rules = &room.definition.eligibility;
    let old = match &key {
        Some(key) => Some(rules.iter().find(|r| r.key == *key).ok_or(Error::NotFound)?.clone()),
        None => None,
    };
    let lines = Lines::of_typed(typed);
    let lines = match lines.clone().step(typed) {
        Step::Again(lines) => return visit.page(&page(visit, &room, old.as_ref(), &lines, typed, Vec::new())),
        Step::Save => lines,
    };
    let (rule, problems) = read(&room, old.as_ref(), &lines, typed);
    let Some(rule) = rule.filter(|_| problems.is_empty()) else {
        return visit.refused_page(&page(visit, &room, old.as_ref(), &lines, typed, problems));
    };
    let (to, place) = (room.address("rules"), rule.key.clone());
    let edit = match key {
        Some(key) => Edit::SetRule(key, rule),
        None => Edit::AddRule(rule),
    };
    let again = |room: &Room, problems| {
        Ok(page(visit, room, old.as_ref(), &lines, typed, placed(problems, &place, "question")))
    };
    room.save(visit, typed, edit, &to, again).await
}

fn held(rule: &Rule) -> Typed {
    let mut typed = Typed::default();
    typed.set("key", rule.key.as_str());
    hold_text(&mut typed, "says", &rule.says);
    let (rows, test) = match &rule.test {
        Test::EachRow { question, test } => (Some(question), &**test),
        test => (None, test),
    };
    let Test::Age { question, max, min, inclusive, on, country_question, overrides } = test else {
        typed.set("kind", "answers");
        return typed;
    };
    typed.set("kind", "age");
    typed.set("question", rows.map_or_else(|| question.clone(), |rows| format!("{rows}{IN_ROW}{question}")));
    typed.set("max", max.to_string());
    typed.set("min", min.map(|min| min.to_string()).unwrap_or_default());
    hold_tick(&mut typed, "inclusive", *inclusive);
    match on {
        ReferenceDay::Application => typed.set("on", "application"),
        ReferenceDay::Close => typed.set("on", "close"),
        ReferenceDay::On(day) => {
            typed.set("on", "day");
            typed.set("day", day.to_string());
        }
    }
    typed.set("country", country_question.clone().unwrap_or_default());
    let one = |o: &AgeOverride| format!("{} | {}", o.country, o.max);
    typed.set("overrides", overrides.iter().map(one).collect::<Vec<_>>().join("\n"));
    typed
}

fn read(room: &Room, old: Option<&Rule>, lines: &Lines, typed: &Typed) -> (Option<Rule>, Vec<Problem>) {
    let mut problems = Vec::new();
    need(typed, "says", "editor-enter-says", &mut problems);
    let form = &room.definition.form;
    let test = if typed.first("kind") == "age" {
        Some(age(form, typed, &mut problems))
    } else {
        problems.extend(lines.problems(&decisive(form), true));
        if lines.lines.is_empty() {
            problems.push(Problem::at("add", Sentence::new("editor-enter-lines")));
        }
        // What the lines do not say otherwise stays in the words in which it was stored.
        let same = old.filter(|old| Lines::of_test(&old.test).as_ref() == Some(lines)).map(|old| old.test.clone());
        same.or_else(|| lines.test(form))
    };
    let is_taken = |key: &str| room.definition.eligibility.iter().any(|r| r.key == key);
    let key = match (typed.first("key"), old) {
        ("", Some(old)) => old.key.clone(),
        ("", None) => key_of(typed.first("kind"), '-', "rule", is_taken),
        (key, _) => key.to_owned(),
    };
    let says = text(typed, "says", old.map(|old| &old.says));
    (test.map(|test| Rule { key, says, test }), problems)
}

fn age(form: &Form, typed: &Typed, problems: &mut Vec<Problem>) -> Test {
    need(typed, "question", "editor-select-question", problems);
    let max = i32::try_from(count(typed, "max", 1, 150, problems)).unwrap_or(0);
    let min = Some(typed.first("min")).filter(|held| !held.is_empty());
    let min = min.and_then(|_| i32::try_from(count(typed, "min", 1, 150, problems)).ok());
    let on = match typed.first("on") {
        "close" => ReferenceDay::Close,
        "day" => typed.first("day").parse::<Day>().map_or_else(
            |_| {
                problems.push(Problem::at("day", Sentence::new("editor-date")));
                ReferenceDay::Close
            },
            ReferenceDay::On,
        ),
        _ => ReferenceDay::Application,
    };
    let country = Some(typed.first("country").to_owned()).filter(|key| !key.is_empty());
    let offered = country.as_deref().and_then(|key| form.question(key)).map(|q| &q.kind);
    let mut overrides = Vec::<AgeOverride>::new();
    for line in each_line(typed, "overrides") {
        let (code, years) = line.split_once('|').unwrap_or((line, ""));
        let code = code.trim().to_uppercase();
        let is_offered = matches!(offered, Some(Kind::Country { codes, .. }) if codes.contains(&code));
        let is_new = overrides.iter().all(|o| o.country != code);
        match years.trim().parse::<i32>() {
            Ok(max @ 1..=150) if is_offered && is_new => overrides.push(AgeOverride { country: code, max }),
            _ => {
                problems.push(Problem::at("overrides", Sentence::new("editor-override").with("line", line)));
                break;
            }
        }
    }
    let (rows, question) = match typed.first("question").split_once(IN_ROW) {
        Some((rows, part)) => (Some(rows.to_owned()), part.to_owned()),
        None => (None, typed.first("question").to_owned()),
    };
    let inclusive = typed.has("inclusive", "yes");
    let age = Test::Age { question, max, min, inclusive, on, country_question: country, overrides };
    match rows {
        Some(question) => Test::EachRow { question, test: Box::new(age) },
        None => age,
    }
}

fn decisive(form: &Form) -> Vec<&Question> {
    form.questions().filter(|q| can_decide(q)).collect()
}

fn page(
    visit: &Visit,
    room: &Room,
    rule: Option<&Rule>,
    lines: &Lines,
    typed: &Typed,
    problems: Vec<Problem>,
) -> EditPage {
    let mut frame = room.frame(visit, "editor-new-rule", problems);
    let kind = KINDS.iter().find(|kind| **kind == typed.first("kind")).copied().unwrap_or("answers");
    let title = if rule.is_some() && kind != "age" { "editor-rule".to_owned() } else { format!("editor-rule-{kind}") };
    let title = frame.say(&title).to_owned();
    frame.title = title;
    let action = rule.map_or_else(|| room.address("new-rule"), |r| room.address(&format!("rules/{}", r.key)));
    let back = (room.address("rules"), frame.say("editor-tab-rules").to_owned());
    let mut page = EditPage::new(room, frame, "rules", back, action);
    let frame = &page.frame;
    let form = &room.definition.form;
    page.hidden = vec![("kind", kind.to_owned())];
    page.fields = vec![area(frame, "says", "editor-says", typed, 3).hint(frame.say("editor-says-hint")).put()];
    if kind == "age" {
        page.fields.extend(age_fields(frame, form, typed));
    } else {
        let nested = rule.is_some_and(|rule| Lines::of_test(&rule.test).is_none());
        let lead = if nested { "editor-rule-nested" } else { "editor-rule-lead" };
        frame.say(lead).clone_into(&mut page.lead);
        let decisive = decisive(form);
        if lines.lines.len() > 1 || (rule.is_none() && kind == "degree") {
            page.fields.push(lines.join(frame));
        }
        page.hidden.extend(lines.hidden());
        page.lines = lines.fields(frame, &decisive, true);
        page.add = lines.add(frame, &decisive);
    }
    page.advanced = vec![
        line(frame, "key", "editor-key", typed).hint(frame.say("editor-rule-key-hint")).optional().class("w20").put(),
    ];
    page.advanced_open = frame.problem_of("key").is_some();
    page.reason = room.reason(frame, typed);
    page
}

fn age_fields(frame: &Frame, form: &Form, typed: &Typed) -> Vec<Put> {
    let of = |fits: fn(&Kind) -> bool| {
        let none = (String::new(), frame.say("editor-lists-none").to_owned());
        let fitting = form.questions().filter(move |q| fits(&q.kind)).map(|q| (q.key.clone(), called(frame, q)));
        std::iter::once(none).chain(fitting).collect::<Vec<_>>()
    };
    let on = |value: &str, words: &str| Opt::new(value, frame.say(words), typed.first("on") == value);
    let is_day = |kind: &Kind| matches!(kind, Kind::Date { .. });
    let mut days = of(is_day);
    for rows in form.questions() {
        let in_row = |part: &Question| {
            let named =
                frame.with("editor-age-in-row").set("rows", called(frame, rows)).set("part", called(frame, part));
            (format!("{}{IN_ROW}{}", rows.key, part.key), named.to_string())
        };
        days.extend(rows.parts().iter().filter(|part| is_day(&part.kind)).map(in_row));
    }
    vec![
        choice(frame, "question", "editor-age-question", typed, days).class("w20").put(),
        number(frame, "max", "editor-age-max", typed).put(),
        number(frame, "min", "editor-age-min", typed).optional().put(),
        tick(frame, "inclusive", "editor-age-inclusive", typed).hint(frame.say("editor-age-inclusive-hint")).put(),
        frame
            .field("on", "editor-age-on")
            .radios(vec![
                on("application", "editor-age-on-application"),
                on("close", "editor-age-on-close"),
                on("day", "editor-age-on-day"),
            ])
            .put(),
        line(frame, "day", "editor-age-day", typed).kind("date").class("w10").optional().put(),
        choice(frame, "country", "editor-age-country", typed, of(|k| matches!(k, Kind::Country { .. })))
            .class("w20")
            .optional()
            .put(),
        area(frame, "overrides", "editor-age-overrides", typed, 3)
            .hint(frame.say("editor-age-overrides-hint"))
            .optional()
            .put(),
    ]
}
