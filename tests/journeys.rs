//! One whole journey by pages and mails alone: from an office that nobody has set up to the file of those who come.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use sojourn::domain::time::{Span, Timestamp};

use crate::support::{
    app::TestApp,
    browser::Browser,
    founding::{first_admin, registered},
    page::css,
    papers,
    world::PASSWORD,
};

const CALL: &str = "/calls/young-scientist-2027";
const SECOND_PERSON: &str = "You recorded one of these decisions. Somebody else must release them.";
const OFFICE: &str = "/office/calls/young-scientist-2027";

/// What is typed, by the field's name or label.
type Typed = &'static [(&'static str, &'static str)];

/// What is asked before the form.
const ELIGIBILITY: Typed = &[
    ("Which passport do you hold?", "Myanmar"),
    ("birth_date-day", "29"),
    ("birth_date-month", "2"),
    ("birth_date-year", "1988"),
    ("Do you hold a doctorate?", "Yes"),
    ("How many years have you worked in research?", "9"),
    ("full_time", "yes"),
    ("Which of these languages can you work in?", "English"),
];

/// The sections of the form in order: key, heading, the document that it asks for, answers.
const SECTIONS: &[(&str, &str, bool, Typed)] = &[
    (
        "name-and-contact",
        "Name and contact",
        false,
        &[
            ("Sex as in your passport", "Female"),
            ("Which country do you live in?", "Myanmar"),
            ("Telephone number", "+95 1 234567"),
        ],
    ),
    (
        "employment",
        "Employment",
        true,
        &[
            ("Organisation you work for", "University of Yangon"),
            ("Your post", "Lecturer"),
            ("employed_since-day", "1"),
            ("employed_since-month", "6"),
            ("employed_since-year", "2018"),
        ],
    ),
    (
        "education",
        "Education",
        true,
        &[
            ("Subject of your highest degree", "Marine ecology"),
            ("Institution that awarded it", "University of Yangon"),
            ("Country of that institution", "Myanmar"),
            ("degree_date-day", "1"),
            ("degree_date-month", "12"),
            ("degree_date-year", "2017"),
        ],
    ),
    ("languages", "Languages", false, &[("english_level", "fluent")]),
    (
        "stay",
        "Field and length of stay",
        false,
        &[
            ("How long would you like to stay?", "12 months"),
            ("research_field", "1.6"),
            ("Which priority area does your plan serve?", "Green development"),
            ("Keywords", "mangroves, carbon, restoration"),
        ],
    ),
    (
        "plan",
        "Research plan",
        false,
        &[
            ("Title of your plan", "Carbon in replanted mangroves"),
            ("aims", "How much carbon a replanted forest keeps."),
            ("methods", "Cores of soil, taken twice a year."),
            ("work_plan", "Month 1: sites. Months 2 to 12: cores."),
            ("benefit_home", "A method that our foresters can use."),
            ("benefit_host", "Data from the other side of the sea."),
            ("Have you completed this section?", "Yes"),
        ],
    ),
    ("research-record", "Your research so far", true, &[("publications", "None yet.")]),
    (
        "declarations",
        "Declarations",
        false,
        &[
            ("undertake_full_time", "yes"),
            ("undertake_law", "yes"),
            ("declare_health", "yes"),
            ("declare_ethics", "yes"),
            ("declare_dual_use", "yes"),
            ("declare_non_confidential", "yes"),
            ("declare_true", "yes"),
        ],
    ),
    (
        "consents",
        "Consents",
        false,
        &[("consent_process", "yes"), ("consent_host", "yes"), ("consent_ministry", "yes"), ("consent_abroad", "yes")],
    ),
];

