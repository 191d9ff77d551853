//! A letter as it is read: what the referee answered, and the file.

use askama::Template;

use crate::{
    actions::case::Case,
    db::letters::{LetterFileRow, LetterRow},
    domain::{
        form::{Answers, View},
        letter::LetterState,
        referees::Referees,
    },
    web::{
        applications::{fields, file_facts, held, tag::Tag},
        page::Frame,
    },
};

/// What is read of a letter; it puts itself on the page.
#[derive(Debug, Clone, Template)]
#[template(path = "letters/shown.html")]
pub struct Shown {
    frame: Frame,
    lines: Vec<(String, String)>,
    file: Option<FileLink>,
}

impl askama::filters::HtmlSafe for Shown {}

#[derive(Debug, Clone)]
struct FileLink {
    href: String,
    name: String,
    facts: String,
    held: Option<String>,
    /// Where a browser shows it itself.
    view: Option<String>,
}

impl Shown {
    /// These answers and this file of a letter, the file for somebody with an account.
    pub fn new(
        frame: &Frame,
        referees: &Referees,
        answers: &Answers,
        file: Option<&LetterFileRow>,
        letter: &LetterRow,
    ) -> Self {
        let href = format!("/documents/letters/{}", letter.id);
        let mut shown = Self::with_file_at(frame, referees, answers, file, &href);
        if let (Some(link), true) = (&mut shown.file, file.is_some_and(LetterFileRow::is_viewable)) {
            link.view = Some(format!("{href}?view=yes"));
        }
        shown
    }

    /// The same with the file at another address, where it is for saving only.
    pub fn with_file_at(
        frame: &Frame,
        referees: &Referees,
        answers: &Answers,
        file: Option<&LetterFileRow>,
        href: &str,
    ) -> Self {
        let line = |question: &crate::domain::form::Question| {
            let given = fields::answer(frame, question, answers.get(&question.key)?, View::Whole)?;
            Some((frame.text(question.name()).to_owned(), given))
        };
        let file = file.map(|file| FileLink {
            href: href.to_owned(),
            name: file.file_name.clone(),
            facts: file_facts(frame, &file.media_type, file.pages, file.size),
            held: held(frame, file.state),
            view: None,
        });
        Self { lines: referees.questions.iter().filter_map(line).collect(), file, frame: frame.clone() }
    }
}

/// A letter with who wrote it, for those who read several.
pub struct OfReferee {
    /// The referee's name.
    pub name: String,
    /// Post and institution.
    pub position: String,
    /// What is read.
    pub shown: Shown,
}

impl OfReferee {
    /// These letters.
    pub fn all(frame: &Frame, case: &Case, letters: &[(LetterRow, Option<LetterFileRow>)]) -> Vec<Self> {
        let Some(referees) = &case.definition.referees else { return Vec::new() };
        let one = |(letter, file): &(LetterRow, Option<LetterFileRow>)| Self {
            name: letter.name.to_string(),
            position: letter.position.clone(),
            shown: Shown::new(frame, referees, &letter.answers, file.as_ref(), letter),
        };
        letters.iter().map(one).collect()
    }
}

/// The mark and word of a letter's state.
pub fn tag(frame: &Frame, state: LetterState) -> Tag {
    let class = match state {
        LetterState::Received => "good",
        LetterState::Sent | LetterState::Opened | LetterState::Saved => "wait",
        LetterState::Bounced | LetterState::Declined | LetterState::Expired | LetterState::SetAside => "stop",
        LetterState::NotSent | LetterState::Cancelled => "",
    };
    Tag::new(class, frame.say(&format!("letters-state-{}", state.word().replace('_', "-"))))
}
