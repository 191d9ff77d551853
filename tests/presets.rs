//! Presets: from an empty office to a submitted application, by the pages alone, for each of them.

use std::collections::BTreeMap;

use sojourn::{
    db,
    demo::{
        any_form::{self, Brought},
        people::People,
        plans,
    },
    domain::{
        call::Definition,
        chance::Chance,
        form::{Answer, Answers, Kind, Section, Typed, typed::count_field},
        id::{ApplicationId, DocumentId},
        presets,
        time::{Span, Timestamp, Zone},
        workflow::Status,
    },
};

use crate::support::{
    app::TestApp,
    browser::{Browser, Upload},
    founding::{first_admin, registered},
    page::css,
    papers,
};

const EMAIL: &str = "applicant@people.example";

/// An office of one admin with a call of this preset, made and published in the browser.
async fn office_with(app: &TestApp, title: &str, chosen: &str) -> Browser {
    let mut admin = first_admin(app).await;
    admin.get("/admin/calls/new").await.expect("Set up a call");
    let typed = [
        ("Start from", chosen),
        ("Name of the new programme", title),
        ("Title of the call", title),
        ("Word in its address", "this-year"),
        ("Beginning of reference numbers", "REF-27"),
        ("Times are told in", "Asia/Shanghai"),
        ("Opens", "2026-10-01T09:00"),
        ("Closes", "2026-12-18T17:00"),
        ("Grace minutes after closing", "15"),
        ("Places", "4"),
        ("review_due", "2027-02-01T17:00"),
        ("reviews_close", "2027-02-10T17:00"),
    ];
    admin.submit("Make the call", &typed).await.expect(title);
    assert_eq!(app.browser().get("/calls/this-year").await.status, 404);
    admin.submit("Publish", &[]).await.expect(title);
    admin
}

/// What somebody answers to this form.
fn answers_to(definition: &Definition, seed: u64, settled: &[(&str, &str)]) -> Answers {
    let at = Timestamp::at(2026, 11, 23, 8, 0);
    let today = at.day_in(Zone::Asia__Shanghai);
    let mut chance = Chance::seeded(seed);
    let mut people = People::new(today);
    let person = people.from("KH", &mut chance);
    let others = people.around(&person, &mut chance);
    let place = "the Tonle Sap lake";
    let plan = plans::plan(plans::field(&mut chance), place, 12, &mut chance);
    // All of them, those that may be left out too: the ids only say that there is one.
    let files = definition.form.questions().filter(|q| matches!(q.kind, Kind::Document { .. }));
    let documents: BTreeMap<String, DocumentId> =
        files.map(|q| (q.key.clone(), DocumentId::new(at, &mut chance))).collect();
    let (person, plan, others, documents) = (&person, &plan, &others[..], &documents);
    let closes = today + Span::days(25);
    any_form::all(&Brought { person, plan, place, others, documents, settled, at, closes }, definition, &mut chance)
}

/// Fills in the open page of a section, a row at a time, and goes on.
async fn fill(browser: &mut Browser, section: &Section, answers: &Answers) {
    let typed = Typed::of(section, answers);
    for question in &section.questions {
        let Kind::Rows { row, .. } = &question.kind else { continue };
        let shown = |browser: &Browser| -> usize {
            browser
                .page
                .html()
                .select(&css(&format!("input[name={}]", count_field(&question.key))))
                .next()
                .and_then(|field| field.attr("value")?.parse().ok())
                .unwrap_or(0)
        };
        while shown(browser) < typed.rows(&question.key) {
            let before = shown(browser);
            browser.submit(&format!("Add another: {}", row.in_language("en")), &[]).await;
            assert_eq!((browser.page.status.as_u16(), shown(browser)), (200, before + 1));
        }
    }
    let mut names: Vec<String> = Vec::new();
    for field in browser.page.html().select(&css("input[name], select[name], textarea[name]")) {
        let name = field.attr("name").unwrap_or_default().to_owned();
        if !names.contains(&name) && !name.ends_with("-rows") {
            names.push(name);
        }
    }
    let given: Vec<(&str, &str)> =
        names.iter().flat_map(|name| typed.values(name).iter().map(|value| (name.as_str(), value.as_str()))).collect();
    browser.submit("Continue", &given).await;
    assert_eq!(browser.page.errors(), Vec::<String>::new(), "{}: {given:?}", section.key);
}

/// Gives every file that the open page of a section asks for and the answers know of.
async fn give_files(browser: &mut Browser, section: &Section, application: &str, answers: &Answers) {
    for question in &section.questions {
        if !matches!(answers.get(&question.key), Some(Answer::Documents(_))) {
            continue;
        }
        let mut form = browser.form("Upload", &[]);
        form.action = format!("{application}/documents/{}", question.key);
        assert!(browser.page.text().contains(&format!("action=\"{}\"", form.action)), "{}", question.key);
        let file =
            Upload { field: "file", name: "Paper.pdf", kind: "application/pdf", bytes: papers::pdf(&question.key) };
        let (address, request) = browser.request_of(&form, Some(file));
        browser.open(&address, request).await;
        assert_eq!(browser.page.errors(), Vec::<String>::new(), "{}", question.key);
    }
}

