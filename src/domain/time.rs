//! Time: instants in UTC cut to microseconds, days, and the zones in which people read them.

use std::{
    fmt,
    ops::{Add, Sub},
};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
pub use chrono_tz::Tz as Zone;
use serde::{Deserialize, Serialize};

/// A day in the proleptic Gregorian calendar, without a zone.
pub type Day = NaiveDate;
/// A length of time.
pub type Span = TimeDelta;

/// An instant in UTC, cut to microseconds, because that is what both databases keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// From an instant; what is finer than a microsecond is cut off.
    pub fn new(instant: DateTime<Utc>) -> Self {
        Self(DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant))
    }

    /// From a UTC date and time without its zone, as the databases keep it.
    pub fn from_naive(utc: NaiveDateTime) -> Self {
        Self::new(utc.and_utc())
    }

    /// From microseconds since 1970; the epoch where out of range.
    pub fn from_unix_micros(micros: i64) -> Self {
        Self(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    }

    /// Midday UTC and the like, for tests and definitions: `at(2026, 11, 22, 9, 30)`.
    /// The epoch where there is no such moment.
    pub fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Self {
        let moment = NaiveDate::from_ymd_opt(year, month, day).and_then(|d| d.and_hms_opt(hour, minute, 0));
        Self(moment.map(|m| m.and_utc()).unwrap_or_default())
    }

    /// The date and time in UTC, without the zone.
    pub fn naive(self) -> NaiveDateTime {
        self.0.naive_utc()
    }

    /// Microseconds since 1970.
    pub fn unix_micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// The same instant on the clocks of `zone`.
    pub fn in_zone(self, zone: Zone) -> DateTime<Zone> {
        self.0.with_timezone(&zone)
    }

    /// The day it is in `zone` at this instant.
    pub fn day_in(self, zone: Zone) -> Day {
        self.in_zone(zone).date_naive()
    }

    /// The instant at which the clocks of `zone` first show this date and time; `None` where a clock change skips it.
    pub fn from_local(local: NaiveDateTime, zone: Zone) -> Option<Self> {
        local.and_local_timezone(zone).earliest().map(|t| Self::new(t.with_timezone(&Utc)))
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0 + span)
    }
}
impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0 - span)
    }
}
impl Sub for Timestamp {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        self.0 - other.0
    }
}
impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, for logs and machines; pages use sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand, because a pattern is read anew each time and lists show hundreds of instants.
        let (day, time) = (self.0.date_naive(), self.0.time());
        let mut text = *b"0000-00-00T00:00:00";
        let century = day.year().unsigned_abs() / 100;
        let pairs = [century, day.year().unsigned_abs() % 100, day.month(), day.day()];
        let pairs = pairs.into_iter().chain([time.hour(), time.minute(), time.second()]);
        for (place, pair) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(pairs) {
            for (place, digit) in [(place, pair / 10 % 10), (place + 1, pair % 10)] {
                text[place] += u8::try_from(digit).unwrap_or(0);
            }
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)?;
        match self.0.timestamp_subsec_micros() {
            0 => f.write_str("Z"),
            micros if micros % 1000 == 0 => write!(f, ".{:03}Z", micros / 1000),
            micros => write!(f, ".{micros:06}Z"),
        }
    }
}

/// Completed years from `birth` to `day`. Born on 29 February, one is a year older on 1 March of a common year,
/// which is the rule of most member states' civil law and errs on the applicant's side.
pub fn age_on(birth: Day, day: Day) -> i32 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn a_person_is_45_until_the_day_before_the_46th_birthday() {
        assert_eq!(age_on(day(1980, 6, 15), day(2026, 6, 14)), 45);
        assert_eq!(age_on(day(1980, 6, 15), day(2026, 6, 15)), 46);
    }

    #[test]
    fn a_person_born_on_29_february_is_older_from_1_march_in_a_common_year() {
        assert_eq!(age_on(day(1980, 2, 29), day(2026, 2, 28)), 45);
        assert_eq!(age_on(day(1980, 2, 29), day(2026, 3, 1)), 46);
        assert_eq!(age_on(day(1980, 2, 29), day(2028, 2, 29)), 48);
    }

    #[test]
    fn an_instant_is_written_for_machines_as_rfc_3339_says() {
        for micros in [0, 1, 1000, 999_999, 1_795_392_000_000_000, 1_795_392_000_120_000, 1_795_392_000_120_001] {
            let t = Timestamp::from_unix_micros(micros);
            assert_eq!(t.to_string(), t.0.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string());
            assert_eq!(t.to_string().parse::<DateTime<Utc>>().map(Timestamp::new), Ok(t));
        }
    }

    #[test]
    fn seventeen_in_beijing_is_half_past_three_in_yangon() {
        let t = Timestamp::at(2026, 12, 18, 9, 0);
        assert_eq!(t.in_zone(Zone::Asia__Shanghai).format("%H:%M").to_string(), "17:00");
        assert_eq!(t.in_zone(Zone::Asia__Yangon).format("%H:%M").to_string(), "15:30");
        assert_eq!(t.in_zone(Zone::Asia__Dili).format("%H:%M").to_string(), "18:00");
    }
}
