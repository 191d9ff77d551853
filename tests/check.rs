//! What `sojourn check` finds: nothing in an office in order, and each broken rule in one that was tampered with.

use std::{collections::BTreeSet, path::Path};

use sojourn::{
    actions::check::{Rule, check},
    domain::{chance::Chance, presets, time::Timestamp},
    files::{Folder, Spool, StorageKey, Store},
};
use tempfile::TempDir;

use crate::support::database::OwnDatabase;

const APPLICATION: &str = "01930000-0000-7000-8000-0000000000a1";
const DEFINITION: &str = "01930000-0000-7000-8000-0000000000d1";
const CALL: &str = "01930000-0000-7000-8000-0000000000c1";
const OWNER: &str = "01930000-0000-7000-8000-0000000000f1";
const REVIEWER: &str = "01930000-0000-7000-8000-0000000000f2";
const OTHER: &str = "01930000-0000-7000-8000-0000000000f3";
const T: &str = "2026-11-20 09:00:00.000000";

/// An office in which one person was offered a place.
struct Office {
    database: OwnDatabase,
    folder: TempDir,
    store: Folder,
}

/// A form that asks for one line and one file.
fn definition() -> String {
    let mut definition = presets::PRESETS[0].definition().unwrap();
    let mut questions: Vec<_> = definition.form.questions().cloned().collect();
    questions.retain(|q| {
        q.key == definition.form.meaning.name || matches!(q.kind, sojourn::domain::form::Kind::Document { .. })
    });
    questions.truncate(2);
    for question in &mut questions {
        question.shown_when = None;
    }
    let mut section = definition.form.sections[0].clone();
    (section.confirm, section.before, section.questions) = (false, false, questions);
    definition.form.sections = vec![section];
    serde_json::to_string(&definition).unwrap()
}

impl Office {
    async fn in_order() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Folder::open(&folder.path().join("documents")).unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let key = StorageKey::new(&mut Chance::seeded(1));
        let mut incoming = spool.begin(100).await.unwrap();
        incoming.write(b"%PDF-1.7").await.unwrap();
        let spooled = incoming.finish().await.unwrap();
        let sha256 = spooled.sha256.clone();
        store.keep(&key, spooled).await.unwrap();

