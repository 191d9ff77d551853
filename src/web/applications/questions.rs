//! What hosts ask the applicant, and the answers.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::own_case;
use crate::{
    actions::{self, hosting::questions},
    db::{self, host_questions::HostQuestionRow},
    domain::{
        id::{ApplicationId, HostQuestionId},
        sentence::Problem,
    },
    web::{
        error::Error,
        form::Posted,
        hosting::choices::Asked,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The questions.
#[derive(Template)]
#[template(path = "applications/questions.html")]
struct QuestionsPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    questions: Vec<(Asked, Option<Open>)>,
}

struct Open {
    id: HostQuestionId,
    answer: Put,
}

/// `GET /applications/{id}/questions`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, None, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /applications/{id}/questions`: answers one.
pub async fn answer(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    own_case(&visit, id).await?;
    let question: HostQuestionId = posted.first("question").parse().map_err(|_| Error::BadRequest)?;
    let answer = posted.text(&format!("answer-{question}"), 6000);
    let said = answer.clone();
    match visit.app.write(visit.now, move |tx| questions::answer(tx, &actor, id, question, &said)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}/questions"), "hosting-done-answered")),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, Some((question, answer)), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    id: ApplicationId,
    typed: Option<(HostQuestionId, String)>,
    problems: Vec<Problem>,
) -> Result<QuestionsPage, Error> {
    let case = own_case(visit, id).await?;
    if case.definition.hosting.is_none() {
        return Err(Error::NotFound);
    }
    let rows = visit.app.read(move |conn| db::host_questions::list(conn, id, None)).await?;
    let frame = visit.frame(Area::Applications, "hosting-questions-title").with_problems(problems);
    let is_open = case.application.status.is_with_hosts();
    let one = |row: &HostQuestionRow| {
        let held = typed.as_ref().filter(|(question, _)| *question == row.id).map_or("", |(_, text)| text.as_str());
        let open = (is_open && row.answered_at.is_none()).then(|| Open {
            id: row.id,
            answer: frame.field(&format!("answer-{}", row.id), "hosting-answer").rows(5).value(held).count(6000).put(),
        });
        (Asked::new(&frame, &case, row), open)
    };
    let questions = rows.iter().map(one).collect();
    Ok(QuestionsPage { id, call: frame.text(&case.call.title).to_owned(), questions, frame })
}
