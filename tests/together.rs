//! Writing together: whom an applicant invites, what they may do, and what they never may.

use sojourn::{
    actions::{
        Error,
        applications::start,
        conflicts,
        correction::Correction,
        screening,
        together::{self, Answer},
    },
    db::{self, answers::SectionSave},
    domain::{
        form::Answers,
        id::{ApplicationId, CoWriterId},
        permission::{Role, Scope},
        person::EmailAddress,
        presets::INNOVATION_TOUR,
        time::Span,
        together::{CoRight, CoState},
        workflow::Outcome,
    },
};

use crate::support::world::{PASSWORD, Person, World};

/// Invites somebody to an application, who accepts.
fn joined(world: &World, owner: &Person, id: ApplicationId, other: &Person, may: CoRight) -> CoWriterId {
    let email = other.email.parse().unwrap();
    let row = world.act_as(owner, move |tx, by| together::invite(tx, by, id, &email, may));
    world.act_as(other, move |tx, by| together::answer(tx, by, row, Answer::Accept));
    row
}

fn state(world: &World, id: ApplicationId) -> Vec<CoState> {
    let rows = world.app.office.db.read_now(|conn| db::co_writers::list(conn, id)).unwrap();
    rows.into_iter().map(|row| row.state).collect()
}

fn post(world: &World, id: ApplicationId) -> String {
    let sections = world.app.office.db.read_now(|conn| db::answers::list(conn, id)).unwrap();
    let kept = sections.iter().find(|section| section.section == "employment");
    kept.and_then(|section| section.body.text("post").map(str::to_owned)).unwrap_or_default()
}

#[tokio::test]
async fn an_applicant_invites_a_colleague_by_mail_who_accepts_writes_and_is_taken_off_again() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let mut aung = world.person("Aung Ko").await;
    let id = world.draft(&thiri);
    thiri.get(&format!("/applications/{id}/tasks")).await;
    thiri.follow("Invite somebody to read or write along").await.expect("People who write with you");
    thiri.submit("Send the invitation", &[("email", "")]).await;
    assert_eq!(thiri.page.errors(), ["Enter the mail address", "Select what this person may do"]);
    let email = aung.email.clone();
    thiri.submit("Send the invitation", &[("email", &email), ("may", "edit")]).await;
    assert_eq!(thiri.page.flash(), "The invitation is on its way");

    let mail = world.newest_mail_to(&aung).await;
    assert_eq!(mail.subject, "Thiri Win invites you to write along");
    let link = mail.text.split_whitespace().find(|word| word.contains("/writing/")).unwrap();
    let path = &link[link.find("/writing/").unwrap()..];
    aung.get(path).await.expect("Writing together");
    assert_eq!(state(&world, id), [CoState::Invited]);
    aung.submit("Write along", &[]).await.expect("Your application");
    assert!(aung.page.says("You write with Thiri Win, who alone can submit."), "{}", aung.page.main());
    assert_eq!(world.newest_mail_to(&thiri).await.subject.split(':').next(), Some("Writing together"));

    aung.get(&format!("/applications/{id}/sections/employment")).await;
    aung.submit("Save and return to the list", &[("post", "Head of department")]).await;
    assert_eq!(post(&world, id), "Head of department");
    aung.get("/applications").await;
    assert!(aung.page.says("Application of Thiri Win"), "{}", aung.page.main());

    thiri.get(&format!("/applications/{id}/writers")).await;
    let button = format!("Take off {email}");
    thiri.submit(&button, &[]).await;
    assert_eq!(state(&world, id), [CoState::Removed]);
    assert_eq!(world.newest_mail_to(&aung).await.subject, "You no longer write with Thiri Win");
    for address in [format!("/applications/{id}"), format!("/applications/{id}/sections/employment")] {
        assert_eq!(aung.get(&address).await.status, 404, "{address}");
    }
    aung.get(path).await;
    assert!(aung.page.says("This invitation is over."), "{}", aung.page.main());
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_writes_along_never_does_what_is_the_applicants_alone() {
    let world = World::open().await;
    let (thiri, mut aung, mut mya) =
        (world.person("Thiri Win").await, world.person("Aung Ko").await, world.person("Mya").await);
    let id = world.draft(&thiri);
    joined(&world, &thiri, id, &aung, CoRight::Edit);
    joined(&world, &thiri, id, &mya, CoRight::View);
    let before = world.app.rows().len();
    for person in [&mut aung, &mut mya] {
        person.get("/account").await;
        let token = person.page.token();
        for part in ["referees", "withdraw", "delete", "writers", "reuse", "posts", "offer", "messages"] {
            assert_eq!(person.get(&format!("/applications/{id}/{part}")).await.status, 404, "{part}");
        }
        for part in ["submit", "withdraw", "delete", "writers", "referees", "reuse", "messages"] {
            let body = format!("csrf={token}&version=1&go=invite&email=x@people.example&may=edit&text=x&reason=x");
            assert_eq!(person.post(&format!("/applications/{id}/{part}"), body).await.status, 404, "{part}");
        }
        // What is declared or agreed to is the applicant's.
        let last = world.definition().form.sections.last().unwrap().clone();
        let typed: Vec<String> = last.questions.iter().map(|question| format!("{}=yes", question.key)).collect();
        let body = format!("csrf={token}&version=0&{}", typed.join("&"));
        let page = person.post(&format!("/applications/{id}/sections/{}", last.key), body).await;
        assert!(page.status == 404 || page.status == 422, "{}", page.status);
    }
    assert_eq!(world.app.rows().len(), before);
    assert_eq!(mya.get(&format!("/applications/{id}/check")).await.status, 200);
    assert!(!mya.page.says("Submit application"));
    let body = format!("csrf={}&version=1&post=Rector", mya.page.token());
    let address = format!("/applications/{id}/sections/employment");
    assert_eq!(mya.post(&address, body).await.status, 404);
    assert_ne!(post(&world, id), "Rector");
}

