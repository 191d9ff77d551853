//! Conditions line by line: each line is a question with the answers that are accepted, and all lines hold or any of them. Lines
//! are added and taken away on the page before anything is saved.

use super::items::called;
use crate::{
    domain::{
        eligibility::Test,
        form::{Condition, Form, Kind, OTHER_COUNTRY, Question, Typed},
        sentence::{Problem, Sentence},
    },
    web::{
        applications::fields::country,
        page::Frame,
        parts::{Control, Field, Opt, Put},
    },
};

/// The field of hidden keys, one for each line.
pub const LINE: &str = "line";
/// Most lines.
const MOST: usize = 20;

/// Several lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    /// Whether any one of them is enough.
    pub any: bool,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Key of the question.
    pub question: String,
    /// Accepted words; where a least number is wanted, that number.
    pub words: Vec<String>,
}

/// What is done with the lines on the page.
pub enum Step {
    /// They are saved.
    Save,
    /// The page comes again with these.
    Again(Lines),
}

impl Lines {
    /// The lines of a condition; `None` where it is made of more than one row of lines.
    pub fn of_condition(condition: &Condition) -> Option<Self> {
        let line = |c: &Condition| match c {
            Condition::Answer { question, is } => Some(Line { question: question.clone(), words: is.clone() }),
            _ => None,
        };
        match condition {
            Condition::Answer { .. } => Some(Self { any: false, lines: vec![line(condition)?] }),
            Condition::All(all) => Some(Self { any: false, lines: all.iter().map(line).collect::<Option<_>>()? }),
            Condition::Any(any) => Some(Self { any: true, lines: any.iter().map(line).collect::<Option<_>>()? }),
        }
    }

    /// The lines of a rule's test; `None` where it is made of more than one row of lines, or counts an age.
    pub fn of_test(test: &Test) -> Option<Self> {
        let line = |test: &Test| match test {
            Test::OneOf { question, words } => Some(Line { question: question.clone(), words: words.clone() }),
            Test::AtLeast { question, min } => Some(Line { question: question.clone(), words: vec![min.to_string()] }),
            Test::Holds(condition) => {
                Self::of_condition(condition).filter(|l| l.lines.len() == 1).and_then(|mut l| l.lines.pop())
            }
            _ => None,
        };
        match test {
            Test::AnyOf { tests } => Some(Self { any: true, lines: tests.iter().map(line).collect::<Option<_>>()? }),
            Test::AllOf { tests } => Some(Self { any: false, lines: tests.iter().map(line).collect::<Option<_>>()? }),
            Test::Holds(condition) => Self::of_condition(condition),
            Test::OneOf { .. } | Test::AtLeast { .. } => Some(Self { any: false, lines: vec![line(test)?] }),
            Test::Age { .. } | Test::EachRow { .. } => None,
        }
    }

    /// The lines as they were typed.
    pub fn of_typed(typed: &Typed) -> Self {
        let line = |(number, question): (usize, &String)| {
            let values = typed.values(&field(number)).iter().flat_map(|value| value.lines());
            let words = values.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
            Line { question: question.clone(), words }
        };
        let lines = (1..).zip(typed.values(LINE).iter().take(MOST)).map(line).collect();
        Self { any: typed.first("join") == "any", lines }
    }

    /// What the pressed button asks for.
    pub fn step(mut self, typed: &Typed) -> Step {
        let pressed = typed.first("go");
        if pressed == "add" {
            let question = typed.first("add").to_owned();
            if !question.is_empty() && self.lines.len() < MOST {
                self.lines.push(Line { question, words: Vec::new() });
            }
            return Step::Again(self);
        }
        match pressed.strip_prefix("remove:").and_then(|number| number.parse::<usize>().ok()) {
            Some(number @ 1..) if number <= self.lines.len() => {
                self.lines.remove(number - 1);
                Step::Again(self)
            }
            Some(_) => Step::Again(self),
            None => Step::Save,
        }
    }

    /// What is missing in the lines.
    pub fn problems(&self, form: &[&Question], counts: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(&self.lines) {
            let question = form.iter().find(|q| q.key == line.question);
            let is_count = counts && question.is_some_and(|q| matches!(q.kind, Kind::Number { .. }));
            let wrong = match () {
                () if question.is_none() => Some("editor-line-gone"),
                () if line.words.is_empty() => Some("editor-line-empty"),
                () if is_count && !matches!(&line.words[..], [n] if n.parse::<i64>().is_ok()) => {
                    Some("editor-line-number")
                }
                () if line.words.iter().any(|word| question.is_some_and(|q| !q.can_be(word))) => {
                    Some("editor-line-word")
                }
                () => None,
            };
            problems.extend(wrong.map(|id| Problem::at(field(number), Sentence::new(id))));
        }
        problems
    }

