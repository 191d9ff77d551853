//! The mathematics of selection on plain data: no rows, no pages, no clock.

pub mod joint;
pub mod ranking;
