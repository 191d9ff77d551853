//! Languages in which a programme can be read: English, Chinese and the official languages of the ASEAN member states.

/// A language, by its BCP 47 tag and the name that it has in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 tag: `en`, `fil`.
    pub tag: &'static str,
    /// Its own name for itself, by which its readers find it.
    pub name: &'static str,
}

/// The language in which every text of a programme is written first.
pub const FIRST: Language = Language { tag: "en", name: "English" };

/// All of them; the first one first, the others by tag.
pub const ALL: [Language; 13] = [
    FIRST,
    Language { tag: "fil", name: "Filipino" },
    Language { tag: "id", name: "Bahasa Indonesia" },
    Language { tag: "km", name: "ភាសាខ្មែរ" },
    Language { tag: "lo", name: "ພາສາລາວ" },
    Language { tag: "ms", name: "Bahasa Melayu" },
    Language { tag: "my", name: "မြန်မာဘာသာ" },
    Language { tag: "pt", name: "Português" },
    Language { tag: "ta", name: "தமிழ்" },
    Language { tag: "tet", name: "Tetun" },
    Language { tag: "th", name: "ภาษาไทย" },
    Language { tag: "vi", name: "Tiếng Việt" },
    Language { tag: "zh", name: "中文" },
];

/// The language of this tag; `None` where it is not one of them.
pub fn find(tag: &str) -> Option<Language> {
    ALL.into_iter().find(|language| language.tag == tag)
}

/// The same, of those into which a programme is translated: all but the first.
pub fn find_other(tag: &str) -> Option<Language> {
    find(tag).filter(|language| *language != FIRST)
}
