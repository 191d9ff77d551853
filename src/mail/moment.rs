//! Moments in a mail: told on the call's clocks and, where those show something else, on the reader's.

use chrono::{Datelike, Offset, Timelike};

use crate::domain::{
    sentence::Sentence,
    time::{Timestamp, Zone},
};

use super::context::Context;

const MONTHS: [&str; 12] = [
    "mail-month-1",
    "mail-month-2",
    "mail-month-3",
    "mail-month-4",
    "mail-month-5",
    "mail-month-6",
    "mail-month-7",
    "mail-month-8",
    "mail-month-9",
    "mail-month-10",
    "mail-month-11",
    "mail-month-12",
];

/// The moment on the clocks of `zone`, and on the reader's where they differ at that moment.
pub fn both(ctx: &Context<'_>, at: Timestamp, zone: Zone) -> String {
    let there = one(ctx, at, zone);
    if offset_minutes(at, zone) == offset_minutes(at, ctx.zone) {
        return there;
    }
    let here = one(ctx, at, ctx.zone);
    ctx.words.say(&Sentence::new("mail-moment-both").with("there", there).with("here", here))
}

/// The moment on the clocks of `zone`.
pub fn one(ctx: &Context<'_>, at: Timestamp, zone: Zone) -> String {
    let local = at.in_zone(zone);
    let month = MONTHS.get(local.month0() as usize).copied().unwrap_or(MONTHS[0]);
    ctx.words.say(
        &Sentence::new("mail-moment")
            // Numbers go in as text: a year must not get a thousands mark.
            .with("day", local.day().to_string())
            .with("month", ctx.words.say(&Sentence::new(month)))
            .with("year", local.year().to_string())
            .with("time", format!("{:02}:{:02}", local.hour(), local.minute()))
            .with("place", place(zone))
            .with("offset", offset(at, zone)),
    )
}

/// The city of an IANA zone, as it is spoken: `Asia/Phnom_Penh` is `Phnom Penh`.
fn place(zone: Zone) -> String {
    zone.name().rsplit('/').next().unwrap_or("UTC").replace('_', " ")
}

fn offset_minutes(at: Timestamp, zone: Zone) -> i32 {
    at.in_zone(zone).offset().fix().local_minus_utc() / 60
}

/// `UTC+8`, `UTC+6:30`, `UTC`.
fn offset(at: Timestamp, zone: Zone) -> String {
    let minutes = offset_minutes(at, zone);
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}
