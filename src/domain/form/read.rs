//! Reading a posted page: text of fields becomes typed answers, and every fault a sentence beside its field.

use super::{
    Answer, Answers, Form, Kind, Question, Section, Typed, answers, clean,
    typed::{DayFields, SECTION_DONE},
    verify,
};
use crate::domain::{
    sentence::{Problem, Sentence},
    time::{Day, Timestamp},
};

/// What came of a posted page.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// All the application's answers, with those of this page taken over where they could be read, an emptied field's taken out, and
    /// those to questions no longer asked dropped. They may be stored even where there are problems; a text that is too long is in them,
    /// so that a person may save it now and shorten it later.
    pub answers: Answers,
    /// What the page's fields held, to be shown again.
    pub typed: Typed,
    found: Vec<Found>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    missing: bool,
    pub(super) problem: Problem,
}

/// Whether something was typed that cannot stand.
pub(super) fn has_wrong(found: &[Found]) -> bool {
    found.iter().any(|found| !found.missing)
}

/// What is wrong with a field: which part of a day, if it is one, and what is said.
struct Wrong {
    part: Option<&'static str>,
    sentence: Sentence,
}

impl From<Sentence> for Wrong {
    fn from(sentence: Sentence) -> Self {
        Self { part: None, sentence }
    }
}

impl Reading {
    /// Every problem in the page's order. Somebody who said not to have completed the section yet is not told what misses.
    pub fn problems(&self) -> Vec<Problem> {
        self.found.iter().map(|f| f.problem.clone()).collect()
    }

    /// Only what was typed and cannot stand: for somebody who saves to come back later.
    pub fn wrong(&self) -> Vec<Problem> {
        self.found.iter().filter(|f| !f.missing).map(|f| f.problem.clone()).collect()
    }

    /// Whether there is no problem.
    pub fn is_fine(&self) -> bool {
        self.found.is_empty()
    }
}

impl Form {
    /// Reads what was posted for a section, over the answers `before`. `now` is when the request arrived; a consent is given then.
    pub fn read(&self, section: &Section, posted: &Typed, before: &Answers, now: Timestamp) -> Reading {
        let mut answers = before.clone();
        let mut found = Vec::new();
        for question in &section.questions {
            // Earlier questions of this page may have hidden or shown it.
            let depends = question.shown_when.is_some();
            if question.after_acceptance || (depends && !question.is_asked(&answers, &self.hidden(&answers))) {
                answers.set(&question.key, None);
                continue;
            }
            question.read_into(&mut answers, posted, now, &mut found);
        }
        if section.confirm {
            read_done(section, posted, &mut answers, &mut found);
        }
        self.drop_hidden(&mut answers);
        Reading { answers, typed: posted.kept(section), found }
    }
}

fn read_done(section: &Section, posted: &Typed, answers: &mut Answers, found: &mut Vec<Found>) {
    let done = match posted.first(SECTION_DONE) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    answers.set(&answers::done_key(&section.key), done.map(Answer::YesNo));
    match done {
        Some(true) => {}
        Some(false) => found.retain(|f| !f.missing),
        None => {
            found.push(Found { missing: true, problem: Problem::at(SECTION_DONE, Sentence::new("form-section-done")) });
        }
    }
}

impl Question {
    pub(super) fn read_into(&self, answers: &mut Answers, posted: &Typed, now: Timestamp, found: &mut Vec<Found>) {
        if matches!(self.kind, Kind::Rows { .. }) {
            let rows = self.read_rows(posted, now, found);
            found.extend(self.rows_problem(rows.as_ref()));
            answers.set(&self.key, rows);
        } else {
            found.extend(self.read_one(answers, posted, now));
        }
    }

