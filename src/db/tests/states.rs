//! Changes of state: of any number who change the same at once, one does.

use proptest::{prelude::*, test_runner::TestRunner};

use super::place::{self, Call, Place, noon, run};
use crate::{
    db::applications::{self, StatusChange, change_status},
    domain::{chance::Chance, id::ApplicationId, workflow::Status},
};

fn change(id: ApplicationId, call: Call, version: i32, (from, to): (Status, Status)) -> StatusChange<'static> {
    StatusChange { id, call_id: call.call, version, from, to, before: None, at: noon(), handed_in: None }
}

#[test]
fn of_any_number_of_officers_who_act_at_once_exactly_one_does() {
    let place = Place::new();
    let chance = &mut Chance::seeded(7);
    let call = place::call(&place, chance, "call");
    let made = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(ProptestConfig { cases: 12, failure_persistence: None, ..Default::default() });
    let status = prop::sample::select(Status::ALL);
    let strategy = prop::collection::vec(prop::collection::vec(status, 2..8), 1..5);
    // Rounds of parallel changes of one application, each round from where the one before left it.
    let outcome = runner.run(&strategy, |rounds| {
        made.set(made.get() + 1);
        let made = made.get();
        let owner = place::person(&place, &mut Chance::seeded(1000 + made), &format!("owner{made}"));
        let id = place::draft(&place, &mut Chance::seeded(2000 + made), call, owner);
        let (mut status, mut version) = (Status::Draft, 1);
        for round in rounds {
            let wanted = |to| change(id, call, version, (status, to));
            let won: Vec<Status> = run(async {
                let tries = round.iter().map(|&to| {
                    let wanted = wanted(to);
                    let db = place.db.clone();
                    tokio::spawn(async move { (to, db.write(move |conn| change_status(conn, &wanted)).await.unwrap()) })
                });
                let tries: Vec<_> = tries.collect();
                let mut won = Vec::new();
                for one in tries {
                    let (to, did) = one.await.unwrap();
                    won.extend(did.then_some(to));
                }
                won
            });
            prop_assert_eq!(won.len(), 1);
            (status, version) = (won[0], version + 1);
            let row = place.read(|conn| applications::find(conn, id)).unwrap();
            prop_assert_eq!((row.status, row.version), (status, version));
        }
        Ok(())
    });
    outcome.unwrap();
    let tallies = place.read(|conn| crate::db::calls::list_tallies(conn, call.call));
    assert_eq!(tallies.iter().map(|(_, n)| n).sum::<i64>(), i64::try_from(made.get()).unwrap());
    assert!(tallies.iter().all(|(_, n)| *n >= 0), "{tallies:?}");
}

#[test]
fn officers_who_move_applications_to_and_fro_never_wait_for_each_other_for_ever() {
    let place = Place::new();
    let chance = &mut Chance::seeded(8);
    let call = place::call(&place, chance, "call");
    let ids: Vec<_> = (0..8)
        .map(|n| {
            let owner = place::person(&place, chance, &format!("owner{n}"));
            place::draft(&place, chance, call, owner)
        })
        .collect();
    run(async {
        let tasks: Vec<_> = ids
            .iter()
            .map(|&id| {
                let db = place.db.clone();
                tokio::spawn(async move {
                    let mut from = Status::Draft;
                    for version in 1..=20 {
                        let to = if from == Status::Draft { Status::Submitted } else { Status::Draft };
                        let wanted = change(id, call, version, (from, to));
                        assert!(db.write(move |conn| change_status(conn, &wanted)).await.unwrap());
                        from = to;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    let drafts = place.read(|conn| crate::db::calls::list_tallies(conn, call.call));
    assert!(drafts.contains(&(Status::Draft, 8)), "{drafts:?}");
}
