//! Nominating authorities: all of them, and one with its countries, its days and its contacts.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{admins_only, people::home};
use crate::{
    actions::{self, authorities, people},
    db::{
        self,
        authorities::{AuthorityFacts, AuthorityRow},
        roles::Holder,
    },
    domain::{
        id::{AuthorityId, RoleId},
        nomination::{AuthorityKind, Validity},
        permission::{Grant, Reach, Role, Scope, Viewer},
        person::{EmailAddress, PersonName},
        places,
        sentence::{Problem, Sentence},
        time::Day,
    },
    web::{
        applications::{fields, tag::Tag},
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Control, Opt, Put},
        session::Visit,
    },
};

/// All authorities.
#[derive(Template)]
#[template(path = "admin/authorities.html")]
struct AuthoritiesPage {
    frame: Frame,
    lines: Vec<Line>,
    fields: Vec<Put>,
}

struct Line {
    id: AuthorityId,
    name: String,
    kind: String,
    countries: String,
    tag: Tag,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    name: String,
    kind: String,
    countries: Vec<String>,
    from: String,
    until: String,
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        Self {
            name: posted.line("name", 300),
            kind: posted.first("kind").to_owned(),
            countries: posted.all("countries").to_vec(),
            from: posted.line("from", 20),
            until: posted.line("until", 20),
        }
    }

    fn of_row(facts: &AuthorityFacts) -> Self {
        Self {
            name: facts.name.clone(),
            kind: facts.kind.word().to_owned(),
            countries: facts.countries.clone(),
            from: facts.validity.from.to_string(),
            until: facts.validity.until.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// What they say, or what is wrong with them.
    fn facts(&self) -> Result<AuthorityFacts, Vec<Problem>> {
        let day = |typed: &str| typed.parse::<Day>().ok();
        let (kind, from) = (self.kind.parse::<AuthorityKind>(), day(&self.from));
        let until = if self.until.is_empty() { Some(None) } else { day(&self.until).map(Some) };
        let mut problems = Vec::new();
        let mut wrong = |is_wrong: bool, field: &str, id: &'static str| {
            if is_wrong {
                problems.push(Problem::at(field, Sentence::new(id)));
            }
        };
        wrong(self.name.is_empty(), "name", "authorities-enter-name");
        wrong(kind.is_err(), "kind", "authorities-select-kind");
        wrong(self.countries.is_empty(), "countries", "authorities-select-countries");
        wrong(from.is_none(), "from", "authorities-enter-day");
        wrong(until.is_none(), "until", "authorities-enter-day");
        let (Ok(kind), Some(from), Some(until)) = (kind, from, until) else { return Err(problems) };
        let countries = self.countries.clone();
        let facts = AuthorityFacts { name: self.name.clone(), kind, validity: Validity { from, until }, countries };
        let problems = authorities::problems(&facts);
        if problems.is_empty() { Ok(facts) } else { Err(problems) }
    }

    fn fields(&self, frame: &Frame) -> Vec<Put> {
        let kind = |k: &AuthorityKind| {
            Opt::new(k.word(), frame.say(&format!("authorities-kind-{}", k.word())), self.kind == k.word())
        };
        let country = |c: &places::Country| {
            Opt::new(c.code, fields::country(frame, c.code), self.countries.iter().any(|held| held == c.code))
        };
        let countries = places::ASEAN.iter().chain([&places::CHINA]).map(country).collect();
        vec![
            frame.field("name", "authorities-name").value(&self.name).put(),
            frame.field("kind", "authorities-kind").radios(AuthorityKind::ALL.iter().map(kind).collect()).put(),
            frame
                .field("countries", "authorities-countries")
                .hint(frame.say("authorities-countries-hint"))
                .control(Control::Boxes(countries))
                .put(),
            frame.field("from", "authorities-from").kind("date").class("w10").value(&self.from).put(),
            frame
                .field("until", "authorities-until")
                .hint(frame.say("authorities-until-hint"))
                .kind("date")
                .class("w10")
                .value(&self.until)
                .optional()
                .put(),
        ]
    }
}

