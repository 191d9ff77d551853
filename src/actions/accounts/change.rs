//! What people change of their own accounts: password, address, name, language and zone.

use super::{
    Client,
    link::{self, CONFIRM_LIFE},
    password::NewPassword,
    post::{To, post},
    prove, record, register,
    sessions::{self, Begun},
};
use crate::{
    actions::{Error, Tx, app::App},
    db::{self, links::Purpose, users::Profile},
    domain::{
        id::{SessionId, UserId},
        language::Language,
        person::EmailAddress,
        sentence::Sentence,
        time::{Span, Timestamp},
    },
    mail::messages::{ConfirmNewAddress, PasswordChanged},
};

/// A new password.
#[derive(Clone)]
pub struct PasswordChange {
    /// Whose.
    pub user: UserId,
    /// The own session.
    pub session: SessionId,
    /// The password until now.
    pub current: String,
    /// The password from now on.
    pub new: NewPassword,
    /// Whether all other sessions end.
    pub end_others: bool,
    /// The browser.
    pub client: Client,
}

/// Changes the password. The own session goes on with a new token; the others end if wanted; a mail tells the owner.
///
/// # Errors
/// `Refused` where the current password is another.
pub async fn password(app: &App, now: Timestamp, change: PasswordChange) -> Result<Begun, Error> {
    prove(app, now, change.user, &change.current).await?;
    let hash = app.passwords.hash(change.new.as_str(), app.source.chance().bytes()).await?;
    let limit = Span::from_std(app.config.session_limit).unwrap_or(Span::days(1));
    app.write(now, move |tx| {
        let user = db::users::get(tx.conn, change.user)?;
        db::users::change_password(tx.conn, user.id, &hash)?;
        db::links::close_of_user(tx.conn, user.id, Purpose::Reset, tx.now)?;
        if change.end_others {
            db::sessions::delete_of_user(tx.conn, user.id)?;
        } else {
            db::sessions::delete(tx.conn, user.id, change.session)?;
        }
        let begun = sessions::begin(tx, user.id, &change.client, limit)?;
        tracing::info!(user = %user.id, "a password was changed");
        record(tx, user.id, "change_password")?;
        let told = PasswordChanged { name: user.name.clone(), at: tx.now };
        post(tx, To::from(&user), &begun.session.to_string(), told)?;
        Ok(begun)
    })
    .await
}

/// Sends a link to a new address; the account moves when it is opened. An address that has an account is told so by mail, and
/// the answer is the same.
///
/// # Errors
/// `Refused` where the current password is another or the address is the one of now.
pub async fn address(app: &App, now: Timestamp, user: UserId, current: &str, email: EmailAddress) -> Result<(), Error> {
    let row = prove(app, now, user, current).await?;
    if row.email.key() == email.key() {
        return Err(Error::refused_at("email", Sentence::new("account-address-same")));
    }
    app.write(now, move |tx| {
        if let Some(other) = db::users::find_by_email_key(tx.conn, &email.key())? {
            return register::tell_of_account(tx, &other);
        }
        if !register::may_send(tx, &email)? {
            return Ok(());
        }
        let what =
            link::For { purpose: Purpose::ChangeAddress, user: Some(row.id), email: Some(&email), life: CONFIRM_LIFE };
        let made = link::make(tx, what)?;
        let to = To { address: &email, ..To::from(&row) };
        post(tx, to, &made.id.to_string(), ConfirmNewAddress { link: made.id, until: made.until })
    })
    .await
}

/// Changes the language in which programmes are read, for the account alone.
///
/// # Errors
/// Where the database fails.
pub fn language(tx: &mut Tx, user: UserId, language: Language) -> Result<(), Error> {
    Ok(db::users::change_language(tx.conn, user, language.tag)?)
}

/// Changes name, language and zone.
///
/// # Errors
/// Where the database fails.
pub fn profile(tx: &mut Tx, user: UserId, profile: &Profile<'_>) -> Result<(), Error> {
    Ok(db::users::change_profile(tx.conn, user, profile)?)
}
