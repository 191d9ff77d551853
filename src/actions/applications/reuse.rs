//! Using what an earlier application of the same person answered: its answers that fit, then copies of its files, given as if its
//! owner gave them again.

use crate::{
    actions::{
        Error, Problem, Tx,
        app::App,
        applications::{Editable, Written, answers, editable, to_json},
        audit::{self, Entry},
        case::Case,
        documents,
    },
    db::{
        self, Conn,
        answers::SectionSave,
        applications::{ApplicationRow, Columns},
        calls::CallRow,
        documents::DocumentRow,
    },
    domain::{
        form::{Answers, carry::Carried},
        id::ApplicationId,
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
    },
    files::{Spooled, TooMuch, store::Reading},
};

/// The applications from which the owner of this one may take answers: all others of the same person, the newest first.
///
/// # Errors
/// `NotFound` for other people's applications.
pub fn sources(conn: &mut Conn, actor: &Actor, id: ApplicationId) -> Result<Vec<(ApplicationRow, CallRow)>, Error> {
    let case = Case::open(conn, actor, Action::ActAsOwner, id)?;
    let mut own = db::applications::list_of_owner(conn, case.application.owner_id)?;
    own.retain(|(application, _)| application.id != id);
    Ok(own)
}

/// What one application would give another.
#[derive(Debug)]
pub struct Plan {
    /// The application that is being written.
    pub case: Case,
    /// The earlier one.
    pub earlier: Case,
    /// What of its answers fits.
    pub carried: Carried,
    /// Its files for questions that have none yet.
    pub files: Vec<DocumentRow>,
    /// The answers there are.
    own: Answers,
}

/// Works out what `from` gives for the draft `id`, both the actor's own.
///
/// # Errors
/// `NotFound` for other people's applications and for one and the same, `Refused` where not everything can be changed now.
pub fn plan(
    conn: &mut Conn,
    actor: &Actor,
    id: ApplicationId,
    from: ApplicationId,
    now: Timestamp,
) -> Result<Plan, Error> {
    if id == from {
        return Err(Error::NotFound);
    }
    let case = Case::open(conn, actor, Action::ActAsOwner, id)?;
    let earlier = Case::open(conn, actor, Action::ActAsOwner, from)?;
    if editable(conn, &case, now)? != Editable::Everything {
        return Err(Error::refused(Sentence::new("applications-cannot-be-changed-now")));
    }
    let own = Written::read(conn, &case)?.answers;
    let then = Written::read(conn, &earlier)?;
    let carried = case.definition.form.carry(&own, (&earlier.definition.form, &then.answers), now);
    let wanted = |file: &DocumentRow| carried.files.contains(&file.question);
    let files = then.files.into_iter().filter(wanted).collect();
    Ok(Plan { case, earlier, carried, files, own })
}

/// What was taken, and which files were not.
#[derive(Debug, Default)]
pub struct Taken {
    /// Answers.
    pub answers: usize,
    /// Files.
    pub files: usize,
    /// What is wrong with those that were not taken.
    pub problems: Vec<Problem>,
}

/// Takes over what fits: all answers at once, then file by file.
///
/// # Errors
/// As [`plan`], and `Conflict` where the draft was changed meanwhile; nothing is taken then. A file that cannot be taken is told in
/// what comes back.
pub async fn take(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    id: ApplicationId,
    from: ApplicationId,
) -> Result<Taken, Error> {
    let reader = actor.clone();
    let plan = app.write(now, move |tx| take_answers(tx, &reader, id, from)).await?;
    let mut taken = Taken { answers: plan.carried.taken.len(), ..Taken::default() };
    for file in &plan.files {
        match copy(app, now, actor, id, file).await {
            Ok(()) => taken.files += 1,
            Err(Error::Refused(problems)) => taken.problems.extend(problems),
            Err(Error::TooMany(_)) => {
                let sentence = Sentence::new("reuse-file-later").with("name", file.file_name.as_str());
                taken.problems.push(Problem::at(file.question.clone(), sentence));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(taken)
}

fn take_answers(tx: &mut Tx, actor: &Actor, id: ApplicationId, from: ApplicationId) -> Result<Plan, Error> {
    let plan = plan(tx.conn, actor, id, from, tx.now)?;
    let (form, all) = (&plan.case.definition.form, &plan.carried.answers);
    let documents = Written::read(tx.conn, &plan.case)?.documents();
    let kept = db::answers::list(tx.conn, id)?;
    for section in &form.sections {
        let part = answers::section_answers(section, all);
        if part == answers::section_answers(section, &plan.own) {
            continue;
        }
        let version = kept.iter().find(|row| row.section == section.key).map_or(0, |row| row.version);
        let complete = form.check_section(section, all, &documents, tx.now).problems.is_empty();
        let body = to_json(&part)?;
        let save = SectionSave {
            application_id: id,
            section: &section.key,
            version,
            body: &body,
            complete,
            now: tx.now,
            by: actor.user(),
        };
        if !db::answers::save(tx.conn, &save)? {
            return Err(Error::Conflict);
        }
    }
    let columns: Columns = answers::columns(form, all);
    if !db::applications::update_columns(tx.conn, id, plan.case.application.status, &columns)? {
        return Err(Error::Conflict);
    }
    let entry = Entry {
        action: "reuse_answers",
        subject: "application",
        subject_id: &id.to_string(),
        call: Some(plan.case.call.id),
        application: Some(id),
        reason: "",
        detail: &from.to_string(),
    };
    audit::write(tx, actor, entry)?;
    Ok(plan)
}

/// Gives a copy of an earlier file for the question of the same key.
async fn copy(app: &App, now: Timestamp, actor: &Actor, id: ApplicationId, file: &DocumentRow) -> Result<(), Error> {
    let slot = documents::expect(app, now, actor, id, file.question.clone()).await?;
    let (_, reading) = documents::open(app, now, actor, file.id).await?;
    let spooled = spool(app, reading, slot.limit).await.map_err(|why| match why {
        TooMuch::Limit => {
            let sentence = Sentence::new("reuse-file-too-large").with("name", file.file_name.as_str());
            Error::refused_at(file.question.clone(), sentence)
        }
        TooMuch::Disk(error) => documents::broken(&error),
    })?;
    documents::give(app, now, actor, &slot, &file.file_name, spooled).await
}

async fn spool(app: &App, mut reading: Reading, limit: u64) -> Result<Spooled, TooMuch> {
    let mut incoming = app.files.spool.begin(limit).await.map_err(TooMuch::Disk)?;
    while let Some(piece) = reading.next().await.map_err(TooMuch::Disk)? {
        incoming.write(&piece).await?;
    }
    incoming.finish().await.map_err(TooMuch::Disk)
}
