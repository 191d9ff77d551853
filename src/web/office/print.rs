//! An application as a PDF for an officer: what was last handed in, with its documents and the letters of reference that are in.

use actix_web::{HttpResponse, web::Path};

use super::room::Room;
use crate::{
    actions, db,
    domain::{form::blind::View, id::ApplicationId, letter::LetterState},
    web::{
        error::Error,
        page::Area,
        printing::{self, Printed},
        session::Visit,
    },
};

/// `GET /office/applications/{id}/application.pdf`.
pub async fn give(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let mut room = Room::enter(&visit, *id).await?;
    let received = std::mem::take(&mut room.letters).into_iter().filter(|l| l.state == LetterState::Received);
    let received: Vec<_> = received.collect();
    let letters = visit.app.read(move |conn| {
        let mut letters = Vec::new();
        for letter in received {
            let file = db::letters::find_file(conn, letter.id)?;
            letters.push((letter, file));
        }
        Ok::<_, actions::Error>(letters)
    });
    let letters = letters.await?;
    let frame = visit.frame(Area::Office, "office-tab-applications");
    let printed =
        Printed { case: &room.case, answers: &room.answers, files: &room.files, view: View::Whole, letters: &letters };
    printing::give(&visit, &frame, &printed).await
}
