//! The demo's mailbox: every mail that the office wrote, for whoever looks. There is no such page anywhere else.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    db::{
        self,
        outbox::{self, MailFilter, MailRow},
    },
    domain::{
        id::MailId,
        permission::{Actor, Viewer},
        time::Timestamp,
    },
    mail::Shown,
    web::{
        error::Error,
        mails,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// Mails on one page.
const PAGE: i64 = 50;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    to: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "mailbox/list.html")]
struct ListPage {
    frame: Frame,
    to: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    id: MailId,
    at: Moment,
    to: String,
    subject: String,
}

#[derive(Template)]
#[template(path = "mailbox/mail.html")]
struct MailPage {
    frame: Frame,
    at: Moment,
    to: String,
    subject: String,
    shown: Vec<Shown>,
}

/// `GET /mailbox`.
pub async fn list(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    let viewer = everybodys(&visit)?;
    let filter =
        MailFilter { recipient: asked.to.trim().to_owned(), after: read_after(&asked.after), ..MailFilter::default() };
    let mut rows = visit.app.read(move |conn| outbox::list(conn, &viewer, &filter, PAGE + 1)).await?;
    let next = cut(&mut rows, PAGE).map(|after| {
        let pairs = [("to", asked.to.as_str()), ("after", &after)];
        format!("/mailbox?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    });
    let frame = visit.frame(Area::Aside, "base-mailbox");
    let line = |mail: MailRow| Line {
        at: frame.moment(mail.created_at, mail.zone).short(),
        subject: mails::subject(&visit, &frame, &mail, visit.app.keys.as_ref()),
        to: mail.recipient.to_string(),
        id: mail.id,
    };
    let lines = rows.into_iter().map(line).collect();
    visit.page(&ListPage { to: asked.to.clone(), lines, next, frame })
}

/// `GET /mailbox/{id}`.
pub async fn show(visit: Visit, id: Path<String>) -> Result<HttpResponse, Error> {
    let viewer = everybodys(&visit)?;
    let id: MailId = id.parse().map_err(|_| Error::NotFound)?;
    let mail = visit.app.read(move |conn| outbox::find_for(conn, &viewer, id)).await?.ok_or(Error::NotFound)?;
    let frame = visit.frame(Area::Aside, "base-mailbox");
    let rendered = mails::rendered(&visit, &frame, &mail, visit.app.keys.as_ref()).ok_or(Error::NotFound)?;
    visit.page(&MailPage {
        at: frame.moment(mail.created_at, mail.zone),
        to: mail.recipient.to_string(),
        subject: rendered.subject,
        shown: rendered.shown,
        frame,
    })
}

/// The view on all mails, in the demo only.
fn everybodys(visit: &Visit) -> Result<Viewer, Error> {
    if visit.app.is_demo { Ok(Viewer::staff(&Actor::System)) } else { Err(Error::NotFound) }
}

/// Where a list goes on, as the address carries it.
pub fn read_after(text: &str) -> Option<(Timestamp, MailId)> {
    let (at, id) = text.split_once('~')?;
    Some((Timestamp::from_unix_micros(at.parse().ok()?), id.parse().ok()?))
}

/// Cuts a list that was read one longer than a page; where it goes on, if it does.
pub fn cut(rows: &mut Vec<db::outbox::MailRow>, page: i64) -> Option<String> {
    let most = usize::try_from(page).unwrap_or(usize::MAX);
    if rows.len() <= most {
        return None;
    }
    rows.truncate(most);
    rows.last().map(|last| format!("{}~{}", last.created_at.unix_micros(), last.id))
}
