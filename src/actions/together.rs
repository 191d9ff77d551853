//! Writing together: an applicant invites somebody by mail address, who accepts after signing in with that address. What came of it
//! is told by mail, and whoever wrote along has a conflict of interest with the application for good.

use crate::{
    actions::{
        Error, Problem, Tx,
        accounts::limit,
        applications::{Written, to_json},
        audit,
        case::{Case, applicant_name},
        conflicts, notify,
    },
    db::{self, Conn, applications::ApplicationRow, calls::CallRow, co_writers::CoWriterRow, outbox::NewMail},
    domain::{
        id::{ApplicationId, CoWriterId, MailId, UserId},
        permission::{Action, Actor},
        person::EmailAddress,
        sentence::Sentence,
        together::{CoRight, CoState, members},
        workflow::Status,
    },
    mail::messages::{self, Message},
    words::{self, Words},
};

/// Most people who are invited, or write along, at a time.
const MOST: usize = 10;

/// What becomes of an invitation by the one who was invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Writes along from now on.
    Accept,
    /// Would rather not.
    Decline,
    /// Does not write along any more.
    Leave,
}

/// Whether people may be invited to an application that stands so, and accept.
pub const fn is_open(status: Status) -> bool {
    matches!(status, Status::Draft | Status::Submitted | Status::Returned)
}

/// The application whose owner `actor` is, if people may still be invited.
fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<Case, Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    if is_open(case.application.status) { Ok(case) } else { Err(refuse("applications-cannot-be-changed-now")) }
}

fn refuse(id: &'static str) -> Error {
    Error::refused(Sentence::new(id))
}

fn refuse_at(field: &str, id: &'static str) -> Error {
    Error::Refused(vec![Problem::at(field, Sentence::new(id))])
}

/// Addresses of members that the answers name and nobody has invited yet.
///
/// # Errors
/// Where the database fails.
pub fn suggested(conn: &mut Conn, case: &Case, invited: &[CoWriterRow]) -> Result<Vec<EmailAddress>, Error> {
    let own = db::users::get(conn, case.application.owner_id)?.email.key();
    let answers = Written::read(conn, case)?.answers;
    let mut found = members(&case.definition.form, &answers);
    found.retain(|address| {
        let key = address.key();
        key != own && !invited.iter().any(|row| row.email_key == key && row.state.is_live())
    });
    Ok(found)
}

/// The owner invites somebody; an address that declined, left or was taken off before may be invited again.
///
/// # Errors
/// `Refused` for the owner's own address, a referee's, one that is invited already, or too many; `TooMany` after too many mails.
pub fn invite(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    email: &EmailAddress,
    may: CoRight,
) -> Result<CoWriterId, Error> {
    let case = open(tx, actor, id)?;
    let key = email.key();
    if db::users::get(tx.conn, case.application.owner_id)?.email.key() == key {
        return Err(refuse_at("email", "together-own-address"));
    }
    if db::letters::names(tx.conn, id, &key)? {
        return Err(refuse_at("email", "together-is-referee"));
    }
    let all = db::co_writers::list(tx.conn, id)?;
    let known = all.iter().find(|row| row.email_key == key).cloned();
    if known.as_ref().is_some_and(|row| row.state.is_live()) {
        return Err(refuse_at("email", "together-is-invited"));
    }
    if all.iter().filter(|row| row.state.is_live()).count() >= MOST {
        return Err(Error::Refused(vec![Problem::new(Sentence::new("together-too-many").with("most", MOST))]));
    }
    count(tx, actor, email)?;
    let row = if let Some(mut row) = known {
        (row.may, row.state, row.user_id, row.invited_at) = (may, CoState::Invited, None, tx.now);
        store(tx, row)?
    } else {
        let row = new(tx, id, email, may);
        db::co_writers::insert(tx.conn, &row)?;
        row
    };
    audit::application(tx, actor, "invite_co_writer", id, case.call.id, "")?;
    invited(tx, &case, &row)?;
    Ok(row.id)
}

fn new(tx: &mut Tx, id: ApplicationId, email: &EmailAddress, may: CoRight) -> CoWriterRow {
    CoWriterRow {
        id: CoWriterId::new(tx.now, &mut tx.chance),
        application_id: id,
        email: email.clone(),
        email_key: email.key(),
        may,
        state: CoState::Invited,
        user_id: None,
        version: 1,
        invited_at: tx.now,
        changed_at: tx.now,
    }
}

