//! Conditions in words: when a question is asked.

use super::fields::country;
use crate::{
    domain::form::{Condition, Form, Kind, Question},
    web::page::Frame,
};

/// A condition in words, by what its questions are called.
pub fn told(frame: &Frame, form: &Form, condition: &Condition) -> String {
    let joined = |several: &[Condition], with: &str| {
        let each = several.iter().map(|one| told(frame, form, one)).collect::<Vec<_>>();
        each.join(&format!(" {} ", frame.say(with)))
    };
    match condition {
        Condition::All(all) => joined(all, "editor-and"),
        Condition::Any(any) => joined(any, "editor-or"),
        Condition::Answer { question, is } => {
            let asked = form.question(question);
            let words: Vec<_> = is.iter().map(|word| word_of(frame, asked, word)).collect();
            let name = asked.map_or_else(|| question.clone(), |q| called(frame, q));
            frame.with("form-row-line").set("label", name).set("answer", words.join(" / ")).to_string()
        }
    }
}

/// What a question is called; its key where nothing is said yet.
pub fn called(frame: &Frame, question: &Question) -> String {
    let name = frame.text(question.name());
    if name.is_empty() { question.key.clone() } else { name.to_owned() }
}

/// A word of an answer as it is read: an option by its label, a country by its name.
pub fn word_of(frame: &Frame, question: Option<&Question>, word: &str) -> String {
    match (question.map(|q| &q.kind), word) {
        (Some(Kind::Country { .. }), code) => country(frame, code),
        (Some(Kind::YesNo | Kind::Declaration { .. } | Kind::Consent { .. }), "yes") => {
            frame.say("base-yes").to_owned()
        }
        (Some(Kind::YesNo | Kind::Declaration { .. } | Kind::Consent { .. }), _) => frame.say("base-no").to_owned(),
        _ => question.and_then(|q| q.option_label(word)).map_or_else(|| word.to_owned(), |l| frame.text(l).to_owned()),
    }
}
