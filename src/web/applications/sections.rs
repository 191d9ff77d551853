//! Question pages: one section a page, saved on every Continue.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        self,
        applications::{self, Editable, answers::Given},
        case::Case,
    },
    db::{self, Conn, answers::SectionRow, calls::CallRow, documents::DocumentRow},
    domain::{
        call::Definition,
        form::{
            Answers, Documents, FileFormat, Form, Kind, Question, Reading, Section, Typed, blind::View, later::LATER,
            typed::SECTION_DONE,
        },
        id::ApplicationId,
        permission::{Action, Actor},
        sentence::{Problem, Sentence},
        time::Timestamp,
    },
    web::{
        account::again::Again,
        applications::{
            File, fields, keeping,
            submit::{Line, lines},
        },
        error::{self, Error},
        page::{Area, Frame},
        parts::Put,
        said::Said,
        session::Visit,
    },
};

/// A page of questions.
#[derive(Template)]
#[template(path = "applications/section.html")]
pub struct SectionPage {
    frame: Frame,
    id: String,
    call: String,
    title: Said,
    intro: Said,
    note: Option<String>,
    back: String,
    action: String,
    version: i32,
    before: bool,
    /// What an office is told that looks at the page before anybody fills it in; nothing is kept then.
    preview: Option<Vec<String>>,
    editable: bool,
    /// Who saved the section last, where that was somebody else.
    last: Option<String>,
    /// What is saved now and differs from what was typed here, where both are shown.
    saved: Vec<Line>,
    uploads: Vec<Upload>,
    fields: Vec<Put>,
    has_rows: bool,
    done: Option<Put>,
}

/// A question that takes a file.
struct Upload {
    key: String,
    label: Said,
    hint: Said,
    optional: bool,
    problem: Option<String>,
    files: Vec<File>,
    several: bool,
    full: bool,
    accept: String,
    limit: String,
}

/// Everything that a section's page needs.
struct Room {
    case: Case,
    section: Section,
    /// Who saved the section last, where that was somebody else, and when.
    last: Option<(String, Timestamp)>,
    rows: Vec<SectionRow>,
    answers: Answers,
    files: Vec<DocumentRow>,
    editable: Editable,
    note: Option<String>,
}

/// Where "Continue" leads back to.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    /// `check`: to the page of all answers.
    #[serde(default)]
    back: String,
}

/// `GET /applications/{id}/sections/{key}`: the questions; where nothing can be changed, the answers.
pub async fn show(visit: Visit, path: Path<(ApplicationId, String)>, back: Query<Back>) -> Result<HttpResponse, Error> {
    let (id, key) = path.into_inner();
    let room = enter(&visit, id, key).await?;
    if !room.editable.allows(&room.section.key) {
        return Ok(visit.see_other(&format!("/applications/{id}/check#section-{}", room.section.key)));
    }
    let typed = Typed::of(&room.section, &room.answers);
    let frame = frame(&visit, &room);
    visit.page(&page(frame, &room, &typed, room.version(), &back.back))
}

/// The page of a section with what is wrong with a file that was sent for it.
pub async fn show_problems(
    visit: &Visit,
    status: StatusCode,
    id: ApplicationId,
    key: String,
    problems: Vec<Problem>,
) -> Result<HttpResponse, Error> {
    let room = enter(visit, id, key).await?;
    let typed = Typed::of(&room.section, &room.answers);
    let frame = frame(visit, &room).with_problems(problems);
    visit.answer(status, &page(frame, &room, &typed, room.version(), ""))
}

