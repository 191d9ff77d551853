//! Whatever people write comes back as what they wrote, on every page, in every mail and in every file, and never as anything else.

use std::collections::BTreeSet;

use reqwest::Method;
use sojourn::domain::workflow::Outcome;

use crate::support::{
    browser::Browser,
    page::{Page, css},
    world::{CALL, Person, World},
};

/// What people write: were it taken for a page, an element would be there; were it taken for the end of an attribute, a script would.
const HOSTILE: &str = "<b class=evil>'\"&amp;`--></title></textarea><script>evil()</script>{{7*7}}";

/// The faults of a page that shows it.
fn taken_for_markup(page: &Page) -> Vec<String> {
    let html = page.html();
    let evil = css("b.evil, script:not([src]), [onerror], title b, textarea b");
    html.select(&evil).map(|element| element.html()).collect()
}

/// Every page that this person reaches by links, each address once.
async fn walk(person: &mut Browser, from: &[String], most: usize) -> (usize, usize) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = from.to_vec();
    let (mut pages, mut shown) = (0, 0);
    while let Some(address) = waiting.pop() {
        if pages >= most || !seen.insert(address.clone()) || address.starts_with("/assets/") {
            continue;
        }
        let request = person.request(&Method::GET, &address);
        let page = person.once(&address, request).await;
        pages += 1;
        if page.is_html() {
            assert_eq!(taken_for_markup(&page), Vec::<String>::new(), "{address}");
            assert!(!page.text().contains("{49}") && !page.text().contains(">49<"), "{address}");
            shown +=
                usize::from(page.text().contains("&#60;b class=evil&#62;") || page.text().contains("&lt;b class=evil"));
            waiting.extend(page.links());
        }
    }
    (pages, shown)
}

async fn write(person: &mut Person, address: &str, button: &str, typed: &[(&str, &str)]) {
    person.get(address).await;
    person.submit(button, typed).await;
    assert!(person.page.status.is_success(), "{address}: {:?} {}", person.page.errors(), person.page.main());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_stays_text_wherever_it_is_read() {
    let world = World::open().await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    let line = &HOSTILE[..60];
    let section = |key: &str| format!("/applications/{id}/sections/{key}");
    let plan = ["plan_title", "aims", "methods", "work_plan", "benefit_home", "benefit_host"];
    write(&mut siti, &section("plan"), "Continue", &plan.map(|key| (key, HOSTILE))).await;
    write(&mut siti, &section("employment"), "Continue", &[("employer", line), ("department", line), ("post", line)])
        .await;
    world.finish(&mut siti, id).await;
    world.hand_in(&mut siti, id).await;
    world.confirm_eligible(id);
    let given = world.assign(id, &reviewer);
    world.review(given, &reviewer, 4);
    let version = world.row(id).version;
    world.act_as(&world.officer, move |tx, by| {
        sojourn::actions::selection::decisions::close_review(tx, by, id, version, "All are in.")
    });
    world.decide(id, Outcome::Offer, None);
    world.release();

    let starts = |addresses: &[&str]| addresses.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>();
    let own = [format!("/applications/{id}"), format!("/applications/{id}/check"), section("plan")];
    let desk = [format!("/office/applications/{id}"), format!("/office/calls/{CALL}/ranking")];
    let (_, shown) = walk(&mut siti, &own, 60).await;
    assert!(shown >= 2, "{shown}");
    let (_, shown) = walk(&mut reviewer.clone(), &starts(&["/reviews"]), 30).await;
    assert!(shown >= 1, "{shown}");
    for staff in [&world.officer, &world.admin] {
        let (pages, shown) = walk(&mut staff.clone(), &desk, 80).await;
        assert!(pages > 10 && (shown >= 1 || staff.id == world.admin.id), "{pages} {shown}");
    }
    for mail in world.app.deliver().await {
        assert!(!mail.html.contains("<b class=evil>") && !mail.html.contains("<script"), "{}", mail.html);
    }
}
