//! Calibration: what a score says of the application, of the reviewer, and of chance.
//!
//! The model is additive: score = mean + application + reviewer + residual, the last three drawn from normal distributions.
//!
//! 1. The three variances are estimated by restricted maximum likelihood (REML), to about 1e-4 of their roots.
//! 2. An application's calibrated score is the mean plus its predicted effect (best linear unbiased prediction), which is shrunk
//!    towards the mean the more, the less its scores say. A reviewer's severity is the predicted effect with its sign turned: above 0
//!    for one who scores lower than others would.
//! 3. `se` is the standard deviation of the error of prediction with the mean taken as known, as lme4's conditional variances and
//!    statsmodels' give it; `se_prediction` counts the error of the mean in too (Henderson's C22).
//! 4. The reliability (ICC, absolute agreement) of one score is application / (application + reviewer + residual); that of an
//!    application's mean has reviewer and residual divided by the harmonic mean of the numbers of scores. The 95 % interval is Wald's
//!    on the logit of the single one, from the observed information of the restricted likelihood; where the application variance is
//!    0, it reaches from 0 to where the likelihood ratio, the reviewers' ratio held, is 3.84.
//! 5. Expected ranks and chances of a place come from a simulation with a fixed seed: draws from the joint distribution of all
//!    effects given the scores, the variances taken as known.
//!
//! What the scores cannot tell is said in [`Note`]s, and its variance is 0.

mod fit;
mod likelihood;
mod matrix;
mod normal;
#[cfg(test)]
mod properties;
mod search;

pub use fit::Scored;
use fit::{Fit, single};
use likelihood::Solved;

use super::ranking::{count, cut};

/// Effects that a simulation draws in all, and the least and the most draws.
const EFFECTS: usize = 10_000_000;
const DRAWS: (usize, usize) = (200, 10_000);

/// What the scores cannot tell, or tell by assumption only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// All scores are equal.
    AllEqual,
    /// There is one application.
    OneApplication,
    /// There is one reviewer: severity cannot be told from the mean.
    OneReviewer,
    /// Every application has one score: merit cannot be told from chance.
    OneScoreEach,
    /// Every reviewer gave one score: severity cannot be told from chance.
    OneScorePerReviewer,
    /// The applications fall into so many groups without a common reviewer, which are compared by the model's assumption alone.
    Groups(usize),
}

/// The variances of the three parts of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance {
    /// Between applications.
    pub application: f64,
    /// Between reviewers.
    pub reviewer: f64,
    /// What is left.
    pub residual: f64,
}

/// A reliability between 0 and 1, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// The estimate.
    pub value: f64,
    /// Both ends; `None` where the scores allow none.
    pub interval: Option<[f64; 2]>,
}

/// What is known of one application.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibrated {
    /// How many scores.
    pub count: usize,
    /// Their plain mean.
    pub mean: f64,
    /// The calibrated score.
    pub calibrated: f64,
    /// Its standard error, the mean of all taken as known.
    pub se: f64,
    /// The standard error that counts in that of the mean.
    pub se_prediction: f64,
    /// The expected rank, 1 for the best.
    pub expected_rank: f64,
    /// The chance to be within the places.
    pub p_within: f64,
}

/// What is known of one reviewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Severity {
    /// How many scores.
    pub count: usize,
    /// Above 0: scores lower than others would.
    pub severity: f64,
    /// Its standard error, the mean of all taken as known.
    pub se: f64,
    /// The standard error that counts in that of the mean.
    pub se_prediction: f64,
}

/// All that the scores say.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The mean of the model.
    pub mean: f64,
    /// Its standard error.
    pub mean_se: f64,
    /// The parts of the variance.
    pub variance: Variance,
    /// Reliability of one score; `None` where all scores are equal.
    pub icc_single: Option<Reliability>,
    /// Reliability of an application's mean.
    pub icc_mean: Option<Reliability>,
    /// How many draws the simulation took.
    pub draws: usize,
    /// By the number of the application.
    pub applications: Vec<Calibrated>,
    /// By the number of the reviewer.
    pub reviewers: Vec<Severity>,
    /// What to keep in mind.
    pub notes: Vec<Note>,
}

