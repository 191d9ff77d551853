//! Sentences: what is said to a person, as an id and its arguments. The words are in `locales/` and are put in at the edge,
//! in the reader's language.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A value put into a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A whole number, which may choose the plural.
    Number(i64),
    /// Text that is put in as it stands.
    Text(String),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
macro_rules! whole_numbers { ($($t:ty),*) => {$(
    impl From<$t> for Arg {
        fn from(n: $t) -> Self {
            Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
        }
    }
)*}; }
whole_numbers!(i32, i64, u8, u32, u64, usize);

/// The id of a sentence in `locales/*.ftl` and its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Id in the locale files.
    pub id: Cow<'static, str>,
    /// Arguments by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

impl Sentence {
    /// A sentence without arguments yet.
    pub fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}
