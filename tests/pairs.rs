//! Joint research: two sides of one project, each of which applies by itself.

use sojourn::{
    actions::{
        Error, assignments, conflicts,
        selection::decisions,
        together::{self, Answer},
    },
    db,
    domain::{
        id::ApplicationId,
        pairing::{Named, Pairing},
        permission::{Role, Scope},
        together::CoRight,
        workflow::Outcome,
    },
};

use crate::support::world::{Person, World};

/// A call whose department is where the other side's reference number is given, and whose earlier posts name the other side.
async fn joint_call() -> World {
    joint_call_that(false).await
}

/// The same; `required` is whether reviews wait for the pair.
async fn joint_call_that(required: bool) -> World {
    World::open_with(move |_, definition| {
        definition.pairing = Some(Pairing {
            reference: "department".to_owned(),
            same: vec!["plan_title".to_owned()],
            partners: "earlier_posts".to_owned(),
            named: vec![Named { own: "employer".to_owned(), part: "employer".to_owned() }],
            members: None,
            required,
            funders: Some(definition.form.meaning.country.clone()),
        });
    })
    .await
}

fn reference(world: &World, id: ApplicationId) -> String {
    world.row(id).reference.unwrap()
}

/// Subjects of what was told of pairs, the oldest first.
async fn pair_mails(world: &World, person: &Person) -> Vec<String> {
    let mut subjects = world.subjects_to(person).await;
    subjects.retain(|subject| subject.contains("side"));
    subjects
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
    let (to_thiri, to_wei) = (pair_mails(&world, &thiri).await, pair_mails(&world, &wei).await);
    assert_eq!(to_thiri, [format!("The two sides differ: {number}")]);
    assert_eq!(to_wei, [format!("The other side is to confirm: {}", reference(&world, other))]);
    let told = world.newest_mail_to(&thiri).await.text;
    assert!(
        told.contains(&reference(&world, other)) && !told.contains("Guangxi") && !told.contains("Wei Ling"),
        "{told}"
    );
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
    assert_eq!(pair_mails(&world, &thiri).await.last(), Some(&format!("Both sides agree: {number}")));
    assert_eq!(pair_mails(&world, &thiri).await.len(), 2, "once each, however often either side was handed in");
    assert_eq!(pair_mails(&world, &wei).await.len(), 1);
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
    // Whoever has a conflict with a side sees neither it nor the other.
    let mut second = world.person("Officer Second").await;
    world.grant(&second, Role::Officer, Scope::Call(world.call));
    let (mut wei, other) = world.applicant("Wei Ling").await;
    correct(&mut wei, other, "employment", &[("department", &reference(&world, one))]).await;
    let numbers = [reference(&world, one), reference(&world, other)];
    second.get(pairs).await;
    assert!(numbers.iter().all(|number| second.page.says(number)), "{}", second.page.main());
    let user = second.id;
    world.act_as(&world.officer, move |tx, by| conflicts::add(tx, by, one, user, "Family"));
    second.get(pairs).await;
    assert!(!numbers.iter().any(|number| second.page.says(number)), "{}", second.page.main());
    for side in [one, other] {
        for page in [format!("/office/applications/{side}/pair"), format!("/office/applications/{side}")] {
            // Only one names the other yet: that one is the officer's still, but not as a side of this project.
            let hidden = side == one || page.ends_with("pair");
            assert_eq!(second.get(&page).await.status == 404, hidden, "{page}");
        }
    }
}

/// Two applications that name each other and differ in who employs whom.
async fn differing(world: &World) -> ((Person, ApplicationId), (Person, ApplicationId)) {
    let (mut thiri, one) = world.applicant("Thiri Win").await;
    let (mut wei, other) = world.applicant("Wei Ling").await;
    correct(&mut wei, other, "employment", &[("department", &reference(world, one))]).await;
    correct(&mut thiri, one, "employment", &[("department", &reference(world, other))]).await;
    ((thiri, one), (wei, other))
}

