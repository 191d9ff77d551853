//! Questions to the rows whose answer must be nothing: each finds what breaks one rule of the workflow.
//! They ask about everybody, because a rule holds whoever looks; what they give are ids for an operator.

pub mod hosting;
pub mod nominations;

use std::collections::HashMap;

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result,
    answers::RevisionRow,
    documents::DocumentRow,
    letters::LetterFileRow,
    schema::{
        applications, assignments, calls, conflicts, decisions, documents, events, letter_files, letters, offers,
        outbox, reviews, revisions, tallies,
    },
};
use crate::domain::{
    id::{ApplicationId, AssignmentId, CallId, DecisionId, DefinitionId, DocumentId, LetterId, MailId, OfferId},
    letter::LetterState,
    time::Timestamp,
    workflow::{AssignmentState, Event, MailState, OfferState, Status},
};

/// Most ids that one question gives: who breaks a rule a thousand times is not helped by more.
pub const MOST: i64 = 1000;

/// Applications with an offer to answer but not exactly one live offer.
pub fn offered_without_offer(conn: &mut Conn) -> Result<Vec<ApplicationId>> {
    let live = offers::table
        .filter(offers::application_id.eq(applications::id).and(offers::state.eq(OfferState::Live)))
        .select(offers::id);
    Ok(each_backend!(conn, c => applications::table
        .filter(applications::status.eq(Status::Offered).and(dsl::not(dsl::exists(live))))
        .limit(MOST)
        .select(applications::id)
        .load(c))?)
}

/// Live offers of applications that have none to answer, and offers whose mark of being live says otherwise than their state:
/// by that mark the database keeps them single.
pub fn offers_out_of_place(conn: &mut Conn) -> Result<Vec<OfferId>> {
    let live = offers::state.eq(OfferState::Live);
    let marked = offers::live_key
        .is_not_null()
        .and(offers::live_key.assume_not_null().eq(offers::application_id.into_sql::<diesel::sql_types::Text>()));
    let mut found: Vec<OfferId> = each_backend!(conn, c => offers::table
        .inner_join(applications::table.on(applications::id.eq(offers::application_id)))
        .filter(live.and(applications::status.ne(Status::Offered)))
        .limit(MOST)
        .select(offers::id)
        .load(c))?;
    let unmarked: Vec<OfferId> = each_backend!(conn, c => offers::table.filter(live.and(dsl::not(marked))).limit(MOST).select(offers::id).load(c))?;
    let stale = offers::state.ne(OfferState::Live).and(offers::live_key.is_not_null());
    let stale: Vec<OfferId> =
        each_backend!(conn, c => offers::table.filter(stale).limit(MOST).select(offers::id).load(c))?;
    found.extend(unmarked);
    found.extend(stale);
    Ok(found)
}

/// Calls with their number of places.
pub fn list_places(conn: &mut Conn) -> Result<Vec<(CallId, String, i32)>> {
    Ok(each_backend!(conn, c => calls::table.select((calls::id, calls::slug, calls::places)).load(c))?)
}

/// Reviews that count though their reviewer has a conflict with the application or is its applicant, and reviews that are final
/// though their reviewer is recused.
pub fn barred_reviews(conn: &mut Conn) -> Result<Vec<AssignmentId>> {
    let conflicted = conflicts::table
        .filter(conflicts::application_id.eq(reviews::application_id).and(conflicts::user_id.eq(reviews::reviewer_id)))
        .select(conflicts::id);
    let own = applications::owner_id.eq(reviews::reviewer_id);
    let other =
        assignments::reviewer_id.ne(reviews::reviewer_id).or(assignments::application_id.ne(reviews::application_id));
    Ok(each_backend!(conn, c => reviews::table
        .inner_join(assignments::table.on(assignments::id.eq(reviews::assignment_id)))
        .inner_join(applications::table.on(applications::id.eq(reviews::application_id)))
        .filter(assignments::state.eq(AssignmentState::Submitted))
        .filter(dsl::exists(conflicted).or(own).or(other))
        .limit(MOST)
        .select(reviews::assignment_id)
        .load(c))?)
}

