//! How long assigning takes, and how good it is: the sparse problem of a large office, and a public benchmark where there is one.

use std::{fmt::Write as _, path::Path, time::Instant};

use sojourn::{
    cli::tables::{Column, Table},
    domain::chance::Chance,
    selection::assignment::{Load, ONE, Objective, Pair, Problem, assign},
};

use crate::{office::Broken, table::verdict};

/// Name of the rows.
pub const ASSIGNMENT: &str = "assignment";
const TOTAL: Objective = Objective::Total;
const FAIR: Objective = Objective::Fair { give: 5 };
/// The benchmark's rows: least load, what is best, least total, least worst sum, most seconds.
const MIDL: [(u32, Objective, f64, f64, f64); 6] = [
    (0, TOTAL, 201.8848, -9.0, 0.5),
    (1, TOTAL, 186.4598, -9.0, 0.5),
    (2, TOTAL, 150.0430, -9.0, 0.5),
    (0, FAIR, 201.76, 0.9448, 5.0),
    (1, FAIR, 184.0, 0.9448, 10.0),
    (2, FAIR, 142.2, 0.94, 20.0),
];
/// Of the large office: applications, reviewers, candidates for each application, most load, most seconds.
const LARGE: (u32, u32, usize, u32, f64) = (10_000, 2_000, 60, 18, 20.0);

/// Measures and prints. `midl` is the folder with the benchmark's `affinity.csv`.
///
/// # Errors
/// Where the benchmark cannot be read or has no assignment.
pub fn measure(midl: Option<&Path>) -> Result<(), Broken> {
    let (applications, reviewers, candidates, most, patience) = LARGE;
    let large = large(applications, reviewers, candidates, most);
    row(&format!("{applications} × {reviewers}, {candidates} candidates each"), &large, TOTAL, (0.0, -9.0, patience))?;
    let Some(midl) = midl else {
        println!("{ASSIGNMENT}: the benchmark MIDL was left out: --midl names the folder of its affinity.csv.");
        return Ok(());
    };
    for (least, objective, total, worst, patience) in MIDL {
        let problem = read(midl, least)?;
        row(&format!("MIDL, least load {least}"), &problem, objective, (total, worst, patience))?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "printed with five decimals")]
fn row(name: &str, problem: &Problem, objective: Objective, wanted: (f64, f64, f64)) -> Result<(), Broken> {
    let begun = Instant::now();
    let found = assign(problem, objective).map_err(|refusal| format!("{refusal:?}"))?;
    let seconds = begun.elapsed().as_secs_f64();
    let decimal = |units: i64| units as f64 / ONE as f64;
    let (total, worst) = (decimal(found.total), decimal(found.worst));
    let mut text = format!("{ASSIGNMENT}: {name}, {}: ", if objective == TOTAL { "total" } else { "fair" });
    // A String takes everything.
    let _ = write!(
        text,
        "total {total:.5} (bound {:.5}), worst {worst:.5} (bound {:.5}), ",
        decimal(found.bound),
        decimal(found.bound_worst)
    );
    let (least_total, least_worst, patience) = wanted;
    let good = total >= least_total && worst >= least_worst && seconds <= patience;
    println!(
        "{text}{seconds:.2} s (at most {patience}){}",
        verdict(good && (objective != TOTAL || found.total == found.bound))
    );
    Ok(())
}

fn read(folder: &Path, least: u32) -> Result<Problem, Broken> {
    let columns = ["application", "reviewer", "affinity"].map(Column::needed);
    let table = Table::read(&folder.join("affinity.csv"), &columns).map_err(|failure| failure.why)?;
    let (mut applications, mut reviewers) = (Vec::new(), Vec::new());
    let mut pairs = Vec::new();
    for row in table.rows() {
        let affinity = row.number(2).ok().and_then(Problem::units).ok_or("an affinity is out of range")?;
        let (application, reviewer) = (number(&mut applications, row.text(0))?, number(&mut reviewers, row.text(1))?);
        pairs.push(Pair { application, reviewer, affinity, bonus: 0, forced: false });
    }
    let loads = vec![Load { least, most: 4 }; reviewers.len()];
    Ok(Problem { reviews: vec![3; applications.len()], loads, pairs, ..Problem::default() })
}

fn number(names: &mut Vec<String>, name: &str) -> Result<u32, Broken> {
    let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    Ok(u32::try_from(at)?)
}

fn large(applications: u32, reviewers: u32, candidates: usize, most: u32) -> Problem {
    let mut chance = Chance::seeded(1);
    let mut pairs = Vec::new();
    for application in 0..applications {
        let mut all: Vec<u32> = Vec::new();
        while all.len() < candidates {
            let drawn = u32::try_from(chance.below(reviewers as usize)).unwrap_or(0);
            if !all.contains(&drawn) {
                all.push(drawn);
            }
        }
        pairs.extend(all.into_iter().map(|reviewer| {
            let affinity = i64::try_from(chance.below(1_000_000_000)).unwrap_or(0);
            Pair { application, reviewer, affinity, bonus: 0, forced: false }
        }));
    }
    let loads = vec![Load { least: 0, most }; reviewers as usize];
    Problem { reviews: vec![3; applications as usize], loads, pairs, ..Problem::default() }
}
