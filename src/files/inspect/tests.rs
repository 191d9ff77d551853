//! What inspection says of good, damaged, protected and hostile files.

use std::fmt::Write as _;

use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, Stream, StringFormat, dictionary,
};
use proptest::prelude::*;

use super::*;

/// Looks into a PDF.
fn pdf(bytes: &[u8]) -> Result<Inspected, Fault> {
    look(FileFormat::Pdf, bytes)
}

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
    assert_eq!(pdf(&bytes(document(3))), Ok(Inspected { pages: Some(3) }));
    let mut packed = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document(40).save_with_options(&mut packed, options).unwrap();
    assert_eq!(pdf(&packed), Ok(Inspected { pages: Some(40) }));
    let mut padded = b"\xef\xbb\xbf\n".to_vec();
    padded.extend(bytes(document(1)));
    padded.extend([0; 4096]);
    assert_eq!(pdf(&padded), Ok(Inspected { pages: Some(1) }));
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
    let shown = without_author(FileFormat::Pdf, &given).unwrap();
    assert!(!holds(&shown, b"Thiri Win"));
    for kept in [&b"See page 2"[..], b"field", b"(Page 0)", b"(Page 1)"] {
        assert!(holds(&shown, kept), "{}", String::from_utf8_lossy(kept));
    }
    assert_eq!(pdf(&shown), Ok(Inspected { pages: Some(2) }));
    assert_eq!(without_author(FileFormat::Pdf, b"%PDF-1.7 nothing"), Err(Fault::Damaged));
}

#[test]
fn both_the_name_and_the_first_bytes_must_say_pdf() {
    let accepted = [FileFormat::Pdf];
    assert_eq!(format("CV.PDF", b"%PDF-1.7", &accepted), Ok(FileFormat::Pdf));
    let refused = Err(Fault::Format(vec![FileFormat::Pdf]));
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
    assert_eq!(pdf(&by_hand(&[bomb("", 64 << 20)])), Ok(Inspected { pages: Some(1) }));
    let objects = "/Type/ObjStm/N 1/First 4";
    assert_eq!(pdf(&by_hand(&[bomb(objects, 64 << 10)])), Ok(Inspected { pages: Some(1) }));
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

/// A part of a PNG.
fn chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(content);
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], kind, content, &sum.sum().to_be_bytes()].concat()
}

/// A PNG that says to be so large, with these parts before its pixels.
fn png(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let pixels = chunk(b"IDAT", b"x\x9c\x63\0\0\0\x01\0\x01");
    [picture::PNG, &chunk(b"IHDR", &header), more, &pixels, &chunk(b"IEND", b"")].concat()
}

/// A JPEG that says to be so large, with these segments before its picture.
fn jpeg(width: u16, height: u16, more: &[u8]) -> Vec<u8> {
    let ([h, i], [w, j]) = (height.to_be_bytes(), width.to_be_bytes());
    let frame = [0xff, 0xc0, 0, 11, 8, h, i, w, j, 1, 1, 0x11, 0];
    [b"\xff\xd8", more, &frame, b"\xff\xda\0\x08\x01\x01\0\0\x3f\0", b"pix\xff\0els\xff\xd9"].concat()
}

#[test]
fn a_picture_is_measured_by_its_header_and_a_flood_of_pixels_is_refused_without_being_drawn() {
    let fine = Ok(Inspected { pages: None });
    assert_eq!(look(FileFormat::Png, &png(4960, 7016, b"")), fine);
    assert_eq!(look(FileFormat::Jpeg, &jpeg(4000, 3000, b"")), fine);
    // Cameras write more behind the end.
    assert_eq!(look(FileFormat::Jpeg, &[&jpeg(4, 3, b"")[..], b"\0\0SEFH0000SEFT"].concat()), fine);
    let begun = std::time::Instant::now();
    for side in [20_000, u32::MAX] {
        assert_eq!(look(FileFormat::Png, &png(side, side, b"")), Err(Fault::TooManyPixels(70)));
    }
    assert_eq!(look(FileFormat::Jpeg, &jpeg(65_535, 65_535, b"")), Err(Fault::TooManyPixels(70)));
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
    assert_eq!(look(FileFormat::Png, &png(0, 5, b"")), Err(Fault::Damaged));
}

#[test]
fn a_picture_that_was_cut_off_or_changed_is_damaged() {
    let whole = png(10, 10, b"");
    for end in [8, 20, whole.len() - 4] {
        assert_eq!(look(FileFormat::Png, &whole[..end]), Err(Fault::Damaged), "cut at {end}");
    }
    let mut changed = whole;
    changed[18] ^= 1;
    assert_eq!(look(FileFormat::Png, &changed), Err(Fault::Damaged));
    let whole = jpeg(10, 10, b"");
    for end in [3, 9, whole.len() - 2] {
        assert_eq!(look(FileFormat::Jpeg, &whole[..end]), Err(Fault::Damaged), "cut at {end}");
    }
}

