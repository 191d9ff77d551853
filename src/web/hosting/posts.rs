//! A post as its host writes it: begun, saved, offered, taken up again, taken out.

use std::sync::Arc;

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions::{
        self, Tx,
        hosting::posts::{self, PostSaid},
    },
    db::{self, calls::CallRow, hosts::HostRow, posts::PostRow},
    domain::{
        call::Definition,
        hosting::posts::{Language, PostState},
        id::{CallId, HostId, PostId},
        permission::{self, Action, Actor, Subject},
        research_field::ResearchField,
        sentence::{Problem, Sentence},
        time::Day,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Control, Opt, Put},
        posts::{PostView, filter::language, state_tag},
        session::Visit,
    },
};

/// A post that is being written, or one to look at.
#[derive(Template)]
#[template(path = "hosting/post.html")]
struct PostPage {
    frame: Frame,
    action: String,
    host: String,
    call: String,
    tag: Option<Tag>,
    note: String,
    version: i32,
    fields: Vec<Put>,
    view: Option<PostView>,
    can: Can,
}

/// What can be done with it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button that is shown or not")]
struct Can {
    write: bool,
    offer: bool,
    revise: bool,
    withdraw: bool,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    said: PostSaid,
    call: String,
    starts: String,
    ends: String,
    places: String,
}

fn typed(posted: &Posted) -> Typed {
    let [starts, ends] = ["starts", "ends"].map(|field| posted.line(field, 20));
    let day = |text: &str| text.parse::<Day>().ok();
    let languages = posted.all("languages").iter().filter_map(|word| word.parse().ok()).collect();
    Typed {
        said: PostSaid {
            title: posted.line("title", 200),
            field: posted.first("field").to_owned(),
            priority: posted.first("priority").to_owned(),
            languages,
            tasks: posted.text("tasks", 6000),
            requirements: posted.text("requirements", 6000),
            starts_on: day(&starts),
            ends_on: day(&ends),
            places: posted.number("places"),
            no_secrets: posted.first("no_secrets") == "yes",
            no_degree: posted.first("no_degree") == "yes",
        },
        call: posted.first("call").to_owned(),
        starts,
        ends,
        places: posted.line("places", 10),
    }
}

impl Typed {
    fn of(post: &PostRow) -> Self {
        let days = post.days();
        Self {
            said: PostSaid {
                title: post.title.clone(),
                field: post.field.clone(),
                priority: post.priority.clone(),
                languages: post.languages.split_whitespace().filter_map(|word| word.parse().ok()).collect(),
                tasks: post.tasks.clone(),
                requirements: post.requirements.clone(),
                starts_on: days.map(|(starts, _)| starts),
                ends_on: days.map(|(_, ends)| ends),
                places: Some(post.places),
                no_secrets: post.no_secrets,
                no_degree: post.no_degree,
            },
            call: String::new(),
            starts: post.starts_on.clone(),
            ends: post.ends_on.clone(),
            places: post.places.to_string(),
        }
    }

