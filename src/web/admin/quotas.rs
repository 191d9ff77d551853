//! Quotas of a call: which authorities nominate in it, and how many candidates each may endorse.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{admins_only, calls::find};
use crate::{
    actions::{self, authorities},
    db::{self, calls::CallRow},
    domain::{
        id::AuthorityId,
        nomination::Nomination,
        sentence::{Problem, Sentence},
    },
    web::{
        applications::fields,
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The quotas.
#[derive(Template)]
#[template(path = "admin/quotas.html")]
struct QuotasPage {
    frame: Frame,
    slug: String,
    call: String,
    rule: &'static str,
    until: Option<Moment>,
    per_country: Option<u32>,
    fields: Vec<Put>,
}

/// `GET /admin/calls/{slug}/quotas`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let call = find(&visit, slug.into_inner()).await?;
    let page = page(&visit, call, None, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/calls/{slug}/quotas`.
pub async fn change(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let call = find(&visit, slug.into_inner()).await?;
    let (id, actor) = (call.id, visit.actor.clone());
    let mut wanted = Vec::new();
    let mut problems = Vec::new();
    for (field, typed) in posted.clone().into_pairs() {
        let Some(authority) = field.strip_prefix("quota_").and_then(|id| id.parse::<AuthorityId>().ok()) else {
            continue;
        };
        match typed.trim() {
            "" => wanted.push((authority, None)),
            number => {
                if let Ok(quota) = number.parse() {
                    wanted.push((authority, Some(quota)));
                } else {
                    let wrong = Sentence::new("authorities-quota-wrong").with("most", authorities::MOST);
                    problems.push(Problem::at(field, wrong));
                }
            }
        }
    }
    let done = if problems.is_empty() {
        visit.app.write(visit.now, move |tx| authorities::set_quotas(tx, &actor, id, &wanted)).await
    } else {
        Err(actions::Error::Refused(problems))
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/admin/calls/{}/quotas", call.slug), "authorities-done-quotas")),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, call, Some(&posted), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    call: CallRow,
    posted: Option<&Posted>,
    problems: Vec<Problem>,
) -> Result<QuotasPage, Error> {
    let (id, definition) = (call.id, call.definition_id);
    let (all, quotas, definition) = visit
        .app
        .read(move |conn| {
            let quotas = db::quotas::list_of_call(conn, id)?;
            Ok::<_, db::Error>((db::authorities::list(conn)?, quotas, db::definitions::get(conn, definition)?))
        })
        .await?;
    let frame = visit.frame(Area::Admin, "authorities-quotas-title").with_problems(problems);
    let field = |row: &db::authorities::AuthorityRow| {
        let held = quotas.iter().find(|quota| quota.authority_id == row.id);
        let name = format!("quota_{}", row.id);
        let value = match posted {
            Some(posted) => posted.line(&name, 20),
            None => held.map(|quota| quota.quota.to_string()).unwrap_or_default(),
        };
        let countries: Vec<String> = row.facts.countries.iter().map(|code| fields::country(&frame, code)).collect();
        let hint = frame
            .with("authorities-quota-hint")
            .set("countries", countries.join(", "))
            .set("endorsed", held.map_or(0, |quota| quota.endorsed))
            .to_string();
        frame.field_named(&name, &row.facts.name).hint(hint).class("w5").inputmode("numeric").value(value).put()
    };
    let rule = match definition.nomination {
        None => "authorities-call-not-nominated",
        Some(Nomination { required: true, .. }) => "authorities-call-demands",
        Some(_) => "authorities-call-allows",
    };
    let until = definition.nomination.map(|nomination| nomination.until(call.closes_at));
    Ok(QuotasPage {
        fields: all.iter().map(field).collect(),
        call: frame.text(&call.title).to_owned(),
        rule,
        per_country: definition.nomination.and_then(|nomination| nomination.per_country),
        until: until.map(|until| frame.moment(until, call.zone)),
        slug: call.slug,
        frame,
    })
}
