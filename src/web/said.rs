//! A programme's text on a page: where it is in another language than the page, it says so, that it is read aloud and broken rightly.

use std::fmt;

use askama::filters::{Escaper, Html, HtmlSafe};

use crate::{domain::text::Text, words::Words};

/// Words on a page, with their language where it is not that of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    text: String,
    language: Option<String>,
}

impl Said {
    /// A programme's text for this reader.
    pub fn of(text: &Text, words: Words) -> Self {
        let Some((tag, said)) = text.said_to(words.reading()) else { return Self::default() };
        let language = (tag != words.language() && !said.is_empty()).then(|| tag.to_owned());
        Self { text: said.to_owned(), language }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The words alone, for where a page has room for no more than words: in an attribute, in the option of a list.
    pub fn words(&self) -> &str {
        &self.text
    }
}

impl<T: Into<String>> From<T> for Said {
    fn from(text: T) -> Self {
        Self { text: text.into(), language: None }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(language) = &self.language else { return Html.write_escaped_str(f, &self.text) };
        f.write_str("<span lang=\"")?;
        Html.write_escaped_str(&mut *f, language)?;
        f.write_str("\">")?;
        Html.write_escaped_str(&mut *f, &self.text)?;
        f.write_str("</span>")
    }
}
impl HtmlSafe for Said {}
