//! Texts for everybody: help, privacy, accessibility; and the answer to whoever watches whether the site is well.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use askama::Template;

use crate::{
    actions::app::App,
    db,
    web::{
        error::Error,
        page::{Area, Frame},
        session::Visit,
    },
};

/// A page of headed paragraphs.
#[derive(Template)]
#[template(path = "texts/text.html")]
struct TextPage {
    frame: Frame,
    parts: Vec<(String, String)>,
    contact: String,
}

/// `GET /help`.
pub async fn help(visit: Visit) -> Result<HttpResponse, Error> {
    text(&visit, "help", &["apply", "save", "deadline", "files", "referees", "mail", "password"])
}

/// `GET /privacy`.
pub async fn privacy(visit: Visit) -> Result<HttpResponse, Error> {
    text(&visit, "privacy", &["what", "who", "referees", "cookies", "log", "rights"])
}

/// `GET /accessibility`.
pub async fn accessibility(visit: Visit) -> Result<HttpResponse, Error> {
    text(&visit, "accessibility", &["aim", "how", "limits", "tell"])
}

/// The text of this page: its title, of each part heading and words.
fn text(visit: &Visit, page: &str, parts: &[&str]) -> Result<HttpResponse, Error> {
    let frame = visit.frame(Area::Aside, &format!("texts-{page}-title"));
    let said = |id: String| frame.say(&id).to_owned();
    let both = |part: &&str| (said(format!("texts-{page}-{part}-title")), said(format!("texts-{page}-{part}")));
    let parts = parts.iter().map(both).collect();
    visit.page(&TextPage { parts, contact: visit.contact(), frame })
}

/// `GET /healthz`: whether the database answers.
pub async fn healthz(app: Data<App>) -> HttpResponse {
    let (status, word) = match app.read(|conn| db::office::find(conn).map(drop)).await {
        Ok::<(), db::Error>(()) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "unwell")
        }
    };
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(word)
}
