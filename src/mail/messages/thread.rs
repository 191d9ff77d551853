//! Messages of threads and about people's own data.

use serde::{Deserialize, Serialize};

use super::about::{AboutApplication, AboutCall};
use crate::{
    domain::{id::ApplicationId, own_data::RequestState, sentence::Sentence},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// The office wrote to the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeWrote {
    /// The application.
    pub about: AboutApplication,
    /// What was written.
    pub text: String,
}

impl Tell for OfficeWrote {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = Sentence::new("mail-office-wrote-body").with("call", self.about.call.title(ctx));
        let letter =
            self.about.letter(ctx, "mail-office-wrote-subject").say(body).quote("mail-thread-label", &self.text);
        let address = format!("{}/messages", self.about.address(ctx));
        self.about.facts(ctx, letter).link("mail-thread-link", address)
    }
}

/// The applicant wrote to the office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicantWrote {
    /// Name of the officer who is told.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The application.
    pub application: ApplicationId,
    /// Its reference number.
    pub reference: String,
    /// The applicant's name.
    pub applicant: String,
    /// What was written.
    pub text: String,
}

impl Tell for ApplicantWrote {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = Sentence::new("mail-applicant-wrote-body")
            .with("applicant", self.applicant.as_str())
            .with("reference", self.reference.as_str())
            .with("call", self.call.title(ctx));
        Letter::new(Sentence::new("mail-applicant-wrote-subject").with("reference", self.reference.as_str()))
            .to(&self.name)
            .say(body)
            .quote("mail-thread-label", &self.text)
            .link("mail-thread-link", ctx.address(&format!("/office/applications/{}#thread", self.application)))
    }
}

/// Somebody who accepted a place answered everything that was asked then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AcceptanceAnswered {
    /// Name of the officer who is told.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The application.
    pub application: ApplicationId,
    /// Its reference number.
    pub reference: String,
    /// The applicant's name.
    pub applicant: String,
}

impl Tell for AcceptanceAnswered {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = Sentence::new("mail-acceptance-answered-body")
            .with("applicant", self.applicant.as_str())
            .with("reference", self.reference.as_str())
            .with("call", self.call.title(ctx));
        Letter::new(Sentence::new("mail-acceptance-answered-subject").with("reference", self.reference.as_str()))
            .to(&self.name)
            .say(body)
            .link(
                "mail-acceptance-answered-link",
                ctx.address(&format!("/office/applications/{}#later", self.application)),
            )
    }
}

/// The office answered a request about somebody's own data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataRequestAnswered {
    /// Name of who asked.
    pub name: String,
    /// How it ended.
    pub state: RequestState,
    /// Why.
    pub answer: String,
}

impl Tell for DataRequestAnswered {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = match self.state {
            RequestState::Done => "mail-data-request-done",
            RequestState::Open | RequestState::Refused => "mail-data-request-refused",
        };
        Letter::new(Sentence::new("mail-data-request-subject"))
            .to(&self.name)
            .say(Sentence::new(body))
            .quote("mail-label-reason", &self.answer)
            .link("mail-data-request-link", ctx.address("/account/data"))
    }
}
