//! The editor of a call: one step at a time, each a version of the definition.

use crate::{
    actions::{Error, Tx, calls},
    db,
    domain::{
        editing::Edit,
        id::CallId,
        permission::{self, Action, Actor, Subject},
    },
};

/// Changes the call's definition by one step. A step that changes nothing is no version.
///
/// # Errors
/// As [`calls::change_definition`]; `Refused` with what the step would break.
pub fn edit(tx: &mut Tx, actor: &Actor, id: CallId, version: i32, edit: &Edit, reason: &str) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    let call = db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    if call.version != version {
        return Err(Error::Conflict);
    }
    let definition = db::definitions::get(tx.conn, call.definition_id)?;
    let changed = edit.apply(&definition).map_err(Error::Refused)?;
    if changed == *definition {
        return Ok(());
    }
    calls::change_definition(tx, actor, id, version, &changed, reason)
}
