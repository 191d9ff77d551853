//! Withdrawing an application, deleting a draft.

use crate::{
    actions::{Error, Tx, audit, case::Case, letters, nominations, notify, selection, together},
    db::{self, documents::DocumentRow},
    domain::{
        id::ApplicationId,
        permission::{Action, Actor},
        sentence::Sentence,
        workflow::{By, Event, Status},
    },
    files::StorageKey,
};

/// The applicant withdraws: reviewers are told to stop, a live offer ends, the place is free for the next.
///
/// # Errors
/// `Refused` where the state does not allow it, `Conflict` where the application changed meanwhile.
pub fn withdraw(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    case.expect_version(version)?;
    withdraw_case(tx, actor, &mut case, By::Owner, reason)
}

/// The same for the applicant, by an officer who was asked to, with reason.
///
/// # Errors
/// As [`withdraw`].
pub fn withdraw_for(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    Error::require_reason(reason)?;
    withdraw_case(tx, actor, &mut case, By::Officer, reason)
}

fn withdraw_case(tx: &mut Tx, actor: &Actor, case: &mut Case, by: By, reason: &str) -> Result<(), Error> {
    let from = case.application.status;
    let id = case.application.id;
    let consent = if case.definition.hosting.is_some() { db::consents::find_live(tx.conn, id)? } else { None };
    case.step(tx, actor, Event::Withdraw, by, reason)?;
    if let Some(consent) = consent {
        notify::hosting::consent_ended(tx, case, &consent)?;
    }
    db::returns::close_open(tx.conn, id, tx.now)?;
    nominations::withdraw(tx, actor, case)?;
    let reviewers: Vec<_> = db::assignments::close_unfinished(tx.conn, id, "withdrawn")?
        .into_iter()
        .map(|(_, reviewer)| reviewer)
        .collect();
    letters::passing::withdraw(tx, actor, case)?;
    notify::withdrawn(tx, case, by == By::Officer, &reviewers)?;
    if from.takes_a_place() || from == Status::Decided {
        selection::waiting::fill_free_places(tx, case.application.call_id)?;
    }
    Ok(())
}

/// An officer takes a withdrawal back within the call's days: the application stands where it stood.
///
/// # Errors
/// `Refused` when the days are over, or a place that it took has gone to somebody else.
pub fn undo_withdraw(tx: &mut Tx, actor: &Actor, id: ApplicationId, version: i32, reason: &str) -> Result<(), Error> {
    let mut case = Case::open(tx.conn, actor, Action::ManageApplication, id)?;
    case.expect_version(version)?;
    let days = i64::from(case.definition.settings.undo_withdraw_days);
    if tx.now - case.application.status_at > crate::domain::time::Span::days(days) {
        return Err(Error::refused(Sentence::new("applications-undo-too-late").with("days", days)));
    }
    let before = case.application.status_before;
    if before.is_some_and(Status::takes_a_place) && selection::places::free(tx.conn, &case.call)? < 1 {
        return Err(Error::refused(Sentence::new("applications-undo-no-place")));
    }
    case.step(tx, actor, Event::UndoWithdraw, By::Officer, reason)?;
    letters::passing::go_on(tx, &case)?;
    nominations::come_back(tx, actor, &case)?;
    notify::withdrawal_undone(tx, &case)
}

/// The applicant deletes a draft with everything in it. Gives the keys of its files, to be deleted once this is durable.
///
/// # Errors
/// `Refused` once it was handed in.
pub fn delete_draft(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<Vec<StorageKey>, Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    if case.application.status != Status::Draft {
        return Err(Error::refused(Sentence::new("applications-only-drafts-are-deleted")));
    }
    audit::application(tx, actor, "delete_draft", id, case.call.id, "")?;
    letters::passing::withdraw(tx, actor, &case)?;
    together::end_of(tx, &case)?;
    let documents = db::documents::list(tx.conn, id)?;
    let mut keys: Vec<String> = documents.iter().flat_map(DocumentRow::keys).map(str::to_owned).collect();
    keys.extend(db::letters::list_files(tx.conn, id)?.into_iter().map(|file| file.storage_key));
    db::applications::delete_draft(tx.conn, &case.application)?;
    Ok(keys.iter().filter_map(|key| key.parse().ok()).collect())
}
