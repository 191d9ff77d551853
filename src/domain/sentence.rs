//! Sentences: what is said to a person, as an id and its arguments. The words are in `locales/` and are put in at the edge,
//! in the reader's language. A [`Problem`] is a sentence about one field of a page, or about the page.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::text::Text;

/// A value put into a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A whole number, which may choose the plural.
    Number(i64),
    /// Text that is put in as it stands.
    Text(String),
    /// A programme's own text, put in as it is in the reader's language: a question's label inside a sentence.
    Words(Text),
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
impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Self::Words(text)
    }
}
impl From<&Text> for Arg {
    fn from(text: &Text) -> Self {
        Self::Words(text.clone())
    }
}
macro_rules! whole_numbers { ($($t:ty),*) => {$(
    impl From<$t> for Arg {
        fn from(n: $t) -> Self {
            Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
        }
    }
    // Templates hand over fields by reference.
    impl From<&$t> for Arg {
        fn from(n: &$t) -> Self {
            (*n).into()
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

    /// A programme's own text as a whole sentence: the words that a question has for not being answered.
    pub fn given(text: &Text) -> Self {
        Self::new("form-given").with("text", text)
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}

/// What is wrong with what somebody typed or wants: shown above the page and, where it names a field, beside that field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Name of the field on the page; `None` where it is about the page as a whole.
    pub field: Option<String>,
    /// What is said.
    pub sentence: Sentence,
}

impl Problem {
    /// About the page as a whole.
    pub fn new(sentence: Sentence) -> Self {
        Self { field: None, sentence }
    }

    /// About one field.
    pub fn at(field: impl Into<String>, sentence: Sentence) -> Self {
        Self { field: Some(field.into()), sentence }
    }

    /// About one field, in a programme's own words.
    pub fn says(field: impl Into<String>, text: &Text) -> Self {
        Self::at(field, Sentence::given(text))
    }
}
