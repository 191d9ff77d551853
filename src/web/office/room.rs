//! An application with everything that its page for officers shows.

use crate::{
    actions::{
        self, applications::later::Later, case::Case, letters::required, nominations::options, pairing::ruling::Desk,
        sealing,
    },
    db::{
        self, answers::RevisionRow, assignments::OfApplication, choices::ChoiceRow, conflicts::ConflictRow,
        consents::ConsentRow, decisions::DecisionRow, events::EventRow, host_questions::HostQuestionRow,
        hosts::HostRow, letters::LetterRow, nominations::NominationRow, offers::OfferRow, posts::PostRow,
        reviews::ReviewRow, roles::Holder, threads::MessageRow, withdrawals::WithdrawalRow,
    },
    domain::{
        form::Answers,
        hosting::ConsentNeed,
        id::{ApplicationId, AuthorityId, UserId},
        pairing::Stand,
        permission::{Action, Actor, Role},
        thread::Party,
        workflow::Status,
    },
    web::{error::Error, session::Visit},
};

/// Everything the page needs.
pub struct Room {
    /// The application.
    pub case: Case,
    /// What was last handed in.
    pub answers: Answers,
    /// What was handed in before that.
    pub before: Option<RevisionRow>,
    /// Its files.
    pub files: Vec<db::documents::DocumentRow>,
    /// Who has or had it for review.
    pub assignments: Vec<OfApplication>,
    /// Final reviews with the names of who wrote them.
    pub reviews: Vec<(ReviewRow, String)>,
    /// Conflicts on record.
    pub conflicts: Vec<ConflictRow>,
    /// The last decision.
    pub decision: Option<DecisionRow>,
    /// The offer that waits for an answer.
    pub offer: Option<OfferRow>,
    /// What happened to it, oldest first.
    pub events: Vec<EventRow>,
    /// Names of who caused it.
    pub names: Vec<(UserId, String)>,
    /// Reviewers of the call.
    pub reviewers: Vec<Holder>,
    /// Letters of reference.
    pub letters: Vec<LetterRow>,
    /// How many letters are lacking that must be in at some time, and why it goes on without them.
    pub lacking: (usize, Option<String>),
    /// What was asked after acceptance.
    pub later: Option<Later>,
    /// How many of its sections are not complete.
    pub lacking_later: usize,
    /// What the office and the applicant wrote to each other.
    pub thread: Vec<MessageRow>,
    /// Consents that the applicant took back.
    pub withdrawn: Vec<WithdrawalRow>,
    /// Its nomination, where the call is nominated for, and the authority that is asked.
    pub nomination: Option<(NominationRow, Option<String>)>,
    /// Those that could nominate it.
    pub authorities: Vec<(AuthorityId, String)>,
    /// Posts that the applicant chose.
    pub choices: Vec<(ChoiceRow, PostRow, HostRow)>,
    /// The valid letter of consent.
    pub consent: Option<ConsentRow>,
    /// Why it goes on without one.
    pub waiver: Option<String>,
    /// What hosts asked.
    pub questions: Vec<HostQuestionRow>,
    /// Where the sealed copy stands, where the call takes one.
    pub sealed: Option<sealing::Standing>,
    /// How it stands with the other side of its project, as far as the officer may know.
    pub pair: Option<Stand>,
}

