//! One application as an officer sees it: answers and files, screening, reviewers, reviews, decision, record; and every act on it.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    Head,
    forms::{self, Act, Form, Typed},
};
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
        workflow::{AssignmentState, Status},
    },
    web::{
        applications::{
            submit::{SectionLines, lines},
            tag::Tag,
        },
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
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
    acts: Vec<Act>,
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
    take_back: Option<Inline>,
}

/// A small form in a row, whose one question is why.
struct Inline {
    open: bool,
    reason: Put,
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
    remove: Option<Inline>,
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

/// Everything the page needs.
pub struct Room {
    /// The application.
    pub case: Case,
    answers: Answers,
    files: Vec<db::documents::DocumentRow>,
    /// Who has or had it for review.
    pub assignments: Vec<OfApplication>,
    reviews: Vec<(ReviewRow, String)>,
    conflicts: Vec<ConflictRow>,
    decision: Option<DecisionRow>,
    offer: Option<OfferRow>,
    events: Vec<EventRow>,
    names: Vec<(UserId, String)>,
    /// Reviewers of the call.
    pub reviewers: Vec<Holder>,
}

impl Room {
    /// Whether as many final reviews are in as the call wants.
    pub fn has_enough_reviews(&self) -> bool {
        let wanted = self.case.definition.settings.reviews_per_application;
        u32::try_from(self.case.application.score_count).is_ok_and(|final_reviews| final_reviews >= wanted)
    }

    /// Whether a conflict of this person is on record.
    pub fn is_conflicted(&self, user: UserId) -> bool {
        self.conflicts.iter().any(|c| c.user_id == user)
    }
}

/// `GET /office/applications/{id}`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, None, Vec::new()).await?;
    visit.page(&page)
}

/// The page again, with what is wrong with what an officer asked for.
pub async fn refused(
    visit: &Visit,
    id: ApplicationId,
    typed: Typed,
    problems: Vec<Problem>,
) -> Result<HttpResponse, Error> {
    visit.refused_page(&page(visit, id, Some(typed), problems).await?)
}

async fn page(
    visit: &Visit,
    id: ApplicationId,
    typed: Option<Typed>,
    problems: Vec<Problem>,
) -> Result<ApplicationPage, Error> {
    let room = enter(visit, id).await?;
    let mut frame = visit.frame(Area::Office, "office-tab-applications").with_problems(problems);
    let (case, typed) = (&room.case, typed.as_ref());
    let may_manage = case.permit(&visit.actor, Action::ManageApplication).is_ok();
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
        assignments: room
            .assignments
            .iter()
            .map(|a| Assigned {
                take_back: (may_manage && a.state.is_open())
                    .then(|| inline(&frame, ("take-back", "assignment"), &a.id.to_string(), typed)),
                ..assigned(&frame, case, a)
            })
            .collect(),
        reviews: room.reviews.iter().map(review).collect(),
        mean: case.application.score_mean.map(|m| format!("{m:.2}")),
        conflicts: room
            .conflicts
            .iter()
            .map(|c| ConflictLine {
                // What a person declared of themselves stands.
                remove: (may_manage && c.created_by != Some(c.user_id))
                    .then(|| inline(&frame, ("no-conflict", "person"), &c.user_id.to_string(), typed)),
                ..conflict(c)
            })
            .collect(),
        decision: room.decision.as_ref().map(|d| Decision {
            outcome: frame.say(&format!("office-outcome-{}", d.outcome.word())).to_owned(),
            reason: d.reason.clone(),
            rank: d.waiting_rank,
            released: d.released_at.is_some(),
        }),
        offer: room.offer.as_ref().map(|o| frame.moment(o.reply_by, zone)),
        record: room.events.iter().rev().map(|e| step(&frame, &room, e)).collect(),
        acts: forms::acts(&frame, &room, typed, |action| case.permit(&visit.actor, action).is_ok()),
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
        take_back: None,
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
    ConflictLine { user: row.user_id, name: row.name.clone(), reason: row.reason.clone(), remove: None }
}

/// The form in the row of `id`, which it posts as `field`.
fn inline(frame: &Frame, (act, field): (&str, &str), id: &str, typed: Option<&Typed>) -> Inline {
    let name = format!("{act}-{id}");
    let form = Form::new(frame, act, &name, typed.filter(|t| t.posted.first(field) == id));
    Inline { open: form.is_open(), reason: form.reason() }
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
