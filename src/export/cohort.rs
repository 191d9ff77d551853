//! The cohort as a file: a row for each person who took a place, and how many they are by member state, field and so on.
//! People are read and written page by page, so that a hundred thousand cost no more memory than a hundred.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use super::{
    Error,
    csv::Csv,
    table::{self, Cell},
    xlsx::{Book, Sheet},
};
use crate::{
    actions::export::{Format, Plan},
    db::{self, Conn, applications::cohort as rows, applications::cohort::Member},
    domain::{
        cohort::{Column, Fact, STATUSES},
        form::{Answer, Answers, Kind, OTHER_COUNTRY, Question},
        id::{ApplicationId, UserId},
        places,
        research_field::ResearchField,
        workflow::Status,
    },
    words::Words,
};

/// People read at once.
const PAGE: i64 = 500;

/// Writes the file to `path`, which must not be there yet; `folder` takes what cannot be kept in memory meanwhile. Gives how many
/// people are in it.
///
/// # Errors
/// Where rows cannot be read or the file cannot be written; the file is then not to be used.
pub fn write(conn: &mut Conn, plan: &Plan, words: Words, path: &Path, folder: &Path) -> Result<u64, Error> {
    let maker = Maker { plan, words };
    let columns: Vec<table::Column> = plan.columns.iter().map(|c| maker.heading(c)).collect();
    let mut to = BufWriter::new(File::create_new(path)?);
    let mut counts = Counts::default();
    match plan.format {
        Format::Csv | Format::CsvForExcel => {
            let mut csv = Csv::begin(&mut to, plan.format == Format::CsvForExcel, &columns)?;
            maker.people(conn, &mut counts, |cells| csv.row(cells))?;
            csv.finish()?;
        }
        Format::Xlsx => {
            let mut book = Book::begin(folder)?;
            let mut sheet = book.sheet(words.say("admin-export-sheet-people"), columns)?;
            maker.people(conn, &mut counts, |cells| sheet.row(cells))?;
            sheet.finish()?;
            maker.counts(&counts, book.sheet(words.say("admin-export-sheet-counts"), maker.count_columns())?)?;
            book.finish(&mut to)?;
        }
    }
    to.flush()?;
    Ok(counts.all)
}

/// By what people are counted.
const BY: [Fact; 5] = [Fact::Country, Fact::Field, Fact::Sex, Fact::Priority, Fact::Status];

/// How many people there are of each kind. Kinds are few, however many people there are.
#[derive(Default)]
struct Counts {
    all: u64,
    of: BTreeMap<(usize, String), u64>,
}

struct Maker<'a> {
    plan: &'a Plan,
    words: Words,
}

/// What is read besides the rows of applications, where a column needs it.
#[derive(Default)]
struct Beside {
    addresses: HashMap<UserId, String>,
    answers: HashMap<ApplicationId, Answers>,
}