        let office = Self { database: OwnDatabase::create(), folder, store };
        office.people_and_call();
        office.application();
        office.host();
        office.authority();
        office.outcome();
        office.document(key.as_str(), &sha256);
        office.letter();
        office
    }

    /// A letter of reference that is in.
    fn letter(&self) {
        self.sql(&format!(
            "INSERT INTO letters (id, application_id, call_id, state, version, name, email, email_key, position, waived, answers, reason,
                created_at, received_at)
             VALUES ('{APPLICATION}', '{APPLICATION}', '{CALL}', 'received', 2, 'Tan', 'tan@example.org', 'tan@example.org', 'Professor',
                TRUE, '{{}}', '', '{T}', '{T}')"
        ));
    }

    fn people_and_call(&self) {
        for (id, name) in [(OWNER, "owner"), (REVIEWER, "reviewer"), (OTHER, "other")] {
            self.sql(&format!(
                "INSERT INTO users (id, email, email_key, name, name_key, language, created_at, version)
                 VALUES ('{id}', '{name}@example.org', '{name}@example.org', '{name}', '{name}', 'en', '{T}', 1)"
            ));
        }
        self.sql(&format!(
            "INSERT INTO programmes (id, slug, title, created_at) VALUES ('{CALL}', 'p', '{{}}', '{T}')"
        ));
        self.sql(&format!(
            "INSERT INTO calls (id, programme_id, slug, title, state, zone, opens_at, closes_at, grace_minutes, places,
                reference_prefix, next_reference, definition_id, created_at, version)
             VALUES ('{CALL}', '{CALL}', 'call', '{{}}', 'published', 'Asia/Shanghai', '{T}', '{T}', 0, 1, 'T', 2, '{DEFINITION}', '{T}', 1)"
        ));
        let body = definition().replace('\'', "''");
        self.sql(&format!(
            "INSERT INTO definitions (id, call_id, number, body, created_at) VALUES ('{DEFINITION}', '{CALL}', 1, '{body}', '{T}')"
        ));
        self.sql(&format!(
            "INSERT INTO tallies (call_id, status, count) VALUES ('{CALL}', 'offered', 1), ('{CALL}', 'draft', 0)"
        ));
    }

    fn application(&self) {
        self.sql(&format!(
            "INSERT INTO applications (id, call_id, owner_id, definition_id, status, status_at, version, revision, reference, name,
                name_key, country, sex, field, priority, length, title, eligible, score_mean, score_spread, score_count, created_at,
                submitted_at, one_per_person)
             VALUES ('{APPLICATION}', '{CALL}', '{OWNER}', '{DEFINITION}', 'offered', '{T}', 3, 1, 'T-0001', 'Dara', 'dara', 'KH', 'f',
                '1.1', 'health', '6', 'Plan', 'yes', 4.0, NULL, 1, '{T}', '{T}', 'x')"
        ));
        let definition: sojourn::domain::call::Definition = serde_json::from_str(&definition()).unwrap();
        let mut answers = serde_json::Map::new();
        for question in definition.form.questions() {
            let answer = match question.kind {
                sojourn::domain::form::Kind::Document { .. } => serde_json::json!({ "document": APPLICATION }),
                _ => serde_json::json!({ "text": "Dara" }),
            };
            answers.insert(question.key.clone(), answer);
        }
        let body = serde_json::Value::Object(answers);
        self.sql(&format!(
            "INSERT INTO revisions (id, application_id, number, definition_id, body, created_at)
             VALUES ('{APPLICATION}', '{APPLICATION}', 1, '{DEFINITION}', '{body}', '{T}')"
        ));
        for (n, event, from, to) in [(1, "submit", "draft", "submitted"), (2, "release_offer", "decided", "offered")] {
            self.sql(&format!(
                "INSERT INTO events (id, application_id, event, from_status, to_status, by_whom, at, reason)
                 VALUES ('01930000-0000-7000-8000-00000000000{n}', '{APPLICATION}', '{event}', '{from}', '{to}', 'owner', '{T}', '')"
            ));
        }
        self.sql(&format!(
            "INSERT INTO outbox (id, unique_key, kind, recipient, application_id, body, language, zone, state, tries, doubts,
                next_try_at, last_error, created_at)
             VALUES ('{APPLICATION}', 'k', 'application_received', 'owner@example.org', '{APPLICATION}', '{{}}', 'en',
                'Asia/Phnom_Penh', 'sent', 1, 0, '{T}', '', '{T}')"
        ));
    }

    fn outcome(&self) {
        self.sql(&format!(
            "INSERT INTO assignments (id, application_id, call_id, reviewer_id, state, reason, created_at, version)
             VALUES ('{APPLICATION}', '{APPLICATION}', '{CALL}', '{REVIEWER}', 'submitted', '', '{T}', 1)"
        ));
        self.sql(&format!(
            "INSERT INTO reviews (assignment_id, application_id, reviewer_id, scores, for_panel, for_applicant, mean, final,
                before_change, version, saved_at)
             VALUES ('{APPLICATION}', '{APPLICATION}', '{REVIEWER}', '{{}}', '', '', 4.0, TRUE, FALSE, 1, '{T}')"
        ));
        self.sql(&format!(
            "INSERT INTO decisions (id, application_id, call_id, outcome, reason, letter, letter_outcome, decided_by, decided_at, released_at)
             VALUES ('{APPLICATION}', '{APPLICATION}', '{CALL}', 'offer', '', 'Dear', 'offer', '{OTHER}', '{T}', '{T}')"
        ));
        self.sql(&format!(
            "INSERT INTO offers (id, application_id, call_id, number, state, reply_by, letter, created_at, live_key)
             VALUES ('{APPLICATION}', '{APPLICATION}', '{CALL}', 1, 'live', '2027-01-01 00:00:00.000000', '', '{T}', '{APPLICATION}')"
        ));
    }

    /// A host that consents to the applicant.
    fn host(&self) {
        self.sql(&format!(
            "INSERT INTO hosts (id, name, name_key, native_name, kind, province, city, website, about, created_at, version)
             VALUES ('{OTHER}', 'Host', 'host', '主', 'university', 'GX', 'Nanning', '', '', '{T}', 1)"
        ));
        self.sql(&format!(
            "INSERT INTO posts (id, host_id, call_id, state, title, field, priority, province, languages, tasks, requirements, starts_on,
                ends_on, places, taken, no_secrets, no_degree, search_key, note, created_at, shown_at, version)
             VALUES ('{OTHER}', '{OTHER}', '{CALL}', 'shown', 'Post', '1.6', 'green', 'GX', ' english ', '', '', '2027-04-01',
                '2028-03-31', 1, 1, TRUE, TRUE, '', '', '{T}', '{T}', 1)"
        ));
        self.sql(&format!(
            "INSERT INTO choices (id, application_id, post_id, host_id, call_id, place, state, reason, created_at, version)
             VALUES ('{OTHER}', '{APPLICATION}', '{OTHER}', '{OTHER}', '{CALL}', 1, 'given', '', '{T}', 1)"
        ));
        self.sql(&format!(
            "INSERT INTO consents (id, number, code, choice_id, application_id, call_id, post_id, host_id, facts, letter, signed_by,
                issued_at, live_key)
             VALUES ('{OTHER}', 'LC-1', 'CODE', '{OTHER}', '{APPLICATION}', '{CALL}', '{OTHER}', '{OTHER}', '{{}}', '{{}}', '{OTHER}',
                '{T}', '{APPLICATION}')"
        ));
    }

    /// An authority that endorses the applicant.
    fn authority(&self) {
        self.sql(&format!(
            "INSERT INTO authorities (id, name, name_key, kind, valid_from, created_at, version)
             VALUES ('{OTHER}', 'Ministry', 'ministry', 'ministry', '2026-01-01', '{T}', 1)"
        ));
        self.sql(&format!(
            "INSERT INTO quotas (call_id, authority_id, quota, endorsed) VALUES ('{CALL}', '{OTHER}', 1, 1)"
        ));
        self.sql(&format!(
            "INSERT INTO nominations (id, application_id, call_id, authority_id, state, rank, reason, was_endorsed, country,
                changed_at, version)
             VALUES ('{OTHER}', '{APPLICATION}', '{CALL}', '{OTHER}', 'endorsed', 1, '', FALSE, 'KH', '{T}', 2)"
        ));
    }

    fn document(&self, key: &str, sha256: &str) {
        let definition: sojourn::domain::call::Definition = serde_json::from_str(&definition()).unwrap();
        let question = definition
            .form
            .questions()
            .find(|q| matches!(q.kind, sojourn::domain::form::Kind::Document { .. }))
            .unwrap();
        self.sql(&format!(
            "INSERT INTO documents (id, application_id, question, file_name, media_type, size, pages, sha256, storage_key, state, created_at, position)
             VALUES ('{APPLICATION}', '{APPLICATION}', '{}', 'CV.pdf', 'application/pdf', 8, 1, '{sha256}', '{key}', 'unscanned', '{T}', 1)",
            question.key
        ));
    }

    fn sql(&self, statement: &str) {
        self.database.sql(statement);
    }

    async fn broken(&self) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        let now = Timestamp::at(2026, 11, 22, 9, 0);
        check(&self.database.db, &self.store, now, |finding| {
            found.insert(finding.rule.word());
        })
        .await
        .unwrap();
        found
    }

    /// The one stored file.
    fn file(&self) -> std::path::PathBuf {
        fn first(folder: &Path) -> Option<std::path::PathBuf> {
            std::fs::read_dir(folder)
                .unwrap()
                .map(|e| e.unwrap().path())
                .find_map(|p| if p.is_dir() { first(&p) } else { Some(p) })
        }
        first(&self.folder.path().join("documents")).unwrap()
    }
}

