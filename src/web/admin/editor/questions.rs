//! A question, or a part of a row: what it asks, of which kind it is, who may see the answer.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    conditions,
    fields::{line, placed},
    items::{address, answered, asked, called, question_line},
    kinds,
    place::Place,
    question_fields::{fields, held, read},
    room::{Below, ChoosePage, EditPage, ItemLine, Room, typed},
};
use crate::{
    domain::{
        editing::{Edit, Item, Spot},
        form::{KindWord, Question, Typed},
        sentence::{Problem, Sentence},
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// The kind that was chosen.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    /// A kind, or the word of a ready-made question.
    #[serde(default)]
    kind: String,
}

/// Part of an address below a question.
pub type PartPath = Path<(String, String, String)>;

/// `GET /admin/calls/{slug}/sections/{key}/new`.
pub async fn new(visit: Visit, path: Path<(String, String)>, chosen: Query<Chosen>) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    view(&visit, slug, Place::New(key), &chosen.kind).await
}

/// `POST /admin/calls/{slug}/sections/{key}/new`.
pub async fn add(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    keep(&visit, slug, Place::New(key), &posted).await
}

/// `GET /admin/calls/{slug}/questions/{question}`.
pub async fn show(visit: Visit, path: Path<(String, String)>, chosen: Query<Chosen>) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    view(&visit, slug, Place::At(Spot { question, part: None }), &chosen.kind).await
}

/// `POST /admin/calls/{slug}/questions/{question}`.
pub async fn save(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    keep(&visit, slug, Place::At(Spot { question, part: None }), &posted).await
}

/// `GET /admin/calls/{slug}/questions/{question}/new`: a part of a row.
pub async fn new_part(
    visit: Visit,
    path: Path<(String, String)>,
    chosen: Query<Chosen>,
) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    view(&visit, slug, Place::NewPart(question), &chosen.kind).await
}

/// `POST /admin/calls/{slug}/questions/{question}/new`.
pub async fn add_part(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    keep(&visit, slug, Place::NewPart(question), &posted).await
}

/// `GET /admin/calls/{slug}/questions/{question}/parts/{part}`.
pub async fn show_part(visit: Visit, path: PartPath, chosen: Query<Chosen>) -> Result<HttpResponse, Error> {
    let (slug, question, part) = path.into_inner();
    view(&visit, slug, Place::At(Spot { question, part: Some(part) }), &chosen.kind).await
}

/// `POST /admin/calls/{slug}/questions/{question}/parts/{part}`.
pub async fn save_part(visit: Visit, path: PartPath, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, question, part) = path.into_inner();
    keep(&visit, slug, Place::At(Spot { question, part: Some(part) }), &posted).await
}

/// `GET /admin/calls/{slug}/referees/new`: a question to referees.
pub async fn new_to_referees(visit: Visit, slug: Path<String>, chosen: Query<Chosen>) -> Result<HttpResponse, Error> {
    let room = Room::enter_letters(&visit, slug.into_inner()).await?;
    view_in(&visit, &room, Place::New("letter".to_owned()), &chosen.kind).await
}

/// `POST /admin/calls/{slug}/referees/new`.
pub async fn add_to_referees(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter_letters(&visit, slug.into_inner()).await?;
    keep_in(&visit, room, Place::New("letter".to_owned()), &posted).await
}

/// `GET /admin/calls/{slug}/referees/questions/{question}`.
pub async fn show_to_referees(
    visit: Visit,
    path: Path<(String, String)>,
    chosen: Query<Chosen>,
) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    let room = Room::enter_letters(&visit, slug).await?;
    view_in(&visit, &room, Place::At(Spot { question, part: None }), &chosen.kind).await
}

/// `POST /admin/calls/{slug}/referees/questions/{question}`.
pub async fn save_to_referees(
    visit: Visit,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    let room = Room::enter_letters(&visit, slug).await?;
    keep_in(&visit, room, Place::At(Spot { question, part: None }), &posted).await
}

/// `POST /admin/calls/{slug}/questions/{question}/parts`: moves, copies, removes parts of a row.
pub async fn act(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let place = Place::At(Spot { question: question.clone(), part: None });
    let now = place.now(&room.definition.form, "")?;
    let answered = answered(&visit, &room, &question).await?;
    let (typed, held) = (typed(&posted), held(&now));
    let again = |room: &Room, problems| {
        Ok(page(&visit, room, (&place, &now), &held, (now.kind.word(), answered), placed(problems, "", "")))
    };
    let edit = asked(posted.first("do")).filter(|edit| edit.is_about_a_part_of(&question));
    let Some(edit) = edit else {
        return visit.refused_page(&again(&room, vec![Problem::new(Sentence::new("editor-gone"))])?);
    };
    let to = place.address(&room);
    room.save(&visit, &typed, edit, &to, again).await
}

