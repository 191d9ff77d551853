//! A definition's texts one by one: what each is, where it stands, and what it is to say in another language.

use std::collections::BTreeMap;

use crate::domain::{
    call::Definition,
    form::{Kind, Question, Section},
    text::Text,
};

/// A part of a definition whose texts are put into another language together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// The call's page.
    Page,
    /// Who may apply.
    Rules,
    /// The section of this key.
    Section(String),
    /// What is scored.
    Rubric,
    /// What applicants are told at the release.
    Letters,
    /// What referees and applicants read about letters of reference.
    Referees,
    /// What is said of sealed copies.
    Sealing,
}

/// Begins the word of a section's chapter.
const SECTION: &str = "section-";

impl Chapter {
    /// Its word in addresses.
    pub fn word(&self) -> String {
        match self {
            Self::Page => "page".to_owned(),
            Self::Rules => "rules".to_owned(),
            Self::Section(key) => format!("{SECTION}{key}"),
            Self::Rubric => "rubric".to_owned(),
            Self::Letters => "letters".to_owned(),
            Self::Referees => "referees".to_owned(),
            Self::Sealing => "sealing".to_owned(),
        }
    }
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub chapter: Chapter,
    /// What it is said about, where several things of the chapter have such a text: the question, the criterion.
    pub about: Text,
    /// Its name among all texts of this definition, as the fields of a page bear it.
    pub name: String,
    /// Id of the words for what it is: "Hint under the question".
    pub what: &'static str,
    /// The text itself.
    pub text: Text,
}

impl Definition {
    /// All that it says, in order; what is empty says nothing.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        // The walk changes texts, so that there is only one of them; a copy is walked to read.
        self.clone().each_text(&mut |chapter, about, name, what, text| {
            if !text.is_empty() {
                let (chapter, about, text) = (chapter.clone(), about.clone(), text.clone());
                pieces.push(Piece { chapter, about, name, what, text });
            }
        });
        pieces
    }

    /// Says these texts, by name, in the language of this tag; empty words take the language away.
    pub(super) fn say_in(&mut self, language: &str, said: &BTreeMap<String, String>) {
        self.each_text(&mut |_, _, name, _, text| {
            if let Some(words) = said.get(&name) {
                *text = std::mem::take(text).saying(language, words);
            }
        });
    }

    fn each_text(&mut self, see: See<'_>) {
        let nothing = &Text::default();
        see(&Chapter::Page, nothing, "summary".to_owned(), "editor-summary", &mut self.summary);
        for (number, part) in (1..).zip(&mut self.about) {
            let about = part.title.clone();
            see(&Chapter::Page, &about, format!("part-{number}"), "editor-heading", &mut part.title);
            for (line, paragraph) in (1..).zip(&mut part.paragraphs) {
                see(&Chapter::Page, &about, format!("part-{number}-{line}"), "editor-note", paragraph);
            }
        }
        for rule in &mut self.eligibility {
            see(&Chapter::Rules, nothing, format!("rule.{}", rule.key), "editor-says", &mut rule.says);
        }
        for section in &mut self.form.sections {
            each_of_section(section, see);
        }
        for criterion in &mut self.rubric.criteria {
            let (about, key) = (criterion.title.clone(), criterion.key.clone());
            let mut see = |name: &str, what, text: &mut Text| {
                see(&Chapter::Rubric, &about, format!("criterion.{key}.{name}"), what, text);
            };
            see("title", "editor-heading", &mut criterion.title);
            see("guidance", "editor-guidance", &mut criterion.guidance);
            for anchor in &mut criterion.anchors {
                see(&format!("anchor.{}", anchor.score), "languages-anchor", &mut anchor.text);
            }
        }
        let letters = &mut self.letters;
        for (name, what, text) in [
            ("letter.offer", "editor-letter-offer", &mut letters.offer),
            ("letter.waitlist", "editor-letter-waitlist", &mut letters.waitlist),
            ("letter.reject", "editor-letter-reject", &mut letters.reject),
        ] {
            see(&Chapter::Letters, nothing, name.to_owned(), what, text);
        }
        if let Some(referees) = &mut self.referees {
            let chapter = &Chapter::Referees;
            see(chapter, nothing, "referees.intro".to_owned(), "languages-referees-intro", &mut referees.intro);
            see(chapter, nothing, "referees.brief".to_owned(), "languages-referees-brief", &mut referees.brief);
            if let Some(waiver) = &mut referees.waiver {
                see(chapter, nothing, "referees.waiver".to_owned(), "languages-referees-waiver", waiver);
            }
            for question in &mut referees.questions {
                each_of_question(chapter, "referees.", question, see);
            }
        }
        if let Some(sealing) = &mut self.sealing {
            let chapter = &Chapter::Sealing;
            see(chapter, nothing, "sealing.text".to_owned(), "languages-sealing-text", &mut sealing.text);
            see(
                chapter,
                nothing,
                "sealing.statement".to_owned(),
                "languages-sealing-statement",
                &mut sealing.statement,
            );
        }
    }
}

