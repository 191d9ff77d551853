//! My data: the download, consents taken back, and requests for correction and erasure.

use std::{collections::BTreeMap, io::Read as _};

use reqwest::Method;
use sojourn::{
    actions::together::{self, Answer},
    db,
    domain::{id::ApplicationId, together::CoRight, workflow::Status},
};

use crate::support::world::{Person, World};

/// The download, file by file.
/// What is in the download of somebody's own data, by name.
pub async fn download(person: &mut Person) -> BTreeMap<String, Vec<u8>> {
    let request = person.request(&Method::GET, "/account/data.zip");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let bytes = answer.bytes().await.unwrap().to_vec();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        files.insert(name, content);
    }
    files
}

#[tokio::test]
async fn an_applicant_downloads_all_that_is_kept_with_the_documents_and_nothing_of_others() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    world.applicant("Suharto").await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    world.officer.submit("Write to the applicant", &[("message", "Which month?")]).await;
    thiri.get("/account").await;
    thiri.follow("See, download, correct or erase").await.expect("My data");
    assert!(thiri.page.links().contains(&"/account/data.zip".to_owned()));
    let files = download(&mut thiri).await;
    let data: serde_json::Value = serde_json::from_slice(&files["data.json"]).unwrap();
    assert_eq!(data["account"]["email"], thiri.email);
    let application = &data["applications"][0];
    assert_eq!(application["answers"]["full_name"]["answer"]["text"], "Thiri Win");
    assert_eq!(application["messages"][0]["text"], "Which month?");
    assert!(application["consents"].as_array().unwrap().len() >= 4, "{}", application["consents"]);
    assert_eq!(application["events"][0]["event"], "submit");
    assert!(data["read_me"]["answers"].as_str().unwrap().contains("by the key of the question"));
    let rows = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    // The data, the documents, and the application as a PDF.
    assert_eq!(files.len(), rows.len() + 2);
    let paper = data["papers"][0]["file"].as_str().unwrap();
    assert_eq!(paper, format!("applications/{}.pdf", application["reference"].as_str().unwrap()));
    assert!(files[paper].starts_with(b"%PDF"));
    for listed in application["documents"].as_array().unwrap() {
        let content = &files[listed["file"].as_str().unwrap()];
        assert_eq!(content.len() as u64, listed["size"].as_u64().unwrap());
        assert!(content.starts_with(b"%PDF"));
    }
    let text = String::from_utf8(files["data.json"].clone()).unwrap();
    assert!(!text.contains("Suharto") && !text.contains("Officer Li"));
    let mut visitor = world.app.browser();
    visitor.get("/account/data.zip").await.expect("Sign in");
}

#[tokio::test]
async fn a_consent_of_ones_free_choice_is_taken_back_shown_to_officers_and_given_again() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    thiri.get("/account/data").await;
    assert!(thiri.page.says("the office may publish my name"), "{}", thiri.page.main());
    thiri.get(&format!("/account/data/{id}/consent_publish")).await;
    assert!(thiri.page.says("Your name is not published."), "{}", thiri.page.main());
    thiri.submit("Take the consent back", &[]).await;
    assert_eq!(thiri.page.flash(), "The consent is taken back.");
    assert_eq!(world.row(id).status, Status::Submitted);
    let office = format!("/office/applications/{id}");
    world.officer.get(&office).await;
    assert!(world.officer.page.says("Consents taken back"), "{}", world.officer.page.main());
    let call = world.call;
    let exported = world.app.office.db.read_now(|conn| db::applications::cohort::answers(conn, &[id])).unwrap();
    let answer = format!("{:?}", exported[&id].get("consent_publish"));
    assert!(answer.contains("given: false"), "{answer} {call}");
    thiri.get(&format!("/account/data/{id}/consent_publish")).await;
    thiri.submit("Give the consent again", &[]).await;
    assert_eq!(thiri.page.flash(), "The consent is given again.");
    assert!(!world.officer.get(&office).await.says("Consents taken back"));
    let mut stranger = world.person("Suharto").await;
    assert_eq!(stranger.get(&format!("/account/data/{id}/consent_publish")).await.status, 404);
}

