//! Applications as PDFs: what stands in them, who gets which, and what cannot break them.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};

use reqwest::{Method, StatusCode};
use sojourn::{
    actions::{applications::withdrawal, conflicts},
    db::{self, audit::AuditFilter},
    domain::{
        hosting::ConsentNeed,
        id::ApplicationId,
        permission::{Role, Scope, Viewer},
    },
    export::print::{
        Paper, Press,
        paper::{Annex, File, Line, PAGE, PAGES, Section, Table, Wording},
    },
};

use crate::support::{
    hosting::{said, with_hosts},
    papers,
    world::{CALL, Person, World},
};

/// The same text in scripts of the region.
const SCRIPTS: [&str; 5] = ["ឈ្មោះពេញ", "ชื่อเต็ม", "全名", "முழுப் பெயர்", "အမည်"];

/// The PDF at this address.
async fn pdf(person: &Person, address: &str) -> Vec<u8> {
    let mut person = person.clone();
    let request = person.request(&Method::GET, address);
    let answer = person.once(address, request).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::OK, "application/pdf"),
        "{}",
        answer.text()
    );
    answer.body
}

/// The text of every page as it is copied, in the order of the pages: a run of signs that says what it stands for (`ActualText`) counts as
/// that. Without spaces, of which a PDF of these scripts keeps no count.
fn text(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let all: String = document.get_pages().values().map(|page| text_of_page(&document, *page)).collect();
    all.split_whitespace().collect()
}

fn text_of_page(document: &lopdf::Document, page: lopdf::ObjectId) -> String {
    let fonts = document.get_page_fonts(page).unwrap();
    let content = lopdf::content::Content::decode(&document.get_page_content(page)).unwrap();
    let (mut text, mut font, mut said) = (String::new(), None, Vec::new());
    for operation in &content.operations {
        match operation.operator.as_str() {
            "Tf" => font = operation.operands[0].as_name().ok().and_then(|name| fonts.get(name)),
            "BMC" | "BDC" => {
                let stands_for = |o: &lopdf::Object| o.as_dict().ok()?.get(b"ActualText").ok().cloned();
                let actual = operation.operands.get(1).and_then(stands_for);
                text += &actual.iter().map(|o| lopdf::decode_text_string(o).unwrap()).collect::<String>();
                said.push(actual.is_some());
            }
            "EMC" => drop(said.pop()),
            "Tj" | "TJ" if !said.contains(&true) => {
                let encoding = font.unwrap().get_font_encoding(document).unwrap();
                let pieces = operation.operands.iter().flat_map(|o| match o {
                    lopdf::Object::Array(several) => several.clone(),
                    one => vec![one.clone()],
                });
                for bytes in pieces.filter_map(|piece| piece.as_str().ok().map(<[u8]>::to_vec)) {
                    text += &lopdf::Document::decode_text(&encoding, &bytes).unwrap();
                }
            }
            _ => {}
        }
    }
    text + "\n"
}

fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).unwrap().get_pages().len()
}

fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

