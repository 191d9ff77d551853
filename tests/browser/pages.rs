//! Every page of every role, looked at. The list is the table of routes itself: an address that no reader comes to fails the test.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sojourn::{
    actions::{authorities, hosting::questions},
    db::authorities::AuthorityFacts,
    domain::{
        hosting::ConsentNeed,
        nomination::{AuthorityKind, Nomination, Validity},
        time::Day,
    },
};

use crate::{
    browser::{demo::Demo, look::Look},
    support::{
        app::TestApp,
        browser::Browser,
        hosting::{said, with_hosts},
        page::{Page, css},
        sources::root,
        world::World,
    },
};

/// Answers that are no pages: read by watchers and browsers, shown by the browser's own reader of PDFs, or kept as a file.
const NO_PAGES: &[&str] = &[
    "/healthz",
    "/assets/{name}",
    "/documents/{id}",
    "/documents/{id}/thumbnail",
    "/documents/letters/{letter}",
    "/letters/{token}/file",
    "/admin/calls/{slug}/definition.json",
    "/nominating/{id}/letter",
    "/account/data.zip",
    "/applications/{id}/application.pdf",
    "/reviews/{id}/application.pdf",
    "/nominating/{id}/application.pdf",
    "/hosting/choices/{id}/application.pdf",
    "/office/applications/{id}/application.pdf",
    "/consents/{id}/letter.pdf",
    "/applications/{id}/sealing/application.pdf",
];
/// Offered at one moment only: before anybody has set the office up, where
/// [`whoever_finds_an_office_that_is_still_empty_is_told_what_to_do`] looks at it; and on a draft in which nothing is written yet,
/// which nobody in the demo has.
const ONCE: &[&str] = &["/setup/{token}", "/applications/{id}/reuse"];
/// Pages of one pattern that are opened in search of different ones.
const MOST: usize = 45;

/// The addresses of pages, as the table of routes has them.
fn patterns() -> Vec<String> {
    let source = std::fs::read_to_string(root().join("src/web/routes.rs")).unwrap();
    let dense: String = source.split_whitespace().collect();
    let routes = dense.split(".route(\"").skip(1).filter_map(|route| route.split_once('"'));
    let pages = routes.filter(|(_, rest)| rest.starts_with(",get()")).map(|(pattern, _)| pattern.to_owned());
    pages.filter(|pattern| !NO_PAGES.contains(&pattern.as_str())).collect()
}

/// The pattern that answers an address: the first that fits, as in the server.
fn pattern_of<'a>(patterns: &'a [String], address: &str) -> Option<&'a str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let fits = |pattern: &&String| {
        let (pieces, wanted): (Vec<_>, Vec<_>) = (path.split('/').collect(), pattern.split('/').collect());
        pieces.len() == wanted.len() && pieces.iter().zip(&wanted).all(|(p, w)| w.starts_with('{') || p == w)
    };
    patterns.iter().find(fits).map(String::as_str)
}

/// What makes a page another page than the last of its pattern: the section, the state it shows, whether it is filtered.
fn kind_of(pattern: &str, page: &Page) -> String {
    let section = page.address.split(['/', '?']).nth(4).filter(|_| pattern.ends_with("{key}")).unwrap_or_default();
    let state = if pattern.ends_with("s/{id}") { page.first("main .tag") } else { String::new() };
    let empty = if page.all(".empty").is_empty() { "" } else { "empty" };
    format!("{pattern} {section} {state} {empty}")
}

/// Where the page's links lead within the site; those in mails are whole addresses.
fn links(page: &Page, base: &str) -> Vec<String> {
    let html = page.html();
    let with_address = css("a[href]");
    let all = html.select(&with_address).filter_map(|link| link.attr("href"));
    all.map(|link| link.strip_prefix(base).unwrap_or(link).to_owned()).collect()
}

/// The addresses of the pages to look at, found by following links from where the reader begins: one of each kind.
pub async fn found(browser: &mut Browser, base: &str, begin: &[&str]) -> BTreeMap<String, String> {
    let patterns = patterns();
    let mut waiting: VecDeque<String> = begin.iter().map(|address| (*address).to_owned()).collect();
    let (mut opened, mut of_pattern) = (BTreeSet::new(), BTreeMap::<&str, usize>::new());
    let mut kinds = BTreeMap::new();
    while let Some(address) = waiting.pop_front() {
        let Some(pattern) = pattern_of(&patterns, &address) else { continue };
        let count = of_pattern.entry(pattern).or_default();
        if *count >= MOST || !opened.insert(address.clone()) {
            continue;
        }
        *count += 1;
        let page = browser.get(&address).await.clone();
        if !page.is_html() || page.status.is_server_error() || pattern_of(&patterns, &page.address) != Some(pattern) {
            continue;
        }
        // Links in mails are whole addresses.
        waiting.extend(links(&page, base));
        if page.status.is_success() {
            kinds.entry(kind_of(pattern, &page)).or_insert(address);
        }
    }
    kinds
}

