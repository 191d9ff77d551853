//! What others than the applicant may see of an application, and what a blind reviewer may not. Hiding helps against a first
//! impression by name; it is no anonymity.

use std::{borrow::Cow, collections::BTreeSet};

use super::{Answer, Answers, Audience, FileFormat, Form, Kind, Question, Section};

/// For whom an application is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The applicant and the officers: everything.
    Whole,
    /// Somebody else.
    For {
        /// Who.
        audience: Audience,
        /// Whether what identifies the applicant is hidden.
        blind: bool,
    },
}

/// A section as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen<'a> {
    /// The section.
    pub section: &'a Section,
    /// Its questions that may be seen and were asked, with the answer if there is one.
    pub questions: Vec<(&'a Question, Option<&'a Answer>)>,
}

impl View {
    /// Whether what identifies the applicant is hidden.
    pub const fn is_blind(self) -> bool {
        matches!(self, Self::For { blind: true, .. })
    }

    /// Whether this question and its answer, or the file given for it, may be seen. Every way to an answer or a file asks this.
    pub fn shows(self, question: &Question) -> bool {
        match self {
            Self::Whole => true,
            Self::For { audience, blind } => question.is_for(audience) && !(blind && question.identifying),
        }
    }

    /// Whether this part of a row may be seen where the rows may.
    pub fn shows_part(self, part: &Question) -> bool {
        !(self.is_blind() && part.identifying)
    }

    /// The name under which a file is shown and given: applicants put their names into file names, so a blind reader gets the
    /// question's name instead.
    pub fn file_name<'a>(self, question: &Question, original: &'a str, language: &str) -> Cow<'a, str> {
        if !self.is_blind() {
            return Cow::Borrowed(original);
        }
        let extension = original.rsplit_once('.').and_then(|(_, extension)| FileFormat::of_extension(extension));
        let extension = extension.unwrap_or(FileFormat::Pdf).extension();
        Cow::Owned(format!("{}.{extension}", question.name().in_language(language)))
    }
}

impl Form {
    /// The sections with the questions that may be seen; sections of which nothing may be seen are left out.
    pub fn visible<'a>(&'a self, answers: &'a Answers, view: View) -> Vec<Seen<'a>> {
        let hidden = self.hidden(answers);
        let seen = |section: &'a Section| {
            let says_nothing = |question: &Question| matches!(question.kind, Kind::Note { .. });
            let shown = section.asked(&hidden).filter(|question| view.shows(question) && !says_nothing(question));
            Seen { section, questions: shown.map(|q| (q, answers.get(&q.key))).collect() }
        };
        self.sections.iter().map(seen).filter(|seen| !seen.questions.is_empty()).collect()
    }
}

/// Shortest part of a name in Latin letters that is hidden: shorter ones are initials and words of every text.
const SHORTEST: usize = 3;

/// Hides an applicant's own names where they stand in a text: in a list of publications, in a plan.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    /// Parts of the names in scripts that put spaces between words, as written and in capitals.
    words: BTreeSet<String>,
    /// Parts of the names in other scripts, the longest first.
    runs: Vec<String>,
}

impl Mask {
    /// Of the names that these answers give to questions which ask for the applicant's name.
    pub fn of(form: &Form, answers: &Answers) -> Self {
        let asks = |q: &&Question| q.identifying && matches!(q.kind, Kind::PersonName);
        let names = form.questions().filter(asks).filter_map(|q| answers.get(&q.key)).filter_map(Answer::word);
        let mut mask = Self::default();
        for part in names.flat_map(|name| name.split(is_between).map(str::to_owned).collect::<Vec<_>>()) {
            match part.chars().count() {
                0 | 1 => {}
                _ if !part.chars().all(puts_spaces) => mask.runs.push(part),
                length if length >= SHORTEST && !is_particle(&part) => {
                    mask.words.insert(part.to_uppercase());
                    mask.words.insert(part);
                }
                _ => {}
            }
        }
        mask.runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
        mask
    }

    /// The text with `instead` in the place of every name; names side by side are one.
    pub fn hide(&self, text: &str, instead: &str) -> String {
        let text = self.runs.iter().fold(Cow::Borrowed(text), |text, run| {
            if text.contains(run.as_str()) { Cow::Owned(text.replace(run.as_str(), instead)) } else { text }
        });
        let mut shown = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some(start) = rest.find(|c: char| !is_between(c)) {
            let end = rest[start..].find(is_between).map_or(rest.len(), |length| start + length);
            let (gap, word) = (&rest[..start], &rest[start..end]);
            let is_name = self.words.contains(word);
            let follows_name = shown.ends_with(instead) && gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{a0}'));
            if !(is_name && follows_name) {
                shown.push_str(gap);
                shown.push_str(if is_name { instead } else { word });
            }
            rest = &rest[end..];
        }
        shown.push_str(rest);
        shown
    }
}

/// What stands between words and between the parts of a name.
fn is_between(c: char) -> bool {
    !(c.is_alphanumeric() || is_mark(c) || matches!(c, '\'' | '’'))
}

/// Vowel signs and tones of the scripts of the region, which belong to the letter before them.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{b80}'..='\u{bff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether this letter is of a script that puts spaces between words.
const fn puts_spaces(c: char) -> bool {
    !matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}')
}

/// Words inside names that are words of every text too.
fn is_particle(part: &str) -> bool {
    matches!(
        part.to_lowercase().as_str(),
        "bin" | "binti" | "anak" | "van" | "von" | "der" | "dos" | "del" | "the" | "and"
    )
}
