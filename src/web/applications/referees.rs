//! The applicant's referees: who is named, where each letter stands, and what can be done about it.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{fields::yes_no, tag::Tag};
use crate::{
    actions::{
        self,
        accounts::typed,
        case::Case,
        letters::{
            asking::{self, Named, POSITION_MAX},
            reading::will_be_read_by_applicant,
        },
    },
    db::{
        self,
        letters::{LetterFileRow, LetterRow},
    },
    domain::{
        id::{ApplicationId, LetterId},
        letter::LetterState,
        permission::Action,
        sentence::{Problem, Sentence},
    },
    web::{
        error::Error,
        form::Posted,
        letters::shown::{Shown, tag},
        moment::Moment,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

/// The list of referees with the form for one more.
#[derive(Template)]
#[template(path = "applications/referees.html")]
struct ListPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    intro: String,
    wanted: String,
    when: String,
    referees: Vec<Referee>,
    form: Option<Vec<Put>>,
    /// Whom the new referee replaces: key and name.
    instead: Option<(LetterId, String)>,
    full: Option<String>,
}

/// A referee in a list.
pub struct Referee {
    /// Key of the letter.
    pub id: LetterId,
    /// Name.
    pub name: String,
    /// Post and institution.
    pub position: String,
    /// Where the letter stands.
    pub tag: Tag,
    /// What is to be done, where something is.
    pub hint: &'static str,
}

impl Referee {
    /// From its row.
    pub fn new(frame: &Frame, letter: &LetterRow) -> Self {
        Self {
            id: letter.id,
            name: letter.name.to_string(),
            position: letter.position.clone(),
            tag: tag(frame, letter.state),
            hint: match letter.state {
                LetterState::Bounced => "letters-hint-bounced",
                LetterState::Declined => "letters-hint-declined",
                _ => "",
            },
        }
    }
}

/// Whom a new referee replaces.
#[derive(Debug, Default, Deserialize)]
pub struct Instead {
    #[serde(default)]
    instead: String,
}

struct Room {
    case: Case,
    letters: Vec<LetterRow>,
    may_name: bool,
}

async fn enter(visit: &Visit, id: ApplicationId) -> Result<Room, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let room = visit.app.read(move |conn| {
        let case = Case::open(conn, &actor, Action::ActAsOwner, id)?;
        if case.definition.referees.is_none() {
            return Err(actions::Error::NotFound);
        }
        let may_name = asking::may_name(conn, &case, now)?;
        Ok(Room { letters: db::letters::list(conn, id)?, may_name, case })
    });
    Ok(room.await?)
}

/// `GET /applications/{id}/referees`.
pub async fn show(visit: Visit, id: Path<ApplicationId>, instead: Query<Instead>) -> Result<HttpResponse, Error> {
    let room = enter(&visit, *id).await?;
    visit.page(&list_page(&visit, &room, &Posted::default(), &instead.instead, Vec::new())?)
}

fn list_page(
    visit: &Visit,
    room: &Room,
    posted: &Posted,
    instead: &str,
    problems: Vec<Problem>,
) -> Result<ListPage, Error> {
    let Room { case, letters, may_name } = room;
    let referees = case.definition.referees.as_ref().ok_or(Error::NotFound)?;
    let frame = visit.frame(Area::Applications, "letters-referees").with_problems(problems);
    let replaced = instead.parse().ok().and_then(|id: LetterId| letters.iter().find(|l| l.id == id));
    let replaced = replaced.filter(|l| l.state != LetterState::Received);
    let taken = letters.iter().filter(|l| l.state.takes_a_place() && replaced.is_none_or(|r| r.id != l.id)).count();
    let has_room = taken < referees.most_asked();
    let wanted = frame.with("letters-wanted").set("minimum", referees.minimum).set("maximum", referees.maximum);
    Ok(ListPage {
        id: case.application.id,
        call: frame.text(&case.call.title).to_owned(),
        intro: frame.text(&referees.intro).to_owned(),
        wanted: wanted.to_string(),
        when: frame.say(&format!("letters-when-{}", referees.due.word().replace('_', "-"))).to_owned(),
        referees: letters.iter().map(|letter| Referee::new(&frame, letter)).collect(),
        form: (*may_name && has_room).then(|| form(&frame, room, posted)),
        instead: replaced.map(|letter| (letter.id, letter.name.to_string())),
        full: (*may_name && !has_room)
            .then(|| frame.with("letters-too-many").set("most", referees.most_asked()).to_string()),
        frame,
    })
}

/// Who somebody is that is named as a referee.
pub fn fields(frame: &Frame, posted: &Posted) -> [Put; 3] {
    let line = |name: &str, label: &str| frame.field(name, label).value(posted.first(name));
    let hint = frame.say("letters-position-hint");
    [
        line("name", "letters-name").class("w20").put(),
        line("email", "letters-email").kind("email").class("w20").hint(frame.say("letters-email-hint")).put(),
        line("position", "letters-position").hint(hint).put(),
    ]
}

fn form(frame: &Frame, room: &Room, posted: &Posted) -> Vec<Put> {
    let mut all = fields(frame, posted).to_vec();
    let waiver = room.case.definition.referees.as_ref().and_then(|r| r.waiver.as_ref());
    all.extend(
        waiver.map(|text| {
            frame.field_named("waived", frame.text(text)).radios(yes_no(frame, posted.first("waived"))).put()
        }),
    );
    all
}

