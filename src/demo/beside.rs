//! The demo's other calls: one open call of every preset beside the first, each with a few applications.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::{
    any_form::{self, Brought},
    applying::{Given, go_through},
    cast::{Cast, Life, Stage, grant, register},
    corpus::homes,
    naming::plain,
    office::{Ground, publish},
    pairing, papers,
    people::People,
    plans,
    script::{between, five_in_beijing},
    visiting,
};
use crate::{
    actions::{
        Error, Tx,
        calls::{self, CallFacts},
        screening,
    },
    domain::{
        chance::Chance,
        form::{Kind, Question},
        id::{DocumentId, ProgrammeId},
        permission::{Role, Scope},
        presets::{INNOVATION_TOUR, JOINT_RESEARCH, Preset, TECHNOLOGY_TRANSFER, TRAINING_WORKSHOP},
        text::Text,
        time::{Day, Span, Zone},
        workflow::Status,
    },
};

use Status as S;

/// A call and where its applications stand.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    preset: Preset,
    programme: &'static str,
    prefix: &'static str,
    /// Days from today on which it opens, closes, and tells.
    days: (i64, i64, i64),
    places: i32,
    aims: [Status; 8],
    /// Where they come from, where it matters who nominates them.
    countries: Option<[&'static str; 8]>,
}

/// All, in the order in which they opened.
pub const ALL: [Beside; 4] = [
    Beside {
        preset: JOINT_RESEARCH,
        programme: "Joint Research Projects",
        prefix: "JRP",
        days: (-55, 40, 120),
        places: 6,
        aims: [
            S::Deliberation,
            S::Deliberation,
            S::InReview,
            S::InReview,
            S::Submitted,
            S::Submitted,
            S::Draft,
            S::Submitted,
        ],
        countries: None,
    },
    Beside {
        preset: TRAINING_WORKSHOP,
        programme: "Training Workshops on Applied Technology",
        prefix: "TWS",
        days: (-50, 12, 40),
        places: 20,
        aims: [S::InReview, S::Decided, S::Submitted, S::Submitted, S::Decided, S::Draft, S::Submitted, S::Decided],
        // The authorities of these three nominate: one candidate waits, one is refused, one is endorsed.
        countries: Some(["ID", "VN", "ID", "VN", "ID", "MY", "MY", "MY"]),
    },
    Beside {
        preset: INNOVATION_TOUR,
        programme: "Youth Innovation and Entrepreneurship Tour",
        prefix: "YIET",
        days: (-40, 21, 50),
        places: 24,
        aims: [S::Submitted, S::InReview, S::Draft, S::Submitted, S::Draft, S::InReview, S::Submitted, S::Draft],
        countries: None,
    },
    Beside {
        preset: TECHNOLOGY_TRANSFER,
        programme: "Technology Transfer Visits",
        prefix: "TTV",
        days: (-35, 330, 370),
        places: 10,
        aims: [S::Draft, S::Submitted, S::InReview, S::Submitted, S::Draft, S::Submitted, S::Submitted, S::Draft],
        countries: None,
    },
];

/// Lets the officer and the chair work for these calls too; the cast as it is then, and the programme of each call.
pub fn hire(tx: &mut Tx, cast: &Cast) -> Result<(Cast, Vec<ProgrammeId>), Error> {
    let mut cast = cast.clone();
    let mut programmes = Vec::new();
    for beside in ALL {
        let title = Text::english(beside.programme);
        let programme = calls::create_programme(tx, &cast.admin.actor, beside.preset.key, &title)?;
        grant(tx, &cast.admin.actor, &mut cast.officer, Role::Officer, Scope::Programme(programme))?;
        grant(tx, &cast.admin.actor, &mut cast.chair, Role::Chair, Scope::Programme(programme))?;
        programmes.push(programme);
    }
    Ok((cast, programmes))
}

impl Beside {
    /// Publishes the call.
    pub fn open(&self, tx: &mut Tx, programme: ProgrammeId, ground: &Ground) -> Result<Stage, Error> {
        let definition = self.preset.definition().map_err(|e| Error::Internal(e.to_string()))?;
        let (opens, closes, told) = self.days;
        let at = |days| five_in_beijing(ground.today, days);
        let year = at(closes).day_in(Zone::Asia__Shanghai).year();
        let told = at(told) - Span::hours(6);
        let facts = CallFacts {
            title: Text::english(format!("{} {year}", self.programme)),
            slug: format!("{}-{year}", self.preset.key),
            zone: Zone::Asia__Shanghai,
            opens_at: at(opens) - Span::hours(8),
            closes_at: at(closes),
            grace_minutes: 15,
            places: self.places,
            reference_prefix: format!("{}-{:02}", self.prefix, year % 100),
            review_due_at: Some(told - Span::days(20)),
            reviews_close_at: Some(told - Span::days(14)),
        };
        let stage = publish(tx, programme, ground, &facts, definition, told)?;
        if stage.definition.hosting.is_some() {
            visiting::offer(tx, &ground.cast, &stage.call)?;
        }
        Ok(stage)
    }

