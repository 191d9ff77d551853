//! What messages speak of: a call, an application.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        id::ApplicationId,
        sentence::Sentence,
        text::Text,
        time::{Timestamp, Zone},
    },
    mail::{context::Context, letter::Letter},
};

/// The call that a message speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AboutCall {
    /// Its title, by language.
    pub title: Text,
    /// Last part of its address.
    pub slug: String,
    /// The zone in which its times are told.
    pub zone: Zone,
}

impl AboutCall {
    /// The title in the reader's language.
    pub fn title(&self, ctx: &Context<'_>) -> String {
        self.title.in_language(ctx.words.reading()).to_owned()
    }

    /// A moment on the call's clocks, and on the reader's where they differ.
    pub fn moment(&self, ctx: &Context<'_>, at: Timestamp) -> String {
        ctx.moment(at, self.zone)
    }
}

/// The application that a message speaks of, and its applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AboutApplication {
    /// Its call.
    pub call: AboutCall,
    /// The application.
    pub application: ApplicationId,
    /// Its reference number; `None` while it is a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The applicant's name, as the applicant gave it.
    pub name: String,
}

impl AboutApplication {
    /// The reference number, else the call's title: what stands in the subject.
    pub fn short(&self, ctx: &Context<'_>) -> String {
        self.reference.clone().unwrap_or_else(|| self.call.title(ctx))
    }

    /// The address of the applicant's page of it.
    pub fn address(&self, ctx: &Context<'_>) -> String {
        ctx.address(&format!("/applications/{}", self.application))
    }

    /// A letter to the applicant: the subject with its `{ $reference }`, the greeting.
    pub fn letter(&self, ctx: &Context<'_>, subject: &'static str) -> Letter {
        let subject = Sentence::new(subject).with("reference", self.short(ctx));
        Letter::new(subject).to(&self.name)
    }

    /// Adds what tells which application it is about.
    pub fn facts(&self, ctx: &Context<'_>, letter: Letter) -> Letter {
        letter
            .fact("mail-fact-call", self.call.title(ctx))
            .fact("mail-fact-reference", self.reference.clone().unwrap_or_default())
    }
}
