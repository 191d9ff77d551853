//! What everybody may see: the calls, and their forms on paper.

pub mod paper;

use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;

use crate::{
    db::{self, calls::CallRow},
    domain::{
        call::{Part, Phase},
        eligibility::Rule,
        form::Kind,
        id::ApplicationId,
        permission::{self, Action, Subject},
        time::{Span, Timestamp},
        workflow::CallState,
    },
    web::{
        account::language,
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        said::Said,
        session::Visit,
        still::Asked,
    },
};

/// The list of calls.
#[derive(Template)]
#[template(path = "public/calls.html")]
struct CallsPage {
    frame: Frame,
    current: Vec<CallCard>,
    past: Vec<CallCard>,
}

struct CallCard {
    slug: String,
    title: Said,
    summary: Said,
    is_open: bool,
    opens: Moment,
    closes: Moment,
    left: Option<String>,
    places: i32,
}

/// `GET /` and `GET /calls`.
pub async fn calls(request: HttpRequest) -> Result<HttpResponse, Error> {
    let asked = Asked::of(request.clone()).await;
    if let Some(kept) = asked.kept() {
        return Ok(kept);
    }
    let visit = Visit::of(&request).await?;
    let found = visit
        .app
        .read(|conn| {
            let calls = db::calls::list_public(conn)?;
            let with = |call: CallRow, conn: &mut db::Conn| {
                db::definitions::get(conn, call.definition_id).map(|definition| (call, definition))
            };
            calls.into_iter().map(|call| with(call, conn)).collect::<Result<Vec<_>, db::Error>>()
        })
        .await?;
    let changes: Vec<_> = found.iter().flat_map(|(call, _)| changes(call, visit.now)).collect();
    let frame = visit.frame(Area::Public, "public-calls-title");
    let card = |(call, definition): (CallRow, std::sync::Arc<crate::domain::call::Definition>)| CallCard {
        title: frame.said(&call.title),
        summary: frame.said(&definition.summary),
        is_open: call.window().phase(visit.now) == Phase::Open,
        opens: frame.moment(call.opens_at, call.zone),
        closes: frame.moment(call.closes_at, call.zone),
        left: frame.left(call.closes_at),
        places: call.places,
        slug: call.slug,
    };
    let (mut past, mut current): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(call, _)| call.window().phase(visit.now) == Phase::Closed);
    // What can be acted on soonest stands first; of what is over, the latest.
    current.sort_by_key(|(call, _)| (call.window().phase(visit.now) != Phase::Open, call.closes_at));
    past.sort_by_key(|(call, _)| std::cmp::Reverse(call.closes_at));
    let (current, past) = (current.into_iter().map(card).collect(), past.into_iter().map(card).collect());
    asked.page(&visit, &CallsPage { frame, current, past }, changes.into_iter())
}

/// What a reader can do with a call.
enum Act {
    Start,
    Continue(ApplicationId),
    Upcoming,
    Closed,
}

/// A call's page.
#[derive(Template)]
#[template(path = "public/call.html")]
struct CallPage<'a> {
    frame: Frame,
    slug: &'a str,
    programme: Said,
    title: Said,
    summary: Said,
    /// Other languages in which the call can be read: where each is chosen, its tag and its name.
    others: Vec<(String, &'static str, &'static str)>,
    about: &'a [Part],
    rules: &'a [Rule],
    papers: Vec<Said>,
    places: i32,
    opens: Moment,
    closes: Moment,
    left: Option<String>,
    /// Days of the rounds to come, where the call takes applications all year.
    rounds: Vec<String>,
    has_posts: bool,
    act: Act,
}

/// `GET /calls/{slug}`.
pub async fn call(request: HttpRequest, slug: Path<String>) -> Result<HttpResponse, Error> {
    let asked = Asked::of(request.clone()).await;
    if let Some(kept) = asked.kept() {
        return Ok(kept);
    }
    let visit = Visit::of(&request).await?;
    let call = public_call(&visit, slug.into_inner()).await?;
    let owner = visit.actor.user();
    let (definition, programme, own) = visit
        .app
        .read(move |conn| {
            let definition = db::definitions::get(conn, call.definition_id)?;
            let programme = db::programmes::find(conn, call.programme_id)?.ok_or(db::Error::NotFound)?;
            let own = match owner {
                Some(owner) => db::applications::find_of_owner(conn, call.id, owner)?,
                None => None,
            };
            Ok::<_, db::Error>((definition, programme, (call, own)))
        })
        .await?;
    let (call, own) = own;
    let mut frame = visit.frame(Area::Public, "public-calls-title");
    call.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    let act = match (own, call.window().phase(visit.now)) {
        (Some(own), _) => Act::Continue(own.id),
        (None, Phase::Open) => Act::Start,
        (None, Phase::Upcoming | Phase::Hidden) => Act::Upcoming,
        (None, Phase::Closed) => Act::Closed,
    };
    let paper = |q: &crate::domain::form::Question| {
        (matches!(q.kind, Kind::Document { .. }) && !q.after_acceptance).then(|| frame.said(q.name()))
    };
    let mut rounds = call.window().rounds(&definition.settings.rounds);
    rounds.retain(|round| round.until >= visit.now);
    let page = CallPage {
        slug: &call.slug,
        programme: frame.said(&programme.title),
        title: frame.said(&call.title),
        summary: frame.said(&definition.summary),
        others: language::others(
            frame.words,
            call.title.languages().chain(definition.summary.languages()),
            &format!("/calls/{}", call.slug),
        ),
        about: &definition.about,
        rules: &definition.eligibility,
        papers: definition.form.questions().filter_map(paper).collect(),
        places: call.places,
        opens: frame.moment(call.opens_at, call.zone),
        closes: frame.moment(call.closes_at, call.zone),
        rounds: rounds.iter().map(|round| frame.words.day(round.day)).collect(),
        has_posts: definition.hosting.is_some() && call.window().phase(visit.now) != Phase::Closed,
        left: frame.left(call.closes_at).filter(|_| matches!(act, Act::Start | Act::Continue(_))),
        act,
        frame,
    };
    let rounds_end = rounds.iter().map(|round| round.until);
    asked.page(&visit, &page, changes(&call, visit.now).into_iter().chain(rounds_end))
}

/// The instants at which what is told of a call changes by itself: it opens, it closes, an hour less is left.
fn changes(call: &CallRow, now: Timestamp) -> [Timestamp; 3] {
    let left = Span::hours((call.closes_at - now).num_hours());
    [call.opens_at, call.closes_at, call.closes_at - left]
}

/// The call of this word, if it is public or the reader runs it.
pub async fn public_call(visit: &Visit, slug: String) -> Result<CallRow, Error> {
    let call = visit.app.read(move |conn| db::calls::find_by_slug(conn, &slug)).await?.ok_or(Error::NotFound)?;
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    let runs = permission::check(&visit.actor, Action::ManageCall, &subject).is_ok();
    if call.state == CallState::Draft && !runs {
        return Err(Error::NotFound);
    }
    Ok(call)
}
