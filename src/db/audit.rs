//! Who did what, when, to what and why. Rows are added and never changed.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result,
    schema::{applications, audit, calls, conflicts, users},
};
use crate::domain::{
    id::{ApplicationId, AuditId, CallId, UserId},
    permission::{Reach, Viewer},
    time::Timestamp,
};

/// An entry to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = audit)]
pub struct NewAudit<'a> {
    /// Key.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who; none where the clock did it or nobody was signed in.
    pub actor_id: Option<UserId>,
    /// A word for what was done.
    pub action: &'a str,
    /// The kind of thing it was done to.
    pub subject: &'a str,
    /// Its id.
    pub subject_id: &'a str,
    /// Its call.
    pub call_id: Option<CallId>,
    /// Its application.
    pub application_id: Option<ApplicationId>,
    /// Why.
    pub reason: &'a str,
    /// More; never passwords, tokens or personal text.
    pub detail: &'a str,
}

/// An entry with the actor's name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct AuditRow {
    /// Key.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor_id: Option<UserId>,
    /// The actor's name; empty where the account is closed.
    pub actor_name: Option<String>,
    /// A word for what was done.
    pub action: String,
    /// The kind of thing it was done to.
    pub subject: String,
    /// Its id.
    pub subject_id: String,
    /// Its call.
    pub call_id: Option<CallId>,
    /// Its application.
    pub application_id: Option<ApplicationId>,
    /// The application's reference number.
    pub reference: Option<String>,
    /// Why.
    pub reason: String,
    /// More.
    pub detail: String,
}

/// Adds an entry.
pub fn insert(conn: &mut Conn, new: &NewAudit<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(audit::table).values(new).execute(c))?;
    Ok(())
}

/// What a list of entries shows.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Done by this person.
    pub actor: Option<UserId>,
    /// This was done.
    pub action: Option<String>,
    /// Done to something of this call.
    pub call: Option<CallId>,
    /// Done to this application.
    pub application: Option<ApplicationId>,
    /// Done to the thing of this id.
    pub subject_id: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Goes on after (that is, earlier than) this entry.
    pub after: Option<(Timestamp, AuditId)>,
}

/// Entries, the latest first. Left out: what is not within the viewer's reach, and everything about applications that are the
/// viewer's own or that the viewer has a conflict with.
pub fn list(conn: &mut Conn, viewer: &Viewer, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditRow>> {
    let query = audit::table
        .left_join(users::table.on(audit::actor_id.eq(users::id.nullable())))
        .left_join(applications::table.on(audit::application_id.eq(applications::id.nullable())));
    let mut query = query.order((audit::at.desc(), audit::id.desc())).limit(limit).into_boxed();
    if let Reach::Only { programmes, calls: single } = &viewer.reach {
        let of_programmes =
            calls::table.filter(calls::programme_id.eq_any(programmes.clone())).select(calls::id.nullable());
        query = query.filter(audit::call_id.eq_any(single.clone()).or(audit::call_id.eq_any(of_programmes)));
    }
    if let Some(user) = viewer.user {
        let barred = conflicts::table
            .filter(conflicts::user_id.eq(user).and(conflicts::application_id.nullable().eq(audit::application_id)))
            .select(conflicts::id);
        let owner = || applications::owner_id.nullable();
        query = query.filter(dsl::not(dsl::exists(barred))).filter(owner().is_null().or(owner().ne(user)));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(audit::actor_id.eq(actor));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit::action.eq(action));
    }
    if let Some(call) = filter.call {
        query = query.filter(audit::call_id.eq(call));
    }
    if let Some(application) = filter.application {
        query = query.filter(audit::application_id.eq(application));
    }
    if let Some(subject_id) = &filter.subject_id {
        query = query.filter(audit::subject_id.eq(subject_id));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit::at.lt(until));
    }
    if let Some((at, id)) = filter.after {
        // Written so that the index on the time is entered at the right place.
        query = query.filter(audit::at.le(at).and(audit::at.lt(at).or(audit::id.lt(id))));
    }
    Ok(query
        .select((
            audit::id,
            audit::at,
            audit::actor_id,
            users::name.nullable(),
            audit::action,
            audit::subject,
            audit::subject_id,
            audit::call_id,
            audit::application_id,
            applications::reference.nullable(),
            audit::reason,
            audit::detail,
        ))
        .load(conn)?)
}

/// The words for what was done that occur, for the filter.
pub fn list_actions(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(each_backend!(conn, c => audit::table.select(audit::action).distinct().order(audit::action).load(c))?)
}
