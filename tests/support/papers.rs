//! Documents that people give.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, Crc, write::ZlibEncoder};
use pdf_writer::{Finish, Pdf, Rect, Ref};

use super::browser::Upload;

/// A PDF of one page that says `text`.
pub fn pdf(text: &str) -> Vec<u8> {
    let (catalog, tree, page, content) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).finish();
    pdf.pages(tree).kids([page]).count(1).finish();
    pdf.page(page).parent(tree).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(content).finish();
    pdf.stream(content, format!("BT ({text}) Tj ET").as_bytes()).finish();
    pdf.finish()
}

/// A photograph of a red wall, 16 by 12.
pub fn jpeg() -> Vec<u8> {
    STANDARD.decode(RED_WALL).unwrap()
}

const RED_WALL: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAMABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCEAdYf/9k=";

/// A part of a PNG.
fn chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(content);
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], kind, content, &sum.sum().to_be_bytes()].concat()
}

/// A grey square of this side, drawn point by point only where `drawn` is the same.
pub fn png(side: u32, drawn: u32) -> Vec<u8> {
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let lines = vec![0x80; (drawn * (drawn + 1)) as usize];
    let lines: Vec<u8> =
        lines.iter().enumerate().map(|(n, grey)| if n % (drawn as usize + 1) == 0 { 0 } else { *grey }).collect();
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&lines).unwrap();
    let pixels = chunk(b"IDAT", &packer.finish().unwrap());
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &header)[..], &pixels, &chunk(b"IEND", b"")].concat()
}

/// A text of Word that says `text`, in an archive of files that are not packed.
pub fn docx(text: &str) -> Vec<u8> {
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let links = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let body = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    archive(&[("[Content_Types].xml", types), ("_rels/.rels", links), ("word/document.xml", &body)])
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut archive, mut table) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut sum = Crc::new();
        sum.update(content.as_bytes());
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let facts =
            [b"\x14\0\0\0\0\0\0\0\x21\0", &sum.sum().to_le_bytes()[..], &size, &size, &length, &[0, 0]].concat();
        let offset = u32::try_from(archive.len()).unwrap().to_le_bytes();
        archive.extend([b"PK\x03\x04", &facts[..], name.as_bytes(), content.as_bytes()].concat());
        table.extend([b"PK\x01\x02\x14\0", &facts[..], &[0; 10], &offset, name.as_bytes()].concat());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let length = u32::try_from(table.len()).unwrap().to_le_bytes();
    let offset = u32::try_from(archive.len()).unwrap().to_le_bytes();
    [&archive[..], &table, b"PK\x05\x06\0\0\0\0", &count, &count, &length, &offset, &[0, 0]].concat()
}

/// That PDF, as it is given for a question of the form.
pub fn upload(name: &'static str, text: &str) -> Upload<'static> {
    Upload { field: "file", name, kind: "application/pdf", bytes: pdf(text) }
}
