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
    db::{self, decisions::DecisionRow},
    domain::{
        form::Form,
        id::ApplicationId,
        pairing::{Difference, Of, Pair, Stand, Within},
        permission::Viewer,
        workflow::{Outcome, Status},
    },
    web::{
        applications::{
            conditions::{called, word_of},
            fields::country,
            tag::Tag,
        },
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
    id: ApplicationId,
    rank: Option<usize>,
    title: String,
    tag: Tag,
    sides: [SideView; 2],
    mean: Option<String>,
    differences: Vec<(String, String, String)>,
    outcomes_differ: bool,
}

/// A side in a list.
pub struct SideView {
    /// The application.
    pub id: ApplicationId,
    /// Its reference number.
    pub reference: String,
    /// The applicant's name.
    pub name: String,
    /// The country that it counts for.
    pub country: String,
    /// The mean of its reviews; empty where there are none.
    pub mean: String,
    /// Where it stands.
    pub tag: Tag,
    /// Whether an officer lets it go on alone.
    pub goes_alone: bool,
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
        let decided = db::decisions::list_unreleased(conn, call.id)?;
        Ok::<_, actions::Error>((call, listed, decided))
    });
    let (call, listed, decided) = read.await?;
    let listed = listed.ok_or(Error::NotFound)?;
    let frame = visit.frame(Area::Office, "pairs-title");
    let options = ["", "matched", "different", "alone"];
    let words = ["pairs-all", "pairs-matched", "pairs-different", "pairs-alone"];
    let shown = options.into_iter().zip(words);
    let wants = |kind: &str| !options.contains(&which.show.as_str()) || which.show.is_empty() || which.show == kind;
    let is_good = |pair: &Pair| listed.stand_of(pair).may_be_reviewed();
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
        pairs: (1..).zip(pairs).map(|(rank, pair)| view(&frame, (&listed, &decided), rank, pair)).collect(),
        singles: singles.iter().map(|&n| side(&frame, &listed, n)).collect(),
        frame,
    };
    visit.page(&page)
}

/// The mean of both sides' means; less than any where one is not reviewed.
fn joint(listed: &Listed, pair: &Pair) -> f64 {
    let mean = |n: usize| listed.sides[n].0.score_mean;
    mean(pair.sides.0).zip(mean(pair.sides.1)).map_or(f64::MIN, |(one, other)| f64::midpoint(one, other))
}

fn view(frame: &Frame, (listed, decided): (&Listed, &[DecisionRow]), rank: usize, pair: &Pair) -> PairView {
    let (first, second) = (&listed.sides[pair.sides.0].0, &listed.sides[pair.sides.1].0);
    let joint = Some(joint(listed, pair)).filter(|mean| *mean > f64::MIN);
    let references = [first, second].map(|row| row.reference.clone().unwrap_or_default());
    let difference = |d: &Difference| difference(frame, &listed.definition.form, &references, d);
    PairView {
        id: first.id,
        tag: stand_tag(frame, listed.stand_of(pair)),
        rank: joint.map(|_| rank),
        title: first.title.clone(),
        sides: [side(frame, listed, pair.sides.0), side(frame, listed, pair.sides.1)],
        mean: joint.map(|mean| format!("{mean:.2}")),
        differences: pair.differences.iter().map(difference).collect(),
        outcomes_differ: matches!(outcomes(listed, pair, decided), [Some(one), Some(other)] if one != other),
    }
}

/// A difference: what it is in, and whose; what the first side gives, and the second.
pub fn difference(
    frame: &Frame,
    form: &Form,
    references: &[String; 2],
    found: &Difference,
) -> (String, String, String) {
    let question = form.question(&found.question);
    let what = question.map_or_else(|| found.question.clone(), |question| called(frame, question));
    let of = |reference: &str| frame.with("pairs-of-side").set("what", what.as_str()).set("reference", reference);
    let whose = match found.of {
        Of::Both => what.clone(),
        Of::First => of(&references[0]).to_string(),
        Of::Second => of(&references[1]).to_string(),
    };
    let shown = |given: &str| word_of(frame, question.filter(|_| !given.is_empty()), given);
    let (first, second) = (shown(&found.first), shown(&found.second));
    let Some(Within { whom, part }) = &found.within else { return (whose, first, second) };
    let part = question.and_then(|question| question.parts().iter().find(|own| own.key == *part));
    let part = part.map(|part| called(frame, part)).unwrap_or_default();
    let row = frame.with("pairs-of-row").set("what", whose).set("whom", whom.as_str()).set("part", part);
    (row.to_string(), first, second)
}

/// What is decided about each side of a pair, told or not.
pub fn outcomes(listed: &Listed, pair: &Pair, decided: &[DecisionRow]) -> [Option<Outcome>; 2] {
    [pair.sides.0, pair.sides.1].map(|side| {
        let row = &listed.sides[side].0;
        match row.status {
            Status::Decided => decided.iter().find(|d| d.application_id == row.id).map(|d| d.outcome),
            Status::Waitlisted => Some(Outcome::Waitlist),
            Status::Rejected => Some(Outcome::Reject),
            status if status.takes_a_place() => Some(Outcome::Offer),
            _ => None,
        }
    })
}

/// A side as the lists show it.
pub fn side(frame: &Frame, listed: &Listed, side: usize) -> SideView {
    let row = &listed.sides[side].0;
    SideView {
        id: row.id,
        reference: row.reference.clone().unwrap_or_default(),
        name: row.name.clone(),
        country: country(frame, &row.country),
        mean: row.score_mean.map(|mean| format!("{mean:.2}")).unwrap_or_default(),
        tag: Tag::for_office(frame, row.status),
        goes_alone: listed.stand(side) == Stand::GoesAlone,
    }
}

/// How a side, or its pair, stands.
pub fn stand_tag(frame: &Frame, stand: Stand) -> Tag {
    let class = match stand {
        Stand::Agrees | Stand::TakenAsGood | Stand::GoesAlone => "good",
        Stand::Differs => "stop",
        Stand::Single => "wait",
    };
    Tag::new(class, frame.say(&format!("pairs-stand-{stand}")))
}
