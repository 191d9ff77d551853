//! Check answers, submit, confirmation.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{File, fields, own_case, readable_case, referees::Referee};
use crate::{
    actions::{
        self,
        applications::{
            self, Editable, Written,
            later::Later,
            submission::{self, Outcome},
        },
        case::Case,
    },
    db::{self, documents::DocumentRow},
    domain::{
        form::{
            Answer, Answers,
            blind::{Mask, View},
        },
        id::ApplicationId,
        sentence::Problem,
        workflow::Status,
    },
    web::{
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// All answers before, or after, submitting.
#[derive(Template)]
#[template(path = "applications/check.html")]
struct CheckPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    reference: Option<String>,
    can_submit: bool,
    closes: Moment,
    version: i32,
    kind: SubmitKind,
    sections: Vec<SectionLines>,
    referees: Option<Vec<Referee>>,
}

/// A section as it is read.
pub struct SectionLines {
    /// Its key.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// Whether it may be changed.
    pub change: bool,
    /// Its answers.
    pub lines: Vec<Line>,
}

/// One answer as it is read.
pub struct Line {
    /// The question's key.
    pub key: String,
    /// The question.
    pub label: String,
    /// The answer; empty where none was given.
    pub text: String,
    /// The files, where it is some.
    pub files: Vec<File>,
}

impl Line {
    /// The answer in words, where it is files their names.
    pub fn as_text(&self) -> String {
        if self.files.is_empty() {
            return self.text.clone();
        }
        self.files.iter().map(|file| format!("{} ({})", file.name, file.facts)).collect::<Vec<_>>().join("\n")
    }
}

enum SubmitKind {
    First,
    Changes,
    Corrections,
}

/// The confirmation.
#[derive(Template)]
#[template(path = "applications/submitted.html")]
struct SubmittedPage {
    frame: Frame,
    id: ApplicationId,
    reference: String,
    email: String,
    /// The day of the round in which it is reviewed.
    round: Option<String>,
    editable_until: Option<Moment>,
    /// Until when authorities nominate, where they do.
    nominated_until: Option<Moment>,
    contact: String,
}

/// `GET /applications/{id}/check`.
pub async fn check(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let page = check_page(&visit, *id, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /applications/{id}/submit`.
pub async fn submit(visit: Visit, id: Path<ApplicationId>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let version = posted.number("version").unwrap_or(0);
    let (actor, now) = (visit.actor.clone(), visit.now);
    let prepared = visit.app.read(move |conn| submission::prepare(conn, &actor, id, version, now)).await?;
    let actor = visit.actor.clone();
    match visit.app.write(now, move |tx| submission::submit(tx, &actor, prepared)).await? {
        Outcome::Received(_) => Ok(visit.see_other(&format!("/applications/{id}/submitted"))),
        Outcome::Refused(problems) => {
            let page = check_page(&visit, id, problems).await?;
            visit.refused_page(&page)
        }
    }
}

/// `GET /applications/{id}/submitted`.
pub async fn submitted(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let case = own_case(&visit, *id).await?;
    let Some(reference) = case.application.reference.clone() else {
        return Ok(visit.see_other(&format!("/applications/{id}")));
    };
    let owner = case.application.owner_id;
    let email = visit.app.read(move |conn| db::users::get(conn, owner)).await?.email.to_string();
    let frame = visit.frame(Area::Applications, "applications-submitted-title");
    let (open, until, zone) = (case.takes_changes(visit.now), case.changes_until(), case.call.zone);
    let nomination = case.definition.nomination;
    visit.page(&SubmittedPage {
        id: *id,
        reference,
        email,
        round: case.round().map(|round| frame.words.day(round.day)),
        editable_until: open.then(|| frame.moment(until, zone)),
        nominated_until: nomination.map(|nomination| frame.moment(nomination.until(case.call.closes_at), zone)),
        contact: visit.contact(),
        frame,
    })
}

async fn check_page(visit: &Visit, id: ApplicationId, problems: Vec<Problem>) -> Result<CheckPage, Error> {
    let case = readable_case(visit, id).await?;
    let own = case.is_own(&visit.actor);
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (case, written, editable, letters, later) = visit
        .app
        .read(move |conn| {
            let written = Written::read(conn, &case)?;
            let editable = applications::editable_by(conn, &case, &actor, now)?;
            let letters = match case.definition.referees {
                Some(_) if own => Some(db::letters::list(conn, id)?),
                _ => None,
            };
            let later = if own { Later::read(conn, &case)? } else { None };
            Ok::<_, actions::Error>((case, written, editable, letters, later))
        })
        .await?;
    let title = if editable == Editable::Nothing { "applications-answers-title" } else { "applications-check-title" };
    let frame = visit.frame(Area::Applications, title).with_problems(problems);
    let zone = case.call.zone;
    let closes = case.changes_until();
    let mut sections = lines(&frame, &case, &written.answers, &written.files, View::Whole, &editable);
    if let Some(Later { case, written }) = &later {
        sections.extend(lines(&frame, case, &written.answers, &written.files, View::Whole, &later_editable(case)));
    }
    Ok(CheckPage {
        id,
        call: frame.text(&case.call.title).to_owned(),
        reference: case.application.reference.clone(),
        // Somebody who is too late may press the button all the same: the attempt is recorded and answered with the reason.
        can_submit: own && (editable != Editable::Nothing || case.application.status == Status::Draft),
        closes: frame.moment(closes, zone),
        version: case.application.version,
        kind: match case.application.status {
            Status::Submitted => SubmitKind::Changes,
            Status::Returned => SubmitKind::Corrections,
            _ => SubmitKind::First,
        },
        sections,
        referees: letters.map(|letters| letters.iter().map(|letter| Referee::new(&frame, letter)).collect()),
        frame,
    })
}

/// What was asked after acceptance may be changed until the place is confirmed.
fn later_editable(case: &Case) -> Editable {
    match case.application.status {
        Status::Accepted => Editable::Everything,
        _ => Editable::Nothing,
    }
}

/// The answers that this view shows, to be read.
pub fn lines(
    frame: &Frame,
    case: &Case,
    answers: &Answers,
    files: &[DocumentRow],
    view: View,
    editable: &Editable,
) -> Vec<SectionLines> {
    let language = frame.words.reading();
    let mask = view.is_blind().then(|| Mask::of(&case.definition.form, answers));
    let mut sections = Vec::new();
    for seen in case.definition.form.visible(answers, view) {
        let line = |(question, answer): &(&crate::domain::form::Question, Option<&Answer>)| {
            let given = answer.map_or(&[][..], Answer::documents);
            let rows = given.iter().filter_map(|id| files.iter().find(|f| f.id == *id));
            let text = answer.and_then(|a| fields::answer(frame, question, a, view)).unwrap_or_default();
            Line {
                key: question.key.clone(),
                label: frame.text(question.name()).to_owned(),
                text: match &mask {
                    Some(mask) if matches!(answer, Some(Answer::Text(_) | Answer::Rows(_))) => {
                        mask.hide(&text, frame.say("reviews-name-hidden"))
                    }
                    _ => text,
                },
                files: rows.map(|f| File::new(frame, f, &view.file_name(question, &f.file_name, language))).collect(),
            }
        };
        sections.push(SectionLines {
            key: seen.section.key.clone(),
            title: frame.text(&seen.section.title).to_owned(),
            change: editable.allows(&seen.section.key),
            lines: seen.questions.iter().map(line).collect(),
        });
    }
    sections
}
