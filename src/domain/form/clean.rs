//! Cleaning of typed text: what nobody sees and nothing keeps is taken out, and text that looks alike is stored alike (NFC).
//! Cleaning is never an error: the characters come from word processors and PDFs, and the person who pasted them cannot see them.

use unicode_normalization::UnicodeNormalization;

/// Text as it may stand on a page again: line ends are `\n`, what cannot be printed is gone, nothing is trimmed.
pub fn printable(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    let mut chars = typed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if is_unprintable(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Paragraphs: NFC, without white space around them.
pub fn paragraphs(typed: &str) -> String {
    let text: String = printable(typed).nfc().collect();
    text.trim().to_owned()
}

/// One line: NFC, every run of white space a single space.
pub fn line(typed: &str) -> String {
    let text: String = printable(typed).nfc().collect();
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Control characters, characters that turn the direction of what follows, byte-order marks and non-characters (which XLSX cannot hold).
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// First digits of the scripts in which applicants may write numbers; the other nine follow each.
const ZEROS: &[char] =
    &['0', '\u{660}', '\u{6f0}', '\u{be6}', '\u{e50}', '\u{ed0}', '\u{1040}', '\u{1090}', '\u{17e0}', '\u{ff10}'];

/// The text with digits of other scripts (Thai, Lao, Burmese, Khmer, Tamil, Arabic, full-width) written as `0`–`9`.
pub fn western_digits(text: &str) -> String {
    text.chars().map(|c| western(c).unwrap_or(c)).collect()
}

fn western(c: char) -> Option<char> {
    let value = ZEROS.iter().find_map(|&zero| u32::from(c).checked_sub(u32::from(zero)).filter(|v| *v < 10))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_person_who_pastes_from_a_word_processor_keeps_the_paragraphs_and_nothing_invisible() {
        assert_eq!(paragraphs(" One\r\nTwo\rThree\u{b}Four\u{0}\u{202e}\u{feff}\n"), "One\nTwo\nThree\nFour");
        assert_eq!(line("  Nur\u{a0}Aisyah \n binti\tHassan "), "Nur Aisyah binti Hassan");
        assert_eq!(line("Cafe\u{301}"), "Café");
    }

    #[test]
    fn a_person_may_write_numbers_in_their_own_script() {
        for five in ["๕", "໕", "၅", "៥", "５", "5"] {
            assert_eq!(western_digits(five), "5");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(typed in "\\PC*|.*|[\\x00-\\u{ffff}]*") {
            let once = paragraphs(&typed);
            prop_assert_eq!(&paragraphs(&once), &once);
            let once = line(&typed);
            prop_assert_eq!(&line(&once), &once);
        }
    }
}
