//! Fields of research: the OECD's Fields of Research and Development (Frascati Manual 2015, table 2.2), 6 broad and 42 second-level.

use std::{fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Serialize};

/// A second-level field. Two integers, because "2.10" as text sorts before "2.2".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResearchField {
    /// 1 to 6.
    pub broad: u8,
    /// From 1 within the broad field.
    pub narrow: u8,
}

/// No such field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchField;

impl fmt::Display for NoSuchField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such field of research")
    }
}

/// Broad fields, each with its second-level fields in order.
pub const FIELDS: &[(&str, &[&str])] = &[
    (
        "Natural sciences",
        &[
            "Mathematics",
            "Computer and information sciences",
            "Physical sciences",
            "Chemical sciences",
            "Earth and related environmental sciences",
            "Biological sciences",
            "Other natural sciences",
        ],
    ),
    (
        "Engineering and technology",
        &[
            "Civil engineering",
            "Electrical, electronic and information engineering",
            "Mechanical engineering",
            "Chemical engineering",
            "Materials engineering",
            "Medical engineering",
            "Environmental engineering",
            "Environmental biotechnology",
            "Industrial biotechnology",
            "Nano-technology",
            "Other engineering and technologies",
        ],
    ),
    (
        "Medical and health sciences",
        &["Basic medicine", "Clinical medicine", "Health sciences", "Medical biotechnology", "Other medical science"],
    ),
    (
        "Agricultural and veterinary sciences",
        &[
            "Agriculture, forestry, and fisheries",
            "Animal and dairy science",
            "Veterinary science",
            "Agricultural biotechnology",
            "Other agricultural sciences",
        ],
    ),
    (
        "Social sciences",
        &[
            "Psychology and cognitive sciences",
            "Economics and business",
            "Education",
            "Sociology",
            "Law",
            "Political science",
            "Social and economic geography",
            "Media and communications",
            "Other social sciences",
        ],
    ),
    (
        "Humanities and the arts",
        &[
            "History and archaeology",
            "Languages and literature",
            "Philosophy, ethics and religion",
            "Arts",
            "Other humanities",
        ],
    ),
];

impl ResearchField {
    /// Every field in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (1u8..)
            .zip(FIELDS)
            .flat_map(|(broad, (_, narrow))| (1u8..).zip(*narrow).map(move |(narrow, _)| Self { broad, narrow }))
    }

    /// The field's English name.
    pub fn name(self) -> &'static str {
        let narrow = FIELDS.get(usize::from(self.broad).wrapping_sub(1)).map_or(&[][..], |(_, narrow)| narrow);
        narrow.get(usize::from(self.narrow).wrapping_sub(1)).copied().unwrap_or("")
    }

    /// Its code and its name, as it is read: `1.2 Computer and information sciences`.
    pub fn label(self) -> &'static str {
        static LABELS: LazyLock<Vec<(ResearchField, String)>> =
            LazyLock::new(|| ResearchField::all().map(|field| (field, format!("{field} {}", field.name()))).collect());
        LABELS.binary_search_by_key(&self, |(field, _)| *field).map_or("", |at| LABELS[at].1.as_str())
    }

    /// The broad field's English name.
    pub fn broad_name(self) -> &'static str {
        FIELDS.get(usize::from(self.broad).wrapping_sub(1)).map_or("", |(name, _)| name)
    }
}

impl fmt::Display for ResearchField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.broad, self.narrow)
    }
}

impl FromStr for ResearchField {
    type Err = NoSuchField;
    fn from_str(code: &str) -> Result<Self, NoSuchField> {
        let number = |digits: &str| match digits.as_bytes() {
            // As it is written and no other way: no sign, no nought in front.
            [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] => digits.parse().map_err(|_| NoSuchField),
            _ => Err(NoSuchField),
        };
        let (broad, narrow) = code.split_once('.').ok_or(NoSuchField)?;
        let field = Self { broad: number(broad)?, narrow: number(narrow)? };
        if field.name().is_empty() { Err(NoSuchField) } else { Ok(field) }
    }
}
impl TryFrom<String> for ResearchField {
    type Error = NoSuchField;
    fn try_from(code: String) -> Result<Self, NoSuchField> {
        code.parse()
    }
}
impl From<ResearchField> for String {
    fn from(field: ResearchField) -> Self {
        field.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_42_fields_and_2_10_comes_after_2_9() {
        let all: Vec<_> = ResearchField::all().collect();
        assert_eq!(all.len(), 42);
        assert!(ResearchField { broad: 2, narrow: 10 } > ResearchField { broad: 2, narrow: 9 });
        assert_eq!("2.10".parse::<ResearchField>().map(ResearchField::name), Ok("Nano-technology"));
        assert!(all.iter().all(|field| field.label() == format!("{field} {}", field.name())));
    }

    #[test]
    fn a_field_is_read_as_it_is_written_and_no_other_way() {
        for field in ResearchField::all() {
            assert_eq!(field.to_string().parse(), Ok(field));
        }
        for bad in
            ["", ".", "1", "1.", ".1", "7.1", "1.8", "0.1", "1.0", "1.01", "01.1", "+1.1", "1.+1", "1.1.1", "1.256"]
        {
            assert_eq!(bad.parse::<ResearchField>(), Err(NoSuchField), "{bad}");
        }
    }
}
