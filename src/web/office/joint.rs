//! Funders: whose list a side is in, and the one joint list of projects that all of them agree on.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{Head, managed, pairs::stand_tag};
use crate::{
    actions::{
        self,
        pairing::{self, Listed},
    },
    domain::{
        form::{Answer, Answers},
        id::ApplicationId,
        pairing::Stand,
        permission::Viewer,
        workflow::Status,
    },
    selection::joint::{self, Joint, Place},
    web::{
        applications::{conditions::word_of, tag::Tag},
        error::Error,
        page::{Area, Frame},
        parts::Opt,
        session::Visit,
    },
};

/// The joint list.
#[derive(Template)]
#[template(path = "office/joint.html")]
struct JointPage {
    frame: Frame,
    head: Head,
    lines: Vec<Line>,
    /// Projects that would be in it if all their sides were reviewed.
    waiting: usize,
    has_funders: bool,
}

struct Line {
    rank: usize,
    title: String,
    stand: Tag,
    mean: String,
    sides: Vec<SideLine>,
}

struct SideLine {
    id: ApplicationId,
    reference: String,
    funder: String,
    place: Option<Place>,
    mean: String,
    tag: Tag,
}

/// `GET /office/calls/{slug}/joint`: projects that may be reviewed and of which all sides are, by the mean of their sides.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let (actor, slug) = (visit.actor.clone(), slug.into_inner());
    let read = visit.app.read(move |conn| {
        let call = managed(conn, &actor, &slug)?;
        let listed = pairing::of_call(conn, &Viewer::staff(&actor), &call)?;
        Ok::<_, actions::Error>((call, listed))
    });
    let (call, listed) = read.await?;
    let listed = listed.ok_or(Error::NotFound)?;
    let frame = visit.frame(Area::Office, "pairs-joint-title");
    let projects = projects(&listed);
    let mean = |side: &usize| listed.sides[*side].0.score_mean;
    let means: Vec<Vec<Option<f64>>> = projects.iter().map(|sides| sides.iter().map(mean).collect()).collect();
    let ordered = joint::list(&means);
    let funders = Funders::of(&listed);
    let places = funders.places(&listed);
    let page = JointPage {
        head: Head::new(&visit, &frame, &call, "ranking"),
        waiting: projects.len() - ordered.len(),
        lines: ordered
            .iter()
            .map(|joint| line(&frame, (&listed, &funders, &places), &projects[joint.project], joint))
            .collect(),
        has_funders: funders.are_asked(),
        frame,
    };
    visit.page(&page)
}

/// The sides of every project that may be reviewed: two, or the one that goes on alone.
fn projects(listed: &Listed) -> Vec<Vec<usize>> {
    let paired = listed.pairs.pairs.iter();
    let good = paired
        .clone()
        .filter(|pair| listed.stand_of(pair).may_be_reviewed())
        .map(|pair| vec![pair.sides.0, pair.sides.1]);
    let differing = paired.filter(|pair| !listed.stand_of(pair).may_be_reviewed());
    let single = listed.pairs.alone.iter().copied().chain(differing.flat_map(|pair| [pair.sides.0, pair.sides.1]));
    let alone = single.filter(|&side| listed.stand(side) == Stand::GoesAlone).map(|side| vec![side]);
    let is_read = |sides: &Vec<usize>| sides.iter().any(|&side| is_in_the_running(listed.sides[side].0.status));
    good.chain(alone).filter(is_read).collect()
}

/// Whether it is, or was, with reviewers.
const fn is_in_the_running(status: Status) -> bool {
    !matches!(status, Status::Draft | Status::Lapsed | Status::Submitted | Status::Returned)
}

type Known<'a> = (&'a Listed, &'a Funders, &'a BTreeMap<usize, Place>);

fn line(frame: &Frame, (listed, funders, places): Known<'_>, sides: &[usize], joint: &Joint) -> Line {
    let side = |&n: &usize| {
        let row = &listed.sides[n].0;
        SideLine {
            id: row.id,
            reference: row.reference.clone().unwrap_or_default(),
            funder: funders.of_side(row.id).map(|word| funders.label(frame, listed, word)).unwrap_or_default(),
            place: places.get(&n).copied(),
            mean: row.score_mean.map(|mean| format!("{mean:.2}")).unwrap_or_default(),
            tag: Tag::for_office(frame, row.status),
        }
    };
    let stand = match sides {
        [first, _] => listed.pair_of(*first).map_or(Stand::Single, |pair| listed.stand_of(pair)),
        _ => Stand::GoesAlone,
    };
    Line {
        rank: joint.rank,
        title: sides.first().map(|&n| listed.sides[n].0.title.clone()).unwrap_or_default(),
        stand: stand_tag(frame, stand),
        mean: format!("{:.2}", joint.mean),
        sides: sides.iter().map(side).collect(),
    }
}

/// Who funds which side.
pub struct Funders {
    /// The question.
    question: Option<String>,
    /// What each application that the reader may see answers to it.
    of: BTreeMap<ApplicationId, String>,
}

impl Funders {
    /// As far as the reader of these pairs may know.
    pub fn of(listed: &Listed) -> Self {
        let question = listed.definition.pairing.as_ref().and_then(|pairing| pairing.funders.clone());
        let seen = listed.sides.iter().enumerate().filter(|(side, _)| !listed.hidden.contains(side));
        let word = |key: &String, answers: &Answers| answers.get(key).and_then(Answer::word);
        let told = seen.filter_map(|(_, (row, answers))| Some((row.id, word(question.as_ref()?, answers)?)));
        Self { of: told.collect(), question }
    }

    /// Whether the call tells funders apart.
    pub const fn are_asked(&self) -> bool {
        self.question.is_some()
    }

    /// Whose list an application is in.
    pub fn of_side(&self, id: ApplicationId) -> Option<&str> {
        self.of.get(&id).map(String::as_str)
    }

    /// A funder as it is read.
    pub fn label(&self, frame: &Frame, listed: &Listed, word: &str) -> String {
        word_of(frame, self.question.as_ref().and_then(|key| listed.definition.form.question(key)), word)
    }

    /// To choose whose list is shown; nothing where the call does not tell funders apart.
    pub fn options(&self, frame: &Frame, listed: &Listed, chosen: &str) -> Vec<Opt> {
        if !self.are_asked() {
            return Vec::new();
        }
        let words: BTreeSet<&String> = self.of.values().collect();
        let mut options: Vec<Opt> =
            words.into_iter().map(|word| Opt::new(word, self.label(frame, listed, word), word == chosen)).collect();
        options.sort_by(|one, other| one.label.words().cmp(other.label.words()));
        options.insert(0, Opt::new("", frame.say("pairs-all-funders"), chosen.is_empty()));
        options
    }

    /// The place of each side, by its number, in the list of its funder.
    fn places(&self, listed: &Listed) -> BTreeMap<usize, Place> {
        let funded = listed.sides.iter().enumerate();
        let funded: Vec<(usize, (&str, Option<f64>))> =
            funded.filter_map(|(n, (row, _))| Some((n, (self.of_side(row.id)?, row.score_mean)))).collect();
        let sides: Vec<(&str, Option<f64>)> = funded.iter().map(|(_, side)| *side).collect();
        let placed = funded.iter().zip(joint::places(&sides));
        placed.filter_map(|((n, _), place)| Some((*n, place?))).collect()
    }
}