#[tokio::test]
async fn two_who_write_at_once_do_not_overwrite_each_other_unseen() {
    let world = World::open().await;
    let (mut thiri, mut aung) = (world.person("Thiri Win").await, world.person("Aung Ko").await);
    let id = world.draft(&thiri);
    joined(&world, &thiri, id, &aung, CoRight::Edit);
    let address = format!("/applications/{id}/sections/employment");
    thiri.get(&address).await;
    aung.get(&address).await;
    aung.submit("Save and return to the list", &[("post", "Head of department")]).await;
    thiri.submit("Save and return to the list", &[("post", "Lecturer")]).await;
    assert_eq!((thiri.page.status.as_u16(), post(&world, id).as_str()), (409, "Head of department"));
    // Both texts are there, and who wrote the other.
    assert!(thiri.page.says("Aung Ko saved this section while you were writing"), "{}", thiri.page.main());
    assert!(thiri.page.says("Head of department") && thiri.page.text().contains("\"Lecturer\""));
    thiri.submit("Save and return to the list", &[]).await;
    assert_eq!(post(&world, id), "Lecturer");
    aung.get(&address).await;
    assert!(aung.page.says("Last saved by Thiri Win"), "{}", aung.page.main());
    let rows = world.app.rows();
    assert_eq!(rows.iter().filter(|row| row.starts_with("audit") && row.contains("write_along")).count(), 1);
}

#[tokio::test]
async fn an_officer_who_writes_along_no_longer_sees_the_application_in_the_office() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let id = world.submitted(&thiri);
    let mut officer = world.person("Officer Second").await;
    world.grant(&officer, Role::Officer, Scope::Call(world.call));
    let address = format!("/office/applications/{id}");
    assert_eq!(officer.get(&address).await.status, 200);
    let row = joined(&world, &thiri, id, &officer, CoRight::View);
    assert_eq!(officer.get(&address).await.status, 404);
    world.act_as(&officer, move |tx, by| together::answer(tx, by, row, Answer::Leave));
    assert_eq!(officer.get(&address).await.status, 404);
    assert_eq!(state(&world, id), [CoState::Left]);
}