/// `POST /applications/{id}/referees`: names one more.
pub async fn name(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let done = match named(&posted) {
        Ok(named) => {
            let actor = visit.actor.clone();
            visit.app.write(visit.now, move |tx| asking::name(tx, &actor, id, &named)).await
        }
        Err(problems) => {
            // What is private stays so, however badly the form is filled in.
            enter(&visit, id).await?;
            Err(actions::Error::Refused(problems))
        }
    };
    match done {
        Ok(_) => Ok(visit.see_other_saying(&format!("/applications/{id}/referees"), "letters-named-flash")),
        Err(actions::Error::Refused(problems)) => {
            let room = enter(&visit, id).await?;
            visit.refused_page(&list_page(&visit, &room, &posted, posted.first("instead"), problems)?)
        }
        Err(other) => Err(other.into()),
    }
}

/// The referee as typed; each problem stands at its field.
pub fn named(posted: &Posted) -> Result<Named, Vec<Problem>> {
    let name = posted.first("name");
    let name = if name.trim().is_empty() {
        Err(Problem::at("name", Sentence::new("letters-name-missing")))
    } else {
        typed::name(name, "name")
    };
    let email = match posted.first("email").trim() {
        "" => Err(Problem::at("email", Sentence::new("letters-email-missing"))),
        email => typed::email(email, "email"),
    };
    let waived = match posted.first("waived") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let position = posted.line("position", POSITION_MAX);
    let position = if position.is_empty() {
        Err(Problem::at("position", Sentence::new("letters-position-missing")))
    } else {
        Ok(position)
    };
    match (name, email, position) {
        (Ok(name), Ok(email), Ok(position)) => {
            Ok(Named { name, email, position, waived, instead: posted.first("instead").parse().ok() })
        }
        (name, email, position) => Err([name.err(), email.err(), position.err()].into_iter().flatten().collect()),
    }
}

/// One referee.
#[derive(Template)]
#[template(path = "applications/referee.html")]
struct RefereePage {
    frame: Frame,
    id: ApplicationId,
    letter: LetterId,
    version: i32,
    call: String,
    name: String,
    email: String,
    position: String,
    tag: Tag,
    meaning: String,
    asked: Option<Moment>,
    due: Option<Moment>,
    waived: Option<bool>,
    shown: Option<Shown>,
    mend: Option<Put>,
    mend_button: &'static str,
    may_cancel: bool,
    may_replace: bool,
}

/// `GET /applications/{id}/referees/{letter}`.
pub async fn one(visit: Visit, path: Path<(ApplicationId, LetterId)>) -> Result<HttpResponse, Error> {
    let (id, letter) = path.into_inner();
    visit.page(&referee_page(&visit, id, letter, None, Vec::new()).await?)
}

async fn referee_page(
    visit: &Visit,
    id: ApplicationId,
    letter: LetterId,
    typed: Option<&str>,
    problems: Vec<Problem>,
) -> Result<RefereePage, Error> {
    let Room { case, letters, may_name } = enter(visit, id).await?;
    let row = letters.into_iter().find(|l| l.id == letter).ok_or(Error::NotFound)?;
    let reads = row.state == LetterState::Received && will_be_read_by_applicant(&case, &row);
    let file: Option<LetterFileRow> =
        if reads { visit.app.read(move |conn| db::letters::find_file(conn, letter)).await? } else { None };
    let mut frame = visit.frame(Area::Applications, "letters-referees").with_problems(problems);
    frame.title = row.name.to_string();
    let zone = case.call.zone;
    let referees = case.definition.referees.as_ref().ok_or(Error::NotFound)?;
    let may_mend = may_name && matches!(row.state, LetterState::NotSent | LetterState::Sent | LetterState::Bounced);
    let field = frame.field("email", "letters-email").kind("email").class("w20");
    let field = field.value(typed.unwrap_or(row.email.as_str())).put();
    Ok(RefereePage {
        id,
        letter,
        version: row.version,
        call: frame.text(&case.call.title).to_owned(),
        name: row.name.to_string(),
        email: row.email.to_string(),
        position: row.position.clone(),
        tag: tag(&frame, row.state),
        meaning: frame.say(&format!("letters-meaning-{}", row.state.word().replace('_', "-"))).to_owned(),
        asked: row.asked_at.map(|at| frame.moment(at, zone)),
        due: row.due_at.map(|at| frame.moment(at, zone)),
        waived: referees.waiver.as_ref().map(|_| row.waived),
        shown: reads.then(|| Shown::new(&frame, referees, &row.answers, file.as_ref(), &row)),
        mend: may_mend.then_some(field),
        mend_button: if row.state == LetterState::NotSent { "letters-save-address" } else { "letters-send-again" },
        may_cancel: may_name && row.state.is_open(),
        may_replace: may_name && row.state != LetterState::Received,
        frame,
    })
}

/// `POST /applications/{id}/referees/{letter}`: sends the request again, to a mended address or the same, or cancels it.
pub async fn act(visit: Visit, path: Path<(ApplicationId, LetterId)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, letter) = path.into_inner();
    let (actor, version) = (visit.actor.clone(), posted.number("version").unwrap_or(0));
    let (done, flash) = match posted.first("go") {
        "cancel" => {
            let cancel = visit.app.write(visit.now, move |tx| asking::cancel(tx, &actor, id, letter, version));
            (cancel.await, "letters-cancelled-flash")
        }
        _ => match typed::email(posted.first("email"), "email") {
            Ok(email) => {
                let mend = move |tx: &mut actions::Tx| asking::mend(tx, &actor, id, (letter, version), &email);
                (visit.app.write(visit.now, mend).await, "letters-mended-flash")
            }
            Err(problem) => (Err(actions::Error::Refused(vec![problem])), ""),
        },
    };
    match done {
        Ok(()) => Ok(visit.see_other_saying(&format!("/applications/{id}/referees"), flash)),
        Err(actions::Error::Refused(problems)) => {
            let page = referee_page(&visit, id, letter, Some(posted.first("email")), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}