#[tokio::test]
async fn an_operator_of_an_office_in_order_is_told_nothing() {
    assert_eq!(Office::in_order().await.broken().await, BTreeSet::new());
}

#[tokio::test]
async fn an_operator_is_told_of_each_broken_rule() {
    let cases: &[(Rule, &str)] = &[
        (Rule::Offer, "UPDATE offers SET state = 'expired', live_key = NULL"),
        (Rule::Offer, "UPDATE offers SET live_key = NULL"),
        (Rule::Offer, "UPDATE offers SET live_key = 'another'"),
        (Rule::Places, "UPDATE calls SET places = 0"),
        (Rule::Reviewer, "UPDATE applications SET owner_id = (SELECT id FROM users WHERE name = 'reviewer')"),
        (
            Rule::Reviewer,
            "INSERT INTO conflicts (id, application_id, user_id, reason, created_at)
             SELECT id, application_id, reviewer_id, '', created_at FROM assignments",
        ),
        (Rule::Reviewer, "UPDATE reviews SET reviewer_id = (SELECT id FROM users WHERE name = 'other')"),
        (Rule::Score, "UPDATE applications SET score_count = 0"),
        (Rule::Score, "UPDATE assignments SET state = 'recused'"),
        (Rule::Letter, "UPDATE decisions SET letter_outcome = 'reject'"),
        (Rule::Letter, "UPDATE decisions SET letter = NULL"),
        (Rule::LetterOfReference, "UPDATE letters SET cancelled_at = created_at"),
        (
            Rule::LetterOfReference,
            "UPDATE letters SET state = 'cancelled', cancelled_at = '2026-11-19 09:00:00.000000'",
        ),
        (
            Rule::DocumentFile,
            "INSERT INTO letter_files (letter_id, file_name, media_type, size, sha256, storage_key, state, created_at)
             SELECT id, 'l.pdf', 'application/pdf', 1, 'ff', 'nothing', 'unscanned', created_at FROM letters",
        ),
        (Rule::DocumentFile, "UPDATE documents SET sha256 = 'ff'"),
        (Rule::DocumentFile, "UPDATE documents SET storage_key = '../../etc/passwd'"),
        (Rule::Complete, "UPDATE revisions SET body = '{}'"),
        (Rule::PostPlaces, "UPDATE posts SET taken = 0"),
        (Rule::PostPlaces, "UPDATE posts SET places = 0"),
        (Rule::Consent, "UPDATE consents SET live_key = NULL"),
        (Rule::Consent, "UPDATE consents SET ended_at = issued_at, live_key = NULL"),
        (Rule::Consent, "UPDATE consents SET ended_at = issued_at"),
        (Rule::Quota, "UPDATE quotas SET endorsed = 0"),
        (Rule::Quota, "UPDATE quotas SET quota = 0"),
        (Rule::Quota, "DELETE FROM quotas"),
        (Rule::CountryQuota, "UPDATE nominations SET country = NULL"),
        (Rule::Rank, "UPDATE nominations SET rank = 2"),
        (Rule::Rank, "UPDATE nominations SET rank = NULL"),
        (
            Rule::DocumentFile,
            "UPDATE nominations SET letter_name = 'l.pdf', letter_size = 1, letter_pages = 1, letter_sha256 = 'ff', letter_key = 'no',
             letter_state = 'unscanned'",
        ),
        (Rule::Mail, "UPDATE outbox SET state = 'queued'"),
        (Rule::Tally, "UPDATE tallies SET count = 2 WHERE status = 'draft'"),
        (Rule::Tally, "DELETE FROM tallies"),
        (Rule::Reference, "UPDATE applications SET reference = NULL"),
        (Rule::Revision, "DELETE FROM revisions"),
        (Rule::Event, "DELETE FROM events WHERE event = 'submit'"),
        (Rule::Event, "UPDATE events SET refusal = 'late' WHERE event = 'submit'"),
        (Rule::Receipt, "DELETE FROM outbox"),
        (Rule::State, "UPDATE events SET at = '2026-11-21 09:00:00.000000' WHERE event = 'submit'"),
    ];
    for (rule, statement) in cases {
        let office = Office::in_order().await;
        office.sql(statement);
        assert_eq!(office.broken().await, BTreeSet::from([rule.word()]), "after {statement}");
    }
}

