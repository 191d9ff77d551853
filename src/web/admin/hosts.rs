//! Hosts: who takes part, what is said of each, and who speaks for it.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::admins_only;
use crate::{
    actions::{
        self, Tx,
        hosting::hosts::{self, HostSaid},
        people,
    },
    db::{self, hosts::HostRow, roles::Holder},
    domain::{
        hosting::{
            posts::HostKind,
            provinces::{PROVINCES, province},
        },
        id::{HostId, RoleId},
        permission::{Actor, Grant, Role, Scope},
        person::{EmailAddress, PersonName},
        sentence::{Problem, Sentence},
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// Hosts on one page.
const PAGE: usize = 50;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

/// The hosts.
#[derive(Template)]
#[template(path = "admin/hosts.html")]
struct HostsPage {
    frame: Frame,
    text: String,
    hosts: Vec<Listed>,
    next: Option<String>,
    fields: Vec<Put>,
}

struct Listed {
    id: HostId,
    name: String,
    native_name: String,
    kind: String,
    place: String,
    tag: Tag,
}

/// `GET /admin/hosts`.
pub async fn list(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = hosts_page(&visit, &asked, &HostSaid::default(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/hosts`: adds one.
pub async fn add(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let (said, actor) = (said(&posted), visit.actor.clone());
    let typed = said.clone();
    match visit.app.write(visit.now, move |tx| hosts::add(tx, &actor, &said)).await {
        Ok(id) => Ok(visit.see_other_saying(&format!("/admin/hosts/{id}"), "hosting-done-added")),
        Err(actions::Error::Refused(problems)) => {
            let page = hosts_page(&visit, &Asked::default(), &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

fn said(posted: &Posted) -> HostSaid {
    HostSaid {
        name: posted.line("name", 200),
        native_name: posted.line("native_name", 200),
        kind: posted.first("kind").parse().ok(),
        province: posted.first("province").to_owned(),
        city: posted.line("city", 100),
        website: posted.line("website", 300),
        about: posted.text("about", 4000),
    }
}

async fn hosts_page(
    visit: &Visit,
    asked: &Asked,
    typed: &HostSaid,
    problems: Vec<Problem>,
) -> Result<HostsPage, Error> {
    let (text, after) = (asked.q.clone(), Some(asked.after.clone()).filter(|a| !a.is_empty()));
    let most = i64::try_from(PAGE).unwrap_or(0) + 1;
    let mut rows = visit.app.read(move |conn| db::hosts::page(conn, &text, after.as_deref(), most)).await?;
    let frame = visit.frame(Area::Admin, "hosting-hosts-title").with_problems(problems);
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|last| {
        let pairs = [("q", asked.q.as_str()), ("after", last.name_key.as_str())];
        format!("/admin/hosts?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    });
    Ok(HostsPage {
        text: asked.q.clone(),
        hosts: rows.iter().map(|host| listed(&frame, host)).collect(),
        next,
        fields: fields(&frame, typed),
        frame,
    })
}

fn listed(frame: &Frame, host: &HostRow) -> Listed {
    Listed {
        id: host.id,
        name: host.name.clone(),
        native_name: host.native_name.clone(),
        kind: frame.say(&format!("hosting-kind-{}", host.kind.word())).to_owned(),
        place: format!("{}, {}", host.city, province(&host.province).unwrap_or_default()),
        tag: tag(frame, host),
    }
}

fn tag(frame: &Frame, host: &HostRow) -> Tag {
    if host.closed_at.is_some() {
        Tag::new("stop", frame.say("hosting-host-closed"))
    } else {
        Tag::new("good", frame.say("hosting-host-open"))
    }
}

fn fields(frame: &Frame, typed: &HostSaid) -> Vec<Put> {
    let kind =
        |k: &HostKind| Opt::new(k.word(), frame.say(&format!("hosting-kind-{}", k.word())), typed.kind == Some(*k));
    let place = |(code, name): &(&str, &str)| Opt::new(*code, *name, typed.province == *code);
    let provinces = std::iter::once(Opt::new("", frame.say("hosting-choose-province"), typed.province.is_empty()));
    vec![
        frame.field("name", "hosting-host-name").value(&typed.name).put(),
        frame.field("native_name", "hosting-host-native-name").value(&typed.native_name).put(),
        frame.field("kind", "hosting-host-kind").radios(HostKind::ALL.iter().map(kind).collect()).put(),
        frame
            .field("province", "hosting-province")
            .class("w20")
            .list(provinces.chain(PROVINCES.iter().map(place)).collect())
            .put(),
        frame.field("city", "hosting-city").class("w20").value(&typed.city).put(),
        frame
            .field("website", "hosting-website")
            .hint(frame.say("hosting-website-hint"))
            .value(&typed.website)
            .optional()
            .put(),
        frame.field("about", "hosting-about").rows(4).value(&typed.about).count(4000).optional().put(),
    ]
}

/// One host.
#[derive(Template)]
#[template(path = "admin/host.html")]
struct HostPage {
    frame: Frame,
    id: HostId,
    version: i32,
    name: String,
    tag: Tag,
    is_closed: bool,
    fields: Vec<Put>,
    contacts: Vec<Contact>,
    contact_name: Put,
    contact_email: Put,
    reason: Put,
}

struct Contact {
    role: RoleId,
    name: String,
    email: String,
}

/// What was typed into one of the forms of the page.
#[derive(Default)]
struct Typed {
    said: Option<HostSaid>,
    name: String,
    email: String,
    reason: String,
}

/// `GET /admin/hosts/{id}`.
pub async fn show(visit: Visit, id: Path<HostId>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = host_page(&visit, *id, Typed::default(), Vec::new()).await?;
    visit.page(&page)
}

type Act = Box<dyn FnOnce(&mut Tx, &Actor) -> Result<(), actions::Error> + Send>;

/// `POST /admin/hosts/{id}`: saves, invites a contact, takes a contact's role back, puts away, takes in again.
pub async fn act(visit: Visit, id: Path<HostId>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let id = id.into_inner();
    let version = posted.number("version").unwrap_or(0);
    let mut typed = Typed::default();
    let (act, flash): (Act, &'static str) = match posted.first("act") {
        "save" => {
            let said = said(&posted);
            typed.said = Some(said.clone());
            (Box::new(move |tx, a| hosts::change(tx, a, id, version, &said)), "hosting-done-saved")
        }
        "invite" => {
            typed.name = posted.line("contact_name", 300);
            typed.email = posted.line("contact_email", 300);
            let (name, email): (Result<PersonName, _>, Result<EmailAddress, _>) =
                (typed.name.parse(), typed.email.parse());
            let wrong = |wrong: bool, field: &str, why| wrong.then(|| Problem::at(field, Sentence::new(why)));
            let problems = [
                wrong(name.is_err(), "contact_name", "office-enter-name"),
                wrong(email.is_err(), "contact_email", "office-enter-email"),
            ];
            let (Ok(name), Ok(email)) = (name, email) else {
                let page = host_page(&visit, id, typed, problems.into_iter().flatten().collect()).await?;
                return visit.refused_page(&page);
            };
            (Box::new(move |tx, a| invite(tx, a, id, &name, &email)), "hosting-done-invited")
        }
        "close" | "open" => {
            let close = posted.first("act") == "close";
            let reason = posted.text("reason", 2000);
            typed.reason.clone_from(&reason);
            let flash = if close { "hosting-done-closed" } else { "hosting-done-opened" };
            (Box::new(move |tx, a| hosts::close(tx, a, id, version, close, &reason)), flash)
        }
        word => {
            let role: RoleId = word.strip_prefix("revoke:").and_then(|r| r.parse().ok()).ok_or(Error::BadRequest)?;
            (Box::new(move |tx, a| revoke(tx, a, id, role)), "admin-done-revoked")
        }
    };
    let actor = visit.actor.clone();
    match visit.app.write(visit.now, move |tx| act(tx, &actor)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/admin/hosts/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = host_page(&visit, id, typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// A contact's address is asked for in a field of its own.
fn invite(
    tx: &mut Tx,
    actor: &Actor,
    id: HostId,
    name: &PersonName,
    email: &EmailAddress,
) -> Result<(), actions::Error> {
    db::hosts::get(tx.conn, id)?;
    let grant = Grant { role: Role::Host, scope: Scope::Host(id) };
    match people::grant(tx, actor, name, email, grant) {
        Err(actions::Error::Refused(problems)) => Err(actions::Error::Refused(
            problems.into_iter().map(|p| Problem { field: Some("contact_email".to_owned()), ..p }).collect(),
        )),
        other => other.map(drop),
    }
}

/// Only a role for this very host is taken back on its page.
fn revoke(tx: &mut Tx, actor: &Actor, id: HostId, role: RoleId) -> Result<(), actions::Error> {
    let row = db::roles::find(tx.conn, role)?.ok_or(actions::Error::NotFound)?;
    if row.grant.scope != Scope::Host(id) {
        return Err(actions::Error::NotFound);
    }
    people::revoke(tx, actor, role)
}

async fn host_page(visit: &Visit, id: HostId, typed: Typed, problems: Vec<Problem>) -> Result<HostPage, Error> {
    let (host, contacts): (HostRow, Vec<Holder>) = visit
        .app
        .read(move |conn| {
            let host = db::hosts::get(conn, id)?;
            Ok::<_, db::Error>((host, db::roles::list_contacts(conn, id)?))
        })
        .await?;
    let mut frame = visit.frame(Area::Admin, "hosting-hosts-title").with_problems(problems);
    host.name.clone_into(&mut frame.title);
    let held = typed.said.unwrap_or_else(|| HostSaid {
        name: host.name.clone(),
        native_name: host.native_name.clone(),
        kind: Some(host.kind),
        province: host.province.clone(),
        city: host.city.clone(),
        website: host.website.clone(),
        about: host.about.clone(),
    });
    Ok(HostPage {
        id,
        version: host.version,
        tag: tag(&frame, &host),
        is_closed: host.closed_at.is_some(),
        fields: fields(&frame, &held),
        contacts: contacts.into_iter().map(|c| Contact { role: c.role_id, name: c.name, email: c.email }).collect(),
        contact_name: frame
            .field("contact_name", "office-name")
            .class("w20")
            .value(&typed.name)
            .autocomplete("off")
            .put(),
        contact_email: frame
            .field("contact_email", "office-email")
            .kind("email")
            .class("w20")
            .value(&typed.email)
            .autocomplete("off")
            .put(),
        reason: frame.field("reason", "office-reason").rows(3).value(&typed.reason).put(),
        name: host.name,
        frame,
    })
}
