//! Consent: how a host answers an applicant who chose one of its posts, and the code by which its letter is verified.

use serde::{Deserialize, Serialize};

use super::{Rule, Side, apply, rule};
use crate::domain::{
    time::Day,
    workflow::{NotNow, Status, words},
};

words! {
    /// Where a choice stands with the host.
    ConsentState {
        /// Chosen in a draft: the host does not know of it.
        Wished = "wished",
        /// With the host.
        Asked = "asked",
        /// The host consents: a place of the post is taken.
        Given = "given",
        /// The host refuses.
        Refused = "refused",
        /// The consent ended with the application; the place is free.
        Ended = "ended",
    }
}

words! {
    /// What can happen to a choice.
    ConsentEvent {
        /// The application is handed in: the host is asked.
        Ask = "ask",
        /// The host consents.
        Give = "give",
        /// The host refuses.
        Refuse = "refuse",
        /// The host looks at a refused one again.
        Reconsider = "reconsider",
        /// The application ends, and the consent with it.
        End = "end",
        /// The application comes back while the place is free.
        Restore = "restore",
        /// The application comes back and the place is gone: the host is asked again.
        Reopen = "reopen",
    }
}

use ConsentState::{Asked, Ended, Given, Refused, Wished};

/// The only place that says which state of a choice follows which.
pub const RULES: &[Rule<ConsentState, ConsentEvent>] = &[
    rule(&[Wished], ConsentEvent::Ask, Asked, &[Side::Owner], false),
    rule(&[Asked], ConsentEvent::Give, Given, &[Side::Host], false),
    rule(&[Asked], ConsentEvent::Refuse, Refused, &[Side::Host], true),
    rule(&[Refused], ConsentEvent::Reconsider, Asked, &[Side::Host], false),
    rule(&[Given], ConsentEvent::End, Ended, &[Side::System], false),
    rule(&[Ended], ConsentEvent::Restore, Given, &[Side::System], false),
    rule(&[Ended], ConsentEvent::Reopen, Asked, &[Side::System], false),
];

impl ConsentState {
    /// The state after `event` by `by`, and whether that takes a reason.
    ///
    /// # Errors
    /// Where the table has no row for it.
    pub fn apply(self, event: ConsentEvent, by: Side) -> Result<(Self, bool), NotNow> {
        apply(RULES, self, event, by)
    }

    /// Whether the applicant may take the choice back.
    pub const fn may_be_removed(self) -> bool {
        matches!(self, Wished | Asked | Refused)
    }
}

impl Status {
    /// Whether hosts see an application that stands so, and a consent given to it keeps its place.
    pub const fn is_with_hosts(self) -> bool {
        self.was_submitted()
            && !matches!(
                self,
                Self::Ineligible
                    | Self::Rejected
                    | Self::Declined
                    | Self::OfferExpired
                    | Self::OfferRescinded
                    | Self::Withdrawn
            )
    }
}

/// What a letter of consent says, as it was when the letter was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The applicant's name.
    pub applicant: String,
    /// The application's reference number.
    pub reference: String,
    /// The host's name.
    pub host: String,
    /// Its name in Chinese.
    pub native_host: String,
    /// The post's title.
    pub post: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// Who signed.
    pub signer: String,
    /// The day of issue, in the call's zone.
    pub date: Day,
}

/// Signs of a code: digits and capitals without those that are mistaken for others.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: a hundred bits, which nobody guesses.
const LENGTH: usize = 20;

/// A fresh code from random bytes: four groups of five signs.
pub fn code(random: [u8; 32]) -> String {
    let signs = random.iter().take(LENGTH).map(|byte| char::from(SIGNS[usize::from(byte % 32)]));
    grouped(signs)
}

/// The code that somebody typed from paper: small letters, missing hyphens and signs that look alike are forgiven.
pub fn typed_code(typed: &str) -> Option<String> {
    let sign = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    if typed.len() > 60 {
        return None;
    }
    let signs: Vec<char> = typed.chars().filter(|c| !matches!(c, '-' | ' ')).map(sign).collect();
    let known = |c: &char| u8::try_from(*c).is_ok_and(|byte| SIGNS.contains(&byte));
    (signs.len() == LENGTH && signs.iter().all(known)).then(|| grouped(signs.into_iter()))
}

fn grouped(signs: impl Iterator<Item = char>) -> String {
    let mut code = String::with_capacity(LENGTH + 3);
    for (n, sign) in signs.enumerate() {
        if n > 0 && n % 5 == 0 {
            code.push('-');
        }
        code.push(sign);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chance::Chance;

    #[test]
    fn whoever_types_a_code_from_paper_finds_the_letter() {
        let mut chance = Chance::seeded(1);
        let one = code(chance.bytes());
        assert_eq!(one.len(), 23);
        assert_ne!(one, code(chance.bytes()));
        assert_eq!(typed_code(&one), Some(one.clone()));
        let small = one.to_lowercase().replace('-', "").replace('0', "o").replace('1', "l");
        assert_eq!(typed_code(&small), Some(one.clone()));
        for bad in ["", "x", &one[1..], "!!!!!-!!!!!-!!!!!-!!!!!", &"A".repeat(200)] {
            assert_eq!(typed_code(bad), None, "{bad}");
        }
    }
}
