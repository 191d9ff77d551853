//! What the tests stand on.

#![expect(dead_code, reason = "the site that these look at is still being built")]

pub mod browser;
pub mod chromium;
pub mod database;
pub mod form;
pub mod mails;
pub mod page;
pub mod smtp;
pub mod sources;
pub mod validator;
