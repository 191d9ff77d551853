//! Rights: the only table of who may do what to what. Everything else asks [`check`] or lists through a [`Viewer`].

use super::{
    hosting::provinces::Province,
    id::{AuthorityId, CallId, HostId, ProgrammeId, UserId},
    together::CoRight,
    workflow::{AssignmentState, words},
};

words! {
    /// A role that a person holds for a scope. Being the applicant is not a role: it comes from owning the application.
    Role {
        /// Runs the office: people, roles, audit, exports.
        Admin = "admin",
        /// Runs calls.
        Officer = "officer",
        /// Releases what officers decided.
        Chair = "chair",
        /// Reads and scores what is assigned.
        Reviewer = "reviewer",
        /// Nominates for an authority.
        Nominator = "nominator",
        /// Speaks for a host institution: its posts, and consent to applicants who chose one.
        Host = "host",
        /// Checks the posts of the hosts in a province, and sees nothing else of the office.
        Provincial = "provincial",
    }
}

/// For what a role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everything.
    Office,
    /// One programme with all its calls.
    Programme(ProgrammeId),
    /// One call.
    Call(CallId),
    /// One nominating authority.
    Authority(AuthorityId),
    /// One host institution.
    Host(HostId),
    /// One province of the host country.
    Province(Province),
}

impl Role {
    /// Whether the role can be held for this: contacts act for an authority or a host, provincial officers for a province, everybody
    /// else for a part of the office.
    pub const fn fits(self, scope: Scope) -> bool {
        matches!(self, Self::Nominator) == matches!(scope, Scope::Authority(_))
            && matches!(self, Self::Host) == matches!(scope, Scope::Host(_))
            && matches!(self, Self::Provincial) == matches!(scope, Scope::Province(_))
    }
}

impl Scope {
    /// The host, where it is one.
    pub const fn host(self) -> Option<HostId> {
        match self {
            Self::Host(id) => Some(id),
            Self::Office | Self::Programme(_) | Self::Call(_) | Self::Authority(_) | Self::Province(_) => None,
        }
    }
}

/// A role held for a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// For what.
    pub scope: Scope,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Visitor,
    /// The clock and its jobs.
    System,
    /// A signed-in person with the roles held at this very request.
    Person {
        /// The person.
        id: UserId,
        /// Roles held now.
        grants: Vec<Grant>,
    },
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Write, change, submit, withdraw, answer an offer: what only the applicant does.
    ActAsOwner,
    /// Read what is written in an application: its owner, and who writes along.
    ReadWithOwner,
    /// Write answers and give documents: its owner, and who may write along.
    WriteAnswers,
    /// Read the whole application as the office sees it.
    ReadAsOfficer,
    /// Screen, return, extend, withdraw for, assign, decide.
    ManageApplication,
    /// Work on the call: lists, progress, ranking, reviewers, mails.
    ManageCall,
    /// Tell the outcomes that officers recorded.
    Release,
    /// Read an application as its reviewer.
    ReadAsReviewer,
    /// Answer an assignment: declare, decline, recuse.
    AnswerAssignment,
    /// Score.
    Review,
    /// People, roles, audit log.
    ManageOffice,
    /// Export the cohort of a call.
    Export,
    /// Read candidates of an authority, endorse, refuse, return, rank.
    Nominate,
    /// Check the posts of a call: show them or send them back.
    CheckPosts,
    /// Write and offer the posts of a host.
    ManagePosts,
    /// Read an application as the host that it chose.
    ReadAsHost,
    /// Ask the applicant, consent, refuse.
    AnswerAsHost,
}

impl Action {
    /// Every action, for the grid of the tests.
    pub const ALL: &'static [Self] = &[
        Self::ActAsOwner,
        Self::ReadWithOwner,
        Self::WriteAnswers,
        Self::ReadAsOfficer,
        Self::ManageApplication,
        Self::ManageCall,
        Self::Release,
        Self::ReadAsReviewer,
        Self::AnswerAssignment,
        Self::Review,
        Self::ManageOffice,
        Self::Export,
        Self::AnswerAsHost,
        Self::CheckPosts,
        Self::ManagePosts,
        Self::Nominate,
        Self::ReadAsHost,
    ];
}

