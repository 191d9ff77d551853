//! Small pictures of documents: who sees them, and that they go with the document.

use std::{fs, path::PathBuf, time::Duration};

use reqwest::{Method, StatusCode};
use sojourn::{
    actions::{documents::sweep, thumbnails},
    db::{self, documents::DocumentRow},
    domain::{
        form::{FileFormat, Kind},
        id::ApplicationId,
    },
    files::Inspector,
};

use crate::support::{
    browser::Upload,
    page::Page,
    papers,
    world::{Person, World},
};

/// An office whose call takes several files of any format as curriculum vitae, and somebody who gave a PDF, a picture and a text.
struct Desk {
    world: World,
    siti: Person,
    id: ApplicationId,
}

impl Desk {
    async fn open() -> Self {
        let world = World::open_with(|_, definition| {
            let mut questions = definition.form.sections.iter_mut().flat_map(|section| &mut section.questions);
            let cv = questions.find(|question| question.key == "cv").unwrap();
            let Kind::Document { formats, max_files, .. } = &mut cv.kind else { panic!("no document") };
            *formats = FileFormat::ALL.to_vec();
            *max_files = 4;
        })
        .await;
        let mut siti = world.person("Siti Aminah").await;
        let id = world.draft(&siti);
        for (name, bytes) in [("b.png", papers::png(300, 300)), ("c.docx", papers::docx("three"))] {
            siti.get(&format!("/applications/{id}/sections/research-record")).await;
            siti.upload("Upload", Upload { field: "file", name, kind: "application/octet-stream", bytes }).await;
            assert_eq!(siti.page.errors(), Vec::<String>::new());
        }
        Self { world, siti, id }
    }

    /// Lets the time of the job come until it has nothing to do.
    async fn draw(&self) {
        while thumbnails::draw(&self.world.app.office, self.world.app.now()).await.unwrap() > 0 {}
    }

    fn rows(&self) -> Vec<DocumentRow> {
        let id = self.id;
        let rows = self.world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
        rows.into_iter().filter(|row| row.question == "cv").collect()
    }

    fn path(&self, row: &DocumentRow) -> PathBuf {
        let key = row.thumbnail_key.as_deref().unwrap();
        self.world.app.office.config.data.join("documents").join(&key[..2]).join(key)
    }
}

async fn ask(person: &mut Person, row: &DocumentRow) -> Page {
    let address = format!("/documents/{}/thumbnail", row.id);
    let request = person.request(&Method::GET, &address);
    person.once(&address, request).await
}

/// The picture as it stands on a page.
fn shown(page: &Page, row: &DocumentRow) -> bool {
    let (Some(width), Some(height)) = (row.thumbnail_width, row.thumbnail_height) else { return false };
    let image = format!(
        "<img class=\"thumb\" src=\"/documents/{}/thumbnail\" alt=\"\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">",
        row.id
    );
    String::from_utf8_lossy(&page.body).contains(&image)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_and_an_officer_see_small_pictures_beside_the_names_of_files_and_nobody_else_gets_them() {
    let mut desk = Desk::open().await;
    let section = format!("/applications/{}/sections/research-record", desk.id);
    assert!(!String::from_utf8_lossy(&desk.siti.get(&section).await.body).contains("thumbnail"));
    let before = desk.rows();
    assert_eq!(ask(&mut desk.siti, &before[0]).await.status, StatusCode::NOT_FOUND);
    desk.draw().await;
    let rows = desk.rows();
    let [pdf, png, docx] = rows.as_slice() else { panic!("three files") };
    let height = pdf.thumbnail_height.unwrap();
    assert!(pdf.thumbnail_width.unwrap() <= 96 && (130..=136).contains(&height), "{pdf:?}");
    assert_eq!((png.thumbnail_width, png.thumbnail_height), (Some(96), Some(96)));
    desk.siti.get(&section).await;
    assert!(shown(&desk.siti.page, pdf) && shown(&desk.siti.page, png));
    assert!(docx.thumbnail_key.is_none());
    assert_eq!(ask(&mut desk.siti, docx).await.status, StatusCode::NOT_FOUND);
    let id = desk.id;
    desk.world.finish(&mut desk.siti, id).await;
    desk.world.hand_in(&mut desk.siti, id).await;
    assert_eq!(desk.siti.page.errors(), Vec::<String>::new());
    let mut officer = desk.world.officer.clone();
    officer.get(&format!("/office/applications/{id}")).await;
    assert!(shown(&officer.page, pdf) && shown(&officer.page, png), "{} {}", officer.page.status, officer.page.main());
    let mut stranger = desk.world.person("Somchai Jaidee").await;
    for row in [pdf, png] {
        for reader in [&mut desk.siti, &mut officer] {
            let picture = ask(reader, row).await;
            assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/png"));
            assert!(picture.body.starts_with(b"\x89PNG"));
            assert_eq!(picture.header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(picture.header("cache-control"), "no-store");
        }
        assert_eq!(ask(&mut stranger, row).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(desk.world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thumbnail_stays_as_long_as_its_document_and_goes_with_it() {
    let mut desk = Desk::open().await;
    desk.draw().await;
    let png = desk.rows().remove(1);
    let path = desk.path(&png);
    let yesterday = std::time::SystemTime::now() - Duration::from_hours(25);
    fs::File::options().write(true).open(&path).unwrap().set_modified(yesterday).unwrap();
    assert_eq!(sweep(&desk.world.app.office).await.unwrap(), 0);
    assert!(path.exists());
    desk.siti.get(&format!("/applications/{}/sections/research-record", desk.id)).await;
    desk.siti.submit("Remove b.png", &[]).await;
    assert!(!path.exists(), "nothing of it stays");
    let pdf = desk.path(&desk.rows()[0]);
    assert!(pdf.exists());
    desk.siti.get(&format!("/applications/{}/delete", desk.id)).await;
    desk.siti.submit("Delete draft", &[]).await;
    assert!(!pdf.exists(), "nothing of it stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_of_its_own_draws_and_one_that_cannot_harms_nobody() {
    let inspector = Inspector::with(Some(env!("CARGO_BIN_EXE_sojourn").into()));
    let folder = tempfile::tempdir().unwrap();
    for (number, (bytes, format, is_drawn)) in [
        (papers::pdf("one"), FileFormat::Pdf, true),
        (papers::jpeg(), FileFormat::Jpeg, true),
        // Its few bytes say that they are a picture of 900 million points.
        (papers::png(30_000, 3), FileFormat::Png, false),
        (b"%PDF-1.7".to_vec(), FileFormat::Pdf, false),
    ]
    .into_iter()
    .enumerate()
    {
        let (whole, small) = (folder.path().join(format!("{number}")), folder.path().join(format!("{number}.png")));
        fs::write(&whole, bytes).unwrap();
        assert_eq!(inspector.draw_small(format, &whole, &small).await.unwrap(), is_drawn, "{number}");
        assert_eq!(fs::read(&small).unwrap().starts_with(b"\x89PNG"), is_drawn);
    }
}
