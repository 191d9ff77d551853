//! The reviewer's pages: own assignments, the declaration before any content, the application beside the score form.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions::{
        self,
        applications::{self, Editable},
        case::Case,
        letters::reading,
        reviews::{self, Given},
    },
    db::{
        self,
        assignments::{AssignmentRow, OwnLine},
        calls::CallRow,
        letters::{LetterFileRow, LetterRow},
        reviews::ReviewRow,
    },
    domain::{
        form::{Answers, Audience, blind::View},
        id::AssignmentId,
        permission::Action,
        rubric::{Score, Scores},
        sentence::Problem,
        workflow::{AssignmentState, Status},
    },
    web::{
        account::again::Again,
        applications::{
            fields,
            submit::{SectionLines, lines},
            tag::Tag,
        },
        error::Error,
        form::Posted,
        letters::shown::OfReferee,
        moment::Moment,
        page::{Area, Frame},
        parts::{Opt, Put},
        printing::{self, Printed},
        session::Visit,
    },
};

/// Most assignments of one reviewer that are shown.
const MOST: i64 = 500;

/// A reviewer's own assignments.
#[derive(Template)]
#[template(path = "reviews/list.html")]
struct ListPage {
    frame: Frame,
    done: usize,
    all: usize,
    groups: Vec<Group>,
}

struct Group {
    call: String,
    lines: Vec<Line>,
}

struct Line {
    id: AssignmentId,
    reference: String,
    title: String,
    field: String,
    tag: Tag,
    due: Option<Moment>,
    overdue: bool,
    mean: Option<String>,
}

/// `GET /reviews`.
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let reviewer = visit.user()?;
    let (rows, calls) = visit
        .app
        .read(move |conn| {
            let rows = db::assignments::list_of_reviewer(conn, reviewer, MOST)?;
            let mut calls: Vec<CallRow> = Vec::new();
            for row in &rows {
                if !calls.iter().any(|c| c.id == row.call_id) {
                    calls.extend(db::calls::find(conn, row.call_id)?);
                }
            }
            Ok::<_, db::Error>((rows, calls))
        })
        .await?;
    let frame = visit.frame(Area::Reviews, "reviews-title");
    let done = rows.iter().filter(|r| r.state == AssignmentState::Submitted).count();
    let all = rows.len();
    let group = |call: &CallRow| Group {
        call: frame.text(&call.title).to_owned(),
        lines: rows.iter().filter(|r| r.call_id == call.id).map(|r| line(&frame, call, r, &visit)).collect(),
    };
    let groups = calls.iter().map(group).collect();
    visit.page(&ListPage { frame, done, all, groups })
}

fn line(frame: &Frame, call: &CallRow, row: &OwnLine, visit: &Visit) -> Line {
    let shows = row.state.shows_content();
    Line {
        id: row.id,
        reference: row.reference.clone().unwrap_or_default(),
        // Nothing of the content before the declaration.
        title: if shows { row.title.clone() } else { String::new() },
        field: if shows { fields::research_field(&row.field).to_owned() } else { String::new() },
        tag: state_tag(frame, row.state),
        due: row.due_at.map(|due| frame.moment(due, call.zone).short()),
        overdue: row.state != AssignmentState::Submitted && row.due_at.is_some_and(|due| due < visit.now),
        mean: row.mean.map(|m| format!("{m:.2}")),
    }
}

fn state_tag(frame: &Frame, state: AssignmentState) -> Tag {
    let class = match state {
        AssignmentState::Submitted => "good",
        AssignmentState::Invited | AssignmentState::Accepted | AssignmentState::Draft => "wait",
        _ => "",
    };
    Tag::new(class, frame.say(&format!("reviews-state-{}", state.word())))
}

/// An assignment with everything its page needs.
struct Room {
    row: AssignmentRow,
    case: Case,
    answers: Answers,
    files: Vec<db::documents::DocumentRow>,
    review: Option<ReviewRow>,
    others: Vec<(ReviewRow, String)>,
    letters: Vec<(LetterRow, Option<LetterFileRow>)>,
    done: usize,
    all: usize,
}

/// The declaration before any content.
#[derive(Template)]
#[template(path = "reviews/declare.html")]
struct DeclarePage {
    frame: Frame,
    id: AssignmentId,
    call: String,
    reference: String,
    /// No conflict was declared before; one is reported now.
    declared: bool,
    answer: Put,
    reason: Put,
}

