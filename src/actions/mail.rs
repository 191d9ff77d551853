//! Sending a mail once more, by an officer who sees that it did not arrive.

use crate::{
    actions::{
        Error, Tx,
        audit::{self, Entry},
    },
    db::{
        self,
        outbox::{self, MailRow, NewMail},
    },
    domain::{
        id::MailId,
        permission::{self, Action, Actor, Subject, Viewer},
        person::EmailAddress,
        sentence::Sentence,
        time::Zone,
        workflow::MailState,
    },
    mail::Message,
};

/// Sends a mail again, to the address that its account has now. One that was given up or waits for another try goes at once; one
/// that was sent goes as a new mail, at most once a minute.
///
/// # Errors
/// `Refused` for mails that prove who holds an address, and for one that is on its way.
pub fn send_again(tx: &mut Tx, actor: &Actor, id: MailId) -> Result<(), Error> {
    let mail = outbox::find_for(tx.conn, &Viewer::staff(actor), id)?.ok_or(Error::NotFound)?;
    may_send(tx, actor, &mail)?;
    let message: Message = serde_json::from_str(&mail.body).map_err(|e| Error::Internal(e.to_string()))?;
    if !message.may_go_again() {
        return Err(Error::refused(Sentence::new("office-mail-asks-anew")));
    }
    let recipient = recipient_now(tx, &mail)?;
    match mail.state {
        MailState::Failed | MailState::GivenUp => {
            if !outbox::resend(tx.conn, id, tx.now)? {
                return Err(Error::Conflict);
            }
            outbox::change_recipient(tx.conn, id, &recipient)?;
            tx.mailed = true;
        }
        MailState::Sent => copy(tx, &mail, &recipient)?,
        MailState::Queued | MailState::Sending => {
            return Err(Error::refused(Sentence::new("office-mail-on-its-way")));
        }
    }
    let entry = Entry {
        action: "resend_mail",
        subject: "mail",
        subject_id: &id.to_string(),
        call: mail.call_id,
        application: mail.application_id,
        reason: "",
        detail: &mail.kind,
    };
    audit::write(tx, actor, entry)
}

/// Mails of a call are its officers' business, all others the admins'.
fn may_send(tx: &mut Tx, actor: &Actor, mail: &MailRow) -> Result<(), Error> {
    let Some(call) = mail.call_id else {
        return Ok(permission::check(actor, Action::ManageOffice, &Subject::Office)?);
    };
    let call = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    Ok(permission::check(actor, Action::ManageCall, &subject)?)
}

fn recipient_now(tx: &mut Tx, mail: &MailRow) -> Result<EmailAddress, Error> {
    let Some(user) = mail.user_id else { return Ok(mail.recipient.clone()) };
    let user = db::users::get(tx.conn, user)?;
    if user.closed_at.is_some() {
        return Err(Error::refused(Sentence::new("office-mail-account-closed")));
    }
    Ok(user.email)
}

/// A new mail with the content of one that was sent.
fn copy(tx: &mut Tx, mail: &MailRow, recipient: &EmailAddress) -> Result<(), Error> {
    let minute = tx.now.unix_micros() / 60_000_000;
    let new = NewMail {
        id: MailId::new(tx.now, &mut tx.chance),
        unique_key: &format!("again:{}:{minute}", mail.id),
        kind: &mail.kind,
        recipient,
        user_id: mail.user_id,
        call_id: mail.call_id,
        application_id: mail.application_id,
        body: &mail.body,
        language: &mail.language,
        zone: Zone::into(mail.zone),
        next_try_at: tx.now,
        created_at: tx.now,
    };
    tx.post(&new)
}
