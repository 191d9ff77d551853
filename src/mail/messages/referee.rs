//! Messages about letters of reference: to referees, who have no account, and to the applicant who named them.

use serde::{Deserialize, Serialize};

use super::about::{AboutApplication, AboutCall};
use crate::{
    domain::{
        id::{LetterId, LinkId},
        sentence::Sentence,
        time::Timestamp,
    },
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// The letter that a message to a referee speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AboutLetter {
    /// Which.
    pub letter: LetterId,
    /// The link by which its referee comes to it.
    pub link: LinkId,
    /// The referee's name.
    pub referee: String,
    /// The applicant's name.
    pub applicant: String,
    /// The call.
    pub call: AboutCall,
}

impl AboutLetter {
    fn begin(&self, ctx: &Context<'_>, subject: &'static str) -> Letter {
        Letter::new(self.sentence(ctx, subject)).to(&self.referee)
    }

    fn sentence(&self, ctx: &Context<'_>, id: &'static str) -> Sentence {
        Sentence::new(id).with("applicant", self.applicant.as_str()).with("call", self.call.title(ctx))
    }

    fn address(&self, ctx: &Context<'_>) -> String {
        ctx.secret_address("/letters", self.link)
    }
}

/// Somebody is asked for a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterRequested {
    /// Which.
    pub about: AboutLetter,
    /// Until when it may be sent.
    pub due_at: Timestamp,
    /// Whether the applicant will be able to read it.
    pub applicant_reads: bool,
}

impl Tell for LetterRequested {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let reads = if self.applicant_reads { "mail-letter-is-read" } else { "mail-letter-is-not-read" };
        about
            .begin(ctx, "mail-letter-requested-subject")
            .say(about.sentence(ctx, "mail-letter-requested-body"))
            .say(about.sentence(ctx, reads))
            .fact("mail-fact-due", about.call.moment(ctx, self.due_at))
            .link("mail-letter-link", about.address(ctx))
            .say(Sentence::new("mail-letter-decline"))
    }
}

/// A letter has not come yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterReminder {
    /// Which.
    pub about: AboutLetter,
    /// Until when it may be sent.
    pub due_at: Timestamp,
    /// Something is saved and not sent.
    pub unsent: bool,
}

impl Tell for LetterReminder {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let (subject, body) = if self.unsent {
            ("mail-letter-unsent-subject", "mail-letter-unsent-body")
        } else {
            ("mail-letter-reminder-subject", "mail-letter-reminder-body")
        };
        about
            .begin(ctx, subject)
            .say(about.sentence(ctx, body))
            .fact("mail-fact-due", about.call.moment(ctx, self.due_at))
            .link("mail-letter-link", about.address(ctx))
            .say(Sentence::new("mail-letter-decline"))
    }
}

/// The receipt of a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterThanks {
    /// Which.
    pub about: AboutLetter,
    /// When it came.
    pub at: Timestamp,
    /// Until when it may be corrected.
    pub due_at: Timestamp,
}

impl Tell for LetterThanks {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        about
            .begin(ctx, "mail-letter-thanks-subject")
            .say(about.sentence(ctx, "mail-letter-thanks-body"))
            .fact("mail-fact-received", about.call.moment(ctx, self.at))
            .say(Sentence::new("mail-letter-thanks-correct").with("until", about.call.moment(ctx, self.due_at)))
            .link("mail-letter-thanks-link", about.address(ctx))
    }
}

/// A letter is no longer wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterNotNeeded {
    /// Which.
    pub about: AboutLetter,
    /// Enough others are in.
    pub enough: bool,
}

impl Tell for LetterNotNeeded {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let body = if self.enough { "mail-letter-enough-body" } else { "mail-letter-not-needed-body" };
        about.begin(ctx, "mail-letter-not-needed-subject").say(about.sentence(ctx, body))
    }
}

/// The file of a letter cannot be given to anybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterFileRefused {
    /// Which.
    pub about: AboutLetter,
    /// Whether a virus was found in it; else it could not be read.
    pub has_virus: bool,
}

impl Tell for LetterFileRefused {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let about = &self.about;
        let body = if self.has_virus { "mail-letter-virus-body" } else { "mail-letter-unread-body" };
        let letter = about.begin(ctx, "mail-letter-refused-subject").say(about.sentence(ctx, body));
        letter.link("mail-letter-thanks-link", about.address(ctx))
    }
}

/// To the applicant about one of the referees.
fn to_applicant(about: &AboutApplication, ctx: &Context<'_>, referee: &str, ids: [&'static str; 2]) -> Letter {
    let [subject, body] = ids;
    let subject = Sentence::new(subject).with("reference", about.short(ctx)).with("referee", referee);
    let letter = Letter::new(subject).to(&about.name).say(Sentence::new(body).with("referee", referee));
    about.facts(ctx, letter)
}

fn referees(about: &AboutApplication, ctx: &Context<'_>, letter: Letter) -> Letter {
    letter.link("mail-link-referees", format!("{}/referees", about.address(ctx)))
}

/// A letter is in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterArrived {
    /// Of which application.
    pub about: AboutApplication,
    /// From whom.
    pub referee: String,
}

impl Tell for LetterArrived {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let ids = ["mail-letter-arrived-subject", "mail-letter-arrived-body"];
        referees(&self.about, ctx, to_applicant(&self.about, ctx, &self.referee, ids))
    }
}

/// A letter did not come in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterLate {
    /// Of which application.
    pub about: AboutApplication,
    /// From whom.
    pub referee: String,
    /// When it was due.
    pub due_at: Timestamp,
}

impl Tell for LetterLate {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let ids = ["mail-letter-late-subject", "mail-letter-late-body"];
        let letter = to_applicant(&self.about, ctx, &self.referee, ids)
            .fact("mail-fact-due", self.about.call.moment(ctx, self.due_at));
        referees(&self.about, ctx, letter)
    }
}

/// A referee was reminded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefereeReminded {
    /// Of which application.
    pub about: AboutApplication,
    /// Whom.
    pub referee: String,
    /// Until when the letter may come.
    pub due_at: Timestamp,
}

impl Tell for RefereeReminded {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let ids = ["mail-referee-reminded-subject", "mail-referee-reminded-body"];
        let letter = to_applicant(&self.about, ctx, &self.referee, ids)
            .fact("mail-fact-due", self.about.call.moment(ctx, self.due_at));
        referees(&self.about, ctx, letter)
    }
}

/// A referee cannot write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefereeDeclined {
    /// Of which application.
    pub about: AboutApplication,
    /// Who.
    pub referee: String,
}

impl Tell for RefereeDeclined {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let ids = ["mail-referee-declined-subject", "mail-referee-declined-body"];
        referees(&self.about, ctx, to_applicant(&self.about, ctx, &self.referee, ids))
    }
}

/// The office named a referee for the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefereeNamed {
    /// Of which application.
    pub about: AboutApplication,
    /// Who.
    pub referee: String,
}

impl Tell for RefereeNamed {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let ids = ["mail-referee-named-subject", "mail-referee-named-body"];
        referees(&self.about, ctx, to_applicant(&self.about, ctx, &self.referee, ids))
    }
}

/// A request could not be delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestBounced {
    /// Of which application.
    pub about: AboutApplication,
    /// To whom.
    pub referee: String,
    /// The address.
    pub address: String,
}

impl Tell for RequestBounced {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let ids = ["mail-request-bounced-subject", "mail-request-bounced-body"];
        let letter = to_applicant(&self.about, ctx, &self.referee, ids).fact("mail-fact-address", &*self.address);
        referees(&self.about, ctx, letter)
    }
}
