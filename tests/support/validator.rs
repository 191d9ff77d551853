//! What looks at pages besides people: the accessibility rules and the HTML validator. `tests/run` fetches both.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::sources::root;

fn tool(name: &str) -> PathBuf {
    let path = root().join("target/browser-tools/node_modules").join(name);
    assert!(path.exists(), "{} is not there; tests/run fetches it", path.display());
    path
}

/// The script of the accessibility rules.
pub fn axe() -> String {
    fs::read_to_string(tool("axe-core/axe.min.js")).unwrap()
}

/// The errors that the HTML validator finds in the files of a folder, one line each, with the file's name.
pub fn html_errors(folder: &Path) -> Vec<String> {
    let out = Command::new("java")
        // The checker asks for a deep stack; with what it gets by default it now and then misses a page's title.
        .arg("-Xss64m")
        .arg("-jar")
        .arg(tool("vnu-jar/build/dist/vnu.jar"))
        .args(["--format", "json", "--exit-zero-always", "--skip-non-html"])
        .arg(folder)
        .output()
        .expect("java is not installed; tests/run installs it");
    let found: Value = serde_json::from_slice(&out.stderr)
        .unwrap_or_else(|e| panic!("the validator failed ({e}): {}", String::from_utf8_lossy(&out.stderr)));
    let line = |message: &Value| {
        let file = message["url"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default().to_owned();
        format!("{file}:{}: {} in {}", message["lastLine"], message["message"], message["extract"])
    };
    let messages = found["messages"].as_array().unwrap();
    messages.iter().filter(|message| message["type"] == "error").map(line).collect()
}
