//! Drafting over days, tabs and lost sessions: nothing typed is lost, and nothing is overwritten unseen.

use sojourn::{
    actions::applications::start,
    db,
    domain::{
        form::{Answers, Kind},
        id::ApplicationId,
        workflow::Status,
    },
};

use crate::support::world::{PASSWORD, Person, World};

/// The post that is kept.
fn post(world: &World, id: ApplicationId) -> String {
    let sections = world.app.office.db.read_now(|conn| db::answers::list(conn, id)).unwrap();
    let kept = sections.iter().find(|section| section.section == "employment");
    kept.and_then(|section| section.body.text("post").map(str::to_owned)).unwrap_or_default()
}

async fn at_employment(world: &World, name: &str) -> (Person, ApplicationId) {
    let mut owner = world.person(name).await;
    let id = world.draft(&owner);
    owner.get(&format!("/applications/{id}/sections/employment")).await.expect("Employment");
    (owner, id)
}

/// Sends the page as it does by itself while somebody types; the status and what is told.
async fn keeps(person: &mut Person, typed: &[(&str, &str)]) -> (u16, serde_json::Value) {
    let form = person.form("Continue", typed).with("go", "keep");
    let (address, request) = person.request_of(&form, None);
    let answer = person.once(&address, request).await;
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or_default())
}

#[tokio::test]
async fn a_page_of_questions_saves_itself_while_it_is_typed_and_continue_goes_on_from_there() {
    let world = World::open().await;
    let (mut thiri, id) = at_employment(&world, "Thiri Win").await;
    let version = thiri.form("Continue", &[]).fields.into_iter().find(|(name, _)| name == "version").unwrap().1;
    let (status, told) = keeps(&mut thiri, &[("post", "Lect")]).await;
    assert_eq!((status, post(&world, id)), (200, "Lect".to_owned()));
    assert!(told["said"].as_str().unwrap().starts_with("Saved at "), "{told}");
    let next = told["version"].as_i64().unwrap().to_string();
    assert_ne!(next, version);
    let form = thiri.form("Save and return to the list", &[("post", "Lecturer")]).with("version", &next);
    thiri.send(&form).await.expect("Your application");
    assert_eq!(post(&world, id), "Lecturer");
}

#[tokio::test]
async fn a_page_that_saves_itself_does_not_overwrite_what_was_saved_in_another_window() {
    let world = World::open().await;
    let (mut thiri, id) = at_employment(&world, "Thiri Win").await;
    let mut other = thiri.clone();
    other.submit("Save and return to the list", &[("post", "Head of department")]).await;
    let (status, told) = keeps(&mut thiri, &[("post", "Lecturer")]).await;
    assert_eq!((status, post(&world, id)), (409, "Head of department".to_owned()));
    assert!(told["said"].as_str().unwrap().starts_with("Not saved: this page was changed in another window"));
    thiri.submit("Continue", &[("post", "Lecturer")]).await;
    assert_eq!(thiri.page.status, 409);
    assert!(thiri.page.text().contains("Lecturer"), "{}", thiri.page.main());
    assert_eq!(post(&world, id), "Head of department");
}

#[tokio::test]
async fn what_somebody_typed_while_the_session_ended_comes_along_through_signing_in() {
    let world = World::open().await;
    let (mut thiri, id) = at_employment(&world, "Thiri Win").await;
    let before = post(&world, id);
    let typed = [("post", "Lecturer in ‹mangroves› & \"mud\"")];
    thiri.keep_cookie("sojourn", "a-session-that-ended-long-ago-and-is-not-known");
    thiri.submit("Save and return to the list", &typed).await;
    assert_eq!((thiri.page.status.as_u16(), thiri.page.heading().as_str()), (403, "Sign in"));
    assert!(thiri.page.says("what you typed is still here"), "{}", thiri.page.main());
    let email = thiri.email.clone();
    thiri.submit("Sign in", &[("email", &email), ("password", "not-the-password-at-all")]).await;
    assert_eq!(thiri.page.status, 422);
    thiri.submit("Sign in", &[("email", &email), ("password", PASSWORD)]).await;
    thiri.page.expect("What you typed is still here");
    assert_eq!(post(&world, id), before);
    thiri.submit("Save it now", &[]).await.expect("Your application");
    assert_eq!(post(&world, id), typed[0].1);
}

#[tokio::test]
async fn what_somebody_typed_is_not_saved_into_anything_by_another_person_who_signs_in() {
    let world = World::open().await;
    let (mut thiri, id) = at_employment(&world, "Thiri Win").await;
    let before = post(&world, id);
    let other = world.person("Suharto").await;
    thiri.keep_cookie("sojourn", "a-session-that-ended-long-ago-and-is-not-known");
    thiri.submit("Continue", &[("post", "Lecturer")]).await;
    thiri.submit("Sign in", &[("email", &other.email), ("password", PASSWORD)]).await;
    thiri.submit("Save it now", &[]).await;
    assert_eq!((thiri.page.status.as_u16(), post(&world, id)), (404, before));
}

