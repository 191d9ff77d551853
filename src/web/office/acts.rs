//! What an officer does to one application: each act is one address, one action, and the application's page again.

use actix_web::{HttpResponse, web::Path};

use super::{application, forms::Typed};
use crate::{
    actions::{
        self, Tx, applications::withdrawal, assignments, conflicts, correction::Correction, hosting::consents, letters,
        nominations, offers, screening, selection::decisions, stays, threads,
    },
    db,
    domain::{
        id::{ApplicationId, AssignmentId},
        permission::Actor,
        sentence::{Problem, Sentence},
        thread::MOST_CHARACTERS,
        time::Timestamp,
        workflow::Status,
    },
    web::{error::Error, form::Posted, session::Visit},
};

/// Does one act in one transaction, then shows the application again: with a flash, or with what is wrong.
async fn act<F>(visit: Visit, id: ApplicationId, typed: Typed, flash: &'static str, f: F) -> Result<HttpResponse, Error>
where
    F: FnOnce(&mut Tx, &Actor) -> Result<(), actions::Error> + Send + 'static,
{
    let actor = visit.actor.clone();
    match visit.app.write(visit.now, move |tx| f(tx, &actor)).await {
        Ok(()) => Ok(visit.see_other_saying(&place_after(&visit, id).await?, flash)),
        Err(actions::Error::Refused(problems)) => application::refused(&visit, id, typed, problems).await,
        Err(other) => Err(other.into()),
    }
}

/// Where the officer goes on: a draft that was opened again is the applicant's alone, so its page is closed to the office.
async fn place_after(visit: &Visit, id: ApplicationId) -> Result<String, Error> {
    let found = visit.app.read(move |conn| db::applications::find_with_call(conn, id)).await?;
    let (application, call) = found.ok_or(Error::NotFound)?;
    Ok(match application.status {
        Status::Draft => format!("/office/calls/{}/applications", call.slug),
        _ => format!("/office/applications/{id}"),
    })
}

/// An act that needs no more than the version that the officer saw and, perhaps, a reason.
type Plain = fn(&mut Tx, &Actor, ApplicationId, i32, &str) -> Result<(), actions::Error>;

/// The plain act of this name, and the flash that follows it.
fn plain(name: &str) -> Option<(Plain, &'static str)> {
    Some(match name {
        "eligible" => (|tx, a, id, v, _| screening::confirm_eligible(tx, a, id, v), "office-done-eligible"),
        "reinstate" => (screening::reinstate, "office-done-reinstated"),
        "close-review" => (decisions::close_review, "office-done-review-closed"),
        "reopen-review" => (decisions::reopen_review, "office-done-review-open"),
        "amend" => (decisions::amend, "office-done-amended"),
        "confirm-place" => (decisions::confirm_place, "office-done-confirmed"),
        "conditions-failed" => (stays::fail_conditions, "office-done-conditions-failed"),
        "defer" => (stays::defer, "office-done-deferred"),
        "resume" => (|tx, a, id, v, _| stays::resume(tx, a, id, v), "office-done-resumed"),
        "start" => (|tx, a, id, v, _| stays::start(tx, a, id, v), "office-done-started"),
        "complete" => (|tx, a, id, v, _| stays::complete(tx, a, id, v), "office-done-completed"),
        "end-early" => (stays::end_early, "office-done-ended"),
        "rescind" => (offers::rescind, "office-done-rescinded"),
        "reinstate-offer" => (offers::reinstate, "office-done-offered"),
        "waive-consent" => (consents::waive, "office-done-consent-waived"),
        "withdraw" => (withdrawal::withdraw_for, "office-done-withdrawn"),
        "waive-letters" => (letters::office::waive, "letters-waived-flash"),
        "waive-nomination" => (nominations::waive, "office-done-nomination-waived"),
        "undo-withdraw" => (withdrawal::undo_withdraw, "office-done-undone"),
        _ => return None,
    })
}

/// `POST /office/applications/{id}/{act}`.
pub async fn post(visit: Visit, path: Path<(ApplicationId, String)>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, name) = path.into_inner();
    let version = posted.number("version").unwrap_or(0);
    let reason = posted.text("reason", 4000);
    let typed = Typed { act: name, posted };
    if let Some((done, flash)) = plain(&typed.act) {
        return act(visit, id, typed, flash, move |tx, a| done(tx, a, id, version, &reason)).await;
    }
    match typed.act.as_str() {
        "ineligible" => {
            let rule = typed.posted.first("rule").to_owned();
            act(visit, id, typed, "office-done-ineligible", move |tx, a| {
                screening::mark_ineligible(tx, a, id, version, &rule, &reason)
            })
            .await
        }
        "return" => send_back(visit, id, version, typed).await,
        "extend" => extend(visit, id, version, typed).await,
        "assign" => assign(visit, id, typed).await,
        "ask-nomination" => {
            let authority = typed.posted.first("authority").parse().ok();
            act(visit, id, typed, "office-done-nomination-asked", move |tx, a| {
                nominations::ask_for(tx, a, id, version, authority)
            })
            .await
        }
        "message" => {
            let text = typed.posted.text(threads::FIELD, 10 * MOST_CHARACTERS);
            act(visit, id, typed, "office-done-message", move |tx, a| threads::answer(tx, a, id, &text)).await
        }
        "conflict" => conflict(visit, id, typed).await,
        "no-conflict" => no_conflict(visit, id, typed).await,
        "take-back" => take_back(visit, id, typed).await,
        "decide" => decide(visit, id, version, typed).await,
        "extend-offer" => extend_offer(visit, id, version, typed).await,
        _ => Err(Error::NotFound),
    }
}

