//! Messages: one struct for each thing that is told by mail, with exactly the data it needs.
//!
//! The data is stored in the outbox as JSON, so a field that is added later needs `#[serde(default)]` as long as older rows
//! may still be waiting. To add a message: write its struct with [`Tell`] in the file of its area, give it a line in the table
//! below, its words in `locales/en/mail.ftl` and a sample in `tests/support/mails.rs`.

mod about;
mod account;
mod application;
mod hosting;
mod nomination;
mod outcome;
mod pairing;
mod referee;
mod review;
mod staff;
mod thread;
mod together;

use serde::{Deserialize, Serialize};

pub use about::{AboutApplication, AboutCall};
pub use account::{
    AccountClosed, AccountExists, AddressChanged, ConfirmAddress, ConfirmNewAddress, Invitation, PasswordChanged,
    ResetPassword, RoleGiven,
};
pub use application::{
    ApplicationReceived, ApplicationReturned, ApplicationWithdrawn, CorrectionsReceived, DRAFT_WAITING,
    DocumentRefused, DraftLapsed, DraftSaved, DraftWaiting, Extended, FoundIneligible, ROUND_NEAR, Reinstated,
    ReturnExpired, RoundNear, WithdrawalUndone,
};
pub use hosting::{
    ConsentEnded, ConsentGiven, ConsentRefused, HostAsked, HostQuestionAnswered, HostQuestionAsked, PostOffered,
    PostSentBack, PostShown,
};
pub use nomination::{
    CANDIDATES_STILL_WAIT, CandidateOutcome, CandidatesStillWait, CandidatesWait, ChooseAuthority, NominationAnswered,
    NominationOutcomes,
};
pub use outcome::{
    NotSelected, OfferAccepted, OfferChanged, OfferDeclined, OfferExpired, OfferMade, OfferRescinded, PlaceConfirmed,
    PlaceDeferred, PlaceResumed, WaitingList,
};
pub use pairing::PairFound;
pub use referee::{
    AboutLetter, LetterArrived, LetterFileRefused, LetterLate, LetterNotNeeded, LetterReminder, LetterRequested,
    LetterThanks, RefereeDeclined, RefereeNamed, RefereeReminded, RequestBounced,
};
pub use review::{AssignmentTakenBack, AssignmentsGiven};
pub use staff::{ConflictDeclared, ReleaseWaiting};
pub use thread::{AcceptanceAnswered, ApplicantWrote, DataRequestAnswered, OfficeWrote};
pub use together::{CoWriterAnswered, CoWriterInvited, CoWriterRemoved};

use super::{
    context::Context,
    letter::{Letter, Tell},
};

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
    RoleGiven = "role_given",
    ApplicationReceived = "application_received",
    ApplicationReturned = "application_returned",
    CorrectionsReceived = "corrections_received",
    ReturnExpired = "return_expired",
    FoundIneligible = "found_ineligible",
    Reinstated = "reinstated",
    Extended = "extended",
    ApplicationWithdrawn = "application_withdrawn",
    WithdrawalUndone = "withdrawal_undone",
    DraftSaved = "draft_saved",
    DraftWaiting = "draft_waiting",
    RoundNear = "round_near",
    DraftLapsed = "draft_lapsed",
    DocumentRefused = "document_refused",
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
    PlaceResumed = "place_resumed",
    ReleaseWaiting = "release_waiting",
    ConflictDeclared = "conflict_declared",
    LetterRequested = "letter_requested",
    LetterReminder = "letter_reminder",
    LetterThanks = "letter_thanks",
    LetterNotNeeded = "letter_not_needed",
    LetterFileRefused = "letter_file_refused",
    LetterArrived = "letter_arrived",
    LetterLate = "letter_late",
    RefereeReminded = "referee_reminded",
    RefereeNamed = "referee_named",
    RefereeDeclined = "referee_declined",
    RequestBounced = "request_bounced",
    CandidatesWait = "candidates_wait",
    CandidatesStillWait = "candidates_still_wait",
    ChooseAuthority = "choose_authority",
    NominationAnswered = "nomination_answered",
    NominationOutcomes = "nomination_outcomes",
    OfficeWrote = "office_wrote",
    ApplicantWrote = "applicant_wrote",
    AcceptanceAnswered = "acceptance_answered",
    DataRequestAnswered = "data_request_answered",
    CoWriterInvited = "co_writer_invited",
    CoWriterAnswered = "co_writer_answered",
    CoWriterRemoved = "co_writer_removed",
    PairFound = "pair_found",
    PostOffered = "post_offered",
    PostShown = "post_shown",
    PostSentBack = "post_sent_back",
    HostAsked = "host_asked",
    ConsentGiven = "consent_given",
    ConsentRefused = "consent_refused",
    ConsentEnded = "consent_ended",
    HostQuestionAsked = "host_question_asked",
    HostQuestionAnswered = "host_question_answered",
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
