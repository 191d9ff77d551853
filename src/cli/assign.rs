//! `sojourn assign`: who reads what, from tables to a table. Needs no database and no settings.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    time::Instant,
};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{
    answer,
    numbers::Numbers,
    tables::{Column, Table},
};
use crate::{
    app::Failure,
    selection::assignment::{
        GREATEST, Hard, Limit, Load, Objective, Outcome, Pair, Problem, Refusal, Want, assign, hardest,
    },
};

const PAIRS: [Column; 2] = [Column::needed("application"), Column::needed("reviewer")];
const AFFINITIES: [Column; 3] = [Column::needed("application"), Column::needed("reviewer"), Column::needed("affinity")];
/// Applications that are named as hardest to serve, limits that are told, and names in a sentence.
const NAMED: usize = 5;

/// What is asked for.
#[derive(Debug, Args)]
pub struct Wish {
    /// A table with the columns application, reviewer and affinity, in any order; a pair that is not in it is not assigned.
    /// Separated by commas, semicolons or tabs, in UTF-8 or UTF-16.
    #[arg(long, value_name = "FILE")]
    affinity: PathBuf,
    /// A table of the pairs that must not be, with the columns application and reviewer.
    #[arg(long, value_name = "FILE")]
    conflicts: Option<PathBuf>,
    /// How many reviewers each application gets.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    per_application: u32,
    /// The most applications that a reviewer gets.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max_load: u32,
    /// The fewest applications that a reviewer gets.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    min_load: u32,
    /// total: the greatest sum of affinities. fair: the greatest sum of the application that has the least, and then of all.
    #[arg(long, value_enum, default_value_t = Aim::Total)]
    objective: Aim,
    /// With fair: how much of the least sum may be given up, in thousandths, where the total gains at least three tenths as much.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=1_000))]
    give: u32,
    /// Decides between assignments that are equally good.
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// json: the assignment with its sums and bounds. csv: the columns application, reviewer, affinity.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Aim {
    Total,
    Fair,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Csv,
}

/// What is printed as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    total: f64,
    worst: f64,
    bound_total: f64,
    bound_worst: f64,
    assignments: Vec<Assigned<'a>>,
    hardest: Vec<Hardest<'a>>,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct Assigned<'a> {
    application: &'a str,
    reviewer: &'a str,
    affinity: f64,
}

/// An application that is hard to serve: what it has, what its best reviewers would give, how many may read it, and how many of those
/// could read more.
#[derive(Debug, Serialize)]
struct Hardest<'a> {
    application: &'a str,
    sum: f64,
    best: f64,
    candidates: usize,
    free: usize,
}

/// The name of an application or a reviewer.
fn name<'t>(names: &Numbers<'t>, number: u32) -> &'t str {
    names.name(number as usize)
}

/// Some names in a sentence.
fn list(names: &Numbers<'_>, numbers: &[u32]) -> String {
    let some: Vec<&str> = numbers.iter().take(NAMED).map(|&number| name(names, number)).collect();
    let more = if numbers.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", some.join(", "))
}

/// The tables as a problem.
struct Read<'t> {
    applications: Numbers<'t>,
    reviewers: Numbers<'t>,
    problem: Problem,
}

/// Reads the tables, assigns and prints.
///
/// # Errors
/// In a sentence that says what is wrong with which line, or what is in the way.
pub fn run(wish: &Wish) -> Result<(), Failure> {
    if wish.min_load > wish.max_load {
        let (least, most) = (wish.min_load, wish.max_load);
        return Err(Failure::new(format!(
            "--min-load is {least} and --max-load is {most}: the first must not be greater"
        )));
    }
    let table = Table::read(&wish.affinity, &AFFINITIES)?;
    let read = read(wish, &table)?;
    let begun = Instant::now();
    let objective = match wish.objective {
        Aim::Total => Objective::Total,
        Aim::Fair => Objective::Fair { give: wish.give },
    };
    let outcome = assign(&read.problem, objective).map_err(|refusal| Failure::new(read.why(&refusal)))?;
    let seconds = begun.elapsed().as_secs_f64();
    match wish.format {
        Format::Json => answer::json(&read.answer(&outcome, seconds)),
        Format::Csv => answer::print(&read.csv(&outcome)?),
    }
}

