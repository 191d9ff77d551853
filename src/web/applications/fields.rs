//! A programme's questions as fields of a page, and its answers as text to read.

use crate::{
    domain::{
        form::{Answer, Answers, Kind, OTHER_COUNTRY, Question, Typed, View, typed::count_field},
        places,
        research_field::{FIELDS, ResearchField},
    },
    export::print::paper::Table,
    web::{
        page::Frame,
        parts::{Control, Field, Note, Opt, Put, Row, Rows},
    },
};

/// A question as its page shows it, holding what was typed or stored; `action` is where the page's form is sent.
pub fn put(frame: &Frame, question: &Question, typed: &Typed, action: &str) -> Put {
    match &question.kind {
        Kind::Rows { row, .. } => rows(frame, question, frame.text(row), typed, action).put(),
        Kind::Note { text } => Note { title: frame.said(&question.label), text: frame.said(text) }.put(),
        _ => field(frame, question, typed).put(),
    }
}

fn rows(frame: &Frame, question: &Question, row: &str, typed: &Typed, action: &str) -> Rows {
    let (shown, most) = (question.shown_rows(typed), question.most_rows());
    let title = |number: usize| match most {
        1 => String::new(),
        _ => frame.with("form-row").set("row", row).set("number", number.to_string()).to_string(),
    };
    let fields = |number| question.parts().iter().map(move |part| question.part(number, part));
    let one = |number| Row {
        number,
        title: title(number),
        fields: fields(number).map(|part| field(frame, &part, typed).put()).collect(),
    };
    Rows {
        key: question.key.clone(),
        count_field: count_field(&question.key),
        label: frame.said(&question.label),
        hint: frame.said(&question.hint),
        optional: question.optional.then(|| frame.say("base-optional").to_owned()),
        rows: (1..=shown).map(one).collect(),
        add: (shown < most).then(|| frame.with("form-add-row").set("row", row).to_string()),
        remove: frame.say("form-remove-row").to_owned(),
        action: action.to_owned(),
    }
}

/// The field of a question. Documents have a form of their own and no field here.
fn field(frame: &Frame, question: &Question, typed: &Typed) -> Field {
    let key = question.key.as_str();
    let held = typed.first(key);
    let label = match &question.kind {
        Kind::Declaration { statement } | Kind::Consent { statement, .. } => frame.said(statement),
        _ => frame.said(&question.label),
    };
    let field =
        frame.field_named(key, label).hint(frame.said(&question.hint)).optional_if(question.optional).value(held);
    match &question.kind {
        Kind::ShortText { max } if *max <= 40 => field.class("w20"),
        Kind::ShortText { .. } | Kind::Document { .. } | Kind::Rows { .. } | Kind::Note { .. } => field,
        Kind::LongText { max } => field.rows(lines(*max)).count(*max),
        Kind::Number { .. } => field.class("w5").inputmode("numeric"),
        Kind::Date { birth, .. } => day(frame, field, typed.day(key), *birth),
        Kind::YesNo => field.radios(yes_no(frame, held)),
        Kind::OneOf { options } => {
            let option = |o: &crate::domain::form::Choice| Opt::new(&o.value, frame.said(&o.label), held == o.value);
            field.radios(options.iter().map(option).collect())
        }
        Kind::SeveralOf { options, .. } => {
            let option =
                |o: &crate::domain::form::Choice| Opt::new(&o.value, frame.said(&o.label), typed.has(key, &o.value));
            field.control(Control::Boxes(options.iter().map(option).collect()))
        }
        Kind::Country { codes, other } => field.class("w20").list(countries(frame, codes, *other, held)),
        Kind::ResearchField => field.list(research_fields(frame, held)),
        Kind::PersonName => field.class("w20").autocomplete("name"),
        Kind::Email => field.class("w20").kind("email").autocomplete("email"),
        Kind::Phone => field.class("w20").kind("tel").autocomplete("tel"),
        Kind::Declaration { .. } | Kind::Consent { .. } => field.control(Control::Tick(typed.has(key, "yes"))),
    }
}

fn lines(max: u32) -> u32 {
    (max / 160).clamp(4, 16)
}

fn day(frame: &Frame, field: Field, held: [&str; 3], birth: bool) -> Field {
    let words = ["base-day", "base-month", "base-year"];
    let parts = [0, 1, 2].map(|i| (frame.say(words[i]).to_owned(), held[i].to_owned()));
    let field = field.control(Control::Day(parts));
    if birth { field.autocomplete("bday") } else { field }
}

/// Radios of yes and no.
pub fn yes_no(frame: &Frame, held: &str) -> Vec<Opt> {
    vec![Opt::new("yes", frame.say("base-yes"), held == "yes"), Opt::new("no", frame.say("base-no"), held == "no")]
}

