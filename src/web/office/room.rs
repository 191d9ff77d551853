//! An application with everything that its page for officers shows.

use crate::{
    actions::{self, case::Case, letters::required, nominations::options},
    db::{
        self, answers::RevisionRow, assignments::OfApplication, conflicts::ConflictRow, consents::WithdrawalRow,
        decisions::DecisionRow, events::EventRow, letters::LetterRow, nominations::NominationRow, offers::OfferRow,
        reviews::ReviewRow, roles::Holder, threads::MessageRow,
    },
    domain::{
        form::Answers,
        id::{ApplicationId, AuthorityId, UserId},
        permission::{Action, Role},
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
    /// What the office and the applicant wrote to each other.
    pub thread: Vec<MessageRow>,
    /// Consents that the applicant took back.
    pub withdrawn: Vec<WithdrawalRow>,
    /// Its nomination, where the call is nominated for, and the authority that is asked.
    pub nomination: Option<(NominationRow, Option<String>)>,
    /// Those that could nominate it.
    pub authorities: Vec<(AuthorityId, String)>,
}

impl Room {
    /// Reads it all, for an officer who may.
    pub async fn enter(visit: &Visit, id: ApplicationId) -> Result<Self, Error> {
        let (actor, now) = (visit.actor.clone(), visit.now);
        let room = visit.app.read(move |conn| {
            let case = Case::open(conn, &actor, Action::ReadAsOfficer, id)?;
            // A draft is the applicant's alone.
            if !case.application.status.was_submitted()
                && case.application.revision == 0
                && case.application.status == Status::Draft
            {
                return Err(actions::Error::NotFound);
            }
            let mut revisions = db::answers::list_revisions(conn, id)?.into_iter();
            let (last, before) = (revisions.next(), revisions.next());
            let mut answers = last.map(|r| r.body).unwrap_or_default();
            db::consents::hide_withdrawn(conn, id, &mut answers)?;
            let withdrawn = db::consents::list(conn, id)?;
            let events = db::events::list(conn, id)?;
            let (letters, lacking) = match &case.definition.referees {
                Some(referees) => {
                    let lacking = required::lacking(conn, &case, referees.due)?;
                    (db::letters::list(conn, id)?, (lacking, db::letters::find_waiver(conn, id)?))
                }
                None => (Vec::new(), (0, None)),
            };
            let thread = db::threads::list(conn, id, Party::Applicant)?;
            let mut names: Vec<(UserId, String)> = Vec::new();
            let authors = thread.iter().filter_map(|message| message.author_id);
            for user in events.iter().filter_map(|e| e.actor_id).chain(authors) {
                if !names.iter().any(|(known, _)| *known == user) {
                    names.push((user, db::users::get(conn, user)?.name));
                }
            }
            let nomination = match db::nominations::find_of_application(conn, id)? {
                Some(row) => {
                    let asked = match row.authority_id {
                        Some(authority) => db::authorities::find(conn, authority)?.map(|a| a.facts.name),
                        None => None,
                    };
                    Some((row, asked))
                }
                None => None,
            };
            let authorities = if nomination.is_some() { options(conn, &case, now)? } else { Vec::new() };
            Ok::<_, actions::Error>(Room {
                nomination,
                authorities,
                answers,
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
                events,
                names,
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

    /// Whether a conflict of this person is on record.
    pub fn is_conflicted(&self, user: UserId) -> bool {
        self.conflicts.iter().any(|c| c.user_id == user)
    }
}