fn read<'t>(wish: &Wish, table: &'t Table) -> Result<Read<'t>, Failure> {
    let (mut applications, mut reviewers) = (Numbers::default(), Numbers::default());
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut lines: HashMap<(u32, u32), u64> = HashMap::with_capacity(table.rows().len());
    let mut pairs = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let (application, reviewer) = (short(applications.of(row.filled(0)?)), short(reviewers.of(row.filled(1)?)));
        let affinity = Problem::units(row.number(2)?)
            .ok_or_else(|| row.fault(format!("“affinity” must be between -{GREATEST} and {GREATEST}")))?;
        if let Some(first) = lines.insert((application, reviewer), row.line) {
            let (a, r) = (name(&applications, application), name(&reviewers, reviewer));
            return Err(row.fault(format!("application “{a}” and reviewer “{r}” are on line {first} already")));
        }
        pairs.push(Pair { application, reviewer, affinity, bonus: 0, forced: false });
    }
    if pairs.is_empty() {
        return Err(table.fault("there are no rows below the header"));
    }
    if let Some(file) = &wish.conflicts {
        let forbidden = conflicts(&Table::read(file, &PAIRS)?, &applications, &reviewers)?;
        pairs.retain(|pair| !forbidden.contains(&(pair.application, pair.reviewer)));
    }
    let problem = Problem {
        reviews: vec![wish.per_application; applications.names().len()],
        loads: vec![Load { least: wish.min_load, most: wish.max_load }; reviewers.names().len()],
        pairs,
        seed: wish.seed,
        ..Problem::default()
    };
    Ok(Read { applications, reviewers, problem })
}

fn conflicts(
    table: &Table,
    applications: &Numbers<'_>,
    reviewers: &Numbers<'_>,
) -> Result<HashSet<(u32, u32)>, Failure> {
    let known = |names: &Numbers<'_>, name: &str| names.find(name).and_then(|number| u32::try_from(number).ok());
    table
        .rows()
        .map(|row| {
            let (application, reviewer) = (row.filled(0)?, row.filled(1)?);
            let of = |what: &str, name: &str| row.fault(format!("{what} “{name}” is not in the table of affinities"));
            let application = known(applications, application).ok_or_else(|| of("application", application))?;
            Ok((application, known(reviewers, reviewer).ok_or_else(|| of("reviewer", reviewer))?))
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "nine decimals are printed")]
fn decimal(units: i64) -> f64 {
    units as f64 / 1e9
}

impl Read<'_> {
    fn assigned(&self, outcome: &Outcome) -> Vec<Assigned<'_>> {
        let pair = |&number: &u32| {
            let pair = &self.problem.pairs[number as usize];
            let (application, reviewer) =
                (name(&self.applications, pair.application), name(&self.reviewers, pair.reviewer));
            (pair.application, Assigned { application, reviewer, affinity: decimal(pair.affinity) })
        };
        let mut all: Vec<_> = outcome.taken.iter().map(pair).collect();
        all.sort_by_key(|(application, _)| *application);
        all.into_iter().map(|(_, assigned)| assigned).collect()
    }

    fn answer(&self, outcome: &Outcome, seconds: f64) -> Answer<'_> {
        let hard = |hard: Hard| {
            let Hard { application, sum, best, candidates, free } = hard;
            let application = name(&self.applications, application);
            Hardest { application, sum: decimal(sum), best: decimal(best), candidates, free }
        };
        Answer {
            total: decimal(outcome.total),
            worst: decimal(outcome.worst),
            bound_total: decimal(outcome.bound),
            bound_worst: decimal(outcome.bound_worst),
            assignments: self.assigned(outcome),
            hardest: hardest(&self.problem, &outcome.taken, NAMED).into_iter().map(hard).collect(),
            seconds,
        }
    }

    fn csv(&self, outcome: &Outcome) -> Result<Vec<u8>, Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for assigned in self.assigned(outcome) {
            writer.serialize(assigned)?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    /// Why there is no assignment, in sentences.
    fn why(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::Impossible(limits) => {
                let all: Vec<String> = limits.iter().take(NAMED).map(|limit| self.limit(limit)).collect();
                let more = limits.len().saturating_sub(NAMED);
                let rest =
                    if more > 0 { format!("\nBeside these, {more} more of the same kind.") } else { String::new() };
                format!("There is no such assignment.\n{}{rest}", all.join("\n"))
            }
            Refusal::NotFound => "No assignment was found that keeps all rules.".to_owned(),
            Refusal::TooGreat => "The affinities are too great to be added up.".to_owned(),
        }
    }

    fn limit(&self, limit: &Limit) -> String {
        let (applications, reviewers) =
            (list(&self.applications, &limit.applications), list(&self.reviewers, &limit.reviewers));
        let (many, few) = (limit.applications.len(), limit.reviewers.len());
        let Limit { wanted, possible, .. } = limit;
        match limit.want {
            Want::Reviewers if few == 0 => {
                format!(
                    "Applications: {many} ({applications}). They need {wanted} reviews, and those who may read them give {possible}."
                )
            }
            Want::Applications => format!(
                "Reviewers: {few} ({reviewers}). They should read {wanted} in all, and what they may read comes to {possible}."
            ),
            _ => format!(
                "Applications: {many} ({applications}). They need {wanted} reviews, and can get {possible}: the reviewers left to \
                 most of them are {few} ({reviewers}), who read as much as they may."
            ),
        }
    }
}
