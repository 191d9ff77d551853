//! What an applicant does: names referees, has them asked, mends an address, asks somebody else, cancels.

use super::{
    sending::{call_off, send},
    step::{Step, asked, link, seen, store},
};
use crate::{
    actions::{
        Error, Problem, Tx,
        accounts::limit,
        applications::{Editable, Written, editable},
        case::Case,
    },
    db::{
        self, Conn,
        letters::{LetterRow, NewLetter},
    },
    domain::{
        id::{ApplicationId, LetterId},
        letter::{LetterBy, LetterEvent, LetterState},
        permission::{Action, Actor},
        person::{EmailAddress, PersonName},
        referees::{Unfit, own_addresses},
        sentence::Sentence,
        time::Timestamp,
        workflow::Status,
    },
};

/// Most people whom one application may ever name.
const MOST_EVER: usize = 30;
/// Longest post and institution, in characters.
pub const POSITION_MAX: usize = 300;

/// A referee as an applicant, or an officer for the applicant, names one.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: PersonName,
    /// The address.
    pub email: EmailAddress,
    /// Post and institution.
    pub position: String,
    /// Whether the right to read the letter is given up; none where the question was not answered.
    pub waived: Option<bool>,
    /// Instead of whom, where the letter of another is no longer wanted.
    pub instead: Option<LetterId>,
}

/// Whether the applicant may name referees now.
pub fn may_name(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<bool, Error> {
    let Some(referees) = &case.definition.referees else { return Ok(false) };
    let status = case.application.status;
    Ok(referees.due.may_name(status) && (status != Status::Draft || editable(conn, case, now)? != Editable::Nothing))
}

fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<Case, Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    asked(&case)?;
    if may_name(tx.conn, &case, tx.now)? { Ok(case) } else { Err(refuse("letters-cannot-be-changed-now")) }
}

fn refuse(id: &'static str) -> Error {
    Error::refused(Sentence::new(id))
}

