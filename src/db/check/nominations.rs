//! Rules of nominations: quotas, ranks, and the files of authorities' letters.

use std::collections::{BTreeMap, HashMap};

use diesel::{dsl, prelude::*};

use crate::{
    db::{
        Conn, Result, calls, definitions,
        schema::{nominations, quotas},
    },
    domain::{
        id::{AuthorityId, CallId, NominationId},
        nomination::NominationState,
    },
};

/// Quotas with more endorsements than they allow, or whose count of endorsements is not that of the nominations; and endorsements by
/// an authority that has none.
pub fn quotas_out_of_step(conn: &mut Conn) -> Result<Vec<(CallId, AuthorityId)>> {
    let counted: Vec<(CallId, Option<AuthorityId>, i64)> = each_backend!(conn, c => nominations::table
        .filter(nominations::state.eq(NominationState::Endorsed))
        .group_by((nominations::call_id, nominations::authority_id))
        .select((nominations::call_id, nominations::authority_id, dsl::count_star()))
        .load(c))?;
    let mut counted: HashMap<(CallId, AuthorityId), i64> =
        counted.into_iter().filter_map(|(call, authority, count)| Some(((call, authority?), count))).collect();
    let all: Vec<(CallId, AuthorityId, i32, i32)> = each_backend!(conn, c => quotas::table
        .select((quotas::call_id, quotas::authority_id, quotas::quota, quotas::endorsed))
        .load(c))?;
    let mut wrong = Vec::new();
    for (call, authority, quota, endorsed) in all {
        let count = counted.remove(&(call, authority)).unwrap_or(0);
        if count != i64::from(endorsed) || endorsed > quota {
            wrong.push((call, authority));
        }
    }
    wrong.extend(counted.into_keys());
    Ok(wrong)
}

/// Countries with more endorsed candidates in a call than it lets them have, and endorsements that count for no country.
pub fn countries_over_their_number(conn: &mut Conn) -> Result<Vec<String>> {
    let counted: Vec<(CallId, Option<String>, i64)> = each_backend!(conn, c => nominations::table
        .filter(nominations::state.eq(NominationState::Endorsed))
        .group_by((nominations::call_id, nominations::country))
        .select((nominations::call_id, nominations::country, dsl::count_star()))
        .load(c))?;
    let mut wrong = Vec::new();
    for (id, country, endorsed) in counted {
        let Some(call) = calls::find(conn, id)? else { continue };
        let nomination = definitions::get(conn, call.definition_id)?.nomination;
        let most = nomination.and_then(|nomination| nomination.per_country);
        match (country, most) {
            (None, _) => wrong.push(format!("{}:{endorsed}", call.slug)),
            (Some(country), Some(most)) if endorsed > i64::from(most) => {
                wrong.push(format!("{}:{country}:{endorsed}/{most}", call.slug));
            }
            _ => {}
        }
    }
    Ok(wrong)
}

type Ranked = (NominationId, CallId, Option<AuthorityId>, NominationState, Option<i32>);

/// Nominations whose authority's ranks are not 1 to n, each once, of those that it endorses; and ranks of others.
pub fn ranks_out_of_order(conn: &mut Conn) -> Result<Vec<NominationId>> {
    let ranked = nominations::state.eq(NominationState::Endorsed).or(nominations::rank.is_not_null());
    let all: Vec<Ranked> = each_backend!(conn, c => nominations::table
        .filter(ranked)
        .select((nominations::id, nominations::call_id, nominations::authority_id, nominations::state, nominations::rank))
        .load(c))?;
    let mut wrong = Vec::new();
    let mut orders: BTreeMap<(CallId, AuthorityId), Vec<(i32, NominationId)>> = BTreeMap::new();
    for (id, call, authority, state, rank) in all {
        match authority.zip(rank) {
            Some((authority, rank)) if state == NominationState::Endorsed => {
                orders.entry((call, authority)).or_default().push((rank, id));
            }
            _ => wrong.push(id),
        }
    }
    for mut order in orders.into_values() {
        order.sort_unstable();
        wrong.extend((1..).zip(order).filter(|(place, (rank, _))| place != rank).map(|(_, (_, id))| id));
    }
    Ok(wrong)
}

/// The file of an authority's letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Whose.
    pub nomination: NominationId,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Where the bytes are.
    pub key: String,
}

type Columns = (NominationId, Option<i64>, Option<String>, Option<String>);

/// The next letters by nomination. The bytes of each must be there.
pub fn page_of_files(conn: &mut Conn, after: Option<NominationId>, limit: i64) -> Result<Vec<File>> {
    let mut query = nominations::table
        .filter(nominations::letter_key.is_not_null())
        .order(nominations::id)
        .limit(limit)
        .select((nominations::id, nominations::letter_size, nominations::letter_sha256, nominations::letter_key))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(nominations::id.gt(after));
    }
    let found: Vec<Columns> = query.load(conn)?;
    let file = |(nomination, size, sha256, key): Columns| File {
        nomination,
        size: size.unwrap_or(-1),
        sha256: sha256.unwrap_or_default(),
        key: key.unwrap_or_default(),
    };
    Ok(found.into_iter().map(file).collect())
}
