//! Pieces of forms: a label, a hint, what is wrong, and the control, put together the same way on every page.

use std::fmt;

use askama::{Template, filters::HtmlSafe};

use crate::web::said::Said;

/// One option of radios, checkboxes or a list.
#[derive(Debug, Clone, Default)]
pub struct Opt {
    /// What is posted.
    pub value: String,
    /// What is shown.
    pub label: Said,
    /// Said under it.
    pub hint: String,
    /// Heading over this and the next, in lists.
    pub group: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Opt {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<Said>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), chosen, ..Self::default() }
    }
}

/// The three fields of a day, as their names end.
pub const PARTS_OF_A_DAY: [&str; 3] = ["day", "month", "year"];

/// The control itself.
#[derive(Debug, Clone)]
pub enum Control {
    /// One line, with the browser's type.
    Line(&'static str),
    /// Paragraphs, in so many rows.
    Area(u32),
    /// One of several, all in sight.
    Radios(Vec<Opt>),
    /// Any of several, all in sight.
    Boxes(Vec<Opt>),
    /// One of many.
    List(Vec<Opt>),
    /// A day in three fields; labels and values of day, month and year.
    Day([(String, String); 3]),
    /// A single box to tick.
    Tick(bool),
    /// A file.
    File,
}

/// A field.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    name: String,
    id: String,
    led_to: Option<String>,
    label: Said,
    hint: Said,
    problem: Option<String>,
    optional: Option<String>,
    control: Control,
    value: String,
    class: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    accept: String,
    count: Option<u32>,
    written_in: Option<&'static str>,
    optional_word: String,
}

impl Field {
    pub(super) fn new(name: &str, label: impl Into<Said>, problem: Option<String>, optional_word: &str) -> Self {
        Self {
            name: name.to_owned(),
            id: name.to_owned(),
            led_to: None,
            label: label.into(),
            hint: Said::default(),
            problem,
            optional: None,
            control: Control::Line("text"),
            value: String::new(),
            class: "",
            autocomplete: "",
            inputmode: "",
            accept: String::new(),
            count: None,
            written_in: None,
            optional_word: optional_word.to_owned(),
        }
    }

    /// Names it on the page as one of this form, where several forms have a field of its name.
    #[must_use]
    pub fn within(mut self, form: &str) -> Self {
        self.id = format!("{form}-{}", self.name);
        self
    }

    /// The name by which the summary of problems leads to it: its own, or a part's.
    #[must_use]
    pub fn led_to_at(mut self, field: Option<String>) -> Self {
        self.led_to = field;
        self
    }

    /// Said under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Said>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What it holds.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What kind of control.
    #[must_use]
    pub fn control(mut self, control: Control) -> Self {
        self.control = control;
        self
    }

    /// The browser's type of a line: `email`, `password`, `search`, `datetime-local`.
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.control = Control::Line(kind);
        self
    }

    /// Paragraphs.
    #[must_use]
    pub fn rows(mut self, rows: u32) -> Self {
        self.control = Control::Area(rows);
        self
    }

    /// Counts characters towards this limit.
    #[must_use]
    pub fn count(mut self, max: u32) -> Self {
        self.count = Some(max);
        self
    }

    /// The language in which it is to be written, where it is not that of the page.
    #[must_use]
    pub fn written_in(mut self, tag: &'static str) -> Self {
        self.written_in = Some(tag);
        self
    }

    /// Radios.
    #[must_use]
    pub fn radios(mut self, options: Vec<Opt>) -> Self {
        self.control = Control::Radios(options);
        self
    }

    /// A list to choose from.
    #[must_use]
    pub fn list(mut self, options: Vec<Opt>) -> Self {
        self.control = Control::List(options);
        self
    }

    /// Marks it as optional.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = Some(self.optional_word.clone());
        self
    }

    /// Marks it as optional if it is.
    #[must_use]
    pub fn optional_if(self, optional: bool) -> Self {
        if optional { self.optional() } else { self }
    }

    /// A width: `w5`, `w10`, `w20`.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// The browser's autocomplete word.
    #[must_use]
    pub fn autocomplete(mut self, word: &'static str) -> Self {
        self.autocomplete = word;
        self
    }

    /// The keyboard that phones show.
    #[must_use]
    pub fn inputmode(mut self, mode: &'static str) -> Self {
        self.inputmode = mode;
        self
    }

    /// Files offered by the browser.
    #[must_use]
    pub fn accept(mut self, accept: impl Into<String>) -> Self {
        self.accept = accept.into();
        self
    }

    /// Ids of what describes the control.
    fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let problem = self.problem.is_some().then(|| format!("{}-problem", self.id));
        hint.into_iter().chain(problem).collect::<Vec<_>>().join(" ")
    }

    /// Name of the part of a day: `birth-day`, `birth-month`, `birth-year`.
    fn part(&self, index: usize) -> String {
        let part = PARTS_OF_A_DAY.get(index).copied().unwrap_or("day");
        format!("{}-{part}", self.name)
    }

    /// Id of the part of a day. The summary of problems leads to the part that it names, else to the first.
    fn part_id(&self, index: usize) -> String {
        let part = self.part(index);
        if index == 0 && self.led_to.as_ref() != Some(&part) { self.id.clone() } else { part }
    }

    /// The browser's autocomplete word of a part of a birth date.
    fn part_autocomplete(&self, index: usize) -> &'static str {
        if self.autocomplete == "bday" {
            ["bday-day", "bday-month", "bday-year"].get(index).copied().unwrap_or("")
        } else {
            ""
        }
    }
}

/// A question that is answered row by row, each row with fields of its own.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/rows.html")]
pub struct Rows {
    /// Its key: the beginning of its fields' names.
    pub key: String,
    /// The field that holds how many rows there are.
    pub count_field: String,
    /// The question.
    pub label: Said,
    /// Said under it.
    pub hint: Said,
    /// Said where it may be left out.
    pub optional: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Words of the button for one more, where there may be more.
    pub add: Option<String>,
    /// Words of the buttons that take a row away.
    pub remove: String,
    /// Where the form is sent.
    pub action: String,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// From 1.
    pub number: usize,
    /// What it is called: "Post 2"; empty where there can be one only.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Put>,
}

/// Said among the questions.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/note.html")]
pub struct Note {
    /// Heading; may be empty.
    pub title: Said,
    /// Paragraphs.
    pub text: Said,
}

/// A part of a form that puts itself on the page, already escaped.
#[derive(Debug, Clone)]
pub struct Put(Part);

#[derive(Debug, Clone)]
enum Part {
    Field(Box<Field>),
    Rows(Box<Rows>),
    Note(Note),
}

impl Field {
    /// To be put on the page.
    pub fn put(self) -> Put {
        Put(Part::Field(Box::new(self)))
    }
}

impl Rows {
    /// To be put on the page.
    pub fn put(self) -> Put {
        Put(Part::Rows(Box::new(self)))
    }
}

impl Note {
    /// To be put on the page.
    pub fn put(self) -> Put {
        Put(Part::Note(self))
    }
}

impl fmt::Display for Put {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = match &self.0 {
            Part::Field(field) => field.render_into(f),
            Part::Rows(rows) => rows.render_into(f),
            Part::Note(note) => note.render_into(f),
        };
        done.map_err(|_| fmt::Error)
    }
}
impl HtmlSafe for Put {}
