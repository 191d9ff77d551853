//! Storage: how everything is kept, on SQLite or on PostgreSQL, with one schema and one set of queries.
//! The only room that names Diesel. One file per table family; statements return [`Error`], which callers turn into their own.
//!
//! [`Database`] is the door. A closure given to [`Database::read`] sees one unchanging state and cannot write; one given to
//! [`Database::write`] is a transaction of its own: all of it is durable when it is answered, or nothing of it happened.
//! On PostgreSQL transactions run side by side and a closure is never run twice, so every change of state compares before it sets.

#[macro_use]
mod conn;

pub mod answers;
pub mod applications;
pub mod assignments;
pub mod audit;
pub mod authorities;
pub mod calls;
pub mod check;
pub mod choices;
pub mod co_writers;
pub mod conflicts;
pub mod consents;
pub mod data_requests;
pub mod decisions;
pub mod definitions;
pub mod documents;
mod error;
pub mod events;
pub mod host_questions;
pub mod hosts;
mod kept;
pub mod leases;
pub mod letters;
pub mod limits;
pub mod links;
mod migrate;
pub mod nominations;
pub mod offers;
pub mod office;
pub mod outbox;
pub mod pair_rulings;
mod postgres;
pub mod posts;
pub mod programmes;
pub mod quotas;
pub mod returns;
pub mod reviews;
pub mod roles;
mod schema;
mod search;
pub mod sessions;
mod sqlite;
pub mod threads;
pub mod types;
mod url;
pub mod users;
pub mod uses;
pub mod withdrawals;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

pub use conn::{Conn, attempt};
pub use error::{Error, OpenError, Result};
use kept::kept;
pub use url::{DatabaseUrl, NotADatabase};

/// How storage is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite: read-only connections kept ready; more are opened while more are needed at once.
    pub readers: usize,
    /// SQLite: most writes that share one commit.
    pub group: usize,
    /// SQLite: longest wait for another process's lock. PostgreSQL: longest wait for a free connection.
    pub patience: Duration,
    /// PostgreSQL: most connections.
    pub connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, group: 256, patience: Duration::from_secs(10), connections: 16 }
    }
}

/// An open database. Cheap to clone; the last clone to go writes what is still queued and closes it.
#[derive(Debug, Clone)]
pub struct Database(Arc<Backend>);

/// What the database holds, as far as telling whether it changed: between two that are equal nothing was committed, by no process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Taken);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Taken {
    Sqlite((u32, i32)),
    Postgres(String),
}

#[derive(Debug)]
enum Backend {
    Sqlite(sqlite::Store),
    Postgres(postgres::Store),
}

impl Database {
    /// Opens the database. On SQLite the file is made if its folder is there; tables are [`Self::migrate`]'s business.
    ///
    /// # Errors
    /// A sentence that tells an operator which database could not be opened and why.
    pub fn open(url: &DatabaseUrl, options: &Options) -> std::result::Result<Self, OpenError> {
        let backend = match url {
            DatabaseUrl::Sqlite(path) => Backend::Sqlite(sqlite::Store::open(path, options)?),
            DatabaseUrl::Postgres(address) => Backend::Postgres(postgres::Store::open(address, options)?),
        };
        Ok(Self(Arc::new(backend)))
    }

    /// Brings the tables up to date, in one transaction; gives the names of the migrations that ran.
    /// Safe to call from several processes at once.
    pub fn migrate(&self) -> Result<Vec<String>> {
        match &*self.0 {
            Backend::Sqlite(store) => store.migrate(),
            Backend::Postgres(store) => store.migrate(),
        }
    }

    /// A short read. On SQLite it runs at once on the calling thread, because a hop to another costs more than the read;
    /// on PostgreSQL on a thread that may block.
    ///
    /// # Errors
    /// What `f` gives; or an [`Error`] where the database cannot be reached or `f` panics.
    pub async fn read<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(store) => store.read(f),
            Backend::Postgres(_) => self.off_the_loop(|db| db.read_now(f)).await,
        }
    }

    /// A look at something that one statement tells: as [`Self::read`] without a transaction around it, which on PostgreSQL is two
    /// of three journeys to the server. `f` is run again where the connection turns out to be broken.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn look<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: Fn(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(store) => store.look(f),
            Backend::Postgres(_) => self.off_the_loop(|db| db.look_now(f)).await,
        }
    }

    fn look_now<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: Fn(&mut Conn) -> std::result::Result<T, E>,
        E: From<Error>,
    {
        match &*self.0 {
            Backend::Sqlite(store) => store.look(f),
            Backend::Postgres(store) => store.look(f),
        }
    }

    /// A read that may take long, such as an export: never on the thread that serves requests.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_long<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.off_the_loop(|db| db.read_now(f)).await
    }

    /// A transaction. Answered only when it is durable; undone whole where `f` gives an error or panics.
    ///
    /// # Errors
    /// What `f` gives; or an [`Error`] where the transaction could not be committed, and so did not happen.
    pub async fn write<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(store) => store.write(f).await,
            Backend::Postgres(_) => self.off_the_loop(|db| db.write_now(f)).await,
        }
    }

    /// What is read after this is good for as long as the stamp is the same: one cheap look instead of the reading.
    ///
    /// # Errors
    /// Where the database cannot be reached.
    pub async fn stamp(&self) -> Result<Stamp> {
        match &*self.0 {
            Backend::Sqlite(store) => store.stamp().map(Taken::Sqlite).map(Stamp),
            Backend::Postgres(_) => self.off_the_loop(Self::stamp_now).await,
        }
    }

    fn stamp_now(&self) -> Result<Stamp> {
        match &*self.0 {
            Backend::Sqlite(store) => store.stamp().map(Taken::Sqlite).map(Stamp),
            Backend::Postgres(store) => store.stamp().map(Taken::Postgres).map(Stamp),
        }
    }

    /// [`Self::read`] for code without an event loop: the command line, the demo, tests.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_now<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E>,
        E: From<Error>,
    {
        match &*self.0 {
            Backend::Sqlite(store) => store.read(f),
            Backend::Postgres(store) => store.read(f),
        }
    }

    /// [`Self::write`] for code without an event loop.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_now<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(store) => store.write_now(f),
            Backend::Postgres(store) => store.write(f),
        }
    }

    /// Writes what is queued, then takes no more. Blocks until done; on PostgreSQL there is nothing to wait for.
    pub fn close(&self) {
        if let Backend::Sqlite(store) = &*self.0 {
            store.close();
        }
    }

    async fn off_the_loop<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&Self) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let db = self.clone();
        let done = tokio::task::spawn_blocking(move || f(&db)).await;
        done.unwrap_or_else(|_| Err(E::from(Error::panicked())))
    }
}

/// Runs `f`; a panic in it becomes an error, so that it ends this piece of work and nothing else. The connection that `f` used
/// must be put right or thrown away by the caller.
fn caught<T, E: From<Error>>(f: impl FnOnce() -> std::result::Result<T, E>) -> std::result::Result<T, E> {
    std::panic::catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| Err(E::from(Error::panicked())))
}

#[cfg(test)]
mod tests;
