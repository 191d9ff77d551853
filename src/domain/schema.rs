//! The schema of a definition as JSON, read off the types themselves: a sample of each is written, and what can be left out of it
//! is found by leaving it out.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    call::{Definition, Letters, Part, Settings},
    editing::starters,
    eligibility::{AgeOverride, ReferenceDay, Rule, Test},
    form::{Choice, Condition, Form, Kind, KindWord, Meaning, Question, Section},
    hosting::{ConsentNeed, Hosting},
    nomination::Nomination,
    pairing::{Members, Named, Pairing},
    referees::{Deadline, Due, LetterFile, Referees},
    rubric::{Anchor, Criterion, Rubric},
    sealing::Sealing,
    text::Text,
    time::Day,
};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Line,
    /// A text for each language.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    YesNo,
    /// A list.
    List,
    /// An object of another type.
    Object,
}

/// A field of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
    /// Whether it can be left out.
    pub optional: bool,
}

/// A type of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Its name, in the group that it belongs to: `section`, `kind: one_of`.
    pub name: String,
    /// Its fields, in the order in which they are written.
    pub fields: Vec<Field>,
}

/// Every type of a definition, from the whole to the parts.
pub fn types() -> Vec<Type> {
    let mut types = vec![
        of("definition", &definition()),
        of("part", &part()),
        of("form", &form()),
        of("section", &section()),
        of("question", &question()),
    ];
    types.extend(KindWord::ALL.iter().map(|word| of(&format!("kind: {word}"), &kind(*word))));
    types.extend([of("choice", &choice()), of("meaning", &meaning())]);
    types.extend(conditions().iter().map(|condition| {
        let value = serde_json::to_value(condition).unwrap_or_default();
        let name = value.as_object().and_then(|o| o.keys().next().cloned()).unwrap_or_default();
        let inner = value.get(&name).cloned().unwrap_or_default();
        Type { name: format!("condition: {name}"), fields: fields(&inner, |_| false) }
    }));
    types.push(of("rule", &rule()));
    for test in tests() {
        let value = serde_json::to_value(&test).unwrap_or_default();
        let name = value.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        types.push(of(&format!("test: {name}"), &test));
    }
    types.extend([
        of("override", &AgeOverride { country: "VN".to_owned(), max: 40 }),
        of("rubric", &rubric()),
        of("criterion", &criterion()),
        of("anchor", &anchor()),
        of("settings", &settings()),
        of("letters", &letters()),
        of("hosting", &hosting()),
        of("nomination", &nomination()),
        of("pairing", &pairing()),
        of("named", &named()),
        of("sealing", &sealing()),
        of("members", &members()),
        of("referees", &referees()),
        of("letter file", &letter_file()),
    ]);
    types
}

fn of<T: Serialize + DeserializeOwned>(name: &str, sample: &T) -> Type {
    let value = serde_json::to_value(sample).unwrap_or_default();
    let reads = |without: &Value| serde_json::from_value::<T>(without.clone()).is_ok();
    Type { name: name.to_owned(), fields: fields(&value, reads) }
}

fn fields(value: &Value, reads: impl Fn(&Value) -> bool) -> Vec<Field> {
    let Some(object) = value.as_object() else { return Vec::new() };
    let field = |(name, held): (&String, &Value)| {
        let mut without = value.clone();
        if let Some(object) = without.as_object_mut() {
            object.remove(name);
        }
        Field { name: name.clone(), holds: holds(held), optional: reads(&without) }
    };
    object.iter().map(field).collect()
}

fn holds(value: &Value) -> Holds {
    match value {
        Value::Bool(_) => Holds::YesNo,
        Value::Number(_) => Holds::Number,
        Value::String(_) | Value::Null => Holds::Line,
        Value::Array(_) => Holds::List,
        Value::Object(object) if object.contains_key("en") => Holds::Text,
        Value::Object(_) => Holds::Object,
    }
}

fn said() -> Text {
    Text::english("…")
}

fn day() -> Day {
    Day::default()
}

fn part() -> Part {
    Part { title: said(), paragraphs: vec![said()] }
}

fn choice() -> Choice {
    Choice { value: "yes".to_owned(), label: said() }
}

fn conditions() -> [Condition; 3] {
    let answer = Condition::Answer { question: "q".to_owned(), is: vec!["yes".to_owned()] };
    [answer.clone(), Condition::All(vec![answer.clone()]), Condition::Any(vec![answer])]
}

fn question() -> Question {
    let [condition, ..] = conditions();
    Question {
        key: "q".to_owned(),
        label: said(),
        short: said(),
        hint: said(),
        missing: said(),
        shown_when: Some(condition),
        ..Question::blank(Kind::YesNo)
    }
}

fn section() -> Section {
    Section {
        key: "s".to_owned(),
        title: said(),
        group: said(),
        intro: said(),
        before: false,
        confirm: false,
        questions: vec![question()],
    }
}

/// A kind with everything that it can say.
fn kind(word: KindWord) -> Kind {
    match word.blank() {
        Kind::Date { past, birth, .. } => Kind::Date { min: Some(day()), max: Some(day()), past, birth },
        Kind::OneOf { .. } => Kind::OneOf { options: vec![choice()] },
        Kind::SeveralOf { max, .. } => Kind::SeveralOf { options: vec![choice()], max },
        Kind::Rows { min, max, .. } => Kind::Rows { questions: vec![question()], row: said(), min, max },
        Kind::Note { .. } => Kind::Note { text: said() },
        Kind::Document { formats, max_bytes, max_pages, .. } => {
            Kind::Document { formats, max_bytes, max_pages, max_files: 2 }
        }
        Kind::Declaration { .. } => Kind::Declaration { statement: said() },
        Kind::Consent { version, .. } => Kind::Consent { purpose: "p".to_owned(), statement: said(), version },
        other => other,
    }
}

