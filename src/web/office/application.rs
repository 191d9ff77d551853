//! One application as an officer sees it: answers and files, screening, reviewers, reviews, decision, record; and every act on it.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::Head;
use crate::{
    actions::{
        self,
        applications::{self, Editable},
        case::Case,
    },
    db::{
        self, assignments::OfApplication, conflicts::ConflictRow, decisions::DecisionRow, events::EventRow,
        offers::OfferRow, reviews::ReviewRow, roles::Holder,
    },
    domain::{
        eligibility,
        form::{Answers, blind::View},
        id::{ApplicationId, AssignmentId, UserId},
        permission::{Action, Role},
        sentence::Problem,
        workflow::{AssignmentState, Outcome, Status},
    },
    web::{
        applications::{
            submit::{SectionLines, lines},
            tag::Tag,
        },
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// The page.
#[derive(Template)]
#[template(path = "office/application.html")]
struct ApplicationPage {
    frame: Frame,
    head: Head,
    id: ApplicationId,
    version: i32,
    reference: String,
    name: String,
    tag: Tag,
    received: Option<Moment>,
    revision: i32,
    findings: Vec<Finding>,
    eligible: &'static str,
    sections: Vec<SectionLines>,
    assignments: Vec<Assigned>,
    reviews: Vec<Review>,
    mean: Option<String>,
    conflicts: Vec<ConflictLine>,
    decision: Option<Decision>,
    offer: Option<Moment>,
    record: Vec<Step>,
    acts: Acts,
}

struct Finding {
    says: String,
    word: &'static str,
    class: &'static str,
}

struct Assigned {
    id: AssignmentId,
    name: String,
    state: Tag,
    due: Option<Moment>,
    reason: String,
    mean: Option<String>,
    is_open: bool,
}

struct Review {
    name: String,
    mean: String,
    for_panel: String,
    for_applicant: String,
    before_change: bool,
}

struct ConflictLine {
    user: UserId,
    name: String,
    reason: String,
    declared: bool,
}

struct Decision {
    outcome: String,
    reason: String,
    rank: Option<i32>,
    released: bool,
}

struct Step {
    text: String,
    by: String,
    at: Moment,
    reason: String,
}

/// Forms that are offered now: only those whose act is possible in this state.
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is shown or not")]
struct Acts {
    may_manage: bool,
    screen: Option<Put>,
    confirm: bool,
    reinstate: bool,
    send_back: Option<(Put, Put, Put)>,
    assign: Option<Put>,
    conflict: Option<Put>,
    close_review: bool,
    reopen_review: bool,
    decide: Option<(Put, Put)>,
    amend: bool,
    confirm_place: bool,
    conditions_failed: bool,
    defer: bool,
    resume: bool,
    start: bool,
    on_exchange: bool,
    extend: Option<Put>,
    extend_offer: Option<Put>,
    rescind: bool,
    reinstate_offer: bool,
    withdraw: bool,
    undo_withdraw: bool,
}

impl Acts {
    /// Whether there is any.
    fn any(&self) -> bool {
        self.may_manage
    }
}

/// Everything the page needs.
struct Room {
    case: Case,
    answers: Answers,
    files: Vec<db::documents::DocumentRow>,
    assignments: Vec<OfApplication>,
    reviews: Vec<(ReviewRow, String)>,
    conflicts: Vec<ConflictRow>,
    decision: Option<DecisionRow>,
    offer: Option<OfferRow>,
    events: Vec<EventRow>,
    names: Vec<(UserId, String)>,
    reviewers: Vec<Holder>,
}

/// `GET /office/applications/{id}`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, Vec::new()).await?;
    visit.page(&page)
}

/// The page again, with what is wrong with what an officer asked for.
pub async fn refused(visit: &Visit, id: ApplicationId, problems: Vec<Problem>) -> Result<HttpResponse, Error> {
    visit.refused_page(&page(visit, id, problems).await?)
}

async fn page(visit: &Visit, id: ApplicationId, problems: Vec<Problem>) -> Result<ApplicationPage, Error> {
    let room = enter(visit, id).await?;
    let mut frame = visit.frame(Area::Office, "office-tab-applications").with_problems(problems);
    let case = &room.case;
    let reference = case.application.reference.clone().unwrap_or_default();
    frame.title = format!("{reference} {}", case.application.name);
    let zone = case.call.zone;
    Ok(ApplicationPage {
        head: Head::new(visit, &frame, &case.call, "applications"),
        id,
        version: case.application.version,
        name: case.application.name.clone(),
        tag: Tag::for_office(&frame, case.application.status),
        received: case.application.submitted_at.map(|at| frame.moment(at, zone)),
        revision: case.application.revision,
        findings: findings(&frame, &room),
        eligible: match case.application.eligible.as_str() {
            "yes" => "office-screened-yes",
            "no" => "office-screened-no",
            _ => "office-screened-not-yet",
        },
        sections: lines(&frame, case, &room.answers, &room.files, View::Whole, &Editable::Nothing),
        assignments: room.assignments.iter().map(|a| assigned(&frame, case, a)).collect(),
        reviews: room.reviews.iter().map(review).collect(),
        mean: case.application.score_mean.map(|m| format!("{m:.2}")),
        conflicts: room.conflicts.iter().map(conflict).collect(),
        decision: room.decision.as_ref().map(|d| Decision {
            outcome: frame.say(&format!("office-outcome-{}", d.outcome.word())).to_owned(),
            reason: d.reason.clone(),
            rank: d.waiting_rank,
            released: d.released_at.is_some(),
        }),
        offer: room.offer.as_ref().map(|o| frame.moment(o.reply_by, zone)),
        record: room.events.iter().rev().map(|e| step(&frame, &room, e)).collect(),
        acts: acts(visit, &frame, &room),
        reference,
        frame,
    })
}

async fn enter(visit: &Visit, id: ApplicationId) -> Result<Room, Error> {
    let actor = visit.actor.clone();
    let room = visit.app.read(move |conn| {
        let case = Case::open(conn, &actor, Action::ReadAsOfficer, id)?;
        // A draft is the applicant's alone.
        if !case.application.status.was_submitted()
            && case.application.revision == 0
            && case.application.status == Status::Draft
        {
            return Err(actions::Error::NotFound);
        }
        let events = db::events::list(conn, id)?;
        let mut names: Vec<(UserId, String)> = Vec::new();
        for user in events.iter().filter_map(|e| e.actor_id) {
            if !names.iter().any(|(known, _)| *known == user) {
                names.push((user, db::users::get(conn, user)?.name));
            }
        }
        Ok::<_, actions::Error>(Room {
            answers: applications::submitted_answers(conn, id)?,
            files: db::documents::list(conn, id)?,
            assignments: db::assignments::list_of_application(conn, id)?,
            reviews: db::reviews::list_final(conn, id)?,
            conflicts: db::conflicts::list(conn, id)?,
            decision: db::decisions::find_current(conn, id)?,
            offer: db::offers::find_live(conn, id)?,
            reviewers: db::roles::list_holders_on_call(conn, Role::Reviewer, case.call.id, case.call.programme_id)?,
            events,
            names,
            case,
        })
    });
    Ok(room.await?)
}

fn findings(frame: &Frame, room: &Room) -> Vec<Finding> {
    let case = &room.case;
    let zone = case.call.zone;
    let applied = case.application.submitted_at.unwrap_or(case.application.created_at);
    let found = eligibility::evaluate(
        &case.definition.eligibility,
        &room.answers,
        applied.day_in(zone),
        case.call.closes_at.day_in(zone),
    );
    let finding = |f: &eligibility::Finding<'_>| {
        let (word, class) = match f.passed {
            Some(true) => ("office-rule-met", "good"),
            Some(false) => ("office-rule-not-met", "stop"),
            None => ("office-rule-unknown", "wait"),
        };
        Finding { says: frame.text(&f.rule.says).to_owned(), word, class }
    };
    found.iter().map(finding).collect()
}

