//! Accounts: coming in, staying in, going; and what strangers do not learn.

use std::time::Duration;

use sojourn::domain::time::Span;

use crate::support::{
    app::TestApp,
    browser::Browser,
    page::Page,
    world::{PASSWORD, World, address_of},
};

const NEW: &str = "orchid-harbour-2027";

/// What somebody reads, without what differs from page to page for everybody.
fn read(page: &Page) -> (u16, String, String) {
    (page.status.as_u16(), page.heading(), page.main())
}

async fn try_to_sign_in(browser: &mut Browser, email: &str, password: &str) -> u16 {
    browser.get("/sign-in").await.expect("Sign in");
    browser.submit("Sign in", &[("email", email), ("password", password)]).await.status.as_u16()
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.heading() == "Your account"
}

#[tokio::test]
async fn a_stranger_gets_the_same_answer_for_an_address_that_has_an_account_and_one_that_has_none() {
    let world = World::open().await;
    let known = world.person("Thiri Win").await.email;
    let unknown = address_of("Nobody Here");
    let mut stranger = world.app.browser();
    let mut both = Vec::new();
    for email in [&known, &unknown] {
        let mut answers = Vec::new();
        try_to_sign_in(&mut stranger, email, "not-the-password").await;
        answers.push(read(&stranger.page));
        stranger.get("/reset").await;
        answers.push(read(stranger.submit("Send the link", &[("email", email)]).await));
        stranger.get("/register").await;
        let typed = [("name", "Somebody New"), ("email", email.as_str()), ("password", NEW)];
        answers.push(read(stranger.submit("Create account", &typed).await));
        // The address that was typed stands in the field again, whosever it is.
        both.push(answers);
    }
    assert_eq!(both[0], both[1]);
    let subjects = |mails: Vec<crate::support::mailbox::Mail>| mails.into_iter().map(|mail| mail.subject).collect();
    let to_known: Vec<String> = subjects(world.app.mails_to(&known).await);
    assert_eq!(to_known.len(), 2, "{to_known:?}");
    let to_unknown: Vec<String> = subjects(world.app.mails_to(&unknown).await);
    assert_eq!(to_unknown, ["Confirm your address for ASEAN–China Talent Exchange Office"]);
}

#[tokio::test]
async fn signing_in_gives_the_browser_a_new_token_and_signing_out_ends_the_old_one_on_the_server() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let first = thiri.cookies()["sojourn"].clone();
    let stolen = Browser::clone(&thiri);
    thiri.get("/account/password").await;
    let typed = [("current", PASSWORD), ("password", NEW), ("others", "")];
    thiri.submit("Set password", &typed).await.expect("Your account");
    assert_ne!(thiri.cookies()["sojourn"], first);
    let mut left = Browser::clone(&thiri);
    assert!(is_signed_in(&mut left).await && !is_signed_in(&mut stolen.clone()).await);
    thiri.submit("Sign out", &[]).await;
    assert_eq!(thiri.page.flash(), "You are signed out");
    assert!(!is_signed_in(&mut left).await && !is_signed_in(&mut thiri).await);
    assert!(!thiri.cookies().contains_key("sojourn"));
    assert_eq!(world.newest_mail_to(&thiri).await.subject, "Your password was changed");
}

#[tokio::test]
async fn somebody_ends_a_session_in_another_browser_or_all_of_them() {
    let world = World::open().await;
    let mut here = world.person("Thiri Win").await;
    let (mut office, mut home) = (here.in_another_browser(&world.app), here.in_another_browser(&world.app));
    office.sign_in().await;
    home.sign_in().await;
    here.get("/account/sessions").await.expect("Where you are signed in");
    here.submit("Sign out of all other browsers", &[]).await;
    assert!(is_signed_in(&mut here).await && !is_signed_in(&mut office).await && !is_signed_in(&mut home).await);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_works_once_and_ends_all_sessions() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let mut browser = world.app.browser();
    browser.get("/reset").await;
    browser.submit("Send the link", &[("email", &thiri.email)]).await;
    let link = world.newest_mail_to(&thiri).await.link("/reset/");
    browser.get(&link).await.expect("Choose a new password");
    // Opening it, as programs that look at mails do, uses nothing up.
    browser.get(&link).await.expect("Choose a new password");
    browser.submit("Set password", &[("password", NEW)]).await;
    assert!(is_signed_in(&mut browser).await && !is_signed_in(&mut thiri).await);
    assert_eq!(world.app.browser().get(&link).await.status, 410);
    let mut again = world.app.browser();
    assert_eq!(try_to_sign_in(&mut again, &thiri.email, PASSWORD).await, 422);
    assert_eq!(try_to_sign_in(&mut again, &thiri.email, NEW).await, 200);
}

#[tokio::test]
async fn a_link_to_a_new_password_that_is_left_for_an_hour_no_longer_works() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let mut browser = world.app.browser();
    browser.get("/reset").await;
    browser.submit("Send the link", &[("email", &thiri.email)]).await;
    let link = world.newest_mail_to(&thiri).await.link("/reset/");
    world.app.pass(Span::minutes(61)).await;
    assert_eq!(browser.get(&link).await.status, 410);
}

