//! A call that takes applications all year and reviews them in rounds.

use sojourn::domain::time::{Span, Timestamp};

use crate::support::world::World;

/// A call that is open for a year, with four rounds.
async fn all_year() -> World {
    World::open_with(|facts, definition| {
        facts.closes_at = Timestamp::at(2027, 11, 30, 9, 0);
        (facts.review_due_at, facts.reviews_close_at) = (None, None);
        definition.settings.rounds = ["01-15", "04-15", "07-15", "10-15"].map(|day| day.parse().unwrap()).to_vec();
    })
    .await
}

#[tokio::test]
async fn everybody_reads_when_applications_are_reviewed_and_an_applicant_in_which_round() {
    let world = all_year().await;
    let mut visitor = world.app.browser();
    visitor.get("/calls/young-scientist-2027").await;
    let days = ["15 January 2027", "15 April 2027", "15 July 2027", "15 October 2027", "15 January 2028"];
    assert!(days.iter().all(|day| visitor.page.says(day)), "{}", visitor.page.main());
    let mut suharto = world.person("Suharto").await;
    let draft = world.draft(&suharto);
    suharto.get(&format!("/applications/{draft}/tasks")).await;
    assert!(suharto.page.says("What you submit by 15 January 2027"), "{}", suharto.page.main());

    let (mut thiri, id) = world.applicant("Thiri Win").await;
    thiri.get(&format!("/applications/{id}")).await;
    assert!(thiri.page.says("It is reviewed in the round of 15 January 2027"), "{}", thiri.page.main());
    // It can be changed until its round, and no longer, though the call is open.
    assert_eq!(thiri.get(&format!("/applications/{id}/sections/employment")).await.status, 200);
    thiri.submit("Save and return to the list", &[("post", "Head of department")]).await;
    assert_eq!(thiri.page.errors(), Vec::<String>::new());
    world.app.pass_until(Timestamp::at(2027, 1, 15, 16, 1)).await;
    thiri.get(&format!("/applications/{id}")).await;
    assert!(!thiri.page.says("Change your application"), "{}", thiri.page.main());
    thiri.get(&format!("/applications/{id}/sections/employment")).await.expect("Your answers");
    // Whoever comes now joins the next.
    suharto.get(&format!("/applications/{draft}/tasks")).await;
    assert!(suharto.page.says("What you submit by 15 April 2027"), "{}", suharto.page.main());
    visitor.get("/calls/young-scientist-2027").await;
    assert!(!visitor.page.says("15 January 2027") && visitor.page.says("15 January 2028"));
}

#[tokio::test]
async fn an_officer_lists_one_round() {
    let mut world = all_year().await;
    let (_, first) = world.applicant("Thiri Win").await;
    world.app.pass_until(Timestamp::at(2027, 2, 1, 1, 0)).await;
    let (_, second) = world.applicant("Suharto").await;
    let listed = async |world: &mut World, round: &str| {
        world.officer.get(&format!("/office/calls/young-scientist-2027/applications?round={round}")).await;
        let links = world.officer.page.links();
        [first, second].map(|id| links.contains(&format!("/office/applications/{id}")))
    };
    assert_eq!(listed(&mut world, "").await, [true, true]);
    assert_eq!(listed(&mut world, "2027-01-15").await, [true, false]);
    assert_eq!(listed(&mut world, "2027-04-15").await, [false, true]);
    assert_eq!(listed(&mut world, "2027-07-15").await, [false, false]);
    assert!(world.officer.page.says("Round of 15 July 2027"));
    // The ranking of one round, and what is decided in it leads back to it.
    let reader = world.reviewer("Ana Cruz").await;
    for id in [first, second] {
        world.reviewed(id, &reader, 4);
    }
    let ranking = "/office/calls/young-scientist-2027/ranking";
    world.officer.get(&format!("{ranking}?round=2027-01-15")).await;
    assert!(world.officer.page.says("Thiri Win") && !world.officer.page.says("Suharto"));
    let tick = format!("{first}:{}", world.row(first).version);
    world.officer.submit("Offer", &[("application", &tick), ("reason", "By rank.")]).await;
    assert_eq!(world.officer.page.errors(), Vec::<String>::new());
    assert!(world.officer.page.says("Thiri Win") && !world.officer.page.says("Suharto"));
    world.officer.get(ranking).await;
    assert!(world.officer.page.says("Thiri Win") && world.officer.page.says("Suharto"));
}

#[tokio::test]
async fn an_admin_gives_a_call_its_rounds() {
    let mut world = World::open().await;
    let settings = "/admin/calls/young-scientist-2027/settings";
    world.admin.get(settings).await;
    world.admin.submit("Save", &[("rounds", "15 January"), ("reason", "All year from now on")]).await;
    assert_eq!(world.admin.page.errors(), ["Enter each day of a round as month and day, for example 04-15"]);
    world.admin.submit("Save", &[("rounds", "7-15\n01-15"), ("reason", "All year from now on")]).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let rounds: Vec<String> = world.definition().settings.rounds.iter().map(ToString::to_string).collect();
    assert_eq!(rounds, ["01-15", "07-15"]);
}

#[tokio::test]
async fn somebody_with_a_draft_is_reminded_before_the_day_of_a_round_and_before_the_close_and_once_each() {
    let world = all_year().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.app.pass(Span::minutes(1)).await;
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    thiri.submit("Save and return to the list", &[("post", "Researcher")]).await;
    // Who only looked whether they may apply is left alone.
    let looked = world.person("Suharto").await;
    world.draft(&looked);
    let told = async |start: &str| world.subjects_to(&thiri).await.iter().filter(|s| s.starts_with(start)).count();
    let round = Timestamp::at(2027, 1, 15, 16, 0);
    for (days, reminders) in [(15, 0), (14, 1), (13, 1), (3, 2), (2, 2), (1, 3)] {
        world.app.pass_until(round - Span::days(days)).await;
        world.app.pass(Span::minutes(1)).await;
        assert_eq!(told("Before the next round").await, reminders, "{days} days before");
    }
    let text = world.newest_mail_to(&thiri).await.text;
    assert!(text.contains("15 January 2027") && text.contains("in the round of 15 April 2027"), "{text}");
    world.app.pass_until(round + Span::hours(1)).await;
    assert_eq!(told("Before the next round").await, 3);
    world.app.pass_until(Timestamp::at(2027, 4, 14, 0, 0)).await;
    assert_eq!(told("Before the next round").await, 4, "of several that passed, the nearest");
    // After the last round that comes before the close there is the close alone.
    world.app.pass_until(Timestamp::at(2027, 11, 28, 9, 0)).await;
    assert_eq!((told("Before the next round").await, told("Not yet submitted").await), (4, 1));
    assert_eq!(world.subjects_to(&looked).await.len(), 1);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
