//! One fit of the model: the ratios of greatest restricted likelihood, the interval of the reliability, and the simulation.

use super::{
    likelihood::{Ratios, Solved, Table},
    normal, search,
};
use crate::selection::ranking::count;

/// The 97.5 % point of the normal distribution.
const NORMAL: f64 = 1.959_964;
/// The 95 % point of chi-squared with one degree of freedom.
const CHI_SQUARED: f64 = 3.841_459;
/// The simulation's seed.
const SEED: u64 = 1;
/// One score: which application, which reviewer, what was given. Each pair at most once.
pub type Scored = (usize, usize, f64);

/// The scores, brought to mean 0 and variance 1, with the side that has more members eliminated.
#[derive(Debug)]
pub struct Fit {
    /// The scores.
    pub table: Table,
    /// The eliminated side is the reviewers'.
    pub turned: bool,
    /// Which ratios are looked for: the applications', the reviewers'.
    free: [bool; 2],
}

/// The reliability of one score at these ratios of application and reviewer.
pub fn single([application, reviewer]: Ratios) -> f64 {
    application * application / (application * application + reviewer * reviewer + 1.0)
}

impl Fit {
    /// Puts the scores in order; `y` brings one to scale.
    pub fn new(
        scores: &[Scored],
        [applications, reviewers]: [usize; 2],
        y: impl Fn(f64) -> f64,
        free: [bool; 2],
    ) -> Self {
        let turned = reviewers > applications;
        let mut outer = vec![Vec::new(); applications.max(reviewers)];
        for &(application, reviewer, score) in scores {
            let (o, i) = if turned { (reviewer, application) } else { (application, reviewer) };
            outer[o].push((i, y(score)));
        }
        Self { table: Table::new(outer, applications.min(reviewers)), turned, free }
    }

    /// Solves the equations at the ratios of application and reviewer.
    pub fn solve(&self, [application, reviewer]: Ratios) -> Solved {
        self.table.solve(if self.turned { [reviewer, application] } else { [application, reviewer] })
    }

    /// Both ratios of greatest restricted likelihood; 0 where it is not looked for.
    pub fn ratios(&self) -> Ratios {
        let start: Vec<f64> = self.free.iter().filter(|free| **free).map(|_| 1.0).collect();
        let mut found = search::least(&start, |x| self.solve(self.spread(x)).deviance);
        // Nearer to 0 than can be told.
        let zeroed: Vec<f64> = found.iter().map(|x| if *x < 1e-3 { 0.0 } else { *x }).collect();
        if self.solve(self.spread(&zeroed)).deviance <= self.solve(self.spread(&found)).deviance + 1e-6 {
            found = zeroed;
        }
        self.spread(&found)
    }

    /// Puts the ratios that are looked for in their places.
    fn spread(&self, found: &[f64]) -> Ratios {
        let mut found = found.iter();
        self.free.map(|free| if free { found.next().copied().unwrap_or(0.0) } else { 0.0 })
    }

    /// The 95 % interval of the reliability of one score.
    pub fn interval(&self, ratios: Ratios, deviance: f64) -> Option<[f64; 2]> {
        let [application, reviewer] = ratios;
        if !self.free[0] {
            return None;
        }
        if application == 0.0 {
            return Some([0.0, self.upper(reviewer, deviance)]);
        }
        let mut at = |x: &[f64]| {
            let reviewer = x.get(1).map_or(reviewer, |log| (log / 2.0).exp());
            self.solve([(x[0] / 2.0).exp(), reviewer]).deviance
        };
        let logs: Vec<f64> = ratios.iter().filter(|ratio| **ratio > 0.0).map(|ratio| 2.0 * ratio.ln()).collect();
        let (_, bend) = search::parabola(&logs, deviance, &vec![0.02; logs.len()], &mut at);
        let against = reviewer * reviewer / (reviewer * reviewer + 1.0);
        // Twice the inverse of the deviance's second derivatives is the covariance of the logarithms.
        let variance = match bend.as_slice() {
            [a] => 2.0 / a,
            [a, b, _, d] => 2.0 * (d + 2.0 * against * b + against * against * a) / (a * d - b * b),
            _ => return None,
        };
        let logit = 2.0 * application.ln() - (reviewer * reviewer).ln_1p();
        let reach = (variance.is_finite() && variance >= 0.0).then(|| NORMAL * variance.sqrt())?;
        Some([logit - reach, logit + reach].map(|x| 1.0 / (1.0 + (-x).exp())))
    }

    /// Where the likelihood ratio reaches its limit, above an application variance of 0.
    fn upper(&self, reviewer: f64, deviance: f64) -> f64 {
        let ratio = |icc: f64| (icc / (1.0 - icc) * (reviewer * reviewer + 1.0)).sqrt();
        let (mut low, mut high) = (0.0, 1.0 - 1e-6);
        for _ in 0..30 {
            let middle = f64::midpoint(low, high);
            let inside = self.solve([ratio(middle), reviewer]).deviance - deviance < CHI_SQUARED;
            if inside { low = middle } else { high = middle }
        }
        high
    }

    /// Expected ranks and chances to be within the places. Equal ones share ranks and places evenly.
    pub fn simulate(&self, solved: &Solved, n: usize, draws: usize, places: usize) -> (Vec<f64>, Vec<f64>) {
        let mut noise = normal::Noise::seeded(SEED);
        let (mut outer, mut inner) = (vec![0.0; self.table.outer.len()], vec![0.0; self.table.inner]);
        let (mut ranks, mut within) = (vec![0.0; n], vec![0.0; n]);
        let mut order: Vec<(f64, usize)> = Vec::with_capacity(n);
        for _ in 0..draws {
            self.table.draw(solved, &mut || noise.next(), &mut outer, &mut inner);
            let effects = if self.turned { &inner } else { &outer };
            order.clear();
            order.extend(effects.iter().copied().zip(0..));
            order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
            let mut from = 0;
            for run in order.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
                let to = from + run.len();
                let rank = f64::midpoint(count(from + 1), count(to));
                let share = count(places.clamp(from, to) - from) / count(run.len());
                for &(_, k) in run {
                    ranks[k] += rank;
                    within[k] += share;
                }
                from = to;
            }
        }
        let all = count(draws);
        ranks.iter_mut().chain(&mut within).for_each(|x| *x /= all);
        (ranks, within)
    }
}
