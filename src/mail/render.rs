//! Putting a letter into words: subject, text part, HTML part, and the pieces that pages show.

use askama::Template;

use crate::domain::{
    id::LinkId,
    sentence::{Arg, Sentence},
    time::Zone,
};

use super::{
    letter::{Letter, Part},
    messages::Message,
};

/// Longest subject, in characters; longer ones end in an ellipsis (no client shows more).
const SUBJECT_MAX: usize = 150;

/// Puts sentences into words of one language.
pub trait Speak {
    /// The words.
    fn say(&self, sentence: &Sentence) -> String;
}

/// Makes the secret part of one-time addresses. It is only made while a mail is being delivered; who looks at a mail later gets
/// [`HiddenLinks`].
pub trait Links {
    /// The token of this link.
    fn token(&self, link: LinkId) -> String;
}

/// Puts dots where a token would stand, for everybody but the recipient.
#[derive(Debug, Clone, Copy, Default)]
pub struct HiddenLinks;

impl Links for HiddenLinks {
    fn token(&self, _: LinkId) -> String {
        "…".to_owned()
    }
}

/// What a message needs to be put into words.
pub struct Context<'a> {
    /// Words of the recipient's language.
    pub words: &'a dyn Speak,
    /// BCP 47 tag of that language.
    pub language: &'a str,
    /// The recipient's zone.
    pub zone: Zone,
    /// Address of the site, without a slash at the end.
    pub public_url: &'a str,
    /// Name of the office.
    pub office: &'a str,
    /// Mail address that answers questions.
    pub contact: &'a str,
    /// Makes one-time addresses.
    pub links: &'a dyn Links,
}

impl Context<'_> {
    /// A full address of the site. `path` begins with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The full address of a one-time link under `folder`, for example `/confirm`.
    pub fn secret_address(&self, folder: &str, link: LinkId) -> String {
        format!("{}{folder}/{}", self.public_url, self.links.token(link))
    }

    fn say(&self, sentence: &Sentence) -> String {
        let clean = Sentence {
            id: sentence.id.clone(),
            args: sentence
                .args
                .iter()
                .map(|(name, arg)| {
                    let arg = match arg {
                        Arg::Text(text) => Arg::Text(one_line(text)),
                        Arg::Number(n) => Arg::Number(*n),
                    };
                    (name.clone(), arg)
                })
                .collect(),
        };
        self.words.say(&clean)
    }
}

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters.
    pub subject: String,
    /// The greeting, the parts and the closing as they are shown.
    pub shown: Vec<Shown>,
    /// The text part.
    pub text: String,
    /// The HTML part: a whole document.
    pub html: String,
}

/// One piece of a mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A paragraph.
    Say(String),
    /// Facts that follow one another: label and value.
    Facts(Vec<(String, String)>),
    /// What a person wrote: label and lines.
    Quote(String, Vec<String>),
    /// Named things: label and names.
    List(String, Vec<String>),
    /// Words and address of a link.
    Link(String, String),
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    language: &'a str,
    direction: &'a str,
    subject: &'a str,
    shown: &'a [Shown],
    office: &'a str,
    closing: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct Text<'a> {
    shown: &'a [Shown],
    office: &'a str,
    closing: &'a str,
}

impl Message {
    /// The mail in words.
    ///
    /// # Errors
    /// Where a template fails, which only happens when memory runs out.
    pub fn render(&self, ctx: &Context<'_>) -> Result<Rendered, askama::Error> {
        let letter = self.letter(ctx);
        let subject = shorten(&one_line(&ctx.say(&letter.subject)), SUBJECT_MAX);
        let shown = shown(&letter, ctx);
        let office = one_line(ctx.office);
        let closing =
            ctx.say(&Sentence::new("mail-closing").with("contact", ctx.contact).with("site", ctx.public_url));
        let text = Text { shown: &shown, office: &office, closing: &closing }.render()?;
        let direction = direction(ctx.language);
        let html = Html {
            language: ctx.language,
            direction,
            subject: &subject,
            shown: &shown,
            office: &office,
            closing: &closing,
        }
        .render()?;
        Ok(Rendered { subject, shown, text, html })
    }
}

fn shown(letter: &Letter, ctx: &Context<'_>) -> Vec<Shown> {
    let mut shown = vec![Shown::Say(if letter.name.trim().is_empty() {
        ctx.say(&Sentence::new("mail-greeting"))
    } else {
        ctx.say(&Sentence::new("mail-greeting-name").with("name", letter.name.as_str()))
    })];
    for part in &letter.parts {
        match part {
            Part::Say(sentence) => shown.push(Shown::Say(ctx.say(sentence))),
            Part::Fact(label, value) => {
                let fact = (ctx.say(label), one_line(value));
                match shown.last_mut() {
                    Some(Shown::Facts(facts)) => facts.push(fact),
                    _ => shown.push(Shown::Facts(vec![fact])),
                }
            }
            Part::Quote(label, text) => shown.push(Shown::Quote(ctx.say(label), lines(text))),
            Part::List(label, items) => {
                shown.push(Shown::List(ctx.say(label), items.iter().map(|item| one_line(item)).collect()));
            }
            Part::Link(label, address) => shown.push(Shown::Link(ctx.say(label), address.clone())),
        }
    }
    shown
}

/// Text of people and programmes on one line: no line ends or other control characters, and no marks that turn the direction of
/// what follows (a name could otherwise turn the office's own words round).
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() || is_line_end(c) { ' ' } else { c }).collect();
    plain.chars().filter(|&c| !turns_direction(c)).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that a person wrote, each made harmless as by [`one_line`] but with its spaces kept.
fn lines(text: &str) -> Vec<String> {
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

fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max - 1).chain(['…']).collect()
}

/// The writing direction of a language.
fn direction(language: &str) -> &'static str {
    match language.split('-').next() {
        Some("ar" | "fa" | "he" | "ur") => "rtl",
        _ => "ltr",
    }
}
