//! What every page of the editor needs: the call with its definition, what was typed, and how a step is answered.

use std::sync::Arc;

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    actions::{self, editing},
    db::{self, calls::CallRow},
    domain::{
        call::Definition,
        editing::Edit,
        form::Typed,
        sentence::{Problem, Sentence},
        workflow::CallState,
    },
    web::{
        admin::{admins_only, calls::find},
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// Longest text of a field, in characters.
const LONGEST: usize = 20_000;

/// A call that is edited.
pub struct Room {
    /// The call.
    pub call: CallRow,
    /// Its definition as it stands.
    pub definition: Arc<Definition>,
    /// The version that the person saw.
    pub version: i32,
    /// Whether what referees are asked stands in the place of the form.
    pub is_of_letters: bool,
}

/// What the head of every page of the editor shows.
pub struct Head {
    /// The call's word in addresses.
    pub slug: String,
    /// The call's title.
    pub call: String,
    /// Version that the page's forms carry.
    pub version: i32,
    /// Whether the call can still be changed.
    pub may_change: bool,
}

impl Room {
    /// Lets an admin in.
    pub async fn enter(visit: &Visit, slug: String) -> Result<Self, Error> {
        admins_only(visit)?;
        let call = find(visit, slug).await?;
        let id = call.definition_id;
        let definition = visit.app.read(move |conn| db::definitions::get(conn, id)).await?;
        Ok(Self { version: call.version, call, definition, is_of_letters: false })
    }

    /// Lets an admin in to what referees are asked, which is edited as a form is.
    pub async fn enter_letters(visit: &Visit, slug: String) -> Result<Self, Error> {
        let room = Self::enter(visit, slug).await?;
        let form = room.definition.referees.as_ref().ok_or(Error::NotFound)?.form();
        let definition = Arc::new(Definition { form, ..Definition::clone(&room.definition) });
        Ok(Self { definition, is_of_letters: true, ..room })
    }

    /// The address of one of its pages.
    pub fn address(&self, page: &str) -> String {
        let slug = &self.call.slug;
        match page {
            page if !self.is_of_letters => format!("/admin/calls/{slug}/{page}"),
            "form" | "sections/letter" => format!("/admin/calls/{slug}/referees"),
            "sections/letter/new" => format!("/admin/calls/{slug}/referees/new"),
            page => format!("/admin/calls/{slug}/referees/{page}"),
        }
    }

    /// The page that shows the form as a whole, with its words.
    pub fn whole(&self, frame: &Frame) -> (String, String) {
        let words = if self.is_of_letters { "editor-referees-title" } else { "editor-tab-form" };
        (self.address("form"), frame.say(words).to_owned())
    }

    /// The tab of the pages about the form.
    pub const fn form_tab(&self) -> &'static str {
        if self.is_of_letters { "settings" } else { "form" }
    }

    /// A frame of this title.
    pub fn frame(&self, visit: &Visit, title: &str, problems: Vec<Problem>) -> Frame {
        visit.frame(Area::Admin, title).with_problems(problems)
    }

    /// The head of a page.
    pub fn head(&self, frame: &Frame) -> Head {
        Head {
            slug: self.call.slug.clone(),
            call: frame.text(&self.call.title).to_owned(),
            version: self.version,
            may_change: self.call.state != CallState::Archived,
        }
    }

    /// The field for the reason, where a change needs one.
    pub fn reason(&self, frame: &Frame, typed: &Typed) -> Option<Put> {
        let field = || frame.field("reason", "admin-change-reason").value(typed.first("reason")).put();
        (self.call.state == CallState::Published).then(field)
    }

    /// The same field for the buttons of a list below the form.
    pub fn reason_below(&self, frame: &Frame) -> Option<Put> {
        let field = || frame.field("reason", "admin-change-reason").within("below").put();
        (self.call.state == CallState::Published).then(field)
    }

    /// Saves a step; the page is made again with what is wrong where it is refused, or where the call changed meanwhile.
    pub async fn save<P: Template>(
        self,
        visit: &Visit,
        typed: &Typed,
        edit: Edit,
        to: &str,
        page: impl FnOnce(&Self, Vec<Problem>) -> Result<P, Error>,
    ) -> Result<HttpResponse, Error> {
        let version = typed.first("version").trim().parse().unwrap_or(0);
        let edit = if self.is_of_letters { Edit::OfLetters(Box::new(edit)) } else { edit };
        let (actor, id, reason) = (visit.actor.clone(), self.call.id, typed.first("reason").to_owned());
        let done = visit.app.write(visit.now, move |tx| editing::edit(tx, &actor, id, version, &edit, &reason)).await;
        answer(self, visit, version, done, to, page)
    }
}

/// Answers what changed the call at `version`, or did not.
pub fn answer<P: Template>(
    mut room: Room,
    visit: &Visit,
    version: i32,
    done: Result<(), actions::Error>,
    to: &str,
    page: impl FnOnce(&Room, Vec<Problem>) -> Result<P, Error>,
) -> Result<HttpResponse, Error> {
    match done {
        Ok(()) => Ok(visit.see_other_saying(to, "editor-done")),
        Err(actions::Error::Refused(problems)) => {
            room.version = version;
            visit.refused_page(&page(&room, problems)?)
        }
        Err(actions::Error::Conflict) => {
            let problem = Problem::new(Sentence::new("editor-changed"));
            visit.conflict_page(&page(&room, vec![problem])?)
        }
        Err(other) => Err(other.into()),
    }
}

