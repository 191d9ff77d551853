//! What runs without a person.

pub mod pass_time;
