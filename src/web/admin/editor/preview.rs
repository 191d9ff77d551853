//! Looking at a call as others will: the form as its applicants fill it in, and what each reader sees of it. Nothing is kept.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{
    kinds,
    room::{Head, Room, typed},
};
use crate::{
    domain::{
        form::{Answers, Audience, Form, Kind, Question, Section, Typed, View},
        sentence::{Problem, Sentence},
    },
    web::{
        applications::{
            conditions::{called, told},
            sections,
        },
        error::Error,
        form::Posted,
        page::{Area, Frame},
        session::Visit,
    },
};

/// For whom a page is made, as the address says it.
const READERS: &[(&str, &str, View)] = &[
    ("blind", "editor-see-blind", View::For { audience: Audience::Reviewer, blind: true }),
    ("reviewer", "editor-see-reviewer", View::For { audience: Audience::Reviewer, blind: false }),
    ("host", "editor-see-host", View::For { audience: Audience::Host, blind: false }),
    ("nominator", "editor-see-nominator", View::For { audience: Audience::Nominator, blind: false }),
];

/// Which reader's view is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct As {
    #[serde(default, rename = "as")]
    reader: String,
}

/// The sections as links, or what one reader sees of them.
#[derive(Template)]
#[template(path = "admin/editor/preview.html")]
struct PreviewPage {
    frame: Frame,
    head: Head,
    here: &'static str,
    lead: &'static str,
    readers: Vec<(String, String, bool)>,
    sections: Vec<Seen>,
    is_applicant: bool,
}

/// A section with what is seen of it.
struct Seen {
    href: String,
    title: String,
    questions: Vec<(String, String)>,
    hidden: Option<String>,
}

/// `GET /admin/calls/{slug}/preview`.
pub async fn show(visit: Visit, slug: Path<String>, wanted: Query<As>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let frame = room.frame(&visit, "editor-preview", Vec::new());
    let reader = READERS.iter().find(|(word, ..)| *word == wanted.reader);
    let (lead, view) =
        reader.map_or(("editor-see-applicant-lead", View::Whole), |(.., view)| ("editor-see-lead", *view));
    let link = |(word, words, _): &(&str, &str, View)| {
        (room.address(&format!("preview?as={word}")), frame.say(words).to_owned(), *word == wanted.reader)
    };
    let mut readers = vec![(room.address("preview"), frame.say("editor-see-applicant").to_owned(), reader.is_none())];
    readers.extend(READERS.iter().map(link));
    let form = &room.definition.form;
    let mut sections = asked_now(form);
    // Only those who accepted a place, and the office, meet what is asked later.
    if reader.is_none() {
        sections.extend(form.later().sections);
    }
    let page = PreviewPage {
        head: room.head(&frame),
        here: "preview",
        lead,
        readers,
        sections: sections.iter().map(|s| seen(&frame, &room, s, view)).collect(),
        is_applicant: reader.is_none(),
        frame,
    };
    visit.page(&page)
}

/// The sections without what is asked after acceptance.
fn asked_now(form: &Form) -> Vec<Section> {
    let now = |section: &Section| {
        let questions: Vec<_> = section.questions.iter().filter(|q| !q.after_acceptance).cloned().collect();
        (!questions.is_empty()).then(|| Section { questions, ..section.clone() })
    };
    form.sections.iter().filter_map(now).collect()
}

/// A section by its key, with the form that it is asked in.
fn find(form: &Form, key: &str) -> Option<(Form, Section)> {
    let later = form.later();
    let found = asked_now(form).into_iter().find(|section| section.key == key).map(|section| (form.clone(), section));
    found.or_else(|| later.section(key).cloned().map(|section| (later, section)))
}

fn seen(frame: &Frame, room: &Room, section: &Section, view: View) -> Seen {
    let says_nothing = |q: &&Question| matches!(q.kind, Kind::Note { .. });
    let (shown, hidden): (Vec<_>, Vec<_>) =
        section.questions.iter().filter(|q| !says_nothing(q)).partition(|q| view.shows(q));
    let parts = |q: &Question| {
        let seen = q.parts().iter().filter(|p| view.shows_part(p)).map(|p| called(frame, p)).collect::<Vec<_>>();
        if seen.is_empty() { kinds::name(frame, q.kind.word()) } else { seen.join(", ") }
    };
    Seen {
        href: room.address(&format!("preview/{}", section.key)),
        title: frame.text(&section.title).to_owned(),
        questions: shown.into_iter().map(|q| (called(frame, q), parts(q))).collect(),
        hidden: (!hidden.is_empty()).then(|| frame.with("editor-see-hidden").set("count", hidden.len()).to_string()),
    }
}

/// `GET /admin/calls/{slug}/preview/{key}`: a section as its applicants meet it.
pub async fn section(visit: Visit, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let (form, section) = find(&room.definition.form, &key).ok_or(Error::NotFound)?;
    visit.page(&page(&visit, &room, (&form, &section), &Typed::default(), Vec::new()))
}

/// `POST /admin/calls/{slug}/preview/{key}`: checks what was typed as for an applicant, and keeps nothing.
pub async fn check(visit: Visit, path: Path<(String, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, key) = path.into_inner();
    let room = Room::enter(&visit, slug).await?;
    let (form, section) = find(&room.definition.form, &key).ok_or(Error::NotFound)?;
    let section = &section;
    let pressed = posted.first("go").to_owned();
    let mut typed = typed(&posted);
    if let Some((act, rest)) = pressed.split_once(':') {
        let (question, row) = rest.split_once(':').unwrap_or((rest, ""));
        if let Some(question) = section.questions.iter().find(|q| q.key == question && q.most_rows() > 0) {
            match act {
                "add" => typed.add_row(question),
                _ => typed.remove_row(question, row.parse().unwrap_or(0)),
            }
        }
        return visit.page(&page(&visit, &room, (&form, section), &typed, Vec::new()));
    }
    let problems = form.read(section, &typed, &Answers::default(), visit.now).problems();
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, (&form, section), &typed, problems));
    }
    let said = Sentence::new("editor-preview-fine").with("section", &section.title);
    Ok(visit.see_other_with(&room.address("preview"), &said, false))
}

fn page(
    visit: &Visit,
    room: &Room,
    (form, section): (&Form, &Section),
    typed: &Typed,
    problems: Vec<Problem>,
) -> sections::SectionPage {
    let mut frame = room.frame(visit, "editor-preview", problems);
    section.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    let note = |q: &Question| {
        // A condition may look at what is asked now, from what is asked later.
        let condition = told(&frame, &room.definition.form, q.shown_when.as_ref()?);
        let saying = frame.with("editor-asked-when").set("question", called(&frame, q)).set("condition", condition);
        Some(saying.to_string())
    };
    let notes = section.questions.iter().filter_map(note).collect();
    let (action, back) = (room.address(&format!("preview/{}", section.key)), room.address("preview"));
    sections::preview(frame, (&room.call, form), section, typed, (&action, back), notes)
}
