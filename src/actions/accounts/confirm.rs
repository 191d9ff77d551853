//! Confirming an address by the link that was sent to it: of a new account, or the new one of an account.

use super::{
    Client, link,
    post::{To, post},
    record,
    sessions::{self, Begun},
    sign_in,
};
use crate::{
    actions::{Error, Tx, app::App},
    db::{self, links::Purpose},
    domain::{
        sentence::Sentence,
        time::{Span, Timestamp},
    },
    mail::messages::AddressChanged,
};

/// Confirms the address and signs in. The password proves that who opens the link is who registered: otherwise somebody could
/// register with another's address, wait for them to confirm it, and know the password of their account.
///
/// # Errors
/// `Refused` for another password, a used or an old link.
pub async fn confirm(app: &App, now: Timestamp, token: String, password: &str, client: Client) -> Result<Begun, Error> {
    if password.is_empty() {
        return Err(Error::refused_at("password", Sentence::new("account-password-missing")));
    }
    let user = sign_in::verify_for_link(app, now, &token, Purpose::Confirm, password, &client).await?;
    let limit = Span::from_std(app.config.session_limit).unwrap_or(Span::days(1));
    let confirmed = move |tx: &mut Tx| {
        // Refused where a newer registration came between: then this link was closed.
        link::use_up(tx, &token, &[Purpose::Confirm])?;
        if user.disabled_at.is_some() {
            return Err(Error::refused(Sentence::new("account-disabled")));
        }
        db::users::confirm(tx.conn, user.id, tx.now)?;
        tracing::info!(user = %user.id, address = %client.address, "an address was confirmed");
        sessions::begin(tx, user.id, &client, limit)
    };
    app.write(now, confirmed).await
}

/// Moves an account to the address that the link was sent to; the old address is told.
///
/// # Errors
/// `Refused` for a used or an old link, or where the address has an account meanwhile.
pub fn confirm_new_address(tx: &mut Tx, token: &str) -> Result<(), Error> {
    let link = link::use_up(tx, token, &[Purpose::ChangeAddress])?;
    let (Some(id), Some(email)) = (link.user_id, link.email) else { return Err(Error::NotFound) };
    let before = db::users::get(tx.conn, id)?;
    if !before.is_active() {
        return Err(Error::NotFound);
    }
    match db::users::change_email(tx.conn, id, &email, tx.now) {
        Err(db::Error::Unique) => return Err(Error::refused(Sentence::new("account-address-taken"))),
        other => other?,
    }
    db::links::close_of_user(tx.conn, id, Purpose::Reset, tx.now)?;
    tracing::info!(user = %id, "an address was changed");
    record(tx, id, "change_address")?;
    let told = AddressChanged { name: before.name.clone(), address: email.to_string(), at: tx.now };
    post(tx, To::from(&before), &link.id.to_string(), told)
}
