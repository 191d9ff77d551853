//! Roles that people hold for the office, a programme, a call, an authority, a host or a province.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Error, Result,
    schema::{roles, users},
};
use crate::domain::{
    id::{CallId, HostId, ProgrammeId, RoleId, UserId},
    permission::{Grant, Role, Scope},
    time::Timestamp,
};

const OFFICE: &str = "office";
const PROGRAMME: &str = "programme";
const CALL: &str = "call";
const AUTHORITY: &str = "authority";
const HOST: &str = "host";
const PROVINCE: &str = "province";

/// The columns of a grant.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = roles)]
pub(super) struct Held {
    role: Role,
    scope: String,
    scope_id: String,
}

impl Held {
    pub(super) fn grant(&self) -> Result<Grant> {
        let scope = match self.scope.as_str() {
            OFFICE => Some(Scope::Office),
            PROGRAMME => self.scope_id.parse().ok().map(Scope::Programme),
            CALL => self.scope_id.parse().ok().map(Scope::Call),
            AUTHORITY => self.scope_id.parse().ok().map(Scope::Authority),
            HOST => self.scope_id.parse().ok().map(Scope::Host),
            PROVINCE => self.scope_id.parse().ok().map(Scope::Province),
            _ => None,
        };
        let scope = scope.ok_or_else(|| Error::other(format!("a role is held for \"{}\"", self.scope)))?;
        Ok(Grant { role: self.role, scope })
    }
}

/// The two columns of a scope; the office has no id.
fn columns(scope: Scope) -> (&'static str, String) {
    match scope {
        Scope::Office => (OFFICE, String::new()),
        Scope::Programme(id) => (PROGRAMME, id.to_string()),
        Scope::Call(id) => (CALL, id.to_string()),
        Scope::Authority(id) => (AUTHORITY, id.to_string()),
        Scope::Host(id) => (HOST, id.to_string()),
        Scope::Province(province) => (PROVINCE, province.code().to_owned()),
    }
}

/// A role held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Key.
    pub id: RoleId,
    /// Who holds it.
    pub user_id: UserId,
    /// Role and scope.
    pub grant: Grant,
    /// Who gave it; none where the program did.
    pub granted_by: Option<UserId>,
    /// When.
    pub granted_at: Timestamp,
}

type Columns = (RoleId, UserId, Held, Option<UserId>, Timestamp);

fn row((id, user_id, held, granted_by, granted_at): Columns) -> Result<RoleRow> {
    Ok(RoleRow { id, user_id, grant: held.grant()?, granted_by, granted_at })
}

/// A role to be given.
#[derive(Debug, Clone, Copy)]
pub struct NewRole {
    /// Key.
    pub id: RoleId,
    /// To whom.
    pub user_id: UserId,
    /// Role and scope.
    pub grant: Grant,
    /// By whom; none where the program does.
    pub granted_by: Option<UserId>,
    /// When.
    pub granted_at: Timestamp,
}

