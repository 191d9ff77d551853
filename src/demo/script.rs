//! The script of the demo: three calls, when they run, and where the applications of each stand in the end.

use chrono::Datelike as _;

use crate::domain::{
    chance::Chance,
    text::Text,
    time::{Day, Span, Timestamp, Zone},
    workflow::Status,
};

/// The calls of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Intake {
    /// Last year's: told, and its cohort abroad or back home.
    Past,
    /// This year's first: being screened, reviewed and decided.
    First,
    /// The one that is open.
    Open,
}

use Intake::{First, Open, Past};
use Status as S;

impl Intake {
    /// All, the oldest first.
    pub const ALL: [Self; 3] = [Past, First, Open];

    /// When it runs, seen from `today`.
    pub fn dates(self, today: Day) -> Dates {
        let (opens, closes, due, reviewed, told) = match self {
            Past => (-470, -400, -345, -335, -300),
            First => (-130, -72, 9, 16, 30),
            Open => (-61, 26, 80, 90, 104),
        };
        Dates {
            opens: five_in_beijing(today, opens) - Span::hours(8),
            closes: five_in_beijing(today, closes),
            reviews_due: five_in_beijing(today, due),
            reviews_close: five_in_beijing(today, reviewed),
            told: five_in_beijing(today, told) - Span::hours(6),
        }
    }

    /// Word in addresses.
    pub fn slug(self, today: Day) -> String {
        let year = self.dates(today).closes.day_in(Zone::Asia__Shanghai).year();
        match self {
            Past | Open => format!("young-scientist-{year}"),
            First => format!("young-scientist-{year}-first"),
        }
    }

    /// Title, in English and in Chinese.
    pub fn title(self, today: Day) -> Text {
        let year = self.dates(today).closes.day_in(Zone::Asia__Shanghai).year();
        match self {
            Past | Open => Text::english(format!("Talented Young Scientist Exchange Programme {year}"))
                .with("zh", format!("{year}年国际杰出青年科学家交流计划")),
            First => Text::english(format!("Talented Young Scientist Exchange Programme {year}, first intake"))
                .with("zh", format!("{year}年国际杰出青年科学家交流计划（第一批）")),
        }
    }

    /// Beginning of reference numbers.
    pub fn prefix(self, today: Day) -> String {
        let year = self.dates(today).closes.day_in(Zone::Asia__Shanghai).year() % 100;
        match self {
            Past | Open => format!("TYSE-{year:02}"),
            First => format!("TYSE-{year:02}A"),
        }
    }
}

/// When a call runs.
#[derive(Debug, Clone, Copy)]
pub struct Dates {
    /// Opens.
    pub opens: Timestamp,
    /// Closes.
    pub closes: Timestamp,
    /// Reviews are due.
    pub reviews_due: Timestamp,
    /// Reviews can no longer change.
    pub reviews_close: Timestamp,
    /// Outcomes are told.
    pub told: Timestamp,
}

/// 17:00 in Beijing, so many days from `today`.
pub fn five_in_beijing(today: Day, days: i64) -> Timestamp {
    let day = today + Span::days(days);
    // China has had no summer time since 1991: every local time is there.
    day.and_hms_opt(17, 0, 0)
        .and_then(|local| Timestamp::from_local(local, Zone::Asia__Shanghai))
        .unwrap_or_else(|| Timestamp::at(day.year(), day.month(), day.day(), 9, 0))
}

/// What occurs in any demo, however small; each once, in this order.
const FIRST_OF_ALL: [(Intake, Status); 30] = [
    (Past, S::Offered),
    (Open, S::Draft),
    (First, S::InReview),
    (First, S::InReview),
    (First, S::InReview),
    (First, S::InReview),
    (First, S::Submitted),
    (First, S::Deliberation),
    (First, S::Decided),
    (Past, S::Accepted),
    (Past, S::Confirmed),
    (Past, S::OnExchange),
    (Past, S::Waitlisted),
    (Past, S::Rejected),
    (Past, S::Declined),
    (Past, S::Completed),
    (Past, S::Terminated),
    (Past, S::Deferred),
    (Past, S::OfferExpired),
    (Past, S::OfferRescinded),
    (Past, S::Withdrawn),
    (Past, S::Lapsed),
    (First, S::Returned),
    (First, S::Ineligible),
    (First, S::Withdrawn),
    (Open, S::Submitted),
    (Open, S::Returned),
    (Open, S::Withdrawn),
    (First, S::Lapsed),
    (First, S::Decided),
];