/// Calibrates scores. Applications and reviewers are numbered from 0 without gaps, and each has a score.
/// `places` is the number that [`Calibrated::p_within`] asks about.
pub fn calibrate(scores: &[Scored], places: usize) -> Calibration {
    let applications = scores.iter().map(|(a, _, _)| a + 1).max().unwrap_or(0);
    let reviewers = scores.iter().map(|(_, r, _)| r + 1).max().unwrap_or(0);
    let n = count(scores.len().max(1));
    let centre = scores.iter().map(|(_, _, y)| y / n).sum::<f64>();
    let spread = scores.iter().map(|(_, _, y)| (y - centre).powi(2) / n).sum::<f64>().sqrt();
    // What adding leaves behind is no spread.
    let equal = spread <= 1e-12 * scores.iter().map(|(_, _, y)| y.abs()).fold(0.0, f64::max);
    let scale = if equal { 1.0 } else { spread };
    let free = [
        !equal && applications > 1 && applications < scores.len(),
        !equal && reviewers > 1 && reviewers < scores.len(),
    ];
    let fit = Fit::new(scores, [applications, reviewers], |y| if equal { 0.0 } else { (y - centre) / scale }, free);
    let ratios = fit.ratios();
    let solved = fit.solve(ratios);
    let residual = if equal { 0.0 } else { solved.residual };
    let mut found = Calibration {
        mean: cut(centre + scale * solved.mean),
        mean_se: 0.0,
        variance: Variance {
            application: cut(scale * scale * residual * ratios[0] * ratios[0]),
            reviewer: cut(scale * scale * residual * ratios[1] * ratios[1]),
            residual: cut(scale * scale * residual),
        },
        icc_single: None,
        icc_mean: None,
        draws: (EFFECTS / applications.max(1)).clamp(DRAWS.0, DRAWS.1),
        applications: Vec::with_capacity(applications),
        reviewers: Vec::with_capacity(reviewers),
        notes: notes(scores, [applications, reviewers], equal),
    };
    if !equal {
        let single = Reliability { value: single(ratios), interval: fit.interval(ratios, solved.deviance) };
        found.icc_single = Some(single.map(|x| x));
        let scores_each = harmonic_mean(scores, applications);
        found.icc_mean = Some(single.map(|x| scores_each * x / (1.0 + (scores_each - 1.0) * x)));
    }
    fill(&mut found, &fit, scores, &solved, (if equal { 0.0 } else { scale }, centre), places);
    found
}

impl Reliability {
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let f = |x| cut(f(x));
        Self { value: f(self.value), interval: self.interval.map(|ends| ends.map(f)) }
    }
}

/// Adds what is known of each application and reviewer.
fn fill(
    to: &mut Calibration,
    fit: &Fit,
    scores: &[Scored],
    solved: &Solved,
    (scale, centre): (f64, f64),
    places: usize,
) {
    let errors = fit.table.errors(solved);
    to.mean_se = cut(scale * errors.mean.sqrt());
    let outer = (&solved.outer, &errors.outer);
    let inner = (&solved.inner, &errors.inner);
    let (applications, reviewers) = if fit.turned { (inner, outer) } else { (outer, inner) };
    let (ranks, within) = fit.simulate(solved, applications.0.len(), to.draws, places);
    let root = |variance: f64| cut(scale * variance.sqrt());
    let mut sums = vec![(0, 0.0); applications.0.len()];
    let mut given = vec![0; reviewers.0.len()];
    for &(application, reviewer, score) in scores {
        sums[application].0 += 1;
        sums[application].1 += score - centre;
        given[reviewer] += 1;
    }
    for (k, (effect, [known, all])) in applications.0.iter().zip(applications.1).enumerate() {
        to.applications.push(Calibrated {
            count: sums[k].0,
            mean: cut(centre + sums[k].1 / count(sums[k].0.max(1))),
            calibrated: cut(to.mean + scale * effect),
            se: root(*known),
            se_prediction: root(*all),
            expected_rank: cut(ranks[k]),
            p_within: cut(within[k]),
        });
    }
    for (k, (effect, [known, all])) in reviewers.0.iter().zip(reviewers.1).enumerate() {
        let severity = cut(-scale * effect);
        to.reviewers.push(Severity { count: given[k], severity, se: root(*known), se_prediction: root(*all) });
    }
}

fn notes(scores: &[Scored], [applications, reviewers]: [usize; 2], equal: bool) -> Vec<Note> {
    let groups = groups(scores, [applications, reviewers]);
    let said = [
        (equal, Note::AllEqual),
        (applications == 1, Note::OneApplication),
        (reviewers == 1, Note::OneReviewer),
        (applications > 1 && applications == scores.len(), Note::OneScoreEach),
        (reviewers > 1 && reviewers == scores.len(), Note::OneScorePerReviewer),
        (groups > 1, Note::Groups(groups)),
    ];
    said.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect()
}

/// Into how many groups without a common reviewer the applications fall.
fn groups(scores: &[Scored], [applications, reviewers]: [usize; 2]) -> usize {
    fn top(above: &mut [usize], mut k: usize) -> usize {
        while above[k] != k {
            above[k] = above[above[k]];
            k = above[k];
        }
        k
    }
    let mut above: Vec<usize> = (0..applications + reviewers).collect();
    let mut groups = applications + reviewers;
    for &(application, reviewer, _) in scores {
        let (a, b) = (top(&mut above, application), top(&mut above, applications + reviewer));
        if a != b {
            above[a] = b;
            groups -= 1;
        }
    }
    groups
}

fn harmonic_mean(scores: &[Scored], applications: usize) -> f64 {
    let mut each = vec![0; applications];
    for (application, _, _) in scores {
        each[*application] += 1;
    }
    count(applications) / each.iter().map(|&n| 1.0 / count(n)).sum::<f64>()
}