fn countries(frame: &Frame, codes: &[String], other: bool, held: &str) -> Vec<Opt> {
    let mut options = vec![Opt::new("", frame.say("form-choose-country"), held.is_empty())];
    options.extend(codes.iter().map(|code| Opt::new(code, country(frame, code), held == code)));
    if other {
        options.push(Opt::new(OTHER_COUNTRY, frame.say("form-other-country"), held == OTHER_COUNTRY));
    }
    options
}

/// A country's name in the reader's language, else as ASEAN writes it; the code where it is unknown.
pub fn country(frame: &Frame, code: &str) -> String {
    if code == OTHER_COUNTRY {
        return frame.say("form-other-country").to_owned();
    }
    let id = format!("country-{}", code.to_lowercase());
    match frame.words.find(&id) {
        Some(said) => said.to_owned(),
        None => places::country(code).map_or_else(|| code.to_owned(), |c| c.name.to_owned()),
    }
}

fn research_fields(frame: &Frame, held: &str) -> Vec<Opt> {
    let mut options = vec![Opt::new("", frame.say("form-choose-field"), held.is_empty())];
    for field in ResearchField::all() {
        let code = field.to_string();
        let mut option = Opt::new(&code, field.label(), held == code);
        if field.narrow == 1 {
            let broad = FIELDS.get(usize::from(field.broad) - 1).map_or("", |(name, _)| name);
            option.group = format!("{} {broad}", field.broad);
        }
        options.push(option);
    }
    options
}

/// A field of research as it is read: its code and its name.
pub fn research_field(code: &str) -> &str {
    code.parse().map_or(code, |field: ResearchField| field.label())
}

/// An answer as this reader sees it; `None` where there is none to read as text.
pub fn answer(frame: &Frame, question: &Question, answer: &Answer, view: View) -> Option<String> {
    let option =
        |value: &str| question.option_label(value).map_or_else(|| value.to_owned(), |l| frame.text(l).to_owned());
    Some(match answer {
        Answer::Text(text) => text.clone(),
        Answer::Number(n) => n.to_string(),
        Answer::Date(day) => frame.words.day(*day),
        Answer::YesNo(yes) => match question.kind {
            Kind::Declaration { .. } => frame.say(if *yes { "form-agreed" } else { "form-not-agreed" }).to_owned(),
            _ => frame.say(if *yes { "base-yes" } else { "base-no" }).to_owned(),
        },
        Answer::Choice(value) if matches!(question.kind, Kind::Country { .. }) => country(frame, value),
        Answer::Choice(value) => option(value),
        Answer::Choices(values) => values.iter().map(|v| option(v)).collect::<Vec<_>>().join(", "),
        Answer::Field(field) => field.label().to_owned(),
        Answer::Consent { given, .. } => {
            frame.say(if *given { "form-consented" } else { "form-not-consented" }).to_owned()
        }
        Answer::Rows(rows) => written_rows(frame, question, rows, view),
        Answer::Documents(_) => return None,
    })
}

/// Rows as a table: a column for each part that this reader may see and that any row was asked for.
pub fn table(frame: &Frame, question: &Question, rows: &[Answers], view: View) -> Table {
    let is_asked = |part: &&Question| rows.iter().any(|row| question.asked_parts(row).contains(part));
    let parts: Vec<&Question> = question.parts().iter().filter(|part| view.shows_part(part)).filter(is_asked).collect();
    let cell = |part: &Question, row: &Answers| {
        let is_asked = question.asked_parts(row).contains(&part);
        let given = row.get(&part.key).filter(|_| is_asked);
        given.and_then(|given| answer(frame, part, given, view)).unwrap_or_default()
    };
    Table {
        heads: parts.iter().map(|part| frame.text(part.name()).to_owned()).collect(),
        rows: rows.iter().map(|row| parts.iter().map(|part| cell(part, row)).collect()).collect(),
    }
}

/// Each row a paragraph, its answers line by line under their names.
fn written_rows(frame: &Frame, question: &Question, rows: &[Answers], view: View) -> String {
    let line = |part: &Question, row: &Answers| {
        let said = row.get(&part.key).and_then(|given| answer(frame, part, given, view))?;
        Some(frame.with("form-row-line").set("label", frame.text(part.name())).set("answer", said).to_string())
    };
    let paragraph = |row: &Answers| {
        let seen = question.asked_parts(row).into_iter().filter(|part| view.shows_part(part));
        seen.filter_map(|part| line(part, row)).collect::<Vec<_>>().join("\n")
    };
    rows.iter().map(paragraph).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}
