//! The office's pages: calls and their figures, lists, one application with every act on it, reviewers, ranking, release.

pub mod acts;
pub mod application;
pub mod forms;
pub mod joint;
pub mod letters;
pub mod list;
pub mod mail;
pub mod outcomes;
pub mod overview;
pub mod pair;
pub mod pairs;
pub mod papers;
pub mod posts;
pub mod print;
pub mod ranking;
pub mod referees;
pub mod reviewers;
pub mod room;
pub mod sealed;

use actix_web::HttpResponse;
use askama::Template;

use overview::{Places, Stage, stage_of};

use crate::{
    actions,
    db::{self, applications::list::count_hidden, calls::CallRow},
    domain::{
        call::Phase,
        permission::{self, Action, Actor, Subject, Viewer},
        workflow::Status,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// The calls that somebody runs.
#[derive(Template)]
#[template(path = "office/calls.html")]
struct CallsPage {
    frame: Frame,
    calls: Vec<CallLine>,
}

struct CallLine {
    slug: String,
    title: String,
    tag: Tag,
    closes: Moment,
    received: i64,
    to_screen: i64,
    in_review: i64,
    to_decide: i64,
    places: Places,
}

/// `GET /office`.
pub async fn calls(visit: Visit) -> Result<HttpResponse, Error> {
    visit.user()?;
    let viewer = Viewer::staff(&visit.actor);
    if !visit.is_staff() {
        return Err(Error::NotFound);
    }
    let rows = visit
        .app
        .read(move |conn| {
            let calls = db::calls::list(conn, &viewer)?;
            let figures = |call: CallRow| {
                let reserved = db::applications::count_places_taken(conn, call.id)?;
                Ok((tallies(conn, &viewer, &call)?, reserved, call))
            };
            calls.into_iter().map(figures).collect::<Result<Vec<_>, db::Error>>()
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-calls-title");
    let line = |(tallies, reserved, call): (Tallies, i64, CallRow)| CallLine {
        title: frame.text(&call.title).to_owned(),
        tag: phase_tag(&frame, call.window().phase(visit.now)),
        closes: frame.moment(call.closes_at, call.zone).short(),
        received: tallies.received(),
        to_screen: tallies.of(Status::Submitted),
        in_review: tallies.of(Status::InReview),
        to_decide: tallies.of(Status::Deliberation),
        places: Places::new(&frame, call.places, reserved, &tallies),
        slug: call.slug,
    };
    let calls = rows.into_iter().map(line).collect();
    visit.page(&CallsPage { frame, calls })
}

fn phase_tag(frame: &Frame, phase: Phase) -> Tag {
    match phase {
        Phase::Hidden => Tag::new("", frame.say("office-phase-draft")),
        Phase::Upcoming => Tag::new("wait", frame.say("office-phase-upcoming")),
        Phase::Open => Tag::new("good", frame.say("office-phase-open")),
        Phase::Closed => Tag::new("", frame.say("office-phase-closed")),
    }
}

/// How many applications of a call stand in each state, as far as the viewer may know of them.
#[derive(Debug, Clone, Default)]
pub struct Tallies(Vec<(Status, i64)>);

impl Tallies {
    /// In this state.
    pub fn of(&self, status: Status) -> i64 {
        self.0.iter().filter(|(s, _)| *s == status).map(|(_, n)| n).sum()
    }

    /// Handed in at any time.
    pub fn received(&self) -> i64 {
        self.0.iter().filter(|(s, _)| s.was_submitted()).map(|(_, n)| n).sum()
    }

    /// Handed in and come at least so far.
    pub fn reached(&self, stage: Stage) -> i64 {
        self.0.iter().filter(|(s, _)| s.was_submitted() && stage_of(*s) >= stage).map(|(_, n)| n).sum()
    }

    /// Holding a place.
    pub fn placed(&self) -> i64 {
        self.0.iter().filter(|(s, _)| s.takes_a_place()).map(|(_, n)| n).sum()
    }
}

/// The counts that this viewer may see: without the viewer's own applications and conflicts.
pub fn tallies(conn: &mut db::Conn, viewer: &Viewer, call: &CallRow) -> Result<Tallies, db::Error> {
    let mut counts = db::calls::list_tallies(conn, call.id)?;
    for (status, hidden) in count_hidden(conn, viewer, call.id)? {
        if let Some((_, count)) = counts.iter_mut().find(|(s, _)| *s == status) {
            *count -= hidden;
        }
    }
    Ok(Tallies(counts))
}

/// Title and links that every page of a call has.
pub struct Head {
    /// Word in addresses.
    pub slug: String,
    /// The call's title.
    pub title: String,
    /// Which page this is.
    pub here: &'static str,
    /// Whether the reader may export the cohort.
    pub may_export: bool,
}

impl Head {
    /// For the page `here` of a call.
    pub fn new(visit: &Visit, frame: &Frame, call: &CallRow, here: &'static str) -> Self {
        let subject = Subject::Call { call: call.id, programme: call.programme_id };
        Self {
            slug: call.slug.clone(),
            title: frame.text(&call.title).to_owned(),
            here,
            may_export: permission::check(&visit.actor, Action::Export, &subject).is_ok(),
        }
    }
}

/// The call of this word, if the reader runs it; not found for everybody else.
pub async fn managed_call(visit: &Visit, slug: String) -> Result<CallRow, Error> {
    let actor = visit.actor.clone();
    Ok(visit.app.read(move |conn| managed(conn, &actor, &slug)).await?)
}

/// The same within a read.
pub fn managed(conn: &mut db::Conn, actor: &Actor, slug: &str) -> Result<CallRow, actions::Error> {
    let call = db::calls::find_by_slug(conn, slug)?.ok_or(actions::Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    permission::check(actor, Action::ManageCall, &subject).map_err(|_| actions::Error::NotFound)?;
    Ok(call)
}