/// To what somebody wants to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The whole office.
    Office,
    /// A call.
    Call {
        /// The call.
        call: CallId,
        /// Its programme.
        programme: ProgrammeId,
    },
    /// An application, as it stands to this actor.
    Application {
        /// Its call.
        call: CallId,
        /// Its programme.
        programme: ProgrammeId,
        /// Who applies.
        owner: UserId,
        /// Whether the actor has a conflict of interest with it.
        conflicted: bool,
        /// The actor's own assignment to review it, if any.
        assignment: Option<AssignmentState>,
        /// A host that the applicant asked, as which the actor looks; none where it is not with hosts.
        host: Option<HostId>,
        /// What the actor may do as one who writes along, asked only where it matters.
        writes: Option<CoRight>,
    },
    /// A host institution.
    Host {
        /// The host.
        host: HostId,
    },
    /// A post of a host, as an officer of its province stands to it.
    Post {
        /// The host.
        host: HostId,
        /// Where it is.
        province: Option<Province>,
    },
    /// A nominating authority.
    Authority(AuthorityId),
    /// An application as the candidate of an authority, as it stands to this actor.
    Candidate {
        /// The authority that is asked.
        authority: AuthorityId,
        /// Who applies.
        owner: UserId,
        /// Whether the actor has a conflict of interest with it.
        conflicted: bool,
    },
}

/// The actor may not. Says nothing more, because the answer must not tell what exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied;

impl Actor {
    /// The person's id; `None` for visitors and the clock.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Visitor | Self::System => None,
        }
    }

    /// Whether the role is held for a scope that covers this call.
    fn holds(&self, role: Role, call: CallId, programme: ProgrammeId) -> bool {
        self.grants().iter().any(|g| {
            g.role == role
                && match g.scope {
                    Scope::Office => true,
                    Scope::Programme(p) => p == programme,
                    Scope::Call(c) => c == call,
                    Scope::Authority(_) | Scope::Host(_) | Scope::Province(_) => false,
                }
        })
    }

    /// Whether the actor nominates for this authority.
    fn nominates_for(&self, authority: AuthorityId) -> bool {
        self.grants().contains(&Grant { role: Role::Nominator, scope: Scope::Authority(authority) })
    }

    /// The authorities for which the actor nominates.
    pub fn authorities(&self) -> Vec<AuthorityId> {
        let of = |grant: &Grant| match *grant {
            Grant { role: Role::Nominator, scope: Scope::Authority(id) } => Some(id),
            _ => None,
        };
        self.grants().iter().filter_map(of).collect()
    }

    /// Whether the actor speaks for this host.
    fn speaks_for(&self, host: HostId) -> bool {
        self.grants().contains(&Grant { role: Role::Host, scope: Scope::Host(host) })
    }

    /// The hosts that the actor speaks for.
    pub fn hosts(&self) -> Vec<HostId> {
        let host = |grant: &Grant| match grant {
            Grant { role: Role::Host, scope: Scope::Host(host) } => Some(*host),
            _ => None,
        };
        self.grants().iter().filter_map(host).collect()
    }

    /// The provinces whose posts the actor checks.
    pub fn provinces(&self) -> Vec<Province> {
        let province = |grant: &Grant| match grant {
            Grant { role: Role::Provincial, scope: Scope::Province(province) } => Some(*province),
            _ => None,
        };
        self.grants().iter().filter_map(province).collect()
    }

    /// Whether the role is held for the whole office.
    fn holds_everywhere(&self, role: Role) -> bool {
        self.grants().contains(&Grant { role, scope: Scope::Office })
    }

    /// Whether the role is held for anything at all: decides which parts of the site are shown in the navigation.
    pub fn holds_anywhere(&self, role: Role) -> bool {
        self.grants().iter().any(|g| g.role == role)
    }

    /// Roles held now.
    pub fn grants(&self) -> &[Grant] {
        match self {
            Self::Person { grants, .. } => grants,
            Self::Visitor | Self::System => &[],
        }
    }
}

