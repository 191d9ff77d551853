//! A real browser: Chromium, driven over WebDriver, with a fresh profile and nothing remembered from another test.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    str::FromStr,
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The widths at which pages are looked at: a desk and a telephone.
pub const WIDTHS: [u32; 2] = [1280, 360];

/// One open browser. It ends with the value.
pub struct Chromium {
    client: Client,
    driver: Driver,
}

/// The driver's process and the browser that it started. Both go with the value, also when the test fails half-way.
struct Driver {
    process: Child,
    port: String,
    session: Option<String>,
    profile: TempDir,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The driver ends a browser whose session is ended. One that it only left behind would stay for ever.
        if let Some(session) = &self.session {
            let _ = end_session(&self.port, session);
        }
        let _ = kill_process_group(Pid::from_child(&self.process), Signal::KILL);
        let _ = self.process.wait();
    }
}

/// Over a plain connection of its own, because whatever else could say it may be what broke.
fn end_session(port: &str, session: &str) -> std::io::Result<()> {
    let mut driver = TcpStream::connect(format!("127.0.0.1:{port}"))?;
    driver.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(driver, "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    driver.read_exact(&mut [0; 12])
}

impl Driver {
    fn start(profile: TempDir) -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromedriver is not installed; tests/run installs it");
        let out = BufReader::new(process.stdout.take().unwrap());
        let port = out
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned()))
            .expect("chromedriver did not say its port");
        Self { process, port, session: None, profile }
    }
}

impl Chromium {
    /// Opens a browser; without JavaScript, as the strictest offices have it.
    pub async fn open(javascript: bool) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "args": [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en",
                    format!("--user-data-dir={}", profile.path().display()),
                ],
                "prefs": { "profile.managed_default_content_settings.javascript": if javascript { 1 } else { 2 } },
            }
        });
        let mut driver = Driver::start(profile);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("Chromium did not start");
        driver.session = client.session_id().await.unwrap();
        let browser = Self { client, driver };
        browser.width(WIDTHS[0]).await;
        browser
    }

    /// What WebDriver can do.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the browser in good order.
    pub async fn close(mut self) {
        self.client.close().await.unwrap();
        self.driver.session = None;
    }

    /// The folder in which the browser keeps what it must; no process names it once the browser is gone.
    pub fn profile(&self) -> &std::path::Path {
        self.driver.profile.path()
    }

    /// Makes the window this wide, in CSS pixels; windows themselves cannot be as narrow as a telephone.
    pub async fn width(&self, width: u32) {
        let height = if width < 600 { 740 } else { 900 };
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Goes to an address and waits until the page is there.
    pub async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    /// The text of the one main heading.
    pub async fn heading(&self) -> String {
        self.client.find(Locator::Css("h1")).await.unwrap().text().await.unwrap()
    }

    /// Presses the button that says `text`, and waits for the page that follows.
    pub async fn press(&self, text: &str) {
        let path = format!("//button[normalize-space()={0}]|//summary[normalize-space()={0}]", quoted(text));
        self.client.find(Locator::XPath(&path)).await.unwrap_or_else(|e| panic!("{text}: {e}")).click().await.unwrap();
    }

    /// Follows the link that says `text`.
    pub async fn follow(&self, text: &str) {
        self.client
            .find(Locator::LinkText(text))
            .await
            .unwrap_or_else(|e| panic!("{text}: {e}"))
            .click()
            .await
            .unwrap();
    }

    /// Types `text` into the field with this label, in place of what stands there.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses the radio button or box with this label.
    pub async fn choose(&self, label: &str) {
        self.field(label).await.click().await.unwrap();
    }

    /// Chooses an option of a list.
    pub async fn select(&self, label: &str, option: &str) {
        self.field(label).await.select_by_label(option).await.unwrap();
    }

    async fn field(&self, label: &str) -> fantoccini::elements::Element {
        let path = format!("//*[@id = //label[normalize-space()={}]/@for]", quoted(label));
        self.client.find(Locator::XPath(&path)).await.unwrap_or_else(|e| panic!("no field {label}: {e}"))
    }

    /// What the first element that `css` finds says; nothing where there is none.
    pub async fn text(&self, css: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(found) => found.text().await.unwrap(),
            Err(_) => String::new(),
        }
    }

    /// What the browser complained of since it was last asked, in its console: errors, and what its rules held back.
    pub async fn console(&self) -> Vec<String> {
        let said = self.client.issue_cmd(Own("se/log", json!({ "type": "browser" }).to_string())).await.unwrap();
        let lines = said.as_array().into_iter().flatten();
        let grave = lines.filter(|line| matches!(line["level"].as_str(), Some("SEVERE" | "WARNING")));
        grave.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The accessibility faults of the page by the rules of WCAG 2.2 AA, one line each.
    pub async fn accessibility_faults(&self, axe: &str) -> Vec<String> {
        let there = self.client.execute("return Boolean(window.axe)", Vec::new()).await.unwrap();
        let axe = if there == Value::Bool(true) { "" } else { axe };
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const module = undefined, exports = undefined, define = undefined;
             {axe}
             ;window.axe.run(document, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})
               .then(r => done(r.violations), e => done([{{id: 'axe', help: String(e), nodes: []}}]));"
        );
        let found = self.client.execute_async(&script, Vec::new()).await.unwrap();
        let lines = |fault: &Value| {
            let at: Vec<String> =
                fault["nodes"].as_array().into_iter().flatten().map(|n| n["html"].to_string()).collect();
            format!("{}: {} {}", fault["id"], fault["help"], at.join(" "))
        };
        found.as_array().unwrap().iter().map(lines).collect()
    }

    /// How many CSS pixels the page is wider than the window: a reader would have to scroll sideways.
    pub async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.client.execute(script, Vec::new()).await.unwrap().as_i64().unwrap_or(0)
    }

    /// A picture of the whole page, PNG.
    pub async fn picture(&self) -> Vec<u8> {
        use base64::Engine as _;
        let taken = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        base64::engine::general_purpose::STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()
    }

    /// A command of Chromium's own protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let command = json!({ "cmd": command, "params": parameters }).to_string();
        self.client.issue_cmd(Own("goog/cdp/execute", command)).await.unwrap()
    }

    /// Waits until `css` is on the page.
    pub async fn until(&self, css: &str) {
        self.client.wait().at_most(Duration::from_secs(20)).for_element(Locator::Css(css)).await.unwrap();
    }
}

/// Text as XPath writes it: it has no escapes, so pieces with different quotes are joined.
fn quoted(text: &str) -> String {
    let pieces: Vec<String> = text.split('\'').map(|piece| format!("'{piece}'")).collect();
    if pieces.len() == 1 { pieces.concat() } else { format!("concat({})", pieces.join(", \"'\", ")) }
}

/// A command that only this driver has: where it goes, and what with.
#[derive(Debug)]
struct Own(&'static str, String);

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.clone()))
    }
}
