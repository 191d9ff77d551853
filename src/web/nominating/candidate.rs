//! One candidate: what the authority may see of the application, its letter, and its answer.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Path, Payload},
};
use askama::Template;

use super::state_tag;
use crate::{
    actions::{
        self, Tx,
        applications::{self, Editable},
        nominations::{
            letters,
            nominating::{self, Candidacy, Said},
        },
    },
    db::{self, documents::DocumentRow},
    domain::{
        form::{Answers, Audience, FileFormat, blind::View},
        id::{AuthorityId, NominationId},
        nomination::NominationState,
        sentence::{Problem, Sentence},
    },
    web::{
        applications::{
            file_facts, held,
            submit::{SectionLines, lines},
            tag::Tag,
        },
        documents::{self, Wanted},
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        printing::{self, Printed},
        session::Visit,
    },
};

/// The candidate.
#[derive(Template)]
#[template(path = "nominating/candidate.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is shown or not")]
struct CandidatePage {
    frame: Frame,
    id: NominationId,
    version: i32,
    slug: String,
    authority: AuthorityId,
    call: String,
    tag: Tag,
    rank: Option<i32>,
    said: String,
    sections: Vec<SectionLines>,
    letter: Option<LetterShown>,
    letter_problem: Option<String>,
    letter_demanded: bool,
    may_give_letter: bool,
    may_answer: bool,
    may_undo: bool,
    wanted_rank: Put,
    refuse_reason: Put,
    return_reason: Put,
    act: String,
}

/// A letter as pages show it.
pub struct LetterShown {
    /// Its name.
    pub name: String,
    /// "PDF, 3 pages, 210 kB".
    pub facts: String,
    /// Why it is held back, where it is.
    pub held: Option<String>,
}

impl LetterShown {
    /// Of a nomination that has one.
    pub fn of(frame: &Frame, row: &db::nominations::NominationRow) -> Option<Self> {
        let letter = row.letter()?;
        let facts = file_facts(frame, FileFormat::Pdf.media_type(), Some(letter.pages), letter.size);
        Some(Self { name: letter.name.to_owned(), facts, held: held(frame, letter.state) })
    }
}

