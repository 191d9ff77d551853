//! Names under which documents are shown and given out. A name given by a person is only ever shown, never used as a path.

use std::fmt::Write as _;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest name that is kept and shown, in characters.
pub const LONGEST: usize = 150;

/// A given file name made harmless: no folders, no control characters, nothing that turns the reading direction, nothing that
/// a system forbids in names, at most [`LONGEST`] characters with the extension kept. Empty where nothing is left of it.
pub fn clean(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.nfc().filter_map(harmless).collect();
    let name = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    shortened(name.trim_matches(['.', ' ']))
}

/// What stands for a character in a name; `None` where it is left out.
fn harmless(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        '"' | '<' | '>' | ':' | '|' | '?' | '*' => Some('_'),
        _ if c.is_control() || is_hidden(c) => None,
        _ => Some(c),
    }
}

/// Characters that are not seen themselves but change how others are seen. The joiners and the zero-width space, which Khmer,
/// Burmese and Thai texts need, are not among them.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffc}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
        || (c as u32 & 0xfffe) == 0xfffe
        || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// At most [`LONGEST`] characters: the stem is cut, before a whole character with its marks, and the extension stays.
fn shortened(name: &str) -> String {
    let all: Vec<char> = name.chars().collect();
    if all.len() <= LONGEST {
        return name.to_owned();
    }
    let tail = extension(name).map_or(0, |e| e.chars().count() + 1);
    let mut end = LONGEST - tail;
    while end > 0 && is_combining_mark(all[end]) {
        end -= 1;
    }
    let stem: String = all[..end].iter().collect();
    let rest: String = all[all.len() - tail..].iter().collect();
    format!("{}{rest}", stem.trim_end_matches(['.', ' ']))
}

/// The extension as it is written, without its dot; `None` where there is none or it is no plain word.
pub fn extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let plain =
        !stem.is_empty() && (1..=10).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then_some(extension)
}

/// The name by which a blind reviewer gets a document: the question, not what the applicant called it.
pub fn neutral(question: &str, extension: &str) -> String {
    let stem = clean(&question.replace(['/', '\\'], " "));
    let stem = if stem.is_empty() { "document".to_owned() } else { stem };
    shortened(&format!("{stem}.{extension}"))
}

/// The value of `Content-Disposition` that gives a file out for saving (RFC 6266): the plain name for old readers, and the
/// full one encoded by RFC 8187. Whatever the name is, the value is printable ASCII and ends where it should.
pub fn attachment(name: &str) -> String {
    disposed("attachment", name)
}

/// As [`attachment`], for a file that the browser shows itself.
pub fn inline(name: &str) -> String {
    disposed("inline", name)
}

fn disposed(how: &str, name: &str) -> String {
    let name = match clean(name) {
        empty if empty.is_empty() => "document".to_owned(),
        name => name,
    };
    // A percent sign is left out of the plain name because some readers would decode it.
    let plain: String = name
        .chars()
        .map(|c| if c == ' ' || (c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%')) { c } else { '_' })
        .collect();
    let mut value = format!("{how}; filename=\"{plain}\"");
    if plain != name {
        value.push_str("; filename*=UTF-8''");
        for &byte in name.as_bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                value.push(char::from(byte));
            } else {
                let _ = write!(value, "%{byte:02X}");
            }
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_applicant_finds_the_file_under_the_name_it_had() {
        assert_eq!(clean("Curriculum vitae (2026).pdf"), "Curriculum vitae (2026).pdf");
        assert_eq!(clean("C:\\Users\\Siti\\CV.pdf"), "CV.pdf");
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("ប្រវត្តិរូប.pdf"), "ប្រវត្តិរូប.pdf");
        assert_eq!(attachment("CV.pdf"), "attachment; filename=\"CV.pdf\"");
        assert_eq!(
            attachment("履历 50%.pdf"),
            "attachment; filename=\"__ 50_.pdf\"; filename*=UTF-8''%E5%B1%A5%E5%8E%86%2050%25.pdf"
        );
    }

    #[test]
    fn a_name_cannot_add_a_header_nor_hide_its_extension() {
        assert_eq!(clean("a\r\nSet-Cookie: b=c.pdf"), "a Set-Cookie_ b=c.pdf");
        assert_eq!(clean("cv\u{202e}fdp.exe"), "cvfdp.exe");
        assert_eq!(clean("a\"; filename=\"b.exe"), "a_; filename=_b.exe");
        assert_eq!(clean("...\u{0} . "), "");
        assert_eq!(attachment("\u{202e}"), "attachment; filename=\"document\"");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let long = clean(&format!("{}.pdf", "ชื่อ".repeat(100)));
        assert!(long.chars().count() <= LONGEST && extension(&long) == Some("pdf"));
        assert_eq!(extension("archive.tar.GZ"), Some("GZ"));
        assert_eq!(extension(".pdf"), None);
        assert_eq!(extension("a.p df"), None);
    }

    #[test]
    fn a_blind_reviewer_gets_the_question_as_the_name() {
        assert_eq!(
            neutral("Certificate of employment / incumbency", "pdf"),
            "Certificate of employment incumbency.pdf"
        );
        assert_eq!(neutral("", "pdf"), "document.pdf");
    }

    proptest! {
        #[test]
        fn whatever_the_name_it_is_inert(name in "\\PC*|.*|(?s).{0,400}") {
            let cleaned = clean(&name);
            prop_assert!(cleaned.chars().count() <= LONGEST);
            prop_assert!(!cleaned.contains(|c: char| c.is_control() || is_hidden(c) || "/\\\"".contains(c)));
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
            let value = attachment(&name);
            prop_assert!(value.bytes().all(|b| (0x20..0x7f).contains(&b)));
            prop_assert_eq!(value.matches('"').count(), 2);
            prop_assert!(!neutral(&name, "pdf").contains(['/', '\\']));
        }
    }
}
