//! Pairs: who belongs together, and in what two sides differ, whatever the order in which they are looked at.

use proptest::{collection::vec, prelude::*, sample};

use super::{find::Apart, *};
use crate::domain::form::{Answer, Answers};

fn named(own: &str, part: &str) -> Named {
    Named { own: own.to_owned(), part: part.to_owned() }
}

fn pairing() -> Pairing {
    Pairing {
        reference: "partner".to_owned(),
        same: vec!["title".to_owned()],
        partners: "partners".to_owned(),
        named: vec![named("institution", "at"), named("unit", "unit")],
        members: Some(Members {
            own: "members".to_owned(),
            others: "their_members".to_owned(),
            parts: vec![named("name", "who"), named("unit", "unit")],
        }),
        required: true,
        funders: None,
    }
}

fn text(text: &str) -> Option<Answer> {
    (!text.is_empty()).then(|| Answer::Text(text.to_owned()))
}

/// Rows of two parts each.
fn rows(parts: [&str; 2], rows: &[[&str; 2]]) -> Option<Answer> {
    let row = |given: &[&str; 2]| {
        let mut row = Answers::default();
        for (part, given) in parts.iter().zip(given) {
            row.set(part, text(given));
        }
        row
    };
    let rows: Vec<Answers> = rows.iter().map(row).filter(|row| !row.0.is_empty()).collect();
    (!rows.is_empty()).then_some(Answer::Rows(rows))
}

fn answers(title: &str, own: [&str; 2], partner: &str, others: &[[&str; 2]]) -> Answers {
    let mut all = Answers::default();
    all.set("title", text(title));
    all.set("institution", text(own[0]));
    all.set("unit", text(own[1]));
    all.set("partner", text(partner));
    all.set("partners", rows(["at", "unit"], others));
    all
}

fn people(mut all: Answers, own: &[[&str; 2]], theirs: &[[&str; 2]]) -> Answers {
    all.set("members", rows(["name", "unit"], own));
    all.set("their_members", rows(["who", "unit"], theirs));
    all
}

fn said(question: &str, of: Of, first: &str, second: &str) -> Difference {
    let (first, second) = (first.to_owned(), second.to_owned());
    Difference { question: question.to_owned(), of, within: None, first, second }
}

#[test]
fn two_sides_that_say_the_same_match_whatever_the_spaces_and_the_case() {
    let one = answers("Red  Mangroves", ["UM", "Botany"], "", &[["Guangxi University", "Ecology"]]);
    let other = answers("red mangroves", ["guangxi university ", "Ecology"], "J-1", &[["UM", "Botany"]]);
    let one = people(one, &[["Sok Dara", "Botany"]], &[["Wei  Ling", "Ecology"], ["LI na", "Soil"]]);
    let other = people(other, &[["Li Na", "soil"], ["Wei Ling", "Ecology"]], &[["sok dara", "Botany"]]);
    let sides = [Side { reference: "J-1", answers: &one }, Side { reference: "J-2", answers: &other }];
    let found = pairing().find(&sides, &Apart::new());
    let pair = Pair { sides: (0, 1), names: (false, true), differences: Vec::new() };
    assert_eq!(found, Pairs { pairs: vec![pair], alone: Vec::new() });
}

#[test]
fn what_one_side_says_otherwise_of_the_other_is_shown_as_that_sides_beside_what_it_says_itself() {
    let one = answers("Mangroves", ["UM", "Botany"], "J-2", &[["Guangxi University", "Biology"]]);
    let other = answers("Mangroves of Asia", ["Guangxi University", "Ecology"], "J-1", &[["UM", "Forests"]]);
    let wanted = vec![
        said("title", Of::Both, "Mangroves", "Mangroves of Asia"),
        said("unit", Of::First, "Botany", "Forests"),
        said("unit", Of::Second, "Biology", "Ecology"),
    ];
    assert_eq!(pairing().compare(&one, &other), wanted);
}

#[test]
fn a_member_whom_only_one_side_names_and_one_in_another_unit_are_differences_of_the_side_they_belong_to() {
    let side = |own, other| answers("Mangroves", [own, "Botany"], "", &[[other, "Botany"]]);
    let first = people(side("UM", "GU"), &[["Sok Dara", "Botany"], ["Aye Min", "Soil"]], &[["Wei Ling", "Botany"]]);
    let second = people(side("GU", "UM"), &[["Wei Ling", "Ecology"]], &[["Sok Dara", "Botany"], ["Nilar", "Soil"]]);
    let within = Some(Within { whom: "Wei Ling".to_owned(), part: "unit".to_owned() });
    let wanted = vec![
        said("members", Of::First, "Aye Min, Soil", ""),
        said("members", Of::First, "", "Nilar, Soil"),
        Difference { within, ..said("members", Of::Second, "Botany", "Ecology") },
    ];
    assert_eq!(pairing().compare(&first, &second), wanted);
    let without = Pairing { members: None, ..pairing() };
    assert_eq!(without.compare(&first, &second), []);
}

#[test]
fn a_third_institution_is_named_by_both_sides_or_the_pair_differs() {
    let one = answers("Mangroves", ["UM", "Botany"], "", &[["GU", "Ecology"], ["NUS", "Soil"]]);
    let other = |rows: &[[&str; 2]]| answers("Mangroves", ["GU", "Ecology"], "", rows);
    assert_eq!(pairing().compare(&one, &other(&[["nus", "Soil"], ["UM", "Botany"]])), []);
    let alone = pairing().compare(&one, &other(&[["UM", "Botany"]]));
    assert_eq!(alone, [said("partners", Of::Both, "NUS, Soil", "")]);
    let within = Some(Within { whom: "NUS".to_owned(), part: "unit".to_owned() });
    let elsewhere = pairing().compare(&one, &other(&[["UM", "Botany"], ["NUS", "Seas"]]));
    assert_eq!(elsewhere, [Difference { within, ..said("partners", Of::Both, "Soil", "Seas") }]);
}

