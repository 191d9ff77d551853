//! Ids: one type per kind of thing, so that a call's id can never stand where an application's is asked for.
//! All are UUID version 7 (RFC 9562): they sort by the time they were made and are kept as TEXT of 36 characters.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{chance::Chance, time::Timestamp};

/// The text was not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id; `now` gives its order, `chance` makes it unguessable.
            pub fn new(now: Timestamp, chance: &mut Chance) -> Self {
                Self(chance.uuid(now))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // Only the hyphenated form: one thing has one address.
                if text.len() != 36 {
                    return Err(NotAnId);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId,
    /// One signed-in browser.
    SessionId,
    /// A one-time link sent by mail.
    LinkId,
    /// A role given to a person.
    RoleId,
    /// A lasting scheme.
    ProgrammeId,
    /// One cycle of a programme.
    CallId,
    /// One stored version of what a call asks, requires and scores.
    DefinitionId,
    /// A person's application to a call.
    ApplicationId,
    /// A frozen state of an application's answers.
    RevisionId,
    /// Something that happened to an application.
    EventId,
    /// A file given by an applicant.
    DocumentId,
    /// A request to correct an application.
    ReturnId,
    /// A conflict of interest.
    ConflictId,
    /// An application given to a reviewer.
    AssignmentId,
    /// A recorded outcome.
    DecisionId,
    /// A place offered to an applicant.
    OfferId,
    /// A mail in the outbox.
    MailId,
    /// An entry of the audit log.
    AuditId,
    /// A referee's reference to an application.
    LetterId,
    /// A body that nominates candidates.
    AuthorityId,
    /// An application as a candidate for nomination.
    NominationId,
    /// A message between the office and somebody about an application.
    MessageId,
    /// A consent that was taken back.
    WithdrawalId,
    /// What somebody asks of the office about their own data.
    DataRequestId,
    /// A host institution.
    HostId,
    /// Somebody who is invited to write along in an application.
    CoWriterId,
    /// What an officer ruled about a pair.
    RulingId,
    /// A post that a host offers.
    PostId,
    /// An applicant's choice of a post.
    ChoiceId,
    /// A letter of consent.
    ConsentId,
    /// A question of a host to an applicant.
    HostQuestionId,
}
