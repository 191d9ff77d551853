//! When a question is asked: always, or depending on earlier answers.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::placed,
    items::{address, called},
    lines::{Lines, Step},
    room::{EditPage, Room, typed},
};
use crate::{
    domain::{
        editing::{Edit, Spot},
        form::{Condition, Form, Question, Typed},
        sentence::Problem,
    },
    web::{error::Error, form::Posted, page::Frame, session::Visit},
};

/// `GET /admin/calls/{slug}/questions/{question}/condition`.
pub async fn show(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    view(&visit, &Room::enter(&visit, slug).await?, &Spot { question, part: None })
}

/// `POST /admin/calls/{slug}/questions/{question}/condition`.
pub async fn save(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    keep(&visit, Room::enter(&visit, slug).await?, Spot { question, part: None }, &posted).await
}

/// `GET /admin/calls/{slug}/questions/{question}/parts/{part}/condition`.
pub async fn show_part(visit: Visit, path: Path<(String, String, String)>) -> Result<HttpResponse, Error> {
    let (slug, question, part) = path.into_inner();
    view(&visit, &Room::enter(&visit, slug).await?, &Spot { question, part: Some(part) })
}

/// `POST /admin/calls/{slug}/questions/{question}/parts/{part}/condition`.
pub async fn save_part(
    visit: Visit,
    path: Path<(String, String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Error> {
    let (slug, question, part) = path.into_inner();
    keep(&visit, Room::enter(&visit, slug).await?, Spot { question, part: Some(part) }, &posted).await
}

/// `GET /admin/calls/{slug}/referees/questions/{question}/condition`.
pub async fn show_to_referees(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    view(&visit, &Room::enter_letters(&visit, slug).await?, &Spot { question, part: None })
}

/// `POST /admin/calls/{slug}/referees/questions/{question}/condition`.
pub async fn save_to_referees(
    visit: Visit,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    keep(&visit, Room::enter_letters(&visit, slug).await?, Spot { question, part: None }, &posted).await
}

/// What the link to this page says: whether there is a condition.
pub fn link(frame: &Frame, question: &Question) -> String {
    let words = if question.shown_when.is_some() { "editor-condition-some" } else { "editor-condition-none" };
    frame.say(words).to_owned()
}

fn view(visit: &Visit, room: &Room, spot: &Spot) -> Result<HttpResponse, Error> {
    let question = room.definition.form.at(spot).ok_or(Error::NotFound)?;
    let lines = question.shown_when.as_ref().map_or_else(|| Some(Lines::default()), Lines::of_condition);
    let nested = lines.is_none();
    visit.page(&page(visit, room, spot, (&lines.unwrap_or_default(), nested), &Typed::default(), Vec::new())?)
}

async fn keep(visit: &Visit, room: Room, spot: Spot, posted: &Posted) -> Result<HttpResponse, Error> {
    let typed = typed(posted);
    let question = room.definition.form.at(&spot).ok_or(Error::NotFound)?.clone();
    let lines = Lines::of_typed(&typed);
    let lines = match lines.clone().step(&typed) {
        Step::Again(lines) => return visit.page(&page(visit, &room, &spot, (&lines, false), &typed, Vec::new())?),
        Step::Save => lines,
    };
    let problems = lines.problems(&earlier(&room.definition.form, &spot), false);
    if !problems.is_empty() {
        return visit.refused_page(&page(visit, &room, &spot, (&lines, false), &typed, problems)?);
    }
    let to = room.address(&address(&spot));
    // What the lines do not say otherwise stays in the words in which it was stored.
    let same = |condition: &Condition| Lines::of_condition(condition).as_ref() == Some(&lines);
    let shown_when = question.shown_when.clone().filter(same).or_else(|| lines.condition());
    let edit = Edit::SetQuestion(spot.clone(), Question { shown_when, ..question }, None);
    let again = |room: &Room, problems| page(visit, room, &spot, (&lines, false), &typed, placed(problems, "", ""));
    room.save(visit, &typed, edit, &to, again).await
}

/// The questions that a condition at this spot may look at: those before it, in the form or in the row.
fn earlier<'f>(form: &'f Form, spot: &Spot) -> Vec<&'f Question> {
    match &spot.part {
        None => form.questions().take_while(|q| q.key != spot.question).collect(),
        Some(part) => {
            let parts = form.question(&spot.question).map(Question::parts).unwrap_or_default();
            parts.iter().take_while(|p| p.key != *part).collect()
        }
    }
}

fn page(
    visit: &Visit,
    room: &Room,
    spot: &Spot,
    (lines, nested): (&Lines, bool),
    typed: &Typed,
    problems: Vec<Problem>,
) -> Result<EditPage, Error> {
    let question = room.definition.form.at(spot).ok_or(Error::NotFound)?;
    let mut frame = room.frame(visit, "editor-condition-none", problems);
    frame.title = frame.with("editor-condition-title").set("question", called(&frame, question)).to_string();
    let own = room.address(&address(spot));
    let back = (own.clone(), called(&frame, question));
    let mut page = EditPage::new(room, frame, room.form_tab(), back, format!("{own}/condition"));
    let frame = &page.frame;
    let earlier = earlier(&room.definition.form, spot);
    page.lead = match lines.lines.is_empty() {
        _ if nested => frame.say("editor-condition-nested").to_owned(),
        true => frame.say("editor-condition-always").to_owned(),
        false => frame.say("editor-condition-lead").to_owned(),
    };
    if lines.lines.len() > 1 {
        page.fields = vec![lines.join(frame)];
    }
    page.hidden = lines.hidden().collect();
    page.lines = lines.fields(frame, &earlier, false);
    page.add = lines.add(frame, &earlier);
    page.reason = room.reason(frame, typed);
    Ok(page)
}
