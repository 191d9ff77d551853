//! Writes: none is lost, a failed one undoes itself alone, and what was acknowledged is there.

use std::sync::mpsc;

use diesel::{connection::SimpleConnection, prelude::*};

use super::place::{Place, noon, person, run};
use crate::{
    db::{
        Conn, Database, DatabaseUrl, Error, Options, Result, attempt, office,
        office::OfficeRow,
        roles,
        schema::{leases, users},
        users::NewUser,
    },
    domain::{chance::Chance, id::UserId},
};

#[test]
fn of_400_people_who_read_and_write_at_once_nobody_is_lost() {
    let place = Place::new();
    let siti = person(&place, &mut Chance::seeded(1), "siti");
    let again = run(async {
        let mut tasks = Vec::new();
        for _ in 0..400 {
            let db = place.db.clone();
            tasks.push(tokio::spawn(async move {
                let mut tries = 0;
                while !db.write(move |conn| count_one_more(conn, siti)).await.unwrap() {
                    tries += 1;
                }
                tries
            }));
        }
        let mut again = 0;
        for task in tasks {
            again += task.await.unwrap();
        }
        again
    });
    assert_eq!(place.read(|conn| crate::db::users::get(conn, siti)).version, 400);
    if place.is_sqlite() {
        assert_eq!(again, 0, "one writer means that nobody has to try twice");
    }
}

fn count_one_more(conn: &mut Conn, id: UserId) -> Result<bool> {
    let seen: i32 = users::table.find(id).select(users::version).first(conn)?;
    let same = users::table.filter(users::id.eq(id).and(users::version.eq(seen)));
    Ok(diesel::update(same).set(users::version.eq(seen + 1)).execute(conn)? == 1)
}

fn lease(job: &str) -> impl FnOnce(&mut Conn) -> Result<()> + Send + 'static {
    let job = job.to_owned();
    move |conn| {
        let row = (leases::job.eq(job), leases::holder.eq("me"), leases::until.eq(noon()));
        diesel::insert_into(leases::table).values(row).execute(conn)?;
        Ok(())
    }
}

fn jobs(place: &Place) -> Vec<String> {
    place.read(|conn| Ok(leases::table.select(leases::job).order(leases::job).load(conn)?))
}

/// Work that holds the writer until it is let go, so that what is queued meanwhile shares one commit.
fn hold(db: &Database) -> (std::thread::JoinHandle<Result<()>>, mpsc::Sender<()>) {
    let db = db.clone();
    let (let_go, wait) = mpsc::channel::<()>();
    let (started, is_started) = mpsc::channel();
    let held = std::thread::spawn(move || {
        db.write_now(move |_| {
            started.send(()).unwrap();
            wait.recv().map_err(Error::other)
        })
    });
    is_started.recv().unwrap();
    (held, let_go)
}

#[test]
fn somebody_whose_work_fails_or_panics_is_undone_alone() {
    let place = Place::new();
    let db = &place.db;
    run(async {
        let (held, let_go) = hold(db);
        let good = db.write(lease("good"));
        let fails = db.write(|conn| lease("fails")(conn).and(Err::<(), _>(Error::NotFound)));
        // Without the hook of `panic!`, which would only make the tests' output harder to read.
        let panics = db.write(|conn: &mut Conn| -> Result<()> {
            lease("panics")(conn)?;
            conn.batch_execute("SAVEPOINT left_open")?;
            std::panic::resume_unwind(Box::new("at the worst moment"))
        });
        let twice = db.write(|conn| lease("twice")(conn).and_then(|()| lease("twice")(conn)));
        let contained = db.write(|conn| {
            lease("contained")(conn)?;
            assert!(matches!(attempt(conn, lease("contained")), Err(Error::Unique)));
            lease("contained too")(conn)
        });
        let last = db.write(lease("last"));
        let answers = async { tokio::join!(good, fails, panics, twice, contained, last) };
        let (answers, ()) = tokio::join!(answers, async { let_go.send(()).unwrap() });
        held.join().unwrap().unwrap();
        assert!(answers.0.is_ok());
        assert!(matches!(answers.1, Err(Error::NotFound)));
        assert!(matches!(answers.2, Err(Error::Other(_))));
        assert!(matches!(answers.3, Err(Error::Unique)));
        assert!(answers.4.is_ok());
        assert!(answers.5.is_ok());
    });
    assert_eq!(jobs(&place), ["contained", "contained too", "good", "last"]);
}

