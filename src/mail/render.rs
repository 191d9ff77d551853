//! Putting a letter into words: subject, text part, HTML part, and the pieces that pages show.

use askama::Template;

use super::{
    clean::{lines, one_line},
    context::Context,
    letter::{Letter, Part},
    messages::Message,
};
use crate::domain::sentence::Sentence;

/// Longest subject, in characters; longer ones end in an ellipsis (no client shows more).
const SUBJECT_MAX: usize = 150;

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
        let closing = ctx.say(&Sentence::new("mail-closing").with("contact", ctx.contact).with("site", ctx.public_url));
        let text = Text { shown: &shown, office: &office, closing: &closing }.render()?;
        let direction = direction(ctx.words.language());
        let html = Html {
            language: ctx.words.language(),
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
