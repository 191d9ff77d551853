//! The applications of a call on paper: how many they are, in which states, and all of them as one download.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{Head, Tallies, tallies};
use crate::{
    actions::{
        self,
        papers::{self, Wanted},
    },
    domain::{permission::Viewer, sentence::Problem, workflow::Status},
    export::print::IS_BUILT_IN,
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        printing::many,
        session::Visit,
    },
};

/// Longest reason, in characters.
const REASON: usize = 1000;

/// The page that asks.
#[derive(Template)]
#[template(path = "office/papers.html")]
struct PapersPage {
    frame: Frame,
    head: Head,
    count: i64,
    fields: Vec<Put>,
}

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    status: String,
}

/// `GET /office/calls/{slug}/papers`.
pub async fn show(visit: Visit, slug: Path<String>, which: Query<Which>) -> Result<HttpResponse, Error> {
    let status = papers::status(&which.status).map_or_else(String::new, |status| status.word().to_owned());
    let page = page(&visit, slug.into_inner(), &Wanted { status, reason: String::new() }, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/calls/{slug}/papers`: the ZIP.
pub async fn give(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let wanted = Wanted { status: posted.first("status").to_owned(), reason: posted.text("reason", REASON) };
    if !IS_BUILT_IN {
        return Err(Error::NotFound);
    }
    let (actor, call, asked) = (visit.actor.clone(), slug.clone(), wanted.clone());
    let place = many::place()?;
    match visit.app.write(visit.now, move |tx| papers::begin(tx, &actor, &call, &asked)).await {
        Ok(plan) => Ok(many::give(visit, plan, place)),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, slug.into_inner(), &wanted, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, slug: String, wanted: &Wanted, problems: Vec<Problem>) -> Result<PapersPage, Error> {
    let actor = visit.actor.clone();
    let read = visit.app.read(move |conn| {
        let call = papers::find(conn, &actor, &slug)?;
        let tallies = tallies(conn, &Viewer::staff(&actor), &call)?;
        Ok::<_, actions::Error>((call, tallies))
    });
    let (call, tallies) = read.await?;
    if !IS_BUILT_IN {
        return Err(Error::NotFound);
    }
    let frame = visit.frame(Area::Office, "papers-title").with_problems(problems);
    let reason = frame.field("reason", "papers-reason").hint(frame.say("papers-reason-hint"));
    let fields = vec![
        frame.field("status", "papers-which").class("w20").list(states(&frame, &tallies, &wanted.status)).put(),
        reason.value(wanted.reason.as_str()).rows(3).put(),
    ];
    Ok(PapersPage {
        head: Head::new(visit, &frame, &call, "papers"),
        count: papers::status(&wanted.status).map_or_else(|| tallies.received(), |status| tallies.of(status)),
        fields,
        frame,
    })
}

/// All, and every state in which there are some, each with how many.
fn states(frame: &Frame, tallies: &Tallies, chosen: &str) -> Vec<Opt> {
    let option = |word: &str, label: &str, count: i64| {
        let label = frame.with("papers-state").set("state", label).set("count", count).to_string();
        Opt::new(word, label, chosen == word)
    };
    let mut options = vec![option("", frame.say("papers-all"), tallies.received())];
    let some = Status::ALL.iter().filter(|status| status.was_submitted() && tallies.of(**status) > 0);
    options.extend(some.map(|status| {
        let label = frame.say(&format!("office-status-{}", status.word().replace('_', "-"))).to_owned();
        option(status.word(), &label, tallies.of(*status))
    }));
    options
}