/// What a walk does with each text: its chapter, what it is about, its name, the id of what it is, and itself.
type See<'a> = &'a mut dyn FnMut(&Chapter, &Text, String, &'static str, &mut Text);

fn each_of_section(section: &mut Section, see: See<'_>) {
    let chapter = &Chapter::Section(section.key.clone());
    let texts = [
        ("title", "editor-heading", &mut section.title),
        ("group", "editor-group", &mut section.group),
        ("intro", "editor-intro", &mut section.intro),
    ];
    for (name, what, text) in texts {
        see(chapter, &Text::default(), format!("section.{}.{name}", section.key), what, text);
    }
    for question in &mut section.questions {
        each_of_question(chapter, "", question, see);
    }
}

fn each_of_question(chapter: &Chapter, within: &str, question: &mut Question, see: See<'_>) {
    let (about, key) = (question.name().clone(), format!("{within}{}", question.key));
    let mut one = |name: &str, what, text: &mut Text| see(chapter, &about, format!("q.{key}.{name}"), what, text);
    one("label", "editor-label", &mut question.label);
    one("short", "editor-short", &mut question.short);
    one("hint", "editor-hint", &mut question.hint);
    one("missing", "editor-missing", &mut question.missing);
    match &mut question.kind {
        Kind::OneOf { options } | Kind::SeveralOf { options, .. } => {
            for (number, option) in (1..).zip(options) {
                one(&format!("option.{number}"), "languages-option", &mut option.label);
            }
        }
        Kind::Rows { questions, row, .. } => {
            one("row", "editor-row", row);
            for part in questions {
                each_of_question(chapter, &format!("{key}."), part, see);
            }
        }
        Kind::Note { text } => one("text", "editor-note", text),
        Kind::Declaration { statement } | Kind::Consent { statement, .. } => {
            one("statement", "editor-statement", statement);
        }
        Kind::ShortText { .. }
        | Kind::LongText { .. }
        | Kind::Number { .. }
        | Kind::Date { .. }
        | Kind::YesNo
        | Kind::Country { .. }
        | Kind::ResearchField
        | Kind::PersonName
        | Kind::Email
        | Kind::Phone
        | Kind::Document { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::domain::{editing::Edit, presets::PRESETS};

    /// Paths of the texts of a definition that are not said in `language`.
    fn unsaid(at: &str, value: &Value, language: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) if fields.get("en").is_some_and(Value::is_string) => {
                found.extend((!fields.contains_key(language)).then(|| at.to_owned()));
            }
            Value::Object(fields) => {
                fields.iter().for_each(|(key, v)| unsaid(&format!("{at}.{key}"), v, language, found));
            }
            Value::Array(all) => all.iter().for_each(|v| unsaid(at, v, language, found)),
            _ => {}
        }
    }

    #[test]
    fn whatever_a_preset_says_can_be_said_in_another_language_and_only_letters_of_consent_are_said_elsewhere() {
        for preset in PRESETS {
            let definition = preset.definition().unwrap();
            let pieces = definition.pieces();
            let names: BTreeSet<&str> = pieces.iter().map(|piece| piece.name.as_str()).collect();
            assert_eq!(names.len(), pieces.len(), "{}: a name stands for two texts", preset.key);
            let said = pieces.iter().map(|piece| (piece.name.clone(), format!("ខ្មែរ {}", piece.name))).collect();
            let translated = Edit::SayIn { language: "km", said }.apply(&definition).unwrap();
            let mut found = Vec::new();
            unsaid("", &serde_json::to_value(&translated).unwrap(), "km", &mut found);
            found.retain(|path| path != ".hosting.letter");
            assert_eq!(found, Vec::<String>::new(), "{}", preset.key);
            // Said once more with no words, the language is gone and nothing else changed.
            let said = pieces.iter().map(|piece| (piece.name.clone(), String::new())).collect();
            assert_eq!(Edit::SayIn { language: "km", said }.apply(&translated).unwrap(), definition);
        }
    }
}
