//! Messages about writing together: to the one who is invited, and to the applicant.

use serde::{Deserialize, Serialize};

use super::about::{AboutApplication, AboutCall};
use crate::{
    domain::{id::CoWriterId, sentence::Sentence},
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

fn sentence(ctx: &Context<'_>, id: &'static str, applicant: &str, call: &AboutCall) -> Sentence {
    Sentence::new(id).with("applicant", applicant).with("call", call.title(ctx))
}

/// Somebody is invited to write along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoWriterInvited {
    /// The call.
    pub call: AboutCall,
    /// The applicant's name.
    pub applicant: String,
    /// The invitation.
    pub invitation: CoWriterId,
    /// Whether the person may write, and not only read.
    pub edits: bool,
}

impl Tell for CoWriterInvited {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = if self.edits { "mail-co-writer-invited-edit" } else { "mail-co-writer-invited-view" };
        Letter::new(sentence(ctx, "mail-co-writer-invited-subject", &self.applicant, &self.call))
            .say(sentence(ctx, body, &self.applicant, &self.call))
            .link("mail-co-writer-link", ctx.address(&format!("/writing/{}", self.invitation)))
            .say(Sentence::new("mail-co-writer-how"))
    }
}

/// Somebody was taken off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoWriterRemoved {
    /// The call.
    pub call: AboutCall,
    /// The applicant's name.
    pub applicant: String,
}

impl Tell for CoWriterRemoved {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(sentence(ctx, "mail-co-writer-removed-subject", &self.applicant, &self.call)).say(sentence(
            ctx,
            "mail-co-writer-removed-body",
            &self.applicant,
            &self.call,
        ))
    }
}

/// Somebody accepted, declined or left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoWriterAnswered {
    /// The application.
    pub about: AboutApplication,
    /// The address that was invited.
    pub person: String,
    /// Whether the person writes along now.
    pub accepted: bool,
    /// Whether the person wrote along and has left.
    pub left: bool,
}

impl Tell for CoWriterAnswered {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let body = match (self.accepted, self.left) {
            (true, _) => "mail-co-writer-accepted",
            (false, true) => "mail-co-writer-left",
            (false, false) => "mail-co-writer-declined",
        };
        let body = Sentence::new(body).with("person", self.person.as_str());
        let letter = self.about.letter(ctx, "mail-co-writer-answered-subject").say(body);
        let address = format!("{}/writers", self.about.address(ctx));
        self.about.facts(ctx, letter).link("mail-co-writers-link", address)
    }
}
