//! Host institutions: contacts, posts, choices, consents that are verified, questions.

use sojourn::{
    actions::{self, applications::withdrawal, hosting::consents},
    db,
    domain::{
        form::Audience,
        hosting::{ConsentNeed, consent::ConsentState, posts::PostState},
        id::{ApplicationId, ChoiceId, PostId},
        permission::{Role, Scope},
        workflow::Status,
    },
};

use crate::support::{
    hosting::{said, with_hosts},
    world::{CALL, Person, World},
};

/// An office whose call places up to three choices.
async fn office(consent: ConsentNeed) -> World {
    World::open_with(|_, definition| with_hosts(definition, 3, consent)).await
}

/// A host with one post of one place, chosen by an applicant who handed in.
async fn chosen(world: &World) -> (Person, PostId, Person, ApplicationId, ChoiceId) {
    let (host, contact) = world.host("Guangxi University", "Wei Ling").await;
    let post = world.shown_post(host, &contact, said("Mangrove carbon", 1));
    let (owner, id) = world.applicant("Thiri Win").await;
    let choice = world.choose(&owner, id, post);
    (contact, post, owner, id, choice)
}

/// The one sentence by which an action is refused.
#[track_caller]
fn refused<T: std::fmt::Debug>(done: Result<T, actions::Error>) -> String {
    match done {
        Err(actions::Error::Refused(problems)) => problems[0].sentence.id.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_admin_adds_a_host_and_invites_its_contact_who_comes_by_the_mail() {
    let mut world = office(ConsentNeed::Never).await;
    world.admin.get("/admin/hosts").await.expect("Hosts");
    let typed = [("Name in English", "Hainan Marine Institute"), ("Name in Chinese", "海南海洋研究所")];
    world.admin.submit("Add host", &typed).await;
    assert_eq!(world.admin.page.errors(), ["Select what it is", "Select a province", "Enter the city"]);
    assert!(world.admin.page.text().contains("海南海洋研究所"), "nothing typed is lost");
    let typed = [("kind", "institute"), ("province", "HI"), ("city", "Haikou")];
    world.admin.submit("Add host", &typed).await.expect("Hainan Marine Institute");
    let typed = [("contact_name", "Chen Yu"), ("contact_email", "chen.yu@host.example")];
    world.admin.submit("Invite contact", &typed).await;
    assert!(world.admin.page.says("chen.yu@host.example"), "{}", world.admin.page.main());
    let mail = world.app.newest_mail_to("chen.yu@host.example").await;
    assert_eq!(mail.subject, "Invitation: Hainan Marine Institute");
    let mut contact = world.app.browser();
    contact.get(&mail.link("/invitations/")).await;
    contact.submit("Set password", &[("password", "nine pearls in a shell")]).await;
    contact.get("/hosting").await.expect("Hosting");
    assert!(contact.page.says("Hainan Marine Institute"));
    // The same name twice, and a website that is none.
    world.admin.get("/admin/hosts").await;
    let typed = [
        ("name", "hainan marine INSTITUTE"),
        ("native_name", "海南"),
        ("kind", "institute"),
        ("province", "HI"),
        ("city", "Haikou"),
    ];
    world.admin.submit("Add host", &typed).await;
    assert_eq!(world.admin.page.errors(), ["There is a host of this name already"]);
    world.admin.submit("Add host", &[("website", "javascript:alert(1)")]).await;
    assert_eq!(world.admin.page.errors(), ["Enter an address that begins with https:// and has no spaces"]);
}

#[tokio::test]
async fn a_contact_writes_a_post_an_officer_sends_it_back_and_shows_it_and_everybody_finds_it() {
    let mut world = office(ConsentNeed::Never).await;
    let (_, mut contact) = world.host("Guangxi University", "Wei Ling").await;
    contact.get("/hosting").await;
    contact.follow("New post Guangxi University").await.expect("New post");
    contact.submit("Continue", &[("title", "Mangrove carbon")]).await.expect("Mangrove carbon");
    contact.submit("Offer it to be checked", &[("tasks", "Field work at low tide.")]).await;
    assert_eq!(contact.page.errors().len(), 8, "{:?}", contact.page.errors());
    assert!(contact.page.text().contains("Field work at low tide."), "nothing typed is lost");
    let typed = [
        ("field", "1.6"),
        ("priority", "green"),
        ("requirements", "A degree in biology."),
        ("languages", "english"),
        ("starts", "2027-04-01"),
        ("ends", "2027-03-01"),
        ("places", "2"),
        ("no_secrets", "yes"),
        ("no_degree", "yes"),
    ];
    contact.submit("Offer it to be checked", &typed).await;
    assert_eq!(contact.page.errors(), ["The last day must be after the first"]);
    contact.submit("Offer it to be checked", &[("ends", "2028-03-31")]).await;
    assert_eq!(contact.page.flash(), "The post is with the office to be checked.");
    let address = contact.page.address.clone();
    let public = address.replace("/hosting", "");

    let mut visitor = world.app.browser();
    assert_eq!(visitor.get(&public).await.status, 404);
    let mail = world.newest_mail_to(&world.officer).await;
    assert!(mail.subject.starts_with("A post to check"), "{}", mail.subject);
    world.officer.get(&mail.link("/office/posts/")).await.expect("Mangrove carbon");
    world.officer.submit("Send it back", &[]).await;
    assert_eq!(world.officer.page.errors(), ["Enter a reason"]);
    world.officer.submit("Send it back", &[("reason", "Say which bay.")]).await;
    assert_eq!(world.officer.page.flash(), "The post is back with the host.");
    let mail = world.newest_mail_to(&contact).await;
    assert!(mail.text.contains("Say which bay."), "{}", mail.text);

    contact.get(&address).await;
    assert!(contact.page.says("Say which bay."));
    contact.submit("Offer it to be checked", &[("tasks", "Field work at low tide in Beibu Bay.")]).await;
    world.officer.get(&format!("/office/calls/{CALL}/posts")).await;
    world.officer.follow("Mangrove carbon").await;
    world.officer.submit("Show it", &[]).await;
    assert_eq!(world.officer.page.flash(), "The post is shown to everybody.");
    visitor.get(&format!("/calls/{CALL}")).await;
    visitor.follow("See the posts of host institutions").await.expect("Posts of host institutions");
    visitor.follow("Mangrove carbon").await.expect("Mangrove carbon");
    assert!(visitor.page.says("Beibu Bay"));
    // Who changes it takes it out of sight until it is checked again.
    contact.get(&address).await;
    contact.submit("Change it", &[]).await;
    assert_eq!(visitor.get(&public).await.status, 404);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_looks_for_a_post_finds_it_by_words_field_place_language_day_and_free_places_page_by_page() {
    let world = office(ConsentNeed::Never).await;
    let (host, contact) = world.host("Guangxi University", "Wei Ling").await;
    for n in 0..25 {
        let mut post = said(&format!("Post {n:02}"), 1);
        if n == 7 {
            "Tidal 100% energy".clone_into(&mut post.title);
            "2.3".clone_into(&mut post.field);
        }
        world.shown_post(host, &contact, post);
    }
    let mut visitor = world.app.browser();
    let titles = |page: &crate::support::page::Page| page.all("td.title");
    visitor.get("/posts").await;
    assert_eq!(titles(&visitor.page).len(), 20);
    let first = titles(&visitor.page);
    visitor.follow("Next page").await;
    let second = titles(&visitor.page);
    assert_eq!(second.len(), 5);
    assert!(first.iter().all(|title| !second.contains(title)));
    for (question, found) in [
        ("q=100%25", 1),
        ("q=BEIBU", 0),
        ("q=nanning", 20),
        ("field=2.3", 1),
        ("province=GX&field=2.3&priority=green&language=english&free=yes", 1),
        ("province=HI", 0),
        ("language=chinese", 0),
        ("day=2027-06-01&field=2.3", 1),
        ("day=2026-06-01", 0),
        ("call=nothing-like-it&field=nonsense", 0),
        ("day=nonsense&after=nonsense&language=klingon&free=perhaps", 20),
    ] {
        visitor.get(&format!("/posts?{question}")).await;
        assert_eq!(titles(&visitor.page).len(), found, "{question}");
    }
    // What is kept for visitors changes with what is stored.
    visitor.get("/posts?field=2.3").await;
    let post = world.app.office.db.read_now(|conn| db::posts::list::list_of_hosts(conn, &[host])).unwrap();
    let post = post.into_iter().find(|post| post.field == "2.3").unwrap();
    world.act_as(&contact, move |tx, by| actions::hosting::posts::withdraw(tx, by, post.id, post.version));
    visitor.get("/posts?field=2.3").await;
    assert!(visitor.page.says("No post matches"));
}

#[tokio::test]
async fn an_applicant_ranks_posts_in_the_draft_and_the_hosts_are_asked_when_it_is_handed_in() {
    let world = World::open_with(|_, definition| {
        with_hosts(definition, 2, ConsentNeed::Never);
        definition.hosting.as_mut().unwrap().at_submission = true;
    })
    .await;
    let (host, contact) = world.host("Guangxi University", "Wei Ling").await;
    let posts: Vec<PostId> =
        ["Mangroves", "Corals", "Sea grass"].map(|t| world.shown_post(host, &contact, said(t, 1))).into();
    let mut owner = world.person("Thiri Win").await;
    let id = world.draft(&owner);
    world.finish(&mut owner, id).await;
    world.hand_in(&mut owner, id).await;
    assert_eq!(owner.page.errors(), ["Choose at least one post of a host institution"]);

    owner.get(&format!("/applications/{id}")).await;
    owner.follow("Choose a host institution").await.expect("Host institution");
    owner.submit("Choose Mangroves", &[]).await;
    assert_eq!(owner.page.flash(), "The post is chosen.");
    owner.submit("Choose Corals", &[]).await;
    assert!(owner.page.says("You have chosen as many posts as you can."), "{}", owner.page.main());
    owner.submit("Move up Corals", &[]).await;
    let order: Vec<PostId> = world.choices(id).iter().map(|c| c.post_id).collect();
    assert_eq!(order, [posts[1], posts[0]]);
    let (by, third) = (world.actor(&owner), posts[2]);
    let more = world.app.try_to(move |tx| actions::hosting::choices::choose(tx, &by, id, third));
    assert_eq!(refused(more), "hosting-enough-chosen");
    // The host knows nothing of a draft.
    let choice = world.choices(id)[0].id;
    let mut host_side = contact.clone();
    assert_eq!(host_side.get(&format!("/hosting/choices/{choice}")).await.status, 404);
    world.hand_in(&mut owner, id).await;
    assert_eq!(owner.page.errors(), Vec::<String>::new());
    assert!(world.choices(id).iter().all(|c| c.state == ConsentState::Asked));
    host_side.get(&format!("/hosting/choices/{choice}")).await;
    assert!(host_side.page.says("Choice number 1 of the applicant"), "{}", host_side.page.main());
    let subjects = world.subjects_to(&contact).await;
    assert_eq!(subjects.iter().filter(|s| s.starts_with("An applicant chose your post")).count(), 2);
}

#[tokio::test]
async fn a_host_sees_what_the_call_shows_to_hosts_and_nothing_else() {
    let world = World::open_with(|_, definition| {
        with_hosts(definition, 3, ConsentNeed::Never);
        let questions = definition.form.sections.iter_mut().flat_map(|section| &mut section.questions);
        for question in questions.filter(|q| ["phone", "aims", "methods", "degree_certificate"].contains(&&*q.key)) {
            question.audience.retain(|audience| *audience != Audience::Host);
        }
    })
    .await;
    let (mut contact, _, owner, id, choice) = chosen(&world).await;
    let (_, mut other) = world.host("Hainan University", "Lin Hai").await;
    contact.get("/hosting").await;
    assert!(contact.page.says("Thiri Win"), "{}", contact.page.main());
    contact
        .get(&format!("/hosting/choices/{choice}"))
        .await
        .expect(&format!("Applicant {}", world.row(id).reference.unwrap()));
    let definition = world.definition();
    let answers =
        world.app.office.db.read_now(|conn| db::answers::find_latest_revision(conn, id)).unwrap().unwrap().body;
    let for_hosts = |q: &&sojourn::domain::form::Question| q.is_for(Audience::Host);
    let hidden = definition.form.questions().filter(|q| !for_hosts(q)).filter_map(|q| answers.text(&q.key));
    let page = contact.page.main();
    let mut checked = 0;
    for text in hidden.filter(|text| text.len() > 8) {
        assert!(!page.contains(text), "{text}");
        checked += 1;
    }
    assert!(checked > 1, "{checked}");
    let files = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    for file in files {
        let is_shown = for_hosts(&definition.form.question(&file.question).unwrap());
        let status = contact.get(&format!("/documents/{}", file.id)).await.status;
        assert_eq!(status, if is_shown { 200 } else { 404 }, "{}", file.question);
        assert_eq!(other.get(&format!("/documents/{}", file.id)).await.status, 404);
    }
    assert_eq!(other.get(&format!("/hosting/choices/{choice}")).await.status, 404);
    assert_eq!(contact.get(&format!("/office/applications/{id}")).await.status, 404);
    // A conflict of interest takes it away.
    let user = contact.id;
    world.act_as(&world.officer, move |tx, by| actions::conflicts::add(tx, by, id, user, "His sister."));
    assert_eq!(contact.get(&format!("/hosting/choices/{choice}")).await.status, 404);
    contact.get("/hosting").await;
    assert!(!contact.page.says("Thiri Win"));
    drop(owner);
}

#[tokio::test]
async fn a_host_consents_with_a_letter_in_two_languages_that_anybody_can_verify_until_the_applicant_withdraws() {
    let world = office(ConsentNeed::Never).await;
    let (mut contact, post, mut owner, id, choice) = chosen(&world).await;
    contact.get(&format!("/hosting/choices/{choice}")).await;
    contact.submit("Issue Letter of Consent", &[]).await;
    assert_eq!(contact.page.errors(), ["Enter who signs for the host"]);
    contact.submit("Issue Letter of Consent", &[("signer", "Professor Wei, Dean")]).await;
    assert_eq!(contact.page.flash(), "You consented. The Letter of Consent is issued.");
    assert_eq!(world.post(post).taken, 1);
    let mail = world.newest_mail_to(&owner).await;
    assert!(mail.subject.starts_with("A host consents to receive you"), "{}", mail.subject);
    owner.get(&mail.link("/consents/")).await.expect("Letter of Consent TYSE-27-LC-0001");
    for said in ["Thiri Win", "Guangxi University", "广西大学", "Professor Wei, Dean", "接收函", "2027年4月1日"]
    {
        assert!(owner.page.says(said), "{said}: {}", owner.page.main());
    }
    let letter = owner.page.address.clone();
    let code = owner.page.first("code");
    let mut visitor = world.app.browser();
    visitor.get(&format!("/verify/{code}")).await;
    assert!(visitor.page.says("This letter is valid"), "{}", visitor.page.main());
    visitor.get(&format!("/verify/{}", code.to_lowercase().replace('-', ""))).await;
    assert!(visitor.page.says("TYSE-27-LC-0001"));
    assert_eq!(visitor.get("/verify/AAAAA-BBBBB-CCCCC-DDDDD").await.status, 404);
    assert_eq!(visitor.get("/verify/anything").await.status, 404);
    assert!(visitor.get(&letter).await.says("Sign in"));
    // The choice is locked.
    owner.get(&format!("/applications/{id}/posts")).await;
    assert!(owner.page.says("Your choice cannot be changed now."), "{}", owner.page.main());
    let by = world.actor(&owner);
    let removed = world.app.try_to(move |tx| actions::hosting::choices::remove(tx, &by, id, choice));
    assert_eq!(refused(removed), "hosting-choices-are-locked");
    assert_eq!(world.app.check().await, Vec::<String>::new());

    let version = world.row(id).version;
    world.act_as(&owner, move |tx, by| withdrawal::withdraw(tx, by, id, version, ""));
    assert_eq!((world.post(post).taken, world.choice(choice).state), (0, ConsentState::Ended));
    visitor.get(&format!("/verify/{code}")).await;
    assert!(visitor.page.says("This letter is no longer valid"), "{}", visitor.page.main());
    assert_eq!(contact.get(&format!("/hosting/choices/{choice}")).await.status, 404);
    let subjects = world.subjects_to(&contact).await;
    assert_eq!(subjects.last().unwrap(), "Letter of Consent no longer valid: TYSE-27-LC-0001");
    assert_eq!(world.app.check().await, Vec::<String>::new());

    let version = world.row(id).version;
    world.act_as(&world.officer, move |tx, by| withdrawal::undo_withdraw(tx, by, id, version, "A slip."));
    assert_eq!((world.post(post).taken, world.choice(choice).state), (1, ConsentState::Given));
    visitor.get(&format!("/verify/{code}")).await;
    assert!(visitor.page.says("This letter is valid"));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn somebody_who_comes_back_after_the_place_went_to_another_is_with_the_host_again_without_it() {
    let world = office(ConsentNeed::Never).await;
    let (contact, post, owner, id, choice) = chosen(&world).await;
    world.consent(&contact, choice);
    let version = world.row(id).version;
    world.act_as(&owner, move |tx, by| withdrawal::withdraw(tx, by, id, version, ""));
    let (next, other) = world.applicant("Bopha Chan").await;
    let second = world.choose(&next, other, post);
    world.consent(&contact, second);
    let version = world.row(id).version;
    world.act_as(&world.officer, move |tx, by| withdrawal::undo_withdraw(tx, by, id, version, "A slip."));
    assert_eq!((world.row(id).status, world.choice(choice).state), (Status::Submitted, ConsentState::Asked));
    assert_eq!(world.post(post).taken, 1);
    assert_eq!(world.app.check().await, Vec::<String>::new());
    let (by, version) = (world.actor(&contact), world.choice(choice).version);
    let full = world.app.try_to(move |tx| consents::give(tx, &by, choice, version, "Professor Wei"));
    assert_eq!(refused(full), "hosting-no-place-left");
    // A letter once issued stays on record with what it answered.
    let by = world.actor(&owner);
    let removed = world.app.try_to(move |tx| actions::hosting::choices::remove(tx, &by, id, choice));
    assert_eq!(refused(removed), "hosting-choices-are-locked");
}

#[tokio::test]
async fn a_host_that_refuses_says_why_and_the_applicant_finds_another_even_after_the_deadline() {
    let world = office(ConsentNeed::Never).await;
    let (mut contact, _, mut owner, id, choice) = chosen(&world).await;
    let (second, lin) = world.host("Hainan University", "Lin Hai").await;
    world.shown_post(second, &lin, said("Corals", 1));
    world.close_call().await;
    owner.get(&format!("/applications/{id}/posts")).await;
    assert!(owner.page.says("cannot be changed now"), "a host is considering it");
    contact.get(&format!("/hosting/choices/{choice}")).await;
    contact.submit("Refuse applicant", &[("reason", "")]).await;
    assert_eq!(contact.page.errors().len(), 1, "{}", contact.page.main());
    contact.submit("Refuse applicant", &[("reason", "The laboratory moves that year.")]).await;
    assert_eq!(contact.page.flash(), "You refused. The applicant is told.");
    let mail = world.newest_mail_to(&owner).await;
    assert!(mail.text.contains("The laboratory moves that year."), "{}", mail.text);
    owner.get(&format!("/applications/{id}")).await;
    assert!(owner.page.says("The laboratory moves that year."));
    owner.follow("Choose a host institution").await;
    owner.submit("Choose Corals", &[]).await;
    assert_eq!(owner.page.flash(), "The post is chosen.");
    assert_eq!(world.choices(id).last().unwrap().state, ConsentState::Asked);
    let subjects = world.subjects_to(&lin).await;
    assert!(subjects.last().unwrap().starts_with("An applicant chose your post"), "{subjects:?}");
    contact.get(&format!("/hosting/choices/{choice}")).await;
    contact.submit("Look at it again", &[]).await;
    assert_eq!(world.choice(choice).state, ConsentState::Asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hosts_that_consent_at_the_same_moment_one_is_first_and_the_other_is_told() {
    let world = office(ConsentNeed::Never).await;
    let (one, wei) = world.host("Guangxi University", "Wei Ling").await;
    let (two, lin) = world.host("Hainan University", "Lin Hai").await;
    for n in 0..6 {
        let (first, second) = (
            world.shown_post(one, &wei, said(&format!("Mangroves {n}"), 1)),
            world.shown_post(two, &lin, said(&format!("Corals {n}"), 1)),
        );
        let (owner, id) = world.applicant(&format!("Applicant {}", ["A", "B", "C", "D", "E", "F"][n])).await;
        let choices = [world.choose(&owner, id, first), world.choose(&owner, id, second)];
        // Both have the form before one is sent.
        let mut ready = Vec::new();
        for (contact, choice) in [(&wei, choices[0]), (&lin, choices[1])] {
            let mut contact = contact.clone();
            contact.get(&format!("/hosting/choices/{choice}")).await;
            let form = contact.form("Issue Letter of Consent", &[("signer", "The Dean")]);
            ready.push((contact, form));
        }
        let sent = ready.into_iter().map(|(mut contact, form)| {
            tokio::spawn(async move {
                contact.send(&form).await;
                (contact.page.status.as_u16(), contact.page.errors())
            })
        });
        let sides: Vec<_> = sent.collect();
        let mut answers = Vec::new();
        for side in sides {
            answers.push(side.await.unwrap());
        }
        answers.sort();
        assert_eq!((answers[0].0, answers[1].0), (200, 422), "{answers:?}");
        assert!(answers[1].1[0].starts_with("Another host has given this applicant its consent"), "{answers:?}");
        assert_eq!(world.post(first).taken + world.post(second).taken, 1);
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_never_takes_more_than_its_places_however_many_consents_come_at_once() {
    let world = office(ConsentNeed::Never).await;
    let (host, contact) = world.host("Guangxi University", "Wei Ling").await;
    let post = world.shown_post(host, &contact, said("Mangroves", 3));
    let mut sends = Vec::new();
    for name in ["Aye Aye", "Bopha Chan", "Cut Nyak", "Dewi Sri", "Ehsan Ali", "Fong Mei", "Goh Lin", "Hla Hla"] {
        let (owner, id) = world.applicant(name).await;
        let choice = world.choose(&owner, id, post);
        let mut side = contact.clone();
        side.get(&format!("/hosting/choices/{choice}")).await;
        let form = side.form("Issue Letter of Consent", &[("signer", "The Dean")]);
        sends.push((side, form));
    }
    let sent: Vec<_> = sends
        .into_iter()
        .map(|(mut side, form)| {
            tokio::spawn(async move {
                side.send(&form).await;
                (side.page.status.as_u16(), side.page.errors())
            })
        })
        .collect();
    let mut given = 0;
    for one in sent {
        let (status, errors) = one.await.unwrap();
        if status == 200 {
            given += 1;
        } else {
            assert_eq!((status, errors), (422, vec!["All 3 places of this post are taken".to_owned()]));
        }
    }
    assert_eq!((given, world.post(post).taken), (3, 3));
    // A host that takes places away keeps those that are given.
    let version = world.post(post).version;
    world.act_as(&contact, move |tx, by| actions::hosting::posts::revise(tx, by, post, version));
    let (by, version) = (world.actor(&contact), world.post(post).version);
    let fewer =
        world.app.try_to(move |tx| actions::hosting::posts::save(tx, &by, post, version, &said("Mangroves", 2)));
    assert_eq!(refused(fewer), "hosting-places-are-taken");
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn where_a_consent_is_needed_review_waits_for_it_or_for_an_officers_reason() {
    let mut world = office(ConsentNeed::Review).await;
    let (contact, _, _, id, choice) = chosen(&world).await;
    let (_, without) = world.applicant("Suharto").await;
    let reviewer = world.reviewer("Ana Cruz").await;
    world.confirm_eligible(id);
    world.confirm_eligible(without);
    let (by, user) = (world.actor(&world.officer), reviewer.id);
    let early = world.app.try_to(move |tx| actions::assignments::assign(tx, &by, &[id], user));
    assert_eq!(refused(early), "hosting-consent-is-missing");
    world.consent(&contact, choice);
    world.assign(id, &reviewer);
    assert_eq!(world.row(id).status, Status::InReview);
    world.officer.get(&format!("/office/applications/{without}")).await;
    assert!(world.officer.page.says("The host’s consent is needed before the review."));
    world.officer.submit("Go on without a host’s consent", &[("reason", "The host is chosen later.")]).await;
    assert_eq!(world.officer.page.flash(), "The application goes on without a host’s consent.");
    assert!(world.officer.page.says("The host is chosen later."));
    world.assign(without, &reviewer);
    assert_eq!(world.row(without).status, Status::InReview);
}

#[tokio::test]
async fn where_a_consent_is_needed_for_a_place_only_a_rejection_goes_without() {
    let world = office(ConsentNeed::Decision).await;
    let (_, _, _, id, _) = chosen(&world).await;
    let reviewer = world.reviewer("Ana Cruz").await;
    world.reviewed(id, &reviewer, 4);
    let decide = |outcome| {
        let (by, version) = (world.actor(&world.officer), world.row(id).version);
        let decided = actions::selection::decisions::Decided { outcome, waiting_rank: None, reason: "By rank." };
        world.app.try_to(move |tx| actions::selection::decisions::record(tx, &by, id, version, decided))
    };
    assert_eq!(refused(decide(sojourn::domain::workflow::Outcome::Offer)), "hosting-consent-is-missing");
    decide(sojourn::domain::workflow::Outcome::Reject).unwrap();
}

#[tokio::test]
async fn a_host_asks_and_the_applicant_answers_and_the_office_reads_both() {
    let mut world = office(ConsentNeed::Never).await;
    let (mut contact, _, mut owner, id, choice) = chosen(&world).await;
    contact.get(&format!("/hosting/choices/{choice}")).await;
    contact.submit("Send question", &[]).await;
    assert_eq!(contact.page.errors(), ["Enter your question"]);
    contact.submit("Send question", &[("question", "Can you dive?")]).await;
    assert_eq!(contact.page.flash(), "The applicant gets your question by email.");
    let mail = world.newest_mail_to(&owner).await;
    assert!(mail.text.contains("Can you dive?"), "{}", mail.text);
    owner.get(&format!("/applications/{id}")).await;
    owner.follow("Read and answer").await.expect("Questions of hosts");
    owner.submit("Send answer Guangxi University", &[]).await;
    assert_eq!(owner.page.errors(), ["Enter your answer"]);
    let field = owner
        .page
        .html()
        .select(&crate::support::page::css("textarea"))
        .next()
        .unwrap()
        .attr("name")
        .unwrap()
        .to_owned();
    owner.submit("Send answer Guangxi University", &[(&field, "To forty metres.")]).await;
    assert_eq!(owner.page.flash(), "Your answer is with the host.");
    let subjects = world.subjects_to(&contact).await;
    assert!(subjects.last().unwrap().starts_with("The applicant answered"), "{subjects:?}");
    contact.get(&format!("/hosting/choices/{choice}")).await;
    assert!(contact.page.says("To forty metres."));
    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(world.officer.page.says("Can you dive?") && world.officer.page.says("To forty metres."));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_does_with_a_host_what_is_another_hosts_to_do() {
    let world = office(ConsentNeed::Never).await;
    let (mut contact, post, mut owner, id, choice) = chosen(&world).await;
    let (host, lin) = world.host("Hainan University", "Lin Hai").await;
    let before = world.app.rows().into_iter().filter(|row| !row.starts_with("audit")).collect::<Vec<_>>();
    for mut person in [lin.clone(), owner.clone(), world.person("Stranger").await] {
        person.get("/account").await;
        let token = person.page.token();
        for (address, act) in [
            (format!("/hosting/posts/{post}"), "withdraw"),
            (format!("/hosting/posts/{post}"), "nonsense"),
            (format!("/hosting/choices/{choice}"), "give"),
            (format!("/hosting/choices/{choice}"), "nonsense"),
            (format!("/office/posts/{post}"), "send-back"),
            (format!("/admin/hosts/{host}"), "save"),
        ] {
            let version = world.choice(choice).version.max(world.post(post).version);
            let fields = [
                ("csrf", token.clone()),
                ("act", act.to_owned()),
                ("version", version.to_string()),
                ("signer", "Me".to_owned()),
                ("reason", "Because.".to_owned()),
            ];
            let page = person.post(&address, serde_urlencoded::to_string(fields).unwrap()).await;
            assert_eq!(page.status, 404, "{address} {act}");
        }
    }
    // A contact's role is for the host alone, and no other role is for a host.
    let user = world.person("Somebody").await;
    let by = world.actor(&world.admin);
    let (name, email) = (user.name.parse().unwrap(), user.email.parse().unwrap());
    let grant = sojourn::domain::permission::Grant { role: Role::Officer, scope: Scope::Host(host) };
    let wrong = world.app.try_to(move |tx| actions::people::grant(tx, &by, &name, &email, grant));
    assert_eq!(refused(wrong), "admin-role-does-not-fit");
    // Other people's and malformed choices.
    owner.get(&format!("/applications/{id}/posts")).await;
    let token = owner.page.token();
    for (act, status) in [
        (format!("remove:{}", ApplicationId::new(world.app.now(), &mut world.app.office.source.chance())), 404),
        (format!("choose:{}", PostId::new(world.app.now(), &mut world.app.office.source.chance())), 404),
        ("remove".to_owned(), 400),
        ("eat:cake".to_owned(), 400),
    ] {
        let fields = [("csrf", token.as_str()), ("act", &act)];
        let page = owner.post(&format!("/applications/{id}/posts"), serde_urlencoded::to_string(fields).unwrap()).await;
        assert_eq!(page.status, status, "{act}");
    }
    // The applicant's owner is told of nothing that the sweep tried, and a stale page changes nothing.
    contact.get(&format!("/hosting/choices/{choice}")).await;
    let form = contact.form("Issue Letter of Consent", &[("signer", "The Dean")]).with("version", "99");
    assert_eq!(contact.send(&form).await.status, 409);
    let after = world.app.rows().into_iter().filter(|row| !row.starts_with("audit")).collect::<Vec<_>>();
    let gone: Vec<_> = before.iter().filter(|row| !row.starts_with("limits") && !after.contains(row)).collect();
    assert!(gone.is_empty(), "{gone:#?}");
    assert_eq!(world.post(post).state, PostState::Shown);
}
