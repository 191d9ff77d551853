//! One letter of reference as an officer sees it: where it stands, what it says, and every act on it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Path, Payload, Query},
};
use askama::Template;
use serde::Deserialize;

use super::Head;
use crate::{
    actions::{
        self, Tx,
        accounts::typed,
        case::Case,
        letters::{
            files::{self, Filed},
            office,
            reading::open_as_officer,
        },
    },
    db::{
        self,
        letters::{LetterFileRow, LetterRow},
    },
    domain::{
        id::{ApplicationId, LetterId},
        letter::{LetterBy, LetterEvent, LetterState, is_wanted},
        permission::{Action, Actor},
        sentence::{Problem, Sentence},
        time::Timestamp,
    },
    files::Spooled,
    web::{
        applications::tag::Tag,
        documents::{self, Wanted},
        error::Error,
        form::{Posted, local_time},
        letters::shown::{Shown, tag},
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// Longest reason, in characters.
const REASON_MAX: usize = 4000;

/// The page.
#[derive(Template)]
#[template(path = "office/letter.html")]
struct LetterPage {
    frame: Frame,
    head: Head,
    id: ApplicationId,
    letter: LetterId,
    version: i32,
    applicant: String,
    name: String,
    email: String,
    position: String,
    tag: Tag,
    why: String,
    asked: Option<Moment>,
    due: Option<Moment>,
    received: Option<Moment>,
    filed_by: Option<String>,
    waived: bool,
    shown: Option<Shown>,
    again: Option<[Put; 2]>,
    may_cancel: bool,
    may_file: bool,
    /// Whether to set it aside or to count it again, and the reason that either asks.
    judge: Option<(bool, Put)>,
    file_problem: Option<String>,
}

struct Room {
    case: Case,
    letter: LetterRow,
    file: Option<LetterFileRow>,
    filed_by: Option<String>,
}

async fn enter(visit: &Visit, id: ApplicationId, letter: LetterId) -> Result<Room, Error> {
    let actor = visit.actor.clone();
    let room = visit.app.read(move |conn| {
        let (case, letter, file) = open_as_officer(conn, &actor, id, letter)?;
        // What is not handed in is the applicant's alone.
        if case.application.revision == 0 {
            return Err(actions::Error::NotFound);
        }
        let filed_by = letter.uploaded_by.map(|user| db::users::get(conn, user)).transpose()?;
        Ok(Room { case, letter, file, filed_by: filed_by.map(|user| user.name) })
    });
    Ok(room.await?)
}

/// `GET /office/applications/{id}/letters/{letter}`.
pub async fn show(visit: Visit, path: Path<(ApplicationId, LetterId)>) -> Result<HttpResponse, Error> {
    let room = enter(&visit, path.0, path.1).await?;
    visit.page(&page(&visit, &room, None, Vec::new()))
}

fn page(visit: &Visit, room: &Room, posted: Option<&Posted>, problems: Vec<Problem>) -> LetterPage {
    let Room { case, letter, file, filed_by } = room;
    let mut frame = visit.frame(Area::Office, "letters-letter").with_problems(problems);
    frame.title = letter.name.to_string();
    let may_manage = case.permit(&visit.actor, Action::ManageApplication).is_ok();
    let may = |event| may_manage && letter.state.apply(event, LetterBy::Officer).is_ok();
    let wanted = is_wanted(case.application.status);
    let writes = matches!(letter.state, LetterState::Opened | LetterState::Saved);
    let may_ask = wanted && (may(LetterEvent::Ask) || may(LetterEvent::AskAgain) || (may_manage && writes));
    let typed = |name: &str| posted.map(|p| p.first(name).to_owned());
    let judge = [(LetterEvent::SetAside, true), (LetterEvent::Restore, false)];
    let judge = judge.into_iter().find(|(event, _)| may(*event)).map(|(_, sets_aside)| sets_aside);
    let readable = matches!(letter.state, LetterState::Received | LetterState::SetAside);
    let (zone, referees) = (case.call.zone, case.definition.referees.as_ref());
    LetterPage {
        head: Head::new(visit, &frame, &case.call, "applications"),
        id: case.application.id,
        letter: letter.id,
        version: letter.version,
        applicant: format!("{} {}", case.application.reference.as_deref().unwrap_or_default(), case.application.name),
        name: letter.name.to_string(),
        email: letter.email.to_string(),
        position: letter.position.clone(),
        tag: tag(&frame, letter.state),
        why: why(&frame, letter),
        asked: letter.asked_at.map(|at| frame.moment(at, zone)),
        due: letter.due_at.map(|at| frame.moment(at, zone)),
        received: letter.received_at.filter(|_| readable).map(|at| frame.moment(at, zone)),
        filed_by: filed_by.clone(),
        waived: letter.waived,
        shown: referees.filter(|_| readable).map(|r| Shown::new(&frame, r, &letter.answers, file.as_ref(), letter)),
        again: may_ask.then(|| {
            let email = typed("email").unwrap_or_else(|| letter.email.to_string());
            let city = frame.words.city(zone).into_owned();
            let hint = frame.with("office-in-zone").set("city", city).to_string();
            [
                frame.field("email", "letters-email").kind("email").class("w20").value(email).put(),
                frame
                    .field("until", "letters-until")
                    .kind("datetime-local")
                    .class("w20")
                    .hint(hint)
                    .value(typed("until").unwrap_or_default())
                    .optional()
                    .put(),
            ]
        }),
        may_cancel: may(LetterEvent::Cancel),
        may_file: wanted && may(LetterEvent::Upload),
        judge: judge.map(|sets_aside| {
            let reason = typed("reason").unwrap_or_default();
            (sets_aside, frame.field("reason", "office-reason").rows(3).value(reason).put())
        }),
        file_problem: frame.problem_of(files::FIELD),
        frame,
    }
}

/// Why it ended: in the referee's or the officer's own words, or in the program's where it ended by itself.
fn why(frame: &Frame, letter: &LetterRow) -> String {
    match letter.state {
        LetterState::Cancelled if letter.reason.is_empty() => String::new(),
        LetterState::Cancelled => frame.say(&format!("letters-because-{}", letter.reason)).to_owned(),
        _ => letter.reason.clone(),
    }
}

/// `POST /office/applications/{id}/letters/{letter}`.
pub async fn act(visit: Visit, path: Path<(ApplicationId, LetterId)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, letter) = path.into_inner();
    let room = enter(&visit, id, letter).await?;
    let seen = (letter, posted.number("version").unwrap_or(0));
    let reason = posted.text("reason", REASON_MAX);
    let (done, flash) = match posted.first("go") {
        "cancel" => {
            (run(&visit, move |tx, a| office::cancel(tx, a, id, seen.0, seen.1)).await, "letters-done-cancelled")
        }
        "set-aside" => {
            (run(&visit, move |tx, a| office::set_aside(tx, a, id, seen, &reason)).await, "letters-done-set-aside")
        }
        "restore" => {
            (run(&visit, move |tx, a| office::restore(tx, a, id, seen, &reason)).await, "letters-done-restored")
        }
        _ => (ask_again(&visit, &room, seen, &posted).await, "letters-done-asked"),
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/office/applications/{id}/letters/{letter}"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let fresh = enter(&visit, id, letter).await?;
            visit.refused_page(&page(&visit, &fresh, Some(&posted), problems))
        }
        Err(other) => Err(other.into()),
    }
}

