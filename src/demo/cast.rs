//! The people who run the demo's office, and everything that its applications share: the call, its definition, the day.

use std::sync::Arc;

use super::{people::Person, script::Intake};
use crate::{
    actions::{Error, Tx, people},
    db::{
        applications::{self, ApplicationRow},
        calls::CallRow,
        users::{self, NewUser},
    },
    domain::{
        call::Definition,
        id::{ApplicationId, AuthorityId, HostId, UserId},
        permission::{Actor, Grant, Role, Scope},
        person::{EmailAddress, PersonName, search_key},
        time::{Timestamp, Zone},
        workflow::{AssignmentState, Outcome, Status},
    },
    files::store::Folder,
};

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Member {
    /// The account.
    pub user: UserId,
    /// Who acts, with the roles held.
    pub actor: Actor,
    /// Name.
    pub name: PersonName,
    /// Address.
    pub email: EmailAddress,
    /// Where the person works: country and label.
    pub home: (&'static str, &'static str),
}

/// A host institution with whoever speaks for it.
#[derive(Debug, Clone)]
pub struct HostMember {
    /// The host.
    pub host: HostId,
    /// Its contact.
    pub contact: Member,
}

/// A nominating authority with whoever speaks for it.
#[derive(Debug, Clone)]
pub struct NominatingMember {
    /// The authority.
    pub authority: AuthorityId,
    /// Its contact.
    pub contact: Member,
}

/// Who runs the office.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Screens, assigns and decides.
    pub officer: Member,
    /// Releases.
    pub chair: Member,
    /// Runs the office.
    pub admin: Member,
    /// Reviews.
    pub reviewers: Vec<Member>,
    /// Check the posts of a province.
    pub provincial: Vec<Member>,
    /// Receives.
    pub hosts: Vec<HostMember>,
    /// Nominate.
    pub nominating: Vec<NominatingMember>,
}

/// What the applications of one call share.
#[derive(Debug)]
pub struct Stage {
    /// Which of the demo's calls it is.
    pub intake: Intake,
    /// The call.
    pub call: CallRow,
    /// What it asks.
    pub definition: Arc<Definition>,
    /// Who runs it.
    pub cast: Arc<Cast>,
    /// Midnight UTC of the demo's day: nothing has happened after it.
    pub now: Timestamp,
    /// When outcomes are told.
    pub told: Timestamp,
    /// Where documents are kept.
    pub documents: Arc<Folder>,
    /// The one password hash of everybody.
    pub password: Arc<str>,
}

impl Stage {
    /// The officer, who acts.
    pub fn officer(&self) -> &Actor {
        &self.cast.officer.actor
    }

    /// When reviews are due.
    pub fn due(&self) -> Timestamp {
        self.call.review_due_at.unwrap_or(self.told)
    }
}

/// One application on its way.
#[derive(Debug)]
pub struct Life {
    /// The applicant.
    pub person: Person,
    /// Where it stands in the end.
    pub aim: Status,
    /// When it was begun.
    pub begun: Timestamp,
    /// When it was handed in, if it is.
    pub handed_in: Timestamp,
    /// How good reviewers find it, on the rubric's scale.
    pub quality: f64,
    /// Reviewers by their number in the cast, and how far each is.
    pub reviewers: Vec<(usize, AssignmentState)>,
    /// Mean of the reviews.
    pub mean: f64,
    /// What is decided.
    pub outcome: Option<Outcome>,
    /// Place on the waiting list.
    pub rank: Option<i32>,
    /// Whether it is the demo's own applicant's, who is told to whoever tries the demo.
    pub own: bool,
    /// Whether it moved up from the waiting list.
    pub promoted: bool,
    /// The applicant's account, once it is there.
    pub member: Option<Member>,
    /// The application, once it is there.
    pub id: Option<ApplicationId>,
}

impl Life {
    /// Somebody who is to apply.
    pub const fn new(person: Person, aim: Status, begun: Timestamp, handed_in: Timestamp) -> Self {
        Self {
            person,
            aim,
            begun,
            handed_in,
            quality: 3.0,
            reviewers: Vec::new(),
            mean: 0.0,
            outcome: None,
            rank: None,
            own: false,
            promoted: false,
            member: None,
            id: None,
        }
    }

    /// The application.
    ///
    /// # Errors
    /// Where it is not there yet.
    pub fn id(&self) -> Result<ApplicationId, Error> {
        self.id.ok_or(Error::NotFound)
    }

    /// The applicant, who acts.
    ///
    /// # Errors
    /// Where there is no account yet.
    pub fn owner(&self) -> Result<&Actor, Error> {
        self.member.as_ref().map(|member| &member.actor).ok_or(Error::NotFound)
    }

    /// The application as it stands.
    ///
    /// # Errors
    /// Where it is not there yet.
    pub fn row(&self, tx: &mut Tx) -> Result<ApplicationRow, Error> {
        applications::find(tx.conn, self.id()?)?.ok_or(Error::NotFound)
    }

    /// The application with the version that whoever acts on it has seen.
    ///
    /// # Errors
    /// Where it is not there yet.
    pub fn seen(&self, tx: &mut Tx) -> Result<(ApplicationId, i32), Error> {
        let row = self.row(tx)?;
        Ok((row.id, row.version))
    }
}

/// Registers somebody, who confirmed the address at once.
pub fn register(tx: &mut Tx, person: &Person, email: &str, password: &str) -> Result<Member, Error> {
    let unfit = |what: &str| Error::Internal(format!("{what} of {} is not taken", person.name.full));
    let email: EmailAddress = email.parse().map_err(|_| unfit("the address"))?;
    let name: PersonName = person.name.full.parse().map_err(|_| unfit("the name"))?;
    let user = UserId::new(tx.now, &mut tx.chance);
    let zone = Some(person.zone).filter(|zone| *zone != Zone::UTC);
    let new = NewUser {
        zone: zone.map(Into::into),
        confirmed_at: Some(tx.now),
        name_key: search_key(name.as_str()),
        ..NewUser::registered(user, &email, &name, password, tx.now)
    };
    users::insert(tx.conn, &new)?;
    let actor = Actor::Person { id: user, grants: Vec::new() };
    Ok(Member { user, actor, name, email, home: (person.country.code, person.home.label) })
}

/// Lets somebody give a role to a member.
pub fn grant(tx: &mut Tx, by: &Actor, to: &mut Member, role: Role, scope: Scope) -> Result<(), Error> {
    let grant = Grant { role, scope };
    people::grant(tx, by, &to.name, &to.email, grant)?;
    if let Actor::Person { grants, .. } = &mut to.actor {
        grants.push(grant);
    }
    Ok(())
}