/// `GET /admin/calls/{slug}/questions/{question}/remove`: what would be lost.
pub async fn ask_remove(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let answered = answered(&visit, &room, &question).await?;
    let now = room.definition.form.question(&question).ok_or(Error::NotFound)?;
    visit.page(&remove_page(&visit, &room, now, answered, &Typed::default(), Vec::new()))
}

/// `POST /admin/calls/{slug}/questions/{question}/remove`.
pub async fn remove(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, question) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let answered = answered(&visit, &room, &question).await?;
    let now = room.definition.form.question(&question).ok_or(Error::NotFound)?.clone();
    let (typed, to) = (typed(&posted), room.address("form"));
    let edit = Edit::Remove(Item::Question(Spot { question, part: None }));
    let again = |room: &Room, problems| Ok(remove_page(&visit, room, &now, answered, &typed, placed(problems, "", "")));
    room.save(&visit, &typed, edit, &to, again).await
}

fn remove_page(
    visit: &Visit,
    room: &Room,
    question: &Question,
    answered: usize,
    typed: &Typed,
    problems: Vec<Problem>,
) -> EditPage {
    let mut frame = room.frame(visit, "editor-remove", problems);
    frame.title = frame.with("editor-remove-what").set("what", called(&frame, question)).to_string();
    let address = room.address(&format!("questions/{}", question.key));
    let back = (address.clone(), called(&frame, question));
    let mut page = EditPage::new(room, frame, "form", back, format!("{address}/remove"));
    let frame = &page.frame;
    page.lead = frame.with("editor-remove-answered").set("count", answered).to_string();
    page.reason = room.reason(frame, typed);
    page.button = "editor-remove";
    page
}

impl Edit {
    fn is_about_a_part_of(&self, rows: &str) -> bool {
        let (Self::Up(item) | Self::Down(item) | Self::Copy(item) | Self::Remove(item)) = self else { return false };
        matches!(item, Item::Question(Spot { question, part: Some(_) }) if question == rows)
    }
}

async fn view(visit: &Visit, slug: String, place: Place, kind: &str) -> Result<HttpResponse, Error> {
    view_in(visit, &Room::enter(visit, slug).await?, place, kind).await
}

async fn view_in(visit: &Visit, room: &Room, place: Place, kind: &str) -> Result<HttpResponse, Error> {
    if kind.is_empty() && !matches!(place, Place::At(_)) {
        return visit.page(&choose(visit, room, &place)?);
    }
    let mut now = place.now(&room.definition.form, kind)?;
    if let (Place::At(_), Ok(word)) = (&place, kind.parse::<KindWord>())
        && place.fits(room, word)
        && word != now.kind.word()
    {
        now.kind = word.blank();
    }
    let answered = count(visit, room, &place).await?;
    let (word, mut held) = (now.kind.word(), held(&now));
    if let Place::New(section) = &place {
        held.set("section", section.as_str());
        held.set("key", "");
    } else if let Some(section) = room.definition.form.section_of(&now.key) {
        held.set("section", section.key.as_str());
    }
    held.set("starter", if matches!(place, Place::At(_)) { word.word() } else { kind });
    visit.page(&page(visit, room, (&place, &now), &held, (word, answered), Vec::new()))
}

/// The page on which the kind of a new question is chosen.
fn choose(visit: &Visit, room: &Room, place: &Place) -> Result<ChoosePage, Error> {
    let frame = room.frame(visit, "editor-new-question", Vec::new());
    let form = &room.definition.form;
    let back = match place {
        Place::New(key) => {
            let section = form.section(key).ok_or(Error::NotFound)?;
            if room.is_of_letters {
                room.whole(&frame)
            } else {
                (room.address(&format!("sections/{key}")), frame.text(&section.title).to_owned())
            }
        }
        Place::NewPart(key) | Place::At(Spot { question: key, .. }) => {
            let rows = form.question(key).filter(|q| q.most_rows() > 0).ok_or(Error::NotFound)?;
            (room.address(&format!("questions/{key}")), called(&frame, rows))
        }
    };
    let kinds = kinds::to_choose(&frame, |word| place.fits(room, word), place.rows().is_none());
    Ok(ChoosePage {
        head: room.head(&frame),
        here: room.form_tab(),
        back,
        action: place.address(room),
        kind: frame.field("kind", "editor-kind").radios(kinds).put(),
        frame,
    })
}

async fn count(visit: &Visit, room: &Room, place: &Place) -> Result<usize, Error> {
    match place {
        Place::At(Spot { question, .. }) => answered(visit, room, question).await,
        _ => Ok(0),
    }
}

async fn keep(visit: &Visit, slug: String, place: Place, posted: &Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(visit, slug).await?;
    keep_in(visit, room, place, posted).await
}

