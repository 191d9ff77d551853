//! Setting up calls: from a preset, with dates and places; publishing and archiving.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::admins_only;
use crate::{
    actions::{
        self,
        calls::{self, CallFacts},
    },
    db::{self, calls::CallRow, programmes::ProgrammeRow},
    domain::{
        id::ProgrammeId,
        permission::{Reach, Viewer},
        places,
        presets::{self, PRESETS},
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
        parts::{Opt, Put},
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
struct CallPage {
    frame: Frame,
    slug: Option<String>,
    version: i32,
    state: Option<Tag>,
    may_publish: bool,
    may_archive: bool,
    fields: Vec<Put>,
}

/// What was typed.
#[derive(Default)]
struct Typed(std::collections::BTreeMap<&'static str, String>);

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
    fn of(posted: &Posted) -> Self {
        Self(FIELDS.iter().map(|f| (*f, posted.line(f, 300))).collect())
    }

    fn of_call(call: &CallRow) -> Self {
        let at = |t: Timestamp| t.in_zone(call.zone).format("%Y-%m-%dT%H:%M").to_string();
        Self(
            [
                ("opens", at(call.opens_at)),
                ("closes", at(call.closes_at)),
                ("grace", call.grace_minutes.to_string()),
                ("places", call.places.to_string()),
                ("review_due", call.review_due_at.map(at).unwrap_or_default()),
                ("reviews_close", call.reviews_close_at.map(at).unwrap_or_default()),
            ]
            .into(),
        )
    }

    fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// A date and time on the clocks of `zone`.
    fn moment(&self, field: &str, zone: Zone) -> Option<Timestamp> {
        local_time(self.get(field)).and_then(|local| Timestamp::from_local(local, zone))
    }
}

/// `GET /admin/calls/new`.
pub async fn new(visit: Visit) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = new_page(&visit, &Typed::default(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/calls/new`.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let typed = Typed::of(&posted);
    let mut problems = Vec::new();
    let zone = typed.get("zone").parse().unwrap_or(Zone::Asia__Shanghai);
    let facts = facts(&typed, zone, &mut problems);
    let preset = presets::find(typed.get("preset"));
    if preset.is_none() {
        problems.push(Problem::at("preset", Sentence::new("calls-choose-preset")));
    }
    let programme: Option<ProgrammeId> = typed.get("programme").parse().ok();
    let programme_title = typed.get("programme_title").to_owned();
    if programme.is_none() && programme_title.is_empty() {
        problems.push(Problem::at("programme_title", Sentence::new("calls-programme-missing")));
    }
    let (Some(facts), Some(preset), true) = (facts, preset, problems.is_empty()) else {
        let page = new_page(&visit, &typed, problems).await?;
        return visit.refused_page(&page);
    };
    let definition = preset.definition().map_err(|e| Error::internal(&format!("a preset: {e}")))?;
    let (actor, slug) = (visit.actor.clone(), facts.slug.clone());
    let made = visit.app.write(visit.now, move |tx| {
        let programme = match programme {
            Some(id) => id,
            None => calls::create_programme(tx, &actor, &facts.slug, &Text::english(programme_title))?,
        };
        calls::create(tx, &actor, programme, &facts, &definition)
    });
    match made.await {
        Ok(_) => Ok(visit.see_other_saying(&format!("/admin/calls/{slug}"), "admin-done-call-made")),
        Err(actions::Error::Refused(problems)) => {
            let page = new_page(&visit, &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Reads what was typed, or says what is wrong with it.
fn facts(typed: &Typed, zone: Zone, problems: &mut Vec<Problem>) -> Option<CallFacts> {
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

async fn new_page(visit: &Visit, typed: &Typed, problems: Vec<Problem>) -> Result<CallPage, Error> {
    let programmes = visit.app.read(db::programmes::list).await?;
    let frame = visit.frame(Area::Admin, "admin-new-call").with_problems(problems);
    let mut fields =
        vec![frame.field("preset", "admin-preset").radios(preset_options(&frame, typed.get("preset"))).put()];
    if !programmes.is_empty() {
        fields.push(
            frame
                .field("programme", "admin-programme")
                .class("w20")
                .list(programme_options(&frame, &programmes, typed))
                .put(),
        );
    }
    let line = |name: &str, label: &str| frame.field(name, label).class("w20").value(typed.get(name));
    let zones = places::zones().map(|z| Opt::new(z.name(), frame.words.city(z), z.name() == typed.get("zone")));
    let mut zones: Vec<Opt> = zones.collect();
    // Most calls are told in the host country's time.
    zones.reverse();
    fields.extend([
        line("programme_title", "admin-programme-title").optional_if(!programmes.is_empty()).put(),
        line("title", "admin-call-title").put(),
        line("slug", "admin-slug").hint(frame.say("admin-slug-hint")).put(),
        line("prefix", "admin-prefix").hint(frame.say("admin-prefix-hint")).class("w10").put(),
        frame.field("zone", "admin-zone").class("w20").list(zones).put(),
    ]);
    fields.extend(date_fields(&frame, typed));
    Ok(CallPage { slug: None, version: 0, state: None, may_publish: false, may_archive: false, fields, frame })
}

fn preset_options(frame: &Frame, held: &str) -> Vec<Opt> {
    let option = |(index, p): (usize, &presets::Preset)| {
        Opt::new(p.key, frame.say(&format!("preset-{}", p.key)), p.key == held || held.is_empty() && index == 0)
    };
    PRESETS.iter().enumerate().map(option).collect()
}

fn programme_options(frame: &Frame, programmes: &[ProgrammeRow], typed: &Typed) -> Vec<Opt> {
    let mut options: Vec<Opt> = programmes
        .iter()
        .map(|p| Opt::new(p.id.to_string(), frame.text(&p.title), p.id.to_string() == typed.get("programme")))
        .collect();
    options.push(Opt::new("new", frame.say("admin-programme-new"), typed.get("programme") == "new"));
    options
}

fn date_fields(frame: &Frame, typed: &Typed) -> Vec<Put> {
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
    let typed = Typed::of_call(&call);
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
        Err(actions::Error::Refused(problems)) => visit.refused_page(&call_page(&visit, &call, &typed, problems)),
        Err(other) => Err(other.into()),
    }
}

async fn find(visit: &Visit, slug: String) -> Result<CallRow, Error> {
    visit.app.read(move |conn| db::calls::find_by_slug(conn, &slug)).await?.ok_or(Error::NotFound)
}

fn call_page(visit: &Visit, call: &CallRow, typed: &Typed, problems: Vec<Problem>) -> CallPage {
    let mut frame = visit.frame(Area::Admin, "admin-calls-title").with_problems(problems);
    call.title.in_language(frame.words.language()).clone_into(&mut frame.title);
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
