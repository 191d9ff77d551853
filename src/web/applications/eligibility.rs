//! The questions before the form: who does not meet a rule learns it here, with the rule, before anything is written.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions::applications::start,
    db::{self, calls::CallRow},
    domain::{
        call::Definition,
        eligibility::{self, Verdict},
        form::{Answers, Section, Typed},
        sentence::Problem,
        text::Text,
    },
    web::{
        applications::sections::{self, SectionPage},
        error::Error,
        form::Posted,
        page::{Area, Frame},
        public::public_call,
        said::Said,
        session::Visit,
    },
};

/// The reasons why somebody cannot apply.
#[derive(Template)]
#[template(path = "applications/not_eligible.html")]
struct NotEligiblePage {
    frame: Frame,
    slug: String,
    call: String,
    reasons: Vec<Said>,
    contact: String,
}

/// `GET /calls/{slug}/eligibility`. Who has begun already goes on there.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let owner = visit.user()?;
    let call = public_call(&visit, slug.into_inner()).await?;
    let (own, definition) = visit
        .app
        .read(move |conn| {
            let own = db::applications::find_of_owner(conn, call.id, owner)?;
            Ok::<_, db::Error>((own.map(|a| a.id), (db::definitions::get(conn, call.definition_id)?, call)))
        })
        .await?;
    let (definition, call) = definition;
    if let Some(id) = own {
        return Ok(visit.see_other(&format!("/applications/{id}")));
    }
    if !call.window().takes_submission(visit.now, None) {
        return Ok(visit.see_other(&format!("/calls/{}", call.slug)));
    }
    visit.page(&form(&visit, &call, &definition, &Typed::default(), Vec::new()))
}

/// `POST /calls/{slug}/eligibility`.
pub async fn answer(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    visit.user()?;
    let call = public_call(&visit, slug.into_inner()).await?;
    let definition_id = call.definition_id;
    let definition = visit.app.read(move |conn| db::definitions::get(conn, definition_id)).await?;
    let typed: Typed = posted.into_pairs().collect();
    let mut answers = Answers::default();
    let mut problems = Vec::new();
    for section in before(&definition) {
        let reading = definition.form.read(section, &typed, &answers, visit.now);
        problems.extend(reading.problems());
        answers = reading.answers;
    }
    if !problems.is_empty() {
        return visit.refused_page(&form(&visit, &call, &definition, &typed, problems));
    }
    let zone = call.zone;
    let (today, close) = (visit.now.day_in(zone), call.closes_at.day_in(zone));
    let findings = eligibility::evaluate(&definition.eligibility, &answers, today, close);
    if eligibility::verdict(&findings) == Verdict::NotEligible {
        let frame = visit.frame(Area::Public, "applications-not-eligible-title");
        let broken = findings.iter().filter(|f| f.passed == Some(false));
        let reasons = broken.map(|f| frame.said(&f.rule.says)).collect();
        let page = NotEligiblePage {
            slug: call.slug.clone(),
            call: frame.text(&call.title).to_owned(),
            reasons,
            contact: visit.contact(),
            frame,
        };
        return visit.page(&page);
    }
    let actor = visit.actor.clone();
    let id = visit.app.write(visit.now, move |tx| start::start(tx, &actor, call.id, &answers)).await?;
    Ok(visit.see_other(&format!("/applications/{id}")))
}

fn before(definition: &Definition) -> impl Iterator<Item = &Section> {
    definition.form.sections.iter().filter(|s| s.before)
}

/// All sections before the form on one page.
fn form(visit: &Visit, call: &CallRow, definition: &Definition, typed: &Typed, problems: Vec<Problem>) -> SectionPage {
    let frame = visit.frame(Area::Public, "applications-eligibility-title").with_problems(problems);
    let nothing_asked = || Section {
        key: "start".to_owned(),
        title: Text::english(frame.say("applications-begin")),
        group: Text::default(),
        intro: Text::english(frame.say("applications-begin-intro")),
        before: true,
        confirm: false,
        questions: Vec::new(),
    };
    let section = before(definition).next().cloned().unwrap_or_else(nothing_asked);
    sections::before_form(frame, call, definition, &section, typed)
}
