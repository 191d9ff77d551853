//! Administration: people and their roles, the audit log, setting up calls.

pub mod audit;
pub mod authorities;
pub mod calls;
pub mod definition;
pub mod editor;
pub mod export;
pub mod hosts;
pub mod new_call;
pub mod people;
pub mod quotas;
pub mod requests;

use crate::{
    domain::permission::{self, Action, Subject},
    web::{error::Error, session::Visit},
};

/// Lets admins of the office through; not found for everybody else.
fn admins_only(visit: &Visit) -> Result<(), Error> {
    visit.user()?;
    permission::check(&visit.actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::NotFound)
}
