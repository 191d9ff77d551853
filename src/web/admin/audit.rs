//! The audit log: who did what, when, to what and why.

use actix_web::{HttpResponse, web::Query};
use askama::Template;
use serde::Deserialize;

use super::admins_only;
use crate::{
    db::{
        self,
        audit::{AuditFilter, AuditRow},
        calls::CallRow,
    },
    domain::{
        id::{CallId, UserId},
        permission::{Role, Viewer},
        places::CHINA,
        time::{Day, Span, Timestamp, Zone},
    },
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        parts::Opt,
        session::Visit,
    },
};

/// Entries on one page.
const PAGE: i64 = 100;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    action: String,
    #[serde(default)]
    call: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    after: String,
}

/// The log.
#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    frame: Frame,
    actions: Vec<Opt>,
    calls: Vec<Opt>,
    subject: String,
    from: String,
    to: String,
    entries: Vec<Entry>,
    next: Option<String>,
}

struct Entry {
    at: Moment,
    who: String,
    action: String,
    subject: Subject,
    reason: String,
    detail: String,
}

/// What it was done to, as people know it.
struct Subject {
    kind: String,
    name: String,
    href: Option<String>,
    /// Whether the name is a number, which does not break over lines.
    is_short: bool,
}

/// `GET /admin/audit`.
pub async fn show(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let zone = CHINA.zones.first().copied().unwrap_or(Zone::UTC);
    let mut filter = asked.filter(zone);
    let viewer = Viewer::by_roles(&visit.actor, &[Role::Admin]);
    let (mut rows, people, actions, calls) = visit
        .app
        .read(move |conn| {
            if let Some(typed) = &filter.subject_id {
                filter.application = db::applications::find_by_reference(conn, &typed.to_uppercase())?;
                filter.subject_id = filter.subject_id.filter(|_| filter.application.is_none());
            }
            let rows = db::audit::list(conn, &viewer, &filter, PAGE + 1)?;
            let ids: Vec<UserId> =
                rows.iter().filter(|r| r.subject == "user").filter_map(|r| r.subject_id.parse().ok()).collect();
            let people = db::users::list_names(conn, &ids)?;
            Ok::<_, db::Error>((rows, people, db::audit::list_actions(conn)?, db::calls::list(conn, &viewer)?))
        })
        .await?;
    let frame = visit.frame(Area::Admin, "admin-audit-title");
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(|last| asked.next(&format!("{}~{}", last.at.unix_micros(), last.id)));
    let mut action_options = vec![Opt::new("", frame.say("admin-all-actions"), asked.action.is_empty())];
    action_options.extend(actions.iter().map(|a| Opt::new(a, a.replace('_', " "), *a == asked.action)));
    let mut call_options = vec![Opt::new("", frame.say("admin-all-calls"), asked.call.is_empty())];
    call_options.extend(calls.iter().map(|c| {
        let id = c.id.to_string();
        let chosen = id == asked.call;
        Opt::new(id, frame.text(&c.title), chosen)
    }));
    let entry = |row: AuditRow| Entry {
        at: frame.moment(row.at, zone).short(),
        subject: subject(&frame, &row, &people, &calls),
        who: match (row.actor_id, row.actor_name) {
            (None, _) => frame.say("office-by-the-clock").to_owned(),
            (Some(_), name) => {
                name.filter(|n| !n.is_empty()).unwrap_or_else(|| frame.say("admin-account-closed").to_owned())
            }
        },
        action: row.action.replace('_', " "),
        reason: row.reason,
        detail: row.detail,
    };
    let entries = rows.into_iter().map(entry).collect();
    visit.page(&AuditPage {
        actions: action_options,
        calls: call_options,
        subject: asked.subject.clone(),
        from: asked.from.clone(),
        to: asked.to.clone(),
        entries,
        next,
        frame,
    })
}

/// A reference number, a name or a title where there is one, else the id; and the page about it.
fn subject(frame: &Frame, row: &AuditRow, people: &[(UserId, String)], calls: &[CallRow]) -> Subject {
    let id = &row.subject_id;
    let (name, href) = match (row.subject.as_str(), &row.reference, row.application_id) {
        ("mail", reference, _) => (reference.clone(), Some(format!("/office/mail/{id}"))),
        (_, Some(reference), Some(id)) => (Some(reference.clone()), Some(format!("/office/applications/{id}"))),
        ("user", ..) => {
            let person = people.iter().find(|(known, _)| known.to_string() == *id);
            let name = person.map(|(_, name)| name.clone()).filter(|name| !name.is_empty());
            (name, person.map(|_| format!("/admin/people/{id}")))
        }
        ("call", ..) => {
            let call = calls.iter().find(|call| call.id.to_string() == *id);
            let name = call.map(|call| frame.text(&call.title).to_owned());
            (name, call.map(|call| format!("/office/calls/{}", call.slug)))
        }
        _ => (None, None),
    };
    let kind = frame.words.find(&format!("admin-subject-{}", row.subject)).unwrap_or(&row.subject).to_owned();
    Subject { kind, is_short: name.is_some() && row.reference == name, name: name.unwrap_or_else(|| id.clone()), href }
}

impl Asked {
    fn filter(&self, zone: Zone) -> AuditFilter {
        let day = |typed: &str| typed.parse::<Day>().ok();
        let begin = |day: Day| day.and_hms_opt(0, 0, 0).and_then(|local| Timestamp::from_local(local, zone));
        let after = self
            .after
            .split_once('~')
            .and_then(|(at, id)| Some((Timestamp::from_unix_micros(at.parse().ok()?), id.parse().ok()?)));
        AuditFilter {
            actor: None,
            action: Some(self.action.clone()).filter(|a| !a.is_empty()),
            call: self.call.parse::<CallId>().ok(),
            application: None,
            subject_id: Some(self.subject.trim().to_owned()).filter(|s| !s.is_empty()),
            from: day(&self.from).and_then(begin),
            until: day(&self.to).and_then(begin).map(|t| t + Span::days(1)),
            after,
        }
    }

    fn next(&self, after: &str) -> String {
        let pairs = [
            ("action", self.action.as_str()),
            ("call", &self.call),
            ("subject", &self.subject),
            ("from", &self.from),
            ("to", &self.to),
            ("after", after),
        ];
        let given: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
        format!("/admin/audit?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }
}
