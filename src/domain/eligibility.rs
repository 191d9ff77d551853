//! Eligibility: a call's rules as data. The engine proposes; an officer confirms with a reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    form::{
        Answer, Answers, Condition, Kind, Question,
        conditions::{Hidden, all_of, any_of},
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
    /// At most so old and, where that is said, at least so old.
    Age {
        /// Question with the birth date.
        question: String,
        /// Greatest age in completed years.
        max: i32,
        /// Smallest age in completed years.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i32>,
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
    /// All of these tests pass.
    AllOf {
        /// The tests.
        tests: Vec<Test>,
    },
    /// Every row of a question passes, each member of a delegation; where there are no rows, nobody fails.
    EachRow {
        /// The question with rows.
        question: String,
        /// What is tested of each, over the questions of the row.
        test: Box<Test>,
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
            Self::Age { question, max, min, inclusive, on, country_question, overrides } => {
                let Some(Answer::Date(birth)) = answers.get(question) else { return None };
                let day = match on {
                    ReferenceDay::Application => days.application,
                    ReferenceDay::Close => days.close,
                    ReferenceDay::On(day) => *day,
                };
                let age = age_on(*birth, day);
                if min.is_some_and(|min| age < min) {
                    return Some(false);
                }
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
            Self::AllOf { tests } => all_of(tests.iter().map(|test| test.passed(answers, days))),
            Self::EachRow { question, test } => match answers.get(question) {
                Some(Answer::Rows(rows)) => all_of(rows.iter().map(|row| test.passed(row, days))),
                _ => Some(true),
            },
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
            Self::AnyOf { tests } | Self::AllOf { tests } => {
                faults.add_if(tests.is_empty(), place, "form-fault-condition-empty");
                for test in tests {
                    test.faults(place, known, faults);
                }
            }
            Self::EachRow { question, test } => match kind(question) {
                Some(Kind::Rows { questions, .. }) => {
                    let parts = questions.iter().map(|part| (part.key.as_str(), part)).collect();
                    test.faults(place, &parts, faults);
                }
                _ => faults.add_if(true, place, "form-fault-rule-question"),
            },
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd_opt(year, month, day).unwrap()
    }

    fn age_rule(inclusive: bool, on: ReferenceDay, overrides: &[(&str, i32)]) -> Test {
        Test::Age {
            question: "born".to_owned(),
            max: 45,
            min: None,
            inclusive,
            on,
            country_question: Some("country".to_owned()),
            overrides: overrides.iter().map(|(c, max)| AgeOverride { country: (*c).to_owned(), max: *max }).collect(),
        }
    }

    fn person(born: Day, country: Option<&str>) -> Answers {
        let mut answers = Answers::default();
        answers.set("born", Some(Answer::Date(born)));
        answers.set("country", country.map(|c| Answer::Choice(c.to_owned())));
        answers
    }

    const APPLIES: (i32, u32, u32) = (2026, 11, 22);

    fn passes(test: &Test, answers: &Answers) -> Option<bool> {
        let (y, m, d) = APPLIES;
        test.passed(answers, Days { application: day(y, m, d), close: day(2026, 12, 18) })
    }

    #[test]
    fn an_applicant_of_45_is_in_time_on_the_day_before_the_46th_birthday() {
        let rule = age_rule(true, ReferenceDay::Application, &[]);
        assert_eq!(passes(&rule, &person(day(1980, 11, 23), Some("MY"))), Some(true));
        assert_eq!(passes(&rule, &person(day(1980, 11, 22), Some("MY"))), Some(false));
        let under = age_rule(false, ReferenceDay::Application, &[]);
        assert_eq!(passes(&under, &person(day(1981, 11, 23), Some("MY"))), Some(true));
        assert_eq!(passes(&under, &person(day(1981, 11, 22), Some("MY"))), Some(false));
    }

    #[test]
    fn the_day_on_which_an_age_counts_is_the_calls_choice() {
        let born = person(day(1980, 12, 1), Some("MY"));
        assert_eq!(passes(&age_rule(true, ReferenceDay::Application, &[]), &born), Some(true));
        assert_eq!(passes(&age_rule(true, ReferenceDay::Close, &[]), &born), Some(false));
        assert_eq!(passes(&age_rule(true, ReferenceDay::On(day(2026, 1, 1)), &[]), &born), Some(true));
    }

    #[test]
    fn a_person_born_on_29_february_is_46_from_1_march_of_a_common_year() {
        let born = person(day(1980, 2, 29), Some("VN"));
        let on = |d| age_rule(true, ReferenceDay::On(d), &[]);
        assert_eq!(passes(&on(day(2026, 2, 28)), &born), Some(true));
        assert_eq!(passes(&on(day(2026, 3, 1)), &born), Some(false));
    }

    #[test]
    fn a_country_may_have_a_limit_of_its_own() {
        let rule = age_rule(true, ReferenceDay::Application, &[("VN", 40)]);
        let aged_43 = day(1983, 1, 1);
        assert_eq!(passes(&rule, &person(aged_43, Some("VN"))), Some(false));
        assert_eq!(passes(&rule, &person(aged_43, Some("LA"))), Some(true));
        // Before the country is known, only an age that settles it either way is judged.
        assert_eq!(passes(&rule, &person(aged_43, None)), None);
        assert_eq!(passes(&rule, &person(day(1990, 1, 1), None)), Some(true));
        assert_eq!(passes(&rule, &person(day(1970, 1, 1), None)), Some(false));
    }

    #[test]
    fn a_doctorate_or_five_years_are_enough_and_what_is_not_answered_is_not_yet_known() {
        let doctorate = Condition::Answer { question: "doctorate".to_owned(), is: vec!["yes".to_owned()] };
        let years = Test::AtLeast { question: "years".to_owned(), min: 5 };
        let rule = Test::AnyOf { tests: vec![Test::Holds(doctorate), years] };
        let person = |doctorate: Option<bool>, years: Option<i64>| {
            let mut answers = Answers::default();
            answers.set("doctorate", doctorate.map(Answer::YesNo));
            answers.set("years", years.map(Answer::Number));
            passes(&rule, &answers)
        };
        assert_eq!(person(Some(true), None), Some(true));
        assert_eq!(person(Some(false), None), None);
        assert_eq!(person(None, Some(5)), Some(true));
        assert_eq!(person(Some(false), Some(4)), Some(false));
        assert_eq!(person(None, None), None);
    }

    #[test]
    fn each_member_of_a_delegation_is_of_age_and_who_comes_alone_has_none() {
        let (question, on) = ("born".to_owned(), ReferenceDay::Application);
        let (max, min) = (40, Some(18));
        let age = Test::Age { question, max, min, inclusive: true, on, country_question: None, overrides: Vec::new() };
        let rule = Test::EachRow { question: "members".to_owned(), test: Box::new(age) };
        let delegation = |born: &[Option<i32>]| {
            let row = |year: &Option<i32>| year.map(|year| person(day(year, 11, 22), None)).unwrap_or_default();
            let mut answers = Answers::default();
            answers.set("members", Some(Answer::Rows(born.iter().map(row).collect())));
            passes(&rule, &answers)
        };
        assert_eq!(passes(&rule, &Answers::default()), Some(true));
        assert_eq!(delegation(&[Some(1986), Some(2008)]), Some(true));
        assert_eq!(delegation(&[Some(1986), Some(1985)]), Some(false));
        assert_eq!(delegation(&[Some(2009), Some(1990)]), Some(false));
        assert_eq!(delegation(&[Some(1990), None]), None);
    }

    #[test]
    fn a_rule_over_a_question_that_is_missing_or_of_another_kind_is_a_fault() {
        let says = Text::english("You must be young.");
        let rule = Rule { key: "age".to_owned(), says, test: age_rule(true, ReferenceDay::Close, &[]) };
        let none: [&Question; 0] = [];
        let ids: Vec<_> = faults(&[rule.clone(), rule], none).into_iter().map(|p| p.sentence.id).collect();
        let [question, country] = ["form-fault-rule-question"; 2];
        assert_eq!(ids, [question, country, "form-fault-twice", question, country]);
    }
}
