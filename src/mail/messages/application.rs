//! Messages to an applicant about an application, from the receipt to the outcome's eve.

use serde::{Deserialize, Serialize};

use super::about::AboutApplication;
use crate::{
    domain::{
        sentence::Sentence,
        text::Text,
        time::{Day, Timestamp},
    },
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// The receipt: the application arrived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationReceived {
    /// Which.
    pub about: AboutApplication,
    /// When the request arrived.
    pub at: Timestamp,
    /// Until when it can be changed, where the call allows that.
    pub editable_until: Option<Timestamp>,
}

impl Tell for ApplicationReceived {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about.letter(ctx, "mail-application-received-subject");
        let letter = letter.say(Sentence::new("mail-application-received-body").with("call", about.call.title(ctx)));
        let letter = about.facts(ctx, letter).fact("mail-fact-received", about.call.moment(ctx, self.at));
        let letter = match self.editable_until {
            Some(until) => letter
                .say(Sentence::new("mail-application-received-editable").with("until", about.call.moment(ctx, until))),
            None => letter,
        };
        letter.say(Sentence::new("mail-application-received-next")).link("mail-link-application", about.address(ctx))
    }
}

/// The office asks for corrections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationReturned {
    /// Which.
    pub about: AboutApplication,
    /// Titles of the sections that are open again.
    pub sections: Vec<Text>,
    /// What the officer wrote.
    pub note: String,
    /// Until when.
    pub due_at: Timestamp,
}

impl Tell for ApplicationReturned {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let sections = self.sections.iter().map(|s| s.in_language(ctx.words.reading()).to_owned()).collect();
        let letter = about
            .letter(ctx, "mail-application-returned-subject")
            .say(Sentence::new("mail-application-returned-body").with("call", about.call.title(ctx)))
            .quote("mail-application-returned-note", &self.note)
            .list("mail-application-returned-sections", sections);
        about
            .facts(ctx, letter)
            .fact("mail-fact-due", about.call.moment(ctx, self.due_at))
            .say(Sentence::new("mail-application-returned-after"))
            .link("mail-application-returned-link", about.address(ctx))
    }
}

/// The receipt of corrections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectionsReceived {
    /// Which.
    pub about: AboutApplication,
    /// When the request arrived.
    pub at: Timestamp,
}

impl Tell for CorrectionsReceived {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-corrections-received-subject")
            .say(Sentence::new("mail-corrections-received-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-received", about.call.moment(ctx, self.at))
            .link("mail-link-application", about.address(ctx))
    }
}

/// A file that the applicant gave is held back for good: a virus was found in it, or its bytes are gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRefused {
    /// Which.
    pub about: AboutApplication,
    /// The file's name.
    pub file: String,
    /// For which question it was given.
    pub question: Text,
    /// Whether a virus was found.
    pub has_virus: bool,
    /// The section in which another file can be given; `None` where nothing can be changed now.
    pub section: Option<String>,
}

impl Tell for DocumentRefused {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let (subject, body) = if self.has_virus {
            ("mail-document-virus-subject", "mail-document-virus-body")
        } else {
            ("mail-document-lost-subject", "mail-document-lost-body")
        };
        let body = Sentence::new(body).with("file", &*self.file).with("question", &self.question);
        let letter = about.facts(ctx, about.letter(ctx, subject).say(body));
        match &self.section {
            Some(section) => letter
                .say(Sentence::new("mail-document-refused-again"))
                .link("mail-link-document", format!("{}/sections/{section}", about.address(ctx))),
            None => letter.say(Sentence::new("mail-document-refused-late").with("contact", ctx.contact)),
        }
    }
}

/// The time for corrections passed; the application stands as it was handed in last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReturnExpired {
    /// Which.
    pub about: AboutApplication,
    /// When the time passed.
    pub due_at: Timestamp,
}

impl Tell for ReturnExpired {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-return-expired-subject")
            .say(Sentence::new("mail-return-expired-body").with("due", about.call.moment(ctx, self.due_at)));
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}

/// An officer found the application not eligible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundIneligible {
    /// Which.
    pub about: AboutApplication,
    /// The reason, as the officer gave it.
    pub reason: String,
}

impl Tell for FoundIneligible {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-found-ineligible-subject")
            .say(Sentence::new("mail-found-ineligible-body").with("call", about.call.title(ctx)))
            .quote("mail-label-reason", &self.reason);
        about
            .facts(ctx, letter)
            .say(Sentence::new("mail-found-ineligible-after").with("contact", ctx.contact))
            .link("mail-link-application", about.address(ctx))
    }
}

/// An application found not eligible is in the running again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reinstated {
    /// Which.
    pub about: AboutApplication,
}

