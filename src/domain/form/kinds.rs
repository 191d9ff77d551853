//! The kinds of questions by name: what an editor offers, and a question of each to begin with.

use super::{Choice, FileFormat, Kind, Question};
use crate::domain::{places::ASEAN, text::Text, workflow::words};

words! {
    /// The name of a kind of question, as it is stored.
    KindWord {
        /// One line.
        ShortText = "short_text",
        /// Paragraphs.
        LongText = "long_text",
        /// A whole number.
        Number = "number",
        /// A day.
        Date = "date",
        /// Yes or no.
        YesNo = "yes_no",
        /// One of several.
        OneOf = "one_of",
        /// Any of several.
        SeveralOf = "several_of",
        /// A country.
        Country = "country",
        /// A field of research.
        ResearchField = "research_field",
        /// A person's name.
        PersonName = "person_name",
        /// A mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// Rows.
        Rows = "rows",
        /// Said among the questions.
        Note = "note",
        /// A file.
        Document = "document",
        /// A declaration.
        Declaration = "declaration",
        /// A consent.
        Consent = "consent",
    }
}

impl KindWord {
    /// Whether a part of a row can be of this kind.
    pub const fn fits_row(self) -> bool {
        !matches!(self, Self::Rows | Self::Note | Self::Document | Self::Declaration | Self::Consent)
    }

    /// Whether a referee can be asked for it.
    pub const fn fits_letter(self) -> bool {
        !matches!(self, Self::Rows | Self::Document | Self::Consent)
    }

    /// A kind of this name with limits to begin with; what must be said by its programme is still empty.
    pub fn blank(self) -> Kind {
        match self {
            Self::ShortText => Kind::ShortText { max: 200 },
            Self::LongText => Kind::LongText { max: 2000 },
            Self::Number => Kind::Number { min: 0, max: 100 },
            Self::Date => Kind::Date { min: None, max: None, past: false, birth: false },
            Self::YesNo => Kind::YesNo,
            Self::OneOf => Kind::OneOf { options: Vec::<Choice>::new() },
            Self::SeveralOf => Kind::SeveralOf { options: Vec::new(), max: 10 },
            Self::Country => Kind::Country { codes: ASEAN.iter().map(|c| c.code.to_owned()).collect(), other: true },
            Self::ResearchField => Kind::ResearchField,
            Self::PersonName => Kind::PersonName,
            Self::Email => Kind::Email,
            Self::Phone => Kind::Phone,
            Self::Rows => Kind::Rows { questions: Vec::new(), row: Text::default(), min: 0, max: 5 },
            Self::Note => Kind::Note { text: Text::default() },
            Self::Document => {
                let formats = vec![FileFormat::Pdf];
                Kind::Document { formats, max_bytes: 10_000_000, max_pages: Some(20), max_files: 1 }
            }
            Self::Declaration => Kind::Declaration { statement: Text::default() },
            Self::Consent => Kind::Consent { purpose: String::new(), statement: Text::default(), version: 1 },
        }
    }
}

impl Kind {
    /// Its name.
    pub const fn word(&self) -> KindWord {
        match self {
            Self::ShortText { .. } => KindWord::ShortText,
            Self::LongText { .. } => KindWord::LongText,
            Self::Number { .. } => KindWord::Number,
            Self::Date { .. } => KindWord::Date,
            Self::YesNo => KindWord::YesNo,
            Self::OneOf { .. } => KindWord::OneOf,
            Self::SeveralOf { .. } => KindWord::SeveralOf,
            Self::Country { .. } => KindWord::Country,
            Self::ResearchField => KindWord::ResearchField,
            Self::PersonName => KindWord::PersonName,
            Self::Email => KindWord::Email,
            Self::Phone => KindWord::Phone,
            Self::Rows { .. } => KindWord::Rows,
            Self::Note { .. } => KindWord::Note,
            Self::Document { .. } => KindWord::Document,
            Self::Declaration { .. } => KindWord::Declaration,
            Self::Consent { .. } => KindWord::Consent,
        }
    }
}

impl Question {
    /// A question of this kind of which nothing is said yet.
    pub fn blank(kind: Kind) -> Self {
        Self {
            key: String::new(),
            label: Text::default(),
            short: Text::default(),
            hint: Text::default(),
            missing: Text::default(),
            kind,
            optional: false,
            identifying: false,
            after_acceptance: false,
            audience: Vec::new(),
            shown_when: None,
        }
    }
}
