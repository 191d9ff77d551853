//! The export of a call's cohort: choose columns and a kind of file, say why, and save what comes.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web::Path};
use askama::Template;
use tokio::sync::Semaphore;

use crate::{
    actions::{
        self,
        export::{self, Format, Plan, Wanted},
    },
    db::calls::CallRow,
    domain::{
        call::Definition,
        cohort::{Column, Fact, STATUSES},
        form::Section,
        permission::{Role, Viewer},
        sentence::Problem,
    },
    export::cohort,
    files::store::Reading,
    web::{
        documents::give_out,
        error::Error,
        form::Posted,
        office::{Head, tallies},
        page::{Area, Frame},
        parts::{Control, Opt, Put},
        session::Visit,
    },
};

/// Exports that are made at the same time; the others wait.
static PLACES: Semaphore = Semaphore::const_new(2);
/// Longest reason, in characters.
const REASON: usize = 1000;
/// What the fields of answers, one for each section, begin with.
const ANSWERS: &str = "column-";

/// The page that asks.
#[derive(Template)]
#[template(path = "admin/export.html")]
struct ExportPage {
    frame: Frame,
    head: Head,
    people: i64,
    fields: Vec<Put>,
}

/// `GET /admin/calls/{slug}/export`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let usual = Fact::ALL.iter().filter(|fact| fact.is_usual()).map(|fact| Column::Fact(*fact).key());
    let wanted = Wanted { columns: usual.collect(), format: Format::Xlsx.word().to_owned(), reason: String::new() };
    let page = page(&visit, slug.into_inner(), &wanted, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/calls/{slug}/export`: the file.
pub async fn give(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let wanted = Wanted {
        format: posted.first("format").to_owned(),
        reason: posted.text("reason", REASON),
        columns: columns(posted),
    };
    let (actor, call, asked) = (visit.actor.clone(), slug.clone(), wanted.clone());
    match visit.app.write(visit.now, move |tx| export::begin(tx, &actor, &call, &asked)).await {
        Ok(plan) => file(&visit, plan).await,
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, slug.into_inner(), &wanted, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// The columns ticked in any of the groups.
fn columns(posted: Posted) -> Vec<String> {
    let group = |name: &str| name == "column" || name.starts_with(ANSWERS);
    posted.into_pairs().filter(|(name, _)| group(name)).map(|(_, value)| value).collect()
}

/// Makes the file on disk and gives it out from there. It is made whole before the first byte is sent, because what breaks
/// half-way could not be told from a short cohort, and a slow reader would hold up the database.
async fn file(visit: &Visit, plan: Plan) -> Result<HttpResponse, Error> {
    let broken = |error: &dyn std::fmt::Display| Error::Unavailable(format!("an export: {error}"));
    let _place = PLACES.acquire().await.map_err(|e| broken(&e))?;
    let day = visit.now.day_in(plan.call.zone);
    let name = format!("{}-cohort-{day}.{}", plan.call.slug, plan.format.extension());
    let (words, format) = (visit.words(), plan.format);
    let target = visit.app.files.spool.path();
    let path = target.path().to_owned();
    let written = visit.app.db.read_long(move |conn| {
        let folder = path.parent().unwrap_or(&path).to_owned();
        cohort::write(conn, &plan, words, &path, &folder)
    });
    written.await.map_err(|e| broken(&e))?;
    let reading = Reading::file(target.path()).await.map_err(|e| broken(&e))?;
    Ok(give_out(&name, format.media_type(), reading))
}

async fn page(visit: &Visit, slug: String, wanted: &Wanted, problems: Vec<Problem>) -> Result<ExportPage, Error> {
    visit.user()?;
    let actor = visit.actor.clone();
    let found = visit.app.read(move |conn| {
        let (call, definition) = export::find(conn, &actor, &slug)?;
        let tallies = tallies(conn, &Viewer::by_roles(&actor, &[Role::Admin]), &call)?;
        Ok::<_, actions::Error>((call, definition, STATUSES.iter().map(|status| tallies.of(*status)).sum()))
    });
    let (call, definition, people): (CallRow, _, i64) = found.await?;
    let frame = visit.frame(Area::Office, "admin-export-title").with_problems(problems);
    Ok(ExportPage {
        head: Head::new(visit, &frame, &call, "export"),
        people,
        fields: fields(&frame, &definition, wanted),
        frame,
    })
}

fn fields(frame: &Frame, definition: &Definition, wanted: &Wanted) -> Vec<Put> {
    let chosen: BTreeSet<&str> = wanted.columns.iter().map(String::as_str).collect();
    let facts = Fact::ALL.iter().map(|fact| {
        let key = Column::Fact(*fact).key();
        let is_chosen = chosen.contains(key.as_str());
        Opt::new(key, frame.say(fact.heading()), is_chosen)
    });
    let mut fields = vec![frame.field("column", "admin-export-columns").control(Control::Boxes(facts.collect())).put()];
    let offered = Column::offered(&definition.form);
    fields.extend(definition.form.sections.iter().filter_map(|s| answers(frame, s, &offered, &chosen)));
    let format = |format: &Format| {
        let label = match format {
            Format::Xlsx => "admin-export-format-xlsx",
            Format::CsvForExcel => "admin-export-format-csv-bom",
            Format::Csv => "admin-export-format-csv",
        };
        let mut option = Opt::new(format.word(), frame.say(label), wanted.format == format.word());
        if *format == Format::Xlsx {
            frame.say("admin-export-format-xlsx-hint").clone_into(&mut option.hint);
        }
        option
    };
    fields.push(frame.field("format", "admin-export-format").radios(Format::ALL.iter().map(format).collect()).put());
    let reason = frame.field("reason", "admin-export-reason").hint(frame.say("admin-export-reason-hint"));
    fields.push(reason.value(wanted.reason.as_str()).rows(3).put());
    fields
}

/// The questions of one section that can be exported.
fn answers(frame: &Frame, section: &Section, offered: &[Column], chosen: &BTreeSet<&str>) -> Option<Put> {
    let options: Vec<Opt> = section
        .questions
        .iter()
        .map(|question| (Column::Answer(question.key.clone()), question))
        .filter(|(column, _)| offered.contains(column))
        .map(|(column, question)| {
            let key = column.key();
            let is_chosen = chosen.contains(key.as_str());
            Opt::new(key, frame.text(question.name()), is_chosen)
        })
        .collect();
    if options.is_empty() {
        return None;
    }
    let label = frame.with("admin-export-answers").set("section", frame.text(&section.title)).to_string();
    let name = format!("{ANSWERS}{}", section.key);
    Some(frame.field_named(&name, &label).control(Control::Boxes(options)).put())
}