impl Room {
    /// Reads it all, for an officer who may.
    pub async fn enter(visit: &Visit, id: ApplicationId) -> Result<Self, Error> {
        let (actor, now) = (visit.actor.clone(), visit.now);
        let room = visit.app.read(move |conn| {
            let case = Case::open(conn, &actor, Action::ReadAsOfficer, id)?;
            let own = &case.application;
            // A draft is the applicant's alone.
            if !own.status.was_submitted() && own.revision == 0 && own.status == Status::Draft {
                return Err(actions::Error::NotFound);
            }
            let mut revisions = db::answers::list_revisions(conn, id)?.into_iter();
            let (last, before) = (revisions.next(), revisions.next());
            let mut answers = last.map(|r| r.body).unwrap_or_default();
            db::withdrawals::hide_withdrawn(conn, id, &mut answers)?;
            let withdrawn = db::withdrawals::list(conn, id)?;
            let events = db::events::list(conn, id)?;
            let (letters, lacking) = letters(conn, &case)?;
            let thread = db::threads::list(conn, id, Party::Applicant)?;
            let authors = thread.iter().filter_map(|message| message.author_id);
            let names = names(conn, events.iter().filter_map(|e| e.actor_id).chain(authors))?;
            let nomination = nomination(conn, id)?;
            let authorities = if nomination.is_some() { options(conn, &case, now)? } else { Vec::new() };
            let later = Later::read(conn, &case)?;
            let lacking_later = later.as_ref().map_or(0, |later| later.lacking(now));
            let pair = stand(conn, &actor, &case)?;
            let hosted = case.definition.hosting.is_some();
            let sealed = sealing::standing(conn, &case, now)?;
            Ok::<_, actions::Error>(Room {
                nomination,
                authorities,
                answers,
                later,
                lacking_later,
                thread,
                withdrawn: withdrawn.into_iter().filter(|row| row.ended_at.is_none()).collect(),
                before,
                files: db::documents::list(conn, id)?,
                assignments: db::assignments::list_of_application(conn, id)?,
                reviews: db::reviews::list_final(conn, id)?,
                conflicts: db::conflicts::list(conn, id)?,
                decision: db::decisions::find_current(conn, id)?,
                offer: db::offers::find_live(conn, id)?,
                reviewers: db::roles::list_holders_on_call(conn, Role::Reviewer, case.call.id, case.call.programme_id)?,
                letters,
                lacking,
                choices: if hosted { db::choices::list_with_posts(conn, id)? } else { Vec::new() },
                consent: if hosted { db::consents::find_live(conn, id)? } else { None },
                waiver: if hosted { db::consents::find_waiver(conn, id)? } else { None },
                questions: if hosted { db::host_questions::list(conn, id, None)? } else { Vec::new() },
                sealed,
                events,
                names,
                pair,
                case,
            })
        });
        Ok(room.await?)
    }

    /// Whether as many final reviews are in as the call wants.
    pub fn has_enough_reviews(&self) -> bool {
        let wanted = self.case.definition.settings.reviews_per_application;
        u32::try_from(self.case.application.score_count).is_ok_and(|final_reviews| final_reviews >= wanted)
    }

    /// Whether the call wants a host's consent, and there is neither one nor a waiver.
    pub fn waits_for_consent(&self) -> bool {
        let needed = self.case.definition.hosting.as_ref().is_some_and(|h| h.consent != ConsentNeed::Never);
        let stands = self.case.application.status;
        let waits = matches!(stands, Status::Submitted | Status::Returned | Status::InReview | Status::Deliberation);
        needed && waits && self.consent.is_none() && self.waiver.is_none()
    }

    /// Whether a conflict of this person is on record.
    pub fn is_conflicted(&self, user: UserId) -> bool {
        self.conflicts.iter().any(|c| c.user_id == user)
    }
}

/// Its letters of reference, how many are lacking that must be in at some time, and why it goes on without them.
type Letters = (Vec<LetterRow>, (usize, Option<String>));

fn letters(conn: &mut db::Conn, case: &Case) -> Result<Letters, actions::Error> {
    let Some(referees) = &case.definition.referees else { return Ok((Vec::new(), (0, None))) };
    let (id, lacking) = (case.application.id, required::lacking(conn, case, referees.due)?);
    Ok((db::letters::list(conn, id)?, (lacking, db::letters::find_waiver(conn, id)?)))
}

/// How it stands with its other side; nothing where the call has no pairs, or the officer may not know of that.
fn stand(conn: &mut db::Conn, actor: &Actor, case: &Case) -> Result<Option<Stand>, actions::Error> {
    if case.definition.pairing.is_none() {
        return Ok(None);
    }
    match Desk::open(conn, actor, Action::ReadAsOfficer, case.application.id) {
        Ok(desk) => Ok(Some(desk.side.map_or(Stand::Single, |side| desk.listed.stand(side)))),
        Err(actions::Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The nomination, with the name of the authority that is asked.
fn nomination(conn: &mut db::Conn, id: ApplicationId) -> Result<Option<(NominationRow, Option<String>)>, db::Error> {
    let Some(row) = db::nominations::find_of_application(conn, id)? else { return Ok(None) };
    let asked = match row.authority_id {
        Some(authority) => db::authorities::find(conn, authority)?.map(|a| a.facts.name),
        None => None,
    };
    Ok(Some((row, asked)))
}

/// The names of these people, each once.
fn names(conn: &mut db::Conn, users: impl Iterator<Item = UserId>) -> Result<Vec<(UserId, String)>, db::Error> {
    let mut names: Vec<(UserId, String)> = Vec::new();
    for user in users {
        if !names.iter().any(|(known, _)| *known == user) {
            names.push((user, db::users::get(conn, user)?.name));
        }
    }
    Ok(names)
}
