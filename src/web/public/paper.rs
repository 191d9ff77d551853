//! A call's form on paper: everything that is asked, to be read before one applies, filled in by hand, or taken along to people
//! who have no connection.

use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;

use super::{changes, public_call};
use crate::{
    db,
    domain::{
        call::Definition,
        form::{FileFormat, Form, Kind, Question, Section},
    },
    web::{
        applications::{
            conditions::told,
            fields::{country, yes_no},
        },
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        said::Said,
        session::Visit,
        still::Asked,
    },
};

/// Letters that are written on one line by hand.
const ON_A_LINE: u32 = 60;
/// Most lines that a long text is given on paper; what is longer goes on a sheet of its own.
const MOST_LINES: u32 = 12;
/// Most rows that are drawn.
const MOST_ROWS: u32 = 5;

/// The form.
#[derive(Template)]
#[template(path = "public/form.html")]
struct PaperPage {
    frame: Frame,
    slug: String,
    call: Said,
    closes: Moment,
    sections: Vec<PaperSection>,
    /// Whether something is asked after acceptance, which is not on the paper.
    asks_later: bool,
}

struct PaperSection {
    title: Said,
    intro: Said,
    questions: Vec<PaperQuestion>,
}

struct PaperQuestion {
    label: Said,
    hint: Said,
    only_if: Option<String>,
    is_optional: bool,
    space: Space,
}

/// Where the answer is written.
enum Space {
    /// So many lines.
    Lines(u32),
    /// A box before each of these.
    Boxes(Vec<Said>),
    /// Day, month and year.
    Day,
    /// A table with these columns and so many rows.
    Table { columns: Vec<Said>, rows: u32 },
    /// A file to be attached.
    File(String),
    /// Nothing: this is said.
    Said(Said),
}

/// `GET /calls/{slug}/form`.
pub async fn show(request: HttpRequest, slug: Path<String>) -> Result<HttpResponse, Error> {
    let asked = Asked::of(request.clone()).await;
    if let Some(kept) = asked.kept() {
        return Ok(kept);
    }
    let visit = Visit::of(&request).await?;
    let call = public_call(&visit, slug.into_inner()).await?;
    let (definition_id, now) = (call.definition_id, visit.now);
    let definition = visit.app.read(move |conn| db::definitions::get(conn, definition_id)).await?;
    let frame = visit.frame(Area::Public, "public-form-title");
    let Definition { form, .. } = &*definition;
    let sections = form.sections.iter().map(|section| on_paper(&frame, form, section));
    let page = PaperPage {
        call: frame.said(&call.title),
        closes: frame.moment(call.closes_at, call.zone),
        sections: sections.filter(|section| !section.questions.is_empty()).collect(),
        asks_later: form.questions().any(|question| question.after_acceptance),
        slug: call.slug.clone(),
        frame,
    };
    asked.page(&visit, &page, changes(&call, now).into_iter())
}

fn on_paper(frame: &Frame, form: &Form, section: &Section) -> PaperSection {
    let question = |question: &Question| PaperQuestion {
        label: frame.said(&question.label),
        hint: frame.said(&question.hint),
        only_if: question.shown_when.as_ref().map(|condition| told(frame, form, condition)),
        is_optional: question.optional && !matches!(question.kind, Kind::Note { .. }),
        space: space(frame, question),
    };
    PaperSection {
        title: frame.said(&section.title),
        intro: frame.said(&section.intro),
        questions: section.questions.iter().filter(|q| !q.after_acceptance).map(question).collect(),
    }
}

fn space(frame: &Frame, question: &Question) -> Space {
    let label = |choice: &crate::domain::form::Choice| frame.said(&choice.label);
    match &question.kind {
        Kind::LongText { max } => Space::Lines((max / ON_A_LINE).clamp(3, MOST_LINES)),
        Kind::ShortText { max } if *max > 2 * ON_A_LINE => Space::Lines(2),
        Kind::ShortText { .. }
        | Kind::Number { .. }
        | Kind::PersonName
        | Kind::Email
        | Kind::Phone
        | Kind::ResearchField => Space::Lines(1),
        Kind::Date { .. } => Space::Day,
        Kind::YesNo => Space::Boxes(yes_no(frame, "").into_iter().map(|option| option.label).collect()),
        Kind::OneOf { options } | Kind::SeveralOf { options, .. } => Space::Boxes(options.iter().map(label).collect()),
        Kind::Country { codes, other } => {
            let mut names: Vec<Said> = codes.iter().map(|code| country(frame, code).into()).collect();
            names.extend(other.then(|| frame.say("form-other-country").into()));
            Space::Boxes(names)
        }
        Kind::Rows { questions, min, max, .. } => Space::Table {
            columns: questions.iter().map(|part| frame.said(part.name())).collect(),
            rows: (*max).min(MOST_ROWS).max(*min).min(*max),
        },
        Kind::Document { formats, max_bytes, max_pages, max_files } => Space::File(
            frame
                .with("applications-file-limit")
                .set("formats", FileFormat::names(formats))
                .set("size", max_bytes / 1_000_000)
                .set("pages", max_pages.unwrap_or(0))
                .set("files", *max_files)
                .to_string(),
        ),
        Kind::Declaration { statement } | Kind::Consent { statement, .. } => Space::Boxes(vec![frame.said(statement)]),
        Kind::Note { text } => Space::Said(frame.said(text)),
    }
}