/// The application beside the score form.
#[derive(Template)]
#[template(path = "reviews/review.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is shown or not")]
struct ReviewPage {
    frame: Frame,
    id: AssignmentId,
    reference: String,
    blind: bool,
    tag: Tag,
    due: Option<Moment>,
    done: usize,
    all: usize,
    sections: Vec<SectionLines>,
    criteria: Vec<CriterionField>,
    for_panel: Put,
    for_applicant: Put,
    version: i32,
    open: bool,
    is_final: bool,
    before_change: bool,
    others: Vec<Other>,
    letters: Vec<OfReferee>,
}

struct CriterionField {
    scale: Put,
}

struct Other {
    name: String,
    mean: String,
    scores: Vec<(String, String)>,
    for_panel: String,
}

/// `GET /reviews/{assignment}`.
pub async fn show(visit: Visit, id: Path<AssignmentId>) -> Result<HttpResponse, Error> {
    let room = enter(&visit, *id).await?;
    if room.row.state == AssignmentState::Invited {
        return visit.page(&declare_page(&visit, &room, "", Vec::new()));
    }
    let given = match &room.review {
        Some(review) => given_of(review)?,
        None => Given {
            scores: Scores::new(),
            for_panel: String::new(),
            for_applicant: String::new(),
            version: 0,
            is_final: false,
        },
    };
    visit.page(&review_page(&visit, &room, &given, Vec::new()))
}

fn given_of(review: &ReviewRow) -> Result<Given, Error> {
    Ok(Given {
        scores: serde_json::from_str(&review.scores)
            .map_err(|e| actions::Error::Internal(format!("stored scores: {e}")))?,
        for_panel: review.for_panel.clone(),
        for_applicant: review.for_applicant.clone(),
        version: review.version,
        is_final: review.is_final,
    })
}

/// `GET /reviews/{assignment}/application.pdf`: after the declaration, what the page shows.
pub async fn print(visit: Visit, id: Path<AssignmentId>) -> Result<HttpResponse, Error> {
    let Room { row, case, answers, files, letters, .. } = enter(&visit, *id).await?;
    if !row.state.shows_content() {
        return Err(Error::NotFound);
    }
    let frame = visit.frame(Area::Reviews, "reviews-title");
    let view = View::For { audience: Audience::Reviewer, blind: case.definition.settings.blind };
    let printed = Printed { case: &case, answers: &answers, files: &files, view, letters: &letters, is_sealed: false };
    printing::give(&visit, &frame, &printed).await
}

/// `POST /reviews/{assignment}/declare`: no conflict, a conflict, or no time.
pub async fn declare(visit: Visit, id: Path<AssignmentId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let (answer, reason) = (posted.first("answer").to_owned(), posted.text("reason", 2000));
    let why = reason.clone();
    let (done, flash) = match answer.as_str() {
        "none" => (visit.app.write(visit.now, move |tx| reviews::declare_no_conflict(tx, &actor, id)).await, None),
        "conflict" => {
            let done = visit.app.write(visit.now, move |tx| reviews::recuse(tx, &actor, id, &why)).await;
            (done, Some("reviews-recused-flash"))
        }
        "decline" => {
            let done = visit.app.write(visit.now, move |tx| reviews::decline(tx, &actor, id, &why)).await;
            (done, Some("reviews-declined-flash"))
        }
        _ => {
            let problem = Problem::at("answer", actions::Sentence::new("reviews-choose-answer"));
            (Err(actions::Error::Refused(vec![problem])), None)
        }
    };
    match (done, flash) {
        (Ok(()), None) => Ok(visit.see_other(&format!("/reviews/{id}"))),
        (Ok(()), Some(flash)) => Ok(visit.see_other_saying("/reviews", flash)),
        (Err(actions::Error::Refused(problems)), _) => {
            let room = enter(&visit, id).await?;
            visit.refused_page(&declare_page(&visit, &room, &reason, problems))
        }
        (Err(other), _) => Err(other.into()),
    }
}

/// `GET /reviews/{assignment}/conflict`: a conflict noticed while reading.
pub async fn conflict(visit: Visit, id: Path<AssignmentId>) -> Result<HttpResponse, Error> {
    let room = enter(&visit, *id).await?;
    visit.page(&declare_page(&visit, &room, "", Vec::new()))
}