#[tokio::test]
async fn a_conflict_that_the_office_recorded_before_is_not_lifted_for_somebody_who_writes_along() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let id = world.submitted(&thiri);
    let mut second = world.person("Officer Second").await;
    world.grant(&second, Role::Officer, Scope::Call(world.call));
    let who = second.id;
    world.act_as(&world.officer, move |tx, by| conflicts::add(tx, by, id, who, "Shares an office"));
    joined(&world, &thiri, id, &second, CoRight::View);
    let officer = world.actor(&world.officer);
    let lifted = world.app.try_to(move |tx| conflicts::remove(tx, &officer, id, who, "By mistake"));
    assert!(matches!(lifted, Err(Error::NotFound)), "{lifted:?}");
    assert_eq!(second.get(&format!("/office/applications/{id}")).await.status, 404);
}

#[tokio::test]
async fn nobody_writes_along_in_one_application_by_two_addresses() {
    let world = World::open().await;
    let (thiri, aung) = (world.person("Thiri Win").await, world.person("Aung Ko").await);
    let id = world.draft(&thiri);
    joined(&world, &thiri, id, &aung, CoRight::View);
    let (actor, new) = (world.actor(&aung), "aung.ko@elsewhere.example".parse::<EmailAddress>().unwrap());
    let (user, moved) = (aung.id, new.clone());
    world.app.act(move |tx| Ok(db::users::change_email(tx.conn, user, &moved, tx.now)?));
    let again = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &new, CoRight::Edit));
    let refused = world.app.try_to(move |tx| together::answer(tx, &actor, again, Answer::Accept));
    assert!(format!("{refused:?}").contains("together-twice"), "{refused:?}");
    assert_eq!(state(&world, id), [CoState::Accepted, CoState::Invited]);
}

#[tokio::test]
async fn an_invitation_that_comes_too_late_is_no_longer_in_the_list() {
    let world = World::open().await;
    let (thiri, mut aung) = (world.person("Thiri Win").await, world.person("Aung Ko").await);
    let id = world.submitted(&thiri);
    let email = aung.email.parse().unwrap();
    world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::View));
    assert!(aung.get("/applications").await.says("Application of Thiri Win"));
    world.close_call().await;
    let reader = world.reviewer("Reader Tan").await;
    world.reviewed(id, &reader, 5);
    assert!(!aung.get("/applications").await.says("Application of Thiri Win"));
}

#[tokio::test]
async fn what_the_applicant_took_away_is_not_for_who_writes_along() {
    let world = World::open().await;
    let (mut thiri, mut aung) = (world.person("Thiri Win").await, world.person("Aung Ko").await);
    let id = world.submitted(&thiri);
    joined(&world, &thiri, id, &aung, CoRight::View);
    let old = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap().remove(0);
    let address = format!("/documents/{}", old.id);
    assert_eq!(aung.get(&address).await.status, 200);
    world.app.act(move |tx| Ok(db::documents::set_removed(tx.conn, old.id, tx.now)?));
    assert_eq!(aung.get(&address).await.status, 404);
    assert_eq!(thiri.get(&address).await.status, 200);
}

#[tokio::test]
async fn an_invitation_is_for_its_own_address_and_nobody_invites_oneself_a_referee_or_anybody_twice() {
    let world = World::open().await;
    let (mut thiri, aung, other) =
        (world.person("Thiri Win").await, world.person("Aung Ko").await, world.person("Suharto").await);
    let id = world.draft(&thiri);
    let email = aung.email.parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::Edit));
    let stranger = world.actor(&other);
    let refused = world.app.try_to(move |tx| together::answer(tx, &stranger, row, Answer::Accept));
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert_eq!(other.clone().get(&format!("/writing/{row}")).await.status, 404);
    thiri.get(&format!("/applications/{id}/writers")).await;
    for (email, said) in [
        (aung.email.clone(), "This person is invited already"),
        (thiri.email.to_uppercase(), "This is your own address. Enter the address of the person you want to invite."),
    ] {
        thiri.submit("Send the invitation", &[("email", &email), ("may", "view")]).await;
        assert_eq!(thiri.page.errors(), [said]);
    }
}

