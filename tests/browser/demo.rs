//! The demo as anybody starts it: the program itself, with an office full of made-up people, and who may sign in to it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::browser::Browser;

/// A demo that runs. It ends with the value.
pub struct Demo {
    process: Child,
    announced: Value,
    _folder: TempDir,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Demo {
    /// Starts it on a folder and a port of its own.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_sojourn"))
            .args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("demo"))
            .env_clear()
            .env("SOJOURN_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, announced: serde_json::from_str(&line).unwrap(), _folder: folder }
    }

    /// Address of the site, without a slash at the end.
    pub fn url(&self) -> &str {
        self.announced["url"].as_str().unwrap()
    }

    /// A browser without JavaScript, signed in by whoever has this role; for a visitor as it comes.
    pub async fn browser(&self, role: &str) -> Browser {
        let mut browser = Browser::new(self.url());
        let accounts = self.announced["accounts"].as_array().unwrap();
        if let Some(account) = accounts.iter().find(|account| account["role"] == role) {
            let said = |field: &str| account[field].as_str().unwrap();
            browser.get("/sign-in").await;
            browser.submit("Sign in", &[("email", said("email")), ("password", said("password"))]).await;
            assert!(browser.page.status.is_success() && browser.cookies().contains_key("sojourn"), "{role}");
        }
        browser
    }
}
