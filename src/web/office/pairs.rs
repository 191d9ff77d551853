//! The pairs of a call: which applications are two sides of one project, in what they differ, and how both were reviewed.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{Head, managed};
use crate::{
    actions::{
        self,
        pairing::{self, Listed},
    },
    db::applications::ApplicationRow,
    domain::{id::ApplicationId, pairing::Pair, permission::Viewer, workflow::Status},
    web::{
        applications::{conditions::called, fields::country, tag::Tag},
        error::Error,
        page::{Area, Frame},
        parts::Opt,
        session::Visit,
    },
};

/// The pairs.
#[derive(Template)]
#[template(path = "office/pairs.html")]
struct PairsPage {
    frame: Frame,
    head: Head,
    matched: usize,
    different: usize,
    alone: usize,
    shown: Vec<Opt>,
    pairs: Vec<PairView>,
    singles: Vec<SideView>,
}

struct PairView {
    rank: Option<usize>,
    title: String,
    sides: [SideView; 2],
    mean: Option<String>,
    differences: Vec<(String, String, String)>,
    outcomes_differ: bool,
}

struct SideView {
    id: ApplicationId,
    reference: String,
    name: String,
    country: String,
    mean: String,
    tag: Tag,
}

/// Which pairs are shown.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    show: String,
}

/// `GET /office/calls/{slug}/pairs`: those that agree, by the mean of both sides; those that differ; those of one side.
pub async fn show(visit: Visit, slug: Path<String>, which: Query<Which>) -> Result<HttpResponse, Error> {
    let (actor, slug) = (visit.actor.clone(), slug.into_inner());
    let read = visit.app.read(move |conn| {
        let call = managed(conn, &actor, &slug)?;
        let listed = pairing::of_call(conn, &Viewer::staff(&actor), &call)?;
        Ok::<_, actions::Error>((call, listed))
    });
    let (call, listed) = read.await?;
    let listed = listed.ok_or(Error::NotFound)?;
    let frame = visit.frame(Area::Office, "pairs-title");
    let options = ["", "matched", "different", "alone"];
    let words = ["pairs-all", "pairs-matched", "pairs-different", "pairs-alone"];
    let shown = options.into_iter().zip(words);
    let wants = |kind: &str| !options.contains(&which.show.as_str()) || which.show.is_empty() || which.show == kind;
    let is_good = |pair: &&Pair| pair.differences.is_empty();
    let mut pairs: Vec<&Pair> = listed.pairs.pairs.iter().collect();
    let matched = pairs.iter().filter(|pair| is_good(pair)).count();
    let different = pairs.len() - matched;
    pairs.retain(|pair| wants(if is_good(pair) { "matched" } else { "different" }));
    pairs.sort_by(|one, other| joint(&listed, other).total_cmp(&joint(&listed, one)));
    let singles = if wants("alone") { listed.pairs.alone.as_slice() } else { &[] };
    let page = PairsPage {
        head: Head::new(&visit, &frame, &call, "pairs"),
        matched,
        different,
        alone: listed.pairs.alone.len(),
        shown: shown.map(|(value, word)| Opt::new(value, frame.say(word), which.show == value)).collect(),
        pairs: (1..).zip(pairs).map(|(rank, pair)| view(&frame, &listed, rank, pair)).collect(),
        singles: singles.iter().map(|&n| side(&frame, &listed.sides[n].0)).collect(),
        frame,
    };
    visit.page(&page)
}

/// The mean of both sides' means; less than any where one is not reviewed.
fn joint(listed: &Listed, pair: &Pair) -> f64 {
    let mean = |n: usize| listed.sides[n].0.score_mean;
    mean(pair.sides.0).zip(mean(pair.sides.1)).map_or(f64::MIN, |(one, other)| f64::midpoint(one, other))
}

fn view(frame: &Frame, listed: &Listed, rank: usize, pair: &Pair) -> PairView {
    let (first, second) = (&listed.sides[pair.sides.0].0, &listed.sides[pair.sides.1].0);
    let joint = Some(joint(listed, pair)).filter(|mean| *mean > f64::MIN);
    let difference = |difference: &crate::domain::pairing::Difference| {
        let question = listed.definition.form.question(&difference.question);
        let name = question.map_or_else(|| difference.question.clone(), |question| called(frame, question));
        (name, difference.first.clone(), difference.second.clone())
    };
    PairView {
        rank: joint.map(|_| rank),
        title: first.title.clone(),
        sides: [side(frame, first), side(frame, second)],
        mean: joint.map(|mean| format!("{mean:.2}")),
        differences: pair.differences.iter().map(difference).collect(),
        outcomes_differ: outcome(first.status).zip(outcome(second.status)).is_some_and(|(one, other)| one != other),
    }
}

/// What an application was told, where it was told an outcome.
const fn outcome(status: Status) -> Option<u8> {
    match status {
        Status::Offered | Status::Accepted | Status::Confirmed | Status::OnExchange | Status::Completed => Some(1),
        Status::Waitlisted => Some(2),
        Status::Rejected => Some(3),
        _ => None,
    }
}

fn side(frame: &Frame, row: &ApplicationRow) -> SideView {
    SideView {
        id: row.id,
        reference: row.reference.clone().unwrap_or_default(),
        name: row.name.clone(),
        country: country(frame, &row.country),
        mean: row.score_mean.map(|mean| format!("{mean:.2}")).unwrap_or_default(),
        tag: Tag::for_office(frame, row.status),
    }
}
