//! Eligibility: a call's rules as data. The engine proposes; an officer confirms with a reason.

use serde::{Deserialize, Serialize};

use super::{form::Condition, text::Text, time::Day};

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
