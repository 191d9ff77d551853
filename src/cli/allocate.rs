//! `sojourn allocate`: tables of applications, hosts and quotas in, who is placed and why the others are not out.

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
    selection::allocation::{Allocation, Applicant, Bar, Host, Limit, Quota, Reason, best_set, stable},
};

/// What is allocated.
#[derive(Debug, Args)]
pub struct Wish {
    /// Table with the columns application and score, and where they count country, field and choices (hosts, the best first, with ;
    /// between them).
    #[arg(long, value_name = "FILE")]
    applications: PathBuf,
    /// Table with the columns host and places, and ranking (applications, the best first, with ; between them; where it is empty, by
    /// score). Without it, the set of greatest total score is chosen.
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
    /// Table with the columns kind (country or field), value, minimum and maximum; an empty minimum is 0, an empty maximum is none.
    #[arg(long, value_name = "FILE")]
    quotas: Option<PathBuf>,
    /// Places in all.
    #[arg(long, value_name = "N")]
    places: Option<usize>,
    /// How it is written.
    #[arg(long, default_value = "json", value_parser = ["json"])]
    format: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    placed: Vec<Placed<'a>>,
    left: Vec<Left<'a>>,
    blocking: Vec<Pair<'a>>,
    unmet: Vec<Unmet<'a>>,
    total: f64,
}

#[derive(Serialize)]
struct Placed<'a> {
    application: &'a str,
    host: Option<&'a str>,
}

#[derive(Serialize)]
struct Left<'a> {
    application: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct Pair<'a> {
    application: &'a str,
    host: &'a str,
    cause: String,
}

#[derive(Serialize)]
struct Unmet<'a> {
    kind: &'a str,
    value: &'a str,
    minimum: usize,
    placed: usize,
}

const KINDS: [&str; 2] = ["country", "field"];

/// The rows of the three tables, and the names of all that is numbered.
#[derive(Default)]
struct Round<'a> {
    names: Vec<&'a str>,
    applicants: Vec<Applicant>,
    host_names: Numbers<'a>,
    hosts: Vec<Host>,
    quotas: Vec<Quota>,
    /// By quota: kind and value.
    limited: Vec<(usize, &'a str)>,
}

/// Reads, allocates and prints.
///
/// # Errors
/// In a sentence, with the line where there is one.
pub fn run(wish: &Wish) -> Result<(), Failure> {
    let columns = [Column::optional("country"), Column::optional("field"), Column::optional("choices")];
    let columns: Vec<Column> =
        [Column::needed("application"), Column::needed("score")].into_iter().chain(columns).collect();
    let applications = Table::read(&wish.applications, &columns)?;
    let columns = [Column::needed("host"), Column::needed("places"), Column::optional("ranking")];
    let hosts = wish.hosts.as_ref().map(|file| Table::read(file, &columns)).transpose()?;
    let columns = ["kind", "value", "minimum", "maximum"].map(Column::needed);
    let quotas = wish.quotas.as_ref().map(|file| Table::read(file, &columns)).transpose()?;
    let mut round = Round::default();
    if let Some(quotas) = &quotas {
        round.read_quotas(quotas)?;
    }
    if let Some(hosts) = &hosts {
        round.read_hosts(hosts)?;
    }
    round.read_applications(&applications, hosts.is_some())?;
    if let Some(hosts) = &hosts {
        round.read_rankings(hosts)?;
    }
    let places = wish.places.unwrap_or(usize::MAX);
    let found = match hosts {
        Some(_) => stable(&round.applicants, &round.hosts, &round.quotas, places),
        None => best_set(&round.applicants, &round.quotas, places),
    };
    answer::json(&round.answer(&found))
}

impl<'a> Round<'a> {
    fn read_quotas(&mut self, table: &'a Table) -> Result<(), Failure> {
        let mut lines = HashMap::new();
        for row in table.rows() {
            let (kind, value) = (row.filled(0)?, row.filled(1)?);
            let Some(kind) = KINDS.iter().position(|known| *known == kind) else {
                return Err(row.fault(format!("the kind is “{kind}”, and must be country or field")));
            };
            if let Some(line) = lines.insert((kind, value), row.line) {
                return Err(row.fault(format!("the quota of {value} stands in line {line} already")));
            }
            let minimum = if row.text(2).is_empty() { 0 } else { row.parsed(2, "a whole number")? };
            let maximum = if row.text(3).is_empty() { usize::MAX } else { row.parsed(3, "a whole number")? };
            if minimum > maximum {
                return Err(row.fault(format!("the minimum {minimum} is above the maximum {maximum}")));
            }
            self.quotas.push(Quota { minimum, maximum });
            self.limited.push((kind, value));
        }
        Ok(())
    }

    fn read_hosts(&mut self, table: &'a Table) -> Result<(), Failure> {
        for row in table.rows() {
            let name = row.filled(0)?;
            if self.host_names.find(name).is_some() {
                return Err(row.fault(format!("the host {name} stands in an earlier line already")));
            }
            self.host_names.of(name);
            self.hosts.push(Host { places: row.parsed(1, "a whole number")?, ranking: Vec::new() });
        }
        Ok(())
    }

