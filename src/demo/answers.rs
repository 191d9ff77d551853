//! What the demo's applicants answer to the questions of the first preset.

use chrono::Datelike as _;

use super::{people::Person, plans::Plan};
use crate::domain::{
    chance::Chance,
    form::{Answer, Answers, Form, answers::done_key},
    id::DocumentId,
    research_field::ResearchField,
    time::{Day, Timestamp, Zone},
};

/// Questions for which everybody has a document, with the file names that people give theirs.
pub const PAPERS: [(&str, &str); 3] =
    [("incumbency_certificate", "incumbency"), ("degree_certificate", "degree"), ("cv", "cv")];

/// What somebody brings to the form.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// Who.
    pub person: &'a Person,
    /// The plan.
    pub plan: &'a Plan,
    /// Length of the stay in months, 6 or 12.
    pub months: u32,
    /// The documents in the order of [`PAPERS`].
    pub documents: [DocumentId; 3],
    /// When it is written down.
    pub at: Timestamp,
}

/// Answers to all questions that are asked.
pub fn all(brought: &Brought<'_>, form: &Form, chance: &mut Chance) -> Answers {
    let mut answers = Answers::default();
    eligibility(&mut answers, brought.person, chance);
    contact(&mut answers, brought.person);
    work(&mut answers, brought);
    education(&mut answers, brought);
    stay(&mut answers, brought, chance);
    plan(&mut answers, brought.plan);
    record(&mut answers, brought, chance);
    agreements(&mut answers, form, brought.at, chance);
    form.drop_hidden(&mut answers);
    answers
}

fn text(answers: &mut Answers, question: &str, said: impl Into<String>) {
    answers.set(question, Some(Answer::Text(said.into())));
}

fn choice(answers: &mut Answers, question: &str, word: &str) {
    answers.set(question, Some(Answer::Choice(word.to_owned())));
}

fn first_of(year: i32, month: u32) -> Option<Answer> {
    Day::from_ymd_opt(year, month, 1).map(Answer::Date)
}

fn eligibility(answers: &mut Answers, person: &Person, chance: &mut Chance) {
    choice(answers, "nationality", person.country.code);
    answers.set("birth_date", Some(Answer::Date(person.birth)));
    answers.set("doctorate", Some(Answer::YesNo(person.doctor)));
    // Without a doctorate five years of research are asked for, and people know that.
    let years = if person.doctor { person.research_years } else { person.research_years.max(5) };
    answers.set("research_years", Some(Answer::Number(i64::from(years))));
    answers.set("full_time", Some(Answer::YesNo(true)));
    let chinese_too = chance.below(4) == 0 || (person.country.code == "SG" && person.name.native.is_some());
    let languages: &[&str] = if chinese_too { &["english", "chinese"] } else { &["english"] };
    answers.set("working_languages", Some(Answer::Choices(languages.iter().map(|l| (*l).to_owned()).collect())));
    choice(answers, "english_level", ["working", "fluent", "fluent", "working", "basic"][chance.below(5)]);
    choice(answers, "chinese_level", ["basic", "working", "fluent"][chance.below(3)]);
}

fn contact(answers: &mut Answers, person: &Person) {
    text(answers, "full_name", &person.name.full);
    if let Some(native) = &person.name.native {
        text(answers, "native_name", native);
    }
    text(answers, "address_as", format!("Dr {}", person.name.call));
    if !person.doctor {
        text(answers, "address_as", &person.name.call);
    }
    choice(answers, "sex", person.sex.word());
    choice(answers, "residence", person.country.code);
    text(answers, "phone", &person.phone);
}

fn work(answers: &mut Answers, brought: &Brought<'_>) {
    let person = brought.person;
    text(answers, "employer", person.home.name);
    text(answers, "department", format!("Department of {}", brought.plan.field.name()));
    text(answers, "post", person.post);
    answers.set("employed_since", first_of(person.degree_year + 1, 7));
    // Whoever has been at it for long was an assistant before the degree.
    let earlier = (person.research_years >= 6).then(|| {
        let mut post = Answers::default();
        text(&mut post, "employer", person.home.name);
        text(&mut post, "post", "Research Assistant");
        post.set("from", Some(Answer::Number(i64::from(person.degree_year - 3))));
        post.set("until", Some(Answer::Number(i64::from(person.degree_year))));
        Answer::Rows(vec![post])
    });
    answers.set("earlier_posts", earlier);
    answers.set("incumbency_certificate", Some(Answer::Documents(vec![brought.documents[0]])));
}

fn education(answers: &mut Answers, brought: &Brought<'_>) {
    let person = brought.person;
    choice(answers, "highest_degree", "master");
    text(answers, "degree_subject", brought.plan.field.name());
    text(answers, "degree_institution", person.home.name);
    text(answers, "degree_country", person.country.name);
    answers.set("degree_date", first_of(person.degree_year, 6));
    answers.set("degree_certificate", Some(Answer::Documents(vec![brought.documents[1]])));
}

