//! A mail as it leaves: headers and both parts, as bytes.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message as Mime,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{
    clean::one_line,
    outcome::{Fault, What},
    render::Rendered,
};
use crate::domain::{id::MailId, person::EmailAddress, time::Timestamp};

/// Who the office is in the headers of its mails.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The address that mails come from.
    pub from: EmailAddress,
    /// The name beside it.
    pub name: String,
    /// Where answers go.
    pub reply_to: EmailAddress,
}

/// A mail ready to leave.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The outbox row that it comes from.
    pub id: MailId,
    /// Who gets it.
    pub to: EmailAddress,
    /// Sender and recipient as the server is told.
    pub envelope: Envelope,
    /// Headers and body. ASCII only, so any server takes it.
    pub bytes: Vec<u8>,
}

impl Outgoing {
    /// Puts a rendered mail together. The Message-ID is made of the outbox row's id: the same mail handed over twice, because an
    /// answer was lost, is recognised as one by the servers and programs of the recipient.
    ///
    /// # Errors
    /// Where an address cannot stand in a header.
    pub fn new(
        id: MailId,
        to: &EmailAddress,
        sender: &Sender,
        rendered: &Rendered,
        at: Timestamp,
    ) -> Result<Self, Fault> {
        let from = address(&sender.from)?;
        let recipient = address(to)?;
        // Long words cannot be folded, and a header's line has room for 998 bytes.
        let name: String = one_line(&sender.name).chars().take(100).collect();
        let builder = Mime::builder()
            .from(Mailbox::new((!name.is_empty()).then_some(name), from.clone()))
            .reply_to(Mailbox::new(None, address(&sender.reply_to)?))
            .to(Mailbox::new(None, recipient.clone()))
            .date(moment(at))
            .message_id(Some(message_id(id, &sender.from)))
            .subject(one_line(&rendered.subject))
            // RFC 3834: out-of-office programs do not answer these.
            .raw_header(plain("Auto-Submitted", "auto-generated"))
            .raw_header(plain("X-Auto-Response-Suppress", "All"));
        let body = MultiPart::alternative_plain_html(rendered.text.clone(), rendered.html.clone());
        let bytes = builder.multipart(body).map_err(|e| Fault::new(What::Content, &e))?.formatted();
        let envelope = Envelope::new(Some(from), vec![recipient]).map_err(|e| Fault::new(What::Content, &e))?;
        Ok(Self { id, to: to.clone(), envelope, bytes })
    }
}

/// The Message-ID of an outbox row.
pub fn message_id(id: MailId, from: &EmailAddress) -> String {
    let domain = from.as_str().rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    format!("<{id}@{domain}>")
}

fn address(address: &EmailAddress) -> Result<Address, Fault> {
    address.as_str().parse().map_err(|e| Fault::new(What::Content, &e))
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn moment(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.unix_micros()).unwrap_or(0))
}
