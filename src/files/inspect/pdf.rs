//! PDFs: whether one can be read, how many pages it has, and whether something in it wants to run.
//!
//! A PDF is somebody else's program: everything here expects the worst. The bytes are looked at without running anything in them,
//! no page is drawn, streams that only hold content are never unpacked, and what must be unpacked to find the pages is bounded.

use std::cell::Cell;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::{Fault, Inspected, only};
use crate::domain::form::FileFormat;

/// Most bytes that one stream of a PDF's own tables may unpack to. 200,000 objects fit.
const ONE_TABLE: usize = 2 << 20;
/// Most bytes that all of them together may unpack to.
const ALL_TABLES: usize = 32 << 20;
/// How far from its end a PDF must say that it ends; Adobe's readers look as far.
const TAIL: usize = 1024;

/// Looks into a PDF.
pub(super) fn look(bytes: &[u8]) -> Result<Inspected, Fault> {
    only(FileFormat::Pdf, bytes)?;
    // Some writers fill the last block with zeros.
    let end = bytes.iter().rposition(|&b| b != 0 && !b.is_ascii_whitespace()).map_or(0, |last| last + 1);
    let tail = &bytes[end.saturating_sub(TAIL)..end];
    if !tail.windows(5).any(|w| w == b"%%EOF") {
        return Err(Fault::Damaged);
    }
    read(bytes)
}

/// The same PDF without what says who wrote it: its own particulars (title, author, program), the metadata of its parts, and the
/// names beside remarks. What stands on its pages stays.
pub(super) fn without_author(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
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
    if document.objects.values().any(|object| runs(object, DEEPEST)) {
        return Err(Fault::Active);
    }
    Ok(Inspected { pages: Some(u32::try_from(pages).unwrap_or(u32::MAX)) })
}

/// How deep dictionaries inside one another are looked into.
const DEEPEST: u8 = 32;

/// Whether this object, or one inside it, is an action that runs a script or starts a program (ISO 32000-2, 12.6.4).
fn runs(object: &Object, deepest: u8) -> bool {
    let Some(deeper) = deepest.checked_sub(1) else { return true };
    match object {
        Object::Dictionary(dictionary) => {
            let acts = |key: &[u8]| matches!(dictionary.get(key), Ok(Object::Name(name)) if is_active(name));
            acts(b"S") || dictionary.has(b"JS") || dictionary.iter().any(|(_, inner)| runs(inner, deeper))
        }
        Object::Array(several) => several.iter().any(|inner| runs(inner, deeper)),
        _ => false,
    }
}

fn is_active(action: &[u8]) -> bool {
    matches!(action, b"JavaScript" | b"Launch" | b"ImportData" | b"SubmitForm" | b"Rendition" | b"GoToE")
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
