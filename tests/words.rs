//! Every sentence that a person reads comes from `locales/`: each one named exists, each one kept is used, and none stands bare.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::support::sources::{Source, Word, files, root, sources};

/// What may stand bare: the product's own name, and signs that are the same in every language.
const BARE: &[&str] = &["Sojourn", "PDF", "CSV", "XLSX", "kB", "MB", "Mac OS"];

/// Macros and functions whose text goes to the log or to a developer, never to a page.
const UNSEEN: &[&str] = &[
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "info_span",
    "debug_span",
    "panic",
    "unreachable",
    "assert",
    "assert_eq",
    "debug_assert",
    "debug_assert_eq",
    "expect",
    "Internal",
    "Unavailable",
    "internal",
    "Other",
    "cause",
    "other",
    "from_static",
];

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned()
}

/// The ids of the sentences of one language, with the file of each.
fn kept(language: &str) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for path in files(&format!("locales/{language}"), "ftl") {
        for line in fs::read_to_string(&path).unwrap().lines() {
            let Some((id, _)) = line.split_once('=') else { continue };
            let id = id.trim_end();
            if id.starts_with(|c: char| c.is_ascii_lowercase()) && is_kebab(id) {
                let before = ids.insert(id.to_owned(), short(&path));
                assert!(before.is_none(), "{id} is in {} and in {}", short(&path), before.unwrap_or_default());
            }
        }
    }
    ids
}

fn is_kebab(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The content of a plain string literal.
fn text(literal: &str) -> Option<String> {
    let inner = literal.trim_start_matches(['b', 'r', '#']).trim_end_matches('#');
    inner.strip_prefix('"').and_then(|t| t.strip_suffix('"')).map(str::to_owned)
}

/// Every string literal that names or may name a sentence, with the file of each; `{…}` in it stands for anything.
fn named() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for source in sources() {
        for word in &source.words {
            if let Word::Literal(literal) = word
                && let Some(text) = text(literal)
            {
                all.push((text, source.name.clone()));
            }
        }
    }
    for path in templates() {
        for code in Template::read(&path).code {
            let mut parts = code.split('"');
            while let (Some(_), Some(text)) = (parts.next(), parts.next()) {
                all.push((text.to_owned(), short(&path)));
            }
        }
    }
    for path in files("locales/en", "ftl") {
        // A sentence may be put into another.
        for piece in fs::read_to_string(&path).unwrap().split('{').skip(1) {
            all.push((piece.split('}').next().unwrap_or_default().trim().to_owned(), short(&path)));
        }
    }
    all
}

fn templates() -> Vec<std::path::PathBuf> {
    ["html", "txt", "svg", "xml"].iter().flat_map(|extension| files("templates", extension)).collect()
}

