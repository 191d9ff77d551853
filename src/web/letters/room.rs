//! What a referee's link leads to, and what every page behind it shows of the request.

use crate::{
    actions::{
        self,
        letters::{giving::Found, reading::will_be_read_by_applicant},
    },
    domain::referees::Referees,
    web::{error::Error, moment::Moment, page::Frame, session::Visit},
};

/// The letter of a link.
pub struct Room {
    /// The link's token.
    pub token: String,
    /// What it leads to.
    pub found: Found,
}

impl Room {
    /// Looks; nothing where the link is not known.
    pub async fn enter(visit: &Visit, token: &str) -> Result<Option<Self>, Error> {
        let token = token.to_owned();
        let sought = token.clone();
        match visit.app.read(move |conn| actions::letters::giving::look(conn, &sought)).await {
            Ok(found) => Ok(Some(Self { token, found })),
            Err(actions::Error::NotFound) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// What the call asks of referees.
    pub fn referees(&self) -> Result<&Referees, Error> {
        self.found.case.definition.referees.as_ref().ok_or(Error::NotFound)
    }

    /// What is asked for, in words.
    pub fn request(&self, frame: &Frame) -> Request {
        let Found { letter, case, applicant, .. } = &self.found;
        let reads = will_be_read_by_applicant(case, letter);
        Request {
            applicant: applicant.clone(),
            call: frame.text(&case.call.title).to_owned(),
            slug: case.call.slug.clone(),
            due: letter.due_at.map(|due| frame.moment(due, case.call.zone)),
            reads: if reads { "letters-applicant-reads" } else { "letters-applicant-does-not-read" },
            brief: self.referees().map(|r| frame.text(&r.brief).to_owned()).unwrap_or_default(),
        }
    }
}

/// A request as its pages show it.
pub struct Request {
    /// The applicant's name.
    pub applicant: String,
    /// The call's title.
    pub call: String,
    /// The call's word in addresses.
    pub slug: String,
    /// Until when the letter may be sent.
    pub due: Option<Moment>,
    /// Whether the applicant will read it.
    pub reads: &'static str,
    /// What the call says to referees.
    pub brief: String,
}
