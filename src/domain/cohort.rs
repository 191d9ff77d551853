//! The cohort: those who took a place in a call, and what an export says of them.

use super::{
    form::{Form, Kind},
    workflow::{Status, words},
};

/// States of an application that belongs to the cohort, in the order in which they are passed.
pub const STATUSES: [Status; 5] =
    [Status::Accepted, Status::Confirmed, Status::OnExchange, Status::Completed, Status::Terminated];

words! {
    /// A column that every call's cohort has.
    Fact {
        /// Reference number.
        Reference = "reference",
        /// Full name.
        Name = "name",
        /// Mail address of the account.
        Email = "email",
        /// Member state, by name.
        Country = "country",
        /// Its ISO 3166-1 alpha-2 code.
        CountryCode = "country_code",
        /// Sex.
        Sex = "sex",
        /// Field of research.
        Field = "field",
        /// Priority area.
        Priority = "priority",
        /// Length of the stay.
        Length = "length",
        /// Title of the plan.
        Title = "title",
        /// Where the application stands.
        Status = "status",
        /// Since when.
        StatusAt = "status_at",
        /// When it was first handed in.
        SubmittedAt = "submitted_at",
        /// Mean of its final reviews.
        Score = "score",
        /// How many they are.
        Reviews = "reviews",
    }
}

impl Fact {
    /// The id of its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Reference => "admin-export-reference",
            Self::Name => "admin-export-name",
            Self::Email => "admin-export-email",
            Self::Country => "admin-export-country",
            Self::CountryCode => "admin-export-country-code",
            Self::Sex => "admin-export-sex",
            Self::Field => "admin-export-field",
            Self::Priority => "admin-export-priority",
            Self::Length => "admin-export-length",
            Self::Title => "admin-export-title-of-plan",
            Self::Status => "admin-export-status",
            Self::StatusAt => "admin-export-status-at",
            Self::SubmittedAt => "admin-export-submitted-at",
            Self::Score => "admin-export-score",
            Self::Reviews => "admin-export-reviews",
        }
    }

    /// Whether it is chosen unless the admin says otherwise.
    pub const fn is_usual(self) -> bool {
        !matches!(
            self,
            Self::Email | Self::CountryCode | Self::StatusAt | Self::SubmittedAt | Self::Score | Self::Reviews
        )
    }
}

/// A column of the export.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Column {
    /// One that every call has.
    Fact(Fact),
    /// The answer to the question of this key.
    Answer(String),
}

/// What the key of an answer's column begins with.
const ANSWER: &str = "answer.";

impl Column {
    /// All columns that a call with this form can export: the facts, then its questions other than files.
    pub fn offered(form: &Form) -> Vec<Self> {
        let asked = form.questions().filter(|q| !matches!(q.kind, Kind::Document { .. } | Kind::Note { .. }));
        let facts = Fact::ALL.iter().copied().map(Self::Fact);
        facts.chain(asked.map(|q| Self::Answer(q.key.clone()))).collect()
    }

    /// The columns of these keys, in the order in which they are offered and each once; `None` where a key names none.
    pub fn chosen(form: &Form, keys: &[String]) -> Option<Vec<Self>> {
        let offered = Self::offered(form);
        let known = keys.iter().all(|key| offered.iter().any(|column| column.key() == *key));
        known.then(|| offered.into_iter().filter(|column| keys.contains(&column.key())).collect())
    }

    /// The word by which a form posts it and the audit log names it.
    pub fn key(&self) -> String {
        match self {
            Self::Fact(fact) => fact.word().to_owned(),
            Self::Answer(question) => format!("{ANSWER}{question}"),
        }
    }
}
