//! A call's texts in other languages: how far each language is, and text by text beside the English.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    fields::unknown_mark,
    names,
    room::{Head, Room, typed},
};
use crate::{
    domain::{
        call::Letters,
        editing::{
            Edit,
            languages::{Chapter, Piece},
        },
        form::Typed,
        language::{self, Language},
        sentence::{Problem, Sentence},
        text::Text,
    },
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        said::Said,
        session::Visit,
    },
};

/// The chapter that is no part of the definition: how the call and its programme are called.
const NAMES: &str = "names";
/// From how many letters on a text is given more lines than one.
const LONG: usize = 80;
/// Letters on one line of a field.
const ON_A_LINE: usize = 70;

/// The languages, or the chapters of one of them, each with how much is said.
#[derive(Template)]
#[template(path = "admin/editor/languages.html")]
struct ListPage {
    frame: Frame,
    head: Head,
    here: &'static str,
    back: Option<(String, String)>,
    lead: String,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    name: String,
    /// Tag of the language that the name is in, where it is not the page's.
    tag: Option<&'static str>,
    said: usize,
    all: usize,
}

/// The texts of a chapter.
#[derive(Template)]
#[template(path = "admin/editor/language.html")]
struct ChapterPage {
    frame: Frame,
    head: Head,
    here: &'static str,
    back: (String, String),
    action: String,
    /// What the fields are about, and the fields.
    groups: Vec<(Said, Vec<Put>)>,
    reason: Option<Put>,
}

/// `GET /admin/calls/{slug}/languages`.
pub async fn list(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let frame = room.frame(&visit, "languages-title", Vec::new());
    let pieces = pieces(&visit, &room).await?;
    let line = |language: Language| Line {
        href: room.address(&format!("languages/{}", language.tag)),
        name: language.name.to_owned(),
        tag: Some(language.tag),
        said: pieces.iter().filter(|(_, piece)| is_said(piece, language)).count(),
        all: pieces.len(),
    };
    let lines = language::ALL.into_iter().filter(|l| *l != language::FIRST).map(line).collect();
    let lead = frame.say("languages-lead").to_owned();
    visit.page(&ListPage { head: room.head(&frame), here: "languages", back: None, lead, lines, frame })
}

/// `GET /admin/calls/{slug}/languages/{language}`.
pub async fn chapters(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, tag) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let language = language::find_other(&tag).ok_or(Error::NotFound)?;
    let mut frame = room.frame(&visit, "languages-title", Vec::new());
    language.name.clone_into(&mut frame.title);
    let mut lines = Vec::<Line>::new();
    for (word, piece) in pieces(&visit, &room).await? {
        let href = room.address(&format!("languages/{tag}/{word}"));
        if lines.last().is_none_or(|line| line.href != href) {
            let name = name_of(&frame, &room, &piece.chapter, &word);
            lines.push(Line { href, name, tag: None, said: 0, all: 0 });
        }
        if let Some(line) = lines.last_mut() {
            line.all += 1;
            line.said += usize::from(is_said(&piece, language));
        }
    }
    let back = Some((room.address("languages"), frame.say("languages-title").to_owned()));
    let lead = frame.say("languages-chapters-lead").to_owned();
    visit.page(&ListPage { head: room.head(&frame), here: "languages", back, lead, lines, frame })
}

