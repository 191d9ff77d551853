//! A new password for somebody who forgot the old one, by a link to the address of the account.

use super::{
    Client, limit,
    link::{self, RESET_LIFE},
    password::NewPassword,
    post::{To, post},
    record,
    register::may_send,
    sessions::{self, Begun},
};
use crate::{
    actions::{Error, Tx, app::App},
    db::{self, links::Purpose, users::UserRow},
    domain::{
        person::EmailAddress,
        sentence::Sentence,
        time::{Span, Timestamp},
    },
    mail::messages::{PasswordChanged, ResetPassword},
};

/// Sends the link, if the address has an account; whether it has is not told.
///
/// # Errors
/// `TooMany` beyond the limit of a network address.
pub fn ask(tx: &mut Tx, email: &EmailAddress, client: &Client) -> Result<(), Error> {
    limit::MAIL_ADDRESS.count(tx, &client.address)?;
    let user = db::users::find_by_email_key(tx.conn, &email.key())?;
    let may_send = may_send(tx, email)?;
    match user.filter(|u| u.disabled_at.is_none() && may_send) {
        Some(user) => send(tx, &user),
        None => as_much_work(tx),
    }
}

fn send(tx: &mut Tx, user: &UserRow) -> Result<(), Error> {
    let what = link::For { purpose: Purpose::Reset, user: Some(user.id), email: Some(&user.email), life: RESET_LIFE };
    let made = link::make(tx, what)?;
    let message = ResetPassword { name: user.name.clone(), link: made.id, until: made.until };
    post(tx, To::from(user), &made.id.to_string(), message)
}

/// Makes a link of nobody, whose token nobody is told, and ends it: as many rows as for an account, so that the time is the same.
fn as_much_work(tx: &mut Tx) -> Result<(), Error> {
    let what = link::For { purpose: Purpose::Reset, user: None, email: None, life: RESET_LIFE };
    let made = link::make(tx, what)?;
    db::links::use_up(tx.conn, made.id, tx.now)?;
    Ok(())
}

/// Sets the new password and signs in. All other sessions end, and the address counts as confirmed.
///
/// # Errors
/// `Refused` for a used or an old link.
pub async fn finish(
    app: &App,
    now: Timestamp,
    token: String,
    password: NewPassword,
    client: Client,
) -> Result<Begun, Error> {
    let (looked_for, counted) = (token.clone(), client.address.clone());
    app.write(now, move |tx| {
        limit::LINK_ADDRESS.count(tx, &counted)?;
        link::look(tx.conn, &looked_for, &[Purpose::Reset], tx.now).map(drop)
    })
    .await?;
    let hash = app.passwords.hash(password.as_str(), app.source.chance().bytes()).await?;
    let limit = Span::from_std(app.config.session_limit).unwrap_or(Span::days(1));
    app.write(now, move |tx| {
        let link = link::use_up(tx, &token, &[Purpose::Reset])?;
        let user = db::users::get(tx.conn, link.user_id.ok_or(Error::NotFound)?)?;
        // The link went to an address that the account may have left meanwhile.
        if link.email.as_ref().map(EmailAddress::key) != Some(user.email.key()) {
            return Err(Error::refused(Sentence::new("account-link-used")));
        }
        set(tx, &user, &hash, &link.id.to_string())?;
        db::users::confirm(tx.conn, user.id, tx.now)?;
        if user.disabled_at.is_some() {
            return Err(Error::refused(Sentence::new("account-disabled")));
        }
        tracing::info!(user = %user.id, address = %client.address, "a password was reset");
        record(tx, user.id, "reset_password")?;
        sessions::begin(tx, user.id, &client, limit)
    })
    .await
}

/// Stores a new password, ends all sessions and links that could undo it, and tells the owner.
pub(super) fn set(tx: &mut Tx, user: &UserRow, hash: &str, occurrence: &str) -> Result<(), Error> {
    db::users::change_password(tx.conn, user.id, hash)?;
    db::sessions::delete_of_user(tx.conn, user.id)?;
    for purpose in [Purpose::Reset, Purpose::Confirm, Purpose::ChangeAddress] {
        db::links::close_of_user(tx.conn, user.id, purpose, tx.now)?;
    }
    post(tx, To::from(user), occurrence, PasswordChanged { name: user.name.clone(), at: tx.now })
}