/// What the mailbox must hold for the pages that only a mail leads to: to confirm, to set a new password, to take an invitation.
async fn send_the_mails(demo: &Demo) {
    let mut visitor = demo.browser("visitor").await;
    visitor.get("/register").await;
    let name = "Ratu Ayu Kencana Wulandari Sastrodiningrat Prawirokusumo binti Raden Mas Haryo Suryodiningrat";
    let typed = [("name", name), ("email", "ratu@people.example"), ("password", "seven clouds over Merapi")];
    visitor.submit("Create account", &typed).await;
    visitor.get("/reset").await;
    visitor.submit("Send the link", &[("email", "reviewer@demo.example")]).await;
    // As long as a name is that can be given, and without a space in most of it.
    let mut applicant = demo.browser("applicant").await;
    applicant.get("/account").await;
    let name = "ដួងចាន់សុខាពិសិដ្ឋវណ្ណារ័ត្នជ័យវរ្ម័នទេពធីតា မြန်မာနိုင်ငံသူလှလှဝင်းသီရိအောင် วรรณาภรณ์ศรีสุวรรณภูมิ";
    applicant.submit("Save", &[("name", name)]).await;
    assert!(applicant.page.status.is_success(), "{}", applicant.page.main());
    let mut officer = demo.browser("officer").await;
    officer.get("/office/calls/young-scientist-2026/reviewers").await;
    officer.submit("Invite", &[("name", "វិចិត្រ សុខា"), ("email", "vichet@people.example")]).await;
    assert!(officer.page.status.is_success(), "{}", officer.page.main());
}

/// Looks at every page that each of these readers finds; what is wrong, how many pages, and of which patterns.
async fn seen_by(demo: &Demo, roles: &[&str]) -> (Vec<String>, usize, BTreeSet<String>) {
    let mut look = Look::open(demo.url()).await;
    let mut all = BTreeSet::new();
    for role in roles {
        let mut browser = demo.browser(role).await;
        let account = ["/", "/sign-in", "/register", "/reset", "/account/address", "/account/close"];
        let kinds = found(&mut browser, demo.url(), &account).await;
        look.become_reader(&browser).await;
        for (kind, address) in &kinds {
            look.at(role, address).await;
            all.insert(kind.split(' ').next().unwrap_or_default().to_owned());
        }
        look.at(role, "/no/such/page").await;
    }
    let (seen, faults) = look.end().await;
    (faults, seen, all)
}

/// The pages of somebody whose application was handed in, which nobody in the demo is whose password is told.
async fn seen_by_an_applicant() -> (Vec<String>, BTreeSet<String>) {
    let world = World::open_with(|_, definition| {
        with_hosts(definition, 3, ConsentNeed::Review);
        definition.nomination =
            Some(Nomination { required: false, letter: false, days_after_close: 30, per_country: None });
    })
    .await;
    let call = world.call;
    world.act_as(&world.admin, move |tx, by| {
        let validity = Validity { from: Day::from_ymd_opt(2026, 1, 1).unwrap(), until: None };
        let (name, countries) = ("Ministry of Science".to_owned(), vec!["MM".to_owned()]);
        let facts = AuthorityFacts { name, kind: AuthorityKind::Ministry, validity, countries };
        let id = authorities::create(tx, by, &facts)?;
        authorities::set_quotas(tx, by, call, &[(id, Some(3))])
    });
    let (mut owner, id) = world.applicant("Thiri Win").await;
    let (host, contact) = world.host("Guangxi University", "Wei Ling").await;
    let post = world.shown_post(host, &contact, said("Mangroves", 2));
    world.shown_post(host, &contact, said("Corals", 1));
    let choice = world.choose(&owner, id, post);
    world.act_as(&contact, move |tx, by| questions::ask(tx, by, choice, "Can you dive?"));
    let mut look = Look::open(world.app.url()).await;
    look.become_reader(&owner).await;
    let begin = format!("/applications/{id}/submitted");
    let kinds = found(&mut owner, world.app.url(), &["/applications", &begin]).await;
    let own: Vec<_> = kinds.iter().filter(|(kind, _)| kind.starts_with("/applications/")).collect();
    for (_, address) in &own {
        look.at("owner", address).await;
    }
    let patterns = own.iter().map(|(kind, _)| kind.split(' ').next().unwrap_or_default().to_owned()).collect();
    (look.end().await.1, patterns)
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn every_reader_finds_every_page_in_order() {
    let demo = Demo::start();
    send_the_mails(&demo).await;
    let (one, other) = tokio::join!(
        seen_by(&demo, &["visitor", "applicant", "admin", "host", "nominator", "provincial"]),
        seen_by(&demo, &["reviewer", "officer", "chair"])
    );
    let submitted = seen_by_an_applicant().await;
    let faults: Vec<String> = one.0.into_iter().chain(other.0).chain(submitted.0).collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
    let seen: BTreeSet<String> = one.2.into_iter().chain(other.2).chain(submitted.1).collect();
    let missing: Vec<String> =
        patterns().into_iter().filter(|p| !seen.contains(p) && !ONCE.contains(&p.as_str())).collect();
    assert!(missing.is_empty(), "no reader came to {missing:?}");
    assert!(one.1 + other.1 > 150, "{} pages", one.1 + other.1);
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn whoever_finds_an_office_that_is_still_empty_is_told_what_to_do() {
    let app = TestApp::start();
    let path = app.act(sojourn::actions::accounts::set_up::path).unwrap();
    let mut look = Look::open(app.url()).await;
    for address in ["/", "/sign-in", "/help", path.as_str()] {
        look.at("the first", address).await;
    }
    let (_, mut faults) = look.end().await;

    let world = World::open().await;
    let reviewer = world.reviewer("Reviewer Tan").await;
    let newcomer = world.person("Newcomer Sokha").await;
    let mut look = Look::open(world.app.url()).await;
    for (who, person) in
        [("reviewer", &reviewer), ("newcomer", &newcomer), ("officer", &world.officer), ("admin", &world.admin)]
    {
        let mut browser = Browser::clone(person);
        let kinds = found(&mut browser, world.app.url(), &["/"]).await;
        look.become_reader(&browser).await;
        for address in kinds.values() {
            look.at(who, address).await;
        }
    }
    let (_, more) = look.end().await;
    faults.extend(more);
    assert!(faults.is_empty(), "{faults:#?}");
}
