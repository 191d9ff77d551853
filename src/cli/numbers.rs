//! Numbers given to the names in a table, in the order in which they first come.

use std::collections::HashMap;

/// Names and their numbers from 0.
#[derive(Debug, Default)]
pub struct Numbers<'a> {
    names: Vec<&'a str>,
    by_name: HashMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    /// The number of a name; a new one where it has none.
    pub fn of(&mut self, name: &'a str) -> usize {
        *self.by_name.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    /// The number of a name; `None` where it has none.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The name of a number; empty where it has none.
    pub fn name(&self, number: usize) -> &'a str {
        self.names.get(number).copied().unwrap_or_default()
    }

    /// The names by their numbers.
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }
}
