//! Where documents stay: a folder and a bucket keep the same promises, and people do not notice which it is.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use reqwest::{Method, StatusCode};
use sojourn::{
    actions::documents::sweep,
    config::Config,
    db::{self, documents::DocumentRow},
    domain::{
        chance::Chance,
        form::Kind,
        id::{ApplicationId, DocumentId},
    },
    files::{Bucket, Folder, Spool, StorageKey, Store},
};
use tempfile::TempDir;

use crate::support::{
    app::TestApp,
    certificate::certificate,
    form::Form,
    page::Page,
    papers,
    process::Site,
    s3::{ACCESS_KEY, S3, SECRET_KEY},
    world::{Person, World},
};

/// An empty store, and where files arrive for it.
struct Place {
    store: Box<dyn Store>,
    spool: Spool,
    server: Option<S3>,
    folder: TempDir,
}

/// A bucket of a server with these settings.
fn bucket(server: &S3, documents: &str, change: impl FnOnce(&mut Config)) -> Bucket {
    let mut config = Config::in_folder(Path::new("unused"));
    server.configure(&mut config, documents);
    change(&mut config);
    Bucket::new(config.documents.as_ref().unwrap(), &config).unwrap()
}

impl Place {
    fn with(store: impl FnOnce(&Path) -> (Box<dyn Store>, Option<S3>)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("papers")).unwrap();
        let (store, server) = store(folder.path());
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        Self { store, spool, server, folder }
    }

    /// In a folder.
    fn folder() -> Self {
        Self::with(|folder| (Box::new(Folder::open(&folder.join("papers/office")).unwrap()), None))
    }

    /// In a bucket, whose server keeps it in the same folder.
    fn bucket() -> Self {
        Self::with(|folder| {
            let server = S3::serve(folder);
            (Box::new(bucket(&server, "s3://papers/office", |_| {})), Some(server))
        })
    }

    /// Gives a file to the store; its SHA-256.
    async fn keep(&self, key: &StorageKey, bytes: &[u8]) -> io::Result<String> {
        keep(&*self.store, &self.spool, key, bytes).await
    }

    /// Where the bytes are on the disk, be it the store's or the server's.
    fn path(&self, key: &StorageKey) -> PathBuf {
        self.folder.path().join("papers/office").join(&key.as_str()[..2]).join(key.as_str())
    }
}

async fn keep(store: &dyn Store, spool: &Spool, key: &StorageKey, bytes: &[u8]) -> io::Result<String> {
    let mut incoming = spool.begin(1 << 30).await.unwrap();
    incoming.write(bytes).await.unwrap();
    let spooled = incoming.finish().await.unwrap();
    let (sha256, waiting) = (spooled.sha256.clone(), spooled.path().to_owned());
    let kept = store.keep(key, spooled).await;
    assert!(!waiting.exists(), "nothing waits any more");
    kept.map(|()| sha256)
}

