//! A table: columns with a heading and a width, and cells that know what they are.

use chrono::{NaiveDateTime, Timelike};

use crate::domain::time::{Day, Timestamp, Zone};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// Width in characters of the standard font.
    pub width: u16,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, which is never taken for a formula.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A day.
    Date(Day),
    /// A date and time on some clock; the column's heading says which.
    Moment(NaiveDateTime),
}

impl Cell {
    /// Text without what no file can hold: control characters other than tabs and line ends, and what is no character.
    pub fn text(text: &str) -> Self {
        let cleaned: String = text.chars().filter(|&c| is_text(c)).collect();
        if cleaned.is_empty() { Self::Empty } else { Self::Text(cleaned) }
    }

    /// As text.
    pub fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Moment(at) => at.with_nanosecond(0).unwrap_or(*at).to_string(),
        }
    }

    /// An instant on the clocks of `zone`.
    pub fn moment(at: Option<Timestamp>, zone: Zone) -> Self {
        at.map_or(Self::Empty, |at| Self::Moment(at.in_zone(zone).naive_local()))
    }

    /// A number, or nothing.
    pub fn number(value: Option<f64>) -> Self {
        value.filter(|v| v.is_finite()).map_or(Self::Empty, Self::Number)
    }
}

/// Whether XML 1.0 (2.2) can hold the character, so that both kinds of file say the same.
fn is_text(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// Whether a spreadsheet may take this text for a formula when it reads it as text from a file: it begins with a sign that
/// begins one, in either width, or with something unseen before which such a sign may stand.
pub fn reads_as_formula(text: &str) -> bool {
    let unseen =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let Some(first) = text.chars().next() else { return false };
    let begins = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '|' | '＝' | '＋' | '－' | '＠' | '−' | '﹦' | '﹢' | '﹣' | '﹫')
    };
    matches!(first, '\t' | '\r' | '\n' | '\0') || text.trim_start_matches(unseen).starts_with(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_begins_like_a_formula_is_known_in_every_disguise() {
        for hostile in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\0=1",
            " =1",
            "\u{feff}=1",
            "\u{200b}=1",
            "＝1",
            "＠A1",
        ] {
            assert!(reads_as_formula(hostile), "{hostile:?}");
        }
        for harmless in ["", "Siti", "a=b", "1-2", "'=1", "ចាន់ សុខា"] {
            assert!(!reads_as_formula(harmless), "{harmless:?}");
        }
    }

    #[test]
    fn a_name_with_control_characters_loses_them() {
        assert_eq!(Cell::text("A\u{0}B\u{1b}C"), Cell::Text("ABC".to_owned()));
        assert_eq!(Cell::text("\u{0}"), Cell::Empty);
        assert_eq!(Cell::number(Some(f64::NAN)), Cell::Empty);
    }
}
