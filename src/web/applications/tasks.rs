//! The task list: what is done and what is left, section by section.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::tag::Tag;
use crate::{
    actions::{
        self,
        applications::{self, Editable, Written},
        case::{Case, applicant_name},
        hosting::choices,
        letters::required,
        together,
    },
    db::{self, Conn, co_writers::CoWriterRow, letters::LetterRow},
    domain::{
        form::{SectionCheck, SectionState},
        id::{ApplicationId, CoWriterId},
        letter::LetterState,
        permission::{Action, Actor},
        sentence::Problem,
        time::Timestamp,
        together::CoState,
        workflow::Status,
    },
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        said::Said,
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
    /// The day of the round that it joins, or would join if it were handed in now.
    round: Option<String>,
    tag: Tag,
    done: usize,
    all: usize,
    note: Option<Note>,
    changed: bool,
    groups: Vec<Group>,
    referees: Option<Referees>,
    hosting: Option<HostingTask>,
    ready: bool,
    /// Who applies, where the reader writes along.
    applicant: Option<String>,
    /// The reader's own invitation to write along.
    invitation: Option<CoWriterId>,
    /// Whether people may be invited to write along.
    may_invite: bool,
    may_reuse: bool,
    may_delete: bool,
    may_withdraw: bool,
}

/// The row of the choice of a host.
#[derive(Clone, Copy)]
struct HostingTask {
    count: usize,
    needed: bool,
    open: bool,
    question_waits: bool,
}

struct Note {
    text: String,
    due: Moment,
}

struct Group {
    title: Said,
    tasks: Vec<Task>,
}

/// A section as a row of the list.
pub struct Task {
    /// Its key.
    pub key: String,
    /// Its heading.
    pub title: Said,
    /// How far it is.
    pub state: TaskState,
    /// Whether it may be changed.
    pub open: bool,
    /// What is still to be done in it, where it was begun.
    pub hint: String,
}

impl Task {
    /// From what was found in the section.
    pub fn new(frame: &Frame, check: &SectionCheck<'_>, open: bool) -> Self {
        let section = check.section;
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
        Self { key: section.key.clone(), title: frame.said(&section.title), state, open, hint }
    }
}

/// The row of the referees.
struct Referees {
    state: TaskState,
    hint: String,
}

/// How far something is.
pub enum TaskState {
    /// Done.
    Completed,
    /// Begun.
    Incomplete,
    /// Nothing is there yet.
    NotStarted,
    /// It cannot be changed.
    Locked,
}

/// What the list is made of.
struct Facts {
    case: Case,
    written: Written,
    editable: Editable,
    note: Option<(String, Timestamp)>,
    changed: bool,
    letters: Vec<LetterRow>,
    /// What stands between the application and its submission for want of letters.
    lacking: Option<Problem>,
    hosting: Option<HostingTask>,
    /// Whether there is an earlier application, asked only while nothing is written.
    may_reuse: bool,
    applicant: Option<String>,
    invitation: Option<CoWriterId>,
}

impl Facts {
    fn read(conn: &mut Conn, actor: &Actor, case: Case, now: Timestamp) -> Result<Self, actions::Error> {
        let id = case.application.id;
        let written = Written::read(conn, &case)?;
        let editable = applications::editable_by(conn, &case, actor, now)?;
        let note = match case.application.status {
            Status::Returned => db::returns::find_open(conn, id)?.map(|r| (r.note, r.due_at)),
            _ => None,
        };
        let changed = case.application.revision > 0
            && editable != Editable::Nothing
            && applications::submitted_answers(conn, id)? != written.answers;
        let (letters, lacking) = match &case.definition.referees {
            None => (Vec::new(), None),
            Some(_) if case.application.revision > 0 => (db::letters::list(conn, id)?, None),
            Some(_) => (db::letters::list(conn, id)?, required::to_submit(conn, &case)?),
        };
        let hosting = match &case.definition.hosting {
            Some(hosting) => {
                let choices = db::choices::list(conn, id)?;
                let asked =
                    if case.application.revision > 0 { db::host_questions::list(conn, id, None)? } else { Vec::new() };
                Some(HostingTask {
                    count: choices.len(),
                    needed: hosting.at_submission,
                    open: choices::may_change(&case, &choices, now),
                    question_waits: asked.iter().any(|q| q.answered_at.is_none()),
                })
            }
            None => None,
        };
        let is_own = case.is_own(actor);
        let applicant = if is_own { None } else { Some(applicant_name(conn, &case.application)?) };
        let own_row = |row: &CoWriterRow| row.state == CoState::Accepted && row.user_id == actor.user();
        let invitation =
            if is_own { None } else { db::co_writers::list(conn, id)?.into_iter().find(own_row).map(|row| row.id) };
        let may_reuse = is_own
            && is_unwritten(&case, &written)
            && db::applications::has_other(conn, case.application.owner_id, id)?;
        Ok(Self { case, written, editable, note, changed, letters, lacking, hosting, may_reuse, applicant, invitation })
    }
}

