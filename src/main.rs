//! The `sojourn` program.
fn main() {}
