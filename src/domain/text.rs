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
        self.0.get(language).or_else(|| self.0.get("en")).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }

    /// Whether nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|t| t.trim().is_empty())
    }
}
