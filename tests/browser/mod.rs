//! The site in a real browser. Left out of a plain `cargo test`, because a machine may have no Chromium; `tests/run` runs them.

mod applying;
mod demo;
mod errors;
mod hand;
mod journeys;
mod keyboard;
mod look;
mod pages;

use crate::support::{
    chromium::Chromium,
    validator::{axe, html_errors},
};

const PAGE: &str = "data:text/html,<!doctype html><title>A page</title><h1>Without script</h1>\
                    <script>document.querySelector('h1').textContent = 'With script'</script>";

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn a_reader_without_javascript_really_has_none() {
    for (javascript, heading) in [(true, "With script"), (false, "Without script")] {
        let browser = Chromium::open(javascript).await;
        browser.go(PAGE).await;
        assert_eq!(browser.heading().await, heading);
        browser.close().await;
    }
}

/// The processes that name this folder when they are started.
fn processes_at(folder: &std::path::Path) -> usize {
    let folder = folder.to_str().unwrap();
    let lines =
        std::fs::read_dir("/proc").unwrap().flatten().filter_map(|p| std::fs::read(p.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(folder)).count()
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn a_browser_goes_with_the_test_that_fails() {
    let (say, hear) = std::sync::mpsc::channel();
    let failing = tokio::spawn(async move {
        let browser = Chromium::open(true).await;
        browser.go(PAGE).await;
        let profile = browser.profile().to_owned();
        say.send((processes_at(&profile), profile)).unwrap();
        assert_eq!(browser.heading().await, "Something else");
    });
    assert!(failing.await.unwrap_err().is_panic());
    let (running, profile) = hear.recv().unwrap();
    assert!(running > 0);
    assert_eq!(processes_at(&profile), 0);
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn those_who_look_at_pages_see_faults() {
    let browser = Chromium::open(true).await;
    browser.go("data:text/html,<!doctype html><title>A page</title><img src='data:,'>").await;
    let faults = browser.accessibility_faults(&axe()).await;
    assert!(faults.iter().any(|fault| fault.contains("image-alt")), "{faults:#?}");
    browser.close().await;

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wrong.html"), "<!doctype html><html lang=en><title>A page</title><p><div>a</p>")
        .unwrap();
    assert!(html_errors(folder.path()).iter().any(|error| error.contains("Unclosed element")));
}
