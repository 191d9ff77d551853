//! Commands that read tables, as an officer runs them in a folder: no settings, no office.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with tables.
pub struct Desk(TempDir);

impl Desk {
    /// With nothing in it.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Puts a table there.
    pub fn file(&self, name: &str, table: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, table).unwrap();
        path
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sojourn"))
            .current_dir(self.0.path())
            .env_clear()
            .args(arguments)
            .output()
            .unwrap()
    }

    /// What it answers.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let done = self.run(arguments);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// The sentence with which it refuses.
    pub fn refusal(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stdout));
        assert!(done.stdout.is_empty());
        String::from_utf8(done.stderr).unwrap()
    }
}
