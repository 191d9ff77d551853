//! What a call asks, requires and scores, and its letters: to be taken away and changed as one text of JSON.

use actix_web::{HttpResponse, http::header, web::Path};
use askama::Template;

use super::{admins_only, calls::find};
use crate::{
    actions::{self, calls},
    db::{self, calls::CallRow},
    domain::{
        call::Definition,
        sentence::{Problem, Sentence},
        workflow::CallState,
    },
    files::names,
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The field with the text.
const TEXT: &str = "definition";
/// Longest text, in characters.
const LONGEST: usize = 400_000;

/// The page.
#[derive(Template)]
#[template(path = "admin/definition.html")]
struct DefinitionPage {
    frame: Frame,
    slug: String,
    call: String,
    version: i32,
    number: i32,
    sections: usize,
    questions: usize,
    on_others: Option<String>,
    may_change: bool,
    fields: Vec<Put>,
}

/// A call with its definition.
struct Room {
    call: CallRow,
    text: String,
    sections: usize,
    questions: usize,
    number: i32,
    on_others: i64,
}

/// `GET /admin/calls/{slug}/definition`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let room = enter(&visit, slug.into_inner()).await?;
    // The whole text would make the page several times as heavy as any other; it is a download away.
    visit.page(&page(&visit, &room, "", "", room.call.version, Vec::new()))
}

/// `GET /admin/calls/{slug}/definition.json`: the same as a file.
pub async fn file(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let room = enter(&visit, slug.into_inner()).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, names::attachment(&format!("{}.json", room.call.slug))))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(room.text))
}

/// `POST /admin/calls/{slug}/definition`.
pub async fn change(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let room = enter(&visit, slug.into_inner()).await?;
    let text = posted.text(TEXT, LONGEST);
    let reason = posted.text("reason", 2000);
    let version = posted.number("version").unwrap_or(0);
    let changed = match read(&text) {
        Ok(definition) => {
            let (actor, id, why) = (visit.actor.clone(), room.call.id, reason.clone());
            visit
                .app
                .write(visit.now, move |tx| calls::change_definition(tx, &actor, id, version, &definition, &why))
                .await
        }
        Err(problem) => Err(actions::Error::Refused(vec![problem])),
    };
    match changed {
        Ok(()) => {
            let to = format!("/admin/calls/{}/definition", room.call.slug);
            Ok(visit.see_other_saying(&to, "admin-done-definition"))
        }
        Err(actions::Error::Refused(problems)) => {
            visit.refused_page(&page(&visit, &room, &text, &reason, version, problems))
        }
        Err(actions::Error::Conflict) => {
            let problem = Problem::new(Sentence::new("calls-definition-changed"));
            let version = room.call.version;
            visit.conflict_page(&page(&visit, &room, &text, &reason, version, vec![problem]))
        }
        Err(other) => Err(other.into()),
    }
}

/// The definition that the text says, or where it stops being one.
fn read(text: &str) -> Result<Definition, Problem> {
    serde_json::from_str(text).map_err(|why| {
        // What is wrong is said in front of the place, which stands in the sentence already.
        let said = why.to_string();
        let said = said.rsplit_once(" at ").map_or(said.as_str(), |(said, _)| said);
        let sentence = Sentence::new("calls-definition-unreadable")
            .with("line", why.line().to_string())
            .with("column", why.column().to_string())
            .with("why", said);
        Problem::at(TEXT, sentence)
    })
}

async fn enter(visit: &Visit, slug: String) -> Result<Room, Error> {
    let call = find(visit, slug).await?;
    let read = visit.app.read(move |conn| {
        let definition = db::definitions::get(conn, call.definition_id)?;
        let number = db::definitions::latest_number(conn, call.id)?;
        let on_others = db::applications::count_on_others(conn, call.id, call.definition_id)?;
        Ok::<_, db::Error>((call, definition, number, on_others))
    });
    let (call, definition, number, on_others) = read.await?;
    let text = serde_json::to_string_pretty(&*definition).map_err(|e| Error::internal(&format!("to json: {e}")))?;
    let (sections, questions) = (definition.form.sections.len(), definition.form.questions().count());
    Ok(Room { call, text, sections, questions, number, on_others })
}

fn page(visit: &Visit, room: &Room, text: &str, reason: &str, version: i32, problems: Vec<Problem>) -> DefinitionPage {
    // A fault names its place in the form; on this page all of them are in the one field.
    let here = |problem: Problem| match problem.field.as_deref() {
        None | Some("reason") => problem,
        Some(_) => Problem { field: Some(TEXT.to_owned()), ..problem },
    };
    let problems = problems.into_iter().map(here).collect();
    let frame = visit.frame(Area::Admin, "admin-definition-title").with_problems(problems);
    let hint = frame.say("admin-definition-hint");
    let mut fields = vec![frame.field(TEXT, "admin-definition-text").hint(hint).rows(16).value(text).put()];
    if room.call.state == CallState::Published {
        fields.push(frame.field("reason", "admin-change-reason").value(reason).put());
    }
    DefinitionPage {
        slug: room.call.slug.clone(),
        call: frame.text(&room.call.title).to_owned(),
        version,
        number: room.number,
        sections: room.sections,
        questions: room.questions,
        on_others: (room.on_others > 0)
            .then(|| frame.with("admin-definition-others").set("count", room.on_others).to_string()),
        may_change: room.call.state != CallState::Archived,
        fields,
        frame,
    }
}
