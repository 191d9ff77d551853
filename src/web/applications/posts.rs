//! The applicant's choice of posts: those chosen so far, and the posts of the call to choose from.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;

use super::own_case;
use crate::{
    actions::{self, hosting::choices},
    db::{
        self,
        choices::ChoiceRow,
        consents::ConsentRow,
        hosts::HostRow,
        posts::{PostRow, list::Line},
    },
    domain::{
        hosting::consent::ConsentState,
        id::{ApplicationId, ChoiceId, ConsentId, PostId},
        sentence::Problem,
    },
    web::{
        applications::tag::Tag,
        error::Error,
        form::Posted,
        hosting::choice_tag,
        page::{Area, Frame},
        posts::{
            Shown, cut,
            filter::{Filter, FilterForm},
        },
        session::Visit,
    },
};

/// The choice.
#[derive(Template)]
#[template(path = "applications/posts.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is shown or not")]
struct PostsPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    most: u32,
    ranked: bool,
    needed: bool,
    open: bool,
    full: bool,
    chosen: Vec<Chosen>,
    filter: FilterForm,
    posts: Vec<Shown>,
    next: Option<String>,
}

/// A post that was chosen.
pub struct Chosen {
    /// Key of the choice.
    pub id: ChoiceId,
    /// The post.
    pub post: PostId,
    /// Its title.
    pub title: String,
    /// Its host.
    pub host: String,
    /// Where it stands.
    pub tag: Tag,
    /// Why it was refused.
    pub reason: String,
    /// Whether it can still be read in the list.
    pub shown: bool,
    /// Whether it can be taken back.
    pub removable: bool,
    /// The letter.
    pub consent: Option<ConsentId>,
}

impl Chosen {
    /// The choices of an application as the applicant sees them.
    pub fn all(frame: &Frame, rows: &[(ChoiceRow, PostRow, HostRow)], consent: Option<&ConsentRow>) -> Vec<Self> {
        let one = |(choice, post, host): &(ChoiceRow, PostRow, HostRow)| Self {
            id: choice.id,
            post: post.id,
            title: post.title.clone(),
            host: host.name.clone(),
            tag: choice_tag(frame, choice.state, consent.is_some_and(|c| c.choice_id != choice.id)),
            reason: choice.reason.clone(),
            shown: post.state == crate::domain::hosting::posts::PostState::Shown && host.closed_at.is_none(),
            removable: choice.state.may_be_removed(),
            consent: consent.filter(|c| c.choice_id == choice.id).map(|c| c.id),
        };
        rows.iter().map(one).collect()
    }
}

/// `GET /applications/{id}/posts`.
pub async fn show(visit: Visit, id: Path<ApplicationId>, filter: Query<Filter>) -> Result<HttpResponse, Error> {
    let page = page(&visit, *id, &filter, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /applications/{id}/posts`: chooses one, takes one back, or puts one before another.
pub async fn act(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, actor) = (id.into_inner(), visit.actor.clone());
    own_case(&visit, id).await?;
    let (word, thing) = posted.first("act").split_once(':').ok_or(Error::BadRequest)?;
    let choice = thing.parse::<ChoiceId>();
    let (done, flash) = match (word, thing.parse::<PostId>(), choice) {
        ("choose", Ok(post), _) => {
            let done = visit.app.write(visit.now, move |tx| choices::choose(tx, &actor, id, post)).await;
            (done, "hosting-done-chosen")
        }
        ("remove", _, Ok(choice)) => {
            let done = visit.app.write(visit.now, move |tx| choices::remove(tx, &actor, id, choice)).await;
            (done, "hosting-done-removed")
        }
        ("prefer", _, Ok(choice)) => {
            let done = visit.app.write(visit.now, move |tx| choices::prefer(tx, &actor, id, choice)).await;
            (done, "hosting-done-preferred")
        }
        _ => return Err(Error::BadRequest),
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}/posts"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, id, &Filter::default(), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, id: ApplicationId, filter: &Filter, problems: Vec<Problem>) -> Result<PostsPage, Error> {
    let case = own_case(visit, id).await?;
    let hosting = case.definition.hosting.clone().ok_or(Error::NotFound)?;
    let (now, wanted) = (visit.now, filter.clone());
    let (case, rows, consent, open, mut lines) = visit
        .app
        .read(move |conn| {
            let rows = db::choices::list_with_posts(conn, id)?;
            let consent = db::consents::find_live(conn, id)?;
            let chosen: Vec<ChoiceRow> = rows.iter().map(|(choice, ..)| choice.clone()).collect();
            let open = choices::may_change(&case, &chosen, now);
            let lines = if open {
                db::posts::list::page_shown(conn, &wanted.wanted(&[], Some(case.call.id)), now)?
            } else {
                Vec::<Line>::new()
            };
            Ok::<_, actions::Error>((case, rows, consent, open, lines))
        })
        .await?;
    let frame = visit.frame(Area::Applications, "hosting-your-posts").with_problems(problems);
    let address = format!("/applications/{id}/posts");
    let next = cut(&mut lines).map(|last| filter.next(&address, last));
    let standing = rows.iter().filter(|(c, ..)| c.state != ConsentState::Refused).count();
    let of_call = [(case.call.clone(), case.definition.clone())];
    Ok(PostsPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        most: hosting.choices,
        ranked: hosting.ranked && rows.len() > 1,
        needed: hosting.at_submission,
        open,
        full: u32::try_from(standing).unwrap_or(u32::MAX) >= hosting.choices,
        chosen: Chosen::all(&frame, &rows, consent.as_ref()),
        filter: filter.form(&frame, address, &of_call, true),
        posts: lines.iter().map(|line| Shown::new(&frame, line)).collect(),
        next,
        frame,
    })
}
