//! The cohort of a call, read page by page for exports: as many rows as there are cost no memory.

use std::collections::HashMap;

use diesel::prelude::*;

use super::list::seen;
use crate::{
    db::{
        Conn, Result,
        schema::{answers, applications, revisions, users},
        withdrawals,
    },
    domain::{
        form::{Answers, later::LATER},
        id::{ApplicationId, CallId, UserId},
        permission::Viewer,
        time::Timestamp,
        workflow::Status,
    },
};

/// A member of the cohort.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = applications)]
pub struct Member {
    /// The application.
    pub id: ApplicationId,
    /// Whose it is.
    pub owner_id: UserId,
    /// Reference number.
    pub reference: Option<String>,
    /// The name as answered.
    pub name: String,
    /// Country code.
    pub country: String,
    /// `f`, `m`, `x` or empty.
    pub sex: String,
    /// Code of the field of research.
    pub field: String,
    /// Priority area.
    pub priority: String,
    /// Length of the stay.
    pub length: String,
    /// Title of the plan.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub status_at: Timestamp,
    /// Mean of the final reviews that count.
    pub score_mean: Option<f64>,
    /// How many they are.
    pub score_count: i32,
    /// When it was first handed in.
    pub submitted_at: Option<Timestamp>,
}

/// The next members in one state, in the order in which they applied, after the one named.
pub fn page(
    conn: &mut Conn,
    viewer: &Viewer,
    call: CallId,
    status: Status,
    after: Option<(Timestamp, ApplicationId)>,
    limit: i64,
) -> Result<Vec<Member>> {
    let mut query = seen(viewer, call)
        .filter(applications::status.eq(status))
        .filter(applications::submitted_at.is_not_null())
        .order((applications::submitted_at.asc(), applications::id.asc()));
    if let Some((at, id)) = after {
        let same = applications::submitted_at.eq(at).and(applications::id.gt(id));
        query = query.filter(applications::submitted_at.gt(at).or(same));
    }
    Ok(query.limit(limit).select(Member::as_select()).load(conn)?)
}

/// Mail addresses of these people's accounts.
pub fn addresses(conn: &mut Conn, people: &[UserId]) -> Result<HashMap<UserId, String>> {
    let found: Vec<(UserId, String)> = each_backend!(conn, c => users::table.filter(users::id.eq_any(people.to_vec())).select((users::id, users::email)).load(c))?;
    Ok(found.into_iter().collect())
}

/// What these applications say in the revision that was handed in last, and what was answered after acceptance; consents taken back
/// since read as not given.
pub fn answers(conn: &mut Conn, ids: &[ApplicationId]) -> Result<HashMap<ApplicationId, Answers>> {
    let found: Vec<(ApplicationId, Answers)> = each_backend!(conn, c => revisions::table
        .inner_join(applications::table.on(applications::id.eq(revisions::application_id)))
        .filter(revisions::application_id.eq_any(ids.to_vec()).and(revisions::number.eq(applications::revision)))
        .select((revisions::application_id, revisions::body))
        .load(c))?;
    let mut found: HashMap<ApplicationId, Answers> = found.into_iter().collect();
    let later = answers::section.like(format!("{LATER}%"));
    let later: Vec<(ApplicationId, Answers)> = each_backend!(conn, c => answers::table
        .filter(answers::application_id.eq_any(ids.to_vec()).and(later))
        .select((answers::application_id, answers::body))
        .load(c))?;
    for (id, more) in later {
        if let Some(all) = found.get_mut(&id) {
            all.0.extend(more.0);
        }
    }
    for id in withdrawals::list_with_withdrawn(conn, ids)? {
        if let Some(answers) = found.get_mut(&id) {
            withdrawals::hide_withdrawn(conn, id, answers)?;
        }
    }
    Ok(found)
}
