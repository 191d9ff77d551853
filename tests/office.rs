//! What officers see and do on the page of one application.

use sojourn::{
    actions::{applications, correction::Correction, screening},
    db,
    domain::{id::ApplicationId, time::Span, workflow::Status},
};

use crate::support::world::{Person, World};

fn page_of(id: ApplicationId) -> String {
    format!("/office/applications/{id}")
}

/// Types another title of the plan, as far as the check of the answers.
async fn retitle(owner: &mut Person, id: ApplicationId, title: &str) {
    owner.get(&format!("/applications/{id}/sections/plan")).await;
    owner.submit("Continue", &[("plan_title", title)]).await;
    assert_eq!(owner.page.errors(), Vec::<String>::new());
    owner.get(&format!("/applications/{id}/check")).await;
}

fn send_back(world: &World, id: ApplicationId) {
    let (version, due_at) = (world.row(id).version, world.app.now() + Span::days(7));
    world.act_as(&world.officer, move |tx, by| {
        let wanted = Correction { sections: &["plan".to_owned()], note: "Say which samples.", due_at };
        screening::send_back(tx, by, id, version, wanted)
    });
}

#[tokio::test]
async fn an_officer_sees_what_a_corrected_application_changed() {
    let mut world = World::open().await;
    let (mut dara, id) = world.applicant("Sok Dara").await;
    world.officer.get(&page_of(id)).await;
    assert!(!world.officer.page.says("What changed"));
    let before = world.row(id).title;
    world.app.pass(Span::days(1)).await;
    send_back(&world, id);
    retitle(&mut dara, id, "Arsenic in the wells of Kandal").await;
    dara.submit("Submit corrections", &[]).await;
    world.officer.get(&page_of(id)).await;
    assert!(world.officer.page.says("Compared with revision 1, handed in Monday 23 November 2026 at 16:00 in Beijing"));
    assert_eq!(world.officer.page.all("del"), [before.as_str()]);
    assert_eq!(world.officer.page.all("ins"), ["Arsenic in the wells of Kandal"]);
}

#[tokio::test]
async fn an_officer_looks_again_at_answers_that_changed_after_they_were_found_eligible() {
    let world = World::open().await;
    let (mut dara, id) = world.applicant("Sok Dara").await;
    world.confirm_eligible(id);
    assert_eq!(world.row(id).eligible, "yes");
    retitle(&mut dara, id, "Arsenic in the wells of Kandal").await;
    dara.submit("Submit changes", &[]).await;
    assert_eq!((world.row(id).status, world.row(id).eligible.as_str()), (Status::Submitted, ""));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_officer_closes_a_review_before_all_reviews_are_in_only_with_a_reason() {
    let mut world = World::open_with(|_, definition| definition.settings.reviews_per_application = 2).await;
    let reviewer = world.reviewer("Prof Aung").await;
    let (_, id) = world.applicant("Sok Dara").await;
    world.confirm_eligible(id);
    let assignment = world.assign(id, &reviewer);
    world.review(assignment, &reviewer, 4);
    world.officer.get(&page_of(id)).await;
    world.officer.submit("Close the review", &[("reason", " ")]).await;
    let why = format!("Enter a reason: 1 of 2 reviews of {} are final", world.row(id).reference.unwrap());
    assert_eq!(world.officer.page.errors(), std::slice::from_ref(&why));
    assert_eq!(world.row(id).status, Status::InReview);

    world.officer.get("/office/calls/young-scientist-2027/ranking").await;
    let ticked = format!("{id}:{}", world.row(id).version);
    world.officer.submit("Close the review", &[("application", &ticked)]).await;
    assert_eq!(world.officer.page.errors(), [why]);
    assert_eq!(world.officer.page.all("input[name=application][checked]").len(), 1);
    let reason = "The second reviewer is ill.";
    world.officer.submit("Close the review", &[("application", &ticked), ("reason", reason)]).await;
    assert_eq!(world.row(id).status, Status::Deliberation, "{}", world.officer.page.main());
    world.officer.get(&page_of(id)).await;
    assert!(world.officer.page.says(reason));
}

#[tokio::test]
async fn what_an_officer_typed_is_still_there_when_something_was_forgotten() {
    let mut world = World::open().await;
    let (_, id) = world.applicant("Sok Dara").await;
    world.officer.get(&page_of(id)).await;
    let typed = [("note", "The certificate is not signed."), ("due", "next week")];
    world.officer.submit("Ask for corrections", &typed).await;
    assert_eq!(world.officer.page.status, 422);
    assert_eq!(world.officer.page.errors(), ["Enter a date and time, for example 2026-12-18 17:00"]);
    assert_eq!(world.officer.page.all("details[open] textarea[name=note]"), ["The certificate is not signed."]);
    assert_eq!(world.officer.page.all("details[open]").len(), 1);
    assert_eq!(world.row(id).status, Status::Submitted);
    let kept = world.app.office.db.read_now(|conn| applications::submitted_answers(conn, id)).unwrap();
    assert!(kept.get("plan_title").is_some());
    assert!(world.app.office.db.read_now(|conn| db::returns::find_open(conn, id)).unwrap().is_none());
}

#[tokio::test]
async fn an_admin_finds_what_was_done_to_an_application_by_its_reference_number() {
    let mut world = World::open().await;
    let (_, one) = world.applicant("Sok Dara").await;
    let (_, other) = world.applicant("Tan Mei Lin").await;
    world.confirm_eligible(one);
    let [one, other] = [one, other].map(|id| world.row(id).reference.unwrap());
    world.admin.get(&format!("/admin/audit?subject={}", one.to_lowercase())).await;
    let subjects = world.admin.page.all("tbody td:nth-child(4)");
    assert!(subjects.len() >= 2, "{}", world.admin.page.main());
    assert!(subjects.iter().all(|subject| subject.contains(&one)), "{subjects:?}");
    world.admin.follow(&one).await.expect(&format!("{one} Sok Dara"));
    world.admin.get("/admin/audit").await;
    let subjects = world.admin.page.all("tbody td:nth-child(4)");
    assert!(subjects.iter().any(|subject| *subject == format!("Application {other}")), "{subjects:?}");
    assert!(subjects.iter().any(|subject| subject.starts_with("Person Officer Li")), "{subjects:?}");
}