/// `GET /nominating/{id}`.
pub async fn show(visit: Visit, id: Path<NominationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, &Posted::default(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /nominating/{id}`: endorse, refuse, give back, take that back.
pub async fn act(visit: Visit, id: Path<NominationId>, posted: Posted) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (id, actor, now) = (id.into_inner(), visit.actor.clone(), visit.now);
    // Nobody learns by posting what is not theirs to see.
    let actor = visit.app.read(move |conn| Candidacy::open(conn, &actor, id, now).map(|_| actor)).await?;
    let (version, reason) = (posted.number("version").unwrap_or(0), posted.text("reason", 4000));
    let act = posted.first("act").to_owned();
    let rank = match posted.first("rank").trim() {
        "" => Ok(None),
        typed => typed.parse::<u32>().map(|n| Some(n as usize)).map_err(|_| ()),
    };
    let flash = match act.as_str() {
        "endorse" => "nominating-done-endorsed",
        "refuse" => "nominating-done-refused",
        "return" => "nominating-done-returned",
        "undo" => "nominating-done-undone",
        _ => return Err(Error::BadRequest),
    };
    let done = match rank {
        Err(()) | Ok(Some(0)) => Err(actions::Error::refused_at("rank", Sentence::new("nominating-rank-wrong"))),
        Ok(rank) => {
            let said = move |tx: &mut Tx| {
                let said = match act.as_str() {
                    "endorse" => Said::Endorse(rank),
                    "refuse" => Said::Refuse(&reason),
                    "return" => Said::GiveBack(&reason),
                    _ => Said::Undo,
                };
                nominating::say(tx, &actor, id, version, said)
            };
            visit.app.write(visit.now, said).await
        }
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/nominating/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, &posted, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /nominating/{id}/letter`: a multipart form of the token and then the file.
pub async fn upload(
    visit: Visit,
    id: Path<NominationId>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    visit.user()?;
    let id = id.into_inner();
    let mut form = documents::begin(&visit, &request, payload).await?;
    let expected = letters::expect(&visit.app, visit.now, &visit.actor, id).await;
    let limit = letters::MOST_BYTES.min(visit.app.config.upload_limit);
    let (status, problems) = match expected {
        Err(actions::Error::Refused(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Err(other) => return Err(other.into()),
        Ok(()) => {
            let give =
                async |name: String, file| letters::give(&visit.app, visit.now, &visit.actor, id, (&name, file)).await;
            match documents::take(&visit, &mut form, Wanted::one(letters::FIELD, limit), give).await? {
                Ok(()) => return Ok(visit.see_other_saying(&format!("/nominating/{id}"), "nominating-done-letter")),
                Err(refused) => refused,
            }
        }
    };
    let page = page(&visit, id, &Posted::default(), problems).await?;
    visit.answer(status, &page)
}

/// `GET /nominating/{id}/application.pdf`: what the page shows of the application.
pub async fn print(visit: Visit, id: Path<NominationId>) -> Result<HttpResponse, Error> {
    let (Candidacy { case, .. }, answers, files) = enter(&visit, *id).await?;
    let frame = visit.frame(Area::Nominating, "nominating-title");
    let view = View::For { audience: Audience::Nominator, blind: false };
    let printed = Printed { case: &case, answers: &answers, files: &files, view, letters: &[], is_sealed: false };
    printing::give(&visit, &frame, &printed).await
}

/// `GET /nominating/{id}/letter`: for contacts of the authority and officers.
pub async fn letter(visit: Visit, id: Path<NominationId>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (name, reading) = letters::open(&visit.app, visit.now, &visit.actor, *id).await?;
    Ok(documents::give_out(&name, "application/pdf", reading))
}

/// The candidate with what was handed in.
async fn enter(visit: &Visit, id: NominationId) -> Result<(Candidacy, Answers, Vec<DocumentRow>), Error> {
    visit.user()?;
    let (actor, now) = (visit.actor.clone(), visit.now);
    let read = visit.app.read(move |conn| {
        let candidacy = Candidacy::open(conn, &actor, id, now)?;
        let application = candidacy.case.application.id;
        let answers = applications::submitted_answers(conn, application)?;
        let files = db::documents::list(conn, application)?;
        Ok::<_, actions::Error>((candidacy, answers, files))
    });
    Ok(read.await?)
}

async fn page(
    visit: &Visit,
    id: NominationId,
    posted: &Posted,
    problems: Vec<Problem>,
) -> Result<CandidatePage, Error> {
    let (candidacy, answers, files) = enter(visit, id).await?;
    let mut frame = visit.frame(Area::Nominating, "nominating-title").with_problems(problems);
    let Candidacy { nomination, case, authority } = &candidacy;
    let reference = case.application.reference.clone().unwrap_or_default();
    frame.title = format!("{reference} {}", case.application.name);
    let open = candidacy.is_open(visit.now);
    let asked = nomination.state == NominationState::Asked;
    let view = View::For { audience: Audience::Nominator, blind: false };
    let act = posted.first("act").to_owned();
    Ok(CandidatePage {
        id,
        version: nomination.version,
        slug: case.call.slug.clone(),
        authority: authority.id,
        call: frame.text(&case.call.title).to_owned(),
        tag: state_tag(&frame, nomination.state),
        rank: nomination.rank,
        said: nomination.reason.clone(),
        sections: lines(&frame, case, &answers, &files, view, &Editable::Nothing),
        letter: LetterShown::of(&frame, nomination),
        letter_problem: frame.problem_of(letters::FIELD),
        letter_demanded: case.definition.nomination.is_some_and(|n| n.letter),
        may_give_letter: open && (asked || nomination.state == NominationState::Endorsed && candidacy.may_be_undone()),
        may_answer: open && asked,
        may_undo: open
            && candidacy.may_be_undone()
            && matches!(
                nomination.state,
                NominationState::Endorsed | NominationState::Refused | NominationState::Returned
            ),
        wanted_rank: frame
            .field("rank", "nominating-rank-wanted")
            .hint(frame.say("nominating-rank-wanted-hint"))
            .class("w5")
            .inputmode("numeric")
            .value(posted.first("rank"))
            .optional()
            .put(),
        refuse_reason: reason(&frame, posted, "refuse"),
        return_reason: reason(&frame, posted, "return"),
        act: act.clone(),
        frame,
    })
}

/// Why, in the form of this act. What is wrong and what was typed are those of the form that was posted.
fn reason(frame: &Frame, posted: &Posted, act: &str) -> Put {
    let is_posted = posted.first("act") == act;
    let frame = if is_posted { frame.clone() } else { frame.clone().with_problems(Vec::new()) };
    let field = frame.field("reason", "nominating-reason").hint(frame.say("nominating-reason-hint")).rows(3);
    if is_posted { field.value(posted.first("reason")).put() } else { field.within(act).put() }
}
