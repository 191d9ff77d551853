//! What is asked of those who accepted a place alone: who is asked, who reads it, and what it stands before.

use sojourn::{
    db,
    domain::{
        form::Question,
        id::ApplicationId,
        person::EmailAddress,
        presets::YOUNG_SCIENTIST,
        together::{CoRight, CoState},
        workflow::{Outcome, Status},
    },
};

use crate::{
    own_data,
    support::{
        browser::Upload,
        papers,
        world::{Person, World},
    },
};

/// Somebody who was offered a place, and the reviewer.
async fn offered(world: &World) -> (Person, ApplicationId, Person) {
    let reviewer = world.reviewer("Ana Cruz").await;
    let (thiri, id) = world.applicant("Thiri Win").await;
    world.close_call().await;
    world.reviewed(id, &reviewer, 4);
    world.decide(id, Outcome::Offer, None);
    world.release();
    (thiri, id, reviewer)
}

const TRAVEL: &[(&str, &str)] = &[
    ("passport_name", "THIRI WIN"),
    ("passport_number", "MB1234567"),
    ("passport_expires-day", "1"),
    ("passport_expires-month", "7"),
    ("passport_expires-year", "2031"),
    ("emergency_name", "Aung Win"),
    ("emergency_phone", "+95 9 123 456 789"),
];

/// Answers everything that is asked after acceptance.
async fn answer_all(thiri: &mut Person, id: ApplicationId) {
    thiri.get(&format!("/applications/{id}")).await;
    thiri.follow("Passport and travel").await.expect("Passport and travel");
    let copy = Upload { field: "file", name: "passport.jpg", kind: "image/jpeg", bytes: papers::jpeg() };
    thiri.upload("Upload", copy).await;
    thiri.submit("Continue", TRAVEL).await;
    assert_eq!(thiri.page.errors(), Vec::<String>::new());
    thiri.follow("Health").await.expect("Health");
    thiri.upload("Upload", papers::upload("health.pdf", "Fit")).await;
    thiri.submit("Continue", &[]).await;
    assert_eq!(thiri.page.errors(), Vec::<String>::new());
}

#[tokio::test]
async fn who_accepted_is_asked_for_the_passport_and_the_office_is_told_once_all_of_it_is_there() {
    let mut world = World::open().await;
    let (mut thiri, id, _) = offered(&world).await;
    thiri.get(&format!("/applications/{id}")).await;
    assert!(!thiri.page.says("Passport and travel"), "{}", thiri.page.main());
    world.accept(&thiri, id);
    answer_all(&mut thiri, id).await;
    thiri.get(&format!("/applications/{id}")).await;
    let states: Vec<String> = thiri.page.all("main .tasks .state").into_iter().take(2).collect();
    assert_eq!(states, ["Completed", "Completed"], "{}", thiri.page.main());
    let told = world.newest_mail_to(&world.officer).await;
    assert!(told.subject.starts_with("Ready to be confirmed"), "{}", told.subject);

    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(world.officer.page.says("MB1234567") && world.officer.page.says("All of it is answered"));
    world.officer.follow("passport.jpg").await;
    assert_eq!(world.officer.page.status, 200);
    // Saving once more tells nobody again.
    thiri.get(&format!("/applications/{id}/sections/after.travel")).await;
    thiri.submit("Continue", &[("passport_number", "MB7654321")]).await;
    let subjects = world.subjects_to(&world.officer).await;
    assert_eq!(subjects.iter().filter(|s| s.starts_with("Ready to be confirmed")).count(), 1, "{subjects:?}");

    world.officer.get(&format!("/office/applications/{id}")).await;
    world.officer.submit("Confirm the place", &[]).await;
    assert_eq!(world.row(id).status, Status::Confirmed, "{:?}", world.officer.page.errors());
    // What is confirmed stands, and its owner still reads it.
    assert_eq!(thiri.get(&format!("/applications/{id}/sections/after.travel")).await.status, 404);
    thiri.get(&format!("/applications/{id}/check")).await;
    assert!(thiri.page.says("MB7654321"), "{}", thiri.page.main());
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_officer_confirms_a_place_without_it_only_with_a_reason() {
    let mut world = World::open().await;
    let (thiri, id, _) = offered(&world).await;
    world.accept(&thiri, id);
    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(world.officer.page.says("2 sections are not complete"), "{}", world.officer.page.main());
    world.officer.submit("Confirm the place", &[]).await;
    assert!(world.officer.page.errors()[0].contains("Say why you confirm"), "{:?}", world.officer.page.errors());
    assert_eq!(world.row(id).status, Status::Accepted);
    world.officer.submit("Confirm the place", &[("reason", "The embassy has both.")]).await;
    assert_eq!(world.row(id).status, Status::Confirmed);
}

#[tokio::test]
async fn nobody_but_the_applicant_and_the_office_reads_what_was_answered_after_acceptance() {
    let world = World::open().await;
    let (mut thiri, id, mut reviewer) = offered(&world).await;
    let mut along = world.person("Aung Ko").await;
    // Somebody who wrote along before; nobody is invited any more once it is sent.
    let (email, user, now) = (along.email.parse::<EmailAddress>().unwrap(), along.id, world.app.now());
    world.app.act(move |tx| {
        let row = db::co_writers::CoWriterRow {
            id: sojourn::domain::id::CoWriterId::new(now, &mut tx.chance),
            application_id: id,
            email: email.clone(),
            email_key: email.key(),
            may: CoRight::Edit,
            state: CoState::Accepted,
            user_id: Some(user),
            version: 1,
            invited_at: now,
            changed_at: now,
        };
        Ok(db::co_writers::insert(tx.conn, &row)?)
    });
    world.accept(&thiri, id);
    answer_all(&mut thiri, id).await;
    let documents = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    let passport = documents.iter().find(|d| d.question == "passport_copy").unwrap().id;
    for reader in [&mut along, &mut reviewer] {
        for address in [format!("/documents/{passport}"), format!("/applications/{id}/sections/after.travel")] {
            assert_eq!(reader.get(&address).await.status, 404, "{address}");
        }
    }
    along.get(&format!("/applications/{id}/check")).await;
    assert!(!along.page.says("MB1234567") && !along.page.says("Passport"), "{}", along.page.main());
    reviewer.get("/reviews").await;
    let link = reviewer.page.links().into_iter().find(|link| link.starts_with("/reviews/")).unwrap();
    reviewer.get(&link).await;
    assert!(!reviewer.page.says("MB1234567") && !reviewer.page.says("Passport"), "{}", reviewer.page.main());
}

#[tokio::test]
async fn nobody_is_asked_before_acceptance_whatever_they_post() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    thiri.get(&format!("/applications/{id}/tasks")).await;
    assert!(!thiri.page.says("Passport"), "{}", thiri.page.main());
    let body = format!("csrf={}&version=0&go=on&passport_number=MB1234567", thiri.page.token());
    for section in ["after.travel", "travel"] {
        thiri.post(&format!("/applications/{id}/sections/{section}"), body.clone()).await;
    }
    let rows = world.app.rows();
    assert!(rows.iter().all(|row| !row.contains("MB1234567")), "a question that is not asked was answered");
    let mut visitor = world.app.browser();
    visitor.get("/calls/young-scientist-2027/form").await;
    assert!(!visitor.page.says("Passport number") && visitor.page.says("Those who accept a place"));
}