#[test]
fn two_that_are_not_to_be_put_together_stay_apart_and_find_others() {
    let one = answers("Mangroves", ["UM", "Botany"], "J-2", &[]);
    let other = answers("Mangroves", ["GU", "Ecology"], "J-1", &[]);
    let third = answers("mangroves", ["GU", "Ecology"], "J-1", &[]);
    let sides: Vec<Side<'_>> = [("J-1", &one), ("J-2", &other), ("J-3", &third)]
        .map(|(reference, answers)| Side { reference, answers })
        .into();
    let found = |apart: &[(usize, usize)]| {
        let found = pairing().find(&sides, &apart.iter().copied().collect());
        (found.pairs.iter().map(|pair| pair.sides).collect::<Vec<_>>(), found.alone)
    };
    assert_eq!(found(&[]), (vec![(0, 1)], vec![2]));
    assert_eq!(found(&[(1, 0)]), (vec![(0, 2)], vec![1]));
    assert_eq!(found(&[(0, 1), (0, 2)]), (vec![(1, 2)], vec![0]));
    assert_eq!(found(&[(0, 1), (0, 2), (2, 1)]), (vec![], vec![0, 1, 2]));
}

type Row = [&'static str; 2];

fn some_rows() -> impl Strategy<Value = Vec<Row>> {
    let word = || sample::select(vec!["", "A", "a ", "B", "ก"]);
    vec((word(), word()).prop_map(|(one, other)| [one, other]), 0..4)
}

fn some() -> impl Strategy<Value = Vec<(String, Answers)>> {
    let word = || sample::select(vec!["", "A", "a ", "B", "ก"]);
    let rows = || (some_rows(), some_rows(), some_rows());
    let one = (word(), word(), word(), 0..6usize, rows()).prop_map(|(title, at, unit, to, (others, own, theirs))| {
        let partner = if to == 0 { String::new() } else { format!("J-{to}") };
        people(answers(title, [at, unit], &partner, &others), &own, &theirs)
    });
    vec(one, 0..6).prop_map(|all| (1..).zip(all).map(|(n, answers)| (format!("J-{n}"), answers)).collect())
}

fn sides(all: &[(String, Answers)]) -> Vec<Side<'_>> {
    all.iter().map(|(reference, answers)| Side { reference, answers }).collect()
}

/// In one order, and however those are spelt whom both name.
fn without_spelling(all: Vec<Difference>) -> Vec<(String, Of, String, String)> {
    let key = crate::domain::person::search_key;
    let mut all: Vec<_> = all.into_iter().map(|d| (d.question, d.of, key(&d.first), key(&d.second))).collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn every_side_is_in_one_pair_or_alone_whatever_the_order(
        all in some(), turn in 0..6usize, apart in vec((0..6usize, 0..6usize), 0..4),
    ) {
        let apart: Apart = apart.into_iter().collect();
        let found = pairing().find(&sides(&all), &apart);
        let paired = found.pairs.iter().flat_map(|pair| [pair.sides.0, pair.sides.1]);
        let mut each: Vec<usize> = paired.chain(found.alone.iter().copied()).collect();
        each.sort_unstable();
        prop_assert_eq!(each, (0..all.len()).collect::<Vec<_>>());
        for pair in &found.pairs {
            prop_assert!(!apart.contains(&pair.sides) && !apart.contains(&(pair.sides.1, pair.sides.0)));
        }

        let mut turned = all.clone();
        let by = turn.min(all.len());
        turned.rotate_left(by);
        let place = |n: usize| (n + all.len() - by) % all.len().max(1);
        let apart = apart.into_iter().filter(|(one, other)| *one.max(other) < all.len());
        let again = pairing().find(&sides(&turned), &apart.map(|(one, other)| (place(one), place(other))).collect());
        let named = |of: &[(String, Answers)], pairs: &Pairs| {
            let name = |n: usize| of[n].0.clone();
            pairs.pairs.iter().map(|p| (name(p.sides.0), name(p.sides.1), p.differences.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(named(&all, &found), named(&turned, &again));
    }

    #[test]
    fn two_sides_differ_in_the_same_whoever_is_looked_at_first(all in some()) {
        for (_, one) in &all {
            for (_, other) in &all {
                let there = pairing().compare(one, other);
                let back: Vec<_> = pairing().compare(other, one).into_iter().map(Difference::turned).collect();
                prop_assert_eq!(without_spelling(there), without_spelling(back));
            }
        }
    }

    #[test]
    fn two_sides_differ_in_the_same_whatever_the_order_in_which_they_name_people(
        own in some_rows(), theirs in some_rows(), turn in 0..4usize,
    ) {
        let side = || answers("A", ["B", "B"], "", &[["B", "B"]]);
        let other = people(side(), &theirs, &own);
        prop_assert_eq!(pairing().compare(&people(side(), &own, &theirs), &other), vec![]);
        let turned = |rows: &[Row]| {
            let mut rows = rows.to_vec();
            let by = turn.min(rows.len());
            rows.rotate_left(by);
            rows
        };
        let again = people(side(), &turned(&own), &turned(&theirs));
        prop_assert_eq!(pairing().compare(&again, &other), vec![]);
        let one = people(side(), &own, &[]);
        let less = pairing().compare(&one, &people(side(), &[], &[]));
        prop_assert_eq!(less.len(), own.iter().filter(|row| row.iter().any(|word| !word.is_empty())).count());
    }
}
