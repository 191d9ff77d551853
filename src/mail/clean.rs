//! Text of people and programmes, made harmless for a line of a mail.

/// Text of people and programmes on one line: no line ends or other control characters, and no marks that turn the direction of
/// what follows (a name could otherwise turn the office's own words round).
pub fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() || is_line_end(c) { ' ' } else { c }).collect();
    plain.chars().filter(|&c| !turns_direction(c)).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that a person wrote, each made harmless as by [`one_line`] but with its spaces kept.
pub fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text
        .replace("\r\n", "\n")
        .split(|c| c == '\n' || c == '\r' || is_line_end(c))
        .map(|line| {
            let kept = line.chars().filter(|&c| !turns_direction(c));
            kept.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_owned()
        })
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides and isolates (Unicode 9, UAX 9). The plain marks U+200E and U+200F stay: they only place neighbours.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
