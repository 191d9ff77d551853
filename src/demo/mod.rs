//! The demo: a whole office with made-up people, in every state of the workflow, for looking at and for trying things out.

pub mod corpus;
pub mod naming;
pub mod papers;
pub mod people;
pub mod plans;