#[test]
fn somebody_who_goes_on_after_a_failed_statement_is_not_told_that_it_was_kept() {
    let place = Place::new();
    let answer = place.db.write_now(|conn| {
        lease("first")(conn)?;
        // Swallowed without `attempt`: PostgreSQL undoes it all at the end, SQLite this statement only.
        drop(lease("first")(conn));
        Ok::<_, Error>(())
    });
    assert_eq!(answer.is_ok(), place.is_sqlite());
    assert_eq!(jobs(&place).len(), usize::from(place.is_sqlite()));
    place.write(lease("afterwards"));
}

#[test]
fn when_a_commit_fails_everyone_of_the_group_is_told() {
    let place = Place::on_sqlite();
    let db = &place.db;
    run(async {
        let (held, let_go) = hold(db);
        let good = db.write(lease("good"));
        // What breaks a foreign key is found at the commit when it is deferred.
        let breaks =
            db.write(|conn| {
                conn.batch_execute("PRAGMA defer_foreign_keys = ON")?;
                let stranger = UserId::new(noon(), &mut Chance::seeded(9));
                lease("breaks")(conn)?;
                Ok::<_, Error>(conn.batch_execute(&format!(
                    "INSERT INTO sessions VALUES ('x', 'x', '{stranger}', '', '', '', '', '')"
                ))?)
            });
        let last = db.write(|_| Err::<(), _>(Error::NotFound));
        let answers = async { tokio::join!(good, breaks, last) };
        let (answers, ()) = tokio::join!(answers, async { let_go.send(()).unwrap() });
        drop(held.join().unwrap());
        for answer in [answers.0, answers.1, answers.2] {
            assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
        }
    });
    assert!(jobs(&place).is_empty());
    place.write(lease("afterwards"));
    assert_eq!(jobs(&place), ["afterwards"]);
}

#[test]
fn when_the_disk_is_full_what_was_acknowledged_is_there_and_nothing_else() {
    let place = Place::on_sqlite();
    let db = &place.db;
    let kept = run(async {
        db.write(|conn| Ok::<_, Error>(conn.batch_execute("PRAGMA max_page_count = 400")?)).await.unwrap();
        let mut tasks = Vec::new();
        for n in 0..300 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                let job = format!("{n:03} {}", "x".repeat(5000));
                let answer = db.write(lease(&job)).await;
                answer.is_ok().then_some(job)
            }));
        }
        let mut kept = Vec::new();
        for task in tasks {
            kept.extend(task.await.unwrap());
        }
        kept
    });
    let mut expected = kept.clone();
    expected.sort();
    assert_eq!(jobs(&place), expected);
    assert!(kept.len() < 300, "the disk was meant to be full");
}

#[test]
fn an_operator_who_stops_the_program_loses_nothing_that_is_queued() {
    let place = Place::on_sqlite();
    let db = place.db.clone();
    run(async {
        let (held, let_go) = hold(&db);
        let queued = (0..50).map(|n| db.write(move |conn| lease(&format!("{n:02}"))(conn)));
        let queued = futures_util::future::join_all(queued);
        let closing = db.clone();
        let close = async {
            let_go.send(()).unwrap();
            tokio::task::spawn_blocking(move || closing.close()).await.unwrap();
        };
        // Each is queued when it is first looked at, which is before the close.
        let (answers, ()) = tokio::join!(queued, close);
        held.join().unwrap().unwrap();
        assert!(answers.iter().all(Result::is_ok));
        assert!(db.write(lease("too late")).await.is_err());
    });
    assert_eq!(jobs(&place).len(), 50);
}

