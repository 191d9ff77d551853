//! People's own data: what they ask of the office about it, and what it answers. Consents are in [`consents`], the download in [`package`].

pub mod consents;
pub mod package;

use crate::{
    actions::{
        Error, Problem, Tx,
        accounts::close::{self, Obstacle},
        audit, notify,
    },
    db::{self, data_requests::NewRequest, documents::DocumentRow},
    domain::{
        id::{ApplicationId, DataRequestId, UserId},
        own_data::{MOST_CHARACTERS, RequestKind, RequestState, is_erased_when_asked},
        permission::{self, Action, Actor, Subject},
        sentence::Sentence,
        time::Span,
        workflow::Status,
    },
    files::StorageKey,
};

/// Requests that one person may make in a day.
const REQUESTS_A_DAY: i32 = 10;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Correction or erasure.
    pub kind: Option<RequestKind>,
    /// About which application; none where it is about the account.
    pub application: Option<ApplicationId>,
    /// In the person's words.
    pub text: String,
}

fn check_text(field: &'static str, text: &str, missing: &'static str) -> Option<Problem> {
    if text.trim().is_empty() {
        return Some(Problem::at(field, Sentence::new(missing)));
    }
    let too_long = || Sentence::new("data-text-too-long").with("most", MOST_CHARACTERS);
    (text.chars().count() > MOST_CHARACTERS).then(|| Problem::at(field, too_long()))
}

/// Somebody asks for a correction or an erasure of their own data.
///
/// # Errors
/// `Refused` without a kind or words, `NotFound` for other people's applications, `TooMany` after too many in a day.
pub fn ask(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<DataRequestId, Error> {
    let user = actor.user().ok_or(Error::Denied)?;
    let mut problems = Vec::new();
    if asked.kind.is_none() {
        problems.push(Problem::at("kind", Sentence::new("data-select-kind")));
    }
    problems.extend(check_text("text", &asked.text, "data-enter-text"));
    let (Some(kind), true) = (asked.kind, problems.is_empty()) else { return Err(Error::Refused(problems)) };
    if let Some(application) = asked.application {
        db::applications::find(tx.conn, application)?.filter(|row| row.owner_id == user).ok_or(Error::NotFound)?;
    }
    let key = tx.keys.limit_key("data_request", &user.to_string());
    if db::limits::count(tx.conn, &key, tx.now, Span::days(1))? > REQUESTS_A_DAY {
        return Err(Error::TooMany(86_400));
    }
    let id = DataRequestId::new(tx.now, &mut tx.chance);
    db::data_requests::insert(
        tx.conn,
        &NewRequest {
            id,
            user_id: user,
            application_id: asked.application,
            kind,
            body: asked.text.trim(),
            state: RequestState::Open,
            answer: "",
            created_at: tx.now,
            version: 1,
        },
    )?;
    log(tx, actor, "ask_about_own_data", id, asked.application, "")?;
    Ok(id)
}

/// An admin answers a request. Granting the erasure of a draft, or of one that was never handed in, erases it; granting that of the
/// account closes it and erases all such. The keys of the files are given, to be deleted once this is durable.
///
/// # Errors
/// `Denied` for others, `Refused` without a reason, or where an erasure is granted of what must be kept; `Conflict` where it was
/// answered meanwhile.
pub fn answer(
    tx: &mut Tx,
    actor: &Actor,
    id: DataRequestId,
    version: i32,
    (state, reason): (RequestState, &str),
) -> Result<Vec<StorageKey>, Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    let row = db::data_requests::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    if row.version != version || row.state != RequestState::Open {
        return Err(Error::Conflict);
    }
    if let Some(problem) = check_text("reason", reason, "errors-reason-missing") {
        return Err(Error::Refused(vec![problem]));
    }
    let files = match (state, row.kind, row.application_id) {
        (RequestState::Done, RequestKind::Erasure, Some(application)) => erase(tx, row.user_id, application)?,
        _ => Vec::new(),
    };
    if !db::data_requests::answer(tx.conn, &row, state, reason.trim(), (actor.user(), tx.now))? {
        return Err(Error::Conflict);
    }
    log(tx, actor, "answer_data_request", id, None, reason)?;
    // Told first: afterwards there is no address any more.
    notify::thread::data_request_answered(tx, &row, state, reason)?;
    match (state, row.kind, row.application_id) {
        (RequestState::Done, RequestKind::Erasure, None) => erase_account(tx, row.user_id),
        _ => Ok(files),
    }
}

/// Erases whatever of a person nothing was decided on, and closes the account: name, address and password go. What was handed in stays
/// without them, as long as the office must show how it decided.
fn erase_account(tx: &mut Tx, user: UserId) -> Result<Vec<StorageKey>, Error> {
    // An account that its owner closed meanwhile has nothing left to take out.
    if db::users::get(tx.conn, user)?.closed_at.is_some() {
        return Ok(Vec::new());
    }
    if let Some(obstacle) = close::obstacle(tx.conn, user)? {
        return Err(Error::refused(Sentence::new(match obstacle {
            Obstacle::Application => "data-account-application",
            Obstacle::Role => "data-account-role",
        })));
    }
    let mut files = Vec::new();
    for (application, _) in db::applications::list_of_owner(tx.conn, user)? {
        // Drafts go with the account, whatever hangs on them.
        if is_erased_when_asked(application.status) && application.status != Status::Draft {
            files.extend(erase(tx, user, application.id)?);
        }
    }
    close::end(tx, user)?;
    Ok(files)
}

/// Erases an application with all that is in it; one that is gone already is as good as erased.
fn erase(tx: &mut Tx, user: UserId, id: ApplicationId) -> Result<Vec<StorageKey>, Error> {
    let Some(row) = db::applications::find(tx.conn, id)?.filter(|row| row.owner_id == user) else {
        return Ok(Vec::new());
    };
    if !is_erased_when_asked(row.status) {
        return Err(Error::refused(Sentence::new("data-must-be-kept")));
    }
    let files = db::documents::list(tx.conn, id)?;
    if !db::applications::delete_unsubmitted(tx.conn, &row)? {
        return Err(Error::Conflict);
    }
    Ok(files.iter().flat_map(DocumentRow::keys).filter_map(|key| key.parse().ok()).collect())
}

fn log(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    id: DataRequestId,
    application: Option<ApplicationId>,
    reason: &str,
) -> Result<(), Error> {
    let entry = audit::Entry {
        action,
        subject: "request",
        subject_id: &id.to_string(),
        call: None,
        application,
        reason,
        detail: "",
    };
    audit::write(tx, actor, entry)
}