#[tokio::test]
async fn an_operator_is_told_of_a_document_that_may_not_be_given_out_or_whose_file_is_gone() {
    let office = Office::in_order().await;
    // What the scanner found later is held back, and nothing is out of order.
    office.sql("UPDATE documents SET state = 'infected'");
    assert_eq!(office.broken().await, BTreeSet::new());
    office.sql("UPDATE documents SET state = 'failed'");
    let found = office.broken().await;
    assert!(found.contains(Rule::DocumentState.word()), "{found:?}");

    let office = Office::in_order().await;
    std::fs::remove_file(office.file()).unwrap();
    assert_eq!(office.broken().await, BTreeSet::from([Rule::DocumentFile.word()]));
}

#[tokio::test]
async fn an_operator_is_told_of_a_reference_that_was_given_twice() {
    let office = Office::in_order().await;
    // The database itself refuses it, so the rule can only break where the table lost that constraint.
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        office.sql(&format!(
            "INSERT INTO applications (id, call_id, owner_id, definition_id, status, status_at, version, revision, reference, name,
                name_key, country, sex, field, priority, length, title, eligible, score_count, created_at)
             SELECT '{OTHER}', call_id, owner_id, definition_id, 'draft', status_at, 1, 0, reference, '', '', '', '', '', '', '', '', '', 0,
                created_at FROM applications"
        ));
    }));
    assert!(refused.is_err());
}
