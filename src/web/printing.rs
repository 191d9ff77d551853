//! An application as a PDF, for whoever reads its page: made of the same lines, in the same view, and of the files that this reader may
//! open, each of which is opened as a download is. A Letter of Consent is in [`consent`], all
//! applications of a call in [`many`].

pub mod consent;
pub mod many;

use std::path::PathBuf;

use actix_web::HttpResponse;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    applications::{
        File, fields,
        submit::{SectionLines, lines},
    },
    documents::give_out,
    error::{self, Error},
    page::Frame,
    session::Visit,
};
use crate::{
    actions::{
        self,
        applications::Editable,
        case::Case,
        documents::{self, Opened},
        letters::reading,
        printing,
    },
    db::{
        documents::DocumentRow,
        letters::{LetterFileRow, LetterRow},
    },
    domain::{
        form::{
            Answer, Answers, FileFormat,
            blind::{Mask, View},
        },
        sentence::Sentence,
    },
    export::print::{
        IS_BUILT_IN, Paper, Press, fonts,
        paper::{self, Annex, Line, PAGE, PAGES, Seal, Section, Wording},
    },
    files::{spool::Temporary, store::Reading},
};

/// Papers that are set or wait for it; who comes beyond them is asked to come again after so many seconds.
static QUEUE: Semaphore = Semaphore::const_new(24);
const WAIT: u32 = 60;
/// Most pages of documents in one PDF, and most bytes.
const MOST: (usize, u64) = (400, 64 << 20);

/// What is printed: what the reader's page shows.
#[derive(Debug)]
pub struct Printed<'a> {
    /// The application, as the reader stands to it.
    pub case: &'a Case,
    /// The answers that the page shows.
    pub answers: &'a Answers,
    /// The files that the page shows.
    pub files: &'a [DocumentRow],
    /// How the reader sees them.
    pub view: View,
    /// The letters of reference that this reader may read.
    pub letters: &'a [(LetterRow, Option<LetterFileRow>)],
    /// Whether its last page is to be signed and sealed.
    pub is_sealed: bool,
}

/// A place in the queue of papers.
///
/// # Errors
/// `TooMany` where too many wait already.
pub fn place() -> Result<SemaphorePermit<'static>, Error> {
    QUEUE.try_acquire().map_err(|_| Error::TooMany(WAIT))
}

/// Why an application is not there on paper, where others are; what broke goes to the log.
pub fn said(frame: &Frame, why: &Error) -> String {
    match why {
        Error::Refused(problems) => problems.iter().map(|p| frame.sentence(&p.sentence)).collect::<Vec<_>>().join(" "),
        Error::Unavailable(cause) | Error::Internal(cause) => {
            error::note(cause);
            frame.say("papers-not-printed").to_owned()
        }
        _ => frame.say("papers-not-printed").to_owned(),
    }
}

/// What broke, for the log.
fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::Unavailable(format!("printing: {error}"))
}

/// Gives the PDF out.
///
/// # Errors
/// `Refused` where a font is missing, `TooMany` where too many papers wait, `Unavailable` where the paper cannot be set now.
pub async fn give(visit: &Visit, frame: &Frame, printed: &Printed<'_>) -> Result<HttpResponse, Error> {
    if !IS_BUILT_IN {
        return Err(Error::NotFound);
    }
    let _place = place()?;
    let reading = set(visit, frame, printed).await?;
    let stem = printed.case.application.reference.as_deref().unwrap_or("application");
    Ok(give_out(&format!("{stem}.pdf"), "application/pdf", reading))
}

/// The PDF, set and written down. It is a file that is gone when it was read.
///
/// # Errors
/// As [`give`], but it waits however many do.
pub async fn set(visit: &Visit, frame: &Frame, printed: &Printed<'_>) -> Result<Reading, Error> {
    let mut paper = paper_of(frame, printed);
    printing::begin(&visit.app, visit.now, &visit.actor, printed.case).await?;
    let mut desk = Desk { visit, frame, copies: Vec::new(), pages: 0, bytes: 0 };
    paper.annexes = desk.annexes(printed).await?;
    check_fonts(frame, paper.texts())?;
    let target = visit.app.files.spool.path();
    let files: Vec<PathBuf> = desk.copies.iter().map(|copy| copy.path().to_owned()).collect();
    if !Press::find().print(paper, &files, target.path()).await.map_err(|e| broken(&e))? {
        return Err(broken(&"not-set"));
    }
    // The open file outlives its name.
    Reading::file(target.path()).await.map_err(|e| broken(&e))
}