#[test]
fn no_reader_meets_a_sentence_that_is_not_there() {
    let kept = kept("en");
    let areas: BTreeSet<&str> = kept.keys().filter_map(|id| id.split('-').next()).collect();
    let mut missing = BTreeSet::new();
    for (text, place) in named() {
        let in_an_area = text.split_once('-').is_some_and(|(area, rest)| areas.contains(area) && !rest.is_empty());
        let is_whole = is_kebab(&text) && !text.ends_with('-') && text.chars().any(|c| c == '-');
        if is_whole && in_an_area && !kept.contains_key(&text) {
            missing.insert(format!("{text}, named in {place}"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_sentence_that_is_kept_is_read_somewhere() {
    let named: BTreeSet<String> = named().into_iter().map(|(text, _)| text).collect();
    let whole: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    let open: Vec<(&str, &str)> = named.iter().filter_map(|text| beginning_and_end(text)).collect();
    let unused: Vec<String> = kept("en")
        .into_iter()
        .filter(|(id, _)| {
            let fits = |&(begin, end): &(&str, &str)| {
                id.len() > begin.len() + end.len() && id.starts_with(begin) && id.ends_with(end)
            };
            !whole.contains(id.as_str()) && !open.iter().any(fits)
        })
        .map(|(id, place)| format!("{id} in {place}"))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// What an id made of parts begins and ends with: `status-{word}-hint` gives `status-` and `-hint`; `status-` gives itself and nothing.
fn beginning_and_end(text: &str) -> Option<(&str, &str)> {
    let (begin, rest) = text.split_once('{').unwrap_or((text, "}"));
    let end = rest.rsplit_once('}').map_or("", |(_, end)| end);
    let is_id = begin.len() > 2 && begin.ends_with('-') && is_kebab(begin) && (end.is_empty() || is_kebab(end));
    is_id.then_some((begin, end))
}

#[test]
fn every_language_says_the_same_sentences() {
    let english: BTreeSet<String> = kept("en").into_keys().collect();
    for entry in fs::read_dir(root().join("locales")).into_iter().flatten() {
        let language = entry.unwrap().file_name().to_string_lossy().into_owned();
        let other: BTreeSet<String> = kept(&language).into_keys().collect();
        let differing: Vec<_> = english.symmetric_difference(&other).collect();
        assert!(differing.is_empty(), "{language}: {differing:#?}");
    }
}

#[test]
fn no_page_and_no_mail_carries_a_bare_sentence() {
    let mut bare = BTreeSet::new();
    for path in templates() {
        let template = Template::read(&path);
        let seen =
            if path.extension().is_some_and(|e| e == "txt") { vec![template.rest] } else { visible(&template.rest) };
        for text in seen {
            let mut left = text.clone();
            for allowed in BARE {
                left = left.replace(allowed, "");
            }
            if left.chars().any(char::is_alphabetic) {
                bare.insert(format!("{}: {}", short(&path), text.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

/// A template, taken apart.
struct Template {
    /// What is computed: the insides of `{{ }}` and `{% %}`.
    code: Vec<String>,
    /// What stands as it is, with a `{}` for each piece of code.
    rest: String,
}

impl Template {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut code = Vec::new();
        let mut rest = String::new();
        let text = without_class_names(&text);
        let mut left = text.as_str();
        while let Some(at) = left.find(['{']) {
            let close = match left.get(at..at + 2) {
                Some("{{") => "}}",
                Some("{%") => "%}",
                Some("{#") => "#}",
                _ => {
                    rest.push_str(&left[..=at]);
                    left = &left[at + 1..];
                    continue;
                }
            };
            rest.push_str(&left[..at]);
            let inside = &left[at + 2..];
            let end = inside.find(close).unwrap_or_else(|| panic!("{} does not close {close}", short(path)));
            if close != "#}" {
                code.push(inside[..end].to_owned());
                rest.push_str("{}");
            }
            left = &inside[end + 2..];
        }
        rest.push_str(left);
        Self { code, rest }
    }
}

/// A template without the blocks that pages fill with names of classes.
fn without_class_names(text: &str) -> String {
    let mut pieces = text.split("{% block spacing %}");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |whole, piece| whole + piece.split_once("{% endblock %}").map_or("", |(_, after)| after))
}

/// What a person sees or hears of a piece of HTML: text, and the attributes that are read out.
fn visible(html: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut left = html;
    while let Some(at) = left.find('<') {
        seen.push(left[..at].to_owned());
        let tag = &left[at..];
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        seen.extend(spoken_attributes(tag));
        left = after;
        for hidden in ["script", "style"] {
            if tag.starts_with(&format!("<{hidden}")) {
                left = left.find(&format!("</{hidden}")).map_or("", |end| &left[end..]);
            }
        }
    }
    seen.push(left.to_owned());
    for entity in ["&nbsp;", "&amp;", "&middot;", "&times;", "&mdash;", "&ndash;", "&larr;", "&rarr;"] {
        for text in &mut seen {
            *text = text.replace(entity, "");
        }
    }
    seen
}

fn spoken_attributes(tag: &str) -> Vec<String> {
    let is_button = tag.starts_with("<input") && (tag.contains("\"submit\"") || tag.contains("\"button\""));
    let mut names =
        vec!["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt", "label"];
    if is_button {
        names.push("value");
    }
    if tag.starts_with("<meta name=\"description\"") {
        names.push("content");
    }
    let value = |name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[start..].split('"').next()?.to_owned())
    };
    names.iter().filter_map(|name| value(name)).collect()
}

#[test]
fn no_handler_no_action_and_no_mail_says_a_bare_sentence() {
    let mut bare = BTreeSet::new();
    for source in sources() {
        let speaks = |room: &&str| source.module.first().is_some_and(|first| first == room);
        let is_test = source.module.last().is_some_and(|last| last == "tests");
        if ["web", "actions", "mail", "export"].iter().any(speaks) && !is_test {
            bare.extend(bare_sentences(&source).into_iter().map(|text| format!("{}: {text}", source.name)));
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

/// Literals of two words and more that no log, no attribute and no developer's message holds.
fn bare_sentences(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    // How many brackets are open, and the depth at which something unseen began.
    let (mut depth, mut unseen) = (0_usize, None);
    for (at, word) in source.words.iter().enumerate() {
        match word {
            Word::Sign('(' | '[' | '{') => {
                depth += 1;
                if unseen.is_none() && begins_unseen(&source.words[..at], word) {
                    unseen = Some(depth);
                }
            }
            Word::Sign(')' | ']' | '}') => {
                if unseen == Some(depth) {
                    unseen = None;
                }
                depth -= 1;
            }
            Word::Literal(literal) if unseen.is_none() => {
                found.extend(text(literal).filter(|text| is_sentence(text)));
            }
            _ => {}
        }
    }
    found
}

fn begins_unseen(before: &[Word], bracket: &Word) -> bool {
    match before {
        // An attribute, which a doc comment is too.
        [.., Word::Sign('#')] | [.., Word::Sign('#'), Word::Sign('!')] => *bracket == Word::Sign('['),
        [.., Word::Name(name), Word::Sign('!')] | [.., Word::Name(name)] => {
            *bracket == Word::Sign('(') && UNSEEN.contains(&name.as_str())
        }
        _ => false,
    }
}

/// Two words of letters with a space between them, where neither is a name of the protocol (`no-store`, `max-age=1`).
fn is_sentence(text: &str) -> bool {
    // What is put in is somebody else's business.
    let own: String = text
        .split('{')
        .enumerate()
        .map(|(n, piece)| if n == 0 { piece } else { piece.split_once('}').map_or("", |p| p.1) })
        .collect();
    let words = own.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
    words >= 2 && !text.contains("; ") && !text.contains("no-") && !text.contains('=')
}