async fn run<F>(visit: &Visit, f: F) -> Result<(), actions::Error>
where
    F: FnOnce(&mut Tx, &Actor) -> Result<(), actions::Error> + Send + 'static,
{
    let actor = visit.actor.clone();
    visit.app.write(visit.now, move |tx| f(tx, &actor)).await
}

async fn ask_again(visit: &Visit, room: &Room, seen: (LetterId, i32), posted: &Posted) -> Result<(), actions::Error> {
    // Whoever may not manage is told nothing of what is wrong with the form.
    room.case.permit(&visit.actor, Action::ManageApplication).map_err(|_| actions::Error::NotFound)?;
    let id = room.case.application.id;
    let email = typed::email(posted.first("email"), "email").map_err(|p| actions::Error::Refused(vec![p]))?;
    let until = match posted.first("until").trim() {
        "" => None,
        typed => Some(
            local_time(typed)
                .and_then(|local| Timestamp::from_local(local, room.case.call.zone))
                .ok_or_else(|| actions::Error::refused_at("until", Sentence::new("office-enter-a-date")))?,
        ),
    };
    run(visit, move |tx, a| office::ask_again(tx, a, id, seen, &email, until)).await
}

/// The letter's version that the officer saw, as it stands in the address of a form with a file.
#[derive(Debug, Default, Deserialize)]
pub struct Seen {
    #[serde(default)]
    version: String,
}

/// `POST /office/applications/{id}/letters/{letter}/file`: files a letter that came by another way.
pub async fn file(
    visit: Visit,
    path: Path<(ApplicationId, LetterId)>,
    seen: Query<Seen>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (id, letter) = path.into_inner();
    let mut form = documents::begin(&visit, &request, payload).await?;
    let slot = files::expect_filed(&visit.app, &visit.actor, id, letter).await?;
    let version = seen.version.parse().unwrap_or(0);
    let give = async |name: String, file: Spooled| {
        let filed = Filed { letter: (letter, version), name: &name, file };
        files::file(&visit.app, visit.now, &visit.actor, id, &slot, filed).await
    };
    let (status, problems): (StatusCode, Vec<Problem>) =
        match documents::take(&visit, &mut form, Wanted::one(files::FIELD, slot.limit), give).await? {
            Ok(()) => {
                let back = format!("/office/applications/{id}/letters/{letter}");
                return Ok(visit.see_other_saying(&back, "letters-done-filed"));
            }
            Err(not_taken) => not_taken,
        };
    let room = enter(&visit, id, letter).await?;
    visit.answer(status, &page(&visit, &room, None, problems))
}
