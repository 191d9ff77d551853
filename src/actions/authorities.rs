//! Nominating authorities: who they are, and how many candidates each may endorse in a call. Their contacts are people with a role
//! for the authority, given as other roles are.

use crate::{
    actions::{Error, Problem, Tx, audit},
    db::{self, authorities::AuthorityFacts},
    domain::{
        id::{AuthorityId, CallId},
        permission::{self, Action, Actor, Subject},
        places,
        sentence::Sentence,
    },
};

/// Most candidates that an authority may endorse in a call.
pub const MOST: i32 = 10_000;

/// What is wrong with it, field by field.
pub fn problems(facts: &AuthorityFacts) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |field: &str, id: &'static str| problems.push(Problem::at(field, Sentence::new(id)));
    if facts.name.trim().is_empty() {
        say("name", "authorities-enter-name");
    }
    if facts.name.chars().count() > 200 {
        say("name", "authorities-name-too-long");
    }
    if facts.countries.is_empty() || facts.countries.iter().any(|code| places::country(code).is_none()) {
        say("countries", "authorities-select-countries");
    }
    if facts.validity.until.is_some_and(|until| until < facts.validity.from) {
        say("until", "authorities-until-before-from");
    }
    problems
}

fn admins_only(actor: &Actor) -> Result<(), Error> {
    permission::check(actor, Action::ManageOffice, &Subject::Office).map_err(|_| Error::Denied)
}

fn refuse_faults(facts: &AuthorityFacts) -> Result<(), Error> {
    let problems = problems(facts);
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

fn name_taken() -> Error {
    Error::refused_at("name", Sentence::new("authorities-name-taken"))
}

/// An admin adds an authority.
///
/// # Errors
/// `Denied` for others, `Refused` where something is wrong with it or its name is taken.
pub fn create(tx: &mut Tx, actor: &Actor, facts: &AuthorityFacts) -> Result<AuthorityId, Error> {
    admins_only(actor)?;
    refuse_faults(facts)?;
    let id = AuthorityId::new(tx.now, &mut tx.chance);
    if !db::authorities::insert(tx.conn, id, facts, tx.now)? {
        return Err(name_taken());
    }
    log(tx, actor, "create_authority", id, None, "")?;
    Ok(id)
}

/// An admin changes an authority: another name, other countries, an end. Candidates that it is asked about stay with it, and are shown
/// to it while it is valid for them.
///
/// # Errors
/// As [`create`], and `Conflict` where it changed meanwhile.
pub fn change(tx: &mut Tx, actor: &Actor, id: AuthorityId, version: i32, facts: &AuthorityFacts) -> Result<(), Error> {
    admins_only(actor)?;
    refuse_faults(facts)?;
    db::authorities::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    if db::authorities::is_name_taken(tx.conn, id, &facts.name)? {
        return Err(name_taken());
    }
    if !db::authorities::change(tx.conn, id, version, facts)? {
        return Err(Error::Conflict);
    }
    log(tx, actor, "change_authority", id, None, "")
}

/// An admin says how many candidates authorities may endorse in a call; none = the authority takes no part. All or nothing.
///
/// # Errors
/// `Refused` at the authority's field where it has endorsed more than that; the words say how many.
pub fn set_quotas(
    tx: &mut Tx,
    actor: &Actor,
    call: CallId,
    wanted: &[(AuthorityId, Option<i32>)],
) -> Result<(), Error> {
    admins_only(actor)?;
    db::calls::find(tx.conn, call)?.ok_or(Error::NotFound)?;
    let before = db::quotas::list_of_call(tx.conn, call)?;
    let mut problems = Vec::new();
    for (authority, quota) in wanted {
        db::authorities::find(tx.conn, *authority)?.ok_or(Error::NotFound)?;
        let held = before.iter().find(|row| row.authority_id == *authority);
        if held.map(|row| row.quota) == *quota {
            continue;
        }
        let field = format!("quota_{authority}");
        if quota.is_some_and(|quota| !(1..=MOST).contains(&quota)) {
            problems.push(Problem::at(field, Sentence::new("authorities-quota-wrong").with("most", MOST)));
            continue;
        }
        let done = match quota {
            Some(quota) => db::quotas::set(tx.conn, call, *authority, *quota)?,
            None => db::quotas::delete(tx.conn, call, *authority)?,
        };
        if !done {
            let endorsed = db::quotas::find(tx.conn, call, *authority)?.map_or(0, |row| row.endorsed);
            let sentence = Sentence::new("authorities-quota-below-endorsed").with("endorsed", endorsed);
            problems.push(Problem::at(field, sentence));
            continue;
        }
        let said = quota.map_or_else(|| "none".to_owned(), |quota| quota.to_string());
        log(tx, actor, "set_quota", *authority, Some(call), &said)?;
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

fn log(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    id: AuthorityId,
    call: Option<CallId>,
    detail: &str,
) -> Result<(), Error> {
    let entry = audit::Entry {
        action,
        subject: "authority",
        subject_id: &id.to_string(),
        call,
        application: None,
        reason: "",
        detail,
    };
    audit::write(tx, actor, entry)
}
