//! Checking the office's books: every rule that must hold whatever happened, asked of the rows and of the stored files.
//! Nothing is changed. An operator runs it by `sojourn check`; the tests run it after everything that they do to the program.

use std::collections::HashMap;

use crate::{
    db::{self, Conn, Database, check as rows, documents::DocumentRow, nominations::NominationRow},
    domain::{
        form::{Answer, Answers, Documents},
        id::{ApplicationId, DocumentId},
        sentence::Sentence,
        time::{Span, Timestamp},
        workflow::{DocumentState, words},
    },
    files::{StorageKey, Store},
};

/// Rows that are looked at in one go.
const PAGE: i64 = 200;
/// How long a mail may wait after it was due.
const PATIENCE: Span = Span::minutes(15);

words! {
    /// A rule that must hold.
    Rule {
        /// An application with an offer to answer has exactly one live offer, and no other has one.
        Offer = "offer",
        /// No call gives more places than it has.
        Places = "places",
        /// No review counts of somebody with a conflict, of the applicant, or of somebody else than was asked.
        Reviewer = "reviewer",
        /// The number of reviews that a list shows is that of those that count.
        Score = "score",
        /// A released decision has the letter of its own outcome.
        Letter = "letter",
        /// No letter of reference came in after it was cancelled.
        LetterOfReference = "letter_of_reference",
        /// A document that was handed in can be given out, or is held back for the scanner.
        DocumentState = "document_state",
        /// The bytes of every document are there and are those that came.
        DocumentFile = "document_file",
        /// What was handed in is complete.
        Complete = "complete",
        /// No post has more consents than places, and its count of taken places is that of its consents.
        PostPlaces = "post_places",
        /// Every valid letter of consent belongs to a choice that the host consents to, and the other way round.
        Consent = "consent",
        /// No authority endorses more than its quota, and the count is that of its endorsements.
        Quota = "quota",
        /// No country has more endorsed candidates than the call lets it have, and each counts for a country.
        CountryQuota = "country_quota",
        /// An authority's ranks are 1 to n, each once, of those that it endorses.
        Rank = "rank",
        /// No mail has waited too long.
        Mail = "mail",
        /// The kept counts are those of the rows.
        Tally = "tally",
        /// A reference number stands once.
        ReferenceOnce = "reference_once",
        /// What was handed in has a reference number.
        Reference = "reference",
        /// It has a revision.
        Revision = "revision",
        /// Its submission is on record.
        Event = "event",
        /// Its receipt was written.
        Receipt = "receipt",
        /// A state is the one that the last event led to.
        State = "state",
    }
}

impl Rule {
    /// The rule in words.
    pub fn sentence(self) -> Sentence {
        Sentence::new(match self {
            Self::Offer => "check-offer",
            Self::Places => "check-places",
            Self::Reviewer => "check-reviewer",
            Self::Score => "check-score",
            Self::Letter => "check-letter",
            Self::LetterOfReference => "check-letter-of-reference",
            Self::DocumentState => "check-document-state",
            Self::DocumentFile => "check-document-file",
            Self::Complete => "check-complete",
            Self::PostPlaces => "check-post-places",
            Self::Consent => "check-consent",
            Self::Quota => "check-quota",
            Self::CountryQuota => "check-country-quota",
            Self::Rank => "check-rank",
            Self::Mail => "check-mail",
            Self::Tally => "check-tally",
            Self::ReferenceOnce => "check-reference-once",
            Self::Reference => "check-reference",
            Self::Revision => "check-revision",
            Self::Event => "check-event",
            Self::Receipt => "check-receipt",
            Self::State => "check-state",
        })
    }
}

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What breaks it: an id, or a call with its state or figures.
    pub what: String,
}

/// Why the check could not be finished.
#[derive(Debug)]
pub enum Unfinished {
    /// The rows could not be read.
    Rows(db::Error),
    /// The stored files could not be read.
    Files(std::io::Error),
}

impl From<db::Error> for Unfinished {
    fn from(cause: db::Error) -> Self {
        Self::Rows(cause)
    }
}
impl From<std::io::Error> for Unfinished {
    fn from(cause: std::io::Error) -> Self {
        Self::Files(cause)
    }
}

impl std::fmt::Display for Unfinished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rows(cause) => cause.fmt(f),
            Self::Files(cause) => cause.fmt(f),
        }
    }
}