/// The office is set up by the one-time link, and the call from its preset.
async fn set_up_office(app: &TestApp) -> Browser {
    let mut admin = first_admin(app).await;
    admin.get("/admin/calls/new").await.expect("Set up a call");
    let typed = [
        ("Name of the new programme", "Talented Young Scientist Exchange Programme"),
        ("Title of the call", "Young scientists 2027"),
        ("Word in its address", "young-scientist-2027"),
        ("Beginning of reference numbers", "TYSE-27"),
        ("Times are told in", "Asia/Shanghai"),
        ("Opens", "2026-10-01T09:00"),
        ("Closes", "2026-12-18T17:00"),
        ("Grace minutes after closing", "15"),
        ("Places", "1"),
        ("review_due", "2027-02-01T17:00"),
        ("reviews_close", "2027-02-10T17:00"),
    ];
    admin.submit("Make the call", &typed).await.expect("Young scientists 2027");
    assert_eq!(app.browser().get(CALL).await.status, 404);
    admin.submit("Publish", &[]).await.expect("Young scientists 2027");
    assert_eq!(app.browser().get(CALL).await.heading(), "Young scientists 2027");
    admin
}

/// The admin gives a role for the programme to somebody who has no account and takes the invitation that comes by mail.
async fn hire(app: &TestApp, admin: &mut Browser, name: &str, email: &str, role: &str) -> Browser {
    admin.get("/admin/people").await.expect("People");
    let scope = "Talented Young Scientist Exchange Programme";
    let typed = [("name", name), ("email", email), ("Role", role), ("For what", scope)];
    admin.submit("Give role", &typed).await.expect(name);
    take_invitation(app, email).await
}

async fn take_invitation(app: &TestApp, email: &str) -> Browser {
    let link = app.newest_mail_to(email).await.link("/invitations/");
    let mut browser = app.browser();
    browser.get(&link).await.expect("Choose a password");
    browser.submit("Set password", &[("New password", PASSWORD)]).await;
    assert!(browser.page.status.is_success());
    browser
}

/// Registers, confirms by mail, answers the eligibility questions: the browser stands before the task list.
async fn register(app: &TestApp, name: &str, email: &str) -> Browser {
    let mut browser = registered(app, name, email).await;
    browser.follow("Young scientists 2027").await;
    browser.follow("Check whether you can apply").await.expect("Check that you can apply");
    browser.submit("Continue", ELIGIBILITY).await.expect("Your application");
    browser
}

/// Fills in every section with its documents, and hands in; the application's address and reference number.
async fn apply(browser: &mut Browser, name: &str) -> (String, String) {
    let tasks = browser.page.address.clone();
    let application = tasks.trim_end_matches("/tasks").to_owned();
    for (key, heading, has_document, answers) in SECTIONS {
        browser.get(&format!("{application}/sections/{key}")).await.expect(heading);
        if *has_document {
            browser.upload("Upload", papers::upload("Certificate.pdf", heading)).await.expect(heading);
            assert!(browser.page.says("Certificate.pdf"), "{}", browser.page.main());
        }
        let form = match *key {
            "name-and-contact" => browser.form("Continue", answers).with("full_name", name),
            _ => browser.form("Continue", answers),
        };
        browser.send(&form).await;
        assert_eq!(browser.page.errors(), Vec::<String>::new(), "{key}");
    }
    browser.get(&tasks).await;
    browser.follow("Check your answers and submit").await.expect("Check your answers");
    browser.submit("Submit application", &[]).await.expect("Application submitted");
    let reference = browser.page.first("main strong");
    assert!(reference.starts_with("TYSE-27-"), "{reference}");
    (application, reference)
}

/// The officer finds it eligible and gives it to the reviewer.
async fn screen(officer: &mut Browser, application: &str, reviewer: &str) {
    officer.get(&format!("/office{application}")).await;
    officer.submit("Confirm as eligible", &[]).await;
    assert_eq!(officer.page.flash(), "Confirmed as eligible.");
    officer.submit("Give to a reviewer", &[("Reviewer", reviewer)]).await;
    assert_eq!(officer.page.flash(), "Given to the reviewer, who is told.");
}

