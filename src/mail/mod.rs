//! Mail: what the office writes to people, and how it is handed to a server.
//!
//! A message is data ([`messages`]): it is stored in the outbox in the transaction of what it tells, and only put into words
//! when it is delivered, in the recipient's language and zone. A message says its content once, as a [`letter::Letter`]; the text
//! part, the HTML part and the pages that show mails are all drawn from it, so they cannot tell different things.

pub mod letter;
pub mod messages;
pub mod moment;
pub mod render;

pub use messages::Message;
pub use render::{Context, Rendered};
