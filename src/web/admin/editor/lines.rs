//! Conditions line by line: each line is a question with the answers that are accepted, and all lines hold or any of them; lines that
//! go together count as one. Lines are added and taken away on the page before anything is saved.

use super::{items::called, room::Entry};
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
const MOST: usize = 30;

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
    /// Whether it goes together with the line above: of a group, one line is enough where all are wanted, and all are wanted where any
    /// one is enough.
    pub joined: bool,
}

/// Lines within lines, however deep.
#[derive(Debug, Clone)]
enum Tree {
    Line(Line),
    Several { any: bool, parts: Vec<Tree> },
}

impl Tree {
    fn of_condition(condition: &Condition) -> Option<Self> {
        let all = |any: bool, several: &[Condition]| {
            let parts = several.iter().map(Self::of_condition).collect::<Option<_>>()?;
            Some(Self::Several { any, parts })
        };
        match condition {
            Condition::Answer { question, is } => Some(Self::line(question, is.clone())),
            Condition::All(several) => all(false, several),
            Condition::Any(several) => all(true, several),
        }
    }

    fn of_test(test: &Test) -> Option<Self> {
        let all = |any: bool, tests: &[Test]| {
            let parts = tests.iter().map(Self::of_test).collect::<Option<_>>()?;
            Some(Self::Several { any, parts })
        };
        match test {
            Test::OneOf { question, words } => Some(Self::line(question, words.clone())),
            Test::AtLeast { question, min } => Some(Self::line(question, vec![min.to_string()])),
            Test::Holds(condition) => Self::of_condition(condition),
            Test::AnyOf { tests } => all(true, tests),
            Test::AllOf { tests } => all(false, tests),
            Test::Age { .. } | Test::EachRow { .. } => None,
        }
    }

    fn line(question: &str, words: Vec<String>) -> Self {
        Self::Line(Line { question: question.to_owned(), words, joined: false })
    }

    /// The same with as few parts as say it: one alone is itself, and all of all is all.
    fn flat(self) -> Self {
        let Self::Several { any, parts } = self else { return self };
        let mut flat = Vec::new();
        for part in parts.into_iter().map(Self::flat) {
            match part {
                Self::Several { any: inner, parts } if inner == any => flat.extend(parts),
                other => flat.push(other),
            }
        }
        match flat.pop() {
            Some(only) if flat.is_empty() => only,
            last => {
                flat.extend(last);
                Self::Several { any, parts: flat }
            }
        }
    }
}

/// What is done with the lines on the page.
pub enum Step {
    /// They are saved.
    Save,
    /// The page comes again with these.
    Again(Lines),
}

impl Lines {
    /// The lines of a condition; `None` where it has parts within parts of parts.
    pub fn of_condition(condition: &Condition) -> Option<Self> {
        Self::of_tree(&Tree::of_condition(condition)?)
    }

    /// The lines of a rule's test; `None` where it has parts within parts of parts, or counts an age.
    pub fn of_test(test: &Test) -> Option<Self> {
        Self::of_tree(&Tree::of_test(test)?)
    }

    fn of_tree(tree: &Tree) -> Option<Self> {
        let (any, parts) = match tree.clone().flat() {
            Tree::Line(line) => return Some(Self { any: false, lines: vec![line] }),
            Tree::Several { any, parts } => (any, parts),
        };
        let mut lines = Vec::new();
        for part in parts {
            let Tree::Several { parts, .. } = part else {
                let Tree::Line(line) = part else { return None };
                lines.push(line);
                continue;
            };
            for (at, part) in parts.into_iter().enumerate() {
                let Tree::Line(line) = part else { return None };
                lines.push(Line { joined: at > 0, ..line });
            }
        }
        (lines.len() <= MOST).then_some(Self { any, lines })
    }

