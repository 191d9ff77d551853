//! What storage promises to everybody who writes.

use super::{leases, *};
use crate::domain::time::Timestamp;

fn open() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(&DatabaseUrl::Sqlite(folder.path().join("office #1?.db")), &Options::default()).unwrap();
    assert_eq!(db.migrate().unwrap().len(), 1);
    assert_eq!(db.migrate().unwrap().len(), 0);
    (folder, db)
}

#[test]
fn a_job_is_run_by_one_process_at_a_time() {
    let (_folder, db) = open();
    let noon = Timestamp::at(2026, 11, 22, 12, 0);
    let later = Timestamp::at(2026, 11, 22, 12, 5);
    let take = |who: &'static str, now, until| {
        db.write_now(move |conn| leases::take(conn, "deliver_mail", who, now, until)).unwrap()
    };
    assert!(take("a", noon, later));
    assert!(take("a", noon, later));
    assert!(!take("b", noon, later));
    assert!(take("b", later, later));
    assert!(!take("a", noon, later));
}
