//! Joint research: two sides of one project, each of which applies by itself.

use sojourn::{
    db,
    domain::{
        id::{ApplicationId, ConflictId},
        pairing::{Named, Pairing},
        permission::{Role, Scope},
    },
};

use crate::support::world::{Person, World};

/// A call whose department is where the other side's reference number is given, and whose earlier posts name the other side.
async fn joint_call() -> World {
    World::open_with(|_, definition| {
        definition.pairing = Some(Pairing {
            reference: "department".to_owned(),
            same: vec!["plan_title".to_owned()],
            partners: "earlier_posts".to_owned(),
            named: vec![Named { own: "employer".to_owned(), part: "employer".to_owned() }],
        });
    })
    .await
}

fn reference(world: &World, id: ApplicationId) -> String {
    world.row(id).reference.unwrap()
}

/// Changes answers of a section of what was submitted, and submits it again.
async fn correct(person: &mut Person, id: ApplicationId, section: &str, typed: &[(&str, &str)]) {
    person.get(&format!("/applications/{id}/sections/{section}")).await;
    person.submit("Save and return to the list", typed).await.expect("Your application");
    person.get(&format!("/applications/{id}/check")).await;
    person.submit("Submit changes", &[]).await;
    assert_eq!(person.page.errors(), Vec::<String>::new());
}

#[tokio::test]
async fn two_sides_that_differ_are_shown_side_by_side_and_once_they_agree_they_match() {
    let world = joint_call().await;
    let (mut thiri, one) = world.applicant("Thiri Win").await;
    let (mut wei, other) = world.applicant("Wei Ling").await;
    let pairs = "/office/calls/young-scientist-2027/pairs";
    let mut officer = world.officer.clone();
    officer.get("/office/calls/young-scientist-2027").await;
    officer.follow("Pairs: both sides of each project").await.expect("Pairs");
    assert!(officer.page.says("One side only"), "{}", officer.page.main());

    thiri.get(&format!("/applications/{one}")).await;
    assert!(thiri.page.says("We have not found the application of the other side yet."), "{}", thiri.page.main());
    let number = reference(&world, one);
    let typed = [("department", number.as_str()), ("employer", "Guangxi University")];
    correct(&mut wei, other, "employment", &typed).await;
    wei.get(&format!("/applications/{other}")).await;
    assert!(wei.page.says("does not name yours yet"), "{}", wei.page.main());
    thiri.get(&format!("/applications/{one}")).await;
    assert!(thiri.page.says("Both sides have applied, and they differ in:"), "{}", thiri.page.main());
    officer.get(&format!("{pairs}?show=different")).await;
    assert!(officer.page.says("Guangxi University") && officer.page.says(&number), "{}", officer.page.main());
    assert_eq!(officer.page.faults(), Vec::<String>::new());

    correct(&mut wei, other, "plan", &[("plan_title", "Carbon in mangrove soils")]).await;
    correct(&mut thiri, one, "plan", &[("plan_title", "carbon in  Mangrove soils")]).await;
    let own = |id: ApplicationId| {
        let revision = world.app.office.db.read_now(|conn| db::answers::find_latest_revision(conn, id)).unwrap();
        revision.unwrap().body.text("employer").unwrap().to_owned()
    };
    let (first, second) = (own(one), own(other));
    for (person, id, name) in [(&mut thiri, one, &second), (&mut wei, other, &first)] {
        let row = [
            ("earlier_posts-1-employer", name.as_str()),
            ("earlier_posts-1-post", "Partner"),
            ("earlier_posts-1-from", "2015"),
            ("earlier_posts-1-until", "2019"),
        ];
        correct(person, id, "employment", &row).await;
    }
    thiri.get(&format!("/applications/{one}")).await;
    assert!(thiri.page.says("Both sides have applied, and they agree."), "{}", thiri.page.main());
    officer.get(&format!("{pairs}?show=matched")).await;
    assert!(officer.page.says("Agree") && officer.page.says(&number), "{}", officer.page.main());
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_call_without_pairs_has_no_page_of_them_and_only_its_officers_see_the_others() {
    let plain = World::open().await;
    assert_eq!(plain.officer.clone().get("/office/calls/young-scientist-2027/pairs").await.status, 404);
    let world = joint_call().await;
    let (mut thiri, one) = world.applicant("Thiri Win").await;
    let pairs = "/office/calls/young-scientist-2027/pairs";
    assert_eq!(thiri.get(pairs).await.status, 404);
    let mut reviewer = world.reviewer("Ana Cruz").await;
    assert_eq!(reviewer.get(pairs).await.status, 404);
    // Whoever has a conflict with a side does not see it here either.
    let mut second = world.person("Officer Second").await;
    world.grant(&second, Role::Officer, Scope::Call(world.call));
    let number = reference(&world, one);
    assert!(second.get(pairs).await.says(&number));
    let user = second.id;
    world.app.act(move |tx| {
        let conflict = db::conflicts::NewConflict {
            id: ConflictId::new(tx.now, &mut tx.chance),
            application_id: one,
            user_id: user,
            reason: "Family",
            created_by: None,
            created_at: tx.now,
        };
        Ok(db::conflicts::insert(tx.conn, &conflict)?)
    });
    assert!(!second.get(pairs).await.says(&number));
}
