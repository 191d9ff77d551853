//! One application as an officer sees it: answers and files, screening, reviewers, reviews, decision, record; and every act on it.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    Head,
    forms::{self, Act, Form, Typed},
    pairs::stand_tag,
    room::Room,
    sealed::Sealed,
};
use crate::{
    actions::{applications::Editable, case::Case},
    db::{
        assignments::OfApplication, conflicts::ConflictRow, events::EventRow, reviews::ReviewRow,
        withdrawals::WithdrawalRow,
    },
    domain::{
        eligibility,
        form::{Answers, blind::View},
        hosting::ConsentNeed,
        id::{ApplicationId, AssignmentId, NominationId, UserId},
        letter::is_wanted,
        permission::Action,
        sentence::Problem,
        workflow::AssignmentState,
    },
    web::{
        applications::{
            posts::Chosen,
            referees::Referee,
            submit::{Line, SectionLines, lines},
            tag::Tag,
        },
        error::Error,
        hosting::choices::Asked,
        moment::Moment,
        nominating::{candidate::LetterShown, state_tag},
        page::{Area, Frame},
        parts::Put,
        session::Visit,
        thread::{Said, for_office},
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
    changed: Option<Changed>,
    assignments: Vec<Assigned>,
    reviews: Vec<Review>,
    mean: Option<String>,
    conflicts: Vec<ConflictLine>,
    decision: Option<Decision>,
    offer: Option<Moment>,
    letters: Option<Letters>,
    later: Option<LaterShown>,
    nomination: Option<Nominated>,
    thread: Vec<Said>,
    withdrawn: Vec<(String, Moment)>,
    hosting: Option<Hosting>,
    sealed: Option<Sealed>,
    pair: Option<Tag>,
    record: Vec<Step>,
    acts: Vec<Act>,
}

/// What the last revision changed.
struct Changed {
    /// When the revision before was handed in.
    before: Moment,
    lines: Vec<ChangedLine>,
}

struct ChangedLine {
    label: String,
    before: String,
    after: String,
}

/// The applicant's choice of a host.
struct Hosting {
    need: Option<&'static str>,
    waiver: Option<String>,
    chosen: Vec<Chosen>,
    questions: Vec<Asked>,
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

/// What was asked after acceptance.
struct LaterShown {
    lacking: usize,
    sections: Vec<SectionLines>,
}

/// The letters of reference.
struct Letters {
    lines: Vec<Referee>,
    lacking: usize,
    waiver: Option<String>,
    /// Whether the reader may name a referee now.
    may_name: bool,
}

/// Where its nomination stands.
struct Nominated {
    id: NominationId,
    tag: Tag,
    authority: Option<String>,
    rank: Option<i32>,
    reason: String,
    letter: Option<LetterShown>,
    required: bool,
}

struct Step {
    text: String,
    by: String,
    at: Moment,
    reason: String,
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
    let room = Room::enter(visit, id).await?;
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
        sections: read(&frame, &room, &room.answers),
        later: later(&frame, &room),
        changed: changed(&frame, &room),
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
        decision: decision(&frame, &room),
        nomination: nominated(&frame, &room),
        thread: for_office(&frame, &room.thread, zone, &room.names),
        withdrawn: withdrawn(&frame, &room),
        offer: room.offer.as_ref().map(|o| frame.moment(o.reply_by, zone)),
        letters: letters(&frame, &room, may_manage),
        hosting: hosting(&frame, &room),
        sealed: Sealed::new(&frame, &room),
        pair: room.pair.map(|stand| stand_tag(&frame, stand)),
        record: room.events.iter().rev().map(|e| step(&frame, &room, e)).collect(),
        acts: forms::acts(&frame, &room, typed, |action| case.permit(&visit.actor, action).is_ok()),
        reference,
        frame,
    })
}

