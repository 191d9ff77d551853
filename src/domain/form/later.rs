//! What is asked only of those who accepted a place: passports, health, where money goes. Nobody but they and the office reads it.

use super::{Form, Question, Section};

/// What the key of a section begins with when it is asked after acceptance: no section of a form can have such a key.
pub const LATER: &str = "after.";

impl Form {
    /// The form of what is asked after acceptance, empty where nothing is: the sections with those questions alone, under keys of their
    /// own. A condition of theirs may look at what was answered before.
    #[must_use]
    pub fn later(&self) -> Self {
        let later = |question: &Question| Question { after_acceptance: false, ..question.clone() };
        let section = |section: &Section| {
            let questions: Vec<_> = section.questions.iter().filter(|q| q.after_acceptance).map(later).collect();
            let key = format!("{LATER}{}", section.key);
            (!questions.is_empty()).then(|| Section { key, before: false, questions, ..section.clone() })
        };
        Self { sections: self.sections.iter().filter_map(section).collect(), meaning: self.meaning.clone() }
    }
}
