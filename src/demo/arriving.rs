//! What those who accepted a place are asked for then: their passport, a health certificate, whom to call.

use super::{
    applying::{Given, keep_papers},
    cast::{Life, Stage},
    papers,
    people::{People, Person},
    plans,
    script::between,
};
use crate::{
    actions::{
        Error, Tx,
        applications::{answers::section_answers, to_json},
    },
    db::answers::{SectionSave, save},
    domain::{
        chance::Chance,
        form::{Answer, Answers, Kind, Question},
        id::DocumentId,
        time::{Day, Span, Zone},
        workflow::Status,
    },
};

/// Answers it in the weeks after the acceptance: all who go on, and of those who wait for their confirmation every second one; the
/// others have begun.
pub fn answer(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    let all = match life.aim {
        Status::Confirmed | Status::OnExchange | Status::Completed | Status::Terminated => true,
        Status::Accepted => tx.chance.below(2) == 0,
        _ => return Ok(()),
    };
    tx.now = between(stage.told + Span::days(60), stage.told + Span::days(63), false, &mut tx.chance);
    let (form, id, by) = (stage.definition.form.later(), life.id()?, life.owner()?.user());
    let day = tx.now.day_in(Zone::UTC);
    let others = People::new(day).around(&life.person, &mut tx.chance);
    let family = others.iter().find(|other| other.country == life.person.country).unwrap_or(&life.person);
    for section in &form.sections {
        let mut answers = Answers::default();
        let mut given = Vec::new();
        for question in &section.questions {
            let is_file = matches!(question.kind, Kind::Document { .. });
            if is_file && all {
                let document = DocumentId::new(tx.now, &mut tx.chance);
                given.push((document, paper(question, &life.person, tx)));
                answers.set_documents(&question.key, [document].into_iter());
            } else if !is_file {
                let who = if question.key.starts_with("emergency") { family } else { &life.person };
                answers.set(&question.key, said(question, who, day, &mut tx.chance));
            }
        }
        let documents = keep_papers(tx, stage, id, &given)?;
        let complete = form.check_section(section, &answers, &documents, tx.now).problems.is_empty();
        let body = to_json(&section_answers(section, &answers))?;
        let (section, now) = (section.key.as_str(), tx.now);
        save(tx.conn, &SectionSave { application_id: id, section, version: 0, body: &body, complete, now, by })?;
    }
    Ok(())
}

fn paper(question: &Question, person: &Person, tx: &mut Tx) -> Given {
    let plan = plans::plan(plans::field(&mut tx.chance), person.home.city, 12, &mut tx.chance);
    let day = tx.now.day_in(Zone::UTC);
    let paper = papers::statement(question.label.in_language("en"), person, &plan, true, day);
    Given { question: question.key.clone(), file_name: format!("{}.pdf", question.key), paper }
}

/// An answer by what the key speaks of.
fn said(question: &Question, person: &Person, today: Day, chance: &mut Chance) -> Option<Answer> {
    match &question.kind {
        Kind::Date { .. } => Some(Answer::Date(today + Span::days(900 + i64::try_from(chance.below(1500)).ok()?))),
        Kind::PersonName => Some(Answer::Text(person.name.latin.clone())),
        Kind::Phone => Some(Answer::Text(person.phone.clone())),
        Kind::ShortText { .. } if question.key.contains("number") => {
            Some(Answer::Text(format!("{}{:07}", person.country.code.chars().next()?, chance.below(9_999_999))))
        }
        Kind::ShortText { .. } if !question.optional => Some(Answer::Text(person.home.city.to_string())),
        _ => None,
    }
}