async fn read(store: &dyn Store, key: &StorageKey) -> Vec<u8> {
    let mut reading = store.open(key).await.unwrap().unwrap();
    let (size, mut bytes) = (reading.size, Vec::new());
    while let Some(piece) = reading.next().await.unwrap() {
        assert!(!piece.is_empty());
        bytes.extend(piece);
    }
    assert_eq!(size, bytes.len() as u64);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_document_comes_back_as_it_was_until_it_is_deleted() {
    for place in [Place::folder(), Place::bucket()] {
        let (store, mut chance) = (&*place.store, Chance::seeded(2));
        store.reach().await.unwrap();
        assert!(store.list(Duration::ZERO).await.unwrap().is_empty());
        // One part, exactly one part, and several: the last of 12 MB is a short one.
        for size in [1, 200_000, 5 << 20, 12_000_000] {
            let key = StorageKey::new(&mut chance);
            assert!(store.open(&key).await.unwrap().is_none());
            let bytes: Vec<u8> = (0_u32..).flat_map(u32::to_le_bytes).take(size).collect();
            let sha256 = place.keep(&key, &bytes).await.unwrap();
            assert!(read(store, &key).await == bytes, "{size} bytes of {store:?}");
            let digest = store.open(&key).await.unwrap().unwrap().digest().await.unwrap();
            assert_eq!(digest, (size as u64, sha256));
            assert!(fs::read(place.path(&key)).unwrap() == bytes, "the same file under the same name");

            assert_eq!(store.list(Duration::ZERO).await.unwrap(), std::slice::from_ref(&key));
            assert!(store.list(Duration::from_hours(1)).await.unwrap().is_empty());
            store.delete(&key).await.unwrap();
            store.delete(&key).await.unwrap();
            assert!(store.open(&key).await.unwrap().is_none());
            assert!(store.list(Duration::ZERO).await.unwrap().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_stores_own_documents_of_a_certain_age_are_listed() {
    for place in [Place::folder(), Place::bucket()] {
        let mut chance = Chance::seeded(3);
        let (old, young) = (StorageKey::new(&mut chance), StorageKey::new(&mut chance));
        for key in [&old, &young] {
            place.keep(key, b"%PDF-1.7").await.unwrap();
        }
        let yesterday = SystemTime::now() - Duration::from_hours(25);
        fs::File::options().write(true).open(place.path(&old)).unwrap().set_modified(yesterday).unwrap();
        let papers = place.folder.path().join("papers");
        fs::create_dir_all(papers.join("other/ab")).unwrap();
        fs::write(papers.join("other/ab/ab000000000000000000000000000000"), b"x").unwrap();
        fs::write(papers.join("office").join(&old.as_str()[..2]).join("notes.txt"), b"x").unwrap();
        assert_eq!(place.store.list(Duration::from_hours(24)).await.unwrap(), std::slice::from_ref(&old));
        let mut all = place.store.list(Duration::ZERO).await.unwrap();
        all.sort_by_key(ToString::to_string);
        let mut both = [old, young];
        both.sort_by_key(ToString::to_string);
        assert_eq!(all, both);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_without_the_right_keys_or_without_a_bucket_gets_errors_and_never_an_empty_answer() {
    let place = Place::bucket();
    let key = StorageKey::new(&mut Chance::seeded(4));
    place.keep(&key, b"%PDF-1.7").await.unwrap();
    let server = place.server.as_ref().unwrap();
    let stranger = bucket(server, "s3://papers/office", |config| config.s3_secret_key = "guessed".to_owned());
    let unknown = bucket(server, "s3://papers/office", |config| config.s3_access_key = "somebody".to_owned());
    let misspelt = bucket(server, "s3://paperz/office", |_| {});
    let refused = io::ErrorKind::PermissionDenied;
    for (store, kind) in [(&stranger, refused), (&unknown, refused), (&misspelt, io::ErrorKind::NotFound)] {
        assert_eq!(store.reach().await.unwrap_err().kind(), kind, "{store:?}");
        assert_eq!(store.list(Duration::ZERO).await.unwrap_err().kind(), kind, "{store:?}");
        // Asked for an object, this server tells no missing bucket from a missing object.
        if kind == refused {
            assert_eq!(store.open(&key).await.unwrap_err().kind(), kind, "{store:?}");
            assert_eq!(store.delete(&key).await.unwrap_err().kind(), kind, "{store:?}");
            for size in [10, 6 << 20] {
                let kept = keep(store, &place.spool, &StorageKey::new(&mut Chance::seeded(5)), &vec![7; size]).await;
                assert_eq!(kept.unwrap_err().kind(), kind, "{store:?}");
            }
        }
    }
    assert_eq!(read(&*place.store, &key).await, b"%PDF-1.7");
    assert_eq!(place.store.list(Duration::ZERO).await.unwrap(), [key]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_while_a_document_is_sent_leaves_nothing_of_it_and_takes_it_later() {
    let place = Place::bucket();
    let server = place.server.as_ref().unwrap();
    let key = StorageKey::new(&mut Chance::seeded(6));
    let bytes = vec![7; 12_000_000];
    // Before anything, at the beginning, after one part, after two, before the end.
    for requests in 0..5 {
        server.leave_after(requests);
        place.keep(&key, &bytes).await.unwrap_err();
        server.come_back();
        assert!(place.store.open(&key).await.unwrap().is_none(), "after {requests} requests");
        assert!(place.store.list(Duration::ZERO).await.unwrap().is_empty(), "after {requests} requests");
    }
    place.keep(&key, &bytes).await.unwrap();
    assert!(read(&*place.store, &key).await == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_whose_bucket_is_not_there_is_told_so_and_nothing_is_served() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("papers")).unwrap();
    let server = S3::serve(folder.path());
    let site = |documents: &str, endpoint: &str, secret: &str| {
        Site::new()
            .with("SOJOURN_DOCUMENTS", documents)
            .with("SOJOURN_S3_ENDPOINT", endpoint)
            .with("SOJOURN_S3_ACCESS_KEY", ACCESS_KEY)
            .with("SOJOURN_S3_SECRET_KEY", secret)
    };
    // Nobody listens on port 1.
    for (documents, endpoint, secret, why) in [
        ("s3://paperz", server.address.as_str(), SECRET_KEY, "the server has no such bucket"),
        ("s3://papers", server.address.as_str(), "guessed", "the server refuses these keys"),
        ("s3://papers", "http://127.0.0.1:1", SECRET_KEY, "the server cannot be reached"),
    ] {
        let ended = site(documents, endpoint, secret).run(&["serve"]);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!((ended.status.code(), ended.stdout.is_empty()), (Some(2), true), "{said}");
        assert!(said.contains(&format!("SOJOURN_DOCUMENTS cannot be used: {why}")), "{said}");
        assert!(!said.contains(SECRET_KEY) && !said.contains("guessed"), "{said}");
    }
    let site = site("s3://papers", &server.address, SECRET_KEY);
    site.start().listening().kill();
    site.expect_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_whose_bucket_speaks_tls_is_served_where_the_machine_trusts_its_authority_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("papers")).unwrap();
    let (server, authority) = S3::serve_over_tls(folder.path());
    let (stranger, _) = certificate("localhost");
    for (trusted, is_served) in [(authority, true), (stranger, false)] {
        let trusts = folder.path().join("authorities.pem");
        fs::write(&trusts, trusted).unwrap();
        let site = Site::new()
            .with("SOJOURN_DOCUMENTS", "s3://papers")
            .with("SOJOURN_S3_ENDPOINT", server.address.as_str())
            .with("SOJOURN_S3_ACCESS_KEY", ACCESS_KEY)
            .with("SOJOURN_S3_SECRET_KEY", SECRET_KEY)
            .with("SSL_CERT_FILE", trusts.to_str().unwrap());
        if is_served {
            site.start().listening().kill();
            continue;
        }
        let ended = site.run(&["serve"]);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains("SOJOURN_DOCUMENTS cannot be used: the server cannot be reached"), "{said}");
    }
}

/// An office whose documents are in a bucket, and somebody who writes an application.
struct Desk {
    world: World,
    server: S3,
    siti: Person,
    id: ApplicationId,
}

impl Desk {
    async fn open() -> Self {
        let mut server = None;
        // The bucket is where a folder would be, so that what the draft begins with is there already.
        let app = TestApp::start_with(|config| {
            fs::create_dir(config.data.join("documents")).unwrap();
            let started = server.insert(S3::serve(&config.data));
            started.configure(config, "s3://documents");
        });
        let world = World::open_on(app, |_, definition| {
            let mut questions = definition.form.sections.iter_mut().flat_map(|section| &mut section.questions);
            let cv = questions.find(|question| question.key == "cv").unwrap();
            let Kind::Document { max_bytes, .. } = &mut cv.kind else { panic!("no document") };
            *max_bytes = 10 << 20;
        })
        .await;
        let siti = world.person("Siti Aminah").await;
        let id = world.draft(&siti);
        Self { world, server: server.unwrap(), siti, id }
    }

    /// Chooses a file and presses the button.
    async fn upload(&mut self, text: &str) -> Page {
        self.siti.get(&format!("/applications/{}/sections/research-record", self.id)).await;
        let form: Form = self.siti.form("Upload", &[]);
        let (address, request) = self.siti.request_of(&form, Some(papers::upload("CV.pdf", text)));
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Page { address, status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }

    fn rows(&self) -> Vec<DocumentRow> {
        let id = self.id;
        let rows = self.world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
        rows.into_iter().filter(|row| row.removed_at.is_none()).collect()
    }

    fn cv(&self) -> Option<DocumentRow> {
        self.rows().into_iter().find(|row| row.question == "cv")
    }

    /// Where the server keeps a document.
    fn path(&self, key: &str) -> PathBuf {
        self.world.app.office.config.data.join("documents").join(&key[..2]).join(key)
    }

    async fn ask(person: &mut Person, id: DocumentId) -> Page {
        let address = format!("/documents/{id}");
        let request = person.request(&Method::GET, &address);
        person.once(&address, request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_gives_reads_and_removes_a_document_in_a_bucket_and_an_officer_reads_what_was_handed_in() {
    let mut desk = Desk::open().await;
    // More than one part.
    let large = "plan ".repeat(1_200_000);
    for text in [large.as_str(), "short"] {
        assert_eq!(desk.upload(text).await.status, StatusCode::SEE_OTHER);
        let row = desk.cv().unwrap();
        let file = Desk::ask(&mut desk.siti, row.id).await;
        assert!(file.status == StatusCode::OK && file.body == papers::pdf(text), "{}", file.status);
        desk.siti.get(&format!("/applications/{}/sections/research-record", desk.id)).await;
        desk.siti.submit("Remove Curriculum vitae", &[]).await;
        assert_eq!(desk.cv().map(|row| row.id), None);
        assert!(!desk.path(&row.storage_key).exists(), "nothing of it stays");
        assert_eq!(Desk::ask(&mut desk.siti, row.id).await.status, StatusCode::NOT_FOUND);
    }
    desk.upload(&large).await;
    desk.world.finish(&mut desk.siti, desk.id).await;
    desk.world.hand_in(&mut desk.siti, desk.id).await;
    let row = desk.cv().unwrap();
    let mut officer = desk.world.officer.clone();
    let file = Desk::ask(&mut officer, row.id).await;
    assert!(file.status == StatusCode::OK && file.body == papers::pdf(&large), "{}", file.status);
    assert_eq!(desk.world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_whose_upload_is_cut_off_by_the_buckets_server_is_told_so_and_uploads_it_again_later() {
    let mut desk = Desk::open().await;
    let large = "plan ".repeat(1_200_000);
    let before = desk.rows();
    // It goes away after the first of two parts.
    desk.server.leave_after(2);
    let page = desk.upload(&large).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.main());
    assert_eq!(page.errors(), ["The selected file could not be kept. Upload it again in a few minutes"]);
    assert!(!page.text().contains("127.0.0.1"), "{}", page.text());
    let ids = |rows: &[DocumentRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(&desk.rows()), ids(&before));
    // Nobody reads anything meanwhile, and nobody is told that a document is gone.
    let read = |person: &Person, id: DocumentId| person.request(&Method::GET, &format!("/documents/{id}")).send();
    assert_eq!(read(&desk.siti, before[0].id).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);

    desk.server.come_back();
    assert_eq!(Desk::ask(&mut desk.siti, before[0].id).await.status, StatusCode::OK);
    assert_eq!(desk.upload(&large).await.status, StatusCode::SEE_OTHER);
    let row = desk.cv().unwrap();
    assert!(Desk::ask(&mut desk.siti, row.id).await.body == papers::pdf(&large));
    assert_eq!(desk.world.app.check().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_is_told_of_a_document_that_is_missing_in_the_bucket_and_what_nobody_needs_is_swept() {
    let desk = Desk::open().await;
    let office = &desk.world.app.office;
    let unneeded = StorageKey::new(&mut Chance::seeded(7));
    keep(&*office.files.store, &office.files.spool, &unneeded, b"%PDF-1.7").await.unwrap();
    assert_eq!(sweep(office).await.unwrap(), 0, "its row may still be written");
    let long_ago = SystemTime::now() - Duration::from_hours(48);
    let row = desk.rows().remove(0);
    for key in [unneeded.as_str(), &row.storage_key] {
        fs::File::options().write(true).open(desk.path(key)).unwrap().set_modified(long_ago).unwrap();
    }
    assert_eq!(sweep(office).await.unwrap(), 1);
    assert!(!desk.path(unneeded.as_str()).exists());
    assert_eq!(desk.world.app.check().await, Vec::<String>::new());

    fs::remove_file(desk.path(&row.storage_key)).unwrap();
    let found = desk.world.app.check().await;
    assert!(
        found.len() == 1 && found[0].contains("DocumentFile") && found[0].contains(&row.id.to_string()),
        "{found:?}"
    );
}
