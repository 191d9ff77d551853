//! Eligibility: a call's rules as data. The engine proposes; an officer confirms with a reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    form::{
        Answer, Answers, Condition, Kind, Question,
        conditions::{Hidden, any_of},
        faults::{Faults, is_key},
    },
    sentence::Problem,
    text::Text,
    time::{Day, age_on},
};

/// One rule with the sentence that tells an applicant what it asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Lower-case word, unique among the rules: the reason code.
    pub key: String,
    /// What is required, said to the applicant: "You must be 45 or younger on the day you apply."
    pub says: Text,
    /// What is required, for the program.
    pub test: Test,
}

/// What a rule tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// At most so old.
    Age {
        /// Question with the birth date.
        question: String,
        /// Greatest age in completed years.
        max: i32,
        /// Whether that age itself is still eligible ("45 inclusive").
        inclusive: bool,
        /// The day on which the age counts.
        on: ReferenceDay,
        /// Question with the country by which `overrides` are chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country_question: Option<String>,
        /// Other greatest ages by country code.
        #[serde(default)]
        overrides: Vec<AgeOverride>,
    },
    /// A citizenship, or any other answer, on a list.
    OneOf {
        /// The question.
        question: String,
        /// Accepted words.
        words: Vec<String>,
    },
    /// At least so much: a number.
    AtLeast {
        /// The question.
        question: String,
        /// Smallest number that is eligible.
        min: i64,
    },
    /// A condition on answers.
    Holds(Condition),
    /// At least one of these tests passes: a doctorate or five years of research.
    AnyOf {
        /// The tests.
        tests: Vec<Test>,
    },
}

/// Another greatest age for one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeOverride {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Greatest age.
    pub max: i32,
}

/// The day on which an age counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceDay {
    /// The day of applying, in the call's zone.
    Application,
    /// The day on which the call closes, in the call's zone.
    Close,
    /// This day.
    On(Day),
}

/// What a rule says of one application.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// Whether it is met; `None` while an answer that it needs is not given.
    pub passed: Option<bool>,
}

/// What the rules say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every rule is met.
    Eligible,
    /// At least one is not.
    NotEligible,
    /// None is broken, but not all can be judged yet.
    NotKnown,
}

/// The days by which an age is counted.
#[derive(Debug, Clone, Copy)]
struct Days {
    application: Day,
    close: Day,
}

/// What every rule says of these answers. Both days are in the call's zone: that of applying (the submission or, before it, today), and
/// that on which the call closes. Answers to questions that are not asked must have been dropped, as reading a page does.
pub fn evaluate<'r>(rules: &'r [Rule], answers: &Answers, application: Day, close: Day) -> Vec<Finding<'r>> {
    let days = Days { application, close };
    rules.iter().map(|rule| Finding { rule, passed: rule.test.passed(answers, days) }).collect()
}

/// What findings say together.
pub fn verdict(findings: &[Finding<'_>]) -> Verdict {
    if findings.iter().any(|f| f.passed == Some(false)) {
        Verdict::NotEligible
    } else if findings.iter().any(|f| f.passed.is_none()) {
        Verdict::NotKnown
    } else {
        Verdict::Eligible
    }
}

impl Test {
    /// Whether it is passed; `None` while an answer that it needs is not given.
    fn passed(&self, answers: &Answers, days: Days) -> Option<bool> {
        match self {
            Self::Age { question, max, inclusive, on, country_question, overrides } => {
                let Some(Answer::Date(birth)) = answers.get(question) else { return None };
                let day = match on {
                    ReferenceDay::Application => days.application,
                    ReferenceDay::Close => days.close,
                    ReferenceDay::On(day) => *day,
                };
                let age = age_on(*birth, day);
                let young_enough = |max: i32| if *inclusive { age <= max } else { age < max };
                let country = country_question.as_deref().map(|q| answers.text(q));
                match country {
                    None => Some(young_enough(*max)),
                    Some(Some(code)) => {
                        let own = overrides.iter().find(|o| o.country == code);
                        Some(young_enough(own.map_or(*max, |o| o.max)))
                    }
                    // The country is not known yet; the age may settle it whichever it is.
                    Some(None) => {
                        let first = young_enough(*max);
                        overrides.iter().all(|o| young_enough(o.max) == first).then_some(first)
                    }
                }
            }
            Self::OneOf { question, words } => {
                answers.get(question).map(|answer| words.iter().any(|word| answer.is_word(word)))
            }
            Self::AtLeast { question, min } => match answers.get(question) {
                Some(Answer::Number(n)) => Some(n >= min),
                _ => None,
            },
            Self::Holds(condition) => condition.known(answers, &Hidden::new()),
            Self::AnyOf { tests } => any_of(tests.iter().map(|test| test.passed(answers, days))),
        }
    }

    fn faults(&self, place: &str, known: &BTreeMap<&str, &Question>, faults: &mut Faults) {
        let kind = |question: &str| known.get(question).map(|q| &q.kind);
        match self {
            Self::Age { question, country_question, .. } => {
                let date = matches!(kind(question), Some(Kind::Date { .. }));
                faults.add_if(!date, place, "form-fault-rule-question");
                let country = |q: &String| matches!(kind(q), Some(Kind::Country { .. }));
                faults.add_if(!country_question.as_ref().is_none_or(country), place, "form-fault-rule-question");
            }
            Self::OneOf { question, words } => {
                Condition::Answer { question: question.clone(), is: words.clone() }.faults(place, known, faults);
            }
            Self::AtLeast { question, .. } => {
                let number = matches!(kind(question), Some(Kind::Number { .. }));
                faults.add_if(!number, place, "form-fault-rule-question");
            }
            Self::Holds(condition) => condition.faults(place, known, faults),
            Self::AnyOf { tests } => {
                faults.add_if(tests.is_empty(), place, "form-fault-condition-empty");
                for test in tests {
                    test.faults(place, known, faults);
                }
            }
        }
    }
}

/// Everything wrong with rules over these questions.
pub fn faults<'q>(rules: &[Rule], questions: impl IntoIterator<Item = &'q Question>) -> Vec<Problem> {
    let known: BTreeMap<&str, &Question> = questions.into_iter().map(|q| (q.key.as_str(), q)).collect();
    let mut faults = Faults::default();
    let mut keys = BTreeSet::new();
    for rule in rules {
        faults.add_if(!keys.insert(&rule.key), &rule.key, "form-fault-twice");
        faults.add_if(!is_key(&rule.key, '-'), &rule.key, "form-fault-key");
        faults.add_if(rule.says.is_empty(), &rule.key, "form-fault-no-label");
        rule.test.faults(&rule.key, &known, &mut faults);
    }
    faults.into_problems()
}
