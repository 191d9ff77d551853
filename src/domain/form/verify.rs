//! One answer against its question: the right type, within the limits, one of the options.

use super::{Answer, Choice, Kind, Question};
use crate::domain::{
    person::{EmailAddress, NAME_MAX, NameRefused, PersonName},
    sentence::Sentence,
    time::{Day, Span, Timestamp, Zone},
};
use chrono::Datelike as _;

/// Years after this are taken for years of the Buddhist era.
const LAST_YEAR: i32 = 2100;
/// Years before this are taken for slips of the finger.
const FIRST_YEAR: i32 = 1900;
/// Years from the beginning of the Buddhist era to that of the common one, as Thai papers count.
const BUDDHIST_ERA: i32 = 543;

impl Question {
    /// A sentence that begins with the answer's name.
    pub(super) fn sentence(&self, id: &'static str) -> Sentence {
        Sentence::new(id).with("label", self.name())
    }

    /// What is wrong with this answer to this question, if anything. Documents are looked up by [`super::check`].
    pub(super) fn verify(&self, answer: &Answer, now: Timestamp) -> Result<(), Sentence> {
        match (&self.kind, answer) {
            (Kind::ShortText { max } | Kind::LongText { max }, Answer::Text(text)) => self.verify_length(text, *max),
            (Kind::Number { min, max }, Answer::Number(n)) => self.verify_number(*n, *min, *max),
            (Kind::Date { min, max, past, .. }, Answer::Date(day)) => {
                self.verify_day(*day, *min, *max)?;
                if *past && *day > last_day_on_earth(now) {
                    return Err(self.sentence("form-date-past"));
                }
                Ok(())
            }
            (Kind::OneOf { options }, Answer::Choice(value)) => {
                self.verify_options(options, std::slice::from_ref(value))
            }
            (Kind::SeveralOf { options, max }, Answer::Choices(values)) => {
                self.verify_options(options, values)?;
                if values.len() > *max as usize {
                    return Err(self.sentence("form-too-many").with("max", *max));
                }
                Ok(())
            }
            (Kind::Country { codes, other }, Answer::Choice(code)) => {
                let known = codes.contains(code) || (*other && code == OTHER_COUNTRY);
                known.then_some(()).ok_or_else(|| self.sentence("form-no-option"))
            }
            (Kind::PersonName, Answer::Text(name)) => self.verify_name(name),
            (Kind::Email, Answer::Text(address)) => {
                address.parse::<EmailAddress>().map(drop).map_err(|_| self.sentence("form-email"))
            }
            (Kind::Phone, Answer::Text(number)) => {
                is_phone(number).then_some(()).ok_or_else(|| self.sentence("form-phone"))
            }
            (Kind::Rows { .. }, Answer::Rows(rows)) => self.verify_rows(rows),
            (Kind::YesNo | Kind::Declaration { .. }, Answer::YesNo(_))
            | (Kind::ResearchField, Answer::Field(_))
            | (Kind::Document { .. }, Answer::Documents(_))
            | (Kind::Consent { .. }, Answer::Consent { .. }) => Ok(()),
            _ => Err(self.sentence("form-again")),
        }
    }

    fn verify_length(&self, text: &str, max: u32) -> Result<(), Sentence> {
        let over = text.chars().count().saturating_sub(max as usize);
        if over == 0 {
            return Ok(());
        }
        Err(self.sentence("form-too-long").with("max", max).with("over", over))
    }

    fn verify_number(&self, n: i64, min: i64, max: i64) -> Result<(), Sentence> {
        if (min..=max).contains(&n) {
            return Ok(());
        }
        Err(self.sentence("form-number-range").with("min", min.to_string()).with("max", max.to_string()))
    }

    fn verify_day(&self, day: Day, min: Option<Day>, max: Option<Day>) -> Result<(), Sentence> {
        if day.year() > LAST_YEAR {
            return Err(buddhist_year(day.year()));
        }
        if day.year() < FIRST_YEAR {
            return Err(self.sentence("form-date-year-early").with("first", FIRST_YEAR.to_string()));
        }
        let told = |d: Day| d.format("%-d/%-m/%Y").to_string();
        match (min, max) {
            (Some(min), _) if day < min => Err(self.sentence("form-date-early").with("min", told(min))),
            (_, Some(max)) if day > max => Err(self.sentence("form-date-late").with("max", told(max))),
            _ => Ok(()),
        }
    }

    fn verify_options(&self, options: &[Choice], values: &[String]) -> Result<(), Sentence> {
        let known = values.iter().all(|value| options.iter().any(|o| o.value == *value));
        known.then_some(()).ok_or_else(|| self.sentence("form-no-option"))
    }

    fn verify_name(&self, name: &str) -> Result<(), Sentence> {
        match name.parse::<PersonName>() {
            Ok(_) => Ok(()),
            Err(NameRefused::TooLong) => {
                let over = name.chars().count().saturating_sub(NAME_MAX);
                Err(self.sentence("form-too-long").with("max", NAME_MAX).with("over", over))
            }
            Err(NameRefused::Character(c)) => {
                Err(self.sentence("form-name-character").with("character", c.to_string()))
            }
            Err(NameRefused::Empty) => Err(self.sentence("form-again")),
        }
    }
}

/// The word kept for "another country" (ISO 3166-1 leaves ZZ to its users).
pub const OTHER_COUNTRY: &str = "ZZ";

/// Refuses a year that is one of the Buddhist era, and says which year of the common era it would be.
pub(super) fn buddhist_year(year: i32) -> Sentence {
    // As text: a year is not grouped in thousands.
    Sentence::new("form-date-buddhist")
        .with("year", year.to_string())
        .with("gregorian", year.saturating_sub(BUDDHIST_ERA).to_string())
}

/// Whether this year is taken for one of the Buddhist era.
pub(super) fn is_buddhist(year: i32) -> bool {
    year > LAST_YEAR
}

/// The latest day that it is anywhere, so that nobody's "today" is refused as the future.
fn last_day_on_earth(now: Timestamp) -> Day {
    (now + Span::hours(14)).day_in(Zone::UTC)
}

/// 6 to 20 digits with what people write between them; an extension may follow.
fn is_phone(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let plus_leads = number.rfind('+').is_none_or(|at| at == 0);
    let ordinary = |c: char| c.is_ascii_digit() || " +-–./()ext#".contains(c);
    (6..=20).contains(&digits) && plus_leads && number.chars().count() <= 40 && number.chars().all(ordinary)
}
