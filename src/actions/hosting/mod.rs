//! Host institutions: who they are, the posts that they offer, the applicants who choose them, and their consent.

pub mod choices;
pub mod consents;
pub(super) mod ends;
pub mod hosts;
pub mod posts;
pub mod questions;
