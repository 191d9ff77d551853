//! What holds of every allocation, checked against all that there could be.

use proptest::prelude::*;

use super::{Allocation, Applicant, Host, Limit, Quota, Reason, best_set, stable};

#[derive(Debug, Clone)]
struct Case {
    applicants: Vec<Applicant>,
    hosts: Vec<Host>,
    quotas: Vec<Quota>,
    places: usize,
}

/// Quotas 0 and 1 are of countries, 2 and 3 of fields.
fn cases(most: usize) -> impl Strategy<Value = Case> {
    let quota = (0..3_usize, 0..4_usize).prop_map(|(a, b)| Quota { minimum: a.min(b), maximum: a.max(b) });
    let choices = Just(vec![0_usize, 1, 2])
        .prop_shuffle()
        .prop_flat_map(|all| (0..=3_usize).prop_map(move |n| all.iter().copied().take(n).collect::<Vec<_>>()));
    let side = |first: usize| prop::option::of(first..first + 2);
    let applicant = (0..12_i32, side(0), side(2), choices).prop_map(|(score, country, field, choices)| Applicant {
        score: f64::from(score) / 2.0,
        quotas: [country, field],
        choices,
    });
    (prop::collection::vec(applicant, 0..most), prop::collection::vec(quota, 4), 0..6_usize).prop_flat_map(
        |(applicants, quotas, places)| {
            let all: Vec<usize> = (0..applicants.len()).collect();
            let n = all.len();
            let host = (0..3_usize, Just(all).prop_shuffle(), 0..=n);
            let host = host.prop_map(|(places, mut ranking, n)| {
                ranking.truncate(n);
                Host { places, ranking }
            });
            prop::collection::vec(host, 3).prop_map(move |hosts| Case {
                applicants: applicants.clone(),
                hosts,
                quotas: quotas.clone(),
                places,
            })
        },
    )
}

fn within(case: &Case, placed: &[usize]) -> bool {
    placed.len() <= case.places && case.quotas.iter().zip(counts(case, placed)).all(|(q, n)| n <= q.maximum)
}

fn counts(case: &Case, placed: &[usize]) -> Vec<usize> {
    let counted = |q: usize| placed.iter().filter(|a| case.applicants[**a].quotas.contains(&Some(q))).count();
    (0..case.quotas.len()).map(counted).collect()
}

/// Minima filled, and the total in halves of a point.
fn worth(case: &Case, placed: &[usize]) -> (usize, f64) {
    let minima = case.quotas.iter().zip(counts(case, placed)).map(|(q, n)| n.min(q.minimum)).sum();
    (minima, placed.iter().map(|a| case.applicants[*a].score).sum())
}

fn all_are_told(case: &Case, found: &Allocation) {
    let mut all: Vec<usize> = found.placed.iter().map(|p| p.0).chain(found.left.iter().map(|l| l.0)).collect();
    all.sort_unstable();
    assert_eq!(all, (0..case.applicants.len()).collect::<Vec<_>>());
}

/// Every way to give each applicant one of the choices or none, by the number of the choice.
fn matchings(case: &Case) -> Vec<Vec<Option<usize>>> {
    case.applicants.iter().fold(vec![Vec::new()], |all, applicant| {
        let options: Vec<Option<usize>> = (0..applicant.choices.len()).map(Some).chain([None]).collect();
        let longer = |one: &Vec<Option<usize>>, last: Option<usize>| one.iter().copied().chain([last]).collect();
        all.iter().flat_map(|one| options.iter().map(move |last| longer(one, *last))).collect()
    })
}

/// A host's order; none where it does not take the applicant.
fn rank(case: &Case, host: usize, applicant: usize) -> Option<(i64, usize)> {
    let ranking = &case.hosts[host].ranking;
    if ranking.is_empty() {
        let better = case.applicants.iter().filter(|a| a.score > case.applicants[applicant].score).count();
        return Some((i64::try_from(better).ok()?, applicant));
    }
    ranking.iter().position(|a| *a == applicant).map(|at| (0, at))
}

