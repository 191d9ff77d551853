//! Founding: an office from its first day, by its pages and mails alone.

use sojourn::actions::accounts::set_up;

use super::{app::TestApp, browser::Browser, world::PASSWORD};

/// The first administrator, who sets the office up by the one-time link.
pub async fn first_admin(app: &TestApp) -> Browser {
    let path = app.act(set_up::path).unwrap();
    let mut admin = app.browser();
    admin.get(&path).await.expect("Set up the office");
    let typed = [
        ("Name of the office", "Talent Exchange Office"),
        ("Address for questions", "help@office.example"),
        ("Full name", "Ratna Dewi"),
        ("Email address", "ratna@office.example"),
        ("New password", PASSWORD),
    ];
    admin.submit("Set up the office", &typed).await.expect("Calls");
    assert_eq!(app.browser().get(&path).await.status, 410);
    admin
}

/// Somebody who registers and confirms by mail: the browser stands before the calls.
pub async fn registered(app: &TestApp, name: &str, email: &str) -> Browser {
    let mut browser = app.browser();
    browser.get("/register").await.expect("Create an account");
    let typed = [("Full name", name), ("Email address", email), ("New password", PASSWORD)];
    browser.submit("Create account", &typed).await.expect("Check your email");
    let link = app.newest_mail_to(email).await.link("/confirm/");
    browser.get(&link).await.expect("Confirm your email address");
    browser.submit("Confirm", &[("Password", PASSWORD)]).await.expect("Calls for applications");
    browser
}
