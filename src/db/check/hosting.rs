//! What must hold of posts, choices and letters of consent.

use std::collections::HashMap;

use diesel::{dsl, prelude::*};

use super::MOST;
use crate::{
    db::{
        Conn, Result,
        schema::{applications, choices, consents, posts},
    },
    domain::{
        hosting::consent::ConsentState,
        id::{ChoiceId, ConsentId, PostId},
        workflow::Status,
    },
};

/// Posts with more consents than places, or whose count of taken places is not that of their consents.
pub fn posts_over_their_places(conn: &mut Conn) -> Result<Vec<PostId>> {
    let given: Vec<(PostId, i64)> = each_backend!(conn, c => choices::table
        .filter(choices::state.eq(ConsentState::Given))
        .group_by(choices::post_id)
        .select((choices::post_id, dsl::count_star()))
        .load(c))?;
    let given: HashMap<PostId, i64> = given.into_iter().collect();
    let held = choices::table
        .filter(choices::post_id.eq(posts::id).and(choices::state.eq(ConsentState::Given)))
        .select(choices::id);
    let all: Vec<(PostId, i32, i32)> = each_backend!(conn, c => posts::table
        .filter(posts::taken.ne(0).or(dsl::exists(held)))
        .select((posts::id, posts::places, posts::taken))
        .load(c))?;
    let is_wrong = |(id, places, taken): &(PostId, i32, i32)| {
        given.get(id).copied().unwrap_or(0) != i64::from(*taken) || taken > places
    };
    Ok(all.into_iter().filter(is_wrong).map(|(id, ..)| id).collect())
}

/// Valid letters whose choice is not one that a host consents to, or whose application ended; and letters that are marked as valid and
/// are not, or the other way round.
pub fn consents_out_of_place(conn: &mut Conn) -> Result<Vec<ConsentId>> {
    let ended: Vec<Status> = Status::ALL.iter().copied().filter(|s| !s.is_with_hosts()).collect();
    let mut found: Vec<ConsentId> = each_backend!(conn, c => consents::table
        .inner_join(choices::table.on(choices::id.eq(consents::choice_id)))
        .inner_join(applications::table.on(applications::id.eq(consents::application_id)))
        .filter(consents::ended_at.is_null())
        .filter(choices::state.ne(ConsentState::Given).or(applications::status.eq_any(ended)))
        .limit(MOST)
        .select(consents::id)
        .load(c))?;
    let unmarked = consents::ended_at.is_null().and(consents::live_key.is_null());
    let stale = consents::ended_at.is_not_null().and(consents::live_key.is_not_null());
    let wrong: Vec<ConsentId> =
        each_backend!(conn, c => consents::table.filter(unmarked.or(stale)).limit(MOST).select(consents::id).load(c))?;
    found.extend(wrong);
    Ok(found)
}

/// Choices that a host consents to without a valid letter.
pub fn consents_without_letter(conn: &mut Conn) -> Result<Vec<ChoiceId>> {
    let live = consents::table
        .filter(consents::choice_id.eq(choices::id).and(consents::ended_at.is_null()))
        .select(consents::id);
    Ok(each_backend!(conn, c => choices::table
        .filter(choices::state.eq(ConsentState::Given).and(dsl::not(dsl::exists(live))))
        .limit(MOST)
        .select(choices::id)
        .load(c))?)
}
