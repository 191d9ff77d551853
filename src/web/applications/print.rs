//! An applicant's own application as a PDF, also for whoever writes along: what the page of all answers shows, and for the applicant
//! the letters that the call lets applicants read.

use actix_web::{HttpResponse, web::Path};

use super::readable_case;
use crate::{
    actions::{self, applications::Written, case::Case, letters::reading::will_be_read_by_applicant},
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

/// What is printed for an applicant, or for whoever writes along.
pub struct Sheet {
    case: Case,
    written: Written,
    letters: Vec<(LetterRow, Option<LetterFileRow>)>,
}

impl Sheet {
    /// Reads it, for somebody who may.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub async fn read(visit: &Visit, id: ApplicationId) -> Result<Self, Error> {
        let case = readable_case(visit, id).await?;
        let own = case.is_own(&visit.actor);
        let sheet = visit.app.read(move |conn| {
            let written = Written::read(conn, &case)?;
            let mut letters = Vec::new();
            let all = if own { db::letters::list(conn, case.application.id)? } else { Vec::new() };
            for letter in all {
                if letter.state == LetterState::Received && will_be_read_by_applicant(&case, &letter) {
                    let file = db::letters::find_file(conn, letter.id)?;
                    letters.push((letter, file));
                }
            }
            Ok::<_, actions::Error>(Self { case, written, letters })
        });
        Ok(sheet.await?)
    }

    /// As it is given to the press.
    pub fn printed(&self) -> Printed<'_> {
        let Self { case, written, letters } = self;
        Printed { case, answers: &written.answers, files: &written.files, view: View::Whole, letters, is_sealed: false }
    }

    /// The same with a last page to be signed and sealed.
    pub fn to_be_sealed(&self) -> Printed<'_> {
        Printed { is_sealed: true, ..self.printed() }
    }
}

/// `GET /applications/{id}/application.pdf`.
pub async fn give(visit: Visit, id: Path<ApplicationId>) -> Result<HttpResponse, Error> {
    let sheet = Sheet::read(&visit, *id).await?;
    let frame = visit.frame(Area::Applications, "applications-answers-title");
    printing::give(&visit, &frame, &sheet.printed()).await
}
