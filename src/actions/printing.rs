//! Printing: what is written down of it before the pages are set. What goes into them is read and opened as for the page
//! of the same reader, file by file.

use crate::{
    actions::{Error, Tx, app::App, audit, case::Case},
    domain::{
        permission::{Action, Actor},
        time::Timestamp,
    },
};

/// Writes down who reads somebody else's application as a PDF. The case is one that the actor has opened.
///
/// # Errors
/// `Unavailable` where it cannot be written down: then nothing is given out.
pub async fn begin(app: &App, now: Timestamp, actor: &Actor, case: &Case) -> Result<(), Error> {
    if case.permit(actor, Action::ActAsOwner).is_ok() {
        return Ok(());
    }
    write_down(app, now, actor, case, "print_application").await
}

/// Writes down who reads the Letter of Consent of somebody else's application as a PDF.
///
/// # Errors
/// As [`begin`].
pub async fn begin_consent(app: &App, now: Timestamp, actor: &Actor, case: &Case) -> Result<(), Error> {
    if case.permit(actor, Action::ActAsOwner).is_ok() {
        return Ok(());
    }
    write_down(app, now, actor, case, "print_consent").await
}

async fn write_down(app: &App, now: Timestamp, actor: &Actor, case: &Case, action: &'static str) -> Result<(), Error> {
    let (actor, id, call) = (actor.clone(), case.application.id, case.call.id);
    app.write(now, move |tx: &mut Tx| audit::application(tx, &actor, action, id, call, "")).await
}
