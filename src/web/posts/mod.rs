//! Posts for everybody: the list with its filters, and one post.

pub mod checking;
pub mod filter;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Path, Query},
};
use askama::Template;

use filter::{Filter, FilterForm, PAGE, WithPosts};

use crate::{
    actions::{self, hosting as acting},
    db::{
        self, Conn,
        hosts::HostRow,
        posts::{PostRow, list::Line},
    },
    domain::{
        call::Definition,
        hosting::{
            posts::{Language, PostState},
            provinces::province,
        },
        id::{ApplicationId, PostId},
        time::{Day, Timestamp},
        workflow::Status,
    },
    web::{
        applications::{fields::research_field, tag::Tag},
        error::Error,
        page::{Area, Frame},
        session::Visit,
        still::Asked,
    },
};

/// The public list.
#[derive(Template)]
#[template(path = "posts/list.html")]
struct ListPage {
    frame: Frame,
    filter: FilterForm,
    posts: Vec<Shown>,
    next: Option<String>,
}

/// A post as lists show it.
pub struct Shown {
    /// Key.
    pub id: PostId,
    /// Title.
    pub title: String,
    /// The host's name.
    pub host: String,
    /// City and province.
    pub place: String,
    /// Field of research.
    pub field: String,
    /// From when until when.
    pub days: String,
    /// Free places.
    pub free: i32,
}

impl Shown {
    /// From its line.
    pub fn new(frame: &Frame, line: &Line) -> Self {
        Self {
            id: line.id,
            title: line.title.clone(),
            host: line.host.clone(),
            place: place(&line.city, &line.province),
            field: research_field(&line.field).to_owned(),
            days: days(frame, &line.starts_on, &line.ends_on),
            free: line.places - line.taken,
        }
    }
}

fn place(city: &str, code: &str) -> String {
    match province(code) {
        Some(name) if name != city => format!("{city}, {name}"),
        _ => city.to_owned(),
    }
}

fn days(frame: &Frame, starts: &str, ends: &str) -> String {
    let day = |text: &str| text.parse::<Day>().map(|d| frame.words.day(d)).ok();
    match (day(starts), day(ends)) {
        (Some(from), Some(until)) => frame.with("hosting-from-until").set("from", from).set("until", until).to_string(),
        _ => String::new(),
    }
}

/// The calls whose posts are public now, with their definitions.
pub fn with_posts(conn: &mut Conn, now: Timestamp) -> Result<Vec<WithPosts>, actions::Error> {
    let mut calls = Vec::new();
    for call in acting::posts::open_calls(conn, now)? {
        let definition = db::definitions::get(conn, call.definition_id)?;
        calls.push((call, definition));
    }
    Ok(calls)
}

/// Cuts a page to its size; the last line where there are more.
pub fn cut(lines: &mut Vec<Line>) -> Option<&Line> {
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    lines.last().filter(|_| more)
}

/// `GET /posts`.
pub async fn list(request: HttpRequest, filter: Query<Filter>) -> Result<HttpResponse, Error> {
    let asked = Asked::with_query(request.clone()).await;
    if let Some(kept) = asked.kept() {
        return Ok(kept);
    }
    let visit = Visit::of(&request).await?;
    let (wanted, now) = (filter.clone(), visit.now);
    let (calls, mut lines) = visit
        .app
        .read(move |conn| {
            let calls = with_posts(conn, now)?;
            let lines = db::posts::list::page_shown(conn, &wanted.wanted(&calls, None), now)?;
            Ok::<_, actions::Error>((calls, lines))
        })
        .await?;
    let frame = visit.frame(Area::Public, "hosting-posts-title");
    let next = cut(&mut lines).map(|last| filter.next("/posts", last));
    let page = ListPage {
        filter: filter.form(&frame, "/posts".to_owned(), &calls, false),
        posts: lines.iter().map(|line| Shown::new(&frame, line)).collect(),
        next,
        frame,
    };
    let changes: Vec<Timestamp> = calls.iter().flat_map(|(call, _)| [call.opens_at, call.closes_at]).collect();
    asked.page(&visit, &page, changes.into_iter())
}