    fn read_applications(&mut self, table: &'a Table, with_hosts: bool) -> Result<(), Failure> {
        let by_value: HashMap<(usize, &str), usize> = self.limited.iter().copied().zip(0..).collect();
        let mut lines = HashMap::new();
        let mut read: Vec<(&str, Applicant)> = Vec::with_capacity(table.rows().len());
        for row in table.rows() {
            let name = row.filled(0)?;
            if let Some(line) = lines.insert(name, row.line) {
                return Err(row.fault(format!("{name} stands in line {line} already")));
            }
            let score = row.number(1)?;
            let quotas = [0, 1].map(|kind| by_value.get(&(kind, row.text(2 + kind))).copied());
            let mut choices = Vec::new();
            for host in listed(row.text(4)).filter(|_| with_hosts) {
                match self.host_names.find(host) {
                    None => return Err(row.fault(format!("there is no host {host}"))),
                    Some(host_at) if choices.contains(&host_at) => {
                        return Err(row.fault(format!("{host} is chosen twice")));
                    }
                    Some(host) => choices.push(host),
                }
            }
            read.push((name, Applicant { score, quotas, choices }));
        }
        if read.is_empty() {
            return Err(table.fault("there is no application in it"));
        }
        // Of equal scores the one whose name comes first stands first, in whatever order the file has them.
        read.sort_by_key(|(name, _)| *name);
        (self.names, self.applicants) = read.into_iter().unzip();
        Ok(())
    }

    fn read_rankings(&mut self, table: &'a Table) -> Result<(), Failure> {
        let known: HashMap<&str, usize> = self.names.iter().copied().zip(0..).collect();
        let mut ranked = vec![None; self.names.len()];
        for (at, row) in table.rows().enumerate() {
            for name in listed(row.text(2)) {
                let Some(&applicant) = known.get(name) else {
                    return Err(row.fault(format!("there is no application {name}")));
                };
                if ranked[applicant].replace(at) == Some(at) {
                    return Err(row.fault(format!("{name} is ranked twice")));
                }
                self.hosts[at].ranking.push(applicant);
            }
        }
        Ok(())
    }

    fn answer(&self, found: &Allocation) -> Answer<'a> {
        let host = |host: usize| self.host_names.names()[host];
        let placed = found.placed.iter().map(|(a, at)| Placed { application: self.names[*a], host: at.map(host) });
        let left = found.left.iter();
        let left = left.map(|(a, reason)| Left { application: self.names[*a], reason: self.reason(*a, reason) });
        let pairs = found.blocking.iter().map(|pair| Pair {
            application: self.names[pair.applicant],
            host: host(pair.host),
            cause: pair.cause.map_or_else(
                || {
                    "the quotas and the hosts' rankings together allow no stable matching that could be found"
                        .to_owned()
                },
                |bar| self.bar(bar, pair.applicant),
            ),
        });
        let unmet = found.unmet.iter().map(|&(quota, placed)| {
            let (kind, value) = self.limited[quota];
            Unmet { kind: KINDS[kind], value, minimum: self.quotas[quota].minimum, placed }
        });
        let total: f64 = found.placed.iter().map(|(a, _)| self.applicants[*a].score).sum();
        Answer {
            placed: placed.collect(),
            left: left.collect(),
            blocking: pairs.collect(),
            unmet: unmet.collect(),
            total: (total * 1e9).round() / 1e9,
        }
    }

    fn reason(&self, applicant: usize, reason: &Reason) -> String {
        match reason {
            Reason::Reached(bar) => self.bar(*bar, applicant),
            Reason::BelowZero => "the score is below 0, so that a place would lower the total".to_owned(),
            Reason::NoChoice => "no host is chosen".to_owned(),
            Reason::Hosts(hosts) => {
                let said = hosts.iter().map(|(host, last)| {
                    let host = self.host_names.names()[*host];
                    match last {
                        Some(last) => format!("{host} is full, last placed {}", self.named(*last)),
                        None => format!("{host} does not take this applicant"),
                    }
                });
                said.collect::<Vec<_>>().join("; ")
            }
        }
    }

    fn bar(&self, bar: Bar, applicant: usize) -> String {
        let reached = match bar.limit {
            Limit::Quota(quota) => format!("quota of {} reached", self.limited[quota].1),
            Limit::Places => "all places are given".to_owned(),
        };
        match bar.last {
            None => format!("{reached}, which allows nobody"),
            Some(last) if self.applicants[last].score < self.applicants[applicant].score => {
                let why =
                    if self.hosts.is_empty() { "as the other quotas ask" } else { "to whom another host gave it" };
                format!("{reached}, last placed {}, {why}", self.named(last))
            }
            Some(last) => format!("{reached}, last placed {}", self.named(last)),
        }
    }

    fn named(&self, applicant: usize) -> String {
        format!("{} at {}", self.names[applicant], self.applicants[applicant].score)
    }
}

/// The names in a cell.
fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty())
}
