//! Printing: an application with its documents and letters as one PDF, and a Letter of Consent. What is printed is a [`paper`] or a
//! [`consent`]; the [`press`] sets it in a process of its own, with the [`fonts`] of this system.

pub mod consent;
pub mod fonts;
pub mod paper;
pub mod press;
#[cfg(feature = "printing")]
mod set;

use serde::{Deserialize, Serialize};

pub use consent::ConsentPaper;
pub use paper::Paper;
pub use press::Press;

/// Whether this program was built so that it can print.
pub const IS_BUILT_IN: bool = cfg!(feature = "printing");

/// What the press sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Matter {
    /// An application.
    Application(Paper),
    /// A Letter of Consent.
    Consent(ConsentPaper),
}

impl Matter {
    /// Every text in it.
    pub fn texts(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Application(paper) => Box::new(paper.texts()),
            Self::Consent(letter) => Box::new(letter.texts()),
        }
    }

    /// The same with every text changed so.
    pub fn change(&mut self, with: &impl Fn(&mut String)) {
        match self {
            Self::Application(paper) => paper.change(with),
            Self::Consent(letter) => letter.change(with),
        }
    }

    /// The annexes, some of which have files.
    pub fn annexes(&self) -> &[paper::Annex] {
        match self {
            Self::Application(paper) => &paper.annexes,
            Self::Consent(_) => &[],
        }
    }
}

#[cfg(not(feature = "printing"))]
mod set {
    //! Stands for the setting of papers in a program that was built without it.

    /// Cannot.
    pub fn set(_: super::Matter, _: Vec<Vec<u8>>) -> Result<Vec<u8>, String> {
        Err("not-built-in".to_owned())
    }
}
