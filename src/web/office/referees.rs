//! An officer names a referee for an applicant.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::Head;
use crate::{
    actions::{self, case::Case, letters::office},
    domain::{
        id::ApplicationId,
        letter::is_wanted,
        permission::Action,
        sentence::{Problem, Sentence},
    },
    web::{
        applications::referees::{fields, named},
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The page.
#[derive(Template)]
#[template(path = "office/referee.html")]
struct RefereePage {
    frame: Frame,
    head: Head,
    id: ApplicationId,
    applicant: String,
    fields: [Put; 3],
}

async fn enter(visit: &Visit, id: ApplicationId) -> Result<Case, Error> {
    let actor = visit.actor.clone();
    let case = visit.app.read(move |conn| Case::open(conn, &actor, Action::ManageApplication, id)).await?;
    if case.definition.referees.is_none() || case.application.revision == 0 { Err(Error::NotFound) } else { Ok(case) }
}

/// `GET /office/applications/{id}/referees`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let case = enter(&visit, *id).await?;
    let ended = Problem::new(Sentence::new("letters-application-ended"));
    let problems = if is_wanted(case.application.status) { Vec::new() } else { vec![ended] };
    visit.page(&page(&visit, &case, &Posted::default(), problems))
}

fn page(visit: &Visit, case: &Case, posted: &Posted, problems: Vec<Problem>) -> RefereePage {
    let frame = visit.frame(Area::Office, "letters-office-name").with_problems(problems);
    RefereePage {
        head: Head::new(visit, &frame, &case.call, "applications"),
        id: case.application.id,
        applicant: format!("{} {}", case.application.reference.as_deref().unwrap_or_default(), case.application.name),
        fields: fields(&frame, posted),
        frame,
    }
}

/// `POST /office/applications/{id}/referees`.
pub async fn name(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let case = enter(&visit, *id).await?;
    let id = id.into_inner();
    let done = match named(&posted) {
        Ok(named) => {
            let actor = visit.actor.clone();
            visit.app.write(visit.now, move |tx| office::name(tx, &actor, id, &named)).await
        }
        Err(problems) => Err(actions::Error::Refused(problems)),
    };
    match done {
        Ok(_) => Ok(visit.see_other_saying(&format!("/office/applications/{id}"), "letters-office-named")),
        Err(actions::Error::Refused(problems)) => visit.refused_page(&page(&visit, &case, &posted, problems)),
        Err(other) => Err(other.into()),
    }
}
