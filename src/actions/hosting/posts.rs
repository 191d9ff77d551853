//! Posts: a host writes and offers them, an officer of the call or of the province shows them or sends them back.

use crate::{
    actions::{Error, Problem, Tx, audit, notify},
    db::{
        self, Conn,
        calls::CallRow,
        hosts::HostRow,
        posts::{NewPost, PostChange, PostFacts, PostRow},
    },
    domain::{
        call::{Definition, Phase},
        hosting::{
            Side,
            posts::{Language, PostEvent, PostState},
        },
        id::{CallId, HostId, PostId},
        permission::{self, Action, Actor, Subject},
        person::search_key,
        research_field::ResearchField,
        sentence::Sentence,
        time::{Day, Timestamp},
        workflow::NotNow,
    },
};

/// Most places of one post.
const MOST_PLACES: i32 = 200;
/// Longest stay: six years, beyond which somebody mistyped a year.
const LONGEST_DAYS: i64 = 6 * 366;

/// What a host says of a post, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct PostSaid {
    /// Title.
    pub title: String,
    /// Code of the field of research.
    pub field: String,
    /// Priority area of the call.
    pub priority: String,
    /// Languages in which the work can be done.
    pub languages: Vec<Language>,
    /// What is to be done.
    pub tasks: String,
    /// What the host wants of an applicant.
    pub requirements: String,
    /// First day.
    pub starts_on: Option<Day>,
    /// Last day.
    pub ends_on: Option<Day>,
    /// How many it takes.
    pub places: Option<i32>,
    /// The work is not confidential.
    pub no_secrets: bool,
    /// It leads to no degree.
    pub no_degree: bool,
}

impl PostSaid {
    /// What keeps it from being offered in a call with this definition, field by field.
    fn problems(&self, definition: &Definition, now: Timestamp) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |wrong: bool, field: &str, id: &'static str| {
            if wrong {
                problems.push(Problem::at(field, Sentence::new(id)));
            }
        };
        say(self.title.is_empty(), "title", "hosting-enter-title");
        say(self.field.parse::<ResearchField>().is_err(), "field", "hosting-select-field");
        let areas = definition.priorities();
        say(!areas.is_empty() && areas.iter().all(|(v, _)| *v != self.priority), "priority", "hosting-select-priority");
        say(self.tasks.is_empty(), "tasks", "hosting-enter-tasks");
        say(self.requirements.is_empty(), "requirements", "hosting-enter-requirements");
        say(self.languages.is_empty(), "languages", "hosting-select-languages");
        say(self.starts_on.is_none(), "starts", "hosting-enter-starts");
        say(self.ends_on.is_none(), "ends", "hosting-enter-ends");
        if let (Some(starts), Some(ends)) = (self.starts_on, self.ends_on) {
            say(ends <= starts, "ends", "hosting-ends-before-it-starts");
            say((ends - starts).num_days() > LONGEST_DAYS, "ends", "hosting-too-long");
            say(starts < now.naive().date(), "starts", "hosting-starts-in-the-past");
        }
        say(self.places.is_none_or(|n| !(1..=MOST_PLACES).contains(&n)), "places", "hosting-places-wrong");
        say(!self.no_secrets, "no_secrets", "hosting-no-secrets-needed");
        say(!self.no_degree, "no_degree", "hosting-no-degree-needed");
        problems
    }

    fn facts(&self, host: &HostRow) -> PostFacts {
        let day = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
        let mut languages = String::from(" ");
        for language in &self.languages {
            languages.push_str(language.word());
            languages.push(' ');
        }
        let searched = [&self.title, &host.name, &host.native_name, &host.city, &self.tasks];
        PostFacts {
            title: self.title.clone(),
            field: self.field.clone(),
            priority: self.priority.clone(),
            province: host.province.clone(),
            languages,
            tasks: self.tasks.clone(),
            requirements: self.requirements.clone(),
            starts_on: day(self.starts_on),
            ends_on: day(self.ends_on),
            places: self.places.unwrap_or(1).clamp(1, MOST_PLACES),
            no_secrets: self.no_secrets,
            no_degree: self.no_degree,
            search_key: searched.map(|text| search_key(text)).join(" "),
        }
    }
}

/// The calls in which hosts may offer posts now.
pub fn open_calls(conn: &mut Conn, now: Timestamp) -> Result<Vec<CallRow>, Error> {
    let mut open = Vec::new();
    for call in db::calls::list_public(conn)? {
        let is_coming = matches!(call.window().phase(now), Phase::Upcoming | Phase::Open);
        if is_coming && db::definitions::get(conn, call.definition_id)?.hosting.is_some() {
            open.push(call);
        }
    }
    Ok(open)
}

