//! Places: how many a call has and how many are free.

use crate::{
    actions::Error,
    db::{self, Conn, calls::CallRow},
    domain::sentence::Sentence,
};

/// Places that nobody holds and no recorded offer reserves; negative where the office lowered the number below what is given.
/// Locks the call until the transaction ends, so that two requests never count the same place.
pub fn free(conn: &mut Conn, call: &CallRow) -> Result<i64, Error> {
    let places = db::calls::lock(conn, call.id)?;
    let taken = db::applications::count_places_taken(conn, call.id)?;
    Ok(i64::from(places) - taken)
}

/// Refuses unless a place is free.
///
/// # Errors
/// `Refused` where none is.
pub fn require_free(conn: &mut Conn, call: &CallRow) -> Result<(), Error> {
    if free(conn, call)? > 0 {
        Ok(())
    } else {
        Err(Error::refused(Sentence::new("selection-no-free-place").with("places", call.places)))
    }
}
