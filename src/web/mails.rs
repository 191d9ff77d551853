//! Mails as pages show them: the same content that the recipient gets, drawn with the site's own style.

use crate::{
    db::outbox::MailRow,
    mail::{Context, Links, Message, Rendered},
    web::{page::Frame, session::Visit},
    words::Words,
};

/// The mail in words; `None` where its data can no longer be read.
pub fn rendered(visit: &Visit, frame: &Frame, mail: &MailRow, links: &dyn Links) -> Option<Rendered> {
    let message: Message = serde_json::from_str(&mail.body).ok()?;
    let contact = visit.contact();
    message.render(&context(visit, frame, mail, &contact, links)).ok()
}

/// The subject alone, for lists.
pub fn subject(visit: &Visit, frame: &Frame, mail: &MailRow, links: &dyn Links) -> String {
    let Ok(message) = serde_json::from_str::<Message>(&mail.body) else { return mail.kind.clone() };
    let contact = visit.contact();
    let ctx = context(visit, frame, mail, &contact, links);
    ctx.say(&message.letter(&ctx).subject)
}

fn context<'a>(
    visit: &'a Visit,
    frame: &'a Frame,
    mail: &MailRow,
    contact: &'a str,
    links: &'a dyn Links,
) -> Context<'a> {
    Context {
        words: Words::in_language(&mail.language),
        zone: mail.zone,
        public_url: &visit.app.public_url,
        office: if frame.office.is_empty() { &visit.app.public_url } else { &frame.office },
        contact,
        links,
    }
}