/// Applications whose stored number of reviews is not the number of those that count.
pub fn scores_out_of_step(conn: &mut Conn) -> Result<Vec<ApplicationId>> {
    let counting = reviews::table
        .inner_join(assignments::table.on(assignments::id.eq(reviews::assignment_id)))
        .filter(assignments::state.eq(AssignmentState::Submitted).and(reviews::mean.is_not_null()));
    let counted: Vec<(ApplicationId, i64)> = each_backend!(conn, c => counting
        .group_by(reviews::application_id)
        .select((reviews::application_id, dsl::count(reviews::assignment_id)))
        .load(c))?;
    let stored: Vec<(ApplicationId, i32)> = each_backend!(conn, c => applications::table
        .filter(applications::score_count.ne(0))
        .select((applications::id, applications::score_count))
        .load(c))?;
    let counted: HashMap<_, _> = counted.into_iter().collect();
    let mut stored: HashMap<_, _> = stored.into_iter().map(|(id, n)| (id, i64::from(n))).collect();
    let mut off: Vec<_> =
        counted.into_iter().filter(|(id, n)| stored.remove(id) != Some(*n)).map(|(id, _)| id).collect();
    off.extend(stored.into_keys());
    off.sort_unstable();
    Ok(off)
}

/// Released decisions without a letter, or with another outcome's.
pub fn wrong_letters(conn: &mut Conn) -> Result<Vec<DecisionId>> {
    let missing = decisions::letter.is_null().or(decisions::letter_outcome.is_null());
    Ok(each_backend!(conn, c => decisions::table
        .filter(decisions::released_at.is_not_null())
        .filter(missing.or(decisions::letter_outcome.assume_not_null().ne(decisions::outcome)))
        .limit(MOST)
        .select(decisions::id)
        .load(c))?)
}

/// Letters of reference that came in after they were cancelled.
pub fn letters_after_cancel(conn: &mut Conn) -> Result<Vec<LetterId>> {
    let in_though_cancelled = letters::state.eq(LetterState::Received).and(letters::cancelled_at.is_not_null());
    let after = letters::cancelled_at.is_not_null().and(letters::received_at.gt(letters::cancelled_at));
    Ok(each_backend!(conn, c => letters::table
        .filter(in_though_cancelled.or(after))
        .limit(MOST)
        .select(letters::id)
        .load(c))?)
}

/// The next files of letters by letter. The bytes of each must be there.
pub fn page_of_letter_files(conn: &mut Conn, after: Option<LetterId>, limit: i64) -> Result<Vec<LetterFileRow>> {
    let mut query =
        letter_files::table.order(letter_files::letter_id).limit(limit).select(LetterFileRow::as_select()).into_boxed();
    if let Some(letter) = after {
        query = query.filter(letter_files::letter_id.gt(letter));
    }
    Ok(query.load(conn)?)
}

/// Mails that should have gone before `before` and wait still.
pub fn waiting_mails(conn: &mut Conn, before: Timestamp) -> Result<Vec<MailId>> {
    let waits = [MailState::Queued, MailState::Failed, MailState::Sending];
    Ok(each_backend!(conn, c => outbox::table
        .filter(outbox::state.eq_any(waits).and(outbox::next_try_at.lt(before)))
        .order(outbox::next_try_at)
        .limit(MOST)
        .select(outbox::id)
        .load(c))?)
}

/// Calls and states whose kept count is not the number of applications there.
pub fn tallies_out_of_step(conn: &mut Conn) -> Result<Vec<(CallId, Status)>> {
    let counted: Vec<(CallId, Status, i64)> = each_backend!(conn, c => applications::table
        .group_by((applications::call_id, applications::status))
        .select((applications::call_id, applications::status, dsl::count(applications::id)))
        .load(c))?;
    let kept: Vec<(CallId, Status, i64)> =
        each_backend!(conn, c => tallies::table.select((tallies::call_id, tallies::status, tallies::count)).load(c))?;
    let mut counted: HashMap<_, _> = counted.into_iter().map(|(call, status, n)| ((call, status), n)).collect();
    let mut off: Vec<_> = kept
        .into_iter()
        .filter(|(call, status, n)| counted.remove(&(*call, *status)).unwrap_or(0) != *n)
        .map(|(call, status, _)| (call, status))
        .collect();
    off.extend(counted.into_keys());
    off.sort_unstable();
    Ok(off)
}

/// Reference numbers that stand twice.
pub fn doubled_references(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(each_backend!(conn, c => applications::table
        .filter(applications::reference.is_not_null())
        .group_by(applications::reference)
        .having(dsl::count(applications::id).gt(1))
        .limit(MOST)
        .select(applications::reference.assume_not_null())
        .load(c))?)
}

/// Applications that were handed in and lack what handing in leaves behind.
#[derive(Debug, Default)]
pub struct Lacking {
    /// The reference number.
    pub reference: Vec<ApplicationId>,
    /// The revision.
    pub revision: Vec<ApplicationId>,
    /// The event.
    pub event: Vec<ApplicationId>,
    /// The receipt.
    pub receipt: Vec<ApplicationId>,
}

