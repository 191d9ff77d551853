//! Documents and the virus scanner: what is held back, what is given out, and what people are told.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use sojourn::{
    actions::scanning,
    config::ScannerAddress,
    db::{self, documents::DocumentRow},
    domain::{id::ApplicationId, referees::Due, workflow::DocumentState},
};

use crate::support::{
    app::TestApp,
    clamd::{Act, Clamd, VIRUS},
    page::Page,
    papers,
    world::{Person, World},
};
use crate::{letters, nominations};

struct Desk {
    world: World,
    clamd: Clamd,
    siti: Person,
    id: ApplicationId,
}

impl Desk {
    /// An office with a scanner, and somebody who writes an application.
    async fn open() -> Self {
        let clamd = Clamd::start().await;
        let address = clamd.address.clone();
        let app = TestApp::start_with(|config| {
            config.clamd = Some(ScannerAddress::Host(address));
            config.clamd_patience = Duration::from_millis(300);
        });
        let world = World::open_on(app, |_, _| {}).await;
        let siti = world.person("Siti Aminah").await;
        let id = world.draft(&siti);
        Self { world, clamd, siti, id }
    }

    async fn give(&mut self, text: &str) {
        self.siti.get(&format!("/applications/{}/sections/research-record", self.id)).await;
        self.siti.upload("Upload", papers::upload("CV.pdf", text)).await;
        assert_eq!(self.siti.page.errors(), Vec::<String>::new());
    }

    async fn scan(&self) -> usize {
        scanning::scan(&self.world.app.office, self.world.app.now()).await.unwrap()
    }

    fn cv(&self) -> DocumentRow {
        let id = self.id;
        let rows = self.world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
        rows.into_iter().rfind(|row| row.question == "cv" && row.removed_at.is_none()).unwrap()
    }

