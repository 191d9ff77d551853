//! Documents that applicants give and take away.

use reqwest::{Method, StatusCode, multipart};
use sojourn::{
    db,
    domain::{
        form::{FileFormat, Kind},
        id::ApplicationId,
    },
};

use crate::support::{
    page::Page,
    papers,
    world::{Person, World},
};

/// An office whose call takes up to three files of any format where others take one curriculum vitae.
async fn office_of_several() -> World {
    World::open_with(|_, definition| {
        let questions = definition.form.sections.iter_mut().flat_map(|section| &mut section.questions);
        let cv = questions.into_iter().find(|question| question.key == "cv").unwrap();
        let Kind::Document { formats, max_files, .. } = &mut cv.kind else { panic!("no document") };
        *formats = FileFormat::ALL.to_vec();
        *max_files = 3;
    })
    .await
}

/// Sends files for the curriculum vitae in one go.
async fn give(person: &mut Person, id: ApplicationId, files: &[(&str, Vec<u8>)]) -> Page {
    person.get(&format!("/applications/{id}/sections/research-record")).await;
    let mut parts = multipart::Form::new().text("csrf", person.page.token());
    for (name, bytes) in files {
        parts = parts.part("file", multipart::Part::bytes(bytes.clone()).file_name((*name).to_owned()));
    }
    let address = format!("/applications/{id}/documents/cv");
    let request = person.request(&Method::POST, &address).multipart(parts);
    person.open(&address, request).await.clone()
}

/// Names of the files that stand for the curriculum vitae.
fn standing(world: &World, id: ApplicationId) -> Vec<String> {
    let files = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    files.into_iter().filter(|f| f.question == "cv" && f.removed_at.is_none()).map(|f| f.file_name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_gives_several_files_at_once_and_takes_one_away_and_everybody_reads_them_in_order() {
    let world = office_of_several().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    siti.get(&format!("/applications/{id}/sections/research-record")).await;
    siti.submit("Remove Siti Aminah - cv.pdf", &[]).await;
    let page = give(
        &mut siti,
        id,
        &[("1.pdf", papers::pdf("one")), ("2.png", papers::png(20, 20)), ("3.jpeg", papers::jpeg())],
    )
    .await;
    assert_eq!(page.errors(), Vec::<String>::new());
    assert_eq!(standing(&world, id), ["1.pdf", "2.png", "3.jpeg"]);
    siti.get(&format!("/applications/{id}/sections/research-record")).await;
    assert!(siti.page.says("No more files can be added here"), "{}", siti.page.main());
    let page = give(&mut siti, id, &[("4.docx", papers::docx("four"))]).await;
    assert_eq!(page.errors(), ["4.docx: You can give 3 files here. Remove one before you add another"]);
    siti.get(&format!("/applications/{id}/sections/research-record")).await;
    siti.submit("Remove 2.png", &[]).await;
    assert_eq!(standing(&world, id), ["1.pdf", "3.jpeg"]);
    give(&mut siti, id, &[("4.docx", papers::docx("four"))]).await;
    world.finish(&mut siti, id).await;
    let names = standing(&world, id);
    world.hand_in(&mut siti, id).await;
    let mut officer = world.officer.clone();
    for reader in [&mut siti, &mut officer] {
        let address = if reader.name == "Siti Aminah" {
            format!("/applications/{id}/check")
        } else {
            format!("/office/applications/{id}")
        };
        reader.get(&address).await;
        let places: Vec<Option<usize>> = names.iter().map(|name| reader.page.main().find(name.as_str())).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {}", reader.page.main());
    }
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    for (name, kind) in [("3.jpeg", "image/jpeg"), ("4.docx", docx)] {
        let address = officer.page.link(name).unwrap();
        let request = officer.request(&Method::GET, &address);
        let file = officer.once(&address, request).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, kind));
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_files_the_good_ones_are_kept_and_each_other_is_told_by_its_name() {
    let world = office_of_several().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    siti.get(&format!("/applications/{id}/sections/research-record")).await;
    siti.submit("Remove Siti Aminah - cv.pdf", &[]).await;
    let flood = papers::png(30_000, 1);
    let files = [("a.pdf", papers::pdf("a")), ("b.png", flood), ("c.docx", papers::pdf("c"))];
    let page = give(&mut siti, id, &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = [
        "b.png: The selected picture must have fewer than 70 million pixels. Make it smaller and upload it again",
        "c.docx: The selected file must be one of these: PDF, PNG, JPEG, DOCX",
    ];
    assert_eq!(page.errors(), said);
    assert_eq!(standing(&world, id), ["a.pdf"]);
    // Nothing chosen.
    let page = give(&mut siti, id, &[("", Vec::new())]).await;
    assert_eq!(page.errors(), ["Select a file"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_who_replaces_a_file_before_handing_in_leaves_nothing_of_the_old_one() {
    let world = World::open().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    for text in ["one", "two"] {
        siti.get(&format!("/applications/{id}/sections/research-record")).await;
        siti.upload("Upload", papers::upload("CV.pdf", text)).await;
        assert_eq!(siti.page.errors(), Vec::<String>::new());
    }
    world.finish(&mut siti, id).await;
    world.hand_in(&mut siti, id).await;
    // What is handed in is kept, whatever happens to it later.
    siti.get(&format!("/applications/{id}/sections/research-record")).await;
    siti.upload("Upload", papers::upload("CV.pdf", "three")).await;
    let files = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    let cvs = files.iter().filter(|file| file.question == "cv");
    assert_eq!(cvs.map(|file| file.removed_at.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
