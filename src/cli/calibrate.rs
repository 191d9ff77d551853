//! `sojourn calibrate`: a table of scores in, calibrated scores out.

use std::{collections::HashMap, path::PathBuf};

use clap::Args;
use serde::Serialize;

use super::{
    answer,
    numbers::Numbers,
    tables::{Column, Table},
};
use crate::{
    app::Failure,
    selection::calibration::{Calibration, Note, Reliability, Scored, calibrate},
};

/// What is calibrated.
#[derive(Debug, Args)]
pub struct Wish {
    /// Table with the columns application, reviewer and score: one line for each score that was given.
    #[arg(long, value_name = "FILE")]
    scores: PathBuf,
    /// Number of places that `p_within` asks about; it is null where none is given.
    #[arg(long, value_name = "K")]
    places: Option<usize>,
    /// How it is written.
    #[arg(long, default_value = "json", value_parser = ["json"])]
    format: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    mean: f64,
    mean_se: f64,
    variance: Variance,
    icc_single: Option<f64>,
    icc_single_interval: Option<[f64; 2]>,
    icc_mean: Option<f64>,
    icc_mean_interval: Option<[f64; 2]>,
    method: Method,
    notes: Vec<String>,
    applications: Vec<Application<'a>>,
    reviewers: Vec<Reviewer<'a>>,
}

#[derive(Serialize)]
struct Variance {
    application: f64,
    reviewer: f64,
    residual: f64,
}

#[derive(Serialize)]
struct Method {
    variance: &'static str,
    se: &'static str,
    se_prediction: &'static str,
    interval: &'static str,
    ranks: String,
}

#[derive(Serialize)]
struct Application<'a> {
    id: &'a str,
    n: usize,
    mean: f64,
    calibrated: f64,
    se: f64,
    se_prediction: f64,
    expected_rank: f64,
    p_within: Option<f64>,
}

#[derive(Serialize)]
struct Reviewer<'a> {
    id: &'a str,
    n: usize,
    severity: f64,
    se: f64,
    se_prediction: f64,
}

/// Reads, calibrates and prints.
///
/// # Errors
/// In a sentence, with the line where there is one.
pub fn run(wish: &Wish) -> Result<(), Failure> {
    let columns = [Column::needed("application"), Column::needed("reviewer"), Column::needed("score")];
    let table = Table::read(&wish.scores, &columns)?;
    let (mut applications, mut reviewers) = (Numbers::default(), Numbers::default());
    let mut lines = HashMap::new();
    let mut scores: Vec<Scored> = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let (application, reviewer) = (row.filled(0)?, row.filled(1)?);
        let pair = (applications.of(application), reviewers.of(reviewer));
        if let Some(line) = lines.insert(pair, row.line) {
            return Err(row.fault(format!("{reviewer} has scored {application} in line {line} already")));
        }
        let score = row.number(2)?;
        if score.abs() > 1e9 {
            return Err(row.fault(format!("the score {} is not between -1000000000 and 1000000000", row.text(2))));
        }
        scores.push((pair.0, pair.1, score));
    }
    if scores.is_empty() {
        return Err(table.fault("there is no score in it"));
    }
    let found = calibrate(&scores, wish.places.unwrap_or(0));
    answer::json(&told(&found, &applications, &reviewers, wish.places))
}

fn told<'a>(
    found: &Calibration,
    applications: &Numbers<'a>,
    reviewers: &Numbers<'a>,
    places: Option<usize>,
) -> Answer<'a> {
    let interval = |icc: Option<Reliability>| icc.and_then(|icc| icc.interval);
    let rows = applications.names().iter().zip(&found.applications);
    let readers = reviewers.names().iter().zip(&found.reviewers);
    Answer {
        mean: found.mean,
        mean_se: found.mean_se,
        variance: Variance {
            application: found.variance.application,
            reviewer: found.variance.reviewer,
            residual: found.variance.residual,
        },
        icc_single: found.icc_single.map(|icc| icc.value),
        icc_single_interval: interval(found.icc_single),
        icc_mean: found.icc_mean.map(|icc| icc.value),
        icc_mean_interval: interval(found.icc_mean),
        method: Method {
            variance: "score = mean + application + reviewer + residual; restricted maximum likelihood",
            se: "standard deviation of the error of prediction, the mean and the variances taken as known",
            se_prediction: "the same with the error of the mean counted in; the variances are taken as known",
            interval: "95 %: Wald on the logit of icc_single, from the observed information of the restricted likelihood; \
                       where the application variance is 0, by the likelihood ratio",
            ranks: format!("{} draws from the joint distribution of all effects given the scores, seed 1", found.draws),
        },
        notes: found.notes.iter().map(|note| sentence(*note)).collect(),
        applications: rows
            .map(|(id, a)| Application {
                id,
                n: a.count,
                mean: a.mean,
                calibrated: a.calibrated,
                se: a.se,
                se_prediction: a.se_prediction,
                expected_rank: a.expected_rank,
                p_within: places.map(|_| a.p_within),
            })
            .collect(),
        reviewers: readers
            .map(|(id, r)| Reviewer { id, n: r.count, severity: r.severity, se: r.se, se_prediction: r.se_prediction })
            .collect(),
    }
}

fn sentence(note: Note) -> String {
    match note {
        Note::AllEqual => "All scores are equal: they tell no application from another.".to_owned(),
        Note::OneApplication => {
            "There is one application: its variance is 0, and no reliability can be told.".to_owned()
        }
        Note::OneReviewer => "There is one reviewer: severity cannot be told from the mean and stands at 0.".to_owned(),
        Note::OneScoreEach => {
            "Every application has one score: merit cannot be told from chance, so the application variance \
                               stands at 0 and all applications at the mean."
                .to_owned()
        }
        Note::OneScorePerReviewer => {
            "Every reviewer gave one score: severity cannot be told from chance and stands at 0.".to_owned()
        }
        Note::Groups(groups) => format!(
            "The applications fall into {groups} groups that share no reviewer: groups are compared only as far as all reviewers \
             are alike in the mean."
        ),
    }
}
