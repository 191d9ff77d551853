//! The pages of contacts of nominating authorities: their calls, the candidates of one with bulk acts and ranks, one candidate.

pub mod candidate;
pub mod list;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    db::{self, nominations::Contact},
    domain::{
        id::AuthorityId,
        nomination::{Nomination, NominationState},
        permission::Role,
        time::Timestamp,
    },
    web::{
        applications::{fields, tag::Tag},
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// Candidates that a list shows at most.
pub(crate) const MOST: i64 = 1_000;

/// The calls in which somebody nominates.
#[derive(Template)]
#[template(path = "nominating/calls.html")]
struct CallsPage {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    slug: String,
    authority: AuthorityId,
    call: String,
    authority_name: String,
    quota: i32,
    endorsed: i32,
    of_countries: String,
    waiting: usize,
    until: Moment,
    over: bool,
}

/// `GET /nominating`.
pub async fn calls(visit: Visit) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    if !visit.actor.holds_anywhere(Role::Nominator) {
        return Err(Error::NotFound);
    }
    let (authorities, now) = (visit.actor.authorities(), visit.now);
    let found = visit
        .app
        .read(move |conn| {
            let mut found = Vec::new();
            for authority in authorities {
                let Some(row) = db::authorities::find(conn, authority)? else { continue };
                for quota in db::quotas::list_of_authority(conn, authority)? {
                    let Some(call) = db::calls::find(conn, quota.call_id)? else { continue };
                    let definition = db::definitions::get(conn, call.definition_id)?;
                    let Some(nomination) = definition.nomination else { continue };
                    if !row.facts.validity.holds_on(now.day_in(call.zone)) {
                        continue;
                    }
                    let candidates = db::nominations::list(conn, Contact { user, authority }, call.id, MOST)?;
                    let asked = candidates.iter().filter(|c| c.nomination.state == NominationState::Asked).count();
                    let counts = db::nominations::count_by_country(conn, call.id)?;
                    found.push((row.facts.clone(), quota, nomination, (call, counts), asked));
                }
            }
            Ok::<_, db::Error>(found)
        })
        .await?;
    let frame = visit.frame(Area::Nominating, "nominating-title");
    let mut lines: Vec<(Timestamp, Line)> = found
        .into_iter()
        .map(|(facts, quota, nomination, (call, counts), waiting)| {
            let until = nomination.until(call.closes_at);
            let line = Line {
                authority: quota.authority_id,
                call: frame.text(&call.title).to_owned(),
                of_countries: of_countries(&frame, nomination, &facts.countries, &counts),
                authority_name: facts.name,
                quota: quota.quota,
                endorsed: quota.endorsed,
                waiting,
                until: frame.moment(until, call.zone),
                over: now > until,
                slug: call.slug,
            };
            (until, line)
        })
        .collect();
    // What ends last is what there is to do.
    lines.sort_by_key(|(until, _)| std::cmp::Reverse(*until));
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    visit.page(&CallsPage { frame, lines })
}

/// How many of each of these countries are endorsed, by whomever, where the call lets a country have so many: "2 of 4 for Malaysia".
pub(crate) fn of_countries(
    frame: &Frame,
    nomination: Nomination,
    countries: &[String],
    endorsed: &BTreeMap<String, i64>,
) -> String {
    let Some(most) = nomination.per_country else { return String::new() };
    let of_one = |code: &String| {
        let name = fields::country(frame, code);
        let said = frame.with("nominating-of-country").set("endorsed", endorsed.get(code).copied().unwrap_or(0));
        said.set("most", most).set("country", name).to_string()
    };
    countries.iter().map(of_one).collect::<Vec<_>>().join(", ")
}

/// The mark and word of a nomination's state.
pub fn state_tag(frame: &Frame, state: NominationState) -> Tag {
    let class = match state {
        NominationState::Endorsed | NominationState::Waived => "good",
        NominationState::Open | NominationState::Asked | NominationState::Returned => "wait",
        NominationState::Refused => "stop",
        NominationState::Withdrawn => "",
    };
    Tag::new(class, frame.say(&format!("nominations-state-{}", state.word())))
}