    /// Reads the rows of a page. A row in which nothing is typed is left out.
    fn read_rows(&self, posted: &Typed, now: Timestamp, found: &mut Vec<Found>) -> Option<Answer> {
        let mut rows = Vec::new();
        for number in 1..=posted.rows(&self.key).min(self.most_rows()) {
            let (mut row, mut of_row) = (Answers::default(), Vec::new());
            for part in self.parts() {
                if !self.asked_parts(&row).iter().any(|asked| asked.key == part.key) {
                    continue;
                }
                let (asked, mut one) = (self.part(number, part), Answers::default());
                asked.read_into(&mut one, posted, now, &mut of_row);
                row.set(&part.key, one.0.remove(&asked.key));
            }
            let is_blank = row.0.is_empty() && !has_wrong(&of_row);
            if !is_blank {
                rows.push(row);
                found.append(&mut of_row);
            }
        }
        (!rows.is_empty()).then_some(Answer::Rows(rows))
    }

    /// What is said of the rows as a whole.
    fn rows_problem(&self, rows: Option<&Answer>) -> Option<Found> {
        if let Some(problem) = self.missing_problem(rows) {
            return Some(Found { missing: true, problem });
        }
        let Some(Answer::Rows(rows)) = rows else { return None };
        let problem = self.verify_rows(rows).err().map(|sentence| Problem::at(self.field(None), sentence))?;
        Some(Found { missing: true, problem })
    }

    fn read_one(&self, answers: &mut Answers, posted: &Typed, now: Timestamp) -> Option<Found> {
        let wrong = match self.parse(posted, answers.get(&self.key), now) {
            Ok(None) => {
                answers.set(&self.key, None);
                return self.missing_problem(None).map(|problem| Found { missing: true, problem });
            }
            Ok(Some(answer)) => {
                let verified = self.verify(&answer, now);
                let missing = self.missing_problem(Some(&answer));
                if verified.is_ok() || self.keeps_too_long(&answer) {
                    answers.set(&self.key, Some(answer));
                }
                match verified {
                    Ok(()) => return missing.map(|problem| Found { missing: true, problem }),
                    Err(sentence) => Wrong::from(sentence),
                }
            }
            Err(wrong) => wrong,
        };
        Some(Found { missing: false, problem: Problem::at(self.field(wrong.part), wrong.sentence) })
    }

    /// What is said where a required question has no answer, or an agreement is withheld.
    pub(super) fn missing_problem(&self, answer: Option<&Answer>) -> Option<Problem> {
        if matches!(self.kind, Kind::Note { .. }) {
            return None;
        }
        let given = !matches!(answer, None | Some(Answer::Consent { given: false, .. }));
        // A declaration answered with "no" is not agreed with.
        let agreed = !matches!((&self.kind, answer), (Kind::Declaration { .. }, Some(Answer::YesNo(false))));
        if self.optional || (given && agreed) {
            return None;
        }
        if !self.missing.is_empty() {
            return Some(Problem::says(self.field(None), &self.missing));
        }
        let id = match self.kind {
            Kind::Document { .. } => "form-missing-document",
            Kind::Declaration { .. } | Kind::Consent { .. } => "form-missing-agreement",
            Kind::YesNo | Kind::OneOf { .. } | Kind::SeveralOf { .. } | Kind::Country { .. } | Kind::ResearchField => {
                "form-missing-choice"
            }
            _ => "form-missing",
        };
        Some(Problem::at(self.field(None), self.sentence(id)))
    }

    /// The field that a problem leads to: a day has three.
    pub(super) fn field(&self, part: Option<&str>) -> String {
        match (&self.kind, part) {
            (Kind::Date { .. }, part) => format!("{}-{}", self.key, part.unwrap_or("day")),
            // To the first field of the first row.
            (Kind::Rows { questions, .. }, _) => {
                questions.first().map_or_else(|| self.key.clone(), |first| self.part(1, first).field(None))
            }
            _ => self.key.clone(),
        }
    }

    /// A long text over its limit, but not by more than as much again, is kept while it is being written.
    fn keeps_too_long(&self, answer: &Answer) -> bool {
        match (&self.kind, answer) {
            (Kind::LongText { max }, Answer::Text(text)) => text.chars().count() <= 2 * *max as usize,
            _ => false,
        }
    }

