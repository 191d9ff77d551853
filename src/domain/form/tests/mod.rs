//! The form engine, tried on a small form that has a question of every kind.

mod blind;
mod checking;
mod random;
mod reading;
mod rows;

use super::*;
use crate::domain::{chance::Chance, id::DocumentId, time::Timestamp};

/// When the requests of these tests arrive: a quarter past nine in Beijing.
fn now() -> Timestamp {
    Timestamp::at(2026, 11, 22, 1, 15)
}

fn question(key: &str, kind: Kind) -> Question {
    Question {
        key: key.to_owned(),
        label: Text::english(format!("The {key}")),
        short: Text::default(),
        hint: Text::default(),
        missing: Text::english(format!("Enter the {key}")),
        kind,
        optional: false,
        identifying: false,
        after_acceptance: false,
        audience: Vec::new(),
        shown_when: None,
    }
}

fn optional(question: Question) -> Question {
    Question { optional: true, ..question }
}

fn options(values: &[&str]) -> Vec<Choice> {
    values.iter().map(|v| Choice { value: (*v).to_owned(), label: Text::english(*v) }).collect()
}

fn when(question: &str, is: &str) -> Condition {
    Condition::Answer { question: question.to_owned(), is: vec![is.to_owned()] }
}

fn section(key: &str, confirm: bool, questions: Vec<Question>) -> Section {
    Section {
        key: key.to_owned(),
        title: Text::english(key),
        group: Text::default(),
        intro: Text::default(),
        before: false,
        confirm,
        questions,
    }
}

const DATE: Kind = Kind::Date { min: None, max: None, past: true, birth: true };

/// A question of every kind; `degree` is asked without a doctorate, `degree_subject` only with a degree.
fn form() -> Form {
    let person = section(
        "person",
        false,
        vec![
            Question { identifying: true, ..question("name", Kind::PersonName) },
            question("born", DATE),
            question("country", Kind::Country { codes: vec!["MM".to_owned(), "TH".to_owned()], other: true }),
            question("doctorate", Kind::YesNo),
            Question {
                shown_when: Some(when("doctorate", "no")),
                ..question("degree", Kind::OneOf { options: options(&["master", "none"]) })
            },
            question("years", Kind::Number { min: 0, max: 60 }),
            question("languages", Kind::SeveralOf { options: options(&["en", "zh", "ms"]), max: 2 }),
            optional(question("email", Kind::Email)),
            optional(question("phone", Kind::Phone)),
        ],
    );
    let plan = section(
        "plan",
        true,
        vec![
            question("title", Kind::ShortText { max: 50 }),
            question("aims", Kind::LongText { max: 200 }),
            question("field", Kind::ResearchField),
            Question {
                shown_when: Some(when("degree", "master")),
                ..optional(question("degree_subject", Kind::ShortText { max: 40 }))
            },
            question("hint", Kind::Note { text: Text::english("Take your time.") }),
            optional(question("posts", posts())),
        ],
    );
    let send = section(
        "send",
        false,
        vec![
            question(
                "cv",
                Kind::Document { formats: vec![FileFormat::Pdf], max_bytes: 1000, max_pages: None, max_files: 1 },
            ),
            question("truth", Kind::Declaration { statement: Text::english("It is true.") }),
            question("process", consent("process")),
            optional(question("publish", consent("publish"))),
        ],
    );
    let meaning = Meaning {
        name: "name".to_owned(),
        country: "country".to_owned(),
        sex: None,
        field: Some("field".to_owned()),
        priority: None,
        length: None,
        title: Some("title".to_owned()),
    };
    Form { sections: vec![person, plan, send], meaning }
}

/// Rows of posts; whoever left one is asked why.
fn posts() -> Kind {
    let questions = vec![
        Question { identifying: true, ..question("employer", Kind::ShortText { max: 40 }) },
        question("since", DATE),
        question("left", Kind::YesNo),
        Question { shown_when: Some(when("left", "yes")), ..question("why", Kind::ShortText { max: 40 }) },
    ];
    Kind::Rows { questions, row: Text::english("Post"), min: 0, max: 3 }
}

fn consent(purpose: &str) -> Kind {
    Kind::Consent { purpose: purpose.to_owned(), statement: Text::english("I consent."), version: 1 }
}

fn document() -> DocumentId {
    DocumentId::new(now(), &mut Chance::seeded(1))
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    pairs.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}

const PERSON: &[(&str, &str)] = &[
    ("name", "Wibowo"),
    ("born-day", "29"),
    ("born-month", "feb"),
    ("born-year", "1988"),
    ("country", "MM"),
    ("doctorate", "yes"),
    ("years", "၇"),
    ("languages", "en"),
    ("languages", "ms"),
];

/// What comes of posting these fields of a section, over nothing.
fn read(section: &str, pairs: &[(&str, &str)]) -> Reading {
    read_over(section, pairs, &Answers::default())
}

fn read_over(section: &str, pairs: &[(&str, &str)], before: &Answers) -> Reading {
    let form = form();
    form.read(form.section(section).unwrap(), &typed(pairs), before, now())
}

/// `PERSON` with some fields typed otherwise.
fn person_but(changed: &[(&str, &str)]) -> Reading {
    let kept = PERSON.iter().filter(|(field, _)| !changed.iter().any(|(other, _)| other == field));
    read("person", &kept.chain(changed).copied().collect::<Vec<_>>())
}

/// Ids of the sentences, with their fields.
fn said(problems: &[crate::domain::sentence::Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|p| (p.field.as_deref().unwrap_or_default(), p.sentence.id.as_ref())).collect()
}
