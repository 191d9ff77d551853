//! What a referee does by the link: reads what is asked, agrees or declines, saves, sends, corrects. The link proves who it is; opening it
//! changes nothing, because mail scanners open links.

use super::{
    passing,
    step::{Step, asked, step, store},
    telling,
};
use crate::{
    actions::{
        Error, Problem, Tx,
        accounts::limit,
        case::{Case, applicant_name},
    },
    db::{
        self, Conn,
        letters::{LetterFileRow, LetterRow},
    },
    domain::{
        form::{Answers, Documents},
        letter::{LetterBy, LetterEvent, LetterState, is_wanted},
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
    },
    keys,
};

/// A letter as its referee finds it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The letter.
    pub letter: LetterRow,
    /// The application it is for.
    pub case: Case,
    /// The applicant's name.
    pub applicant: String,
    /// Its file.
    pub file: Option<LetterFileRow>,
    /// Whether the link is the last that was sent.
    is_last: bool,
}

/// What the link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Can you write?
    Asked,
    /// The referee agreed and has not sent the letter.
    Writing,
    /// The letter is in; whether it may be corrected.
    In(bool),
    /// The referee cannot write.
    Declined,
    /// The applicant or the office does not need it any more, or the application has ended.
    NotNeeded,
    /// Its time has passed.
    Late,
    /// A newer link was sent.
    Old,
}

/// Where the link leads. Changes nothing.
///
/// # Errors
/// `NotFound` for a token that never was, or whose application is gone.
pub fn look(conn: &mut Conn, token: &str) -> Result<Found, Error> {
    let (letter, link) = db::letters::find_by_token_hash(conn, &keys::token_hash(token))?.ok_or(Error::NotFound)?;
    let case = Case::open(conn, &Actor::System, Action::ReadAsOfficer, letter.application_id)?;
    let file = db::letters::find_file(conn, letter.id)?;
    let applicant = applicant_name(conn, &case.application)?;
    Ok(Found { is_last: letter.link_id == Some(link), letter, case, applicant, file })
}

impl Found {
    /// What it says at `now`.
    pub fn standing(&self, now: Timestamp) -> Standing {
        let wanted = is_wanted(self.case.application.status);
        let in_time = self.letter.due_at.is_none_or(|due| now <= due);
        match self.letter.state {
            _ if !self.is_last => Standing::Old,
            LetterState::Received => Standing::In(wanted && in_time && self.letter.uploaded_by.is_none()),
            // That the office does not count it is between the office and the applicant.
            LetterState::SetAside => Standing::In(false),
            LetterState::Declined => Standing::Declined,
            LetterState::Cancelled | LetterState::NotSent => Standing::NotNeeded,
            LetterState::Expired if wanted => Standing::Late,
            _ if !wanted => Standing::NotNeeded,
            _ if !in_time => Standing::Late,
            LetterState::Opened | LetterState::Saved => Standing::Writing,
            LetterState::Sent | LetterState::Bounced | LetterState::Expired => Standing::Asked,
        }
    }

    /// Whether the referee may write now.
    pub fn may_write(&self, now: Timestamp) -> bool {
        matches!(self.standing(now), Standing::Writing | Standing::In(true))
    }

    /// What stands between these answers and sending, the file included.
    pub fn problems(&self, answers: &Answers, now: Timestamp) -> Result<Vec<Problem>, Error> {
        let referees = asked(&self.case)?;
        let sections = referees.form();
        let mut problems: Vec<Problem> =
            sections.check(answers, &Documents::default(), now).into_iter().flat_map(|s| s.problems).collect();
        if referees.file.as_ref().is_some_and(|file| !file.optional) && self.file.is_none() {
            problems.push(Problem::at("file", Sentence::new("letters-file-missing")));
        }
        Ok(problems)
    }
}

