//! Messages: one struct for each thing that is told by mail, with exactly the data it needs.
//!
//! The data is stored in the outbox as JSON, so a field that is added later needs `#[serde(default)]` as long as older rows
//! may still be waiting. To add a message: write its struct with [`Tell`] in the file of its area, give it a line in the table
//! below, its words in `locales/en/mail.ftl` and a sample in [`samples`].

mod account;
mod application;
mod outcome;
mod review;
pub mod samples;
mod staff;

use serde::{Deserialize, Serialize};

pub use account::{
    AccountClosed, AccountExists, AddressChanged, ConfirmAddress, ConfirmNewAddress, Invitation, PasswordChanged,
    ResetPassword,
};
pub use application::{
    ApplicationReceived, ApplicationReturned, ApplicationWithdrawn, CorrectionsReceived, DraftLapsed, Extended,
    FoundIneligible, Reinstated, ReturnExpired, WithdrawalUndone,
};
pub use outcome::{
    NotSelected, OfferAccepted, OfferChanged, OfferDeclined, OfferExpired, OfferMade, OfferRescinded, PlaceConfirmed,
    PlaceDeferred, WaitingList,
};
pub use review::{AssignmentTakenBack, AssignmentsGiven};
pub use staff::{ConflictDeclared, ReleaseWaiting};

use super::{letter::Letter, render::Context};
use crate::domain::{
    id::ApplicationId,
    text::Text,
    time::{Timestamp, Zone},
};

/// Something that can be told by mail.
pub trait Tell {
    /// The content.
    fn letter(&self, ctx: &Context<'_>) -> Letter;
}

macro_rules! messages {
    ($($name:ident = $kind:literal),* $(,)?) => {
        /// Any message, as it is stored: its data with its kind.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        #[expect(missing_docs, reason = "each is described at its struct of the same name")]
        pub enum Message { $(#[serde(rename = $kind)] $name($name)),* }

        impl Message {
            /// The stored word of every kind, in the order of the table.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The stored word of this kind.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind),* }
            }

            /// The content.
            pub fn letter(&self, ctx: &Context<'_>) -> Letter {
                match self { $(Self::$name(message) => message.letter(ctx)),* }
            }
        }

        $(impl From<$name> for Message {
            fn from(message: $name) -> Self {
                Self::$name(message)
            }
        })*
    };
}

messages! {
    ConfirmAddress = "confirm_address",
    AccountExists = "account_exists",
    ResetPassword = "reset_password",
    ConfirmNewAddress = "confirm_new_address",
    AddressChanged = "address_changed",
    PasswordChanged = "password_changed",
    AccountClosed = "account_closed",
    Invitation = "invitation",
    ApplicationReceived = "application_received",
    ApplicationReturned = "application_returned",
    CorrectionsReceived = "corrections_received",
    ReturnExpired = "return_expired",
    FoundIneligible = "found_ineligible",
    Reinstated = "reinstated",
    Extended = "extended",
    ApplicationWithdrawn = "application_withdrawn",
    WithdrawalUndone = "withdrawal_undone",
    DraftLapsed = "draft_lapsed",
    AssignmentsGiven = "assignments_given",
    AssignmentTakenBack = "assignment_taken_back",
    OfferMade = "offer_made",
    OfferChanged = "offer_changed",
    WaitingList = "waiting_list",
    NotSelected = "not_selected",
    OfferExpired = "offer_expired",
    OfferRescinded = "offer_rescinded",
    OfferAccepted = "offer_accepted",
    OfferDeclined = "offer_declined",
    PlaceConfirmed = "place_confirmed",
    PlaceDeferred = "place_deferred",
    ReleaseWaiting = "release_waiting",
    ConflictDeclared = "conflict_declared",
}

impl Message {
    /// Whether an officer may send it once more. Not those that prove who holds an address: the person asks for a new one.
    pub const fn may_go_again(&self) -> bool {
        !matches!(
            self,
            Self::ConfirmAddress(_) | Self::AccountExists(_) | Self::ResetPassword(_) | Self::ConfirmNewAddress(_)
        )
    }
}

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
    fn title(&self, ctx: &Context<'_>) -> String {
        self.title.in_language(ctx.language).to_owned()
    }

    fn moment(&self, ctx: &Context<'_>, at: Timestamp) -> String {
        super::moment::both(ctx, at, self.zone)
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
    fn short(&self, ctx: &Context<'_>) -> String {
        self.reference.clone().unwrap_or_else(|| self.call.title(ctx))
    }

    fn address(&self, ctx: &Context<'_>) -> String {
        ctx.address(&format!("/applications/{}", self.application))
    }

    /// A letter to the applicant: the subject with its `{ $reference }`, the greeting.
    fn letter(&self, ctx: &Context<'_>, subject: &'static str) -> Letter {
        let subject = crate::domain::sentence::Sentence::new(subject).with("reference", self.short(ctx));
        Letter::new(subject).to(&self.name)
    }

    /// Adds what tells which application it is about.
    fn facts(&self, ctx: &Context<'_>, letter: Letter) -> Letter {
        letter
            .fact("mail-fact-call", self.call.title(ctx))
            .fact("mail-fact-reference", self.reference.clone().unwrap_or_default())
    }
}
