//! Passwords: which ones are taken. Any characters, taken exactly as typed, from eight on; not what everybody tries first.

use zxcvbn::zxcvbn;

use crate::{
    actions::{Error, Problem},
    domain::sentence::Sentence,
};

/// Fewest characters.
pub const MIN: usize = 8;
/// Most characters: long enough for any phrase, short enough that hashing it costs nothing extra.
pub const MAX: usize = 1024;

/// Words of this product, which are the first that somebody who knows it would try.
const OWN_WORDS: &[&str] =
    &["sojourn", "talent", "exchange", "programme", "program", "scientist", "young", "asean", "china", "office"];

/// Guesses within which a password counts as one of those that are tried first. Sign-ins are limited by account and address, and the
/// estimator's authors hold 10⁶ to be enough where they are (D. Wheeler, zxcvbn, USENIX Security 2016).
const TRIED_FIRST: u64 = 1_000_000;

/// A password that may be set. Not `Debug`, so that it reaches no log.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks a password against the rules. `about` is what is known of the person and the office: name, address, the office's name.
    ///
    /// # Errors
    /// The problem, for this field.
    pub fn check(typed: &str, field: &str, about: &[&str]) -> Result<Self, Problem> {
        let problem = |id| Problem::at(field, Sentence::new(id).with("min", MIN));
        let length = typed.chars().count();
        if length == 0 {
            return Err(Problem::at(field, Sentence::new("account-password-missing")));
        }
        if length < MIN {
            return Err(problem("account-password-short"));
        }
        if length > MAX {
            return Err(Problem::at(field, Sentence::new("account-password-long").with("max", MAX)));
        }
        if is_about(typed, about) {
            return Err(problem("account-password-about-you"));
        }
        if zxcvbn(typed, &[]).guesses() < TRIED_FIRST {
            return Err(problem("account-password-common"));
        }
        Ok(Self(typed.to_owned()))
    }

    /// As [`Self::check`], for where it is the only field.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn only(typed: &str, field: &str, about: &[&str]) -> Result<Self, Error> {
        Self::check(typed, field, about).map_err(|problem| Error::Refused(vec![problem]))
    }
}

/// Whether nothing but words about the person, the office and this product is in it.
fn is_about(typed: &str, about: &[&str]) -> bool {
    let mut left = typed.to_lowercase();
    let mut words: Vec<String> = about.iter().flat_map(|text| words_of(text)).collect();
    words.extend(OWN_WORDS.iter().map(|&word| word.to_owned()));
    // Longest first, so that a word inside another does not leave its ends over.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        left = left.replace(&word, "");
    }
    left.chars().filter(|c| c.is_alphabetic()).count() == 0 && left.chars().count() < MIN
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    let words: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric())
        .chain([lower.as_str()])
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(typed: &str) -> Option<String> {
        let about = ["Nur Aisyah binti Hassan", "nur.aisyah@um.edu.my", "ASEAN Talent Office"];
        NewPassword::check(typed, "password", &about).err().map(|p| p.sentence.id.into_owned())
    }

    #[test]
    fn a_person_may_set_any_long_enough_password_as_typed() {
        let phrase = (100..300).map(|n| format!("{n:o}")).collect::<Vec<_>>().join(" ");
        for good in ["correct horse battery", "ពាក្យសម្ងាត់ខ្ញុំ", " spaces around ", "x7#kQ2!p", &phrase]
        {
            assert_eq!(refused(good), None, "{good}");
            assert!(NewPassword::check(good, "p", &[]).is_ok_and(|p| p.as_str() == good));
        }
    }

    #[test]
    fn a_person_is_told_why_a_password_is_not_taken() {
        for (bad, why) in [
            ("", "account-password-missing"),
            ("x7#kQ2!", "account-password-short"),
            ("password1", "account-password-common"),
            ("Passw0rd", "account-password-common"),
            ("QWERTYUIOP", "account-password-common"),
            ("Football99", "account-password-common"),
            ("aaaaaaaaaaaa", "account-password-common"),
            ("abcdefghijk", "account-password-common"),
            ("9876543210", "account-password-common"),
            ("Sojourn2026!", "account-password-about-you"),
            ("sojournasean", "account-password-about-you"),
            ("nur.aisyah@um.edu.my", "account-password-about-you"),
            ("hassan2026", "account-password-about-you"),
        ] {
            assert_eq!(refused(bad).as_deref(), Some(why), "{bad}");
        }
        assert_eq!(refused(&"x y".repeat(400)).as_deref(), Some("account-password-long"));
    }
}
