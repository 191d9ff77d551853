//! Consents: what somebody agreed to with an application, taken back and given again. One without which an application cannot be
//! handled takes the application with it.

use crate::{
    actions::{
        Error, Tx,
        applications::{Written, withdrawal},
        audit,
        case::Case,
    },
    db::{
        self, Conn,
        withdrawals::{NewWithdrawal, WithdrawalRow},
    },
    domain::{
        form::{Answer, Kind},
        id::{ApplicationId, WithdrawalId},
        permission::{Action, Actor},
        sentence::Sentence,
        text::Text,
        time::Timestamp,
    },
};

/// A consent that was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The question that asked for it.
    pub question: String,
    /// What the use is called.
    pub name: Text,
    /// What was consented to.
    pub statement: Text,
    /// Version of the statement.
    pub version: u32,
    /// What the data is used for, in one word.
    pub purpose: String,
    /// When it was given.
    pub at: Timestamp,
    /// When it was taken back, if it is.
    pub withdrawn_at: Option<Timestamp>,
    /// Whether the application cannot be handled without it.
    pub is_needed: bool,
}

/// The consents given with a case, in the order of its form.
pub fn list(conn: &mut Conn, case: &Case) -> Result<Vec<Given>, Error> {
    let written = Written::read(conn, case)?;
    let withdrawn = db::withdrawals::list(conn, case.application.id)?;
    let open = |question: &str| -> Option<&WithdrawalRow> {
        withdrawn.iter().find(|row| row.question == question && row.ended_at.is_none())
    };
    let given = case.definition.form.questions().filter_map(|question| {
        let Kind::Consent { purpose, statement, .. } = &question.kind else { return None };
        let Some(Answer::Consent { given: true, version, at }) = written.answers.get(&question.key) else {
            return None;
        };
        Some(Given {
            question: question.key.clone(),
            name: question.name().clone(),
            statement: statement.clone(),
            version: *version,
            purpose: purpose.clone(),
            at: *at,
            withdrawn_at: open(&question.key).map(|row| row.withdrawn_at),
            is_needed: !question.optional,
        })
    });
    Ok(given.collect())
}

/// The applicant's own consent to this question, with its case. In a draft it is a tick on a page, and nobody uses it yet.
///
/// # Errors
/// `NotFound` where there is none, or it is none of the actor's.
pub fn find(conn: &mut Conn, actor: &Actor, id: ApplicationId, question: &str) -> Result<(Case, Given), Error> {
    let case = Case::open(conn, actor, Action::ActAsOwner, id)?;
    if case.application.revision == 0 {
        return Err(Error::NotFound);
    }
    let given = list(conn, &case)?.into_iter().find(|given| given.question == question).ok_or(Error::NotFound)?;
    Ok((case, given))
}

/// Whether taking this consent back withdraws the application now.
pub fn takes_the_application(case: &Case, given: &Given) -> bool {
    given.is_needed && case.application.status.may_withdraw()
}

/// The applicant takes a consent back: what it was for stops at once. Where the application cannot be handled without it, the
/// application is withdrawn.
///
/// # Errors
/// `Refused` where it is taken back already, `Conflict` where the application changed meanwhile.
pub fn withdraw(tx: &mut Tx, actor: &Actor, id: ApplicationId, question: &str, version: i32) -> Result<(), Error> {
    let (case, given) = find(tx.conn, actor, id, question)?;
    case.expect_version(version)?;
    if given.withdrawn_at.is_some() {
        return Err(Error::refused(Sentence::new("data-consent-is-withdrawn")));
    }
    db::withdrawals::insert(
        tx.conn,
        &NewWithdrawal {
            id: WithdrawalId::new(tx.now, &mut tx.chance),
            application_id: id,
            question,
            purpose: &given.purpose,
            consent_version: i32::try_from(given.version).unwrap_or(i32::MAX),
            withdrawn_at: tx.now,
        },
    )?;
    audit::application(tx, actor, "withdraw_consent", id, case.call.id, "")?;
    if takes_the_application(&case, &given) {
        withdrawal::withdraw(tx, actor, id, version, "")?;
    }
    Ok(())
}

/// The applicant gives a consent again that was taken back. An application that went with it does not come back by itself.
///
/// # Errors
/// `Refused` where it is not taken back.
pub fn give_again(tx: &mut Tx, actor: &Actor, id: ApplicationId, question: &str) -> Result<(), Error> {
    let (case, _) = find(tx.conn, actor, id, question)?;
    if !db::withdrawals::end(tx.conn, id, question, tx.now)? {
        return Err(Error::refused(Sentence::new("data-consent-is-given")));
    }
    audit::application(tx, actor, "give_consent_again", id, case.call.id, "")
}
