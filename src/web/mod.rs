//! HTTP and HTML: one file or folder for each area; [`routes`] is the list of all addresses.

pub mod account;
pub mod admin;
pub mod applications;
pub mod assets;
pub mod documents;
pub mod error;
pub mod form;
pub mod letters;
pub mod mailbox;
pub mod mails;
pub mod moment;
pub mod nominating;
pub mod office;
pub mod page;
pub mod parts;
pub mod public;
pub mod reviews;
pub mod routes;
pub mod security;
pub mod server;
pub mod session;
pub mod still;
pub mod texts;
pub mod thread;
pub mod under;
pub mod unread;
