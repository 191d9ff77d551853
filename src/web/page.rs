//! The frame around every page: title, navigation, flash, problems, and the tokens that its forms carry.

use crate::{
    domain::{
        permission::{Actor, Role},
        sentence::{Problem, Sentence},
        time::{Timestamp, Zone},
    },
    export::print::IS_BUILT_IN,
    web::{
        assets,
        moment::Moment,
        parts::{Field, PARTS_OF_A_DAY},
        said::Said,
    },
    words::{Saying, Words},
};

/// What a page is about, for the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Calls and texts for everybody.
    Public,
    /// The applicant's own applications.
    Applications,
    /// A reviewer's own reviews.
    Reviews,
    /// An authority's candidates.
    Nominating,
    /// A host's posts and applicants.
    Hosting,
    /// The posts of a province that are to be checked.
    Provincial,
    /// The office's calls and applications.
    Office,
    /// Mails.
    Mail,
    /// People, roles, audit.
    Admin,
    /// The own account.
    Account,
    /// None of them: texts, and what is wrong with a request.
    Aside,
}

/// A link of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// Id of its words.
    pub label: &'static str,
    /// Whether the page belongs to it.
    pub current: bool,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name.
    pub name: String,
}

/// A sentence carried over from the act before.
#[derive(Debug, Clone)]
pub struct Flash {
    /// The words.
    pub text: String,
    /// Whether it tells of trouble rather than of success.
    pub is_trouble: bool,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The reader's language.
    pub words: Words,
    /// What the page is about.
    pub area: Area,
    /// Whether it is one of the dense pages of a desk.
    pub desk: bool,
    /// The first part of the title.
    pub title: String,
    /// Links of the navigation.
    pub nav: Vec<NavItem>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The token that every form carries.
    pub token: String,
    /// From the act before.
    pub flash: Option<Flash>,
    /// What is wrong with what was typed.
    pub problems: Vec<Problem>,
    /// The reader's zone, where known.
    pub zone: Option<Zone>,
    /// When the request arrived.
    pub now: Timestamp,
    /// Whether this is the demo, whose mailbox anybody may read.
    pub is_demo: bool,
    /// The office's own name.
    pub office: String,
}

impl Frame {
    /// A frame for a visitor, to be filled in by the session's extractor.
    pub fn new(words: Words, now: Timestamp) -> Self {
        Self {
            words,
            area: Area::Public,
            desk: false,
            title: String::new(),
            nav: Vec::new(),
            person: None,
            token: String::new(),
            flash: None,
            problems: Vec::new(),
            zone: None,
            now,
            is_demo: false,
            office: String::new(),
        }
    }

    /// Sets area, navigation and title. `title` is already in the reader's language.
    #[must_use]
    pub fn titled(mut self, area: Area, actor: &Actor, title: impl Into<String>) -> Self {
        self.area = area;
        self.desk = matches!(
            area,
            Area::Reviews
                | Area::Nominating
                | Area::Hosting
                | Area::Provincial
                | Area::Office
                | Area::Mail
                | Area::Admin
        );
        self.title = title.into();
        self.nav = navigation(area, actor);
        self
    }

    /// Sets the problems.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }

