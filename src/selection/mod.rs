//! The mathematics of selection on plain data: no rows, no pages, no clock.

pub mod allocation;
pub mod assignment;
pub mod calibration;
pub mod draw;
pub mod joint;
pub mod ranking;
