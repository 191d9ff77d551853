//! A Letter of Consent as it is printed: the same for whoever prints it, in every language in which it was written.

use serde::{Deserialize, Serialize};

/// A letter to be printed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ConsentPaper {
    /// BCP 47 tag of the language of its first words.
    pub language: String,
    /// What it is, with its number.
    pub title: String,
    /// Which call it is for.
    pub call: String,
    /// Its number, for the footer.
    pub number: String,
    /// The code by which it is verified, for the footer.
    pub code: String,
    /// Says that it ended; empty while it holds.
    pub ended: String,
    /// The letter, once in each of its languages.
    pub versions: Vec<Version>,
    /// What it says, fact by fact, each with its name.
    pub facts: Vec<(String, String)>,
    /// Where anybody can verify it: what is said before the address, and the address.
    pub verify: (String, String),
    /// The footer, with [`super::paper::PAGE`] and [`super::paper::PAGES`] where the numbers go.
    pub page: String,
}

/// The letter in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// BCP 47 tag.
    pub language: String,
    /// Its heading; empty where it has none.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

impl Version {
    /// Of a text whose paragraphs are parted by empty lines. A first paragraph of one line above others is the heading.
    pub fn of(language: &str, text: &str) -> Option<Self> {
        let pieces = text.split("\n\n").map(str::trim).filter(|piece| !piece.is_empty());
        let mut paragraphs: Vec<String> = pieces.map(str::to_owned).collect();
        if paragraphs.is_empty() {
            return None;
        }
        let has_heading = paragraphs.len() > 1 && !paragraphs[0].contains('\n');
        let heading = if has_heading { paragraphs.remove(0) } else { String::new() };
        Some(Self { language: language.to_owned(), heading, paragraphs })
    }
}

impl ConsentPaper {
    /// Every text in it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (before, address) = &self.verify;
        let own = [&self.title, &self.call, &self.number, &self.code, &self.ended, before, address, &self.page];
        let versions = self.versions.iter().flat_map(|v| std::iter::once(&v.heading).chain(&v.paragraphs));
        let facts = self.facts.iter().flat_map(|(name, fact)| [name, fact]);
        own.into_iter().chain(versions).chain(facts).map(String::as_str)
    }

    /// The same with every text changed so.
    pub fn change(&mut self, with: &impl Fn(&mut String)) {
        for text in [&mut self.title, &mut self.call, &mut self.number, &mut self.ended] {
            with(text);
        }
        for version in &mut self.versions {
            with(&mut version.heading);
            version.paragraphs.iter_mut().for_each(with);
        }
        for (name, fact) in &mut self.facts {
            with(name);
            with(fact);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fonts, *};

    #[test]
    fn a_letter_that_begins_with_one_line_is_headed_by_it() {
        let version = Version::of("zh", "接收函\n\n我单位同意。\n\n代表：王\n日期").unwrap();
        assert_eq!((version.heading.as_str(), version.paragraphs.len()), ("接收函", 2));
        let plain = Version::of("en", "We consent.").unwrap();
        assert_eq!((plain.heading.as_str(), plain.paragraphs), ("", vec!["We consent.".to_owned()]));
        assert_eq!(Version::of("en", " \n\n "), None);
    }

    #[test]
    fn a_letter_whose_chinese_has_no_font_names_the_package_instead_of_showing_boxes() {
        let versions = Version::of("zh", "我单位同意接收。").into_iter().collect();
        let letter = ConsentPaper { versions, ..ConsentPaper::default() };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("NotoSans-Regular.ttf"), b"").unwrap();
        let missing = fonts::find_in(&[folder.path().to_owned()], &fonts::scripts(letter.texts())).unwrap_err();
        assert_eq!(missing.iter().map(|script| script.package).collect::<Vec<_>>(), ["fonts-noto-cjk"]);
    }
}
