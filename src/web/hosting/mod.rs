//! The pages of a host's contacts: their hosts with posts and applicants, one post, one applicant.

pub mod choices;
pub mod posts;

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    actions,
    db::{self, choices::HostLine, hosts::HostRow, posts::PostRow},
    domain::{
        form::Audience,
        hosting::consent::ConsentState,
        id::{ChoiceId, HostId, PostId},
        permission::Role,
    },
    web::{
        applications::{
            fields::{country, research_field},
            tag::Tag,
        },
        error::Error,
        page::{Area, Frame},
        posts::state_tag,
        session::Visit,
    },
};

/// Most applicants that are shown.
const MOST: i64 = 500;

/// A contact's hosts.
#[derive(Template)]
#[template(path = "hosting/home.html")]
struct HomePage {
    frame: Frame,
    hosts: Vec<Host>,
}

struct Host {
    id: HostId,
    name: String,
    native_name: String,
    is_closed: bool,
    posts: Vec<Post>,
    applicants: Vec<Applicant>,
}

struct Post {
    id: PostId,
    title: String,
    tag: Tag,
    call: String,
    places: i32,
    taken: i32,
}

struct Applicant {
    id: ChoiceId,
    reference: String,
    name: String,
    country: String,
    field: String,
    post: String,
    rank: Option<i32>,
    tag: Tag,
}

/// `GET /hosting`.
pub async fn home(visit: Visit) -> Result<HttpResponse, Error> {
    let viewer = visit.user()?;
    if !visit.actor.holds_anywhere(Role::Host) {
        return Err(Error::NotFound);
    }
    let hosts = visit.actor.hosts();
    let (rows, posts, calls, lines) = visit
        .app
        .read(move |conn| {
            let rows = db::hosts::list_of(conn, &hosts)?;
            let posts = db::posts::list::list_of_hosts(conn, &hosts)?;
            let mut calls: Vec<db::calls::CallRow> = Vec::new();
            for post in &posts {
                if calls.iter().all(|c| c.id != post.call_id) {
                    calls.extend(db::calls::find(conn, post.call_id)?);
                }
            }
            let lines = db::choices::list_of_hosts(conn, viewer, &hosts, MOST)?;
            let with = |line: HostLine, conn: &mut db::Conn| {
                db::definitions::get(conn, line.definition).map(|definition| (line, definition))
            };
            let lines = lines.into_iter().map(|line| with(line, conn)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, actions::Error>((rows, posts, calls, lines))
        })
        .await?;
    let frame = visit.frame(Area::Hosting, "hosting-title");
    let post = |p: &PostRow| Post {
        id: p.id,
        title: p.title.clone(),
        tag: state_tag(&frame, p.state),
        call: calls.iter().find(|c| c.id == p.call_id).map(|c| frame.text(&c.title).to_owned()).unwrap_or_default(),
        places: p.places,
        taken: p.taken,
    };
    let host = |row: HostRow| Host {
        posts: posts.iter().filter(|p| p.host_id == row.id).map(post).collect(),
        applicants: lines
            .iter()
            .filter(|(line, _)| line.host == row.id)
            .map(|(line, definition)| applicant(&frame, line, definition))
            .collect(),
        id: row.id,
        name: row.name,
        native_name: row.native_name,
        is_closed: row.closed_at.is_some(),
    };
    let hosts = rows.into_iter().map(host).collect();
    visit.page(&HomePage { frame, hosts })
}

/// A line of the list: of the columns that repeat answers, those that the call shows to hosts.
fn applicant(frame: &Frame, line: &HostLine, definition: &crate::domain::call::Definition) -> Applicant {
    let form = &definition.form;
    let may_see = |question: &str| form.question(question).is_some_and(|q| q.is_for(Audience::Host));
    let shown = |question: Option<&str>, text: String| if question.is_some_and(may_see) { text } else { String::new() };
    let meaning = &form.meaning;
    Applicant {
        id: line.id,
        reference: line.reference.clone().unwrap_or_default(),
        name: shown(Some(&meaning.name), line.name.clone()),
        country: shown(Some(&meaning.country), country(frame, &line.country)),
        field: shown(meaning.field.as_deref(), research_field(&line.field).to_owned()),
        post: line.post.clone(),
        rank: line.host_rank,
        tag: choice_tag(frame, line.state, line.placed.is_some_and(|host| host != line.host)),
    }
}

/// The mark and word of where a choice stands with its host.
pub fn choice_tag(frame: &Frame, state: ConsentState, placed_elsewhere: bool) -> Tag {
    if placed_elsewhere && state == ConsentState::Asked {
        return Tag::new("", frame.say("hosting-choice-elsewhere"));
    }
    let class = match state {
        ConsentState::Given => "good",
        ConsentState::Asked => "wait",
        ConsentState::Refused | ConsentState::Ended => "stop",
        ConsentState::Wished => "",
    };
    Tag::new(class, frame.say(&format!("hosting-choice-{}", state.word())))
}
