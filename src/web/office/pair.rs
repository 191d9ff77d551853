//! One side of a joint project with the other: how they stand, in what they differ, and what officers rule about it.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    Head,
    forms::{Form, Typed},
    pairs::{SideView, difference, side, stand_tag},
};
use crate::{
    actions::{
        self,
        pairing::ruling::{self, Desk, Seen, Wanted},
    },
    db::{self, pair_rulings::RulingRow},
    domain::{
        id::{ApplicationId, RulingId, UserId},
        pairing::Stand,
        permission::Action,
        sentence::Problem,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The page.
#[derive(Template)]
#[template(path = "office/pair.html")]
struct PairPage {
    frame: Frame,
    head: Head,
    id: ApplicationId,
    tag: Tag,
    meaning: &'static str,
    sides: Vec<SideView>,
    differences: Vec<(String, String, String)>,
    rulings: Vec<Ruled>,
    form: Option<RuleForm>,
    seen: Seen,
}

/// What can be ruled.
struct RuleForm {
    ruling: Put,
    reason: Put,
}

struct Ruled {
    id: RulingId,
    what: String,
    by: String,
    at: Moment,
    reason: String,
    /// By whom, when and why it was lifted.
    lifted: Option<(String, Moment, String)>,
    lift: Option<LiftForm>,
}

struct LiftForm {
    open: bool,
    reason: Put,
}

/// `GET /office/applications/{id}/pair`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, None, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/applications/{id}/pair`: rules, or lifts a ruling.
pub async fn act(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = *id;
    let typed = Typed { act: posted.first("act").to_owned(), posted };
    let (actor, reason) = (visit.actor.clone(), typed.posted.text("reason", 4000));
    let (done, flash) = if typed.act == "lift" {
        let which: RulingId = typed.posted.first("which").parse().map_err(|_| Error::NotFound)?;
        let done = visit.app.write(visit.now, move |tx| ruling::lift(tx, &actor, which, &reason)).await;
        (done, "pairs-done-lifted")
    } else {
        let ruling = typed.posted.first("ruling").parse().ok();
        let seen = seen(&typed.posted);
        let rule = visit
            .app
            .write(visit.now, move |tx| ruling::rule(tx, &actor, Wanted { ruling, side: id, seen, reason: &reason }));
        (rule.await, "pairs-done-ruled")
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/office/applications/{id}/pair"), flash)),
        Err(actions::Error::Refused(problems)) => visit.refused_page(&page(&visit, id, Some(typed), problems).await?),
        Err(other) => Err(other.into()),
    }
}

/// What stood on the page.
fn seen(posted: &Posted) -> Seen {
    let other = posted.first("other").parse().ok();
    let revision = |name: &str| posted.number(name).unwrap_or(0);
    Seen { revision: revision("revision"), other: other.map(|other| (other, revision("other_revision"))) }
}

async fn page(
    visit: &Visit,
    id: ApplicationId,
    typed: Option<Typed>,
    problems: Vec<Problem>,
) -> Result<PairPage, Error> {
    let actor = visit.actor.clone();
    let read = visit.app.read(move |conn| {
        let desk = Desk::open(conn, &actor, Action::ReadAsOfficer, id)?;
        let people = desk.rulings.iter().flat_map(|row| [row.ruled_by, row.lifted_by]).flatten();
        let mut names: Vec<(UserId, String)> = Vec::new();
        for user in people.collect::<std::collections::BTreeSet<_>>() {
            names.push((user, db::users::get(conn, user)?.name));
        }
        Ok::<_, actions::Error>((desk, names))
    });
    let (desk, names) = read.await?;
    let mut frame = visit.frame(Area::Office, "pairs-one-title").with_problems(problems);
    let reference = desk.case.application.reference.clone().unwrap_or_default();
    frame.title = frame.with("pairs-one-title-of").set("reference", reference.as_str()).to_string();
    let may_manage = desk.case.permit(&visit.actor, Action::ManageApplication).is_ok();
    let stand = desk.side.map_or(Stand::Single, |side| desk.listed.stand(side));
    let pair = desk.side.and_then(|side| desk.listed.pair_of(side));
    let shown: Vec<usize> =
        pair.map_or_else(|| desk.side.into_iter().collect(), |pair| vec![pair.sides.0, pair.sides.1]);
    let form = &desk.case.definition.form;
    let references = pair.map(|pair| [pair.sides.0, pair.sides.1].map(|n| reference_of(&desk, n))).unwrap_or_default();
    let differences = pair.iter().flat_map(|pair| &pair.differences);
    let rulings = if may_manage && desk.side.is_some() { stand.rulings() } else { &[] };
    let typed = typed.as_ref();
    let line = |row: &RulingRow| {
        let lift = if may_manage { lift(&frame, row, typed) } else { None };
        Ruled { lift, ..ruled(&frame, &desk, row, &names) }
    };
    Ok(PairPage {
        head: Head::new(visit, &frame, &desk.case.call, "pairs"),
        id,
        tag: stand_tag(&frame, stand),
        meaning: meaning(stand),
        sides: shown.iter().map(|&n| side(&frame, &desk.listed, n)).collect(),
        differences: differences.map(|d| difference(&frame, form, &references, d)).collect(),
        rulings: desk.rulings.iter().map(line).collect(),
        form: (!rulings.is_empty()).then(|| {
            let form = Form::new(&frame, "rule", "rule", typed);
            RuleForm { ruling: form.ruling(rulings), reason: form.reason() }
        }),
        seen: desk.seen(),
        frame,
    })
}

fn reference_of(desk: &Desk, side: usize) -> String {
    desk.listed.sides[side].0.reference.clone().unwrap_or_default()
}

const fn meaning(stand: Stand) -> &'static str {
    match stand {
        Stand::Single => "pairs-means-single",
        Stand::Differs => "pairs-means-differs",
        Stand::Agrees => "pairs-means-agrees",
        Stand::TakenAsGood => "pairs-means-taken-as-good",
        Stand::GoesAlone => "pairs-means-goes-alone",
    }
}

/// The form by which it is lifted, where it still holds.
fn lift(frame: &Frame, row: &RulingRow, typed: Option<&Typed>) -> Option<LiftForm> {
    let (id, name) = (row.id.to_string(), format!("lift-{}", row.id));
    let form = Form::new(frame, "lift", &name, typed.filter(|typed| typed.posted.first("which") == id));
    row.lifted_at.is_none().then(|| LiftForm { open: form.is_open(), reason: form.reason() })
}

/// A line of what was ruled.
fn ruled(frame: &Frame, desk: &Desk, row: &RulingRow, names: &[(UserId, String)]) -> Ruled {
    let name = |user: Option<UserId>| {
        let known = names.iter().find(|(id, _)| Some(*id) == user);
        known.map_or_else(|| frame.say("office-by-the-clock").to_owned(), |(_, name)| name.clone())
    };
    let at = |at| frame.moment(at, desk.case.call.zone).short();
    let own = desk.case.application.id;
    let other = [Some(row.application_id), row.other_id].into_iter().flatten().find(|id| *id != own);
    let other = other.and_then(|id| desk.listed.find(id)).map(|n| reference_of(desk, n)).unwrap_or_default();
    Ruled {
        id: row.id,
        what: frame.with(&format!("pairs-ruled-{}", row.ruling)).set("other", other).to_string(),
        by: name(row.ruled_by),
        at: at(row.ruled_at),
        reason: row.reason.clone(),
        lifted: row.lifted_at.map(|lifted| (name(row.lifted_by), at(lifted), row.lifted_because.clone())),
        lift: None,
    }
}
