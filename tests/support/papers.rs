//! Documents that people give.

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

/// That PDF, as it is given for a question of the form.
pub fn upload(name: &'static str, text: &str) -> Upload<'static> {
    Upload { field: "file", name, kind: "application/pdf", bytes: pdf(text) }
}
