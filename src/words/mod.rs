//! Words: the sentences of `locales/` in the reader's language, for pages, mails and files.
//!
//! A sentence without arguments is resolved once, when the catalogue is first asked; saying it costs one look-up. One that merely
//! has its arguments put in, without plurals or choices, is put together from its pieces; all others are Fluent's.
//! An id that is missing is shown as it stands and logged, because a page with one odd word is better than none.

mod dates;
mod pieces;

use std::{collections::HashMap, fmt, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use foldhash::fast::FixedState;

use crate::domain::{
    language,
    sentence::{Arg, Sentence},
};
use pieces::Pieces;

/// Language tag, path and text of every file of sentences.
const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// The language that has every sentence.
pub const FIRST_LANGUAGE: &str = language::FIRST.tag;

/// All languages; English first, because it has every sentence.
static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    let mut tags: Vec<&'static str> = FILES.iter().map(|(tag, ..)| *tag).collect();
    tags.sort_by_key(|tag| (*tag != FIRST_LANGUAGE, *tag));
    tags.dedup();
    tags.into_iter().map(Catalogue::new).collect()
});

struct Catalogue {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
    plain: HashMap<String, String, FixedState>,
    in_pieces: HashMap<String, Pieces, FixedState>,
}

impl Catalogue {
    fn new(language: &'static str) -> Self {
        let tag = language.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // No script shown here runs from right to left, and the isolating marks would be copied with names and numbers.
        bundle.set_use_isolating(false);
        let mut ids = Vec::new();
        let mut in_pieces = HashMap::default();
        for (_, path, text) in FILES.iter().filter(|(tag, ..)| *tag == language) {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::error!(path, ?errors, "a file of sentences has faults");
                resource
            });
            ids.extend(resource.entries().filter_map(message_id));
            in_pieces.extend(resource.entries().filter_map(Pieces::of_entry));
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(path, ?errors, "a sentence is there twice");
            }
        }
        let plain = ids.into_iter().filter_map(|id| resolve(&bundle, &id, None).map(|said| (id, said))).collect();
        Self { language, bundle, plain, in_pieces }
    }
}

fn message_id(entry: &fluent_syntax::ast::Entry<&str>) -> Option<String> {
    match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    }
}

/// The sentence in words; `None` where it is missing or wants arguments that are not given.
fn resolve(bundle: &FluentBundle<FluentResource>, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, args, &mut errors);
    errors.is_empty().then(|| said.into_owned())
}

/// Speaks one language, and knows in which one a programme's texts are wanted. A handle: cheap to copy.
///
/// The two differ where the reader's language has no sentences of its own here: the page speaks English then, and the programme, if it
/// says its texts in the reader's language, does not.
#[derive(Clone, Copy)]
pub struct Words {
    catalogue: &'static Catalogue,
    reading: &'static str,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.catalogue.language).field(&self.reading).finish()
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::english()
    }
}

impl Words {
    /// English.
    pub fn english() -> Self {
        Self { catalogue: &CATALOGUES[0], reading: FIRST_LANGUAGE }
    }

    /// For a reader of the language of this BCP 47 tag; English where it is none of those in which programmes are read.
    pub fn in_language(tag: &str) -> Self {
        let catalogue = CATALOGUES.iter().find(|c| c.language == tag);
        let reading = language::find(tag).map(|language| language.tag).or(catalogue.map(|c| c.language));
        Self { catalogue: catalogue.unwrap_or(&CATALOGUES[0]), reading: reading.unwrap_or(FIRST_LANGUAGE) }
    }

