//! Making and changing the tables: the migrations of both folders are part of the program.
//! A new folder is noticed when this file is built anew.

use diesel::{
    Connection, PgConnection, RunQueryDsl, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number will do, as long as nothing else in the same database takes it.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7305804402)";

pub(super) fn sqlite(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    // Takes the one write lock before it looks at what is there, so that two processes do not both make the first table.
    AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
    let ran = run(conn, SQLITE);
    finish(conn, ran)
}

pub(super) fn postgres(conn: &mut PgConnection) -> Result<Vec<String>> {
    AnsiTransactionManager::begin_transaction(conn)?;
    let ran = diesel::sql_query(LOCK).execute(conn).map_err(Error::from).and_then(|_| run(conn, POSTGRES));
    finish(conn, ran)
}

fn run<DB: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<DB>,
    all: EmbeddedMigrations,
) -> Result<Vec<String>> {
    let ran = conn.run_pending_migrations(all).map_err(Error::other)?;
    Ok(ran.iter().map(ToString::to_string).collect())
}

fn finish<C>(conn: &mut C, ran: Result<Vec<String>>) -> Result<Vec<String>>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    match ran {
        Ok(_) => AnsiTransactionManager::commit_transaction(conn)?,
        // The first error is the one to tell.
        Err(_) => drop(AnsiTransactionManager::rollback_transaction(conn)),
    }
    ran
}
