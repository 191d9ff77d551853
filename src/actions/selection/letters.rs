//! Letters of outcome: the call's text for each outcome with the applicant's facts put in, bound to the decision when it is released.

use crate::{
    actions::{Error, case::Case},
    db::{self, Conn},
    domain::{text::fill, time::Timestamp, workflow::Outcome},
};

/// The letter of this outcome for this applicant, in the applicant's language, as plain paragraphs.
/// Placeholders of the call's text: `{name}`, `{reference}`, `{call}`, `{reply_by}`.
pub fn render(conn: &mut Conn, case: &Case, outcome: Outcome, reply_by: Option<Timestamp>) -> Result<String, Error> {
    let owner = db::users::get(conn, case.application.owner_id)?;
    let letters = &case.definition.letters;
    let text = match outcome {
        Outcome::Offer => &letters.offer,
        Outcome::Waitlist => &letters.waitlist,
        Outcome::Reject => &letters.reject,
    };
    let zone = case.window().zone;
    let reply_by = reply_by.map(|t| t.in_zone(zone).format("%-d %B %Y, %H:%M").to_string()).unwrap_or_default();
    let facts = [
        ("{name}", case.application.name.as_str()),
        ("{reference}", case.application.reference.as_deref().unwrap_or_default()),
        ("{call}", case.call.title.in_language(&owner.language)),
        ("{reply_by}", reply_by.as_str()),
    ];
    Ok(fill(text.in_language(&owner.language), &facts))
}