#[test]
fn a_blind_reviewer_gets_a_picture_without_what_its_camera_noted_but_turned_as_it_was() {
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|w| w == text);
    let given = png(10, 10, &chunk(b"tEXt", b"Author\0Thiri Win"));
    let shown = without_author(FileFormat::Png, &given).unwrap();
    assert!(holds(&given, b"Thiri Win") && !holds(&shown, b"Thiri Win"));
    assert_eq!(look(FileFormat::Png, &shown), Ok(Inspected { pages: None }));

    // Two notes in Intel's order: who made it, and that it is to be turned by a quarter.
    let notes = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0\x3b\x01\x02\0\x0a\0\0\0\x26\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0Thiri Win\0";
    let length = u16::try_from(notes.len() + 2).unwrap().to_be_bytes();
    let given = jpeg(10, 10, &[b"\xff\xe1", &length[..], notes, b"\xff\xfe\0\x0bThiri Win"].concat());
    let shown = without_author(FileFormat::Jpeg, &[&given[..], b"Thiri Win"].concat()).unwrap();
    assert!(holds(&given, b"Thiri Win") && !holds(&shown, b"Thiri Win"));
    assert!(holds(&shown, b"\x01\x12\0\x03\0\0\0\x01\0\x06"), "{shown:02x?}");
    assert_eq!(look(FileFormat::Jpeg, &shown), Ok(Inspected { pages: None }));
}

const TYPES: &str = "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>";

/// A DOCX with these files besides the two that it must have.
fn docx(more: &[(&str, &str)]) -> Vec<u8> {
    let own = [("[Content_Types].xml", TYPES), ("word/document.xml", "<w:document/>")];
    let files = own.iter().chain(more).map(|(name, text)| (*name, text.as_bytes().to_vec()));
    zip::write(&files.collect::<Vec<_>>()).unwrap()
}

#[test]
fn an_applicant_gives_a_text_of_word_but_none_with_a_macro_or_a_template_from_elsewhere() {
    let look = |bytes: &[u8]| super::look(FileFormat::Docx, bytes);
    let fine = Ok(Inspected { pages: None });
    assert_eq!(look(&docx(&[])), fine);
    let link = |kind: &str| {
        format!("<Relationship Type=\"http://x/{kind}\" Target=\"https://example.org/\" TargetMode=\"External\"/>")
    };
    assert_eq!(look(&docx(&[("word/_rels/document.xml.rels", &link("hyperlink"))])), fine);
    for kind in ["attachedTemplate", "oleObject", "frame"] {
        assert_eq!(look(&docx(&[("word/_rels/settings.xml.rels", &link(kind))])), Err(Fault::Active), "{kind}");
    }
    assert_eq!(look(&docx(&[("word/vbaProject.bin", "x")])), Err(Fault::Active));
    let other = zip::write(&[("xl/workbook.xml", b"<x/>".to_vec())]).unwrap();
    assert_eq!(look(&other), Err(Fault::Format(vec![FileFormat::Docx])));
    for odd in ["../../etc/passwd", "/etc/passwd", "word\\x.xml", "WORD/document.xml"] {
        assert_eq!(look(&docx(&[(odd, "x")])), Err(Fault::Damaged), "{odd}");
    }
    let whole = docx(&[]);
    for end in [4, 40, whole.len() - 1] {
        assert_eq!(look(&whole[..end]), Err(Fault::Damaged), "cut at {end}");
    }
    assert_eq!(format("CV.docx", COMPOUND, &[FileFormat::Docx]), Err(Fault::Protected));
}

/// A DOCX with one more entry that unpacks to so many zeros and says to be `said` long.
fn bomb_in_docx(size: usize, said: u32) -> Vec<u8> {
    use std::io::Write as _;
    let zeros = vec![0; size];
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    deflate.write_all(&zeros).unwrap();
    let packed = deflate.finish().unwrap();
    let mut sum = flate2::Crc::new();
    sum.update(&zeros);
    let mut file = docx(&[("word/big.xml", "")]);
    let at = |file: &[u8], what: &[u8]| file.windows(4).rposition(|w| w == what).unwrap();
    // Its header is the last, and so is its line in the table.
    let header = at(&file, b"PK\x03\x04");
    let bytes_at = header + 30 + "word/big.xml".len();
    file.splice(bytes_at..bytes_at, packed.iter().copied());
    let line = at(&file, b"PK\x01\x02");
    let length = u32::try_from(packed.len()).unwrap();
    for start in [header + 8, line + 10] {
        file[start..start + 2].copy_from_slice(&8_u16.to_le_bytes());
        file[start + 6..start + 10].copy_from_slice(&sum.sum().to_le_bytes());
        file[start + 10..start + 14].copy_from_slice(&length.to_le_bytes());
        file[start + 14..start + 18].copy_from_slice(&said.to_le_bytes());
    }
    let end = at(&file, b"PK\x05\x06") + 16;
    let table = u32::from_le_bytes(file[end..end + 4].try_into().unwrap()) + length;
    file[end..end + 4].copy_from_slice(&table.to_le_bytes());
    file
}