fn stay(answers: &mut Answers, brought: &Brought<'_>, chance: &mut Chance) {
    choice(answers, "length", if brought.months == 6 { "6" } else { "12" });
    let year = brought.at.day_in(Zone::Asia__Shanghai).year() + 1;
    answers.set("earliest_start", first_of(year, [3, 5, 9][chance.below(3)]));
    answers.set("research_field", Some(Answer::Field(brought.plan.field)));
    let fitting = priorities(brought.plan.field);
    choice(answers, "priority", fitting[chance.below(fitting.len())]);
    text(answers, "keywords", &brought.plan.keywords);
}

/// The priority areas that work in a field may serve.
pub fn priorities(field: ResearchField) -> &'static [&'static str] {
    match (field.broad, field.narrow) {
        (1 | 2, 2) => &["digital"],
        (3, 4) => &["covid", "health"],
        (3, _) => &["health"],
        (1, 4..=6) | (2, 1 | 3 | 7 | 8) | (4, _) => &["green"],
        (5, 8) => &["covid", "digital"],
        _ => &["other", "green", "digital"],
    }
}

fn plan(answers: &mut Answers, plan: &Plan) {
    text(answers, "plan_title", &plan.title);
    text(answers, "aims", &plan.aims);
    text(answers, "methods", &plan.methods);
    text(answers, "work_plan", &plan.work_plan);
    text(answers, "benefit_home", &plan.benefit_home);
    text(answers, "benefit_host", &plan.benefit_host);
    answers.set(&done_key("plan"), Some(Answer::YesNo(true)));
}

fn record(answers: &mut Answers, brought: &Brought<'_>, chance: &mut Chance) {
    answers.set("cv", Some(Answer::Documents(vec![brought.documents[2]])));
    let (person, plan) = (brought.person, brought.plan);
    let name = &person.name.latin;
    let this_year = brought.at.day_in(Zone::Asia__Shanghai).year();
    let words: Vec<&str> = plan.keywords.split(", ").collect();
    let lines: Vec<String> = (0..2 + chance.below(6))
        .map(|n| {
            let year = (this_year - i32::try_from(n).unwrap_or(0)).max(person.degree_year);
            let word = words.get(n % words.len()).copied().unwrap_or("methods");
            let what = ["Observations on", "A short account of", "Limits of"][n % 3];
            format!(
                "{name} ({year}): {what} {word}. Proceedings of a national conference, {}–{}.",
                10 + n * 7,
                16 + n * 7
            )
        })
        .collect();
    text(answers, "publications", lines.join("\n"));
    if chance.below(3) == 0 {
        text(
            answers,
            "earlier_grants",
            format!("{}: seed grant of {} for a pilot study.", this_year - 2, person.home.name),
        );
    }
}

fn agreements(answers: &mut Answers, form: &Form, at: Timestamp, chance: &mut Chance) {
    use crate::domain::form::Kind;
    for question in form.questions() {
        match &question.kind {
            Kind::Declaration { .. } => answers.set(&question.key, Some(Answer::YesNo(true))),
            Kind::Consent { version, .. } => {
                // Some withhold what may be withheld.
                let given = !question.optional || chance.below(3) > 0;
                answers.set(&question.key, Some(Answer::Consent { given, version: *version, at }));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        demo::{corpus::homes, people::People, plans},
        domain::{
            eligibility::{Verdict, evaluate, verdict},
            form::check::Documents,
            presets::YOUNG_SCIENTIST,
            workflow::DocumentState,
        },
    };

    #[test]
    fn every_applicant_can_hand_in_what_is_answered_and_is_eligible() {
        let definition = YOUNG_SCIENTIST.definition().unwrap();
        let now = Timestamp::at(2026, 11, 23, 0, 0);
        let day = now.day_in(Zone::Asia__Shanghai);
        let mut chance = Chance::seeded(11);
        let mut people = People::new(day);
        for _ in 0..500 {
            let person = people.next(&mut chance);
            let place = homes().pick(&format!("{} places", person.country.code), &mut chance).text;
            let plan = plans::plan(plans::field(&mut chance), place, 12, &mut chance);
            let documents = std::array::from_fn(|_| DocumentId::new(now, &mut chance));
            let brought = Brought { person: &person, plan: &plan, months: 12, documents, at: now };
            let answers = all(&brought, &definition.form, &mut chance);
            let known: Documents = std::iter::zip(documents, PAPERS)
                .map(|(id, (question, _))| (id, question.to_owned(), DocumentState::Unscanned))
                .collect();
            for section in definition.form.check(&answers, &known, now) {
                assert_eq!(section.problems, [], "{}: {}", person.name.full, section.section.key);
            }
            let findings = evaluate(&definition.eligibility, &answers, day, day);
            assert_eq!(verdict(&findings), Verdict::Eligible, "{person:?}");
        }
    }
}