/// `POST /reviews/{assignment}`.
pub async fn save(Again(visit, posted): Again, id: Path<AssignmentId>) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let room = enter(&visit, id).await?;
    let mut scores = Scores::new();
    for criterion in &room.case.definition.rubric.criteria {
        let score = match posted.first(&format!("score_{}", criterion.key)) {
            "none" => Some(Score::CannotJudge),
            typed => typed.parse().ok().map(Score::Given),
        };
        scores.extend(score.map(|score| (criterion.key.clone(), score)));
    }
    let given = Given {
        scores,
        for_panel: posted.text("for_panel", 20_000),
        for_applicant: posted.text("for_applicant", 20_000),
        version: posted.number("version").unwrap_or(0),
        is_final: posted.first("go") == "final",
    };
    let (actor, sent) = (visit.actor.clone(), given.clone());
    match visit.app.write(visit.now, move |tx| reviews::save(tx, &actor, id, &sent)).await {
        Ok(()) if given.is_final => Ok(visit.see_other_saying(&next(&visit, id).await?, "reviews-final-flash")),
        Ok(()) => Ok(visit.see_other_saying(&format!("/reviews/{id}"), "reviews-saved-flash")),
        Err(actions::Error::Refused(problems)) => visit.refused_page(&review_page(&visit, &room, &given, problems)),
        Err(actions::Error::Conflict) => {
            let fresh = enter(&visit, id).await?;
            let version = fresh.review.as_ref().map_or(0, |r| r.version);
            let problem = Problem::new(actions::Sentence::new("reviews-changed-elsewhere"));
            visit.conflict_page(&review_page(&visit, &fresh, &Given { version, ..given }, vec![problem]))
        }
        Err(other) => Err(other.into()),
    }
}

/// The next of the reviewer's applications that is not final, else the list.
async fn next(visit: &Visit, but: AssignmentId) -> Result<String, Error> {
    let reviewer = visit.user()?;
    let rows = visit.app.read(move |conn| db::assignments::list_of_reviewer(conn, reviewer, MOST)).await?;
    let open =
        rows.iter().find(|r| r.id != but && r.state != AssignmentState::Submitted && r.status == Status::InReview);
    Ok(open.map_or_else(|| "/reviews".to_owned(), |r| format!("/reviews/{}", r.id)))
}

async fn enter(visit: &Visit, id: AssignmentId) -> Result<Room, Error> {
    let actor = visit.actor.clone();
    let reviewer = visit.user()?;
    let room = visit.app.read(move |conn| {
        let row =
            db::assignments::find(conn, id)?.filter(|r| r.reviewer_id == reviewer).ok_or(actions::Error::NotFound)?;
        let wanted =
            if row.state == AssignmentState::Invited { Action::AnswerAssignment } else { Action::ReadAsReviewer };
        let case = Case::open(conn, &actor, wanted, row.application_id)?;
        let shows = row.state.shows_content();
        let answers =
            if shows { applications::submitted_answers(conn, row.application_id)? } else { Answers::default() };
        let files = if shows { db::documents::list(conn, row.application_id)? } else { Vec::new() };
        let letters = if shows { reading::list_for_reviewer(conn, &case)? } else { Vec::new() };
        let review = db::reviews::find(conn, id)?;
        // What others wrote is seen only once one's own review is final.
        let is_final = review.as_ref().is_some_and(|r| r.is_final);
        let mut others = if is_final { db::reviews::list_final(conn, row.application_id)? } else { Vec::new() };
        others.retain(|(r, _)| r.assignment_id != id);
        let own = db::assignments::list_of_reviewer(conn, reviewer, MOST)?;
        let mine: Vec<_> = own.iter().filter(|l| l.call_id == row.call_id).collect();
        let done = mine.iter().filter(|l| l.state == AssignmentState::Submitted).count();
        let all = mine.len();
        Ok::<_, actions::Error>(Room { row, case, answers, files, review, others, letters, done, all })
    });
    Ok(room.await?)
}

