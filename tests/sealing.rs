//! Sealed copies: the application on paper with a page for signature and seal, and its scan.

use reqwest::{Method, StatusCode};
use sojourn::{
    db,
    domain::{time::Span, workflow::Status},
};

use crate::support::{
    browser::Upload,
    papers,
    world::{Person, World},
};

fn scan(bytes: Vec<u8>) -> Upload<'static> {
    Upload { field: "file", name: "sealed.pdf", kind: "application/pdf", bytes }
}

async fn once(person: &Person, address: &str) -> crate::support::page::Page {
    let mut person = person.clone();
    let request = person.request(&Method::GET, address);
    person.once(address, request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_prints_for_the_seal_uploads_the_scan_after_the_deadline_and_the_officer_opens_it() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    let office = format!("/office/applications/{id}");
    assert!(world.officer.get(&office).await.says("Not received yet"));
    thiri.get(&format!("/applications/{id}")).await;
    thiri.follow("Print for signature, or upload the scan").await.expect("Signed and sealed copy");
    let paper = thiri.page.link("Download as PDF").unwrap();
    let (plain, sealed) =
        (once(&thiri, &format!("/applications/{id}/application.pdf")).await, once(&thiri, &paper).await);
    let pages = |pdf: &[u8]| lopdf::Document::load_mem(pdf).unwrap().get_pages().len();
    assert_eq!(pages(&sealed.body), pages(&plain.body) + 1);
    // The review begins without it.
    world.close_call().await;
    world.confirm_eligible(id);
    let reviewer = world.reviewer("Ana Cruz").await;
    let assignment = world.assign(id, &reviewer);
    world.declare(assignment, &reviewer);
    assert_eq!(world.row(id).status, Status::InReview);
    thiri.get(&format!("/applications/{id}/sealing")).await;
    thiri.upload("Upload the scan", scan(b"MZ not a PDF".to_vec())).await;
    assert_eq!(thiri.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!thiri.page.errors().is_empty());
    thiri.upload("Upload the scan", scan(papers::pdf("first"))).await;
    assert_eq!(thiri.page.flash(), "The signed and sealed copy is received.");
    thiri.upload("Upload the scan", scan(papers::pdf("second"))).await;
    let rows = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    let copies: Vec<_> = rows.iter().filter(|row| row.file_name == "sealed.pdf").collect();
    assert!(copies[0].removed_at.is_some() && copies[1].removed_at.is_none() && copies.len() == 2);
    let document = format!("/documents/{}", copies[1].id);
    world.officer.get(&office).await;
    assert!(world.officer.page.says("sealed.pdf") && !world.officer.page.says("older than the last version"));
    assert_eq!(once(&world.officer, &document).await.body, papers::pdf("second"));
    // Neither the reviewer nor anybody else.
    let stranger = world.person("Suharto").await;
    for other in [&reviewer, &stranger] {
        assert_eq!(once(other, &document).await.status, StatusCode::NOT_FOUND);
        assert_eq!(once(other, &format!("/applications/{id}/sealing")).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
    // When its time is over, nothing is taken, and what is in stays.
    thiri.get(&format!("/applications/{id}/sealing")).await;
    let form = thiri.form("Upload the scan", &[]);
    world.app.pass(Span::days(31)).await;
    let (address, request) = thiri.request_of(&form, Some(scan(papers::pdf("late"))));
    let late = thiri.once(&address, request).await;
    assert_eq!(late.errors(), ["No signed and sealed copy can be uploaded any more"]);
    assert!(late.says("sealed.pdf") && late.says("It could be uploaded until"));
}

#[tokio::test]
async fn where_a_call_wants_no_paper_and_before_anything_is_handed_in_there_is_no_page_for_it() {
    let world = World::open_with(|_, definition| definition.sealing = None).await;
    let (owner, id) = world.applicant("Thiri Win").await;
    assert_eq!(once(&owner, &format!("/applications/{id}/sealing")).await.status, StatusCode::NOT_FOUND);
    let world = World::open().await;
    let owner = world.person("Thiri Win").await;
    let draft = world.draft(&owner);
    assert_eq!(once(&owner, &format!("/applications/{draft}/sealing")).await.status, StatusCode::NOT_FOUND);
}