/// Strangers get no more mails by applicants than they can bear.
fn count(tx: &mut Tx, actor: &Actor, recipient: &EmailAddress) -> Result<(), Error> {
    limit::LETTER_OWNER.count(tx, &actor.user().ok_or(Error::Denied)?.to_string())?;
    limit::LETTER_RECIPIENT.count(tx, &recipient.key())
}

/// A row of an application that the owner may change, wherever the application stands.
fn own(tx: &mut Tx, actor: &Actor, id: ApplicationId, row: CoWriterId) -> Result<(Case, CoWriterRow), Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let row = db::co_writers::find(tx.conn, row)?.filter(|row| row.application_id == id).ok_or(Error::NotFound)?;
    if row.state.is_live() { Ok((case, row)) } else { Err(refuse("together-not-now")) }
}

/// The owner sends the invitation again.
///
/// # Errors
/// `Refused` where it was answered; `TooMany` after too many mails.
pub fn send_again(tx: &mut Tx, actor: &Actor, id: ApplicationId, row: CoWriterId) -> Result<(), Error> {
    open(tx, actor, id)?;
    let (case, mut row) = own(tx, actor, id, row)?;
    if row.state != CoState::Invited {
        return Err(refuse("together-not-now"));
    }
    count(tx, actor, &row.email)?;
    row.invited_at = tx.now;
    let row = store(tx, row)?;
    invited(tx, &case, &row)
}

/// The owner lets somebody write who might only read, or the other way round.
///
/// # Errors
/// `Refused` where nobody is invited there any more.
pub fn change_right(tx: &mut Tx, actor: &Actor, id: ApplicationId, row: CoWriterId, may: CoRight) -> Result<(), Error> {
    let (case, row) = own(tx, actor, id, row)?;
    if row.may == may {
        return Ok(());
    }
    store(tx, CoWriterRow { may, ..row })?;
    audit::application(tx, actor, "change_co_writer", id, case.call.id, "")
}

/// The owner takes somebody off, who is told.
///
/// # Errors
/// As [`change_right`].
pub fn remove(tx: &mut Tx, actor: &Actor, id: ApplicationId, row: CoWriterId) -> Result<(), Error> {
    let (case, mut row) = own(tx, actor, id, row)?;
    row.state = CoState::Removed;
    let row = store(tx, row)?;
    audit::application(tx, actor, "remove_co_writer", id, case.call.id, "")?;
    let applicant = applicant_name(tx.conn, &case.application)?;
    tell(tx, &case, &row, messages::CoWriterRemoved { call: notify::about_call(&case.call), applicant })
}

/// An invitation as the one who was invited finds it.
#[derive(Debug)]
pub struct Found {
    /// The invitation.
    pub row: CoWriterRow,
    /// The application.
    pub application: ApplicationRow,
    /// Its call.
    pub call: CallRow,
    /// The applicant's name.
    pub applicant: String,
}

/// The invitation, for the person to whose address it went, or who accepted it.
///
/// # Errors
/// `NotFound` for everybody else.
pub fn find(conn: &mut Conn, actor: &Actor, id: CoWriterId) -> Result<Found, Error> {
    let user = actor.user().ok_or(Error::NotFound)?;
    let row = db::co_writers::find(conn, id)?.ok_or(Error::NotFound)?;
    let is_theirs = match row.user_id {
        Some(accepted) => accepted == user,
        None => db::users::get(conn, user)?.email.key() == row.email_key,
    };
    if !is_theirs {
        return Err(Error::NotFound);
    }
    let (application, call) = db::applications::find_with_call(conn, row.application_id)?.ok_or(Error::NotFound)?;
    let applicant = applicant_name(conn, &application)?;
    Ok(Found { row, application, call, applicant })
}

/// The newest invitation that waits for this person's answer and can still be accepted.
///
/// # Errors
/// Where the database fails.
pub fn waiting_for(conn: &mut Conn, user: UserId) -> Result<Option<CoWriterId>, Error> {
    let email = db::users::get(conn, user)?.email;
    let all = db::co_writers::list_of_person(conn, user, &email)?;
    let waits = |(row, application, _): &(CoWriterRow, ApplicationRow, CallRow)| {
        row.state == CoState::Invited && is_open(application.status)
    };
    Ok(all.into_iter().find(waits).map(|(row, ..)| row.id))
}

