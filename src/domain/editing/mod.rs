//! Changing a definition step by step. A step is refused with what it would break and then changes nothing; what it leaves holds
//! together, though a draft may still lack things.

pub mod keys;
pub mod languages;
mod names;
pub mod starters;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{
    call::{Definition, Letters, Part, Settings},
    eligibility::Rule,
    form::{Form, Kind, Meaning, Question, Section},
    hosting::Hosting,
    nomination::Nomination,
    pairing::Pairing,
    referees::Referees,
    rubric::Criterion,
    sealing::Sealing,
    sentence::{Problem, Sentence},
    text::Text,
};
use keys::fresh;

/// Where a question is: in the form, or in the rows of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The question's key, or that of the rows.
    pub question: String,
    /// The key in the row.
    pub part: Option<String>,
}

/// One of several in an order of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A section of the form.
    Section(String),
    /// A question, or a part of a row.
    Question(Spot),
    /// A rule.
    Rule(String),
    /// A criterion.
    Criterion(String),
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// A section at the end.
    AddSection(Section),
    /// A section's own words and settings; its questions stay.
    SetSection(String, Section),
    /// A question at the end of a section.
    AddQuestion(String, Question),
    /// A part at the end of a row.
    AddPart(String, Question),
    /// A question as it is to be, and the section in which it is to be.
    SetQuestion(Spot, Question, Option<String>),
    /// A rule at the end.
    AddRule(Rule),
    /// A rule as it is to be.
    SetRule(String, Rule),
    /// A criterion at the end.
    AddCriterion(Criterion),
    /// A criterion as it is to be.
    SetCriterion(String, Criterion),
    /// The lowest mean that can be offered a place.
    SetThreshold(Option<f64>),
    /// What the office's lists show.
    SetMeaning(Meaning),
    /// How the call runs.
    SetSettings(Settings),
    /// The call's page.
    SetTexts {
        /// One or two sentences.
        summary: Text,
        /// Headings with their paragraphs.
        about: Vec<Part>,
    },
    /// The letters of outcome.
    SetLetters(Letters),
    /// Texts in a language other than the first.
    SayIn {
        /// BCP 47 tag.
        language: &'static str,
        /// What is to be said, by the text's name among [`Definition::pieces`]; empty words take the language away.
        said: BTreeMap<String, String>,
    },
    /// What referees are asked for, or that the call takes no letters of reference.
    SetReferees(Option<Box<Referees>>),
    /// A step with what referees are asked, as if it were the form.
    OfLetters(Box<Edit>),
    /// How authorities nominate, or that they do not.
    SetNomination(Option<Nomination>),
    /// How applicants find a host, or that the call has no posts.
    SetHosting(Option<Hosting>),
    /// How applications of two sides belong together, or that each stands alone.
    SetPairing(Option<Pairing>),
    /// How sealed copies are taken, or that none are.
    SetSealing(Option<Sealing>),
    /// One place earlier.
    Up(Item),
    /// One place later.
    Down(Item),
    /// Once more, after itself.
    Copy(Item),
    /// Away.
    Remove(Item),
}

impl Edit {
    /// The definition after this step.
    ///
    /// # Errors
    /// What the step would break that is whole before it; or that what it is about is not there.
    pub fn apply(&self, definition: &Definition) -> Result<Definition, Vec<Problem>> {
        let mut changed = definition.clone();
        self.change(&mut changed).ok_or_else(|| vec![Problem::new(Sentence::new("editor-gone"))])?;
        let before = definition.breaks();
        let broken: Vec<_> = changed.breaks().into_iter().filter(|fault| !before.contains(fault)).collect();
        if broken.is_empty() { Ok(changed) } else { Err(broken) }
    }

