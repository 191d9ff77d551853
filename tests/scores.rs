//! The commands that calibrate, allocate and draw, on an officer's tables.

use serde_json::{Value, json};

use crate::support::table_commands::Desk;

const CALIBRATE: [&str; 3] = ["calibrate", "--scores", "s.csv"];
const ALLOCATE: [&str; 7] = ["allocate", "--applications", "a.csv", "--quotas", "q.csv", "--hosts", "h.csv"];

#[test]
fn an_officer_reads_what_each_score_says_and_who_is_severe() {
    let desk = Desk::new();
    let table = "application,reviewer,score\nMY-1,Ana,4\nMY-1,Ben,3\nTH-1,Ana,3.5\nTH-1,Ben,2\nVN-1,Ana,5\nVN-1,Ben,4.5\n\
                 VN-2,Ana,2\nVN-2,Chai,1.5\nMY-2,Ben,4\nMY-2,Chai,4\n";
    desk.file("s.csv", table);
    let found = desk.json(&["calibrate", "--scores", "s.csv", "--places", "2", "--format", "json"]);
    assert_eq!(found["applications"][2]["id"], "VN-1");
    assert_eq!((&found["applications"][2]["n"], &found["applications"][2]["mean"]), (&json!(2), &json!(4.75)));
    let severity = |n: usize| found["reviewers"][n]["severity"].as_f64().unwrap();
    assert!(severity(0) < severity(1), "{found}");
    assert!(found["icc_single"].as_f64().unwrap() < found["icc_mean"].as_f64().unwrap());
    let within = found["applications"].as_array().unwrap().iter().map(|a| a["p_within"].as_f64().unwrap());
    assert!((within.sum::<f64>() - 2.0).abs() < 1e-6);
    // The same table saved by another spreadsheet.
    let other = table.replace(',', ";").replace('.', ",").replace('\n', "\r\n");
    desk.file("s.csv", format!("\u{feff}{other}"));
    assert_eq!(desk.json(&["calibrate", "--scores", "s.csv", "--places", "2"]), found);
    assert_eq!(desk.json(&CALIBRATE)["applications"][0]["p_within"], Value::Null);
}

#[test]
fn an_officer_whose_scores_cannot_tell_is_told_so() {
    for (scores, said) in [
        ("A,R,3\nB,R,4\nC,R,5\n", "one reviewer"),
        ("A,R,3\nB,S,4\nC,R,5\n", "Every application has one score"),
        ("A,R,3\nA,S,3\nB,R,3\nB,S,3\n", "All scores are equal"),
        ("A,R,3\nA,S,4\nB,T,3\nB,U,5\n", "2 groups"),
        ("A,R,3\n", "one application"),
    ] {
        let desk = Desk::new();
        desk.file("s.csv", format!("application,reviewer,score\n{scores}"));
        let found = desk.json(&["calibrate", "--scores", "s.csv", "--places", "1"]);
        assert!(found["notes"].to_string().contains(said), "{found}");
        let rank = |a: &Value| a["expected_rank"].as_f64().is_some() && a["calibrated"].as_f64().is_some();
        assert!(found["applications"].as_array().unwrap().iter().all(rank), "{found}");
    }
}

#[test]
fn an_officer_with_a_wrong_table_of_scores_reads_which_line() {
    let desk = Desk::new();
    for (table, said) in [
        ("application,reviewer,score\nA,R,3\nB,R,high\n", "line 3"),
        ("application,reviewer,score\nA,R,3\nB,R,NaN\n", "line 3"),
        ("application,reviewer,score\nA,R,3\nB,R,\n", "line 3"),
        ("application,reviewer,score\nA,R,3\nB,R,4\nA,R,3\n", "line 4"),
        ("application,reviewer,score\nA,,3\n", "line 2"),
        ("application,reviewer\nA,R\n", "score"),
        ("application,reviewer,score\n", "no score"),
    ] {
        desk.file("s.csv", table);
        let why = desk.refusal(&CALIBRATE);
        assert!(
            why.starts_with("s.csv") && why.contains(said) && why.trim_end().lines().count() == 1,
            "{table}: {why}"
        );
    }
    assert!(desk.refusal(&["calibrate", "--scores", "none.csv"]).contains("none.csv"));
}

#[test]
fn an_applicant_left_out_reads_which_quota_was_reached_and_by_whom() {
    let desk = Desk::new();
    desk.file(
        "a.csv",
        "application,score,country,field\nMY-0030,4.5,Malaysia,1\nMY-0031,4.12,Malaysia,1\nMY-0032,4,Malaysia,2\n\
         LA-0001,2,Laos,1\nVN-0001,3,Viet Nam,2\nVN-0002,2.5,Viet Nam,2\n",
    );
    desk.file("q.csv", "kind,value,minimum,maximum\ncountry,Malaysia,,2\ncountry,Laos,1,\nfield,3,1,\n");
    let found = desk.json(&["allocate", "--applications", "a.csv", "--quotas", "q.csv", "--places", "4"]);
    let placed: Vec<&Value> = found["placed"].as_array().unwrap().iter().map(|p| &p["application"]).collect();
    assert_eq!(placed, ["MY-0030", "MY-0031", "VN-0001", "LA-0001"]);
    let left = |id: &str, reason: &str| json!({ "application": id, "reason": reason });
    let all = "all places are given, last placed LA-0001 at 2, as the other quotas ask";
    let malaysia = "quota of Malaysia reached, last placed MY-0031 at 4.12";
    assert_eq!(found["left"], json!([left("MY-0032", malaysia), left("VN-0002", all)]));
    assert_eq!(found["blocking"], json!([]));
    assert_eq!(found["unmet"], json!([{ "kind": "field", "value": "3", "minimum": 1, "placed": 0 }]));
}

