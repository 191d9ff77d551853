//! People: names as people have them, and addresses of mail.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest name, in characters (not words: Thai, Lao, Khmer and Burmese put no spaces between words).
pub const NAME_MAX: usize = 200;
/// Longest mail address, in characters (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_MAX: usize = 254;

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRefused {
    /// Nothing was typed.
    Empty,
    /// More than [`NAME_MAX`] characters.
    TooLong,
    /// This character cannot be part of a name.
    Character(char),
}

/// A person's full name in any script, as typed, in NFC. One word is enough; it is never split and its case never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl FromStr for PersonName {
    type Err = NameRefused;
    fn from_str(typed: &str) -> Result<Self, NameRefused> {
        let name: String = typed.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(NameRefused::Empty);
        }
        if name.chars().count() > NAME_MAX {
            return Err(NameRefused::TooLong);
        }
        match name.chars().find(|&c| !may_stand_in_a_name(c)) {
            Some(c) => Err(NameRefused::Character(c)),
            None if name.chars().any(char::is_alphabetic) => Ok(Self(name)),
            None => Err(NameRefused::Character(name.chars().next().unwrap_or(' '))),
        }
    }
}

/// Letters and marks of every script, space, and `. ' ’ - / @ ,`; also the joiners that Khmer, Burmese, Tamil and Arabic scripts need.
fn may_stand_in_a_name(c: char) -> bool {
    c.is_alphabetic()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(
            c,
            ' ' | '.'
                | '\''
                | '’'
                | '‘'
                | 'ʻ'
                | '-'
                | '‐'
                | '/'
                | '@'
                | ','
                | '·'
                | '('
                | ')'
                | '\u{200c}'
                | '\u{200d}'
                | '\u{200b}'
        )
}

impl PersonName {
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text for finding and sorting: NFC, lower case, single spaces. Both sides of a search go through this.
pub fn search_key(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A mail address that can be written to: one `@`, no spaces, no control characters, a dot in the domain.
/// Kept as typed; compared in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// The text is no mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAddress;

impl FromStr for EmailAddress {
    type Err = NotAnAddress;
    fn from_str(typed: &str) -> Result<Self, NotAnAddress> {
        let address = typed.trim();
        let (local, domain) = address.rsplit_once('@').ok_or(NotAnAddress)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if address.len() <= EMAIL_MAX && local_ok && domain_ok {
            Ok(Self(address.to_owned()))
        } else {
            Err(NotAnAddress)
        }
    }
}

impl EmailAddress {
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For comparing: lower case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}
impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_with_one_name_many_names_and_any_script_have_names() {
        for name in [
            "Wibowo",
            "Thiri Win",
            "Nur Aisyah binti Hassan",
            "S. Subramaniam a/l Muthu",
            "Ravi s/o Kumar",
            "Trần Thị Thu Hà",
            "សុខ សុភា",
            "ສົມສັກ",
            "สมชาย ใจดี",
            "မောင်မောင်",
            "王小明",
            "முருகன்",
            "Maria da Costa-Ximenes",
            "Lim @ Alias Tan",
            "D’Souza",
        ] {
            assert_eq!(name.parse::<PersonName>().map(|n| n.as_str().to_owned()), Ok(name.nfc().collect()), "{name}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!("  ".parse::<PersonName>(), Err(NameRefused::Empty));
        assert_eq!("a\u{0}b".parse::<PersonName>(), Err(NameRefused::Character('\u{0}')));
        assert_eq!("<script>".parse::<PersonName>(), Err(NameRefused::Character('<')));
        assert_eq!("x".repeat(201).parse::<PersonName>(), Err(NameRefused::TooLong));
        assert_eq!("...".parse::<PersonName>(), Err(NameRefused::Character('.')));
    }

    #[test]
    fn addresses_that_could_carry_headers_are_refused() {
        for bad in [
            "",
            "a",
            "a@b",
            "a b@c.my",
            "a@b.my\r\nBcc: x@y.my",
            "a@-b.my",
            ".a@b.my",
            "a@b..my",
            "a@@b.my",
            "\"a\"@b.my",
        ] {
            assert_eq!(bad.parse::<EmailAddress>(), Err(NotAnAddress), "{bad}");
        }
        assert!("Siti+tysp@um.edu.my".parse::<EmailAddress>().is_ok());
    }
}
