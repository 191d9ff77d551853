//! Inspection: what a file is, by its first bytes and its extension, and whether a PDF can be read.
//!
//! A PDF is somebody else's program: everything here expects the worst. The bytes are looked at without running anything in them,
//! no page is drawn, streams that only hold content are never unpacked, and what must be unpacked to find the pages is bounded.
//! [`super::inspector`] runs this in a process of its own with hard limits.

#[cfg(test)]
mod tests;

use std::{cell::Cell, panic};

use lopdf::{Document, LoadOptions, Object, ObjectId};
use serde::{Deserialize, Serialize};

use super::names;
use crate::domain::{form::FileFormat, sentence::Sentence};

/// Most bytes that one stream of a PDF's own tables may unpack to. 200,000 objects fit.
const ONE_TABLE: usize = 2 << 20;
/// Most bytes that all of them together may unpack to.
const ALL_TABLES: usize = 32 << 20;
/// How far from its end a PDF must say that it ends; Adobe's readers look as far.
const TAIL: usize = 1024;

/// What was found in a file that can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// Number of pages.
    pub pages: u32,
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
    /// It is not of an accepted format, or its name says something else than its bytes.
    Format(FileFormat),
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
}

impl Fault {
    /// What the applicant is told.
    pub fn sentence(&self) -> Sentence {
        match *self {
            Self::Missing => Sentence::new("files-missing"),
            Self::Empty => Sentence::new("files-empty"),
            Self::TooLarge(limit) if limit < 1 << 20 => Sentence::new("files-too-large-kb").with("size", limit >> 10),
            Self::TooLarge(limit) => Sentence::new("files-too-large").with("size", limit >> 20),
            Self::Format(FileFormat::Pdf) => Sentence::new("files-not-pdf"),
            Self::Damaged => Sentence::new("files-damaged"),
            Self::Protected => Sentence::new("files-protected"),
            Self::TooManyPages { pages, most } => {
                Sentence::new("files-too-many-pages").with("pages", pages).with("most", most)
            }
        }
    }
}

impl FileFormat {
    /// The media type under which it is given out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
        }
    }

    /// Its extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
        }
    }

    /// Whether these first bytes begin such a file. White space and a byte order mark before them are forgiven.
    fn begins(self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match self {
            Self::Pdf => head.starts_with(b"%PDF-"),
        }
    }
}

/// Which of the accepted formats a file has: its first bytes and the extension of its name must both say so.
pub fn format(name: &str, head: &[u8], accepted: &[FileFormat]) -> Result<FileFormat, Fault> {
    if head.is_empty() {
        return Err(Fault::Empty);
    }
    let extension = names::extension(name).unwrap_or_default();
    let matching = accepted.iter().find(|f| f.extension().eq_ignore_ascii_case(extension) && f.begins(head));
    matching.copied().ok_or(Fault::Format(accepted.first().copied().unwrap_or(FileFormat::Pdf)))
}

/// Looks into a PDF. Never panics, whatever the bytes.
pub fn pdf(bytes: &[u8]) -> Result<Inspected, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if !FileFormat::Pdf.begins(bytes) {
        return Err(Fault::Format(FileFormat::Pdf));
    }
    // Some writers fill the last block with zeros.
    let end = bytes.iter().rposition(|&b| b != 0 && !b.is_ascii_whitespace()).map_or(0, |last| last + 1);
    let tail = &bytes[end.saturating_sub(TAIL)..end];
    if !tail.windows(5).any(|w| w == b"%%EOF") {
        return Err(Fault::Damaged);
    }
    // The reader is somebody else's code on hostile bytes: a panic in it is one more way to say that the file is damaged.
    panic::catch_unwind(|| read(bytes)).unwrap_or(Err(Fault::Damaged))
}

/// The same PDF without what says who wrote it: its own particulars (title, author, program), the metadata of its parts, and the
/// names beside remarks. What stands on its pages stays. Never panics, whatever the bytes.
pub fn without_author(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    panic::catch_unwind(|| strip(bytes)).unwrap_or(Err(Fault::Damaged))
}

fn strip(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut document = Document::load_mem(bytes).map_err(|_| Fault::Damaged)?;
    document.trailer.remove(b"Info");
    for object in document.objects.values_mut() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &mut stream.dict,
            _ => continue,
        };
        dictionary.remove(b"Metadata");
        dictionary.remove(b"PieceInfo");
        // The title of a remark is the name of who made it; the title of a field is the field's own name.
        if dictionary.has_type(b"Annot") && dictionary.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Widget")
        {
            dictionary.remove(b"T");
        }
    }
    document.prune_objects();
    let mut clean = Vec::with_capacity(bytes.len());
    document.save_to(&mut clean).map_err(|_| Fault::Damaged)?;
    Ok(clean)
}

fn read(bytes: &[u8]) -> Result<Inspected, Fault> {
    UNPACKED.set(0);
    let options =
        LoadOptions { filter: Some(skeleton), max_decompressed_size: Some(ONE_TABLE), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_) => {
            Fault::Protected
        }
        _ => Fault::Damaged,
    })?;
    if document.trailer.has(b"Encrypt") || document.was_encrypted() {
        return Err(Fault::Protected);
    }
    // A table rebuilt by guessing may lose pages: better to ask for the file again than to review half of it.
    if document.xref_recovery.is_some() || UNPACKED.get() > ALL_TABLES {
        return Err(Fault::Damaged);
    }
    let pages = document.page_iter().count();
    if pages == 0 {
        return Err(Fault::Damaged);
    }
    Ok(Inspected { pages: u32::try_from(pages).unwrap_or(u32::MAX) })
}

thread_local! {
    /// Bytes unpacked so far for the file that this thread reads.
    static UNPACKED: Cell<usize> = const { Cell::new(0) };
}

/// Keeps only the objects that lead to the pages, so that neither fonts nor pictures are held; and counts what the streams of
/// objects unpack to, so that a thousand of them are not unpacked after one another.
fn skeleton(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let keep = match object {
        Object::Stream(stream) if stream.dict.has_type(b"ObjStm") => {
            let unpacked = UNPACKED.get();
            let size = if unpacked > ALL_TABLES {
                ONE_TABLE
            } else {
                stream.get_plain_content_with_limit(ONE_TABLE).map_or(ONE_TABLE, |content| content.len())
            };
            UNPACKED.set(unpacked.saturating_add(size));
            unpacked <= ALL_TABLES
        }
        Object::Dictionary(_) | Object::Array(_) => true,
        _ => false,
    };
    keep.then(|| (id, object.clone()))
}
