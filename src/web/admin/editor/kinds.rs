//! What can be said of a question by its kind: limits, options, statements, as fields and back.

use super::fields::{area, choice, count, each_line, hold_text, hold_tick, line, need, number, text, tick, whole};
use crate::{
    domain::{
        editing::{keys::key_of, starters},
        form::{
            Choice, FileFormat, Kind, KindWord, Question, Typed,
            faults::{LONGEST_TEXT, MOST_FILES, MOST_ROWS},
        },
        places::{self, ASEAN},
        sentence::{Problem, Sentence},
        text::Text,
        time::Day,
    },
    web::{
        applications::fields::country,
        page::Frame,
        parts::{Control, Opt, Put},
    },
};

/// Bytes of a megabyte, as it is told to applicants.
pub const MEGABYTE: u64 = 1_000_000;
/// Largest file, in megabytes.
pub const LARGEST: u32 = 50;

/// What a kind holds, into fields.
pub fn hold(kind: &Kind, typed: &mut Typed) {
    match kind {
        Kind::ShortText { max } | Kind::LongText { max } => typed.set("max", max.to_string()),
        Kind::Number { min, max } => {
            typed.set("min", min.to_string());
            typed.set("max", max.to_string());
        }
        Kind::Date { min, max, past, birth } => {
            let day = |day: &Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
            typed.set("min", day(min));
            typed.set("max", day(max));
            hold_tick(typed, "past", *past);
            hold_tick(typed, "birth", *birth);
        }
        Kind::OneOf { options } => typed.set("options", written(options)),
        Kind::SeveralOf { options, max } => {
            typed.set("options", written(options));
            typed.set("max", max.to_string());
        }
        Kind::Country { codes, other } => {
            typed.set_all("codes", codes.clone());
            let rare: Vec<_> = codes.iter().filter(|code| places::country(code).is_none()).cloned().collect();
            typed.set("more-codes", rare.join(" "));
            hold_tick(typed, "other", *other);
        }
        Kind::Rows { row, min, max, .. } => {
            hold_text(typed, "row", row);
            typed.set("min", min.to_string());
            typed.set("max", max.to_string());
        }
        Kind::Note { text } => hold_text(typed, "statement", text),
        Kind::Document { formats, max_bytes, max_pages, max_files } => {
            typed.set_all("formats", formats.iter().map(|f| f.word().to_owned()).collect());
            typed.set("files", max_files.to_string());
            typed.set("size", megabytes(*max_bytes).to_string());
            typed.set("pages", max_pages.map(|pages| pages.to_string()).unwrap_or_default());
        }
        Kind::Declaration { statement } => hold_text(typed, "statement", statement),
        Kind::Consent { purpose, statement, version } => {
            hold_text(typed, "statement", statement);
            typed.set("purpose", purpose.as_str());
            typed.set("statement-version", version.to_string());
        }
        Kind::YesNo | Kind::ResearchField | Kind::PersonName | Kind::Email | Kind::Phone => {}
    }
}