#[tokio::test]
async fn who_has_no_account_yet_signs_up_with_the_invited_address_and_finds_the_invitation() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    let email = "new.colleague@people.example".parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::View));
    let mut visitor = world.app.browser();
    visitor.get(&format!("/writing/{row}")).await.expect("Sign in");
    let mut colleague = world.person("New Colleague").await;
    assert_eq!(colleague.email, "new.colleague@people.example");
    colleague.get("/applications").await;
    assert!(colleague.page.says("Invited"), "{}", colleague.page.main());
    colleague.get(&format!("/writing/{row}")).await;
    colleague.submit("Decline", &[]).await.expect("My applications");
    assert_eq!(state(&world, id), [CoState::Declined]);
}

#[tokio::test]
async fn whoever_writes_along_is_told_when_the_draft_is_deleted() {
    let world = World::open().await;
    let (mut thiri, aung) = (world.person("Thiri Win").await, world.person("Aung Ko").await);
    let id = world.draft(&thiri);
    joined(&world, &thiri, id, &aung, CoRight::Edit);
    thiri.get(&format!("/applications/{id}/delete")).await;
    thiri.submit("Delete draft", &[]).await.expect("My applications");
    assert_eq!(world.newest_mail_to(&aung).await.subject, "You no longer write with Thiri Win");
    assert!(world.app.office.db.read_now(|conn| db::applications::find(conn, id)).unwrap().is_none());
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_writes_along_is_told_that_it_was_sent_and_never_what_became_of_it() {
    let world = World::open().await;
    let (mut thiri, mut aung) = (world.person("Thiri Win").await, world.person("Aung Ko").await);
    let id = world.submitted(&thiri);
    joined(&world, &thiri, id, &aung, CoRight::Edit);
    world.close_call().await;
    let reader = world.reviewer("Reader Tan").await;
    world.reviewed(id, &reader, 5);
    world.decide(id, Outcome::Offer, None);
    world.release();
    thiri.get(&format!("/applications/{id}")).await;
    assert_eq!(thiri.page.first("main .tag"), "Offer");
    aung.get("/applications").await;
    assert_eq!(aung.page.first("main .tag"), "Received");
    for page in ["", "/check", "/sections/employment"] {
        aung.get(&format!("/applications/{id}{page}")).await;
        assert!(aung.page.status == 200 && !aung.page.says("Offer"), "{page}: {}", aung.page.main());
    }
    // The owner still says who reads it, and the other may still leave.
    thiri.follow("People who write with you").await;
    thiri.submit(&format!("Let read only {}", aung.email), &[]).await;
    assert_eq!(thiri.page.flash(), "Changed");
    aung.get("/applications").await;
    aung.follow("Your part in it, and how to leave").await;
    let mut other = thiri.clone();
    other.get(&format!("/applications/{id}/writers")).await;
    other.submit(&format!("Take off {}", aung.email), &[]).await;
    assert_eq!(state(&world, id), [CoState::Removed]);
    assert_eq!(aung.get(&format!("/applications/{id}/check")).await.status, 404);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_writes_along_in_what_they_worked_on_and_no_referee_writes_along() {
    let world = World::open().await;
    let (mut thiri, officer) = (world.person("Thiri Win").await, world.person("Officer Second").await);
    let (aung, id) = (world.person("Aung Ko").await, world.submitted(&thiri));
    world.grant(&officer, Role::Officer, Scope::Call(world.call));
    let email = officer.email.parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::Edit));
    let (version, due_at) = (world.row(id).version, world.app.now() + Span::days(5));
    world.act_as(&officer, move |tx, by| {
        let sections = ["employment".to_owned()];
        screening::send_back(tx, by, id, version, Correction { sections: &sections, note: "Say more.", due_at })
    });
    let actor = world.actor(&officer);
    let refused = world.app.try_to(move |tx| together::answer(tx, &actor, row, Answer::Accept));
    assert!(format!("{refused:?}").contains("together-works-on-it"), "{refused:?}");
    joined(&world, &thiri, id, &aung, CoRight::Edit);
    thiri.get(&format!("/applications/{id}/referees")).await;
    let typed = [("name", "Aung Ko"), ("email", &*aung.email), ("position", "Lecturer"), ("waived", "yes")];
    thiri.submit("Add this referee", &typed).await;
    let said = "This person writes along in your application, or is invited to. Name somebody else as referee.";
    assert_eq!(thiri.page.errors(), [said]);
}

