//! The rows of the table: what is asked for, by whom, and what it is held against.

use std::{fmt::Write as _, net::SocketAddr};

use sojourn::{domain::chance::Chance, keys::Keys};

use crate::{
    office::{Applicant, Broken, Office},
    server::SECRET,
};

/// Clients that read pages at once.
pub const READERS: usize = 16;
/// Clients that hand in at once.
pub const WRITERS: usize = 64;
/// Names of the baselines.
pub const STATIC: &str = "static-10kB";
/// See [`STATIC`].
pub const INSERT: &str = "bare-insert-4kB";
/// Name of the row of handing in.
const SUBMIT: &str = "submit";
/// What handing in must reach of the bare insert.
const SUBMIT_TARGET: f64 = 0.25;
/// Name of the row of saving a section.
const SAVE: &str = "section-save";
/// What saving must reach of the bare insert.
const SAVE_TARGET: f64 = 0.3;
/// Applicants whose task lists are read.
const APPLICANTS: usize = 200;
/// Reviewers whose lists are read.
const REVIEWERS: usize = 20;
/// Posts that are shown.
const POSTS: usize = 10_000;
/// What is asked of the list of posts.
const SEARCHES: [&str; 6] = [
    "field=1.6&free=yes",
    "province=GX&language=english",
    "field=2.2&province=YN",
    "priority=digital&free=yes",
    "q=mangrove&free=yes",
    "q=corals+tanks&language=english",
];

/// A page that is read.
#[derive(Debug)]
pub struct Page {
    /// Name of its row.
    pub name: &'static str,
    /// What it must reach of the static answer.
    pub target: f64,
    /// The requests, from different people where several read it.
    pub requests: Vec<Request>,
}

/// A request of somebody.
#[derive(Debug, Clone)]
pub struct Request {
    path: String,
    token: Option<String>,
    body: Option<String>,
}

impl Request {
    /// Reads a page.
    pub fn get(path: &str, token: Option<&str>) -> Self {
        Self { path: path.to_owned(), token: token.map(str::to_owned), body: None }
    }

    /// Hands in a draft.
    fn submit(applicant: &Applicant, keys: &Keys, chance: &mut Chance) -> Self {
        let csrf = keys.form_token(&applicant.token, chance.bytes());
        Self {
            path: format!("/applications/{}/submit", applicant.application),
            token: Some(applicant.token.clone()),
            body: Some(format!("csrf={csrf}&version=1")),
        }
    }

    /// Saves the plan, whose texts are about as long as those of a careful applicant.
    fn save(applicant: &Applicant, keys: &Keys, chance: &mut Chance) -> Self {
        let csrf = keys.form_token(&applicant.token, chance.bytes());
        let text = "Mangroves+keep+more+carbon+than+any+other+forest%2C+and+nobody+counts+it+well.+".repeat(8);
        let mut body = format!("csrf={csrf}&version=1&go=back&section-done=yes&plan_title=Carbon+in+mangrove+soils");
        for field in ["aims", "methods", "work_plan", "benefit_home", "benefit_host"] {
            // A String takes everything.
            let _ = write!(body, "&{field}={text}");
        }
        Self {
            path: format!("/applications/{}/sections/plan", applicant.application),
            token: Some(applicant.token.clone()),
            body: Some(body),
        }
    }

    /// Asks for all papers that are with reviewers.
    pub fn papers(slug: &str, token: &str, keys: &Keys, chance: &mut Chance) -> Self {
        let csrf = keys.form_token(token, chance.bytes());
        Self {
            path: format!("/office/calls/{slug}/papers"),
            token: Some(token.to_owned()),
            body: Some(format!("csrf={csrf}&status=in_review&reason=To+measure")),
        }
    }

    /// As it is sent to this server.
    pub fn written(&self, to: SocketAddr) -> Vec<u8> {
        let Self { path, token, body } = self;
        let method = if body.is_some() { "POST" } else { "GET" };
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {to}\r\nUser-Agent: load\r\n");
        if let Some(token) = token {
            // A String takes everything.
            let _ = write!(text, "Cookie: sojourn={token}\r\n");
        }
        if let Some(body) = body {
            let length = body.len();
            let _ = write!(text, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n");
        }
        text.push_str("\r\n");
        text.push_str(body.as_deref().unwrap_or_default());
        text.into_bytes()
    }
}

/// Everything that is asked of an office, with people signed in for it.
///
/// # Errors
/// Where the database refuses.
pub fn pages(office: &mut Office) -> Result<Vec<Page>, Broken> {
    let call = format!("/calls/{}", office.slug);
    let list = format!("/office/calls/{}/applications", office.slug);
    let task = |a: &Applicant| Request::get(&format!("/applications/{}/tasks", a.application), Some(&a.token));
    let tasks = office.drafts(APPLICANTS)?.iter().map(task).collect();
    let reviews = office.reviewers(REVIEWERS)?.iter().map(|token| Request::get("/reviews", Some(token))).collect();
    office.posts(POSTS)?;
    // Who is signed in gets the list anew each time; what visitors get is kept until something changes.
    let reader = office.officer()?;
    let posts = SEARCHES.iter().map(|asked| Request::get(&format!("/posts?{asked}"), Some(&reader))).collect();
    let officer = Request::get(&list, Some(&office.officer()?));
    let page = |name, target, requests| Page { name, target, requests };
    Ok(vec![
        page("call-page", 0.6, vec![Request::get(&call, None)]),
        page("task-list", 0.25, tasks),
        page("reviewer-list", 0.1, reviews),
        page("officer-list", 0.1, vec![officer]),
        page("posts", 0.1, posts),
    ])
}

/// What is done once with each of many drafts.
#[derive(Debug, Clone, Copy)]
pub struct Write {
    /// Name of its row.
    pub name: &'static str,
    /// What it must reach of the bare insert.
    pub target: f64,
    request: fn(&Applicant, &Keys, &mut Chance) -> Request,
}

/// Everything that is written.
pub const WRITES: [Write; 2] = [
    Write { name: SAVE, target: SAVE_TARGET, request: Request::save },
    Write { name: SUBMIT, target: SUBMIT_TARGET, request: Request::submit },
];

impl Write {
    /// The requests of so many fresh drafts, each by its applicant.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn requests(self, office: &mut Office, count: usize) -> Result<Vec<Request>, Broken> {
        let (keys, mut chance) = (Keys::new(SECRET.as_bytes()), Chance::seeded(3));
        let drafts = office.drafts(count)?;
        Ok(drafts.iter().map(|applicant| (self.request)(applicant, &keys, &mut chance)).collect())
    }
}