#[test]
fn applicants_and_hosts_have_whom_they_would_rather_have() {
    let desk = Desk::new();
    desk.file(
        "a.csv",
        "application,score,country,field,choices\nA,4,MY,1,Fudan;Tongji\nB,3,MY,1,Fudan\nC,5,TH,1,Tongji;Fudan\nD,1,TH,1,\n",
    );
    desk.file("h.csv", "host,places,ranking\nFudan,1,B;C;A\nTongji,1,\n");
    desk.file("q.csv", "kind,value,minimum,maximum\n");
    let found = desk.json(&ALLOCATE);
    let placed = json!([{ "application": "C", "host": "Tongji" }, { "application": "B", "host": "Fudan" }]);
    assert_eq!((&found["placed"], &found["blocking"]), (&placed, &json!([])));
    let full = "Fudan is full, last placed B at 3; Tongji is full, last placed C at 5";
    assert_eq!(found["left"][0], json!({ "application": "A", "reason": full }));
    assert_eq!(found["left"][1]["reason"], "no host is chosen");
    // Malaysia has one place. Fudan gives it to B, so Tongji cannot take A.
    desk.file("q.csv", "kind,value,minimum,maximum\ncountry,MY,0,1\ncountry,TH,0,0\n");
    let found = desk.json(&ALLOCATE);
    assert_eq!(found["placed"], json!([{ "application": "B", "host": "Fudan" }]));
    let pair = |application: &str, cause: &str| json!({ "application": application, "host": "Tongji", "cause": cause });
    let malaysia = "quota of MY reached, last placed B at 3, to whom another host gave it";
    let thailand = "quota of TH reached, which allows nobody";
    assert_eq!(found["blocking"], json!([pair("C", thailand), pair("A", malaysia)]));
}

#[test]
fn an_officer_with_wrong_tables_of_places_reads_which_line() {
    let good = ["application,score,choices\nA,4,X\n", "host,places,ranking\nX,1,A\n", "kind,value,minimum,maximum\n"];
    for (file, table, said) in [
        (0, "application,score,choices\nA,4,X\nA,3,X\n", "line 3"),
        (0, "application,score,choices\nA,inf,X\n", "line 2"),
        (0, "application,score,choices\nA,4,Y\n", "line 2: there is no host Y"),
        (0, "application,score,choices\nA,4,X;X\n", "X is chosen twice"),
        (1, "host,places,ranking\nX,1,A;B\n", "line 2: there is no application B"),
        (1, "host,places,ranking\nX,1,A;A\n", "A is ranked twice"),
        (1, "host,places\nX,-1\n", "line 2"),
        (1, "host,places\nX,1\nX,1\n", "line 3"),
        (2, "kind,value,minimum,maximum\nregion,MY,0,1\n", "line 2"),
        (2, "kind,value,minimum,maximum\ncountry,MY,2,1\n", "the minimum 2 is above the maximum 1"),
        (2, "kind,value,minimum,maximum\ncountry,MY,0,1\ncountry,MY,0,1\n", "line 3"),
    ] {
        let desk = Desk::new();
        for (n, name) in ["a.csv", "h.csv", "q.csv"].into_iter().enumerate() {
            desk.file(name, if n == file { table } else { good[n] });
        }
        let why = desk.refusal(&ALLOCATE);
        assert!(why.contains(said) && why.trim_end().lines().count() == 1, "{table}: {why}");
    }
}

#[test]
fn whoever_knew_the_commitment_sees_that_the_seed_was_fixed_before() {
    let desk = Desk::new();
    desk.file("a.csv", "application\nA\nB\nC\n");
    let draw = |seed: &'static str, published: &'static str| {
        ["draw", "--applications", "a.csv", "--seed", seed, "--commitment", published, "--places", "2"]
    };
    let abc = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
    let found = desk.json(&draw("abc", abc));
    assert_eq!(found["commitment"], abc.to_lowercase());
    assert_eq!(found["drawn"].as_array().unwrap().len(), 2);
    assert_eq!(desk.json(&draw(" abc ", abc)), found);
    assert!(desk.refusal(&draw("abd", abc)).contains("does not belong to the commitment"));
    assert!(desk.refusal(&draw(" ", abc)).contains("empty"));
    desk.file("a.csv", "application\nA\nB\nA\n");
    assert!(desk.refusal(&draw("abc", abc)).contains("line 4"));
    desk.file("a.csv", "application,group\nA,1\nB,first\n");
    assert!(desk.refusal(&draw("abc", abc)).contains("line 3"));
}
