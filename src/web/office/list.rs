//! The officer's list: filter, sort, search, one page at a time.

use actix_web::{
    HttpResponse,
    web::{Path, Query as Asked},
};
use askama::Template;
use serde::Deserialize;

use super::{Head, managed, tallies};
use crate::{
    actions,
    db::{
        self,
        applications::list::{After, Line, Query, Readers, Sort},
    },
    domain::{
        id::ApplicationId, permission::Viewer, person::search_key, places::ASEAN, research_field::ResearchField,
        rounds::Round, workflow::Status,
    },
    web::{
        applications::{
            fields::{country, research_field},
            tag::Tag,
        },
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        parts::Opt,
        session::Visit,
    },
};

/// Lines on one page.
const PAGE: i64 = 50;

/// The list.
#[derive(Template)]
#[template(path = "office/applications.html")]
struct ListPage {
    frame: Frame,
    head: Head,
    received: i64,
    to_screen: i64,
    in_review: i64,
    text: String,
    statuses: Vec<Opt>,
    countries: Vec<Opt>,
    fields: Vec<Opt>,
    /// Rounds to choose from, where the call has some.
    rounds: Vec<Opt>,
    sorts: Vec<Opt>,
    is_filtered: bool,
    lines: Vec<Shown>,
    next: Option<String>,
    is_first: bool,
}

struct Shown {
    id: ApplicationId,
    reference: String,
    name: String,
    country: String,
    field: String,
    tag: Tag,
    screened: &'static str,
    reviews: String,
    mean: String,
    received: Option<Moment>,
}

/// What is asked for in the address. Words that are none of the choices are as if not given.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    round: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    after: String,
}