fn written(options: &[Choice]) -> String {
    let line = |o: &Choice| format!("{} | {}", o.value, o.label.in_language("en"));
    options.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The fields of a kind.
pub fn fields(frame: &Frame, word: KindWord, typed: &Typed) -> Vec<Put> {
    let number = |name: &str, label: &str| number(frame, name, label, typed);
    let options = || area(frame, "options", "editor-options", typed, 6).hint(frame.say("editor-options-hint")).put();
    let statement = |label: &str| area(frame, "statement", label, typed, 5).put();
    match word {
        KindWord::ShortText | KindWord::LongText => vec![number("max", "editor-max-characters").put()],
        KindWord::Number => vec![number("min", "editor-smallest").put(), number("max", "editor-greatest").put()],
        KindWord::Date => {
            let day =
                |name: &str, label: &str| line(frame, name, label, typed).kind("date").class("w10").optional().put();
            vec![
                day("min", "editor-earliest"),
                day("max", "editor-latest"),
                tick(frame, "past", "editor-past", typed).put(),
                tick(frame, "birth", "editor-birth", typed).put(),
            ]
        }
        KindWord::OneOf => vec![options()],
        KindWord::SeveralOf => vec![options(), number("max", "editor-max-options").put()],
        KindWord::Country => countries(frame, typed),
        KindWord::Rows => vec![
            line(frame, "row", "editor-row", typed).hint(frame.say("editor-row-hint")).class("w20").put(),
            number("min", "editor-fewest-rows").put(),
            number("max", "editor-most-rows").hint(frame.say("editor-most-rows-hint")).put(),
        ],
        KindWord::Note => vec![statement("editor-note")],
        KindWord::Document => {
            let format = |f: &FileFormat| Opt::new(f.word(), f.name(), typed.has("formats", f.word()));
            let formats = Control::Boxes(FileFormat::ALL.iter().map(format).collect());
            vec![
                frame.field("formats", "editor-formats").control(formats).put(),
                number("files", "editor-files-most").put(),
                number("size", "editor-size").put(),
                number("pages", "editor-pages-most").hint(frame.say("editor-pages-most-hint")).optional().put(),
            ]
        }
        KindWord::Declaration => vec![statement("editor-statement")],
        KindWord::Consent => vec![
            statement("editor-statement"),
            line(frame, "purpose", "editor-purpose", typed).hint(frame.say("editor-purpose-hint")).class("w20").put(),
            number("statement-version", "editor-statement-version")
                .hint(frame.say("editor-statement-version-hint"))
                .put(),
        ],
        KindWord::YesNo | KindWord::ResearchField | KindWord::PersonName | KindWord::Email | KindWord::Phone => {
            Vec::new()
        }
    }
}

fn countries(frame: &Frame, typed: &Typed) -> Vec<Put> {
    let known = ASEAN.iter().chain([&places::CHINA]);
    let option = |c: &places::Country| Opt::new(c.code, country(frame, c.code), typed.has("codes", c.code));
    vec![
        frame.field("codes", "editor-countries").control(Control::Boxes(known.map(option).collect())).put(),
        line(frame, "more-codes", "editor-more-codes", typed)
            .hint(frame.say("editor-more-codes-hint"))
            .optional()
            .put(),
        tick(frame, "other", "editor-other-country", typed).put(),
    ]
}

/// The kind that the fields say; where something is wrong, what. `before` is the kind as it is, whose other languages and parts stay.
pub fn read(word: KindWord, typed: &Typed, before: &Kind, problems: &mut Vec<Problem>) -> Kind {
    match word {
        KindWord::ShortText => Kind::ShortText { max: count(typed, "max", 1, LONGEST_TEXT, problems) },
        KindWord::LongText => Kind::LongText { max: count(typed, "max", 1, LONGEST_TEXT, problems) },
        KindWord::Number => {
            const MOST: i64 = 1_000_000_000_000;
            let min = whole(typed, "min", -MOST, MOST, problems);
            Kind::Number { min, max: whole(typed, "max", min, MOST, problems) }
        }
        KindWord::Date => date(typed, problems),
        KindWord::OneOf => Kind::OneOf { options: options(typed, before, problems) },
        KindWord::SeveralOf => {
            Kind::SeveralOf { options: options(typed, before, problems), max: count(typed, "max", 1, 500, problems) }
        }
        KindWord::Country => country_codes(typed, problems),
        KindWord::Rows => {
            let max = count(typed, "max", 1, MOST_ROWS, problems);
            let (questions, row) = match before {
                Kind::Rows { questions, row, .. } => (questions.clone(), Some(row)),
                _ => (Vec::new(), None),
            };
            if max > 1 {
                need(typed, "row", "editor-enter-row", problems);
            }
            Kind::Rows { questions, row: text(typed, "row", row), min: count(typed, "min", 0, max, problems), max }
        }
        KindWord::Note => Kind::Note { text: statement(typed, before, problems) },
        KindWord::Document => document(typed, before, problems),
        KindWord::Declaration => Kind::Declaration { statement: statement(typed, before, problems) },
        KindWord::Consent => consent(typed, before, problems),
        KindWord::YesNo => Kind::YesNo,
        KindWord::ResearchField => Kind::ResearchField,
        KindWord::PersonName => Kind::PersonName,
        KindWord::Email => Kind::Email,
        KindWord::Phone => Kind::Phone,
    }
}

fn document(typed: &Typed, before: &Kind, problems: &mut Vec<Problem>) -> Kind {
    let size = u64::from(count(typed, "size", 1, LARGEST, problems));
    let max_bytes = match before {
        // What is shown in whole megabytes stays to the byte while nobody changes it.
        Kind::Document { max_bytes, .. } if megabytes(*max_bytes) == size => *max_bytes,
        _ => size * MEGABYTE,
    };
    let formats: Vec<_> = FileFormat::ALL.iter().filter(|f| typed.has("formats", f.word())).copied().collect();
    if formats.is_empty() {
        problems.push(Problem::at("formats", Sentence::new("editor-choose-formats")));
    }
    let max_files = count(typed, "files", 1, MOST_FILES, problems);
    let max_pages = (!typed.first("pages").is_empty()).then(|| count(typed, "pages", 1, 1000, problems));
    Kind::Document { formats, max_bytes, max_pages, max_files }
}

/// A size in whole megabytes.
pub fn megabytes(bytes: u64) -> u64 {
    (bytes / MEGABYTE).max(1)
}

fn date(typed: &Typed, problems: &mut Vec<Problem>) -> Kind {
    let mut day = |name: &str| match typed.first(name) {
        "" => None,
        held => {
            let day = held.parse::<Day>().ok();
            if day.is_none() {
                problems.push(Problem::at(name, Sentence::new("editor-date")));
            }
            day
        }
    };
    let (min, max) = (day("min"), day("max"));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        problems.push(Problem::at("max", Sentence::new("editor-latest-before-earliest")));
    }
    Kind::Date { min, max, past: typed.has("past", "yes"), birth: typed.has("birth", "yes") }
}