#[tokio::test]
async fn the_lead_of_a_team_invites_its_members_from_the_addresses_in_the_answers() {
    let world = World::open_with(|_, definition| *definition = INNOVATION_TOUR.definition().unwrap()).await;
    let (mut thiri, call) = (world.person("Thiri Win").await, world.call);
    let form = world.definition().form.clone();
    let section = form.sections.iter().find(|s| s.questions.iter().any(|q| q.key == "members")).unwrap().key.clone();
    let id = world.act_as(&thiri, move |tx, by| {
        let id = start::start(tx, by, call, &Answers::default())?;
        let body =
            r#"{"applies_as":{"choice":"delegation"},"members":{"rows":[{"email":{"text":"mya+tour@uni.example"}},{"email":{"text":"soe@uni.example"}}]}}"#;
        let (version, now, by) = (0, tx.now, by.user());
        let save = SectionSave { application_id: id, section: &section, version, body, complete: false, now, by };
        assert!(db::answers::save(tx.conn, &save)?);
        Ok(id)
    });
    thiri.get(&format!("/applications/{id}/writers")).await;
    assert!(thiri.page.says("mya+tour@uni.example") && thiri.page.says("soe@uni.example"), "{}", thiri.page.main());
    thiri.follow("Invite mya+tour@uni.example").await;
    thiri.submit("Send the invitation", &[("may", "edit")]).await;
    assert_eq!(thiri.page.flash(), "The invitation is on its way");
    assert!(world.app.newest_mail_to("mya+tour@uni.example").await.subject.starts_with("Thiri Win invites you"));
    thiri.get(&format!("/applications/{id}/writers")).await;
    assert!(thiri.page.link("Invite mya+tour@uni.example").is_none());
    assert!(thiri.page.link("Invite soe@uni.example").is_some());
}

#[tokio::test]
async fn somebody_invited_without_an_account_signs_up_from_the_link_and_comes_back_to_the_invitation() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    let address = "new.colleague@people.example";
    let email: EmailAddress = address.parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::Edit));
    let link = world.app.newest_mail_to(address).await.link("/writing/");
    let mut visitor = world.app.browser();
    visitor.get(&link).await.expect("Sign in");
    visitor.follow("Create an account").await.expect("Create an account");
    let typed = [("Full name", "New Colleague"), ("Email address", address), ("New password", PASSWORD)];
    visitor.submit("Create account", &typed).await.expect("Check your email");
    // The mail may be opened in another browser: what it leads to is known by the address.
    let confirm = world.app.newest_mail_to(address).await.link("/confirm/");
    let mut elsewhere = world.app.browser();
    elsewhere.get(&confirm).await.expect("Confirm your email address");
    elsewhere.submit("Confirm", &[("Password", PASSWORD)]).await;
    assert!(elsewhere.page.address.ends_with(&format!("/writing/{row}")), "{}", elsewhere.page.address);
    elsewhere.submit("Write along", &[]).await;
    assert_eq!(state(&world, id), [CoState::Accepted]);
    // Who has an account signs in from the link, and is there.
    let colleague = world.person("Old Colleague").await;
    let email = colleague.email.parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::View));
    let mut browser = world.app.browser();
    browser.get(&world.app.newest_mail_to(&colleague.email).await.link("/writing/")).await.expect("Sign in");
    browser.submit("Sign in", &[("email", &colleague.email), ("password", PASSWORD)]).await;
    assert!(browser.page.address.ends_with(&format!("/writing/{row}")), "{}", browser.page.address);
    browser.submit("Write along", &[]).await;
    assert_eq!(state(&world, id).iter().filter(|state| **state == CoState::Accepted).count(), 2);
}
