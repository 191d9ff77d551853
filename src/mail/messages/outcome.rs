//! Messages that tell an outcome, and what became of an offer.

use serde::{Deserialize, Serialize};

use super::about::AboutApplication;
use crate::{
    domain::{sentence::Sentence, time::Timestamp},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

fn offer_address(about: &AboutApplication, ctx: &Context<'_>) -> String {
    ctx.address(&format!("/applications/{}/offer", about.application))
}

/// A place is offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferMade {
    /// Which.
    pub about: AboutApplication,
    /// The letter of this outcome, as the office wrote it.
    pub letter: String,
    /// Until when it is to be answered.
    pub reply_by: Timestamp,
    /// The place became free for the next on the waiting list.
    #[serde(default)]
    pub from_waiting_list: bool,
}

impl Tell for OfferMade {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let body = if self.from_waiting_list { "mail-offer-made-promoted" } else { "mail-offer-made-body" };
        let letter = about
            .letter(ctx, "mail-offer-made-subject")
            .say(Sentence::new(body).with("call", about.call.title(ctx)))
            .quote("mail-label-letter", &self.letter);
        about
            .facts(ctx, letter)
            .fact("mail-fact-reply-by", about.call.moment(ctx, self.reply_by))
            .say(Sentence::new("mail-offer-made-after"))
            .link("mail-offer-made-link", offer_address(about, ctx))
    }
}

/// An offer has new terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferChanged {
    /// Which.
    pub about: AboutApplication,
    /// The letter with the new terms.
    pub letter: String,
    /// Until when it is to be answered now.
    pub reply_by: Timestamp,
}

impl Tell for OfferChanged {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-offer-changed-subject")
            .say(Sentence::new("mail-offer-changed-body").with("call", about.call.title(ctx)))
            .quote("mail-label-letter", &self.letter);
        about
            .facts(ctx, letter)
            .fact("mail-fact-reply-by", about.call.moment(ctx, self.reply_by))
            .say(Sentence::new("mail-offer-made-after"))
            .link("mail-offer-made-link", offer_address(about, ctx))
    }
}

/// The applicant is on the waiting list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitingList {
    /// Which.
    pub about: AboutApplication,
    /// The letter of this outcome, as the office wrote it.
    pub letter: String,
    /// Place on the list, where the office tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<i32>,
}

impl Tell for WaitingList {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-outcome-subject")
            .say(Sentence::new("mail-waiting-list-body").with("call", about.call.title(ctx)))
            .quote("mail-label-letter", &self.letter);
        about
            .facts(ctx, letter)
            .fact("mail-fact-rank", self.rank.map(|r| r.to_string()).unwrap_or_default())
            .say(Sentence::new("mail-waiting-list-after"))
            .link("mail-link-application", about.address(ctx))
    }
}

/// No place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotSelected {
    /// Which.
    pub about: AboutApplication,
    /// The letter of this outcome, as the office wrote it.
    pub letter: String,
}

impl Tell for NotSelected {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-outcome-subject")
            .say(Sentence::new("mail-not-selected-body").with("call", about.call.title(ctx)))
            .quote("mail-label-letter", &self.letter);
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}

/// The reply-by date passed without an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferExpired {
    /// Which.
    pub about: AboutApplication,
    /// When it passed.
    pub reply_by: Timestamp,
}

impl Tell for OfferExpired {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-offer-expired-subject")
            .say(Sentence::new("mail-offer-expired-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-reply-by", about.call.moment(ctx, self.reply_by))
            .say(Sentence::new("mail-offer-expired-after").with("contact", ctx.contact))
            .link("mail-link-application", about.address(ctx))
    }
}

/// The office took the offer, or the place, back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferRescinded {
    /// Which.
    pub about: AboutApplication,
    /// The reason, as the office gave it.
    pub reason: String,
}

impl Tell for OfferRescinded {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-offer-rescinded-subject")
            .say(Sentence::new("mail-offer-rescinded-body").with("call", about.call.title(ctx)))
            .quote("mail-label-reason", &self.reason);
        about
            .facts(ctx, letter)
            .say(Sentence::new("mail-questions").with("contact", ctx.contact))
            .link("mail-link-application", about.address(ctx))
    }
}

/// The receipt of an acceptance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferAccepted {
    /// Which.
    pub about: AboutApplication,
    /// When the request arrived.
    pub at: Timestamp,
}

impl Tell for OfferAccepted {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-offer-accepted-subject")
            .say(Sentence::new("mail-offer-accepted-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-received", about.call.moment(ctx, self.at))
            .say(Sentence::new("mail-offer-accepted-after"))
            .link("mail-link-application", about.address(ctx))
    }
}

/// The receipt of a refusal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferDeclined {
    /// Which.
    pub about: AboutApplication,
    /// When the request arrived.
    pub at: Timestamp,
}

impl Tell for OfferDeclined {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-offer-declined-subject")
            .say(Sentence::new("mail-offer-declined-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-received", about.call.moment(ctx, self.at))
            .say(Sentence::new("mail-offer-declined-after").with("contact", ctx.contact))
    }
}

/// All conditions are met: the place is certain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceConfirmed {
    /// Which.
    pub about: AboutApplication,
}

impl Tell for PlaceConfirmed {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-place-confirmed-subject")
            .say(Sentence::new("mail-place-confirmed-body").with("call", about.call.title(ctx)));
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}

/// The place moved to another call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceDeferred {
    /// Which.
    pub about: AboutApplication,
    /// The reason, as the officer gave it.
    pub reason: String,
}

impl Tell for PlaceDeferred {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-place-deferred-subject")
            .say(Sentence::new("mail-place-deferred-body").with("call", about.call.title(ctx)))
            .quote("mail-label-reason", &self.reason);
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}

/// A deferred place is taken up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceResumed {
    /// Which.
    pub about: AboutApplication,
}

impl Tell for PlaceResumed {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-place-resumed-subject")
            .say(Sentence::new("mail-place-resumed-body").with("call", about.call.title(ctx)));
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}
