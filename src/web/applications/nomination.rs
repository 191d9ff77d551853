//! The applicant's page of the nomination: where it stands, what the authority said, and the choice of one where there are several.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{own_case, tag::Tag};
use crate::{
    actions::{self, case::Case, nominations},
    db::{self, nominations::NominationRow},
    domain::{
        id::{ApplicationId, AuthorityId},
        nomination::{NominationState, is_open_for_nomination},
        sentence::Problem,
    },
    web::{
        error::Error,
        form::Posted,
        moment::Moment,
        nominating::state_tag,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// The page.
#[derive(Template)]
#[template(path = "applications/nomination.html")]
struct NominationPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    tag: Tag,
    meaning: String,
    authority: Option<String>,
    reason: String,
    until: Option<Moment>,
    choice: Option<Put>,
}

/// `GET /applications/{id}/nomination`.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, "", Vec::new()).await?;
    visit.page(&page)
}

/// `POST /applications/{id}/nomination`: chooses who is asked.
pub async fn choose(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let chosen: Option<AuthorityId> = posted.first("authority").parse().ok();
    match visit.app.write(visit.now, move |tx| nominations::choose(tx, &actor, id, chosen)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}/nomination"), "nominations-done-chosen")),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, posted.first("authority"), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, id: ApplicationId, held: &str, problems: Vec<Problem>) -> Result<NominationPage, Error> {
    let case = own_case(visit, id).await?;
    let now = visit.now;
    let (case, row, asked, options): (Case, NominationRow, Option<String>, _) = visit
        .app
        .read(move |conn| {
            let row = db::nominations::find_of_application(conn, id)?.ok_or(actions::Error::NotFound)?;
            let asked = match row.authority_id {
                Some(authority) => db::authorities::find(conn, authority)?.map(|a| a.facts.name),
                None => None,
            };
            let options = nominations::options(conn, &case, now)?;
            Ok::<_, actions::Error>((case, row, asked, options))
        })
        .await?;
    let frame = visit.frame(Area::Applications, "nominations-title").with_problems(problems);
    let until = nominations::until(case.definition.nomination, case.call.closes_at);
    let in_time = until.is_some_and(|until| now <= until) && is_open_for_nomination(case.application.status);
    let may_choose = row.state == NominationState::Open && !options.is_empty() && in_time;
    let choice = may_choose.then(|| {
        let option = |(id, name): &(AuthorityId, String)| Opt::new(id.to_string(), name, held == id.to_string());
        frame.field("authority", "nominations-who").radios(options.iter().map(option).collect()).put()
    });
    let meaning = match row.state {
        NominationState::Open if may_choose => "nominations-meaning-choose".to_owned(),
        NominationState::Open if options.is_empty() => "nominations-meaning-none".to_owned(),
        state => format!("nominations-meaning-{}", state.word()),
    };
    // Why the office waived it is the office's own.
    let told = matches!(row.state, NominationState::Refused | NominationState::Returned);
    Ok(NominationPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        tag: state_tag(&frame, row.state),
        meaning: frame.say(&meaning).to_owned(),
        authority: asked,
        reason: if told { row.reason } else { String::new() },
        until: until.map(|until| frame.moment(until, case.call.zone)),
        choice,
        frame,
    })
}
