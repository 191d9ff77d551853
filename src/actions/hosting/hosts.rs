//! Hosts: an admin adds them, keeps what is said of them, and puts them away. Contacts get their role as everybody gets one.

use crate::{
    actions::{Error, Problem, Tx, audit},
    db::{
        self,
        hosts::{HostFacts, NewHost},
    },
    domain::{
        hosting::{posts::HostKind, provinces::province},
        id::HostId,
        permission::{self, Action, Actor, Subject},
        person::search_key,
        sentence::Sentence,
    },
};

/// What an admin says of a host, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct HostSaid {
    /// Name in English.
    pub name: String,
    /// Name in Chinese.
    pub native_name: String,
    /// What it is.
    pub kind: Option<HostKind>,
    /// Code of the province.
    pub province: String,
    /// City.
    pub city: String,
    /// Address on the web; may be empty.
    pub website: String,
    /// What it does; may be empty.
    pub about: String,
}

impl HostSaid {
    /// The facts, or what is wrong with them, field by field.
    fn facts(&self) -> Result<HostFacts, Error> {
        let mut problems = Vec::new();
        let mut say = |wrong: bool, field: &str, id: &'static str| {
            if wrong {
                problems.push(Problem::at(field, Sentence::new(id)));
            }
        };
        let name_key = search_key(&self.name);
        say(name_key.is_empty(), "name", "hosting-enter-name");
        say(self.native_name.is_empty(), "native_name", "hosting-enter-native-name");
        say(self.kind.is_none(), "kind", "hosting-select-kind");
        say(province(&self.province).is_none(), "province", "hosting-select-province");
        say(self.city.is_empty(), "city", "hosting-enter-city");
        let is_address = ["https://", "http://"].iter().any(|scheme| self.website.starts_with(scheme));
        let is_one_word = !self.website.contains(|c: char| c.is_whitespace() || c == '"' || c == '<');
        let is_usable = self.website.is_empty() || is_address && is_one_word;
        say(!is_usable, "website", "hosting-website-wrong");
        let Some(kind) = self.kind.filter(|_| problems.is_empty()) else { return Err(Error::Refused(problems)) };
        Ok(HostFacts {
            name: self.name.clone(),
            name_key,
            native_name: self.native_name.clone(),
            kind,
            province: self.province.clone(),
            city: self.city.clone(),
            website: self.website.clone(),
            about: self.about.clone(),
        })
    }
}

/// Adds a host.
///
/// # Errors
/// `Denied` for others than admins, `Refused` with what is wrong, or where a host has this name.
pub fn add(tx: &mut Tx, actor: &Actor, said: &HostSaid) -> Result<HostId, Error> {
    admins_only(actor)?;
    let facts = said.facts()?;
    let id = HostId::new(tx.now, &mut tx.chance);
    match db::hosts::insert(tx.conn, &NewHost { id, facts, created_at: tx.now, version: 1 }) {
        Ok(()) => {}
        Err(db::Error::Unique) => return Err(taken()),
        Err(other) => return Err(other.into()),
    }
    log(tx, actor, "add_host", id, "")?;
    Ok(id)
}

/// Changes what is said of a host. Posts keep the province that they were checked with until they are changed themselves.
///
/// # Errors
/// As [`add`]; `Conflict` where it changed meanwhile.
pub fn change(tx: &mut Tx, actor: &Actor, id: HostId, version: i32, said: &HostSaid) -> Result<(), Error> {
    admins_only(actor)?;
    db::hosts::get(tx.conn, id)?;
    let facts = said.facts()?;
    if db::hosts::find_by_name_key(tx.conn, &facts.name_key)?.is_some_and(|other| other != id) {
        return Err(taken());
    }
    if !db::hosts::change(tx.conn, id, version, &facts)? {
        return Err(Error::Conflict);
    }
    log(tx, actor, "change_host", id, "")
}

/// Puts a host away, with its posts, or takes it in again.
///
/// # Errors
/// `Denied`, `Refused` without a reason, `Conflict` where it changed meanwhile.
pub fn close(tx: &mut Tx, actor: &Actor, id: HostId, version: i32, close: bool, reason: &str) -> Result<(), Error> {
    admins_only(actor)?;
    Error::require_reason(reason)?;
    db::hosts::get(tx.conn, id)?;
    if !db::hosts::set_closed(tx.conn, id, version, close.then_some(tx.now))? {
        return Err(Error::Conflict);
    }
    log(tx, actor, if close { "close_host" } else { "open_host" }, id, reason)
}

fn admins_only(actor: &Actor) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)
}

fn taken() -> Error {
    Error::refused_at("name", Sentence::new("hosting-name-taken"))
}

fn log(tx: &mut Tx, actor: &Actor, action: &str, id: HostId, reason: &str) -> Result<(), Error> {
    let subject_id = id.to_string();
    let entry = audit::Entry {
        action,
        subject: "host",
        subject_id: &subject_id,
        call: None,
        application: None,
        reason,
        detail: "",
    };
    audit::write(tx, actor, entry)
}
