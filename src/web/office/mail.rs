//! The office's mails: every mail of the calls that the reader runs, where each stands, and another try.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{self, mail::send_again},
    db::{
        self,
        outbox::{self, MailFilter, MailRow},
    },
    domain::{id::MailId, permission::Viewer, sentence::Problem, workflow::MailState},
    mail::{Fault, HiddenLinks, Shown},
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        mailbox::{cut, read_after},
        mails,
        moment::Moment,
        page::{Area, Frame},
        parts::Opt,
        session::Visit,
    },
};

/// Mails on one page.
const PAGE: i64 = 50;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    call: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "office/mails.html")]
struct ListPage {
    frame: Frame,
    calls: Vec<Opt>,
    states: Vec<Opt>,
    to: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    id: MailId,
    at: Moment,
    to: String,
    subject: String,
    tag: Tag,
    tries: i32,
}

#[derive(Template)]
#[template(path = "office/mail.html")]
struct MailPage {
    frame: Frame,
    id: MailId,
    at: Moment,
    to: String,
    subject: String,
    tag: Tag,
    tries: i32,
    sent: Option<Moment>,
    next: Option<Moment>,
    fault: Option<(String, String)>,
    may_send: bool,
    shown: Vec<Shown>,
}

/// `GET /office/mail`.
pub async fn list(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    let viewer = staff(&visit)?;
    let filter = MailFilter {
        call: asked.call.parse().ok(),
        application: None,
        state: asked.state.parse().ok(),
        recipient: asked.to.trim().to_owned(),
        after: read_after(&asked.after),
    };
    let (mut rows, calls) = visit
        .app
        .read(move |conn| {
            let mails = outbox::list(conn, &viewer, &filter, PAGE + 1)?;
            Ok::<_, db::Error>((mails, db::calls::list(conn, &viewer)?))
        })
        .await?;
    let next = cut(&mut rows, PAGE).map(|after| asked.next(&after));
    let frame = visit.frame(Area::Mail, "office-mail-title");
    let mut call_options = vec![Opt::new("", frame.say("office-mail-all-calls"), asked.call.is_empty())];
    call_options.extend(calls.iter().map(|call| {
        let id = call.id.to_string();
        let chosen = id == asked.call;
        Opt::new(id, frame.text(&call.title), chosen)
    }));
    let mut states = vec![Opt::new("", frame.say("office-mail-all-states"), asked.state.is_empty())];
    states.extend(MailState::ALL.iter().map(|&s| Opt::new(s.word(), state_word(&frame, s), s.word() == asked.state)));
    let line = |mail: MailRow| Line {
        at: frame.moment(mail.created_at, mail.zone).short(),
        subject: mails::subject(&visit, &frame, &mail, &HiddenLinks),
        tag: state_tag(&frame, mail.state),
        to: mail.recipient.to_string(),
        tries: mail.tries,
        id: mail.id,
    };
    let lines = rows.into_iter().map(line).collect();
    visit.page(&ListPage { calls: call_options, states, to: asked.to.clone(), lines, next, frame })
}

/// `GET /office/mail/{id}`.
pub async fn show(visit: Visit, id: Path<String>) -> Result<HttpResponse, Error> {
    let page = build(&visit, id.parse().map_err(|_| Error::NotFound)?, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/mail/{id}`: sends it again.
pub async fn again(visit: Visit, id: Path<String>, _posted: Posted) -> Result<HttpResponse, Error> {
    let id: MailId = id.parse().map_err(|_| Error::NotFound)?;
    let actor = visit.actor.clone();
    match visit.app.write(visit.now, move |tx| send_again(tx, &actor, id)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/office/mail/{id}"), "office-mail-done-again")),
        Err(actions::Error::Refused(problems)) => {
            let page = build(&visit, id, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(visit: &Visit, id: MailId, problems: Vec<Problem>) -> Result<MailPage, Error> {
    let viewer = staff(visit)?;
    let mail = visit.app.read(move |conn| outbox::find_for(conn, &viewer, id)).await?.ok_or(Error::NotFound)?;
    let frame = visit.frame(Area::Mail, "office-mail-one").with_problems(problems);
    // The secret of a link is the recipient's alone.
    let rendered = mails::rendered(visit, &frame, &mail, &HiddenLinks).ok_or(Error::NotFound)?;
    let fault = Fault::read(&mail.last_error)
        .map(|fault| (frame.say(&format!("office-mail-fault-{}", fault.what)).to_owned(), fault.said));
    Ok(MailPage {
        id,
        at: frame.moment(mail.created_at, mail.zone),
        to: mail.recipient.to_string(),
        subject: rendered.subject,
        tag: state_tag(&frame, mail.state),
        tries: mail.tries,
        sent: mail.sent_at.map(|at| frame.moment(at, mail.zone)),
        next: (mail.state == MailState::Failed).then(|| frame.moment(mail.next_try_at, mail.zone)),
        fault,
        may_send: !matches!(mail.state, MailState::Queued | MailState::Sending),
        shown: rendered.shown,
        frame,
    })
}

/// The view of somebody who works in the office; nobody else learns of the page.
fn staff(visit: &Visit) -> Result<Viewer, Error> {
    visit.user()?;
    if visit.is_staff() { Ok(Viewer::staff(&visit.actor)) } else { Err(Error::NotFound) }
}

fn state_tag(frame: &Frame, state: MailState) -> Tag {
    let class = match state {
        MailState::Sent => "good",
        MailState::GivenUp => "stop",
        MailState::Queued | MailState::Sending | MailState::Failed => "wait",
    };
    Tag::new(class, state_word(frame, state))
}

fn state_word(frame: &Frame, state: MailState) -> String {
    frame.say(&format!("office-mail-state-{}", state.word().replace('_', "-"))).to_owned()
}

impl Asked {
    fn next(&self, after: &str) -> String {
        let pairs = [("call", self.call.as_str()), ("state", &self.state), ("to", &self.to), ("after", after)];
        let given: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/office/mail?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }
}