impl Maker<'_> {
    fn people(
        &self,
        conn: &mut Conn,
        counts: &mut Counts,
        mut row: impl FnMut(&[Cell]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for status in STATUSES {
            let mut after = None;
            loop {
                let page = rows::page(conn, &self.plan.viewer, self.plan.call.id, status, after, PAGE)?;
                let Some(last) = page.last() else { break };
                after = last.submitted_at.map(|at| (at, last.id));
                let beside = self.beside(conn, &page)?;
                for member in &page {
                    let cells: Vec<Cell> = self.plan.columns.iter().map(|c| self.cell(c, member, &beside)).collect();
                    row(&cells)?;
                    self.count(counts, member);
                }
            }
        }
        Ok(())
    }

    fn beside(&self, conn: &mut Conn, page: &[Member]) -> Result<Beside, db::Error> {
        let columns = &self.plan.columns;
        let mut beside = Beside::default();
        if columns.contains(&Column::Fact(Fact::Email)) {
            let people: Vec<UserId> = page.iter().map(|m| m.owner_id).collect();
            beside.addresses = rows::addresses(conn, &people)?;
        }
        if columns.iter().any(|c| matches!(c, Column::Answer(_))) {
            let ids: Vec<ApplicationId> = page.iter().map(|m| m.id).collect();
            beside.answers = rows::answers(conn, &ids)?;
        }
        Ok(beside)
    }

    fn count(&self, counts: &mut Counts, member: &Member) {
        counts.all += 1;
        for (index, fact) in BY.into_iter().enumerate() {
            let kind = self.word(fact, member);
            *counts.of.entry((index, kind)).or_default() += 1;
        }
    }

    fn counts(&self, counts: &Counts, mut sheet: Sheet<'_>) -> Result<(), Error> {
        let figure = |n: u64| Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        for ((index, kind), n) in &counts.of {
            let by = Cell::text(self.words.say(BY[*index].heading()));
            let kind = if kind.is_empty() { self.words.say("admin-export-not-said") } else { kind };
            sheet.row(&[by, Cell::text(kind), figure(*n)])?;
        }
        sheet.row(&[Cell::text(self.words.say("admin-export-all")), Cell::Empty, figure(counts.all)])?;
        sheet.finish()
    }

    fn count_columns(&self) -> Vec<table::Column> {
        let column = |id, width| table::Column { title: self.words.say(id).to_owned(), width };
        vec![column("admin-export-by", 24), column("admin-export-kind", 44), column("admin-export-people", 12)]
    }

    fn heading(&self, column: &Column) -> table::Column {
        match column {
            Column::Fact(fact) => {
                let said = self.words.say(fact.heading());
                let timed = matches!(fact, Fact::StatusAt | Fact::SubmittedAt);
                let title = if timed { format!("{said} ({})", self.plan.call.zone) } else { said.to_owned() };
                table::Column { title, width: fact_width(*fact) }
            }
            Column::Answer(key) => {
                let question = self.question(key);
                let title = question.map_or(key.as_str(), |q| q.name().in_language(self.words.reading()));
                table::Column { title: title.to_owned(), width: question.map_or(20, answer_width) }
            }
        }
    }

    fn question(&self, key: &str) -> Option<&Question> {
        self.plan.definition.form.question(key)
    }

    fn cell(&self, column: &Column, member: &Member, beside: &Beside) -> Cell {
        let zone = self.plan.call.zone;
        match column {
            Column::Fact(Fact::Email) => Cell::text(beside.addresses.get(&member.owner_id).map_or("", String::as_str)),
            Column::Fact(Fact::StatusAt) => Cell::moment(Some(member.status_at), zone),
            Column::Fact(Fact::SubmittedAt) => Cell::moment(member.submitted_at, zone),
            Column::Fact(Fact::Score) => Cell::number(member.score_mean),
            Column::Fact(Fact::Reviews) => Cell::Integer(i64::from(member.score_count)),
            Column::Fact(fact) => Cell::text(&self.word(*fact, member)),
            Column::Answer(key) => {
                let answer = beside.answers.get(&member.id).and_then(|answers| answers.get(key));
                answer.map_or(Cell::Empty, |answer| self.answer(self.question(key), answer))
            }
        }
    }

    /// A fact that is a word, as it is read.
    fn word(&self, fact: Fact, member: &Member) -> String {
        let meaning = &self.plan.definition.form.meaning;
        match fact {
            Fact::Reference => member.reference.clone().unwrap_or_default(),
            Fact::Name => member.name.clone(),
            Fact::Country => self.country(&member.country),
            Fact::CountryCode => member.country.clone(),
            Fact::Sex => self.option(meaning.sex.as_deref(), &member.sex),
            Fact::Field => field(&member.field),
            Fact::Priority => self.option(meaning.priority.as_deref(), &member.priority),
            Fact::Length => self.option(meaning.length.as_deref(), &member.length),
            Fact::Title => member.title.clone(),
            Fact::Status => self.status(member.status),
            Fact::Email | Fact::StatusAt | Fact::SubmittedAt | Fact::Score | Fact::Reviews => String::new(),
        }
    }

    fn status(&self, status: Status) -> String {
        self.words.say(&format!("office-status-{}", status.word().replace('_', "-"))).to_owned()
    }

    fn country(&self, code: &str) -> String {
        if code == OTHER_COUNTRY {
            return self.words.say("form-other-country").to_owned();
        }
        let said = self.words.find(&format!("country-{}", code.to_lowercase())).map(str::to_owned);
        said.or_else(|| places::country(code).map(|c| c.name.to_owned())).unwrap_or_else(|| code.to_owned())
    }

    fn option(&self, question: Option<&str>, value: &str) -> String {
        self.label(question.and_then(|key| self.question(key)), value)
    }

    fn label(&self, question: Option<&Question>, value: &str) -> String {
        let label = question.and_then(|q| q.option_label(value));
        label.map_or(value, |label| label.in_language(self.words.reading())).to_owned()
    }

    /// A row's answers on one line.
    fn row(&self, question: Option<&Question>, row: &Answers) -> String {
        let parts = question.map(Question::parts).unwrap_or_default().iter();
        let answers = parts.filter_map(|part| Some(self.answer(Some(part), row.get(&part.key)?).written()));
        answers.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
    }

    fn answer(&self, question: Option<&Question>, answer: &Answer) -> Cell {
        let yes_no = |yes: bool| Cell::text(self.words.say(if yes { "base-yes" } else { "base-no" }));
        match answer {
            Answer::Text(text) => Cell::text(text),
            Answer::Number(number) => Cell::Integer(*number),
            Answer::Date(day) => Cell::Date(*day),
            Answer::YesNo(yes) | Answer::Consent { given: yes, .. } => yes_no(*yes),
            Answer::Choice(code) if question.is_some_and(|q| matches!(q.kind, Kind::Country { .. })) => {
                Cell::text(&self.country(code))
            }
            Answer::Choice(value) => Cell::text(&self.label(question, value)),
            Answer::Choices(values) => {
                let labels: Vec<String> = values.iter().map(|value| self.label(question, value)).collect();
                Cell::text(&labels.join("; "))
            }
            Answer::Field(field) => Cell::text(field.label()),
            Answer::Rows(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| self.row(question, row)).collect();
                Cell::text(&rows.join("\n"))
            }
            Answer::Documents(_) => Cell::Empty,
        }
    }
}

/// A field of research by its code and name.
fn field(code: &str) -> String {
    code.parse().map_or(code, |field: ResearchField| field.label()).to_owned()
}

const fn fact_width(fact: Fact) -> u16 {
    match fact {
        Fact::CountryCode | Fact::Sex | Fact::Score | Fact::Reviews => 10,
        Fact::Reference | Fact::Length | Fact::Status => 16,
        Fact::Country | Fact::Priority | Fact::StatusAt | Fact::SubmittedAt => 22,
        Fact::Name | Fact::Email | Fact::Field => 32,
        Fact::Title => 60,
    }
}

const fn answer_width(question: &Question) -> u16 {
    match question.kind {
        Kind::Number { .. } | Kind::YesNo | Kind::Date { .. } | Kind::Declaration { .. } | Kind::Consent { .. } => 14,
        Kind::LongText { .. } => 60,
        _ => 28,
    }
}
