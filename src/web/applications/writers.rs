//! The people who write along in an application, as its owner sees them: invites, changes what they may do, takes them off.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{own_case, tag::Tag};
use crate::{
    actions::{self, accounts::typed, together},
    db::{self, co_writers::CoWriterRow},
    domain::{
        id::{ApplicationId, CoWriterId},
        sentence::{Problem, Sentence},
        together::{CoRight, CoState},
    },
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// Who writes along, and the form to invite somebody.
#[derive(Template)]
#[template(path = "applications/writers.html")]
struct WritersPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    people: Vec<Writer>,
    /// Addresses of members that the answers name, to be invited.
    members: Vec<String>,
    form: Option<[Put; 2]>,
}

struct Writer {
    id: CoWriterId,
    email: String,
    tag: Tag,
    right: String,
    /// The other right, as a button says it; none where nothing can be changed.
    other: Option<(&'static str, &'static str)>,
    /// Whether the invitation may be sent again.
    may_send: bool,
}

/// An address to begin with.
#[derive(Debug, Default, Deserialize)]
pub struct Whom {
    #[serde(default)]
    email: String,
}

/// `GET /applications/{id}/writers`.
pub async fn show(visit: Visit, id: Path<ApplicationId>, whom: Query<Whom>) -> Result<HttpResponse, Error> {
    visit.page(&page(&visit, *id, (&whom.email, ""), Vec::new()).await?)
}

async fn page(
    visit: &Visit,
    id: ApplicationId,
    (email, right): (&str, &str),
    problems: Vec<Problem>,
) -> Result<WritersPage, Error> {
    let case = own_case(visit, id).await?;
    let read = visit.app.read(move |conn| {
        let rows = db::co_writers::list(conn, id)?;
        let members = together::suggested(conn, &case, &rows)?;
        Ok::<_, actions::Error>((case, rows, members))
    });
    let (case, rows, members) = read.await?;
    let frame = visit.frame(Area::Applications, "together-title").with_problems(problems);
    let is_open = together::is_open(case.application.status);
    let options = CoRight::ALL.iter().map(|may| Opt::new(may.word(), may_do(&frame, *may), may.word() == right));
    let fields = [
        frame.field("email", "together-email").kind("email").class("w20").value(email).put(),
        frame.field("may", "together-may").radios(options.collect()).put(),
    ];
    Ok(WritersPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        people: rows.iter().map(|row| writer(&frame, row, is_open)).collect(),
        members: members.iter().filter(|_| is_open).map(ToString::to_string).collect(),
        form: is_open.then_some(fields),
        frame,
    })
}

/// What a right lets somebody do, in words.
pub fn may_do(frame: &Frame, may: CoRight) -> String {
    frame.say(&format!("together-may-{}", may.word())).to_owned()
}

fn writer(frame: &Frame, row: &CoWriterRow, is_open: bool) -> Writer {
    let class = match row.state {
        CoState::Invited => "wait",
        CoState::Accepted => "good",
        _ => "",
    };
    let other = match row.may {
        CoRight::View => ("edit", "together-let-edit"),
        CoRight::Edit => ("view", "together-let-view"),
    };
    Writer {
        id: row.id,
        email: row.email.to_string(),
        tag: Tag::new(class, frame.say(&format!("together-state-{}", row.state.word()))),
        right: if row.state.is_live() { may_do(frame, row.may) } else { String::new() },
        other: row.state.is_live().then_some(other),
        may_send: is_open && row.state == CoState::Invited,
    }
}

/// `POST /applications/{id}/writers`: `invite`, or `again:`, `view:`, `edit:`, `remove:` with the row's key.
pub async fn act(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let pressed = posted.first("go").to_owned();
    let (act, row) = pressed.split_once(':').unwrap_or((&pressed, ""));
    let done = match (act, row.parse::<CoWriterId>()) {
        ("invite", _) => invite(&visit, id, &posted).await,
        (act @ ("again" | "view" | "edit" | "remove"), Ok(row)) => change(&visit, id, row, act).await,
        _ => return Err(Error::NotFound),
    };
    match done {
        Ok(said) => Ok(visit.see_other_saying(&format!("/applications/{id}/writers"), said)),
        Err(actions::Error::Refused(problems)) => {
            let typed = (posted.first("email"), posted.first("may"));
            visit.refused_page(&page(&visit, id, typed, problems).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn invite(visit: &Visit, id: ApplicationId, posted: &Posted) -> Result<&'static str, actions::Error> {
    let email = match posted.first("email").trim() {
        "" => Err(Problem::at("email", Sentence::new("together-email-missing"))),
        email => typed::email(email, "email"),
    };
    let right = posted.first("may").parse::<CoRight>();
    let right = right.map_err(|_| Problem::at("may", Sentence::new("together-may-missing")));
    let (email, may) = match (email, right) {
        (Ok(email), Ok(may)) => (email, may),
        (email, may) => {
            return Err(actions::Error::Refused([email.err(), may.err()].into_iter().flatten().collect()));
        }
    };
    let actor = visit.actor.clone();
    visit.app.write(visit.now, move |tx| together::invite(tx, &actor, id, &email, may)).await?;
    Ok("together-invited-flash")
}

async fn change(visit: &Visit, id: ApplicationId, row: CoWriterId, act: &str) -> Result<&'static str, actions::Error> {
    let (actor, act) = (visit.actor.clone(), act.to_owned());
    let done = move |tx: &mut actions::Tx| match act.as_str() {
        "again" => together::send_again(tx, &actor, id, row).map(|()| "together-sent-flash"),
        "remove" => together::remove(tx, &actor, id, row).map(|()| "together-removed-flash"),
        right => {
            let may = right.parse().map_err(|_| actions::Error::NotFound)?;
            together::change_right(tx, &actor, id, row, may).map(|()| "together-changed-flash")
        }
    };
    visit.app.write(visit.now, done).await
}
