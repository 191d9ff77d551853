//! Signing in.

use super::{Client, limit, link, pool::Verdict, register, sessions};
use crate::{
    actions::{Error, Problem, Tx, app::App},
    db::{self, users::UserRow},
    domain::{
        person::EmailAddress,
        sentence::Sentence,
        time::{Span, Timestamp},
    },
};

/// What was typed, and by which browser.
#[derive(Clone)]
pub struct Attempt {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// The note that an earlier sign-in left in this browser ([`device_note`]).
    pub device: Option<String>,
    /// The browser.
    pub client: Client,
}

/// What came of it, unless it was refused.
#[derive(Clone)]
pub enum Outcome {
    /// Signed in.
    Begun(sessions::Begun),
    /// The password is right but the address is not confirmed: a new link was sent.
    Unconfirmed,
}

/// Signs in.
///
/// # Errors
/// `Refused` with one and the same sentence for a wrong password and for no account; `TooMany` beyond the limits.
pub async fn sign_in(app: &App, now: Timestamp, attempt: Attempt) -> Result<Outcome, Error> {
    let key = key_of(&attempt)?;
    let Attempt { password, device, client, .. } = attempt;
    let (counted_key, counted_client) = (key.clone(), client.clone());
    let user = app.write(now, move |tx| admit(tx, &counted_key, device.as_deref(), &counted_client)).await?;
    let stored = user.as_ref().filter(|u| u.closed_at.is_none()).and_then(|u| u.password_hash.clone());
    let verdict = app.passwords.verify(&password, stored, app.source.chance().bytes()).await?;
    let (Some(user), true) = (user, verdict != Verdict::Wrong) else {
        tracing::warn!(account = %app.keys.limit_key("account", &key), address = %client.address, "a sign-in was refused");
        return Err(Error::refused(Sentence::new("account-sign-in-wrong")));
    };
    let limit = Span::from_std(app.config.session_limit).unwrap_or(Span::days(1));
    app.write(now, move |tx| enter(tx, &user, &key, &verdict, &client, limit)).await
}

/// What a browser keeps that signed in to this account, so that others' wrong tries do not count against it.
pub fn device_note(user: crate::domain::id::UserId) -> String {
    format!("device:{user}")
}

/// The account that was meant, as it is counted; problems where a field is empty.
fn key_of(attempt: &Attempt) -> Result<String, Error> {
    let mut problems = Vec::new();
    if attempt.email.trim().is_empty() {
        problems.push(Problem::at("email", Sentence::new("account-email-missing")));
    }
    if attempt.password.is_empty() {
        problems.push(Problem::at("password", Sentence::new("account-password-missing")));
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    // What is no address has no account; it is counted and looked up all the same.
    let email = attempt.email.trim();
    let typed = || email.chars().filter(|c| !c.is_control()).take(254).collect::<String>().to_lowercase();
    Ok(email.parse::<EmailAddress>().map_or_else(|_| typed(), |email| email.key()))
}

/// Counts the try and finds the account.
fn admit(tx: &mut Tx, key: &str, device: Option<&str>, client: &Client) -> Result<Option<UserRow>, Error> {
    let user = db::users::find_by_email_key(tx.conn, key)?;
    let known = user.as_ref().is_some_and(|u| device == Some(device_note(u.id).as_str()));
    limit::SIGN_IN_ADDRESS.count(tx, &client.address)?;
    if known {
        limit::SIGN_IN_DEVICE.count(tx, key)?;
    } else {
        limit::SIGN_IN_PAIR.count(tx, &pair(key, client))?;
        limit::SIGN_IN_ACCOUNT.count(tx, key)?;
    }
    Ok(user)
}

fn pair(key: &str, client: &Client) -> String {
    format!("{key}\n{}", client.address)
}

/// The password was right.
fn enter(
    tx: &mut Tx,
    user: &UserRow,
    key: &str,
    verdict: &Verdict,
    client: &Client,
    limit: Span,
) -> Result<Outcome, Error> {
    if user.disabled_at.is_some() {
        return Err(Error::refused(Sentence::new("account-disabled")));
    }
    if let (Verdict::Stronger(new), Some(old)) = (verdict, &user.password_hash) {
        db::users::rehash(tx.conn, user.id, old, new)?;
    }
    if user.confirmed_at.is_none() {
        register::send_link(tx, user)?;
        return Ok(Outcome::Unconfirmed);
    }
    limit::SIGN_IN_PAIR.forget(tx, &pair(key, client))?;
    limit::SIGN_IN_DEVICE.forget(tx, key)?;
    tracing::info!(user = %user.id, address = %client.address, "signed in");
    sessions::begin(tx, user.id, client, limit).map(Outcome::Begun)
}

/// Proves with the password of a registration that who opened its link is who registered.
pub(super) async fn verify_for_link(
    app: &App,
    now: Timestamp,
    token: &str,
    purpose: db::links::Purpose,
    password: &str,
    client: &Client,
) -> Result<UserRow, Error> {
    let (looked_for, counted) = (token.to_owned(), client.address.clone());
    let find = move |tx: &mut Tx| {
        limit::LINK_ADDRESS.count(tx, &counted)?;
        let link = link::look(tx.conn, &looked_for, &[purpose], tx.now)?;
        let user = link.user_id.ok_or(Error::NotFound)?;
        limit::PROOF.count(tx, &user.to_string())?;
        Ok(db::users::get(tx.conn, user)?)
    };
    let user = app.write(now, find).await?;
    let verdict = app.passwords.verify(password, user.password_hash.clone(), app.source.chance().bytes()).await?;
    if verdict == Verdict::Wrong {
        return Err(Error::refused_at("password", Sentence::new("account-confirm-wrong")));
    }
    Ok(user)
}
