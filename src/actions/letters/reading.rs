//! Who may read a letter: officers; reviewers who see whom they review; the applicant only where the call says so and the right was not
//! given up. Everybody else, the applicant included, sees at most where it stands.

use crate::{
    actions::{
        Error, Tx,
        app::App,
        case::Case,
        documents::{broken, released},
        letters::step::note,
    },
    db::{
        self, Conn,
        letters::{LetterFileRow, LetterRow},
    },
    domain::{
        id::{ApplicationId, LetterId},
        letter::LetterState,
        permission::{Action, Actor},
        time::Timestamp,
    },
    files::{StorageKey, store::Reading},
};

/// Whether the applicant will be able to read it.
pub fn will_be_read_by_applicant(case: &Case, letter: &LetterRow) -> bool {
    let referees = case.definition.referees.as_ref();
    referees.is_some_and(|r| r.applicant_reads) && !letter.waived
}

/// The letters of an application that its reviewers read beside it: those that are in. None where they review blind, because a letter
/// names whom it is about.
pub fn list_for_reviewer(conn: &mut Conn, case: &Case) -> Result<Vec<(LetterRow, Option<LetterFileRow>)>, Error> {
    if case.definition.settings.blind || case.definition.referees.is_none() {
        return Ok(Vec::new());
    }
    let mut files = db::letters::list_files(conn, case.application.id)?;
    let received =
        db::letters::list(conn, case.application.id)?.into_iter().filter(|l| l.state == LetterState::Received);
    let with_file = |letter: LetterRow| {
        let at = files.iter().position(|file| file.letter_id == letter.id);
        (letter, at.map(|at| files.swap_remove(at)))
    };
    Ok(received.map(with_file).collect())
}

/// A letter as an officer reads it.
///
/// # Errors
/// `NotFound` where there is none or the actor may not know of it.
pub fn open_as_officer(
    conn: &mut Conn,
    actor: &Actor,
    application: ApplicationId,
    id: LetterId,
) -> Result<(Case, LetterRow, Option<LetterFileRow>), Error> {
    let case = Case::open(conn, actor, Action::ReadAsOfficer, application)?;
    let letter = db::letters::find_of(conn, application, id)?.ok_or(Error::NotFound)?;
    let file = db::letters::find_file(conn, id)?;
    Ok((case, letter, file))
}

/// Opens the file of a letter for somebody with an account. What a referee has saved and not sent is nobody's else. The reading is written
/// down.
///
/// # Errors
/// `NotFound` where there is none or the actor may not read it: what exists is private. `Refused` where it is held back.
pub async fn file(app: &App, now: Timestamp, actor: &Actor, id: LetterId) -> Result<(LetterFileRow, Reading), Error> {
    let reader = actor.clone();
    let (case, letter, file) = app.read(move |conn| find(conn, &reader, id)).await?;
    released(file.state)?;
    let key: StorageKey = file.storage_key.parse().map_err(|_| Error::NotFound)?;
    let reading = app.files.store.open(&key).await.map_err(|e| broken(&e))?.ok_or(Error::NotFound)?;
    let reader = actor.clone();
    app.write(now, move |tx: &mut Tx| note(tx, &reader, &case, &letter, "read_letter")).await?;
    Ok((file, reading))
}

fn find(conn: &mut Conn, actor: &Actor, id: LetterId) -> Result<(Case, LetterRow, LetterFileRow), Error> {
    let letter = db::letters::find(conn, id)?.ok_or(Error::NotFound)?;
    let file = db::letters::find_file(conn, id)?.ok_or(Error::NotFound)?;
    let application = letter.application_id;
    let is_in = letter.state == LetterState::Received;
    if let Ok(case) = Case::open(conn, actor, Action::ReadAsOfficer, application) {
        let is_office_s = is_in || letter.state == LetterState::SetAside;
        return if is_office_s { Ok((case, letter, file)) } else { Err(Error::NotFound) };
    }
    let case = match Case::open(conn, actor, Action::ActAsOwner, application) {
        Ok(case) if will_be_read_by_applicant(&case, &letter) => case,
        Ok(_) => return Err(Error::NotFound),
        Err(_) => {
            let case = Case::open(conn, actor, Action::ReadAsReviewer, application)?;
            if case.definition.settings.blind {
                return Err(Error::NotFound);
            }
            case
        }
    };
    if is_in { Ok((case, letter, file)) } else { Err(Error::NotFound) }
}