#[test]
fn a_bomb_in_a_text_of_word_is_refused_by_what_it_says_and_by_what_it_is() {
    let look = |bytes: &[u8]| super::look(FileFormat::Docx, bytes);
    assert_eq!(look(&bomb_in_docx(1 << 20, 1 << 20)), Ok(Inspected { pages: None }));
    assert_eq!(look(&bomb_in_docx(1 << 20, 1 << 30)), Err(Fault::TooMuchInside));
    // It says to be small.
    let bomb = bomb_in_docx(40 << 20, 1000);
    let begun = std::time::Instant::now();
    assert_eq!(look(&bomb), Err(Fault::Damaged));
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
    // Two lines of the table that name the same bytes.
    let mut shared = docx(&[("word/a.xml", "aaaa"), ("word/b.xml", "bbbb")]);
    let lines: Vec<usize> = (0..shared.len()).filter(|at| shared[*at..].starts_with(b"PK\x01\x02")).collect();
    let place: Vec<u8> = shared[lines[2] + 42..lines[2] + 46].to_vec();
    shared[lines[3] + 42..lines[3] + 46].copy_from_slice(&place);
    assert_eq!(look(&shared), Err(Fault::Damaged));
}

#[test]
fn a_blind_reviewer_gets_a_text_of_word_without_the_names_in_it() {
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|w| w == text);
    let given = docx(&[
        ("docProps/core.xml", "<dc:creator>Thiri Win</dc:creator>"),
        ("word/comments.xml", "<w:comment w:id=\"1\" w:author=\"Thiri Win\" w:initials=\"TW\">See page 2</w:comment>"),
    ]);
    let shown = without_author(FileFormat::Docx, &given).unwrap();
    assert!(holds(&given, b"Thiri Win") && !holds(&shown, b"Thiri Win") && !holds(&shown, b"TW"));
    assert!(holds(&shown, b"w:author=\"\" w:initials=\"\">See page 2"));
    assert_eq!(look(FileFormat::Docx, &shown), Ok(Inspected { pages: None }));
}

#[test]
fn a_file_of_two_formats_at_once_is_refused() {
    let whole = bytes(document(1));
    assert_eq!(pdf(&[&whole[..], &docx(&[])].concat()), Err(Fault::TwoInOne));
    assert_eq!(pdf(&docx(&[("a", "%%EOF")])), Err(Fault::Format(vec![FileFormat::Pdf])));
    let archive = zip::write(&[("x", b"x".to_vec())]).unwrap();
    assert_eq!(pdf(&[&whole[..], &archive].concat()), Err(Fault::TwoInOne));
    assert_eq!(look(FileFormat::Png, &[&png(1, 1, b"")[..], &archive].concat()), Err(Fault::TwoInOne));
    assert_eq!(look(FileFormat::Jpeg, &[&jpeg(1, 1, b"")[..], &archive].concat()), Err(Fault::TwoInOne));
    assert_eq!(look(FileFormat::Png, &png(1, 1, &chunk(b"teXt", &whole))), Err(Fault::TwoInOne));
    assert_eq!(look(FileFormat::Docx, &docx(&[])), Ok(Inspected { pages: None }));
}

#[test]
fn a_pdf_that_runs_a_script_or_starts_a_program_is_refused() {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    for key in ["OpenAction", "AA"] {
        let mut document = document(1);
        document.catalog_mut().unwrap().set(key, dictionary! { "O" => script.clone(), "S" => "GoTo" });
        assert_eq!(pdf(&bytes(document)), Err(Fault::Active), "{key}");
    }
    let mut document = document(1);
    let start = document.add_object(dictionary! { "S" => "Launch", "F" => Object::string_literal("calc.exe") });
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("AA", dictionary! { "O" => start });
    assert_eq!(pdf(&bytes(document)), Err(Fault::Active));
    // Links are no scripts.
    let mut document = self::document(1);
    let link = document.add_object(dictionary! { "S" => "URI", "URI" => Object::string_literal("https://doi.org/") });
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("A", link);
    assert_eq!(pdf(&bytes(document)), Ok(Inspected { pages: Some(1) }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_bytes_inspection_answers(noise in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = pdf(&noise);
        let framed = [b"%PDF-1.7\n".as_slice(), &noise, b"\nstartxref\n9\n%%EOF"].concat();
        let _ = pdf(&framed);
        for (format, head) in [(FileFormat::Png, picture::PNG), (FileFormat::Jpeg, b"\xff\xd8\xff".as_slice()), (FileFormat::Docx, b"PK\x03\x04")] {
            let framed = [head, &noise, b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0\x04\0\0\0\0\0"].concat();
            let _ = (look(format, &framed), without_author(format, &framed));
        }
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