/// What was typed, without what cannot be printed.
pub fn typed(posted: &Posted) -> Typed {
    let clean = |(name, value): (String, String)| {
        let value = value.replace("\r\n", "\n").replace('\r', "\n");
        let kept = value.chars().filter(|c| *c == '\n' || !c.is_control()).take(LONGEST).collect::<String>();
        (name, kept.trim().to_owned())
    };
    posted.clone().into_pairs().map(clean).collect()
}

/// A page with one form.
#[derive(Template)]
#[template(path = "admin/editor/edit.html")]
pub struct EditPage {
    /// Frame; its title is the heading.
    pub frame: Frame,
    /// The call.
    pub head: Head,
    /// Which tab it belongs to.
    pub here: &'static str,
    /// Where it leads back to, with its words.
    pub back: (String, String),
    /// Said under the heading.
    pub lead: String,
    /// Told of what others have done already.
    pub note: Option<String>,
    /// Links to pages about the same thing.
    pub links: Vec<(String, String)>,
    /// Where the form is sent.
    pub action: String,
    /// Fields that nobody sees.
    pub hidden: Vec<(&'static str, String)>,
    /// The fields.
    pub fields: Vec<Put>,
    /// Lines that can be taken away one by one.
    pub lines: Vec<Entry>,
    /// The field with which a line is added.
    pub add: Option<Put>,
    /// Fields that are rarely needed.
    pub advanced: Vec<Put>,
    /// Whether one of them is wrong.
    pub advanced_open: bool,
    /// The field for the reason.
    pub reason: Option<Put>,
    /// Words of the button.
    pub button: &'static str,
    /// Lists below the form.
    pub below: Option<Below>,
    /// What can be done with the thing as a whole: words and value of each button.
    pub acts: Vec<(&'static str, String)>,
    /// Where the acts are sent.
    pub acts_to: String,
}

impl EditPage {
    /// A page with no fields yet.
    pub fn new(room: &Room, frame: Frame, here: &'static str, back: (String, String), action: String) -> Self {
        Self {
            head: room.head(&frame),
            frame,
            here,
            back,
            lead: String::new(),
            note: None,
            links: Vec::new(),
            action,
            hidden: Vec::new(),
            fields: Vec::new(),
            lines: Vec::new(),
            add: None,
            advanced: Vec::new(),
            advanced_open: false,
            reason: None,
            button: "base-save",
            below: None,
            acts: Vec::new(),
            acts_to: String::new(),
        }
    }
}

/// A line that can be taken away.
pub struct Entry {
    /// Its fields.
    pub fields: Vec<Put>,
    /// What the button says beside "Remove".
    pub words: String,
}

/// Things below a form, with a field to add one.
pub struct Below {
    /// Heading.
    pub title: &'static str,
    /// The things.
    pub items: Vec<ItemLine>,
    /// Where their buttons are sent.
    pub action: String,
    /// The field for the reason of what the buttons do.
    pub reason: Option<Put>,
    /// Where one is added, with the words of the link.
    pub add: Option<(String, &'static str)>,
    /// Where the field leads with which something else is chosen, and the words of the button.
    pub choose: Option<(String, Put, &'static str)>,
}

/// One of several things in a list, with its buttons.
pub struct ItemLine {
    /// Where it is edited.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// What kind of thing it is.
    pub note: String,
    /// The thing, as the buttons name it: `question:aims`.
    pub item: String,
}

/// The tabs of the editor: word, address below the call, words.
pub const TABS: &[(&str, &str, &str)] = &[
    ("form", "form", "editor-tab-form"),
    ("rules", "rules", "editor-tab-rules"),
    ("rubric", "rubric", "editor-tab-rubric"),
    ("texts", "texts", "editor-tab-texts"),
    ("letters", "letters", "editor-tab-letters"),
    ("settings", "settings", "editor-tab-settings"),
    ("names", "names", "languages-names"),
    ("languages", "languages", "languages-title"),
    ("preview", "preview", "editor-preview"),
];

/// A page with several things in an order of their own.
#[derive(Template)]
#[template(path = "admin/editor/items_page.html")]
pub struct ItemsPage {
    /// Frame; its title is the heading.
    pub frame: Frame,
    /// The call.
    pub head: Head,
    /// The tab, which is the page's address as well.
    pub here: &'static str,
    /// Said under the heading.
    pub lead: &'static str,
    /// Said where there is none.
    pub none: &'static str,
    /// The field for the reason.
    pub reason: Option<Put>,
    /// The things.
    pub items: Vec<ItemLine>,
    /// A field of the page itself, with the words of its button.
    pub own: Option<(Put, &'static str)>,
    /// Where one is added, with the words of the link.
    pub add: (&'static str, &'static str),
}

/// A page on which the kind of a new thing is chosen.
#[derive(Template)]
#[template(path = "admin/editor/choose.html")]
pub struct ChoosePage {
    /// Frame; its title is the heading.
    pub frame: Frame,
    /// The call.
    pub head: Head,
    /// Which tab it belongs to.
    pub here: &'static str,
    /// Where it leads back to, with its words.
    pub back: (String, String),
    /// Where the choice leads.
    pub action: String,
    /// The kinds.
    pub kind: Put,
}
