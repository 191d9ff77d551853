//! Setting up the office: the first admin, by a one-time link that only who starts the program sees.

use super::{
    Client,
    link::{self, SET_UP_LIFE},
    password::NewPassword,
    record,
    sessions::{self, Begun},
};
use crate::{
    actions::{Error, Tx, app::App},
    db::{self, links::Purpose, office::OfficeRow, roles::NewRole, users::NewUser},
    domain::{
        id::{RoleId, UserId},
        permission::{Grant, Role, Scope},
        person::{EmailAddress, PersonName},
        sentence::Sentence,
        time::{Span, Timestamp, Zone},
    },
};

/// The office and its first admin.
#[derive(Clone)]
pub struct SetUp {
    /// Name of the office, as pages and mails tell it.
    pub office: String,
    /// Where people write to.
    pub contact: EmailAddress,
    /// The admin's full name.
    pub name: PersonName,
    /// The admin's address.
    pub email: EmailAddress,
    /// The admin's password.
    pub password: NewPassword,
    /// The admin's zone.
    pub zone: Option<Zone>,
    /// The browser.
    pub client: Client,
}

/// The path of a fresh link that sets up the office, or `None` where it is set up. Older links end.
///
/// # Errors
/// Where the database fails.
pub fn path(tx: &mut Tx) -> Result<Option<String>, Error> {
    if db::office::find(tx.conn)?.is_some() {
        return Ok(None);
    }
    let made = link::make(tx, link::For { purpose: Purpose::SetUp, user: None, email: None, life: SET_UP_LIFE })?;
    Ok(Some(format!("/setup/{}", tx.keys.link_token(made.id))))
}

/// Sets the office up and signs its first admin in.
///
/// # Errors
/// `Refused` for a used or an old link, or where the office is set up.
pub async fn set_up(app: &App, now: Timestamp, token: String, wanted: SetUp) -> Result<Begun, Error> {
    let looked_for = token.clone();
    app.read(move |conn| link::look(conn, &looked_for, &[Purpose::SetUp], now).map(drop)).await?;
    let hash = app.passwords.hash(wanted.password.as_str(), app.source.chance().bytes()).await?;
    let limit = Span::from_std(app.config.session_limit).unwrap_or(Span::days(1));
    app.write(now, move |tx| {
        link::use_up(tx, &token, &[Purpose::SetUp])?;
        let office = OfficeRow { name: wanted.office.clone(), contact: wanted.contact.clone(), set_up_at: tx.now };
        if !db::office::insert(tx.conn, &office)? {
            return Err(Error::refused(Sentence::new("account-set-up-done")));
        }
        let user = first_admin(tx, &wanted, &hash)?;
        tracing::info!(%user, "the office was set up");
        record(tx, user, "set_up_office")?;
        sessions::begin(tx, user, &wanted.client, limit)
    })
    .await
}

/// The account is there already where somebody registered before the office was set up.
fn first_admin(tx: &mut Tx, wanted: &SetUp, hash: &str) -> Result<UserId, Error> {
    let id = if let Some(user) = db::users::find_by_email_key(tx.conn, &wanted.email.key())? {
        db::users::change_password(tx.conn, user.id, hash)?;
        user.id
    } else {
        let id = UserId::new(tx.now, &mut tx.chance);
        let new = NewUser {
            zone: wanted.zone.map(Into::into),
            ..NewUser::registered(id, &wanted.email, &wanted.name, hash, tx.now)
        };
        db::users::insert(tx.conn, &new)?;
        id
    };
    db::users::confirm(tx.conn, id, tx.now)?;
    make_admin(tx, id)?;
    Ok(id)
}

/// Gives the admin's role for the whole office; `false` where the person has it.
pub(super) fn make_admin(tx: &mut Tx, user: UserId) -> Result<bool, Error> {
    let role = NewRole {
        id: RoleId::new(tx.now, &mut tx.chance),
        user_id: user,
        grant: Grant { role: Role::Admin, scope: Scope::Office },
        granted_by: None,
        granted_at: tx.now,
    };
    Ok(db::roles::insert(tx.conn, &role)?)
}

/// Makes an admin from the command line, for an office whose admins are all gone: the path where the new one sets a password, or
/// `None` where the account has one.
///
/// # Errors
/// Where the database fails.
pub fn create_admin(tx: &mut Tx, email: &EmailAddress, name: &PersonName) -> Result<Option<String>, Error> {
    let key = email.key();
    if db::users::find_by_email_key(tx.conn, &key)?.is_none() {
        let id = UserId::new(tx.now, &mut tx.chance);
        db::users::insert(tx.conn, &NewUser::invited(id, email, name, tx.now))?;
    }
    let user = db::users::find_by_email_key(tx.conn, &key)?.ok_or(Error::NotFound)?;
    make_admin(tx, user.id)?;
    record(tx, user.id, "create_admin")?;
    if user.password_hash.is_some() && user.confirmed_at.is_some() {
        return Ok(None);
    }
    let made = super::invitation::link(tx, &user)?;
    Ok(Some(format!("/invitations/{}", tx.keys.link_token(made.id))))
}
