//! Calls: all of them, and one with its dates and places; publishing and archiving. New ones are in [`super::new_call`].

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Path};
use askama::Template;
use chrono::NaiveDateTime;

use super::admins_only;
use crate::{
    actions::{
        self,
        calls::{self, CallFacts},
    },
    db::{self, calls::CallRow},
    domain::{
        permission::{Reach, Viewer},
        sentence::{Problem, Sentence},
        text::Text,
        time::{Timestamp, Zone},
        workflow::CallState,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::{Posted, local_time},
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// All calls.
#[derive(Template)]
#[template(path = "admin/calls.html")]
struct CallsPage {
    frame: Frame,
    calls: Vec<Line>,
}

struct Line {
    slug: String,
    title: String,
    tag: Tag,
    opens: Moment,
    closes: Moment,
    places: i32,
}

/// `GET /admin/calls`.
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let everything = Viewer { user: None, reach: Reach::Everything };
    let rows = visit.app.read(move |conn| db::calls::list(conn, &everything)).await?;
    let frame = visit.frame(Area::Admin, "admin-calls-title");
    let line = |c: CallRow| Line {
        title: frame.text(&c.title).to_owned(),
        tag: state_tag(&frame, c.state),
        opens: frame.moment(c.opens_at, c.zone).short(),
        closes: frame.moment(c.closes_at, c.zone).short(),
        places: c.places,
        slug: c.slug,
    };
    let calls = rows.into_iter().map(line).collect();
    visit.page(&CallsPage { frame, calls })
}

fn state_tag(frame: &Frame, state: CallState) -> Tag {
    match state {
        CallState::Draft => Tag::new("wait", frame.say("admin-call-draft")),
        CallState::Published => Tag::new("good", frame.say("admin-call-published")),
        CallState::Archived => Tag::new("", frame.say("admin-call-archived")),
    }
}

/// A form for a call: a new one, or one that is there.
#[derive(Template)]
#[template(path = "admin/call.html")]
pub(super) struct CallPage {
    pub(super) frame: Frame,
    pub(super) slug: Option<String>,
    pub(super) version: i32,
    pub(super) state: Option<Tag>,
    pub(super) may_publish: bool,
    pub(super) may_archive: bool,
    pub(super) fields: Vec<Put>,
}

/// What was typed.
#[derive(Default)]
pub(super) struct Typed(BTreeMap<&'static str, String>);

const FIELDS: &[&str] = &[
    "preset",
    "programme",
    "programme_title",
    "title",
    "slug",
    "zone",
    "opens",
    "closes",
    "grace",
    "places",
    "prefix",
    "review_due",
    "reviews_close",
    "reason",
];

impl Typed {
    pub(super) fn of(posted: &Posted) -> Self {
        Self(FIELDS.iter().map(|f| (*f, posted.line(f, 300))).collect())
    }

    /// Dates and places of a call, its times as `shown` makes them of those on its own clocks.
    pub(super) fn of_call(call: &CallRow, shown: impl Fn(NaiveDateTime) -> NaiveDateTime) -> Self {
        let at = |t: Timestamp| shown(t.in_zone(call.zone).naive_local()).format("%Y-%m-%dT%H:%M").to_string();
        Self(
            [
                ("opens", at(call.opens_at)),
                ("closes", at(call.closes_at)),
                ("grace", call.grace_minutes.to_string()),
                ("places", call.places.to_string()),
                ("review_due", call.review_due_at.map(&at).unwrap_or_default()),
                ("reviews_close", call.reviews_close_at.map(at).unwrap_or_default()),
            ]
            .into(),
        )
    }

    /// A field, set by the program.
    pub(super) fn set(&mut self, field: &'static str, value: impl Into<String>) {
        self.0.insert(field, value.into());
    }

    pub(super) fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// A date and time on the clocks of `zone`.
    fn moment(&self, field: &str, zone: Zone) -> Option<Timestamp> {
        local_time(self.get(field)).and_then(|local| Timestamp::from_local(local, zone))
    }
}

/// Reads what was typed, or says what is wrong with it.
pub(super) fn facts(typed: &Typed, zone: Zone, problems: &mut Vec<Problem>) -> Option<CallFacts> {
    let mut need = |field: &'static str| {
        let at = typed.moment(field, zone);
        if at.is_none() {
            problems.push(Problem::at(field, Sentence::new("office-enter-a-date")));
        }
        at
    };
    let (opens_at, closes_at) = (need("opens"), need("closes"));
    let facts = CallFacts {
        title: Text::english(typed.get("title")),
        slug: typed.get("slug").to_owned(),
        zone,
        opens_at: opens_at?,
        closes_at: closes_at?,
        grace_minutes: typed.get("grace").parse().unwrap_or(-1),
        places: typed.get("places").parse().unwrap_or(0),
        reference_prefix: typed.get("prefix").to_owned(),
        review_due_at: typed.moment("review_due", zone),
        reviews_close_at: typed.moment("reviews_close", zone),
    };
    problems.extend(facts.problems());
    Some(facts)
}

pub(super) fn date_fields(frame: &Frame, typed: &Typed) -> Vec<Put> {
    let at =
        |name: &str, label: &str| frame.field(name, label).kind("datetime-local").class("w20").value(typed.get(name));
    let number =
        |name: &str, label: &str| frame.field(name, label).class("w5").inputmode("numeric").value(typed.get(name));
    vec![
        at("opens", "admin-opens").put(),
        at("closes", "admin-closes").hint(frame.say("admin-closes-hint")).put(),
        number("grace", "admin-grace").hint(frame.say("admin-grace-hint")).put(),
        number("places", "office-col-places").put(),
        at("review_due", "office-reviews-due").optional().put(),
        at("reviews_close", "admin-reviews-close").hint(frame.say("admin-reviews-close-hint")).optional().put(),
    ]
}

/// `GET /admin/calls/{slug}`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let call = find(&visit, slug.into_inner()).await?;
    let typed = Typed::of_call(&call, |own| own);
    visit.page(&call_page(&visit, &call, &typed, Vec::new()))
}

