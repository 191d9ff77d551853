//! Screening: who may apply, what is sent back, what is found not eligible, and how each is undone.

use sojourn::domain::{
    id::ApplicationId,
    time::{Span, Timestamp},
    workflow::Status,
};

use crate::support::world::{Person, World};

const ELIGIBILITY: &str = "/calls/young-scientist-2027/eligibility";

async fn ask(person: &mut Person, born: [&str; 3], doctorate: &str, years: &str) {
    person.get(ELIGIBILITY).await;
    let typed = [
        ("nationality", "ID"),
        ("birth_date-day", born[0]),
        ("birth_date-month", born[1]),
        ("birth_date-year", born[2]),
        ("doctorate", doctorate),
        ("research_years", years),
        ("full_time", "yes"),
        ("working_languages", "english"),
    ];
    person.submit("Continue", &typed).await;
}

#[tokio::test]
async fn somebody_who_may_not_apply_reads_every_reason_and_nothing_is_kept() {
    let world = World::open().await;
    let mut person = world.person("Budi Santoso").await;
    ask(&mut person, ["23", "11", "1980"], "no", "4").await;
    person.page.expect("You cannot apply to this call");
    assert_eq!(person.page.status, 200);
    for reason in
        ["You must be 45 or younger on the day you apply.", "or have worked in research for at least 5 years."]
    {
        assert!(person.page.says(reason), "{}", person.page.main());
    }
    assert!(!person.page.says("passport of an ASEAN member state"));
    assert!(person.get("/applications").await.says("You have no applications yet"));
}

#[tokio::test]
async fn somebody_applies_on_the_last_day_before_turning_46_in_the_zone_of_the_call() {
    let world = World::open().await;
    let mut person = world.person("Budi Santoso").await;
    // In Beijing the 24th begins at 16:00 UTC.
    world.app.clock.set(Timestamp::at(2026, 11, 23, 15, 59));
    ask(&mut person, ["24", "11", "1980"], "yes", "9").await;
    person.page.expect("Your application");
    let mut late = world.person("Agus Salim").await;
    world.app.clock.set(Timestamp::at(2026, 11, 23, 16, 0));
    ask(&mut late, ["24", "11", "1980"], "yes", "9").await;
    late.page.expect("You cannot apply to this call");
}

#[tokio::test]
async fn somebody_with_one_name_applies_and_is_called_by_it() {
    let mut world = World::open().await;
    let mut suharto = world.person("Suharto").await;
    let id = world.draft(&suharto);
    world.finish(&mut suharto, id).await;
    world.hand_in(&mut suharto, id).await;
    suharto.page.expect("Application submitted");
    assert_eq!(world.row(id).name, "Suharto");
    assert!(world.officer.get("/office/calls/young-scientist-2027/applications?q=suharto").await.says("Suharto"));
    assert!(world.newest_mail_to(&suharto).await.text.contains("Suharto"));
}

/// An office with an application that was sent back for its employment section until 1 December, 12:00 in Beijing.
async fn sent_back() -> (World, Person, ApplicationId) {
    let mut world = World::open().await;
    let (thiri, id) = world.applicant("Thiri Win").await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    let typed = [
        ("Which sections are to be corrected?", "Employment"),
        ("What is to be corrected?", "The certificate is not signed."),
        ("due", "2026-12-01T12:00"),
    ];
    world.officer.submit("Ask for corrections", &typed).await;
    assert_eq!(world.officer.page.flash(), "Sent back for correction. The applicant is told.");
    (world, thiri, id)
}