fn meaning() -> Meaning {
    let key = || Some("q".to_owned());
    Meaning {
        name: "q".to_owned(),
        country: "q".to_owned(),
        sex: key(),
        field: key(),
        priority: key(),
        length: key(),
        title: key(),
    }
}

fn form() -> Form {
    Form { sections: vec![section()], meaning: meaning() }
}

fn tests() -> Vec<Test> {
    let question = || "q".to_owned();
    let [condition, ..] = conditions();
    let at_least = Test::AtLeast { question: question(), min: 5 };
    vec![
        Test::Age {
            question: question(),
            max: 45,
            min: Some(18),
            inclusive: true,
            on: ReferenceDay::Application,
            country_question: Some(question()),
            overrides: vec![AgeOverride { country: "VN".to_owned(), max: 40 }],
        },
        Test::OneOf { question: question(), words: vec![question()] },
        at_least.clone(),
        Test::Holds(condition),
        Test::AnyOf { tests: vec![at_least.clone()] },
        Test::AllOf { tests: vec![at_least.clone()] },
        Test::EachRow { question: question(), test: Box::new(at_least) },
    ]
}

fn rule() -> Rule {
    Rule { key: "r".to_owned(), says: said(), test: Test::AtLeast { question: "q".to_owned(), min: 5 } }
}

fn anchor() -> Anchor {
    Anchor { score: 5, text: said() }
}

fn criterion() -> Criterion {
    Criterion { key: "c".to_owned(), title: said(), guidance: said(), weight: 1, anchors: vec![anchor()] }
}

fn rubric() -> Rubric {
    Rubric { criteria: vec![criterion()], threshold: Some(3.0) }
}

fn settings() -> Settings {
    Settings {
        blind: true,
        edit_until_deadline: true,
        reviews_per_application: 3,
        second_person_releases: true,
        waiting_list: true,
        promote_by_itself: true,
        reply_days: 14,
        undo_withdraw_days: 7,
        rounds: "04-15".parse().into_iter().collect(),
    }
}

fn letters() -> Letters {
    Letters { offer: said(), waitlist: said(), reject: said() }
}

fn definition() -> Definition {
    Definition {
        about: vec![part()],
        summary: said(),
        eligibility: vec![rule()],
        form: form(),
        rubric: rubric(),
        settings: settings(),
        letters: letters(),
        referees: Some(referees()),
        nomination: Some(nomination()),
        hosting: Some(hosting()),
        pairing: Some(pairing()),
        sealing: Some(sealing()),
    }
}

fn pairing() -> Pairing {
    let key = || "project_title".to_owned();
    let (members, funders) = (Some(members()), Some(key()));
    let (same, named) = (vec![key()], vec![named()]);
    Pairing { reference: key(), same, partners: key(), named, members, required: true, funders }
}

fn members() -> Members {
    Members { own: "members".to_owned(), others: "partner_members".to_owned(), parts: vec![named()] }
}

fn sealing() -> Sealing {
    Sealing { days_after_close: 30, text: said(), statement: said() }
}

fn named() -> Named {
    Named { own: "institution".to_owned(), part: "institution".to_owned() }
}

fn hosting() -> Hosting {
    let consent = ConsentNeed::Review;
    Hosting { choices: 3, ranked: true, consent, at_submission: true, letter: said() }
}

fn nomination() -> Nomination {
    Nomination { required: true, letter: true, days_after_close: 14, per_country: Some(4) }
}

fn referees() -> Referees {
    Referees {
        minimum: 1,
        maximum: 2,
        spare: 1,
        due: Due::BeforeReview,
        deadline: Deadline::DaysAfterClose(14),
        intro: said(),
        brief: said(),
        questions: vec![question()],
        file: Some(letter_file()),
        waiver: Some(said()),
        applicant_reads: false,
        other_domain: true,
    }
}

fn letter_file() -> LetterFile {
    LetterFile { optional: true, max_bytes: 10_000_000, max_pages: Some(5) }
}

/// An example that can be pasted: a ready-made question as it is stored.
pub fn example() -> String {
    starters::all().first().and_then(|q| serde_json::to_string_pretty(q).ok()).unwrap_or_default()
}

#[cfg(test)]
mod checks {
    use super::*;

    #[test]
    fn what_can_be_left_out_and_what_cannot_is_what_the_program_takes() {
        let types = types();
        let field = |of: &str, name: &str| {
            let of = types.iter().find(|t| t.name == of).unwrap_or_else(|| panic!("{of}"));
            of.fields.iter().find(|f| f.name == name).cloned().unwrap_or_else(|| panic!("{name}"))
        };
        assert!(field("question", "hint").optional && !field("question", "label").optional);
        assert_eq!(field("question", "label").holds, Holds::Text);
        assert!(field("kind: date", "max").optional && !field("kind: short_text", "max").optional);
        assert_eq!(field("kind: rows", "questions").holds, Holds::List);
        assert_eq!(field("condition: answer", "is").holds, Holds::List);
        assert!(field("test: age", "overrides").optional && !field("test: age", "on").optional);
        assert!(KindWord::ALL.iter().all(|w| !kind(*w).word().word().is_empty() && kind(*w).word() == *w));
    }
}
