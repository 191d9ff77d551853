//! Pairs: in joint research each side files an application of its own, and both must say the same of the project and of each other.
//! Which questions tell that is data of the call. Finding pairs ([`find`]) and comparing them ([`compare`]) needs nothing but the
//! answers; how a side then stands depends on what officers ruled ([`ruling`]).

pub mod compare;
pub mod find;
pub mod ruling;

use serde::{Deserialize, Serialize};

use super::{
    form::{Form, faults::Faults},
    sentence::Problem,
    workflow::words,
};
pub use compare::{Difference, Of, Within};
pub use find::{Pair, Pairs, Side};
pub use ruling::{Ruling, Stand};

/// How applications of a call belong together, by keys of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairing {
    /// Holds the reference number of the other side's application.
    pub reference: String,
    /// Answered by both sides in the same words; by the first, the title, sides without a reference number are put together.
    pub same: Vec<String>,
    /// Rows in which a side names the others. Whoever else is named there must be named by both.
    pub partners: String,
    /// What a side says of itself, and the part of a row in which the other side says it.
    pub named: Vec<Named>,
    /// How the people of both sides are named; none where they are not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Members>,
    /// Whether a review is opened only for a pair that agrees, or of which an officer ruled.
    #[serde(default)]
    pub required: bool,
    /// The question that tells who funds a side; none where all sides are of one funder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funders: Option<String>,
}

words! {
    /// What the applicant of a side is told of the other.
    Told {
        /// It names another side, which does not name this one.
        Unconfirmed = "unconfirmed",
        /// They differ.
        Differs = "differs",
        /// They say the same.
        Agrees = "agrees",
    }
}

/// An answer of one side that stands in a row of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The question by which a side says it of itself.
    pub own: String,
    /// The part of the row by which the other side says it.
    pub part: String,
}

/// The people of a side, whom both sides name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// Rows in which a side names its own people.
    pub own: String,
    /// Rows in which it names those of the other side.
    pub others: String,
    /// Parts of these rows that must be the same: of the own rows, and of the others. The first tells about whom a row is.
    pub parts: Vec<Named>,
}

impl Pairing {
    /// Everything wrong with it, for this form.
    pub fn faults(&self, form: &Form) -> Vec<Problem> {
        const FAULT: &str = "form-fault-pairing";
        let mut faults = Faults::default();
        let has_part = |rows: &str, key: &str| {
            form.question(rows).is_some_and(|question| question.parts().iter().any(|part| part.key == key))
        };
        let is_list = |key: &str| form.question(key).is_some_and(|question| !question.parts().is_empty());
        faults.add_if(!is_list(&self.partners), &self.partners, FAULT);
        let own = self.named.iter().map(|named| &named.own);
        for key in self.same.iter().chain(own).chain(&self.funders).chain([&self.reference]) {
            faults.add_if(form.question(key).is_none(), key, FAULT);
        }
        for named in &self.named {
            faults.add_if(!has_part(&self.partners, &named.part), &named.part, FAULT);
        }
        if let Some(members) = &self.members {
            for rows in [&members.own, &members.others] {
                faults.add_if(!is_list(rows) || members.parts.is_empty(), rows, FAULT);
            }
            for named in &members.parts {
                faults.add_if(!has_part(&members.own, &named.own), &named.own, FAULT);
                faults.add_if(!has_part(&members.others, &named.part), &named.part, FAULT);
            }
        }
        faults.into_problems()
    }

    /// Every key of a question in it, for whoever names questions otherwise.
    pub fn keys_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let rows = self.members.iter_mut().flat_map(|members| [&mut members.own, &mut members.others]);
        let own = self.named.iter_mut().map(|named| &mut named.own);
        self.same
            .iter_mut()
            .chain(own)
            .chain(rows)
            .chain(&mut self.funders)
            .chain([&mut self.reference, &mut self.partners])
    }
}

#[cfg(test)]
mod tests;
