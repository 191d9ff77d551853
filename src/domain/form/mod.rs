//! What a call asks: sections of typed questions, stored with the call as data. An application keeps the version it was filled on.
//!
//! The definition's types are here. [`typed`] is what the fields of a page hold, [`read`] makes answers of it, [`check`] says what
//! stands between an application and its submission, [`conditions`] which questions are asked at all, [`rows`] what is answered several
//! times over, [`carry`] what an earlier application gives, [`later`] what is asked after acceptance only, [`blind`] what others than the applicant may see, and [`faults`] what is wrong with a definition itself.

pub mod answers;
pub mod blind;
pub mod carry;
pub mod check;
pub mod clean;
pub mod conditions;
pub mod faults;
pub mod kinds;
pub mod later;
pub mod read;
pub mod rows;
pub mod typed;
mod verify;

use serde::{Deserialize, Serialize};

use super::{text::Text, workflow::words};
pub use answers::{Answer, Answers};
pub use blind::View;
pub use check::{Documents, SectionCheck, SectionState};
pub use kinds::KindWord;
pub use read::Reading;
pub use typed::Typed;
pub use verify::OTHER_COUNTRY;

/// The whole form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Sections in order; the first may be the one asked before the form ([`Section::before`]).
    pub sections: Vec<Section>,
    /// Which answers the office's lists and the rules are about.
    pub meaning: Meaning,
}

/// A page of questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Lower-case word, unique in the form, used in addresses: `research-plan`.
    pub key: String,
    /// Heading.
    pub title: Text,
    /// Heading of the group of sections in the task list; empty = goes on with the group before.
    #[serde(default)]
    pub group: Text,
    /// Said under the heading.
    #[serde(default)]
    pub intro: Text,
    /// Asked before the form, for eligibility.
    #[serde(default)]
    pub before: bool,
    /// Asks "Have you completed this section?", for long texts.
    #[serde(default)]
    pub confirm: bool,
    /// Questions in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Lower-case word with underscores, unique in the form: `full_name`.
    pub key: String,
    /// The question.
    pub label: Text,
    /// What the answer is called in lists and inside sentences ("Date of birth"), where the label is a whole question.
    #[serde(default)]
    pub short: Text,
    /// Said under it.
    #[serde(default)]
    pub hint: Text,
    /// What is said when it is not answered: "Enter your full name".
    #[serde(default)]
    pub missing: Text,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// May be left out.
    #[serde(default)]
    pub optional: bool,
    /// Hidden from reviewers where the call reviews blind.
    #[serde(default)]
    pub identifying: bool,
    /// Asked only of those who accepted a place.
    #[serde(default)]
    pub after_acceptance: bool,
    /// Who besides the applicant and officers may see the answer.
    #[serde(default)]
    pub audience: Vec<Audience>,
    /// Asked only if this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<Condition>,
}

impl Question {
    /// What the answer is called in lists and inside sentences: the short name, else the label.
    pub fn name(&self) -> &Text {
        if self.short.is_empty() { &self.label } else { &self.short }
    }

    /// The shown text of a stored option; `None` for kinds without options of their own and for words that are no option.
    pub fn option_label(&self, value: &str) -> Option<&Text> {
        match &self.kind {
            Kind::OneOf { options } | Kind::SeveralOf { options, .. } => {
                options.iter().find(|o| o.value == value).map(|o| &o.label)
            }
            _ => None,
        }
    }

    /// Whether somebody besides the applicant and the officers may see the answer as this audience.
    pub fn is_for(&self, audience: Audience) -> bool {
        self.audience.contains(&audience)
    }
}

words! {
    /// Somebody who may be allowed to see an answer, besides the applicant and the officers.
    Audience {
        /// Reviewers.
        Reviewer = "reviewer",
        /// The host institution.
        Host = "host",
        /// The nominating authority.
        Nominator = "nominator",
    }
}

