//! Text of a programme, given in one language or several: titles, questions, hints, options.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Text by BCP 47 language tag, for example `en`. Shown in the reader's language, else in English, else in the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    /// English text only.
    pub fn english(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([("en".to_owned(), text.into())]))
    }

    /// Adds or replaces one language.
    #[must_use]
    pub fn with(mut self, language: &str, text: impl Into<String>) -> Self {
        self.0.insert(language.to_owned(), text.into());
        self
    }

    /// The same with this language said so; empty words take the language away.
    #[must_use]
    pub fn saying(mut self, language: &str, text: &str) -> Self {
        if text.is_empty() {
            self.0.remove(language);
        } else {
            self.0.insert(language.to_owned(), text.to_owned());
        }
        self
    }

    /// The text for a reader of `language`; empty where there is none.
    pub fn in_language(&self, language: &str) -> &str {
        self.said_to(language).map_or("", |(_, said)| said)
    }

    /// The same with the tag of the language that it is in; `None` where there is none.
    pub fn said_to(&self, language: &str) -> Option<(&str, &str)> {
        let found = [language, "en"].into_iter().find_map(|tag| self.0.get_key_value(tag));
        found.or_else(|| self.0.first_key_value()).map(|(tag, said)| (tag.as_str(), said.as_str()))
    }

    /// Tags of the languages in which it is said.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, said)| !said.trim().is_empty()).map(|(tag, _)| tag.as_str())
    }

    /// The same with what is said in each language changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self(self.0.iter().map(|(language, said)| (language.clone(), change(said))).collect())
    }

    /// The text in this language and no other; empty where there is none.
    pub fn exactly_in(&self, language: &str) -> &str {
        self.0.get(language).map_or("", String::as_str)
    }

    /// The same text with facts put into each language.
    #[must_use]
    pub fn filled(&self, facts: impl Fn(&str) -> Vec<(&'static str, String)>) -> Self {
        Self(self.0.iter().map(|(language, text)| (language.clone(), fill(text, &facts(language)))).collect())
    }

    /// Whether nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|t| t.trim().is_empty())
    }
}

/// Puts facts into a text in one pass, so that a fact which looks like a placeholder stays what it is.
pub fn fill<F: AsRef<str>>(text: &str, facts: &[(&str, F)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let fact = facts.iter().find(|(mark, _)| rest.starts_with(mark));
        let (mark, said) = fact.map_or(("{", "{"), |(mark, said)| (*mark, said.as_ref()));
        out.push_str(said);
        rest = &rest[mark.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn a_person_named_like_a_placeholder_keeps_the_name() {
        let facts = [("{name}", "{reference} Tan"), ("{reference}", "TYSE-26-0001")];
        assert_eq!(fill("Dear {name}, {reference} {x} {", &facts), "Dear {reference} Tan, TYSE-26-0001 {x} {");
    }
}
