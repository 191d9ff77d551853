//! The table of the workflow, walked whole and at random.

use std::{collections::BTreeSet, fmt::Write as _};

use proptest::prelude::*;

use super::*;

/// An application on its way: where it stands and what the record remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stand {
    status: Status,
    before: Option<Status>,
}

const START: Stand = Stand { status: S::Draft, before: None };

impl Stand {
    fn step(self, event: Event, by: By) -> Result<Self, NotNow> {
        let status = self.status.apply(event, by, self.before)?;
        Ok(Self { status, before: self.status.way_back(status, self.before) })
    }
}

fn all_steps() -> impl Iterator<Item = (Event, By)> {
    Event::ALL.iter().flat_map(|event| By::ALL.iter().map(|by| (*event, *by)))
}

/// Every stand that can be reached from a fresh draft.
fn reachable() -> BTreeSet<Stand> {
    let mut seen = BTreeSet::from([START]);
    let mut open = vec![START];
    while let Some(stand) = open.pop() {
        for next in all_steps().filter_map(|(event, by)| stand.step(event, by).ok()) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn who_may_do_what_in_which_state_is_as_the_office_agreed() {
    let mut grid = String::new();
    for status in Status::ALL {
        let _ = writeln!(grid, "{status}");
        for event in Event::ALL {
            let by = |wanted: fn(&Result<Status, NotNow>) -> bool| {
                let matching = By::ALL.iter().filter(|by| wanted(&status.apply(*event, **by, Some(S::Submitted))));
                matching.map(|by| by.word()).collect::<Vec<_>>().join(", ")
            };
            let may = by(Result::is_ok);
            let not_by = by(|answer| *answer == Err(NotNow::Actor));
            let now = By::ALL.iter().find_map(|by| status.apply(*event, *by, Some(S::Submitted)).ok());
            let always = By::ALL.iter().any(|by| status.apply(*event, *by, None).is_ok());
            if now.is_some() {
                let to = now.filter(|_| always).map_or("as before", Status::word);
                let _ = writeln!(grid, "  {event} by {may} → {to}; not by {not_by}");
            }
            // What is refused for the state is refused to everybody alike.
            assert!(now.is_some() || not_by.is_empty(), "{status} {event}");
        }
    }
    insta::assert_snapshot!(grid);
}

#[test]
fn an_application_can_reach_every_state() {
    let reached: BTreeSet<Status> = reachable().into_iter().map(|stand| stand.status).collect();
    assert_eq!(reached, Status::ALL.iter().copied().collect());
}

#[test]
fn every_event_is_in_the_table_once_for_a_state() {
    for event in Event::ALL {
        let from: Vec<Status> = RULES.iter().filter(|r| r.event == *event).flat_map(|r| r.from).copied().collect();
        let distinct: BTreeSet<Status> = from.iter().copied().collect();
        assert!(!from.is_empty() && from.len() == distinct.len(), "{event}");
        let reasons: BTreeSet<bool> = RULES.iter().filter(|r| r.event == *event).map(|r| r.reason).collect();
        assert_eq!(reasons.len(), 1, "{event} asks for a reason here and not there");
    }
}

#[test]
fn an_applicant_who_withdraws_while_correcting_is_back_where_the_reviewers_had_it() {
    let in_review = Stand { status: S::InReview, before: None };
    let undone = in_review
        .step(Event::Return, By::Officer)
        .and_then(|s| s.step(Event::Withdraw, By::Owner))
        .and_then(|s| s.step(Event::UndoWithdraw, By::Officer));
    assert_eq!(undone, Ok(in_review));
}

#[test]
fn an_applicant_reads_the_same_while_reviewers_work_and_when_the_decision_is_kept_back() {
    for status in [S::InReview, S::Deliberation, S::Decided] {
        assert_eq!(status.told(), S::InReview);
    }
    assert_eq!(S::Offered.told(), S::Offered);
}

#[test]
fn nobody_withdraws_an_offer_that_they_can_decline() {
    assert!(!S::Offered.may_withdraw());
    assert_eq!(S::Offered.apply(Event::Decline, By::Owner, None), Ok(S::Declined));
}

#[test]
fn every_word_reads_back_as_itself() {
    for status in Status::ALL {
        assert_eq!(status.word().parse(), Ok(*status));
    }
    for event in Event::ALL {
        assert_eq!(event.word().parse(), Ok(*event));
    }
    assert_eq!("accepted ".parse::<Status>(), Err(UnknownWord("accepted ".to_owned())));
}

proptest! {
    /// Whatever is tried in whatever order, what happens is in the table, what is remembered is a state with no memory of its own,
    /// and what is refused changes nothing.
    #[test]
    fn no_order_of_events_leaves_the_table(steps in prop::collection::vec((0..Event::ALL.len(), 0..By::ALL.len()), 0..200)) {
        let mut stand = START;
        for (event, by) in steps {
            let (event, by) = (Event::ALL[event], By::ALL[by]);
            let Ok(next) = stand.step(event, by) else { continue };
            let rule = RULES.iter().find(|r| r.event == event && r.from.contains(&stand.status)).unwrap();
            prop_assert!(rule.by.contains(&by));
            match rule.to {
                To::State(to) => prop_assert_eq!(next.status, to),
                To::AsBefore => prop_assert_eq!(Some(next.status), stand.before),
            }
            prop_assert_eq!(next.before.is_some(), next.status.remembers());
            prop_assert!(next.before.is_none_or(|before| !before.remembers()));
            stand = next;
        }
    }
}
