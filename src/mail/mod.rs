//! Mail: what the office writes to people, and how it is handed to a server.
//!
//! A message is data ([`messages`]): it is stored in the outbox in the transaction of what it tells, and only put into words
//! when it is delivered, in the recipient's language and zone. A message says its content once, as a [`letter::Letter`]; the text
//! part, the HTML part and the pages that show mails are all drawn from it, so they cannot tell different things.

pub mod letter;
pub mod mailer;
pub mod messages;
pub mod moment;
pub mod outgoing;
pub mod render;
pub mod smtp;

pub use mailer::{Mailer, Memory, Outcome};
pub use messages::Message;
pub use outgoing::{Outgoing, Sender};
pub use render::{Context, HiddenLinks, Links, Rendered, Shown, Speak};
