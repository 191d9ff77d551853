//! What is wrong with a definition itself: found before a call can be published, never met by an applicant.

use std::collections::{BTreeMap, BTreeSet};

use super::{Choice, Condition, Form, Kind, Question, Section};
use crate::domain::sentence::{Problem, Sentence};

/// Longest answer that a question may ask for, in characters.
pub const LONGEST_TEXT: u32 = 50_000;

/// Longest key.
pub const LONGEST_KEY: usize = 60;

/// Most rows that a question may take.
pub const MOST_ROWS: u32 = 50;

/// Names that fields and parts of every page have already.
pub const TAKEN: [&str; 5] = ["csrf", "version", "go", "main", "problems"];

/// Faults that something cures which is still to be added: a draft may have them, a call that runs may not.
const UNFINISHED: [&str; 4] =
    ["form-fault-no-sections", "form-fault-no-questions", "form-fault-no-criteria", "form-fault-meaning-missing"];

/// Whether this fault only says that a definition is not finished.
pub fn is_unfinished(fault: &Problem) -> bool {
    UNFINISHED.contains(&&*fault.sentence.id)
}

/// Most files that a question may take.
pub const MOST_FILES: u32 = 20;

/// Collects faults; the field of each names the place: `name-and-contact`, `full_name`.
#[derive(Debug, Default)]
pub struct Faults(Vec<Problem>);

impl Faults {
    /// Adds a fault at a place where `wrong`.
    pub(crate) fn add_if(&mut self, wrong: bool, place: &str, id: &'static str) {
        if wrong {
            self.0.push(Problem::at(place, Sentence::new(id).with("place", place)));
        }
    }

    /// All of them.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.0
    }
}

impl Form {
    /// Everything wrong with the form; empty if it can be used.
    pub fn faults(&self) -> Vec<Problem> {
        let mut faults = Faults::default();
        faults.add_if(self.sections.is_empty(), "form", "form-fault-no-sections");
        let mut sections = BTreeSet::new();
        let mut earlier = BTreeMap::<&str, &Question>::new();
        // What is asked now cannot depend on what is asked later.
        let mut now = BTreeMap::<&str, &Question>::new();
        for (number, section) in self.sections.iter().enumerate() {
            faults.add_if(!sections.insert(section.key.as_str()), &section.key, "form-fault-twice");
            faults.add_if(section.before && number > 0, &section.key, "form-fault-before-late");
            let many = |q: &Question| matches!(q.kind, Kind::Rows { .. } | Kind::Document { .. });
            faults.add_if(section.before && section.questions.iter().any(many), &section.key, "form-fault-before-kind");
            section.faults(&mut faults);
            for question in &section.questions {
                question.faults(if question.after_acceptance { &earlier } else { &now }, &mut faults);
                let too_late = question.after_acceptance && section.before;
                faults.add_if(too_late, &question.key, "form-fault-after-before");
                let twice = earlier.insert(&question.key, question).is_some();
                faults.add_if(twice, &question.key, "form-fault-twice");
                if !question.after_acceptance {
                    now.insert(&question.key, question);
                }
            }
        }
        self.meaning_faults(&earlier, &mut faults);
        faults.into_problems()
    }

    /// Everything wrong with questions that stand alone, without a form around them.
    pub fn faults_of(questions: &[Question]) -> Vec<Problem> {
        let mut faults = Faults::default();
        let mut earlier = BTreeMap::<&str, &Question>::new();
        for question in questions {
            question.faults(&earlier, &mut faults);
            let twice = earlier.insert(&question.key, question).is_some();
            faults.add_if(twice, &question.key, "form-fault-twice");
        }
        faults.into_problems()
    }

    fn meaning_faults(&self, questions: &BTreeMap<&str, &Question>, faults: &mut Faults) {
        type Fits = fn(&Kind) -> bool;
        let name: Fits = |kind| matches!(kind, Kind::PersonName);
        let country: Fits = |kind| matches!(kind, Kind::Country { .. });
        let option: Fits = |kind| matches!(kind, Kind::OneOf { .. });
        let field: Fits = |kind| matches!(kind, Kind::ResearchField);
        let title: Fits = |kind| matches!(kind, Kind::ShortText { .. });
        let meaning = &self.meaning;
        let all = [
            (Some(&meaning.name), name),
            (Some(&meaning.country), country),
            (meaning.sex.as_ref(), option),
            (meaning.field.as_ref(), field),
            (meaning.priority.as_ref(), option),
            (meaning.length.as_ref(), option),
            (meaning.title.as_ref(), title),
        ];
        for (key, fits) in all {
            let Some(key) = key else { continue };
            match questions.get(key.as_str()) {
                None => faults.add_if(true, key, "form-fault-meaning-missing"),
                Some(question) => {
                    faults.add_if(!fits(&question.kind), key, "form-fault-meaning-kind");
                    faults.add_if(question.after_acceptance, key, "form-fault-after-meaning");
                }
            }
        }
    }
}

impl Section {
    fn faults(&self, faults: &mut Faults) {
        faults.add_if(!is_key(&self.key, '-'), &self.key, "form-fault-key");
        faults.add_if(self.title.is_empty(), &self.key, "form-fault-no-title");
        faults.add_if(self.questions.is_empty(), &self.key, "form-fault-no-questions");
    }
}

