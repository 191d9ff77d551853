//! One applicant as a host sees one: what the call shows to hosts, the host's order, its questions, and its answer.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::choice_tag;
use crate::{
    actions::{
        self, Tx,
        applications::{self, Editable},
        case::Case,
        hosting::{consents, questions},
    },
    db::{
        self, choices::ChoiceRow, consents::ConsentRow, documents::DocumentRow, host_questions::HostQuestionRow,
        posts::PostRow,
    },
    domain::{
        form::{Answers, Audience, blind::View},
        hosting::consent::ConsentState,
        id::{ChoiceId, ConsentId},
        permission::{Action, Actor},
        sentence::Problem,
    },
    web::{
        applications::{
            submit::{SectionLines, lines},
            tag::Tag,
        },
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        printing::{self, Printed},
        session::Visit,
    },
};

/// The applicant.
#[derive(Template)]
#[template(path = "hosting/choice.html")]
struct ChoicePage {
    frame: Frame,
    id: ChoiceId,
    version: i32,
    reference: String,
    call: String,
    post: String,
    free: i32,
    place: Option<i32>,
    tag: Tag,
    reason: String,
    consent: Option<ConsentId>,
    answerable: bool,
    reconsiderable: bool,
    elsewhere: bool,
    sections: Vec<SectionLines>,
    questions: Vec<Asked>,
    rank: Put,
    signer: Put,
    why: Put,
    question: Put,
}

/// A question with its answer.
pub struct Asked {
    /// Whose.
    pub host: String,
    /// What is asked.
    pub question: String,
    /// When.
    pub at: Moment,
    /// The answer; empty while there is none.
    pub answer: String,
}

impl Asked {
    /// From its row.
    pub fn new(frame: &Frame, case: &Case, row: &HostQuestionRow) -> Self {
        Self {
            host: row.host.clone(),
            question: row.question.clone(),
            at: frame.moment(row.asked_at, case.call.zone).short(),
            answer: row.answer.clone(),
        }
    }
}

/// What was typed into the forms.
#[derive(Default)]
struct Typed {
    rank: Option<String>,
    signer: String,
    reason: String,
    question: String,
}

struct Room {
    choice: ChoiceRow,
    case: Case,
    post: PostRow,
    answers: Answers,
    files: Vec<DocumentRow>,
    questions: Vec<HostQuestionRow>,
    consent: Option<ConsentRow>,
    elsewhere: bool,
}

/// `GET /hosting/choices/{id}`.
pub async fn show(visit: Visit, id: Path<ChoiceId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, &Typed::default(), Vec::new()).await?;
    visit.page(&page)
}

/// `GET /hosting/choices/{id}/application.pdf`: what the page shows of the application.
pub async fn print(visit: Visit, id: Path<ChoiceId>) -> Result<HttpResponse, Error> {
    let Room { case, answers, files, .. } = enter(&visit, *id).await?;
    let frame = visit.frame(Area::Hosting, "hosting-title");
    let view = View::For { audience: Audience::Host, blind: false };
    let printed = Printed { case: &case, answers: &answers, files: &files, view, letters: &[], is_sealed: false };
    printing::give(&visit, &frame, &printed).await
}

type Act = Box<dyn FnOnce(&mut Tx, &Actor) -> Result<(), actions::Error> + Send>;

