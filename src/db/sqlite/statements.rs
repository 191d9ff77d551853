//! The statements that bound a transaction, prepared once for each connection instead of read anew each time.

use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::Integer,
    sqlite::{Sqlite, SqliteConnection},
};

use crate::db::{Conn, Error, Result};

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, QueryId)]
        pub(super) struct $name;

        impl<DB: Backend> QueryFragment<DB> for $name {
            fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                pass.push_sql($sql);
                Ok(())
            }
        }

        impl<C> RunQueryDsl<C> for $name {}
    )*};
}

statements! {
    /// A transaction that takes no lock until it must: for readers.
    Begin = "BEGIN",
    /// A transaction that has the write lock from the start, so that it never fails half-way for want of it.
    BeginWrite = "BEGIN IMMEDIATE",
    /// The end that keeps.
    Commit = "COMMIT",
    /// One piece of work within a group.
    Savepoint = "SAVEPOINT piece",
    /// That piece is done.
    Release = "RELEASE piece",
    /// That piece is undone.
    RollBackTo = "ROLLBACK TO piece",
}

/// A number of this connection's that another connection's commit changes, whichever process it is in.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct DataVersion;

impl<DB: Backend> QueryFragment<DB> for DataVersion {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("PRAGMA data_version");
        Ok(())
    }
}

impl Query for DataVersion {
    type SqlType = Integer;
}

impl<C> RunQueryDsl<C> for DataVersion {}

/// Runs one of them.
pub(super) fn run<S>(conn: &mut Conn, statement: S) -> Result<()>
where
    S: QueryFragment<Sqlite> + QueryId + RunQueryDsl<SqliteConnection>,
{
    match conn {
        Conn::Sqlite(conn) => {
            statement.execute(conn)?;
            Ok(())
        }
        Conn::Postgres(_) => Err(Error::other("a pool of SQLite holds a connection to PostgreSQL")),
    }
}
