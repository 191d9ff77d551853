use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, Stream, StringFormat, dictionary,
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

/// A stream whose megabytes of the same byte are packed into little.
fn packed(mut dictionary: Dictionary, byte: u8, megabytes: usize) -> Stream {
    dictionary.set("N", 1);
    dictionary.set("First", 4);
    let mut stream = Stream::new(dictionary, vec![byte; megabytes << 20]);
    stream.compress().unwrap();
    stream
}

#[test]
fn a_file_that_unpacks_to_gigabytes_is_not_unpacked() {
    // Content is not looked into, so a page that would draw for ever is only counted.
    let mut content = document(1);
    let page = content.page_iter().next().unwrap();
    let bomb = content.add_object(packed(dictionary! {}, b' ', 64));
    content.get_dictionary_mut(page).unwrap().set("Contents", bomb);
    assert_eq!(pdf(&bytes(content)), Ok(Inspected { pages: 1 }));

    let mut one = document(1);
    one.add_object(packed(dictionary! { "Type" => "ObjStm" }, b' ', 64));
    assert_eq!(pdf(&bytes(one)), Err(Fault::Damaged));

    let mut many = document(1);
    let small = packed(dictionary! { "Type" => "ObjStm" }, b' ', 1);
    for _ in 0..2000 {
        many.add_object(small.clone());
    }
    let begun = std::time::Instant::now();
    assert_eq!(pdf(&bytes(many)), Err(Fault::Damaged));
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
    #![proptest_config(ProptestConfig::with_cases(200))]

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
