//! Telling people by mail: who gets which message of an action. Each is a row in the outbox within the action's own transaction.
//! Its unique key names the occurrence, so that nothing is told twice however often an action is tried.

pub mod hosting;
pub(super) mod nomination;
pub(super) mod office;
pub(super) mod pairing;
pub(super) mod thread;

use crate::{
    actions::{Error, Tx, applications::to_json, case::Case, correction::Correction},
    db::{
        self,
        assignments::AssignmentRow,
        calls::CallRow,
        documents::DocumentRow,
        links::{NewLink, Purpose},
        offers::OfferRow,
        outbox::NewMail,
        users::UserRow,
    },
    domain::{
        id::{AssignmentId, CallId, LinkId, MailId, RoleId, UserId},
        permission::{Grant, Scope},
        places,
        text::Text,
        time::{Day, Span, Timestamp, Zone},
        workflow::Event,
    },
    mail::messages::{self, AboutApplication, AboutCall, Message},
    words::Words,
};

/// How long an invitation can be taken.
const INVITATION: Span = Span::days(14);

/// What makes one mail of many: its recipient, the message and the occurrence.
struct Letter<'a> {
    to: &'a UserRow,
    call: &'a CallRow,
    application: Option<&'a Case>,
    occurrence: String,
    message: Message,
}

/// An application that was given to a reviewer.
pub(super) struct Given {
    /// The application.
    pub case: Case,
    /// The assignment.
    pub assignment: AssignmentId,
    /// The assignment's version.
    pub version: i32,
}

fn send(tx: &mut Tx, letter: Letter<'_>) -> Result<(), Error> {
    let Letter { to, call, application, occurrence, message } = letter;
    // A closed account has no address to write to.
    if to.closed_at.is_some() {
        return Ok(());
    }
    let zone = to.zone.unwrap_or_else(|| zone_of(application, call.zone));
    let mail = NewMail {
        id: MailId::new(tx.now, &mut tx.chance),
        unique_key: &format!("{}:{occurrence}:{}", message.kind(), to.id),
        kind: message.kind(),
        recipient: &to.email,
        user_id: Some(to.id),
        call_id: Some(call.id),
        application_id: application.map(|case| case.application.id),
        body: &to_json(&message)?,
        language: &to.language,
        zone: zone.into(),
        next_try_at: tx.now,
        created_at: tx.now,
    };
    tx.post(&mail)
}

/// The zone of an applicant who never chose one: the applicant's country's capital, else the call's.
fn zone_of(application: Option<&Case>, call: Zone) -> Zone {
    application
        .and_then(|case| places::country(&case.application.country))
        .and_then(|country| country.zones.first().copied())
        .unwrap_or(call)
}

/// What the messages say of a call.
pub fn about_call(call: &CallRow) -> AboutCall {
    AboutCall { title: call.title.clone(), slug: call.slug.clone(), zone: call.zone }
}

/// What the messages say of an application.
pub(super) fn about(case: &Case) -> AboutApplication {
    AboutApplication {
        call: about_call(&case.call),
        application: case.application.id,
        reference: case.application.reference.clone(),
        name: case.application.name.clone(),
    }
}

/// To the applicant; the application's version makes the occurrence, because every event raises it.
fn to_owner(tx: &mut Tx, case: &Case, message: impl Into<Message>) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    to_this_owner(tx, case, &owner, message)
}