    fn parse(&self, posted: &Typed, before: Option<&Answer>, now: Timestamp) -> Result<Option<Answer>, Wrong> {
        let typed = posted.first(&self.key);
        let text = |text: String| (!text.is_empty()).then_some(text);
        Ok(match &self.kind {
            Kind::LongText { .. } => text(clean::paragraphs(typed)).map(Answer::Text),
            Kind::ShortText { .. } | Kind::PersonName | Kind::Email => text(clean::line(typed)).map(Answer::Text),
            Kind::Phone => text(clean::western_digits(&clean::line(typed))).map(Answer::Text),
            Kind::Number { .. } => match text(clean::western_digits(&clean::line(typed))) {
                Some(digits) => Some(Answer::Number(digits.parse().map_err(|_| self.sentence("form-not-a-number"))?)),
                None => None,
            },
            Kind::Date { .. } => self.parse_day(posted)?.map(Answer::Date),
            Kind::YesNo => match clean::line(typed).as_str() {
                "" => None,
                "yes" => Some(Answer::YesNo(true)),
                "no" => Some(Answer::YesNo(false)),
                _ => return Err(self.sentence("form-no-option").into()),
            },
            Kind::OneOf { .. } | Kind::Country { .. } => text(clean::line(typed)).map(Answer::Choice),
            Kind::SeveralOf { .. } => parse_several(posted.values(&self.key)),
            Kind::ResearchField => match text(clean::line(typed)) {
                Some(code) => Some(Answer::Field(code.parse().map_err(|_| self.sentence("form-no-option"))?)),
                None => None,
            },
            // Rows are read row by row.
            Kind::Rows { .. } | Kind::Note { .. } => None,
            // A file comes on its own way and is here already.
            Kind::Document { .. } => before.cloned(),
            Kind::Declaration { .. } => posted.has(&self.key, "yes").then_some(Answer::YesNo(true)),
            Kind::Consent { version, .. } => Some(consent(posted.has(&self.key, "yes"), *version, before, now)),
        })
    }

    fn parse_day(&self, posted: &Typed) -> Result<Option<Day>, Wrong> {
        let fields = DayFields::of(&self.key);
        let part = |field: &str| clean::western_digits(&clean::line(posted.first(field)));
        let (day, month, year) = (part(&fields.day), part(&fields.month), part(&fields.year));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let wrong = |part, id| Wrong { part: Some(part), sentence: self.sentence(id) };
        for (text, part, id) in [
            (&day, "day", "form-date-no-day"),
            (&month, "month", "form-date-no-month"),
            (&year, "year", "form-date-no-year"),
        ] {
            if text.is_empty() {
                return Err(wrong(part, id));
            }
        }
        let year = match year.parse::<i32>() {
            Ok(typed) if verify::is_buddhist(typed) => {
                return Err(Wrong { part: Some("year"), sentence: verify::buddhist_year(typed) });
            }
            Ok(typed) if typed >= 1000 => typed,
            _ => return Err(wrong("year", "form-date-year-digits")),
        };
        let month = month_number(&month).ok_or_else(|| wrong("month", "form-date-not-real"))?;
        let day = day.parse().ok().and_then(|day| Day::from_ymd_opt(year, month, day));
        day.map(Some).ok_or_else(|| wrong("day", "form-date-not-real"))
    }
}

/// Months by number, or by an English name or its beginning of three letters or more.
fn month_number(typed: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = typed.to_lowercase();
    let named =
        || (1..).zip(MONTHS).find(|(_, month)| name.len() >= 3 && month.starts_with(&name)).map(|(number, _)| number);
    typed.parse().ok().filter(|n| (1..=12).contains(n)).or_else(named)
}

/// Chosen options, each once.
fn parse_several(values: &[String]) -> Option<Answer> {
    let mut chosen = Vec::<String>::new();
    for value in values {
        let value = clean::line(value);
        if !value.is_empty() && !chosen.contains(&value) {
            chosen.push(value);
        }
    }
    (!chosen.is_empty()).then_some(Answer::Choices(chosen))
}

/// A consent keeps the time at which it was first given or withheld to this version.
fn consent(given: bool, version: u32, before: Option<&Answer>, now: Timestamp) -> Answer {
    match before {
        Some(same @ Answer::Consent { given: was, version: of, .. }) if *was == given && *of == version => same.clone(),
        _ => Answer::Consent { given, version, at: now },
    }
}