impl Question {
    fn faults(&self, earlier: &BTreeMap<&str, &Question>, faults: &mut Faults) {
        let key = self.key.as_str();
        faults.add_if(!is_key(key, '_'), key, "form-fault-key");
        faults.add_if(TAKEN.contains(&key), key, "form-fault-key-taken");
        let is_note = matches!(self.kind, Kind::Note { .. });
        faults.add_if(self.label.is_empty() && !is_note, key, "form-fault-no-label");
        faults.add_if(limits_are_wrong(&self.kind), key, "form-fault-limits");
        match &self.kind {
            Kind::OneOf { options } | Kind::SeveralOf { options, .. } => option_faults(key, options, faults),
            Kind::Country { codes, .. } => {
                let distinct: BTreeSet<_> = codes.iter().collect();
                let wrong = codes.is_empty() || distinct.len() < codes.len();
                faults.add_if(wrong || codes.iter().any(|c| c.len() != 2), key, "form-fault-options");
            }
            Kind::Declaration { statement: text } | Kind::Consent { statement: text, .. } | Kind::Note { text } => {
                faults.add_if(text.is_empty(), key, "form-fault-no-statement");
            }
            Kind::Rows { questions, row, max, .. } => {
                faults.add_if(questions.is_empty(), key, "form-fault-no-questions");
                faults.add_if(row.is_empty() && *max > 1, key, "form-fault-no-row");
                self.part_faults(questions, faults);
            }
            _ => {}
        }
        if let Some(condition) = &self.shown_when {
            condition.faults(key, earlier, faults);
        }
    }

    fn part_faults(&self, parts: &[Question], faults: &mut Faults) {
        let mut earlier = BTreeMap::<&str, &Question>::new();
        for part in parts {
            let place = format!("{}-{}", self.key, part.key);
            let unfit = matches!(
                part.kind,
                Kind::Rows { .. }
                    | Kind::Note { .. }
                    | Kind::Document { .. }
                    | Kind::Declaration { .. }
                    | Kind::Consent { .. }
            );
            faults.add_if(unfit, &place, "form-fault-part-kind");
            part.faults(&earlier, faults);
            faults.add_if(earlier.insert(&part.key, part).is_some(), &place, "form-fault-twice");
        }
    }

    /// Whether this word can be an answer to it in a condition.
    pub(crate) fn can_be(&self, word: &str) -> bool {
        match &self.kind {
            Kind::YesNo | Kind::Declaration { .. } | Kind::Consent { .. } => matches!(word, "yes" | "no"),
            Kind::OneOf { .. } | Kind::SeveralOf { .. } => self.option_label(word).is_some(),
            Kind::Country { codes, other } => {
                codes.iter().any(|c| c == word) || (*other && word == super::OTHER_COUNTRY)
            }
            Kind::Document { .. } | Kind::Rows { .. } | Kind::Note { .. } => false,
            _ => true,
        }
    }
}

impl Condition {
    /// Faults of a condition at `place`, which may look at the questions in `known` only. For a question these are the earlier ones,
    /// so that conditions cannot go in a circle.
    pub(crate) fn faults(&self, place: &str, known: &BTreeMap<&str, &Question>, faults: &mut Faults) {
        match self {
            Self::Answer { question, is } => match known.get(question.as_str()) {
                None => faults.add_if(true, place, "form-fault-condition-question"),
                Some(question) => {
                    let wrong = is.is_empty() || is.iter().any(|word| !question.can_be(word));
                    faults.add_if(wrong, place, "form-fault-condition-word");
                }
            },
            Self::All(several) | Self::Any(several) => {
                faults.add_if(several.is_empty(), place, "form-fault-condition-empty");
                for condition in several {
                    condition.faults(place, known, faults);
                }
            }
        }
    }
}

fn option_faults(key: &str, options: &[Choice], faults: &mut Faults) {
    let distinct: BTreeSet<_> = options.iter().map(|o| &o.value).collect();
    let unsaid = |o: &Choice| o.label.is_empty() || o.value.trim() != o.value || o.value.is_empty();
    let wrong = options.is_empty() || distinct.len() < options.len() || options.iter().any(unsaid);
    faults.add_if(wrong, key, "form-fault-options");
}

fn limits_are_wrong(kind: &Kind) -> bool {
    match kind {
        Kind::ShortText { max } | Kind::LongText { max } => *max == 0 || *max > LONGEST_TEXT,
        Kind::Number { min, max } => min > max,
        Kind::Date { min: Some(min), max: Some(max), .. } => min > max,
        Kind::SeveralOf { max, .. } => *max == 0,
        Kind::Rows { min, max, .. } => *max == 0 || *max > MOST_ROWS || min > max,
        Kind::Document { formats, max_bytes, max_pages, max_files } => {
            let none = formats.is_empty() || *max_bytes == 0 || *max_pages == Some(0);
            none || !(1..=MOST_FILES).contains(max_files)
        }
        _ => false,
    }
}

/// Lower-case letters and digits, joined by `joint`, beginning with a letter: safe in addresses, field names and ids of elements.
pub(crate) fn is_key(key: &str, joint: char) -> bool {
    let ordinary = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint;
    key.starts_with(|c: char| c.is_ascii_lowercase()) && key.len() <= LONGEST_KEY && key.chars().all(ordinary)
}
