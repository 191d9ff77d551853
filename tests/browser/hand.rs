//! How a person works a page in a real browser: with a mouse, or with nothing but the keyboard, where each step of the focus is
//! looked at.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
};
use serde_json::{Value, json};

use crate::support::chromium::Chromium;

/// Keys as WebDriver names them.
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const SPACE: char = ' ';
const DOWN: char = '\u{e015}';
const CONTROL: char = '\u{e009}';

/// More presses of Tab than any page needs.
const FAR: usize = 200;

/// Somebody's hand.
pub struct Hand<'a> {
    /// The browser.
    pub chromium: &'a Chromium,
    /// Whether it is on the keyboard and never on a mouse.
    pub keyboard: bool,
}

impl Hand<'_> {
    /// Follows a link or presses a button, and waits for the page that follows.
    pub async fn press(&self, css: &str) {
        self.ask("window.isLeft = true", &[]).await;
        if self.keyboard {
            self.reach(css).await;
            self.strike(ENTER).await;
        } else {
            self.find(css).await.click().await.unwrap();
        }
        let begun = Instant::now();
        let there = "return !window.isLeft && document.readyState === 'complete'";
        while !matches!(self.chromium.client().execute(there, Vec::new()).await, Ok(Value::Bool(true))) {
            assert!(begun.elapsed() < Duration::from_secs(30), "{css} leads nowhere");
        }
    }

    /// Opens what is folded away.
    pub async fn unfold(&self, css: &str) {
        if self.keyboard {
            self.reach(css).await;
            self.strike(ENTER).await;
        } else {
            self.find(css).await.click().await.unwrap();
        }
    }

    /// Writes into a field, in place of what stands there.
    pub async fn write(&self, css: &str, text: &str) {
        if self.keyboard {
            self.reach(css).await;
            self.chord(CONTROL, 'a').await;
            for key in text.chars() {
                self.strike(key).await;
            }
        } else {
            let field = self.find(css).await;
            field.clear().await.unwrap();
            field.send_keys(text).await.unwrap();
        }
    }

    /// Chooses one of several radio buttons.
    pub async fn choose(&self, name: &str, value: &str) {
        let (all, wanted) = (format!("[name='{name}']"), format!("[name='{name}'][value='{value}']"));
        if !self.keyboard {
            return self.find(&wanted).await.click().await.unwrap();
        }
        self.reach(&all).await;
        let mut left = 20;
        while !self.is_at(&wanted).await {
            self.strike(DOWN).await;
            left -= 1;
            assert!(left > 0, "the arrows do not lead to {wanted}");
        }
        self.strike(SPACE).await;
    }

    /// Ticks a box.
    pub async fn tick(&self, css: &str) {
        if self.keyboard {
            self.reach(css).await;
            self.strike(SPACE).await;
        } else {
            self.find(css).await.click().await.unwrap();
        }
    }

    /// Chooses of a list the entry that begins with `text`.
    pub async fn pick(&self, css: &str, text: &str) {
        if self.keyboard {
            self.reach(css).await;
            for key in text.chars() {
                self.strike(key).await;
            }
        } else {
            let entries = self.find(css).await.find_all(Locator::Css("option")).await.unwrap();
            for entry in entries {
                if entry.text().await.unwrap().starts_with(text) {
                    return entry.click().await.unwrap();
                }
            }
            panic!("no {text} in {css}");
        }
    }

    /// Gives a file. The system's own window, in which it is found, belongs to no page.
    pub async fn give(&self, css: &str, file: &Path) {
        if self.keyboard {
            self.reach(css).await;
        }
        self.find(css).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Goes on with Tab until the focus is there. Wherever it comes by, it must be seen.
    pub async fn reach(&self, css: &str) {
        for _ in 0..FAR {
            let at = self.ask(FOCUS, &[json!(css)]).await;
            assert_eq!(at["seen"], true, "the focus is not seen on the way to {css}: {at}");
            if at["there"] == true {
                return;
            }
            self.strike(TAB).await;
        }
        panic!("Tab does not lead to {css}");
    }

    async fn is_at(&self, css: &str) -> bool {
        self.ask("return document.activeElement.matches(arguments[0])", &[json!(css)]).await == true
    }

    /// Presses a key.
    async fn strike(&self, key: char) {
        let keys = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: key });
        self.chromium.client().perform_actions(keys.then(KeyAction::Up { value: key })).await.unwrap();
    }

    async fn chord(&self, held: char, key: char) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        self.chromium.client().perform_actions(keys).await.unwrap();
    }

    /// Moves the focus one step on.
    pub async fn tab(&self) {
        self.strike(TAB).await;
    }

    /// Presses Enter where the focus is.
    pub async fn enter(&self) {
        self.strike(ENTER).await;
    }

    async fn find(&self, css: &str) -> Element {
        self.chromium.client().find(Locator::Css(css)).await.unwrap_or_else(|e| panic!("no {css}: {e}"))
    }

    /// What a script says.
    pub async fn ask(&self, script: &str, with: &[Value]) -> Value {
        self.chromium.client().execute(script, with.to_vec()).await.unwrap()
    }
}

/// Whether the focus is where it is wanted, and whether an eye finds it: a ring of two pixels or more, in the window.
const FOCUS: &str = "const at = document.activeElement;
    if (!at || at === document.body || at.id === 'problems') return { there: false, seen: true };
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { there: at.matches(arguments[0]), seen: ring && inside, what: at.outerHTML.slice(0, 160) }";