fn to_this_owner(tx: &mut Tx, case: &Case, owner: &UserRow, message: impl Into<Message>) -> Result<(), Error> {
    let occurrence = format!("{}:{}", case.application.id, case.application.version);
    send(tx, Letter { to: owner, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// To the applicant, of what does not change the application itself.
pub(super) fn tell_owner(
    tx: &mut Tx,
    case: &Case,
    occurrence: String,
    message: impl Into<Message>,
) -> Result<(), Error> {
    let to = &db::users::get(tx.conn, case.application.owner_id)?;
    send(tx, Letter { to, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// The receipt of a submission, of changes, of corrections.
pub fn received(tx: &mut Tx, case: &Case, owner: &UserRow, event: Event) -> Result<(), Error> {
    let at = tx.now;
    if event == Event::Resubmit {
        return to_this_owner(tx, case, owner, messages::CorrectionsReceived { about: about(case), at });
    }
    let editable_until =
        case.definition.settings.edit_until_deadline.then(|| case.changes_until()).filter(|until| *until > at);
    to_this_owner(tx, case, owner, messages::ApplicationReceived { about: about(case), at, editable_until })
}

/// Sections are open for correction.
pub fn returned(tx: &mut Tx, case: &Case, wanted: &Correction<'_>) -> Result<(), Error> {
    let sections = case.definition.form.sections.iter().filter(|s| wanted.sections.contains(&s.key));
    let message = messages::ApplicationReturned {
        about: about(case),
        sections: sections.map(|s| s.title.clone()).collect(),
        note: wanted.note.trim().to_owned(),
        due_at: wanted.due_at,
    };
    to_owner(tx, case, message)
}

/// A file could not be kept: a virus was found in it, or it is gone. `section` is the section's key where the applicant may change it.
pub fn document_refused(
    tx: &mut Tx,
    case: &Case,
    row: &DocumentRow,
    has_virus: bool,
    section: Option<String>,
) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    let question = case.definition.form.question(&row.question);
    let message = messages::DocumentRefused {
        about: about(case),
        file: row.file_name.clone(),
        question: match question {
            Some(question) => question.name().clone(),
            None => Text::english(Words::english().say("sealing-title")),
        },
        has_virus,
        section,
    };
    let occurrence = row.id.to_string();
    send(tx, Letter { to: &owner, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// The time for corrections passed.
pub fn return_expired(tx: &mut Tx, case: &Case, due_at: Timestamp) -> Result<(), Error> {
    to_owner(tx, case, messages::ReturnExpired { about: about(case), due_at })
}

/// Not eligible: the rule in the applicant's language, then the officer's words.
pub fn found_ineligible(tx: &mut Tx, case: &Case, rule: &Text, reason: &str) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    let reason = format!("{}\n\n{}", rule.in_language(&owner.language), reason.trim());
    to_owner(tx, case, messages::FoundIneligible { about: about(case), reason })
}

/// Back in the running.
pub fn reinstated(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    to_owner(tx, case, messages::Reinstated { about: about(case) })
}

/// A personal deadline.
pub fn extended(tx: &mut Tx, case: &Case, until: Timestamp, reopened: bool) -> Result<(), Error> {
    to_owner(tx, case, messages::Extended { about: about(case), until, reopened })
}

/// An application was begun.
pub fn draft_saved(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    to_owner(tx, case, messages::DraftSaved { about: about(case), closes_at: case.call.closes_at })
}

/// The deadline is near, as of `since`; `done` of `all` sections are complete.
pub fn draft_waiting(tx: &mut Tx, case: &Case, since: Timestamp, (done, all): (usize, usize)) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    let occurrence = format!("{}:{since}", case.application.id);
    let message = messages::DraftWaiting { about: about(case), closes_at: case.call.closes_at, done, all };
    send(tx, Letter { to: &owner, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// The day of a round is near, as of `since`; what is handed in later joins the round of the day `next`.
pub fn round_near(
    tx: &mut Tx,
    case: &Case,
    since: Timestamp,
    (until, next): (Timestamp, Option<Day>),
    (done, all): (usize, usize),
) -> Result<(), Error> {
    let owner = db::users::get(tx.conn, case.application.owner_id)?;
    let occurrence = format!("{}:{since}", case.application.id);
    let message = messages::RoundNear { about: about(case), until, next, done, all };
    send(tx, Letter { to: &owner, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// The deadline passed before the draft was handed in.
pub fn lapsed(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    to_owner(tx, case, messages::DraftLapsed { about: about(case), closed_at: case.call.closes_at })
}

/// Withdrawn; also to the reviewers who had it.
pub fn withdrawn(tx: &mut Tx, case: &Case, by_office: bool, reviewers: &[UserId]) -> Result<(), Error> {
    let undo_until = tx.now + Span::days(i64::from(case.definition.settings.undo_withdraw_days));
    to_owner(tx, case, messages::ApplicationWithdrawn { about: about(case), by_office, undo_until })?;
    for reviewer in reviewers {
        tell_taken_back(tx, case, *reviewer)?;
    }
    Ok(())
}

/// A withdrawal was taken back.
pub fn withdrawal_undone(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    to_owner(tx, case, messages::WithdrawalUndone { about: about(case) })
}

/// A place is offered.
pub fn offer_made(
    tx: &mut Tx,
    case: &Case,
    letter: &str,
    reply_by: Timestamp,
    from_waiting_list: bool,
) -> Result<(), Error> {
    to_owner(
        tx,
        case,
        messages::OfferMade { about: about(case), letter: letter.to_owned(), reply_by, from_waiting_list },
    )
}

/// An offer has another date.
pub fn offer_changed(tx: &mut Tx, case: &Case, letter: &str, reply_by: Timestamp) -> Result<(), Error> {
    to_owner(tx, case, messages::OfferChanged { about: about(case), letter: letter.to_owned(), reply_by })
}

/// The receipt of an acceptance.
pub fn offer_accepted(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let at = tx.now;
    to_owner(tx, case, messages::OfferAccepted { about: about(case), at })
}

/// The receipt of a refusal.
pub fn offer_declined(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let at = tx.now;
    to_owner(tx, case, messages::OfferDeclined { about: about(case), at })
}

/// Not answered in time.
pub fn offer_expired(tx: &mut Tx, case: &Case, offer: &OfferRow) -> Result<(), Error> {
    to_owner(tx, case, messages::OfferExpired { about: about(case), reply_by: offer.reply_by })
}

/// Taken back.
pub fn offer_rescinded(tx: &mut Tx, case: &Case, reason: &str) -> Result<(), Error> {
    to_owner(tx, case, messages::OfferRescinded { about: about(case), reason: reason.trim().to_owned() })
}

/// The place moved to another call.
pub fn place_deferred(tx: &mut Tx, case: &Case, reason: &str) -> Result<(), Error> {
    to_owner(tx, case, messages::PlaceDeferred { about: about(case), reason: reason.trim().to_owned() })
}

/// A deferred place is taken up.
pub fn place_resumed(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    to_owner(tx, case, messages::PlaceResumed { about: about(case) })
}

/// Recorded outcomes wait: to whoever may release them.
pub fn release_waiting(
    tx: &mut Tx,
    call: &CallRow,
    to: &[UserId],
    asked_by: UserId,
    count: usize,
) -> Result<(), Error> {
    let asked_by = db::users::get(tx.conn, asked_by)?.name;
    // Asked twice on one day for the same number, it is asked once.
    let occurrence = format!("{}:{count}:{}", call.id, tx.now.day_in(call.zone));
    for id in to {
        let to = db::users::get(tx.conn, *id)?;
        let message = messages::ReleaseWaiting {
            name: to.name.clone(),
            call: about_call(call),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            asked_by: asked_by.clone(),
        };
        let occurrence = occurrence.clone();
        send(tx, Letter { to: &to, call, application: None, occurrence, message: message.into() })?;
    }
    Ok(())
}

/// On the waiting list. The rank is the office's own and not told.
pub fn waiting_list(tx: &mut Tx, case: &Case, letter: &str) -> Result<(), Error> {
    to_owner(tx, case, messages::WaitingList { about: about(case), letter: letter.to_owned(), rank: None })
}

/// No place.
pub fn not_selected(tx: &mut Tx, case: &Case, letter: &str) -> Result<(), Error> {
    to_owner(tx, case, messages::NotSelected { about: about(case), letter: letter.to_owned() })
}

/// The place is certain.
pub fn place_confirmed(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    to_owner(tx, case, messages::PlaceConfirmed { about: about(case) })
}

/// Applications to review: one mail for all of a call that were given at once.
pub(super) fn assigned(tx: &mut Tx, given: &[Given], reviewer: UserId) -> Result<(), Error> {
    let Some(first) = given.first() else { return Ok(()) };
    let to = db::users::get(tx.conn, reviewer)?;
    let call = &first.case.call;
    let message = messages::AssignmentsGiven {
        name: to.name.clone(),
        call: about_call(call),
        count: u32::try_from(given.len()).unwrap_or(u32::MAX),
        due_at: call.review_due_at,
    };
    // An assignment reaches each of its versions once.
    let occurrence = format!("{}:{}", first.assignment, first.version);
    let application = (given.len() == 1).then_some(&first.case);
    send(tx, Letter { to: &to, call, application, occurrence, message: message.into() })
}

/// An application is no longer to be reviewed.
pub fn taken_back(tx: &mut Tx, case: &Case, assignment: &AssignmentRow) -> Result<(), Error> {
    tell_taken_back(tx, case, assignment.reviewer_id)
}

fn tell_taken_back(tx: &mut Tx, case: &Case, reviewer: UserId) -> Result<(), Error> {
    let to = db::users::get(tx.conn, reviewer)?;
    let message = messages::AssignmentTakenBack { name: to.name.clone(), call: about_call(&case.call), count: 1 };
    let occurrence = format!("{}:{}:{}", case.application.id, case.application.version, tx.now.unix_micros());
    send(tx, Letter { to: &to, call: &case.call, application: Some(case), occurrence, message: message.into() })
}

/// A role was given: the mail carries a link with which somebody new sets a password and so confirms the address.
pub fn invited(tx: &mut Tx, inviter: Option<UserId>, user: UserId, grant: Grant, role: RoleId) -> Result<(), Error> {
    let to = db::users::get(tx.conn, user)?;
    let inviter = match inviter {
        Some(id) => db::users::get(tx.conn, id)?.name,
        None => String::new(),
    };
    let link = LinkId::new(tx.now, &mut tx.chance);
    let until = tx.now + INVITATION;
    let token_hash = crate::keys::token_hash(&tx.keys.link_token(link));
    db::links::insert(
        tx.conn,
        &NewLink {
            id: link,
            purpose: Purpose::Invitation,
            token_hash: &token_hash,
            user_id: Some(user),
            email: Some(&to.email),
            created_at: tx.now,
            expires_at: until,
        },
    )?;
    let (scope, zone, call_id) = scope_of(tx, grant)?;
    let zone = to.zone.unwrap_or(zone);
    let message = messages::Invitation { name: to.name.clone(), inviter, role: grant.role, scope, link, until, zone };
    about_role(tx, &to, (zone, call_id), &format!("{role}:{link}"), &message.into())
}

/// A role was given to somebody who can sign in already.
pub fn role_given(tx: &mut Tx, giver: Option<UserId>, user: UserId, grant: Grant, role: RoleId) -> Result<(), Error> {
    let to = db::users::get(tx.conn, user)?;
    let giver = match giver {
        // Nobody is told what they did themselves.
        Some(id) if id == user => return Ok(()),
        Some(id) => db::users::get(tx.conn, id)?.name,
        None => String::new(),
    };
    let (scope, zone, call_id) = scope_of(tx, grant)?;
    let zone = to.zone.unwrap_or(zone);
    let message = messages::RoleGiven { name: to.name.clone(), giver, role: grant.role, scope };
    about_role(tx, &to, (zone, call_id), &role.to_string(), &message.into())
}

fn about_role(
    tx: &mut Tx,
    to: &UserRow,
    (zone, call_id): (Zone, Option<CallId>),
    occurrence: &str,
    message: &Message,
) -> Result<(), Error> {
    let mail = NewMail {
        id: MailId::new(tx.now, &mut tx.chance),
        unique_key: &format!("{}:{occurrence}", message.kind()),
        kind: message.kind(),
        recipient: &to.email,
        user_id: Some(to.id),
        call_id,
        application_id: None,
        body: &to_json(message)?,
        language: &to.language,
        zone: zone.into(),
        next_try_at: tx.now,
        created_at: tx.now,
    };
    tx.post(&mail)
}

fn scope_of(tx: &mut Tx, grant: Grant) -> Result<(Text, Zone, Option<CallId>), Error> {
    let home = places::CHINA.zones.first().copied().unwrap_or(Zone::UTC);
    Ok(match grant.scope {
        Scope::Office => (Text::default(), home, None),
        Scope::Programme(id) => {
            let programme = db::programmes::find(tx.conn, id)?.ok_or(Error::NotFound)?;
            (programme.title, home, None)
        }
        Scope::Call(id) => {
            let call = db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
            (call.title, call.zone, Some(id))
        }
        Scope::Authority(id) => {
            let authority = db::authorities::find(tx.conn, id)?.ok_or(Error::NotFound)?;
            (Text::english(authority.facts.name), home, None)
        }
        Scope::Host(id) => {
            let host = db::hosts::find(tx.conn, id)?.ok_or(Error::NotFound)?;
            (host.title(), home, None)
        }
        Scope::Province(province) => (Text::english(province.name()), home, None),
    })
}