/// A contact begins a post for a host in a call, as a draft.
///
/// # Errors
/// `NotFound` for hosts of others, `Refused` without a title, or where the host or the call takes no posts.
pub fn begin(tx: &mut Tx, actor: &Actor, host: HostId, call: CallId, said: &PostSaid) -> Result<PostId, Error> {
    permission::check(actor, Action::ManagePosts, &Subject::Host { host }).map_err(|_| Error::NotFound)?;
    let host = db::hosts::get(tx.conn, host)?;
    if host.closed_at.is_some() {
        return Err(Error::refused(Sentence::new("hosting-host-is-closed")));
    }
    if !open_calls(tx.conn, tx.now)?.iter().any(|open| open.id == call) {
        return Err(Error::refused_at("call", Sentence::new("hosting-select-call")));
    }
    if said.title.is_empty() {
        return Err(Error::refused_at("title", Sentence::new("hosting-enter-title")));
    }
    let id = PostId::new(tx.now, &mut tx.chance);
    let new = NewPost {
        id,
        host_id: host.id,
        call_id: call,
        state: PostState::Draft,
        facts: said.facts(&host),
        taken: 0,
        note: "",
        created_at: tx.now,
        version: 1,
    };
    db::posts::insert(tx.conn, &new)?;
    log(tx, actor, "begin_post", (id, call), "")?;
    Ok(id)
}

/// A contact saves what a post says.
///
/// # Errors
/// `NotFound` for posts of others, `Refused` without a title or with fewer places than are taken, `Conflict` where it changed.
pub fn save(tx: &mut Tx, actor: &Actor, id: PostId, version: i32, said: &PostSaid) -> Result<(), Error> {
    let (post, host) = open_as_host(tx.conn, actor, id)?;
    keep(tx, actor, (&post, &host), version, said)
}

fn keep(
    tx: &mut Tx,
    actor: &Actor,
    (post, host): (&PostRow, &HostRow),
    version: i32,
    said: &PostSaid,
) -> Result<(), Error> {
    if said.title.is_empty() {
        return Err(Error::refused_at("title", Sentence::new("hosting-enter-title")));
    }
    if !post.state.is_editable() {
        return Err(Error::refused(Sentence::new("errors-not-in-this-state")));
    }
    let facts = said.facts(host);
    if facts.places < post.taken {
        let too_few = Sentence::new("hosting-places-are-taken").with("taken", post.taken);
        return Err(Error::refused_at("places", too_few));
    }
    if !db::posts::change(tx.conn, post.id, version, &facts)? {
        return Err(Error::Conflict);
    }
    log(tx, actor, "save_post", (post.id, post.call_id), "")
}

/// A contact saves a post and offers it: the officers of the call are told that there is one to check.
///
/// # Errors
/// As [`save`]; `Refused` with everything that is missing.
pub fn offer(tx: &mut Tx, actor: &Actor, id: PostId, version: i32, said: &PostSaid) -> Result<(), Error> {
    let (post, host) = open_as_host(tx.conn, actor, id)?;
    let call = db::calls::find(tx.conn, post.call_id)?.ok_or(Error::NotFound)?;
    let definition = db::definitions::get(tx.conn, call.definition_id)?;
    let problems = said.problems(&definition, tx.now);
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    if !matches!(call.window().phase(tx.now), Phase::Upcoming | Phase::Open) {
        return Err(Error::refused(Sentence::new("hosting-call-is-closed")));
    }
    keep(tx, actor, (&post, &host), version, said)?;
    let post = PostRow { version: version + 1, title: said.title.clone(), ..post };
    step(tx, actor, &post, (PostEvent::Offer, Side::Host), "")?;
    notify::hosting::post_offered(tx, &call, &post, &host)
}

/// A contact takes a post up again to change it: it is not shown until it is checked again.
///
/// # Errors
/// `NotFound` for posts of others, `Refused` where it is being written anyway, `Conflict` where it changed.
pub fn revise(tx: &mut Tx, actor: &Actor, id: PostId, version: i32) -> Result<(), Error> {
    let (post, _) = open_as_host(tx.conn, actor, id)?;
    step(tx, actor, &PostRow { version, ..post }, (PostEvent::Revise, Side::Host), "")
}

/// A contact takes a post out.
///
/// # Errors
/// As [`revise`].
pub fn withdraw(tx: &mut Tx, actor: &Actor, id: PostId, version: i32) -> Result<(), Error> {
    let (post, _) = open_as_host(tx.conn, actor, id)?;
    step(tx, actor, &PostRow { version, ..post }, (PostEvent::Withdraw, Side::Host), "")
}

