//! The product's own sources, read as words: for the tests that keep the house in order.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The folder of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `folder` (relative to the repository) with this extension, in a fixed order.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// One file of `src/`.
pub struct Source {
    /// Relative to the repository: `src/web/page.rs`.
    pub name: String,
    /// Where it is in the crate: `["web", "page"]`.
    pub module: Vec<String>,
    /// How many lines it has.
    pub lines: usize,
    /// What it says, without comments and without its own tests.
    pub words: Vec<Word>,
}

/// A word of the source: groups are opened, so that their content follows in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A name or keyword.
    Name(String),
    /// A literal as written.
    Literal(String),
    /// A sign, or one side of a bracket.
    Sign(char),
}

/// The sources of the crate.
pub fn sources() -> Vec<Source> {
    files("src", "rs").iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
    let tokens: TokenStream = text.parse().unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut words = Vec::new();
    open(tokens, &mut words);
    Source { module: module(&name), name, lines: text.lines().count(), words }
}

fn module(name: &str) -> Vec<String> {
    let inner = name.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || (module.len() == 1 && last == "lib")) {
        module.pop();
    }
    module
}

fn open(tokens: TokenStream, words: &mut Vec<Word>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => words.push(Word::Name(ident.to_string())),
            TokenTree::Literal(literal) => words.push(Word::Literal(literal.to_string())),
            TokenTree::Punct(punct) => words.push(Word::Sign(punct.as_char())),
            // A file's own tests may name what they like.
            TokenTree::Group(_) if words.ends_with(&[name("mod"), name("tests")]) => {}
            TokenTree::Group(group) => {
                let (before, after) = match group.delimiter() {
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    _ => ('(', ')'),
                };
                words.push(Word::Sign(before));
                open(group.stream(), words);
                words.push(Word::Sign(after));
            }
        }
    }
}

fn name(name: &str) -> Word {
    Word::Name(name.to_owned())
}

impl Source {
    /// Whether the words say this path: `says(&["Utc", "now"])` for `Utc::now`.
    pub fn says(&self, path: &[&str]) -> bool {
        (0..self.words.len()).any(|at| {
            let mut at = at;
            path.iter().enumerate().all(|(i, part)| {
                let joined = i == 0 || self.is_path_sign(at);
                at += if i == 0 { 0 } else { 2 };
                let fits = joined && self.name_at(at) == Some(part);
                at += 1;
                fits
            })
        })
    }

    /// Whether a path begins with this crate: `diesel::…`.
    pub fn names_crate(&self, name: &str) -> bool {
        (0..self.words.len()).any(|at| self.name_at(at) == Some(name) && self.is_path_sign(at + 1))
    }

    /// Every path of this crate that the file names, from `crate::…`, `super::…` and `self::…`, with `use` trees spread out.
    pub fn paths(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let starts = matches!(self.name_at(at), Some("crate" | "super" | "self")) && self.is_path_sign(at + 1);
            let follows_path = at >= 1 && self.words[at - 1] == Word::Sign(':');
            if starts && !follows_path {
                let mut base = self.module.clone();
                if self.name_at(at) == Some("crate") {
                    base.clear();
                } else if self.name_at(at) == Some("super") {
                    base.pop();
                }
                at = self.tree(at + 3, base, &mut found);
            } else {
                at += 1;
            }
        }
        found
    }

    /// Reads the path or `use` tree that begins at `at`; gives where it ends.
    fn tree(&self, mut at: usize, mut base: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
        loop {
            match self.words.get(at) {
                Some(Word::Name(name)) => {
                    match name.as_str() {
                        "super" => drop(base.pop()),
                        "self" => {}
                        _ => base.push(name.clone()),
                    }
                    if self.is_path_sign(at + 1) {
                        at += 3;
                        continue;
                    }
                    found.push(base);
                    at += 1;
                    if self.name_at(at) == Some("as") {
                        at += 2;
                    }
                    return at;
                }
                Some(Word::Sign('{')) => {
                    at += 1;
                    while let Some(word) = self.words.get(at) {
                        match word {
                            Word::Sign('}') => return at + 1,
                            Word::Sign(',') => at += 1,
                            _ => at = self.tree(at, base.clone(), found),
                        }
                    }
                    return at;
                }
                _ => {
                    found.push(base);
                    return at + 1;
                }
            }
        }
    }

    fn name_at(&self, at: usize) -> Option<&str> {
        match self.words.get(at) {
            Some(Word::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn is_path_sign(&self, at: usize) -> bool {
        self.words.get(at) == Some(&Word::Sign(':')) && self.words.get(at + 1) == Some(&Word::Sign(':'))
    }
}