/// How the rest is spread, out of ninety.
const SPREAD: [(Intake, Status, usize); 24] = [
    (Open, S::Draft, 17),
    (Open, S::Submitted, 16),
    (Open, S::Returned, 2),
    (Open, S::Withdrawn, 1),
    (First, S::Submitted, 5),
    (First, S::Ineligible, 2),
    (First, S::Returned, 1),
    (First, S::InReview, 10),
    (First, S::Deliberation, 5),
    (First, S::Decided, 4),
    (First, S::Withdrawn, 1),
    (First, S::Lapsed, 1),
    (Past, S::Offered, 2),
    (Past, S::Waitlisted, 3),
    (Past, S::Rejected, 8),
    (Past, S::Accepted, 2),
    (Past, S::Confirmed, 2),
    (Past, S::OnExchange, 3),
    (Past, S::Completed, 2),
    (Past, S::Declined, 1),
    (Past, S::OfferExpired, 1),
    (Past, S::Withdrawn, 1),
    (Past, S::Ineligible, 1),
    (Past, S::Lapsed, 0),
];

/// For each of `applicants` where the application is handed in and where it stands in the end.
pub fn deal(applicants: usize, chance: &mut Chance) -> Vec<(Intake, Status)> {
    let mut cards: Vec<(Intake, Status)> = FIRST_OF_ALL.into_iter().take(applicants).collect();
    let deck: Vec<(Intake, Status)> =
        SPREAD.iter().flat_map(|(intake, status, times)| std::iter::repeat_n((*intake, *status), *times)).collect();
    while cards.len() < applicants {
        let mut round = deck.clone();
        shuffle(&mut round, chance);
        cards.extend(round.into_iter().take(applicants - cards.len()));
    }
    cards
}

/// Puts things in an order of chance (Fisher and Yates).
pub fn shuffle<T>(things: &mut [T], chance: &mut Chance) {
    for last in (1..things.len()).rev() {
        things.swap(last, chance.below(last + 1));
    }
}

/// A moment between two, by chance; the later the likelier where `late`, as people hand in before deadlines.
pub fn between(from: Timestamp, until: Timestamp, late: bool, chance: &mut Chance) -> Timestamp {
    let seconds = usize::try_from((until - from).num_seconds()).unwrap_or(0);
    let mut drawn = chance.below(seconds);
    if late {
        drawn = drawn.max(chance.below(seconds)).max(chance.below(seconds));
    }
    from + Span::seconds(i64::try_from(drawn).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_small_demo_has_somebody_in_every_state() {
        let dealt = deal(30, &mut Chance::seeded(1));
        let states: BTreeSet<Status> = dealt.iter().map(|(_, status)| *status).collect();
        assert_eq!(states.len(), Status::ALL.len());
        assert_eq!(deal(120, &mut Chance::seeded(1)).len(), 120);
        assert_eq!(deal(3, &mut Chance::seeded(1)).len(), 3);
    }

    #[test]
    fn the_open_call_closes_at_five_in_beijing_and_slugs_differ_in_every_week() {
        for week in 0..60 {
            let today = Day::from_ymd_opt(2026, 11, 23).unwrap() + Span::days(7 * week);
            let dates = Open.dates(today);
            assert_eq!(dates.closes.in_zone(Zone::Asia__Shanghai).format("%H:%M").to_string(), "17:00");
            let slugs: BTreeSet<String> = Intake::ALL.iter().map(|i| i.slug(today)).collect();
            let prefixes: BTreeSet<String> = Intake::ALL.iter().map(|i| i.prefix(today)).collect();
            assert_eq!((slugs.len(), prefixes.len()), (3, 3));
        }
    }
}
