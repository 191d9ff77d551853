//! What officers of a province do: they see the posts that its hosts offer, in all calls, and show them or send them back.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{self, hosting::posts},
    db::{self, calls::CallRow, hosts::HostRow, posts::PostRow},
    domain::{
        hosting::{
            posts::PostState::{self, Offered, Returned, Shown, Withdrawn},
            provinces::Province,
        },
        id::PostId,
        permission::Role,
        sentence::Problem,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        posts::{PostView, checking::check, state_tag},
        session::Visit,
    },
};

/// Checked posts on one page.
const PAGE: usize = 50;
/// Posts that are listed at most while they wait.
const MOST: i64 = 200;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
}

/// The posts of the reader's provinces.
#[derive(Template)]
#[template(path = "provincial/list.html")]
struct ListPage {
    frame: Frame,
    provinces: String,
    groups: [Group; 2],
    next: Option<String>,
}

/// Those that wait, and those that were checked.
struct Group {
    title: &'static str,
    none: &'static str,
    posts: Vec<Listed>,
}

struct Listed {
    id: PostId,
    title: String,
    host: String,
    call: String,
    places: i32,
    taken: i32,
    tag: Tag,
}

/// `GET /provincial`.
pub async fn list(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    visit.user()?;
    if !visit.actor.holds_anywhere(Role::Provincial) {
        return Err(Error::NotFound);
    }
    let (provinces, own, after) = (visit.actor.provinces(), visit.actor.hosts(), asked.after.parse().ok());
    let held = provinces.clone();
    let read = visit.app.read(move |conn| {
        let of = (&held[..], &own[..]);
        let most = i64::try_from(PAGE).unwrap_or(0) + 1;
        let waiting = db::posts::list::page_of_provinces(conn, of, &[Offered], None, MOST)?;
        let checked = db::posts::list::page_of_provinces(conn, of, &[Shown, Returned, Withdrawn], after, most)?;
        Ok::<_, db::Error>((waiting, checked))
    });
    let (waiting, mut checked) = read.await?;
    let frame = visit.frame(Area::Provincial, "provincial-title");
    let more = checked.len() > PAGE;
    checked.truncate(PAGE);
    let next = checked.last().filter(|_| more).map(|(last, ..)| format!("/provincial?after={}", last.id));
    let listed = |(post, host, call): (PostRow, HostRow, CallRow)| Listed {
        id: post.id,
        tag: state_tag(&frame, post.state),
        title: post.title,
        host: host.name,
        call: frame.text(&call.title).to_owned(),
        places: post.places,
        taken: post.taken,
    };
    let group = |title, none, posts: Vec<_>| Group { title, none, posts: posts.into_iter().map(listed).collect() };
    let names: Vec<&str> = provinces.into_iter().map(Province::name).collect();
    visit.page(&ListPage {
        provinces: names.join(", "),
        groups: [
            group("provincial-waiting", "provincial-none-waiting", waiting),
            group("provincial-checked", "provincial-none-checked", checked),
        ],
        next,
        frame,
    })
}

/// One post.
#[derive(Template)]
#[template(path = "provincial/post.html")]
struct PostPage {
    frame: Frame,
    call: String,
    post: PostView,
    version: i32,
    tag: Tag,
    note: String,
    may_show: bool,
    may_send_back: bool,
    reason: Put,
}

/// `GET /provincial/posts/{id}`.
pub async fn show(visit: Visit, id: Path<PostId>) -> Result<HttpResponse, Error> {
    visit.user()?;
    let page = page(&visit, *id, "", Vec::new()).await?;
    visit.page(&page)
}

/// `POST /provincial/posts/{id}`: shows it, or sends it back.
pub async fn act(visit: Visit, id: Path<PostId>, posted: Posted) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    // Nobody learns by posting what is not theirs to see.
    visit.app.read(move |conn| posts::open_in_province(conn, &actor, id)).await?;
    let again = async |reason: String, problems| page(&visit, id, &reason, problems).await;
    check(&visit, id, &posted, &format!("/provincial/posts/{id}"), again).await
}

async fn page(visit: &Visit, id: PostId, reason: &str, problems: Vec<Problem>) -> Result<PostPage, Error> {
    let actor = visit.actor.clone();
    let read = visit.app.read(move |conn| {
        let (post, host, call) = posts::open_in_province(conn, &actor, id)?;
        let definition = db::definitions::get(conn, call.definition_id)?;
        Ok::<_, actions::Error>((post, host, call, definition))
    });
    let (post, host, call, definition) = read.await?;
    let mut frame = visit.frame(Area::Provincial, "provincial-title").with_problems(problems);
    post.title.clone_into(&mut frame.title);
    Ok(PostPage {
        call: frame.text(&call.title).to_owned(),
        post: PostView::new(&frame, &post, &host, &definition),
        version: post.version,
        tag: state_tag(&frame, post.state),
        note: post.note.clone(),
        may_show: post.state == PostState::Offered,
        may_send_back: matches!(post.state, PostState::Offered | PostState::Shown),
        reason: frame.field("reason", "hosting-what-to-change").rows(4).value(reason).put(),
        frame,
    })
}
