//! What the call wants of letters before an application may go on.

use crate::{
    actions::{Error, Problem, Sentence, case::Case},
    db::{self, Conn},
    domain::referees::Due,
};

/// What stands between the application and its submission for want of letters or referees.
pub fn to_submit(conn: &mut Conn, case: &Case) -> Result<Option<Problem>, Error> {
    let Some(referees) = case.definition.referees.as_ref().filter(|r| r.minimum > 0) else { return Ok(None) };
    let states = db::letters::list(conn, case.application.id)?.into_iter().map(|letter| letter.state);
    let (lacking, id) = match referees.due {
        Due::BeforeSubmit if db::letters::find_waiver(conn, case.application.id)?.is_some() => return Ok(None),
        Due::BeforeSubmit => (referees.lacking(states), "letters-not-all-in-to-submit"),
        Due::BeforeReview | Due::AfterOffer => (referees.unnamed(states), "letters-not-all-named"),
    };
    let sentence = || Sentence::new(id).with("minimum", referees.minimum).with("lacking", lacking);
    Ok((lacking > 0).then(|| Problem::at("referees", sentence())))
}

/// How many letters are lacking that must be in by now: due by `due`, and not waived.
pub fn lacking(conn: &mut Conn, case: &Case, due: Due) -> Result<usize, Error> {
    let Some(referees) = case.definition.referees.as_ref().filter(|r| r.due == due && r.minimum > 0) else {
        return Ok(0);
    };
    let states = db::letters::list(conn, case.application.id)?.into_iter().map(|letter| letter.state);
    match referees.lacking(states) {
        0 => Ok(0),
        _ if db::letters::find_waiver(conn, case.application.id)?.is_some() => Ok(0),
        lacking => Ok(lacking),
    }
}

/// Refuses where letters are lacking that are due by `due`.
///
/// # Errors
/// `Refused` with how many.
pub fn require(conn: &mut Conn, case: &Case, due: Due) -> Result<(), Error> {
    match lacking(conn, case, due)? {
        0 => Ok(()),
        lacking => Err(Error::refused(Sentence::new("letters-not-all-in").with("lacking", lacking))),
    }
}
