//! Letters of consent: the letter itself for those whom it concerns, and the public page on which a code tells whether one is valid.
//! Issuing is the action's; here a letter is put on a page, and on paper.

use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;

use crate::{
    actions::{self, case::Case},
    db::{self, consents::ConsentRow},
    domain::{
        hosting::{LETTER_LANGUAGES, consent::typed_code},
        id::ConsentId,
        permission::Action,
    },
    web::{
        error::Error,
        moment::Moment,
        page::{Area, Frame},
        printing,
        session::Visit,
    },
};

/// The letter.
#[derive(Template)]
#[template(path = "hosting/letter.html")]
struct LetterPage {
    frame: Frame,
    id: ConsentId,
    number: String,
    code: String,
    address: String,
    letters: Vec<(&'static str, String)>,
    issued: Moment,
    ended: Option<Moment>,
}

/// The letter with its application, for the applicant, the host that gave it, and the office.
async fn open(visit: &Visit, id: ConsentId) -> Result<(ConsentRow, Case), Error> {
    let actor = visit.actor.clone();
    let opened = visit.app.read(move |conn| {
        let consent = db::consents::find(conn, id)?.ok_or(actions::Error::NotFound)?;
        let application = consent.application_id;
        for action in [Action::ActAsOwner, Action::ReadAsOfficer] {
            if let Ok(case) = Case::open(conn, &actor, action, application) {
                return Ok((consent, case));
            }
        }
        if !actor.hosts().contains(&consent.host_id) {
            return Err(actions::Error::NotFound);
        }
        Case::open(conn, &actor, Action::ReadAsHost, application).map(|case| (consent, case))
    });
    Ok(opened.await?)
}

/// Where anybody can verify it.
fn address(visit: &Visit, consent: &ConsentRow) -> String {
    format!("{}/verify/{}", visit.app.public_url, consent.code)
}

/// `GET /consents/{id}`.
pub async fn show(visit: Visit, id: Path<ConsentId>) -> Result<HttpResponse, Error> {
    let (consent, case) = open(&visit, *id).await?;
    let mut frame = visit.frame(Area::Aside, "hosting-letter-title");
    frame.title = frame.with("hosting-letter-number").set("number", consent.number.as_str()).to_string();
    let zone = case.call.zone;
    visit.page(&LetterPage {
        id: consent.id,
        address: address(&visit, &consent),
        letters: LETTER_LANGUAGES.map(|language| (language, consent.letter.exactly_in(language).to_owned())).into(),
        issued: frame.moment(consent.issued_at, zone).day(),
        ended: consent.ended_at.map(|at| frame.moment(at, zone).day()),
        number: consent.number,
        code: consent.code,
        frame,
    })
}

/// `GET /consents/{id}/letter.pdf`.
pub async fn print(visit: Visit, id: Path<ConsentId>) -> Result<HttpResponse, Error> {
    let (consent, case) = open(&visit, *id).await?;
    let address = address(&visit, &consent);
    printing::consent::give(&visit, &case, &consent, address).await
}

/// What a code tells.
#[derive(Template)]
#[template(path = "hosting/verify.html")]
struct VerifyPage {
    frame: Frame,
    found: Option<Found>,
}

struct Found {
    number: String,
    applicant: String,
    reference: String,
    host: String,
    native_host: String,
    post: String,
    from: String,
    until: String,
    signer: String,
    issued: String,
    ended: Option<String>,
}

/// `GET /verify/{code}`: for whoever holds the letter.
pub async fn verify(visit: Visit, code: Path<String>) -> Result<HttpResponse, Error> {
    let code = typed_code(&code);
    let consent = match code {
        Some(code) => visit.app.read(move |conn| db::consents::find_by_code(conn, &code)).await?,
        None => None,
    };
    let frame = visit.frame(Area::Aside, "hosting-verify-title");
    let status = if consent.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let found = consent.map(|consent| found(&frame, consent));
    visit.answer(status, &VerifyPage { frame, found })
}

fn found(frame: &Frame, consent: ConsentRow) -> Found {
    let facts = consent.facts;
    Found {
        number: consent.number,
        applicant: facts.applicant,
        reference: facts.reference,
        host: facts.host,
        native_host: facts.native_host,
        post: facts.post,
        from: frame.words.day(facts.from),
        until: frame.words.day(facts.until),
        signer: facts.signer,
        issued: frame.words.day(facts.date),
        ended: consent.ended_at.map(|at| frame.words.day(at.naive().date())),
    }
}