/// Declares before anything is shown, reads blind, saves a draft and makes it final.
async fn review(reviewer: &mut Browser, reference: &str, score: &str, applicant: &str) {
    reviewer.get("/reviews").await.expect("My reviews");
    reviewer.follow(reference).await.expect("Do you have a conflict of interest?");
    assert!(!reviewer.page.says("mangroves") && !reviewer.page.says(applicant));
    let none = "I have no conflict of interest and will review this application";
    reviewer.submit("Continue", &[("What is true?", none)]).await.expect(&format!("Application {reference}"));
    assert!(reviewer.page.says("Cores of soil"));
    for hidden in [applicant, "Myanmar", "1988", "Female", "University of Yangon"] {
        assert!(!reviewer.page.text().contains(hidden), "{hidden}: {}", reviewer.page.main());
    }
    reviewer.submit("Save draft", &[("score_excellence", score)]).await;
    assert_eq!(reviewer.page.flash(), "Draft saved.");
    let typed = [
        ("score_impact", score),
        ("score_implementation", "none"),
        ("for_panel", "The plan is clear."),
        ("for_applicant", "Say more about the sites."),
    ];
    reviewer.submit("Submit and next", &typed).await;
    assert_eq!(reviewer.page.flash(), "Your review is final. You can change it until the round closes.");
}

/// Ticks one application in the ranking.
async fn in_ranking(officer: &mut Browser, reference: &str, button: &str) {
    officer.get(&format!("{OFFICE}/ranking")).await.expect("Ranking");
    let html = officer.page.html();
    let ticks = css("input[name=application]");
    let tick = html.select(&ticks).find(|tick| tick.attr("aria-label") == Some(reference));
    let value =
        tick.unwrap_or_else(|| panic!("no {reference} to tick: {}", officer.page.main())).attr("value").unwrap();
    let form = officer.form(button, &[("reason", "The panel met.")]).with("application", value);
    officer.send(&form).await;
    assert_eq!(officer.page.flash(), "1 application changed.");
}

async fn export(admin: &mut Browser, name: &str, reference: &str) {
    admin.get("/admin/calls/young-scientist-2027/export").await.expect("Export the cohort");
    let typed =
        [("Columns", "Email address"), ("File", "Excel workbook"), ("Why you need it", "List for the visa office")];
    admin.submit("Export", &typed).await;
    assert!(admin.page.status.is_success(), "{}", admin.page.main());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(admin.page.body.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["People", "Counts"]);
    let people = book.worksheet_range("People").unwrap();
    assert_eq!(people.height(), 2);
    let cell = |heading: &str| {
        let headings = people.rows().next().unwrap();
        let at = headings.iter().position(|cell| *cell == Data::String(heading.to_owned()));
        people.rows().nth(1).unwrap()[at.unwrap_or_else(|| panic!("{heading}: {headings:?}"))].clone()
    };
    for (heading, value) in [
        ("Reference", reference),
        ("Name", name),
        ("Email address", "thiri@uni.example"),
        ("Member state", "Myanmar"),
        ("Sex", "Female"),
        ("Status", "Confirmed"),
    ] {
        assert_eq!(cell(heading), Data::String(value.to_owned()), "{heading}");
    }
    let counts = book.worksheet_range("Counts").unwrap();
    let row = |kind: &str| {
        let row = counts.rows().find(|row| row[1] == Data::String(kind.to_owned()));
        row.unwrap_or_else(|| panic!("{kind}: {counts:?}"))[2].clone()
    };
    assert_eq!((row("Myanmar"), row("Female")), (Data::Float(1.0), Data::Float(1.0)));
}

/// One is offered the place, the other is not selected. Whoever decided does not release, on the page or past it.
async fn choose(officer: &mut Browser, chair: &mut Browser, first: &str, second: &str) {
    for reference in [first, second] {
        in_ranking(officer, reference, "Close the review").await;
    }
    in_ranking(officer, first, "Offer").await;
    in_ranking(officer, second, "Not selected").await;

    officer.get(&format!("{OFFICE}/release")).await.expect("Release");
    assert!(officer.page.all("button").iter().all(|button| !button.contains("Release")));
    chair.get(&format!("{OFFICE}/release")).await.expect("Release");
    let release = chair.form("Release 2 decisions", &[]);
    officer.get(&format!("{OFFICE}/ranking")).await;
    let past = release.with("csrf", &officer.page.token());
    officer.send(&past).await;
    assert_eq!((officer.page.status.as_u16(), officer.page.errors()), (422, vec![SECOND_PERSON.to_owned()]));
}

