//! What is printed, as data: texts already in the reader's words, with the files that go in by number. A paper holds nothing that the
//! page from which it is printed does not show, because it is made of the same lines.

use serde::{Deserialize, Serialize};

/// An application to be printed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Paper {
    /// BCP 47 tag of its language.
    pub language: String,
    /// What it is: "Application TYSE-27-0001".
    pub title: String,
    /// Which call it is for.
    pub call: String,
    /// Whose paper it is: the office's name.
    pub office: String,
    /// The number in the footer; empty where there is none yet.
    pub reference: String,
    /// Facts below the title, each with its name.
    pub facts: Vec<(String, String)>,
    /// The answers.
    pub sections: Vec<Section>,
    /// Documents and letters.
    pub annexes: Vec<Annex>,
    /// The last page, to be signed and sealed.
    pub seal: Option<Seal>,
    /// Words that the pages need.
    pub words: Wording,
}

/// Words of the printed pages themselves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Wording {
    /// Heading of the contents.
    pub contents: String,
    /// Heading over documents and letters.
    pub annexes: String,
    /// Stands where no answer was given.
    pub nothing: String,
    /// The footer, with [`PAGE`] and [`PAGES`] where the numbers go.
    pub page: String,
    /// Said of a file that could not be set.
    pub not_included: String,
}

/// Stands in [`Wording::page`] for the number of the page.
pub const PAGE: &str = "<page>";
/// Stands in [`Wording::page`] for how many there are.
pub const PAGES: &str = "<pages>";

/// A section of answers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its answers.
    pub lines: Vec<Line>,
}

/// One answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Line {
    /// The question.
    pub label: String,
    /// The answer in words; empty where none was given, or where it is a table.
    pub text: String,
    /// The answer as a table, where it is given row by row.
    pub table: Option<Table>,
}

/// Rows under heads; every row has as many cells as there are heads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Names of the columns.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A page to be signed and sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Its heading.
    pub title: String,
    /// Which application it belongs to.
    pub what: String,
    /// What is signed.
    pub statement: String,
    /// What is written by hand, line by line.
    pub lines: Vec<String>,
    /// Places for signature and seal.
    pub places: Vec<String>,
}

/// A document or a letter.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Annex {
    /// Its heading.
    pub title: String,
    /// What is said of it under the heading.
    pub note: String,
    /// What a referee answered.
    pub lines: Vec<Line>,
    /// The file that is set below.
    pub file: Option<File>,
}

/// A file that is set into the paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct File {
    /// Which of the files that come with the paper.
    pub number: usize,
    /// Its extension: `pdf`, `png` or `jpeg`.
    pub extension: String,
    /// What each of its pages is, for those who cannot see it: as many as there are pages.
    pub pages: Vec<String>,
}

impl File {
    /// The name under which the pages ask for it.
    pub fn name(&self) -> String {
        format!("file-{}.{}", self.number, self.extension)
    }
}

impl Paper {
    /// Every text in it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [&self.title, &self.call, &self.office, &self.reference].map(String::as_str);
        let words = [
            &self.words.contents,
            &self.words.annexes,
            &self.words.nothing,
            &self.words.page,
            &self.words.not_included,
        ]
        .map(String::as_str);
        let facts = self.facts.iter().flat_map(|(name, fact)| [name.as_str(), fact.as_str()]);
        let sections = self.sections.iter().flat_map(|s| std::iter::once(s.title.as_str()).chain(in_lines(&s.lines)));
        let annexes =
            self.annexes.iter().flat_map(|a| [a.title.as_str(), a.note.as_str()].into_iter().chain(in_lines(&a.lines)));
        let seal = self.seal.iter().flat_map(|seal| {
            let own = [&seal.title, &seal.what, &seal.statement];
            own.into_iter().chain(&seal.lines).chain(&seal.places).map(String::as_str)
        });
        own.into_iter().chain(words).chain(facts).chain(sections).chain(annexes).chain(seal)
    }

    /// The same with every text changed so.
    pub fn change(&mut self, with: &impl Fn(&mut String)) {
        for text in [&mut self.title, &mut self.call, &mut self.office, &mut self.reference] {
            with(text);
        }
        for (name, fact) in &mut self.facts {
            with(name);
            with(fact);
        }
        for section in &mut self.sections {
            with(&mut section.title);
            section.lines.iter_mut().for_each(|line| line.change(with));
        }
        for annex in &mut self.annexes {
            with(&mut annex.title);
            with(&mut annex.note);
            annex.lines.iter_mut().for_each(|line| line.change(with));
        }
        if let Some(seal) = &mut self.seal {
            let own = [&mut seal.title, &mut seal.what, &mut seal.statement];
            own.into_iter().chain(&mut seal.lines).chain(&mut seal.places).for_each(with);
        }
    }

    /// A paper of one annex alone, to learn whether its file can be set.
    #[must_use]
    pub fn of_annex(&self, index: usize) -> Self {
        let annexes = self.annexes.get(index).cloned().into_iter().collect();
        Self { sections: Vec::new(), facts: Vec::new(), seal: None, annexes, ..self.clone() }
    }
}

impl Line {
    fn change(&mut self, with: &impl Fn(&mut String)) {
        with(&mut self.label);
        with(&mut self.text);
        if let Some(table) = &mut self.table {
            table.heads.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(with);
        }
    }
}

fn in_lines(lines: &[Line]) -> impl Iterator<Item = &str> {
    lines.iter().flat_map(|line| {
        let cells = line.table.iter().flat_map(|t| t.heads.iter().chain(t.rows.iter().flatten()));
        [&line.label, &line.text].into_iter().chain(cells).map(String::as_str)
    })
}