#[tokio::test]
async fn a_conflict_with_one_side_is_one_with_the_other_once_they_name_each_other() {
    let world = joint_call().await;
    let mut second = world.person("Officer Second").await;
    world.grant(&second, Role::Officer, Scope::Call(world.call));
    let ana = world.reviewer("Ana Cruz").await;
    let (mut somchai, first) = world.applicant("Somchai Dee").await;
    let ((_, one), (mut wei, other)) = differing(&world).await;
    let (user, ana_id) = (second.id, ana.id);
    world.act_as(&world.officer, move |tx, by| conflicts::add(tx, by, other, user, "Family"));
    for side in [one, other] {
        assert_eq!(second.get(&format!("/office/applications/{side}")).await.status, 404);
    }
    assert_eq!(second.get(&format!("/office/applications/{first}")).await.status, 200);
    world.act_as(&world.officer, move |tx, by| conflicts::remove(tx, by, one, user, "Another family."));
    for side in [one, other] {
        assert_eq!(second.get(&format!("/office/applications/{side}")).await.status, 200);
    }
    // What was recorded of a side before it had another follows when they are found.
    world.act_as(&world.officer, move |tx, by| conflicts::add(tx, by, first, ana_id, "Her teacher"));
    correct(&mut wei, other, "employment", &[("department", &reference(&world, first))]).await;
    let knows = |id| world.app.office.db.read_now(move |conn| db::conflicts::exists(conn, id, ana_id)).unwrap();
    assert!(knows(first) && !knows(other));
    correct(&mut somchai, first, "employment", &[("department", &reference(&world, other))]).await;
    assert!(knows(first) && knows(other) && !knows(one));
}

#[tokio::test]
async fn whoever_writes_along_on_one_side_sees_the_other_no_more_in_the_office_either() {
    let world = joint_call().await;
    let mut second = world.person("Officer Second").await;
    world.grant(&second, Role::Officer, Scope::Call(world.call));
    let ((thiri, one), (_, other)) = differing(&world).await;
    let email = second.email.parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, one, &email, CoRight::View));
    assert_eq!(second.get(&format!("/office/applications/{other}")).await.status, 200);
    world.act_as(&second, move |tx, by| together::answer(tx, by, row, Answer::Accept));
    for side in [one, other] {
        assert_eq!(second.get(&format!("/office/applications/{side}")).await.status, 404, "{side}");
    }
    let (officer, user) = (world.actor(&world.officer), second.id);
    let lifted = world.app.try_to(move |tx| conflicts::remove(tx, &officer, other, user, "By mistake"));
    assert!(matches!(lifted, Err(Error::NotFound)), "{lifted:?}");
}

