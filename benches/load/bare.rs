//! The bare insert that handing in is measured against: 4 kB, durable when it is answered, through the same writer.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use diesel::{ExpressionMethods, RunQueryDsl, connection::SimpleConnection};
use futures_util::future::try_join_all;
use sojourn::db::{self, Conn, Database, DatabaseUrl, Options};
use tokio::runtime::Builder;

use crate::{client::Sample, office::Broken};

diesel::table! {
    /// What the bare insert fills.
    bare (id) {
        id -> Integer,
        body -> Text,
    }
}

/// Size of what is inserted.
const SIZE: usize = 4096;

/// A database with one table.
#[derive(Debug)]
pub struct Bare(Database);

impl Bare {
    /// In this folder, or in the database of PostgreSQL where that is measured.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn create(url: &DatabaseUrl, folder: &Path) -> Result<Self, Broken> {
        let (url, key) = match url {
            DatabaseUrl::Sqlite(_) => (DatabaseUrl::Sqlite(folder.join("bare.db")), "INTEGER PRIMARY KEY"),
            DatabaseUrl::Postgres(_) => (url.clone(), "SERIAL PRIMARY KEY"),
        };
        // As many connections as the program takes by default.
        let db = Database::open(&url, &Options { connections: 8, ..Options::default() })?;
        let table = format!("CREATE TABLE IF NOT EXISTS bare (id {key}, body TEXT NOT NULL)");
        db.write_now(move |conn| Ok::<_, db::Error>(conn.batch_execute(&table)?))?;
        Ok(Self(db))
    }

    /// Inserts with so many clients at once.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn run(&self, clients: usize, time: Duration) -> Result<Sample, Broken> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async {
            let began = Instant::now();
            let waits = try_join_all((0..clients).map(|_| client(&self.0, began, time))).await?;
            Ok(Sample { waits: waits.into_iter().flatten().collect(), took: began.elapsed() })
        })
    }
}

async fn client(db: &Database, began: Instant, time: Duration) -> Result<Vec<Duration>, db::Error> {
    let text = "x".repeat(SIZE);
    let mut waits = Vec::new();
    while began.elapsed() < time {
        let sent = Instant::now();
        let body = text.clone();
        db.write(move |conn| insert(conn, &body)).await?;
        waits.push(sent.elapsed());
    }
    Ok(waits)
}

fn insert(conn: &mut Conn, body: &str) -> Result<(), db::Error> {
    diesel::insert_into(bare::table).values(bare::body.eq(body)).execute(conn)?;
    Ok(())
}
