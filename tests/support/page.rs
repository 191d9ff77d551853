//! A page as a test reads it: what a person sees, and the faults that no page may have.

use reqwest::{StatusCode, header::HeaderMap};
use scraper::{ElementRef, Html, Selector};

/// An answer of the server.
#[derive(Debug, Clone)]
pub struct Page {
    /// Path and query at which it is.
    pub address: String,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes; a download is not text.
    pub body: Vec<u8>,
}

/// Text with single spaces.
pub fn squeezed(text: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let pieces: String = text.into_iter().map(|piece| piece.as_ref().to_owned()).collect();
    pieces.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an element says, with single spaces.
pub fn said(element: ElementRef<'_>) -> String {
    squeezed(element.text())
}

/// A selector that a test wrote.
pub fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

impl Page {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The page as elements.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.text())
    }

    /// Whether it is an HTML page.
    pub fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What each element that `selector` finds says.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.html().select(&css(selector)).map(said).collect()
    }

    /// What the first element that `selector` finds says; nothing where there is none.
    pub fn first(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }

    /// The window's title.
    pub fn title(&self) -> String {
        self.first("title")
    }

    /// The main heading.
    pub fn heading(&self) -> String {
        self.first("h1")
    }

    /// The lines of "There is a problem".
    pub fn errors(&self) -> Vec<String> {
        self.all(".errors a, .errors li:not(:has(a)), .errors p:not(:has(a))")
    }

    /// What the last act is answered with, above the page.
    pub fn flash(&self) -> String {
        self.first(".flash, .done, [role=status]")
    }

    /// What stands in the main part.
    pub fn main(&self) -> String {
        self.first("main")
    }

    /// Whether the main part says this.
    pub fn says(&self, text: &str) -> bool {
        self.main().contains(text)
    }

    /// Where the link that says `text` leads; with several of the same words, the first.
    pub fn link(&self, text: &str) -> Option<String> {
        let html = self.html();
        let with_address = css("a[href]");
        let mut links = html.select(&with_address);
        let hidden = css(".visually-hidden, .unseen");
        let found = links.find(|link| {
            let unseen: String = link.select(&hidden).map(said).collect();
            said(*link) == text || said(*link).trim_end_matches(&unseen).trim_end() == text
        });
        found.and_then(|link| link.attr("href")).map(str::to_owned)
    }

    /// The token that the page's forms carry.
    pub fn token(&self) -> String {
        let html = self.html();
        let input = html.select(&css("input[name=csrf]")).next();
        input.and_then(|input| input.attr("value")).unwrap_or_else(|| panic!("no form at {}", self.address)).to_owned()
    }

    /// Addresses of the same site to which the page links.
    pub fn links(&self) -> Vec<String> {
        let html = self.html();
        let with_address = css("a[href]");
        let addresses = html.select(&with_address).filter_map(|link| link.attr("href"));
        addresses.filter(|address| address.starts_with('/')).map(str::to_owned).collect()
    }

    /// Stops the test unless this is an ordinary page with this heading.
    #[track_caller]
    pub fn expect(&self, heading: &str) -> &Self {
        assert_eq!(self.heading(), heading, "at {} ({}):\n{}", self.address, self.status, self.main());
        self
    }

    /// What every answer must hold, whatever the test is about; one line each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.header_faults();
        if self.is_html() {
            faults.extend(self.html_faults());
        }
        faults
    }

    fn header_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut must = |holds: bool, fault: &str| {
            if !holds {
                faults.push(fault.to_owned());
            }
        };
        let policy = self.header("content-security-policy");
        must(!self.status.is_server_error(), "the server failed");
        must(self.header("x-content-type-options") == "nosniff", "content may be sniffed");
        for part in ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action"] {
            must(
                policy.contains(part) || policy.contains("sandbox"),
                &format!("the content policy lacks {part}: {policy}"),
            );
        }
        must(!policy.contains("unsafe-"), "the content policy has something unsafe");
        must(matches!(self.header("referrer-policy"), "no-referrer" | "same-origin"), "addresses leak by Referer");
        for leak in ["server", "x-powered-by", "access-control-allow-origin"] {
            must(self.header(leak).is_empty(), &format!("there is a header {leak}"));
        }
        for cookie in self.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap_or_default();
            let kept = cookie.contains("HttpOnly") && cookie.contains("SameSite=") && cookie.contains("Path=/");
            must(kept, &format!("a cookie is not kept close: {cookie}"));
        }
        let kind = self.header("content-type");
        let is_text = kind.starts_with("text/");
        must(!is_text || kind.to_ascii_lowercase().contains("charset=utf-8"), "text without its encoding");
        faults
    }

    fn html_faults(&self) -> Vec<String> {
        let html = self.html();
        let mut faults = Vec::new();
        let mut must_not = |selector: &str, fault: &str| {
            for element in html.select(&css(selector)) {
                faults.push(format!("{fault}: {}", element.html().chars().take(200).collect::<String>()));
            }
        };
        must_not(
            "[style], style:not(svg style), script:not([src])",
            "written into the page against the content policy",
        );
        must_not("[onclick], [onchange], [onsubmit], [onload], [onerror]", "script in an attribute");
        must_not("[src^='http'], [src^='//'], link[href^='http'], link[href^='//']", "fetched from another site");
        must_not("form[method=post]:not(:has(input[name=csrf]))", "a form without its token");
        must_not("[required]", "the browser's own check, in its own words");
        must_not("a:not([href]), a[href=''], a[href='#']", "a link to nowhere");
        must_not("a[href^='javascript:'], a[href^='data:']", "a link that is a program");
        let count = |selector: &str| html.select(&css(selector)).count();
        if count("h1") != 1 || count("main") != 1 || self.title().is_empty() || count("html[lang]") != 1 {
            faults.push("a page has a title, a language, one main part and one main heading".to_owned());
        }
        if self.text().contains('\u{27e6}') {
            faults.push("a sentence is missing".to_owned());
        }
        faults.extend(unnamed_fields(&html));
        faults
    }
}

/// Fields without a label.
fn unnamed_fields(html: &Html) -> Vec<String> {
    let fields = css("input:not([type=hidden], [type=submit], [hidden]), select, textarea");
    let named = |field: &ElementRef<'_>| {
        let labels = field.attr("id").map(|id| css(&format!("label[for='{id}']")));
        field.attr("aria-label").is_some()
            || field.attr("aria-labelledby").is_some()
            || labels.is_some_and(|label| html.select(&label).next().is_some())
            || field.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "label")
    };
    let unnamed = html.select(&fields).filter(|field| !named(field));
    unnamed.map(|field| format!("a field without a label: {}", field.html())).collect()
}