/// Answers an invitation, or leaves.
///
/// # Errors
/// `NotFound` for everybody but the one who was invited; `Refused` where it was answered, the application is closed, or the person
/// writes along already, was given it to review or acted on it for the office, an authority or a host.
pub fn answer(tx: &mut Tx, actor: &Actor, id: CoWriterId, answer: Answer) -> Result<(), Error> {
    let Found { mut row, application, .. } = find(tx.conn, actor, id)?;
    let user = actor.user().ok_or(Error::NotFound)?;
    let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, application.id)?;
    row.state = match (row.state, answer) {
        (CoState::Invited, Answer::Accept) => {
            if !is_open(application.status) {
                return Err(refuse("together-closed"));
            }
            if db::co_writers::has_worked_on(tx.conn, application.id, user)? {
                return Err(refuse("together-works-on-it"));
            }
            if db::co_writers::find_right(tx.conn, application.id, user)?.is_some() {
                return Err(refuse("together-twice"));
            }
            row.user_id = Some(user);
            // Whoever wrote along neither reviews nor decides, even after leaving; nor for the other side of a joint project.
            conflicts::record(tx, actor, &case, user, Words::english().say("together-conflict"))?;
            CoState::Accepted
        }
        (CoState::Invited, Answer::Decline) => CoState::Declined,
        (CoState::Accepted, Answer::Leave) => CoState::Left,
        _ => return Err(refuse("together-not-now")),
    };
    let row = store(tx, row)?;
    let done = match answer {
        Answer::Accept => "accept_co_writing",
        Answer::Decline => "decline_co_writing",
        Answer::Leave => "leave_co_writing",
    };
    audit::application(tx, actor, done, application.id, case.call.id, "")?;
    let message = messages::CoWriterAnswered {
        about: notify::about(&case),
        person: row.email.to_string(),
        accepted: row.state == CoState::Accepted,
        left: row.state == CoState::Left,
    };
    notify::tell_owner(tx, &case, format!("{}:{}", row.id, row.version), message)
}

/// Tells everybody who writes along, or is invited to, that the application is gone.
///
/// # Errors
/// Where the database fails.
pub fn end_of(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let applicant = applicant_name(tx.conn, &case.application)?;
    for row in db::co_writers::list(tx.conn, case.application.id)?.into_iter().filter(|row| row.state.is_live()) {
        let row = store(tx, CoWriterRow { state: CoState::Removed, ..row })?;
        let message = messages::CoWriterRemoved { call: notify::about_call(&case.call), applicant: applicant.clone() };
        tell(tx, case, &row, message)?;
    }
    Ok(())
}

/// Ends what a person who closes the account writes along in.
///
/// # Errors
/// Where the database fails.
pub fn end_all(tx: &mut Tx, user: UserId, email: &EmailAddress) -> Result<(), Error> {
    // A page of them at a time: what is ended is not listed again.
    loop {
        let some = db::co_writers::list_of_person(tx.conn, user, email)?;
        if some.is_empty() {
            return Ok(());
        }
        for (mut row, ..) in some {
            row.state = if row.state == CoState::Invited { CoState::Declined } else { CoState::Left };
            store(tx, row)?;
        }
    }
}

fn store(tx: &mut Tx, mut row: CoWriterRow) -> Result<CoWriterRow, Error> {
    row.changed_at = tx.now;
    if !db::co_writers::change(tx.conn, &row)? {
        return Err(Error::Conflict);
    }
    row.version += 1;
    Ok(row)
}

fn invited(tx: &mut Tx, case: &Case, row: &CoWriterRow) -> Result<(), Error> {
    let applicant = applicant_name(tx.conn, &case.application)?;
    let call = notify::about_call(&case.call);
    let message = messages::CoWriterInvited { call, applicant, invitation: row.id, edits: row.may == CoRight::Edit };
    tell(tx, case, row, message)
}

/// To the address that was invited, whether it has an account or not.
fn tell(tx: &mut Tx, case: &Case, row: &CoWriterRow, message: impl Into<Message>) -> Result<(), Error> {
    let message = message.into();
    let mail = NewMail {
        id: MailId::new(tx.now, &mut tx.chance),
        unique_key: &format!("{}:{}:{}", message.kind(), row.id, row.version),
        kind: message.kind(),
        recipient: &row.email,
        user_id: row.user_id,
        call_id: Some(case.call.id),
        application_id: Some(case.application.id),
        body: &to_json(&message)?,
        language: words::FIRST_LANGUAGE,
        zone: case.call.zone.into(),
        next_try_at: tx.now,
        created_at: tx.now,
    };
    tx.post(&mail)
}
