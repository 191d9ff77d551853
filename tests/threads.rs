//! Threads: applicants and the office write to each other, on the pages and by mail.

use sojourn::{
    actions::conflicts,
    domain::permission::{Role, Scope},
};

use crate::support::world::World;

#[tokio::test]
async fn an_applicant_asks_and_the_officer_who_answered_last_gets_the_next_question() {
    let mut world = World::open().await;
    let mut other = world.person("Officer Tan").await;
    world.grant(&other, Role::Officer, Scope::Call(world.call));
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    thiri.get(&format!("/applications/{id}")).await;
    thiri.follow("Ask the office a question").await.expect("Questions and answers");
    thiri.submit("Send message", &[]).await;
    assert_eq!(thiri.page.errors(), ["Enter a message"]);
    thiri.submit("Send message", &[("message", "May I begin in March?")]).await;
    assert_eq!(thiri.page.flash(), "Your message is sent.");
    for officer in [&world.officer, &other] {
        let mail = world.newest_mail_to(officer).await;
        assert!(mail.text.contains("May I begin in March?"), "{}", mail.text);
    }
    let page = format!("/office/applications/{id}");
    other.get(&page).await;
    assert!(other.page.says("May I begin in March?"), "{}", other.page.main());
    other.submit("Write to the applicant", &[("message", "Yes, in March or April.")]).await;
    assert_eq!(other.page.flash(), "The message is sent.");
    let mail = world.newest_mail_to(&thiri).await;
    assert!(mail.text.contains("Yes, in March or April."), "{}", mail.text);
    // The status page has it; the office is one to the applicant, and its officers are named to each other.
    thiri.get(&format!("/applications/{id}")).await;
    assert!(thiri.page.says("Yes, in March or April.") && thiri.page.says("The office"), "{}", thiri.page.main());
    assert!(!thiri.page.says("Officer Tan"));
    let before = world.subjects_to(&world.officer).await.len();
    thiri.follow("See all and write").await;
    thiri.submit("Send message", &[("message", "Then in April.")]).await;
    assert!(world.newest_mail_to(&other).await.text.contains("Then in April."));
    assert_eq!(world.subjects_to(&world.officer).await.len(), before);
    world.officer.get(&page).await;
    assert!(world.officer.page.says("Then in April.") && world.officer.page.says("Officer Tan"));
}

#[tokio::test]
async fn an_officer_with_a_conflict_neither_reads_the_thread_nor_gets_its_mails() {
    let mut world = World::open().await;
    let second = world.person("Officer Tan").await;
    world.grant(&second, Role::Officer, Scope::Call(world.call));
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    let user = world.officer.id;
    world.act_as(&second, move |tx, by| conflicts::add(tx, by, id, user, "They are cousins."));
    let before = world.subjects_to(&world.officer).await.len();
    thiri.get(&format!("/applications/{id}/messages")).await;
    thiri.submit("Send message", &[("message", "May I begin in March?")]).await;
    assert_eq!(world.subjects_to(&world.officer).await.len(), before);
    assert!(world.newest_mail_to(&second).await.text.contains("May I begin in March?"));
    assert_eq!(world.officer.get(&format!("/office/applications/{id}")).await.status, 404);
    let mails = world.officer.get("/office/mail").await.main();
    assert!(!mails.contains("A message from an applicant"), "{mails}");
}

#[tokio::test]
async fn a_message_that_is_too_long_comes_back_whole_and_too_many_are_stopped() {
    let world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    let stranger = world.person("Suharto").await;
    let page = format!("/applications/{id}/messages");
    let long = "word ".repeat(1_000);
    thiri.get(&page).await;
    thiri.submit("Send message", &[("message", &long)]).await;
    assert!(thiri.page.errors()[0].starts_with("The message must be"), "{:?}", thiri.page.errors());
    assert!(thiri.page.text().contains(long.trim()));
    let mut statuses = Vec::new();
    for n in 0..31 {
        thiri.get(&page).await;
        thiri.submit("Send message", &[("message", &format!("Question {n}"))]).await;
        statuses.push(thiri.page.status.as_u16());
    }
    assert_eq!((statuses[29], statuses[30]), (200, 429));
    let mut stranger = stranger;
    assert_eq!(stranger.get(&page).await.status, 404);
}

#[tokio::test]
async fn a_draft_has_no_thread_because_the_office_does_not_see_it() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    assert_eq!(thiri.get(&format!("/applications/{id}/messages")).await.status, 404);
}
