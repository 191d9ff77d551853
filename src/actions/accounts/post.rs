//! Mails about an account: a row in the outbox, in the transaction of what it tells.

use crate::{
    actions::{Error, Tx},
    db::{outbox::NewMail, types::ZoneName, users::UserRow},
    domain::{
        id::{MailId, UserId},
        person::EmailAddress,
        time::Zone,
    },
    mail::messages::Message,
};

/// Whom a mail goes to.
#[derive(Debug, Clone, Copy)]
pub struct To<'a> {
    /// The address.
    pub address: &'a EmailAddress,
    /// Whose account it is about.
    pub user: Option<UserId>,
    /// BCP 47.
    pub language: &'a str,
    /// Where times are told for.
    pub zone: Option<Zone>,
}

impl<'a> From<&'a UserRow> for To<'a> {
    fn from(user: &'a UserRow) -> Self {
        Self { address: &user.email, user: Some(user.id), language: &user.language, zone: user.zone }
    }
}

/// Queues the mail. The same message of the same occurrence goes once.
pub fn post(tx: &mut Tx, to: To<'_>, occurrence: &str, message: impl Into<Message>) -> Result<(), Error> {
    let message = message.into();
    let body = serde_json::to_string(&message).map_err(|e| Error::Internal(format!("a message: {e}")))?;
    let new = NewMail {
        id: MailId::new(tx.now, &mut tx.chance),
        unique_key: &format!("{}:{occurrence}", message.kind()),
        kind: message.kind(),
        recipient: to.address,
        user_id: to.user,
        call_id: None,
        application_id: None,
        body: &body,
        language: to.language,
        zone: ZoneName(to.zone.unwrap_or(Zone::UTC)),
        next_try_at: tx.now,
        created_at: tx.now,
    };
    tx.post(&new)
}