/// What handing in should have left behind and did not. `receipt` is the kind of the mail that tells it.
pub fn submitted_without_trace(conn: &mut Conn, receipt: &str) -> Result<Lacking> {
    let submitted: Vec<Status> = Status::ALL.iter().copied().filter(|s| s.was_submitted()).collect();
    let all = || {
        applications::table.filter(applications::status.eq_any(submitted.clone())).limit(MOST).select(applications::id)
    };
    let revision = revisions::table
        .filter(revisions::application_id.eq(applications::id).and(revisions::number.eq(applications::revision)))
        .select(revisions::id);
    let event = events::table
        .filter(
            events::application_id
                .eq(applications::id)
                .and(events::event.eq(Event::Submit))
                .and(events::refusal.is_null()),
        )
        .select(events::id);
    let mail = outbox::table
        .filter(outbox::application_id.eq(applications::id.nullable()).and(outbox::kind.eq(receipt)))
        .select(outbox::id);
    Ok(Lacking {
        reference: each_backend!(conn, c => all()
            .filter(applications::reference.is_null().or(applications::submitted_at.is_null()))
            .load(c))?,
        revision: each_backend!(conn, c => all().filter(dsl::not(dsl::exists(revision))).load(c))?,
        event: each_backend!(conn, c => all().filter(dsl::not(dsl::exists(event))).load(c))?,
        receipt: each_backend!(conn, c => all().filter(dsl::not(dsl::exists(mail))).load(c))?,
    })
}

/// Applications whose state is not the one that the last event led to.
pub fn states_out_of_step(conn: &mut Conn) -> Result<Vec<ApplicationId>> {
    let last = || {
        events::table
            .filter(events::application_id.eq(applications::id).and(events::refusal.is_null()))
            .order((events::at.desc(), events::id.desc()))
            .limit(1)
    };
    let unlike: Vec<(ApplicationId, Status)> = each_backend!(conn, c => applications::table
        .filter(applications::status.nullable().ne(last().select(events::to_status).single_value()))
        .select((applications::id, applications::status))
        .load(c))?;
    let any = events::table
        .filter(events::application_id.eq(applications::id).and(events::refusal.is_null()))
        .select(events::id);
    let mut off: Vec<ApplicationId> = each_backend!(conn, c => applications::table
        .filter(applications::status.ne(Status::Draft).and(dsl::not(dsl::exists(any))))
        .limit(MOST)
        .select(applications::id)
        .load(c))?;
    for (id, status) in unlike {
        if !leads_here(conn, id, status)? {
            off.push(id);
        }
    }
    Ok(off)
}

/// Whether any of the events at the last moment led to this state: their ids do not order two of the same moment.
fn leads_here(conn: &mut Conn, id: ApplicationId, status: Status) -> Result<bool> {
    let taken: Vec<(Status, Timestamp)> = each_backend!(conn, c => events::table
        .filter(events::application_id.eq(id).and(events::refusal.is_null()))
        .order(events::at.desc())
        .limit(20)
        .select((events::to_status, events::at))
        .load(c))?;
    let last = taken.first().map(|(_, at)| *at);
    Ok(taken.iter().any(|(to, at)| *to == status && Some(*at) == last))
}

/// The next applications by id that were handed in, each with its definition and its last revision.
pub fn page_of_revisions(
    conn: &mut Conn,
    after: Option<ApplicationId>,
    limit: i64,
) -> Result<Vec<(ApplicationId, DefinitionId, RevisionRow)>> {
    let mut query = applications::table
        .inner_join(
            revisions::table
                .on(revisions::application_id.eq(applications::id).and(revisions::number.eq(applications::revision))),
        )
        .order(applications::id)
        .limit(limit)
        .select((applications::id, revisions::definition_id, RevisionRow::as_select()))
        .into_boxed();
    if let Some(id) = after {
        query = query.filter(applications::id.gt(id));
    }
    Ok(query.load(conn)?)
}

/// Documents of these applications, those taken away included.
pub fn documents_of(conn: &mut Conn, ids: &[ApplicationId]) -> Result<Vec<DocumentRow>> {
    Ok(each_backend!(conn, c => documents::table
        .filter(documents::application_id.eq_any(ids.to_vec()))
        .select(DocumentRow::as_select())
        .load(c))?)
}

/// The next documents by id. The bytes of each must be there: those of one that was taken away for the revision that names it.
pub fn page_of_documents(conn: &mut Conn, after: Option<DocumentId>, limit: i64) -> Result<Vec<DocumentRow>> {
    let mut query = documents::table.order(documents::id).limit(limit).select(DocumentRow::as_select()).into_boxed();
    if let Some(id) = after {
        query = query.filter(documents::id.gt(id));
    }
    Ok(query.load(conn)?)
}
