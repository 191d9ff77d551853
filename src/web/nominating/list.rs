//! The candidates of an authority in a call: answered one by one or several at once, and put in order.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{MOST, of_countries, state_tag};
use crate::{
    actions::{
        self, Tx,
        nominations::nominating::{self, Said},
    },
    db::{
        self,
        calls::CallRow,
        nominations::{Candidate, Contact},
        quotas::QuotaRow,
    },
    domain::{
        id::{AuthorityId, NominationId},
        nomination::{Move, Nomination, NominationState, is_open_for_nomination},
        sentence::{Problem, Sentence},
    },
    web::{
        applications::{fields, tag::Tag},
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The list.
#[derive(Template)]
#[template(path = "nominating/list.html")]
struct ListPage {
    frame: Frame,
    slug: String,
    authority: AuthorityId,
    call: String,
    quota: i32,
    endorsed: i32,
    free: i32,
    of_countries: String,
    until: Moment,
    over: bool,
    results: Vec<Outcome>,
    lines: Vec<Line>,
    ranked: Vec<Ranked>,
    reason: Put,
    may_tick: bool,
}

struct Line {
    id: NominationId,
    version: i32,
    reference: String,
    name: String,
    country: String,
    field: String,
    rank: Option<i32>,
    tag: Tag,
    can_tick: bool,
    ticked: bool,
}

struct Ranked {
    id: NominationId,
    version: i32,
    name: String,
    reference: String,
    first: bool,
    last: bool,
    rank: String,
    problem: Option<String>,
}

/// What became of one candidate of several.
struct Outcome {
    name: String,
    text: String,
    is_trouble: bool,
}

type Place = (String, AuthorityId);

/// `GET /nominating/calls/{slug}/{authority}`.
pub async fn show(visit: Visit, place: Path<Place>) -> Result<HttpResponse, Error> {
    let page = page(&visit, place.into_inner(), &Posted::default(), (Vec::new(), Vec::new())).await?;
    visit.page(&page)
}

/// `POST /nominating/calls/{slug}/{authority}`: an answer for all that are ticked, or ranks.
pub async fn act(visit: Visit, place: Path<Place>, posted: Posted) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (slug, authority) = place.into_inner();
    let (actor, word, now) = (visit.actor.clone(), slug.clone(), visit.now);
    // Nobody learns by posting what is not theirs to see.
    let (call, _) = visit.app.read(move |conn| nominating::enter(conn, &actor, (&word, authority), now)).await?;
    let act = posted.first("act").to_owned();
    if matches!(act.as_str(), "endorse" | "refuse" | "return") {
        return several(&visit, (slug, authority), &act, &posted).await;
    }
    let actor = visit.actor.clone();
    let done = match act.split_once(':') {
        Some((way @ ("up" | "down"), which)) => {
            let (id, version) = named(which).ok_or(Error::BadRequest)?;
            let to = if way == "up" { Move::Up } else { Move::Down };
            visit.app.write(now, move |tx| nominating::rank(tx, &actor, id, version, to)).await
        }
        None if act == "ranks" => {
            let typed = posted.clone().into_pairs().filter_map(|(field, typed)| {
                let id = field.strip_prefix("rank_")?.parse().ok()?;
                Some((id, typed.trim().parse().ok()))
            });
            let typed: Vec<(NominationId, Option<i32>)> = typed.collect();
            visit.app.write(now, move |tx| nominating::rank_all(tx, &actor, call.id, authority, &typed)).await
        }
        _ => return Err(Error::BadRequest),
    };
    match done {
        Ok(()) => {
            let back = format!("/nominating/calls/{slug}/{authority}");
            Ok(visit.see_other_saying(&back, "nominating-done-rank"))
        }
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, (slug, authority), &posted, (problems, Vec::new())).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// `ID:VERSION`, as boxes and buttons name a candidate.
fn named(word: &str) -> Option<(NominationId, i32)> {
    let (id, version) = word.split_once(':')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

/// The same answer for all that are ticked: each is answered by itself, so that one that cannot be does not hold up the others.
async fn several(visit: &Visit, place: Place, act: &str, posted: &Posted) -> Result<HttpResponse, Error> {
    let ticked: Vec<(NominationId, i32)> = posted.all("candidate").iter().filter_map(|word| named(word)).collect();
    let reason = posted.text("reason", 4000);
    let mut problems = Vec::new();
    if ticked.is_empty() {
        problems.push(Problem::new(Sentence::new("nominating-tick-somebody")));
    } else if act != "endorse" && reason.is_empty() {
        problems.push(Problem::at("reason", Sentence::new("errors-reason-missing")));
    }
    if !problems.is_empty() {
        let page = page(visit, place, posted, (problems, Vec::new())).await?;
        return visit.refused_page(&page);
    }
    let mut results = Vec::new();
    for (id, version) in ticked {
        let (actor, why, act) = (visit.actor.clone(), reason.clone(), act.to_owned());
        let said = move |tx: &mut Tx| {
            let said = match act.as_str() {
                "endorse" => Said::Endorse(None),
                "refuse" => Said::Refuse(&why),
                _ => Said::GiveBack(&why),
            };
            nominating::say(tx, &actor, id, version, said)
        };
        match visit.app.write(visit.now, said).await {
            Err(broken @ (actions::Error::Internal(_) | actions::Error::Unavailable(_))) => return Err(broken.into()),
            done => results.push((id, done)),
        }
    }
    let page = page(visit, place, &Posted::default(), (Vec::new(), results.clone())).await?;
    if results.iter().any(|(_, done)| done.is_ok()) { visit.page(&page) } else { visit.refused_page(&page) }
}

type Done = (NominationId, Result<(), actions::Error>);

/// What the page shows, as it was found.
struct Found {
    call: CallRow,
    quota: QuotaRow,
    nomination: Nomination,
    candidates: Vec<Candidate>,
    /// The countries that the authority nominates from.
    countries: Vec<String>,
    /// Endorsed of each country, by all authorities.
    counts: BTreeMap<String, i64>,
}

async fn find(visit: &Visit, slug: String, authority: AuthorityId) -> Result<Found, Error> {
    let (actor, now, user) = (visit.actor.clone(), visit.now, visit.user()?);
    let read = visit.app.read(move |conn| {
        let (call, row) = nominating::enter(conn, &actor, (&slug, authority), now)?;
        let quota = db::quotas::find(conn, call.id, authority)?.ok_or(actions::Error::NotFound)?;
        let definition = db::definitions::get(conn, call.definition_id)?;
        let nomination = definition.nomination.ok_or(actions::Error::NotFound)?;
        let candidates = db::nominations::list(conn, Contact { user, authority }, call.id, MOST)?;
        let counts = db::nominations::count_by_country(conn, call.id)?;
        Ok::<_, actions::Error>(Found { call, quota, nomination, candidates, countries: row.facts.countries, counts })
    });
    Ok(read.await?)
}

async fn page(
    visit: &Visit,
    (slug, authority): Place,
    posted: &Posted,
    (problems, done): (Vec<Problem>, Vec<Done>),
) -> Result<ListPage, Error> {
    let Found { call, quota, nomination, candidates, countries, counts } = find(visit, slug.clone(), authority).await?;
    let mut frame = visit.frame(Area::Nominating, "nominating-title").with_problems(problems);
    call.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    let until = nomination.until(call.closes_at);
    let over = visit.now > until;
    let again: Vec<NominationId> = posted.all("candidate").iter().filter_map(|w| Some(named(w)?.0)).collect();
    let lines: Vec<Line> = candidates.iter().map(|c| line(&frame, c, over, &again)).collect();
    let endorsed: Vec<&Candidate> =
        candidates.iter().filter(|c| c.nomination.state == NominationState::Endorsed).collect();
    let ranked = endorsed.iter().enumerate().map(|(at, c)| {
        let field = format!("rank_{}", c.nomination.id);
        let typed = posted.first(&field);
        let held = c.nomination.rank.map(|rank| rank.to_string()).unwrap_or_default();
        Ranked {
            id: c.nomination.id,
            version: c.nomination.version,
            name: c.name.clone(),
            reference: c.reference.clone().unwrap_or_default(),
            first: at == 0,
            last: at + 1 == endorsed.len(),
            rank: if typed.is_empty() { held } else { typed.to_owned() },
            problem: frame.problem_of(&field),
        }
    });
    let name_of = |id: NominationId| {
        candidates.iter().find(|c| c.nomination.id == id).map(|c| c.name.clone()).unwrap_or_default()
    };
    let state_of = |id| candidates.iter().find(|c| c.nomination.id == id).map(|c| c.nomination.state);
    let results = done.iter().map(|(id, done)| outcome(&frame, name_of(*id), state_of(*id), done)).collect();
    let reason = frame.field("reason", "nominating-reason-bulk").hint(frame.say("nominating-reason-hint"));
    Ok(ListPage {
        call: frame.text(&call.title).to_owned(),
        quota: quota.quota,
        endorsed: quota.endorsed,
        free: quota.quota - quota.endorsed,
        of_countries: of_countries(&frame, nomination, &countries, &counts),
        until: frame.moment(until, call.zone),
        over,
        results,
        may_tick: lines.iter().any(|l| l.can_tick),
        lines,
        ranked: ranked.collect(),
        reason: reason.rows(2).value(posted.first("reason")).optional().put(),
        slug,
        authority,
        frame,
    })
}

fn line(frame: &Frame, c: &Candidate, over: bool, again: &[NominationId]) -> Line {
    Line {
        id: c.nomination.id,
        version: c.nomination.version,
        reference: c.reference.clone().unwrap_or_default(),
        name: c.name.clone(),
        country: fields::country(frame, &c.country),
        field: fields::research_field(&c.field).to_owned(),
        rank: c.nomination.rank,
        tag: state_tag(frame, c.nomination.state),
        can_tick: !over && c.nomination.state == NominationState::Asked && is_open_for_nomination(c.status),
        ticked: again.contains(&c.nomination.id),
    }
}

fn outcome(frame: &Frame, name: String, state: Option<NominationState>, done: &Result<(), actions::Error>) -> Outcome {
    let text = match (done, state) {
        (Ok(()), Some(NominationState::Refused)) => frame.say("nominating-result-refused").to_owned(),
        (Ok(()), Some(NominationState::Returned)) => frame.say("nominating-result-returned").to_owned(),
        (Ok(()), _) => frame.say("nominating-result-endorsed").to_owned(),
        (Err(actions::Error::Refused(problems)), _) => {
            problems.iter().map(|p| frame.sentence(&p.sentence)).collect::<Vec<_>>().join(" ")
        }
        (Err(actions::Error::Conflict), _) => frame.say("nominating-result-conflict").to_owned(),
        (Err(_), _) => frame.say("nominating-result-not-found").to_owned(),
    };
    Outcome { name, text, is_trouble: done.is_err() }
}
