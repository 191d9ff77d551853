//! The office's lists of applications: filtered by who looks, one page by key, never by offset.

use diesel::{
    dsl,
    prelude::*,
    sql_types::{Bool, Integer},
};

use crate::{
    db::{
        Conn, Result,
        assignments::is_open,
        conn::MultiBackend,
        schema::{applications, assignments, calls, conflicts},
        search,
    },
    domain::{
        id::{ApplicationId, CallId},
        permission::{Reach, Viewer},
        time::Timestamp,
        workflow::{AssignmentState, Status},
    },
};

/// One line of a list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = applications)]
pub struct Line {
    /// Key.
    pub id: ApplicationId,
    /// Counts changes; acts on many name it.
    pub version: i32,
    /// Reference number.
    pub reference: Option<String>,
    /// The applicant's name.
    pub name: String,
    /// For the key of the page.
    pub name_key: String,
    /// Country code.
    pub country: String,
    /// Code of the field of research.
    pub field: String,
    /// Where it stands.
    pub status: Status,
    /// The officer's finding.
    pub eligible: String,
    /// Mean of the final reviews that count.
    pub score_mean: Option<f64>,
    /// Their spread.
    pub score_spread: Option<f64>,
    /// How many they are.
    pub score_count: i32,
    /// Place on the waiting list.
    pub waiting_rank: Option<i32>,
    /// When it was handed in.
    pub submitted_at: Option<Timestamp>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Handed in last, first.
    #[default]
    Newest,
    /// Handed in first, first.
    Oldest,
    /// By name.
    Name,
}

/// Where the page before ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// The last line's instant, as microseconds, or its name key.
    pub value: String,
    /// The last line's key.
    pub id: ApplicationId,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// Of which call.
    pub call: CallId,
    /// Only in these states; empty = all that were handed in.
    pub statuses: Vec<Status>,
    /// Only from this country.
    pub country: Option<String>,
    /// Only of this field.
    pub field: Option<String>,
    /// Only what was handed in after the one instant and not after the other.
    pub received: Option<(Timestamp, Timestamp)>,
    /// Only those whose name or reference contains this, as typed.
    pub text: Option<String>,
    /// In which order.
    pub sort: Sort,
    /// After this line.
    pub after: Option<After>,
    /// At most so many.
    pub limit: i64,
}

type Boxed<'a> = applications::BoxedQuery<'a, MultiBackend>;

/// What this viewer may see of a call's applications: within reach, not the viewer's own, none with a conflict of interest.
///
/// Written with comparisons only: a statement with a list of values of any length is prepared anew each time, which costs as
/// much as reading the page.
pub(in crate::db) fn seen<'a>(viewer: &Viewer, call: CallId) -> Boxed<'a> {
    let mut query = applications::table.filter(applications::call_id.eq(call)).into_boxed();
    if let Some(user) = viewer.user {
        let conflicted = conflicts::table
            .filter(conflicts::application_id.eq(applications::id).and(conflicts::user_id.eq(user)))
            .select(conflicts::id);
        query = query.filter(applications::owner_id.ne(user)).filter(dsl::not(dsl::exists(conflicted)));
    }
    match &viewer.reach {
        Reach::Only { programmes, calls: single } if !single.contains(&call) => {
            let mut within: Condition = Box::new(applications::call_id.ne(call));
            for &programme in programmes {
                let of_programme =
                    calls::table.filter(calls::id.eq(call).and(calls::programme_id.eq(programme))).select(calls::id);
                within = Box::new(within.or(dsl::exists(of_programme)));
            }
            query.filter(within)
        }
        Reach::Only { .. } | Reach::Everything => query,
    }
}

type Condition = Box<dyn BoxableExpression<applications::table, MultiBackend, SqlType = Bool>>;

/// One page of a call's applications.
pub fn page(conn: &mut Conn, viewer: &Viewer, wanted: &Query) -> Result<Vec<Line>> {
    Ok(asked(viewer, wanted).select(Line::as_select()).load(conn)?)
}

/// How many reviewers have an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readers {
    /// Have it and have not given it back.
    pub open: i64,
    /// Of these, have handed in their review.
    pub done: i64,
}

impl Readers {
    /// A reviewer who has handed in counts so many and one; any other, one.
    const DONE: i32 = 1 << 16;

    fn counted(sum: Option<i64>) -> Self {
        let (sum, done) = (sum.unwrap_or(0), i64::from(Self::DONE));
        Self { open: sum % done, done: sum / done }
    }
}

/// As [`page`], with how many reviewers have each: counted while the page is read, because a second statement with the page's keys
/// is prepared anew each time; and both in one number, because a second look at each line takes as long as reading it.
pub fn page_with_readers(conn: &mut Conn, viewer: &Viewer, wanted: &Query) -> Result<Vec<(Line, Readers)>> {
    let weight =
        dsl::case_when(assignments::state.eq(AssignmentState::Submitted), (1 + Readers::DONE).into_sql::<Integer>())
            .otherwise(1.into_sql::<Integer>());
    let readers = assignments::table
        .filter(assignments::application_id.eq(applications::id))
        .filter(is_open())
        .select(dsl::sum(weight))
        .single_value();
    let lines: Vec<(Line, Option<i64>)> = asked(viewer, wanted).select((Line::as_select(), readers)).load(conn)?;
    Ok(lines.into_iter().map(|(line, sum)| (line, Readers::counted(sum))).collect())
}

