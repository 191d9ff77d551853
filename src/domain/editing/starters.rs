//! Ready-made questions with which an editor begins: rows for posts and degrees, an address, a priority area. They are data and may
//! be changed like any other question.

use std::sync::LazyLock;

use crate::domain::form::{KindWord, Question};

static READY: LazyLock<Vec<Question>> = LazyLock::new(|| {
    // A test rules out that the file shipped with the program cannot be read.
    serde_json::from_str(include_str!("starters.json")).unwrap_or_default()
});

/// All of them, each with its word as key.
pub fn all() -> &'static [Question] {
    &READY
}

/// What the word stands for: a ready-made question, or one of a kind of which nothing is said yet.
pub fn find(word: &str) -> Option<Question> {
    let blank = || Some(Question::blank(word.parse::<KindWord>().ok()?.blank()));
    READY.iter().find(|q| q.key == word).cloned().or_else(blank)
}
