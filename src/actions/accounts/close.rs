//! Closing one's account: personal data goes at once, what was done stays told without it.

use super::{
    post::{To, post},
    prove, record,
};
use crate::{
    actions::{Error, Tx, app::App, case::Case, letters::passing, together},
    db::{self, links::Purpose},
    domain::{
        id::UserId,
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
        workflow::Status,
    },
    mail::messages::AccountClosed,
};

/// What stands in the way of closing an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// An application that the office is working on, or a place that is offered or taken.
    Application,
    /// A role in the office, which somebody has to take over.
    Role,
}

impl Obstacle {
    /// The obstacle in words.
    pub fn sentence(self) -> Sentence {
        match self {
            Self::Application => Sentence::new("account-close-application"),
            Self::Role => Sentence::new("account-close-role"),
        }
    }
}

/// What stands in the way now.
///
/// # Errors
/// Where the database fails.
pub fn obstacle(conn: &mut db::Conn, user: UserId) -> Result<Option<Obstacle>, db::Error> {
    if !db::roles::list_grants(conn, user)?.is_empty() {
        return Ok(Some(Obstacle::Role));
    }
    let open = |status: Status| status.may_withdraw() || matches!(status, Status::Offered | Status::OnExchange);
    let applications = db::applications::list_of_owner(conn, user)?;
    Ok(applications.iter().any(|(a, _)| open(a.status)).then_some(Obstacle::Application))
}

/// Closes the account: deletes drafts, ends sessions and links, takes name, address and password out, and tells the owner.
///
/// # Errors
/// `Refused` where the current password is another or something stands in the way.
pub async fn close(app: &App, now: Timestamp, user: UserId, current: &str) -> Result<(), Error> {
    prove(app, now, user, current).await?;
    app.write(now, move |tx| end(tx, user)).await
}

/// The same by whoever may: nothing is proved of who asks.
///
/// # Errors
/// `Refused` where something stands in the way.
pub fn end(tx: &mut Tx, user: UserId) -> Result<(), Error> {
    if let Some(obstacle) = obstacle(tx.conn, user)? {
        return Err(Error::refused(obstacle.sentence()));
    }
    let row = db::users::get(tx.conn, user)?;
    for (application, _) in db::applications::list_of_owner(tx.conn, user)? {
        if application.status == Status::Draft {
            let case = Case::open(tx.conn, &Actor::System, Action::ManageApplication, application.id)?;
            passing::withdraw(tx, &Actor::System, &case)?;
            together::end_of(tx, &case)?;
            db::applications::delete_draft(tx.conn, &case.application)?;
        }
    }
    together::end_all(tx, user, &row.email)?;
    db::sessions::delete_of_user(tx.conn, user)?;
    for purpose in Purpose::ALL {
        db::links::close_of_user(tx.conn, user, *purpose, tx.now)?;
    }
    let told = AccountClosed { name: row.name.clone(), at: tx.now };
    post(tx, To::from(&row), &user.to_string(), told)?;
    db::users::close(tx.conn, user, tx.now)?;
    tracing::info!(%user, "an account was closed");
    record(tx, user, "close_account")
}
