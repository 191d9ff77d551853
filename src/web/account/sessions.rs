//! The browsers in which a person is signed in.

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    actions::accounts::sessions,
    domain::{
        id::SessionId,
        time::{Span, Zone},
    },
    web::{
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    id: SessionId,
    browser: String,
    address: String,
    seen: Moment,
    own: bool,
}

/// `GET /account/sessions`.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let (user, now) = (visit.user()?, visit.now);
    let idle = Span::from_std(visit.app.config.session_idle).unwrap_or(Span::hours(4));
    let rows = visit.app.read(move |conn| sessions::list(conn, user, now, idle)).await?;
    let frame = visit.frame(Area::Account, "account-sessions-title");
    let own = visit.session_id();
    let line = |row: &crate::db::sessions::SessionRow| Line {
        id: row.id,
        browser: browser(&frame, &row.user_agent),
        address: row.address.clone(),
        seen: frame.moment(row.seen_at, frame.zone.unwrap_or(Zone::UTC)),
        own: own == Some(row.id),
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    visit.page(&SessionsPage { frame, lines })
}

/// `POST /account/sessions`: ends one, or all others.
pub async fn end(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    let own = visit.session_id().ok_or(Error::SignIn)?;
    if posted.first("session") == "others" {
        visit.app.write(visit.now, move |tx| sessions::end_others(tx, user, own)).await?;
    } else {
        let id: SessionId = posted.first("session").parse().map_err(|_| Error::NotFound)?;
        visit.app.write(visit.now, move |tx| sessions::end(tx, user, id)).await?;
    }
    Ok(visit.see_other_saying("/account/sessions", "account-session-ended"))
}

/// The browser's own name, of those that most people have; else what it calls itself.
fn browser(frame: &Frame, user_agent: &str) -> String {
    // Order matters: most browsers also name those after them.
    let known =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let find =
        |list: &[(&str, &'static str)]| list.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name);
    match (find(&known), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ if user_agent.is_empty() => frame.say("account-browser-unknown").to_owned(),
        _ => user_agent.chars().take(60).collect(),
    }
}