/// Finds the letter for an act, and counts it.
pub(super) fn open(tx: &mut Tx, token: &str, is_fit: impl Fn(Standing) -> bool) -> Result<Found, Error> {
    let found = look(tx.conn, token)?;
    limit::LETTER.count(tx, &found.letter.id.to_string())?;
    if is_fit(found.standing(tx.now)) {
        return Ok(found);
    }
    Err(Error::refused(Sentence::new("letters-not-in-this-state")))
}

/// The referee can write. Pressed twice, nothing happens the second time.
///
/// # Errors
/// `NotFound` for an unknown link, `Refused` where no letter is wanted now.
pub fn agree(tx: &mut Tx, token: &str) -> Result<(), Error> {
    let Found { case, mut letter, .. } = open(tx, token, |s| matches!(s, Standing::Asked | Standing::Writing))?;
    if matches!(letter.state, LetterState::Opened | LetterState::Saved) {
        return Ok(());
    }
    step(tx, &Actor::Visitor, &case, &mut letter, Step::new(LetterEvent::Agree, LetterBy::Referee))
}

/// The referee cannot write, and says why to the office.
///
/// # Errors
/// As [`agree`], and `Refused` without a reason.
pub fn decline(tx: &mut Tx, token: &str, reason: &str) -> Result<(), Error> {
    let Found { case, mut letter, .. } = open(tx, token, |s| matches!(s, Standing::Asked | Standing::Writing))?;
    let declined = Step::new(LetterEvent::Decline, LetterBy::Referee).because(reason);
    step(tx, &Actor::Visitor, &case, &mut letter, declined)?;
    telling::declined(tx, &case, &letter)
}

/// Keeps what is written so far, complete or not.
///
/// # Errors
/// As [`agree`]; `Conflict` where it was saved in another window.
pub fn save(tx: &mut Tx, token: &str, version: i32, answers: &Answers) -> Result<(), Error> {
    let Found { case, mut letter, .. } = open(tx, token, |s| s == Standing::Writing)?;
    write(&mut letter, version, answers)?;
    step(tx, &Actor::Visitor, &case, &mut letter, Step::new(LetterEvent::Save, LetterBy::Referee))
}

/// Sends the letter, or a corrected one.
///
/// # Errors
/// As [`save`], and `Refused` where something is missing.
pub fn give(tx: &mut Tx, token: &str, version: i32, answers: &Answers) -> Result<(), Error> {
    let found = open(tx, token, |s| matches!(s, Standing::Writing | Standing::In(true)))?;
    let problems = found.problems(answers, tx.now)?;
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let Found { case, mut letter, .. } = found;
    write(&mut letter, version, answers)?;
    let is_correction = letter.state == LetterState::Received;
    let event = if is_correction { LetterEvent::Correct } else { LetterEvent::Give };
    step(tx, &Actor::Visitor, &case, &mut letter, Step::new(event, LetterBy::Referee))?;
    telling::thanked(tx, &case, &letter)?;
    if is_correction {
        return Ok(());
    }
    telling::arrived(tx, &case, &letter)?;
    passing::close_spare(tx, &case)
}

fn write(letter: &mut LetterRow, version: i32, answers: &Answers) -> Result<(), Error> {
    if letter.version != version {
        return Err(Error::Conflict);
    }
    letter.answers = answers.clone();
    Ok(())
}

/// A file was given or taken away: what else is written stays as it is.
pub(super) fn touched(tx: &mut Tx, found: Found) -> Result<(), Error> {
    let Found { case, mut letter, .. } = found;
    if letter.state == LetterState::Received {
        let corrected = Step::new(LetterEvent::Correct, LetterBy::Referee);
        step(tx, &Actor::Visitor, &case, &mut letter, corrected)?;
        return telling::thanked(tx, &case, &letter);
    }
    if letter.state.is_with_referee() {
        return step(tx, &Actor::Visitor, &case, &mut letter, Step::new(LetterEvent::Save, LetterBy::Referee));
    }
    store(tx, &mut letter)
}