/// Asks every rule and reports each thing that breaks one, as soon as it is found.
///
/// # Errors
/// Where rows or files cannot be read; what was reported until then stands.
pub async fn check(
    db: &Database,
    store: &dyn Store,
    now: Timestamp,
    mut report: impl FnMut(Finding),
) -> Result<(), Unfinished> {
    for finding in db.read_long(move |conn| of_rows(conn, now)).await? {
        report(finding);
    }
    of_revisions(db, &mut report).await?;
    of_files(db, store, &mut report).await?;
    of_letter_files(db, store, &mut report).await?;
    of_nominations(db, store, &mut report).await
}

/// What the rows alone tell.
fn of_rows(conn: &mut Conn, now: Timestamp) -> Result<Vec<Finding>, db::Error> {
    let mut found = Vec::new();
    add(&mut found, Rule::Offer, rows::offered_without_offer(conn)?);
    add(&mut found, Rule::Offer, rows::offers_out_of_place(conn)?);
    for (call, slug, places) in rows::list_places(conn)? {
        let taken = db::applications::count_places_taken(conn, call)?;
        if taken > i64::from(places) {
            add(&mut found, Rule::Places, [format!("{slug}:{taken}/{places}")]);
        }
    }
    add(&mut found, Rule::Reviewer, rows::barred_reviews(conn)?);
    add(&mut found, Rule::Score, rows::scores_out_of_step(conn)?);
    add(&mut found, Rule::Letter, rows::wrong_letters(conn)?);
    add(&mut found, Rule::LetterOfReference, rows::letters_after_cancel(conn)?);
    add(&mut found, Rule::PostPlaces, rows::hosting::posts_over_their_places(conn)?);
    add(&mut found, Rule::Consent, rows::hosting::consents_out_of_place(conn)?);
    add(&mut found, Rule::Consent, rows::hosting::consents_without_letter(conn)?);
    let quotas = rows::nominations::quotas_out_of_step(conn)?;
    add(&mut found, Rule::Quota, quotas.into_iter().map(|(call, authority)| format!("{call}/{authority}")));
    add(&mut found, Rule::CountryQuota, rows::nominations::countries_over_their_number(conn)?);
    add(&mut found, Rule::Rank, rows::nominations::ranks_out_of_order(conn)?);
    add(&mut found, Rule::Mail, rows::waiting_mails(conn, now - PATIENCE)?);
    let tallies = rows::tallies_out_of_step(conn)?;
    add(&mut found, Rule::Tally, tallies.into_iter().map(|(call, status)| format!("{call}/{status}")));
    add(&mut found, Rule::ReferenceOnce, rows::doubled_references(conn)?);
    let lacking = rows::submitted_without_trace(conn, RECEIPT)?;
    add(&mut found, Rule::Reference, lacking.reference);
    add(&mut found, Rule::Revision, lacking.revision);
    add(&mut found, Rule::Event, lacking.event);
    add(&mut found, Rule::Receipt, lacking.receipt);
    add(&mut found, Rule::State, rows::states_out_of_step(conn)?);
    Ok(found)
}

/// The kind of the mail that tells an applicant that the application arrived.
const RECEIPT: &str = "application_received";

fn add<T: ToString>(found: &mut Vec<Finding>, rule: Rule, broken: impl IntoIterator<Item = T>) {
    found.extend(broken.into_iter().map(|what| Finding { rule, what: what.to_string() }));
}

