//! A case: an application with its call and definition, as the person who acts stands to it. Every action on an
//! application begins by opening one, so that permission is asked before anything else is looked at.

use std::sync::Arc;

use super::{Error, Problem, Tx, audit, hosting::ends};
use crate::{
    db::{
        self, Conn,
        applications::{ApplicationRow, HandedIn, StatusChange},
        calls::CallRow,
        events::NewEvent,
    },
    domain::{
        call::{Definition, Window},
        id::{ApplicationId, EventId},
        permission::{self, Action, Actor, Subject},
        rounds::Round,
        sentence::Sentence,
        time::Timestamp,
        workflow::{By, CallState, Event, NotNow, Status},
    },
};

/// What happens, by whom and why, and what handing in adds.
#[derive(Debug, Clone, Copy)]
struct Step<'a> {
    event: Event,
    by: By,
    reason: &'a str,
    handed_in: Option<HandedIn<'a>>,
}

/// An application as one person stands to it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The application.
    pub application: ApplicationRow,
    /// Its call.
    pub call: CallRow,
    /// What it was filled on.
    pub definition: Arc<Definition>,
    /// For asking the rights table.
    pub subject: Subject,
}

impl Case {
    /// Opens the application for `actor`, who wants to do `action`.
    ///
    /// # Errors
    /// `NotFound` where there is none or the actor may not: what exists is private.
    pub fn open(conn: &mut Conn, actor: &Actor, action: Action, id: ApplicationId) -> Result<Self, Error> {
        let (application, call) = db::applications::find_with_call(conn, id)?.ok_or(Error::NotFound)?;
        let mut subject = Subject::Application {
            call: call.id,
            programme: call.programme_id,
            owner: application.owner_id,
            conflicted: false,
            assignment: None,
            host: None,
            writes: None,
        };
        // The owner's own case needs neither look-up, and it is the one that must be fast.
        if let Some(user) = actor.user().filter(|&u| u != application.owner_id) {
            let is_conflicted = db::conflicts::exists(conn, id, user)?;
            let own_assignment = db::assignments::find_of_reviewer(conn, id, user)?;
            let asks_as_host = matches!(action, Action::ReadAsHost | Action::AnswerAsHost);
            let asked = if asks_as_host && application.status.is_with_hosts() {
                db::choices::find_host_among(conn, id, &actor.hosts())?
            } else {
                None
            };
            let right = match action {
                Action::ReadWithOwner | Action::WriteAnswers => db::co_writers::find_right(conn, id, user)?,
                _ => None,
            };
            if let Subject::Application { conflicted, assignment, host, writes, .. } = &mut subject {
                *writes = right;
                *conflicted = is_conflicted;
                *host = asked;
                *assignment = own_assignment.map(|a| a.state);
            }
        }
        permission::check(actor, action, &subject).map_err(|_| Error::NotFound)?;
        let definition = db::definitions::get(conn, application.definition_id)?;
        Ok(Self { application, call, definition, subject })
    }

    /// Asks the rights table for a further act on the same application.
    pub fn permit(&self, actor: &Actor, action: Action) -> Result<(), Error> {
        permission::check(actor, action, &self.subject).map_err(|_| Error::Denied)
    }

    /// Whether the application is the actor's own.
    pub fn is_own(&self, actor: &Actor) -> bool {
        actor.user() == Some(self.application.owner_id)
    }

    /// The same case with what is asked after acceptance as its form.
    #[must_use]
    pub fn after_acceptance(&self) -> Self {
        let form = self.definition.form.later();
        Self { definition: Arc::new(Definition { form, ..(*self.definition).clone() }), ..self.clone() }
    }

    /// The call's window.
    pub fn window(&self) -> Window {
        self.call.window()
    }

    /// The round in which it is reviewed; none where the call has one deadline, or it was not handed in yet.
    pub fn round(&self) -> Option<Round> {
        self.round_of(self.application.submitted_at?)
    }

    /// The round that it joined, or that it would join if it were handed in now.
    pub fn round_now(&self, now: Timestamp) -> Option<Round> {
        self.round().or_else(|| self.round_of(now))
    }