/// A condition on another answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The question's answer is one of these words (`yes`/`no` for yes-or-no questions).
    Answer {
        /// The other question's key.
        question: String,
        /// Accepted words.
        is: Vec<String>,
    },
    /// All of these hold.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// One line.
    ShortText {
        /// Longest answer, in characters.
        max: u32,
    },
    /// Paragraphs.
    LongText {
        /// Longest answer, in characters.
        max: u32,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// A day; years after 2100 are refused with a word on Buddhist-era years.
    Date {
        /// Not before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<super::time::Day>,
        /// Not after.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<super::time::Day>,
        /// Whether it must have passed.
        #[serde(default)]
        past: bool,
        /// Whether it is the person's birth date (for the browser's own help).
        #[serde(default)]
        birth: bool,
    },
    /// Yes or no.
    YesNo,
    /// One of several.
    OneOf {
        /// The options.
        options: Vec<Choice>,
    },
    /// Any of several.
    SeveralOf {
        /// The options.
        options: Vec<Choice>,
        /// At most so many.
        max: u32,
    },
    /// One of these countries (ISO 3166-1 alpha-2), or "another country".
    Country {
        /// Codes offered.
        codes: Vec<String>,
        /// Whether "Another country" (`ZZ`) is offered.
        #[serde(default)]
        other: bool,
    },
    /// An OECD field of research.
    ResearchField,
    /// A person's full name.
    PersonName,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// Several answers, row by row: posts, degrees, publications. With one row at most, an address.
    Rows {
        /// Questions of each row, with keys of their own; conditions look at earlier ones of the same row.
        questions: Vec<Question>,
        /// What a row is called: "Post".
        #[serde(default)]
        row: Text,
        /// Fewest rows, where there are any.
        #[serde(default)]
        min: u32,
        /// Most rows.
        max: u32,
    },
    /// Said among the questions, under the label as a heading; takes no answer.
    Note {
        /// Paragraphs.
        text: Text,
    },
    /// An uploaded file.
    Document {
        /// Accepted formats.
        formats: Vec<FileFormat>,
        /// Largest size, in bytes.
        max_bytes: u64,
        /// Most pages, for PDFs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_pages: Option<u32>,
        /// Most files.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        max_files: u32,
    },
    /// A statement to agree with; must be agreed with unless optional.
    Declaration {
        /// What is declared.
        statement: Text,
    },
    /// Consent to one purpose: never ticked beforehand, kept with version and time, may be withdrawn.
    Consent {
        /// What the data is used for, in one word: `share_with_host`.
        purpose: String,
        /// What is consented to.
        statement: Text,
        /// Version of the statement.
        version: u32,
    },
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over fields by reference")]
const fn is_one(number: &u32) -> bool {
    *number == 1
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stored word.
    pub value: String,
    /// Shown text.
    pub label: Text,
}

words! {
    /// Formats of uploaded files.
    FileFormat {
        /// Portable Document Format.
        Pdf = "pdf",
        /// A picture without loss.
        Png = "png",
        /// A photograph.
        Jpeg = "jpeg",
        /// A text of Microsoft Word and others (ISO/IEC 29500).
        Docx = "docx",
    }
}

impl FileFormat {
    /// The extensions under which it comes; the first is given to it.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Docx => &["docx"],
        }
    }

    /// Its extension.
    pub const fn extension(self) -> &'static str {
        self.extensions()[0]
    }

    /// The format whose extension this is.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let comes_so = |f: &&Self| f.extensions().iter().any(|e| e.eq_ignore_ascii_case(extension));
        Self::ALL.iter().find(comes_so).copied()
    }

    /// The media type under which it is given out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The format of this media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.iter().find(|f| f.media_type() == media_type).copied()
    }

    /// What people call it, in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Docx => "DOCX",
        }
    }

    /// Several of them in a row.
    pub fn names(several: &[Self]) -> String {
        several.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
    }
}

/// Keys of the questions whose answers the office's lists, the cohort's export and the counts show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The applicant's full name.
    pub name: String,
    /// Whom the application counts for: the nationality.
    pub country: String,
    /// Sex, one of `f`, `m`, `x`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Field of research.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Priority area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// Length of the stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<String>,
    /// The plan's title, by which a blind reviewer knows the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Section {
    /// Whether something is declared or agreed to in it, which nobody can do for another.
    pub fn is_personal(&self) -> bool {
        self.questions.iter().any(|q| matches!(q.kind, Kind::Declaration { .. } | Kind::Consent { .. }))
    }
}

impl Form {
    /// The section of this key.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.key == key)
    }

    /// All questions in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|s| &s.questions)
    }

    /// The question of this key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().find(|q| q.key == key)
    }
}

#[cfg(test)]
mod tests;
