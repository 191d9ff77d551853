//! Names and addresses as typed, made into values or into problems of their field.

use crate::domain::{
    person::{EmailAddress, NAME_MAX, NameRefused, PersonName},
    sentence::{Problem, Sentence},
};

/// A person's name.
///
/// # Errors
/// What is wrong with it, for this field.
pub fn name(typed: &str, field: &str) -> Result<PersonName, Problem> {
    typed.parse().map_err(|refused| {
        let sentence = match refused {
            NameRefused::Empty => Sentence::new("account-name-missing"),
            NameRefused::TooLong => Sentence::new("account-name-long").with("max", NAME_MAX),
            NameRefused::Character(c) => Sentence::new("account-name-character").with("character", c.to_string()),
        };
        Problem::at(field, sentence)
    })
}

/// A mail address.
///
/// # Errors
/// What is wrong with it, for this field.
pub fn email(typed: &str, field: &str) -> Result<EmailAddress, Problem> {
    typed.parse().map_err(|_| {
        let is_empty = typed.trim().is_empty();
        Problem::at(field, Sentence::new(if is_empty { "account-email-missing" } else { "account-email-wrong" }))
    })
}