    async fn ask_for(person: &mut Person, row: &DocumentRow) -> Page {
        let address = format!("/documents/{}", row.id);
        let request = person.request(&Method::GET, &address);
        person.once(&address, request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_held_back_from_everybody_until_the_scanner_has_found_nothing() {
    let mut desk = Desk::open().await;
    desk.give("harmless").await;
    assert_eq!(desk.cv().state, DocumentState::PendingScan);
    // An applicant whose file waits hands in all the same: the scanner's pace costs nobody the deadline.
    let (world, siti, id) = (&desk.world, &mut desk.siti, desk.id);
    world.finish(siti, id).await;
    world.hand_in(siti, id).await;
    let row = desk.cv();
    let mut officer = desk.world.officer.clone();
    for (person, address) in
        [(&mut desk.siti, format!("/applications/{id}/check")), (&mut officer, format!("/office/applications/{id}"))]
    {
        assert!(person.get(&address).await.says("Being checked for viruses"), "{}", person.page.main());
        assert_eq!(person.page.link(&row.file_name), None);
        let held = Desk::ask_for(person, &row).await;
        assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(held.says("This file is still being checked for viruses"), "{}", held.main());
    }
    assert!(desk.scan().await >= 1);
    assert_eq!(desk.cv().state, DocumentState::Clean);
    assert!(desk.clamd.came.lock().unwrap().iter().any(|bytes| *bytes == papers::pdf("harmless")));
    for person in [&mut desk.siti, &mut officer] {
        assert_eq!(Desk::ask_for(person, &row).await.status, StatusCode::OK);
    }
    assert_eq!(desk.world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_found_clean_is_looked_at_in_the_browser_and_any_other_is_saved() {
    let mut desk = Desk::open().await;
    desk.give("harmless").await;
    let row = desk.cv();
    let address = format!("/documents/{}?view=yes", row.id);
    let ask = async |person: &mut Person| {
        let request = person.request(&Method::GET, &address);
        person.once(&address, request).await
    };
    assert_eq!(ask(&mut desk.siti).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.scan().await;
    let shown = ask(&mut desk.siti).await;
    assert_eq!(shown.header("content-type"), "application/pdf");
    assert!(shown.header("content-disposition").starts_with("inline; filename=\"CV.pdf\""), "{:?}", shown.headers);
    assert_eq!(shown.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    let section = format!("/applications/{}/sections/research-record", desk.id);
    assert!(desk.siti.get(&section).await.links().contains(&address));
    let saved = Desk::ask_for(&mut desk.siti, &row).await;
    assert!(saved.header("content-disposition").starts_with("attachment"), "{:?}", saved.headers);
    // Without a scanner nothing is shown by the browser, whatever is asked for.
    let world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    let document = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap().remove(0);
    let address = format!("/documents/{}?view=yes", document.id);
    let request = thiri.request(&Method::GET, &address);
    let saved = thiri.once(&address, request).await;
    assert!(saved.header("content-disposition").starts_with("attachment"), "{:?}", saved.headers);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_is_told_of_a_virus_and_gives_a_clean_file_instead() {
    let mut desk = Desk::open().await;
    desk.give(VIRUS).await;
    let row = desk.cv();
    desk.scan().await;
    assert_eq!(desk.cv().state, DocumentState::Infected);
    desk.world.app.deliver().await;
    let mail = desk.world.newest_mail_to(&desk.siti).await;
    assert!(mail.subject.starts_with("A virus was found in your file"), "{}", mail.subject);
    assert!(mail.text.contains("CV.pdf") && mail.text.contains("/sections/research-record"), "{}", mail.text);
    assert_eq!(Desk::ask_for(&mut desk.siti, &row).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = format!("/applications/{}/sections/research-record", desk.id);
    assert!(desk.siti.get(&page).await.says("A virus was found in this file"), "{}", desk.siti.page.main());
    assert!(desk.siti.page.says("Remove it, and upload a file without a virus"));
    // Nothing is found twice and nobody is told twice.
    assert_eq!(desk.scan().await, 0);
    desk.give("harmless").await;
    desk.scan().await;
    assert_eq!(desk.cv().state, DocumentState::Clean);
    assert_eq!(Desk::ask_for(&mut desk.siti, &row).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_is_down_slow_or_confused_leaves_documents_held_back_and_they_are_tried_again() {
    let mut desk = Desk::open().await;
    desk.give("harmless").await;
    let row = desk.cv();
    for act in [
        Act::Close,
        Act::Hang,
        Act::Say(""),
        Act::Say("INSTREAM size limit exceeded. ERROR\0"),
        Act::Say("stream: OK or so\0"),
        Act::Say("OK\0"),
        Act::Say("\u{1}\u{2}garbage"),
    ] {
        desk.clamd.will(act);
        assert_eq!(desk.scan().await, 0, "{act:?}");
        assert_eq!(desk.cv().state, DocumentState::PendingScan, "{act:?}");
        assert_eq!(Desk::ask_for(&mut desk.siti, &row).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{act:?}");
    }
    desk.clamd.will(Act::Well);
    assert!(desk.scan().await >= 1);
    assert_eq!(Desk::ask_for(&mut desk.siti, &row).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_was_taken_away_while_it_was_scanned_is_gone_and_nobody_is_told() {
    let mut desk = Desk::open().await;
    desk.give(VIRUS).await;
    desk.siti.get(&format!("/applications/{}/sections/research-record", desk.id)).await;
    desk.siti.submit("Remove Curriculum vitae", &[]).await;
    desk.world.app.deliver().await;
    let before = desk.world.app.all_mails().len();
    desk.scan().await;
    desk.world.app.deliver().await;
    assert_eq!(desk.world.app.all_mails().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_an_officer_files_is_held_back_until_the_scanner_has_found_nothing() {
    for (text, status, word) in [
        ("harmless", StatusCode::OK, None),
        (VIRUS, StatusCode::UNPROCESSABLE_ENTITY, Some("Held back: a virus was found")),
    ] {
        let clamd = Clamd::start().await;
        let address = clamd.address.clone();
        let app = TestApp::start_with(|config| config.clamd = Some(ScannerAddress::Host(address)));
        let world = World::open_on(app, |_, definition| {
            definition.referees = Some(letters::referees(0, Due::BeforeReview));
        });
        let mut world = world.await;
        let (_, id, _, _) = letters::asked(&world).await;
        world.officer.get(&format!("/office/applications/{id}")).await;
        world.officer.follow("Prof. Tan").await.expect("Letter of Prof. Tan");
        world.officer.upload("Upload", papers::upload("tan.pdf", text)).await;
        assert!(world.officer.page.says("Being checked for viruses"), "{}", world.officer.page.main());
        assert_eq!(world.officer.page.link("tan.pdf"), None);
        let letter = world.app.office.db.read_now(|conn| db::letters::list(conn, id)).unwrap()[0].id;
        let file = format!("/documents/letters/{letter}");
        assert_eq!(world.officer.clone().get(&file).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        scanning::scan(&world.app.office, world.app.now()).await.unwrap();
        assert_eq!(world.officer.clone().get(&file).await.status, status);
        let page = format!("/office/applications/{id}/letters/{letter}");
        world.officer.get(&page).await;
        assert_eq!(word.is_some_and(|word| world.officer.page.says(word)), word.is_some());
        assert_eq!(world.officer.page.link("tan.pdf").is_some(), word.is_none());
        let view = format!("{file}?view=yes");
        assert_eq!(world.officer.page.links().contains(&view), word.is_none());
        if word.is_none() {
            let request = world.officer.request(&Method::GET, &view);
            let shown = world.officer.once(&view, request).await;
            assert!(shown.header("content-disposition").starts_with("inline"), "{:?}", shown.headers);
            assert_eq!(shown.header("content-security-policy"), "sandbox; default-src 'none'");
            let request = world.officer.request(&Method::GET, &file);
            let saved = world.officer.once(&file, request).await;
            assert!(saved.header("content-disposition").starts_with("attachment"), "{:?}", saved.headers);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_an_authority_is_held_back_until_the_scanner_has_found_nothing() {
    for (text, status) in [("harmless", StatusCode::OK), (VIRUS, StatusCode::UNPROCESSABLE_ENTITY)] {
        let clamd = Clamd::start().await;
        let address = clamd.address.clone();
        let app = TestApp::start_with(|config| config.clamd = Some(ScannerAddress::Host(address)));
        let mut world = World::open_on(app, |_, definition| definition.nomination = Some(nominations::OPTIONAL)).await;
        let ministry = nominations::authority(&world, "Ministry of Myanmar", 5);
        let mut khin = nominations::contact(&world, "Khin Khin", ministry).await;
        let (_, id) = world.applicant("Thiri Win").await;
        let page = format!("/nominating/{}", nominations::nomination(&world, id).id);
        khin.get(&page).await;
        khin.upload("Add letter", papers::upload("letter.pdf", text)).await;
        assert_eq!(khin.page.errors(), Vec::<String>::new());
        assert!(khin.page.says("Being checked for viruses") && khin.page.says("PDF, 1 page"), "{}", khin.page.main());
        let letter = format!("{page}/letter");
        for reader in [&mut khin, &mut world.officer] {
            assert_eq!(reader.get(&letter).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert!(scanning::scan(&world.app.office, world.app.now()).await.unwrap() > 0);
        for reader in [&mut khin, &mut world.officer] {
            assert_eq!(reader.get(&letter).await.status, status);
        }
        khin.get(&page).await;
        assert_eq!(khin.page.link("letter.pdf").is_some(), status == StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referee_whose_file_has_a_virus_is_told_once_and_gives_another() {
    let clamd = Clamd::start().await;
    let address = clamd.address.clone();
    let app = TestApp::start_with(|config| config.clamd = Some(ScannerAddress::Host(address)));
    let world =
        World::open_on(app, |_, definition| definition.referees = Some(letters::referees(0, Due::BeforeReview))).await;
    let (_, _, mut tan, _) = letters::asked(&world).await;
    tan.submit("Continue", &[("Can you write this letter?", "Yes, I can")]).await;
    tan.upload("Upload", papers::upload("letter.pdf", VIRUS)).await;
    assert_eq!(tan.page.errors(), Vec::<String>::new());
    for _ in 0..2 {
        scanning::scan(&world.app.office, world.app.now()).await.unwrap();
    }
    let mails = world.app.mails_to("tan@other.example").await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.starts_with("The file of your letter")).collect();
    assert!(told.len() == 1 && told[0].text.contains("A virus was found"), "{told:?}");
}
