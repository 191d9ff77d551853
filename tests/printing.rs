//! Applications as PDFs: what stands in them, who gets which, and what cannot break them.

use std::path::PathBuf;

use reqwest::{Method, StatusCode};
use sojourn::{
    db::{self, audit::AuditFilter},
    domain::{id::ApplicationId, permission::Viewer},
    export::print::{
        Paper, Press,
        paper::{Annex, File, Line, PAGE, PAGES, Section, Table, Wording},
    },
};

use crate::support::{
    papers,
    world::{Person, World},
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
