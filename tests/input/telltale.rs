//! Whether the time of an answer tells if somebody has an account. Measured, not asserted: a machine that does other things besides
//! would fail it. `cargo test --release -- --ignored --nocapture telltale` prints the figures.

use std::time::{Duration, Instant};

use sojourn::{
    config::Config,
    db::users::{self, NewUser},
    domain::id::UserId,
};

use crate::support::{app::TestApp, browser::Browser};

/// How often each is tried.
const TIMES: usize = 200;
/// A password that nobody has.
const WRONG: &str = "quiet-harbour-lantern-82";

/// The office with an account for each try, and password hashes as an office has them.
fn office() -> TestApp {
    let as_installed = Config::in_folder(std::path::Path::new("/"));
    let app = TestApp::start_with(|config| {
        (config.hash_memory, config.hash_passes) = (as_installed.hash_memory, as_installed.hash_passes);
    });
    let hash = app.office.passwords.hash_now("mangrove-lantern-2026", app.office.source.chance().bytes()).unwrap();
    app.act(move |tx| {
        for n in 0..TIMES {
            let (name, email) = ("Siti Aminah".parse().unwrap(), address("known", n).parse().unwrap());
            let id = UserId::new(tx.now, &mut tx.chance);
            let new = NewUser { confirmed_at: Some(tx.now), ..NewUser::registered(id, &email, &name, &hash, tx.now) };
            users::insert(tx.conn, &new)?;
        }
        Ok(())
    });
    app
}

fn address(kind: &str, n: usize) -> String {
    format!("{kind}-{n}@people.example")
}

/// The time from sending to the whole answer, and the answer without its form token.
async fn one(app: &TestApp, n: usize, page: &str, button: &str, typed: &[(&str, &str)]) -> (Duration, String) {
    let mut browser: Browser = app.browser();
    browser.from = Some(format!("10.0.{}.{}", n / 200, n % 200));
    browser.get(page).await;
    let form = browser.form(button, typed);
    let (address, request) = browser.request_of(&form, None);
    let begun = Instant::now();
    let answer = browser.once(&address, request).await;
    let took = begun.elapsed();
    let email = typed.iter().find(|(name, _)| *name == "email").unwrap().1;
    (took, format!("{} {}", answer.status, answer.main().replace(email, "")))
}

fn figures(what: &str, mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1000.0;
    format!(
        "{what:<8} median {:.2} ms, middle half {:.2} to {:.2}, 5 % to 95 %: {:.2} to {:.2}",
        at(50),
        at(25),
        at(75),
        at(5),
        at(95)
    )
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures about time and asserts nothing about it"]
async fn whoever_tries_addresses_learns_nothing_from_how_long_it_takes() {
    let app = office();
    let pages = [
        ("sign-in", "/sign-in", "Sign in", &[("password", WRONG)][..]),
        ("sign-up", "/register", "Create account", &[("name", "Siti Aminah"), ("password", WRONG)][..]),
        ("reset", "/reset", "Send the link", &[][..]),
    ];
    for (what, page, button, typed) in pages {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for n in 0..TIMES {
            let mut answers = Vec::new();
            let mut both = [("known", &mut known), ("unknown", &mut unknown)];
            // Each comes first as often as the other, so that what takes turns in the program, as the threads that hash, falls on both.
            if n % 2 == 1 {
                both.reverse();
            }
            for (kind, times) in both {
                let email = address(&if kind == "known" { kind.to_owned() } else { format!("{kind}-{what}") }, n);
                let typed: Vec<_> = typed.iter().copied().chain([("email", email.as_str())]).collect();
                let (took, answer) = one(&app, n, page, button, &typed).await;
                times.push(took);
                answers.push(answer);
            }
            assert_eq!(answers[0], answers[1], "{what}");
        }
        println!("{what}\n  {}\n  {}", figures("known", known), figures("unknown", unknown));
    }
}