/// Refuses, naming what to install, where a script has no font.
fn check_fonts<'a>(frame: &Frame, texts: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let Err(missing) = fonts::find(&fonts::scripts(texts)) else { return Ok(()) };
    let said = |script: &&fonts::Script| {
        let name = frame.say(&format!("print-script-{}", script.word)).to_owned();
        let sentence = Sentence::new("print-font-missing").with("script", name).with("package", script.package);
        actions::Problem::new(sentence)
    };
    Err(Error::Refused(missing.iter().map(said).collect()))
}

/// The paper without its annexes.
fn paper_of(frame: &Frame, printed: &Printed<'_>) -> Paper {
    let case = printed.case;
    let reference = case.application.reference.clone().unwrap_or_default();
    let title = match reference.as_str() {
        "" => frame.say("applications-your-application").to_owned(),
        number => frame.with("applications-application").set("reference", number).to_string(),
    };
    let seen = lines(frame, case, printed.answers, printed.files, printed.view, &Editable::Nothing);
    Paper {
        language: frame.words.language().to_owned(),
        title,
        call: frame.text(&case.call.title).to_owned(),
        office: frame.office.clone(),
        facts: facts(frame, printed),
        sections: sections(frame, printed, seen),
        annexes: Vec::new(),
        seal: seal(frame, printed, &reference),
        words: Wording {
            contents: frame.say("print-contents").to_owned(),
            annexes: frame.say("print-annexes").to_owned(),
            nothing: frame.say("applications-not-provided").to_owned(),
            page: frame.with("print-page").set("page", PAGE).set("pages", PAGES).to_string(),
            not_included: frame.say("print-not-included").to_owned(),
        },
        reference,
    }
}

/// The page to be signed and sealed, where one is wanted.
fn seal(frame: &Frame, printed: &Printed<'_>, reference: &str) -> Option<Seal> {
    let case = printed.case;
    let sealing = case.definition.sealing.as_ref().filter(|_| printed.is_sealed)?;
    let what = frame.with("sealing-paper-what").set("reference", reference);
    let lines = ["sealing-paper-name", "sealing-paper-post", "sealing-paper-authority", "sealing-paper-date"];
    Some(Seal {
        title: frame.say("sealing-paper-title").to_owned(),
        what: what.set("call", frame.text(&case.call.title)).set("version", case.application.revision).to_string(),
        statement: frame.text(&sealing.statement).to_owned(),
        lines: lines.map(|line| frame.say(line).to_owned()).into(),
        places: ["sealing-paper-signature", "sealing-paper-seal"].map(|place| frame.say(place).to_owned()).into(),
    })
}

/// Facts of the first page. Who it is and when it came is told to those who see the whole application.
fn facts(frame: &Frame, printed: &Printed<'_>) -> Vec<(String, String)> {
    let (application, zone) = (&printed.case.application, printed.case.call.zone);
    let mut facts = Vec::new();
    let mut add = |name: &str, fact: String| facts.push((frame.say(name).to_owned(), fact));
    if printed.view == View::Whole {
        if !application.name.is_empty() {
            add("print-applicant", application.name.clone());
        }
        let draft = || frame.say("print-draft").to_owned();
        add(
            "print-received",
            application.submitted_at.map_or_else(draft, |at| frame.words.deadline(at, zone, frame.zone)),
        );
    }
    add("print-printed", frame.words.deadline(frame.now, zone, frame.zone));
    facts
}

/// The answers as the page has them; those given row by row as tables, of the same rows and parts.
fn sections(frame: &Frame, printed: &Printed<'_>, seen: Vec<SectionLines>) -> Vec<Section> {
    let form = &printed.case.definition.form;
    let mask = printed.view.is_blind().then(|| Mask::of(form, printed.answers));
    let hidden = |text: String| match &mask {
        Some(mask) => mask.hide(&text, frame.say("reviews-name-hidden")),
        None => text,
    };
    let table = |key: &str| {
        let (question, answer) = (form.question(key)?, printed.answers.get(key)?);
        let Answer::Rows(rows) = answer else { return None };
        let mut table = fields::table(frame, question, rows, printed.view);
        table.rows.iter_mut().flatten().for_each(|cell| *cell = hidden(std::mem::take(cell)));
        Some(table).filter(|t| !t.heads.is_empty() && !t.rows.is_empty())
    };
    let line = |line: &super::applications::submit::Line| Line {
        label: line.label.clone(),
        text: line.as_text(),
        table: table(&line.key),
    };
    let section = |s: SectionLines| Section { lines: s.lines.iter().map(line).collect(), title: s.title };
    seen.into_iter().map(section).collect()
}