/// Exactly these: none twice, none to somebody else.
async fn everybody_has_their_mails(app: &TestApp, reference: &str, second: &str) {
    let subjects = async |address: &str| -> Vec<String> {
        app.mails_to(address).await.into_iter().map(|mail| mail.subject).collect()
    };
    let programme = "Invitation: Talented Young Scientist Exchange Programme";
    assert_eq!(subjects("ratna@office.example").await, Vec::<String>::new());
    assert_eq!(subjects("li@office.example").await, [programme]);
    assert_eq!(subjects("suparat@office.example").await, [programme]);
    let given = "One application to review: Young scientists 2027";
    assert_eq!(subjects("ana@uni.example").await, ["Invitation: Young scientists 2027", given, given]);
    let about = |words: &str, reference: &str| format!("{words}: {reference}");
    assert_eq!(
        subjects("thiri@uni.example").await,
        [
            "Confirm your address for Talent Exchange Office".to_owned(),
            "Your draft is saved: Young scientists 2027".to_owned(),
            about("Application received", reference),
            about("You are offered a place", reference),
            about("You accepted the offer", reference),
            about("Your place is confirmed", reference),
        ]
    );
    assert_eq!(
        subjects("suharto@uni.example").await,
        [
            "Confirm your address for Talent Exchange Office".to_owned(),
            "Your draft is saved: Young scientists 2027".to_owned(),
            about("Application received", second),
            about("The outcome of your application", second),
        ]
    );
    assert_eq!(app.all_mails().len(), 15);
}

#[tokio::test]
async fn somebody_goes_from_registering_to_a_confirmed_place_in_the_exported_list() {
    let app = TestApp::start();
    let mut admin = set_up_office(&app).await;
    let mut officer = hire(&app, &mut admin, "Li Wei", "li@office.example", "Officer").await;
    let mut chair = hire(&app, &mut admin, "Suparat Chai", "suparat@office.example", "Chair").await;
    // The chair releases; what is released, the officer has decided.
    let mut thiri = register(&app, "Thiri Win", "thiri@uni.example").await;
    let (application, reference) = apply(&mut thiri, "Thiri Win").await;
    let receipt = app.newest_mail_to("thiri@uni.example").await;
    assert!(receipt.text.contains(&reference), "{}", receipt.text);
    app.pass(Span::hours(1)).await;
    let mut suharto = register(&app, "Suharto", "suharto@uni.example").await;
    let (second, second_reference) = apply(&mut suharto, "Suharto").await;

    app.pass_until(Timestamp::at(2026, 12, 19, 9, 0)).await;
    officer.get(&format!("{OFFICE}/reviewers")).await.expect("Reviewers");
    officer.submit("Invite", &[("name", "Ana Cruz"), ("email", "ana@uni.example")]).await.expect("Reviewers");
    let mut ana = take_invitation(&app, "ana@uni.example").await;
    for application in [&application, &second] {
        screen(&mut officer, application, "Ana Cruz").await;
    }
    review(&mut ana, &reference, "5", "Thiri Win").await;
    review(&mut ana, &second_reference, "3", "Suharto").await;

    choose(&mut officer, &mut chair, &reference, &second_reference).await;
    for (owner, application) in [(&mut thiri, &application), (&mut suharto, &second)] {
        owner.get(application).await;
        assert!(owner.page.says("Under review") && !owner.page.says("Offer") && !owner.page.says("Not selected"));
    }
    chair.submit("Release 2 decisions", &[]).await.expect("Offers");

    suharto.get(&second).await;
    assert!(suharto.page.says("Not selected") && suharto.page.says("Say more about the sites."));
    thiri.get(&application).await;
    thiri.follow("Read the offer and reply").await.expect("Your offer");
    thiri.submit("Send answer", &[("Do you accept this place?", "Yes, I accept the place")]).await;
    assert_eq!(thiri.page.flash(), "You have accepted the place.");
    officer.get(&format!("/office{application}")).await;
    officer.submit("Confirm the place", &[("reason", "The passport came by post.")]).await;
    assert_eq!(officer.page.flash(), "The place is confirmed. The applicant is told.");
    export(&mut admin, "Thiri Win", &reference).await;

    assert_eq!(app.check().await, Vec::<String>::new());
    everybody_has_their_mails(&app, &reference, &second_reference).await;
}
