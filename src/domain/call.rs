//! A call: its window, its settings and its definition. Everything that differs between programmes is here, as data.

use serde::{Deserialize, Serialize};

use super::{
    eligibility,
    form::{
        Form, Kind,
        faults::{Faults, is_unfinished},
    },
    hosting::Hosting,
    nomination::Nomination,
    pairing::Pairing,
    referees::{Deadline, Referees},
    rounds::{self, Round, YearDay},
    rubric::Rubric,
    sealing::Sealing,
    sentence::Problem,
    text::Text,
    time::{Span, Timestamp, Zone},
    workflow::CallState,
};

/// Longest that a call may give anybody, in days: beyond it, it is a slip of the pen, and calendars end somewhere.
pub const MOST_DAYS: u32 = 730;

/// What a call asks, requires and scores. Stored whole, one version per change; an application keeps the version it was filled on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The call's page: what is offered, in paragraphs.
    pub about: Vec<Part>,
    /// Said in one or two sentences in the list of calls.
    pub summary: Text,
    /// Who may apply.
    pub eligibility: Vec<eligibility::Rule>,
    /// What is asked.
    pub form: Form,
    /// What is scored.
    pub rubric: Rubric,
    /// How the call runs.
    pub settings: Settings,
    /// What applicants are told at the release.
    pub letters: Letters,
    /// What referees are asked for; nothing where the call takes no letters of reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referees: Option<Referees>,
    /// How authorities nominate, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nomination: Option<Nomination>,
    /// How applicants find a host institution; none where the call has no posts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosting: Option<Hosting>,
    /// How applications of two sides belong together; none where each stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing: Option<Pairing>,
    /// How sealed copies of applications are taken; none where the call wants no paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing: Option<Sealing>,
}

/// The letters of outcome, in which [`Letters::MARKS`] stand for the applicant's facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// A place is offered.
    pub offer: Text,
    /// The waiting list.
    pub waitlist: Text,
    /// Not selected.
    pub reject: Text,
}

impl Letters {
    /// What letters of outcome may have put in.
    pub const MARKS: [&str; 4] = ["{name}", "{reference}", "{call}", "{reply_by}"];
}

impl Definition {
    /// The priority areas that the form offers: stored word and label.
    pub fn priorities(&self) -> Vec<(&str, &Text)> {
        let asked = self.form.meaning.priority.as_deref().and_then(|key| self.form.question(key)).map(|q| &q.kind);
        match asked {
            Some(Kind::OneOf { options }) => options.iter().map(|o| (o.value.as_str(), &o.label)).collect(),
            _ => Vec::new(),
        }
    }

    /// Everything wrong with the definition; empty if a call can be run on it.
    pub fn faults(&self) -> Vec<Problem> {
        let mut all = self.form.faults();
        all.extend(eligibility::faults(&self.eligibility, self.form.questions().filter(|q| !q.after_acceptance)));
        all.extend(self.rubric.faults());
        all.extend(self.referees.iter().flat_map(Referees::faults));
        all.extend(self.nomination.into_iter().flat_map(Nomination::faults));
        all.extend(self.hosting.iter().flat_map(Hosting::faults));
        all.extend(self.pairing.iter().flat_map(|pairing| pairing.faults(&self.form)));
        all.extend(self.day_faults());
        all
    }

    /// What gives somebody more days than any call gives.
    fn day_faults(&self) -> Vec<Problem> {
        let Settings { reply_days, undo_withdraw_days, .. } = self.settings;
        let letters = self.referees.as_ref().map(|referees| match referees.deadline {
            Deadline::DaysAfterClose(days) | Deadline::DaysAfterRequest(days) => days,
            Deadline::At(_) => 0,
        });
        let given = [
            ("settings", Some(reply_days.max(undo_withdraw_days))),
            ("referees", letters),
            ("nomination", self.nomination.map(|nomination| nomination.days_after_close)),
            ("sealing", self.sealing.as_ref().map(|sealing| sealing.days_after_close)),
        ];
        let mut faults = Faults::default();
        for (place, days) in given {
            faults.add_if(days.is_some_and(|days| days > MOST_DAYS), place, "form-fault-days");
        }
        faults.into_problems()
    }

