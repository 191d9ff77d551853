//! Using an earlier application: what of it fits is shown first, then taken over in one press.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{File, own_case};
use crate::{
    actions::applications::reuse::{self, Plan},
    db::{applications::ApplicationRow, calls::CallRow},
    domain::{form::Form, id::ApplicationId, sentence::Sentence},
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        session::Visit,
    },
};

/// What an earlier application gives.
#[derive(Template)]
#[template(path = "applications/reuse.html")]
struct ReusePage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    sources: Vec<Source>,
    chosen: Option<Chosen>,
}

/// An application from which answers can be taken.
struct Source {
    id: ApplicationId,
    name: String,
    is_chosen: bool,
}

/// What the chosen one gives.
struct Chosen {
    from: ApplicationId,
    /// Section by section, what the answers are called.
    answers: Vec<(String, String)>,
    count: usize,
    files: Vec<File>,
    left: Vec<(String, String)>,
}

/// Which application is looked at.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /applications/{id}/reuse`: the only earlier application, or the one that is named.
pub async fn show(visit: Visit, id: Path<ApplicationId>, asked: Query<From>) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let case = own_case(&visit, id).await?;
    let (actor, now) = (visit.actor.clone(), visit.now);
    let named: Option<ApplicationId> = asked.from.as_deref().and_then(|from| from.parse().ok());
    let (sources, plan) = visit
        .app
        .read(move |conn| {
            let sources = reuse::sources(conn, &actor, id)?;
            let only = if let [(only, _)] = sources.as_slice() { Some(only.id) } else { None };
            let chosen = named.filter(|named| sources.iter().any(|(row, _)| row.id == *named)).or(only);
            let plan = chosen.map(|from| reuse::plan(conn, &actor, id, from, now)).transpose()?;
            Ok::<_, crate::actions::Error>((sources, plan))
        })
        .await?;
    let frame = visit.frame(Area::Applications, "reuse-title");
    let from = plan.as_ref().map(|plan| plan.earlier.application.id);
    let source = |(row, call): &(ApplicationRow, CallRow)| Source {
        id: row.id,
        name: name(&frame, row, call),
        is_chosen: from == Some(row.id),
    };
    visit.page(&ReusePage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        sources: sources.iter().map(source).collect(),
        chosen: plan.as_ref().map(|plan| chosen(&frame, plan)),
        frame,
    })
}

/// `POST /applications/{id}/reuse`.
pub async fn take(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let from: ApplicationId = posted.first("from").parse().map_err(|_| Error::NotFound)?;
    let taken = reuse::take(&visit.app, visit.now, &visit.actor, id, from).await?;
    let told = Sentence::new("reuse-done")
        .with("answers", taken.answers)
        .with("files", taken.files)
        .with("left", taken.problems.len());
    Ok(visit.see_other_with(&format!("/applications/{id}/tasks"), &told, !taken.problems.is_empty()))
}

/// The call, with the reference number where there is one.
fn name(frame: &Frame, row: &ApplicationRow, call: &CallRow) -> String {
    let title = frame.text(&call.title);
    match &row.reference {
        Some(reference) => format!("{reference} · {title}"),
        None => title.to_owned(),
    }
}

fn chosen(frame: &Frame, plan: &Plan) -> Chosen {
    let form = &plan.case.definition.form;
    let left = plan.carried.left.iter().filter_map(|(key, why)| {
        let question = form.question(key)?;
        Some((frame.text(question.name()).to_owned(), frame.sentence(why)))
    });
    Chosen {
        from: plan.earlier.application.id,
        answers: by_section(frame, form, &plan.carried.taken),
        count: plan.carried.taken.len(),
        files: plan.files.iter().map(|row| File::new(frame, row, &row.file_name)).collect(),
        left: left.collect(),
    }
}

/// Titles of sections with the names of those of their questions that are among `keys`.
fn by_section(frame: &Frame, form: &Form, keys: &[String]) -> Vec<(String, String)> {
    let mut sections = Vec::new();
    for section in &form.sections {
        let taken = section.questions.iter().filter(|question| keys.contains(&question.key));
        let names: Vec<&str> = taken.map(|question| frame.text(question.name())).collect();
        if !names.is_empty() {
            sections.push((frame.text(&section.title).to_owned(), names.join(" · ")));
        }
    }
    sections
}
