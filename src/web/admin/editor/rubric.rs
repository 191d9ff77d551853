//! The rubric: criteria in their order, each with its weight and the scores with what they mean.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{area, count, each_line, hold_text, line, need, number, placed, text},
    items::asked,
    room::{EditPage, ItemLine, ItemsPage, Room, typed},
};
use crate::{
    domain::{
        editing::{Edit, Item, keys::key_of},
        form::Typed,
        rubric::{Anchor, Criterion, HEAVIEST},
        sentence::{Problem, Sentence},
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// Scores with which a new criterion begins.
const SCALE: &str = "5 | \n4 | \n3 | \n2 | \n1 | ";

/// `GET /admin/calls/{slug}/rubric`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let mut held = Typed::default();
    held.set("threshold", room.definition.rubric.threshold.map(|t| t.to_string()).unwrap_or_default());
    visit.page(&page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/rubric`: moves, copies, removes; or sets the threshold.
pub async fn act(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let (typed, to) = (typed(&posted), room.address("rubric"));
    let is_criterion = |edit: &Edit| match edit {
        Edit::Up(item) | Edit::Down(item) | Edit::Copy(item) | Edit::Remove(item) => matches!(item, Item::Criterion(_)),
        _ => false,
    };
    let edit = match (posted.first("do"), typed.first("threshold")) {
        ("save", "") => Ok(Edit::SetThreshold(None)),
        ("save", held) => match held.parse::<f64>() {
            Ok(mean) if (-1000.0..=1000.0).contains(&mean) => Ok(Edit::SetThreshold(Some(mean))),
            _ => Err(Problem::at("threshold", Sentence::new("editor-threshold-wrong"))),
        },
        (act, _) => asked(act).filter(is_criterion).ok_or_else(|| Problem::new(Sentence::new("editor-gone"))),
    };
    match edit {
        Ok(edit) => {
            let again = |room: &Room, problems| Ok(page(&visit, room, &typed, placed(problems, "", "")));
            room.save(&visit, &typed, edit, &to, again).await
        }
        Err(problem) => visit.refused_page(&page(&visit, &room, &typed, vec![problem])),
    }
}

fn page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> ItemsPage {
    let frame = room.frame(visit, "editor-tab-rubric", problems);
    let rubric = &room.definition.rubric;
    let item = |c: &Criterion| ItemLine {
        href: room.address(&format!("rubric/{}", c.key)),
        title: frame.text(&c.title).to_owned(),
        note: frame.with("editor-weight-is").set("weight", c.weight).set("share", rubric.share(c)).to_string(),
        item: format!("criterion:{}", c.key),
    };
    let threshold = line(&frame, "threshold", "editor-threshold", typed).hint(frame.say("editor-threshold-hint"));
    ItemsPage {
        head: room.head(&frame),
        here: "rubric",
        lead: "editor-rubric-lead",
        none: "editor-rubric-none",
        reason: room.reason(&frame, typed),
        items: rubric.criteria.iter().map(item).collect(),
        own: Some((threshold.class("w10").optional().put(), "editor-save-threshold")),
        add: ("new-criterion", "editor-add-criterion"),
        frame,
    }
}

/// `GET /admin/calls/{slug}/new-criterion`.
pub async fn new(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let mut held = Typed::default();
    held.set("weight", "10");
    held.set("anchors", SCALE);
    visit.page(&criterion_page(&visit, &room, None, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/new-criterion`.
pub async fn add(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    keep(&visit, room, None, &typed(&posted)).await
}

/// `GET /admin/calls/{slug}/rubric/{criterion}`.
pub async fn show_criterion(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let criterion = find(&room, &key)?;
    visit.page(&criterion_page(&visit, &room, Some(criterion), &held(criterion), Vec::new()))
}

/// `POST /admin/calls/{slug}/rubric/{criterion}`.
pub async fn save_criterion(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    keep(&visit, room, Some(key), &typed(&posted)).await
}

fn find<'r>(room: &'r Room, key: &str) -> Result<&'r Criterion, Error> {
    room.definition.rubric.criteria.iter().find(|c| c.key == key).ok_or(Error::NotFound)
}

async fn keep(visit: &Visit, room: Room, key: Option<String>, typed: &Typed) -> Result<HttpResponse, Error> {
    let old = match &key {
        Some(key) => Some(find(&room, key)?.clone()),
        None => None,
    };
    let (criterion, problems) = read(&room, old.as_ref(), typed);
    if !problems.is_empty() {
        return visit.refused_page(&criterion_page(visit, &room, old.as_ref(), typed, problems));
    }
    let (to, place) = (room.address("rubric"), criterion.key.clone());
    let edit = match key {
        Some(key) => Edit::SetCriterion(key, criterion),
        None => Edit::AddCriterion(criterion),
    };
    let again =
        |room: &Room, problems| Ok(criterion_page(visit, room, old.as_ref(), typed, placed(problems, &place, "")));
    room.save(visit, typed, edit, &to, again).await
}

fn held(criterion: &Criterion) -> Typed {
    let mut typed = Typed::default();
    typed.set("key", criterion.key.as_str());
    hold_text(&mut typed, "title", &criterion.title);
    hold_text(&mut typed, "guidance", &criterion.guidance);
    typed.set("weight", criterion.weight.to_string());
    let one = |a: &Anchor| format!("{} | {}", a.score, a.text.in_language("en").replace('\n', " "));
    typed.set("anchors", criterion.anchors.iter().map(one).collect::<Vec<_>>().join("\n"));
    typed
}

fn read(room: &Room, old: Option<&Criterion>, typed: &Typed) -> (Criterion, Vec<Problem>) {
    let mut problems = Vec::new();
    need(typed, "title", "editor-enter-title", &mut problems);
    let is_taken = |key: &str| room.definition.rubric.criteria.iter().any(|c| c.key == key);
    let key = match (typed.first("key"), old) {
        ("", Some(old)) => old.key.clone(),
        ("", None) => key_of(typed.first("title"), '_', "criterion", is_taken),
        (key, _) => key.to_owned(),
    };
    let criterion = Criterion {
        key,
        title: text(typed, "title", old.map(|c| &c.title)),
        guidance: text(typed, "guidance", old.map(|c| &c.guidance)),
        weight: count(typed, "weight", 1, HEAVIEST, &mut problems),
        anchors: anchors(typed, old, &mut problems),
    };
    (criterion, problems)
}

/// Scores, one a line with what each means, best first.
fn anchors(typed: &Typed, old: Option<&Criterion>, problems: &mut Vec<Problem>) -> Vec<Anchor> {
    let mut anchors = Vec::<Anchor>::new();
    for line in each_line(typed, "anchors") {
        let (score, says) = line.split_once('|').unwrap_or((line, ""));
        match score.trim().parse::<i32>() {
            Ok(score @ -100..=100) if anchors.iter().all(|a| a.score != score) => {
                let known = old.and_then(|c| c.anchors.iter().find(|a| a.score == score)).map(|a| a.text.clone());
                anchors.push(Anchor { score, text: known.unwrap_or_default().saying("en", says.trim()) });
            }
            _ => {
                problems.push(Problem::at("anchors", Sentence::new("editor-anchor").with("line", line)));
                return anchors;
            }
        }
    }
    if anchors.len() < 2 {
        problems.push(Problem::at("anchors", Sentence::new("editor-enter-anchors")));
    }
    anchors.sort_by_key(|a| std::cmp::Reverse(a.score));
    anchors
}

fn criterion_page(
    visit: &Visit,
    room: &Room,
    criterion: Option<&Criterion>,
    typed: &Typed,
    problems: Vec<Problem>,
) -> EditPage {
    let mut frame = room.frame(visit, "editor-add-criterion", problems);
    if let Some(criterion) = criterion {
        criterion.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    }
    let own = criterion.map_or_else(|| "new-criterion".to_owned(), |c| format!("rubric/{}", c.key));
    let back = (room.address("rubric"), frame.say("editor-tab-rubric").to_owned());
    let mut page = EditPage::new(room, frame, "rubric", back, room.address(&own));
    let frame = &page.frame;
    page.fields = vec![
        line(frame, "title", "editor-heading", typed).put(),
        area(frame, "guidance", "editor-guidance", typed, 3).optional().put(),
        number(frame, "weight", "editor-weight", typed).hint(frame.say("editor-weight-hint")).put(),
        area(frame, "anchors", "editor-anchors", typed, 8).hint(frame.say("editor-anchors-hint")).put(),
    ];
    page.advanced = vec![
        line(frame, "key", "editor-key", typed).hint(frame.say("editor-rule-key-hint")).optional().class("w20").put(),
    ];
    page.advanced_open = frame.problem_of("key").is_some();
    page.reason = room.reason(frame, typed);
    page
}
