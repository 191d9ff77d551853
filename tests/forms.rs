//! What an applicant meets in a form beyond single fields: rows.

use sojourn::{
    db,
    domain::{
        form::{Answer, Answers},
        id::ApplicationId,
    },
};

use crate::support::world::{Person, World};

/// The posts that are kept, as employer and post.
fn posts(world: &World, id: ApplicationId) -> Vec<(String, String)> {
    let sections = world.app.office.db.read_now(|conn| db::answers::list(conn, id)).unwrap();
    let employment = sections.into_iter().find(|section| section.section == "employment").unwrap();
    let Some(Answer::Rows(rows)) = employment.body.get("earlier_posts").cloned() else { return Vec::new() };
    let said = |row: &Answers, part: &str| row.text(part).unwrap_or_default().to_owned();
    rows.iter().map(|row| (said(row, "employer"), said(row, "post"))).collect()
}

/// On the page of the employment, with no earlier post.
async fn before_any_post(world: &World, name: &str) -> (Person, ApplicationId) {
    let mut owner = world.person(name).await;
    let id = world.draft(&owner);
    owner.get(&format!("/applications/{id}/sections/employment")).await;
    while !posts(world, id).is_empty() {
        owner.submit("Remove Post 1", &[]).await;
    }
    (owner, id)
}

#[tokio::test]
async fn an_applicant_gives_earlier_posts_row_by_row_and_takes_one_away() {
    let world = World::open().await;
    let (mut dara, id) = before_any_post(&world, "Sok Dara").await;
    assert_eq!(dara.page.all("fieldset.entry > legend"), ["Post 1"]);
    let first = [
        ("earlier_posts-1-employer", "Royal University"),
        ("earlier_posts-1-post", "Assistant"),
        ("earlier_posts-1-from", "๒๐๐๕"),
    ];
    dara.submit("Add another: Post", &first).await;
    assert_eq!((dara.page.status.as_u16(), dara.page.errors()), (200, Vec::new()));
    assert_eq!(dara.page.all("fieldset.entry > legend"), ["Post 1", "Post 2"]);
    assert_eq!(posts(&world, id), [("Royal University".to_owned(), "Assistant".to_owned())]);
    let second = [("earlier_posts-2-employer", "A ministry"), ("earlier_posts-2-from", "soon")];
    dara.submit("Continue", &second).await;
    assert_eq!(dara.page.errors(), ["Enter your earlier post", "From must be a whole number, like 5"]);
    assert!(dara.page.text().contains("value=\"soon\""));
    dara.submit("Continue", &[("earlier_posts-2-post", "Clerk"), ("earlier_posts-2-from", "1999")]).await;
    assert_eq!(dara.page.errors(), Vec::<String>::new());
    dara.get(&format!("/applications/{id}/check")).await;
    assert!(dara.page.says("Employer: Royal University Post: Assistant From: 2005 Employer: A ministry"));

    dara.get(&format!("/applications/{id}/sections/employment")).await;
    dara.submit("Remove Post 1", &[]).await;
    assert_eq!(posts(&world, id), [("A ministry".to_owned(), "Clerk".to_owned())]);
    assert_eq!(dara.page.all("fieldset.entry > legend"), ["Post 1"]);
}

#[tokio::test]
async fn what_is_wrong_in_a_row_is_said_before_another_is_added_and_stays_as_it_was_typed() {
    let world = World::open().await;
    let (mut dara, id) = before_any_post(&world, "Sok Dara").await;
    dara.submit("Add another: Post", &[("earlier_posts-1-employer", "A ministry"), ("earlier_posts-1-from", "x")])
        .await;
    assert_eq!((dara.page.status.as_u16(), dara.page.errors().len()), (422, 1));
    assert!(dara.page.text().contains("value=\"x\""));
    assert_eq!(dara.page.all("fieldset.entry").len(), 2);
    assert_eq!(posts(&world, id), [("A ministry".to_owned(), String::new())]);
}

#[tokio::test]
async fn a_blind_reviewer_reads_the_posts_without_the_employers() {
    let world = World::open().await;
    let (mut thiri, id) = before_any_post(&world, "Thiri Win").await;
    let post = [
        ("earlier_posts-1-employer", "Yezin University"),
        ("earlier_posts-1-post", "Assistant to Thiri Win"),
        ("earlier_posts-1-from", "2005"),
    ];
    thiri.submit("Continue", &post).await;
    world.finish(&mut thiri, id).await;
    world.hand_in(&mut thiri, id).await;
    world.confirm_eligible(id);
    let mut ana = world.reviewer("Ana Cruz").await;
    let assignment = world.assign(id, &ana);
    world.declare(assignment, &ana);
    ana.get(&format!("/reviews/{assignment}")).await;
    assert!(ana.page.says("Post: Assistant to [name hidden] From: 2005"), "{}", ana.page.main());
    assert!(!ana.page.says("Yezin University"));
    let mut officer = world.officer.clone();
    officer.get(&format!("/office/applications/{id}")).await;
    assert!(officer.page.says("Employer: Yezin University"));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

/// 90 characters, as people of several given names and titles have them.
const LONG: &str = "Raden Mas Pangeran Muhammad Abdurrahman Wirasasmita Kusumowardhani bin Hj. Ahmad Fauzi S/o";

#[tokio::test]
async fn people_with_one_name_with_ninety_letters_and_with_khmer_words_hand_in_and_are_read_as_they_wrote() {
    assert_eq!(LONG.chars().count(), 90);
    let khmer = "ការស្រាវជ្រាវលើព្រៃកោងកាង និងគុណភាពទឹកនៅតាមឆ្នេរ ដើម្បីសហគមន៍នេសាទ។";
    for (account, name, native, aims) in [
        ("Suharto", "Suharto", "", "To measure how mangroves clean the water of ponds."),
        ("Raden Fauzi", LONG, "", "To measure how mangroves clean the water of ponds."),
        ("Sok Dara", "Sok Dara", "សុខ ដារា", khmer),
    ] {
        let mut world = World::open().await;
        let mut owner = world.person(account).await;
        let id = world.draft(&owner);
        owner.get(&format!("/applications/{id}/sections/name-and-contact")).await;
        owner.submit("Continue", &[("full_name", name), ("native_name", native)]).await;
        assert_eq!(owner.page.errors(), Vec::<String>::new(), "{name}");
        owner.get(&format!("/applications/{id}/sections/plan")).await;
        owner.submit("Continue", &[("aims", aims)]).await;
        assert_eq!(owner.page.errors(), Vec::<String>::new(), "{name}");
        world.finish(&mut owner, id).await;
        world.hand_in(&mut owner, id).await;
        owner.page.expect("Application submitted");
        world.officer.get(&format!("/office/applications/{id}")).await;
        let page = world.officer.page.main();
        assert!(page.contains(name) && page.contains(native) && page.contains(aims), "{page}");
        let first = name.split(' ').next().unwrap();
        world.officer.get(&format!("/office/calls/young-scientist-2027/applications?q={first}")).await;
        assert!(world.officer.page.says(name), "{}", world.officer.page.main());
        assert_eq!(world.app.check().await, Vec::<String>::new());
    }
}
