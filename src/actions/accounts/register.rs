//! Registering: an account and the link that confirms its address.

use super::{
    Client, limit,
    link::{self, CONFIRM_LIFE},
    password::NewPassword,
    post::{To, post},
};
use crate::{
    actions::{Error, Tx, app::App},
    db::{
        self,
        links::Purpose,
        users::{NewUser, Profile, UserRow},
    },
    domain::{
        id::UserId,
        person::{EmailAddress, PersonName},
        time::{Span, Timestamp, Zone},
    },
    mail::messages::{AccountExists, ConfirmAddress},
};

/// What somebody registers with.
#[derive(Clone)]
pub struct Registration {
    /// Full name.
    pub name: PersonName,
    /// Where the link goes.
    pub email: EmailAddress,
    /// The password.
    pub password: NewPassword,
    /// Own zone, where chosen.
    pub zone: Option<Zone>,
    /// BCP 47.
    pub language: String,
    /// The browser.
    pub client: Client,
}

/// Registers. Whatever there is at this address already, the answer is the same: a mail is on its way to it.
///
/// # Errors
/// `TooMany` beyond the limit of a network address.
pub async fn register(app: &App, now: Timestamp, wanted: Registration) -> Result<(), Error> {
    let hash = app.passwords.hash(wanted.password.as_str(), app.source.chance().bytes()).await?;
    app.write(now, move |tx| enter(tx, &wanted, &hash)).await
}

fn enter(tx: &mut Tx, wanted: &Registration, hash: &str) -> Result<(), Error> {
    limit::MAIL_ADDRESS.count(tx, &wanted.client.address)?;
    match db::users::find_by_email_key(tx.conn, &wanted.email.key())? {
        Some(user) if user.confirmed_at.is_some() || user.disabled_at.is_some() => tell_of_account(tx, &user),
        // Nobody proved to hold this address yet, so the last to register with it counts, and only the newest link works.
        Some(user) => {
            db::users::change_password(tx.conn, user.id, hash)?;
            let profile = Profile { name: &wanted.name, language: &wanted.language, zone: wanted.zone };
            db::users::change_profile(tx.conn, user.id, &profile)?;
            send_link(tx, &user)
        }
        None => {
            let id = UserId::new(tx.now, &mut tx.chance);
            let new = NewUser {
                language: &wanted.language,
                zone: wanted.zone.map(Into::into),
                ..NewUser::registered(id, &wanted.email, &wanted.name, hash, tx.now)
            };
            db::users::insert(tx.conn, &new)?;
            let user = db::users::get(tx.conn, id)?;
            send_link(tx, &user)
        }
    }
}

/// Tells the owner of an address that somebody registered with it; once an hour at most.
pub(super) fn tell_of_account(tx: &mut Tx, user: &UserRow) -> Result<(), Error> {
    let hour = tx.now.unix_micros() / Span::hours(1).num_microseconds().unwrap_or(1);
    post(tx, To::from(user), &format!("{}:{hour}", user.id), AccountExists { name: user.name.clone() })
}

/// Sends the link that confirms the address of a new account. Beyond the limit nothing is sent, and nothing is said of it:
/// the limit is the recipient's, and who asks need not be the recipient.
pub(super) fn send_link(tx: &mut Tx, user: &UserRow) -> Result<(), Error> {
    if !may_send(tx, &user.email)? {
        return Ok(());
    }
    let what =
        link::For { purpose: Purpose::Confirm, user: Some(user.id), email: Some(&user.email), life: CONFIRM_LIFE };
    let made = link::make(tx, what)?;
    post(tx, To::from(user), &made.id.to_string(), ConfirmAddress { link: made.id, until: made.until })
}

/// Whether one more mail may go to this recipient because a stranger asked.
pub(super) fn may_send(tx: &mut Tx, to: &EmailAddress) -> Result<bool, Error> {
    match limit::MAIL_RECIPIENT.count(tx, &to.key()) {
        Ok(()) => Ok(true),
        Err(Error::TooMany(_)) => Ok(false),
        Err(other) => Err(other),
    }
}
