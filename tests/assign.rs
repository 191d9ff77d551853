//! `sojourn assign`: an officer gets an assignment from a table of affinities, or a sentence that says what is wrong with it.

use std::{
    fs,
    process::{Command, Output},
};

use tempfile::TempDir;

/// A folder with tables in it.
struct Desk(TempDir);

impl Desk {
    fn with(affinities: &[u8]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put("affinity.csv", affinities);
        desk
    }

    fn put(&self, name: &str, content: &[u8]) {
        fs::write(self.0.path().join(name), content).unwrap();
    }

    /// Asks for an assignment.
    fn assign(&self, arguments: &str) -> Output {
        let fixed = ["assign", "--affinity", "affinity.csv"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_sojourn"));
        // A setting that cannot be used does not matter here.
        command.env("SOJOURN_WORKERS", "none").current_dir(self.0.path());
        command.args(fixed).args(arguments.split_whitespace()).output().unwrap()
    }

    fn assigned(&self, arguments: &str) -> String {
        let output = self.assign(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, arguments: &str) -> String {
        let output = self.assign(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap().trim_end().to_owned()
    }
}

const SMALL: &str = "reviewer,affinity,application\nr1,0.9,a1\nr2,0.8,a1\nr1,0.7,a2\nr2,0.1,a2\nr3,0.2,a2\n";

#[test]
fn an_officer_gets_the_assignment_that_fits_best_in_all() {
    let desk = Desk::with(SMALL.as_bytes());
    let csv = desk.assigned("--per-application 1 --max-load 1 --format csv");
    assert_eq!(csv, "application,reviewer,affinity\na1,r2,0.8\na2,r1,0.7\n");
    let json = desk.assigned("--per-application 1 --max-load 1 --min-load 0 --objective total --seed 7");
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&answer["total"], &answer["bound_total"]), (&1.5.into(), &1.5.into()));
    assert_eq!((&answer["worst"], &answer["bound_worst"]), (&0.7.into(), &0.7.into()));
    assert_eq!(answer["assignments"][1]["reviewer"], "r1");
    assert_eq!(answer["hardest"][0]["application"], "a2");
    assert!(answer["seconds"].is_number());
}

#[test]
fn an_officer_may_have_the_worst_application_served_first() {
    let desk = Desk::with(b"application;reviewer;affinity\na;r;1,0\na;s;0,3\nb;r;0,6\nb;s;0,1\n");
    assert!(desk.assigned("--per-application 1 --max-load 1 --format csv").contains("a,r,1.0\nb,s,0.1"));
    let fair = desk.assigned("--per-application 1 --max-load 1 --format csv --objective fair");
    assert_eq!(fair, "application,reviewer,affinity\na,s,0.3\nb,r,0.6\n");
    let again = desk.assigned("--per-application 1 --max-load 1 --format csv --objective fair");
    assert_eq!(fair, again);
}

#[test]
fn an_officer_reads_which_line_of_a_table_is_wrong() {
    let wanted = "--per-application 1 --max-load 2";
    let why = |bytes: &[u8]| Desk::with(bytes).refused(wanted);
    assert_eq!(
        why(b"application,reviewer\na,r\n"),
        "affinity.csv, line 1: there is no column “affinity”; the header must name application, reviewer, affinity, and has \
         “application”, “reviewer”"
    );
    let twice = why(b"application,reviewer,affinity\na,r,1\n\na,r,2\n");
    assert_eq!(twice, "affinity.csv, line 4: application “a” and reviewer “r” are on line 2 already");
    let number = why(b"application,reviewer,affinity\na,r,NaN\n");
    assert_eq!(number, "affinity.csv, line 2: “affinity” is “NaN”, which is not a number");
    assert!(why(b"application,reviewer,affinity\na,r,1e300\n").contains("line 2: “affinity” must be between"));
    assert!(why(b"application,reviewer,affinity\nK\xF5iv,r,1\n").contains("line 2: the text is not UTF-8"));
    assert_eq!(why(b"application,reviewer,affinity\n"), "affinity.csv: there are no rows below the header");

    let desk = Desk::with(SMALL.as_bytes());
    desk.put("conflicts.csv", b"application,reviewer\na1,r1\na1,nobody\n");
    let unknown = desk.refused(&format!("{wanted} --conflicts conflicts.csv"));
    assert_eq!(unknown, "conflicts.csv, line 3: reviewer “nobody” is not in the table of affinities");
    desk.put("conflicts.csv", b"application,reviewer\na1,r2\n");
    assert!(desk.assigned(&format!("{wanted} --conflicts conflicts.csv --format csv")).contains("a1,r1,0.9"));
    assert!(desk.refused(&format!("{wanted} --min-load 3")).starts_with("--min-load is 3 and --max-load is 2"));
}

#[test]
fn an_officer_reads_what_makes_an_assignment_impossible() {
    let desk = Desk::with(SMALL.as_bytes());
    assert_eq!(
        desk.refused("--per-application 3 --max-load 2"),
        "There is no such assignment.\n\
         Applications: 1 (a1). They need 3 reviews, and those who may read them give 2."
    );
    let few = desk.refused("--per-application 2 --max-load 1");
    assert!(few.contains("Applications: 2 (a1, a2). They need 4 reviews, and can get 3"), "{few}");
    let idle = desk.refused("--per-application 1 --max-load 2 --min-load 1");
    assert!(idle.contains("Reviewers: 3 (r1, r2, r3). They should read 3 in all"), "{idle}");
}
