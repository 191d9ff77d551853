//! Deadlines: what counts is when the request arrived.

use sojourn::domain::{
    id::ApplicationId,
    time::{Span, Timestamp},
    workflow::Status,
};

use crate::support::world::{Person, World};

/// The told deadline, to the instant.
fn close() -> Timestamp {
    Timestamp::at(2026, 12, 18, 9, 0)
}

const TOO_LATE: &str = "The call closed on 18 December 2026, 17:00. Your application was not submitted. ";

/// An office with somebody who has only to press the button.
async fn ready() -> (World, Person, ApplicationId) {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.finish(&mut thiri, id).await;
    thiri.get(&format!("/applications/{id}/check")).await;
    (world, thiri, id)
}

#[tokio::test]
async fn somebody_hands_in_at_the_last_instant_and_gets_a_receipt_with_the_reference() {
    let (world, mut thiri, id) = ready().await;
    world.app.pass_until(close()).await;
    thiri.submit("Submit application", &[]).await.expect("Application submitted");
    let row = world.row(id);
    assert_eq!((row.status, row.submitted_at), (Status::Submitted, Some(close())));
    assert!(thiri.page.says(row.reference.as_deref().unwrap()));
    let mail = world.newest_mail_to(&thiri).await;
    assert!(mail.text.contains(row.reference.as_deref().unwrap()), "{mail:?}");
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn somebody_a_little_late_is_taken_within_the_grace_that_no_page_tells_of() {
    let (world, mut thiri, id) = ready().await;
    world.app.pass_until(close() + Span::minutes(15)).await;
    let mut visitor = world.app.browser();
    visitor.get("/calls/young-scientist-2027").await;
    for page in [&thiri.page, &visitor.page] {
        assert!(!page.text().contains("grace") && !page.text().contains("17:15"), "{}", page.main());
    }
    thiri.submit("Submit application", &[]).await.expect("Application submitted");
    assert_eq!(world.row(id).status, Status::Submitted);
    // What was handed in may be changed until the deadline that is told, and no longer.
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    assert!(!thiri.page.all("button").contains(&"Continue".to_owned()));
}

#[tokio::test]
async fn a_late_applicant_is_told_when_the_call_closed_and_the_attempt_is_on_record() {
    let (world, mut thiri, id) = ready().await;
    world.app.clock.set(close() + Span::minutes(15) + Span::microseconds(1));
    thiri.submit("Submit application", &[]).await;
    assert_eq!(thiri.page.status, 422);
    assert!(thiri.page.errors()[0].starts_with(TOO_LATE), "{:?}", thiri.page.errors());
    assert_eq!((world.row(id).status, world.row(id).reference), (Status::Draft, None));
    world.app.pass(Span::minutes(1)).await;
    assert_eq!(world.row(id).status, Status::Lapsed);
    thiri.get(&format!("/applications/{id}")).await;
    assert!(thiri.page.says("Not submitted") && thiri.page.says("A submission was refused"));
    assert_eq!(world.subjects_to(&thiri).await.len(), 2);
}

#[tokio::test]
async fn somebody_with_an_extension_comes_back_and_hands_in_after_the_deadline() {
    let (mut world, mut thiri, id) = ready().await;
    let mut late = world.person("Suharto").await;
    let other = world.draft(&late);
    world.app.pass_until(close() + Span::days(1)).await;
    assert_eq!((world.row(id).status, world.row(other).status), (Status::Lapsed, Status::Lapsed));
    world.officer.get(&format!("/office/applications/{id}")).await;
    let typed = [("until", "2026-12-20T17:00"), ("reason", "The power was out in the whole city.")];
    world.officer.submit("Give more time", &typed).await;
    assert_eq!(world.officer.page.flash(), "The applicant has more time and is told.", "{}", world.officer.page.main());
    world.app.pass_until(Timestamp::at(2026, 12, 20, 9, 0)).await;
    world.hand_in(&mut thiri, id).await;
    assert_eq!(world.row(id).status, Status::Submitted);
    late.get(&format!("/applications/{other}/sections/consents")).await;
    assert!(!late.page.all("button").contains(&"Continue".to_owned()));
    assert_eq!(world.subjects_to(&late).await.len(), 2);
}

#[tokio::test]
async fn an_applicant_changes_what_was_handed_in_until_the_deadline_and_the_office_reads_the_last_version() {
    let (mut world, mut thiri, id) = ready().await;
    thiri.submit("Submit application", &[]).await.expect("Application submitted");
    let reference = world.row(id).reference;
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    thiri.submit("Continue", &[("post", "Professor of mangroves")]).await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(!world.officer.page.says("Professor of mangroves"));
    world.app.pass_until(close()).await;
    thiri.get(&format!("/applications/{id}/check")).await;
    thiri.submit("Submit changes", &[]).await.expect("Application submitted");
    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(world.officer.page.says("Professor of mangroves") && world.officer.page.says("revision 2"));
    assert_eq!(world.row(id).reference, reference);
    assert_eq!(world.subjects_to(&thiri).await.len(), 3);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn somebody_with_a_draft_is_reminded_two_weeks_three_days_and_a_day_before_and_once_each() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.app.pass(Span::minutes(1)).await;
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    thiri.submit("Save and return to the list", &[("post", "Researcher")]).await;
    // Who only looked whether they may apply is left alone.
    let looked = world.person("Suharto").await;
    world.draft(&looked);
    let waiting =
        async || world.subjects_to(&thiri).await.iter().filter(|s| s.starts_with("Not yet submitted")).count();
    let steps = [(15, 0), (14, 1), (13, 1), (3, 2), (2, 2), (1, 3)];
    for (days, reminders) in steps {
        world.app.pass_until(close() - Span::days(days)).await;
        world.app.pass(Span::minutes(1)).await;
        assert_eq!(waiting().await, reminders, "{days} days before");
    }
    let mail = world.newest_mail_to(&thiri).await;
    assert!(mail.text.contains("of 10 sections are completed") && mail.text.contains(&id.to_string()), "{}", mail.text);
    world.app.pass_until(close() + Span::days(1)).await;
    assert_eq!(waiting().await, 3);
    assert!(world.subjects_to(&looked).await.iter().all(|s| !s.starts_with("Not yet submitted")));
}

#[tokio::test]
async fn somebody_who_began_late_or_handed_in_is_not_reminded_of_what_they_know() {
    let (world, mut thiri, id) = ready().await;
    thiri.submit("Submit application", &[]).await.expect("Application submitted");
    world.app.pass_until(close() - Span::days(2)).await;
    let mut late = world.person("Suharto").await;
    let draft = world.draft(&late);
    world.app.pass(Span::minutes(1)).await;
    late.get(&format!("/applications/{draft}/sections/employment")).await;
    late.submit("Save and return to the list", &[("post", "Researcher")]).await;
    world.app.pass(Span::minutes(1)).await;
    assert_eq!(world.subjects_to(&late).await.len(), 1);
    world.app.pass(Span::days(1)).await;
    assert_eq!(world.subjects_to(&late).await.len(), 2);
    assert_eq!((world.row(id).status, world.subjects_to(&thiri).await.len()), (Status::Submitted, 2));
}
