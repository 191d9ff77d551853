//! Mail: what the office writes to people, and how it is handed to a server.
//!
//! A message is data ([`messages`]): it is stored in the outbox in the transaction of what it tells, and only put into words
//! when it is delivered, in the recipient's language and zone. A message says its content once, as a [`letter::Letter`]; the text
//! part, the HTML part and the pages that show mails are all drawn from it, so they cannot tell different things.

mod clean;
pub mod context;
pub mod letter;
pub mod mailer;
pub mod messages;
pub mod outcome;
pub mod outgoing;
pub mod render;
pub mod smtp;

pub use context::{Context, HiddenLinks, Links};
pub use mailer::{Mailer, Memory};
pub use messages::Message;
pub use outcome::{Fault, Outcome, What};
pub use outgoing::{Outgoing, Sender};
pub use render::{Rendered, Shown};
