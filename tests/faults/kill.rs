//! What was acknowledged is there, once, however often the program is killed.

use std::time::Duration;

use sojourn::domain::chance::Chance;
use tokio::sync::watch;

use super::{
    applicant::apply_together,
    office::fill,
    record::{look, mails_are_there_once},
};
use crate::support::process::Site;

/// How often the program is killed at least; `SOJOURN_TEST_KILLS` asks for more.
const KILLS: usize = 18;
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
    site.expect_in_order();
}