/// `POST /applications/{id}/sections/{key}`: saves what can be read, whatever else is wrong, and says what is.
pub async fn save(
    Again(visit, posted): Again,
    path: Path<(ApplicationId, String)>,
    back: Query<Back>,
) -> Result<HttpResponse, Error> {
    let (id, key) = path.into_inner();
    let room = enter(&visit, id, key).await?;
    let version = posted.number("version").unwrap_or(0);
    let returning = posted.first("go") == "back";
    let keeping = posted.first("go") == keeping::KEEP;
    let asked_for = RowAct::of(&room.section, posted.first("go"));
    let mut typed: Typed = posted.into_pairs().collect();
    if let Some(RowAct::Remove(question, row)) = &asked_for {
        typed.remove_row(question, *row);
    }
    let mut before = room.answers.clone();
    keep_files(&room, &mut before);
    let reading = room.case.definition.form.read(&room.section, &typed, &before, visit.now);
    let documents = documents(&room.files);
    let complete = room.case.definition.form.check_section(&room.section, &reading.answers, &documents, visit.now);
    let saved = store(&visit, &room, version, &reading, complete.problems.is_empty()).await;
    if keeping {
        let by = room.last.as_ref().map(|(name, _)| name.as_str());
        return keeping::answer(&visit, saved, (version + 1, by), room.case.call.zone);
    }
    match saved {
        Ok(()) => {}
        Err(actions::Error::Conflict) => return changed_elsewhere(&visit, id, room, &reading, &back.back).await,
        Err(actions::Error::Refused(problems)) => {
            let frame = frame(&visit, &room).with_problems(problems);
            return visit.refused_page(&page(frame, &room, &reading.typed, version, &back.back));
        }
        Err(actions::Error::Unavailable(cause)) => {
            error::note(&cause);
            let problem = Problem::new(Sentence::new("applications-could-not-be-saved"));
            let frame = frame(&visit, &room).with_problems(vec![problem]);
            let page = page(frame, &room, &reading.typed, version, &back.back);
            return visit.answer(StatusCode::SERVICE_UNAVAILABLE, &page);
        }
        Err(other) => return Err(other.into()),
    }
    if let Some(act) = asked_for {
        return visit_again(&visit, &room, reading, act, version + 1, &back.back);
    }
    let problems = if returning { reading.wrong() } else { missing_files(reading.problems(), &complete.problems) };
    if !problems.is_empty() {
        let frame = frame(&visit, &room).with_problems(problems);
        return visit.refused_page(&page(frame, &room, &reading.typed, version + 1, &back.back));
    }
    let next = if back.back == "check" { format!("/applications/{id}/check") } else { room.list() };
    Ok(visit.see_other(&next))
}

/// Saves what was read, if the section still is at the version that the person saw.
async fn store(
    visit: &Visit,
    room: &Room,
    version: i32,
    reading: &Reading,
    complete: bool,
) -> Result<(), actions::Error> {
    let (actor, now, id) = (visit.actor.clone(), visit.now, room.case.application.id);
    let (section, answers) = (room.section.key.clone(), reading.answers.clone());
    let prepare = visit.app.read(move |conn| {
        let given = Given { section: &section, version, answers: &answers, complete };
        applications::answers::prepare(conn, &actor, id, given, now)
    });
    let saving = prepare.await?;
    let actor = visit.actor.clone();
    visit.app.write(now, move |tx| applications::answers::save(tx, &actor, &saving)).await
}

/// What is to be done with the rows of a question, while everything else stays as it was typed.
enum RowAct {
    /// One more.
    Add(Question),
    /// This one goes.
    Remove(Question, usize),
}

impl RowAct {
    /// From the button that was pressed: `add:posts`, `remove:posts:2`.
    fn of(section: &Section, pressed: &str) -> Option<Self> {
        let (act, rest) = pressed.split_once(':')?;
        let (key, row) = rest.split_once(':').unwrap_or((rest, ""));
        let question = section.questions.iter().find(|q| q.key == key && q.most_rows() > 0)?.clone();
        match act {
            "add" => Some(Self::Add(question)),
            "remove" => Some(Self::Remove(question, row.parse().ok()?)),
            _ => None,
        }
    }
}

