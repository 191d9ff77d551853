//! Messages to the owners of both sides of a joint project.

use serde::{Deserialize, Serialize};

use super::about::AboutApplication;
use crate::{
    domain::{pairing::Told, sentence::Sentence, time::Timestamp},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// The other side is found. Nothing of what it says is told, but its reference number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairFound {
    /// The application.
    pub about: AboutApplication,
    /// The other side's reference number.
    pub other: String,
    /// How the two stand.
    pub told: Told,
    /// Until when the applicant can change the application; none where not now.
    pub until: Option<Timestamp>,
}

impl Tell for PairFound {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let (subject, body) = match self.told {
            Told::Agrees => ("mail-pair-agrees-subject", "mail-pair-agrees"),
            Told::Unconfirmed => ("mail-pair-unconfirmed-subject", "mail-pair-unconfirmed"),
            Told::Differs => ("mail-pair-differs-subject", "mail-pair-differs"),
        };
        let next = match (self.told, self.until) {
            (Told::Agrees, _) => Sentence::new("mail-pair-agrees-next"),
            (Told::Unconfirmed, _) => Sentence::new("mail-pair-unconfirmed-next"),
            (Told::Differs, None) => Sentence::new("mail-pair-differs-wait"),
            (Told::Differs, Some(until)) => {
                Sentence::new("mail-pair-differs-next").with("until", self.about.call.moment(ctx, until))
            }
        };
        let body = Sentence::new(body).with("other", self.other.as_str());
        let letter = self.about.letter(ctx, subject).say(body).say(next);
        self.about.facts(ctx, letter).link("mail-link-application", self.about.address(ctx))
    }
}