/// `POST /hosting/choices/{id}`: orders, asks, consents, refuses, looks again.
pub async fn act(visit: Visit, id: Path<ChoiceId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let version = posted.number("version").unwrap_or(0);
    let mut typed = Typed::default();
    let (act, flash): (Act, &'static str) = match posted.first("act") {
        "rank" => {
            let text = posted.line("rank", 10);
            // Anything that is no number is a place that no list has.
            let rank = if text.is_empty() { None } else { Some(text.parse().unwrap_or(0)) };
            typed.rank = Some(text);
            (Box::new(move |tx, a| consents::rank(tx, a, id, rank)), "hosting-done-ranked")
        }
        "ask" => {
            typed.question = posted.text("question", 4000);
            let question = typed.question.clone();
            (Box::new(move |tx, a| questions::ask(tx, a, id, &question)), "hosting-done-asked")
        }
        "give" => {
            typed.signer = posted.line("signer", 200);
            let signer = typed.signer.clone();
            let give = move |tx: &mut Tx, a: &Actor| consents::give(tx, a, id, version, &signer).map(drop);
            (Box::new(give), "hosting-done-given")
        }
        "refuse" => {
            typed.reason = posted.text("reason", 4000);
            let reason = typed.reason.clone();
            (Box::new(move |tx, a| consents::refuse(tx, a, id, version, &reason)), "hosting-done-refused")
        }
        "reconsider" => (Box::new(move |tx, a| consents::reconsider(tx, a, id, version)), "hosting-done-reconsidered"),
        // Nobody learns by it whether there is such an applicant.
        _ => {
            enter(&visit, id).await?;
            return Err(Error::BadRequest);
        }
    };
    match visit.app.write(visit.now, move |tx| act(tx, &actor)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/hosting/choices/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn enter(visit: &Visit, id: ChoiceId) -> Result<Room, Error> {
    let actor = visit.actor.clone();
    let room = visit.app.read(move |conn| {
        let (choice, case) = consents::open(conn, &actor, Action::ReadAsHost, id)?;
        let application = case.application.id;
        let (post, _) = db::posts::get(conn, choice.post_id)?;
        let live = db::consents::find_live(conn, application)?;
        Ok::<_, actions::Error>(Room {
            post,
            answers: applications::submitted_answers(conn, application)?,
            files: db::documents::list(conn, application)?,
            questions: db::host_questions::list(conn, application, Some(choice.host_id))?,
            elsewhere: live.as_ref().is_some_and(|l| l.choice_id != choice.id),
            consent: db::consents::find_of_choice(conn, choice.id)?,
            choice,
            case,
        })
    });
    Ok(room.await?)
}

async fn page(visit: &Visit, id: ChoiceId, typed: &Typed, problems: Vec<Problem>) -> Result<ChoicePage, Error> {
    let room = enter(visit, id).await?;
    let Room { choice, case, post, answers, files, .. } = &room;
    let mut frame = visit.frame(Area::Hosting, "hosting-title").with_problems(problems);
    let reference = case.application.reference.clone().unwrap_or_default();
    frame.title = frame.with("hosting-applicant").set("reference", reference.as_str()).to_string();
    let view = View::For { audience: Audience::Host, blind: false };
    let ranked = case.definition.hosting.as_ref().is_some_and(|h| h.ranked);
    let rank = typed.rank.clone().unwrap_or_else(|| choice.host_rank.map(|r| r.to_string()).unwrap_or_default());
    Ok(ChoicePage {
        id,
        version: choice.version,
        call: frame.text(&case.call.title).to_owned(),
        post: post.title.clone(),
        free: post.free(),
        place: ranked.then_some(choice.place),
        tag: choice_tag(&frame, choice.state, room.elsewhere),
        reason: choice.reason.clone(),
        consent: room.consent.as_ref().filter(|_| choice.state == ConsentState::Given).map(|c| c.id),
        answerable: choice.state == ConsentState::Asked && !room.elsewhere,
        reconsiderable: choice.state == ConsentState::Refused,
        elsewhere: room.elsewhere,
        sections: lines(&frame, case, answers, files, view, &Editable::Nothing),
        questions: room.questions.iter().map(|q| Asked::new(&frame, case, q)).collect(),
        rank: frame
            .field("rank", "hosting-rank")
            .hint(frame.say("hosting-rank-hint"))
            .class("w5")
            .inputmode("numeric")
            .value(rank)
            .optional()
            .put(),
        signer: frame
            .field("signer", "hosting-signer")
            .hint(frame.say("hosting-signer-hint"))
            .class("w20")
            .value(&typed.signer)
            .put(),
        why: frame
            .field("reason", "hosting-refusal")
            .hint(frame.say("hosting-refusal-hint"))
            .rows(4)
            .value(&typed.reason)
            .put(),
        question: frame
            .field("question", "hosting-question")
            .hint(frame.say("hosting-question-hint"))
            .rows(4)
            .value(&typed.question)
            .count(4000)
            .put(),
        reference,
        frame,
    })
}