#[tokio::test]
async fn taking_back_what_an_application_needs_withdraws_it_and_the_page_says_so_before() {
    let world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    thiri.get(&format!("/account/data/{id}/consent_process")).await;
    assert!(thiri.page.says("your application is withdrawn at once"), "{}", thiri.page.main());
    let token = thiri.page.token();
    // A press on a page that is out of date changes nothing.
    let stale = format!("csrf={token}&version=1&act=withdraw");
    assert_eq!(thiri.post(&format!("/account/data/{id}/consent_process"), stale).await.status, 409);
    assert_eq!(world.row(id).status, Status::Submitted);
    thiri.get(&format!("/account/data/{id}/consent_process")).await;
    thiri.submit("Take the consent back", &[]).await;
    assert_eq!(world.row(id).status, Status::Withdrawn);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_writes_along_finds_it_among_the_own_data_and_gets_no_paper_of_it() {
    let world = World::open().await;
    let (thiri, mut nilar) = (world.person("Thiri Win").await, world.person("Nilar Aye").await);
    let id = world.draft(&thiri);
    let email = nilar.email.parse().unwrap();
    let row = world.act_as(&thiri, move |tx, by| together::invite(tx, by, id, &email, CoRight::View));
    nilar.get("/account/data").await;
    assert!(nilar.page.says("Application of Thiri Win"), "{}", nilar.page.main());
    assert!(nilar.page.links().contains(&format!("/writing/{row}")));
    world.act_as(&nilar, move |tx, by| together::answer(tx, by, row, Answer::Accept));
    nilar.get("/account/data").await;
    assert!(nilar.page.links().contains(&format!("/applications/{id}")));
    assert_eq!(download(&mut nilar).await.len(), 1);
}

async fn ask(person: &mut Person, kind: &str, about: Option<ApplicationId>, text: &str) {
    person.get("/account/data").await;
    let about = about.map(|id| id.to_string()).unwrap_or_default();
    person.submit("Send request", &[("kind", kind), ("application", &about), ("text", text)]).await;
}

#[tokio::test]
async fn an_application_that_lapsed_is_erased_when_asked_for_with_all_that_was_in_it() {
    let mut world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.close_call().await;
    assert_eq!(world.row(id).status, Status::Lapsed);
    ask(&mut thiri, "erasure", Some(id), "").await;
    assert_eq!(thiri.page.errors(), ["Say what is to be corrected or erased"]);
    ask(&mut thiri, "erasure", Some(id), "All of it.").await;
    assert_eq!(thiri.page.flash(), "Your request is sent. The answer comes by email and is shown here.");
    world.admin.get("/admin/requests").await.expect("Data requests");
    world.admin.follow("Thiri Win").await.expect("Erasure");
    assert!(world.admin.page.says("Granting this erases the application"), "{}", world.admin.page.main());
    world.admin.submit("Grant", &[]).await;
    assert_eq!(world.admin.page.status, 422);
    world.admin.submit("Grant", &[("reason", "It is erased.")]).await;
    assert_eq!(world.admin.page.flash(), "The request is answered. The person is told by email.");
    let gone = world.app.office.db.read_now(|conn| db::applications::find(conn, id)).unwrap();
    assert!(gone.is_none());
    let left: Vec<String> = world.app.rows().into_iter().filter(|row| row.contains(&id.to_string())).collect();
    assert!(left.iter().all(|row| row.starts_with("audit") || row.starts_with("data_requests")), "{left:#?}");
    assert!(world.newest_mail_to(&thiri).await.text.contains("It is erased."));
    thiri.get("/account/data").await;
    assert!(thiri.page.says("It is erased.") && thiri.page.says("Done"), "{}", thiri.page.main());
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_application_under_way_is_kept_and_the_person_reads_why() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    ask(&mut thiri, "erasure", Some(id), "All of it.").await;
    world.admin.get("/admin/requests").await;
    world.admin.follow("Thiri Win").await;
    assert!(world.admin.page.says("It must be kept as long as"), "{}", world.admin.page.main());
    let (address, token) = (world.admin.page.address.clone(), world.admin.page.token());
    let forced = format!("csrf={token}&version=1&act=done&reason=Gone");
    assert_eq!(world.admin.post(&address, forced).await.status, 422);
    world.admin.get(&address).await;
    world.admin.submit("Do not grant", &[("reason", "It is under review. You can withdraw it.")]).await;
    assert_eq!(world.row(id).status, Status::Submitted);
    assert!(world.newest_mail_to(&thiri).await.text.contains("You can withdraw it."));
    thiri.get("/account/data").await;
    assert!(thiri.page.says("You can withdraw it."));
    // Other people's applications cannot be asked about.
    let mut stranger = world.person("Suharto").await;
    stranger.get("/account/data").await;
    let body = format!("csrf={}&kind=erasure&application={id}&text=Erase", stranger.page.token());
    assert_eq!(stranger.post("/account/data", body).await.status, 404);
}

#[tokio::test]
async fn whoever_asks_for_it_all_to_be_erased_has_no_account_afterwards_and_is_told() {
    let mut world = World::open().await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    ask(&mut thiri, "erasure", None, "Everything.").await;
    world.admin.get("/admin/requests").await;
    world.admin.follow("Thiri Win").await;
    assert!(world.admin.page.says("Granting this closes the account"), "{}", world.admin.page.main());
    let request = world.admin.page.address.clone();
    world.admin.submit("Grant", &[("reason", "It is erased.")]).await;
    assert!(world.admin.page.errors()[0].contains("has an application under way"), "{:?}", world.admin.page.errors());
    thiri.get(&format!("/applications/{id}/withdraw")).await;
    thiri.submit("Withdraw application", &[]).await;
    assert_eq!(world.row(id).status, Status::Withdrawn);
    world.admin.get(&request).await;
    world.admin.submit("Grant", &[("reason", "It is erased.")]).await;
    assert_eq!(world.admin.page.flash(), "The request is answered. The person is told by email.");
    world.app.deliver().await;
    let subjects = world.subjects_to(&thiri).await;
    assert!(subjects.iter().any(|subject| subject.contains("closed")), "{subjects:?}");
    assert!(!world.admin.page.says("Thiri Win"), "{}", world.admin.page.main());
    assert!(thiri.get("/account").await.says("Sign in"), "the session has ended");
    let user = world.app.office.db.read_now(move |conn| db::users::get(conn, thiri.id)).unwrap();
    assert!(user.name.is_empty() && user.closed_at.is_some() && !user.email.to_string().contains("thiri"));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