/// An officer of the call, or of the host's province, shows a post to everybody.
///
/// # Errors
/// `NotFound` for others, `Refused` where it is not offered, `Conflict` where it changed.
pub fn show(tx: &mut Tx, actor: &Actor, id: PostId, version: i32) -> Result<(), Error> {
    let (post, host, call) = open_as_officer(tx.conn, actor, id)?;
    step(tx, actor, &PostRow { version, ..post.clone() }, (PostEvent::Show, Side::Officer), "")?;
    notify::hosting::post_shown(tx, &call, &post, &host)
}

/// An officer of the call, or of the host's province, sends a post back to its host, who is told why.
///
/// # Errors
/// As [`show`]; `Refused` without a reason.
pub fn send_back(tx: &mut Tx, actor: &Actor, id: PostId, version: i32, reason: &str) -> Result<(), Error> {
    let (post, host, call) = open_as_officer(tx.conn, actor, id)?;
    step(tx, actor, &PostRow { version, ..post.clone() }, (PostEvent::SendBack, Side::Officer), reason)?;
    notify::hosting::post_sent_back(tx, &call, &post, &host, reason)
}

fn open_as_host(conn: &mut Conn, actor: &Actor, id: PostId) -> Result<(PostRow, HostRow), Error> {
    let (post, host) = db::posts::find(conn, id)?.ok_or(Error::NotFound)?;
    permission::check(actor, Action::ManagePosts, &Subject::Host { host: host.id }).map_err(|_| Error::NotFound)?;
    Ok((post, host))
}

fn open_as_officer(conn: &mut Conn, actor: &Actor, id: PostId) -> Result<(PostRow, HostRow, CallRow), Error> {
    let (post, host) = db::posts::find(conn, id)?.ok_or(Error::NotFound)?;
    let call = db::calls::find(conn, post.call_id)?.ok_or(Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    let of_call = permission::check(actor, Action::CheckPosts, &subject);
    of_call
        .or_else(|_| permission::check(actor, Action::CheckPosts, &of_province(&host)))
        .map_err(|_| Error::NotFound)?;
    Ok((post, host, call))
}

/// A post of this host, as an officer of its province stands to it.
fn of_province(host: &HostRow) -> Subject {
    Subject::Post { host: host.id, province: host.province.parse().ok() }
}

/// Opens a post for an officer of its host's province.
///
/// # Errors
/// `NotFound` for everybody else, and while it is the host's alone.
pub fn open_in_province(conn: &mut Conn, actor: &Actor, id: PostId) -> Result<(PostRow, HostRow, CallRow), Error> {
    let (post, host) = db::posts::find(conn, id)?.ok_or(Error::NotFound)?;
    permission::check(actor, Action::CheckPosts, &of_province(&host)).map_err(|_| Error::NotFound)?;
    if post.state == PostState::Draft {
        return Err(Error::NotFound);
    }
    let call = db::calls::find(conn, post.call_id)?.ok_or(Error::NotFound)?;
    Ok((post, host, call))
}

/// The only place that changes a post's state; `post.version` is the one that the actor saw.
fn step(
    tx: &mut Tx,
    actor: &Actor,
    post: &PostRow,
    (event, side): (PostEvent, Side),
    reason: &str,
) -> Result<(), Error> {
    // Where a post has just been saved, the row that was read still tells the state it had.
    let (to, needs_reason) = post.state.apply(event, side).map_err(|why| match why {
        NotNow::State => Error::refused(Sentence::new("errors-not-in-this-state")),
        NotNow::Actor => Error::Denied,
    })?;
    if needs_reason {
        Error::require_reason(reason)?;
    }
    let change = PostChange {
        id: post.id,
        version: post.version,
        from: post.state,
        to,
        note: reason.trim(),
        checked_by: actor.user().filter(|_| side == Side::Officer),
        at: tx.now,
    };
    if !db::posts::change_state(tx.conn, &change)? {
        return Err(Error::Conflict);
    }
    log(tx, actor, &format!("{event}_post"), (post.id, post.call_id), reason)
}

fn log(tx: &mut Tx, actor: &Actor, action: &str, (id, call): (PostId, CallId), reason: &str) -> Result<(), Error> {
    let subject_id = id.to_string();
    let entry = audit::Entry {
        action,
        subject: "post",
        subject_id: &subject_id,
        call: Some(call),
        application: None,
        reason,
        detail: "",
    };
    audit::write(tx, actor, entry)
}