#[tokio::test]
async fn a_form_of_an_earlier_session_is_sent_again_only_when_its_owner_says_so() {
    let world = World::open().await;
    let (thiri, id) = at_employment(&world, "Thiri Win").await;
    let mut again = thiri.in_another_browser(&world.app);
    again.sign_in().await;
    let before = post(&world, id);
    let (address, request) = again.request_of(&thiri.form("Continue", &[("post", "Lecturer")]), None);
    again.open(&address, request).await;
    assert_eq!((again.page.status.as_u16(), post(&world, id)), (403, before));
    again.page.expect("What you typed is still here");
    again.submit("Save it now", &[]).await;
    assert_eq!((post(&world, id), world.row(id).status), ("Lecturer".to_owned(), Status::Draft));
}

#[tokio::test]
async fn a_reviewer_who_was_signed_out_keeps_the_comments() {
    let world = World::open().await;
    let (_, id) = world.applicant("Thiri Win").await;
    world.close_call().await;
    world.confirm_eligible(id);
    let mut ana = world.reviewer("Ana Cruz").await;
    let assignment = world.assign(id, &ana);
    world.declare(assignment, &ana);
    ana.get(&format!("/reviews/{assignment}")).await;
    ana.keep_cookie("sojourn", "a-session-that-ended-long-ago-and-is-not-known");
    ana.submit("Save draft", &[("for_panel", "A careful plan.")]).await;
    let email = ana.email.clone();
    ana.submit("Sign in", &[("email", &email), ("password", PASSWORD)]).await;
    ana.submit("Save it now", &[]).await;
    ana.get(&format!("/reviews/{assignment}")).await;
    assert!(ana.page.says("A careful plan."), "{}", ana.page.main());
}

/// A draft for a second call, with nothing but what was asked before its form, as that person answered it before.
fn in_another_call(world: &World, owner: &Person, earlier: ApplicationId) -> ApplicationId {
    let other = world.second_call("other-year");
    let before = written(world, earlier);
    let definition = world.definition();
    let first = definition.form.sections.iter().filter(|section| section.before).flat_map(|s| &s.questions);
    let mut answers = Answers::default();
    for question in first {
        answers.set(&question.key, before.get(&question.key).cloned());
    }
    world.act_as(owner, move |tx, by| start::start(tx, by, other, &answers))
}

/// Everything that is kept of an application.
fn written(world: &World, id: ApplicationId) -> Answers {
    let sections = world.app.office.db.read_now(|conn| db::answers::list(conn, id)).unwrap();
    Answers(sections.into_iter().flat_map(|row| row.body.0).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_uses_the_answers_and_files_of_last_year_and_nothing_typed_is_replaced() {
    let world = World::open().await;
    let (mut thiri, earlier) = world.applicant("Thiri Win").await;
    let id = in_another_call(&world, &thiri, earlier);
    thiri.get(&format!("/applications/{id}/sections/employment")).await;
    thiri.submit("Save and return to the list", &[("post", "Head of department")]).await;
    thiri.get(&format!("/applications/{id}/reuse")).await.expect("Use an earlier application");
    let button = thiri.page.first("main form button");
    assert!(button.starts_with("Copy ") && button.ends_with(" files"), "{button}");
    thiri.submit(&button, &[]).await.expect("Your application");
    assert!(thiri.page.flash().contains("answers were copied, and"), "{}", thiri.page.flash());

    let (before, after) = (written(&world, earlier), written(&world, id));
    for question in world.definition().form.questions() {
        match question.kind {
            Kind::Declaration { .. } | Kind::Consent { .. } => assert_eq!(after.get(&question.key), None),
            Kind::Document { .. } => {}
            _ if question.key == "post" => assert_eq!(after.text("post"), Some("Head of department")),
            _ => assert_eq!(after.get(&question.key), before.get(&question.key), "{}", question.key),
        }
    }
    let files = |id| world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    let (first, copies) = (files(earlier), files(id));
    let said = |file: &db::documents::DocumentRow| (file.question.clone(), file.file_name.clone(), file.sha256.clone());
    let mut same = [first.iter().map(said).collect::<Vec<_>>(), copies.iter().map(said).collect()];
    for several in &mut same {
        several.sort();
    }
    assert_eq!(same[0], same[1]);
    assert!(!copies.is_empty());

    // The copies are files of their own: what is taken away here stays there.
    for file in &copies {
        let address = format!("/documents/{}/remove", file.id);
        let body = format!("csrf={}", thiri.page.token());
        thiri.post(&address, body).await;
    }
    assert!(files(id).is_empty());
    for file in &first {
        assert_eq!(thiri.get(&format!("/documents/{}", file.id)).await.status, 200);
    }
}

#[tokio::test]
async fn who_has_applied_before_is_told_of_it_on_an_empty_draft_and_nobody_uses_another_persons_answers() {
    let world = World::open().await;
    let (mut thiri, earlier) = world.applicant("Thiri Win").await;
    let (_, others) = world.applicant("Aung Ko").await;
    let id = in_another_call(&world, &thiri, earlier);
    thiri.get(&format!("/applications/{id}/tasks")).await;
    thiri.follow("Use what you answered before").await.expect("Use an earlier application");
    let before = written(&world, id);
    for from in [others, id] {
        let body = format!("csrf={}&from={from}", thiri.page.token());
        assert_eq!(thiri.post(&format!("/applications/{id}/reuse"), body).await.status, 404);
        thiri.get(&format!("/applications/{id}/reuse")).await;
    }
    assert_eq!(written(&world, id), before);
}
