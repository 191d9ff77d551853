//! Places: offers that are taken or not, the waiting list, and what is taken back.

use sojourn::{
    actions::selection::waiting,
    domain::{
        id::ApplicationId,
        time::Span,
        workflow::{Outcome, Status},
    },
};

use crate::support::world::{Person, World};

/// An office with two places after the release: two offers, and two on the waiting list in their order.
async fn released(by_itself: bool) -> (World, Vec<(Person, ApplicationId)>) {
    let world = World::open_with(|_, definition| definition.settings.promote_by_itself = by_itself).await;
    let reviewer = world.reviewer("Ana Cruz").await;
    let mut people = Vec::new();
    for name in ["Thiri Win", "Suharto", "Somchai Dee", "Bopha Chan"] {
        people.push(world.applicant(name).await);
    }
    world.close_call().await;
    let outcomes =
        [(Outcome::Offer, None), (Outcome::Offer, None), (Outcome::Waitlist, Some(1)), (Outcome::Waitlist, Some(2))];
    for ((_, id), (outcome, rank)) in people.iter().zip(outcomes) {
        world.reviewed(*id, &reviewer, 4);
        world.decide(*id, outcome, rank);
    }
    world.release();
    (world, people)
}

fn states(world: &World, people: &[(Person, ApplicationId)]) -> Vec<Status> {
    people.iter().map(|(_, id)| world.row(*id).status).collect()
}

use Status::{Accepted, Declined, OfferExpired, Offered, Waitlisted};