/// Gives a role; `false` where the person holds it already.
pub fn insert(conn: &mut Conn, new: &NewRole) -> Result<bool> {
    let (scope, scope_id) = columns(new.grant.scope);
    let values = (
        roles::id.eq(new.id),
        roles::user_id.eq(new.user_id),
        roles::role.eq(new.grant.role),
        roles::scope.eq(scope),
        roles::scope_id.eq(scope_id),
        roles::granted_by.eq(new.granted_by),
        roles::granted_at.eq(new.granted_at),
    );
    let rows =
        each_backend!(conn, c => diesel::insert_into(roles::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// By key.
pub fn find(conn: &mut Conn, id: RoleId) -> Result<Option<RoleRow>> {
    let found: Option<Columns> = each_backend!(conn, c => roles::table
        .find(id)
        .select((roles::id, roles::user_id, Held::as_select(), roles::granted_by, roles::granted_at))
        .first(c))
    .optional()?;
    found.map(row).transpose()
}

/// Takes a role back; whether it was held.
pub fn delete(conn: &mut Conn, id: RoleId) -> Result<bool> {
    Ok(each_backend!(conn, c => diesel::delete(roles::table.find(id)).execute(c))? == 1)
}

/// Takes all roles of a person back; how many.
pub fn delete_of_user(conn: &mut Conn, user: UserId) -> Result<usize> {
    Ok(each_backend!(conn, c => diesel::delete(roles::table.filter(roles::user_id.eq(user))).execute(c))?)
}

/// The roles of a person, the oldest first.
pub fn list_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<RoleRow>> {
    let found: Vec<Columns> = each_backend!(conn, c => roles::table
        .filter(roles::user_id.eq(user))
        .order((roles::granted_at, roles::id))
        .select((roles::id, roles::user_id, Held::as_select(), roles::granted_by, roles::granted_at))
        .load(c))?;
    found.into_iter().map(row).collect()
}

/// What a person may do by roles.
pub fn list_grants(conn: &mut Conn, user: UserId) -> Result<Vec<Grant>> {
    let held: Vec<Held> =
        each_backend!(conn, c => roles::table.filter(roles::user_id.eq(user)).select(Held::as_select()).load(c))?;
    held.iter().map(Held::grant).collect()
}

/// Somebody who holds a role.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Holder {
    /// Key of the role.
    pub role_id: RoleId,
    /// Key of the person.
    pub user_id: UserId,
    /// Full name.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// BCP 47.
    pub language: String,
}

/// The people with an open account who hold this role for exactly this scope, by name.
pub fn list_holders(conn: &mut Conn, grant: Grant) -> Result<Vec<Holder>> {
    let (scope, scope_id) = columns(grant.scope);
    Ok(each_backend!(conn, c => roles::table
        .inner_join(users::table.on(users::id.eq(roles::user_id)))
        .filter(roles::scope.eq(scope).and(roles::scope_id.eq(scope_id)).and(roles::role.eq(grant.role)))
        .filter(users::disabled_at.is_null().and(users::closed_at.is_null()))
        .order((users::name_key, users::id))
        .select((roles::id, users::id, users::name, users::email, users::language))
        .load(c))?)
}

/// The contacts of a host with an open account, by name.
pub fn list_contacts(conn: &mut Conn, host: HostId) -> Result<Vec<Holder>> {
    list_holders(conn, Grant { role: Role::Host, scope: Scope::Host(host) })
}

/// The people with an open account whose role covers this call: for it, for its programme or for the office; by name,
/// and once each however often they hold it.
pub fn list_holders_on_call(conn: &mut Conn, role: Role, call: CallId, programme: ProgrammeId) -> Result<Vec<Holder>> {
    let mut holders: Vec<Holder> = each_backend!(conn, c => roles::table
        .inner_join(users::table.on(users::id.eq(roles::user_id)))
        .filter(roles::role.eq(role))
        .filter(
            (roles::scope.eq(CALL).and(roles::scope_id.eq(call.to_string())))
                .or(roles::scope.eq(PROGRAMME).and(roles::scope_id.eq(programme.to_string())))
                .or(roles::scope.eq(OFFICE)),
        )
        .filter(users::disabled_at.is_null().and(users::closed_at.is_null()))
        .order((users::name_key, users::id))
        .select((roles::id, users::id, users::name, users::email, users::language))
        .load(c))?;
    holders.dedup_by_key(|h| h.user_id);
    Ok(holders)
}

/// Whether a person's role covers this call: for it, for its programme or for the office.
pub fn holds_on_call(conn: &mut Conn, user: UserId, role: Role, call: CallId, programme: ProgrammeId) -> Result<bool> {
    let covers = |g: &Grant| match g.scope {
        Scope::Office => true,
        Scope::Programme(id) => id == programme,
        Scope::Call(id) => id == call,
        Scope::Authority(_) | Scope::Host(_) | Scope::Province(_) => false,
    };
    Ok(list_grants(conn, user)?.iter().any(|g| g.role == role && covers(g)))
}

/// How many people with an open account are admins of the whole office.
pub fn count_office_admins(conn: &mut Conn) -> Result<i64> {
    Ok(each_backend!(conn, c => roles::table
        .inner_join(users::table.on(users::id.eq(roles::user_id)))
        .filter(roles::role.eq(Role::Admin).and(roles::scope.eq(OFFICE)))
        .filter(users::disabled_at.is_null().and(users::closed_at.is_null()))
        .select(dsl::count_star())
        .first(c))?)
}