fn asked<'a>(viewer: &Viewer, wanted: &Query) -> Boxed<'a> {
    let query = filtered(viewer, wanted);
    let query = match wanted.sort {
        Sort::Newest => newest_first(query, wanted.after.as_ref()),
        Sort::Oldest => oldest_first(query, wanted.after.as_ref()),
        Sort::Name => by_name(query, wanted.after.as_ref()),
    };
    query.limit(wanted.limit)
}

impl After {
    fn instant(&self) -> Option<Timestamp> {
        self.value.parse().ok().map(Timestamp::from_unix_micros)
    }
}

fn newest_first<'a>(query: Boxed<'a>, after: Option<&After>) -> Boxed<'a> {
    let query = query.order((applications::submitted_at.desc(), applications::id.desc()));
    match after.and_then(|a| a.instant().map(|at| (at, a.id))) {
        Some((at, id)) => query
            .filter(applications::submitted_at.le(at))
            .filter(applications::submitted_at.ne(at).or(applications::id.lt(id))),
        None => query,
    }
}

fn oldest_first<'a>(query: Boxed<'a>, after: Option<&After>) -> Boxed<'a> {
    let query = query.order((applications::submitted_at.asc(), applications::id.asc()));
    match after.and_then(|a| a.instant().map(|at| (at, a.id))) {
        Some((at, id)) => query
            .filter(applications::submitted_at.ge(at))
            .filter(applications::submitted_at.ne(at).or(applications::id.gt(id))),
        None => query,
    }
}

fn by_name<'a>(query: Boxed<'a>, after: Option<&After>) -> Boxed<'a> {
    let query = query.order((applications::name_key.asc(), applications::id.asc()));
    match after {
        Some(After { value, id }) => {
            let beyond = applications::name_key.ne(value.clone()).or(applications::id.gt(*id));
            query.filter(applications::name_key.ge(value.clone())).filter(beyond)
        }
        None => query,
    }
}

fn filtered<'a>(viewer: &Viewer, wanted: &Query) -> Boxed<'a> {
    let mut query = seen(viewer, wanted.call).filter(applications::submitted_at.is_not_null());
    match wanted.statuses.as_slice() {
        [] => {}
        [one] => query = query.filter(applications::status.eq(*one)),
        several => query = query.filter(applications::status.eq_any(several.to_vec())),
    }
    if let Some(country) = &wanted.country {
        query = query.filter(applications::country.eq(country.clone()));
    }
    if let Some(field) = &wanted.field {
        query = query.filter(applications::field.eq(field.clone()));
    }
    if let Some((after, until)) = wanted.received {
        query = query.filter(applications::submitted_at.gt(after).and(applications::submitted_at.le(until)));
    }
    if let Some(text) = &wanted.text {
        let pattern = search::containing(text);
        let reference = applications::reference.like(pattern.to_uppercase()).escape('\\');
        query = query.filter(applications::name_key.like(pattern).escape('\\').or(reference.assume_not_null()));
    }
    query
}

/// Applications of a call with a score, the best first, those without an order among them by reference: the ranking's lines.
pub fn ranked(conn: &mut Conn, viewer: &Viewer, call: CallId, limit: i64) -> Result<Vec<Line>> {
    Ok(seen(viewer, call)
        .filter(applications::score_count.gt(0))
        .order((applications::score_mean.desc(), applications::reference.asc(), applications::id.asc()))
        .limit(limit)
        .select(Line::as_select())
        .load(conn)?)
}

/// Those of a call that the viewer may see.
pub fn list_seen(conn: &mut Conn, viewer: &Viewer, call: CallId) -> Result<Vec<ApplicationId>> {
    Ok(seen(viewer, call).select(applications::id).load(conn)?)
}

/// How many of a call's applications in each state the viewer may not see, to be taken off the tallies.
pub fn count_hidden(conn: &mut Conn, viewer: &Viewer, call: CallId) -> Result<Vec<(Status, i64)>> {
    let Some(user) = viewer.user else { return Ok(Vec::new()) };
    let own: Vec<Status> = each_backend!(conn, c => applications::table
        .filter(applications::call_id.eq(call).and(applications::owner_id.eq(user)))
        .select(applications::status)
        .load(c))?;
    let conflicted: Vec<Status> = each_backend!(conn, c => conflicts::table
        .inner_join(applications::table)
        .filter(conflicts::user_id.eq(user).and(applications::call_id.eq(call)).and(applications::owner_id.ne(user)))
        .select(applications::status)
        .load(c))?;
    Ok(own.into_iter().chain(conflicted).map(|status| (status, 1)).collect())
}
