//! Setting up a call: from a preset, or like one that there was, a year later.

use actix_web::{HttpResponse, web::Query};
use chrono::{Datelike, Days, NaiveDateTime};
use serde::Deserialize;

use super::{
    admins_only,
    calls::{CallPage, Typed, date_fields, facts, find},
};
use crate::{
    actions::{self, calls},
    db::{self, calls::CallRow, programmes::ProgrammeRow},
    domain::{
        call::Definition,
        id::{CallId, ProgrammeId},
        language::FIRST,
        permission::{Reach, Viewer},
        places,
        presets::{self, PRESETS},
        sentence::{Problem, Sentence},
        text::Text,
        time::Zone,
    },
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Opt,
        session::Visit,
    },
};

/// What stands before the id of a call that a new one is to be like.
const LIKE: &str = "call:";

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The word of the call that the new one is to be like.
    #[serde(default)]
    like: String,
}

/// `GET /admin/calls/new`.
pub async fn new(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let typed = match asked.like.as_str() {
        "" => Typed::default(),
        slug => a_year_after(&find(&visit, slug.to_owned()).await?),
    };
    let page = new_page(&visit, &typed, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /admin/calls/new`.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let typed = Typed::of(&posted);
    let mut problems = Vec::new();
    let zone = typed.get("zone").parse().unwrap_or(Zone::Asia__Shanghai);
    let facts = facts(&typed, zone, &mut problems);
    let source = source(&visit, typed.get("preset")).await?;
    if source.is_none() {
        problems.push(Problem::at("preset", Sentence::new("calls-choose-preset")));
    }
    let programme: Option<ProgrammeId> = typed.get("programme").parse().ok();
    let programme_title = typed.get("programme_title").to_owned();
    if programme.is_none() && programme_title.is_empty() {
        problems.push(Problem::at("programme_title", Sentence::new("calls-programme-missing")));
    }
    let (Some(mut facts), Some((definition, titled)), true) = (facts, source, problems.is_empty()) else {
        let page = new_page(&visit, &typed, problems).await?;
        return visit.refused_page(&page);
    };
    facts.title = titled.saying(FIRST.tag, typed.get("title"));
    let (actor, slug) = (visit.actor.clone(), facts.slug.clone());
    let made = visit.app.write(visit.now, move |tx| {
        let programme = match programme {
            Some(id) => id,
            None => calls::create_programme(tx, &actor, &facts.slug, &Text::english(programme_title))?,
        };
        calls::create(tx, &actor, programme, &facts, &definition)
    });
    match made.await {
        Ok(_) => Ok(visit.see_other_saying(&format!("/admin/calls/{slug}"), "admin-done-call-made")),
        Err(actions::Error::Refused(problems)) => {
            let page = new_page(&visit, &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn new_page(visit: &Visit, typed: &Typed, problems: Vec<Problem>) -> Result<CallPage, Error> {
    let everything = Viewer { user: None, reach: Reach::Everything };
    let read = visit
        .app
        .read(move |conn| Ok::<_, db::Error>((db::programmes::list(conn)?, db::calls::list(conn, &everything)?)));
    let (programmes, calls) = read.await?;
    let frame = visit.frame(Area::Admin, "admin-new-call").with_problems(problems);
    let mut fields = vec![
        frame
            .field("preset", "admin-preset")
            .hint(frame.say("admin-preset-hint"))
            .list(sources(&frame, &calls, typed.get("preset")))
            .put(),
    ];
    if !programmes.is_empty() {
        fields.push(
            frame
                .field("programme", "admin-programme")
                .class("w20")
                .list(programme_options(&frame, &programmes, typed))
                .put(),
        );
    }
    let line = |name: &str, label: &str| frame.field(name, label).class("w20").value(typed.get(name));
    let zones = places::zones().map(|z| Opt::new(z.name(), frame.words.city(z), z.name() == typed.get("zone")));
    let mut zones: Vec<Opt> = zones.collect();
    // Most calls are told in the host country's time.
    zones.reverse();
    fields.extend([
        line("programme_title", "admin-programme-title").optional_if(!programmes.is_empty()).put(),
        line("title", "admin-call-title").put(),
        line("slug", "admin-slug").hint(frame.say("admin-slug-hint")).put(),
        line("prefix", "admin-prefix").hint(frame.say("admin-prefix-hint")).class("w10").put(),
        frame.field("zone", "admin-zone").class("w20").list(zones).put(),
    ]);
    fields.extend(date_fields(&frame, typed));
    Ok(CallPage { slug: None, version: 0, state: None, may_publish: false, may_archive: false, fields, frame })
}

/// What a call can be begun from: presets, then the calls that there are, the latest first.
fn sources(frame: &Frame, calls: &[CallRow], held: &str) -> Vec<Opt> {
    let preset = |p: &presets::Preset| Opt::new(p.key, frame.say(&format!("preset-{}", p.key)), p.key == held);
    let like = |call: &CallRow| {
        let value = format!("{LIKE}{}", call.id);
        let chosen = value == held;
        Opt::new(value, frame.text(&call.title), chosen)
    };
    let (mut ready, mut past): (Vec<_>, Vec<_>) =
        (PRESETS.iter().map(preset).collect(), calls.iter().map(like).collect());
    for (first, words) in [(ready.first_mut(), "admin-from-presets"), (past.first_mut(), "admin-from-calls")] {
        if let Some(first) = first {
            frame.say(words).clone_into(&mut first.group);
        }
    }
    ready.append(&mut past);
    ready
}

/// The definition of a preset or of a call, with the title that the call bears a year later, in the languages in which it has one;
/// `None` where the word names neither.
async fn source(visit: &Visit, source: &str) -> Result<Option<(Definition, Text)>, Error> {
    let Some(like) = source.strip_prefix(LIKE) else {
        let definition = presets::find(source).map(presets::Preset::definition).transpose();
        let definition = definition.map_err(|e| Error::internal(&format!("a preset: {e}")))?;
        return Ok(definition.map(|definition| (definition, Text::default())));
    };
    let Ok(id) = like.parse::<CallId>() else { return Ok(None) };
    let found = visit.app.read(move |conn| {
        let Some(call) = db::calls::find(conn, id)? else { return Ok(None) };
        db::definitions::get(conn, call.definition_id).map(|definition| Some((definition, call.title)))
    });
    Ok(found.await?.map(|(definition, title)| (Definition::clone(&definition), title.map(next_year))))
}

/// The form of a new call as this one was, with every year and every date one later.
fn a_year_after(call: &CallRow) -> Typed {
    let mut typed = Typed::of_call(call, a_year_on);
    for (field, value) in [
        ("preset", format!("{LIKE}{}", call.id)),
        ("programme", call.programme_id.to_string()),
        ("title", next_year(call.title.in_language("en"))),
        ("slug", next_year(&call.slug)),
        ("prefix", next_year(&call.reference_prefix)),
        ("zone", call.zone.name().to_owned()),
    ] {
        typed.set(field, value);
    }
    typed
}

/// The same day and time of the next year; 28 February for the 29th.
fn a_year_on(at: NaiveDateTime) -> NaiveDateTime {
    let next = |at: NaiveDateTime| at.with_year(at.year() + 1);
    next(at).or_else(|| next(at - Days::new(1))).unwrap_or(at)
}

/// The text with years one later: `2026` as `2027`, and `-26` at its end as `-27`.
fn next_year(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[start..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| start + length);
        said.push_str(&rest[..start]);
        let (digits, is_last) = (&rest[start..end], end == rest.len());
        let later = match digits.parse::<u32>() {
            Ok(year @ 2000..=2098) if digits.len() == 4 => (year + 1).to_string(),
            Ok(year @ 0..=98) if digits.len() == 2 && is_last && said.ends_with('-') => format!("{:02}", year + 1),
            _ => digits.to_owned(),
        };
        said.push_str(&later);
        rest = &rest[end..];
    }
    said + rest
}

fn programme_options(frame: &Frame, programmes: &[ProgrammeRow], typed: &Typed) -> Vec<Opt> {
    let mut options: Vec<Opt> = programmes
        .iter()
        .map(|p| Opt::new(p.id.to_string(), frame.text(&p.title), p.id.to_string() == typed.get("programme")))
        .collect();
    options.push(Opt::new("new", frame.say("admin-programme-new"), typed.get("programme") == "new"));
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_a_year_later_bears_the_next_year() {
        assert_eq!(
            next_year("Talented Young Scientist Exchange Programme 2026"),
            "Talented Young Scientist Exchange Programme 2027"
        );
        assert_eq!(next_year("young-scientist-2026"), "young-scientist-2027");
        assert_eq!(next_year("TYSE-26"), "TYSE-27");
        assert_eq!(next_year("Round 2 of 2026/2027, 15 places"), "Round 2 of 2027/2028, 15 places");
        assert_eq!(next_year("Tour"), "Tour");
        let leap = chrono::NaiveDate::from_ymd_opt(2028, 2, 29).unwrap().and_hms_opt(17, 0, 0).unwrap();
        assert_eq!(a_year_on(leap).to_string(), "2029-02-28 17:00:00");
    }
}
