//! People and roles: who may do what in this office, and invitations to those who have no account yet.

use crate::{
    actions::{Error, Problem, Tx, audit, notify},
    db::{self, roles::NewRole, users::NewUser},
    domain::{
        id::{RoleId, UserId},
        permission::{self, Action, Actor, Grant, Role, Scope, Subject},
        person::{EmailAddress, PersonName},
        sentence::Sentence,
    },
};

/// Gives a role to the person with this address, who is told by mail, and invited where there is no such account.
/// Admins give any role; officers of a call give the reviewer's role for that call.
///
/// # Errors
/// `Denied` for others, `Refused` where the person has the role already.
pub fn grant(
    tx: &mut Tx,
    actor: &Actor,
    name: &PersonName,
    email: &EmailAddress,
    grant: Grant,
) -> Result<UserId, Error> {
    may_grant(tx, actor, grant)?;
    if !grant.role.fits(grant.scope) {
        return Err(Error::refused_at("scope", Sentence::new("admin-role-does-not-fit")));
    }
    let known = db::users::find_by_email_key(tx.conn, &email.key())?;
    let (user, is_new) = match known {
        Some(user) if user.closed_at.is_some() || user.disabled_at.is_some() => {
            return Err(Error::Refused(vec![Problem::at("email", Sentence::new("admin-account-is-closed"))]));
        }
        Some(user) => (user.id, user.password_hash.is_none()),
        None => {
            let id = UserId::new(tx.now, &mut tx.chance);
            db::users::insert(tx.conn, &NewUser::invited(id, email, name, tx.now))?;
            (id, true)
        }
    };
    let role = RoleId::new(tx.now, &mut tx.chance);
    let given = db::roles::insert(
        tx.conn,
        &NewRole { id: role, user_id: user, grant, granted_by: actor.user(), granted_at: tx.now },
    )?;
    if !given {
        return Err(Error::Refused(vec![Problem::at("email", Sentence::new("admin-role-is-held-already"))]));
    }
    if is_new {
        notify::invited(tx, actor.user(), user, grant, role)?;
    } else {
        notify::role_given(tx, actor.user(), user, grant, role)?;
    }
    log(tx, actor, "grant_role", user, grant)?;
    Ok(user)
}

/// Takes a role back; it ends with the person's next request.
///
/// # Errors
/// `Refused` where it would leave the office without an admin.
pub fn revoke(tx: &mut Tx, actor: &Actor, role: RoleId) -> Result<(), Error> {
    let row = db::roles::find(tx.conn, role)?.ok_or(Error::NotFound)?;
    may_grant(tx, actor, row.grant)?;
    let is_office_admin = row.grant == Grant { role: Role::Admin, scope: Scope::Office };
    if is_office_admin && db::roles::count_office_admins(tx.conn)? < 2 {
        return Err(Error::refused(Sentence::new("admin-last-admin-stays")));
    }
    db::roles::delete(tx.conn, role)?;
    log(tx, actor, "revoke_role", row.user_id, row.grant)
}

/// Disables an account: its sessions end at once; what it did stays on record.
///
/// # Errors
/// `Refused` for one's own account.
pub fn disable(tx: &mut Tx, actor: &Actor, user: UserId, reason: &str) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    Error::require_reason(reason)?;
    if actor.user() == Some(user) {
        return Err(Error::refused(Sentence::new("admin-not-ones-own-account")));
    }
    db::users::set_disabled(tx.conn, user, Some(tx.now))?;
    db::sessions::delete_of_user(tx.conn, user)?;
    log_reason(tx, actor, "disable_account", user, reason)
}

/// Enables a disabled account.
///
/// # Errors
/// `Denied` for others than admins.
pub fn enable(tx: &mut Tx, actor: &Actor, user: UserId, reason: &str) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)?;
    Error::require_reason(reason)?;
    db::users::set_disabled(tx.conn, user, None)?;
    log_reason(tx, actor, "enable_account", user, reason)
}

fn may_grant(tx: &mut Tx, actor: &Actor, grant: Grant) -> Result<(), Error> {
    if permission::check(actor, Action::ManageOffice, &Subject::Office).is_ok() {
        return Ok(());
    }
    match grant {
        Grant { role: Role::Reviewer, scope: Scope::Call(call) } => {
            let row = db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
            let subject = Subject::Call { call, programme: row.programme_id };
            permission::check(actor, Action::ManageApplication, &subject).map_err(|_| Error::Denied)
        }
        _ => Err(Error::Denied),
    }
}

fn log(tx: &mut Tx, actor: &Actor, action: &str, user: UserId, grant: Grant) -> Result<(), Error> {
    let call = match grant.scope {
        Scope::Call(call) => Some(call),
        Scope::Office | Scope::Programme(_) | Scope::Authority(_) | Scope::Host(_) | Scope::Province(_) => None,
    };
    let entry = audit::Entry {
        action,
        subject: "user",
        subject_id: &user.to_string(),
        call,
        application: None,
        reason: "",
        detail: grant.role.word(),
    };
    audit::write(tx, actor, entry)
}

fn log_reason(tx: &mut Tx, actor: &Actor, action: &str, user: UserId, reason: &str) -> Result<(), Error> {
    let subject_id = user.to_string();
    let entry = audit::Entry {
        action,
        subject: "user",
        subject_id: &subject_id,
        call: None,
        application: None,
        reason,
        detail: "",
    };
    audit::write(tx, actor, entry)
}
