//! The office's pages: calls and their figures, lists, one application with every act on it, reviewers, ranking, release.

pub mod acts;
pub mod application;
pub mod forms;
pub mod list;
pub mod mail;
pub mod outcomes;
pub mod ranking;
pub mod reviewers;
pub mod room;

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions,
    db::{self, applications::list::count_hidden, calls::CallRow},
    domain::{
        call::Phase,
        permission::{self, Action, Subject, Viewer},
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
    waiting: i64,
    places: i32,
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
            calls.into_iter().map(|c| Ok((tallies(conn, &viewer, &c)?, c))).collect::<Result<Vec<_>, db::Error>>()
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-calls-title");
    let line = |(tallies, call): (Tallies, CallRow)| CallLine {
        title: frame.text(&call.title).to_owned(),
        tag: phase_tag(&frame, call.window().phase(visit.now)),
        closes: frame.moment(call.closes_at, call.zone).short(),
        received: tallies.received(),
        waiting: tallies.of(Status::Submitted),
        places: call.places,
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

/// A call at a glance.
#[derive(Template)]
#[template(path = "office/call.html")]
struct CallPage {
    frame: Frame,
    head: Head,
    opens: Moment,
    closes: Moment,
    grace: i32,
    review_due: Option<Moment>,
    places: i32,
    placed: i64,
    received: i64,
    drafts: i64,
    bars: Vec<Bar>,
}

/// One state with its count and its share of the longest bar.
struct Bar {
    status: Status,
    word: String,
    count: i64,
    share: i64,
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

/// `GET /office/calls/{slug}`.
pub async fn call(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let call = managed_call(&visit, slug.into_inner()).await?;
    let viewer = Viewer::staff(&visit.actor);
    let (tallies, call) =
        visit.app.read(move |conn| Ok::<_, db::Error>((tallies(conn, &viewer, &call)?, call))).await?;
    let mut frame = visit.frame(Area::Office, "office-calls-title");
    call.title.in_language(frame.words.language()).clone_into(&mut frame.title);
    let most = Status::ALL.iter().map(|s| tallies.of(*s)).max().unwrap_or(0).max(1);
    let bar = |status: &Status| Bar {
        status: *status,
        word: frame.say(&format!("office-status-{}", status.word().replace('_', "-"))).to_owned(),
        count: tallies.of(*status),
        share: tallies.of(*status) * 100 / most,
    };
    let bars = Status::ALL.iter().filter(|s| s.was_submitted() && tallies.of(**s) > 0).map(bar).collect();
    let moment = |at| frame.moment(at, call.zone);
    visit.page(&CallPage {
        head: Head::new(&visit, &frame, &call, "overview"),
        opens: moment(call.opens_at),
        closes: moment(call.closes_at),
        grace: call.grace_minutes,
        review_due: call.review_due_at.map(moment),
        places: call.places,
        placed: tallies.placed(),
        received: tallies.received(),
        drafts: tallies.of(Status::Draft),
        bars,
        frame,
    })
}

/// The call of this word, if the reader runs it; not found for everybody else.
pub async fn managed_call(visit: &Visit, slug: String) -> Result<CallRow, Error> {
    let call = visit.app.read(move |conn| db::calls::find_by_slug(conn, &slug)).await?.ok_or(Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    permission::check(&visit.actor, Action::ManageCall, &subject).map_err(|_| actions::Error::NotFound)?;
    Ok(call)
}