/// What was handed in, page by page: whether it was complete then, and whether the documents that it names may be given out.
async fn of_revisions(db: &Database, report: &mut impl FnMut(Finding)) -> Result<(), Unfinished> {
    let mut after = None;
    loop {
        let (found, last) = db.read_long(move |conn| page_of_revisions(conn, after)).await?;
        found.into_iter().for_each(&mut *report);
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

type Page<T> = (Vec<Finding>, Option<T>);

fn page_of_revisions(conn: &mut Conn, after: Option<ApplicationId>) -> Result<Page<ApplicationId>, db::Error> {
    let page = rows::page_of_revisions(conn, after, PAGE)?;
    let ids: Vec<ApplicationId> = page.iter().map(|(id, ..)| *id).collect();
    let mut documents: HashMap<ApplicationId, Vec<DocumentRow>> = HashMap::new();
    for document in rows::documents_of(conn, &ids)? {
        documents.entry(document.application_id).or_default().push(document);
    }
    let mut found = Vec::new();
    for (id, definition, revision) in page {
        let form = &db::definitions::get(conn, definition)?.form;
        let given = documents.remove(&id).unwrap_or_default();
        // A virus may be found after a document was handed in; it is held back then, and what was handed in was complete.
        let then = |state| if state == DocumentState::Infected { DocumentState::PendingScan } else { state };
        let known: Documents = given.iter().map(|d| (d.id, d.question.clone(), then(d.state))).collect();
        if !form.is_complete(&revision.body, &known, revision.created_at) {
            add(&mut found, Rule::Complete, [id]);
        }
        let named = named(&revision.body);
        let lost = |state| matches!(state, DocumentState::Uploading | DocumentState::Failed);
        let held = given.iter().filter(|d| named.contains(&d.id) && lost(d.state));
        add(&mut found, Rule::DocumentState, held.map(|d| d.id));
    }
    Ok((found, ids.last().copied()))
}

fn named(answers: &Answers) -> Vec<DocumentId> {
    answers.0.values().flat_map(Answer::documents).copied().collect()
}

/// The stored files, one after the other: whether they are there and unchanged.
async fn of_files(db: &Database, store: &dyn Store, report: &mut impl FnMut(Finding)) -> Result<(), Unfinished> {
    let mut after = None;
    loop {
        let page = db.read_long(move |conn| rows::page_of_documents(conn, after, PAGE)).await?;
        let Some(last) = page.last().map(|d| d.id) else { return Ok(()) };
        after = Some(last);
        for document in page {
            let whole = is_whole(store, &document.storage_key, document.size, &document.sha256).await?;
            if !whole && is_as_before(db, &document).await? {
                report(Finding { rule: Rule::DocumentFile, what: document.id.to_string() });
            }
        }
    }
}

/// The same for the files of letters.
async fn of_letter_files(db: &Database, store: &dyn Store, report: &mut impl FnMut(Finding)) -> Result<(), Unfinished> {
    let mut after = None;
    loop {
        let page = db.read_long(move |conn| rows::page_of_letter_files(conn, after, PAGE)).await?;
        let Some(last) = page.last().map(|f| f.letter_id) else { return Ok(()) };
        after = Some(last);
        for file in page {
            let whole = is_whole(store, &file.storage_key, file.size, &file.sha256).await?;
            let letter = file.letter_id;
            // It may have been replaced while files were read.
            if !whole && db.read(move |conn| db::letters::find_file(conn, letter)).await?.as_ref() == Some(&file) {
                report(Finding { rule: Rule::DocumentFile, what: letter.to_string() });
            }
        }
    }
}

/// The same for the letters of authorities.
async fn of_nominations(db: &Database, store: &dyn Store, report: &mut impl FnMut(Finding)) -> Result<(), Unfinished> {
    let mut after = None;
    loop {
        let page = db.read_long(move |conn| rows::nominations::page_of_files(conn, after, PAGE)).await?;
        let Some(last) = page.last().map(|file| file.nomination) else { return Ok(()) };
        after = Some(last);
        for file in page {
            let (id, whole) = (file.nomination, is_whole(store, &file.key, file.size, &file.sha256).await?);
            if whole {
                continue;
            }
            // It may have been replaced while files were read.
            let now = db.read(move |conn| db::nominations::find(conn, id)).await?;
            if now.as_ref().and_then(NominationRow::letter).is_some_and(|letter| letter.key == file.key) {
                report(Finding { rule: Rule::DocumentFile, what: id.to_string() });
            }
        }
    }
}

async fn is_whole(store: &dyn Store, key: &str, size: i64, sha256: &str) -> std::io::Result<bool> {
    let Ok(key) = key.parse::<StorageKey>() else { return Ok(false) };
    let Some(reading) = store.open(&key).await? else { return Ok(false) };
    let (found_size, found_sha256) = reading.digest().await?;
    Ok(i64::try_from(found_size) == Ok(size) && found_sha256 == sha256)
}

/// Whether the document still stands as it did when its page was read: it may have been taken away while files were read.
async fn is_as_before(db: &Database, document: &DocumentRow) -> Result<bool, db::Error> {
    let (id, removed_at) = (document.id, document.removed_at);
    let row = db.read(move |conn| db::documents::find(conn, id)).await?;
    Ok(row.is_some_and(|d| d.removed_at == removed_at))
}