    /// What does not hold together in it; what is still to be added is left out.
    pub fn breaks(&self) -> Vec<Problem> {
        let mut faults = self.faults();
        faults.retain(|fault| !is_unfinished(fault));
        faults
    }
}

/// A heading with its paragraphs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Heading.
    pub title: Text,
    /// Paragraphs.
    pub paragraphs: Vec<Text>,
}

/// How a call runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, set one by one")]
pub struct Settings {
    /// Reviewers see no name, sex, birth date nor nationality.
    pub blind: bool,
    /// An applicant may change a submitted application until the deadline.
    pub edit_until_deadline: bool,
    /// Reviews wanted for each application.
    pub reviews_per_application: u32,
    /// Somebody else than who decided must release.
    pub second_person_releases: bool,
    /// There is a waiting list.
    pub waiting_list: bool,
    /// The next on the waiting list is promoted as soon as a place frees, without an officer's click.
    pub promote_by_itself: bool,
    /// Days in which an offer is to be answered.
    pub reply_days: u32,
    /// Days in which a withdrawal can be undone.
    pub undo_withdraw_days: u32,
    /// Days of the year on which what was handed in by then goes into review; empty where the call has one deadline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<YearDay>,
}

/// When a call takes applications. `now` is always when the request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Draft, published or archived.
    pub state: CallState,
    /// Opens at.
    pub opens_at: Timestamp,
    /// Closes at; submitting at this very instant is in time.
    pub closes_at: Timestamp,
    /// Minutes after the close in which a submission is still taken; shown to nobody but officers.
    pub grace_minutes: u32,
    /// The zone in which the call's times are told.
    pub zone: Zone,
}

/// Where a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Not public.
    Hidden,
    /// Public, opens later.
    Upcoming,
    /// Takes applications.
    Open,
    /// The deadline has passed.
    Closed,
}

impl Window {
    /// Where the window stands for the public at `now`.
    pub fn phase(&self, now: Timestamp) -> Phase {
        match self.state {
            CallState::Draft => Phase::Hidden,
            CallState::Published if now < self.opens_at => Phase::Upcoming,
            CallState::Published if now <= self.closes_at => Phase::Open,
            CallState::Published | CallState::Archived => Phase::Closed,
        }
    }

    /// The last instant at which somebody with this personal extension may submit, the hidden grace included.
    pub fn last_moment(&self, extension: Option<Timestamp>) -> Timestamp {
        let with_grace = self.closes_at + Span::minutes(i64::from(self.grace_minutes));
        extension.map_or(with_grace, |e| e.max(with_grace))
    }

    /// The rounds of a call that is reviewed on these days of the year.
    pub fn rounds(&self, days: &[YearDay]) -> Vec<Round> {
        rounds::all(days, (self.opens_at, self.last_moment(None)), self.zone)
    }

    /// Whether somebody with this personal extension may submit, or save a draft, at `now`.
    pub fn takes_submission(&self, now: Timestamp, extension: Option<Timestamp>) -> bool {
        self.state == CallState::Published && now >= self.opens_at && now <= self.last_moment(extension)
    }

    /// Whether a submitted application may still be changed at `now`, where the call allows it: until the deadline that is told, or the extension.
    pub fn takes_changes(&self, now: Timestamp, extension: Option<Timestamp>) -> bool {
        self.state == CallState::Published && now <= extension.map_or(self.closes_at, |e| e.max(self.closes_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_applicant_is_in_time_until_the_grace_ends_and_with_an_extension_longer() {
        let close = Timestamp::at(2026, 12, 18, 9, 0);
        let window = Window {
            state: CallState::Published,
            opens_at: Timestamp::at(2026, 10, 1, 0, 0),
            closes_at: close,
            grace_minutes: 15,
            zone: Zone::Asia__Shanghai,
        };
        assert_eq!(window.phase(close), Phase::Open);
        assert_eq!(window.phase(close + Span::microseconds(1)), Phase::Closed);
        assert!(window.takes_submission(close + Span::minutes(15), None));
        assert!(!window.takes_submission(close + Span::minutes(15) + Span::microseconds(1), None));
        assert!(window.takes_submission(close + Span::days(1), Some(close + Span::days(2))));
        assert!(!window.takes_submission(Timestamp::at(2026, 9, 30, 0, 0), None));
        assert!(!window.takes_changes(close + Span::minutes(1), None));
    }
}
