//! Host institutions: what a call asks of an applicant's choice of posts and of the host's consent. A call without [`Hosting`] has no
//! posts. [`posts`] says how a post comes to be shown, [`consent`] how a host answers; [`provinces`] is where hosts are.

pub mod consent;
pub mod posts;
pub mod provinces;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{
    form::faults::Faults,
    sentence::Problem,
    text::Text,
    workflow::{NotNow, words},
};

/// Most posts that a call may let one applicant choose.
pub const MOST_CHOICES: u32 = 10;
/// Languages in which every letter of consent is written.
pub const LETTER_LANGUAGES: [&str; 2] = ["en", "zh"];

/// What its letter of consent may have put in.
pub const LETTER_MARKS: [&str; 10] =
    ["{name}", "{reference}", "{call}", "{host}", "{post}", "{from}", "{until}", "{number}", "{signer}", "{date}"];

/// How a call places its applicants with host institutions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosting {
    /// Posts that one applicant may choose at most.
    pub choices: u32,
    /// The applicant says which is wanted most.
    #[serde(default)]
    pub ranked: bool,
    /// When a host's consent must be there.
    #[serde(default)]
    pub consent: ConsentNeed,
    /// Nothing can be handed in without a chosen post.
    #[serde(default)]
    pub at_submission: bool,
    /// The Letter of Consent in English and Chinese. `{name}`, `{reference}`, `{call}`, `{host}`, `{post}`, `{from}`, `{until}`, `{number}`,
    /// `{signer}` and `{date}` stand for the facts.
    #[serde(default = "letter")]
    pub letter: Text,
}

words! {
    /// When a host's consent must be there.
    #[derive(Default)]
    ConsentNeed {
        /// It is welcome and never asked for.
        #[default]
        Never = "never",
        /// Before the review opens.
        Review = "review",
        /// Before a place is decided.
        Decision = "decision",
    }
}

words! {
    /// On whose side somebody acts on a post or a choice.
    Side {
        /// The applicant.
        Owner = "owner",
        /// A contact of the host.
        Host = "host",
        /// An officer of the call.
        Officer = "officer",
        /// The program, as a consequence of something else.
        System = "system",
    }
}

/// One row of a table of rules: what may happen in which states, where it leads, and who may cause it.
#[derive(Debug, Clone, Copy)]
pub struct Rule<S: 'static, E> {
    /// States in which the event may happen.
    pub from: &'static [S],
    /// The event.
    pub event: E,
    /// Where it leads.
    pub to: S,
    /// Who may cause it.
    pub by: &'static [Side],
    /// Whether whoever causes it must say why.
    pub reason: bool,
}

const fn rule<S, E: Copy>(from: &'static [S], event: E, to: S, by: &'static [Side], reason: bool) -> Rule<S, E> {
    Rule { from, event, to, by, reason }
}

/// The state after `event` by `by`, and whether that takes a reason.
fn apply<S: Copy + PartialEq, E: Copy + PartialEq>(
    rules: &[Rule<S, E>],
    from: S,
    event: E,
    by: Side,
) -> Result<(S, bool), NotNow> {
    let row = rules.iter().find(|r| r.event == event && r.from.contains(&from)).ok_or(NotNow::State)?;
    if row.by.contains(&by) { Ok((row.to, row.reason)) } else { Err(NotNow::Actor) }
}

/// The letter that a call has where it says no other.
fn letter() -> Text {
    static LETTER: LazyLock<Text> =
        LazyLock::new(|| serde_json::from_str(include_str!("letter_of_consent.json")).unwrap_or_default());
    LETTER.clone()
}

impl Default for Hosting {
    /// One post, and a host's word before the review.
    fn default() -> Self {
        Self { choices: 1, ranked: false, consent: ConsentNeed::Review, at_submission: true, letter: letter() }
    }
}

impl Hosting {
    /// Everything wrong with it; empty if a call can be run on it.
    pub fn faults(&self) -> Vec<Problem> {
        let mut faults = Faults::default();
        faults.add_if(!(1..=MOST_CHOICES).contains(&self.choices), "hosting", "hosting-fault-choices");
        let unsaid = LETTER_LANGUAGES.iter().any(|language| self.letter.exactly_in(language).is_empty());
        faults.add_if(unsaid, "hosting", "hosting-fault-letter");
        faults.into_problems()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::{Display, Write as _};

    use super::*;
    use consent::{ConsentEvent, ConsentState};
    use posts::{PostEvent, PostState};

    fn grid<S: Copy + PartialEq + Display, E: Copy + PartialEq + Display>(
        rules: &[Rule<S, E>],
        states: &[S],
        events: &[E],
    ) -> String {
        let mut grid = String::new();
        for state in states {
            let _ = writeln!(grid, "{state}");
            for event in events {
                for by in Side::ALL {
                    if let Ok((to, reason)) = apply(rules, *state, *event, *by) {
                        let why = if reason { ", with a reason" } else { "" };
                        let _ = writeln!(grid, "  {event} by {by} → {to}{why}");
                    }
                }
            }
        }
        grid
    }

    #[test]
    fn who_may_do_what_with_a_post_is_as_the_office_agreed() {
        insta::assert_snapshot!(grid(posts::RULES, PostState::ALL, PostEvent::ALL));
    }

    #[test]
    fn who_may_do_what_with_a_consent_is_as_the_office_agreed() {
        insta::assert_snapshot!(grid(consent::RULES, ConsentState::ALL, ConsentEvent::ALL));
    }

    #[test]
    fn a_call_that_says_nothing_of_its_letter_has_one_in_both_languages() {
        let hosting: Hosting = serde_json::from_str(r#"{"choices": 3}"#).unwrap();
        assert_eq!(hosting.faults(), []);
        assert!(hosting.letter.exactly_in("zh").contains("{name}"));
        let none = Hosting { choices: 0, letter: Text::english("Yes."), ..hosting };
        assert_eq!(none.faults().len(), 2);
    }
}
