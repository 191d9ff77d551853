//! A database of a test's own, and rows to stand on.

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};

use crate::{
    db::{
        Conn, Database, DatabaseUrl, Options,
        applications::{self, Columns, NewApplication},
        calls::{self, NewCall},
        definitions::{self, NewDefinition},
        programmes::{self, NewProgramme},
        types::ZoneName,
        users::{self, NewUser},
    },
    domain::{
        chance::Chance,
        id::{ApplicationId, CallId, DefinitionId, ProgrammeId, UserId},
        text::Text,
        time::{Timestamp, Zone},
        workflow::CallState,
    },
};

/// The moment at which tests begin.
pub fn noon() -> Timestamp {
    Timestamp::at(2026, 11, 22, 12, 0)
}

/// A database of a test's own, with its tables; gone with this value.
pub struct Place {
    pub db: Database,
    pub url: DatabaseUrl,
    _folder: tempfile::TempDir,
    server: Option<(String, String)>,
}

impl Place {
    /// On the database that the environment names, else on SQLite.
    pub fn new() -> Self {
        match std::env::var("SOJOURN_TEST_DATABASE") {
            Ok(admin) => Self::on_postgres(&admin),
            Err(_) => Self::on_sqlite(),
        }
    }

    pub fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A name with signs that mean something in addresses.
        let url = DatabaseUrl::Sqlite(folder.path().join("office #1 50%?.db"));
        Self::at(&url, folder, None)
    }

    fn on_postgres(admin: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("storage_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        PgConnection::establish(admin).unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (server, _) = admin.rsplit_once('/').unwrap();
        let url = DatabaseUrl::Postgres(format!("{server}/{name}"));
        Self::at(&url, tempfile::tempdir().unwrap(), Some((admin.to_owned(), name)))
    }

    fn at(url: &DatabaseUrl, folder: tempfile::TempDir, server: Option<(String, String)>) -> Self {
        let db = Database::open(url, &Options::default()).unwrap();
        assert_eq!(db.migrate().unwrap().len(), 1);
        Self { db, url: url.clone(), _folder: folder, server }
    }

    pub fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    /// One write that must succeed.
    pub fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Conn) -> crate::db::Result<T> + Send + 'static) -> T {
        self.db.write_now(f).unwrap()
    }

    /// One read that must succeed.
    pub fn read<T>(&self, f: impl FnOnce(&mut Conn) -> crate::db::Result<T>) -> T {
        self.db.read_now(f).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((admin, name)) = &self.server {
            // The pool may still hold connections to it; they are of no more use.
            let drop_it = format!("DROP DATABASE {name} WITH (FORCE)");
            PgConnection::establish(admin).unwrap().batch_execute(&drop_it).unwrap();
        }
    }
}

/// Runs a future on several threads.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap().block_on(future)
}

/// A person `{name}@example.org`, called by its letters, who is confirmed.
pub fn person(place: &Place, chance: &mut Chance, name: &str) -> UserId {
    let id = UserId::new(noon(), chance);
    let name = name.to_owned();
    place.write(move |conn| {
        let email = format!("{name}@example.org").parse().unwrap();
        let name = name.replace(|c: char| !c.is_alphabetic(), "").parse().unwrap();
        users::insert(conn, &NewUser { confirmed_at: Some(noon()), ..NewUser::invited(id, &email, &name, noon()) })
    });
    id
}

/// A programme with a published call.
#[derive(Clone, Copy)]
pub struct Call {
    pub programme: ProgrammeId,
    pub call: CallId,
}

pub fn call(place: &Place, chance: &mut Chance, slug: &'static str) -> Call {
    let made = Call { programme: ProgrammeId::new(noon(), chance), call: CallId::new(noon(), chance) };
    let definition_id = DefinitionId::new(noon(), chance);
    place.write(move |conn| {
        let title = Text::english("A call");
        let programme = NewProgramme { id: made.programme, slug, title: title.clone(), created_at: noon() };
        programmes::insert(conn, &programme)?;
        let call = NewCall {
            id: made.call,
            programme_id: made.programme,
            slug,
            title,
            state: CallState::Published,
            zone: ZoneName(Zone::Asia__Shanghai),
            opens_at: Timestamp::at(2026, 10, 1, 0, 0),
            closes_at: Timestamp::at(2026, 12, 18, 9, 0),
            grace_minutes: 15,
            places: 10,
            reference_prefix: "T",
            next_reference: 1,
            definition_id,
            review_due_at: None,
            reviews_close_at: None,
            created_at: noon(),
            version: 1,
        };
        calls::insert(conn, &call)?;
        let definition =
            NewDefinition { id: definition_id, call_id: made.call, number: 1, body: "{}", created_at: noon() };
        definitions::insert(conn, &definition)
    });
    made
}

/// A draft of this person for this call.
pub fn draft(place: &Place, chance: &mut Chance, call: Call, owner: UserId) -> ApplicationId {
    let id = ApplicationId::new(noon(), chance);
    place.write(move |conn| {
        let call = calls::find(conn, call.call)?.unwrap();
        applications::insert(conn, &NewApplication::draft(id, &call, owner, Columns::default(), noon()))
    });
    id
}
