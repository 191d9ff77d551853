//! Somebody who applies while the program is killed again and again: tries until there is an answer, and knows what was answered.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use reqwest::StatusCode;
use sha2::{Digest as _, Sha256};
use sojourn::{domain::id::ApplicationId, files::spool::hex};
use tokio::sync::watch;

use crate::support::{
    browser::{Browser, Upload},
    form::Form,
    page::Page,
    papers,
};

/// The section with the title of the plan, and the one with the curriculum vitae.
const PLAN: &str = "plan";
const RECORD: &str = "research-record";

/// How many apply at the same time.
const AT_ONCE: usize = 12;

/// How often somebody asks for a page while nobody is there; then the program is gone for good.
const TRIES: usize = 10_000;

/// What somebody sent again and again, each time something else, and what was acknowledged.
#[derive(Debug, Default)]
pub struct Sent {
    acknowledged: Option<String>,
    /// Since then, without an answer: may be there or not.
    in_doubt: Vec<String>,
    /// How often there was an answer.
    pub times: usize,
}

impl Sent {
    /// Goes out now.
    pub fn sending(&mut self, what: &str) {
        self.in_doubt.push(what.to_owned());
    }

    /// The last one was acknowledged.
    pub fn answered(&mut self) {
        self.acknowledged = self.in_doubt.pop();
        self.in_doubt.clear();
        self.times += 1;
    }

    /// Whether nothing acknowledged is lost when this is what there is.
    pub fn allows(&self, there: &str) -> bool {
        self.acknowledged.as_deref() == Some(there) || self.in_doubt.iter().any(|sent| sent == there)
    }
}

/// One applicant with a browser.
pub struct Applicant {
    /// The application.
    pub id: ApplicationId,
    /// Titles of the plan.
    pub title: Sent,
    /// Hashes of curricula vitae.
    pub cv: Sent,
    /// How often handing in was acknowledged.
    pub submissions: usize,
    /// What the confirmation said.
    pub confirmation: String,
    number: usize,
    /// Signed in.
    pub browser: Browser,
}

/// Where every answer is counted, so that whoever kills knows how far things are.
pub type Answers = watch::Sender<usize>;

impl Applicant {
    /// Signed in with this session.
    pub fn new(url: &str, number: usize, id: ApplicationId, session: &str) -> Self {
        let mut browser = Browser::new(url);
        browser.keep_cookie("sojourn", session);
        let (title, cv) = (Sent::default(), Sent::default());
        Self { id, title, cv, submissions: 0, confirmation: String::new(), number, browser }
    }

    /// Saves, uploads, saves, hands in and reads the confirmation. Every fourth presses the last button twice at once.
    pub async fn apply(&mut self, answers: &Answers) {
        self.save(answers).await;
        self.upload(answers).await;
        self.save(answers).await;
        self.submit(answers).await;
    }

    /// Changes an answer until that is acknowledged.
    pub async fn save(&mut self, answers: &Answers) {
        for attempt in 0.. {
            self.open(&format!("/applications/{}/sections/{PLAN}", self.id)).await;
            let title = format!("Plan {}, {} and {attempt}", self.number, self.title.times);
            let form = self.browser.form("Continue", &[("plan_title", &title)]);
            self.title.sending(&title);
            if self.press(&form, None).await.is_some_and(|page| is_done(&page)) {
                self.title.answered();
                count(answers);
                return;
            }
        }
    }

    /// Gives another curriculum vitae until that is acknowledged.
    pub async fn upload(&mut self, answers: &Answers) {
        for attempt in 0.. {
            self.open(&format!("/applications/{}/sections/{RECORD}", self.id)).await;
            let bytes = papers::pdf(&format!("{} {} {attempt}", self.number, self.cv.times));
            let form = self.browser.form("Upload", &[]);
            self.cv.sending(&hex(&Sha256::digest(&bytes)));
            let file = Upload { field: "file", name: "CV.pdf", kind: "application/pdf", bytes };
            if self.press(&form, Some(file)).await.is_some_and(|page| is_done(&page)) {
                self.cv.answered();
                count(answers);
                return;
            }
        }
    }

    /// Hands in until the confirmation is there.
    pub async fn submit(&mut self, answers: &Answers) {
        loop {
            self.open(&format!("/applications/{}/check", self.id)).await;
            // Handed in already, though nobody was there to say so.
            if self.browser.page.all("button").iter().any(|button| button == "Submit changes") {
                break;
            }
            let form = self.browser.form("Submit application", &[]);
            let mut pages = vec![self.press(&form, None).await];
            if self.number.is_multiple_of(4) {
                let mut twin = self.twin();
                let (one, other) = tokio::join!(self.press(&form, None), twin.press(&form, None));
                pages.extend([one, other]);
            }
            let done = pages.iter().flatten().filter(|page| page.status == StatusCode::SEE_OTHER).count();
            let late = pages.iter().flatten().filter(|page| page.status == StatusCode::CONFLICT).count();
            assert_eq!(done + late, pages.iter().flatten().count(), "{:?}", pages.iter().flatten().next());
            self.submissions += done;
            if done > 0 {
                count(answers);
                break;
            }
        }
        self.open(&format!("/applications/{}/submitted", self.id)).await;
        self.confirmation = self.browser.page.main();
    }

    /// The same person in another tab.
    fn twin(&self) -> Self {
        let (title, cv) = (Sent::default(), Sent::default());
        let browser = self.browser.clone();
        Self { title, cv, submissions: 0, confirmation: String::new(), browser, ..*self }
    }

    /// The form for another title of the plan, to be sent.
    pub async fn retitled(&mut self) -> (Form, &Browser) {
        self.open(&format!("/applications/{}/sections/{PLAN}", self.id)).await;
        let title = format!("Plan {} and {}", self.number, self.title.times);
        self.title.sending(&title);
        (self.browser.form("Continue", &[("plan_title", &title)]), &self.browser)
    }

    /// Opens a page, again and again while nobody is there.
    pub async fn open(&mut self, address: &str) {
        for _ in 0..TRIES {
            let request = self.browser.request(&reqwest::Method::GET, address);
            if let Ok(page) = self.browser.attempt(address, request).await {
                assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.main());
                self.browser.page = page;
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("{address} did not come");
    }

    /// Sends a form; nothing where no answer came.
    pub async fn press(&mut self, form: &Form, file: Option<Upload<'_>>) -> Option<Page> {
        let (address, request) = self.browser.request_of(form, file);
        self.browser.attempt(&address, request).await.ok()
    }
}

fn is_done(page: &Page) -> bool {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}: {}", page.address, page.main());
    true
}

fn count(answers: &Answers) {
    answers.send_modify(|answered| *answered += 1);
}

/// Lets everybody apply, some at a time; gives them back with what they know.
pub async fn apply_together(waiting: Vec<Applicant>, answers: Answers) -> Vec<Applicant> {
    let waiting = Arc::new(Mutex::new(VecDeque::from(waiting)));
    let counters = (0..AT_ONCE).map(|_| {
        let (waiting, answers) = (Arc::clone(&waiting), answers.clone());
        tokio::spawn(async move {
            let mut done = Vec::new();
            let next = || waiting.lock().unwrap().pop_front();
            while let Some(mut one) = next() {
                one.apply(&answers).await;
                done.push(one);
            }
            done
        })
    });
    let mut done = Vec::new();
    for counter in counters.collect::<Vec<_>>() {
        done.extend(counter.await.unwrap());
    }
    done
}
