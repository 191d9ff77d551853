//! What is true of the business: types, states, rules, form checking, eligibility, permission. No SQL, HTTP, clock or I/O.

pub mod call;
pub mod chance;
pub mod cohort;
pub mod editing;
pub mod eligibility;
pub mod form;
pub mod hosting;
pub mod id;
pub mod letter;
pub mod nomination;
pub mod own_data;
pub mod pairing;
pub mod permission;
pub mod person;
pub mod places;
pub mod presets;
pub mod referees;
pub mod research_field;
pub mod rubric;
pub mod schema;
pub mod sentence;
pub mod text;
pub mod thread;
pub mod time;
pub mod together;
pub mod workflow;
