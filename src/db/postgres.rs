//! PostgreSQL: a pool of connections; each piece of work takes one for the length of one transaction and blocks its thread.

use std::fmt;

use diesel::{
    Connection, PgConnection, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection},
    dsl,
    r2d2::{ManageConnection, Pool, PooledConnection, R2D2Connection},
    sql_types::Text,
};

use super::{Conn, Error, OpenError, Options, Result, caught, migrate};

/// One unchanging state for all statements of a read, as on SQLite.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Each statement sees what was committed before it; changes compare before they set.
const WRITE: &str = "BEGIN";
/// COMMIT alone answers "success" in a transaction that a failed statement spoilt, though it undoes it; a statement before it tells.
const COMMIT: &str = "SELECT 1; COMMIT";

#[derive(Debug)]
pub(super) struct Store(Pool<Manager>);

/// Opens connections of the one kind that the address names.
struct Manager(String);

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Manager")
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = Error;

    fn connect(&self) -> Result<Conn> {
        let mut conn = PgConnection::establish(&self.0)?;
        // Times are kept without a zone; and nothing may wait for a lock for ever.
        conn.batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '20s'")?;
        Ok(Conn::Postgres(conn))
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<()> {
        Ok(conn.batch_execute("")?)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.is_broken()
    }
}

impl Store {
    pub(super) fn open(address: &str, options: &Options) -> std::result::Result<Self, OpenError> {
        let shown = super::DatabaseUrl::Postgres(address.to_owned());
        // One plain try first, because the pool would go on trying and then say only that it waited too long.
        let manager = Manager(address.to_owned());
        manager.connect().map_err(|why| OpenError::new(&shown, why))?;
        let pool = Pool::builder()
            .max_size(options.connections)
            .min_idle(Some(1))
            .connection_timeout(options.patience)
            .test_on_check_out(false)
            .build(manager)
            .map_err(|why| OpenError::new(&shown, why))?;
        Ok(Self(pool))
    }

    pub(super) fn migrate(&self) -> Result<Vec<String>> {
        let mut conn = self.0.get().map_err(Error::other)?;
        match &mut *conn {
            Conn::Postgres(conn) => migrate::postgres(conn),
            Conn::Sqlite(_) => Err(not_ours()),
        }
    }

    pub(super) fn read<T, E: From<Error>>(
        &self,
        f: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.transaction(READ, f)
    }

    /// Without a transaction; tried on another connection where the server had closed the one.
    pub(super) fn look<T, E: From<Error>>(
        &self,
        f: impl Fn(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut tries = self.0.max_size();
        loop {
            let mut conn = self.0.get().map_err(|cause| Error::unavailable(Error::other(cause)))?;
            let done = caught(|| f(&mut conn));
            if done.is_ok() || tries == 0 || conn.batch_execute("").is_ok() {
                return done;
            }
            tries -= 1;
        }
    }

    pub(super) fn write<T, E: From<Error>>(
        &self,
        f: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.transaction(WRITE, f)
    }

    /// Every commit changes it: whose number was running, or not yet given, is then done with.
    pub(super) fn stamp(&self) -> Result<String> {
        let mut conn = self.0.get().map_err(Error::other)?;
        Ok(dsl::select(dsl::sql::<Text>("pg_current_snapshot()::text")).get_result(&mut conn)?)
    }

    fn transaction<T, E: From<Error>>(
        &self,
        begin: &str,
        f: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut conn = self.begun(begin).map_err(Error::unavailable)?;
        let done = caught(|| f(&mut conn));
        let ended = conn.batch_execute(if done.is_ok() { COMMIT } else { "ROLLBACK" });
        if done.is_ok()
            && let Err(cause) = ended
        {
            // Whether it can be undone or not, nothing of it was committed.
            drop(conn.batch_execute("ROLLBACK"));
            return Err(E::from(cause.into()));
        }
        done
    }

    /// A connection in a fresh transaction. One that the server closed meanwhile shows here, before anything was done,
    /// so another is tried.
    fn begun(&self, begin: &str) -> Result<PooledConnection<Manager>> {
        let mut tries = self.0.max_size();
        loop {
            let mut conn = self.0.get().map_err(Error::other)?;
            match begin_on(&mut conn, begin) {
                Ok(()) => return Ok(conn),
                Err(cause) if tries == 0 => return Err(cause),
                Err(_) => tries -= 1,
            }
        }
    }
}

fn begin_on(conn: &mut Conn, begin: &str) -> Result<()> {
    match conn {
        Conn::Postgres(conn) => Ok(AnsiTransactionManager::begin_transaction_sql(conn, begin)?),
        Conn::Sqlite(_) => Err(not_ours()),
    }
}

fn not_ours() -> Error {
    Error::other("a pool of PostgreSQL holds a connection to SQLite")
}
