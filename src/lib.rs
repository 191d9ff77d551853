//! Sojourn runs talent-exchange programmes: calls, applications, reviews, selection, offers, cohorts.
//!
//! The map of the house. Imports run downwards only:
//! [`domain`] ← [`selection`] · [`db`] · [`files`] · `mail` ← [`actions`] ← [`export`] · `jobs` · `web` ← `app`, `cli`, `demo`, `main`;
//! `clock`, `config`, `keys` and `words` may be used by all but `domain` and `selection`.
//!
//! | room | what is in it |
//! |---|---|
//! | [`domain`] | what is true of the business: types, states, rules, form checking, eligibility, permission |
//! | [`selection`] | the mathematics on plain data: assignment, calibration, ranking, allocation, draw |
//! | [`db`] | how it is stored; the only room that names Diesel; one file per table family |
//! | [`files`] | documents: where their bytes are (a folder or a bucket), what they are, and whether a scanner found them clean |
//! | `mail` | messages, one struct each, and the mailer |
//! | `actions` | use cases: one public function is one thing a person does: permission, rules, rows, outbox in one transaction |
//! | [`export`] | rows to CSV and XLSX, applications to PDF |
//! | `jobs` | what runs without a person: deliver mail, remind, close calls, expire offers, have documents scanned |
//! | `web` | HTTP and HTML, one file or folder per area |
//! | [`app`], [`cli`] | the program put together, and its command line |
//! | `demo` | a whole office with made-up people, for looking at |
//!
//! To read one request through the rooms, begin at `web/routes.rs`.

pub mod actions;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod export;
pub mod files;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod selection;
pub mod telemetry;
pub mod web;
pub mod words;
