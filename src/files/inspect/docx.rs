//! Texts of Word (ISO/IEC 29500): an archive that must hold a text, must not hold a program, and must not fetch one.

use super::{
    Fault, Inspected, only,
    zip::{self, Entry},
};
use crate::domain::form::FileFormat;

/// What the table of types calls the text of a document without macros.
const TEXT: &[u8] = b"wordprocessingml.document.main+xml";
/// A template may hold macros, and one that is linked is fetched from elsewhere.
const TEMPLATE: &[u8] = b"attachedTemplate";
/// Properties of a file that say who wrote it, with what is left of them.
const TELLING: [(&str, &str); 3] = [
    (
        "docProps/core.xml",
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>",
    ),
    (
        "docProps/app.xml",
        "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>",
    ),
    (
        "docProps/custom.xml",
        "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\"/>",
    ),
];
/// Attributes of remarks and changes that name their author.
const AUTHORS: [&str; 3] = ["w:author=\"", "w:initials=\"", "w15:author=\""];

/// Looks into a DOCX. Every entry is unpacked within bounds, so that none is something else than it says.
pub(super) fn look(bytes: &[u8]) -> Result<Inspected, Fault> {
    only(FileFormat::Docx, bytes)?;
    let entries = zip::entries(bytes)?;
    let (mut has_types, mut has_text) = (false, false);
    for (n, entry) in entries.iter().enumerate() {
        let doubled = entries[..n].iter().any(|before| before.name.eq_ignore_ascii_case(entry.name));
        if doubled || !is_inside(entry.name) {
            return Err(Fault::Damaged);
        }
        if is_program(entry.name) {
            return Err(Fault::Active);
        }
        let content = entry.unpack()?;
        match entry.name {
            "[Content_Types].xml" => {
                if holds(&content, b"macroEnabled") {
                    return Err(Fault::Active);
                }
                has_types = holds(&content, TEXT);
            }
            "word/document.xml" => has_text = true,
            name if is_of(name, "rels") && fetches(&content) => return Err(Fault::Active),
            _ => {}
        }
    }
    if has_types && has_text { Ok(Inspected { pages: None }) } else { Err(Fault::Format(vec![FileFormat::Docx])) }
}

/// Whether this path stays inside the archive wherever it is unpacked.
fn is_inside(path: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    !path.starts_with('/') && !path.contains(odd) && path.split('/').all(|part| part != "..")
}

fn is_of(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(extension))
}

fn is_program(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with("vbaproject.bin") || path.starts_with("word/activex/") || path.starts_with("customui/")
}

/// Whether a list of links fetches a template or an object from elsewhere when the text is opened. Links to follow by hand are
/// in every list of references and do nothing by themselves.
fn fetches(links: &[u8]) -> bool {
    let text = String::from_utf8_lossy(links);
    let elsewhere = |link: &str| {
        let target = link.contains("TargetMode=\"External\"") || link.contains("TargetMode='External'");
        target && (holds(link.as_bytes(), TEMPLATE) || link.contains("oleObject") || link.contains("/frame"))
    };
    text.split('<').any(elsewhere)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|w| w == part)
}

/// The same text without its particulars and without the names beside remarks and changes.
pub(super) fn without_author(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    only(FileFormat::Docx, bytes)?;
    let clean = |entry: &Entry<'_>| -> Result<Vec<u8>, Fault> {
        if let Some((_, left)) = TELLING.iter().find(|(name, _)| *name == entry.name) {
            return Ok(left.as_bytes().to_vec());
        }
        let content = entry.unpack()?;
        // What is no text has no such names.
        let is_text = entry.name.starts_with("word/") && is_of(entry.name, "xml");
        match String::from_utf8(content) {
            Ok(text) if is_text => Ok(AUTHORS.iter().fold(text, |text, name| emptied(&text, name)).into_bytes()),
            Ok(text) => Ok(text.into_bytes()),
            Err(other) => Ok(other.into_bytes()),
        }
    };
    let entries = zip::entries(bytes)?;
    let files = entries.iter().map(|entry| Ok((entry.name, clean(entry)?))).collect::<Result<Vec<_>, Fault>>()?;
    zip::write(&files).ok_or(Fault::Damaged)
}

/// The text with nothing in the attributes that begin so.
fn emptied(text: &str, attribute: &str) -> String {
    let mut parts = text.split(attribute);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(attribute);
        kept.push_str(part.find('"').map_or("", |end| &part[end..]));
    }
    kept
}