    /// Changes it; nothing where what the step is about is not there.
    fn change(&self, definition: &mut Definition) -> Option<()> {
        match self {
            Self::AddSection(section) => definition.form.sections.push(section.clone()),
            Self::SetSection(key, section) => {
                let old = definition.form.sections.iter_mut().find(|s| s.key == *key)?;
                *old = Section { questions: std::mem::take(&mut old.questions), ..section.clone() };
            }
            Self::AddQuestion(section, question) => {
                let section = definition.form.sections.iter_mut().find(|s| s.key == *section)?;
                section.questions.push(question.clone());
            }
            Self::AddPart(rows, part) => definition.form.parts_mut(rows)?.push(part.clone()),
            Self::SetQuestion(spot, question, section) => {
                set_question(definition, spot, question)?;
                if let Some(section) = section.as_ref().filter(|_| spot.part.is_none()) {
                    definition.form.put_into(&question.key, section)?;
                }
            }
            Self::AddRule(rule) => definition.eligibility.push(rule.clone()),
            Self::SetRule(key, rule) => {
                *definition.eligibility.iter_mut().find(|r| r.key == *key)? = rule.clone();
            }
            Self::AddCriterion(criterion) => definition.rubric.criteria.push(criterion.clone()),
            Self::SetCriterion(key, criterion) => {
                *definition.rubric.criteria.iter_mut().find(|c| c.key == *key)? = criterion.clone();
            }
            Self::SetThreshold(threshold) => definition.rubric.threshold = *threshold,
            Self::SetMeaning(meaning) => definition.form.meaning = meaning.clone(),
            Self::SetSettings(settings) => definition.settings = settings.clone(),
            Self::SetTexts { summary, about } => {
                definition.summary = summary.clone();
                definition.about.clone_from(about);
            }
            Self::SetLetters(letters) => definition.letters = letters.clone(),
            Self::SayIn { language, said } => definition.say_in(language, said),
            Self::SetReferees(referees) => definition.referees = referees.as_deref().cloned(),
            Self::OfLetters(edit) => edit.change_letters(definition)?,
            Self::SetNomination(nomination) => definition.nomination = *nomination,
            Self::SetHosting(hosting) => definition.hosting.clone_from(hosting),
            Self::SetPairing(pairing) => definition.pairing.clone_from(pairing),
            Self::SetSealing(sealing) => definition.sealing.clone_from(sealing),
            Self::Up(item) => item.shift(definition, true)?,
            Self::Down(item) => item.shift(definition, false)?,
            Self::Copy(item) => item.copy(definition)?,
            Self::Remove(item) => item.remove(definition)?,
        }
        Some(())
    }

    /// Changes what referees are asked: their questions stand where those of the form are, and nothing else names them.
    fn change_letters(&self, definition: &mut Definition) -> Option<()> {
        let form = definition.referees.as_ref()?.form();
        let mut letters = Definition { form, eligibility: Vec::new(), pairing: None, ..definition.clone() };
        self.change(&mut letters)?;
        let questions = letters.form.sections.into_iter().flat_map(|section| section.questions).collect();
        definition.referees.as_mut()?.questions = questions;
        Some(())
    }
}

fn set_question(definition: &mut Definition, spot: &Spot, question: &Question) -> Option<()> {
    *definition.form.at_mut(spot)? = question.clone();
    match &spot.part {
        None if spot.question != question.key => definition.rename(&spot.question, &question.key),
        Some(part) if *part != question.key => {
            for sibling in definition.form.parts_mut(&spot.question)? {
                sibling.rename(part, &question.key);
            }
        }
        _ => {}
    }
    Some(())
}

impl Form {
    /// The question at this spot.
    pub fn at(&self, spot: &Spot) -> Option<&Question> {
        let question = self.question(&spot.question)?;
        match &spot.part {
            None => Some(question),
            Some(part) => question.parts().iter().find(|p| p.key == *part),
        }
    }

    /// The section that a question is in.
    pub fn section_of(&self, question: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.questions.iter().any(|q| q.key == question))
    }

    fn at_mut(&mut self, spot: &Spot) -> Option<&mut Question> {
        match &spot.part {
            None => self.sections.iter_mut().flat_map(|s| &mut s.questions).find(|q| q.key == spot.question),
            Some(part) => self.parts_mut(&spot.question)?.iter_mut().find(|p| p.key == *part),
        }
    }

    fn parts_mut(&mut self, rows: &str) -> Option<&mut Vec<Question>> {
        match &mut self.at_mut(&Spot { question: rows.to_owned(), part: None })?.kind {
            Kind::Rows { questions, .. } => Some(questions),
            _ => None,
        }
    }

    /// Section and place of a question.
    fn place(&self, question: &str) -> Option<(usize, usize)> {
        let in_section = |s: &Section| s.questions.iter().position(|q| q.key == question);
        self.sections.iter().enumerate().find_map(|(number, s)| Some((number, in_section(s)?)))
    }

    /// Puts a question at the end of another section.
    fn put_into(&mut self, question: &str, section: &str) -> Option<()> {
        let (from, at) = self.place(question)?;
        let to = self.sections.iter().position(|s| s.key == section)?;
        if from != to {
            let moved = self.sections[from].questions.remove(at);
            self.sections[to].questions.push(moved);
        }
        Some(())
    }

    /// Moves a question by one place, into the neighbouring section where it stands at the edge of its own.
    fn shift(&mut self, question: &str, up: bool) -> Option<()> {
        let (from, at) = self.place(question)?;
        let edge = if up { at == 0 } else { at + 1 == self.sections[from].questions.len() };
        if !edge {
            self.sections[from].questions.swap(at, if up { at - 1 } else { at + 1 });
            return Some(());
        }
        let neighbour = if up { from.checked_sub(1) } else { Some(from + 1) };
        if let Some(to) = neighbour.filter(|to| *to < self.sections.len()) {
            let moved = self.sections[from].questions.remove(at);
            let end = if up { self.sections[to].questions.len() } else { 0 };
            self.sections[to].questions.insert(end, moved);
        }
        Some(())
    }
}

