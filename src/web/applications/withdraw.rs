//! Withdrawing and deleting: a page that asks, and the act.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::own_case;
use crate::{
    actions::{applications::withdrawal, documents},
    domain::id::ApplicationId,
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// Asks whether somebody is sure.
#[derive(Template)]
#[template(path = "applications/sure.html")]
struct SurePage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    heading: String,
    lead: String,
    action: String,
    version: i32,
    reason: Option<Put>,
    button: String,
}

/// `GET /applications/{id}/withdraw`.
pub async fn ask(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let case = own_case(&visit, *id).await?;
    if !case.application.status.may_withdraw() {
        return Ok(visit.see_other(&format!("/applications/{id}")));
    }
    let frame = visit.frame(Area::Applications, "applications-withdraw-title");
    let days = case.definition.settings.undo_withdraw_days;
    visit.page(&SurePage {
        id: *id,
        call: frame.text(&case.call.title).to_owned(),
        heading: frame.say("applications-withdraw-title").to_owned(),
        lead: frame.with("applications-withdraw-lead").set("days", days).to_string(),
        action: format!("/applications/{id}/withdraw"),
        version: case.application.version,
        reason: Some(frame.field("reason", "applications-withdraw-reason").rows(4).optional().put()),
        button: frame.say("applications-withdraw-button").to_owned(),
        frame,
    })
}

/// `POST /applications/{id}/withdraw`.
pub async fn withdraw(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let (version, reason) = (posted.number("version").unwrap_or(0), posted.text("reason", 2000));
    visit.app.write(visit.now, move |tx| withdrawal::withdraw(tx, &actor, id, version, &reason)).await?;
    Ok(visit.see_other_saying(&format!("/applications/{id}"), "applications-withdrawn-flash"))
}

/// `GET /applications/{id}/delete`.
pub async fn ask_delete(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let case = own_case(&visit, *id).await?;
    let frame = visit.frame(Area::Applications, "applications-delete-title");
    visit.page(&SurePage {
        id: *id,
        call: frame.text(&case.call.title).to_owned(),
        heading: frame.say("applications-delete-title").to_owned(),
        lead: frame.say("applications-delete-lead").to_owned(),
        action: format!("/applications/{id}/delete"),
        version: case.application.version,
        reason: None,
        button: frame.say("applications-delete-button").to_owned(),
        frame,
    })
}

/// `POST /applications/{id}/delete`.
pub async fn delete(visit: Visit, id: Path<ApplicationId>, _posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let files = visit.app.write(visit.now, move |tx| withdrawal::delete_draft(tx, &actor, id)).await?;
    documents::delete(&visit.app, &files).await;
    Ok(visit.see_other_saying("/applications", "applications-deleted-flash"))
}