fn declare_page(visit: &Visit, room: &Room, reason: &str, problems: Vec<Problem>) -> DeclarePage {
    let frame = visit.frame(Area::Reviews, "reviews-declare-title").with_problems(problems);
    let declared = room.row.state != AssignmentState::Invited;
    let option = |value: &str, label| Opt::new(value, frame.say(label), false);
    let mut options = vec![option("conflict", "reviews-answer-conflict"), option("decline", "reviews-answer-decline")];
    if !declared {
        options.insert(0, option("none", "reviews-answer-none"));
    }
    DeclarePage {
        id: room.row.id,
        call: frame.text(&room.case.call.title).to_owned(),
        reference: room.case.application.reference.clone().unwrap_or_default(),
        declared,
        answer: frame.field("answer", "reviews-declare-question").radios(options).put(),
        reason: frame
            .field("reason", "reviews-declare-reason")
            .hint(frame.say("reviews-declare-reason-hint"))
            .rows(4)
            .value(reason)
            .put(),
        frame,
    }
}

fn review_page(visit: &Visit, room: &Room, given: &Given, problems: Vec<Problem>) -> ReviewPage {
    let mut frame = visit.frame(Area::Reviews, "reviews-title").with_problems(problems);
    let Room { row, case, answers, files, .. } = room;
    let reference = case.application.reference.clone().unwrap_or_default();
    frame.title = frame.with("reviews-application").set("reference", reference.as_str()).to_string();
    let blind = case.definition.settings.blind;
    let view = View::For { audience: Audience::Reviewer, blind };
    let round_open = case.call.reviews_close_at.is_none_or(|close| visit.now <= close);
    let is_final = room.review.as_ref().is_some_and(|r| r.is_final);
    ReviewPage {
        id: row.id,
        blind,
        tag: state_tag(&frame, row.state),
        due: row.due_at.map(|due| frame.moment(due, case.call.zone)),
        done: room.done,
        all: room.all,
        sections: lines(&frame, case, answers, files, view, &Editable::Nothing),
        criteria: criteria(&frame, case, given),
        for_panel: frame
            .field("for_panel", "reviews-for-panel")
            .rows(5)
            .value(&given.for_panel)
            .count(10_000)
            .optional()
            .put(),
        for_applicant: frame
            .field("for_applicant", "reviews-for-applicant")
            .hint(frame.say("reviews-for-applicant-hint"))
            .rows(5)
            .value(&given.for_applicant)
            .count(10_000)
            .optional()
            .put(),
        version: given.version,
        open: case.application.status == Status::InReview && round_open,
        is_final,
        before_change: room.review.as_ref().is_some_and(|r| r.before_change),
        letters: OfReferee::all(&frame, case, &room.letters),
        others: room.others.iter().map(|(review, name)| other(&frame, case, review, name)).collect(),
        reference,
        frame,
    }
}

fn criteria(frame: &Frame, case: &Case, given: &Given) -> Vec<CriterionField> {
    let rubric = &case.definition.rubric;
    let field = |criterion: &crate::domain::rubric::Criterion| {
        let held = given.scores.get(&criterion.key);
        let mut options: Vec<Opt> = criterion
            .anchors
            .iter()
            .map(|a| {
                let label = format!("{} – {}", a.score, frame.text(&a.text));
                Opt::new(a.score.to_string(), label, held == Some(&Score::Given(a.score)))
            })
            .collect();
        options.push(Opt::new("none", frame.say("reviews-cannot-judge"), held == Some(&Score::CannotJudge)));
        let label = format!("{} ({} %)", frame.text(&criterion.title), rubric.share(criterion));
        let name = format!("score_{}", criterion.key);
        CriterionField {
            scale: frame.field_named(&name, &label).hint(frame.text(&criterion.guidance)).radios(options).put(),
        }
    };
    rubric.criteria.iter().map(field).collect()
}

fn other(frame: &Frame, case: &Case, review: &ReviewRow, name: &str) -> Other {
    let scores: Scores = serde_json::from_str(&review.scores).unwrap_or_default();
    let said = |criterion: &crate::domain::rubric::Criterion| {
        let score = match scores.get(&criterion.key) {
            Some(Score::Given(n)) => n.to_string(),
            Some(Score::CannotJudge) => frame.say("reviews-cannot-judge").to_owned(),
            None => "–".to_owned(),
        };
        (frame.text(&criterion.title).to_owned(), score)
    };
    Other {
        name: name.to_owned(),
        mean: review.mean.map_or_else(|| "–".to_owned(), |m| format!("{m:.2}")),
        scores: case.definition.rubric.criteria.iter().map(said).collect(),
        for_panel: review.for_panel.clone(),
    }
}
