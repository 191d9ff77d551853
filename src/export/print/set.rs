//! Setting a paper: Typst lays out the pages and writes them as one tagged PDF. Texts go in as data, files by their numbers; nothing
//! else of this machine can be asked for from within the pages, and nothing is fetched.

use std::{collections::HashMap, fs};

use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{Matter, fonts};

/// How the pages of an application look.
const APPLICATION: &str = include_str!("../../../templates/print/application.typ");
/// How a Letter of Consent looks.
const CONSENT: &str = include_str!("../../../templates/print/consent.typ");

/// Sets the paper with its files, in the order of their numbers. The error is for the log.
///
/// # Errors
/// Where a font is missing or a file cannot be set.
pub fn set(mut matter: Matter, files: Vec<Vec<u8>>) -> Result<Vec<u8>, String> {
    let found = fonts::find(&fonts::scripts(matter.texts())).map_err(|_| "no-font".to_owned())?;
    let mut opened = Vec::new();
    for (font, path) in found.iter().flat_map(|font| font.files.iter().map(move |path| (font, path))) {
        let bytes = Bytes::new(fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?);
        opened.extend(Font::new(bytes, font.script.index));
    }
    let mut families: Vec<String> = opened.iter().map(|font| font.info().family.to_lowercase()).collect();
    families.dedup();
    matter.change(&|text| mark(text, &opened));
    let mut names = Vec::new();
    for annex in matter.annexes().iter().filter_map(|annex| annex.file.as_ref()) {
        names.push((annex.name(), annex.number));
    }
    let embeds = matter.annexes().iter().flat_map(|a| &a.file).any(|file| file.extension == "pdf");
    let desk = Desk::lay_out(&matter, &families, opened, &names, files)?;
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(|e| said(&e))?;
    // Pages of other PDFs come without their tags, which PDF/UA does not allow; everything around them is tagged all the same.
    let standards = if embeds { Vec::new() } else { vec![PdfStandard::Ua_1] };
    let options = |standards: &[PdfStandard]| {
        let standards = PdfStandards::new(standards).map_err(|e| e.message().to_string())?;
        Ok::<_, String>(PdfOptions {
            standards,
            creator: typst::foundations::Smart::Custom(None),
            ..PdfOptions::default()
        })
    };
    match typst_pdf::pdf(&document, &options(&standards)?) {
        Ok(pdf) => Ok(pdf),
        Err(_) if !standards.is_empty() => typst_pdf::pdf(&document, &options(&[])?).map_err(|e| said(&e)),
        Err(error) => Err(said(&error)),
    }
}

fn said(errors: &[typst::diag::SourceDiagnostic]) -> String {
    errors.iter().map(|e| e.message.to_string()).collect::<Vec<_>>().join("; ")
}

/// Writes the number of every character that none of the fonts has in its place, so that no empty box stands for it.
fn mark(text: &mut String, fonts: &[Font]) {
    let is_seen = |c: char| {
        c.is_ascii() || c.is_whitespace() || c.is_control() || is_joiner(c) || {
            fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
        }
    };
    if text.chars().all(is_seen) {
        return;
    }
    let marked = text.chars().map(|c| if is_seen(c) { c.to_string() } else { format!("[U+{:04X}]", u32::from(c)) });
    *text = marked.collect();
}

/// Characters that show nothing themselves and that fonts need not have.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// All that can be asked for while pages are set.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl Desk {
    fn lay_out(
        matter: &Matter,
        families: &[String],
        fonts: Vec<Font>,
        names: &[(String, usize)],
        files: Vec<Vec<u8>>,
    ) -> Result<Self, String> {
        let (template, data) = match matter {
            Matter::Application(paper) => (APPLICATION, serde_json::to_value(paper)),
            Matter::Consent(letter) => (CONSENT, serde_json::to_value(letter)),
        };
        let mut data = data.map_err(|e| e.to_string())?;
        data["families"] = families.into();
        for (annex, of) in matter.annexes().iter().enumerate() {
            if let Some(file) = &of.file {
                data["annexes"][annex]["file"]["name"] = file.name().into();
            }
        }
        let bytes: Vec<Bytes> = files.into_iter().map(Bytes::new).collect();
        let mut laid = HashMap::new();
        laid.insert(id("paper.json")?, Bytes::new(serde_json::to_vec(&data).map_err(|e| e.to_string())?));
        for (name, number) in names {
            laid.insert(id(name)?, bytes.get(*number).ok_or("no-file")?.clone());
        }
        Ok(Self {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(id("main.typ")?, template.to_owned()),
            files: laid,
        })
    }
}

fn id(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|_| format!("no-path:{name}"))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }
    fn main(&self) -> FileId {
        self.main.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