/// Whether `actor` may do `action` to `subject`.
///
/// # Errors
/// `Denied` where the table has no row for it. A conflict of interest and being the applicant bar a person from every office
/// and review act on that application, whatever the roles.
pub fn check(actor: &Actor, action: Action, subject: &Subject) -> Result<(), Denied> {
    if matches!(actor, Actor::System) {
        return Ok(());
    }
    let allowed = match *subject {
        Subject::Office => action == Action::ManageOffice && actor.holds_everywhere(Role::Admin),
        Subject::Call { call, programme } => on_call(actor, action, call, programme),
        // Nobody checks what they offer themselves.
        Subject::Post { host, province } => {
            action == Action::CheckPosts
                && province.is_some_and(|province| actor.provinces().contains(&province))
                && !actor.speaks_for(host)
        }
        Subject::Host { host } => action == Action::ManagePosts && actor.speaks_for(host),
        Subject::Application { call, programme, owner, conflicted, assignment, host, writes } => {
            let own = actor.user() == Some(owner);
            let barred = own || conflicted || writes.is_some();
            match action {
                Action::ActAsOwner => own,
                Action::ReadWithOwner => own || writes.is_some(),
                Action::WriteAnswers => own || writes == Some(CoRight::Edit),
                Action::ReadAsOfficer => !barred && on_call(actor, Action::ManageCall, call, programme),
                Action::ManageApplication => !barred && actor.holds(Role::Officer, call, programme),
                Action::AnswerAssignment => !own && assignment.is_some_and(AssignmentState::is_open),
                Action::ReadAsReviewer | Action::Review => {
                    !barred && assignment.is_some_and(AssignmentState::shows_content)
                }
                Action::ReadAsHost | Action::AnswerAsHost => !barred && host.is_some_and(|host| actor.speaks_for(host)),
                Action::Release | Action::Export => !barred && on_call(actor, action, call, programme),
                Action::ManageCall
                | Action::ManageOffice
                | Action::Nominate
                | Action::CheckPosts
                | Action::ManagePosts => false,
            }
        }
        Subject::Authority(authority) => action == Action::Nominate && actor.nominates_for(authority),
        Subject::Candidate { authority, owner, conflicted } => {
            action == Action::Nominate && actor.nominates_for(authority) && actor.user() != Some(owner) && !conflicted
        }
    };
    if allowed { Ok(()) } else { Err(Denied) }
}

fn on_call(actor: &Actor, action: Action, call: CallId, programme: ProgrammeId) -> bool {
    let any = |roles: &[Role]| roles.iter().any(|&r| actor.holds(r, call, programme));
    match action {
        Action::ManageCall => any(&[Role::Officer, Role::Chair, Role::Admin]),
        Action::ManageApplication | Action::CheckPosts => any(&[Role::Officer]),
        Action::Release => any(&[Role::Chair, Role::Officer]),
        Action::Export => any(&[Role::Admin]),
        _ => false,
    }
}

/// Who looks at a list. Lists take one and filter in SQL: there is no unfiltered list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Whose conflicts and own applications are left out.
    pub user: Option<UserId>,
    /// Calls that are seen.
    pub reach: Reach,
}

/// Which calls a viewer's roles reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All.
    Everything,
    /// These programmes and these calls.
    Only {
        /// Whole programmes.
        programmes: Vec<ProgrammeId>,
        /// Single calls.
        calls: Vec<CallId>,
    },
}

impl Viewer {
    /// The viewer that `actor` is by any of these roles.
    pub fn by_roles(actor: &Actor, roles: &[Role]) -> Self {
        let mut programmes = Vec::new();
        let mut calls = Vec::new();
        let mut everything = matches!(actor, Actor::System);
        for grant in actor.grants().iter().filter(|g| roles.contains(&g.role)) {
            match grant.scope {
                Scope::Office => everything = true,
                Scope::Programme(p) => programmes.push(p),
                Scope::Call(c) => calls.push(c),
                Scope::Authority(_) | Scope::Host(_) | Scope::Province(_) => {}
            }
        }
        let reach = if everything { Reach::Everything } else { Reach::Only { programmes, calls } };
        Self { user: actor.user(), reach }
    }

    /// The office's staff: officers, chairs and admins.
    pub fn staff(actor: &Actor) -> Self {
        Self::by_roles(actor, &[Role::Officer, Role::Chair, Role::Admin])
    }
}
