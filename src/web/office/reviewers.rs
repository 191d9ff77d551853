//! The call's reviewers: who they are, how much each has, inviting one, and giving applications to one.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{Head, managed_call};
use crate::{
    actions::{self, assignments, people},
    db::{
        self,
        applications::list::{Line, Query, Readers, Sort},
        calls::CallRow,
    },
    domain::{
        id::{ApplicationId, UserId},
        permission::{self, Action, Grant, Role, Scope, Subject, Viewer},
        person::{EmailAddress, PersonName},
        sentence::{Problem, Sentence},
        workflow::{AssignmentState, Status},
    },
    web::{
        applications::fields::{country, research_field},
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// Most applications shown for giving.
const MOST: i64 = 300;

/// The reviewers.
#[derive(Template)]
#[template(path = "office/reviewers.html")]
struct ReviewersPage {
    frame: Frame,
    head: Head,
    reviewers: Vec<Load>,
    given: i64,
    done: i64,
    wanted: u32,
    may_manage: bool,
    name: Put,
    email: Put,
}

struct Load {
    id: UserId,
    name: String,
    email: String,
    given: i64,
    waiting: i64,
    drafts: i64,
    done: i64,
    left: i64,
    share: i64,
}

/// `GET /office/calls/{slug}/reviewers`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let page = reviewers_page(&visit, slug.into_inner(), ("", ""), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/calls/{slug}/reviewers`: invites a reviewer for this call.
pub async fn invite(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let slug = slug.into_inner();
    let call = managed_call(&visit, slug.clone()).await?;
    let (name, email) = (posted.line("name", 300), posted.line("email", 300));
    let mut problems = Vec::new();
    let parsed_name: Result<PersonName, _> = name.parse();
    let parsed_email: Result<EmailAddress, _> = email.parse();
    if parsed_name.is_err() {
        problems.push(Problem::at("name", Sentence::new("office-enter-name")));
    }
    if parsed_email.is_err() {
        problems.push(Problem::at("email", Sentence::new("office-enter-email")));
    }
    let (Ok(person), Ok(address)) = (parsed_name, parsed_email) else {
        let page = reviewers_page(&visit, slug, (&name, &email), problems).await?;
        return visit.refused_page(&page);
    };
    let (actor, grant) = (visit.actor.clone(), Grant { role: Role::Reviewer, scope: Scope::Call(call.id) });
    match visit.app.write(visit.now, move |tx| people::grant(tx, &actor, &person, &address, grant)).await {
        Ok(_) => Ok(visit.see_other_saying(&format!("/office/calls/{slug}/reviewers"), "office-done-invited")),
        Err(actions::Error::Refused(problems)) => {
            let page = reviewers_page(&visit, slug, (&name, &email), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn reviewers_page(
    visit: &Visit,
    slug: String,
    (name, email): (&str, &str),
    problems: Vec<Problem>,
) -> Result<ReviewersPage, Error> {
    let call = managed_call(visit, slug).await?;
    let (call, holders, counts, definition) = visit
        .app
        .read(move |conn| {
            let holders = db::roles::list_holders_on_call(conn, Role::Reviewer, call.id, call.programme_id)?;
            let counts = db::assignments::count_of_reviewers(conn, call.id)?;
            let definition = db::definitions::get(conn, call.definition_id)?;
            Ok::<_, db::Error>((call, holders, counts, definition))
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-tab-reviewers").with_problems(problems);
    let of = |user: UserId, wanted: fn(AssignmentState) -> bool| -> i64 {
        counts.iter().filter(|(u, s, _)| *u == user && wanted(*s)).map(|(.., n)| n).sum()
    };
    let mut reviewers: Vec<Load> = holders
        .into_iter()
        .map(|h| Load {
            id: h.user_id,
            name: h.name,
            email: h.email,
            given: of(h.user_id, AssignmentState::is_open),
            waiting: of(h.user_id, |s| matches!(s, AssignmentState::Invited | AssignmentState::Accepted)),
            drafts: of(h.user_id, |s| s == AssignmentState::Draft),
            done: of(h.user_id, |s| s == AssignmentState::Submitted),
            left: of(h.user_id, |s| matches!(s, AssignmentState::Declined | AssignmentState::Recused)),
            share: 0,
        })
        .collect();
    for load in &mut reviewers {
        load.share = (load.done * 100).checked_div(load.given).unwrap_or(0);
    }
    Ok(ReviewersPage {
        head: Head::new(visit, &frame, &call, "reviewers"),
        given: reviewers.iter().map(|r| r.given).sum(),
        done: reviewers.iter().map(|r| r.done).sum(),
        wanted: definition.settings.reviews_per_application,
        may_manage: may_manage(visit, &call),
        name: frame.field("name", "office-name").class("w20").value(name).autocomplete("off").put(),
        email: frame.field("email", "office-email").class("w20").kind("email").value(email).autocomplete("off").put(),
        reviewers,
        frame,
    })
}

fn may_manage(visit: &Visit, call: &CallRow) -> bool {
    let subject = Subject::Call { call: call.id, programme: call.programme_id };
    permission::check(&visit.actor, Action::ManageApplication, &subject).is_ok()
}

/// One reviewer and the applications that could be given.
#[derive(Template)]
#[template(path = "office/reviewer.html")]
struct ReviewerPage {
    frame: Frame,
    head: Head,
    person: UserId,
    name: String,
    given: usize,
    candidates: Vec<Candidate>,
}

struct Candidate {
    id: ApplicationId,
    reference: String,
    applicant: String,
    country: String,
    field: String,
    readers: i64,
}

/// `GET /office/calls/{slug}/reviewers/{person}`.
pub async fn person(visit: Visit, path: Path<(String, UserId)>) -> Result<HttpResponse, Error> {
    let (slug, person) = path.into_inner();
    let page = reviewer_page(&visit, slug, person, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /office/calls/{slug}/reviewers/{person}`: gives the ticked applications, all or none but those that wait for their other side.
pub async fn assign(visit: Visit, path: Path<(String, UserId)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, person) = path.into_inner();
    managed_call(&visit, slug.clone()).await?;
    let ids: Vec<ApplicationId> = posted.all("application").iter().filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        let problem = Problem::new(Sentence::new("office-tick-applications"));
        let page = reviewer_page(&visit, slug, person, vec![problem]).await?;
        return visit.refused_page(&page);
    }
    let (actor, count) = (visit.actor.clone(), ids.len());
    let given = visit.app.write(visit.now, move |tx| assignments::assign_ready(tx, &actor, &ids, person));
    match given.await {
        Ok(waiting) => {
            let flash = if waiting == 0 { "office-done-given" } else { "office-done-given-but" };
            let flash = Sentence::new(flash).with("count", count - waiting).with("waiting", waiting);
            Ok(visit.see_other_with(&format!("/office/calls/{slug}/reviewers"), &flash, false))
        }
        Err(actions::Error::Refused(problems)) => {
            let page = reviewer_page(&visit, slug, person, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn reviewer_page(
    visit: &Visit,
    slug: String,
    person: UserId,
    problems: Vec<Problem>,
) -> Result<ReviewerPage, Error> {
    let call = managed_call(visit, slug).await?;
    let viewer = Viewer::staff(&visit.actor);
    let query = Query {
        call: call.id,
        statuses: vec![Status::Submitted, Status::InReview],
        country: None,
        field: None,
        received: None,
        text: None,
        sort: Sort::Oldest,
        after: None,
        limit: MOST,
    };
    let (call, user, lines, taken) = visit
        .app
        .read(move |conn| {
            let is_reviewer = db::roles::holds_on_call(conn, person, Role::Reviewer, call.id, call.programme_id)?;
            if !is_reviewer {
                return Err(db::Error::NotFound);
            }
            let user = db::users::get(conn, person)?;
            let lines = db::applications::list::page_with_readers(conn, &viewer, &query)?;
            let taken = db::assignments::list_barred(conn, person, call.id)?;
            Ok((call, user, lines, taken))
        })
        .await?;
    let frame = visit.frame(Area::Office, "office-tab-reviewers").with_problems(problems);
    let is_free =
        |(l, _): &&(Line, Readers)| (l.status == Status::InReview || l.eligible == "yes") && !taken.contains(&l.id);
    let mut candidates: Vec<Candidate> = lines
        .iter()
        .filter(is_free)
        .map(|(l, readers)| Candidate {
            id: l.id,
            reference: l.reference.clone().unwrap_or_default(),
            applicant: l.name.clone(),
            country: country(&frame, &l.country),
            field: research_field(&l.field).to_owned(),
            readers: readers.open,
        })
        .collect();
    // Who needs a reader most comes first.
    candidates.sort_by_key(|c| c.readers);
    Ok(ReviewerPage {
        head: Head::new(visit, &frame, &call, "reviewers"),
        person,
        name: user.name,
        given: taken.len(),
        candidates,
        frame,
    })
}
