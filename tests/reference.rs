//! What others make of the same tables: calibration as lme4 sees it, a draw as ten lines of Python do it.

use std::{collections::HashMap, fmt::Write, path::Path, process::Command};

use serde_json::Value;
use sojourn::domain::chance::Chance;

use crate::support::{sources::root, table_commands::Desk};

/// Agreement with lme4 that is asked for.
const CLOSE: f64 = 1e-3;

/// Runs a program that a machine may not have; it is a failure where it is not there.
fn output(program: &str, arguments: &[&Path], last: &[&str]) -> String {
    let done = Command::new(program).args(arguments).args(last).output();
    let done = done.unwrap_or_else(|error| panic!("{program} could not be run: {error}"));
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Scores of a made-up panel: so many applications, reviewers and scores of each; `severe` is how far reviewers differ.
fn scores(seed: u64, [applications, reviewers, each]: [usize; 3], severe: usize) -> String {
    let mut chance = Chance::seeded(seed);
    let mut table = "application,reviewer,score\n".to_owned();
    let severity: Vec<usize> = (0..reviewers).map(|_| chance.below(severe + 1)).collect();
    for application in 0..applications {
        let merit = chance.below(20) + chance.below(20);
        let mut readers: Vec<usize> = (0..reviewers).collect();
        // Some pairs are missing.
        for _ in 0..each - chance.below(2) {
            let reader = readers.swap_remove(chance.below(readers.len()));
            let tenths = merit + chance.below(12) + chance.below(12) + severity[reader];
            writeln!(table, "A{application},R{reader},{}.{}", tenths / 10, tenths % 10).unwrap();
        }
    }
    table
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
#[ignore = "needs R with lme4: tests/run reference"]
fn a_statistician_finds_the_figures_of_lme4() {
    for (seed, sizes, severe) in [(1, [60, 8, 3], 12), (2, [25, 40, 5], 8), (3, [200, 15, 4], 20), (4, [12, 5, 3], 0)] {
        let desk = Desk::new();
        let file = desk.file("scores.csv", scores(seed, sizes, severe));
        let found = desk.json(&["calibrate", "--scores", "scores.csv", "--format", "json"]);
        let said = output("Rscript", &[&root().join("tests/reference/calibrate.R"), &file], &[]);
        let mut expected: HashMap<(&str, &str), f64> = HashMap::new();
        for line in said.lines() {
            let [what, name, value] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            expected.insert((what, name), value.parse().unwrap());
        }
        let mut compared = 0;
        let mut compare = |what: &str, name: &str, value: f64| {
            if let Some(expected) = expected.get(&(what, name)) {
                assert!(
                    (value - expected).abs() < CLOSE,
                    "{what} {name} of panel {seed}: {value}, lme4 has {expected}"
                );
                compared += 1;
            }
        };
        let mean = number(&found["mean"]);
        compare("mean", "", mean);
        compare("mean_se", "", number(&found["mean_se"]));
        for part in ["application", "reviewer", "residual"] {
            compare("variance", part, number(&found["variance"][part]));
        }
        for application in found["applications"].as_array().unwrap() {
            let id = application["id"].as_str().unwrap();
            compare("effect_application", id, number(&application["calibrated"]) - mean);
            compare("se_application", id, number(&application["se"]));
            compare("se_prediction_application", id, number(&application["se_prediction"]));
        }
        for reviewer in found["reviewers"].as_array().unwrap() {
            let id = reviewer["id"].as_str().unwrap();
            compare("effect_reviewer", id, -number(&reviewer["severity"]));
            compare("se_reviewer", id, number(&reviewer["se"]));
            compare("se_prediction_reviewer", id, number(&reviewer["se_prediction"]));
        }
        assert_eq!(compared, expected.len(), "panel {seed}");
    }
}

#[test]
#[ignore = "needs Python 3: tests/run reference"]
fn an_applicant_replays_the_draw_with_ten_lines_of_python() {
    let desk = Desk::new();
    let made = desk.json(&["draw", "--commit"]);
    let (seed, commitment) = (made["seed"].as_str().unwrap(), made["commitment"].as_str().unwrap());
    for (header, group) in [("application", false), ("application,group", true)] {
        let line = |n: usize| if group { format!("VN-{n:04} é,{}\n", n % 4) } else { format!("VN-{n:04} é\n") };
        let table: String = [format!("{header}\n")].into_iter().chain((0..300).map(line)).collect();
        let file = desk.file("applications.csv", table);
        let drawn = desk.json(&[
            "draw",
            "--applications",
            "applications.csv",
            "--seed",
            seed,
            "--commitment",
            commitment,
            "--places",
            "10",
        ]);
        let order: Vec<&str> =
            drawn["order"].as_array().unwrap().iter().map(|line| line["application"].as_str().unwrap()).collect();
        let replayed = output("python3", &[&root().join("src/cli/replay.py"), &file], &[seed]);
        assert_eq!(order, replayed.lines().collect::<Vec<_>>());
        assert_eq!(drawn["drawn"].as_array().unwrap().len(), 10);
    }
}