async fn keep_in(visit: &Visit, room: Room, place: Place, posted: &Posted) -> Result<HttpResponse, Error> {
    let typed = typed(posted);
    let starter = typed.first("starter").to_owned();
    let mut now = place.now(&room.definition.form, &starter)?;
    // A ready-made question brings its kind; one that is there may become another.
    let chosen = starter.parse::<KindWord>().unwrap_or_else(|_| now.kind.word());
    let word = if place.fits(&room, chosen) { chosen } else { now.kind.word() };
    if word != now.kind.word() {
        now.kind = word.blank();
    }
    let answered = count(visit, &room, &place).await?;
    let (question, problems) = read(&room, &place, &now, word, &typed);
    let again =
        |room: &Room, problems: Vec<Problem>| Ok(page(visit, room, (&place, &now), &typed, (word, answered), problems));
    if !problems.is_empty() {
        return visit.refused_page(&again(&room, problems)?);
    }
    let spot = match &place {
        Place::At(Spot { part: None, .. }) | Place::New(_) => Spot { question: question.key.clone(), part: None },
        Place::NewPart(rows) | Place::At(Spot { question: rows, .. }) => {
            Spot { question: rows.clone(), part: Some(question.key.clone()) }
        }
    };
    // Rows go on with their parts; everything else is done.
    let to = match place.rows() {
        Some(rows) => room.address(&format!("questions/{rows}")),
        None if word == KindWord::Rows => room.address(&address(&spot)),
        None => room.address("form"),
    };
    let key = question.key.clone();
    let section = Some(typed.first("section").to_owned()).filter(|s| !s.is_empty() && place.rows().is_none());
    let edit = place.edit(question, section);
    room.save(visit, &typed, edit, &to, |room, problems| again(room, placed(problems, &key, ""))).await
}

fn page(
    visit: &Visit,
    room: &Room,
    (place, now): (&Place, &Question),
    typed: &Typed,
    (word, answered): (KindWord, usize),
    problems: Vec<Problem>,
) -> EditPage {
    let mut frame = room.frame(visit, "editor-new-question", problems);
    if matches!(place, Place::At(_)) {
        frame.title = called(&frame, now);
    }
    let back = match place.rows().and_then(|rows| room.definition.form.question(rows)) {
        Some(rows) => (room.address(&format!("questions/{}", rows.key)), called(&frame, rows)),
        None => room.whole(&frame),
    };
    let mut page = EditPage::new(room, frame, room.form_tab(), back, place.address(room));
    let frame = &page.frame;
    page.hidden = vec![("starter", typed.first("starter").to_owned())];
    if page.hidden[0].1.is_empty() {
        word.word().clone_into(&mut page.hidden[0].1);
    }
    page.lead = frame.with("editor-kind-is").set("kind", kinds::name(frame, word)).to_string();
    page.note = (answered > 0).then(|| frame.with("editor-answered").set("count", answered).to_string());
    page.fields = fields(frame, room, place, word, typed);
    let advanced = [
        ("short", "editor-short", "editor-short-hint"),
        ("missing", "editor-missing", "editor-missing-hint"),
        ("key", "editor-key", "editor-key-hint"),
    ];
    let field = |(name, label, hint): (&str, &str, &str)| {
        line(frame, name, label, typed).hint(frame.say(hint)).optional().put()
    };
    page.advanced = advanced.into_iter().map(field).collect();
    page.advanced_open = frame.problem_of("key").is_some();
    page.reason = room.reason(frame, typed);
    if let Place::At(spot) = place {
        there(&mut page, room, (place, now), spot, word);
    }
    page
}

/// What can be done with a question that is there, beside changing its words.
fn there(page: &mut EditPage, room: &Room, (place, now): (&Place, &Question), spot: &Spot, word: KindWord) {
    let frame = &page.frame;
    let own = room.address(&address(spot));
    page.links.push((format!("{own}/condition"), conditions::link(frame, now)));
    // What referees are asked is taken away in its list.
    if spot.part.is_none() && !room.is_of_letters {
        page.links.push((format!("{own}/remove"), frame.say("editor-remove").to_owned()));
    }
    let kind = kinds::change(frame, |word| place.fits(room, word), word, &Typed::default());
    let mut below = Below {
        title: "editor-other-kind",
        items: Vec::new(),
        action: String::new(),
        reason: None,
        add: None,
        choose: Some((own.clone(), kind, "editor-change-kind")),
    };
    // The kind of rows stays: below it are their parts.
    if word == KindWord::Rows && now.most_rows() > 0 {
        let part = |p: &Question| ItemLine {
            href: format!("{own}/parts/{}", p.key),
            item: format!("part:{}:{}", now.key, p.key),
            ..question_line(frame, room, p)
        };
        below = Below {
            title: "editor-parts",
            items: now.parts().iter().map(part).collect(),
            action: format!("{own}/parts"),
            reason: room.reason_below(frame),
            add: Some((format!("{own}/new"), "editor-add-part")),
            choose: None,
        };
    }
    page.below = Some(below);
}
