//! An application as a PDF for an officer: what was last handed in, with its documents and the letters of reference that are in.

use actix_web::{HttpResponse, web::Path};

use super::room::Room;
use crate::{
    actions,
    db::{
        self,
        letters::{LetterFileRow, LetterRow},
    },
    domain::{form::blind::View, id::ApplicationId, letter::LetterState},
    web::{
        error::Error,
        page::Area,
        printing::{self, Printed},
        session::Visit,
    },
};

/// What is printed for an officer.
pub struct Sheet {
    room: Room,
    letters: Vec<(LetterRow, Option<LetterFileRow>)>,
}

impl Sheet {
    /// Reads it, for an officer who may.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub async fn read(visit: &Visit, id: ApplicationId) -> Result<Self, Error> {
        let mut room = Room::enter(visit, id).await?;
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
        Ok(Self { room, letters: letters.await? })
    }

    /// As it is given to the press.
    pub fn printed(&self) -> Printed<'_> {
        let Self { room, letters } = self;
        Printed {
            case: &room.case,
            answers: &room.answers,
            files: &room.files,
            view: View::Whole,
            letters,
            is_sealed: false,
        }
    }
}

/// `GET /office/applications/{id}/application.pdf`.
pub async fn give(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let sheet = Sheet::read(&visit, *id).await?;
    let frame = visit.frame(Area::Office, "office-tab-applications");
    printing::give(&visit, &frame, &sheet.printed()).await
}