fn statement(typed: &Typed, before: &Kind, problems: &mut Vec<Problem>) -> Text {
    need(typed, "statement", "editor-enter-statement", problems);
    let old = match before {
        Kind::Note { text: old } | Kind::Declaration { statement: old } | Kind::Consent { statement: old, .. } => {
            Some(old)
        }
        _ => None,
    };
    text(typed, "statement", old)
}

/// A consent of which the words change is another consent: its version counts up, unless somebody counted it up already.
fn consent(typed: &Typed, before: &Kind, problems: &mut Vec<Problem>) -> Kind {
    let statement = statement(typed, before, problems);
    let purpose = typed.first("purpose");
    if purpose.is_empty() || key_of(purpose, '_', "", |_| false) != purpose {
        problems.push(Problem::at("purpose", Sentence::new("editor-enter-purpose")));
    }
    let mut version = count(typed, "statement-version", 1, 10_000, problems);
    if let Kind::Consent { statement: old, version: last, .. } = before
        && !old.is_empty()
        && *old != statement
        && version <= *last
    {
        version = last + 1;
    }
    Kind::Consent { purpose: purpose.to_owned(), statement, version }
}

/// Options, one a line: `value | wording`, or the wording alone.
fn options(typed: &Typed, before: &Kind, problems: &mut Vec<Problem>) -> Vec<Choice> {
    let old: &[Choice] = match before {
        Kind::OneOf { options } | Kind::SeveralOf { options, .. } => options,
        _ => &[],
    };
    let mut options = Vec::<Choice>::new();
    for line in each_line(typed, "options") {
        let is_taken = |value: &str| options.iter().any(|o: &Choice| o.value == value);
        let (value, label) = match line.split_once('|') {
            Some((value, label)) => (value.trim().to_owned(), label.trim()),
            None => (key_of(line, '_', "option", is_taken), line),
        };
        let wrong = match () {
            () if value.is_empty() || label.is_empty() => Some("editor-option-empty"),
            () if value.chars().count() > 60 => Some("editor-option-long"),
            () if is_taken(&value) => Some("editor-option-twice"),
            () => None,
        };
        if let Some(wrong) = wrong {
            problems.push(Problem::at("options", Sentence::new(wrong).with("line", line)));
            return options;
        }
        let known = old.iter().find(|o| o.value == value).map(|o| o.label.clone());
        options.push(Choice { label: known.unwrap_or_default().saying("en", label), value });
    }
    if options.is_empty() {
        problems.push(Problem::at("options", Sentence::new("editor-enter-options")));
    }
    options
}

fn country_codes(typed: &Typed, problems: &mut Vec<Problem>) -> Kind {
    let mut codes: Vec<String> =
        typed.values("codes").iter().filter(|c| places::country(c).is_some()).cloned().collect();
    let more = typed.first("more-codes").to_uppercase();
    for code in more.split(|c: char| !c.is_alphanumeric()).filter(|code| !code.is_empty()) {
        let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) && code != "ZZ";
        if !is_code {
            problems.push(Problem::at("more-codes", Sentence::new("editor-country-code").with("code", code)));
        } else if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    if codes.is_empty() {
        problems.push(Problem::at("codes", Sentence::new("editor-enter-countries")));
    }
    Kind::Country { codes, other: typed.has("other", "yes") }
}

/// The kinds to choose from, in words; ready-made questions after them.
pub fn to_choose(frame: &Frame, fits: impl Fn(KindWord) -> bool, ready_made: bool) -> Vec<Opt> {
    let words = KindWord::ALL.iter().filter(|word| fits(**word));
    let kind = |(at, word): (usize, &KindWord)| Opt::new(word.word(), name(frame, *word), at == 0);
    let ready = |q: &Question| {
        let label = frame.with("editor-ready").set("what", frame.text(q.name())).to_string();
        Opt::new(&q.key, label, false)
    };
    let ready_made = starters::all().iter().filter(|q| ready_made && fits(q.kind.word()));
    words.enumerate().map(kind).chain(ready_made.map(ready)).collect()
}

/// What a kind is called.
pub fn name(frame: &Frame, word: KindWord) -> String {
    frame.say(&format!("editor-kind-{}", word.word().replace('_', "-"))).to_owned()
}

/// A field with the kinds that a question can become.
pub fn change(frame: &Frame, fits: impl Fn(KindWord) -> bool, word: KindWord, typed: &Typed) -> Put {
    let kinds = KindWord::ALL.iter().filter(|word| fits(**word));
    let mut held = typed.clone();
    held.set("kind", word.word());
    choice(frame, "kind", "editor-kind", &held, kinds.map(|w| (w.word().to_owned(), name(frame, *w))))
        .class("w20")
        .put()
}