/// Where the files of one paper are laid out.
struct Desk<'a> {
    visit: &'a Visit,
    frame: &'a Frame,
    copies: Vec<Temporary>,
    pages: usize,
    bytes: u64,
}

impl Desk<'_> {
    async fn annexes(&mut self, printed: &Printed<'_>) -> Result<Vec<Annex>, Error> {
        let shown = lines(self.frame, printed.case, printed.answers, printed.files, printed.view, &Editable::Nothing);
        let mut annexes = Vec::new();
        for line in shown.iter().flat_map(|section| &section.lines) {
            for file in &line.files {
                annexes.push(self.document(&line.label, file, printed.view).await?);
            }
        }
        for (letter, file) in printed.letters {
            annexes.push(self.letter(printed.case, letter, file.as_ref()).await?);
        }
        Ok(annexes)
    }

    async fn document(&mut self, label: &str, file: &File, view: View) -> Result<Annex, Error> {
        let note = if view.is_blind() { file.facts.clone() } else { format!("{} ({})", file.name, file.facts) };
        let annex = Annex { title: label.to_owned(), note, ..Annex::default() };
        match documents::open(&self.visit.app, self.visit.now, &self.visit.actor, file.id).await {
            Ok((Opened { row, .. }, reading)) => self.take(annex, &row.media_type, row.pages, reading).await,
            Err(error) => self.held(annex, error),
        }
    }

    async fn letter(&mut self, case: &Case, letter: &LetterRow, file: Option<&LetterFileRow>) -> Result<Annex, Error> {
        let frame = self.frame;
        let questions = case.definition.referees.iter().flat_map(|referees| &referees.questions);
        let line = |question: &crate::domain::form::Question| {
            let text = fields::answer(frame, question, letter.answers.get(&question.key)?, View::Whole)?;
            Some(Line { label: frame.text(question.name()).to_owned(), text, table: None })
        };
        let annex = Annex {
            title: frame.with("print-letter-of").set("name", letter.name.to_string()).to_string(),
            note: letter.position.clone(),
            lines: questions.filter_map(line).collect(),
            file: None,
        };
        if file.is_none() {
            return Ok(annex);
        }
        match reading::file(&self.visit.app, self.visit.now, &self.visit.actor, letter.id).await {
            Ok((row, reading)) => self.take(annex, &row.media_type, row.pages, reading).await,
            Err(error) => self.held(annex, error),
        }
    }

    /// A file that is held back, or that this reader does not get, is named with why.
    fn held(&self, annex: Annex, error: actions::Error) -> Result<Annex, Error> {
        let why = match error {
            actions::Error::Refused(problems) => {
                problems.iter().map(|p| self.frame.sentence(&p.sentence)).collect::<Vec<_>>().join(" ")
            }
            actions::Error::NotFound => self.frame.say("print-not-included").to_owned(),
            other => return Err(other.into()),
        };
        Ok(noted(annex, &why))
    }

    /// Lays a file out to be set; one that cannot be is named.
    async fn take(
        &mut self,
        annex: Annex,
        media_type: &str,
        pages: Option<i32>,
        reading: Reading,
    ) -> Result<Annex, Error> {
        let format = FileFormat::of_media_type(media_type).filter(|format| *format != FileFormat::Docx);
        let Some(format) = format else { return Ok(noted(annex, self.frame.say("print-see-file"))) };
        let pages = usize::try_from(pages.unwrap_or(1)).unwrap_or(1).max(1);
        if self.pages + pages > MOST.0 || self.bytes + reading.size > MOST.1 {
            return Ok(noted(annex, self.frame.say("print-too-long")));
        }
        self.pages += pages;
        self.bytes += reading.size;
        let copy = self.visit.app.files.spool.path();
        let copied = reading.copy_to(copy.path()).await;
        copied.map_err(|e| broken(&e))?;
        let page = |n: usize| {
            let said = self.frame.with("print-page-of").set("title", annex.title.as_str());
            said.set("page", n.to_string()).set("pages", pages.to_string()).to_string()
        };
        let file = paper::File {
            number: self.copies.len(),
            extension: format.extension().to_owned(),
            pages: (1..=pages).map(page).collect(),
        };
        self.copies.push(copy);
        Ok(Annex { file: Some(file), ..annex })
    }
}

/// The annex with something more said of it.
fn noted(annex: Annex, why: &str) -> Annex {
    let note = if annex.note.is_empty() { why.to_owned() } else { format!("{}\n{why}", annex.note) };
    Annex { note, ..annex }
}
