//! People with an account. A closed account keeps its row, so that what it did stays told, without its personal data.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Error, Result, attempt, kept,
    schema::{calls, roles, users},
    search,
    types::{OwnZone, ZoneName},
};
use crate::domain::{
    id::UserId,
    permission::{Reach, Viewer},
    person::{EmailAddress, PersonName, search_key},
    time::{Timestamp, Zone},
};

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// Key.
    pub id: UserId,
    /// Where mail goes.
    pub email: EmailAddress,
    /// Full name; empty where the account is closed.
    pub name: String,
    /// Argon2 in PHC form; none until the person set a password.
    pub password_hash: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Own zone, where chosen.
    #[diesel(deserialize_as = OwnZone)]
    pub zone: Option<Zone>,
    /// When the address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When an admin disabled the account.
    pub disabled_at: Option<Timestamp>,
    /// When the person closed it.
    pub closed_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts changes.
    pub version: i32,
}

impl UserRow {
    /// Whether the person may be signed in: confirmed, neither disabled nor closed.
    pub const fn is_active(&self) -> bool {
        self.confirmed_at.is_some() && self.disabled_at.is_none() && self.closed_at.is_none()
    }
}

/// A person to be entered.
#[derive(Debug, Insertable)]
#[diesel(table_name = users)]
pub struct NewUser<'a> {
    /// Key.
    pub id: UserId,
    /// Where mail goes.
    pub email: &'a EmailAddress,
    /// [`EmailAddress::key`], unique.
    pub email_key: String,
    /// Full name.
    pub name: &'a PersonName,
    /// [`search_key`] of the name.
    pub name_key: String,
    /// Argon2 in PHC form.
    pub password_hash: Option<&'a str>,
    /// BCP 47.
    pub language: &'a str,
    /// Own zone, where known.
    pub zone: Option<ZoneName>,
    /// When the address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When.
    pub created_at: Timestamp,
    /// 0.
    pub version: i32,
}

impl<'a> NewUser<'a> {
    /// Somebody whom the office invites: no password yet; the link that sets it also confirms the address.
    pub fn invited(id: UserId, email: &'a EmailAddress, name: &'a PersonName, now: Timestamp) -> Self {
        Self {
            id,
            email,
            email_key: email.key(),
            name,
            name_key: search_key(name.as_str()),
            password_hash: None,
            language: "en",
            zone: None,
            confirmed_at: None,
            created_at: now,
            version: 0,
        }
    }

    /// Somebody who registers with a password; the address is confirmed later.
    pub fn registered(
        id: UserId,
        email: &'a EmailAddress,
        name: &'a PersonName,
        password_hash: &'a str,
        now: Timestamp,
    ) -> Self {
        Self { password_hash: Some(password_hash), ..Self::invited(id, email, name, now) }
    }
}

/// Enters a person; `Unique` where the address has an account, and the transaction can go on.
pub fn insert(conn: &mut Conn, new: &NewUser<'_>) -> Result<()> {
    let rows =
        each_backend!(conn, c => diesel::insert_into(users::table).values(new).on_conflict_do_nothing().execute(c))?;
    if rows == 1 { Ok(()) } else { Err(Error::Unique) }
}

/// By key.
pub fn find(conn: &mut Conn, id: UserId) -> Result<Option<UserRow>> {
    Ok(each_backend!(conn, c => users::table.find(id).select(UserRow::as_select()).first(c)).optional()?)
}

/// By key; `NotFound` where there is none.
pub fn get(conn: &mut Conn, id: UserId) -> Result<UserRow> {
    Ok(each_backend!(conn, c => users::table.find(id).select(UserRow::as_select()).first(c))?)
}

/// By [`EmailAddress::key`].
pub fn find_by_email_key(conn: &mut Conn, key: &str) -> Result<Option<UserRow>> {
    Ok(each_backend!(conn, c => users::table.filter(users::email_key.eq(key)).select(UserRow::as_select()).first(c))
        .optional()?)
}

