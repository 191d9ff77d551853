//! Taking an invitation: somebody whom the office gave a role sets the first password.

use super::{
    Client, limit,
    link::{self, INVITATION_LIFE},
    password::NewPassword,
    record,
    sessions::{self, Begun},
};
use crate::{
    actions::{Error, Tx, app::App},
    db::{
        self, Conn,
        links::{LinkRow, Purpose},
        users::UserRow,
    },
    domain::{
        id::UserId,
        sentence::Sentence,
        time::{Span, Timestamp},
    },
};

/// Makes the link of an invitation; the person's older ones end. For whoever invites.
///
/// # Errors
/// Where the database fails.
pub fn link(tx: &mut Tx, user: &UserRow) -> Result<link::Made, Error> {
    let what = link::For {
        purpose: Purpose::Invitation,
        user: Some(user.id),
        email: Some(&user.email),
        life: INVITATION_LIFE,
    };
    link::make(tx, what)
}

/// Who is invited by this link. Changes nothing.
///
/// # Errors
/// As [`link::look`]; `NotFound` where the person has no account any more.
pub fn invited(conn: &mut Conn, token: &str, now: Timestamp) -> Result<UserRow, Error> {
    let found: LinkRow = link::look(conn, token, &[Purpose::Invitation], now)?;
    let user = db::users::get(conn, found.user_id.ok_or(Error::NotFound)?)?;
    if user.closed_at.is_some() || user.disabled_at.is_some() { Err(Error::NotFound) } else { Ok(user) }
}

/// Takes the invitation: the password is set, the address counts as confirmed, and the person is signed in. Who has a password
/// already keeps it and signs in with it.
///
/// # Errors
/// `Refused` for a used or an old link, and where the account has a password.
pub async fn take(
    app: &App,
    now: Timestamp,
    token: String,
    password: NewPassword,
    client: Client,
) -> Result<Begun, Error> {
    let (looked_for, counted) = (token.clone(), client.address.clone());
    app.write(now, move |tx| {
        limit::LINK_ADDRESS.count(tx, &counted)?;
        without_password(&invited(tx.conn, &looked_for, tx.now)?)
    })
    .await?;
    let hash = app.passwords.hash(password.as_str(), app.source.chance().bytes()).await?;
    let limit = Span::from_std(app.config.session_limit).unwrap_or(Span::days(1));
    app.write(now, move |tx| {
        let user = invited(tx.conn, &token, tx.now)?;
        without_password(&user)?;
        link::use_up(tx, &token, &[Purpose::Invitation])?;
        enter(tx, user.id, &hash)?;
        sessions::begin(tx, user.id, &client, limit)
    })
    .await
}

fn without_password(user: &UserRow) -> Result<(), Error> {
    if user.password_hash.is_some() && user.confirmed_at.is_some() {
        Err(Error::refused(Sentence::new("account-invitation-has-account")))
    } else {
        Ok(())
    }
}

fn enter(tx: &mut Tx, user: UserId, hash: &str) -> Result<(), Error> {
    db::users::change_password(tx.conn, user, hash)?;
    db::users::confirm(tx.conn, user, tx.now)?;
    // A registration with the same address may wait for its confirmation; the office's invitation went to the address itself.
    db::links::close_of_user(tx.conn, user, Purpose::Confirm, tx.now)?;
    tracing::info!(%user, "an invitation was taken");
    record(tx, user, "take_invitation")
}
