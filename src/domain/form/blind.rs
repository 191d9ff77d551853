//! What others than the applicant may see of an application, and what a blind reviewer may not. Hiding helps against a first
//! impression by name; it is no anonymity.

use std::borrow::Cow;

use super::{Answer, Answers, Audience, Form, Kind, Question, Section};

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
    /// Whether this question and its answer, or the file given for it, may be seen. Every way to an answer or a file asks this.
    pub fn shows(self, question: &Question) -> bool {
        match self {
            Self::Whole => true,
            Self::For { audience, blind } => question.is_for(audience) && !(blind && question.identifying),
        }
    }

    /// The name under which a file is shown and given: applicants put their names into file names, so a blind reader gets the
    /// question's name instead.
    pub fn file_name<'a>(self, question: &Question, original: &'a str, language: &str) -> Cow<'a, str> {
        match (self, &question.kind) {
            (Self::For { blind: true, .. }, Kind::Document { formats, .. }) => {
                let extension = formats.first().map_or("pdf", |format| format.word());
                Cow::Owned(format!("{}.{extension}", question.name().in_language(language)))
            }
            _ => Cow::Borrowed(original),
        }
    }
}

impl Form {
    /// The sections with the questions that may be seen; sections of which nothing may be seen are left out.
    pub fn visible<'a>(&'a self, answers: &'a Answers, view: View) -> Vec<Seen<'a>> {
        let hidden = self.hidden(answers);
        let seen = |section: &'a Section| {
            let shown = section.asked(&hidden).filter(|question| view.shows(question));
            Seen { section, questions: shown.map(|q| (q, answers.get(&q.key))).collect() }
        };
        self.sections.iter().map(seen).filter(|seen| !seen.questions.is_empty()).collect()
    }
}
