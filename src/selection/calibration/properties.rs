//! What holds of every calibration.

use proptest::prelude::*;

use super::{Calibration, Note, Scored, calibrate};

/// Some scores of up to 8 applications by up to 5 reviewers, numbered without gaps.
fn some() -> impl Strategy<Value = Vec<Scored>> {
    prop::collection::vec(prop::option::of(0..=10_i32), 40).prop_map(|cells| {
        let (mut applications, mut reviewers) = (Vec::new(), Vec::new());
        let number = |list: &mut Vec<usize>, k: usize| {
            list.iter().position(|x| *x == k).unwrap_or_else(|| {
                list.push(k);
                list.len() - 1
            })
        };
        let given = cells.into_iter().enumerate().filter_map(|(at, score)| Some((at, f64::from(score?) / 2.0)));
        given.map(|(at, y)| (number(&mut applications, at / 5), number(&mut reviewers, at % 5), y)).collect()
    })
}

fn figures(c: &Calibration) -> Vec<f64> {
    let icc = [c.icc_single, c.icc_mean].into_iter().flatten();
    let icc = icc.flat_map(|r| [r.value].into_iter().chain(r.interval.into_iter().flatten()));
    let applications =
        c.applications.iter().flat_map(|a| [a.mean, a.calibrated, a.se, a.se_prediction, a.expected_rank, a.p_within]);
    let reviewers = c.reviewers.iter().flat_map(|r| [r.severity, r.se, r.se_prediction]);
    let variance = [c.mean, c.mean_se, c.variance.application, c.variance.reviewer, c.variance.residual];
    variance.into_iter().chain(icc).chain(applications).chain(reviewers).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 2e-3 * a.abs().max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_figure_is_a_number_and_the_same_each_time(scores in some(), places in 0..9_usize) {
        let found = calibrate(&scores, places);
        prop_assert!(figures(&found).iter().all(|x| x.is_finite()), "{found:?}");
        prop_assert_eq!(&calibrate(&scores, places), &found);
        let n = found.applications.len();
        let ranks: f64 = found.applications.iter().map(|a| a.expected_rank).sum();
        let within: f64 = found.applications.iter().map(|a| a.p_within).sum();
        prop_assert!((ranks * 2.0 - super::count(n * (n + 1))).abs() < 1e-6);
        prop_assert!((within - super::count(places.min(n))).abs() < 1e-6);
    }

    #[test]
    fn another_zero_and_another_scale_change_nothing_but_the_scale(scores in some(), zero in -50..50_i32, by in 1..40_i32) {
        let (zero, by) = (f64::from(zero), f64::from(by) / 4.0);
        let moved: Vec<Scored> = scores.iter().map(|&(a, r, y)| (a, r, zero + by * y)).collect();
        let (one, other) = (calibrate(&scores, 3), calibrate(&moved, 3));
        prop_assert!(close(one.variance.application * by * by, other.variance.application), "{one:?} {other:?}");
        prop_assert!(close(one.variance.residual * by * by, other.variance.residual));
        for (a, b) in one.applications.iter().zip(&other.applications) {
            prop_assert!(close(zero + by * a.calibrated, b.calibrated) && close(by * a.se, b.se), "{a:?} {b:?}");
        }
    }
}

#[test]
fn a_panel_that_agrees_but_for_a_severe_reviewer_is_read_without_a_residual() {
    let scores = [(0, 0, 1.0), (0, 1, 2.0), (1, 0, 2.0), (1, 1, 3.0), (2, 0, 4.0), (2, 1, 5.0)];
    let found = calibrate(&scores, 1);
    assert!((found.variance.application - 7.0 / 3.0).abs() < 1e-2, "{found:?}");
    assert!((found.variance.reviewer - 0.5).abs() < 1e-2 && found.variance.residual < 1e-6, "{found:?}");
    assert!((found.reviewers[0].severity - 0.5).abs() < 1e-3 && (found.applications[2].p_within - 1.0).abs() < 1e-9);
}

#[test]
fn a_balanced_table_has_the_variances_of_the_analysis_of_variance() {
    // With all pairs given, and no variance at 0, both ways to estimate agree.
    let table = [[1.0, 2.0, 3.0], [4.0, 3.0, 5.0], [2.0, 4.0, 3.0], [5.0, 5.0, 7.0]];
    let cell = |a: usize| table[a].iter().enumerate().map(move |(r, y)| (a, r, *y));
    let scores: Vec<Scored> = (0..4).flat_map(cell).collect();
    let found = calibrate(&scores, 2);
    let (mut left, mut between) = (0.0, [0.0; 2]);
    let mean = scores.iter().map(|s| s.2).sum::<f64>() / 12.0;
    let row = |a: usize| table[a].iter().sum::<f64>() / 3.0;
    let column = |r: usize| table.iter().map(|row| row[r]).sum::<f64>() / 4.0;
    for &(a, r, y) in &scores {
        left += (y - row(a) - column(r) + mean).powi(2) / 6.0;
        between[0] += (row(a) - mean).powi(2) / 3.0;
        between[1] += (column(r) - mean).powi(2) / 2.0;
    }
    assert!((found.variance.residual - left).abs() < 1e-5, "{found:?}");
    assert!((found.variance.application - (between[0] - left) / 3.0).abs() < 1e-5, "{found:?}");
    assert!((found.variance.reviewer - (between[1] - left) / 4.0).abs() < 1e-5, "{found:?}");
}

#[test]
fn an_office_is_told_what_its_scores_cannot_tell() {
    let notes = |scores: &[Scored]| calibrate(scores, 1).notes;
    assert_eq!(notes(&[(0, 0, 3.0)]), [Note::AllEqual, Note::OneApplication, Note::OneReviewer]);
    assert_eq!(notes(&[(0, 0, 3.0), (1, 0, 4.0)]), [Note::OneReviewer, Note::OneScoreEach]);
    let apart = [(0, 0, 3.0), (0, 1, 4.0), (1, 2, 4.0), (1, 3, 2.0)];
    assert_eq!(notes(&apart), [Note::OneScorePerReviewer, Note::Groups(2)]);
    let equal = calibrate(&[(0, 0, 3.1), (0, 1, 3.1), (1, 0, 3.1), (1, 1, 3.1)], 1);
    assert_eq!((equal.notes.as_slice(), equal.icc_single), ([Note::AllEqual].as_slice(), None));
    assert!(equal.applications.iter().all(|a| (a.p_within - 0.5).abs() < 1e-9 && (a.calibrated - 3.1).abs() < 1e-9));
}
