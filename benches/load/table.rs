//! The table: printed for people, written as JSON for programs.

use std::time::Duration;

use serde::Serialize;

use crate::client::{Sample, quantile_ms};

/// A row. Baselines are rows too, with themselves as baseline.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was measured.
    pub name: &'static str,
    /// On which database.
    pub database: &'static str,
    /// How many applications the call has.
    pub applications: usize,
    /// Clients at once.
    pub clients: usize,
    /// Answers a second: the middle of all rounds.
    pub per_second: f64,
    /// The wait of the middle answer.
    pub p50_ms: f64,
    /// The wait that one answer in a hundred exceeds.
    pub p99_ms: f64,
    /// What it is held against.
    pub baseline: &'static str,
    /// Its part of the baseline of the same round: the middle of all rounds.
    pub ratio: f64,
}

/// Rounds of one row and of its baseline, taken in turns.
#[derive(Debug, Default)]
pub struct Rounds {
    own: Vec<f64>,
    base: Vec<f64>,
    waits: Vec<Duration>,
    base_waits: Vec<Duration>,
}

impl Rounds {
    /// Adds a round.
    pub fn add(&mut self, base: Sample, own: Sample) {
        self.base.push(base.per_second());
        self.own.push(own.per_second());
        self.base_waits.extend(base.waits);
        self.waits.extend(own.waits);
    }

    /// The rows of the baseline and of what was held against it; `name` and `clients` come with each.
    pub fn rows(mut self, like: &Row) -> [Row; 2] {
        let ratios = self.own.iter().zip(&self.base).map(|(own, base)| own / base).collect();
        let row = |name, rates, waits: &mut Vec<Duration>, ratio| Row {
            name,
            per_second: middle(rates),
            p50_ms: quantile_ms(waits, 50),
            p99_ms: quantile_ms(waits, 99),
            ratio,
            ..like.clone()
        };
        let own = row(like.name, self.own, &mut self.waits, middle(ratios));
        [row(like.baseline, self.base, &mut self.base_waits, 1.0), own]
    }
}

/// The middle value.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Row {
    /// Over the columns.
    pub fn print_head() {
        println!(
            "{:<16}{:<12}{:>13}{:>9}{:>12}{:>9}{:>9}{:>9}  target",
            "row", "database", "applications", "clients", "per second", "p50 ms", "p99 ms", "ratio"
        );
    }

    /// A line, with what it should reach.
    pub fn print(&self, target: &str) {
        println!(
            "{:<16}{:<12}{:>13}{:>9}{:>12.0}{:>9.2}{:>9.2}{:>9.3}  {target}",
            self.name,
            self.database,
            self.applications,
            self.clients,
            self.per_second,
            self.p50_ms,
            self.p99_ms,
            self.ratio
        );
    }
}

/// Whether a figure keeps to what it should, in a word.
pub fn verdict(kept: bool) -> &'static str {
    if kept { "" } else { " MISSED" }
}
