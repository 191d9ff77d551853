//! What the tests stand on.
//!
//! A test of the site begins with [`world::World::open`]: an office with an open call, served on a port of its own, with a clock that
//! the test moves ([`app::TestApp`]). Everybody in it has a browser ([`browser::Browser`]) and a mailbox ([`mailbox::Mail`]).
//! [`progress`] brings applications to where a test begins.

#![expect(dead_code, reason = "the site that these look at is still being built")]

pub mod app;
pub mod browser;
pub mod certificate;
pub mod chromium;
pub mod clamd;
pub mod database;
pub mod form;
pub mod founding;
pub mod hosting;
pub mod mailbox;
pub mod mails;
pub mod page;
pub mod papers;
pub mod process;
pub mod progress;
pub mod s3;
pub mod smtp;
pub mod sources;
pub mod table_commands;
pub mod validator;
pub mod world;
