//! Changes that stay prepared. Diesel prepares every UPDATE anew, because one may set other columns each time; those that are made
//! many times a second set the same ones.

use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
    internal::derives::multiconnection::AstPassHelper,
    query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId},
};

/// A change that is kept prepared, by its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<U>(U);

/// Keeps it prepared. For changes whose text is one of a few.
pub(super) const fn kept<U>(change: U) -> Kept<U> {
    Kept(change)
}

impl<U, DB> QueryFragment<DB> for Kept<U>
where
    U: QueryFragment<DB>,
    DB: Backend,
    DB::QueryBuilder: Default,
{
    /// The text is put together apart, so that the mark of every UPDATE stays there.
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if pass.bind_collector().is_some() {
            return self.0.walk_ast(pass);
        }
        let mut text = DB::QueryBuilder::default();
        self.0.to_sql(&mut text, pass.backend())?;
        pass.push_sql(&text.finish());
        Ok(())
    }
}

impl<U> QueryId for Kept<U> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<U: Query> Query for Kept<U> {
    type SqlType = U::SqlType;
}

impl<U, C> RunQueryDsl<C> for Kept<U> {}
