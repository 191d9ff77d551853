//! Checking stored answers: what stands between each section, and so the application, and its submission.

use std::collections::BTreeMap;

use super::{Answer, Answers, Form, Kind, Question, Section, conditions::Hidden, typed::SECTION_DONE};
use crate::domain::{
    id::DocumentId,
    sentence::{Problem, Sentence},
    time::Timestamp,
    workflow::{DocumentState, words},
};

/// What is known of an application's files: for which question each was given and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Documents(BTreeMap<DocumentId, (String, DocumentState)>);

impl FromIterator<(DocumentId, String, DocumentState)> for Documents {
    fn from_iter<I: IntoIterator<Item = (DocumentId, String, DocumentState)>>(files: I) -> Self {
        Self(files.into_iter().map(|(id, question, state)| (id, (question, state))).collect())
    }
}

words! {
    /// How far a section is.
    SectionState {
        /// Nothing is answered.
        NotStarted = "not_started",
        /// Something is missing or wrong.
        Incomplete = "incomplete",
        /// Everything asked is answered.
        Completed = "completed",
    }
}

/// How far a section is and what is still to be done in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionCheck<'f> {
    /// The section.
    pub section: &'f Section,
    /// How far it is. A section of optional questions alone is not started and yet stands in nobody's way.
    pub state: SectionState,
    /// What stands between it and submission; empty where nothing does.
    pub problems: Vec<Problem>,
}

impl Form {
    /// Every section in which something is asked.
    pub fn check(&self, answers: &Answers, documents: &Documents, now: Timestamp) -> Vec<SectionCheck<'_>> {
        let hidden = self.hidden(answers);
        let asked = |section: &&Section| section.asked(&hidden).next().is_some();
        self.sections.iter().filter(asked).map(|section| section.check(&hidden, answers, documents, now)).collect()
    }

    /// One section.
    pub fn check_section<'f>(
        &self,
        section: &'f Section,
        answers: &Answers,
        documents: &Documents,
        now: Timestamp,
    ) -> SectionCheck<'f> {
        section.check(&self.hidden(answers), answers, documents, now)
    }

    /// Whether nothing stands between these answers and submission.
    pub fn is_complete(&self, answers: &Answers, documents: &Documents, now: Timestamp) -> bool {
        self.check(answers, documents, now).iter().all(|section| section.problems.is_empty())
    }
}

impl Section {
    /// Questions of this section that are asked.
    pub fn asked(&self, hidden: &Hidden<'_>) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| !hidden.contains(question.key.as_str()))
    }

    fn check(&self, hidden: &Hidden<'_>, answers: &Answers, documents: &Documents, now: Timestamp) -> SectionCheck<'_> {
        let mut problems: Vec<Problem> =
            self.asked(hidden).flat_map(|q| q.check(answers.get(&q.key), documents, now)).collect();
        let done = answers.section_done(&self.key);
        if self.confirm && problems.is_empty() && done != Some(true) {
            problems
                .push(Problem::at(SECTION_DONE, Sentence::new("form-section-not-done").with("section", &self.title)));
        }
        let started = done.is_some() || self.asked(hidden).any(|q| answers.get(&q.key).is_some());
        let state = match (started, problems.is_empty()) {
            (false, _) => SectionState::NotStarted,
            (true, false) => SectionState::Incomplete,
            (true, true) => SectionState::Completed,
        };
        SectionCheck { section: self, state, problems }
    }
}

impl Question {
    fn check(&self, answer: Option<&Answer>, documents: &Documents, now: Timestamp) -> Vec<Problem> {
        match (self.missing_problem(answer), answer) {
            (Some(problem), _) => vec![problem],
            (None, None) => Vec::new(),
            (None, Some(Answer::Rows(rows))) => self.check_rows(rows, now),
            (None, Some(answer)) => self.check_one(answer, documents, now).into_iter().collect(),
        }
    }

    fn check_one(&self, answer: &Answer, documents: &Documents, now: Timestamp) -> Option<Problem> {
        let verified = self.verify(answer, now).and_then(|()| match answer {
            Answer::Documents(ids) => self.verify_documents(ids, documents),
            _ => Ok(()),
        });
        verified.err().map(|sentence| Problem::at(self.field(None), sentence))
    }

    fn verify_documents(&self, ids: &[DocumentId], documents: &Documents) -> Result<(), Sentence> {
        match self.kind {
            Kind::Document { max_files, .. } if ids.len() > max_files as usize => {
                Err(self.sentence("form-too-many-files").with("max", max_files))
            }
            _ if ids.is_empty() => Err(self.sentence("form-document-again")),
            _ => ids.iter().try_for_each(|id| self.verify_document(*id, documents)),
        }
    }

    fn verify_document(&self, id: DocumentId, documents: &Documents) -> Result<(), Sentence> {
        match documents.0.get(&id).filter(|(question, _)| *question == self.key) {
            // What waits for the scanner is held back, but it keeps nobody from handing in: the scanner may be down at the deadline.
            Some((_, state)) if state.is_served() || *state == DocumentState::PendingScan => Ok(()),
            Some((_, DocumentState::Uploading)) => Err(self.sentence("form-document-checking")),
            Some(_) | None => Err(self.sentence("form-document-again")),
        }
    }
}