#[test]
fn an_operator_who_misspells_the_address_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for wrong in [
        "sqlite",
        "sqlit:{}/a.db",
        "mysql://{}/a.db",
        "{}/a.db",
        "postgres:{}/a.db",
        "sqlite://host{}",
        "sqlite::memory:",
    ] {
        assert!(wrong.replace("{}", path).parse::<DatabaseUrl>().is_err(), "{wrong}");
    }
    for nowhere in ["sqlite:{}/no/such/folder/a.db", "postgres://nobody@127.0.0.1:1/{}"] {
        let url: DatabaseUrl = nowhere.replace("{}", path).parse().unwrap();
        let options = Options { patience: std::time::Duration::from_secs(1), ..Options::default() };
        let why = Database::open(&url, &options).unwrap_err().to_string();
        assert!(why.contains("cannot be opened"), "{why}");
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[test]
fn nobody_writes_by_reading() {
    let place = Place::new();
    assert!(place.db.read_now(lease("by the back door")).is_err());
    assert!(jobs(&place).is_empty());
    let panics = place.db.read_now(|_| -> Result<()> { std::panic::resume_unwind(Box::new("reading")) });
    assert!(matches!(panics, Err(Error::Other(_))));
    assert!(jobs(&place).is_empty());
}

#[test]
fn somebody_who_reads_twice_sees_the_same() {
    let place = Place::new();
    place.write(lease("before"));
    let db = place.db.clone();
    let seen = place.read(move |conn| {
        let before: i64 = leases::table.count().get_result(conn)?;
        std::thread::spawn(move || db.write_now(lease("meanwhile"))).join().unwrap()?;
        let after: i64 = leases::table.count().get_result(conn)?;
        Ok((before, after))
    });
    assert_eq!(seen, (1, 1));
    assert_eq!(jobs(&place).len(), 2);
}

#[test]
fn of_two_who_set_up_the_office_at_once_one_does() {
    let place = Place::new();
    let office = || OfficeRow { name: "Office".into(), contact: "o@example.org".parse().unwrap(), set_up_at: noon() };
    let done = run(async {
        let write = || place.db.write(move |conn| office::insert(conn, &office()));
        tokio::join!(write(), write())
    });
    assert_eq!([done.0.unwrap(), done.1.unwrap()].iter().filter(|did| **did).count(), 1);
    assert_eq!(place.read(office::find), Some(office()));
}

#[test]
fn somebody_whose_address_has_an_account_is_told_and_the_rest_is_kept() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let (siti, wibowo) = (person(&place, chance, "siti"), person(&place, chance, "wibowo"));
    let other = UserId::new(noon(), chance);
    place.write(move |conn| {
        let (email, name) = ("SITI@example.org".parse().unwrap(), "Siti".parse().unwrap());
        assert!(matches!(
            crate::db::users::insert(conn, &NewUser::invited(other, &email, &name, noon())),
            Err(Error::Unique)
        ));
        assert!(matches!(crate::db::users::change_email(conn, wibowo, &email, noon()), Err(Error::Unique)));
        crate::db::users::change_password(conn, wibowo, "hash")
    });
    let wibowo = place.read(|conn| crate::db::users::get(conn, wibowo));
    assert_eq!((wibowo.email.as_str(), wibowo.password_hash.as_deref()), ("wibowo@example.org", Some("hash")));
    assert!(place.read(|conn| roles::list_of_user(conn, siti)).is_empty());
}

#[test]
fn whoever_keeps_what_was_read_learns_of_every_commit_of_every_process_and_of_nothing_else() {
    let place = Place::new();
    let other = Database::open(&place.url, &Options::default()).unwrap();
    let stamp = || run(place.db.stamp()).unwrap();
    let before = stamp();
    place.read(office::find);
    if place.is_sqlite() {
        // A server tells one number for all its databases, so that there somebody else's commit may come between.
        assert_eq!(stamp(), before);
    }
    place.write(lease("own"));
    let own = stamp();
    assert_ne!(own, before);
    other.write_now(lease("other")).unwrap();
    let others = stamp();
    assert_ne!(others, own);
    place.db.write_now(|conn| lease("undone")(conn).and(Err::<(), _>(Error::NotFound))).unwrap_err();
    place.write(lease("last"));
    assert_ne!(stamp(), others);
}