/// `GET /admin/calls/{slug}/languages/{language}/{chapter}`.
pub async fn show(visit: Visit, path: Path<(String, String, String)>) -> Result<HttpResponse, Error> {
    let (slug, tag, word) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let chapter = Open::find(&visit, &room, &tag, word).await?;
    let mut held = Typed::default();
    for piece in &chapter.pieces {
        held.set(&piece.name, piece.text.exactly_in(chapter.language.tag));
    }
    visit.page(&chapter.page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/languages/{language}/{chapter}`.
pub async fn save(visit: Visit, path: Path<(String, String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, tag, word) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let chapter = Open::find(&visit, &room, &tag, word).await?;
    let typed = typed(&posted);
    let problems = chapter.problems(&typed);
    if !problems.is_empty() {
        return visit.refused_page(&chapter.page(&visit, &room, &typed, problems));
    }
    let to = room.address(&format!("languages/{tag}"));
    let language = chapter.language.tag;
    if chapter.word == NAMES {
        let name = |text: &Text, field: &str| text.clone().saying(language, typed.first(field));
        let held = names::Held::of(&visit, &room).await?;
        let said = [name(&held.call, "title"), name(&held.programme, "programme")];
        let again = |room: &Room, problems| Ok(chapter.page(&visit, room, &typed, problems));
        return names::save(room, &visit, &typed, said, &to, again).await;
    }
    let said =
        chapter.pieces.iter().map(|p| (p.name.clone(), typed.first(&p.name).to_owned())).collect::<BTreeMap<_, _>>();
    let again = |room: &Room, problems| Ok(chapter.page(&visit, room, &typed, problems));
    room.save(&visit, &typed, Edit::SayIn { language, said }, &to, again).await
}

/// A chapter in one language.
struct Open {
    language: Language,
    word: String,
    pieces: Vec<Piece>,
}

impl Open {
    async fn find(visit: &Visit, room: &Room, tag: &str, word: String) -> Result<Self, Error> {
        let language = language::find_other(tag).ok_or(Error::NotFound)?;
        let mut pieces = pieces(visit, room).await?;
        pieces.retain(|(of, _)| *of == word);
        let pieces: Vec<_> = pieces.into_iter().map(|(_, piece)| piece).collect();
        if pieces.is_empty() { Err(Error::NotFound) } else { Ok(Self { language, word, pieces }) }
    }

    /// What cannot be put into the letters.
    fn problems(&self, typed: &Typed) -> Vec<Problem> {
        let letters = self.pieces.iter().filter(|piece| piece.chapter == Chapter::Letters);
        let wrong = letters.filter_map(|piece| Some((piece, unknown_mark(typed.first(&piece.name), &Letters::MARKS)?)));
        let problem = |(piece, mark): (&Piece, String)| {
            Problem::at(&*piece.name, Sentence::new("editor-letter-mark").with("mark", mark))
        };
        wrong.map(problem).collect()
    }

    fn page(&self, visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> ChapterPage {
        let mut frame = room.frame(visit, "languages-title", problems);
        let chapter = self.pieces.first().map(|piece| &piece.chapter);
        let name = chapter.map(|chapter| name_of(&frame, room, chapter, &self.word)).unwrap_or_default();
        frame.title = frame.with("languages-chapter").set("language", self.language.name).set("part", name).to_string();
        let mut groups = Vec::<(Said, Vec<Put>)>::new();
        let mut about = None;
        for piece in &self.pieces {
            if about != Some(&piece.about) {
                groups.push((Said::from(piece.about.in_language(language::FIRST.tag)), Vec::new()));
                about = Some(&piece.about);
            }
            let first = piece.text.in_language(language::FIRST.tag);
            let field = frame.field(&piece.name, piece.what).hint(first).written_in(self.language.tag);
            let field = field.value(typed.first(&piece.name));
            let is_long = first.chars().count() > LONG || first.contains('\n');
            let lines = first.lines().map(|line| 1 + line.chars().count() / ON_A_LINE).sum::<usize>();
            let rows = u32::try_from(lines.clamp(2, 14)).unwrap_or(2);
            if let Some((_, fields)) = groups.last_mut() {
                fields.push(if is_long { field.rows(rows).put() } else { field.put() });
            }
        }
        ChapterPage {
            head: room.head(&frame),
            here: "languages",
            back: (room.address(&format!("languages/{}", self.language.tag)), self.language.name.to_owned()),
            action: room.address(&format!("languages/{}/{}", self.language.tag, self.word)),
            groups,
            reason: room.reason(&frame, typed),
            frame,
        }
    }
}

fn is_said(piece: &Piece, language: Language) -> bool {
    !piece.text.exactly_in(language.tag).trim().is_empty()
}

/// All texts with their chapter's word, in order: names first.
async fn pieces(visit: &Visit, room: &Room) -> Result<Vec<(String, Piece)>, Error> {
    let held = names::Held::of(visit, room).await?;
    let name = |name: &str, what, text| {
        let piece = Piece { chapter: Chapter::Page, about: Text::default(), name: name.to_owned(), what, text };
        (NAMES.to_owned(), piece)
    };
    let names =
        [name("title", "admin-call-title", held.call), name("programme", "admin-programme-title", held.programme)];
    let said = room.definition.pieces().into_iter().map(|piece| (piece.chapter.word(), piece));
    Ok(names.into_iter().chain(said).collect())
}

/// What a chapter is called.
fn name_of(frame: &Frame, room: &Room, chapter: &Chapter, word: &str) -> String {
    let id = match chapter {
        _ if word == NAMES => "languages-names",
        Chapter::Section(key) => {
            let section = room.definition.form.section(key);
            return section.map(|s| s.title.in_language(language::FIRST.tag).to_owned()).unwrap_or_default();
        }
        Chapter::Page => "editor-tab-texts",
        Chapter::Rules => "editor-tab-rules",
        Chapter::Rubric => "editor-tab-rubric",
        Chapter::Letters => "editor-tab-letters",
        Chapter::Referees => "letters-heading",
        Chapter::Sealing => "languages-sealing",
    };
    frame.say(id).to_owned()
}
