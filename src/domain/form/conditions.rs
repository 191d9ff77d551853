//! Conditions: which questions are asked, given the answers so far. A condition looks at earlier questions only, so one pass in order
//! decides; an answer to a question that is not asked counts as not given.

use std::collections::BTreeSet;

use super::{Answers, Condition, Form, Question, Section};

/// Keys of questions that are not asked.
pub type Hidden<'f> = BTreeSet<&'f str>;

impl Condition {
    /// Whether it holds; `None` while an answer that it needs is not given.
    pub fn known(&self, answers: &Answers, hidden: &Hidden<'_>) -> Option<bool> {
        match self {
            Self::Answer { question, is } => {
                if hidden.contains(question.as_str()) {
                    return None;
                }
                answers.get(question).map(|answer| is.iter().any(|word| answer.is_word(word)))
            }
            Self::All(all) => all_of(all.iter().map(|c| c.known(answers, hidden))),
            Self::Any(any) => any_of(any.iter().map(|c| c.known(answers, hidden))),
        }
    }

    /// Keys of the questions it looks at.
    pub fn questions(&self) -> Vec<&str> {
        match self {
            Self::Answer { question, .. } => vec![question],
            Self::All(several) | Self::Any(several) => several.iter().flat_map(Self::questions).collect(),
        }
    }
}

/// False if one is false, true if all are, else not known.
pub(crate) fn all_of(several: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for one in several {
        match one {
            Some(false) => return Some(false),
            None => unknown = true,
            Some(true) => {}
        }
    }
    (!unknown).then_some(true)
}

/// True if one is true, false if all are false, else not known.
pub(crate) fn any_of(several: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all_of(several.map(|one| one.map(|b| !b))).map(|none| !none)
}

impl Form {
    /// Keys of the questions that these answers leave unasked, and of those that are asked after acceptance only.
    pub fn hidden(&self, answers: &Answers) -> Hidden<'_> {
        let mut hidden = Hidden::new();
        for question in self.questions() {
            if question.after_acceptance || !question.is_asked(answers, &hidden) {
                hidden.insert(&question.key);
            }
        }
        hidden
    }

    /// Takes out the answers to questions that are not asked.
    pub fn drop_hidden(&self, answers: &mut Answers) {
        for key in self.hidden(answers) {
            answers.set(key, None);
        }
    }

    /// Questions that a page of this section shows: those that are asked, and those that depend on another question of the same
    /// section, because without a script the page cannot change while it is filled in.
    pub fn offered<'f>(&self, section: &'f Section, answers: &Answers) -> Vec<&'f Question> {
        let hidden = self.hidden(answers);
        let on_this_page = |key: &str| section.questions.iter().any(|q| q.key == key);
        let depends_here =
            |q: &Question| q.shown_when.as_ref().is_some_and(|c| c.questions().into_iter().any(on_this_page));
        let now = section.questions.iter().filter(|q| !q.after_acceptance);
        now.filter(|q| !hidden.contains(q.key.as_str()) || depends_here(q)).collect()
    }
}

impl Question {
    /// Whether it is asked, given the answers and the earlier questions that are not asked.
    pub fn is_asked(&self, answers: &Answers, hidden: &Hidden<'_>) -> bool {
        self.shown_when.as_ref().is_none_or(|condition| condition.known(answers, hidden) == Some(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_spoils_only_what_depends_on_it() {
        let all = |several: &[Option<bool>]| all_of(several.iter().copied());
        let any = |several: &[Option<bool>]| any_of(several.iter().copied());
        assert_eq!(all(&[Some(true), None]), None);
        assert_eq!(all(&[Some(false), None]), Some(false));
        assert_eq!(all(&[]), Some(true));
        assert_eq!(any(&[Some(true), None]), Some(true));
        assert_eq!(any(&[Some(false), None]), None);
        assert_eq!(any(&[Some(false), Some(false)]), Some(false));
    }
}
