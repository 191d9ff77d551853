//! The editor of a call: its form, its rules, its rubric, its settings and texts, page by page. Each page saves one step.

pub mod conditions;
mod fields;
pub mod form;
pub mod hosting;
mod items;
mod kinds;
pub mod languages;
mod lines;
pub mod lists;
pub mod names;
pub mod nomination;
pub mod pairing;
mod part;
pub mod place;
pub mod preview;
pub mod question_fields;
pub mod questions;
pub mod referees;
pub mod room;
pub mod rubric;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod sealing;
pub mod sections;
pub mod settings;
pub mod texts;
