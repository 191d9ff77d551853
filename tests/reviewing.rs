//! Reviewing: what a reviewer sees, when, and what stays closed.

use sojourn::{
    db,
    domain::{
        id::{ApplicationId, AssignmentId},
        time::Timestamp,
        workflow::{AssignmentState, Status},
    },
};

use crate::support::{
    browser::Upload,
    papers,
    world::{Person, World},
};

/// An office with an application that two reviewers have.
async fn given_to_two() -> (World, ApplicationId, [(Person, AssignmentId); 2]) {
    let world = World::open().await;
    let (_, id) = world.applicant("Thiri Win").await;
    world.close_call().await;
    world.confirm_eligible(id);
    let (ana, somchai) = (world.reviewer("Ana Cruz").await, world.reviewer("Somchai Dee").await);
    let (first, second) = (world.assign(id, &ana), world.assign(id, &somchai));
    (world, id, [(ana, first), (somchai, second)])
}

/// Gives every criterion this score on the page that is open, and presses the button.
async fn score(reviewer: &mut Person, score: &str, button: &str) {
    let typed = [
        ("score_excellence", score),
        ("score_impact", score),
        ("score_implementation", score),
        ("for_panel", "For the panel alone."),
    ];
    reviewer.submit(button, &typed).await;
    assert_eq!(reviewer.page.errors(), Vec::<String>::new());
}

