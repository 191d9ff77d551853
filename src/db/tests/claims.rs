//! What only one may have: leases, claims on mails, one-time links; and counters that count everyone.

use super::place::{Place, noon, person, run};
use crate::{
    db::{
        leases, limits,
        links::{self, NewLink, Purpose},
        outbox::{self, Delivery, NewMail},
        types::ZoneName,
    },
    domain::{
        chance::Chance,
        id::{LinkId, MailId},
        time::{Span, Timestamp, Zone},
        workflow::MailState,
    },
};

fn minutes(n: i64) -> Timestamp {
    noon() + Span::minutes(n)
}

#[test]
fn a_job_is_run_by_one_process_at_a_time() {
    let place = Place::new();
    let take =
        |who: &'static str, now, until| place.write(move |conn| leases::take(conn, "deliver_mail", who, now, until));
    assert!(take("a", minutes(0), minutes(5)));
    assert!(take("a", minutes(1), minutes(5)));
    assert!(!take("b", minutes(4), minutes(9)));
    assert!(take("b", minutes(5), minutes(9)));
    assert!(!take("a", minutes(6), minutes(9)));
    place.write(|conn| leases::give_back(conn, "deliver_mail", "a"));
    assert!(!take("a", minutes(6), minutes(9)));
    place.write(|conn| leases::give_back(conn, "deliver_mail", "b"));
    assert!(take("a", minutes(6), minutes(9)));
}

#[test]
fn of_processes_that_start_at_once_one_runs_the_job() {
    let place = Place::new();
    let won = run(async {
        let tasks: Vec<_> = (0..20)
            .map(|n| {
                let db = place.db.clone();
                let take =
                    move |conn: &mut crate::db::Conn| leases::take(conn, "job", &n.to_string(), noon(), minutes(1));
                tokio::spawn(async move { db.write(take).await.unwrap() })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            won += usize::from(task.await.unwrap());
        }
        won
    });
    assert_eq!(won, 1);
}

#[test]
fn everyone_who_guesses_at_once_is_counted() {
    let place = Place::new();
    let hour = Span::hours(1);
    let mut counts = run(async {
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                let db = place.db.clone();
                tokio::spawn(
                    async move { db.write(move |conn| limits::count(conn, "key", noon(), hour)).await.unwrap() },
                )
            })
            .collect();
        let mut counts = Vec::new();
        for task in tasks {
            counts.push(task.await.unwrap());
        }
        counts
    });
    counts.sort_unstable();
    assert_eq!(counts, (1..=100).collect::<Vec<_>>());
    assert_eq!(place.read(|conn| limits::peek(conn, "key", minutes(59), hour)), 100);
    assert_eq!(place.read(|conn| limits::peek(conn, "key", minutes(60), hour)), 0);
    assert_eq!(place.write(move |conn| limits::count(conn, "key", minutes(60), hour)), 1);
    assert_eq!(place.write(move |conn| limits::delete_before(conn, minutes(60))), 0);
    place.write(|conn| limits::forget(conn, "key"));
    assert_eq!(place.read(|conn| limits::peek(conn, "key", minutes(60), hour)), 0);
}

#[test]
fn a_link_that_is_opened_twice_at_once_works_once() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let siti = person(&place, chance, "siti");
    let [id, late] = [(); 2].map(|()| LinkId::new(noon(), chance));
    for (id, hash) in [(id, "a"), (late, "b")] {
        place.write(move |conn| {
            let link = NewLink {
                id,
                purpose: Purpose::Reset,
                token_hash: hash,
                user_id: Some(siti),
                email: None,
                created_at: noon(),
                expires_at: minutes(30),
            };
            links::insert(conn, &link)
        });
    }
    let used = run(async {
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let db = place.db.clone();
                tokio::spawn(async move { db.write(move |conn| links::use_up(conn, id, minutes(1))).await.unwrap() })
            })
            .collect();
        let mut used = 0;
        for task in tasks {
            used += usize::from(task.await.unwrap());
        }
        used
    });
    assert_eq!(used, 1);
    assert!(!place.write(move |conn| links::use_up(conn, late, minutes(30))), "expired");
    let found = place.read(|conn| links::find_by_token_hash(conn, "b")).unwrap();
    assert!(found.is_open(minutes(29)) && !found.is_open(minutes(30)));
    assert_eq!(place.write(move |conn| links::close_of_user(conn, siti, Purpose::Reset, minutes(2))), 1);
    assert_eq!(place.write(move |conn| links::delete_expired(conn, minutes(30))), 2);
}