    /// Whoever applies, in the order of handing in; no more than `applicants`.
    pub fn lives(&self, today: Day, applicants: usize, people: &mut People, chance: &mut Chance) -> Vec<Life> {
        let opens = five_in_beijing(today, self.days.0);
        let now = five_in_beijing(today, 0) - Span::hours(9);
        let mut lives: Vec<Life> = Vec::new();
        for (n, aim) in self.aims.into_iter().enumerate().take(applicants) {
            let until = match aim {
                S::Draft | S::Submitted => now - Span::hours(3),
                // Read before today.
                _ => now - Span::days(16),
            };
            // Both sides of a project come after each other; those that are read came first.
            let is_late = self.preset.key == JOINT_RESEARCH.key && matches!(aim, S::Draft | S::Submitted);
            let from = if is_late { now - Span::days(15) } else { opens + Span::days(4) };
            let handed_in = between(from, until, false, chance);
            let begun = between(opens + Span::hours(1), handed_in - Span::hours(30), false, chance);
            let quality = 2.4 + f64::from(u32::try_from(chance.below(22)).unwrap_or(0)) / 10.0;
            let person = match self.countries {
                Some(countries) => people.from(countries[n], chance),
                None => people.next(chance),
            };
            lives.push(Life { quality, ..Life::new(person, aim, begun, handed_in) });
        }
        lives.sort_by_key(|life| life.handed_in);
        if self.preset.key == JOINT_RESEARCH.key {
            // Both sides of a project are equally far: the first two before the next.
            let mut read: Vec<&mut Life> = lives.iter_mut().filter(|life| is_read(life.aim)).collect();
            let aims = self.aims.into_iter().filter(|aim| is_read(*aim));
            read.iter_mut().zip(aims).for_each(|(life, aim)| life.aim = aim);
        }
        lives
    }
}

const fn is_read(aim: Status) -> bool {
    matches!(aim, S::Deliberation | S::InReview)
}

/// Applies with answers of the kinds that the form asks for, as far as the life's aim says.
pub fn apply(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    tx.now = life.begun;
    if life.member.is_none() {
        life.member = Some(register(tx, &life.person, &life.person.email, &stage.password)?);
    }
    let today = stage.now.day_in(Zone::UTC);
    let others = People::new(today).around(&life.person, &mut tx.chance);
    let place = homes().pick(&format!("{} places", life.person.country.code), &mut tx.chance).text;
    let plan = plans::plan(plans::field(&mut tx.chance), place, 12, &mut tx.chance);
    let day = tx.now.day_in(stage.call.zone);
    let mut papers: Vec<(DocumentId, Given)> = Vec::new();
    for question in stage.definition.form.questions().filter(|q| matches!(q.kind, Kind::Document { .. })) {
        if question.after_acceptance || (question.optional && tx.chance.below(2) == 0) {
            continue;
        }
        let heading = question.label.in_language("en");
        let paper = match question.key.as_str() {
            "cv" => papers::cv(&life.person, &plan),
            _ => papers::statement(heading, &life.person, &plan, question.identifying, day),
        };
        let file_name = file_name(question, &life.person.name.latin);
        papers.push((
            DocumentId::new(tx.now, &mut tx.chance),
            Given { question: question.key.clone(), file_name, paper },
        ));
    }
    let documents: BTreeMap<String, DocumentId> =
        papers.iter().map(|(id, given)| (given.question.clone(), *id)).collect();
    let brought = Brought {
        person: &life.person,
        plan: &plan,
        place,
        others: &others,
        documents: &documents,
        settled: &[],
        at: tx.now,
        closes: stage.call.closes_at.day_in(stage.call.zone),
    };
    let mut answers = any_form::all(&brought, &stage.definition, &mut tx.chance);
    if let Some(pairing) = &stage.definition.pairing {
        pairing::join(tx, stage, pairing, &mut answers)?;
    }
    // A file for a question that these answers leave out is not given.
    papers.retain(|(_, given)| answers.get(&given.question).is_some());
    go_through(tx, stage, life, &answers, &papers)
}

fn file_name(question: &Question, name: &str) -> String {
    let name = plain(name).replace(['/', '@', ' '], "");
    format!("{}_{name}.pdf", question.key)
}

/// Confirms eligible what is read already, while the call runs.
pub fn admit(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if matches!(life.aim, S::Draft | S::Submitted) {
        return Ok(());
    }
    tx.now = between(life.handed_in + Span::hours(20), stage.now - Span::days(11), false, &mut tx.chance);
    let (id, version) = life.seen(tx)?;
    screening::confirm_eligible(tx, stage.officer(), id, version)?;
    pairing::rule(tx, stage, life)
}
