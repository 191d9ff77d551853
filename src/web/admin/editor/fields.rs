//! Small fields of the editor: programme texts, ticks, whole numbers, lists of one a line, questions to choose from.

use crate::{
    domain::{
        form::{Form, Kind, Typed},
        sentence::{Problem, Sentence},
        text::Text,
    },
    web::{
        applications::conditions::called,
        page::Frame,
        parts::{Control, Field, Opt},
    },
};

/// A box to tick.
pub fn tick(frame: &Frame, name: &str, label: &str, typed: &Typed) -> Field {
    frame.field(name, label).control(Control::Tick(typed.has(name, "yes")))
}

/// One line.
pub fn line(frame: &Frame, name: &str, label: &str, typed: &Typed) -> Field {
    frame.field(name, label).value(typed.first(name))
}

/// Paragraphs.
pub fn area(frame: &Frame, name: &str, label: &str, typed: &Typed, rows: u32) -> Field {
    line(frame, name, label, typed).rows(rows)
}

/// A whole number.
pub fn number(frame: &Frame, name: &str, label: &str, typed: &Typed) -> Field {
    line(frame, name, label, typed).class("w10").inputmode("numeric")
}

/// One of several to choose from, `options` with value and words.
pub fn choice(
    frame: &Frame,
    name: &str,
    label: &str,
    typed: &Typed,
    options: impl IntoIterator<Item = (String, String)>,
) -> Field {
    let held = typed.first(name);
    let option = |(value, words): (String, String)| {
        let chosen = value == held;
        Opt::new(value, words, chosen)
    };
    frame.field(name, label).list(options.into_iter().map(option).collect())
}

/// Holds a tick.
pub fn hold_tick(typed: &mut Typed, name: &str, ticked: bool) {
    if ticked {
        typed.set(name, "yes");
    }
}

/// Holds a text in the language in which the editor writes.
pub fn hold_text(typed: &mut Typed, name: &str, text: &Text) {
    typed.set(name, text.in_language("en"));
}

/// The text as it was with what is typed now; other languages stay.
pub fn text(typed: &Typed, name: &str, before: Option<&Text>) -> Text {
    before.cloned().unwrap_or_default().saying("en", typed.first(name))
}

/// A whole number within limits, or what is wrong with it.
pub fn whole(typed: &Typed, name: &str, min: i64, max: i64, problems: &mut Vec<Problem>) -> i64 {
    let held: String = typed.first(name).chars().filter(|c| !matches!(c, ' ' | ',' | '\u{a0}')).collect();
    match held.parse::<i64>() {
        Ok(n) if (min..=max).contains(&n) => n,
        _ => {
            let sentence = Sentence::new("editor-number").with("min", min.to_string()).with("max", max.to_string());
            problems.push(Problem::at(name, sentence));
            min
        }
    }
}

/// The same as a smaller number.
pub fn count(typed: &Typed, name: &str, min: u32, max: u32, problems: &mut Vec<Problem>) -> u32 {
    u32::try_from(whole(typed, name, min.into(), max.into(), problems)).unwrap_or(min)
}

/// Lines that are not empty.
pub fn each_line<'t>(typed: &'t Typed, name: &str) -> impl Iterator<Item = &'t str> {
    typed.first(name).lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Something must stand in this field.
pub fn need(typed: &Typed, name: &str, sentence: &'static str, problems: &mut Vec<Problem>) {
    if typed.first(name).is_empty() {
        problems.push(Problem::at(name, Sentence::new(sentence)));
    }
}

/// Faults of the definition as problems of this page: those of `place` beside the field that they are about, others above the page.
pub fn placed(problems: Vec<Problem>, place: &str, default: &'static str) -> Vec<Problem> {
    let field = |id: &str| match id {
        "form-fault-key" | "form-fault-key-taken" | "form-fault-twice" => "key",
        "form-fault-no-label" => "label",
        "form-fault-no-title" => "title",
        "form-fault-options" => "options",
        "form-fault-no-statement" => "statement",
        "form-fault-no-row" => "row",
        "form-fault-weight" => "weight",
        "form-fault-anchors" => "anchors",
        _ => default,
    };
    let here = |problem: Problem| {
        if !problem.sentence.id.starts_with("form-fault-") {
            return problem;
        }
        let own = problem.field.as_deref().is_some_and(|at| at == place || at.rsplit('-').next() == Some(place));
        let at = own.then(|| field(&problem.sentence.id).to_owned()).filter(|at| !at.is_empty());
        Problem { field: at, ..problem }
    };
    problems.into_iter().map(here).collect()
}

/// One of several, all in sight: each with its value and the id of its words.
pub fn radios<'v>(
    frame: &Frame,
    name: &str,
    label: &str,
    typed: &Typed,
    options: impl IntoIterator<Item = (&'v str, String)>,
) -> Field {
    let held = typed.first(name);
    let option = |(value, words): (&str, String)| Opt::new(value, frame.say(&words), value == held);
    frame.field(name, label).radios(options.into_iter().map(option).collect())
}

/// The first mark in braces of a letter that stands for nothing.
pub fn unknown_mark(letter: &str, known: &[&str]) -> Option<String> {
    letter.split('{').skip(1).find_map(|rest| {
        let (word, _) = rest.split_once('}')?;
        let mark = format!("{{{word}}}");
        (!word.contains(char::is_whitespace) && !known.contains(&mark.as_str())).then_some(mark)
    })
}

/// The questions that fit, to choose one of: none first, and the one that is chosen now in any case.
pub fn fitting(frame: &Frame, form: &Form, held: &str, fits: impl Fn(&Kind) -> bool) -> Vec<(String, String)> {
    let none = (String::new(), frame.say("editor-lists-none").to_owned());
    let fitting = form.questions().filter(|q| q.key == held || (fits(&q.kind) && !q.after_acceptance));
    std::iter::once(none).chain(fitting.map(|q| (q.key.clone(), called(frame, q)))).collect()
}
