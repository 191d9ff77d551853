//! The log: on standard error, for people or for machines. Times are UTC. No passwords, tokens or personal text go in.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Begins logging as configured; a second call changes nothing.
pub fn begin(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // What cannot be logged, because the log's disk is full, cannot be complained about there either.
    let log = log.log_internal_errors(false);
    // Either form escapes control characters in values, so nobody's input can forge a line.
    let begun = match config.log_format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    drop(begun);
}