/// Everything that is said of a post, ready to be read.
pub struct PostView {
    /// Key.
    pub id: PostId,
    /// Title.
    pub title: String,
    /// The host's name.
    pub host: String,
    /// Its name in Chinese.
    pub native_host: String,
    /// What it is.
    pub kind: String,
    /// What it does.
    pub about: String,
    /// Its address on the web.
    pub website: String,
    /// City and province.
    pub place: String,
    /// Field of research.
    pub field: String,
    /// Priority area.
    pub priority: String,
    /// Languages.
    pub languages: String,
    /// From when until when.
    pub days: String,
    /// How many it takes.
    pub places: i32,
    /// How many are free.
    pub free: i32,
    /// What is to be done.
    pub tasks: String,
    /// What the host wants.
    pub requirements: String,
    /// Said to be not confidential.
    pub no_secrets: bool,
    /// Said to lead to no degree.
    pub no_degree: bool,
}

impl PostView {
    /// From its rows and the call's definition.
    pub fn new(frame: &Frame, post: &PostRow, host: &HostRow, definition: &Definition) -> Self {
        let areas = definition.priorities();
        let area = areas.iter().find(|(value, _)| *value == post.priority).map(|(_, label)| frame.text(label));
        let spoken = post.languages.split_whitespace().filter_map(|word| word.parse::<Language>().ok());
        Self {
            id: post.id,
            title: post.title.clone(),
            host: host.name.clone(),
            native_host: host.native_name.clone(),
            kind: frame.say(&format!("hosting-kind-{}", host.kind.word())).to_owned(),
            about: host.about.clone(),
            website: host.website.clone(),
            place: place(&host.city, &post.province),
            field: research_field(&post.field).to_owned(),
            priority: area.unwrap_or_default().to_owned(),
            languages: spoken.map(|l| filter::language(frame, l)).collect::<Vec<_>>().join(", "),
            days: days(frame, &post.starts_on, &post.ends_on),
            places: post.places,
            free: post.free(),
            tasks: post.tasks.clone(),
            requirements: post.requirements.clone(),
            no_secrets: post.no_secrets,
            no_degree: post.no_degree,
        }
    }
}

/// The mark and word of a post's state.
pub fn state_tag(frame: &Frame, state: PostState) -> Tag {
    let class = match state {
        PostState::Shown => "good",
        PostState::Offered | PostState::Returned => "wait",
        PostState::Withdrawn => "stop",
        PostState::Draft => "",
    };
    Tag::new(class, frame.say(&format!("hosting-post-{}", state.word())))
}

/// One post.
#[derive(Template)]
#[template(path = "posts/post.html")]
struct PostPage {
    frame: Frame,
    post: PostView,
    call: String,
    slug: String,
    is_open: bool,
    choose: Option<ApplicationId>,
}

/// `GET /posts/{id}`.
pub async fn show(visit: Visit, id: Path<PostId>) -> Result<HttpResponse, Error> {
    let (id, now, reader) = (id.into_inner(), visit.now, visit.actor.user());
    let (post, host, call, definition, own) = visit
        .app
        .read(move |conn| {
            let (post, host) = db::posts::find(conn, id)?.ok_or(actions::Error::NotFound)?;
            if post.state != PostState::Shown || host.closed_at.is_some() {
                return Err(actions::Error::NotFound);
            }
            let call = db::calls::find(conn, post.call_id)?.ok_or(actions::Error::NotFound)?;
            let definition = db::definitions::get(conn, call.definition_id)?;
            let own = match reader {
                Some(user) => db::applications::find_of_owner(conn, call.id, user)?,
                None => None,
            };
            Ok((post, host, call, definition, own))
        })
        .await?;
    let mut frame = visit.frame(Area::Public, "hosting-posts-title");
    post.title.clone_into(&mut frame.title);
    let may_choose =
        |status: Status| matches!(status, Status::Draft | Status::Submitted | Status::Returned | Status::InReview);
    visit.page(&PostPage {
        post: PostView::new(&frame, &post, &host, &definition),
        call: frame.text(&call.title).to_owned(),
        is_open: call.window().takes_submission(now, None),
        slug: call.slug,
        choose: own.filter(|a| may_choose(a.status)).map(|a| a.id),
        frame,
    })
}