/// The page again after it was saved, with a row more or less.
fn visit_again(
    visit: &Visit,
    room: &Room,
    reading: Reading,
    act: RowAct,
    version: i32,
    back: &str,
) -> Result<HttpResponse, Error> {
    let wrong = reading.wrong();
    let mut typed = reading.typed;
    if let RowAct::Add(question) = act {
        typed.add_row(&question);
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = frame(visit, room).with_problems(wrong);
    visit.answer(status, &page(frame, room, &typed, version, back))
}

/// A file is asked for beside the form, so its absence is not in what was posted but in what is stored.
fn missing_files(mut problems: Vec<Problem>, all: &[Problem]) -> Vec<Problem> {
    for problem in all {
        if !problems.iter().any(|p| p.field == problem.field) {
            problems.push(problem.clone());
        }
    }
    problems
}

/// Saved in another tab or by somebody else meanwhile: shows what was typed here and what is stored now, and says who stored it.
async fn changed_elsewhere(
    visit: &Visit,
    id: ApplicationId,
    room: Room,
    reading: &Reading,
    back: &str,
) -> Result<HttpResponse, Error> {
    let fresh = enter(visit, id, room.section.key).await?;
    let sentence = match &fresh.last {
        Some((name, _)) => Sentence::new("together-changed-by").with("name", name.as_str()),
        None => Sentence::new("applications-changed-elsewhere"),
    };
    let frame = frame(visit, &fresh).with_problems(vec![Problem::new(sentence)]);
    let version = fresh.version();
    let saved = differing(&frame, &fresh, &reading.answers);
    let mut page = page(frame, &fresh, &reading.typed, version, back);
    page.saved = saved;
    visit.conflict_page(&page)
}

/// The answers of this section that are stored now and differ from these.
fn differing(frame: &Frame, fresh: &Room, typed: &Answers) -> Vec<Line> {
    let all = lines(frame, &fresh.case, &fresh.answers, &fresh.files, View::Whole, &fresh.editable);
    let of_section = all.into_iter().find(|section| section.key == fresh.section.key);
    let mut saved = of_section.map(|section| section.lines).unwrap_or_default();
    saved.retain(|line| line.files.is_empty() && fresh.answers.get(&line.key) != typed.get(&line.key));
    saved
}

async fn enter(visit: &Visit, id: ApplicationId, key: String) -> Result<Room, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let room = visit.app.read(move |conn| {
        let case = Case::open(conn, &actor, Action::ReadWithOwner, id)?;
        let (case, editable) = applications::open_sections(conn, case, &actor, now)?;
        let section = case.definition.form.section(&key).cloned().ok_or(actions::Error::NotFound)?;
        let rows = db::answers::list(conn, id)?;
        let mut answers = Answers::default();
        for row in &rows {
            answers.0.extend(row.body.0.clone());
        }
        let files = db::documents::list(conn, id)?;
        let note = db::returns::find_open(conn, id)?.map(|r| r.note);
        let last = last_saved(conn, &actor, rows.iter().find(|row| row.section == key))?;
        Ok::<_, actions::Error>(Room { case, section, last, rows, answers, files, editable, note })
    });
    Ok(room.await?)
}

/// Who saved the section last, where that was somebody else who still has a name, and when.
fn last_saved(
    conn: &mut Conn,
    actor: &Actor,
    row: Option<&SectionRow>,
) -> Result<Option<(String, Timestamp)>, actions::Error> {
    let other = row.and_then(|row| Some((row.saved_by.filter(|by| Some(*by) != actor.user())?, row.saved_at)));
    let Some((by, at)) = other else { return Ok(None) };
    let name = db::users::find(conn, by)?.map(|user| user.name).unwrap_or_default();
    Ok((!name.is_empty()).then_some((name, at)))
}

impl Room {
    /// The section's version; 0 where it was never saved.
    fn version(&self) -> i32 {
        self.rows.iter().find(|row| row.section == self.section.key).map_or(0, |row| row.version)
    }

    /// The page that lists the sections.
    fn list(&self) -> String {
        let tasks = if self.section.key.starts_with(LATER) { "" } else { "/tasks" };
        format!("/applications/{}{tasks}", self.case.application.id)
    }

    /// The files that stand for a question, the first given first.
    fn files(&self, question: &str) -> impl Iterator<Item = &DocumentRow> {
        self.files.iter().filter(move |f| f.question == question && f.removed_at.is_none())
    }
}

/// The files that stand are the answers to their questions, whatever the form says.
fn keep_files(room: &Room, answers: &mut Answers) {
    for question in &room.section.questions {
        if matches!(question.kind, Kind::Document { .. }) {
            answers.set_documents(&question.key, room.files(&question.key).map(|f| f.id));
        }
    }
}

fn documents(files: &[DocumentRow]) -> Documents {
    let standing = files.iter().filter(|f| f.removed_at.is_none());
    standing.map(|f| (f.id, f.question.clone(), f.state)).collect()
}

fn frame(visit: &Visit, room: &Room) -> Frame {
    let mut frame = visit.frame(Area::Applications, "applications-your-application");
    frame.title = frame.text(&room.section.title).to_owned();
    frame
}

