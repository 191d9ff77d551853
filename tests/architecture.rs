//! The house keeps its shape: rooms import downwards only, and what belongs to one room is named in no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::sources::{Source, sources};

/// Which rooms a room may name besides itself. `clock`, `config`, `keys` and `words` are leaves.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("selection", &["domain"]),
    ("clock", &["domain"]),
    ("config", &["domain", "keys"]),
    ("keys", &["domain"]),
    ("words", &["domain"]),
    ("telemetry", &["clock", "config"]),
    ("db", &["domain", "clock", "config"]),
    ("files", &["domain", "clock", "config", "keys"]),
    ("mail", &["domain", "clock", "config", "keys", "words"]),
    ("actions", &["domain", "selection", "db", "files", "mail", "clock", "config", "keys", "words"]),
    ("export", &["domain", "selection", "db", "files", "mail", "actions", "clock", "config", "keys", "words"]),
    ("jobs", &["domain", "selection", "db", "files", "mail", "actions", "clock", "config", "keys", "words"]),
    ("web", &["domain", "selection", "db", "files", "mail", "actions", "export", "clock", "config", "keys", "words"]),
    ("app", &["*"]),
    ("cli", &["*"]),
    ("demo", &["*"]),
];

/// The room of a file; `None` for the crate's own two files.
fn room(source: &Source) -> Option<&str> {
    source.module.first().map(String::as_str).filter(|&room| room != "main")
}

#[test]
fn every_room_names_only_the_rooms_below_it() {
    let mut wrong = BTreeSet::new();
    for source in sources() {
        let Some(room) = room(&source) else { continue };
        let Some((_, below)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            wrong.insert(format!("{}: the room {room} is not in the table of this test", source.name));
            continue;
        };
        for path in source.paths() {
            let Some(named) = path.first() else { continue };
            let is_room = ROOMS.iter().any(|(name, _)| name == named);
            if is_room && named != room && !below.contains(&"*") && !below.contains(&named.as_str()) {
                wrong.insert(format!("{} names {}", source.name, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    let all = sources();
    let by_module: BTreeMap<&[String], &str> = all.iter().map(|s| (s.module.as_slice(), s.name.as_str())).collect();
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in &all {
        for path in source.paths() {
            // The deepest file on the path holds the thing named.
            let target = (1..=path.len()).rev().find_map(|n| by_module.get(&path[..n]));
            if let Some(&target) = target.filter(|&&target| target != source.name) {
                edges.entry(&source.name).or_default().insert(target);
            }
        }
    }
    let circle = edges.keys().find_map(|start| way_back(start, &edges));
    assert!(circle.is_none(), "{circle:#?}");
}

/// A way from `start` along the edges back to `start`, if there is one.
fn way_back<'a>(start: &'a str, edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start]];
    while let Some(way) = ways.pop() {
        for &next in way.last().and_then(|last| edges.get(last)).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(next);
            if next == start {
                return Some(longer);
            }
            if seen.insert(next) {
                ways.push(longer);
            }
        }
    }
    None
}

#[test]
fn only_the_rooms_that_own_them_name_the_database_the_server_and_the_machines_clock() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = room(&source).unwrap_or_default().to_owned();
        let mut owned = |said: bool, what: &str, rooms: &[&str]| {
            if said && !rooms.contains(&room.as_str()) {
                wrong.push(format!("{} names {what}", source.name));
            }
        };
        for name in ["diesel", "diesel_migrations", "libsqlite3_sys", "pq_sys"] {
            owned(source.names_crate(name), name, &["db"]);
        }
        for name in ["actix_web", "actix_multipart"] {
            owned(source.names_crate(name), name, &["web", "app"]);
        }
        for name in ["object_store", "hyper_util", "hyper_rustls"] {
            owned(source.names_crate(name), name, &["files"]);
        }
        for now in [["Utc", "now"], ["Local", "now"], ["SystemTime", "now"], ["Uuid", "now_v7"]] {
            owned(source.says(&now), &now.join("::"), &["clock"]);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_tells_its_purpose_and_stays_short() {
    let mut wrong = Vec::new();
    for source in sources() {
        let text = std::fs::read_to_string(crate::support::sources::root().join(&source.name)).unwrap();
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not begin with its purpose", source.name));
        }
        // The schema is a list that grows with the tables.
        if source.lines > 600 && source.name != "src/db/schema.rs" {
            wrong.push(format!("{} has {} lines", source.name, source.lines));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
