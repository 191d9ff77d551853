//! Mails as their reader sees them: decoded from the bytes that left.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sojourn::mail::Outgoing;

/// A mail that somebody got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who got it.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The part in plain text.
    pub text: String,
    /// The part in HTML.
    pub html: String,
    /// The headers as they were sent.
    pub head: String,
}

impl Mail {
    /// Reads what was handed over.
    pub fn read(outgoing: &Outgoing) -> Self {
        let raw = String::from_utf8(outgoing.bytes.clone()).unwrap();
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        Self {
            to: outgoing.to.as_str().to_owned(),
            subject: from_words(&header(head, "Subject")),
            text: part(body, "text/plain"),
            html: part(body, "text/html"),
            head: head.to_owned(),
        }
    }

    /// Path and query of the link whose path begins with `path`.
    #[track_caller]
    pub fn link(&self, path: &str) -> String {
        let links = self.text.split_whitespace().filter_map(|word| {
            let word = word.trim_matches(|c| "<>().,".contains(c));
            word.strip_prefix("http://")?.split_once('/').map(|(_, rest)| format!("/{rest}"))
        });
        links
            .into_iter()
            .find(|link| link.starts_with(path))
            .unwrap_or_else(|| panic!("no link {path} in {}", self.text))
    }
}

/// The part of this type, decoded.
fn part(body: &str, kind: &str) -> String {
    let of_kind = body.split(&format!("Content-Type: {kind}")).nth(1).unwrap();
    let (head, rest) = of_kind.split_once("\r\n\r\n").unwrap();
    // The next boundary ends the part.
    let content = rest.split("\r\n--").next().unwrap();
    let text = match header(head, "Content-Transfer-Encoding").as_str() {
        "quoted-printable" => from_quoted(content),
        "base64" => from_base64(&content.split_whitespace().collect::<String>()),
        _ => content.to_owned(),
    };
    text.replace("\r\n", "\n")
}

fn header(head: &str, name: &str) -> String {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let start = format!("{name}: ");
    let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_default().to_owned()
}

fn from_base64(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
}

/// Quoted-printable (RFC 2045, 6.7).
fn from_quoted(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'=' && after.len() >= 2 {
            let hex = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Encoded words in base64 (RFC 2047), the only form that is written.
fn from_words(subject: &str) -> String {
    // White space between two encoded words is not part of the text.
    let mut text = String::new();
    let mut after_encoded = false;
    for word in subject.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        if !text.is_empty() && (!after_encoded || encoded.is_none()) {
            text.push(' ');
        }
        match encoded {
            Some(encoded) => text.push_str(&from_base64(encoded)),
            None => text.push_str(word),
        }
        after_encoded = encoded.is_some();
    }
    text
}
