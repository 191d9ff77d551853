//! A call at a glance: how far its applications have come, where they stand, and which of its places are filled.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{Head, Tallies, managed_call, tallies};
use crate::{
    db,
    domain::{permission::Viewer, workflow::Status},
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        session::Visit,
    },
};

/// Most places that are drawn one by one; more are drawn as shares of a bar.
const DRAWN: i64 = 60;
/// Width of one drawn place with the gap after it.
const STEP: i64 = 12;

/// A call at a glance.
#[derive(Template)]
#[template(path = "office/call.html")]
struct CallPage {
    frame: Frame,
    head: Head,
    opens: Moment,
    closes: Moment,
    grace: i32,
    review_due: Option<Moment>,
    received: i64,
    drafts: i64,
    to_screen: i64,
    funnel: Vec<Bar>,
    states: Vec<Standing>,
    places: Places,
    has_pairs: bool,
}

/// How far an application has come, whatever became of it afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Handed in.
    Received,
    /// Found eligible and given to reviewers.
    Eligible,
    /// Its reviews are in.
    Reviewed,
    /// An outcome is recorded.
    Decided,
    /// A place was offered.
    Offered,
    /// The place was accepted.
    Accepted,
}

/// How far an application in this state has surely come. Whoever withdrew may have come further than the state tells.
pub const fn stage_of(status: Status) -> Stage {
    match status {
        Status::Draft
        | Status::Lapsed
        | Status::Submitted
        | Status::Returned
        | Status::Ineligible
        | Status::Withdrawn => Stage::Received,
        Status::InReview => Stage::Eligible,
        Status::Deliberation => Stage::Reviewed,
        Status::Decided | Status::Waitlisted | Status::Rejected => Stage::Decided,
        Status::Offered | Status::Declined | Status::OfferExpired | Status::OfferRescinded => Stage::Offered,
        Status::Accepted
        | Status::Confirmed
        | Status::Deferred
        | Status::OnExchange
        | Status::Completed
        | Status::Terminated => Stage::Accepted,
    }
}

const STAGES: [(Stage, &str); 6] = [
    (Stage::Received, "office-stage-received"),
    (Stage::Eligible, "office-stage-eligible"),
    (Stage::Reviewed, "office-stage-reviewed"),
    (Stage::Decided, "office-stage-decided"),
    (Stage::Offered, "office-stage-offered"),
    (Stage::Accepted, "office-stage-accepted"),
];

/// One stage with its count and its share of all that were received.
struct Bar {
    word: String,
    count: i64,
    share: i64,
}

/// One state with its count.
struct Standing {
    status: Status,
    word: String,
    count: i64,
}

/// The call's places as a picture, and the same in words.
pub struct Places {
    /// Width of the picture.
    pub width: i64,
    /// Pieces from left to right: where it begins, its width, its class.
    pub pieces: Vec<(i64, i64, &'static str)>,
    /// What each class means, with its figure.
    pub legend: Vec<(&'static str, String)>,
}

impl Places {
    /// Of a call with so many places, of which so many are taken or reserved.
    pub fn new(frame: &Frame, places: i32, reserved: i64, tallies: &Tallies) -> Self {
        let offered = tallies.of(Status::Offered);
        let taken = tallies.placed() - offered;
        let kept = (reserved - taken - offered).max(0);
        let free = (i64::from(places) - taken - offered - kept).max(0);
        let kinds = [
            (taken, "taken", "office-places-taken"),
            (offered, "offered", "office-places-offered"),
            (kept, "kept", "office-places-kept"),
            (free, "free", "office-places-free"),
        ];
        let drawn = (taken + offered + kept + free).max(1);
        // One by one while they can be counted with the eye, else as shares of one bar.
        let (unit, gap) = if drawn > DRAWN { (DRAWN * STEP * 100 / drawn, 0) } else { (STEP * 100, 200) };
        let mut pieces = Vec::new();
        let mut from = 0;
        for (count, class, _) in kinds {
            let (each, times) = if drawn > DRAWN { (count * unit, 1) } else { (unit, count) };
            for _ in 0..times {
                pieces.push((from / 100, (each - gap) / 100, class));
                from += each;
            }
        }
        let say =
            |(count, class, id): (i64, &'static str, &str)| (class, frame.with(id).set("count", count).to_string());
        let legend = kinds.into_iter().filter(|(count, class, _)| *count > 0 || *class == "free").map(say).collect();
        Self { width: ((from - gap) / 100).max(1), pieces, legend }
    }
}

/// `GET /office/calls/{slug}`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let call = managed_call(&visit, slug.into_inner()).await?;
    let viewer = Viewer::staff(&visit.actor);
    let (tallies, reserved, call, definition) = visit
        .app
        .read(move |conn| {
            let reserved = db::applications::count_places_taken(conn, call.id)?;
            let definition = db::definitions::get(conn, call.definition_id)?;
            Ok::<_, db::Error>((tallies(conn, &viewer, &call)?, reserved, call, definition))
        })
        .await?;
    let mut frame = visit.frame(Area::Office, "office-calls-title");
    call.title.in_language(frame.words.reading()).clone_into(&mut frame.title);
    let received = tallies.received();
    let bar = |(stage, word): (Stage, &str)| Bar {
        word: frame.say(word).to_owned(),
        count: tallies.reached(stage),
        share: tallies.reached(stage) * 100 / received.max(1),
    };
    let standing = |status: &Status| Standing {
        status: *status,
        word: frame.say(&format!("office-status-{}", status.word().replace('_', "-"))).to_owned(),
        count: tallies.of(*status),
    };
    let states = Status::ALL.iter().filter(|s| s.was_submitted() && tallies.of(**s) > 0).map(standing).collect();
    let moment = |at| frame.moment(at, call.zone);
    visit.page(&CallPage {
        head: Head::new(&visit, &frame, &call, "overview"),
        opens: moment(call.opens_at),
        closes: moment(call.closes_at),
        grace: call.grace_minutes,
        review_due: call.review_due_at.map(moment),
        received,
        drafts: tallies.of(Status::Draft),
        to_screen: tallies.of(Status::Submitted),
        funnel: STAGES.into_iter().map(bar).collect(),
        states,
        places: Places::new(&frame, call.places, reserved, &tallies),
        has_pairs: definition.pairing.is_some(),
        frame,
    })
}