/// Marks the address as confirmed; whether it was not before.
pub fn confirm(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<bool> {
    let unconfirmed = users::table.find(id).filter(users::confirmed_at.is_null());
    let rows = each_backend!(conn, c => kept(diesel::update(unconfirmed)
        .set((users::confirmed_at.eq(now), users::version.eq(users::version + 1))))
        .execute(c))?;
    Ok(rows == 1)
}

/// Sets a new password's hash.
pub fn change_password(conn: &mut Conn, id: UserId, hash: &str) -> Result<()> {
    one(each_backend!(conn, c => kept(diesel::update(users::table.find(id))
        .set((users::password_hash.eq(hash), users::version.eq(users::version + 1))))
        .execute(c))?)
}

/// Replaces the hash of an unchanged password by a stronger one; whether the password was still that.
pub fn rehash(conn: &mut Conn, id: UserId, old: &str, new: &str) -> Result<bool> {
    let same = users::table.find(id).filter(users::password_hash.eq(old));
    Ok(each_backend!(conn, c => kept(diesel::update(same).set(users::password_hash.eq(new))).execute(c))? == 1)
}

/// Moves the account to another, confirmed address; `Unique` where it has an account, and the transaction can go on.
pub fn change_email(conn: &mut Conn, id: UserId, email: &EmailAddress, now: Timestamp) -> Result<()> {
    let rows = attempt(conn, |conn| {
        Ok(each_backend!(conn, c => kept(diesel::update(users::table.find(id))
            .set((
                users::email.eq(email),
                users::email_key.eq(email.key()),
                users::confirmed_at.eq(now),
                users::version.eq(users::version + 1),
            )))
            .execute(c))?)
    })?;
    one(rows)
}

/// Names of these people, in no order. Those of closed accounts are empty.
pub fn list_names(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<(UserId, String)>> {
    let named = users::table.filter(users::id.eq_any(ids.to_vec())).select((users::id, users::name));
    Ok(each_backend!(conn, c => named.load(c))?)
}

/// What people change of their accounts themselves.
#[derive(Debug, Clone)]
pub struct Profile<'a> {
    /// Full name.
    pub name: &'a PersonName,
    /// BCP 47.
    pub language: &'a str,
    /// Own zone.
    pub zone: Option<Zone>,
}

/// Changes name, language and zone.
pub fn change_profile(conn: &mut Conn, id: UserId, profile: &Profile<'_>) -> Result<()> {
    one(each_backend!(conn, c => kept(diesel::update(users::table.find(id))
        .set((
            users::name.eq(profile.name),
            users::name_key.eq(search_key(profile.name.as_str())),
            users::language.eq(profile.language),
            users::zone.eq(profile.zone.map(ZoneName)),
            users::version.eq(users::version + 1),
        )))
        .execute(c))?)
}

/// Changes the language alone; a BCP 47 tag.
pub fn change_language(conn: &mut Conn, id: UserId, language: &str) -> Result<()> {
    one(each_backend!(conn, c => kept(diesel::update(users::table.find(id))
        .set((users::language.eq(language), users::version.eq(users::version + 1))))
        .execute(c))?)
}

/// Disables the account from this moment, or with `None` enables it.
pub fn set_disabled(conn: &mut Conn, id: UserId, at: Option<Timestamp>) -> Result<()> {
    one(each_backend!(conn, c => kept(diesel::update(users::table.find(id))
        .set((users::disabled_at.eq(at), users::version.eq(users::version + 1))))
        .execute(c))?)
}

/// Closes the account and takes its personal data out; the address may register again.
pub fn close(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<()> {
    // RFC 2606: no mail ever goes to `.invalid`; the id keeps the key unique.
    let nowhere = format!("{id}@closed.invalid");
    one(each_backend!(conn, c => kept(diesel::update(users::table.find(id))
        .set((
            users::email.eq(&nowhere),
            users::email_key.eq(&nowhere),
            users::name.eq(""),
            users::name_key.eq(""),
            users::password_hash.eq(None::<&str>),
            users::zone.eq(None::<&str>),
            users::closed_at.eq(now),
            users::version.eq(users::version + 1),
        )))
        .execute(c))?)
}

/// Whom a list of people shows.
#[derive(Debug, Clone, Default)]
pub struct PeopleFilter {
    /// Part of the name or the address, as typed; empty = everybody.
    pub text: String,
    /// Goes on after this name key and id.
    pub after: Option<(String, UserId)>,
}

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct PersonListed {
    /// Key.
    pub id: UserId,
    /// Full name; empty where the account is closed.
    pub name: String,
    /// For going on after this one.
    pub name_key: String,
    /// Where mail goes.
    pub email: String,
    /// When the address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When an admin disabled the account.
    pub disabled_at: Option<Timestamp>,
    /// When the person closed it.
    pub closed_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// People by name. Whose reach is not everything sees those who hold a role within it.
pub fn list(conn: &mut Conn, viewer: &Viewer, filter: &PeopleFilter, limit: i64) -> Result<Vec<PersonListed>> {
    let mut query = users::table.order((users::name_key, users::id)).limit(limit).into_boxed();
    if let Reach::Only { programmes, calls: single } = &viewer.reach {
        let within: Vec<String> =
            programmes.iter().map(ToString::to_string).chain(single.iter().map(ToString::to_string)).collect();
        let of_programmes = calls::table
            .filter(calls::programme_id.eq_any(programmes.clone()))
            .filter(calls::id.eq(roles::scope_id))
            .select(calls::id);
        let held = roles::table
            .filter(roles::user_id.eq(users::id))
            .filter(roles::scope_id.eq_any(within).or(dsl::exists(of_programmes)))
            .select(roles::id);
        query = query.filter(dsl::exists(held));
    }
    if !filter.text.trim().is_empty() {
        let part = search::containing(&filter.text);
        query =
            query.filter(users::name_key.like(part.clone()).escape('\\').or(users::email_key.like(part).escape('\\')));
    }
    if let Some((name_key, id)) = &filter.after {
        let beyond = users::name_key.gt(name_key.clone()).or(users::id.gt(*id));
        query = query.filter(users::name_key.ge(name_key.clone()).and(beyond));
    }
    Ok(query.select(PersonListed::as_select()).load(conn)?)
}

/// Every account there is: for the first start only.
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(each_backend!(conn, c => users::table.count().get_result(c))?)
}

fn one(rows: usize) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}
