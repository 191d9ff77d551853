//! `sojourn draw`: a draw that anybody can replay.

use std::{collections::HashMap, path::PathBuf};

use clap::Args;
use serde::Serialize;

use super::{
    answer,
    tables::{Column, Table},
};
use crate::{
    app::Failure,
    domain::chance::Chance,
    selection::draw::{commitment, draw, hexadecimal},
};

/// How anybody replays a draw.
const RECIPE: &str = concat!(
    "The order is that of SHA-256(seed, one zero byte, application): seed and application are UTF-8 text without spaces around it, \
     and digests are compared as bytes, the least first. With a column \"group\" of whole numbers the lower group comes before, and \
     chance decides within groups alone. The commitment is SHA-256(seed). In Python:\n\n",
    include_str!("replay.py")
);

/// How it is drawn.
#[derive(Debug, Args)]
#[command(after_help = RECIPE)]
pub struct Wish {
    /// Make a new seed and print it with its commitment: publish the commitment before the draw, and the seed after it.
    #[arg(long, conflicts_with_all = ["applications", "seed", "commitment", "places"])]
    commit: bool,
    /// Table with the column application, and group where chance is to decide within groups alone.
    #[arg(long, value_name = "FILE", required_unless_present = "commit")]
    applications: Option<PathBuf>,
    /// The seed.
    #[arg(long, value_name = "TEXT", required_unless_present = "commit")]
    seed: Option<String>,
    /// The commitment that was published; a seed that does not belong to it is refused.
    #[arg(long, value_name = "HEX")]
    commitment: Option<String>,
    /// How many are drawn; all where nothing is said.
    #[arg(long, value_name = "N")]
    places: Option<usize>,
    /// How it is written.
    #[arg(long, default_value = "json", value_parser = ["json"])]
    format: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    commitment: String,
    seed: &'a str,
    order: Vec<Line<'a>>,
    drawn: Vec<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    application: &'a str,
    group: Option<i64>,
    digest: String,
}

#[derive(Serialize)]
struct Commitment {
    seed: String,
    commitment: String,
}

/// Draws, or makes a seed.
///
/// # Errors
/// In a sentence, with the line where there is one.
pub fn run(wish: &Wish) -> Result<(), Failure> {
    let (Some(file), Some(seed)) = (&wish.applications, &wish.seed) else {
        let seed = hexadecimal(&Chance::from_system().bytes());
        let commitment = commitment(&seed);
        return answer::json(&Commitment { seed, commitment });
    };
    let seed = seed.trim();
    if seed.is_empty() {
        return Err(Failure::new("the seed is empty"));
    }
    let own = commitment(seed);
    if let Some(published) = wish.commitment.as_ref().filter(|published| !published.trim().eq_ignore_ascii_case(&own)) {
        return Err(Failure::new(format!("the seed does not belong to the commitment {published}: it would be {own}")));
    }
    let table = Table::read(file, &[Column::needed("application"), Column::optional("group")])?;
    let mut lines = HashMap::new();
    let mut applications = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let application = row.filled(0)?;
        if let Some(line) = lines.insert(application, row.line) {
            return Err(row.fault(format!("{application} stands in line {line} already")));
        }
        let group = if table.has(1) { row.parsed(1, "a whole number")? } else { 0 };
        applications.push((application, group));
    }
    if applications.is_empty() {
        return Err(table.fault("there is no application in it"));
    }
    let order = draw(seed, &applications);
    let order = order.into_iter().map(|drawn| {
        let (application, group) = applications[drawn.application];
        Line { application, group: table.has(1).then_some(group), digest: drawn.digest }
    });
    let order: Vec<Line> = order.collect();
    let drawn = order.iter().take(wish.places.unwrap_or(order.len())).map(|line| line.application).collect();
    answer::json(&Answer { commitment: own, seed, order, drawn })
}