/// `GET /office/calls/{slug}/applications`.
pub async fn show(visit: Visit, slug: Path<String>, filter: Asked<Filter>) -> Result<HttpResponse, Error> {
    let (actor, slug, wanted) = (visit.actor.clone(), slug.into_inner(), filter.clone());
    let (call, tallies, mut lines, rounds) = visit
        .app
        .read(move |conn| {
            let call = managed(conn, &actor, &slug)?;
            let viewer = Viewer::staff(&actor);
            let definition = db::definitions::get(conn, call.definition_id)?;
            let rounds = call.window().rounds(&definition.settings.rounds);
            let lines = db::applications::list::page_with_readers(conn, &viewer, &wanted.query(&call, &rounds))?;
            let tallies = tallies(conn, &viewer, &call)?;
            Ok::<_, actions::Error>((call, tallies, lines, rounds))
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-tab-applications");
    let more = lines.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    lines.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|(last, _)| filter.next(&call.slug, last));
    let lines = lines.iter().map(|(line, readers)| shown(&frame, &call, line, *readers)).collect();
    visit.page(&ListPage {
        head: Head::new(&visit, &frame, &call, "applications"),
        received: tallies.received(),
        to_screen: tallies.of(Status::Submitted),
        in_review: tallies.of(Status::InReview),
        text: filter.q.clone(),
        statuses: filter.statuses(&frame),
        countries: filter.countries(&frame),
        fields: filter.fields(&frame),
        rounds: round_options(&frame, &rounds, &filter.round),
        sorts: filter.sorts(&frame),
        is_filtered: ![&filter.q, &filter.status, &filter.country, &filter.field, &filter.round]
            .into_iter()
            .all(String::is_empty),
        lines,
        next,
        is_first: filter.after.is_empty(),
        frame,
    })
}

fn shown(frame: &Frame, call: &db::calls::CallRow, line: &Line, readers: Readers) -> Shown {
    Shown {
        id: line.id,
        reference: line.reference.clone().unwrap_or_default(),
        name: line.name.clone(),
        country: country(frame, &line.country),
        field: research_field(&line.field).to_owned(),
        tag: Tag::for_office(frame, line.status),
        screened: match line.eligible.as_str() {
            "yes" => "office-screened-yes",
            "no" => "office-screened-no",
            _ => "office-screened-not-yet",
        },
        reviews: if readers.open == 0 { "–".to_owned() } else { format!("{}/{}", readers.done, readers.open) },
        mean: line.score_mean.map_or_else(|| "–".to_owned(), |m| format!("{m:.2}")),
        received: line.submitted_at.map(|at| frame.moment(at, call.zone).short()),
    }
}

impl Filter {
    fn query(&self, call: &db::calls::CallRow, rounds: &[Round]) -> Query {
        let round = rounds.iter().find(|round| round.day.to_string() == self.round);
        let text = search_key(&self.q);
        let after = self
            .after
            .rsplit_once('~')
            .and_then(|(value, id)| Some(After { value: value.to_owned(), id: id.parse().ok()? }));
        Query {
            call: call.id,
            statuses: self.status.parse().into_iter().filter(|s: &Status| s.was_submitted()).collect(),
            country: Some(self.country.clone()).filter(|c| !c.is_empty()),
            field: Some(self.field.clone()).filter(|f| !f.is_empty()),
            received: round.map(|round| (round.after, round.until)),
            text: Some(text).filter(|t| !t.is_empty()),
            sort: self.order(),
            after,
            limit: PAGE + 1,
        }
    }

    fn order(&self) -> Sort {
        match self.sort.as_str() {
            "oldest" => Sort::Oldest,
            "name" => Sort::Name,
            _ => Sort::Newest,
        }
    }

    /// Address of the page after this line.
    fn next(&self, slug: &str, last: &Line) -> String {
        let value = match self.order() {
            Sort::Name => last.name_key.clone(),
            Sort::Newest | Sort::Oldest => last.submitted_at.map(|t| t.unix_micros().to_string()).unwrap_or_default(),
        };
        let after = format!("{value}~{}", last.id);
        let pairs = [
            ("q", &self.q),
            ("status", &self.status),
            ("country", &self.country),
            ("field", &self.field),
            ("round", &self.round),
            ("sort", &self.sort),
            ("after", &after),
        ];
        let given: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        format!("/office/calls/{slug}/applications?{query}")
    }

    fn statuses(&self, frame: &Frame) -> Vec<Opt> {
        let mut options = vec![Opt::new("", frame.say("office-all-states"), self.status.is_empty())];
        options.extend(Status::ALL.iter().filter(|s| s.was_submitted()).map(|s| {
            let word = frame.say(&format!("office-status-{}", s.word().replace('_', "-"))).to_owned();
            Opt::new(s.word(), word, self.status == s.word())
        }));
        options
    }

    fn countries(&self, frame: &Frame) -> Vec<Opt> {
        let mut options = vec![Opt::new("", frame.say("office-all-countries"), self.country.is_empty())];
        options.extend(ASEAN.iter().map(|c| Opt::new(c.code, country(frame, c.code), self.country == c.code)));
        options
    }

    fn fields(&self, frame: &Frame) -> Vec<Opt> {
        let mut options = vec![Opt::new("", frame.say("office-all-fields"), self.field.is_empty())];
        let option = |field: ResearchField| {
            let code = field.to_string();
            let chosen = self.field == code;
            Opt::new(code, field.label(), chosen)
        };
        options.extend(ResearchField::all().map(option));
        options
    }

    fn sorts(&self, frame: &Frame) -> Vec<Opt> {
        let option = |value: &str, label| Opt::new(value, frame.say(label), self.sort == value);
        vec![
            option("", "office-sort-newest"),
            option("oldest", "office-sort-oldest"),
            option("name", "office-sort-name"),
        ]
    }
}

/// Rounds to choose from; empty where the call has one deadline.
pub fn round_options(frame: &Frame, rounds: &[Round], chosen: &str) -> Vec<Opt> {
    if rounds.is_empty() {
        return Vec::new();
    }
    let mut options = vec![Opt::new("", frame.say("office-all-rounds"), chosen.is_empty())];
    options.extend(rounds.iter().map(|round| {
        let value = round.day.to_string();
        let is_chosen = chosen == value;
        Opt::new(value, frame.with("office-round").set("day", frame.words.day(round.day)).to_string(), is_chosen)
    }));
    options
}