fn queue(place: &Place, chance: &mut Chance, key: &'static str) -> (MailId, bool) {
    let id = MailId::new(noon(), chance);
    let queued = place.write(move |conn| {
        let recipient = "Siti@Example.org".parse().unwrap();
        let mail = NewMail {
            id,
            unique_key: key,
            kind: "receipt",
            recipient: &recipient,
            user_id: None,
            call_id: None,
            application_id: None,
            body: "{}",
            language: "en",
            zone: ZoneName(Zone::Asia__Kuala_Lumpur),
            next_try_at: noon(),
            created_at: noon(),
        };
        outbox::add(conn, &mail)
    });
    (id, queued)
}

#[test]
fn nobody_gets_the_same_mail_twice_however_many_workers_there_are() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let keys: Vec<&'static str> = (0..60).map(|n| &*format!("key{n}").leak()).collect();
    for key in &keys {
        assert!(queue(&place, chance, key).1);
        assert!(!queue(&place, chance, key).1, "the same mail again");
    }
    assert_eq!(place.read(outbox::next_due), Some(noon()));
    let claimed = run(async {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let db = place.db.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let some = db.write(|conn| outbox::claim(conn, noon(), minutes(5), 7)).await.unwrap();
                        if some.is_empty() && db.read(outbox::next_due).await.unwrap() > Some(noon()) {
                            return mine;
                        }
                        mine.extend(some);
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        all
    });
    let mut seen: Vec<_> = claimed.iter().map(|m| m.unique_key.as_str()).collect();
    seen.sort_unstable();
    let mut expected = keys.clone();
    expected.sort_unstable();
    assert_eq!(seen, expected);
    assert!(
        claimed.iter().all(|m| m.tries == 1 && m.state == MailState::Sending && m.zone == Zone::Asia__Kuala_Lumpur)
    );
}

#[test]
fn a_mail_whose_worker_died_is_sent_by_the_next_and_the_dead_one_has_no_say() {
    let place = Place::new();
    let (id, _) = queue(&place, &mut Chance::seeded(1), "key");
    let claim = |now, until| place.write(move |conn| outbox::claim(conn, now, until, 10)).len();
    let settle =
        |claim, delivery: Delivery<'static>| place.write(move |conn| outbox::settle(conn, id, claim, delivery));
    assert_eq!(claim(minutes(0), minutes(5)), 1);
    assert_eq!(claim(minutes(4), minutes(9)), 0);
    assert_eq!(claim(minutes(5), minutes(10)), 1);
    assert!(!settle(minutes(5), Delivery::Sent(minutes(6))));
    assert!(settle(minutes(10), Delivery::Failed("451 later", minutes(20))));
    assert_eq!(claim(minutes(19), minutes(25)), 0);
    assert_eq!(claim(minutes(20), minutes(25)), 1);
    assert!(!place.write(move |conn| outbox::resend(conn, id, minutes(21))), "it is being sent");
    assert!(settle(minutes(25), Delivery::GivenUp("550 nobody here")));
    let row = place.read(|conn| outbox::find(conn, id)).unwrap();
    assert_eq!((row.state, row.tries, row.last_error.as_str()), (MailState::GivenUp, 3, "550 nobody here"));
    assert!(place.write(move |conn| outbox::resend(conn, id, minutes(30))));
    assert_eq!(claim(minutes(30), minutes(35)), 1);
    assert!(settle(minutes(35), Delivery::Sent(minutes(31))));
    let row = place.read(|conn| outbox::find(conn, id)).unwrap();
    assert_eq!((row.state, row.sent_at, row.last_error.as_str()), (MailState::Sent, Some(minutes(31)), ""));
    assert_eq!(place.read(outbox::next_due), None);
}