    fn fields(&self, frame: &Frame, definition: Option<&Definition>) -> Vec<Put> {
        let said = &self.said;
        let all_fields = ResearchField::all().map(|f| Opt::new(f.to_string(), f.label(), f.to_string() == said.field));
        let none = Opt::new("", frame.say("hosting-choose-field"), said.field.is_empty());
        let spoken = |l: &Language| Opt::new(l.word(), language(frame, *l), said.languages.contains(l));
        let area = |(value, label): (&str, &crate::domain::text::Text)| {
            Opt::new(value, frame.text(label), said.priority == value)
        };
        let areas: Vec<Opt> =
            definition.map(Definition::priorities).unwrap_or_default().into_iter().map(area).collect();
        let mut fields = vec![
            frame
                .field("title", "hosting-post-title")
                .hint(frame.say("hosting-post-title-hint"))
                .value(&said.title)
                .put(),
            frame
                .field("field", "hosting-field")
                .class("w20")
                .list(std::iter::once(none).chain(all_fields).collect())
                .put(),
        ];
        if !areas.is_empty() {
            fields.push(frame.field("priority", "hosting-priority").radios(areas).put());
        }
        let text = |name: &str, label: &str, hint: &str, value: &str| {
            frame.field(name, label).hint(frame.say(hint)).rows(7).value(value).count(6000).put()
        };
        let tick =
            |name: &str, label: &str, ticked: bool| frame.field(name, label).control(Control::Tick(ticked)).put();
        let day = |name: &str, label: &str, value: &str| {
            frame.field(name, label).kind("date").class("w10").value(value).put()
        };
        fields.extend([
            text("tasks", "hosting-tasks", "hosting-tasks-hint", &said.tasks),
            text("requirements", "hosting-requirements", "hosting-requirements-hint", &said.requirements),
            frame
                .field("languages", "hosting-languages")
                .control(Control::Boxes(Language::ALL.iter().map(spoken).collect()))
                .put(),
            day("starts", "hosting-starts", &self.starts),
            day("ends", "hosting-ends", &self.ends),
            frame.field("places", "hosting-places").class("w5").inputmode("numeric").value(&self.places).put(),
            tick("no_secrets", "hosting-no-secrets", said.no_secrets),
            tick("no_degree", "hosting-no-degree", said.no_degree),
        ]);
        fields
    }
}

/// The host, if the reader speaks for it.
async fn own_host(visit: &Visit, id: HostId) -> Result<HostRow, Error> {
    permission::check(&visit.actor, Action::ManagePosts, &Subject::Host { host: id }).map_err(|_| Error::NotFound)?;
    Ok(visit.app.read(move |conn| db::hosts::get(conn, id)).await?)
}