#[tokio::test]
async fn somebody_who_changes_the_address_confirms_the_new_one_and_the_old_one_is_told() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let (old, new) = (thiri.email.clone(), "thiri@new.example");
    thiri.get("/account/address").await;
    thiri.submit("Continue", &[("email", new), ("current", "not-my-password")]).await;
    assert_eq!(thiri.page.status, 422);
    thiri.submit("Continue", &[("email", new), ("current", PASSWORD)]).await.expect("Check your email");
    assert_eq!(try_to_sign_in(&mut world.app.browser(), new, PASSWORD).await, 422);
    let link = world.app.newest_mail_to(new).await.link("/confirm/");
    thiri.get(&link).await;
    thiri.submit("Confirm", &[]).await;
    assert_eq!(thiri.page.flash(), "Your email address is changed");
    let told = world.app.newest_mail_to(&old).await;
    assert_eq!(told.subject, "The address of your account was changed");
    assert_eq!(try_to_sign_in(&mut world.app.browser(), new, PASSWORD).await, 200);
    assert_eq!(try_to_sign_in(&mut world.app.browser(), &old, PASSWORD).await, 422);
}

#[tokio::test]
async fn somebody_closes_the_account_and_is_out_at_once_but_not_while_the_office_works_on_an_application() {
    let world = World::open().await;
    let (mut busy, _) = world.applicant("Suharto").await;
    assert!(busy.get("/account/close").await.says("Withdraw the application first"));
    let mut thiri = world.person("Thiri Win").await;
    let draft = world.draft(&thiri);
    thiri.get("/account/close").await.expect("Close your account");
    thiri.submit("Close your account", &[("current", PASSWORD)]).await;
    assert_eq!(thiri.page.flash(), "Your account is closed");
    assert!(!is_signed_in(&mut thiri).await);
    assert_eq!(try_to_sign_in(&mut thiri, &address_of("Thiri Win"), PASSWORD).await, 422);
    let row = world.app.office.db.read_now(|conn| sojourn::db::applications::find(conn, draft)).unwrap();
    assert!(row.is_none());
    assert_eq!(world.newest_mail_to(&thiri).await.subject, "Your account was closed");
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_guesses_passwords_is_slowed_down_also_after_a_restart_and_the_owner_comes_in() {
    let mut app = TestApp::start();
    let link = app.act(sojourn::actions::accounts::set_up::path).unwrap();
    let mut owner = app.browser();
    owner.from = Some("192.0.2.1".to_owned());
    owner.get(&link).await;
    let email = "ratna@office.example";
    let typed =
        [("office", "Office"), ("contact", email), ("name", "Ratna Dewi"), ("email", email), ("password", PASSWORD)];
    owner.submit("Set up the office", &typed).await;
    owner.submit("Sign out", &[]).await;

    let mut guesser = app.browser();
    guesser.from = Some("198.51.100.7".to_owned());
    for _ in 0..10 {
        assert_eq!(try_to_sign_in(&mut guesser, email, "a-guess").await, 422);
    }
    app.restart();
    assert_eq!(try_to_sign_in(&mut guesser, email, PASSWORD).await, 429);
    assert!(guesser.page.header("retry-after").parse::<u64>().unwrap() <= 900);
    // The owner's browser is known, and counted apart.
    assert_eq!(try_to_sign_in(&mut owner, email, PASSWORD).await, 200);
    assert!(is_signed_in(&mut owner).await);
    app.pass(Span::minutes(15)).await;
    assert_eq!(try_to_sign_in(&mut guesser, email, PASSWORD).await, 200);
}

#[tokio::test]
async fn guesses_from_many_places_at_one_account_are_counted_together() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let mut answers = Vec::new();
    for n in 0..62 {
        let mut guesser = world.app.browser();
        guesser.from = Some(format!("198.51.100.{n}"));
        answers.push(try_to_sign_in(&mut guesser, &thiri.email, "a-guess").await);
    }
    // Sixty an hour, the owner's own from a new browser among them.
    assert_eq!(answers.iter().position(|status| *status == 429), Some(59));
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_and_no_session_lasts_for_ever() {
    let app = TestApp::start_with(|config| {
        (config.session_idle, config.session_limit) = (Duration::from_hours(2), Duration::from_hours(12));
    });
    let link = app.act(sojourn::actions::accounts::set_up::path).unwrap();
    let mut admin = app.browser();
    admin.get(&link).await;
    let email = "ratna@office.example";
    let typed =
        [("office", "Office"), ("contact", email), ("name", "Ratna Dewi"), ("email", email), ("password", PASSWORD)];
    admin.submit("Set up the office", &typed).await;
    for _ in 0..11 {
        app.pass(Span::minutes(65)).await;
        assert!(is_signed_in(&mut admin).await);
    }
    app.pass(Span::minutes(65)).await;
    assert!(!is_signed_in(&mut admin).await);
    assert_eq!(try_to_sign_in(&mut admin, email, PASSWORD).await, 200);
    app.pass(Span::minutes(121)).await;
    assert!(!is_signed_in(&mut admin).await);
}
