//! The ranking: reviewed applications by their mean, with count and spread, and acts on many at once.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Head, joint::Funders, list::round_options, managed_call};
use crate::{
    actions::{
        self,
        pairing::{self, Listed},
        selection::decisions,
    },
    db::{self, applications::list::Line, calls::CallRow, decisions::DecisionRow},
    domain::{
        call::Definition,
        id::ApplicationId,
        permission::{self, Action, Subject, Viewer},
        rounds::Round,
        sentence::{Problem, Sentence},
        workflow::{Outcome, Status},
    },
    selection::ranking,
    web::{
        applications::{
            fields::{country, research_field},
            tag::Tag,
        },
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// Most applications in one ranking.
const MOST: i64 = 2_000;

/// The ranking.
#[derive(Template)]
#[template(path = "office/ranking.html")]
struct RankingPage {
    frame: Frame,
    head: Head,
    reviewed: usize,
    deliberated: usize,
    decided: usize,
    places: i32,
    free: i64,
    lines: Vec<Ranked>,
    /// Lowest and highest score.
    scale: (i32, i32),
    /// Where the scores between them stand on a scale of 0 to 100.
    ticks: Vec<i32>,
    waiting_list: bool,
    may_manage: bool,
    reason: Put,
    /// Whose list is shown, where the call tells funders apart.
    funders: Vec<Opt>,
    /// Which round is shown, where the call has some.
    rounds: Vec<Opt>,
    which: Which,
    has_pairs: bool,
}

/// Of whom the ranking is; empty words ask for all.
#[derive(Debug, Default, Clone, Deserialize, Serialize)]
pub struct Which {
    /// Those in the list of this funder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    funder: String,
    /// Those of the round of this day.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    round: String,
}

impl Which {
    fn is_all(&self) -> bool {
        self.funder.is_empty() && self.round.is_empty()
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a part of the row that is shown or not")]
struct Ranked {
    id: ApplicationId,
    version: i32,
    rank: usize,
    reference: String,
    name: String,
    country: String,
    field: String,
    mean: String,
    count: i32,
    spread: String,
    /// Places of the reviewers' means on a scale of 0 to 100.
    dots: Vec<u32>,
    /// From the lowest of them to the highest.
    range: Option<(u32, u32)>,
    said: String,
    tag: Tag,
    outcome: Option<String>,
    can_close: bool,
    can_decide: bool,
    last_place: bool,
    ticked: bool,
}

/// `GET /office/calls/{slug}/ranking`: of all, or of those in the list of one funder or in one round.
pub async fn show(visit: Visit, slug: Path<String>, which: Query<Which>) -> Result<HttpResponse, Error> {
    let page = page(&visit, slug.into_inner(), &which, &Posted::default(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/calls/{slug}/ranking`: closes reviews of, or decides on, all ticked applications: all or none.
pub async fn act(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let slug = slug.into_inner();
    managed_call(&visit, slug.clone()).await?;
    let which = Which { funder: posted.text("funder", 200), round: posted.text("round", 20) };
    let ticked: Vec<(ApplicationId, i32)> = posted.all("application").iter().filter_map(|t| ticked(t)).collect();
    if ticked.is_empty() {
        let nothing = vec![Problem::new(Sentence::new("office-tick-applications"))];
        let page = page(&visit, slug, &which, &posted, nothing).await?;
        return visit.refused_page(&page);
    }
    let (actor, count, reason) = (visit.actor.clone(), ticked.len(), posted.text("reason", 4000));
    let done = match posted.first("act") {
        "close" => {
            visit
                .app
                .write(visit.now, move |tx| {
                    ticked
                        .iter()
                        .try_for_each(|(id, version)| decisions::close_review(tx, &actor, *id, *version, &reason))
                })
                .await
        }
        word => {
            let outcome: Outcome = word.parse().map_err(|_| Error::BadRequest)?;
            visit.app.write(visit.now, move |tx| record_all(tx, &actor, &ticked, outcome, &reason)).await
        }
    };
    match done {
        Ok(()) => {
            let flash = Sentence::new("office-done-many").with("count", count);
            Ok(visit.see_other_with(&address(&slug, &which), &flash, false))
        }
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, slug, &which, &posted, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Records one outcome for all; on the waiting list they follow those already there in the order of the page.
fn record_all(
    tx: &mut actions::Tx,
    actor: &permission::Actor,
    ticked: &[(ApplicationId, i32)],
    outcome: Outcome,
    reason: &str,
) -> Result<(), actions::Error> {
    for (id, version) in ticked {
        let waiting_rank = match outcome {
            Outcome::Waitlist => Some(db::applications::next_waiting_rank(tx.conn, *id)?),
            Outcome::Offer | Outcome::Reject => None,
        };
        decisions::record(tx, actor, *id, *version, decisions::Decided { outcome, waiting_rank, reason })?;
    }
    Ok(())
}

/// A ticked box names the application and the version that the officer saw.
fn ticked(value: &str) -> Option<(ApplicationId, i32)> {
    let (id, version) = value.split_once(':')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

/// The page of these.
fn address(slug: &str, which: &Which) -> String {
    match serde_urlencoded::to_string(which) {
        Ok(asked) if !asked.is_empty() => format!("/office/calls/{slug}/ranking?{asked}"),
        _ => format!("/office/calls/{slug}/ranking"),
    }
}

/// What the page shows.
struct Sheet {
    call: CallRow,
    definition: std::sync::Arc<Definition>,
    /// Those who are asked for.
    lines: Vec<Line>,
    means: Vec<(ApplicationId, f64)>,
    decided: Vec<DecisionRow>,
    taken: i64,
    pairs: Option<(Listed, Funders)>,
    rounds: Vec<Round>,
}

impl Sheet {
    async fn read(visit: &Visit, slug: String, which: &Which) -> Result<Self, Error> {
        let call = managed_call(visit, slug).await?;
        let (viewer, which) = (Viewer::staff(&visit.actor), which.clone());
        let sheet = visit.app.read(move |conn| {
            let mut lines = db::applications::list::ranked(conn, &viewer, call.id, MOST)?;
            let pairs = pairing::of_call(conn, &viewer, &call)?.map(|listed| {
                let funders = Funders::of(&listed);
                (listed, funders)
            });
            if let Some((_, funders)) = pairs.as_ref().filter(|_| !which.funder.is_empty()) {
                lines.retain(|line| funders.of_side(line.id) == Some(which.funder.as_str()));
            }
            let definition = db::definitions::get(conn, call.definition_id)?;
            let rounds = call.window().rounds(&definition.settings.rounds);
            if let Some(round) = rounds.iter().find(|round| round.day.to_string() == which.round) {
                lines.retain(|line| line.submitted_at.is_some_and(|at| round.takes(at)));
            }
            let ids: Vec<_> = lines.iter().map(|l| l.id).collect();
            Ok::<_, actions::Error>(Self {
                means: db::reviews::list_means(conn, &ids)?,
                decided: db::decisions::list_unreleased(conn, call.id)?,
                taken: db::applications::count_places_taken(conn, call.id)?,
                definition,
                call,
                lines,
                pairs,
                rounds,
            })
        });
        Ok(sheet.await?)
    }
}

async fn page(
    visit: &Visit,
    slug: String,
    which: &Which,
    posted: &Posted,
    problems: Vec<Problem>,
) -> Result<RankingPage, Error> {
    let Sheet { call, definition, lines, means, decided, taken, pairs, rounds } =
        Sheet::read(visit, slug, which).await?;
    let frame = visit.frame(Area::Office, "office-tab-ranking").with_problems(problems);
    let scores: Vec<Option<f64>> = lines.iter().map(|l| l.score_mean).collect();
    let ranks = ranking::ranks(&scores);
    let anchors = definition.rubric.criteria.iter().flat_map(|c| &c.anchors).map(|a| a.score);
    let scale = (anchors.clone().min().unwrap_or(0), anchors.max().unwrap_or(5));
    let places = usize::try_from(call.places).unwrap_or(0);
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    let again: Vec<ApplicationId> = posted.all("application").iter().filter_map(|t| Some(ticked(t)?.0)).collect();
    let is_ticked = |id: ApplicationId| again.contains(&id);
    let shown = lines.iter().zip(&ranks).enumerate().map(|(index, (line, rank))| {
        let own: Vec<f64> = means.iter().filter(|(id, _)| *id == line.id).map(|(_, m)| *m).collect();
        let outcome = decided.iter().find(|d| d.application_id == line.id && line.status == Status::Decided);
        let outcome = outcome.map(|d| frame.say(&format!("office-outcome-{}", d.outcome.word())).to_owned());
        ranked(
            &frame,
            line,
            rank.unwrap_or(0),
            &own,
            Shape { scale, outcome, last_place: index + 1 == places && which.is_all(), ticked: is_ticked(line.id) },
        )
    });
    let reason =
        frame.field("reason", "office-reason").hint(frame.say("office-ranking-reason-hint")).rows(1).optional();
    let of = |status: Status| lines.iter().filter(|l| l.status == status).count();
    Ok(RankingPage {
        head: Head::new(visit, &frame, &call, "ranking"),
        reviewed: lines.len(),
        deliberated: of(Status::Deliberation),
        decided: of(Status::Decided),
        places: call.places,
        free: i64::from(call.places) - taken,
        lines: shown.collect(),
        scale,
        ticks: (scale.0..=scale.1).map(|score| (score - scale.0) * 100 / (scale.1 - scale.0).max(1)).collect(),
        waiting_list: definition.settings.waiting_list,
        reason: reason.value(posted.first("reason")).put(),
        may_manage: permission::check(&visit.actor, Action::ManageApplication, &subject).is_ok(),
        has_pairs: pairs.is_some(),
        funders: pairs.map(|(listed, funders)| funders.options(&frame, &listed, &which.funder)).unwrap_or_default(),
        rounds: round_options(&frame, &rounds, &which.round),
        which: which.clone(),
        frame,
    })
}

/// What a line's picture and tags need beside its row.
struct Shape {
    scale: (i32, i32),
    outcome: Option<String>,
    last_place: bool,
    ticked: bool,
}

fn ranked(frame: &Frame, line: &Line, rank: usize, means: &[f64], shape: Shape) -> Ranked {
    let (low, high) = (f64::from(shape.scale.0), f64::from(shape.scale.1));
    let width = if high > low { high - low } else { 1.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100, clamped")]
    let dot = |mean: &f64| ((mean - low) / width * 100.0).clamp(0.0, 100.0).round() as u32;
    let dots: Vec<u32> = means.iter().map(dot).collect();
    Ranked {
        id: line.id,
        version: line.version,
        rank,
        reference: line.reference.clone().unwrap_or_default(),
        name: line.name.clone(),
        country: country(frame, &line.country),
        field: research_field(&line.field).to_owned(),
        mean: line.score_mean.map_or_else(|| "–".to_owned(), |m| format!("{m:.2}")),
        count: line.score_count,
        spread: line.score_spread.map_or_else(|| "–".to_owned(), |s| format!("{s:.2}")),
        range: dots.iter().min().copied().zip(dots.iter().max().copied()),
        dots,
        said: means.iter().map(|m| format!("{m:.1}")).collect::<Vec<_>>().join(", "),
        tag: Tag::for_office(frame, line.status),
        outcome: shape.outcome,
        can_close: line.status == Status::InReview,
        can_decide: line.status == Status::Deliberation,
        last_place: shape.last_place,
        ticked: shape.ticked,
    }
}
