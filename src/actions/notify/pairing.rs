//! Telling the owners of both sides of a project how their pair stands.

use super::{about, tell_owner};
use crate::{
    actions::{Error, Tx, case::Case},
    domain::pairing::Told,
    mail::messages,
};

/// To the owner of `case`, of the pair that it makes with `other`: each thing once, however often one of them is handed in.
pub fn found(tx: &mut Tx, case: &Case, other: &Case, told: Told) -> Result<(), Error> {
    let (one, two) = (case.application.id, other.application.id);
    let occurrence = format!("{}:{}:{told}", one.min(two), one.max(two));
    let until = case.application.extension_until.unwrap_or(case.call.closes_at).max(case.call.closes_at);
    let message = messages::PairFound {
        about: about(case),
        other: other.application.reference.clone().unwrap_or_default(),
        told,
        until: Some(until).filter(|until| case.definition.settings.edit_until_deadline && *until > tx.now),
    };
    tell_owner(tx, case, occurrence, message)
}