impl Item {
    fn shift(&self, definition: &mut Definition, up: bool) -> Option<()> {
        match self {
            Self::Section(key) => swap(&mut definition.form.sections, |s| s.key == *key, up),
            Self::Question(Spot { question, part: None }) => definition.form.shift(question, up),
            Self::Question(Spot { question, part: Some(part) }) => {
                swap(definition.form.parts_mut(question)?, |p| p.key == *part, up)
            }
            Self::Rule(key) => swap(&mut definition.eligibility, |r| r.key == *key, up),
            Self::Criterion(key) => swap(&mut definition.rubric.criteria, |c| c.key == *key, up),
        }
    }

    fn remove(&self, definition: &mut Definition) -> Option<()> {
        match self {
            Self::Section(key) => take(&mut definition.form.sections, |s| s.key == *key),
            Self::Question(Spot { question, part: None }) => {
                let (section, at) = definition.form.place(question)?;
                definition.form.sections[section].questions.remove(at);
                Some(())
            }
            Self::Question(Spot { question, part: Some(part) }) => {
                take(definition.form.parts_mut(question)?, |p| p.key == *part)
            }
            Self::Rule(key) => take(&mut definition.eligibility, |r| r.key == *key),
            Self::Criterion(key) => take(&mut definition.rubric.criteria, |c| c.key == *key),
        }
    }

    fn copy(&self, definition: &mut Definition) -> Option<()> {
        match self {
            Self::Section(key) => definition.copy_section(key),
            Self::Question(Spot { question, part: None }) => {
                let (section, at) = definition.form.place(question)?;
                let mut copy = definition.form.sections[section].questions[at].clone();
                copy.key = fresh(&copy.key, '_', |key| definition.form.question(key).is_some());
                definition.form.sections[section].questions.insert(at + 1, copy);
                Some(())
            }
            Self::Question(Spot { question, part: Some(part) }) => {
                let parts = definition.form.parts_mut(question)?;
                let at = parts.iter().position(|p| p.key == *part)?;
                let mut copy = parts[at].clone();
                copy.key = fresh(&copy.key, '_', |key| parts.iter().any(|p| p.key == key));
                parts.insert(at + 1, copy);
                Some(())
            }
            Self::Rule(key) => {
                let rules = &mut definition.eligibility;
                let at = rules.iter().position(|r| r.key == *key)?;
                let mut copy = rules[at].clone();
                copy.key = fresh(&copy.key, '-', |key| rules.iter().any(|r| r.key == key));
                rules.insert(at + 1, copy);
                Some(())
            }
            Self::Criterion(key) => {
                let criteria = &mut definition.rubric.criteria;
                let at = criteria.iter().position(|c| c.key == *key)?;
                let mut copy = criteria[at].clone();
                copy.key = fresh(&copy.key, '_', |key| criteria.iter().any(|c| c.key == key));
                criteria.insert(at + 1, copy);
                Some(())
            }
        }
    }
}

/// Moves one of several by one place; at the end of the row it stays.
fn swap<T>(all: &mut [T], is_meant: impl Fn(&T) -> bool, up: bool) -> Option<()> {
    let at = all.iter().position(is_meant)?;
    let other = if up { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(other) = other.filter(|other| *other < all.len()) {
        all.swap(at, other);
    }
    Some(())
}

fn take<T>(all: &mut Vec<T>, is_meant: impl Fn(&T) -> bool) -> Option<()> {
    all.remove(all.iter().position(is_meant)?);
    Some(())
}