/// `GET /admin/authorities`.
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let typed = Typed { from: visit.now.day_in(home()).to_string(), ..Typed::default() };
    let page = list_page(&visit, &typed, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/authorities`: adds one.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let typed = Typed::of(&posted);
    let done = match typed.facts() {
        Ok(facts) => {
            let actor = visit.actor.clone();
            visit.app.write(visit.now, move |tx| authorities::create(tx, &actor, &facts)).await
        }
        Err(problems) => Err(actions::Error::Refused(problems)),
    };
    match done {
        Ok(id) => Ok(visit.see_other_saying(&format!("/admin/authorities/{id}"), "authorities-done-created")),
        Err(actions::Error::Refused(problems)) => {
            let page = list_page(&visit, &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn list_page(visit: &Visit, typed: &Typed, problems: Vec<Problem>) -> Result<AuthoritiesPage, Error> {
    let rows = visit.app.read(db::authorities::list).await?;
    let frame = visit.frame(Area::Admin, "authorities-title").with_problems(problems);
    let today = visit.now.day_in(home());
    let line = |row: AuthorityRow| Line {
        id: row.id,
        kind: frame.say(&format!("authorities-kind-{}", row.facts.kind.word())).to_owned(),
        countries: countries(&frame, &row.facts.countries),
        tag: validity_tag(&frame, row.facts.validity, today),
        name: row.facts.name,
    };
    Ok(AuthoritiesPage { lines: rows.into_iter().map(line).collect(), fields: typed.fields(&frame), frame })
}

fn countries(frame: &Frame, codes: &[String]) -> String {
    codes.iter().map(|code| fields::country(frame, code)).collect::<Vec<_>>().join(", ")
}

fn validity_tag(frame: &Frame, validity: Validity, today: Day) -> Tag {
    if validity.holds_on(today) {
        Tag::new("good", frame.say("authorities-valid"))
    } else if today < validity.from {
        Tag::new("wait", frame.say("authorities-not-yet"))
    } else {
        Tag::new("", frame.say("authorities-ended"))
    }
}

/// One authority.
#[derive(Template)]
#[template(path = "admin/authority.html")]
struct AuthorityPage {
    frame: Frame,
    id: AuthorityId,
    version: i32,
    tag: Tag,
    fields: Vec<Put>,
    contacts: Vec<Holder>,
    quotas: Vec<QuotaLine>,
    contact_name: Put,
    contact_email: Put,
}

struct QuotaLine {
    slug: String,
    call: String,
    quota: i32,
    endorsed: i32,
}

/// `GET /admin/authorities/{id}`.
pub async fn show(visit: Visit, id: Path<AuthorityId>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let page = page(&visit, *id, None, Vec::new()).await?;
    visit.page(&page)
}

/// What of the page was posted, to be shown again.
enum Again {
    Facts(Typed),
    Contact(String, String),
}

/// `POST /admin/authorities/{id}`: changes it, adds a contact, takes one's role back.
pub async fn act(visit: Visit, id: Path<AuthorityId>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    visit.app.read(move |conn| db::authorities::find(conn, id)).await?.ok_or(Error::NotFound)?;
    let (done, flash, again) = match posted.first("act") {
        "save" => {
            let (typed, version) = (Typed::of(&posted), posted.number("version").unwrap_or(0));
            let done = match typed.facts() {
                Ok(facts) => {
                    let change = move |tx: &mut actions::Tx| authorities::change(tx, &actor, id, version, &facts);
                    visit.app.write(visit.now, change).await
                }
                Err(problems) => Err(actions::Error::Refused(problems)),
            };
            (done, "authorities-done-changed", Some(Again::Facts(typed)))
        }
        "contact" => {
            let (name, email) = (posted.line("contact_name", 300), posted.line("contact_email", 300));
            let done = add_contact(&visit, id, &name, &email).await;
            (done, "authorities-done-contact", Some(Again::Contact(name, email)))
        }
        word => {
            let role: RoleId = word.strip_prefix("revoke:").and_then(|r| r.parse().ok()).ok_or(Error::BadRequest)?;
            let own = Grant { role: Role::Nominator, scope: Scope::Authority(id) };
            let revoke = move |tx: &mut actions::Tx| {
                // This page takes back its own contacts' roles only.
                let row = db::roles::find(tx.conn, role)?.filter(|row| row.grant == own);
                row.ok_or(actions::Error::NotFound)?;
                people::revoke(tx, &actor, role)
            };
            (visit.app.write(visit.now, revoke).await, "admin-done-revoked", None)
        }
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/admin/authorities/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, again, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn add_contact(visit: &Visit, id: AuthorityId, name: &str, email: &str) -> Result<(), actions::Error> {
    let (person, address): (Result<PersonName, _>, Result<EmailAddress, _>) = (name.parse(), email.parse());
    let mut problems = Vec::new();
    if person.is_err() {
        problems.push(Problem::at("contact_name", Sentence::new("office-enter-name")));
    }
    if address.is_err() {
        problems.push(Problem::at("contact_email", Sentence::new("office-enter-email")));
    }
    let (Ok(person), Ok(address)) = (person, address) else { return Err(actions::Error::Refused(problems)) };
    let (actor, grant) = (visit.actor.clone(), Grant { role: Role::Nominator, scope: Scope::Authority(id) });
    let given = visit.app.write(visit.now, move |tx| people::grant(tx, &actor, &person, &address, grant)).await;
    match given {
        Ok(_) => Ok(()),
        Err(actions::Error::Refused(problems)) => {
            // Its field has another name on this page.
            let here = |p: Problem| match p.field.as_deref() {
                Some("email") => Problem::at("contact_email", p.sentence),
                _ => p,
            };
            Err(actions::Error::Refused(problems.into_iter().map(here).collect()))
        }
        Err(other) => Err(other),
    }
}

async fn page(
    visit: &Visit,
    id: AuthorityId,
    again: Option<Again>,
    problems: Vec<Problem>,
) -> Result<AuthorityPage, Error> {
    let (row, contacts, quotas, calls) = visit
        .app
        .read(move |conn| {
            let row = db::authorities::find(conn, id)?.ok_or(actions::Error::NotFound)?;
            let contacts = db::roles::list_holders(conn, Grant { role: Role::Nominator, scope: Scope::Authority(id) })?;
            let everything = Viewer { user: None, reach: Reach::Everything };
            let quotas = db::quotas::list_of_authority(conn, id)?;
            Ok::<_, actions::Error>((row, contacts, quotas, db::calls::list(conn, &everything)?))
        })
        .await?;
    let mut frame = visit.frame(Area::Admin, "authorities-title").with_problems(problems);
    row.facts.name.clone_into(&mut frame.title);
    let (typed, (name, email)) = match again {
        Some(Again::Facts(typed)) => (typed, (String::new(), String::new())),
        Some(Again::Contact(name, email)) => (Typed::of_row(&row.facts), (name, email)),
        None => (Typed::of_row(&row.facts), (String::new(), String::new())),
    };
    let line = |quota: &db::quotas::QuotaRow| {
        let call = calls.iter().find(|call| call.id == quota.call_id)?;
        let (slug, title) = (call.slug.clone(), frame.text(&call.title).to_owned());
        Some(QuotaLine { slug, call: title, quota: quota.quota, endorsed: quota.endorsed })
    };
    Ok(AuthorityPage {
        id,
        version: row.version,
        tag: validity_tag(&frame, row.facts.validity, visit.now.day_in(home())),
        fields: typed.fields(&frame),
        contacts,
        quotas: quotas.iter().filter_map(line).collect(),
        contact_name: frame.field("contact_name", "office-name").class("w20").value(name).autocomplete("off").put(),
        contact_email: frame
            .field("contact_email", "office-email")
            .kind("email")
            .class("w20")
            .value(email)
            .autocomplete("off")
            .put(),
        frame,
    })
}