    /// Tags of all languages, English first.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        CATALOGUES.iter().map(|c| c.language)
    }

    /// BCP 47 tag of the language spoken.
    pub fn language(self) -> &'static str {
        self.catalogue.language
    }

    /// BCP 47 tag of the language in which a programme's texts are wanted.
    pub const fn reading(self) -> &'static str {
        self.reading
    }

    /// A sentence without arguments.
    pub fn say(self, id: &str) -> &str {
        self.find(id).unwrap_or_else(|| {
            tracing::error!(id, "a sentence is missing");
            id
        })
    }

    /// A sentence without arguments, if there is one.
    pub fn find(self, id: &str) -> Option<&'static str> {
        let said = |c: &'static Catalogue| c.plain.get(id).map(String::as_str);
        said(self.catalogue).or_else(|| said(&CATALOGUES[0]))
    }

    /// A sentence whose arguments follow: `words.with("tasks-done").set("done", 4).set("all", 9)`.
    pub fn with(self, id: &str) -> Saying<'_> {
        Saying { words: self, id, args: FluentArgs::new() }
    }

    /// A sentence with texts put in: the short way for days and moments, of which a list says hundreds.
    fn put(self, id: &str, args: &[(&'static str, &str)]) -> String {
        let filled = self.catalogue.in_pieces.get(id).and_then(|pieces| pieces.filled(args));
        let saying = || args.iter().fold(self.with(id), |saying, (name, text)| saying.set(name, *text)).to_string();
        filled.unwrap_or_else(saying)
    }

    /// A sentence with the arguments that it carries.
    pub fn sentence(self, sentence: &Sentence) -> String {
        if sentence.args.is_empty() {
            return self.say(&sentence.id).to_owned();
        }
        let mut args = FluentArgs::with_capacity(sentence.args.len());
        for (name, arg) in &sentence.args {
            args.set(name.as_ref(), value(arg.clone(), self.reading()));
        }
        Saying { words: self, id: &sentence.id, args }.to_string()
    }
}

fn value<'a>(arg: Arg, language: &str) -> FluentValue<'a> {
    match arg {
        Arg::Number(n) => n.into(),
        Arg::Text(text) => text.into(),
        Arg::Words(text) => text.in_language(language).to_owned().into(),
    }
}

/// A sentence being said: shown by `Display`.
pub struct Saying<'a> {
    words: Words,
    id: &'a str,
    args: FluentArgs<'a>,
}

impl Saying<'_> {
    /// Gives an argument.
    #[must_use]
    pub fn set(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.set(name, value(arg.into(), self.words.reading()));
        self
    }
}

impl fmt::Display for Saying<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(texts) = self.words.catalogue.in_pieces.get(self.id).and_then(|pieces| pieces.with(&self.args)) {
            return texts.into_iter().try_for_each(|text| f.write_str(text));
        }
        let said = |c: &Catalogue| resolve(&c.bundle, self.id, Some(&self.args));
        let said = said(self.words.catalogue).or_else(|| said(&CATALOGUES[0]));
        if said.is_none() {
            tracing::error!(id = self.id, "a sentence is missing or wants other arguments");
        }
        f.write_str(said.as_deref().unwrap_or(self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_sentences_can_be_read_and_no_id_is_there_twice() {
        let mut seen = std::collections::HashSet::new();
        for (tag, path, text) in FILES {
            let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, errors)| (path, errors)).unwrap();
            for id in resource.entries().filter_map(message_id) {
                assert!(seen.insert((tag, id.clone())), "{id} is there twice, again in {path}");
            }
        }
    }

    #[test]
    fn a_sentence_with_a_number_takes_its_plural() {
        let words = Words::english();
        let said = |n: i32| words.with("form-too-many").set("label", "Languages").set("max", n).to_string();
        assert_eq!(said(1), "Languages: select 1 answer only");
        assert_eq!(said(3), "Languages: select 3 answers or fewer");
    }

    #[test]
    fn a_sentence_in_pieces_reads_as_fluent_says_it() {
        let catalogue = &CATALOGUES[0];
        assert!(catalogue.in_pieces.len() > 10);
        for (id, pieces) in &catalogue.in_pieces {
            let mut args = FluentArgs::new();
            for name in pieces.names() {
                args.set(name, FluentValue::from(format!("<{name}>")));
            }
            let texts = pieces.with(&args).unwrap().concat();
            let said = resolve(&catalogue.bundle, id, Some(&args));
            assert_eq!(Some(texts), said, "{id}");
            let texts: Vec<_> = pieces.names().map(|name| (name, format!("<{name}>"))).collect();
            let texts: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            assert_eq!(pieces.filled(&texts), said, "{id}");
            assert_eq!(pieces.with(&FluentArgs::new()), None, "{id}");
        }
    }

    #[test]
    fn a_reader_sees_the_id_of_a_sentence_that_is_missing() {
        assert_eq!(Words::english().say("base-nothing-like-it"), "base-nothing-like-it");
        assert_eq!(Words::in_language("xx").language(), "en");
    }
}
