//! Messages to reviewers. They name no applicant, because the view may be blind and a mailbox is no safe place for names.

use serde::{Deserialize, Serialize};

use super::about::AboutCall;
use crate::{
    domain::{sentence::Sentence, time::Timestamp},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// Applications were assigned: one mail for all that were given at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssignmentsGiven {
    /// The reviewer's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// How many.
    pub count: u32,
    /// Until when they are to be reviewed.
    pub due_at: Option<Timestamp>,
}

impl Tell for AssignmentsGiven {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let subject = Sentence::new("mail-assignments-given-subject")
            .with("count", self.count)
            .with("call", self.call.title(ctx));
        let body =
            Sentence::new("mail-assignments-given-body").with("count", self.count).with("call", self.call.title(ctx));
        Letter::new(subject)
            .to(&self.name)
            .say(body)
            .fact("mail-fact-due", self.due_at.map(|due| self.call.moment(ctx, due)).unwrap_or_default())
            .say(Sentence::new("mail-assignments-given-conflict"))
            .link("mail-link-reviews", ctx.address("/reviews"))
    }
}

/// Assignments were taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssignmentTakenBack {
    /// The reviewer's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// How many.
    pub count: u32,
}

impl Tell for AssignmentTakenBack {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let subject = Sentence::new("mail-assignment-taken-back-subject").with("call", self.call.title(ctx));
        let body = Sentence::new("mail-assignment-taken-back-body")
            .with("count", self.count)
            .with("call", self.call.title(ctx));
        Letter::new(subject).to(&self.name).say(body).link("mail-link-reviews", ctx.address("/reviews"))
    }
}