    /// As a condition; `None` where there is no line.
    pub fn condition(&self) -> Option<Condition> {
        let one = |l: &Line| Condition::Answer { question: l.question.clone(), is: l.words.clone() };
        match &self.lines[..] {
            [] => None,
            [line] => Some(one(line)),
            lines if self.any => Some(Condition::Any(lines.iter().map(one).collect())),
            lines => Some(Condition::All(lines.iter().map(one).collect())),
        }
    }

    /// As the test of a rule; `None` where there is no line.
    pub fn test(&self, form: &Form) -> Option<Test> {
        let one = |l: &Line| match (form.question(&l.question).map(|q| &q.kind), l.words.first()) {
            (Some(Kind::Number { .. }), Some(min)) => {
                Test::AtLeast { question: l.question.clone(), min: min.parse().unwrap_or(0) }
            }
            _ => Test::OneOf { question: l.question.clone(), words: l.words.clone() },
        };
        match &self.lines[..] {
            [] => None,
            [line] => Some(one(line)),
            lines if self.any => Some(Test::AnyOf { tests: lines.iter().map(one).collect() }),
            lines => Some(Test::AllOf { tests: lines.iter().map(one).collect() }),
        }
    }

    /// Hidden keys of the lines.
    pub fn hidden(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.lines.iter().map(|line| (LINE, line.question.clone()))
    }

    /// The fields of the lines, each with the question's name; where `counts`, numbers are compared.
    pub fn fields(&self, frame: &Frame, form: &[&Question], counts: bool) -> Vec<(Put, String)> {
        let line = |(number, line): (usize, &Line)| {
            let question = form.iter().find(|q| q.key == line.question);
            let name = question.map_or_else(|| line.question.clone(), |q| called(frame, q));
            (words(frame, &field(number), question.copied(), &name, line, counts).put(), name)
        };
        (1..).zip(&self.lines).map(line).collect()
    }

    /// The field that says whether all lines are wanted or any.
    pub fn join(&self, frame: &Frame) -> Put {
        let option = |value: &str, words: &str, any: bool| Opt::new(value, frame.say(words), self.any == any);
        let options = vec![option("all", "editor-all", false), option("any", "editor-any", true)];
        frame.field("join", "editor-join").radios(options).put()
    }

    /// The field with which a line is added; nothing where no question can be asked about.
    pub fn add(&self, frame: &Frame, form: &[&Question]) -> Option<Put> {
        let option = |q: &&&Question| Opt::new(&q.key, called(frame, q), false);
        let options: Vec<Opt> = form.iter().filter(|q| can_decide(q)).collect::<Vec<_>>().iter().map(option).collect();
        (!options.is_empty() && self.lines.len() < MOST)
            .then(|| frame.field("add", "editor-line-add").class("w20").list(options).put())
    }
}

fn field(number: usize) -> String {
    format!("{LINE}-{number}")
}

/// Whether a condition can be about this question.
pub fn can_decide(question: &Question) -> bool {
    !matches!(question.kind, Kind::Rows { .. } | Kind::Document { .. } | Kind::Note { .. } | Kind::LongText { .. })
}

fn words(frame: &Frame, field: &str, question: Option<&Question>, name: &str, line: &Line, counts: bool) -> Field {
    let label = frame.with("editor-line").set("question", name).to_string();
    let made = frame.field_named(field, &label);
    let has = |value: &str| line.words.iter().any(|word| word == value);
    let Some(question) = question else { return made.value(line.words.join("\n")).rows(2) };
    let options: Vec<Opt> = match &question.kind {
        Kind::YesNo | Kind::Declaration { .. } | Kind::Consent { .. } => {
            [("yes", "base-yes"), ("no", "base-no")].map(|(v, words)| Opt::new(v, frame.say(words), has(v))).into()
        }
        Kind::OneOf { options } | Kind::SeveralOf { options, .. } => {
            options.iter().map(|o| Opt::new(&o.value, frame.text(&o.label), has(&o.value))).collect()
        }
        Kind::Country { codes, other } => {
            let other = other.then_some(OTHER_COUNTRY);
            let codes = codes.iter().map(String::as_str).chain(other);
            codes.map(|code| Opt::new(code, country(frame, code), has(code))).collect()
        }
        Kind::Number { .. } if counts => {
            let label = frame.with("editor-line-least").set("question", name).to_string();
            let made = frame.field_named(field, &label);
            return made.value(line.words.first().cloned().unwrap_or_default()).class("w10").inputmode("numeric");
        }
        _ => return made.hint(frame.say("editor-line-hint")).value(line.words.join("\n")).rows(3),
    };
    made.control(Control::Boxes(options))
}
