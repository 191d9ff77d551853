//! Lists of posts: for everybody those that are shown, for a host its own, for the office those of a call,
//! for officers of a province those of its hosts.

use diesel::{dsl, prelude::*};

use super::PostRow;
use crate::{
    db::{
        Conn, Result,
        calls::CallRow,
        hosts::HostRow,
        schema::{calls, hosts, posts},
        search,
    },
    domain::{
        hosting::{
            posts::{Language, PostState},
            provinces::Province,
        },
        id::{CallId, HostId, PostId},
        permission::{Reach, Viewer},
        time::{Day, Timestamp},
        workflow::CallState,
    },
};

/// What somebody looks for among the posts that are shown.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only of this call.
    pub call: Option<CallId>,
    /// Only with this in the title, the host's name, the city or the tasks.
    pub text: String,
    /// Only of this field.
    pub field: Option<String>,
    /// Only of this priority area.
    pub priority: Option<String>,
    /// Only in this province.
    pub province: Option<String>,
    /// Only where the work can be done in this language.
    pub language: Option<Language>,
    /// Only those that run on this day.
    pub day: Option<Day>,
    /// Only with a free place.
    pub free: bool,
    /// Whether posts of a call that is closed are wanted too.
    pub closed_too: bool,
    /// After this one.
    pub after: Option<(Timestamp, PostId)>,
    /// At most so many.
    pub limit: i64,
}

/// A line of the public list.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    /// Key.
    pub id: PostId,
    /// Title.
    pub title: String,
    /// The host's name.
    pub host: String,
    /// The host's city.
    pub city: String,
    /// Code of the province.
    pub province: String,
    /// Code of the field of research.
    pub field: String,
    /// First day.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// How many it takes.
    pub places: i32,
    /// How many are taken.
    pub taken: i32,
    /// Since when it is shown.
    pub shown_at: Option<Timestamp>,
}

/// One page of the posts that are shown, in calls that are open or open soon, of hosts that take part; the newest first.
pub fn page_shown(conn: &mut Conn, wanted: &Wanted, now: Timestamp) -> Result<Vec<Line>> {
    let mut query = posts::table
        .inner_join(hosts::table)
        .inner_join(calls::table)
        .filter(posts::state.eq(PostState::Shown).and(hosts::closed_at.is_null()))
        .filter(calls::state.eq(CallState::Published))
        .order((posts::shown_at.desc(), posts::id.desc()))
        .limit(wanted.limit)
        .select((
            posts::id,
            posts::title,
            hosts::name,
            hosts::city,
            posts::province,
            posts::field,
            posts::starts_on,
            posts::ends_on,
            posts::places,
            posts::taken,
            posts::shown_at,
        ))
        .into_boxed();
    if !wanted.closed_too {
        query = query.filter(calls::closes_at.ge(now));
    }
    if let Some(call) = wanted.call {
        query = query.filter(posts::call_id.eq(call));
    }
    if let Some(field) = &wanted.field {
        query = query.filter(posts::field.eq(field.clone()));
    }
    if let Some(priority) = &wanted.priority {
        query = query.filter(posts::priority.eq(priority.clone()));
    }
    if let Some(province) = &wanted.province {
        query = query.filter(posts::province.eq(province.clone()));
    }
    if let Some(language) = wanted.language {
        query = query.filter(posts::languages.like(format!("% {language} %")));
    }
    if let Some(day) = wanted.day {
        query = query.filter(posts::starts_on.le(day.to_string()).and(posts::ends_on.ge(day.to_string())));
    }
    if wanted.free {
        query = query.filter(posts::taken.lt(posts::places));
    }
    if !wanted.text.trim().is_empty() {
        query = query.filter(posts::search_key.like(search::containing(&wanted.text)).escape('\\'));
    }
    if let Some((at, id)) = wanted.after {
        query = query.filter(posts::shown_at.lt(at).or(posts::shown_at.eq(at).and(posts::id.lt(id))));
    }
    Ok(query.load(conn)?)
}

/// The posts of these hosts with their calls' titles, the newest first: for whoever speaks for the hosts.
pub fn list_of_hosts(conn: &mut Conn, hosts: &[HostId]) -> Result<Vec<PostRow>> {
    Ok(each_backend!(conn, c => posts::table
        .filter(posts::host_id.eq_any(hosts.to_vec()))
        .order((posts::created_at.desc(), posts::id.desc()))
        .limit(500)
        .select(PostRow::as_select())
        .load(c))?)
}

/// One page of the posts of a call that were ever offered, in this state or in any, within the viewer's reach; by key.
pub fn page_of_call(
    conn: &mut Conn,
    viewer: &Viewer,
    call: CallId,
    state: Option<PostState>,
    after: Option<PostId>,
    limit: i64,
) -> Result<Vec<(PostRow, HostRow)>> {
    let mut query = posts::table
        .inner_join(hosts::table)
        .inner_join(calls::table)
        .filter(posts::call_id.eq(call).and(posts::state.ne(PostState::Draft)))
        .order(posts::id)
        .limit(limit)
        .select((PostRow::as_select(), HostRow::as_select()))
        .into_boxed();
    if let Reach::Only { programmes, calls: single } = &viewer.reach {
        query = query.filter(calls::programme_id.eq_any(programmes.clone()).or(calls::id.eq_any(single.clone())));
    }
    if let Some(state) = state {
        query = query.filter(posts::state.eq(state));
    }
    if let Some(after) = after {
        query = query.filter(posts::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// One page of the posts that hosts in these provinces ever offered, in these states, with their calls; by key. Hosts that the reader
/// speaks for are left out.
pub fn page_of_provinces(
    conn: &mut Conn,
    (provinces, but): (&[Province], &[HostId]),
    states: &[PostState],
    after: Option<PostId>,
    limit: i64,
) -> Result<Vec<(PostRow, HostRow, CallRow)>> {
    let codes: Vec<&str> = provinces.iter().map(|province| province.code()).collect();
    let mut query = posts::table
        .inner_join(hosts::table)
        .inner_join(calls::table)
        .filter(hosts::province.eq_any(codes).and(hosts::id.ne_all(but.to_vec())))
        .filter(posts::state.eq_any(states.to_vec()))
        .order(posts::id)
        .limit(limit)
        .select((PostRow::as_select(), HostRow::as_select(), CallRow::as_select()))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(posts::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// How many posts of the call stand in each state, and their places: all and taken.
pub fn count_of_call(conn: &mut Conn, call: CallId) -> Result<Vec<(PostState, i64, i64, i64)>> {
    let found: Vec<(PostState, i64, Option<i64>, Option<i64>)> = each_backend!(conn, c => posts::table
        .filter(posts::call_id.eq(call))
        .group_by(posts::state)
        .select((posts::state, dsl::count_star(), dsl::sum(posts::places), dsl::sum(posts::taken)))
        .load(c))?;
    Ok(found.into_iter().map(|(state, n, places, taken)| (state, n, places.unwrap_or(0), taken.unwrap_or(0))).collect())
}