#[tokio::test]
async fn a_declined_place_goes_to_the_first_on_the_waiting_list_who_has_a_mail() {
    let (world, mut people) = released(true).await;
    let (thiri, id) = &mut people[0];
    thiri.get(&format!("/applications/{id}/offer")).await.expect("Your offer");
    let typed = [("Do you accept this place?", "No, I decline the place"), ("reason", "A post at home.")];
    thiri.submit("Send answer", &typed).await;
    assert_eq!(thiri.page.flash(), "You have declined the place.");
    assert_eq!(states(&world, &people), [Declined, Offered, Offered, Waitlisted]);
    let subjects = world.subjects_to(&people[2].0).await;
    assert!(subjects.last().unwrap().starts_with("You are offered a place"), "{subjects:?}");
    assert_eq!(world.subjects_to(&people[3].0).await.len(), 3);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_offer_that_nobody_answers_ends_at_its_date_and_the_waiting_list_moves_up_in_order() {
    let (world, mut people) = released(true).await;
    world.accept(&people[1].0, people[1].1);
    world.app.pass(Span::days(15)).await;
    assert_eq!(states(&world, &people), [OfferExpired, Accepted, Offered, Waitlisted]);
    world.app.pass(Span::days(15)).await;
    assert_eq!(states(&world, &people), [OfferExpired, Accepted, OfferExpired, Offered]);
    let (thiri, id) = &mut people[0];
    thiri.get(&format!("/applications/{id}/offer")).await;
    assert!(!thiri.page.all("button").contains(&"Send answer".to_owned()), "{}", thiri.page.main());
    for (person, mails) in people.iter().zip([4, 4, 5, 4]).map(|((person, _), mails)| (person, mails)) {
        assert_eq!(world.subjects_to(person).await.len(), mails, "{}", person.name);
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn where_the_office_moves_the_list_itself_a_free_place_waits_for_the_officer() {
    let (mut world, mut people) = released(false).await;
    let (thiri, id) = &mut people[0];
    thiri.get(&format!("/applications/{id}/offer")).await;
    thiri.submit("Send answer", &[("Do you accept this place?", "No, I decline the place")]).await;
    assert_eq!(states(&world, &people), [Declined, Offered, Waitlisted, Waitlisted]);
    world.officer.get("/office/calls/young-scientist-2027/offers").await.expect("Offers");
    world.officer.submit("Offer the free place to the next", &[]).await;
    assert_eq!(states(&world, &people), [Declined, Offered, Offered, Waitlisted]);
    let call = world.call;
    let full = world.app.try_to(move |tx| waiting::promote(tx, &sojourn::domain::permission::Actor::System, call));
    assert!(full.is_err());
    assert_eq!(states(&world, &people), [Declined, Offered, Offered, Waitlisted]);
}

#[tokio::test]
async fn somebody_who_missed_the_date_is_offered_a_place_again_only_while_one_is_free() {
    let (mut world, mut people) = released(false).await;
    world.app.pass(Span::days(15)).await;
    assert_eq!(states(&world, &people), [OfferExpired, OfferExpired, Waitlisted, Waitlisted]);
    let page = format!("/office/applications/{}", people[0].1);
    world.officer.get(&page).await;
    world.officer.submit("Offer a place again", &[("reason", "Was in hospital.")]).await;
    assert_eq!(world.officer.page.flash(), "A place is offered. The applicant is told.");
    world.officer.get("/office/calls/young-scientist-2027/offers").await;
    world.officer.submit("Offer the free place to the next", &[]).await;
    assert_eq!(states(&world, &people), [Offered, OfferExpired, Offered, Waitlisted]);
    world.officer.get(&format!("/office/applications/{}", people[1].1)).await;
    world.officer.submit("Offer a place again", &[("reason", "Asked for it.")]).await;
    assert_eq!(world.officer.page.status, 422);
    assert_eq!(states(&world, &people), [Offered, OfferExpired, Offered, Waitlisted]);
    let (thiri, id) = &mut people[0];
    thiri.get(&format!("/applications/{id}/offer")).await;
    thiri.submit("Send answer", &[("Do you accept this place?", "Yes, I accept the place")]).await;
    assert_eq!(states(&world, &people), [Accepted, OfferExpired, Offered, Waitlisted]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_withdrawal_frees_the_place_and_can_be_taken_back_only_while_nobody_has_it() {
    let (mut world, mut people) = released(false).await;
    for (person, id) in &people[..2] {
        world.accept(person, *id);
    }
    for (person, id) in &mut people[..2] {
        person.get(&format!("/applications/{id}/withdraw")).await.expect("Withdraw your application?");
        person.submit("Withdraw application", &[("reason", "My family needs me.")]).await;
        assert_eq!(person.page.flash(), "Your application is withdrawn.");
    }
    world.officer.get("/office/calls/young-scientist-2027/offers").await;
    world.officer.submit("Offer the free place to the next", &[]).await;
    for (n, status) in [(0, 200), (1, 422)] {
        world.officer.get(&format!("/office/applications/{}", people[n].1)).await;
        world.officer.submit("Take the withdrawal back", &[("reason", "It was a mistake.")]).await;
        assert_eq!(world.officer.page.status, status, "{}", world.officer.page.main());
    }
    assert_eq!(states(&world, &people), [Accepted, Status::Withdrawn, Offered, Waitlisted]);
    world.app.pass(Span::days(8)).await;
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_offer_is_taken_back_by_somebody_else_than_who_decided_and_the_place_moves_on() {
    let (mut world, people) = released(true).await;
    let page = format!("/office/applications/{}", people[0].1);
    world.officer.get(&page).await;
    world.officer.submit("Take the offer back", &[("reason", "The host has closed.")]).await;
    assert_eq!((world.officer.page.status.as_u16(), world.row(people[0].1).status), (422, Offered));
    world.chair.get(&page).await;
    world.chair.submit("Take the offer back", &[("reason", "The host has closed.")]).await;
    assert_eq!(world.chair.page.flash(), "The offer is taken back. The applicant is told.");
    assert_eq!(states(&world, &people), [Status::OfferRescinded, Offered, Offered, Waitlisted]);
    let mail = world.newest_mail_to(&people[0].0).await;
    assert!(mail.subject.starts_with("Your offer was taken back") && mail.text.contains("The host has closed."));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_officer_leads_a_place_through_deferral_and_stay_and_the_applicant_reads_each_step() {
    let (mut world, mut people) = released(false).await;
    let (thiri, id) = &mut people[0];
    world.accept(thiri, *id);
    let steps = [
        ("Confirm the place", "The embassy has all of it.", Status::Confirmed, "Place confirmed"),
        ("Defer to another call", "Thiri asked for the call of 2028.", Status::Deferred, "Deferred"),
        ("Take the deferred place up", "", Status::Confirmed, "Place confirmed"),
        ("The exchange has begun", "", Status::OnExchange, "On exchange"),
        ("The exchange is completed", "", Status::Completed, "Completed"),
    ];
    for (button, reason, state, read) in steps {
        world.officer.get(&format!("/office/applications/{id}")).await;
        let typed: &[(&str, &str)] = if reason.is_empty() { &[] } else { &[("reason", reason)] };
        world.officer.submit(button, typed).await;
        assert_eq!((world.officer.page.status.as_u16(), world.row(*id).status), (200, state), "{button}");
        thiri.get(&format!("/applications/{id}")).await;
        assert!(thiri.page.main().contains(read), "{button}: {}", thiri.page.main());
    }
    let subjects = world.subjects_to(thiri).await;
    assert_eq!(subjects.iter().filter(|s| s.starts_with("Your place was deferred")).count(), 1, "{subjects:?}");
    assert_eq!(subjects.iter().filter(|s| s.starts_with("Your deferred place is taken up")).count(), 1, "{subjects:?}");
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deferred_place_that_went_to_the_next_person_is_not_taken_up_again() {
    let (mut world, people) = released(true).await;
    for (person, id) in &people[..2] {
        world.accept(person, *id);
    }
    let page = format!("/office/applications/{}", people[0].1);
    world.officer.get(&page).await;
    world.officer.submit("Defer to another call", &[("reason", "")]).await;
    assert_eq!((world.officer.page.status.as_u16(), world.row(people[0].1).status), (422, Accepted));
    world.officer.submit("Defer to another call", &[("reason", "The laboratory is rebuilt.")]).await;
    assert_eq!(states(&world, &people), [Status::Deferred, Accepted, Offered, Waitlisted]);
    world.officer.get(&page).await;
    world.officer.submit("Take the deferred place up", &[]).await;
    assert_eq!(world.officer.page.status, 422);
    assert_eq!(states(&world, &people), [Status::Deferred, Accepted, Offered, Waitlisted]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn closing_the_waiting_list_tells_everybody_on_it_once_and_nobody_else() {
    let (mut world, people) = released(false).await;
    let before: Vec<usize> = mails(&world, &people).await;
    world.officer.get("/office/calls/young-scientist-2027/offers").await;
    world.officer.submit("Close the waiting list", &[]).await;
    assert_eq!(states(&world, &people), [Offered, Offered, Status::Rejected, Status::Rejected]);
    world.officer.get("/office/calls/young-scientist-2027/offers").await;
    assert!(!world.officer.page.all("button").contains(&"Close the waiting list".to_owned()));
    let told: Vec<usize> = mails(&world, &people).await.iter().zip(&before).map(|(now, then)| now - then).collect();
    assert_eq!(told, [0, 0, 1, 1]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

async fn mails(world: &World, people: &[(Person, ApplicationId)]) -> Vec<usize> {
    let mut counts = Vec::new();
    for (person, _) in people {
        counts.push(world.subjects_to(person).await.len());
    }
    counts
}
