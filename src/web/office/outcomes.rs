//! Outcomes: what waits for release and the release itself; offers with their dates; the waiting list.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{Head, managed_call, pairs::outcomes, tallies};
use crate::{
    actions::{
        self,
        pairing::{self, Listed},
        selection::{
            release::{self as releasing, Released},
            waiting,
        },
    },
    db::{
        self,
        applications::list::{Line, Query, Sort},
        decisions::DecisionRow,
    },
    domain::{
        id::ApplicationId,
        pairing::{Pair, Stand},
        permission::{self, Action, Subject, Viewer},
        sentence::{Problem, Sentence},
        workflow::{Outcome, Status},
    },
    web::{
        applications::{fields::country, tag::Tag},
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// Most lines of one list.
const MOST: i64 = 1_000;

/// What waits for release.
#[derive(Template)]
#[template(path = "office/release.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is shown or not")]
struct ReleasePage {
    frame: Frame,
    head: Head,
    offers: usize,
    waiting: usize,
    rejected: usize,
    all: usize,
    undecided: i64,
    two_people: bool,
    own: bool,
    may_release: bool,
    may_ask: bool,
    lines: Vec<Waiting>,
    unequal: Vec<Unequal>,
}

/// A pair whose two sides would not be told the same.
struct Unequal {
    id: ApplicationId,
    title: String,
    sides: Vec<String>,
}

struct Waiting {
    id: ApplicationId,
    reference: String,
    name: String,
    country: String,
    mean: String,
    outcome: String,
    by: String,
    at: Moment,
}

/// `GET /office/calls/{slug}/release`.
pub async fn release_page(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let page = build_release(&visit, slug.into_inner(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/calls/{slug}/release`: tells everybody, or nobody; or asks somebody else to.
pub async fn release(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let slug = slug.into_inner();
    let call = managed_call(&visit, slug.clone()).await?;
    let expected = posted.first("expected").parse().unwrap_or(0);
    let actor = visit.actor.clone();
    let done = if posted.first("go") == "ask" {
        let asked = visit.app.write(visit.now, move |tx| releasing::ask(tx, &actor, call.id)).await;
        asked.map(|count| (Sentence::new("office-done-asked").with("count", count), "release"))
    } else {
        let told = visit.app.write(visit.now, move |tx| releasing::release(tx, &actor, call.id, expected)).await;
        told.map(|told| (said(told), "offers"))
    };
    match done {
        Ok((flash, next)) => Ok(visit.see_other_with(&format!("/office/calls/{slug}/{next}"), &flash, false)),
        Err(actions::Error::Refused(problems)) => {
            let page = build_release(&visit, slug, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

fn said(told: Released) -> Sentence {
    Sentence::new("office-done-released")
        .with("offers", told.offers)
        .with("waiting", told.waiting)
        .with("rejected", told.rejected)
}

/// Pairs of which a side waits to be told and the other is not decided in the same way.
fn unequal(frame: &Frame, listed: &Listed, decisions: &[DecisionRow]) -> Vec<Unequal> {
    let both = |pair: &Pair| [pair.sides.0, pair.sides.1].map(|side| (side, &listed.sides[side].0));
    let is_told_now = |pair: &&Pair| both(pair).iter().any(|(_, row)| row.status == Status::Decided);
    let alone = |pair: &&Pair| both(pair).iter().any(|(side, _)| listed.stand(*side) == Stand::GoesAlone);
    let pairs = listed.pairs.pairs.iter().filter(is_told_now).filter(|pair| !alone(pair));
    let line = |pair: &Pair| {
        let found = outcomes(listed, pair, decisions);
        let said = both(pair).into_iter().zip(found).filter_map(|((_, row), outcome)| {
            let outcome = frame.say(&format!("office-outcome-{}", outcome?)).to_owned();
            let reference = row.reference.clone().unwrap_or_default();
            Some(frame.with("pairs-release-line").set("reference", reference).set("outcome", outcome).to_string())
        });
        let first = both(pair)[0].1;
        (found[0] != found[1]).then(|| Unequal { id: first.id, title: first.title.clone(), sides: said.collect() })
    };
    pairs.filter_map(line).collect()
}

async fn build_release(visit: &Visit, slug: String, problems: Vec<Problem>) -> Result<ReleasePage, Error> {
    let call = managed_call(visit, slug).await?;
    let viewer = Viewer::staff(&visit.actor);
    let query = query(call.id, vec![Status::Decided]);
    let (call, decisions, lines, counts, definition, names, pairs) = visit
        .app
        .read(move |conn| {
            let decisions = db::decisions::list_unreleased(conn, call.id)?;
            let lines = db::applications::list::page(conn, &viewer, &query)?;
            let counts = tallies(conn, &viewer, &call)?;
            let definition = db::definitions::get(conn, call.definition_id)?;
            let mut names = Vec::new();
            for decision in &decisions {
                if !names.iter().any(|(id, _)| *id == decision.decided_by) {
                    names.push((decision.decided_by, db::users::get(conn, decision.decided_by)?.name));
                }
            }
            let pairs = pairing::of_call(conn, &viewer, &call)?;
            Ok::<_, actions::Error>((call, decisions, lines, counts, definition, names, pairs))
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-tab-release").with_problems(problems);
    let of = |outcome: Outcome| decisions.iter().filter(|d| d.outcome == outcome).count();
    let line = |line: &Line| {
        let decision = decisions.iter().find(|d| d.application_id == line.id)?;
        Some(Waiting {
            id: line.id,
            reference: line.reference.clone().unwrap_or_default(),
            name: line.name.clone(),
            country: country(&frame, &line.country),
            mean: line.score_mean.map_or_else(|| "–".to_owned(), |m| format!("{m:.2}")),
            outcome: frame.say(&format!("office-outcome-{}", decision.outcome.word())).to_owned(),
            by: names.iter().find(|(id, _)| *id == decision.decided_by).map(|(_, n)| n.clone()).unwrap_or_default(),
            at: frame.moment(decision.decided_at, call.zone).short(),
        })
    };
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    Ok(ReleasePage {
        head: Head::new(visit, &frame, &call, "release"),
        unequal: pairs.map(|listed| unequal(&frame, &listed, &decisions)).unwrap_or_default(),
        offers: of(Outcome::Offer),
        waiting: of(Outcome::Waitlist),
        rejected: of(Outcome::Reject),
        all: decisions.len(),
        undecided: counts.of(Status::Deliberation) + counts.of(Status::InReview),
        two_people: definition.settings.second_person_releases,
        own: decisions.iter().any(|d| Some(d.decided_by) == visit.actor.user()),
        may_ask: permission::check(&visit.actor, Action::ManageApplication, &subject).is_ok(),
        may_release: permission::check(&visit.actor, Action::Release, &subject).is_ok(),
        lines: lines.iter().filter_map(line).collect(),
        frame,
    })
}

fn query(call: crate::domain::id::CallId, statuses: Vec<Status>) -> Query {
    Query {
        call,
        statuses,
        country: None,
        field: None,
        received: None,
        text: None,
        sort: Sort::Name,
        after: None,
        limit: MOST,
    }
}

/// Offers and the waiting list.
#[derive(Template)]
#[template(path = "office/offers.html")]
struct OffersPage {
    frame: Frame,
    head: Head,
    places: i32,
    free: i64,
    open: i64,
    accepted: i64,
    offers: Vec<Offered>,
    waiting: Vec<Next>,
    may_manage: bool,
    may_promote: bool,
}

struct Offered {
    id: ApplicationId,
    reference: String,
    name: String,
    country: String,
    tag: Tag,
    reply_by: Option<Moment>,
}

struct Next {
    id: ApplicationId,
    rank: i32,
    reference: String,
    name: String,
    country: String,
    mean: String,
}

/// `GET /office/calls/{slug}/offers`.
pub async fn offers(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let page = build_offers(&visit, slug.into_inner(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/calls/{slug}/waiting-list`: the next is offered a free place, or the list ends.
pub async fn waiting_list(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let slug = slug.into_inner();
    let call = managed_call(&visit, slug.clone()).await?;
    let actor = visit.actor.clone();
    let (done, flash) = match posted.first("act") {
        "promote" => {
            (visit.app.write(visit.now, move |tx| waiting::promote(tx, &actor, call.id)).await, "office-done-promoted")
        }
        "close" => {
            let done = visit.app.write(visit.now, move |tx| waiting::close(tx, &actor, call.id).map(|_| ())).await;
            (done, "office-done-list-closed")
        }
        _ => return Err(Error::BadRequest),
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/office/calls/{slug}/offers"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = build_offers(&visit, slug, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build_offers(visit: &Visit, slug: String, problems: Vec<Problem>) -> Result<OffersPage, Error> {
    let call = managed_call(visit, slug).await?;
    let viewer = Viewer::staff(&visit.actor);
    let told = [
        Status::Offered,
        Status::Accepted,
        Status::Confirmed,
        Status::Declined,
        Status::OfferExpired,
        Status::OfferRescinded,
    ];
    let (offered, waiting) = (query(call.id, told.to_vec()), query(call.id, vec![Status::Waitlisted]));
    let (call, offered, dates, mut waiting, counts, taken) = visit
        .app
        .read(move |conn| {
            let offered = db::applications::list::page(conn, &viewer, &offered)?;
            let dates = db::offers::list_live(conn, call.id)?;
            let waiting = db::applications::list::page(conn, &viewer, &waiting)?;
            let counts = tallies(conn, &viewer, &call)?;
            let taken = db::applications::count_places_taken(conn, call.id)?;
            Ok::<_, db::Error>((call, offered, dates, waiting, counts, taken))
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-tab-offers").with_problems(problems);
    let line = |l: &Line| Offered {
        id: l.id,
        reference: l.reference.clone().unwrap_or_default(),
        name: l.name.clone(),
        country: country(&frame, &l.country),
        tag: Tag::for_office(&frame, l.status),
        reply_by: dates.iter().find(|(id, _)| *id == l.id).map(|(_, at)| frame.moment(*at, call.zone).short()),
    };
    waiting.sort_by_key(|l| l.waiting_rank);
    let next = |l: &Line| Next {
        id: l.id,
        rank: l.waiting_rank.unwrap_or(0),
        reference: l.reference.clone().unwrap_or_default(),
        name: l.name.clone(),
        country: country(&frame, &l.country),
        mean: l.score_mean.map_or_else(|| "–".to_owned(), |m| format!("{m:.2}")),
    };
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    let free = i64::from(call.places) - taken;
    Ok(OffersPage {
        head: Head::new(visit, &frame, &call, "offers"),
        places: call.places,
        free,
        open: counts.of(Status::Offered),
        accepted: counts.of(Status::Accepted) + counts.of(Status::Confirmed),
        offers: offered.iter().map(line).collect(),
        may_promote: free > 0 && !waiting.is_empty(),
        waiting: waiting.iter().map(next).collect(),
        may_manage: permission::check(&visit.actor, Action::ManageApplication, &subject).is_ok(),
        frame,
    })
}