fn assigned(frame: &Frame, case: &Case, row: &OfApplication) -> Assigned {
    let class = match row.state {
        AssignmentState::Submitted => "good",
        AssignmentState::Declined | AssignmentState::Recused => "stop",
        AssignmentState::Reassigned => "",
        _ => "wait",
    };
    Assigned {
        id: row.id,
        name: row.name.clone(),
        state: Tag::new(class, frame.say(&format!("office-assignment-{}", row.state.word()))),
        due: row.due_at.map(|due| frame.moment(due, case.call.zone).short()),
        reason: row.reason.clone(),
        mean: row.mean.map(|m| format!("{m:.2}")),
        is_open: row.state.is_open(),
    }
}

fn review((row, name): &(ReviewRow, String)) -> Review {
    Review {
        name: name.clone(),
        mean: row.mean.map_or_else(|| "–".to_owned(), |m| format!("{m:.2}")),
        for_panel: row.for_panel.clone(),
        for_applicant: row.for_applicant.clone(),
        before_change: row.before_change,
    }
}

fn conflict(row: &ConflictRow) -> ConflictLine {
    ConflictLine {
        user: row.user_id,
        name: row.name.clone(),
        reason: row.reason.clone(),
        declared: row.created_by == Some(row.user_id),
    }
}

fn step(frame: &Frame, room: &Room, event: &EventRow) -> Step {
    let id = match &event.refusal {
        Some(_) => "record-refused".to_owned(),
        None => format!("record-{}", event.event.word().replace('_', "-")),
    };
    let by = match event.actor_id {
        Some(user) => room.names.iter().find(|(id, _)| *id == user).map(|(_, name)| name.clone()).unwrap_or_default(),
        None => frame.say("office-by-the-clock").to_owned(),
    };
    let reason = match &event.refusal {
        Some(sentence) => frame.words.find(sentence).unwrap_or_default().to_owned(),
        None => event.reason.clone(),
    };
    Step { text: frame.say(&id).to_owned(), by, at: frame.moment(event.at, room.case.call.zone).short(), reason }
}

