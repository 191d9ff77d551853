//! Inspection: what a file is, by its first bytes and its extension, and whether it can be read and shown to others.
//!
//! [`super::inspector`] runs this in a process of its own with hard limits. Nothing in a file is run or drawn, a picture is not
//! decoded, and what must be unpacked is bounded.

mod docx;
mod pdf;
mod picture;
#[cfg(test)]
mod tests;
mod zip;

use std::panic;

use serde::{Deserialize, Serialize};

use super::names;
use crate::domain::{form::FileFormat, sentence::Sentence};

/// What was found in a file that can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// Number of pages, where its format has some.
    pub pages: Option<u32>,
}

/// Why a file cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No file was chosen.
    Missing,
    /// It has no bytes.
    Empty,
    /// It is larger than this many bytes.
    TooLarge(u64),
    /// It is of none of these formats, or its name says something else than its bytes.
    Format(Vec<FileFormat>),
    /// It cannot be read, or its end is missing.
    Damaged,
    /// A password protects it.
    Protected,
    /// It has more pages than are accepted.
    TooManyPages {
        /// Pages it has.
        pages: u32,
        /// Pages accepted.
        most: u32,
    },
    /// A picture with more millions of pixels than these.
    TooManyPixels(u32),
    /// It unpacks to more than a document ever needs.
    TooMuchInside,
    /// It holds a script or a macro, or starts a program.
    Active,
    /// It is a file of another format at the same time.
    TwoInOne,
}

impl Fault {
    /// What the applicant is told.
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Missing => Sentence::new("files-missing"),
            Self::Empty => Sentence::new("files-empty"),
            Self::TooLarge(limit) if *limit < 1 << 20 => Sentence::new("files-too-large-kb").with("size", limit >> 10),
            Self::TooLarge(limit) => Sentence::new("files-too-large").with("size", limit >> 20),
            Self::Format(accepted) => match accepted.as_slice() {
                [one] => Sentence::new("files-wrong-format").with("format", one.name()),
                several => Sentence::new("files-wrong-formats").with("formats", FileFormat::names(several)),
            },
            Self::Damaged => Sentence::new("files-damaged"),
            Self::Protected => Sentence::new("files-protected"),
            Self::TooManyPages { pages, most } => {
                Sentence::new("files-too-many-pages").with("pages", *pages).with("most", *most)
            }
            Self::TooManyPixels(most) => Sentence::new("files-too-many-pixels").with("most", *most),
            Self::TooMuchInside => Sentence::new("files-too-much-inside"),
            Self::Active => Sentence::new("files-active"),
            Self::TwoInOne => Sentence::new("files-two-in-one"),
        }
    }
}

impl FileFormat {
    /// Whether these first bytes begin such a file. White space and a byte order mark before a PDF are forgiven.
    fn begins(self, head: &[u8]) -> bool {
        match self {
            Self::Pdf => head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().starts_with(b"%PDF-"),
            Self::Png => head.starts_with(picture::PNG),
            Self::Jpeg => head.starts_with(b"\xff\xd8\xff"),
            Self::Docx => head.starts_with(b"PK\x03\x04"),
        }
    }
}

/// How a file of Office begins that a password protects: it is no ZIP any more but a compound file ([MS-OFFCRYPTO], 2.3).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Which of the accepted formats a file has: its first bytes and the extension of its name must both say so.
pub fn format(name: &str, head: &[u8], accepted: &[FileFormat]) -> Result<FileFormat, Fault> {
    if head.is_empty() {
        return Err(Fault::Empty);
    }
    let named = FileFormat::of_extension(names::extension(name).unwrap_or_default()).filter(|f| accepted.contains(f));
    match named {
        Some(format) if format.begins(head) => Ok(format),
        Some(FileFormat::Docx) if head.starts_with(COMPOUND) => Err(Fault::Protected),
        _ => Err(Fault::Format(accepted.to_vec())),
    }
}

/// Looks into a file of this format. Never panics, whatever the bytes.
pub fn look(format: FileFormat, bytes: &[u8]) -> Result<Inspected, Fault> {
    // A reader may be somebody else's code on hostile bytes: a panic in it is one more way to say that the file is damaged.
    let looked = panic::catch_unwind(|| match format {
        FileFormat::Pdf => pdf::look(bytes),
        FileFormat::Png => picture::png(bytes),
        FileFormat::Jpeg => picture::jpeg(bytes),
        FileFormat::Docx => docx::look(bytes),
    });
    let found = looked.unwrap_or(Err(Fault::Damaged))?;
    if is_another(format, bytes) { Err(Fault::TwoInOne) } else { Ok(found) }
}

/// The same file without what says who wrote it: its own particulars (title, author, program, place), and the names beside
/// remarks and changes. What stands on its pages stays. Never panics, whatever the bytes.
pub fn without_author(format: FileFormat, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let stripped = panic::catch_unwind(|| match format {
        FileFormat::Pdf => pdf::without_author(bytes),
        FileFormat::Png => picture::png_without_author(bytes),
        FileFormat::Jpeg => picture::jpeg_without_author(bytes),
        FileFormat::Docx => docx::without_author(bytes),
    });
    stripped.unwrap_or(Err(Fault::Damaged))
}

/// Refuses what has no bytes or does not begin as this format does.
fn only(format: FileFormat, bytes: &[u8]) -> Result<(), Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if format.begins(bytes) { Ok(()) } else { Err(Fault::Format(vec![format])) }
}

/// How far from its beginning readers of PDFs look for one.
const PDF_WITHIN: usize = 1024;

/// Whether another program would read the same bytes as a PDF or an archive.
fn is_another(format: FileFormat, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(PDF_WITHIN)];
    let is_pdf = format != FileFormat::Pdf && head.windows(5).any(|w| w == b"%PDF-");
    is_pdf || (format != FileFormat::Docx && zip::ends_as_archive(bytes))
}
