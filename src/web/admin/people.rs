//! People and roles: who has an account, who may do what, and for what.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::admins_only;
use crate::{
    actions::{self, people},
    db::{
        self,
        authorities::AuthorityRow,
        calls::CallRow,
        programmes::ProgrammeRow,
        roles::RoleRow,
        users::{PeopleFilter, PersonListed, UserRow},
    },
    domain::{
        hosting::provinces::PROVINCES,
        id::{HostId, RoleId, UserId},
        permission::{Grant, Role, Scope, Viewer},
        person::{EmailAddress, PersonName},
        places::CHINA,
        sentence::{Problem, Sentence},
        time::Zone,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// People on one page.
const PAGE: i64 = 50;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

/// The people.
#[derive(Template)]
#[template(path = "admin/people.html")]
struct PeoplePage {
    frame: Frame,
    text: String,
    people: Vec<Person>,
    next: Option<String>,
    name: Put,
    email: Put,
    role: Put,
    scope: Put,
}

struct Person {
    id: UserId,
    name: String,
    email: String,
    tag: Tag,
    since: Moment,
}

/// What was typed into the form for giving a role.
#[derive(Default)]
struct Typed {
    name: String,
    email: String,
    role: String,
    scope: String,
}

/// `GET /admin/people`.
pub async fn list(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = people_page(&visit, &asked, &Typed::default(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/people`: gives somebody a role; who has no account yet is invited.
pub async fn grant(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let typed = Typed {
        name: posted.line("name", 300),
        email: posted.line("email", 300),
        role: posted.first("role").to_owned(),
        scope: posted.first("scope").to_owned(),
    };
    let (name, email): (Result<PersonName, _>, Result<EmailAddress, _>) = (typed.name.parse(), typed.email.parse());
    let (role, scope): (Result<Role, _>, _) = (typed.role.parse(), scope(&typed.scope));
    let mut problems = Vec::new();
    let mut missing = |is_wrong: bool, field: &str, id: &'static str| {
        if is_wrong {
            problems.push(Problem::at(field, Sentence::new(id)));
        }
    };
    missing(name.is_err(), "name", "office-enter-name");
    missing(email.is_err(), "email", "office-enter-email");
    missing(role.is_err(), "role", "admin-select-role");
    missing(scope.is_none(), "scope", "admin-select-scope");
    let (Ok(name), Ok(email), Ok(role), Some(scope)) = (name, email, role, scope) else {
        let page = people_page(&visit, &Asked::default(), &typed, problems).await?;
        return visit.refused_page(&page);
    };
    let actor = visit.actor.clone();
    let given = visit.app.write(visit.now, move |tx| people::grant(tx, &actor, &name, &email, Grant { role, scope }));
    match given.await {
        Ok(user) => Ok(visit.see_other_saying(&format!("/admin/people/{user}"), "admin-done-granted")),
        Err(actions::Error::Refused(problems)) => {
            let page = people_page(&visit, &Asked::default(), &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// A scope as the form names it: `office`, `programme:ID`, `call:ID`, `authority:ID`, `province:CODE`.
fn scope(word: &str) -> Option<Scope> {
    match word.split_once(':') {
        Some(("programme", id)) => id.parse().ok().map(Scope::Programme),
        Some(("call", id)) => id.parse().ok().map(Scope::Call),
        Some(("authority", id)) => id.parse().ok().map(Scope::Authority),
        Some(("province", code)) => code.parse().ok().map(Scope::Province),
        _ => (word == "office").then_some(Scope::Office),
    }
}

async fn people_page(visit: &Visit, asked: &Asked, typed: &Typed, problems: Vec<Problem>) -> Result<PeoplePage, Error> {
    let after = asked.after.rsplit_once('~').and_then(|(key, id)| Some((key.to_owned(), id.parse().ok()?)));
    let filter = PeopleFilter { text: asked.q.clone(), after };
    let viewer = Viewer::by_roles(&visit.actor, &[Role::Admin]);
    let (mut people, (programmes, calls, authorities)) = visit
        .app
        .read(move |conn| {
            let people = db::users::list(conn, &viewer, &filter, PAGE + 1)?;
            let calls = db::calls::list(conn, &viewer)?;
            Ok::<_, db::Error>((people, (db::programmes::list(conn)?, calls, db::authorities::list(conn)?)))
        })
        .await?;
    let frame = visit.frame(Area::Admin, "admin-people-title").with_problems(problems);
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = (people.len() > most).then(|| people.get(most - 1).map(|last| next(asked, last))).flatten();
    people.truncate(most);
    // Contacts of a host are invited on the host's page.
    let of_office = Role::ALL.iter().filter(|r| **r != Role::Host);
    let roles = of_office.map(|r| Opt::new(r.word(), role_word(&frame, *r), typed.role == r.word())).collect();
    Ok(PeoplePage {
        text: asked.q.clone(),
        people: people.into_iter().map(|p| person(&frame, p)).collect(),
        next,
        name: frame.field("name", "office-name").class("w20").value(&typed.name).autocomplete("off").put(),
        email: frame
            .field("email", "office-email")
            .kind("email")
            .class("w20")
            .value(&typed.email)
            .autocomplete("off")
            .put(),
        role: frame.field("role", "admin-role").radios(roles).put(),
        scope: frame
            .field("scope", "admin-scope")
            .class("w20")
            .list(scopes(&frame, (&programmes, &calls, &authorities), &typed.scope))
            .put(),
        frame,
    })
}

fn next(asked: &Asked, last: &PersonListed) -> String {
    let pairs = [("q", asked.q.clone()), ("after", format!("{}~{}", last.name_key, last.id))];
    let given: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
    format!("/admin/people?{}", serde_urlencoded::to_string(given).unwrap_or_default())
}

fn person(frame: &Frame, row: PersonListed) -> Person {
    let tag = if row.closed_at.is_some() {
        Tag::new("", frame.say("admin-account-closed"))
    } else if row.disabled_at.is_some() {
        Tag::new("stop", frame.say("admin-account-disabled"))
    } else if row.confirmed_at.is_some() {
        Tag::new("good", frame.say("admin-account-active"))
    } else {
        Tag::new("wait", frame.say("admin-account-unconfirmed"))
    };
    Person { id: row.id, name: row.name, email: row.email, tag, since: frame.moment(row.created_at, home()).day() }
}

/// The zone of the office, where a page has no call.
pub(super) fn home() -> Zone {
    CHINA.zones.first().copied().unwrap_or(Zone::UTC)
}

fn role_word(frame: &Frame, role: Role) -> String {
    frame.say(&format!("admin-role-{}", role.word())).to_owned()
}

type Known<'a> = (&'a [ProgrammeRow], &'a [CallRow], &'a [AuthorityRow]);

fn scopes(frame: &Frame, (programmes, calls, authorities): Known<'_>, held: &str) -> Vec<Opt> {
    let option = |value: String, label: String| {
        let chosen = value == held;
        Opt::new(value, label, chosen)
    };
    let mut options = vec![option("office".to_owned(), frame.say("admin-scope-office").to_owned())];
    let programme = |p: &ProgrammeRow| option(format!("programme:{}", p.id), frame.text(&p.title).to_owned());
    let call = |c: &CallRow| option(format!("call:{}", c.id), frame.text(&c.title).to_owned());
    let authority = |a: &AuthorityRow| option(format!("authority:{}", a.id), a.facts.name.clone());
    let grouped = |group: &str, mut of: Vec<Opt>| {
        if let Some(first) = of.first_mut() {
            frame.say(group).clone_into(&mut first.group);
        }
        of
    };
    options.extend(grouped("admin-scope-programmes", programmes.iter().map(programme).collect()));
    options.extend(grouped("admin-scope-calls", calls.iter().map(call).collect()));
    options.extend(grouped("admin-scope-authorities", authorities.iter().map(authority).collect()));
    let province = |(code, name): &(&str, &str)| option(format!("province:{code}"), (*name).to_owned());
    options.extend(grouped("admin-scope-provinces", PROVINCES.iter().map(province).collect()));
    options
}

/// One person.
#[derive(Template)]
#[template(path = "admin/person.html")]
struct PersonPage {
    frame: Frame,
    id: UserId,
    name: String,
    email: String,
    roles: Vec<Held>,
    is_disabled: bool,
    is_closed: bool,
    is_self: bool,
    since: Moment,
    reason: Put,
}

struct Held {
    id: RoleId,
    role: String,
    scope: String,
    since: Moment,
}

/// `GET /admin/people/{id}`.
pub async fn show(visit: Visit, id: Path<UserId>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = person_page(&visit, *id, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/people/{id}`: takes a role back, disables or enables the account.
pub async fn act(visit: Visit, id: Path<UserId>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    let reason = posted.text("reason", 2000);
    let (done, flash) = match posted.first("act") {
        "disable" => {
            let done = visit.app.write(visit.now, move |tx| people::disable(tx, &actor, id, &reason)).await;
            (done, "admin-done-disabled")
        }
        "enable" => {
            let done = visit.app.write(visit.now, move |tx| people::enable(tx, &actor, id, &reason)).await;
            (done, "admin-done-enabled")
        }
        word => {
            let role = word.strip_prefix("revoke:").and_then(|r| r.parse().ok()).ok_or(Error::BadRequest)?;
            (visit.app.write(visit.now, move |tx| people::revoke(tx, &actor, role)).await, "admin-done-revoked")
        }
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/admin/people/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = person_page(&visit, id, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn person_page(visit: &Visit, id: UserId, problems: Vec<Problem>) -> Result<PersonPage, Error> {
    let (user, roles, (programmes, calls, authorities, hosts)): (UserRow, Vec<RoleRow>, _) = visit
        .app
        .read(move |conn| {
            let user = db::users::get(conn, id)?;
            let roles = db::roles::list_of_user(conn, id)?;
            let everything = Viewer { user: None, reach: crate::domain::permission::Reach::Everything };
            let calls = db::calls::list(conn, &everything)?;
            let spoken_for: Vec<HostId> = roles.iter().filter_map(|r| r.grant.scope.host()).collect();
            let hosts = db::hosts::list_of(conn, &spoken_for)?;
            let scopes = (db::programmes::list(conn)?, calls, db::authorities::list(conn)?, hosts);
            Ok::<_, db::Error>((user, roles, scopes))
        })
        .await?;
    let mut frame = visit.frame(Area::Admin, "admin-people-title").with_problems(problems);
    user.name.clone_into(&mut frame.title);
    let named = |scope: Scope| match scope {
        Scope::Host(id) => {
            hosts.iter().find(|h| h.id == id).map(|h| frame.text(&h.title()).to_owned()).unwrap_or_default()
        }
        Scope::Office => frame.say("admin-scope-office").to_owned(),
        Scope::Province(province) => province.name().to_owned(),
        Scope::Programme(id) => {
            programmes.iter().find(|p| p.id == id).map(|p| frame.text(&p.title).to_owned()).unwrap_or_default()
        }
        Scope::Call(id) => {
            calls.iter().find(|c| c.id == id).map(|c| frame.text(&c.title).to_owned()).unwrap_or_default()
        }
        Scope::Authority(id) => {
            authorities.iter().find(|a| a.id == id).map(|a| a.facts.name.clone()).unwrap_or_default()
        }
    };
    let held = |r: &RoleRow| Held {
        id: r.id,
        role: role_word(&frame, r.grant.role),
        scope: named(r.grant.scope),
        since: frame.moment(r.granted_at, home()).day(),
    };
    Ok(PersonPage {
        id,
        roles: roles.iter().map(held).collect(),
        email: user.email.to_string(),
        is_disabled: user.disabled_at.is_some(),
        is_closed: user.closed_at.is_some(),
        is_self: visit.actor.user() == Some(id),
        since: frame.moment(user.created_at, home()).day(),
        reason: frame.field("reason", "office-reason").rows(3).put(),
        name: user.name,
        frame,
    })
}