/// An application that is in review, with its reviewer.
async fn in_review(world: &World) -> (Person, ApplicationId, Person, String) {
    let (owner, id) = world.applicant("Thiri Win").await;
    world.close_call().await;
    world.confirm_eligible(id);
    let reviewer = world.reviewer("Ana Cruz").await;
    let assignment = world.assign(id, &reviewer);
    world.declare(assignment, &reviewer);
    (owner, id, reviewer, format!("/reviews/{assignment}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn applicant_officer_and_blind_reviewer_each_get_what_their_page_shows_as_a_pdf() {
    let world = World::open().await;
    let (owner, id, reviewer, page) = in_review(&world).await;
    let reference = world.row(id).reference.unwrap();
    for (reader, address) in
        [(&owner, format!("/applications/{id}")), (&world.officer, format!("/office/applications/{id}"))]
    {
        let said = text(&pdf(reader, &format!("{address}/application.pdf")).await);
        assert!(said.contains("ThiriWin") && said.contains(&reference), "{said}");
        assert!(said.contains(&dense(&world.row(id).title)), "{said}");
    }
    let blind = pdf(&reviewer, &format!("{page}/application.pdf")).await;
    let said = text(&blind);
    assert!(said.contains(&reference) && said.contains(&dense(&world.row(id).title)), "{said}");
    assert!(!said.contains("Thiri") && !said.contains("Win"), "{said}");
    assert!(!String::from_utf8_lossy(&blind).contains("Thiri"));
    // Nobody else, and not before the declaration.
    let other = world.reviewer("Somchai Dee").await;
    let assignment = world.assign(id, &other);
    for (reader, address) in [
        (&other, format!("/reviews/{assignment}/application.pdf")),
        (&other, format!("{page}/application.pdf")),
        (&owner, format!("/office/applications/{id}/application.pdf")),
        (&reviewer, format!("/applications/{id}/application.pdf")),
    ] {
        let mut reader = reader.clone();
        let request = reader.request(&Method::GET, &address);
        assert_eq!(reader.once(&address, request).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    // Reading somebody else's is written down, file by file.
    let viewer = Viewer::staff(&world.actor(&world.admin));
    let all =
        world.app.office.db.read_now(|conn| db::audit::list(conn, &viewer, &AuditFilter::default(), 200)).unwrap();
    let mut printed: Vec<_> =
        all.iter().filter(|row| row.action == "print_application").map(|row| row.actor_name.clone()).collect();
    printed.sort();
    assert_eq!(printed, [Some("Ana Cruz".to_owned()), Some("Officer Li".to_owned())]);
    assert!(all.iter().any(|row| row.action == "read_document"));
}

/// A paper with these answers and documents.
fn paper(answers: &[&str], annexes: Vec<Annex>) -> Paper {
    let lines = answers.iter().map(|text| Line { label: "Answer".to_owned(), text: (*text).to_owned(), table: None });
    Paper {
        language: "en".to_owned(),
        title: "Application TYSE-27-0001".to_owned(),
        reference: "TYSE-27-0001".to_owned(),
        sections: vec![Section { title: "Answers".to_owned(), lines: lines.collect() }],
        annexes,
        words: Wording {
            contents: "Contents".to_owned(),
            annexes: "Documents".to_owned(),
            page: format!("Page {PAGE} of {PAGES}"),
            not_included: "could not be included".to_owned(),
            ..Wording::default()
        },
        ..Paper::default()
    }
}

fn annex(title: &str, number: usize, extension: &str, pages: usize) -> Annex {
    let pages = (1..=pages).map(|page| format!("{title}, page {page}")).collect();
    let file = File { number, extension: extension.to_owned(), pages };
    Annex { title: title.to_owned(), file: Some(file), ..Annex::default() }
}

/// Sets a paper in a process of its own, with these files.
async fn set(paper: Paper, files: &[Vec<u8>]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let write = |(number, bytes): (usize, &Vec<u8>)| {
        let path = folder.path().join(number.to_string());
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let paths: Vec<PathBuf> = files.iter().enumerate().map(write).collect();
    let into = folder.path().join("paper.pdf");
    let press = Press::with(Some(env!("CARGO_BIN_EXE_sojourn").into()));
    assert!(press.print(paper, &paths, &into).await.unwrap());
    std::fs::read(&into).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_in_khmer_thai_chinese_tamil_and_burmese_is_set_with_text_that_can_be_copied() {
    let table = Table {
        heads: vec!["Degree".to_owned(), "ឆ្នាំ".to_owned()],
        rows: vec![vec!["Doctorate #strong[x]".to_owned(), "2019".to_owned()]],
    };
    let mut paper = paper(&SCRIPTS, Vec::new());
    paper.sections[0].lines.push(Line { label: "Education".to_owned(), text: String::new(), table: Some(table) });
    let pdf = set(paper, &[]).await;
    let said = text(&pdf);
    for script in SCRIPTS {
        // A mark that is raised or lowered is drawn by itself, and its letter is copied once more with it: nothing is lost by that.
        let mut rest = said.chars();
        assert!(dense(script).chars().all(|wanted| rest.any(|c| c == wanted)), "{script}: {said}");
    }
    for script in ["全名", "முழுப் பெயர்", "အမည်"] {
        assert!(said.contains(&dense(script)), "{script}: {said}");
    }
    // What was typed is never read as markup.
    assert!(said.contains("Doctorate#strong[x]"), "{said}");
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let catalog = document.catalog().unwrap();
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Lang") && catalog.has(b"MarkInfo"));
    assert!(String::from_utf8_lossy(&pdf).contains("pdfuaid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_set_page_by_page_and_one_that_breaks_its_reader_is_named_and_breaks_nothing_else() {
    let broken = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>\nendobj\n%%EOF".to_vec();
    let annexes = vec![
        annex("Certificate", 0, "pdf", 1),
        annex("Curriculum vitae", 1, "pdf", 3),
        annex("Photograph", 2, "jpeg", 1),
    ];
    let pdf = set(paper(&["Answer"], annexes), &[papers::pdf("one"), broken, papers::jpeg()]).await;
    let said = text(&pdf);
    assert!(said.contains("couldnotbeincluded"), "{said}");
    // Title, answers, three annexes.
    assert_eq!(pages(&pdf), 5, "{said}");
    assert!(said.contains("Page5of5"), "{said}");
}

/// What a PDF says of itself as a whole: its language and its title.
fn named(pdf: &[u8]) -> (String, String) {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let language = document.catalog().unwrap().get(b"Lang").and_then(lopdf::decode_text_string).unwrap();
    let info = document.trailer.get(b"Info").and_then(|o| document.get_object(o.as_reference()?)).unwrap();
    let title = info.as_dict().unwrap().get(b"Title").and_then(lopdf::decode_text_string).unwrap();
    (language, title)
}

#[tokio::test(flavor = "multi_thread")]
async fn host_applicant_and_officer_print_one_letter_of_consent_in_english_and_chinese_and_nobody_else_does() {
    let world = World::open_with(|_, definition| with_hosts(definition, 3, ConsentNeed::Never)).await;
    let (host, mut contact) = world.host("Guangxi University", "Wei Ling").await;
    let post = world.shown_post(host, &contact, said("Mangrove carbon", 1));
    let (mut owner, id) = world.applicant("Thiri Win").await;
    let consent = world.consent(&contact, world.choose(&owner, id, post));
    let row = world.app.office.db.read_now(|conn| db::consents::find(conn, consent)).unwrap().unwrap();
    let address = format!("/consents/{consent}/letter.pdf");
    for reader in [&mut owner, &mut contact, &mut world.officer.clone()] {
        reader.get(&format!("/consents/{consent}")).await;
        assert_eq!(reader.page.link("Download as PDF"), Some(address.clone()));
    }
    let printed = pdf(&owner, &address).await;
    for reader in [&contact, &world.officer] {
        assert_eq!(text(&pdf(reader, &address).await), text(&printed));
    }
    let all = text(&printed);
    let verify = format!("{}/verify/{}", world.app.office.public_url, row.code);
    for said in [
        "TYSE-27-LC-0001",
        &row.code,
        &verify,
        "Guangxi University",
        "广西大学",
        "Thiri Win",
        &world.row(id).reference.unwrap(),
        "Mangrove carbon",
        "2027-04-01",
        "2028-03-31",
        "1 April 2027",
        "2027年4月1日",
        "接收函",
        "consents to receive",
    ] {
        assert!(all.contains(&dense(said)), "{said}: {all}");
    }
    assert_eq!(named(&printed), ("en".to_owned(), "Letter of Consent 接收函 TYSE-27-LC-0001".to_owned()));
    let document = lopdf::Document::load_mem(&printed).unwrap();
    assert!(document.catalog().unwrap().has(b"StructTreeRoot"));
    assert!(String::from_utf8_lossy(&printed).contains("pdfuaid"));
    let (stranger, _) = world.applicant("Suharto").await;
    let (_, other_host) = world.host("Hainan University", "Li Na").await;
    for reader in [stranger, other_host, world.reviewer("Ana Cruz").await] {
        let mut reader = reader.clone();
        let request = reader.request(&Method::GET, &address);
        assert_eq!(reader.once(&address, request).await.status, StatusCode::NOT_FOUND);
    }
    // A letter that ended says so.
    let version = world.row(id).version;
    world.act_as(&owner, move |tx, by| withdrawal::withdraw(tx, by, id, version, ""));
    let ended = text(&pdf(&owner, &address).await);
    assert!(ended.contains("nolongervalid") && !all.contains("nolongervalid"), "{ended}");
}

/// The files of a ZIP.
fn unpacked(zip: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

/// What comes where somebody asks for the papers of the call.
async fn all_papers(person: &mut Person, status: &str, reason: &str) -> crate::support::page::Page {
    let address = format!("/office/calls/{CALL}/papers");
    person.get(&address).await.expect("Applications as PDFs");
    let form = person.form("Download ZIP", &[("status", status), ("reason", reason)]);
    let (address, request) = person.request_of(&form, None);
    person.once(&address, request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_downloads_a_call_as_pdfs_without_conflicts_and_reads_which_could_not_be_printed() {
    let mut world = World::open().await;
    let (_, thiri) = world.applicant("Thiri Win").await;
    let (second, suharto) = world.applicant("Suharto").await;
    let (_, conflicted) = world.applicant("Ana Cruz").await;
    let (_, broken) = world.applicant("Somchai Dee").await;
    let officer = world.officer.id;
    let other = world.person("Officer Wang").await;
    world.grant(&other, Role::Officer, Scope::Call(world.call));
    world.act_as(&other, move |tx, by| conflicts::add(tx, by, conflicted, officer, "Her brother works for us."));
    // The disk gives no document of this one.
    for document in world.app.office.db.read_now(|conn| db::documents::list(conn, broken)).unwrap() {
        let path =
            world.app.office.config.data.join("documents").join(&document.storage_key[..2]).join(&document.storage_key);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
    }
    world.officer.get(&format!("/office/calls/{CALL}")).await;
    world.officer.follow("Download applications as PDFs").await;
    assert!(world.officer.page.says("There are 3 applications"), "{}", world.officer.page.main());
    let refused = all_papers(&mut world.officer, "", "").await;
    assert_eq!(refused.errors(), ["Enter why you need the applications"]);
    let answer = all_papers(&mut world.officer, "", "The ministry reads on paper").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/zip"));
    let files = unpacked(answer.body);
    let number = |id| world.row(id).reference.unwrap();
    let names: Vec<String> = files.keys().cloned().collect();
    assert_eq!(names, [format!("{}.pdf", number(thiri)), format!("{}.pdf", number(suharto)), "about.txt".to_owned()]);
    assert!(text(&files[&names[0]]).contains("ThiriWin") && text(&files[&names[1]]).contains("Suharto"));
    let about = String::from_utf8(files["about.txt"].clone()).unwrap();
    assert!(about.contains("2 applications are in this ZIP"), "{about}");
    assert!(about.contains(&format!("{}: It could not be printed", number(broken))), "{about}");
    assert!(!about.contains(&number(conflicted)), "{about}");
    // Of one state only; and who asked and why is on record.
    let version = world.row(suharto).version;
    world.act_as(&second, move |tx, by| withdrawal::withdraw(tx, by, suharto, version, ""));
    let some = unpacked(all_papers(&mut world.officer, "withdrawn", "To look").await.body);
    let names: Vec<String> = some.into_keys().collect();
    assert_eq!(names, [format!("{}.pdf", world.row(suharto).reference.unwrap()), "about.txt".to_owned()]);
    let viewer = Viewer::staff(&world.actor(&world.admin));
    let all =
        world.app.office.db.read_now(|conn| db::audit::list(conn, &viewer, &AuditFilter::default(), 200)).unwrap();
    let export = all.iter().find(|row| row.action == "export_papers" && row.reason == "The ministry reads on paper");
    assert_eq!(export.unwrap().actor_name.as_deref(), Some("Officer Li"));
    assert_eq!(all.iter().filter(|row| row.action == "print_application").count(), 4);
}

/// A PDF of these objects, from 1 on: the catalogue is the first.
fn of_objects(objects: &[&str]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in (1..).zip(objects) {
        places.push(pdf.len());
        pdf.extend(format!("{n} 0 obj\n{object}\nendobj\n").bytes());
    }
    let (table, size) = (pdf.len(), objects.len() + 1);
    pdf.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    pdf.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    pdf.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}

const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R>>";

/// PDFs that are made to break who reads them, each with what it does.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let deep = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Deep {}{}>>",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let mut tree = vec![CATALOGUE.to_owned()];
    tree.extend((2..30_000).map(|n| format!("<</Type/Pages/Count 1/Kids[{} 0 R]/Parent {} 0 R>>", n + 1, n - 1)));
    tree.push("<</Type/Page/Parent 29999 0 R/MediaBox[0 0 595 842]>>".to_owned());
    let tree: Vec<&str> = tree.iter().map(String::as_str).collect();
    vec![
        ("Its pages are in a loop", of_objects(&[CATALOGUE, "<</Type/Pages/Count 1/Kids[2 0 R]>>"])),
        ("It is deeply nested", of_objects(&[CATALOGUE, "<</Type/Pages/Count 1/Kids[3 0 R]>>", &deep])),
        ("Its tree of pages is deep", of_objects(&tree)),
        ("Its length is a loop", of_objects(&[CATALOGUE, "<</Type/Pages/Count 1/Kids[3 0 R]>>", "3 0 R"])),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_that_is_a_loop_or_deeply_nested_is_left_out_and_named_and_the_rest_is_printed() {
    let hostile = hostile();
    let mut annexes = vec![annex("Certificate", 0, "pdf", 1), annex("Photograph", 1, "jpeg", 1)];
    let mut files = vec![papers::pdf("one"), papers::jpeg()];
    for (title, bytes) in hostile {
        annexes.push(annex(title, files.len(), "pdf", 1));
        files.push(bytes);
    }
    let pdf = set(paper(&["Answer"], annexes), &files).await;
    let said = text(&pdf);
    for title in ["Its pages are in a loop", "It is deeply nested", "Its tree of pages is deep", "Its length is a loop"]
    {
        assert!(said.contains(&format!("{}couldnotbeincluded", dense(title))), "{title}: {said}");
    }
    // Title, answers, and the pages of all annexes.
    assert_eq!((pages(&pdf), said.matches("couldnotbeincluded").count()), (8, 4), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_that_takes_too_long_is_left_out_and_named_and_holds_nobody_up_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/slow_press.sh");
    let press = Press::with(Some(program)).within(Duration::from_secs(2));
    let annexes = vec![annex("Certificate", 0, "pdf", 1), annex("Endless", 1, "pdf", 1)];
    let into = folder.path().join("paper.pdf");
    assert!(press.print(paper(&["Answer"], annexes), &[], &into).await.unwrap());
    let printed = std::fs::read_to_string(&into).unwrap();
    let job: serde_json::Value = serde_json::from_str(printed.strip_prefix("printed ").unwrap()).unwrap();
    let annexes = job["matter"]["Application"]["annexes"].as_array().unwrap();
    assert!(annexes[0]["file"].is_object() && annexes[1]["file"].is_null(), "{printed}");
    assert_eq!(annexes[1]["note"], "could not be included");
}