#[tokio::test]
async fn a_reviewer_with_a_conflict_says_so_before_anything_is_shown_and_sees_nothing_of_it_anywhere() {
    let (world, id, [(mut ana, assignment), _]) = given_to_two().await;
    let document = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap().remove(0).id;
    let title = world.row(id).title;
    for page in ["/reviews".to_owned(), format!("/reviews/{assignment}")] {
        assert!(!ana.get(&page).await.says(&title) && !ana.page.says("Thiri Win"));
    }
    assert_eq!(ana.get(&format!("/documents/{document}")).await.status, 404);
    ana.get(&format!("/reviews/{assignment}")).await.expect("Do you have a conflict of interest?");
    ana.submit("Continue", &[("What is true?", "I have a conflict of interest")]).await;
    assert_eq!(ana.page.status, 422);
    let typed = [("What is true?", "I have a conflict of interest"), ("reason", "I was her supervisor.")];
    ana.submit("Continue", &typed).await.expect("My reviews");
    assert!(!ana.page.text().contains(&assignment.to_string()));
    for page in
        [format!("/reviews/{assignment}"), format!("/documents/{document}"), format!("/office/applications/{id}")]
    {
        assert_eq!(ana.get(&page).await.status, 404, "{page}");
    }
    let told = world.newest_mail_to(&world.officer).await;
    assert!(told.subject.starts_with("Conflict of interest: ") && told.text.contains("I was her supervisor."));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_officer_with_a_conflict_finds_the_application_in_no_list_no_ranking_no_mail_and_no_count() {
    let (mut world, id, [(ana, first), _]) = given_to_two().await;
    world.review(first, &ana, 4);
    let reference = world.row(id).reference.unwrap();
    let other = world.person("Officer Two").await;
    world.grant(
        &other,
        sojourn::domain::permission::Role::Officer,
        sojourn::domain::permission::Scope::Call(world.call),
    );
    let user = world.officer.id;
    world.act_as(&other, move |tx, by| sojourn::actions::conflicts::add(tx, by, id, user, "Her brother works for us."));
    world.app.deliver().await;
    let mut pages: Vec<String> = ["applications", "ranking", "release", "offers", "applications?q=Thiri"]
        .map(|page| format!("/office/calls/young-scientist-2027/{page}"))
        .into();
    pages.extend(["/office/mail".to_owned(), format!("/office/calls/young-scientist-2027/reviewers/{}", ana.id)]);
    for page in pages {
        world.officer.get(&page).await;
        assert!(world.officer.page.status.is_success(), "{page}");
        for hidden in [&reference, "Thiri Win", &id.to_string()] {
            let main = world.officer.page.html().select(&crate::support::page::css("main")).next().unwrap().html();
            assert!(!main.replace("value=\"Thiri\"", "").contains(hidden), "{page} shows {hidden}");
        }
    }
    assert_eq!(world.officer.get(&format!("/office/applications/{id}")).await.status, 404);
}

#[tokio::test]
async fn what_others_wrote_is_hidden_until_the_own_review_is_final() {
    let (world, _, [(ana, first), (mut somchai, second)]) = given_to_two().await;
    world.review(first, &ana, 2);
    world.declare(second, &somchai);
    let page = format!("/reviews/{second}");
    assert!(!somchai.get(&page).await.says("A clear plan.") && !somchai.page.says("Ana Cruz"));
    score(&mut somchai, "5", "Save draft").await;
    assert!(!somchai.get(&page).await.says("A clear plan."));
    score(&mut somchai, "5", "Submit and next").await;
    assert!(somchai.get(&page).await.says("A clear plan.") && somchai.page.says("Ana Cruz"));
}

#[tokio::test]
async fn a_final_review_changes_until_the_round_closes_and_the_mean_with_it() {
    let (world, id, [(mut ana, first), _]) = given_to_two().await;
    world.review(first, &ana, 2);
    assert_eq!(world.row(id).score_mean, Some(2.0));
    let close = Timestamp::at(2027, 2, 10, 9, 0);
    world.app.pass_until(close).await;
    ana.get(&format!("/reviews/{first}")).await;
    score(&mut ana, "4", "Save changes").await;
    assert_eq!(world.row(id).score_mean, Some(4.0));
    ana.get(&format!("/reviews/{first}")).await;
    let form = ana.form("Save changes", &[("score_impact", "1")]);
    world.app.pass(sojourn::domain::time::Span::microseconds(1)).await;
    ana.send(&form).await;
    assert_eq!((ana.page.status.as_u16(), world.row(id).score_mean), (422, Some(4.0)));
    ana.get(&format!("/reviews/{first}")).await;
    assert!(!ana.page.all("button").contains(&"Save changes".to_owned()));
}

#[tokio::test]
async fn a_review_that_was_saved_in_another_window_is_not_overwritten_unseen() {
    let (world, id, [(mut ana, first), _]) = given_to_two().await;
    world.declare(first, &ana);
    ana.get(&format!("/reviews/{first}")).await;
    let mut window = ana.clone();
    score(&mut ana, "2", "Save draft").await;
    let form = window.form("Save draft", &[("score_impact", "5")]);
    assert_eq!(window.send(&form).await.status, 409);
    score(&mut window, "5", "Submit and next").await;
    assert_eq!(world.row(id).score_mean, Some(5.0));
}

#[tokio::test]
async fn a_reviewer_who_cannot_review_is_replaced_and_the_officer_knows_why() {
    let (mut world, id, [(mut ana, first), _]) = given_to_two().await;
    ana.get(&format!("/reviews/{first}")).await;
    let cannot = "I have no conflict, but cannot review this application";
    ana.submit("Continue", &[("What is true?", cannot), ("reason", "At sea until March.")]).await.expect("My reviews");
    assert_eq!(ana.get(&format!("/reviews/{first}")).await.status, 404);
    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(world.officer.page.says("At sea until March."));
    let row = world.app.office.db.read_now(|conn| db::assignments::find(conn, first)).unwrap().unwrap();
    assert_eq!((row.state, world.row(id).status), (AssignmentState::Declined, Status::InReview));
}

#[tokio::test]
async fn a_reviewer_who_is_given_three_applications_at_once_gets_one_mail() {
    let mut world = World::open().await;
    let ana = world.reviewer("Ana Cruz").await;
    let mut ids = Vec::new();
    for name in ["Thiri Win", "Sok Dara", "Siti"] {
        let (_, id) = world.applicant(name).await;
        world.confirm_eligible(id);
        ids.push(id);
    }
    let before = world.subjects_to(&ana).await.len();
    world.officer.get(&format!("/office/calls/young-scientist-2027/reviewers/{}", ana.id)).await;
    let mut form = world.officer.form("Give the ticked applications", &[]);
    for id in ids.iter().chain(&ids) {
        form.fields.push(("application".to_owned(), id.to_string()));
    }
    world.officer.send(&form).await;
    let mails = world.subjects_to(&ana).await;
    assert_eq!(mails[before..], ["3 applications to review: Talented Young Scientist Exchange Programme 2027"]);
    assert!(ids.iter().all(|id| world.row(*id).status == Status::InReview));
}

#[tokio::test]
async fn a_blind_reviewer_finds_the_applicants_name_neither_in_the_answers_nor_in_what_a_file_says_of_its_author() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    thiri.get(&format!("/applications/{id}/sections/research-record")).await;
    let typed = [("publications", "Thiri Win, T. Win and Aung K. (2024). Winning water from wells.")];
    thiri.submit("Continue", &typed).await;
    let mut cv = lopdf::Document::load_mem(&papers::pdf("Curriculum vitae")).unwrap();
    let author = cv.add_object(lopdf::dictionary! { "Author" => lopdf::Object::string_literal("Thiri Win") });
    cv.trailer.set("Info", author);
    let mut bytes = Vec::new();
    cv.save_to(&mut bytes).unwrap();
    thiri.get(&format!("/applications/{id}/sections/research-record")).await;
    let file = Upload { field: "file", name: "CV Thiri Win.pdf", kind: "application/pdf", bytes };
    thiri.upload("Upload", file).await;
    assert_eq!(thiri.page.errors(), Vec::<String>::new());
    world.finish(&mut thiri, id).await;
    world.hand_in(&mut thiri, id).await;
    world.confirm_eligible(id);
    let mut ana = world.reviewer("Ana Cruz").await;
    let assignment = world.assign(id, &ana);
    world.declare(assignment, &ana);
    ana.get(&format!("/reviews/{assignment}")).await;
    assert!(ana.page.says("[name hidden], T. [name hidden] and Aung K. (2024). Winning water from wells."));
    assert!(!ana.page.says("Thiri"));
    let files = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    let cv = files.iter().find(|file| file.question == "cv" && file.removed_at.is_none()).unwrap();
    let address = format!("/documents/{}", cv.id);
    let holds = |bytes: &[u8]| bytes.windows(9).any(|w| w == b"Thiri Win");
    assert!(holds(&thiri.get(&address).await.body));
    let shown = ana.get(&address).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "application/pdf"));
    assert!(shown.body.starts_with(b"%PDF-") && !holds(&shown.body));
}
