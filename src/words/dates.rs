//! Days and moments in words: always with the zone's city, and on the reader's clocks too where those show something else.

use std::borrow::Cow;

use chrono::Datelike;

use super::Words;
use crate::domain::time::{Day, Timestamp, Zone};

impl Words {
    /// `18 December 2026`.
    pub fn day(self, day: Day) -> String {
        let month = format!("date-month-{}", day.month());
        // Numbers go in as text: a year takes no thousands mark.
        self.with("date-day")
            .set("day", day.day().to_string())
            .set("month", self.say(&month))
            .set("year", day.year().to_string())
            .to_string()
    }

    /// `Friday 18 December 2026`.
    pub fn weekday(self, day: Day) -> String {
        let weekday = format!("date-weekday-{}", day.weekday().number_from_monday());
        self.with("date-weekday").set("weekday", self.say(&weekday)).set("day", self.day(day)).to_string()
    }

    /// `17:00` on the clocks of `zone`.
    pub fn clock(self, at: Timestamp, zone: Zone) -> String {
        at.in_zone(zone).format("%H:%M").to_string()
    }

    /// `18 December 2026, 17:00` on the clocks of `zone`: for a reader who knows which clocks are meant.
    pub fn moment(self, at: Timestamp, zone: Zone) -> String {
        self.with("date-moment").set("day", self.day(at.day_in(zone))).set("time", self.clock(at, zone)).to_string()
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
