//! Documents as applicants give them: pages of text, and pages that came from a scanner. No two are the same bytes.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::office::Broken;

const PAGE: Rect = Rect { x1: 0.0, y1: 0.0, x2: 595.0, y2: 842.0 };
/// Lines of a page of text.
const LINES: i32 = 50;
/// A page of A4 at 100 dots an inch, in grey.
const DOTS: (i32, i32) = (827, 1169);

/// A PDF of so many pages of text that names its own number.
///
/// # Errors
/// Where there are too many pages.
pub fn text(number: usize, pages: usize) -> Result<Vec<u8>, Broken> {
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let count = i32::try_from(pages)?;
    let page = |n: i32| Ref::new(4 + 2 * n);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..count).map(page)).count(count);
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    for n in 0..count {
        let content = Ref::new(5 + 2 * n);
        let mut leaf = pdf.page(page(n));
        leaf.parent(tree).media_box(PAGE).contents(content);
        leaf.resources().fonts().pair(Name(b"F"), font);
        leaf.finish();
        let line = |l: i32| {
            let y = 800 - 15 * l;
            format!(
                "BT /F 10 Tf 50 {y} Td (Plot {number}.{n}.{l}: mangroves keep more carbon than any forest.) Tj ET\n"
            )
        };
        pdf.stream(content, (0..LINES).map(line).collect::<String>().as_bytes());
    }
    Ok(pdf.finish())
}

/// A PDF of one page from a scanner, with the noise that a scanner makes.
///
/// # Errors
/// Where it cannot be packed.
pub fn scan(number: usize) -> Result<Vec<u8>, Broken> {
    let (catalog, tree, page, content, picture) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.parent(tree).media_box(PAGE).contents(content);
    leaf.resources().x_objects().pair(Name(b"P"), picture);
    leaf.finish();
    let mut drawn = Content::new();
    drawn.transform([PAGE.x2, 0.0, 0.0, PAGE.y2, 0.0, 0.0]).x_object(Name(b"P"));
    pdf.stream(content, &drawn.finish());
    let packed = packed(number)?;
    let mut image = pdf.image_xobject(picture, &packed);
    image.filter(Filter::FlateDecode);
    image.width(DOTS.0).height(DOTS.1).bits_per_component(8);
    image.color_space().device_gray();
    image.finish();
    Ok(pdf.finish())
}

/// White paper on which every eighth dot is a little darker.
fn packed(number: usize) -> Result<Vec<u8>, Broken> {
    let mut state = u32::try_from(number)?.wrapping_mul(2_654_435_761) | 1;
    let mut dots = vec![255_u8; usize::try_from(DOTS.0 * DOTS.1)?];
    for dot in dots.iter_mut().step_by(8) {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        *dot = 255 - state.to_le_bytes()[0] / 4;
    }
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&dots)?;
    Ok(packer.finish()?)
}