/// Whether a draft holds no more than what was asked before the form.
fn is_unwritten(case: &Case, written: &Written) -> bool {
    let mut after = case.definition.form.sections.iter().filter(|s| !s.before).flat_map(|s| &s.questions);
    case.application.status == Status::Draft && !after.any(|q| written.answers.get(&q.key).is_some())
}

/// `GET /applications/{id}/tasks`: also for a submitted application that may still be changed.
pub async fn show(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let (actor, now, id) = (visit.actor.clone(), visit.now, id.into_inner());
    let read = visit.app.read(move |conn| {
        let case = Case::open(conn, &actor, Action::ReadWithOwner, id)?;
        match case.application.status {
            Status::Draft | Status::Returned | Status::Submitted => Facts::read(conn, &actor, case, now).map(Some),
            _ => Ok::<_, actions::Error>(None),
        }
    });
    match read.await? {
        Some(facts) => answer(&visit, &facts),
        None => Ok(visit.see_other(&format!("/applications/{id}"))),
    }
}

/// The task list of this case.
pub async fn page(visit: &Visit, case: Case) -> Result<HttpResponse, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    answer(visit, &visit.app.read(move |conn| Facts::read(conn, &actor, case, now)).await?)
}

fn answer(visit: &Visit, facts: &Facts) -> Result<HttpResponse, Error> {
    let frame = visit.frame(Area::Applications, "applications-your-application");
    visit.page(&build(frame, visit.now, facts))
}

fn build(frame: Frame, now: Timestamp, facts: &Facts) -> TasksPage {
    let Facts { case, written, editable, note, changed, hosting, .. } = facts;
    let checks = case.definition.form.check(&written.answers, &written.documents(), now);
    let wants_letters = usize::from(case.definition.referees.as_ref().is_some_and(|r| r.minimum > 0));
    let letters_done = if facts.lacking.is_none() { wants_letters } else { 0 };
    let done = checks.iter().filter(|c| c.problems.is_empty()).count() + letters_done;
    let all = checks.len() + wants_letters;
    let own = facts.applicant.is_none();
    let until = case.changes_until();
    TasksPage {
        id: case.application.id,
        call: frame.text(&case.call.title).to_owned(),
        closes: frame.moment(until, case.call.zone),
        left: frame.left(until),
        round: case.round_now(now).map(|round| frame.words.day(round.day)),
        tag: Tag::for_applicant(&frame, case.application.status),
        done,
        all,
        note: note.as_ref().map(|(text, due)| Note { text: text.clone(), due: frame.moment(*due, case.call.zone) }),
        changed: *changed,
        groups: groups(&frame, &checks, editable),
        referees: case.definition.referees.as_ref().filter(|_| own).map(|_| referees(&frame, facts)),
        ready: own
            && done == all
            && *editable != Editable::Nothing
            && hosting.as_ref().is_none_or(|h| h.count > 0 || !h.needed),
        hosting: hosting.filter(|_| own),
        applicant: facts.applicant.clone(),
        invitation: facts.invitation,
        may_invite: own && together::is_open(case.application.status),
        may_reuse: facts.may_reuse,
        may_delete: own && case.application.status == Status::Draft,
        may_withdraw: own && case.application.status.may_withdraw(),
        frame,
    }
}

fn referees(frame: &Frame, facts: &Facts) -> Referees {
    let state = match (&facts.lacking, facts.letters.is_empty()) {
        (_, true) => TaskState::NotStarted,
        (Some(_), false) => TaskState::Incomplete,
        (None, false) => TaskState::Completed,
    };
    let hint = match &facts.lacking {
        Some(problem) => frame.sentence(&problem.sentence),
        None => letters_in(frame, &facts.letters),
    };
    Referees { state, hint }
}

/// How many letters are in, of how many referees; nothing where none is named.
pub fn letters_in(frame: &Frame, letters: &[LetterRow]) -> String {
    let asked = letters.iter().filter(|letter| letter.state.takes_a_place()).count();
    let received = letters.iter().filter(|letter| letter.state == LetterState::Received).count();
    if asked == 0 {
        return String::new();
    }
    frame.with("letters-in").set("received", received).set("asked", asked).to_string()
}

fn groups(frame: &Frame, checks: &[SectionCheck<'_>], editable: &Editable) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for check in checks {
        let section = check.section;
        if !section.group.is_empty() || groups.is_empty() {
            groups.push(Group { title: frame.said(&section.group), tasks: Vec::new() });
        }
        let task = Task::new(frame, check, editable.allows(&section.key));
        if let Some(group) = groups.last_mut() {
            group.tasks.push(task);
        }
    }
    groups
}