/// The applicant names a referee, who is asked at once where it is time.
///
/// # Errors
/// `Refused` for the applicant's own address, one that is named already, one of the same domain where the call forbids it, or too many;
/// `TooMany` after too many requests in an hour.
pub fn name(tx: &mut Tx, actor: &Actor, id: ApplicationId, named: &Named) -> Result<LetterId, Error> {
    let case = open(tx, actor, id)?;
    let referees = asked(&case)?;
    let mut others = db::letters::list(tx.conn, id)?;
    let mut problems = problems_of(tx.conn, &case, &others, named)?;
    if referees.waiver.is_some() && named.waived.is_none() {
        problems.push(Problem::at("waived", Sentence::new("letters-waiver-missing")));
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    if let Some(instead) = named.instead {
        let old = others.iter_mut().find(|l| l.id == instead).ok_or(Error::NotFound)?;
        if old.state.is_open() {
            call_off(tx, actor, &case, old, Step::new(LetterEvent::Cancel, LetterBy::Owner))?;
        } else if old.state == LetterState::Received {
            return Err(refuse("letters-not-in-this-state"));
        }
    }
    let mut letter = insert(tx, &case, named)?;
    if referees.due.asks_at_once(case.application.status) {
        count(tx, actor, &letter.email)?;
        send(tx, actor, &case, &mut letter, Step::new(LetterEvent::Ask, LetterBy::Owner))?;
    }
    Ok(letter.id)
}

/// Everything that speaks against naming this referee, whoever does.
pub(super) fn problems_of(
    conn: &mut Conn,
    case: &Case,
    others: &[LetterRow],
    named: &Named,
) -> Result<Vec<Problem>, Error> {
    let referees = asked(case)?;
    let mut problems: Vec<Problem> = unfit(conn, case, &named.email)?.into_iter().collect();
    problems.extend(doubled(others, &named.email, named.instead));
    problems.extend(writes_along(conn, case.application.id, &named.email)?);
    if named.position.trim().is_empty() {
        problems.push(Problem::at("position", Sentence::new("letters-position-missing")));
    }
    let asked_now = others.iter().filter(|l| l.state.takes_a_place() && Some(l.id) != named.instead).count();
    if asked_now >= referees.most_asked() || others.len() >= MOST_EVER {
        problems.push(Problem::new(Sentence::new("letters-too-many").with("most", referees.most_asked())));
    }
    Ok(problems)
}

pub(super) fn insert(tx: &mut Tx, case: &Case, named: &Named) -> Result<LetterRow, Error> {
    let id = LetterId::new(tx.now, &mut tx.chance);
    db::letters::insert(
        tx.conn,
        &NewLetter {
            id,
            application_id: case.application.id,
            call_id: case.call.id,
            state: LetterState::NotSent,
            version: 1,
            name: &named.name,
            email: &named.email,
            email_key: &named.email.key(),
            position: named.position.trim(),
            waived: named.waived.unwrap_or(false),
            answers: "{}",
            reason: "",
            created_at: tx.now,
        },
    )?;
    db::letters::find(tx.conn, id)?.ok_or(Error::NotFound)
}

/// Strangers get no more mails by applicants than they can bear.
fn count(tx: &mut Tx, actor: &Actor, recipient: &EmailAddress) -> Result<(), Error> {
    let user = actor.user().ok_or(Error::Denied)?;
    limit::LETTER_OWNER.count(tx, &user.to_string())?;
    limit::LETTER_RECIPIENT.count(tx, &recipient.key())
}

/// Why somebody of this address cannot be a referee of this application.
pub(super) fn unfit(conn: &mut Conn, case: &Case, email: &EmailAddress) -> Result<Option<Problem>, Error> {
    let account = db::users::get(conn, case.application.owner_id)?.email;
    let answers = Written::read(conn, case)?.answers;
    let own = own_addresses(&account, &case.definition.form, &answers);
    let why = match asked(case)?.fits(email, &own) {
        Ok(()) => return Ok(None),
        Err(Unfit::Own) => "letters-own-address",
        Err(Unfit::SameDomain) => "letters-own-domain",
    };
    Ok(Some(Problem::at("email", Sentence::new(why))))
}

/// Who writes along in the application cannot recommend its owner.
fn writes_along(conn: &mut Conn, id: ApplicationId, email: &EmailAddress) -> Result<Option<Problem>, Error> {
    let writes = db::co_writers::names(conn, id, &email.key())?;
    Ok(writes.then(|| Problem::at("email", Sentence::new("together-is-writer"))))
}

/// Somebody else whose letter is in or may come has this address.
pub(super) fn doubled(letters: &[LetterRow], email: &EmailAddress, but: Option<LetterId>) -> Option<Problem> {
    let key = email.key();
    let twice = letters.iter().any(|l| l.email_key == key && l.state.takes_a_place() && Some(l.id) != but);
    twice.then(|| Problem::at("email", Sentence::new("letters-named-already")))
}

/// The applicant sends the request again, to a mended address or to the same.
///
/// # Errors
/// As [`name`]; `Refused` once the referee has answered, `Conflict` where the letter changed meanwhile.
pub fn mend(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    (letter, version): (LetterId, i32),
    email: &EmailAddress,
) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    let mut row = seen(tx, &case, letter, version)?;
    if let Some(problem) = unfit(tx.conn, &case, email)?.or(writes_along(tx.conn, id, email)?) {
        return Err(Error::Refused(vec![problem]));
    }
    if row.state == LetterState::NotSent {
        return readdress(tx, &case, &mut row, email).and_then(|()| store(tx, &mut row));
    }
    count(tx, actor, email)?;
    let due_at = row.due_at.filter(|_| row.state == LetterState::Sent);
    readdress(tx, &case, &mut row, email)?;
    let again = Step::new(LetterEvent::AskAgain, LetterBy::Owner);
    if due_at.is_some_and(|due| tx.now > due) {
        return Err(refuse("letters-too-late"));
    }
    send(tx, actor, &case, &mut row, again)
}

/// Gives the letter another address, and so another link: whoever has the old one is not the referee.
pub(super) fn readdress(tx: &mut Tx, case: &Case, row: &mut LetterRow, email: &EmailAddress) -> Result<(), Error> {
    if *email == row.email {
        return Ok(());
    }
    let others = db::letters::list(tx.conn, case.application.id)?;
    if let Some(problem) = doubled(&others, email, Some(row.id)) {
        return Err(Error::Refused(vec![problem]));
    }
    row.email = email.clone();
    row.email_key = email.key();
    if row.link_id.is_some() {
        row.link_id = Some(link(tx, row.id)?);
    }
    Ok(())
}

/// The applicant no longer wants a letter.
///
/// # Errors
/// `Refused` once it is in or has ended, `Conflict` where it changed meanwhile.
pub fn cancel(tx: &mut Tx, actor: &Actor, id: ApplicationId, letter: LetterId, version: i32) -> Result<(), Error> {
    let case = open(tx, actor, id)?;
    let mut row = seen(tx, &case, letter, version)?;
    call_off(tx, actor, &case, &mut row, Step::new(LetterEvent::Cancel, LetterBy::Owner))
}