/// Pairs that would rather have each other, without regard to quotas; `None` where a place is given twice or not wanted.
fn claims(case: &Case, held: &[Option<usize>]) -> Option<Vec<(usize, usize)>> {
    let host_of = |a: usize| held[a].map(|choice| case.applicants[a].choices[choice]);
    let mut guests = vec![Vec::new(); case.hosts.len()];
    for a in 0..held.len() {
        if let Some(host) = host_of(a) {
            guests[host].push(rank(case, host, a)?);
        }
    }
    if guests.iter().zip(&case.hosts).any(|(guests, host)| guests.len() > host.places) {
        return None;
    }
    let mut claims = Vec::new();
    for (a, applicant) in case.applicants.iter().enumerate() {
        for &host in &applicant.choices[..held[a].unwrap_or(applicant.choices.len())] {
            let Some(rank) = rank(case, host, a) else { continue };
            if guests[host].len() < case.hosts[host].places || guests[host].iter().any(|guest| *guest > rank) {
                claims.push((a, host));
            }
        }
    }
    // A host without places has room for nobody.
    claims.retain(|(_, host)| case.hosts[*host].places > 0);
    Some(claims)
}

fn held(case: &Case, found: &Allocation) -> Vec<Option<usize>> {
    let mut held = vec![None; case.applicants.len()];
    for &(a, host) in &found.placed {
        held[a] = case.applicants[a].choices.iter().position(|choice| Some(*choice) == host);
        assert!(held[a].is_some());
    }
    held
}

proptest! {
    #[test]
    fn no_other_set_within_the_quotas_is_worth_more(case in cases(9)) {
        let found = best_set(&case.applicants, &case.quotas, case.places);
        all_are_told(&case, &found);
        let placed: Vec<usize> = found.placed.iter().map(|p| p.0).collect();
        prop_assert!(within(&case, &placed));
        let (minima, total) = worth(&case, &placed);
        for set in 0..1_usize << case.applicants.len() {
            let other: Vec<usize> = (0..case.applicants.len()).filter(|a| set >> a & 1 == 1).collect();
            if within(&case, &other) {
                let (others, more) = worth(&case, &other);
                prop_assert!(others < minima || (others == minima && more < total + 1e-9), "{other:?} beats {placed:?}");
            }
        }
        prop_assert_eq!(best_set(&case.applicants, &case.quotas, case.places), found);
    }

    #[test]
    fn without_quotas_everybody_has_the_best_host_that_any_stable_matching_gives(mut case in cases(6)) {
        (case.places, case.quotas) = (99, vec![Quota { minimum: 0, maximum: 99 }; 4]);
        let found = stable(&case.applicants, &case.hosts, &case.quotas, case.places);
        prop_assert!(found.blocking.is_empty());
        let own = held(&case, &found);
        prop_assert_eq!(claims(&case, &own), Some(Vec::new()));
        for other in matchings(&case) {
            if claims(&case, &other).is_some_and(|claims| claims.is_empty()) {
                for (mine, theirs) in own.iter().zip(&other) {
                    prop_assert!(mine.unwrap_or(9) <= theirs.unwrap_or(9));
                }
            }
        }
    }

    #[test]
    fn whoever_has_a_claim_is_listed_with_the_limit_that_is_reached(case in cases(9)) {
        let found = stable(&case.applicants, &case.hosts, &case.quotas, case.places);
        all_are_told(&case, &found);
        let placed: Vec<usize> = found.placed.iter().map(|p| p.0).collect();
        prop_assert!(within(&case, &placed));
        let mut listed: Vec<(usize, usize)> = found.blocking.iter().map(|b| (b.applicant, b.host)).collect();
        listed.sort_unstable();
        let mut expected = claims(&case, &held(&case, &found)).unwrap();
        expected.sort_unstable();
        prop_assert_eq!(listed, expected);
        for pair in &found.blocking {
            let full = match pair.cause.map(|bar| bar.limit) {
                Some(Limit::Quota(quota)) => counts(&case, &placed)[quota] == case.quotas[quota].maximum,
                Some(Limit::Places) => placed.len() == case.places,
                // Who goes round in circles may be met where no limit is reached just now.
                None => (0..case.quotas.len()).all(|q| counts(&case, &placed)[q] < case.quotas[q].maximum.max(1)) && placed.len() < case.places.max(1),
            };
            prop_assert!(full, "{:?}", pair);
        }
    }
}

#[test]
fn who_is_left_out_reads_whose_place_was_the_last() {
    let applicant = |score: f64, country| Applicant { score, quotas: [country, None], choices: Vec::new() };
    let applicants = [applicant(4.5, Some(0)), applicant(4.12, Some(0)), applicant(4.0, Some(0)), applicant(3.0, None)];
    let found = best_set(&applicants, &[Quota { minimum: 0, maximum: 2 }], 3);
    assert_eq!(found.placed, [(0, None), (1, None), (3, None)]);
    let [(2, Reason::Reached(bar))] = found.left.as_slice() else { panic!("{found:?}") };
    assert_eq!(bar.last, Some(1));
}
