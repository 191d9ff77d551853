//! Days and moments in words: always with the zone's city, and on the reader's clocks too where those show something else.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::Words;
use crate::domain::time::{Day, Timestamp, Zone};

/// Names of the months, from January.
const MONTHS: [&str; 12] = [
    "date-month-1",
    "date-month-2",
    "date-month-3",
    "date-month-4",
    "date-month-5",
    "date-month-6",
    "date-month-7",
    "date-month-8",
    "date-month-9",
    "date-month-10",
    "date-month-11",
    "date-month-12",
];

/// Names of the days of the week, from Monday.
const WEEKDAYS: [&str; 7] = [
    "date-weekday-1",
    "date-weekday-2",
    "date-weekday-3",
    "date-weekday-4",
    "date-weekday-5",
    "date-weekday-6",
    "date-weekday-7",
];

/// The name of this number, from 0.
fn of(names: &[&'static str], number: u32) -> &'static str {
    usize::try_from(number).ok().and_then(|n| names.get(n)).copied().unwrap_or_default()
}

/// Hours and minutes. Written by hand, because a pattern is read anew each time and lists show hundreds of times.
fn clock(local: NaiveDateTime) -> String {
    let digit = |n: u32| char::from_digit(n % 10, 10).unwrap_or('0');
    let (hour, minute) = (local.hour(), local.minute());
    [digit(hour / 10), digit(hour), ':', digit(minute / 10), digit(minute)].iter().collect()
}

impl Words {
    /// `18 December 2026`.
    pub fn day(self, day: Day) -> String {
        // Numbers go in as text: a year takes no thousands mark.
        let (number, year) = (day.day().to_string(), day.year().to_string());
        let month = self.say(of(&MONTHS, day.month0()));
        self.put("date-day", &[("day", &number), ("month", month), ("year", &year)])
    }

    /// `Friday 18 December 2026`.
    pub fn weekday(self, day: Day) -> String {
        let weekday = self.say(of(&WEEKDAYS, day.weekday().num_days_from_monday()));
        self.put("date-weekday", &[("weekday", weekday), ("day", &self.day(day))])
    }

    /// `17:00` on the clocks of `zone`.
    pub fn clock(self, at: Timestamp, zone: Zone) -> String {
        clock(at.in_zone(zone).naive_local())
    }

    /// `18 December 2026, 17:00` on the clocks of `zone`: for a reader who knows which clocks are meant.
    pub fn moment(self, at: Timestamp, zone: Zone) -> String {
        let local = at.in_zone(zone).naive_local();
        self.put("date-moment", &[("day", &self.day(local.date())), ("time", &clock(local))])
    }

    /// `Friday 18 December 2026 at 17:00 in Beijing`.
    pub fn moment_in(self, at: Timestamp, zone: Zone) -> String {
        self.with("date-moment-in")
            .set("day", self.weekday(at.day_in(zone)))
            .set("time", self.clock(at, zone))
            .set("city", self.city(zone).into_owned())
            .to_string()
    }

    /// `Friday 18 December 2026 at 17:00 in Beijing, which is 16:00 in Jakarta`; the second half only where the reader's
    /// clocks are known and show something else.
    pub fn deadline(self, at: Timestamp, zone: Zone, reader: Option<Zone>) -> String {
        let there = self.moment_in(at, zone);
        let Some(reader) = reader.filter(|r| r.name() != zone.name()) else { return there };
        let (day, own_day) = (at.day_in(zone), at.day_in(reader));
        let (time, own_time) = (self.clock(at, zone), self.clock(at, reader));
        if day == own_day && time == own_time {
            return there;
        }
        let own_time = if day == own_day {
            own_time
        } else {
            self.with("date-other-day").set("day", self.weekday(own_day)).set("time", own_time).to_string()
        };
        self.with("date-both")
            .set("there", there)
            .set("time", own_time)
            .set("city", self.city(reader).into_owned())
            .to_string()
    }

    /// The city whose clocks a zone shows, as it is spoken.
    pub fn city(self, zone: Zone) -> Cow<'static, str> {
        let id = format!("zone-{}", zone.name().replace(['/', '_'], "-").to_lowercase());
        if let Some(said) = self.find(&id) {
            return Cow::Borrowed(said);
        }
        let last = zone.name().rsplit('/').next().unwrap_or_default();
        if last.contains('_') { Cow::Owned(last.replace('_', " ")) } else { Cow::Borrowed(last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSE: fn() -> Timestamp = || Timestamp::at(2026, 12, 18, 9, 0);

    #[test]
    fn a_reader_in_jakarta_reads_a_deadline_of_beijing_on_both_clocks() {
        assert_eq!(
            Words::english().deadline(CLOSE(), Zone::Asia__Shanghai, Some(Zone::Asia__Jakarta)),
            "Friday 18 December 2026 at 17:00 in Beijing, which is 16:00 in Jakarta"
        );
    }

    #[test]
    fn a_reader_whose_clocks_agree_reads_it_once() {
        let once = "Friday 18 December 2026 at 17:00 in Beijing";
        for zone in [None, Some(Zone::Asia__Shanghai), Some(Zone::Asia__Manila)] {
            assert_eq!(Words::english().deadline(CLOSE(), Zone::Asia__Shanghai, zone), once);
        }
    }

    #[test]
    fn a_reader_on_another_day_is_told_which() {
        let late = Timestamp::at(2026, 12, 18, 15, 30);
        assert_eq!(
            Words::english().deadline(late, Zone::Asia__Shanghai, Some(Zone::Asia__Dili)),
            "Friday 18 December 2026 at 23:30 in Beijing, which is Saturday 19 December 2026 at 00:30 in Dili"
        );
    }

    #[test]
    fn cities_are_named_as_people_name_them() {
        let words = Words::english();
        assert_eq!(words.city(Zone::Asia__Ho_Chi_Minh), "Ho Chi Minh City");
        assert_eq!(words.city(Zone::Asia__Kuala_Lumpur), "Kuala Lumpur");
        assert_eq!(words.city(Zone::America__Argentina__Buenos_Aires), "Buenos Aires");
    }
}