/// `POST /admin/calls/{slug}`: new dates, publish, archive.
pub async fn change(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let call = find(&visit, slug.into_inner()).await?;
    let (actor, id) = (visit.actor.clone(), call.id);
    let typed = Typed::of(&posted);
    let (done, flash) = match posted.first("act") {
        "publish" => {
            (visit.app.write(visit.now, move |tx| calls::publish(tx, &actor, id)).await, "admin-done-published")
        }
        "archive" => {
            (visit.app.write(visit.now, move |tx| calls::archive(tx, &actor, id)).await, "admin-done-archived")
        }
        _ => {
            let mut problems = Vec::new();
            let facts = facts(&typed, call.zone, &mut problems).map(|facts| CallFacts {
                title: call.title.clone(),
                slug: call.slug.clone(),
                reference_prefix: call.reference_prefix.clone(),
                ..facts
            });
            let wrong = facts.as_ref().map_or(problems, CallFacts::problems);
            let (Some(facts), true) = (facts, wrong.is_empty()) else {
                return visit.refused_page(&call_page(&visit, &call, &typed, wrong));
            };
            let (version, reason) = (posted.number("version").unwrap_or(0), posted.text("reason", 2000));
            let changed = visit
                .app
                .write(visit.now, move |tx| calls::change_dates(tx, &actor, id, version, &facts, &reason))
                .await;
            (changed, "admin-done-call-changed")
        }
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/admin/calls/{}", call.slug), flash)),
        // What is still open is listed where it can be added.
        Err(actions::Error::Refused(_)) if posted.first("act") == "publish" => {
            let to = format!("/admin/calls/{}/form", call.slug);
            Ok(visit.see_other_with(&to, &Sentence::new("editor-not-ready"), true))
        }
        Err(actions::Error::Refused(problems)) => visit.refused_page(&call_page(&visit, &call, &typed, problems)),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn find(visit: &Visit, slug: String) -> Result<CallRow, Error> {
    visit.app.read(move |conn| db::calls::find_by_slug(conn, &slug)).await?.ok_or(Error::NotFound)
}

fn call_page(visit: &Visit, call: &CallRow, typed: &Typed, problems: Vec<Problem>) -> CallPage {
    let mut frame = visit.frame(Area::Admin, "admin-calls-title").with_problems(problems);
    call.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    let mut fields = date_fields(&frame, typed);
    fields.push(frame.field("reason", "admin-change-reason").value(typed.get("reason")).put());
    CallPage {
        slug: Some(call.slug.clone()),
        version: call.version,
        state: Some(state_tag(&frame, call.state)),
        may_publish: call.state == CallState::Draft,
        may_archive: call.state == CallState::Published,
        fields,
        frame,
    }
}
