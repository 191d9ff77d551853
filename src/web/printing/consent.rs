//! A Letter of Consent as a PDF. It is one and the same letter whoever prints it: its words, days and labels follow no reader's language
//! or zone.

use actix_web::HttpResponse;

use super::{broken, check_fonts, place};
use crate::{
    actions::{case::Case, printing},
    db::consents::ConsentRow,
    domain::{hosting::LETTER_LANGUAGES, time::Day},
    export::print::{
        ConsentPaper, IS_BUILT_IN, Press,
        consent::Version,
        paper::{PAGE, PAGES},
    },
    files::store::Reading,
    web::{
        documents::give_out,
        error::Error,
        page::{Area, Frame},
        session::Visit,
    },
    words::Words,
};

/// Gives the letter out to somebody who may read it.
///
/// # Errors
/// As [`super::give`].
pub async fn give(visit: &Visit, case: &Case, consent: &ConsentRow, address: String) -> Result<HttpResponse, Error> {
    if !IS_BUILT_IN {
        return Err(Error::NotFound);
    }
    let frame = visit.frame(Area::Aside, "hosting-letter-title");
    let letter = paper(case, consent, address);
    let _place = place()?;
    printing::begin_consent(&visit.app, visit.now, &visit.actor, case).await?;
    check_fonts(&frame, letter.texts())?;
    let target = visit.app.files.spool.path();
    if !Press::find().print_consent(letter, target.path()).await.map_err(|e| broken(&e))? {
        return Err(broken(&"not-set"));
    }
    // The open file outlives its name.
    let reading = Reading::file(target.path()).await.map_err(|e| broken(&e))?;
    Ok(give_out(&format!("{}.pdf", consent.number), "application/pdf", reading))
}

/// Days as both languages read them.
fn day(day: Day) -> String {
    day.format("%Y-%m-%d").to_string()
}

fn paper(case: &Case, consent: &ConsentRow, address: String) -> ConsentPaper {
    let frame = Frame::new(Words::english(), consent.issued_at);
    let (call, said) = (&case.call.title, &consent.facts);
    let fact = |name: &str, fact: String| (frame.say(name).to_owned(), fact);
    let both = |one: &str, other: &str| match (one, other) {
        (one, "") => one.to_owned(),
        (one, other) if one == other => one.to_owned(),
        (one, other) => format!("{one} · {other}"),
    };
    let facts = vec![
        fact("print-consent-number", consent.number.clone()),
        fact("print-consent-host", both(&said.host, &said.native_host)),
        fact("print-consent-applicant", both(&said.applicant, &said.reference)),
        fact("print-consent-post", said.post.clone()),
        fact("print-consent-dates", format!("{} – {}", day(said.from), day(said.until))),
        fact("print-consent-signer", said.signer.clone()),
        fact("print-consent-issued", day(said.date)),
        fact("print-consent-code", consent.code.clone()),
    ];
    let ended = |at: crate::domain::time::Timestamp| {
        frame.with("print-consent-ended").set("date", day(at.day_in(case.call.zone))).to_string()
    };
    ConsentPaper {
        language: frame.words.language().to_owned(),
        title: frame.with("print-consent-title").set("number", consent.number.as_str()).to_string(),
        call: both(call.in_language("en"), call.exactly_in("zh")),
        number: consent.number.clone(),
        code: consent.code.clone(),
        ended: consent.ended_at.map(ended).unwrap_or_default(),
        versions: LETTER_LANGUAGES
            .iter()
            .filter_map(|language| Version::of(language, consent.letter.exactly_in(language)))
            .collect(),
        facts,
        verify: (frame.say("print-consent-verify").to_owned(), address),
        page: frame.with("print-page").set("page", PAGE).set("pages", PAGES).to_string(),
    }
}
