//! The status of a submitted application: where it stands, what that means, and what happened when, in the applicant's words.

use actix_web::HttpResponse;
use askama::Template;

use super::{
    conditions::called,
    posts::Chosen,
    tag::Tag,
    tasks::{Task, TaskState, letters_in},
};
use crate::{
    actions::{
        self,
        applications::{self, Editable, later::Later},
        case::Case,
        hosting::choices,
        nominations,
        pairing::{self, Standing},
        sealing,
    },
    db::{
        self, choices::ChoiceRow, consents::ConsentRow, events::EventRow, host_questions::HostQuestionRow,
        hosts::HostRow, letters::LetterRow, posts::PostRow, threads::MessageRow,
    },
    domain::{
        id::ApplicationId,
        nomination::NominationState,
        pairing::Of,
        thread::Party,
        time::Timestamp,
        workflow::{Event, Status},
    },
    web::{
        error::Error,
        moment::Moment,
        nominating::state_tag,
        page::{Area, Frame},
        session::Visit,
        thread::{Said, for_applicant},
    },
};

/// Messages of the thread that the page shows; the thread's own page has them all.
const SHOWN: usize = 3;

/// The status page.
#[derive(Template)]
#[template(path = "applications/status.html")]
struct StatusPage {
    frame: Frame,
    id: ApplicationId,
    call: String,
    reference: Option<String>,
    tag: Tag,
    since: Moment,
    meaning: String,
    offer: Option<Moment>,
    editable: Option<Moment>,
    /// The day of the round in which it is reviewed, while that is to come.
    round: Option<String>,
    hosting: Option<Hosting>,
    letter: Option<String>,
    feedback: Vec<String>,
    timeline: Vec<Step>,
    may_withdraw: bool,
    letters: Option<String>,
    nomination: Option<Nominated>,
    thread: Vec<Said>,
    /// How the other side of a pair stands.
    other_side: Option<String>,
    /// How many write along, or are invited to.
    writers: usize,
    /// What is asked after acceptance, while it may be answered.
    later: Vec<Task>,
    /// Where the sealed copy stands.
    sealed: Option<Tag>,
}

/// Where the nomination stands.
struct Nominated {
    tag: Tag,
    must_choose: bool,
}

/// Where the choice of a host stands.
struct Hosting {
    chosen: Vec<Chosen>,
    may_change: bool,
    asked: bool,
    question_waits: bool,
}

struct Step {
    text: String,
    at: Moment,
    note: String,
}

/// What goes on beside the application's own way: with referees, an authority, the office, hosts.
struct Side {
    letters: Option<Vec<LetterRow>>,
    /// Where the nomination stands, and whether the applicant has to choose who nominates.
    nomination: Option<(NominationState, bool)>,
    messages: Vec<MessageRow>,
    hosting: Option<Hosted>,
    pair: Option<Standing>,
    writers: usize,
    later: Option<Later>,
    sealed: Option<sealing::Standing>,
}

/// What the application has to do with hosts.
struct Hosted {
    rows: Vec<(ChoiceRow, PostRow, HostRow)>,
    consent: Option<ConsentRow>,
    may_change: bool,
    asked: Vec<HostQuestionRow>,
}

impl Side {
    fn read(conn: &mut db::Conn, case: &Case, now: Timestamp) -> Result<Self, actions::Error> {
        let id = case.application.id;
        let letters = match case.definition.referees {
            Some(_) => Some(db::letters::list(conn, id)?),
            None => None,
        };
        let nomination = match db::nominations::find_of_application(conn, id)? {
            Some(row) => {
                let open = row.state == NominationState::Open;
                Some((row.state, open && nominations::options(conn, case, now)?.len() > 1))
            }
            None => None,
        };
        let hosting = match case.definition.hosting {
            Some(_) => {
                let rows = db::choices::list_with_posts(conn, id)?;
                let choices: Vec<_> = rows.iter().map(|(choice, ..)| choice.clone()).collect();
                let may_change = choices::may_change(case, &choices, now);
                let (consent, asked) = (db::consents::find_live(conn, id)?, db::host_questions::list(conn, id, None)?);
                Some(Hosted { rows, consent, may_change, asked })
            }
            None => None,
        };
        let writers = db::co_writers::list(conn, id)?.iter().filter(|row| row.state.is_live()).count();
        let messages = db::threads::list(conn, id, Party::Applicant)?;
        let later = Later::read(conn, case)?.filter(|_| case.application.status == Status::Accepted);
        let (pair, sealed) = (pairing::of_case(conn, case)?, sealing::standing(conn, case, now)?);
        Ok(Self { letters, nomination, messages, hosting, pair, writers, later, sealed })
    }
}

impl Hosted {
    fn shown(&self, frame: &Frame, case: &Case) -> Hosting {
        Hosting {
            chosen: Chosen::all(frame, &self.rows, self.consent.as_ref()),
            may_change: self.may_change,
            asked: !self.asked.is_empty(),
            question_waits: case.application.status.is_with_hosts()
                && self.asked.iter().any(|q| q.answered_at.is_none()),
        }
    }
}

