//! Posts of a call as the office checks them: the list by state, and one post to show or to send back.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{Head, managed};
use crate::{
    actions, db,
    domain::{
        hosting::posts::PostState,
        id::PostId,
        permission::{self, Action, Subject, Viewer},
        sentence::Problem,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        posts::{PostView, checking::check, state_tag},
        session::Visit,
    },
};

/// Posts on one page.
const PAGE: usize = 50;

/// What is asked for in the address.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Filter {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

/// The posts of a call.
#[derive(Template)]
#[template(path = "office/posts.html")]
struct ListPage {
    frame: Frame,
    head: Head,
    has_posts: bool,
    to_check: i64,
    shown: i64,
    places: i64,
    taken: i64,
    states: Vec<Opt>,
    posts: Vec<Listed>,
    next: Option<String>,
}

struct Listed {
    id: PostId,
    title: String,
    host: String,
    places: i32,
    taken: i32,
    tag: Tag,
}

/// `GET /office/calls/{slug}/posts`.
pub async fn list(visit: Visit, slug: Path<String>, filter: Query<Filter>) -> Result<HttpResponse, Error> {
    let (actor, slug, asked) = (visit.actor.clone(), slug.into_inner(), filter.into_inner());
    let (state, after) = (asked.state.parse::<PostState>().ok(), asked.after.parse().ok());
    let (call, has_posts, counts, mut rows) = visit
        .app
        .read(move |conn| {
            let call = managed(conn, &actor, &slug)?;
            let viewer = Viewer::staff(&actor);
            let most = i64::try_from(PAGE).unwrap_or(0) + 1;
            let rows = db::posts::list::page_of_call(conn, &viewer, call.id, state, after, most)?;
            let counts = db::posts::list::count_of_call(conn, call.id)?;
            let has_posts = db::definitions::get(conn, call.definition_id)?.hosting.is_some();
            Ok::<_, actions::Error>((call, has_posts, counts, rows))
        })
        .await?;
    let frame = visit.frame(Area::Office, "hosting-posts-title");
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|(last, _)| {
        let state = state.map(|s| format!("state={s}&")).unwrap_or_default();
        format!("/office/calls/{}/posts?{state}after={}", call.slug, last.id)
    });
    let count = |of: PostState| counts.iter().find(|(s, ..)| *s == of).copied().unwrap_or((of, 0, 0, 0));
    let option =
        |s: &PostState| Opt::new(s.word(), frame.say(&format!("hosting-post-{}", s.word())), state == Some(*s));
    let states = PostState::ALL.iter().filter(|s| **s != PostState::Draft).map(option);
    visit.page(&ListPage {
        head: Head::new(&visit, &frame, &call, "posts"),
        has_posts,
        to_check: count(PostState::Offered).1,
        shown: count(PostState::Shown).1,
        places: count(PostState::Shown).2,
        taken: counts.iter().map(|(.., taken)| taken).sum(),
        states: std::iter::once(Opt::new("", frame.say("office-all-states"), state.is_none())).chain(states).collect(),
        posts: rows
            .into_iter()
            .map(|(post, host)| Listed {
                id: post.id,
                tag: state_tag(&frame, post.state),
                title: post.title,
                host: host.name,
                places: post.places,
                taken: post.taken,
            })
            .collect(),
        next,
        frame,
    })
}

/// One post to be checked.
#[derive(Template)]
#[template(path = "office/post.html")]
struct PostPage {
    frame: Frame,
    head: Head,
    post: PostView,
    version: i32,
    tag: Tag,
    note: String,
    may_show: bool,
    may_send_back: bool,
    reason: Put,
}

/// `GET /office/posts/{id}`.
pub async fn show(visit: Visit, id: Path<PostId>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, "", Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/posts/{id}`: shows it, or sends it back.
pub async fn act(visit: Visit, id: Path<PostId>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    // Officers of a province have pages of their own.
    page(&visit, id, "", Vec::new()).await?;
    let again = async |reason: String, problems| page(&visit, id, &reason, problems).await;
    check(&visit, id, &posted, &format!("/office/posts/{id}"), again).await
}

async fn page(visit: &Visit, id: PostId, reason: &str, problems: Vec<Problem>) -> Result<PostPage, Error> {
    let actor = visit.actor.clone();
    let (post, host, call, definition) = visit
        .app
        .read(move |conn| {
            let (post, host) = db::posts::find(conn, id)?.ok_or(actions::Error::NotFound)?;
            let call = db::calls::find(conn, post.call_id)?.ok_or(actions::Error::NotFound)?;
            let subject = Subject::Call { call: call.id, programme: call.programme_id };
            permission::check(&actor, Action::ManageCall, &subject).map_err(|_| actions::Error::NotFound)?;
            // A draft is the host's alone.
            if post.state == PostState::Draft {
                return Err(actions::Error::NotFound);
            }
            let definition = db::definitions::get(conn, call.definition_id)?;
            Ok::<_, actions::Error>((post, host, call, definition))
        })
        .await?;
    let mut frame = visit.frame(Area::Office, "hosting-posts-title").with_problems(problems);
    post.title.clone_into(&mut frame.title);
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    let may_check = permission::check(&visit.actor, Action::CheckPosts, &subject).is_ok();
    Ok(PostPage {
        head: Head::new(visit, &frame, &call, "posts"),
        post: PostView::new(&frame, &post, &host, &definition),
        version: post.version,
        tag: state_tag(&frame, post.state),
        note: post.note.clone(),
        may_show: may_check && post.state == PostState::Offered,
        may_send_back: may_check && matches!(post.state, PostState::Offered | PostState::Shown),
        reason: frame.field("reason", "hosting-what-to-change").rows(4).value(reason).put(),
        frame,
    })
}
