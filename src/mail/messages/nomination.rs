//! Messages about nominations, to contacts of authorities and to applicants.

use serde::{Deserialize, Serialize};

use super::about::{AboutApplication, AboutCall};
use crate::{
    domain::{id::AuthorityId, nomination::NominationState, sentence::Sentence, time::Timestamp, workflow::Outcome},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// Candidates wait for an authority.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidatesWait {
    /// Name of the contact.
    pub name: String,
    /// The authority.
    pub authority: AuthorityId,
    /// Its name.
    pub authority_name: String,
    /// The call.
    pub call: AboutCall,
    /// Until when it may nominate.
    pub until: Timestamp,
}

impl Tell for CandidatesWait {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let call = self.call.title(ctx);
        let body = Sentence::new("mail-candidates-wait-body")
            .with("authority", self.authority_name.as_str())
            .with("call", call.as_str());
        let until = Sentence::new("mail-candidates-wait-until").with("until", self.call.moment(ctx, self.until));
        let address = ctx.address(&format!("/nominating/calls/{}/{}", self.call.slug, self.authority));
        Letter::new(Sentence::new("mail-candidates-wait-subject").with("call", call))
            .to(&self.name)
            .say(body)
            .say(until)
            .link("mail-candidates-wait-link", address)
    }
}

/// The kind of [`CandidatesStillWait`], by which reminders that went are found.
pub const CANDIDATES_STILL_WAIT: &str = "candidates_still_wait";

/// Candidates still wait for an authority whose last day for nominating comes near.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidatesStillWait {
    /// Name of the contact.
    pub name: String,
    /// The authority.
    pub authority: AuthorityId,
    /// Its name.
    pub authority_name: String,
    /// The call.
    pub call: AboutCall,
    /// How many candidates wait.
    pub count: usize,
    /// Until when it may nominate.
    pub until: Timestamp,
}

impl Tell for CandidatesStillWait {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let call = self.call.title(ctx);
        let body = Sentence::new("mail-candidates-still-wait-body")
            .with("count", self.count)
            .with("authority", self.authority_name.as_str())
            .with("call", call.as_str());
        let until = Sentence::new("mail-candidates-still-wait-until").with("until", self.call.moment(ctx, self.until));
        let address = ctx.address(&format!("/nominating/calls/{}/{}", self.call.slug, self.authority));
        Letter::new(Sentence::new("mail-candidates-still-wait-subject").with("call", call))
            .to(&self.name)
            .say(body)
            .say(until)
            .link("mail-candidates-wait-link", address)
    }
}

/// Several authorities could nominate the applicant, who is to choose one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChooseAuthority {
    /// The application.
    pub about: AboutApplication,
}

impl Tell for ChooseAuthority {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = Sentence::new("mail-choose-authority-body").with("call", self.about.call.title(ctx));
        let letter = self.about.letter(ctx, "mail-choose-authority-subject").say(body);
        let address = format!("{}/nomination", self.about.address(ctx));
        self.about.facts(ctx, letter).link("mail-choose-authority-link", address)
    }
}

/// The authority said something of the applicant, or took it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NominationAnswered {
    /// The application.
    pub about: AboutApplication,
    /// Name of the authority.
    pub authority: String,
    /// Where the nomination stands now.
    pub state: NominationState,
    /// Why, where it said so.
    pub reason: String,
}

impl Tell for NominationAnswered {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let (subject, body) = match self.state {
            NominationState::Endorsed => ("mail-nomination-endorsed-subject", "mail-nomination-endorsed-body"),
            NominationState::Refused => ("mail-nomination-refused-subject", "mail-nomination-refused-body"),
            NominationState::Returned => ("mail-nomination-returned-subject", "mail-nomination-returned-body"),
            _ => ("mail-nomination-again-subject", "mail-nomination-again-body"),
        };
        let body =
            Sentence::new(body).with("authority", self.authority.as_str()).with("call", self.about.call.title(ctx));
        let letter = self.about.letter(ctx, subject).say(body).quote("mail-label-reason", &self.reason);
        let address = format!("{}/nomination", self.about.address(ctx));
        self.about.facts(ctx, letter).link("mail-nomination-link", address)
    }
}

/// The outcomes of an authority's candidates, after a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NominationOutcomes {
    /// Name of the contact.
    pub name: String,
    /// Name of the authority.
    pub authority: String,
    /// The call.
    pub call: AboutCall,
    /// One for each candidate, by the authority's rank.
    pub outcomes: Vec<CandidateOutcome>,
}

/// A candidate's outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidateOutcome {
    /// The authority's rank.
    pub rank: i32,
    /// Reference number.
    pub reference: String,
    /// Name.
    pub name: String,
    /// What was told.
    pub outcome: Outcome,
}

impl Tell for NominationOutcomes {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let call = self.call.title(ctx);
        let body = Sentence::new("mail-nomination-outcomes-body")
            .with("authority", self.authority.as_str())
            .with("call", call.as_str());
        let line = |candidate: &CandidateOutcome| {
            let outcome = match candidate.outcome {
                Outcome::Offer => "mail-outcome-offer",
                Outcome::Waitlist => "mail-outcome-waitlist",
                Outcome::Reject => "mail-outcome-reject",
            };
            let sentence = Sentence::new("mail-nomination-outcome")
                .with("rank", candidate.rank)
                .with("name", candidate.name.as_str())
                .with("reference", candidate.reference.as_str())
                .with("outcome", ctx.words.say(outcome));
            ctx.words.sentence(&sentence)
        };
        Letter::new(Sentence::new("mail-nomination-outcomes-subject").with("call", call))
            .to(&self.name)
            .say(body)
            .list("mail-nomination-outcomes-label", self.outcomes.iter().map(line).collect())
            .link("mail-nomination-outcomes-link", ctx.address("/nominating"))
    }
}