    /// The lines as they were typed.
    pub fn of_typed(typed: &Typed) -> Self {
        let line = |(number, question): (usize, &String)| {
            let values = typed.values(&field(number)).iter().flat_map(|value| value.lines());
            let words = values.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
            let joined = number > 1 && typed.has(&joined(number), "yes");
            Line { question: question.clone(), words, joined }
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
                self.lines.push(Line { question, words: Vec::new(), joined: false });
            }
            return Step::Again(self);
        }
        match pressed.strip_prefix("remove:").and_then(|number| number.parse::<usize>().ok()) {
            Some(number @ 1..) if number <= self.lines.len() => {
                let gone = self.lines.remove(number - 1);
                // Those behind the first of a group stay together.
                if let Some(next) = self.lines.get_mut(number - 1) {
                    next.joined &= gone.joined;
                }
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

    /// The lines group by group: those that are joined to the one above go with it.
    fn groups(&self) -> Vec<&[Line]> {
        let mut starts: Vec<usize> = (0..self.lines.len()).filter(|at| *at == 0 || !self.lines[*at].joined).collect();
        starts.push(self.lines.len());
        starts.windows(2).map(|ends| &self.lines[ends[0]..ends[1]]).collect()
    }

    /// As a condition; `None` where there is no line.
    pub fn condition(&self) -> Option<Condition> {
        let one = |l: &Line| Condition::Answer { question: l.question.clone(), is: l.words.clone() };
        let several = |any: bool, mut all: Vec<Condition>| match (all.len(), any) {
            (0 | 1, _) => all.pop(),
            (_, true) => Some(Condition::Any(all)),
            (_, false) => Some(Condition::All(all)),
        };
        let group = |lines: &[Line]| several(!self.any, lines.iter().map(one).collect());
        several(self.any, self.groups().into_iter().filter_map(group).collect())
    }

    /// As the test of a rule; `None` where there is no line.
    pub fn test(&self, form: &Form) -> Option<Test> {
        let one = |l: &Line| match (form.question(&l.question).map(|q| &q.kind), l.words.first()) {
            (Some(Kind::Number { .. }), Some(min)) => {
                Test::AtLeast { question: l.question.clone(), min: min.parse().unwrap_or(0) }
            }
            _ => Test::OneOf { question: l.question.clone(), words: l.words.clone() },
        };
        let several = |any: bool, mut tests: Vec<Test>| match (tests.len(), any) {
            (0 | 1, _) => tests.pop(),
            (_, true) => Some(Test::AnyOf { tests }),
            (_, false) => Some(Test::AllOf { tests }),
        };
        let group = |lines: &[Line]| several(!self.any, lines.iter().map(one).collect());
        several(self.any, self.groups().into_iter().filter_map(group).collect())
    }

    /// Hidden keys of the lines.
    pub fn hidden(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.lines.iter().map(|line| (LINE, line.question.clone()))
    }

    /// The fields of the lines, each with the question's name; where `counts`, numbers are compared.
    pub fn fields(&self, frame: &Frame, form: &[&Question], counts: bool) -> Vec<Entry> {
        let line = |(number, line): (usize, &Line)| {
            let question = form.iter().find(|q| q.key == line.question);
            let name = question.map_or_else(|| line.question.clone(), |q| called(frame, q));
            let mut fields = vec![words(frame, &field(number), question.copied(), &name, line, counts).put()];
            if number > 1 {
                let together = frame.field(&joined(number), "editor-line-joined").control(Control::Tick(line.joined));
                fields.push(together.put());
            }
            Entry { fields, words: name }
        };
        (1..).zip(&self.lines).map(line).collect()
    }

    /// The field that says whether all lines are wanted or any.
    pub fn join(&self, frame: &Frame) -> Put {
        let option = |value: &str, words: &str, any: bool| Opt::new(value, frame.say(words), self.any == any);
        let options = vec![option("all", "editor-all", false), option("any", "editor-any", true)];
        frame.field("join", "editor-join").hint(frame.say("editor-join-hint")).radios(options).put()
    }

    /// The field with which a line is added; nothing where no question can be asked about.
    pub fn add(&self, frame: &Frame, form: &[&Question]) -> Option<Put> {
        let option = |q: &&&Question| Opt::new(&q.key, called(frame, q), false);
        let options: Vec<Opt> = form.iter().filter(|q| can_decide(q)).collect::<Vec<_>>().iter().map(option).collect();
        (!options.is_empty() && self.lines.len() < MOST)
            .then(|| frame.field("add", "editor-line-add").class("w20").list(options).put())
    }
}

/// The field that puts a line together with the one above.
fn joined(number: usize) -> String {
    format!("joined-{number}")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: &str) -> Condition {
        Condition::Answer { question: question.to_owned(), is: vec!["yes".to_owned()] }
    }

    #[test]
    fn all_of_any_and_any_of_all_are_lines_that_go_together_and_come_back_as_they_were() {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(answer);
        let any = |several: &[&Condition]| Condition::Any(several.iter().copied().cloned().collect());
        let all = |several: &[&Condition]| Condition::All(several.iter().copied().cloned().collect());
        for condition in [
            a.clone(),
            all(&[&a, &b]),
            any(&[&a, &b]),
            all(&[&any(&[&a, &b]), &c, &any(&[&c, &d])]),
            any(&[&a, &all(&[&b, &c]), &all(&[&c, &d])]),
        ] {
            let lines = Lines::of_condition(&condition).expect("lines");
            assert_eq!(lines.condition(), Some(condition.clone()));
            assert_eq!(Lines::of_test(&Test::Holds(condition)), Some(lines));
        }
        // What says the same in more words is the same lines.
        let wordy = all(&[&all(&[&a, &any(&[&b])]), &any(&[&c, &any(&[&d])])]);
        let lines = Lines::of_condition(&wordy).expect("lines");
        assert_eq!(lines.condition(), Some(all(&[&a, &b, &any(&[&c, &d])])));
        // Deeper than that is left to the JSON.
        assert_eq!(Lines::of_condition(&all(&[&a, &any(&[&b, &all(&[&c, &d])])])), None);
    }

    #[test]
    fn taking_the_first_line_of_a_group_away_leaves_the_others_together() {
        let joined = [false, false, true, true];
        let lines = joined.map(|joined| Line { question: "q".to_owned(), words: vec!["yes".to_owned()], joined });
        let lines = Lines { any: false, lines: lines.into() };
        let left = |number: usize| {
            let mut typed = Typed::default();
            typed.set("go", format!("remove:{number}"));
            let Step::Again(lines) = lines.clone().step(&typed) else { unreachable!() };
            lines.groups().iter().map(|group| group.len()).collect::<Vec<_>>()
        };
        assert_eq!([left(1), left(2), left(4)], [vec![3], vec![1, 2], vec![1, 2]]);
    }
}