/// The status page of this case.
pub async fn page(visit: &Visit, case: Case) -> Result<HttpResponse, Error> {
    let now = visit.now;
    let (case, events, offer, letter, feedback, editable, side) = visit
        .app
        .read(move |conn| {
            let id = case.application.id;
            let events = db::events::list(conn, id)?;
            let offer = db::offers::find_live(conn, id)?;
            let released = db::decisions::find_current(conn, id)?.filter(|d| d.released_at.is_some());
            let feedback = match released {
                Some(_) => db::reviews::list_final(conn, id)?.into_iter().map(|(r, _)| r.for_applicant).collect(),
                None => Vec::new(),
            };
            let editable = applications::editable(conn, &case, now)?;
            let letter = letter(conn, id, released.and_then(|d| d.letter))?;
            let side = Side::read(conn, &case, now)?;
            Ok::<_, actions::Error>((case, events, offer, letter, feedback, editable, side))
        })
        .await?;
    let Side { letters, nomination, messages, hosting, pair, writers, later, sealed } = side;
    let frame = visit.frame(Area::Applications, "applications-your-application");
    let zone = case.call.zone;
    let told = told_since(&case, &events);
    let until = case.changes_until();
    let meaning = format!("status-meaning-{}", case.application.status.told().word().replace('_', "-"));
    visit.page(&StatusPage {
        id: case.application.id,
        call: frame.text(&case.call.title).to_owned(),
        reference: case.application.reference.clone(),
        tag: Tag::for_applicant(&frame, case.application.status),
        since: frame.moment(told, zone).day(),
        meaning: frame.say(&meaning).to_owned(),
        offer: offer.filter(|_| case.application.status == Status::Offered).map(|o| frame.moment(o.reply_by, zone)),
        editable: (editable != Editable::Nothing).then(|| frame.moment(until, zone)),
        round: case.round().filter(|_| is_before_decision(&case)).map(|round| frame.words.day(round.day)),
        hosting: hosting.map(|hosted| hosted.shown(&frame, &case)),
        letter,
        feedback: feedback.into_iter().filter(|f: &String| !f.is_empty()).collect(),
        timeline: events.iter().rev().filter_map(|e| step(&frame, &case, e)).collect(),
        may_withdraw: case.application.status.may_withdraw(),
        letters: letters.map(|letters| letters_in(&frame, &letters)),
        writers,
        later: later
            .map(|later| later.checks(now).iter().map(|c| Task::new(&frame, c, true)).collect())
            .unwrap_or_default(),
        sealed: sealed.map(|standing| Tag::for_copy(&frame, standing.copy.is_some(), standing.is_open)),
        thread: for_applicant(&frame, messages.get(messages.len().saturating_sub(SHOWN)..).unwrap_or_default(), zone),
        other_side: pair.map(|pair| other_side(&frame, &case, &pair)),
        nomination: nomination.map(|(state, must_choose)| Nominated { tag: state_tag(&frame, state), must_choose }),
        frame,
    })
}

/// Whether nothing is told of its outcome yet.
const fn is_before_decision(case: &Case) -> bool {
    matches!(case.application.status.told(), Status::Submitted | Status::Returned | Status::InReview)
}

/// How the other side of a pair stands, in words.
fn other_side(frame: &Frame, case: &Case, pair: &Standing) -> String {
    match pair {
        Standing::Alone => frame.say("pairs-own-alone").to_owned(),
        Standing::Unconfirmed => frame.say("pairs-own-unconfirmed").to_owned(),
        Standing::Agreed => frame.say("pairs-own-agreed").to_owned(),
        Standing::TakenAsGood => frame.say("pairs-own-taken-as-good").to_owned(),
        Standing::GoesAlone => frame.say("pairs-own-goes-alone").to_owned(),
        Standing::Differs(of) => {
            let name = |(key, of): &(String, Of)| {
                let what = called(frame, case.definition.form.question(key)?);
                Some(match of {
                    Of::Both => what,
                    Of::First => frame.with("pairs-own-side").set("what", what).to_string(),
                    Of::Second => frame.with("pairs-own-other-side").set("what", what).to_string(),
                })
            };
            let names: Vec<String> = of.iter().filter_map(name).collect();
            frame.with("pairs-own-differs").set("names", names.join(", ")).to_string()
        }
    }
}

/// The letter of the outcome that stands: the last offer's, which may have come after the decision, else the decision's.
fn letter(conn: &mut db::Conn, id: ApplicationId, decided: Option<String>) -> Result<Option<String>, db::Error> {
    let offers = db::offers::list(conn, id)?;
    Ok(offers.into_iter().max_by_key(|offer| offer.number).map(|offer| offer.letter).or(decided))
}

/// Since when the applicant may know the state: what is not released tells nothing by its date either.
fn told_since(case: &Case, events: &[EventRow]) -> Timestamp {
    let told = |e: &&EventRow| e.refusal.is_none() && e.from_status.told() != e.to_status.told();
    events.iter().rfind(told).map_or(case.application.status_at, |e| e.at)
}

/// An event in the applicant's words; nothing where the applicant may not know of it.
fn step(frame: &Frame, case: &Case, event: &EventRow) -> Option<Step> {
    let hidden = event.refusal.is_none() && event.from_status.told() == event.to_status.told();
    let changes = matches!(event.event, Event::Amend | Event::ChangeOffer);
    if hidden && !changes {
        return None;
    }
    let id = match event.refusal {
        Some(_) => "timeline-refused".to_owned(),
        None => format!("timeline-{}", event.event.word().replace('_', "-")),
    };
    let note = match event.event {
        // What the office wrote to the applicant; other reasons are the office's own.
        Event::Return | Event::MarkIneligible | Event::Rescind => event.reason.clone(),
        _ => String::new(),
    };
    Some(Step { text: frame.say(&id).to_owned(), at: frame.moment(event.at, case.call.zone).short(), note })
}
