//! Where a question of the form is, or is to be.

use super::{items::address, room::Room};
use crate::{
    domain::{
        editing::{Edit, Spot, starters},
        form::{Form, KindWord, Question},
    },
    web::error::Error,
};

/// Where a question is, or is to be.
#[derive(Clone)]
pub enum Place {
    /// A new one at the end of this section.
    New(String),
    /// A new part at the end of these rows.
    NewPart(String),
    /// One that is there.
    At(Spot),
}

impl Place {
    /// The question as it is now, or as it begins.
    ///
    /// # Errors
    /// `NotFound` where there is none.
    pub fn now(&self, form: &Form, kind: &str) -> Result<Question, Error> {
        let found = match self {
            Self::New(section) => form.section(section).and_then(|_| starters::find(kind)),
            Self::NewPart(rows) => {
                let fits = |q: &Question| q.kind.word().fits_row();
                form.question(rows).filter(|q| q.most_rows() > 0).and_then(|_| starters::find(kind).filter(fits))
            }
            Self::At(spot) => form.at(spot).cloned(),
        };
        found.ok_or(Error::NotFound)
    }

    /// The question whose page leads here, where this is in its rows.
    pub fn rows(&self) -> Option<&str> {
        match self {
            Self::NewPart(rows) => Some(rows),
            Self::At(Spot { question, part: Some(_) }) => Some(question),
            _ => None,
        }
    }

    /// Whether a question of this kind can be there.
    pub fn fits(&self, room: &Room, word: KindWord) -> bool {
        (self.rows().is_none() || word.fits_row()) && (!room.is_of_letters || word.fits_letter())
    }

    /// The address of its page.
    pub fn address(&self, room: &Room) -> String {
        room.address(&match self {
            Self::New(section) => format!("sections/{section}/new"),
            Self::NewPart(rows) => format!("questions/{rows}/new"),
            Self::At(spot) => address(spot),
        })
    }

    /// Whether another question stands there under this key.
    pub fn is_taken(&self, form: &Form, key: &str) -> bool {
        match self.rows() {
            Some(rows) => form.question(rows).is_some_and(|q| q.parts().iter().any(|p| p.key == key)),
            None => form.question(key).is_some(),
        }
    }

    /// The edit that puts the question there.
    pub fn edit(&self, question: Question, section: Option<String>) -> Edit {
        match self {
            Self::New(key) => Edit::AddQuestion(section.unwrap_or_else(|| key.clone()), question),
            Self::NewPart(rows) => Edit::AddPart(rows.clone(), question),
            Self::At(spot) => Edit::SetQuestion(spot.clone(), question, section),
        }
    }
}