/// What was asked after acceptance, and whether all of it is answered.
fn later(frame: &Frame, room: &Room) -> Option<LaterShown> {
    let later = room.later.as_ref()?;
    let written = &later.written;
    let sections = lines(frame, &later.case, &written.answers, &written.files, View::Whole, &Editable::Nothing);
    Some(LaterShown { lacking: room.lacking_later, sections })
}

/// The letters of reference, where the call takes some.
fn letters(frame: &Frame, room: &Room, may_manage: bool) -> Option<Letters> {
    let may_name = may_manage && is_wanted(room.case.application.status);
    let lines = || room.letters.iter().map(|letter| Referee::new(frame, letter)).collect();
    let (lacking, waiver) = &room.lacking;
    let referees = room.case.definition.referees.as_ref();
    referees.map(|_| Letters { lines: lines(), lacking: *lacking, waiver: waiver.clone(), may_name })
}

fn hosting(frame: &Frame, room: &Room) -> Option<Hosting> {
    let need = match room.case.definition.hosting.as_ref()?.consent {
        ConsentNeed::Never => None,
        ConsentNeed::Review => Some("hosting-consent-needed-review"),
        ConsentNeed::Decision => Some("hosting-consent-needed-decision"),
    };
    Some(Hosting {
        need,
        waiver: room.waiver.clone(),
        chosen: Chosen::all(frame, &room.choices, room.consent.as_ref()),
        questions: room.questions.iter().map(|q| Asked::new(frame, &room.case, q)).collect(),
    })
}

fn read(frame: &Frame, room: &Room, answers: &Answers) -> Vec<SectionLines> {
    lines(frame, &room.case, answers, &room.files, View::Whole, &Editable::Nothing)
}

/// The answers that differ between the last two revisions, each as it read before and as it reads now.
fn changed(frame: &Frame, room: &Room) -> Option<Changed> {
    let before = room.before.as_ref()?;
    let flat = |answers: &Answers| -> Vec<Line> {
        read(frame, room, answers).into_iter().flat_map(|section| section.lines).collect()
    };
    let (old, new) = (flat(&before.body), flat(&room.answers));
    let text_in = |all: &[Line], key: &str| all.iter().find(|l| l.key == key).map(Line::as_text).unwrap_or_default();
    let gone = old.iter().filter(|l| new.iter().all(|n| n.key != l.key));
    let lines = new.iter().chain(gone).filter_map(|line| {
        let (before, after) = (text_in(&old, &line.key), text_in(&new, &line.key));
        // Another file may bear the same name.
        let same = before == after && room.answers.get(&line.key) == room.before.as_ref()?.body.get(&line.key);
        (!same).then(|| ChangedLine { label: line.label.clone(), before, after })
    });
    Some(Changed { before: frame.moment(before.created_at, room.case.call.zone), lines: lines.collect() })
}

fn decision(frame: &Frame, room: &Room) -> Option<Decision> {
    room.decision.as_ref().map(|d| Decision {
        outcome: frame.say(&format!("office-outcome-{}", d.outcome.word())).to_owned(),
        reason: d.reason.clone(),
        rank: d.waiting_rank,
        released: d.released_at.is_some(),
    })
}

/// The consents that the applicant took back, by the names of their questions.
fn withdrawn(frame: &Frame, room: &Room) -> Vec<(String, Moment)> {
    let line = |row: &WithdrawalRow| {
        let question = room.case.definition.form.question(&row.question);
        let name = question.map_or_else(|| row.purpose.clone(), |q| frame.text(q.name()).to_owned());
        (name, frame.moment(row.withdrawn_at, room.case.call.zone).short())
    };
    room.withdrawn.iter().map(line).collect()
}

fn nominated(frame: &Frame, room: &Room) -> Option<Nominated> {
    let (row, authority) = room.nomination.as_ref()?;
    Some(Nominated {
        id: row.id,
        tag: state_tag(frame, row.state),
        authority: authority.clone(),
        rank: row.rank,
        reason: row.reason.clone(),
        letter: LetterShown::of(frame, row),
        required: room.case.definition.nomination.is_some_and(|n| n.required),
    })
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
