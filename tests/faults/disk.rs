//! A disk that is full: people are told so, keep what they typed, and nothing is half there.

use reqwest::StatusCode;
use sha2::{Digest as _, Sha256};
use sojourn::{db, files::spool::hex};
use tokio::sync::watch;

use super::{
    applicant::Applicant,
    office::fill,
    record::{look, mails_are_there_once},
    until,
};
use crate::support::{browser::Upload, form::Form, page::Page, papers, process::Site};

/// An answer of a server that could not do it; other faults it must not have.
async fn unable(one: &mut Applicant, form: &Form, file: Option<Upload<'_>>) -> Page {
    let (address, request) = one.browser.request_of(form, file);
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let page = Page { address, status, headers, body: answer.bytes().await.unwrap().to_vec() };
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.main());
    assert_eq!(page.faults(), ["the server failed"]);
    page
}

/// Files that are on their way into the store.
fn arriving(site: &Site) -> usize {
    let folders = std::fs::read_dir(site.folder().join("spool")).unwrap().map(|entry| entry.unwrap().path());
    folders.filter(|path| path.is_dir()).map(|folder| std::fs::read_dir(folder).unwrap().count()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_applicant_is_told_that_the_disk_takes_nothing_and_saves_again_when_it_does() {
    let site = Site::new();
    let (call, mut everybody) = fill(&site, 1).await;
    let one = &mut everybody[0];
    let (answers, _) = watch::channel(0);
    let program = site.start_on_a_small_disk().listening();
    one.save(&answers).await;
    one.upload(&answers).await;

    program.limit_files(Some(16));
    let (form, _) = one.retitled().await;
    if !site.is_postgres() {
        let page = unable(one, &form, None).await;
        let problem = "Your answers could not be saved. They are still below. Save them again in a few minutes.";
        assert_eq!(page.errors(), [problem]);
        assert!(page.text().contains("Plan 0 and 1"), "what was typed is still there");
    }
    one.open(&format!("/applications/{}/sections/research-record", one.id)).await;
    let form = one.browser.form("Upload", &[]);
    let bytes = papers::pdf("too much");
    let lost = hex(&Sha256::digest(&bytes));
    let file = Upload { field: "file", name: "CV.pdf", kind: "application/pdf", bytes };
    let page = unable(one, &form, Some(file)).await;
    if site.is_postgres() {
        assert_eq!(page.errors(), ["The selected file could not be kept. Upload it again in a few minutes"]);
    } else {
        assert_eq!(page.heading(), "This does not work right now");
    }
    // A thumbnail may be being drawn just now, which needs a file as well.
    until(|| arriving(&site) == 0).await;
    one.open(&format!("/applications/{}/check", one.id)).await;
    if !site.is_postgres() {
        let form = one.browser.form("Submit application", &[]);
        let page = unable(one, &form, None).await;
        assert!(page.says("If you sent something, it was not saved."), "{}", page.main());
    }

    program.limit_files(None);
    let id = one.id;
    let files = site.open().read_now(|conn| db::documents::list(conn, id)).unwrap();
    assert!(files.iter().all(|file| file.sha256 != lost));
    one.apply(&answers).await;
    program.tell_to_stop();
    assert!(program.ended().success(), "{}", site.log());
    let found = look(&site.open(), &call, &everybody);
    assert_eq!((found.lost, found.doubled), (Vec::new(), Vec::new()));
    mails_are_there_once(&site, &everybody);
    site.expect_in_order();
}
