//! A connection to either database, with one set of queries for both.

use diesel::{PgConnection, SqliteConnection, connection::SimpleConnection};

use super::{Error, Result};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// To a file of SQLite.
    Sqlite(SqliteConnection),
    /// To a server of PostgreSQL.
    Postgres(PgConnection),
}

impl std::fmt::Debug for Conn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "Conn::Sqlite",
            Self::Postgres(_) => "Conn::Postgres",
        })
    }
}

/// Runs a statement whose failure the caller wants to go on from. Without this a failed statement spoils the whole
/// transaction on PostgreSQL, though not on SQLite.
///
/// # Errors
/// What `f` gives; its changes are undone then, and those before it stand.
pub fn attempt<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    conn.batch_execute("SAVEPOINT attempt")?;
    let done = f(conn);
    conn.batch_execute(match done {
        Ok(_) => "RELEASE SAVEPOINT attempt",
        Err(_) => "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt",
    })?;
    done
}

/// A statement run on whichever database it is: written once and compiled for each. Run on [`Conn`] itself, Diesel would write its
/// SQL anew each time, twice, only to find the prepared one; and knows no `on_conflict`, batches or `union` there.
macro_rules! each_backend {
    ($conn:expr, $c:ident => $statement:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($c) => $statement,
            $crate::db::Conn::Postgres($c) => $statement,
        }
    };
}
impl From<diesel::ConnectionError> for Error {
    fn from(cause: diesel::ConnectionError) -> Self {
        Self::other(cause)
    }
}
