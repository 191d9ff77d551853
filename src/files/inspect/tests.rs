//! What inspection says of good, damaged, protected and hostile files.

use std::fmt::Write as _;

use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, Stream, StringFormat, dictionary,
};
use proptest::prelude::*;

use super::*;

/// A document with so many pages, each with a little text.
fn document(pages: usize) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|n| {
            let content = Stream::new(dictionary! {}, format!("BT (Page {n}) Tj ET").into_bytes());
            let content = document.add_object(content);
            document.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content }).into()
        })
        .collect();
    let count = i64::try_from(pages).unwrap();
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let id = Object::String(vec![7; 16], StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn an_applicant_gives_a_pdf_and_its_pages_are_counted() {
    assert_eq!(pdf(&bytes(document(3))), Ok(Inspected { pages: 3 }));
    let mut packed = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document(40).save_with_options(&mut packed, options).unwrap();
    assert_eq!(pdf(&packed), Ok(Inspected { pages: 40 }));
    let mut padded = b"\xef\xbb\xbf\n".to_vec();
    padded.extend(bytes(document(1)));
    padded.extend([0; 4096]);
    assert_eq!(pdf(&padded), Ok(Inspected { pages: 1 }));
}

#[test]
fn a_blind_reviewer_gets_the_pages_of_a_pdf_without_the_name_of_its_author() {
    let mut document = document(2);
    let name = || Object::string_literal("Thiri Win");
    let info = document.add_object(dictionary! { "Author" => name(), "Title" => name() });
    document.trailer.set("Info", info);
    let xmp = Stream::new(dictionary! { "Type" => "Metadata" }, b"<dc:creator>Thiri Win</dc:creator>".to_vec());
    let xmp = document.add_object(xmp);
    let remark = dictionary! { "Type" => "Annot", "Subtype" => "Text", "T" => name(), "Contents" => Object::string_literal("See page 2") };
    let remark = document.add_object(remark);
    let field = dictionary! { "Type" => "Annot", "Subtype" => "Widget", "T" => Object::string_literal("field") };
    let field = document.add_object(field);
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Annots", vec![remark.into(), field.into()]);
    document.catalog_mut().unwrap().set("Metadata", xmp);
    let given = bytes(document);
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|w| w == text);
    assert!(holds(&given, b"Thiri Win"));
    let shown = without_author(&given).unwrap();
    assert!(!holds(&shown, b"Thiri Win"));
    for kept in [&b"See page 2"[..], b"field", b"(Page 0)", b"(Page 1)"] {
        assert!(holds(&shown, kept), "{}", String::from_utf8_lossy(kept));
    }
    assert_eq!(pdf(&shown), Ok(Inspected { pages: 2 }));
    assert_eq!(without_author(b"%PDF-1.7 nothing"), Err(Fault::Damaged));
}

#[test]
fn both_the_name_and_the_first_bytes_must_say_pdf() {
    let accepted = [FileFormat::Pdf];
    assert_eq!(format("CV.PDF", b"%PDF-1.7", &accepted), Ok(FileFormat::Pdf));
    let refused = Err(Fault::Format(FileFormat::Pdf));
    assert_eq!(format("CV.docx", b"%PDF-1.7", &accepted), refused);
    assert_eq!(format("CV.pdf.exe", b"%PDF-1.7", &accepted), refused);
    assert_eq!(format("CV", b"%PDF-1.7", &accepted), refused);
    assert_eq!(format("CV.pdf", b"PK\x03\x04", &accepted), refused);
    assert_eq!(format("CV.pdf", b"<html>%PDF-1.7", &accepted), refused);
    assert_eq!(format("CV.pdf", b"", &accepted), Err(Fault::Empty));
}

#[test]
fn a_file_that_was_cut_off_or_has_no_pages_is_damaged() {
    let whole = bytes(document(5));
    for end in [5, 20, whole.len() / 2, whole.len() - 8] {
        assert_eq!(pdf(&whole[..end]), Err(Fault::Damaged), "cut at {end}");
    }
    assert_eq!(pdf(&bytes(document(0))), Err(Fault::Damaged));
    assert_eq!(pdf(b"%PDF-1.7\n%%EOF"), Err(Fault::Damaged));
    // The table says where nothing is.
    let start = whole.windows(9).rposition(|w| w == b"startxref").unwrap();
    let mut lost = whole[..start].to_vec();
    lost.extend(b"startxref\n12\n%%EOF");
    assert_eq!(pdf(&lost), Err(Fault::Damaged));
}

#[test]
fn an_applicant_is_told_to_remove_the_password() {
    for user_password in ["secret", ""] {
        let mut document = document(2);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        assert_eq!(pdf(&bytes(document)), Err(Fault::Protected), "{user_password:?}");
    }
}

/// A whole file of these objects after a page tree of one page, written by hand, because the library would leave them out.
fn by_hand(objects: &[Vec<u8>]) -> Vec<u8> {
    let first: [&[u8]; 3] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
    ];
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 4);
    for (n, object) in first.into_iter().chain(objects.iter().map(Vec::as_slice)).enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{} 0 obj\n", n + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(table.bytes());
    file.extend(format!("trailer\n<</Root 1 0 R/Size {}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 4).bytes());
    file
}

/// A stream of many bytes packed into few.
fn bomb(kind: &str, size: usize) -> Vec<u8> {
    let mut stream = Stream::new(dictionary! {}, vec![b' '; size]);
    stream.compress().unwrap();
    let head = format!("<<{kind}/Filter/FlateDecode/Length {}>>stream\n", stream.content.len());
    [head.as_bytes(), &stream.content, b"\nendstream"].concat()
}

#[test]
fn a_file_that_unpacks_to_gigabytes_is_not_unpacked() {
    // Content is not looked into, so a page that would draw for ever is only counted.
    assert_eq!(pdf(&by_hand(&[bomb("", 64 << 20)])), Ok(Inspected { pages: 1 }));
    let objects = "/Type/ObjStm/N 1/First 4";
    assert_eq!(pdf(&by_hand(&[bomb(objects, 64 << 10)])), Ok(Inspected { pages: 1 }));
    assert_eq!(pdf(&by_hand(&[bomb(objects, 16 << 20)])), Err(Fault::Damaged));
    let begun = std::time::Instant::now();
    assert_eq!(pdf(&by_hand(&vec![bomb(objects, 2 << 20); 1000])), Err(Fault::Damaged));
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn a_page_tree_that_goes_in_circles_or_down_for_ever_ends() {
    let mut circle = document(1);
    let tree = circle.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    circle.get_dictionary_mut(tree).unwrap().set("Kids", vec![tree.into(), tree.into()]);
    let _ = pdf(&bytes(circle));

    let deep = format!("%PDF-1.4\n1 0 obj\n{}{}\nendobj\n", "[".repeat(200_000), "]".repeat(200_000));
    let deep = format!("{deep}trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF");
    assert_eq!(pdf(deep.as_bytes()), Err(Fault::Damaged));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_bytes_inspection_answers(noise in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = pdf(&noise);
        let framed = [b"%PDF-1.7\n".as_slice(), &noise, b"\nstartxref\n9\n%%EOF"].concat();
        let _ = pdf(&framed);
    }

    #[test]
    fn whatever_is_changed_in_a_pdf_inspection_answers(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30)) {
        let mut damaged = bytes(document(2));
        for (at, byte) in changes {
            let at = at.index(damaged.len());
            damaged[at] = byte;
        }
        let _ = pdf(&damaged);
    }
}
