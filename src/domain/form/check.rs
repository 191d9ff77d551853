//! Checking answers.
