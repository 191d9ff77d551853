//! The corpus: parts of names, places of work and subjects of research, from which the demo's people are put together.
//! Kept as text files, because they are lists that people who know a country can correct without reading code.

use std::{collections::HashMap, sync::LazyLock};

use crate::domain::chance::Chance;

/// One item of a list: its Latin letters, and its parts after each `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The first part.
    pub text: &'static str,
    /// What follows it: the native script of a name, or a home's name and city.
    pub rest: Option<&'static str>,
}

/// Lists by `country kind`.
pub struct Lists(HashMap<&'static str, Vec<Item>>);

/// Texts in answer to questions, by the question's key.
static SAID: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("said.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).map(|(key, texts)| (key, texts.split(" | ").collect())).collect()
});
static NAMES: LazyLock<Lists> = LazyLock::new(|| Lists::parse(include_str!("names.txt")));
static HOMES: LazyLock<Lists> = LazyLock::new(|| Lists::parse(include_str!("homes.txt")));

/// What people answer to the question of long text with this key; nothing where it is not known.
pub fn texts(key: &str) -> &'static [&'static str] {
    SAID.get(key).map_or(&[], Vec::as_slice)
}

/// Parts of names.
pub fn names() -> &'static Lists {
    &NAMES
}

/// Places of work, places of study and telephone prefixes.
pub fn homes() -> &'static Lists {
    &HOMES
}

impl Lists {
    fn parse(text: &'static str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(|line| line.split_once(": ")).map(|(key, items)| (key, items_of(items))).collect())
    }

    /// The list of this name; empty where there is none.
    pub fn list(&self, key: &str) -> &[Item] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// One item of the list, by chance.
    pub fn pick(&self, key: &str, chance: &mut Chance) -> Item {
        let list = self.list(key);
        list.get(chance.below(list.len())).copied().unwrap_or(Item { text: "", rest: None })
    }

    /// Whether there is such a list.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

fn items_of(line: &'static str) -> Vec<Item> {
    let items = line.split("; ").map(str::trim);
    items
        .map(|item| match item.split_once('=') {
            Some((text, rest)) => Item { text, rest: Some(rest) },
            None => Item { text: item, rest: None },
        })
        .collect()
}