/// The typed date and time on the call's clocks.
async fn on_call_clock(visit: &Visit, id: ApplicationId, typed: &str) -> Result<Option<Timestamp>, Error> {
    let found = visit.app.read(move |conn| db::applications::find_with_call(conn, id)).await?;
    let (_, call) = found.ok_or(Error::NotFound)?;
    Ok(crate::web::form::local_time(typed).and_then(|local| Timestamp::from_local(local, call.zone)))
}

/// The page again, because this field says nothing that can be used.
async fn again(
    visit: &Visit,
    id: ApplicationId,
    typed: Typed,
    field: &str,
    why: &'static str,
) -> Result<HttpResponse, Error> {
    application::refused(visit, id, typed, vec![Problem::at(field, Sentence::new(why))]).await
}

async fn send_back(visit: Visit, id: ApplicationId, version: i32, typed: Typed) -> Result<HttpResponse, Error> {
    let Some(due_at) = on_call_clock(&visit, id, typed.posted.first("due")).await? else {
        return again(&visit, id, typed, "due", "office-enter-a-date").await;
    };
    let (sections, note) = (typed.posted.all("sections").to_vec(), typed.posted.text("note", 4000));
    act(visit, id, typed, "office-done-returned", move |tx, a| {
        screening::send_back(tx, a, id, version, Correction { sections: &sections, note: &note, due_at })
    })
    .await
}

async fn extend(visit: Visit, id: ApplicationId, version: i32, typed: Typed) -> Result<HttpResponse, Error> {
    let Some(until) = on_call_clock(&visit, id, typed.posted.first("until")).await? else {
        return again(&visit, id, typed, "until", "office-enter-a-date").await;
    };
    let reason = typed.posted.text("reason", 4000);
    let extend = move |tx: &mut Tx, a: &Actor| screening::extend(tx, a, id, version, until, &reason);
    act(visit, id, typed, "office-done-extended", extend).await
}

async fn extend_offer(visit: Visit, id: ApplicationId, version: i32, typed: Typed) -> Result<HttpResponse, Error> {
    let Some(until) = on_call_clock(&visit, id, typed.posted.first("reply_by")).await? else {
        return again(&visit, id, typed, "reply_by", "office-enter-a-date").await;
    };
    let reason = typed.posted.text("reason", 4000);
    let extend = move |tx: &mut Tx, a: &Actor| offers::change_reply_by(tx, a, id, version, until, &reason);
    act(visit, id, typed, "office-done-offer-changed", extend).await
}

async fn assign(visit: Visit, id: ApplicationId, typed: Typed) -> Result<HttpResponse, Error> {
    let Ok(reviewer) = typed.posted.first("reviewer").parse() else {
        return again(&visit, id, typed, "reviewer", "office-select-reviewer").await;
    };
    act(visit, id, typed, "office-done-assigned", move |tx, a| assignments::assign(tx, a, &[id], reviewer)).await
}

async fn conflict(visit: Visit, id: ApplicationId, typed: Typed) -> Result<HttpResponse, Error> {
    let Ok(person) = typed.posted.first("person").parse() else {
        return again(&visit, id, typed, "person", "office-select-person").await;
    };
    let reason = typed.posted.text("reason", 4000);
    let add = move |tx: &mut Tx, a: &Actor| conflicts::add(tx, a, id, person, &reason);
    act(visit, id, typed, "office-done-conflict", add).await
}

async fn no_conflict(visit: Visit, id: ApplicationId, typed: Typed) -> Result<HttpResponse, Error> {
    let person = typed.posted.first("person").parse().map_err(|_| Error::NotFound)?;
    let reason = typed.posted.text("reason", 4000);
    let remove = move |tx: &mut Tx, a: &Actor| conflicts::remove(tx, a, id, person, &reason);
    act(visit, id, typed, "office-done-no-conflict", remove).await
}

async fn take_back(visit: Visit, id: ApplicationId, typed: Typed) -> Result<HttpResponse, Error> {
    let assignment: AssignmentId = typed.posted.first("assignment").parse().map_err(|_| Error::NotFound)?;
    let reason = typed.posted.text("reason", 4000);
    let take = move |tx: &mut Tx, a: &Actor| assignments::take_back(tx, a, assignment, &reason);
    act(visit, id, typed, "office-done-taken-back", take).await
}

async fn decide(visit: Visit, id: ApplicationId, version: i32, typed: Typed) -> Result<HttpResponse, Error> {
    let Ok(outcome) = typed.posted.first("outcome").parse() else {
        return again(&visit, id, typed, "outcome", "office-select-outcome").await;
    };
    let (waiting_rank, reason) = (typed.posted.number("waiting_rank"), typed.posted.text("reason", 4000));
    act(visit, id, typed, "office-done-decided", move |tx, a| {
        decisions::record(tx, a, id, version, decisions::Decided { outcome, waiting_rank, reason: &reason })
    })
    .await
}
