//! Whatever people write comes back as what they wrote, on every page, in every mail and in every file, and never as anything else.

use std::{collections::BTreeSet, io::Cursor};

use calamine::{Data, Reader as _, Xlsx};
use reqwest::Method;
use sojourn::{
    actions::{
        reviews::{self, Given},
        screening,
        selection::decisions::{self, Decided},
    },
    db,
    domain::{id::ApplicationId, rubric::Score, text::Text, workflow::Outcome},
};

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
    // Before it is handed in, on the page of the questions too.
    let (_, shown) = walk(&mut siti, &[section("plan"), format!("/applications/{id}/check")], 40).await;
    assert!(shown >= 2, "{shown}");
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
    let own = [format!("/applications/{id}"), format!("/applications/{id}/check")];
    let desk = [format!("/office/applications/{id}"), format!("/office/calls/{CALL}/ranking")];
    let (_, shown) = walk(&mut siti, &own, 60).await;
    assert!(shown >= 1, "{shown}");
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

/// The office, its call, its letters, its reviewer and its officer all say it.
async fn hostile_office() -> (World, Person, Person, ApplicationId) {
    let world = World::open_with(|facts, definition| {
        facts.title = Text::english(HOSTILE);
        let letter = || Text::english(format!("{HOSTILE}\n\n{{name}} {{call}}"));
        (definition.letters.offer, definition.letters.reject) = (letter(), letter());
    })
    .await;
    let contact = "office@sojourn.example".parse().unwrap();
    world.app.act(move |tx| Ok(db::office::change(tx.conn, HOSTILE, &contact)?));
    // Earlier mails know nothing of it.
    world.app.deliver().await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let (siti, id) = world.applicant("Siti Aminah").await;
    let (version, rule) = (world.row(id).version, world.definition().eligibility[0].key.clone());
    world.act_as(&world.officer, move |tx, by| screening::mark_ineligible(tx, by, id, version, &rule, HOSTILE));
    let version = world.row(id).version;
    world.act_as(&world.officer, move |tx, by| screening::reinstate(tx, by, id, version, HOSTILE));
    world.confirm_eligible(id);
    let given = world.assign(id, &reviewer);
    world.declare(given, &reviewer);
    let definition = world.definition();
    let scores = definition.rubric.criteria.iter().map(|one| (one.key.clone(), Score::Given(4))).collect();
    let (for_panel, for_applicant) = (format!("panel {HOSTILE}"), format!("applicant {HOSTILE}"));
    let review = Given { scores, for_panel, for_applicant, version: 0, is_final: true };
    world.act_as(&reviewer, move |tx, by| reviews::save(tx, by, given, &review));
    let version = world.row(id).version;
    world.act_as(&world.officer, move |tx, by| decisions::close_review(tx, by, id, version, HOSTILE));
    let version = world.row(id).version;
    let decided = Decided { outcome: Outcome::Offer, waiting_rank: None, reason: HOSTILE };
    world.act_as(&world.officer, move |tx, by| decisions::record(tx, by, id, version, decided));
    world.release();
    (world, siti, reviewer, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_and_its_reviewers_write_stays_text_wherever_it_is_read() {
    let (world, mut siti, mut reviewer, id) = hostile_office().await;
    let own = format!("/applications/{id}");
    // The office's name and the call's title, the letter, and what the reviewer says to the applicant.
    siti.get(&own).await;
    assert!(siti.page.text().matches("b class=evil").count() >= 4, "{}", siti.page.text());
    assert!(siti.page.says("applicant <b class=evil>") && !siti.page.says("panel <b class=evil>"));
    let mut officer = world.officer.clone();
    let desk = format!("/office/applications/{id}");
    officer.get(&desk).await;
    for said in ["applicant <b class=evil>", "panel <b class=evil>"] {
        assert!(officer.page.says(said), "{said}: {}", officer.page.main());
    }
    let call = format!("/office/calls/{CALL}");
    let pages = |starts: &[&str]| starts.iter().map(|start| (*start).to_owned()).collect::<Vec<_>>();
    for (who, starts, least) in [
        (&mut *siti, pages(&[&own, "/", "/calls", &format!("/calls/{CALL}")]), 10),
        (&mut *reviewer, pages(&["/reviews"]), 5),
        (&mut *officer, pages(&[&desk, &call, "/office/mail"]), 20),
        (&mut *world.admin.clone(), pages(&["/admin/audit", "/admin/calls", "/office/mail"]), 20),
    ] {
        let (pages, shown) = walk(who, &starts, 80).await;
        assert!(shown >= least.min(pages), "{starts:?}: {shown} of {pages}");
    }
    let mails = world.app.deliver().await;
    assert!(mails.len() >= 3, "{}", mails.len());
    for mail in mails {
        assert!(!mail.html.contains("<b class=evil>") && !mail.html.contains("<script"), "{}", mail.html);
        assert!(mail.html.contains("b class=evil") && mail.text.contains("<b class=evil>"), "{}", mail.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_or_an_answer_that_begins_like_a_formula_is_text_in_every_export() {
    let signs = ["=1+1", "+1", "-1", "@SUM(A1)", "<b class=evil>\"'&"];
    let world = World::open().await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let mut siti = world.person("-Siti Aminah").await;
    let id = world.draft(&siti);
    let keys = ["plan_title", "aims", "methods", "work_plan", "benefit_home"];
    let typed: Vec<_> = keys.into_iter().zip(signs).collect();
    write(&mut siti, &format!("/applications/{id}/sections/plan"), "Continue", &typed).await;
    world.finish(&mut siti, id).await;
    world.hand_in(&mut siti, id).await;
    world.reviewed(id, &reviewer, 4);
    world.decide(id, Outcome::Offer, None);
    world.release();
    world.accept(&siti, id);

    let mut admin = world.admin.clone();
    let mut columns = vec![("column".to_owned(), "name".to_owned())];
    columns.extend(keys.map(|key| ("column-plan".to_owned(), format!("answer.{key}"))));
    let all = [&["-Siti Aminah"], &signs[..]].concat();
    for format in ["csv", "csv_bom", "xlsx"] {
        let address = format!("/admin/calls/{CALL}/export");
        admin.get(&address).await;
        let mut fields = vec![("csrf".to_owned(), admin.page.token()), ("format".to_owned(), format.to_owned())];
        fields.push(("reason".to_owned(), "For the visa office".to_owned()));
        fields.extend(columns.clone());
        let page = admin.post(&address, serde_urlencoded::to_string(&fields).unwrap()).await;
        assert!(page.status.is_success(), "{format}: {} {:?}", page.status, page.errors());
        if format == "xlsx" {
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(page.body.clone())).unwrap();
            let people = book.worksheet_range("People").unwrap();
            let row: Vec<Data> = people.rows().nth(1).unwrap().to_vec();
            assert_eq!(row, all.clone().into_iter().map(|text| Data::String(text.to_owned())).collect::<Vec<_>>());
            assert!(book.worksheet_formula("People").unwrap().is_empty());
        } else {
            let row = page.text().lines().nth(1).unwrap().to_owned();
            let neutral = "'-Siti Aminah,'=1+1,'+1,'-1,'@SUM(A1),\"<b class=evil>\"\"'&\"";
            assert_eq!(row, neutral, "{format}");
        }
    }
}
