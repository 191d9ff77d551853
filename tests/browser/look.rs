//! Looking at pages: everything that must be so on each of them, whoever reads it.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    browser::Browser,
    chromium::Chromium,
    validator::{axe, html_errors},
};

/// Widths at which nothing may reach out of the window: a desk, a telephone, and 1280 at 400 % zoom.
const WIDTHS: [u32; 3] = [1280, 360, 320];

/// What a first visit may weigh in all, and a page once the style sheet is there, in bytes as they come over the line.
const FIRST: u64 = 50_000;
const LATER: u64 = 10_000;

/// Somebody who looks at pages and writes down what is wrong.
pub struct Look {
    chromium: Chromium,
    base: String,
    axe: String,
    kept: TempDir,
    seen: usize,
    known: BTreeSet<String>,
    faults: Vec<String>,
}

impl Look {
    /// With a browser of its own, at the site of this address.
    pub async fn open(base: &str) -> Self {
        let kept = tempfile::tempdir().unwrap();
        Self {
            chromium: Chromium::open(true).await,
            base: base.to_owned(),
            axe: axe(),
            kept,
            seen: 0,
            known: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// The browser.
    pub fn chromium(&self) -> &Chromium {
        &self.chromium
    }

    /// Goes on as whoever is signed in in that browser.
    pub async fn become_reader(&self, browser: &Browser) {
        self.chromium.devtools("Network.clearBrowserCookies", json!({})).await;
        for (name, value) in browser.cookies() {
            let cookie = json!({ "name": name, "value": value, "url": self.base, "httpOnly": true });
            self.chromium.devtools("Network.setCookie", cookie).await;
        }
    }

    /// Opens a page and looks at it.
    pub async fn at(&mut self, reader: &str, address: &str) {
        self.chromium.console().await;
        self.chromium.go(&format!("{}{address}", self.base)).await;
        self.here(&format!("{reader} at {address}")).await;
        let weight = self.ask(WEIGHT).await;
        let number = |name: &str| weight[name].as_u64().unwrap_or(u64::MAX);
        if number("page") > LATER || number("all") > FIRST || number("requests") > 3 {
            self.faults.push(format!("{reader} at {address}: heavy: {weight}"));
        }
    }

    /// Looks at the page that is open.
    pub async fn here(&mut self, whose: &str) {
        let source = self.source().await;
        self.seen += 1;
        let name = format!("{:03}-{}", self.seen, name(whose));
        fs::write(self.kept.path().join(format!("{name}.html")), format!("<!doctype html>{source}")).unwrap();
        let facts = self.ask(FACTS).await;
        if facts["headings"] != 1 || facts["title"].as_str().is_none_or(|title| title.trim().is_empty()) {
            self.faults.push(format!("{whose}: one heading and a title: {facts}"));
        }
        for line in self.chromium.console().await {
            // That the answer is an error is said by the page itself.
            if !line.contains("Failed to load resource: the server responded with a status of 4") {
                self.faults.push(format!("{whose}: {line}"));
            }
        }
        for width in WIDTHS {
            self.chromium.width(width).await;
            let over = self.chromium.overflow().await;
            if over > 0 {
                self.faults.push(format!("{whose}: {over} px wider than {width}"));
            }
            if width != 320 {
                self.picture(&name, width).await;
            }
        }
        // The narrow page is another page for these rules: other sizes, other columns. Once is enough where readers share a page.
        let page = whose.split_once(" at ").map_or(whose, |(_, page)| page).to_owned();
        let widths = if self.known.insert(page) { [360, 1280].as_slice() } else { &[1280] };
        for &width in widths {
            self.chromium.width(width).await;
            let found = self.chromium.accessibility_faults(&self.axe).await;
            self.faults.extend(found.into_iter().map(|fault| format!("{whose}, {width} px: {fault}")));
        }
    }

    /// The page's HTML. A browser that says that a page is there may still hand out the empty one before it.
    async fn source(&self) -> String {
        let mut source = String::new();
        for _ in 0..1000 {
            source = self.chromium.client().source().await.unwrap();
            if source.contains("</title>") {
                break;
            }
        }
        source
    }

    /// A picture for people, where they ask for it: `SOJOURN_PICTURES` names the folder.
    async fn picture(&self, name: &str, width: u32) {
        if let Some(folder) = std::env::var_os("SOJOURN_PICTURES").map(PathBuf::from) {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{name}-{width}.png")), self.chromium.picture().await).unwrap();
        }
    }

    async fn ask(&self, script: &str) -> Value {
        self.chromium.client().execute(script, Vec::new()).await.unwrap()
    }

    /// Ends, and says what was wrong on the pages and in their HTML; the number of pages.
    pub async fn end(mut self) -> (usize, Vec<String>) {
        self.faults.extend(html_errors(self.kept.path()));
        self.chromium.close().await;
        (self.seen, self.faults)
    }
}

/// A file's name of what a page is.
fn name(whose: &str) -> String {
    let words: Vec<&str> = whose.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("-").chars().take(80).collect()
}

const FACTS: &str = "return { headings: document.querySelectorAll('h1').length, title: document.title }";

/// Bytes over the line: of the page, and of all that a first visit loads, which the cache may have spared this one.
const WEIGHT: &str =
    "const [page] = performance.getEntriesByType('navigation'), rest = performance.getEntriesByType('resource');
    return { page: page.encodedBodySize, requests: 1 + rest.length,
             all: [page, ...rest].reduce((sum, entry) => sum + entry.encodedBodySize, 0) }";
