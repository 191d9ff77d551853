//! The restricted likelihood of score = mean + one side's effect + the other side's effect + residual, and what follows from it.
//!
//! Henderson's mixed-model equations in the spherical form of Bates et al. (2015, doi 10.18637/jss.v067.i01): a side's effects are
//! its ratio θ (its standard deviation as a multiple of the residual's) times effects of variance 1, so that θ = 0 is no special
//! case. The equations of the side with more members are diagonal and are eliminated; what is left is a dense system of the other
//! side's size, with the mean as its last row.

use super::matrix::Factor;
use crate::selection::ranking::count;

/// Added to what is unexplained, as a part of all squares: scores that fit exactly would have a likelihood without bound.
const EXACT: f64 = 1e-10;

/// Scores, by the members of the side that is eliminated.
#[derive(Debug)]
pub struct Table {
    /// Of each member of the eliminated side: the other side's members and the scores.
    pub outer: Vec<Vec<(usize, f64)>>,
    /// How many members the kept side has.
    pub inner: usize,
    /// How many scores there are.
    pub count: f64,
    squares: f64,
}

/// The ratios of both sides: of the eliminated one and of the kept one.
pub type Ratios = [f64; 2];

/// The equations solved at some ratios.
#[derive(Debug)]
pub struct Solved {
    ratios: Ratios,
    factor: Factor,
    /// Minus twice the restricted log-likelihood, but for a constant.
    pub deviance: f64,
    /// The residual's variance.
    pub residual: f64,
    /// The mean.
    pub mean: f64,
    /// Predicted effects of the eliminated side.
    pub outer: Vec<f64>,
    /// Predicted effects of the kept side.
    pub inner: Vec<f64>,
}

/// Variances of the errors of prediction.
#[derive(Debug)]
pub struct Errors {
    /// Of a side's members: with the mean taken as known, and with the mean's own error.
    pub outer: Vec<[f64; 2]>,
    /// The same of the kept side.
    pub inner: Vec<[f64; 2]>,
    /// Of the mean.
    pub mean: f64,
}

impl Table {
    /// Puts the table together.
    pub fn new(outer: Vec<Vec<(usize, f64)>>, inner: usize) -> Self {
        let squares = outer.iter().flatten().map(|(_, y)| y * y).sum();
        let count = count(outer.iter().map(Vec::len).sum());
        Self { outer, inner, count, squares }
    }

    /// Solves the equations at these ratios.
    pub fn solve(&self, ratios: Ratios) -> Solved {
        let ratios = ratios.map(f64::abs);
        let [outer_squared, theta] = [ratios[0] * ratios[0], ratios[1]];
        let (n, mean_at) = (self.inner + 1, self.inner);
        let mut system = vec![0.0; n * n];
        let mut right = vec![0.0; n];
        let (mut explained, mut log_determinant) = (0.0, 0.0);
        for k in 0..self.inner {
            system[k * n + k] = 1.0;
        }
        for scores in &self.outer {
            let d = 1.0 + outer_squared * count(scores.len());
            let sum: f64 = scores.iter().map(|(_, y)| y).sum();
            for (at, &(j, y)) in scores.iter().enumerate() {
                right[j] += theta * (y - outer_squared * sum / d);
                system[j * n + j] += theta * theta;
                system[j * n + mean_at] += theta / d;
                for &(k, _) in &scores[at..] {
                    let (row, column) = (j.min(k), j.max(k));
                    system[row * n + column] -= outer_squared * theta * theta / d;
                }
            }
            right[mean_at] += sum / d;
            system[mean_at * n + mean_at] += count(scores.len()) / d;
            explained += outer_squared * sum * sum / d;
            log_determinant += d.ln();
        }
        let factor = Factor::new(n, system);
        factor.solve_lower(&mut right);
        explained += right.iter().map(|x| x * x).sum::<f64>();
        factor.solve_upper(&mut right);
        let left = (self.squares - explained).max(0.0) + EXACT * self.squares + f64::MIN_POSITIVE;
        let free = (self.count - 1.0).max(1.0);
        let mean = right[mean_at];
        let inner: Vec<f64> = right[..mean_at].iter().map(|w| theta * w).collect();
        let outer = self.outer.iter().map(|scores| {
            let rest: f64 = scores.iter().map(|&(j, y)| y - mean - inner[j]).sum();
            outer_squared * rest / (1.0 + outer_squared * count(scores.len()))
        });
        let outer = outer.collect();
        let deviance = free * left.ln() + log_determinant + factor.log_determinant();
        Solved { ratios, factor, deviance, residual: left / free, mean, outer, inner }
    }

    /// How far the predictions at these ratios may be off.
    pub fn errors(&self, solved: &Solved) -> Errors {
        let n = self.inner + 1;
        let inverse = solved.factor.inverse();
        let entry = |i: usize, j: usize| inverse[i * n + j];
        let (m, mean) = (self.inner, entry(self.inner, self.inner));
        let [outer_squared, theta] = [solved.ratios[0] * solved.ratios[0], solved.ratios[1]];
        let known = |i: usize, j: usize| entry(i, j) - entry(i, m) * entry(j, m) / mean;
        let inner = (0..m).map(|j| [known(j, j), entry(j, j)].map(|v| solved.residual * theta * theta * v.max(0.0)));
        let outer = self.outer.iter().map(|scores| {
            let d = 1.0 + outer_squared * count(scores.len());
            let (mut given, mut all) = (0.0, 0.0);
            for &(i, _) in scores {
                for &(j, _) in scores {
                    given += theta * theta * known(i, j);
                    all += theta * theta * entry(i, j) + theta * (entry(i, m) + entry(j, m)) + mean;
                }
            }
            let part = outer_squared / d;
            [given, all].map(|v| solved.residual * (part + part * part * v.max(0.0)))
        });
        Errors { outer: outer.collect(), inner: inner.collect(), mean: solved.residual * mean }
    }

    /// One draw of both sides' effects from what is known of them after the scores, the ratios taken as known.
    pub fn draw(&self, solved: &Solved, noise: &mut impl FnMut() -> f64, outer: &mut [f64], inner: &mut [f64]) {
        let sigma = solved.residual.sqrt();
        let [ratio, theta] = solved.ratios;
        let mut w: Vec<f64> = (0..=self.inner).map(|_| noise()).collect();
        solved.factor.solve_upper(&mut w);
        let mean = sigma * w[self.inner];
        for ((drawn, effect), w) in inner.iter_mut().zip(&solved.inner).zip(&w) {
            *drawn = effect + sigma * theta * w;
        }
        for ((drawn, effect), scores) in outer.iter_mut().zip(&solved.outer).zip(&self.outer) {
            let d = 1.0 + ratio * ratio * count(scores.len());
            let off: f64 = scores.iter().map(|&(j, _)| mean + inner[j] - solved.inner[j]).sum();
            *drawn = effect - ratio * ratio / d * off + sigma * ratio / d.sqrt() * noise();
        }
    }
}
