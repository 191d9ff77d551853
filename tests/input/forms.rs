//! Forms that come from elsewhere, come twice, come late, or ask for what is somebody else's.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use sojourn::{
    db,
    domain::{
        id::ApplicationId,
        workflow::{Event, Outcome, Status},
    },
};

use crate::support::{
    browser::Browser,
    form::Form,
    page::Page,
    world::{Person, World},
};

/// Sends a form and stays with its own answer.
async fn press(browser: &mut Browser, form: &Form) -> Page {
    let (address, request) = browser.request_of(form, None);
    browser.once(&address, request).await
}

/// Presses the same button in four windows at once.
async fn press_at_once(person: &Person, form: &Form) -> Vec<StatusCode> {
    let presses = (0..4).map(|_| {
        let (mut browser, form) = ((**person).clone(), form.clone());
        tokio::spawn(async move { press(&mut browser, &form).await.status })
    });
    join_all(presses).await.into_iter().map(Result::unwrap).collect()
}

fn happened(world: &World, id: ApplicationId, event: Event) -> usize {
    let events = world.app.office.db.read_now(|conn| db::events::list(conn, id)).unwrap();
    events.iter().filter(|e| e.event == event && e.refusal.is_none()).count()
}

async fn complete(world: &World, name: &str) -> (Person, ApplicationId) {
    let mut person = world.person(name).await;
    let id = world.draft(&person);
    world.finish(&mut person, id).await;
    person.get(&format!("/applications/{id}/check")).await;
    (person, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_make_a_signed_in_person_s_browser_do_anything() {
    let world = World::open().await;
    let (mut siti, id) = complete(&world, "Siti Aminah").await;
    let form = siti.form("Submit application", &[]);
    let body = serde_urlencoded::to_string(&form.fields).unwrap();
    let kind = "application/x-www-form-urlencoded";
    let own = world.app.url().to_owned();
    let told: [&[(&str, &str)]; 7] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://other.sojourn.example")],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("sec-fetch-site", "rubbish")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
    ];
    for headers in told {
        let plain = Browser::new(&own).request(&Method::POST, &form.action);
        let mut request = plain.build().unwrap();
        request.headers_mut().clear();
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(reqwest::header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        let cookies: Vec<String> = siti.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert("cookie", cookies.join("; ").parse().unwrap());
        request.headers_mut().insert("content-type", kind.parse().unwrap());
        *request.body_mut() = Some(body.clone().into());
        let request = reqwest::RequestBuilder::from_parts(reqwest::Client::new(), request);
        let page = siti.once(&form.action, request).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let other = world.person("Dewi Lestari").await;
    let mut stranger = other.clone();
    stranger.get("/account").await;
    let foreign = stranger.page.token();
    for token in ["", "x", &foreign, &"A".repeat(100_000)] {
        let page = press(&mut siti, &form.clone().with("csrf", token)).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", token.len());
    }
    assert_eq!(world.row(id).status, Status::Draft);
    assert_eq!(press(&mut siti, &form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_who_presses_submit_four_times_at_once_hands_in_once() {
    let world = World::open().await;
    let (mut siti, id) = complete(&world, "Siti Aminah").await;
    let form = siti.form("Submit application", &[]);
    let mut answers = press_at_once(&siti, &form).await;
    answers.sort_unstable();
    assert_eq!(answers, [StatusCode::SEE_OTHER, StatusCode::CONFLICT, StatusCode::CONFLICT, StatusCode::CONFLICT]);
    let again = press(&mut siti, &form).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.main());
    assert_eq!(happened(&world, id, Event::Submit), 1);
    assert_eq!(world.subjects_to(&siti).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_presses_a_decision_four_times_at_once_decides_once() {
    let world = World::open().await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let (_, id) = world.applicant("Siti Aminah").await;
    world.reviewed(id, &reviewer, 4);
    let mut officer = world.officer.clone();
    let address = format!("/office/applications/{id}");
    officer.get(&address).await;
    let form = Form {
        action: format!("{address}/decide"),
        is_post: true,
        is_multipart: false,
        fields: vec![
            ("csrf".to_owned(), officer.page.token()),
            ("version".to_owned(), world.row(id).version.to_string()),
            ("outcome".to_owned(), "offer".to_owned()),
            ("reason".to_owned(), "By rank.".to_owned()),
        ],
    };
    let answers = press_at_once(&officer, &form).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| !status.is_success()), "{answers:?}");
    assert_eq!(happened(&world, id, Event::RecordDecision), 1);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_who_accepts_and_declines_at_once_does_one_of_both() {
    let world = World::open().await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let (mut siti, id) = world.applicant("Siti Aminah").await;
    world.reviewed(id, &reviewer, 4);
    world.decide(id, Outcome::Offer, None);
    world.release();
    siti.get(&format!("/applications/{id}/offer")).await;
    let version = world.row(id).version.to_string();
    let token = siti.page.token();
    let form = |answer: &str| Form {
        action: format!("/applications/{id}/offer"),
        is_post: true,
        is_multipart: false,
        fields: [("csrf", token.as_str()), ("version", &version), ("answer", answer), ("confirm", "yes")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    };
    let (accept, decline) = (form("accept"), form("decline"));
    let (accepted, declined) = tokio::join!(press_at_once(&siti, &accept), press_at_once(&siti, &decline));
    // Who comes second is sent to where the first answer shows, or told that it changed.
    let answers = accepted.iter().chain(&declined);
    assert!(
        answers.copied().all(|s| s == StatusCode::SEE_OTHER || s == StatusCode::CONFLICT),
        "{accepted:?} {declined:?}"
    );
    assert_eq!(happened(&world, id, Event::Accept) + happened(&world, id, Event::Decline), 1);
    assert!(matches!(world.row(id).status, Status::Accepted | Status::Declined));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_with_two_windows_keeps_what_was_typed_in_the_slower_one() {
    let world = World::open().await;
    let siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    let (mut one, mut other) = (siti.clone(), siti.clone());
    for window in [&mut one, &mut other] {
        window.get(&format!("/applications/{id}/sections/plan")).await;
    }
    one.submit("Continue", &[("plan_title", "Rice and salt")]).await;
    other.submit("Continue", &[("plan_title", "Salt and rice")]).await;
    assert_eq!(other.page.status, StatusCode::CONFLICT);
    assert!(other.page.text().contains("Salt and rice"), "what was typed is still there");
    assert_eq!(world.row(id).title, "Rice and salt");
    other.submit("Continue", &[]).await;
    assert_eq!(world.row(id).title, "Salt and rice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_no_form_has_changes_nothing_and_the_first_of_two_counts() {
    let world = World::open().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    siti.get(&format!("/applications/{id}/sections/plan")).await;
    let mut form = siti.form("Continue", &[("plan_title", "First")]);
    let extra = [
        ("status", "accepted"),
        ("owner_id", "01930000-0000-7000-8000-0000000000ff"),
        ("reference", "TYSE-27-9999"),
        ("eligible", "yes"),
        ("full_name", "Somebody Else"),
        ("plan_title", "Second"),
    ];
    form.fields.extend(extra.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let before = world.row(id);
    assert_eq!(press(&mut siti, &form).await.status, StatusCode::SEE_OTHER);
    let after = world.row(id);
    assert_eq!((after.title.as_str(), &after.name), ("First", &before.name));
    assert_eq!((after.status, after.reference, after.owner_id), (Status::Draft, None, before.owner_id));
    assert_eq!(after.eligible, before.eligible);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_with_line_ends_adds_no_header_to_a_mail_nor_a_recipient() {
    let world = World::open().await;
    let mut stranger = world.app.browser();
    let typed = [
        ("Ratna\r\nBcc: evil@evil.example", "one@people.example"),
        ("Ratna Dewi", "two@people.example\r\nBcc: evil@evil.example"),
        ("Ratna Dewi", "three@people.example, evil@evil.example"),
        ("Ratna Dewi", "<four@people.example> evil@evil.example"),
    ];
    for (name, email) in typed {
        stranger.get("/register").await;
        let password = "quiet-harbour-lantern-81";
        let form = stranger.form("Create account", &[("name", name), ("email", email), ("password", password)]);
        press(&mut stranger, &form).await;
    }
    for mail in world.app.deliver().await {
        assert!(mail.to.ends_with("@people.example") && !mail.to.contains(['\r', '\n', ',', ' ']), "{mail:?}");
        assert!(!mail.head.contains("evil.example"), "{}", mail.head);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_sent_to_sign_in_is_never_sent_to_another_site() {
    let world = World::open().await;
    let siti = world.person("Siti Aminah").await;
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "\t//evil.example",
        "/%0d%0aSet-Cookie:a=b",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
    ] {
        let mut browser = world.app.browser();
        browser.get(&format!("/sign-in?{}", serde_urlencoded::to_string([("next", next)]).unwrap())).await;
        let typed = [("email", siti.email.as_str()), ("password", crate::support::world::PASSWORD)];
        let form = browser.form("Sign in", &typed).with("next", next);
        let page = press(&mut browser, &form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{next}");
        let to = page.header("location");
        assert!(to == "/applications" || to == "/%0d%0aSet-Cookie:a=b", "{next} leads to {to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_searches_for_a_percent_sign_finds_only_percent_signs() {
    let world = World::open().await;
    world.applicant("Siti Aminah").await;
    let mut officer = world.officer.clone();
    for (text, found) in
        [("siti", true), ("%", false), ("_", false), ("\\", false), ("s%i", false), ("' OR '1'='1", false)]
    {
        let query = serde_urlencoded::to_string([("q", text)]).unwrap();
        officer.get(&format!("/office/calls/{}/applications?{query}", crate::support::world::CALL)).await;
        assert_eq!(officer.page.says("Siti Aminah"), found, "{text}: {}", officer.page.main());
        let mut admin = world.admin.clone();
        admin.get(&format!("/admin/people?{query}")).await;
        assert_eq!(admin.page.says("Siti Aminah"), found, "{text}: {}", admin.page.main());
    }
}
