//! Messages about hosts: posts, the applicants who choose them, consents and questions. To hosts they name no applicant, because a
//! mailbox is no safe place for names.

use serde::{Deserialize, Serialize};

use super::about::{AboutApplication, AboutCall};
use crate::{
    domain::{
        id::{ChoiceId, ConsentId, PostId},
        sentence::Sentence,
        text::Text,
    },
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// A host offers a post, which an officer is to check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostOffered {
    /// The officer's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The post.
    pub post: PostId,
    /// Its title.
    pub title: String,
    /// The host's name.
    pub host: Text,
    /// Whether it goes to an officer of the host's province, whose pages are not the office's.
    #[serde(default)]
    pub of_province: bool,
}

impl Tell for PostOffered {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let desk = if self.of_province { "provincial" } else { "office" };
        let subject = Sentence::new("mail-post-offered-subject").with("call", self.call.title(ctx));
        Letter::new(subject)
            .to(&self.name)
            .say(Sentence::new("mail-post-offered-body").with("host", &self.host).with("call", self.call.title(ctx)))
            .fact("mail-fact-post", self.title.as_str())
            .link("mail-post-offered-link", ctx.address(&format!("/{desk}/posts/{}", self.post)))
    }
}

/// A post is in the public list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostShown {
    /// The contact's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The post.
    pub post: PostId,
    /// Its title.
    pub title: String,
}

impl Tell for PostShown {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-post-shown-subject").with("post", self.title.as_str()))
            .to(&self.name)
            .say(Sentence::new("mail-post-shown-body").with("call", self.call.title(ctx)))
            .fact("mail-fact-post", self.title.as_str())
            .link("mail-post-shown-link", ctx.address(&format!("/posts/{}", self.post)))
    }
}

/// A post was sent back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostSentBack {
    /// The contact's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The post.
    pub post: PostId,
    /// Its title.
    pub title: String,
    /// What the office says.
    pub reason: String,
}

impl Tell for PostSentBack {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-post-sent-back-subject").with("post", self.title.as_str()))
            .to(&self.name)
            .say(Sentence::new("mail-post-sent-back-body").with("call", self.call.title(ctx)))
            .fact("mail-fact-post", self.title.as_str())
            .quote("mail-label-reason", &self.reason)
            .link("mail-post-sent-back-link", ctx.address(&format!("/hosting/posts/{}", self.post)))
    }
}

/// An applicant chose a post of the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostAsked {
    /// The contact's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The choice.
    pub choice: ChoiceId,
    /// The application's reference number.
    pub reference: String,
    /// The post's title.
    pub title: String,
}

impl Tell for HostAsked {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-host-asked-subject").with("reference", self.reference.as_str()))
            .to(&self.name)
            .say(Sentence::new("mail-host-asked-body").with("call", self.call.title(ctx)))
            .fact("mail-fact-post", self.title.as_str())
            .link("mail-link-applicant", ctx.address(&format!("/hosting/choices/{}", self.choice)))
    }
}

/// A host consents to receive the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentGiven {
    /// The application.
    pub about: AboutApplication,
    /// The letter.
    pub consent: ConsentId,
    /// The host's name.
    pub host: Text,
    /// The post's title.
    pub title: String,
}

impl Tell for ConsentGiven {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let letter = self
            .about
            .letter(ctx, "mail-consent-given-subject")
            .say(Sentence::new("mail-consent-given-body").with("host", &self.host));
        self.about
            .facts(ctx, letter)
            .fact("mail-fact-post", self.title.as_str())
            .say(Sentence::new("mail-consent-given-after"))
            .link("mail-consent-given-link", ctx.address(&format!("/consents/{}", self.consent)))
    }
}

/// A host does not consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentRefused {
    /// The application.
    pub about: AboutApplication,
    /// The host's name.
    pub host: Text,
    /// The post's title.
    pub title: String,
    /// What the host says.
    pub reason: String,
}

impl Tell for ConsentRefused {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let letter = self
            .about
            .letter(ctx, "mail-consent-refused-subject")
            .say(Sentence::new("mail-consent-refused-body").with("host", &self.host));
        self.about
            .facts(ctx, letter)
            .fact("mail-fact-post", self.title.as_str())
            .quote("mail-label-reason", &self.reason)
            .say(Sentence::new("mail-consent-refused-after"))
            .link("mail-link-application", self.about.address(ctx))
    }
}

/// A letter of consent is valid no more, because its application was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentEnded {
    /// The contact's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The letter's number.
    pub number: String,
    /// The post's title.
    pub title: String,
}

impl Tell for ConsentEnded {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-consent-ended-subject").with("number", self.number.as_str()))
            .to(&self.name)
            .say(
                Sentence::new("mail-consent-ended-body")
                    .with("number", self.number.as_str())
                    .with("call", self.call.title(ctx)),
            )
            .fact("mail-fact-post", self.title.as_str())
            .link("mail-link-hosting", ctx.address("/hosting"))
    }
}

/// A host asks the applicant something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostQuestionAsked {
    /// The application.
    pub about: AboutApplication,
    /// The host's name.
    pub host: Text,
    /// What is asked.
    pub question: String,
}

impl Tell for HostQuestionAsked {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let letter = self
            .about
            .letter(ctx, "mail-host-question-asked-subject")
            .say(Sentence::new("mail-host-question-asked-body").with("host", &self.host))
            .quote("mail-label-question", &self.question);
        let address = format!("{}/questions", self.about.address(ctx));
        self.about.facts(ctx, letter).link("mail-host-question-asked-link", address)
    }
}

/// The applicant answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostQuestionAnswered {
    /// The contact's name.
    pub name: String,
    /// The call.
    pub call: AboutCall,
    /// The choice.
    pub choice: ChoiceId,
    /// The application's reference number.
    pub reference: String,
}

impl Tell for HostQuestionAnswered {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-host-question-answered-subject").with("reference", self.reference.as_str()))
            .to(&self.name)
            .say(Sentence::new("mail-host-question-answered-body").with("call", self.call.title(ctx)))
            .link("mail-link-applicant", ctx.address(&format!("/hosting/choices/{}", self.choice)))
    }
}