#[tokio::test]
async fn what_is_sent_back_unlocks_alone_and_comes_back_as_a_new_revision() {
    let (mut world, mut thiri, id) = sent_back().await;
    let mail = world.newest_mail_to(&thiri).await;
    assert!(mail.subject.starts_with("Action needed: ") && mail.text.contains("The certificate is not signed."));
    thiri.get(&format!("/applications/{id}/sections/stay")).await;
    assert!(!thiri.page.all("button").contains(&"Continue".to_owned()));
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    assert!(thiri.page.says("The certificate is not signed."));
    thiri.submit("Continue", &[("post", "Reader in forestry")]).await;
    thiri.get(&format!("/applications/{id}/check")).await;
    thiri.submit("Submit corrections", &[]).await.expect("Application submitted");
    assert_eq!((world.row(id).status, world.row(id).revision), (Status::Submitted, 2));
    assert!(world.officer.get(&format!("/office/applications/{id}")).await.says("Reader in forestry"));
    assert!(world.newest_mail_to(&thiri).await.subject.starts_with("Corrections received: "));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn where_no_correction_comes_in_time_the_application_stands_as_it_was_handed_in() {
    let (mut world, mut thiri, id) = sent_back().await;
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    thiri.submit("Continue", &[("post", "Reader in forestry")]).await;
    thiri.get(&format!("/applications/{id}/check")).await;
    let form = thiri.form("Submit corrections", &[]);
    world.app.clock.set(Timestamp::at(2026, 12, 1, 4, 0) + Span::microseconds(1));
    assert_eq!(thiri.send(&form).await.status, 422);
    world.app.pass(Span::minutes(1)).await;
    assert_eq!((world.row(id).status, world.row(id).revision), (Status::Submitted, 1));
    assert!(!world.officer.get(&format!("/office/applications/{id}")).await.says("Reader in forestry"));
    assert!(world.newest_mail_to(&thiri).await.subject.starts_with("The time for corrections is over: "));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn somebody_found_not_eligible_reads_why_and_is_considered_again_when_that_was_wrong() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    let rule = world.definition().eligibility[1].says.in_language("en").to_owned();
    let typed = [("Which rule is not met?", rule.as_str()), ("reason", "The passport says 1970.")];
    world.officer.submit("Find not eligible", &typed).await;
    assert_eq!(world.officer.page.flash(), "Found not eligible. The applicant is told.");
    thiri.get(&format!("/applications/{id}")).await;
    assert!(thiri.page.says("Not eligible") && thiri.page.says("The passport says 1970."));
    world.officer.submit("Take “not eligible” back", &[("reason", "It says 1990.")]).await;
    assert_eq!(world.row(id).status, Status::Submitted);
    let subjects: Vec<String> = world.subjects_to(&thiri).await;
    let starts = [
        "Your draft is saved",
        "Application received",
        "Your application is not eligible",
        "Your application is considered again",
    ];
    assert!(subjects.iter().zip(starts).all(|(subject, start)| subject.starts_with(start)), "{subjects:?}");
    assert_eq!(subjects.len(), 4);
}

#[tokio::test]
async fn somebody_withdraws_and_has_it_taken_back_within_seven_days_and_not_later() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    for (days, status) in [(7, Status::Submitted), (8, Status::Withdrawn)] {
        thiri.get(&format!("/applications/{id}/withdraw")).await.expect("Withdraw your application?");
        thiri.submit("Withdraw application", &[("reason", "A change of mind.")]).await;
        assert_eq!(world.row(id).status, Status::Withdrawn);
        world.app.pass(Span::days(days)).await;
        world.officer.get(&format!("/office/applications/{id}")).await;
        world.officer.submit("Take the withdrawal back", &[("reason", "Asked for it by mail.")]).await;
        assert_eq!(world.row(id).status, status);
    }
    assert!(world.officer.page.says("A withdrawal can be taken back for 7 days only."));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_officer_who_applies_is_an_applicant_and_nothing_else_for_the_own_application() {
    let mut world = World::open().await;
    let id = world.submitted(&world.officer);
    let reference = world.row(id).reference.unwrap();
    assert!(world.officer.get(&format!("/applications/{id}")).await.says(&reference));
    assert_eq!(world.officer.get(&format!("/office/applications/{id}")).await.status, 404);
    let list = "/office/calls/young-scientist-2027/applications";
    assert!(!world.officer.get(list).await.says(&reference));
    assert!(world.chair.get(list).await.says(&reference));
}
