//! What storage promises, on the database that this run is for.

use sojourn::{
    db::leases,
    domain::time::{Span, Timestamp},
};

use crate::support::database::OwnDatabase;

#[test]
fn two_tests_never_meet_in_one_database() {
    let (one, other) = (OwnDatabase::create(), OwnDatabase::create());
    let now = Timestamp::at(2026, 11, 22, 9, 0);
    let until = now + Span::minutes(1);
    assert_eq!(one.is_postgres(), std::env::var_os("SOJOURN_TEST_DATABASE").is_some());
    assert!(one.db.write_now(move |conn| leases::take(conn, "a_job", "one", now, until)).unwrap());
    assert!(other.db.write_now(move |conn| leases::take(conn, "a_job", "other", now, until)).unwrap());
    assert!(!one.db.write_now(move |conn| leases::take(conn, "a_job", "other", now, until)).unwrap());
}
