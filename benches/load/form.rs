//! How long a large form takes to check: 300 questions in 30 sections, 50 of them asked only after another answer.

use std::{hint::black_box, time::Instant};

use sojourn::{
    clock::{Clock, SystemClock},
    domain::{
        form::{Answer, Answers, Condition, Documents, Form, Kind, Meaning, Question, Section},
        text::Text,
    },
};

use crate::table::{middle, verdict};

/// Name of the row.
pub const CHECK: &str = "form-check";
/// Most that one check may take, in milliseconds.
const MOST: f64 = 1.0;
const SECTIONS: usize = 30;
const EACH: usize = 10;
const CONDITIONS: usize = 50;

/// Measures and prints.
pub fn measure() {
    let form = form();
    let answers = answers();
    let now = SystemClock.now();
    let mut times = Vec::new();
    for _ in 0..500 {
        let begun = Instant::now();
        black_box(form.check(black_box(&answers), &Documents::default(), now));
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let time = middle(times);
    println!("{CHECK}: {time:.3} ms for {} questions (at most {MOST}){}", SECTIONS * EACH, verdict(time <= MOST));
}

fn key(n: usize) -> String {
    format!("question_{n}")
}

fn form() -> Form {
    let question = |n: usize| {
        let kind = match n % 5 {
            0 => Kind::YesNo,
            1 => Kind::LongText { max: 3000 },
            2 => Kind::Number { min: 0, max: 1000 },
            _ => Kind::ShortText { max: 200 },
        };
        let condition = Condition::Answer { question: key(n - n % 5), is: vec!["yes".to_owned()] };
        let has_one = n % 5 == 3 && n / 5 < CONDITIONS;
        Question {
            key: key(n),
            label: Text::english(format!("Question {n}")),
            shown_when: has_one.then_some(condition),
            ..Question::blank(kind)
        }
    };
    let section = |s: usize| Section {
        key: format!("section-{s}"),
        title: Text::english(format!("Section {s}")),
        group: Text::default(),
        intro: Text::default(),
        before: false,
        confirm: s.is_multiple_of(3),
        questions: (s * EACH..(s + 1) * EACH).map(question).collect(),
    };
    let meaning =
        Meaning { name: key(3), country: key(4), sex: None, field: None, priority: None, length: None, title: None };
    Form { sections: (0..SECTIONS).map(section).collect(), meaning }
}

fn answers() -> Answers {
    let mut answers = Answers::default();
    for n in 0..SECTIONS * EACH {
        let answer = match n % 5 {
            0 => Answer::YesNo(n % 2 == 0),
            1 => Answer::Text("Mangroves keep more carbon than any other forest. ".repeat(40)),
            2 => Answer::Number(7),
            _ => Answer::Text("Universiti Malaya".to_owned()),
        };
        answers.set(&key(n), Some(answer));
    }
    answers
}