#[tokio::test]
async fn a_review_waits_for_a_pair_that_agrees_or_for_what_an_officer_rules_and_the_ruling_can_be_lifted() {
    let world = joint_call_that(true).await;
    let ana = world.reviewer("Ana Cruz").await;
    let ((mut thiri, one), (_, other)) = differing(&world).await;
    let (_, alone) = world.applicant("Somchai Dee").await;
    for id in [one, other, alone] {
        world.confirm_eligible(id);
    }
    let mut officer = world.officer.clone();
    let assign = |id: ApplicationId| format!("/office/applications/{id}/assign");
    officer.get(&format!("/office/applications/{one}")).await;
    let name = [("reviewer", ana.name.as_str())];
    officer.submit("Give to a reviewer", &name).await;
    assert_eq!((officer.page.status.as_u16(), officer.page.address.as_str()), (422, assign(one).as_str()));
    assert!(officer.page.says("and its other side differ"), "{}", officer.page.main());

    officer.get(&format!("/office/applications/{one}")).await;
    officer.follow("The pair, and what is ruled").await;
    assert!(officer.page.says("Both sides applied, and they do not say the same."), "{}", officer.page.main());
    officer.submit("Record", &[]).await;
    assert_eq!(officer.page.errors(), ["Select what holds"]);
    officer.submit("Record", &[("What holds", "Take the two as good, though they differ")]).await;
    assert_eq!(officer.page.errors().len(), 1, "{:?}", officer.page.errors());
    let seen = officer
        .form("Record", &[("What holds", "Take the two as good, though they differ"), ("reason", "One letter.")]);
    officer.send(&seen).await;
    assert!(officer.page.says("Taken as good, with"), "{}", officer.page.main());
    assert_eq!(officer.send(&seen).await.status, 422);
    assert_eq!(officer.page.faults(), Vec::<String>::new());
    thiri.get(&format!("/applications/{one}")).await;
    assert!(thiri.page.says("the office takes the project as it stands"), "{}", thiri.page.main());
    world.assign(one, &ana);

    // A changed side is looked at again.
    let user = ana.id;
    officer.get(&format!("/office/applications/{other}/pair")).await;
    let stale = officer
        .form("Record", &[("What holds", "Set them apart: they are not two sides of one project"), ("reason", "No.")]);
    officer.submit("Lift it", &[("reason", "They are to mend it.")]).await;
    assert!(officer.page.says("They are to mend it."), "{}", officer.page.main());
    let refused = world.app.try_to({
        let by = world.actor(&world.officer);
        move |tx| assignments::assign(tx, &by, &[other], user)
    });
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    officer.send(&stale).await;
    assert!(officer.page.says("Set apart from"), "{}", officer.page.main());

    // Many at once: those that wait are left out.
    officer.get(&format!("/office/applications/{alone}/pair")).await;
    let ruled = [("What holds", "Let this side go on alone"), ("reason", "Its partner pays for itself.")];
    officer.submit("Record", &ruled).await;
    assert!(officer.page.says("lets this application go on without"), "{}", officer.page.main());
    officer.get(&format!("/office/calls/young-scientist-2027/reviewers/{user}")).await;
    let (other, alone) = (other.to_string(), alone.to_string());
    officer
        .submit("Give the ticked applications", &[("application", other.as_str()), ("application", alone.as_str())])
        .await;
    assert!(
        officer.page.says("Left out, because the other side of their project is missing or differs: 1."),
        "{}",
        officer.page.main()
    );
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn each_funder_sees_its_own_list_and_all_of_them_one_joint_list() {
    let world = joint_call_that(false).await;
    let ana = world.reviewer("Ana Cruz").await;
    let ((_, one), (_, other)) = differing(&world).await;
    let (_, third) = world.applicant("Somchai Dee").await;
    for (id, score) in [(one, 3), (other, 5), (third, 4)] {
        world.reviewed(id, &ana, score);
    }
    let mut officer = world.officer.clone();
    officer.get(&format!("/office/applications/{one}/pair")).await;
    let good = [("What holds", "Take the two as good, though they differ"), ("reason", "One letter.")];
    officer.submit("Record", &good).await;
    officer.get("/office/calls/young-scientist-2027/ranking?funder=nobody").await;
    assert!(!officer.page.says(&reference(&world, one)), "{}", officer.page.main());
    officer.get("/office/calls/young-scientist-2027/ranking").await;
    officer.follow("Joint list of projects").await.expect("Joint list");
    let said = officer.page.main();
    assert!(said.contains("4.00") && said.contains("place 3 of 3") && said.contains("place 1 of 3"), "{said}");
    assert!(!officer.page.says(&reference(&world, third)), "{said}");
    assert_eq!(officer.page.faults(), Vec::<String>::new());

    // Two decisions that are not the same are told before anybody is.
    let version = world.row(one).version;
    world.act_as(&world.officer, move |tx, by| {
        let decided = decisions::Decided { outcome: Outcome::Reject, waiting_rank: None, reason: "Weak." };
        decisions::record(tx, by, one, version, decided)
    });
    officer.get("/office/calls/young-scientist-2027/release").await;
    assert!(officer.page.says("Projects whose two sides do not have the same outcome"), "{}", officer.page.main());
    let version = world.row(other).version;
    world.act_as(&world.officer, move |tx, by| {
        let decided = decisions::Decided { outcome: Outcome::Reject, waiting_rank: None, reason: "Weak." };
        decisions::record(tx, by, other, version, decided)
    });
    officer.get("/office/calls/young-scientist-2027/release").await;
    assert!(!officer.page.says("do not have the same outcome"), "{}", officer.page.main());
}