impl Tell for Reinstated {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-reinstated-subject")
            .say(Sentence::new("mail-reinstated-body").with("call", about.call.title(ctx)));
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}

/// The applicant has longer than the call's deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extended {
    /// Which.
    pub about: AboutApplication,
    /// The personal deadline.
    pub until: Timestamp,
    /// The draft had lapsed and is open again.
    pub reopened: bool,
}

impl Tell for Extended {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let body = if self.reopened { "mail-extended-reopened" } else { "mail-extended-body" };
        let letter =
            about.letter(ctx, "mail-extended-subject").say(Sentence::new(body).with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-deadline", about.call.moment(ctx, self.until))
            .link("mail-link-application", about.address(ctx))
    }
}

/// The application was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationWithdrawn {
    /// Which.
    pub about: AboutApplication,
    /// An officer withdrew it for the applicant.
    pub by_office: bool,
    /// Until when the office can take that back.
    pub undo_until: Timestamp,
}

impl Tell for ApplicationWithdrawn {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let body = if self.by_office { "mail-withdrawn-by-office" } else { "mail-withdrawn-body" };
        let letter =
            about.letter(ctx, "mail-withdrawn-subject").say(Sentence::new(body).with("call", about.call.title(ctx)));
        about.facts(ctx, letter).say(
            Sentence::new("mail-withdrawn-undo")
                .with("until", about.call.moment(ctx, self.undo_until))
                .with("contact", ctx.contact),
        )
    }
}

/// A withdrawal was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawalUndone {
    /// Which.
    pub about: AboutApplication,
}

impl Tell for WithdrawalUndone {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-withdrawal-undone-subject")
            .say(Sentence::new("mail-withdrawal-undone-body").with("call", about.call.title(ctx)));
        about.facts(ctx, letter).link("mail-link-application", about.address(ctx))
    }
}

/// The stored word of the reminder, by which it is found whether one went.
pub const DRAFT_WAITING: &str = "draft_waiting";

/// An application was begun: where it is found again, and until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftSaved {
    /// Which.
    pub about: AboutApplication,
    /// When the call closes.
    pub closes_at: Timestamp,
}

impl Tell for DraftSaved {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-draft-saved-subject")
            .say(Sentence::new("mail-draft-saved-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-deadline", about.call.moment(ctx, self.closes_at))
            .link("mail-link-application", about.address(ctx))
    }
}

/// The deadline comes near and the application is not submitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftWaiting {
    /// Which.
    pub about: AboutApplication,
    /// When the call closes.
    pub closes_at: Timestamp,
    /// Sections that are complete.
    pub done: usize,
    /// All sections.
    pub all: usize,
}

impl Tell for DraftWaiting {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-draft-waiting-subject")
            .say(Sentence::new("mail-draft-waiting-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-deadline", about.call.moment(ctx, self.closes_at))
            .say(Sentence::new("mail-draft-waiting-done").with("done", self.done).with("all", self.all))
            .link("mail-link-application", about.address(ctx))
            .say(Sentence::new("mail-draft-waiting-else"))
    }
}

/// The stored word of the reminder of a round.
pub const ROUND_NEAR: &str = "round_near";

/// The day of a round comes near and the application is not submitted; the call goes on after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundNear {
    /// Which.
    pub about: AboutApplication,
    /// The last instant at which it joins the round.
    pub until: Timestamp,
    /// The day of the round after it, where there is one.
    pub next: Option<Day>,
    /// Sections that are complete.
    pub done: usize,
    /// All sections.
    pub all: usize,
}

impl Tell for RoundNear {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-round-near-subject")
            .say(Sentence::new("mail-round-near-body").with("call", about.call.title(ctx)));
        let letter = about
            .facts(ctx, letter)
            .fact("mail-fact-round", about.call.moment(ctx, self.until))
            .say(Sentence::new("mail-draft-waiting-done").with("done", self.done).with("all", self.all))
            .link("mail-link-application", about.address(ctx));
        match self.next {
            Some(day) => letter.say(Sentence::new("mail-round-near-next").with("day", ctx.words.day(day))),
            None => letter.say(Sentence::new("mail-draft-waiting-else")),
        }
    }
}

/// The deadline passed before the application was submitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftLapsed {
    /// Which.
    pub about: AboutApplication,
    /// When the call closed.
    pub closed_at: Timestamp,
}

impl Tell for DraftLapsed {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let letter = about
            .letter(ctx, "mail-draft-lapsed-subject")
            .say(Sentence::new("mail-draft-lapsed-body").with("call", about.call.title(ctx)));
        about
            .facts(ctx, letter)
            .fact("mail-fact-closed", about.call.moment(ctx, self.closed_at))
            .say(Sentence::new("mail-draft-lapsed-after").with("contact", ctx.contact))
    }
}
