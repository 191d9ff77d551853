//! What a command answers, on the standard output.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::app::Failure;

/// Prints this. Whoever reads may have seen enough and go away before the end.
///
/// # Errors
/// Where it cannot be written.
pub fn print(answer: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(answer).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints this as JSON.
///
/// # Errors
/// Where it cannot be written.
pub fn json(answer: &impl Serialize) -> Result<(), Failure> {
    let mut written = serde_json::to_vec_pretty(answer)?;
    written.push(b'\n');
    print(&written)
}
