//! What is asked after acceptance: what was answered, and what still stands between an accepted place and its confirmation.

use super::Written;
use crate::{
    actions::{Error, Tx, case::Case, notify},
    db::Conn,
    domain::{
        form::SectionCheck,
        id::ApplicationId,
        permission::{Action, Actor},
        time::Timestamp,
        workflow::Status,
    },
};

/// What somebody who accepted a place was asked, and wrote.
#[derive(Debug)]
pub struct Later {
    /// The case with what is asked after acceptance as its form.
    pub case: Case,
    /// What is written.
    pub written: Written,
}

impl Later {
    /// Reads it; none where the call asks nothing then, or no place is accepted. It is for the applicant and the office alone.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn read(conn: &mut Conn, case: &Case) -> Result<Option<Self>, Error> {
        if has_accepted(case.application.status) { Self::whatever_came_of_it(conn, case) } else { Ok(None) }
    }

    /// The same also where the place is given up since: for what somebody wants to have of the own data.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn whatever_came_of_it(conn: &mut Conn, case: &Case) -> Result<Option<Self>, Error> {
        if !case.definition.form.questions().any(|q| q.after_acceptance) {
            return Ok(None);
        }
        let case = case.after_acceptance();
        let written = Written::read(conn, &case)?;
        Ok(Some(Self { case, written }))
    }

    /// How far each section is.
    pub fn checks(&self, now: Timestamp) -> Vec<SectionCheck<'_>> {
        self.case.definition.form.check(&self.written.answers, &self.written.documents(), now)
    }

    /// How many sections are not complete.
    pub fn lacking(&self, now: Timestamp) -> usize {
        self.checks(now).iter().filter(|section| !section.problems.is_empty()).count()
    }
}

/// Tells the office once nothing is lacking any more.
pub(super) fn tell_once_answered(tx: &mut Tx, id: ApplicationId) -> Result<(), Error> {
    let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, id)?;
    match Later::read(tx.conn, &case)? {
        Some(later) if later.lacking(tx.now) == 0 => notify::office::acceptance_answered(tx, &case),
        _ => Ok(()),
    }
}

/// Whether somebody whose application stands so has taken a place.
const fn has_accepted(status: Status) -> bool {
    matches!(
        status,
        Status::Accepted
            | Status::Confirmed
            | Status::Deferred
            | Status::OnExchange
            | Status::Completed
            | Status::Terminated
    )
}
