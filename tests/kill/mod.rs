//! What was acknowledged is there, once, however often the program is killed; and a program that is told to stop loses nothing.

mod applicant;
mod office;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use sojourn::{
    db::{self, Database, outbox::MailFilter},
    domain::{
        chance::Chance,
        form::Answer,
        id::ApplicationId,
        workflow::{Event, MailState},
    },
};
use tokio::sync::watch;

use crate::support::process::Site;
use applicant::{Answers, Applicant};
use office::{Call, everything, fill, references};

/// How often the program is killed at least; `SOJOURN_TEST_KILLS` asks for more.
const KILLS: usize = 18;
/// How many apply at the same time.
const AT_ONCE: usize = 12;
/// How many apply for each kill, so that there is always somebody left.
const APPLICANTS_A_KILL: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn applicants_lose_nothing_that_was_acknowledged_however_often_the_program_is_killed() {
    let kills = std::env::var("SOJOURN_TEST_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let site = Site::new();
    let (call, waiting) = fill(&site, kills * APPLICANTS_A_KILL).await;
    let everybody = waiting.len();
    let (answers, mut answered) = watch::channel(0);
    let applying = tokio::spawn(apply_together(waiting, answers));

    let mut chance = Chance::seeded(20_261_124);
    for _ in 0..kills {
        let program = site.start().listening();
        // Now and then nobody was answered yet since the last time.
        let more = chance.below(13);
        let goal = *answered.borrow() + more;
        answered.wait_for(|answered| *answered >= goal).await.unwrap();
        tokio::time::sleep(Duration::from_micros(chance.below(30_000) as u64)).await;
        program.kill();
    }
    let program = site.start().listening();
    let done = applying.await.unwrap();
    program.tell_to_stop();
    assert!(program.ended().success(), "{}", site.log());

    assert_eq!(done.len(), everybody);
    let found = look(&site.open(), &call, &done);
    println!(
        "kills {kills}, acknowledged submissions {}, saved answers {}, documents {}, lost {}, doubled {}",
        done.iter().map(|one| one.submissions).sum::<usize>(),
        done.iter().map(|one| one.title.times).sum::<usize>(),
        done.iter().map(|one| one.cv.times).sum::<usize>(),
        found.lost.len(),
        found.doubled.len(),
    );
    assert_eq!((found.lost, found.doubled), (Vec::new(), Vec::new()));
    mails_are_there_once(&site, &done);
    in_order(&site);
}

/// Lets everybody apply, some at a time; gives them back with what they know.
async fn apply_together(waiting: Vec<Applicant>, answers: Answers) -> Vec<Applicant> {
    let waiting = Arc::new(Mutex::new(VecDeque::from(waiting)));
    let counters = (0..AT_ONCE).map(|_| {
        let (waiting, answers) = (Arc::clone(&waiting), answers.clone());
        tokio::spawn(async move {
            let mut done = Vec::new();
            let next = || waiting.lock().unwrap().pop_front();
            while let Some(mut one) = next() {
                one.apply(&answers).await;
                done.push(one);
            }
            done
        })
    });
    let mut done = Vec::new();
    for counter in counters.collect::<Vec<_>>() {
        done.extend(counter.await.unwrap());
    }
    done
}

/// What is not as it was acknowledged.
struct Found {
    lost: Vec<String>,
    doubled: Vec<String>,
}

fn look(db: &Database, call: &Call, applicants: &[Applicant]) -> Found {
    let mut found = Found { lost: Vec::new(), doubled: Vec::new() };
    for one in applicants {
        look_at(db, one, &mut found);
    }
    let references = references(db, call.id);
    let different: BTreeSet<&String> = references.iter().collect();
    if different.len() != references.len() {
        found.doubled.push(format!("{references:?}"));
    }
    // A number is given in the transaction that hands in, so none is left out.
    assert_eq!(references.len(), call.given_before + applicants.len());
    let last = different.iter().next_back().unwrap();
    assert!(last.ends_with(&references.len().to_string()), "{last} of {}", references.len());
    found
}

fn look_at(db: &Database, one: &Applicant, found: &mut Found) {
    let id = one.id;
    let (row, events, files, revisions) = db
        .read_now(|conn| {
            let row = db::applications::find(conn, id)?.unwrap();
            let (events, files) = (db::events::list(conn, id)?, db::documents::list(conn, id)?);
            Ok::<_, db::Error>((row, events, files, db::answers::list_revisions(conn, id)?))
        })
        .unwrap();
    let must = |list: &mut Vec<String>, holds: bool, what: &dyn std::fmt::Debug| {
        if !holds {
            list.push(format!("{id}: {what:?}"));
        }
    };
    let submitted = events.iter().filter(|e| e.event == Event::Submit && e.refusal.is_none()).count();
    must(&mut found.lost, submitted > 0, &events);
    must(&mut found.doubled, submitted < 2 && revisions.len() < 2 && one.submissions < 2, &events);
    let reference = row.reference.unwrap_or_default();
    must(&mut found.lost, !reference.is_empty() && one.confirmation.contains(&reference), &one.confirmation);

    let standing: Vec<_> = files.iter().filter(|f| f.question == "cv" && f.removed_at.is_none()).collect();
    must(&mut found.doubled, standing.len() < 2, &standing);
    must(&mut found.lost, standing.iter().any(|f| one.cv.allows(&f.sha256)), &(&one.cv, &standing));
    let handed_in = revisions.first().map(|revision| revision.body.clone()).unwrap_or_default();
    let title = handed_in.text("plan_title").unwrap_or_default();
    must(&mut found.lost, one.title.allows(title), &(&one.title, title));
    let cv = standing.first().map(|file| Answer::Document(file.id));
    must(&mut found.lost, handed_in.get("cv") == cv.as_ref(), &handed_in.get("cv"));
}

/// One receipt for everybody, in the outbox and in the folder where mails go.
fn mails_are_there_once(site: &Site, applicants: &[Applicant]) {
    let own: BTreeSet<ApplicationId> = applicants.iter().map(|one| one.id).collect();
    let mails = site.open().read_now(|conn| db::outbox::list(conn, &everything(), &MailFilter::default(), 100_000));
    let mut receipts: BTreeMap<ApplicationId, usize> = BTreeMap::new();
    for mail in mails.unwrap() {
        let Some(id) = mail.application_id.filter(|id| own.contains(id)) else { continue };
        assert_eq!(mail.kind, "application_received");
        let file = site.folder().join("mail").join(format!("{}.eml", mail.id));
        assert!(mail.state != MailState::Sent || file.is_file(), "{} is sent and not there", mail.id);
        *receipts.entry(id).or_default() += 1;
    }
    assert_eq!(receipts.len(), own.len());
    assert!(receipts.values().all(|count| *count == 1), "{receipts:?}");
}

/// What an operator asks after all that.
fn in_order(site: &Site) {
    let checked = site.run(&["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
