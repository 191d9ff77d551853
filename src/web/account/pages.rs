//! The two pages that most of an account's business needs: a form, and something said.

use askama::Template;

use crate::{
    domain::{places, time::Zone},
    web::{
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
};

/// A link below a page: address and words.
pub type Below = (&'static str, String);

/// A page with one form.
#[derive(Template)]
#[template(path = "account/form.html")]
pub struct FormPage {
    /// The frame.
    pub frame: Frame,
    /// The heading.
    pub heading: String,
    /// Said under it.
    pub lead: Vec<String>,
    /// Where it is posted.
    pub action: String,
    /// Where to go afterwards; empty where the act says.
    pub next: String,
    /// Fields that nobody sees.
    pub hidden: Vec<(String, String)>,
    /// Whose password is asked for, for whoever keeps passwords; empty where the page asks it.
    pub username: String,
    /// The fields.
    pub fields: Vec<Put>,
    /// Words of the button.
    pub button: String,
    /// Whether the act cannot be undone.
    pub stop: bool,
    /// The way back.
    pub back: Option<Below>,
    /// Other ways on.
    pub links: Vec<Below>,
}

impl FormPage {
    /// A form titled by the frame.
    pub fn new(frame: Frame, action: impl Into<String>, button: &str) -> Self {
        Self {
            heading: frame.title.clone(),
            lead: Vec::new(),
            action: action.into(),
            next: String::new(),
            hidden: Vec::new(),
            username: String::new(),
            fields: Vec::new(),
            button: frame.say(button).to_owned(),
            stop: false,
            back: None,
            links: Vec::new(),
            frame,
        }
    }

    /// Says this sentence under the heading.
    #[must_use]
    pub fn lead(mut self, id: &str) -> Self {
        self.lead.push(self.frame.say(id).to_owned());
        self
    }

    /// Asks this.
    #[must_use]
    pub fn field(mut self, field: Put) -> Self {
        self.fields.push(field);
        self
    }

    /// Another way on.
    #[must_use]
    pub fn link(mut self, href: &'static str, id: &str) -> Self {
        self.links.push((href, self.frame.say(id).to_owned()));
        self
    }

    /// A page of the own account: the way back to it, and whose it is.
    #[must_use]
    pub fn of_account(mut self, visit: &Visit) -> Self {
        self.username = visit.signed_in.as_ref().map(|s| s.user.email.clone()).unwrap_or_default();
        self.back = Some(("/account", self.frame.say("account-title").to_owned()));
        self
    }
}

/// A page that says something.
#[derive(Template)]
#[template(path = "account/said.html")]
pub struct SaidPage {
    /// The frame.
    pub frame: Frame,
    /// The heading.
    pub heading: String,
    /// Said under it.
    pub lead: Vec<String>,
    /// Ways on.
    pub links: Vec<Below>,
}

impl SaidPage {
    /// A page of these sentences.
    pub fn new(visit: &Visit, title: &str, lead: &[&str]) -> Self {
        let frame = visit.frame(Area::Account, title);
        let lead = lead.iter().map(|id| frame.say(id).to_owned()).collect();
        Self { heading: frame.title.clone(), lead, links: Vec::new(), frame }
    }

    /// A way on.
    #[must_use]
    pub fn link(mut self, href: &'static str, id: &str) -> Self {
        self.links.push((href, self.frame.say(id).to_owned()));
        self
    }
}

/// The field of an address.
pub fn email(frame: &Frame, typed: &str, word: &'static str) -> Put {
    frame.field("email", "account-email").kind("email").autocomplete(word).class("w20").value(typed).put()
}

/// The field of a password that is set.
pub fn new_password(frame: &Frame) -> Put {
    let hint = frame.say("account-new-password-hint");
    frame
        .field("password", "account-new-password")
        .kind("password")
        .autocomplete("new-password")
        .class("w20")
        .hint(hint)
        .put()
}

/// The field of a password that is known.
pub fn known_password(frame: &Frame, name: &str, label: &str) -> Put {
    frame.field(name, label).kind("password").autocomplete("current-password").class("w20").put()
}

/// The field of a name.
pub fn name(frame: &Frame, typed: &str) -> Put {
    let hint = frame.say("account-name-hint");
    frame.field("name", "account-name").autocomplete("name").class("w20").hint(hint).value(typed).put()
}

/// The field of a zone: by country and city.
pub fn zone(frame: &Frame, chosen: Option<Zone>) -> Put {
    let mut options = vec![Opt::new("", frame.say("account-zone-none"), chosen.is_none())];
    for country in places::ASEAN.iter().chain([&places::CHINA]) {
        for zone in country.zones {
            let label = format!("{}, {}", country.name, frame.words.city(*zone));
            options.push(Opt::new(zone.name(), label, chosen == Some(*zone)));
        }
    }
    frame.field("zone", "account-zone").hint(frame.say("account-zone-hint")).list(options).class("w20").optional().put()
}

/// The zone of this name, of those to choose from.
pub fn zone_named(name: &str) -> Option<Zone> {
    places::zones().find(|zone| zone.name() == name)
}
