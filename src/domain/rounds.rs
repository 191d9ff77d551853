//! Rounds of a call that takes applications all year: what is handed in by a day of a round is reviewed in it.
//! A round is derived from when an application was handed in first; it is stored nowhere.

use std::{fmt, str::FromStr};

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};

use super::time::{Day, Span, Timestamp, Zone};

/// A day of every year, written `04-15`. The last day of February is no such day, because not every year has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearDay {
    month: u32,
    day: u32,
}

impl YearDay {
    /// In this year.
    fn in_year(self, year: i32) -> Option<Day> {
        Day::from_ymd_opt(year, self.month, self.day)
    }
}

impl FromStr for YearDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no day of the year like 04-15");
        let (month, day) = text.split_once('-').ok_or_else(wrong)?;
        let (month, day) = (month.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
        // A year without the 29th of February.
        Day::from_ymd_opt(2027, month, day).map(|_| Self { month, day }).ok_or_else(wrong)
    }
}

impl TryFrom<String> for YearDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<YearDay> for String {
    fn from(day: YearDay) -> Self {
        day.to_string()
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// A round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Its day, by which it is called.
    pub day: Day,
    /// Whatever was handed in after this instant, and
    pub after: Timestamp,
    /// not after this one, is in it.
    pub until: Timestamp,
}

impl Round {
    /// Whether what was handed in then is in it.
    pub fn takes(&self, at: Timestamp) -> bool {
        self.after < at && at <= self.until
    }
}

/// All rounds of a call that takes applications from `opens_at` to `last`, the earliest first: the last is the first whose day comes at
/// or after the end, so that everything that can be handed in is in one.
pub fn all(days: &[YearDay], (opens_at, last): (Timestamp, Timestamp), zone: Zone) -> Vec<Round> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let years = opens_at.in_zone(zone).year()..=last.in_zone(zone).year() + 1;
    let mut rounds: Vec<Round> = Vec::new();
    // Everything before the opening, that nothing falls out: an officer may have let somebody hand in early.
    let mut after = Timestamp::from_unix_micros(0);
    for day in years.flat_map(|year| days.iter().filter_map(move |day| day.in_year(year))) {
        let until = end_of(day, zone);
        if until < opens_at {
            continue;
        }
        if rounds.last().is_some_and(|round| round.until >= last) {
            break;
        }
        rounds.push(Round { day, after, until });
        after = until;
    }
    // Whoever has an extension beyond all that joins the last.
    if let Some(round) = rounds.last_mut() {
        round.until = round.until.max(last + Span::days(366));
    }
    rounds
}

/// The last instant of a day in a zone; where the clocks skip it, of the day in UTC.
fn end_of(day: Day, zone: Zone) -> Timestamp {
    let end = day.and_hms_opt(23, 59, 59).unwrap_or_else(|| day.and_time(chrono::NaiveTime::MIN));
    Timestamp::from_local(end, zone).unwrap_or_else(|| Timestamp::from_naive(end)) + Span::microseconds(999_999)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quarters() -> Vec<YearDay> {
        ["10-15", "01-15", "04-15", "07-15"].map(|day| day.parse().unwrap()).to_vec()
    }

    const ZONE: Zone = Zone::Asia__Shanghai;

    fn year() -> (Timestamp, Timestamp) {
        (Timestamp::at(2026, 12, 1, 1, 0), Timestamp::at(2027, 11, 30, 9, 15))
    }

    fn of(days: &[YearDay], at: Timestamp) -> Vec<String> {
        all(days, year(), ZONE).iter().filter(|round| round.takes(at)).map(|round| round.day.to_string()).collect()
    }

    #[test]
    fn what_is_handed_in_on_the_day_of_a_round_is_in_it_until_midnight_in_the_calls_zone() {
        let day = |at| of(&quarters(), at);
        assert_eq!(day(Timestamp::at(2026, 12, 5, 0, 0)), ["2027-01-15"]);
        // 23:59 in Beijing, and a minute later.
        assert_eq!(day(Timestamp::at(2027, 1, 15, 15, 59)), ["2027-01-15"]);
        assert_eq!(day(Timestamp::at(2027, 1, 15, 16, 0)), ["2027-04-15"]);
        assert_eq!(day(Timestamp::at(2027, 11, 1, 0, 0)), ["2028-01-15"]);
        let days: Vec<String> = all(&quarters(), year(), ZONE).iter().map(|round| round.day.to_string()).collect();
        assert_eq!(days, ["2027-01-15", "2027-04-15", "2027-07-15", "2027-10-15", "2028-01-15"]);
        assert_eq!(all(&[], year(), ZONE), []);
    }

    #[test]
    fn a_day_that_not_every_year_has_is_no_day_of_a_round() {
        for wrong in ["02-29", "13-01", "00-10", "04-31", "4", "", "x-y"] {
            assert!(wrong.parse::<YearDay>().is_err(), "{wrong}");
        }
        assert_eq!("4-5".parse::<YearDay>().unwrap().to_string(), "04-05");
    }

    proptest! {
        #[test]
        fn whatever_is_handed_in_is_in_exactly_one_round(
            days in proptest::collection::vec((1..=12u32, 1..=28u32), 1..6),
            at in 0..365i64,
            minute in 0..1440i64,
        ) {
            let days: Vec<YearDay> = days.into_iter().map(|(month, day)| YearDay { month, day }).collect();
            let at = year().0 + Span::days(at) + Span::minutes(minute);
            prop_assert_eq!(of(&days, at).len(), 1);
        }
    }
}
