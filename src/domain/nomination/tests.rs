//! The table of nominations, walked whole; ranks, moved at random.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

#[test]
fn who_may_do_what_with_a_nomination_is_as_the_office_agreed() {
    let mut grid = String::new();
    for state in NominationState::ALL {
        let _ = writeln!(grid, "{state}");
        for event in NominationEvent::ALL {
            for by in NominationBy::ALL {
                match state.apply(*event, *by) {
                    Ok(to) => {
                        let _ = writeln!(grid, "  {event} by {by} → {to}");
                    }
                    Err(NotNow::Actor) => {
                        let _ = writeln!(grid, "  {event} not by {by}");
                    }
                    Err(NotNow::State) => {}
                }
            }
        }
    }
    insta::assert_snapshot!(grid);
}

#[test]
fn no_state_has_two_ways_of_one_event_for_the_same_person() {
    for state in NominationState::ALL {
        for (event, by) in NominationEvent::ALL.iter().flat_map(|e| NominationBy::ALL.iter().map(move |b| (*e, *b))) {
            let rules = RULES.iter().filter(|r| r.event == event && r.from.contains(state) && r.by.contains(&by));
            assert!(rules.count() < 2, "{state} {event} {by}");
        }
    }
}

#[test]
fn an_authority_that_moved_out_of_its_days_nominates_no_more() {
    let day = |d| Day::from_ymd_opt(2026, 11, d).unwrap();
    let validity = Validity { from: day(10), until: Some(day(20)) };
    assert_eq!([9, 10, 20, 21].map(|d| validity.holds_on(day(d))), [false, true, true, false]);
    assert!(Validity { until: None, ..validity }.holds_on(day(30)));
}

proptest! {
    #[test]
    fn ranks_stay_one_to_n_however_candidates_are_moved(n in 1_usize..12, who in 0_usize..14, place in 0_usize..20) {
        let order: Vec<usize> = (0..n).collect();
        for to in [Move::Up, Move::Down, Move::To(place)] {
            let after = moved(&order, who, to);
            let mut sorted = after.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&sorted, &order);
            if who < n {
                let at = after.iter().position(|w| *w == who).unwrap();
                let aim = match to {
                    Move::Up => who.saturating_sub(1),
                    Move::Down => (who + 1).min(n - 1),
                    Move::To(place) => place.max(1).min(n) - 1,
                };
                prop_assert_eq!(at, aim);
                // The others keep their order among themselves.
                let others: Vec<_> = after.into_iter().filter(|w| *w != who).collect();
                prop_assert!(others.is_sorted());
            } else {
                prop_assert_eq!(&after, &order);
            }
        }
    }
}