fn acts(visit: &Visit, frame: &Frame, room: &Room) -> Acts {
    let case = &room.case;
    let status = case.application.status;
    let may_manage = case.permit(&visit.actor, Action::ManageApplication).is_ok();
    let on = |states: &[Status]| may_manage && states.contains(&status);
    let moment =
        |name, label| frame.field(name, label).kind("datetime-local").class("w20").hint(zone_hint(frame, case)).put();
    let eligible = case.application.eligible == "yes";
    Acts {
        may_manage,
        screen: on(&[Status::Submitted]).then(|| rules(frame, case)),
        confirm: on(&[Status::Submitted]) && !eligible,
        reinstate: on(&[Status::Ineligible]),
        send_back: on(&[Status::Submitted, Status::InReview]).then(|| {
            let note = frame.field("note", "office-note").rows(4).hint(frame.say("office-note-hint")).put();
            (sections(frame, case), note, moment("due", "office-due"))
        }),
        assign: (on(&[Status::InReview]) || on(&[Status::Submitted]) && eligible).then(|| reviewers(frame, room)),
        conflict: may_manage.then(|| everybody(frame, room)),
        close_review: on(&[Status::InReview]),
        reopen_review: on(&[Status::Deliberation]),
        decide: on(&[Status::Deliberation]).then(|| (outcomes(frame, case), rank(frame))),
        amend: on(&[Status::Decided]),
        confirm_place: on(&[Status::Accepted]),
        conditions_failed: on(&[Status::Accepted]),
        defer: on(&[Status::Accepted, Status::Confirmed]),
        resume: on(&[Status::Deferred]),
        start: on(&[Status::Confirmed]),
        on_exchange: on(&[Status::OnExchange]),
        extend: on(&[Status::Lapsed, Status::Submitted]).then(|| moment("until", "office-until")),
        extend_offer: on(&[Status::Offered]).then(|| moment("reply_by", "office-reply-by")),
        rescind: matches!(status, Status::Offered | Status::Accepted)
            && case.permit(&visit.actor, Action::Release).is_ok(),
        reinstate_offer: on(&[Status::OfferExpired, Status::OfferRescinded, Status::Declined, Status::Rejected]),
        withdraw: may_manage && status.may_withdraw(),
        undo_withdraw: on(&[Status::Withdrawn]),
    }
}

fn zone_hint(frame: &Frame, case: &Case) -> String {
    frame.with("office-in-zone").set("city", frame.words.city(case.call.zone).into_owned()).to_string()
}

fn rules(frame: &Frame, case: &Case) -> Put {
    let option = |r: &eligibility::Rule| Opt::new(&r.key, frame.text(&r.says), false);
    frame.field("rule", "office-which-rule").radios(case.definition.eligibility.iter().map(option).collect()).put()
}

fn sections(frame: &Frame, case: &Case) -> Put {
    let option = |s: &crate::domain::form::Section| Opt::new(&s.key, frame.text(&s.title), false);
    let options = case.definition.form.sections.iter().map(option).collect();
    frame.field("sections", "office-which-sections").control(crate::web::parts::Control::Boxes(options)).put()
}

fn reviewers(frame: &Frame, room: &Room) -> Put {
    let has = |user: UserId| room.assignments.iter().any(|a| a.reviewer_id == user && a.state.is_open());
    let barred =
        |user: UserId| user == room.case.application.owner_id || room.conflicts.iter().any(|c| c.user_id == user);
    let mut options = vec![Opt::new("", frame.say("office-choose-reviewer"), true)];
    let free = room.reviewers.iter().filter(|r| !has(r.user_id) && !barred(r.user_id));
    options.extend(free.map(|r| Opt::new(r.user_id.to_string(), &r.name, false)));
    frame.field("reviewer", "office-reviewer").class("w20").list(options).put()
}

fn everybody(frame: &Frame, room: &Room) -> Put {
    let mut options = vec![Opt::new("", frame.say("office-choose-reviewer"), true)];
    let known = |user: UserId| room.conflicts.iter().any(|c| c.user_id == user);
    let free = room.reviewers.iter().filter(|r| !known(r.user_id));
    options.extend(free.map(|r| Opt::new(r.user_id.to_string(), &r.name, false)));
    frame.field("person", "office-person").class("w20").list(options).put()
}

fn outcomes(frame: &Frame, case: &Case) -> Put {
    let waiting = case.definition.settings.waiting_list;
    let offered = Outcome::ALL.iter().filter(|o| waiting || **o != Outcome::Waitlist);
    let option = |o: &Outcome| Opt::new(o.word(), frame.say(&format!("office-outcome-{}", o.word())), false);
    frame.field("outcome", "office-outcome").radios(offered.map(option).collect()).put()
}

fn rank(frame: &Frame) -> Put {
    frame
        .field("waiting_rank", "office-waiting-rank")
        .hint(frame.say("office-waiting-rank-hint"))
        .class("w5")
        .inputmode("numeric")
        .optional()
        .put()
}
