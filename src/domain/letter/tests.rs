//! The table of letters, walked whole and at random, and the dates of reminders.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

#[test]
fn who_may_do_what_to_a_letter_in_which_state_is_as_the_office_agreed() {
    let mut grid = String::new();
    for state in LetterState::ALL {
        let _ = writeln!(grid, "{state}");
        for event in LetterEvent::ALL {
            for by in LetterBy::ALL {
                let answer = match state.apply(*event, *by) {
                    Ok(to) => format!("{to}"),
                    Err(NotNow::Actor) => "not by this person".to_owned(),
                    Err(NotNow::State) => continue,
                };
                let _ = writeln!(grid, "  {event} by {by}: {answer}");
            }
        }
    }
    insta::assert_snapshot!(grid);
}

#[test]
fn a_referee_who_was_told_that_no_letter_is_needed_cannot_send_one() {
    for event in [E::Agree, E::Save, E::Give, E::Correct, E::Decline] {
        assert_eq!(L::Cancelled.apply(event, Referee), Err(NotNow::State), "{event}");
    }
}

#[test]
fn every_event_of_a_letter_asks_for_a_reason_everywhere_or_nowhere() {
    for event in LetterEvent::ALL {
        let reasons: Vec<bool> = RULES.iter().filter(|r| r.event == *event).map(|r| r.reason).collect();
        assert!(!reasons.is_empty() && reasons.iter().all(|reason| *reason == event.needs_reason()), "{event}");
    }
}

#[test]
fn a_referee_is_reminded_after_a_week_after_two_and_three_days_before_the_end() {
    let asked_at = Timestamp::at(2026, 11, 1, 9, 0);
    let dates = Dates { asked_at, saved_at: None, due_at: asked_at + Span::days(30) };
    let days: Vec<(i64, Occasion)> =
        dates.occasions().into_iter().map(|(at, occasion)| ((at - asked_at).num_days(), occasion)).collect();
    assert_eq!(days, [(7, Occasion::Week), (14, Occasion::Fortnight), (27, Occasion::Soon), (30, Occasion::Over)]);
    let saved = Dates { saved_at: Some(asked_at + Span::days(15)), ..dates };
    assert_eq!(saved.due(asked_at + Span::days(16), asked_at + Span::days(17)), Some(Occasion::Unsent));
}

#[test]
fn a_referee_who_is_asked_two_days_before_the_end_is_not_reminded_on_the_same_day() {
    let asked_at = Timestamp::at(2026, 11, 1, 9, 0);
    let dates = Dates { asked_at, saved_at: None, due_at: asked_at + Span::days(2) };
    assert_eq!(dates.occasions().len(), 1);
    assert_eq!(dates.due(asked_at, dates.due_at), None);
    assert_eq!(dates.due(asked_at, dates.due_at + Span::minutes(1)), Some(Occasion::Over));
}

#[test]
fn a_clock_that_stood_still_reminds_once() {
    let asked_at = Timestamp::at(2026, 11, 1, 9, 0);
    let dates = Dates { asked_at, saved_at: None, due_at: asked_at + Span::days(30) };
    assert_eq!(dates.due(asked_at, asked_at + Span::days(20)), Some(Occasion::Fortnight));
    assert_eq!(dates.due(asked_at, asked_at + Span::days(40)), Some(Occasion::Over));
}

proptest! {
    /// Whatever is tried in whatever order, what happens is in the table.
    #[test]
    fn no_order_of_events_leaves_the_table_of_letters(
        steps in prop::collection::vec((0..LetterEvent::ALL.len(), 0..LetterBy::ALL.len()), 0..100)
    ) {
        let mut state = L::NotSent;
        for (event, by) in steps {
            let (event, by) = (LetterEvent::ALL[event], LetterBy::ALL[by]);
            if let Ok(to) = state.apply(event, by) {
                prop_assert!(RULES.iter().any(|r| r.event == event && r.from.contains(&state) && r.to == to && r.by.contains(&by)));
                state = to;
            }
        }
    }

    /// Every occasion is found by going from one to the next.
    #[test]
    fn the_clock_passes_over_no_occasion(days in 1_i64..60, saved in prop::option::of(0_i64..60)) {
        let asked_at = Timestamp::at(2026, 11, 1, 9, 0);
        let dates = Dates { asked_at, saved_at: saved.map(|d| asked_at + Span::days(d)), due_at: asked_at + Span::days(days) };
        let mut found = Vec::new();
        let mut at = asked_at;
        while let Some(next) = dates.next(at) {
            found.push(next);
            at = next;
        }
        let mut all: Vec<Timestamp> = dates.occasions().into_iter().map(|(at, _)| at).collect();
        all.dedup();
        prop_assert_eq!(found, all);
    }
}
