//! Thumbnails: the first page of a PDF, or a picture, drawn small. [`super::inspector`] runs this in a process of its own with hard
//! limits, because files are decoded here.

use std::panic;

use crate::domain::form::FileFormat;

/// Widest and highest, in points of the screen: a page of A4 fills it.
pub const MOST: (u16, u16) = (96, 136);

/// Draws a file small, as a PNG; `None` where that cannot be done. Never panics, whatever the bytes.
pub fn draw(format: FileFormat, bytes: &[u8]) -> Option<Vec<u8>> {
    // A reader may be somebody else's code on hostile bytes.
    panic::catch_unwind(|| drawing::draw(format, bytes)).ok().flatten()
}

/// Width and height of a PNG, which are the first that it says.
pub fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize| Some(u32::from_be_bytes(png.get(from..from + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

#[cfg(feature = "printing")]
mod drawing {
    use std::io::Cursor;

    use hayro::{
        RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
        vello_cpu::color::palette::css::WHITE,
    };
    use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, metadata::Orientation};

    use super::{FileFormat, MOST};

    /// Most bytes that a picture may unpack to; what is taken has fewer points.
    const UNPACKED: u64 = 320 << 20;

    pub(super) fn draw(format: FileFormat, bytes: &[u8]) -> Option<Vec<u8>> {
        match format {
            FileFormat::Pdf => page(bytes),
            FileFormat::Png => picture(ImageFormat::Png, bytes),
            FileFormat::Jpeg => picture(ImageFormat::Jpeg, bytes),
            FileFormat::Docx => None,
        }
    }

    fn page(bytes: &[u8]) -> Option<Vec<u8>> {
        let pdf = Pdf::new(bytes.to_vec()).ok()?;
        let page = pdf.pages().first()?;
        let (width, height) = page.render_dimensions();
        let scale = (f32::from(MOST.0) / width).min(f32::from(MOST.1) / height);
        // A ribbon would have no points.
        if !(scale.is_finite() && width * scale >= 1.0 && height * scale >= 1.0) {
            return None;
        }
        let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
        render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings).into_png().ok()
    }

    fn picture(format: ImageFormat, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(UNPACKED);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().ok()?;
        let turned = decoder.orientation().ok()?;
        let (width, height) = (u32::from(MOST.0), u32::from(MOST.1));
        let (width, height) = if is_on_its_side(turned) { (height, width) } else { (width, height) };
        let mut image = DynamicImage::from_decoder(decoder).ok()?;
        if image.width() > width || image.height() > height {
            image = image.thumbnail(width, height);
        }
        image.apply_orientation(turned);
        let mut png = Cursor::new(Vec::new());
        DynamicImage::from(image.into_rgba8()).write_to(&mut png, ImageFormat::Png).ok()?;
        Some(png.into_inner())
    }

    const fn is_on_its_side(turned: Orientation) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(turned, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }
}

#[cfg(not(feature = "printing"))]
mod drawing {
    //! Stands for the drawing in a program that was built without it.

    pub(super) fn draw(_: super::FileFormat, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

#[cfg(all(test, feature = "printing"))]
mod tests {
    use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

    use super::*;

    /// A page of this size that says something in a font that it does not bring.
    fn pdf(width: f32, height: f32) -> Vec<u8> {
        let (catalog, tree, page, content, font) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree).kids([page]).count(1);
        let mut leaf = pdf.page(page);
        leaf.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(content);
        leaf.resources().fonts().pair(Name(b"F"), font);
        leaf.finish();
        let mut said = Content::new();
        said.begin_text().set_font(Name(b"F"), height / 3.0).next_line(0.0, height / 3.0).show(Str(b"MMMM")).end_text();
        pdf.stream(content, &said.finish());
        pdf.type1_font(font).base_font(Name(b"Helvetica"));
        pdf.finish()
    }

    #[test]
    fn a_page_of_any_size_is_drawn_into_its_frame_with_its_words_in_a_common_font() {
        for (width, height) in [(595.0, 842.0), (842.0, 595.0), (1440.0, 720.0), (30.0, 20.0)] {
            let png = draw(FileFormat::Pdf, &pdf(width, height)).unwrap();
            let (wide, high) = size(&png).unwrap();
            assert!((1..=96).contains(&wide) && (1..=136).contains(&high), "{wide} by {high}");
            let drawn = image::load_from_memory(&png).unwrap().into_luma8();
            assert!(drawn.pixels().any(|point| point.0[0] < 128), "{width} by {height}: no words");
            assert!(drawn.pixels().any(|point| point.0[0] > 200), "{width} by {height}: no paper");
        }
        assert_eq!(draw(FileFormat::Pdf, &pdf(14_400.0, 3.0)), None, "a ribbon");
    }

    #[test]
    fn what_cannot_be_drawn_gives_nothing() {
        for format in FileFormat::ALL {
            for bytes in [&b""[..], b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", &[0; 2000]] {
                assert_eq!(draw(*format, bytes), None);
            }
        }
    }
}