fn page(frame: Frame, room: &Room, typed: &Typed, version: i32, back: &str) -> SectionPage {
    let id = room.case.application.id;
    let key = &room.section.key;
    let editable = room.editable.allows(key);
    let query = if back == "check" { "?back=check" } else { "" };
    let action = format!("/applications/{id}/sections/{key}{query}");
    let case = &room.case;
    let mut page = build(&frame, &case.call, &case.definition.form, &room.section, (&room.answers, typed), &action);
    page.uploads = uploads(&frame, &room.section, &room.files);
    page.id = id.to_string();
    page.back = if back == "check" { format!("/applications/{id}/check") } else { room.list() };
    page.version = version;
    page.editable = editable;
    page.note = room.note.clone().filter(|_| editable);
    page.last = room.last.as_ref().map(|(name, at)| {
        let at = frame.moment(*at, case.call.zone).short().to_string();
        frame.with("together-last-saved").set("name", name.as_str()).set("at", at).to_string()
    });
    page.frame = frame;
    page
}

/// The page of the questions before the form.
pub fn before_form(
    frame: Frame,
    call: &CallRow,
    definition: &Definition,
    section: &Section,
    typed: &Typed,
) -> SectionPage {
    let action = format!("/calls/{}/eligibility", call.slug);
    let mut page = build(&frame, call, &definition.form, section, (&Answers::default(), typed), &action);
    page.back = format!("/calls/{}", call.slug);
    page.before = true;
    page.editable = true;
    page.frame = frame;
    page
}

/// A section as applicants meet it, for an office that looks before anybody fills it in: every question, asked or not.
pub fn preview(
    frame: Frame,
    (call, form): (&CallRow, &Form),
    section: &Section,
    typed: &Typed,
    (action, back): (&str, String),
    notes: Vec<String>,
) -> SectionPage {
    let all = |q: &Question| Question { shown_when: None, ..q.clone() };
    let whole = Section { questions: section.questions.iter().map(all).collect(), ..section.clone() };
    let mut page = build(&frame, call, form, &whole, (&Answers::default(), typed), action);
    page.uploads = uploads(&frame, section, &[]);
    page.back = back;
    page.before = true;
    page.editable = true;
    page.preview = Some(notes);
    page.frame = frame;
    page
}

fn build(
    frame: &Frame,
    call: &CallRow,
    form: &Form,
    section: &Section,
    (answers, typed): (&Answers, &Typed),
    action: &str,
) -> SectionPage {
    let offered = form.offered(section, answers);
    let asked = offered.into_iter().filter(|q| !matches!(q.kind, Kind::Document { .. }));
    let done = section.confirm.then(|| {
        let options = fields::yes_no(frame, typed.first(SECTION_DONE));
        frame.field(SECTION_DONE, "applications-section-done").radios(options).put()
    });
    SectionPage {
        id: String::new(),
        call: frame.text(&call.title).to_owned(),
        title: frame.said(&section.title),
        intro: frame.said(&section.intro),
        note: None,
        back: String::new(),
        action: action.to_owned(),
        version: 0,
        before: false,
        preview: None,
        editable: false,
        last: None,
        saved: Vec::new(),
        uploads: Vec::new(),
        has_rows: section.questions.iter().any(|q| q.most_rows() > 0),
        fields: asked.map(|q| fields::put(frame, q, typed, action)).collect(),
        done,
        frame: frame.clone(),
    }
}

fn uploads(frame: &Frame, section: &Section, files: &[DocumentRow]) -> Vec<Upload> {
    let mut uploads = Vec::new();
    for question in &section.questions {
        let Kind::Document { formats, max_bytes, max_pages, max_files } = &question.kind else { continue };
        let limit = frame
            .with("applications-file-limit")
            .set("formats", FileFormat::names(formats))
            .set("size", max_bytes / 1_000_000)
            .set("pages", max_pages.unwrap_or(0))
            .set("files", *max_files)
            .to_string();
        let extensions = formats.iter().flat_map(|f| f.extensions());
        let accept = formats.iter().map(|f| f.media_type().to_owned()).chain(extensions.map(|e| format!(".{e}")));
        let given = files.iter().filter(|f| f.question == question.key && f.removed_at.is_none());
        let files: Vec<File> = given.map(|f| File::new(frame, f, &f.file_name)).collect();
        uploads.push(Upload {
            key: question.key.clone(),
            label: frame.said(&question.label),
            hint: frame.said(&question.hint),
            optional: question.optional,
            problem: frame.problem_of(&question.key),
            several: *max_files > 1,
            full: *max_files > 1 && files.len() >= *max_files as usize,
            files,
            accept: accept.collect::<Vec<_>>().join(","),
            limit,
        });
    }
    uploads
}
