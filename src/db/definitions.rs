//! Definitions: what a call asks, requires and scores, one row per version, never changed once written.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use diesel::{dsl, prelude::*};

use super::{Conn, Error, Result, schema::definitions};
use crate::domain::{
    call::Definition,
    id::{CallId, DefinitionId},
    time::Timestamp,
};

/// A version to be stored.
#[derive(Debug, Insertable)]
#[diesel(table_name = definitions)]
pub struct NewDefinition<'a> {
    /// Key.
    pub id: DefinitionId,
    /// Its call.
    pub call_id: CallId,
    /// From 1.
    pub number: i32,
    /// The definition as JSON.
    pub body: &'a str,
    /// When.
    pub created_at: Timestamp,
}

/// Most versions that are kept parsed; beyond it the memory starts afresh.
const KEPT: usize = 256;

/// Versions already parsed. A version never changes, and its random id is never given twice, so nothing here goes stale;
/// a version whose transaction was undone is merely never asked for.
static PARSED: LazyLock<RwLock<HashMap<DefinitionId, Arc<Definition>>>> = LazyLock::new(RwLock::default);

/// Stores a version.
pub fn insert(conn: &mut Conn, new: &NewDefinition<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(definitions::table).values(new).execute(c))?;
    Ok(())
}

/// Number of the call's latest version.
pub fn latest_number(conn: &mut Conn, call: CallId) -> Result<i32> {
    let latest = definitions::table.filter(definitions::call_id.eq(call)).select(dsl::max(definitions::number));
    let latest: Option<i32> = each_backend!(conn, c => latest.first(c))?;
    Ok(latest.unwrap_or(0))
}

/// By key.
///
/// # Errors
/// `NotFound`, or `Other` where the stored text is no definition.
pub fn get(conn: &mut Conn, id: DefinitionId) -> Result<Arc<Definition>> {
    if let Some(known) = PARSED.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Ok(Arc::clone(known));
    }
    let body: String = each_backend!(conn, c => definitions::table.find(id).select(definitions::body).first(c))?;
    let parsed: Arc<Definition> = Arc::new(serde_json::from_str(&body).map_err(Error::other)?);
    let mut known = PARSED.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(id, Arc::clone(&parsed));
    Ok(parsed)
}
