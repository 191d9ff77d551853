//! Messages to the office's own people.

use serde::{Deserialize, Serialize};

use super::about::AboutCall;
use crate::{
    domain::{id::ApplicationId, sentence::Sentence},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// Decisions are recorded and wait for a second person to release them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseWaiting {
    /// Name of who is to release.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// How many decisions wait.
    pub count: u32,
    /// Name of who asks.
    pub asked_by: String,
}

impl Tell for ReleaseWaiting {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let subject = Sentence::new("mail-release-waiting-subject").with("call", self.call.title(ctx));
        let body = Sentence::new("mail-release-waiting-body")
            .with("count", self.count)
            .with("call", self.call.title(ctx))
            .with("asked", self.asked_by.as_str());
        let address = ctx.address(&format!("/office/calls/{}/release", self.call.slug));
        Letter::new(subject).to(&self.name).say(body).link("mail-release-waiting-link", address)
    }
}

/// A reviewer declared a conflict: the application needs another reviewer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConflictDeclared {
    /// Name of the officer who is told.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The application.
    pub application: ApplicationId,
    /// Its reference number.
    pub reference: String,
    /// Name of the reviewer.
    pub reviewer: String,
    /// What the reviewer said.
    pub reason: String,
}

impl Tell for ConflictDeclared {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let subject = Sentence::new("mail-conflict-declared-subject").with("reference", self.reference.as_str());
        let body = Sentence::new("mail-conflict-declared-body")
            .with("reviewer", self.reviewer.as_str())
            .with("reference", self.reference.as_str())
            .with("call", self.call.title(ctx));
        Letter::new(subject)
            .to(&self.name)
            .say(body)
            .quote("mail-label-reason", &self.reason)
            .link("mail-conflict-declared-link", ctx.address(&format!("/office/applications/{}", self.application)))
    }
}
