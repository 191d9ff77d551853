//! A browser without JavaScript: keeps cookies, follows redirects, fills in forms. Every answer it gets is looked at for the
//! faults that no answer may have.

use std::collections::BTreeMap;

use reqwest::{
    Client, Method, RequestBuilder,
    header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE},
    multipart,
    redirect::Policy,
};

use super::{form::Form, page::Page};

/// How a form without a file is sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// A browser of one person.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
    /// The network address it comes from, as a proxy tells it; the machine's own where `None`.
    pub from: Option<String>,
    /// The page that is open.
    pub page: Page,
}

/// A file that a person uploads.
pub struct Upload<'a> {
    /// The field's name.
    pub field: &'a str,
    /// The file's name on the person's disk.
    pub name: &'a str,
    /// What it says it is.
    pub kind: &'a str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Browser {
    /// A browser for the site at `base` (`http://127.0.0.1:1234`), with nothing open.
    pub fn new(base: &str) -> Self {
        // Each request on a connection of its own: the site may be stopped and started between two.
        let client = Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let page = Page {
            address: "/".to_owned(),
            status: reqwest::StatusCode::OK,
            headers: reqwest::header::HeaderMap::new(),
            body: Vec::new(),
        };
        Self { client, base: base.to_owned(), cookies: BTreeMap::new(), from: None, page }
    }

    /// Opens an address of the site.
    pub async fn get(&mut self, address: &str) -> &Page {
        let request = self.request(&Method::GET, address);
        self.open(address, request).await
    }

    /// Follows the link that says `text`.
    pub async fn follow(&mut self, text: &str) -> &Page {
        let address = self.page.link(text);
        let address = address
            .unwrap_or_else(|| panic!("no link {text:?} at {}, but {:?}", self.page.address, self.page.all("a[href]")));
        self.get(&address).await
    }

    /// Presses the button that says `button` after typing into the form's fields, by name or label.
    pub async fn submit(&mut self, button: &str, typed: &[(&str, &str)]) -> &Page {
        let form = self.form(button, typed);
        self.send(&form).await
    }

    /// The form with this button, filled in and not yet sent.
    #[track_caller]
    pub fn form(&self, button: &str, typed: &[(&str, &str)]) -> Form {
        Form::find(&self.page.html(), &self.page.address, button, typed)
    }

    /// Sends a form.
    pub async fn send(&mut self, form: &Form) -> &Page {
        let (address, request) = self.request_of(form, None);
        self.open(&address, request).await
    }

    /// Sends a form with a file.
    pub async fn upload(&mut self, button: &str, file: Upload<'_>) -> &Page {
        let form = self.form(button, &[]);
        assert!(form.is_multipart, "the form of {button:?} takes no files");
        let (address, request) = self.request_of(&form, Some(file));
        self.open(&address, request).await
    }

    /// The request that sends a form, with a file where the form takes one, and the address it goes to.
    pub fn request_of(&self, form: &Form, file: Option<Upload<'_>>) -> (String, RequestBuilder) {
        if form.is_multipart {
            let mut parts =
                form.fields.iter().cloned().fold(multipart::Form::new(), |f, (name, value)| f.text(name, value));
            if let Some(file) = file {
                let part = multipart::Part::bytes(file.bytes).file_name(file.name.to_owned());
                parts = parts.part(file.field.to_owned(), part.mime_str(file.kind).unwrap());
            }
            return (form.action.clone(), self.request(&Method::POST, &form.action).multipart(parts));
        }
        let encoded = serde_urlencoded::to_string(&form.fields).unwrap();
        if form.is_post {
            let request = self.request(&Method::POST, &form.action);
            return (form.action.clone(), request.header("content-type", FORM).body(encoded));
        }
        let address = format!("{}?{encoded}", form.action);
        let request = self.request(&Method::GET, &address);
        (address, request)
    }

    /// Posts a body as a form, whatever it is.
    pub async fn post(&mut self, address: &str, body: impl Into<Vec<u8>>) -> &Page {
        let request = self.request(&Method::POST, address);
        let request = request.header("content-type", FORM).body(body.into());
        self.open(address, request).await
    }

    /// A request with the browser's cookies and, for a POST, its origin; for what no browser would send.
    pub fn request(&self, method: &Method, address: &str) -> RequestBuilder {
        let mut request = self.client.request(method.clone(), format!("{}{address}", self.base));
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        if let Some(from) = &self.from {
            request = request.header("x-forwarded-for", from);
        }
        if *method == Method::POST {
            request = request.header(ORIGIN, self.base.clone()).header("sec-fetch-site", "same-origin");
        }
        request
    }

    /// Sends a request and goes where the answer leads.
    pub async fn open(&mut self, address: &str, request: RequestBuilder) -> &Page {
        let mut page = self.once(address, request).await;
        let mut left = 10;
        while page.status.is_redirection() && !page.header(LOCATION.as_str()).is_empty() {
            left -= 1;
            assert!(left > 0, "{address} leads in a circle");
            let next = page.header(LOCATION.as_str()).to_owned();
            assert!(next.starts_with('/') && !next.starts_with("//"), "{address} leads away to {next}");
            let request = self.request(&Method::GET, &next);
            page = self.once(&next, request).await;
        }
        self.page = page;
        &self.page
    }

    /// Sends a request and stays with its own answer.
    pub async fn once(&mut self, address: &str, request: RequestBuilder) -> Page {
        self.attempt(address, request).await.unwrap_or_else(|e| panic!("{address}: {e}"))
    }

    /// As [`Self::once`], where the server may be gone.
    pub async fn attempt(&mut self, address: &str, request: RequestBuilder) -> reqwest::Result<Page> {
        let answer = request.send().await?;
        self.keep_cookies(answer.headers());
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await?.to_vec();
        let page = Page { address: address.to_owned(), status, headers, body };
        let faults = page.faults();
        assert!(faults.is_empty(), "{address} ({status}): {faults:#?}\n{}", page.text());
        Ok(page)
    }

    /// Lets the browser hold this cookie.
    pub fn keep_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    fn keep_cookies(&mut self, headers: &reqwest::header::HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") || value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The cookies that are kept, by name.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }
}