/// From an empty office to a submitted application.
async fn from_nothing_to_submitted(key: &str, chosen: &str, seed: u64, settled: &[(&str, &str)]) {
    let app = TestApp::start();
    let title = "The call of this year";
    let mut admin = office_with(&app, title, chosen).await;
    let definition = presets::find(key).unwrap().definition().unwrap();
    let answers = answers_to(&definition, seed, settled);

    let mut browser = registered(&app, "Sok Dara", EMAIL).await;
    browser.follow(title).await.expect(title);
    assert!(browser.page.says(definition.about[0].paragraphs[0].in_language("en")));
    browser.follow("Check whether you can apply").await.expect("Check that you can apply");
    let (before, form): (Vec<&Section>, Vec<&Section>) = definition.form.sections.iter().partition(|s| s.before);
    fill(&mut browser, before[0], &answers).await;
    assert_eq!(browser.page.heading(), "Your application", "{}", browser.page.main());
    let tasks = browser.page.address.clone();
    let application = tasks.trim_end_matches("/tasks").to_owned();
    for section in form {
        browser.get(&format!("{application}/sections/{}", section.key)).await.expect(section.title.in_language("en"));
        give_files(&mut browser, section, &application, &answers).await;
        browser.get(&format!("{application}/sections/{}", section.key)).await;
        fill(&mut browser, section, &answers).await;
    }
    browser.get(&tasks).await;
    browser.follow("Check your answers and submit").await.expect("Check your answers");
    browser.submit("Submit application", &[]).await.expect("Application submitted");
    assert!(browser.page.first("main strong").starts_with("REF-27-"), "{}", browser.page.main());
    let told = browser.page.says("Your nominating authority is asked");
    assert_eq!(told, definition.nomination.is_some(), "{}", browser.page.main());
    assert!(app.newest_mail_to(EMAIL).await.text.contains("REF-27-"));

    let id: ApplicationId = application.trim_start_matches("/applications/").parse().unwrap();
    let stored = app.office.db.read_now(move |conn| {
        let row = db::applications::find(conn, id)?.unwrap();
        Ok::<_, db::Error>((row, db::answers::list(conn, id)?))
    });
    let (row, sections) = stored.unwrap();
    assert_eq!(row.status, Status::Submitted);
    let kept: BTreeMap<String, Answer> = sections.into_iter().flat_map(|section| section.body.0).collect();
    let typed = |answer: &&Answer| !matches!(answer, Answer::Documents(_) | Answer::Consent { .. });
    for (question, answer) in &answers.0 {
        assert_eq!(kept.get(question).filter(typed), Some(answer).filter(typed), "{question}");
        assert!(kept.contains_key(question) || !typed(&answer), "{question}");
    }
    // The office reads it: everything that was answered, and the application in its list.
    admin.get(&format!("/office{application}")).await;
    assert!(admin.page.status.is_success(), "{}", admin.page.main());
    let name = answers.text(&definition.form.meaning.name).unwrap();
    assert!(admin.page.says(name), "{name}: {}", admin.page.main());
    assert_eq!(app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_young_scientist_applies_to_an_office_that_was_empty() {
    from_nothing_to_submitted("young-scientist", "Talented Young Scientist Exchange", 1, &[]).await;
}

#[tokio::test]
async fn a_founder_applies_for_the_tour_alone() {
    let alone = [("applies_as", "person")];
    from_nothing_to_submitted("innovation-tour", "Youth Innovation and Entrepreneurship Tour", 2, &alone).await;
}

#[tokio::test]
async fn a_delegation_applies_for_the_tour_with_its_members() {
    let together = [("applies_as", "delegation")];
    from_nothing_to_submitted("innovation-tour", "Youth Innovation and Entrepreneurship Tour", 3, &together).await;
}

#[tokio::test]
async fn a_nominee_applies_for_a_training_workshop() {
    from_nothing_to_submitted("training-workshop", "Training workshop", 4, &[]).await;
}

#[tokio::test]
async fn the_lead_of_a_team_files_a_joint_project_with_its_partners() {
    from_nothing_to_submitted("joint-research", "Joint research", 5, &[]).await;
}

#[tokio::test]
async fn whoever_offers_and_seeks_technology_applies_for_a_visit() {
    let both = [("direction", "both"), ("rights", "patent")];
    from_nothing_to_submitted("technology-transfer", "Technology-transfer and science-park visit", 6, &both).await;
}
