//! What somebody looks for among posts: read from the address, put into the form again, and carried to the next page.

use std::sync::Arc;

use serde::Deserialize;

use crate::{
    db::{
        calls::CallRow,
        posts::list::{Line, Wanted},
    },
    domain::{
        call::Definition,
        hosting::{posts::Language, provinces::PROVINCES},
        id::CallId,
        research_field::ResearchField,
        time::Timestamp,
    },
    web::{page::Frame, parts::Opt},
};

/// Posts on one page.
pub const PAGE: usize = 20;

/// A call with posts and its definition.
pub type WithPosts = (CallRow, Arc<Definition>);

/// What is asked for in the address. Words that are none of the choices are as if not given.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    call: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    priority: String,
    #[serde(default)]
    province: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    free: String,
    #[serde(default)]
    after: String,
}

/// The form as it stands on the page.
pub struct FilterForm {
    /// Where it leads.
    pub action: String,
    /// What was typed.
    pub text: String,
    /// Calls to choose from; none where it is one call's.
    pub calls: Vec<Opt>,
    /// Fields of research.
    pub fields: Vec<Opt>,
    /// Priority areas.
    pub priorities: Vec<Opt>,
    /// Provinces.
    pub provinces: Vec<Opt>,
    /// Languages.
    pub languages: Vec<Opt>,
    /// The day.
    pub day: String,
    /// Whether only free places are wanted.
    pub free: bool,
    /// Whether anything is asked for.
    pub is_filtered: bool,
    /// Whether it is the first page.
    pub is_first: bool,
}

impl Filter {
    /// What the database is asked, of one call or of all that are open.
    pub fn wanted(&self, calls: &[WithPosts], only: Option<CallId>) -> Wanted {
        let given = |text: &String| Some(text.clone()).filter(|t| !t.is_empty());
        let after = self
            .after
            .split_once('~')
            .and_then(|(micros, id)| Some((Timestamp::from_unix_micros(micros.parse().ok()?), id.parse().ok()?)));
        Wanted {
            call: only.or_else(|| calls.iter().find(|(call, _)| call.slug == self.call).map(|(call, _)| call.id)),
            closed_too: only.is_some(),
            text: self.q.clone(),
            field: given(&self.field),
            priority: given(&self.priority),
            province: given(&self.province),
            language: self.language.parse().ok(),
            day: self.day.parse().ok(),
            free: self.free == "yes",
            after,
            limit: i64::try_from(PAGE).unwrap_or(0) + 1,
        }
    }

    /// The form. `of_call` where it looks among the posts of one call only.
    pub fn form(&self, frame: &Frame, action: String, calls: &[WithPosts], of_call: bool) -> FilterForm {
        let all = |label: &str, held: &str| Opt::new("", frame.say(label), held.is_empty());
        let mut priorities = vec![all("hosting-all-priorities", &self.priority)];
        for (value, label) in calls.iter().flat_map(|(_, definition)| definition.priorities()) {
            if priorities.iter().all(|known| known.value != value) {
                priorities.push(Opt::new(value, frame.text(label), self.priority == value));
            }
        }
        let call =
            |(call, _): &WithPosts| Opt::new(call.slug.as_str(), frame.text(&call.title), call.slug == self.call);
        let several: Vec<Opt> =
            std::iter::once(all("hosting-all-calls", &self.call)).chain(calls.iter().map(call)).collect();
        let field = |f: ResearchField| Opt::new(f.to_string(), f.label(), f.to_string() == self.field);
        let province = |(code, name): &(&str, &str)| Opt::new(*code, *name, *code == self.province);
        let language = |l: &Language| Opt::new(l.word(), language(frame, *l), l.word() == self.language);
        let given =
            [&self.q, &self.call, &self.field, &self.priority, &self.province, &self.language, &self.day, &self.free];
        FilterForm {
            action,
            text: self.q.clone(),
            calls: if of_call || calls.len() < 2 { Vec::new() } else { several },
            fields: std::iter::once(all("office-all-fields", &self.field))
                .chain(ResearchField::all().map(field))
                .collect(),
            priorities,
            provinces: std::iter::once(all("hosting-all-provinces", &self.province))
                .chain(PROVINCES.iter().map(province))
                .collect(),
            languages: std::iter::once(all("hosting-all-languages", &self.language))
                .chain(Language::ALL.iter().map(language))
                .collect(),
            day: self.day.clone(),
            free: self.free == "yes",
            is_filtered: given.into_iter().any(|text| !text.is_empty()),
            is_first: self.after.is_empty(),
        }
    }

    /// Address of the page after this line.
    pub fn next(&self, action: &str, last: &Line) -> String {
        let shown = last.shown_at.map(Timestamp::unix_micros).unwrap_or_default();
        let after = format!("{shown}~{}", last.id);
        let pairs = [
            ("q", &self.q),
            ("call", &self.call),
            ("field", &self.field),
            ("priority", &self.priority),
            ("province", &self.province),
            ("language", &self.language),
            ("day", &self.day),
            ("free", &self.free),
            ("after", &after),
        ];
        let given: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
        format!("{action}?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }
}

/// A language in words.
pub fn language(frame: &Frame, language: Language) -> String {
    frame.say(&format!("hosting-language-{}", language.word())).to_owned()
}