/// `GET /hosting/hosts/{id}/new`: a post to be begun.
pub async fn new(visit: Visit, id: Path<HostId>) -> Result<HttpResponse, Error> {
    let page = new_page(&visit, *id, &Typed { places: "1".to_owned(), ..Typed::default() }, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /hosting/hosts/{id}/new`.
pub async fn begin(visit: Visit, id: Path<HostId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor, typed) = (id.into_inner(), visit.actor.clone(), typed(&posted));
    own_host(&visit, id).await?;
    let Ok(call) = typed.call.parse::<CallId>() else {
        let problem = Problem::at("call", Sentence::new("hosting-select-call"));
        let page = new_page(&visit, id, &typed, vec![problem]).await?;
        return visit.refused_page(&page);
    };
    let said = typed.said.clone();
    match visit.app.write(visit.now, move |tx| posts::begin(tx, &actor, id, call, &said)).await {
        Ok(post) => Ok(visit.see_other_saying(&format!("/hosting/posts/{post}"), "hosting-done-begun")),
        Err(actions::Error::Refused(problems)) => {
            let page = new_page(&visit, id, &typed, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Only what a draft needs: the call and the title. The rest is asked on the post's own page, which knows the call.
async fn new_page(visit: &Visit, id: HostId, typed: &Typed, problems: Vec<Problem>) -> Result<PostPage, Error> {
    let host = own_host(visit, id).await?;
    let now = visit.now;
    let calls = visit.app.read(move |conn| posts::open_calls(conn, now)).await?;
    let frame = visit.frame(Area::Hosting, "hosting-new-post").with_problems(problems);
    let only_one = calls.len() == 1;
    let call = |c: &CallRow| {
        let value = c.id.to_string();
        let chosen = value == typed.call || only_one;
        Opt::new(value, frame.text(&c.title), chosen)
    };
    let calls: Vec<Opt> = calls.iter().map(call).collect();
    let note = if calls.is_empty() { frame.say("hosting-no-calls").to_owned() } else { String::new() };
    let write = !calls.is_empty() && host.closed_at.is_none();
    let mut fields = Vec::new();
    if write {
        fields.push(frame.field("call", "hosting-which-call").radios(calls).put());
        fields.push(
            frame
                .field("title", "hosting-post-title")
                .hint(frame.say("hosting-post-title-hint"))
                .value(&typed.said.title)
                .put(),
        );
    }
    Ok(PostPage {
        action: format!("/hosting/hosts/{id}/new"),
        host: host.name,
        call: String::new(),
        tag: None,
        note,
        version: 0,
        fields,
        view: None,
        can: Can { write, ..Can::default() },
        frame,
    })
}

/// `GET /hosting/posts/{id}`.
pub async fn show(visit: Visit, id: Path<PostId>) -> Result<HttpResponse, Error> {
    let page = post_page(&visit, *id, None, Vec::new()).await?;
    visit.page(&page)
}

type Act = Box<dyn FnOnce(&mut Tx, &Actor) -> Result<(), actions::Error> + Send>;

/// `POST /hosting/posts/{id}`: saves, offers, takes up again, takes out.
pub async fn act(visit: Visit, id: Path<PostId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor, typed) = (id.into_inner(), visit.actor.clone(), typed(&posted));
    let version = posted.number("version").unwrap_or(0);
    let said = typed.said.clone();
    let (act, flash, writes): (Act, &'static str, bool) = match posted.first("act") {
        "save" => (Box::new(move |tx, a| posts::save(tx, a, id, version, &said)), "hosting-done-saved", true),
        "offer" => (Box::new(move |tx, a| posts::offer(tx, a, id, version, &said)), "hosting-done-offered", true),
        "revise" => (Box::new(move |tx, a| posts::revise(tx, a, id, version)), "hosting-done-revised", false),
        "withdraw" => (Box::new(move |tx, a| posts::withdraw(tx, a, id, version)), "hosting-done-withdrawn", false),
        // Nobody learns by it whether there is such a post.
        _ => {
            post_page(&visit, id, None, Vec::new()).await?;
            return Err(Error::BadRequest);
        }
    };
    match visit.app.write(visit.now, move |tx| act(tx, &actor)).await {
        Ok(()) => Ok(visit.see_other_saying(&format!("/hosting/posts/{id}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = post_page(&visit, id, writes.then_some(typed), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn post_page(visit: &Visit, id: PostId, typed: Option<Typed>, problems: Vec<Problem>) -> Result<PostPage, Error> {
    let actor = visit.actor.clone();
    let (post, host, call, definition): (PostRow, HostRow, CallRow, Arc<Definition>) = visit
        .app
        .read(move |conn| {
            let (post, host) = db::posts::find(conn, id)?.ok_or(actions::Error::NotFound)?;
            permission::check(&actor, Action::ManagePosts, &Subject::Host { host: host.id })
                .map_err(|_| actions::Error::NotFound)?;
            let call = db::calls::find(conn, post.call_id)?.ok_or(actions::Error::NotFound)?;
            let definition = db::definitions::get(conn, call.definition_id)?;
            Ok::<_, actions::Error>((post, host, call, definition))
        })
        .await?;
    let mut frame = visit.frame(Area::Hosting, "hosting-title").with_problems(problems);
    post.title.clone_into(&mut frame.title);
    let write = post.state.is_editable();
    let fields =
        if write { typed.unwrap_or_else(|| Typed::of(&post)).fields(&frame, Some(&definition)) } else { Vec::new() };
    Ok(PostPage {
        action: format!("/hosting/posts/{id}"),
        host: host.name.clone(),
        call: frame.text(&call.title).to_owned(),
        tag: Some(state_tag(&frame, post.state)),
        note: post.note.clone(),
        version: post.version,
        fields,
        view: (!write).then(|| PostView::new(&frame, &post, &host, &definition)),
        can: Can { write, offer: write, revise: !write, withdraw: post.state != PostState::Withdrawn },
        frame,
    })
}
