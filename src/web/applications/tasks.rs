//! The task list: what is done and what is left, section by section.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{own_case, tag::Tag};
use crate::{
    actions::{
        self,
        applications::{self, Editable},
        case::Case,
    },
    db,
    domain::{
        form::{Answers, Documents, SectionCheck, SectionState},
        id::ApplicationId,
        time::Timestamp,
        workflow::Status,
    },
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// The task list.
#[derive(Template)]
#[template(path = "applications/tasks.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is shown or not")]
struct TasksPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    closes: Moment,
    left: Option<String>,
    tag: Tag,
    done: usize,
    all: usize,
    note: Option<Note>,
    changed: bool,
    groups: Vec<Group>,
    ready: bool,
    may_delete: bool,
    may_withdraw: bool,
}

struct Note {
    text: String,
    due: Moment,
}

struct Group {
    title: String,
    tasks: Vec<Task>,
}

struct Task {
    key: String,
    title: String,
    state: TaskState,
    open: bool,
    hint: String,
}

enum TaskState {
    Completed,
    Incomplete,
    NotStarted,
    Locked,
}

/// What the list is made of.
struct Facts {
    case: Case,
    answers: Answers,
    documents: Documents,
    editable: Editable,
    note: Option<(String, Timestamp)>,
    changed: bool,
}

/// `GET /applications/{id}/tasks`: also for a submitted application that may still be changed.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let case = own_case(&visit, *id).await?;
    match case.application.status {
        Status::Draft | Status::Returned | Status::Submitted => page(&visit, case).await,
        _ => Ok(visit.see_other(&format!("/applications/{id}"))),
    }
}

/// The task list of this case.
pub async fn page(visit: &Visit, case: Case) -> Result<HttpResponse, Error> {
    let now = visit.now;
    let facts = visit
        .app
        .read(move |conn| {
            let id = case.application.id;
            let answers = applications::current_answers(conn, &case)?;
            let documents = applications::documents(conn, id)?;
            let editable = applications::editable(conn, &case, now)?;
            let note = db::returns::find_open(conn, id)?.map(|r| (r.note, r.due_at));
            let changed = case.application.revision > 0
                && applications::submitted_answers(conn, id)? != answers
                && editable != Editable::Nothing;
            Ok::<_, actions::Error>(Facts { case, answers, documents, editable, note, changed })
        })
        .await?;
    let frame = visit.frame(Area::Applications, "applications-your-application");
    visit.page(&build(frame, now, &facts))
}

fn build(frame: Frame, now: Timestamp, facts: &Facts) -> TasksPage {
    let Facts { case, answers, documents, editable, note, changed } = facts;
    let checks = case.definition.form.check(answers, documents, now);
    let done = checks.iter().filter(|c| c.problems.is_empty()).count();
    let all = checks.len();
    let window = case.window();
    let until = case.application.extension_until.unwrap_or(window.closes_at).max(window.closes_at);
    TasksPage {
        id: case.application.id,
        call: frame.text(&case.call.title).to_owned(),
        closes: frame.moment(until, case.call.zone),
        left: frame.left(until),
        tag: Tag::for_applicant(&frame, case.application.status),
        done,
        all,
        note: note.as_ref().map(|(text, due)| Note { text: text.clone(), due: frame.moment(*due, case.call.zone) }),
        changed: *changed,
        groups: groups(&frame, &checks, editable),
        ready: done == all && *editable != Editable::Nothing,
        may_delete: case.application.status == Status::Draft,
        may_withdraw: case.application.status.may_withdraw(),
        frame,
    }
}

fn groups(frame: &Frame, checks: &[SectionCheck<'_>], editable: &Editable) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for check in checks {
        let section = check.section;
        if !section.group.is_empty() || groups.is_empty() {
            groups.push(Group { title: frame.text(&section.group).to_owned(), tasks: Vec::new() });
        }
        let open = editable.allows(&section.key);
        let state = match check.state {
            _ if !open => TaskState::Locked,
            SectionState::Completed => TaskState::Completed,
            _ if check.problems.is_empty() && check.state != SectionState::NotStarted => TaskState::Completed,
            SectionState::Incomplete => TaskState::Incomplete,
            SectionState::NotStarted => TaskState::NotStarted,
        };
        let hint = match (&state, check.problems.first()) {
            (TaskState::Incomplete, Some(first)) => frame.sentence(&first.sentence),
            _ => String::new(),
        };
        let task = Task { key: section.key.clone(), title: frame.text(&section.title).to_owned(), state, open, hint };
        if let Some(group) = groups.last_mut() {
            group.tasks.push(task);
        }
    }
    groups
}
