//! Instants in rows. SQLite keeps `2026-11-22 09:30:00.000000`, PostgreSQL a number; both are read and written directly, because
//! a page of fifty rows holds a hundred instants and a general parser of dates would be most of its cost.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use diesel::{
    deserialize::{self, FromSql},
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sql_types::Timestamp as Column,
    sqlite::{Sqlite, SqliteValue},
};

use super::{
    super::conn::{MultiBackend, MultiRawValue},
    expression, unreadable,
};
use crate::domain::time::Timestamp;

expression!(Timestamp, Column);

impl ToSql<Column, Sqlite> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(written(self.naive()));
        Ok(IsNull::No)
    }
}
impl FromSql<Column, Sqlite> for Timestamp {
    fn from_sql(mut raw: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = raw.read_text();
        read(text.as_bytes()).map(Self::from_naive).ok_or_else(|| unreadable(text))
    }
}

impl ToSql<Column, Pg> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Column, Pg>::to_sql(&self.naive(), &mut out.reborrow())
    }
}
impl FromSql<Column, Pg> for Timestamp {
    fn from_sql(raw: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<Column, Pg>::from_sql(raw).map(Self::from_naive)
    }
}

impl ToSql<Column, MultiBackend> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Column, self));
        Ok(IsNull::No)
    }
}
impl FromSql<Column, MultiBackend> for Timestamp {
    fn from_sql(raw: MultiRawValue<'_>) -> deserialize::Result<Self> {
        raw.from_sql::<Self, Column>()
    }
}

/// `2026-11-22 09:30:00.000000`, always of this length for years of four digits.
fn written(t: NaiveDateTime) -> String {
    let mut text = String::with_capacity(26);
    number(&mut text, t.year().unsigned_abs(), 4);
    for (before, n) in [('-', t.month()), ('-', t.day()), (' ', t.hour()), (':', t.minute()), (':', t.second())] {
        text.push(before);
        number(&mut text, n, 2);
    }
    text.push('.');
    number(&mut text, t.and_utc().timestamp_subsec_micros(), 6);
    text
}

fn number(text: &mut String, n: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = n / 10u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// What [`written`] wrote; also with fewer or no decimals.
fn read(text: &[u8]) -> Option<NaiveDateTime> {
    let (seconds, decimals) = text.split_at_checked(19)?;
    let part = |range: std::ops::Range<usize>| digits(&seconds[range]);
    let separators = [seconds[4], seconds[7], seconds[10], seconds[13], seconds[16]];
    if separators != *b"-- ::" {
        return None;
    }
    let micros = match decimals {
        [] => 0,
        [b'.', places @ ..] if matches!(places.len(), 1..=6) => {
            digits(places)? * 10u32.pow(6 - u32::try_from(places.len()).ok()?)
        }
        _ => return None,
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(5..7)?, part(8..10)?)?;
    day.and_hms_micro_opt(part(11..13)?, part(14..16)?, part(17..19)?, micros)
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |n, &b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_as_it_was_written() {
        for micros in [0, 1, 1_795_339_800_123_456, 4_102_444_799_999_999, 951_782_400_000_000] {
            let t = Timestamp::from_unix_micros(micros).naive();
            assert_eq!(read(written(t).as_bytes()), Some(t));
            assert_eq!(written(t), t.format("%Y-%m-%d %H:%M:%S%.6f").to_string());
        }
        assert_eq!(read(b"2026-11-22 09:30:00.5").map(written).as_deref(), Some("2026-11-22 09:30:00.500000"));
    }

    #[test]
    fn what_is_no_instant_is_not_read_as_one() {
        for bad in [
            "",
            "2026-11-22",
            "2026-13-01 00:00:00",
            "2026-11-22T09:30:00",
            "2026-11-22 09:30:00.",
            "2026-11-22 09:30:00.1234567",
            "2026-11-22 09:30:0é",
        ] {
            assert_eq!(read(bad.as_bytes()), None, "{bad}");
        }
    }
}
