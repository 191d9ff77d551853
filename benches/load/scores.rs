//! How long the mathematics of selection takes: 10,000 applications.

use std::{hint::black_box, time::Instant};

use sojourn::{
    domain::chance::Chance,
    selection::{
        allocation::{Applicant, Host, Quota, best_set, stable},
        calibration::{Scored, calibrate},
    },
};

use crate::table::{middle, verdict};

/// Names of the rows, with the most that each may take, in milliseconds.
const ROWS: [(&str, f64); 3] = [(CALIBRATION, 2000.0), (BEST_SET, 1000.0), (MATCHING, 1000.0)];
/// Scores of 500 reviewers, three to an application.
pub const CALIBRATION: &str = "calibration";
/// The best set under 100 quotas.
pub const BEST_SET: &str = "best-set";
/// Deferred acceptance with 500 hosts under 100 quotas.
pub const MATCHING: &str = "matching";
const APPLICATIONS: usize = 10_000;
const REVIEWERS: usize = 500;
const HOSTS: usize = 500;
const QUOTAS: usize = 100;
const PLACES: usize = 3_000;

/// Measures those that are wanted and prints them.
pub fn measure(wanted: impl Fn(&str) -> bool) {
    let mut chance = Chance::seeded(1);
    let scores = scores(&mut chance);
    let (applicants, hosts, quotas) = (applicants(&mut chance), hosts(&mut chance), quotas(&mut chance));
    for (name, most) in ROWS.into_iter().filter(|(name, _)| wanted(name)) {
        let mut times = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            match name {
                CALIBRATION => drop(black_box(calibrate(black_box(&scores), PLACES))),
                BEST_SET => drop(black_box(best_set(black_box(&applicants), &quotas, PLACES))),
                _ => drop(black_box(stable(black_box(&applicants), &hosts, &quotas, PLACES))),
            }
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let time = middle(times);
        println!("{name}: {time:.0} ms for {APPLICATIONS} applications (at most {most}){}", verdict(time <= most));
    }
}

/// Whole numbers that add up to a bell, as a score between 0 and 10.
fn score(chance: &mut Chance) -> f64 {
    let tenths: usize = (0..4).map(|_| chance.below(26)).sum();
    f64::from(u32::try_from(tenths).unwrap_or(0)) / 10.0
}

fn scores(chance: &mut Chance) -> Vec<Scored> {
    let severity: Vec<f64> = (0..REVIEWERS).map(|_| score(chance) / 3.0).collect();
    let mut scores = Vec::new();
    for application in 0..APPLICATIONS {
        let merit = score(chance);
        let first = chance.below(REVIEWERS);
        for step in [0, 7, 1 + chance.below(6)] {
            let reviewer = (first + step) % REVIEWERS;
            scores.push((application, reviewer, merit + severity[reviewer] + score(chance)));
        }
    }
    scores
}

fn applicants(chance: &mut Chance) -> Vec<Applicant> {
    let applicant = |_| Applicant {
        score: score(chance),
        quotas: [Some(chance.below(QUOTAS / 2)), Some(QUOTAS / 2 + chance.below(QUOTAS / 2))],
        choices: {
            let first = chance.below(HOSTS);
            (0..5).map(|n| (first + n * n * 13) % HOSTS).collect()
        },
    };
    (0..APPLICATIONS).map(applicant).collect()
}

/// Every other one ranks some of the applicants itself.
fn hosts(chance: &mut Chance) -> Vec<Host> {
    let host = |n: usize| Host {
        places: 1 + chance.below(11),
        ranking: {
            let first = chance.below(APPLICATIONS);
            (0..(n % 2) * APPLICATIONS / 2).map(|k| (first + k * 7) % APPLICATIONS).collect()
        },
    };
    (0..HOSTS).map(host).collect()
}

fn quotas(chance: &mut Chance) -> Vec<Quota> {
    (0..QUOTAS).map(|_| Quota { minimum: chance.below(20), maximum: 30 + chance.below(60) }).collect()
}
