//! From reviews to outcomes: closing the review, deciding, releasing, filling places from the waiting list.

pub mod decisions;
pub mod letters;
pub mod places;
pub mod release;
pub mod waiting;