#[tokio::test]
async fn the_cohort_is_exported_with_what_was_answered_after_acceptance() {
    let mut world = World::open().await;
    let (mut thiri, id, _) = offered(&world).await;
    world.accept(&thiri, id);
    answer_all(&mut thiri, id).await;
    world.admin.get("/admin/calls/young-scientist-2027/export").await;
    let typed =
        [("Answers: Passport and travel", "Passport number"), ("File", "CSV"), ("Why you need it", "Work permits")];
    world.admin.submit("Export", &typed).await;
    let text = String::from_utf8(world.admin.page.body.clone()).unwrap();
    assert!(text.contains("MB1234567"), "{text}");
}

#[tokio::test]
async fn who_gives_the_place_up_still_gets_what_was_answered_after_acceptance_with_the_own_data() {
    let world = World::open().await;
    let (mut thiri, id, _) = offered(&world).await;
    world.accept(&thiri, id);
    answer_all(&mut thiri, id).await;
    thiri.get(&format!("/applications/{id}/withdraw")).await;
    thiri.submit("Withdraw application", &[]).await;
    assert_eq!(world.row(id).status, Status::Withdrawn, "{:?}", thiri.page.errors());
    let files = own_data::download(&mut thiri).await;
    let data: serde_json::Value = serde_json::from_slice(&files["data.json"]).unwrap();
    let passport = &data["applications"][0]["answers_after_acceptance"]["passport_number"];
    assert_eq!(passport["answer"]["text"], "MB1234567", "{data}");
}

#[test]
fn what_is_asked_now_depends_on_nothing_that_is_asked_later() {
    let mut definition = YOUNG_SCIENTIST.definition().unwrap();
    assert_eq!(definition.faults(), Vec::new());
    let when = r#"{"answer": {"question": "passport_number", "is": ["x"]}}"#;
    let question = |definition: &mut sojourn::domain::call::Definition, key: &str, change: fn(&mut Question)| {
        let all = definition.form.sections.iter_mut().flat_map(|section| &mut section.questions);
        change(all.into_iter().find(|question| question.key == key).unwrap());
    };
    let declaration = definition.form.sections.iter_mut().find(|s| s.key == "declarations").unwrap();
    declaration.questions[0].shown_when = Some(serde_json::from_str(when).unwrap());
    let ids = |definition: &sojourn::domain::call::Definition| {
        definition.faults().into_iter().map(|problem| problem.sentence.id.into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&definition), ["form-fault-condition-question"]);
    let mut definition = YOUNG_SCIENTIST.definition().unwrap();
    question(&mut definition, "full_name", |q| q.after_acceptance = true);
    assert_eq!(ids(&definition), ["form-fault-after-meaning"]);
    let mut definition = YOUNG_SCIENTIST.definition().unwrap();
    question(&mut definition, "birth_date", |q| q.after_acceptance = true);
    assert_eq!(ids(&definition)[0], "form-fault-after-before");
}