    fn round_of(&self, at: Timestamp) -> Option<Round> {
        let days = &self.definition.settings.rounds;
        if days.is_empty() {
            return None;
        }
        self.window().rounds(days).into_iter().find(|round| round.takes(at))
    }

    /// Until when it may be changed once it is handed in, where the call allows that: the close, or an extension beyond it; where it is
    /// reviewed in a round, that round's day.
    pub fn changes_until(&self) -> Timestamp {
        let (close, extension) = (self.call.closes_at, self.application.extension_until);
        let until = self.round().map_or(close, |round| round.until.min(close));
        extension.map_or(until, |extension| extension.max(until))
    }

    /// Whether it may be changed now, having been handed in.
    pub fn takes_changes(&self, now: Timestamp) -> bool {
        self.definition.settings.edit_until_deadline
            && self.call.state == CallState::Published
            && now <= self.changes_until()
    }

    /// Refuses with a conflict where the person acted on an older state of the application than there is.
    pub fn expect_version(&self, version: i32) -> Result<(), Error> {
        if self.application.version == version { Ok(()) } else { Err(Error::Conflict) }
    }

    /// Lets `event` happen: by the table, by compare-and-set, with its row in the record.
    ///
    /// # Errors
    /// `Refused` where the table does not allow it now, `Conflict` where somebody was faster.
    pub fn step(&mut self, tx: &mut Tx, actor: &Actor, event: Event, by: By, reason: &str) -> Result<Status, Error> {
        self.go(tx, actor, Step { event, by, reason, handed_in: None })
    }

    /// Lets its owner hand it in, the first time or again: one step with what it adds to the row.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn hand_in(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        event: Event,
        handed_in: HandedIn<'_>,
    ) -> Result<Status, Error> {
        let to = self.go(tx, actor, Step { event, by: By::Owner, reason: "", handed_in: Some(handed_in) })?;
        self.application.revision = handed_in.revision;
        self.application.reference = Some(handed_in.reference.to_owned());
        self.application.submitted_at = handed_in.submitted_at.or(self.application.submitted_at);
        Ok(to)
    }

    /// The only place that changes a state.
    fn go(&mut self, tx: &mut Tx, actor: &Actor, step: Step<'_>) -> Result<Status, Error> {
        let Step { event, by, reason, handed_in } = step;
        let from = self.application.status;
        let to = from.apply(event, by, self.application.status_before).map_err(|why| match why {
            NotNow::State => Error::refused(Sentence::new("errors-not-in-this-state")),
            NotNow::Actor => Error::Denied,
        })?;
        if event.needs_reason() && reason.trim().is_empty() {
            return Err(Error::Refused(vec![Problem::at("reason", Sentence::new("errors-reason-missing"))]));
        }
        let before = from.way_back(to, self.application.status_before);
        let change = StatusChange {
            id: self.application.id,
            call_id: self.application.call_id,
            version: self.application.version,
            from,
            to,
            before,
            at: tx.now,
            handed_in,
        };
        if !db::applications::change_status(tx.conn, &change)? {
            return Err(Error::Conflict);
        }
        self.application.status = to;
        self.application.status_before = before;
        self.application.status_at = tx.now;
        self.application.version += 1;
        if self.definition.hosting.is_some() {
            ends::follow(tx, self.application.id, from, to)?;
        }
        let id = EventId::new(tx.now, &mut tx.chance);
        db::events::insert(
            tx.conn,
            &NewEvent {
                id,
                application_id: self.application.id,
                event,
                from_status: from,
                to_status: to,
                by_whom: by,
                actor_id: actor.user(),
                at: tx.now,
                reason: reason.trim(),
                refusal: None,
            },
        )?;
        audit::application(tx, actor, event.word(), self.application.id, self.application.call_id, reason)?;
        Ok(to)
    }
}

/// The applicant's name: as the application gives it, else, while that is not filled in, as the account does.
pub fn applicant_name(conn: &mut Conn, application: &ApplicationRow) -> Result<String, Error> {
    if application.name.is_empty() {
        return Ok(db::users::get(conn, application.owner_id)?.name);
    }
    Ok(application.name.clone())
}