    /// A sentence without arguments.
    pub fn say<'a>(&self, id: &'a str) -> &'a str {
        self.words.say(id)
    }

    /// A sentence whose arguments follow.
    pub fn with<'a>(&self, id: &'a str) -> Saying<'a> {
        self.words.with(id)
    }

    /// A sentence that carries its arguments.
    pub fn sentence(&self, sentence: &Sentence) -> String {
        self.words.sentence(sentence)
    }

    /// A programme's text in the reader's language.
    pub fn text<'a>(&self, text: &'a crate::domain::text::Text) -> &'a str {
        text.in_language(self.words.reading())
    }

    /// The same, to be put on the page with the language that it is in.
    pub fn said(&self, text: &crate::domain::text::Text) -> Said {
        Said::of(text, self.words)
    }

    /// What is wrong with this field.
    pub fn problem_of(&self, field: &str) -> Option<String> {
        self.problem_at(field).map(|p| self.words.sentence(&p.sentence))
    }

    /// The problem with this field, or with the day, month or year of which it is made.
    fn problem_at(&self, field: &str) -> Option<&Problem> {
        let of_field = |named: &str| {
            let part = named.strip_prefix(field).and_then(|rest| rest.strip_prefix('-'));
            named == field || part.is_some_and(|part| PARTS_OF_A_DAY.contains(&part))
        };
        self.problems.iter().find(|p| p.field.as_deref().is_some_and(of_field))
    }

    /// The document's title: "Error: " first where something is wrong.
    pub fn document_title(&self) -> String {
        let name = if self.office.is_empty() { "Sojourn" } else { &self.office };
        let error = if self.problems.is_empty() { None } else { Some(self.say("base-title-error")) };
        let mut title = error.map(|e| [e, " "].concat()).unwrap_or_default();
        title.push_str(&self.title);
        title.push_str(" – ");
        title.push_str(name);
        title
    }

    /// An instant on the reader's clock, else on the call's.
    pub fn moment(&self, at: Timestamp, call: Zone) -> Moment {
        Moment::new(self.words, at, call, self.zone)
    }

    /// How much time is left until then; nothing where it is past.
    pub fn left(&self, until: Timestamp) -> Option<String> {
        let left = (until > self.now).then(|| until - self.now)?;
        Some(match left.num_days() {
            0 => self.with("base-hours-left").set("hours", left.num_hours()).to_string(),
            days => self.with("base-days-left").set("days", days).to_string(),
        })
    }

    /// A field named `name` with the words of `label`, showing what is wrong with it.
    pub fn field(&self, name: &str, label: &str) -> Field {
        self.field_named(name, self.say(label))
    }

    /// The same with a label that is already in words: a programme's own question.
    pub fn field_named(&self, name: &str, label: impl Into<Said>) -> Field {
        let at = self.problem_at(name).and_then(|p| p.field.clone());
        Field::new(name, label, self.problem_of(name), self.say("base-optional")).led_to_at(at)
    }

    /// In whose zone the times of this page are.
    pub fn zone_note(&self) -> Option<String> {
        let zone = self.zone?;
        Some(self.with("base-zone").set("zone", self.words.city(zone).into_owned()).to_string())
    }

    /// Whether applications can be had as PDFs.
    pub const fn prints(&self) -> bool {
        IS_BUILT_IN
    }

    /// Address of the style sheet.
    pub fn css(&self) -> &'static str {
        assets::address("sojourn.css")
    }

    /// Address of the script.
    pub fn js(&self) -> &'static str {
        assets::address("sojourn.js")
    }
}

/// The parts of the site that this person has something to do in.
fn navigation(area: Area, actor: &Actor) -> Vec<NavItem> {
    let item = |of: Area, href, label| NavItem { href, label, current: area == of };
    let mut items = vec![item(Area::Public, "/calls", "base-nav-calls")];
    if actor.user().is_none() {
        return items;
    }
    items.push(item(Area::Applications, "/applications", "base-nav-applications"));
    if actor.holds_anywhere(Role::Reviewer) {
        items.push(item(Area::Reviews, "/reviews", "base-nav-reviews"));
    }
    if actor.holds_anywhere(Role::Nominator) {
        items.push(item(Area::Nominating, "/nominating", "nominating-title"));
    }
    if actor.holds_anywhere(Role::Host) {
        items.push(item(Area::Hosting, "/hosting", "base-nav-hosting"));
    }
    if actor.holds_anywhere(Role::Provincial) {
        items.push(item(Area::Provincial, "/provincial", "provincial-title"));
    }
    if [Role::Officer, Role::Chair, Role::Admin].into_iter().any(|role| actor.holds_anywhere(role)) {
        items.push(item(Area::Office, "/office", "base-nav-office"));
        items.push(item(Area::Mail, "/office/mail", "base-nav-mail"));
    }
    if actor.holds_anywhere(Role::Admin) {
        items.push(item(Area::Admin, "/admin/people", "base-nav-admin"));
    }
    items
}
