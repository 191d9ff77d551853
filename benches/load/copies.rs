//! The statements that copy applications. `models` holds the applications that are copied, `copies` what each copy has of its own:
//! the table is emptied once they are made. Written so that both databases read them.

use sojourn::domain::id::{ApplicationId, UserId};

/// A copy's application and the account that it belongs to.
pub type Made = (ApplicationId, UserId);

pub const MODELS: &str = "
    CREATE TABLE models AS
    SELECT row_number() OVER (ORDER BY id) AS model, id AS application_id, owner_id
    FROM applications WHERE call_id = '{call}' AND status = 'submitted' AND revision = 1;
    CREATE TABLE copies (
        number INTEGER PRIMARY KEY, model INTEGER NOT NULL, kind TEXT NOT NULL, tail TEXT NOT NULL,
        application_id TEXT NOT NULL, user_id TEXT NOT NULL, at TIMESTAMP NOT NULL)";

pub const FORGET: &str = "DELETE FROM copies";

pub const USERS: &str = "
    INSERT INTO users (id, email, email_key, name, name_key, password_hash, language, zone, confirmed_at, created_at, version)
    SELECT c.user_id, 'copy' || c.number || '@demo.example', 'copy' || c.number || '@demo.example', x.name, x.name_key,
        x.password_hash, x.language, x.zone, c.at, c.at, x.version
    FROM copies c JOIN models m ON m.model = c.model JOIN users x ON x.id = m.owner_id";

pub const ROLES: &str = "
    INSERT INTO roles (id, user_id, role, scope, scope_id, granted_at)
    SELECT substr(c.application_id, 1, 24) || c.tail, c.user_id, 'reviewer', 'call', '{call}', c.at
    FROM copies c WHERE c.kind = 'reviewer'";

pub const APPLICATIONS: &str = "
    INSERT INTO applications (id, call_id, owner_id, definition_id, status, status_at, version, revision, reference,
        name, name_key, country, sex, field, priority, length, title, eligible, score_mean, score_spread, score_count,
        created_at, submitted_at, one_per_person)
    SELECT c.application_id, x.call_id, c.user_id, x.definition_id, c.kind, c.at,
        CASE c.kind WHEN 'draft' THEN 1 ELSE x.version END, CASE c.kind WHEN 'draft' THEN 0 ELSE 1 END,
        CASE c.kind WHEN 'draft' THEN NULL ELSE 'COPY-' || c.number END,
        x.name, x.name_key, x.country, x.sex, x.field, x.priority, x.length, x.title,
        CASE c.kind WHEN 'draft' THEN '' ELSE 'yes' END,
        CASE c.kind WHEN 'draft' THEN NULL ELSE 2 + (c.number % 30) / 10.0 END,
        CASE c.kind WHEN 'draft' THEN NULL ELSE 0.5 END, CASE c.kind WHEN 'draft' THEN 0 ELSE 2 END,
        c.at, CASE c.kind WHEN 'draft' THEN NULL ELSE c.at END, x.call_id || ':' || c.user_id
    FROM copies c JOIN models m ON m.model = c.model JOIN applications x ON x.id = m.application_id";

pub const ANSWERS: &str = "
    INSERT INTO answers (application_id, section, body, complete, version, saved_at)
    SELECT c.application_id, x.section, x.body, x.complete, x.version, x.saved_at
    FROM copies c JOIN models m ON m.model = c.model JOIN answers x ON x.application_id = m.application_id";

pub const DOCUMENTS: &str = "
    INSERT INTO documents (id, application_id, question, file_name, media_type, size, pages, sha256, storage_key, state,
        created_at, position)
    SELECT substr(x.id, 1, 24) || c.tail, c.application_id, x.question, x.file_name, x.media_type, x.size, x.pages, x.sha256,
        x.storage_key, x.state, x.created_at, x.position
    FROM copies c JOIN models m ON m.model = c.model JOIN documents x ON x.application_id = m.application_id
    WHERE x.removed_at IS NULL";

/// Which documents of copies stand for which of the models; see [`RENAME`].
pub const NAMED: &str = "
    CREATE TABLE named AS
    SELECT d.application_id, x.id AS was, d.id AS becomes,
        row_number() OVER (PARTITION BY d.application_id ORDER BY d.id) AS number
    FROM models m JOIN documents x ON x.application_id = m.application_id
    JOIN documents d ON substr(d.id, 1, 24) = substr(x.id, 1, 24) AND d.id <> x.id;
    CREATE INDEX named_by_application ON named (application_id, number)";

/// Has the answers of copies name their own document of this number instead of the model's.
pub const RENAME: &str = "
    UPDATE {table} SET body = (
        SELECT replace({table}.body, n.was, n.becomes) FROM named n
        WHERE n.application_id = {table}.application_id AND n.number = {number})
    WHERE application_id IN (SELECT application_id FROM named WHERE number = {number})";

pub const REVISIONS: &str = "
    INSERT INTO revisions (id, application_id, number, definition_id, body, created_at)
    SELECT substr(x.id, 1, 24) || c.tail, c.application_id, x.number, x.definition_id, x.body, x.created_at
    FROM copies c JOIN models m ON m.model = c.model JOIN revisions x ON x.application_id = m.application_id";

pub const EVENTS: &str = "
    INSERT INTO events (id, application_id, event, from_status, to_status, by_whom, actor_id, at, reason, refusal)
    SELECT substr(x.id, 1, 24) || c.tail, c.application_id, x.event, x.from_status, x.to_status, x.by_whom, c.user_id, c.at,
        x.reason, x.refusal
    FROM copies c JOIN models m ON m.model = c.model JOIN events x ON x.application_id = m.application_id";

pub const AUDIT: &str = "
    INSERT INTO audit (id, at, actor_id, action, subject, subject_id, call_id, application_id, reason, detail)
    SELECT substr(x.id, 1, 24) || c.tail, c.at, c.user_id, x.action, x.subject, c.application_id, x.call_id, c.application_id,
        x.reason, x.detail
    FROM copies c JOIN models m ON m.model = c.model JOIN audit x ON x.application_id = m.application_id";

pub const OUTBOX: &str = "
    INSERT INTO outbox (id, unique_key, kind, recipient, user_id, call_id, application_id, body, language, zone, state, tries,
        doubts, next_try_at, last_error, created_at, sent_at)
    SELECT substr(x.id, 1, 24) || c.tail, x.unique_key || c.tail, x.kind, x.recipient, c.user_id, x.call_id, c.application_id,
        x.body, x.language, x.zone, 'sent', 1, x.doubts, c.at, x.last_error, c.at, c.at
    FROM copies c JOIN models m ON m.model = c.model JOIN outbox x ON x.application_id = m.application_id";

/// Gives each copy to one more reviewer of those that were made for it.
pub const ASSIGNMENTS: &str = "
    INSERT INTO assignments (id, application_id, call_id, reviewer_id, state, due_at, declared_at, reason, created_at, version)
    SELECT substr(c.application_id, 1, 24) || substr(c.tail, 1, 11) || '{shift}', c.application_id, '{call}', u.id,
        CASE (c.number + {shift}) % 3 WHEN 0 THEN 'accepted' WHEN 1 THEN 'draft' ELSE 'submitted' END,
        (SELECT review_due_at FROM calls WHERE id = '{call}'), c.at, '', c.at, 3
    FROM copies c JOIN users u
        ON u.email_key = 'copy' || ({first_judge} + (c.number - {first} + {shift}) % {judges}) || '@demo.example'";

pub const REVIEWS: &str = "
    INSERT INTO reviews (assignment_id, application_id, reviewer_id, scores, for_panel, for_applicant, mean, final,
        before_change, version, saved_at, submitted_at)
    SELECT a.id, a.application_id, a.reviewer_id, x.scores, x.for_panel, x.for_applicant, x.mean, a.state = 'submitted',
        x.before_change, 1, a.created_at, CASE a.state WHEN 'submitted' THEN a.created_at ELSE NULL END
    FROM copies c JOIN assignments a ON a.application_id = c.application_id
    JOIN (SELECT * FROM reviews WHERE mean IS NOT NULL ORDER BY assignment_id LIMIT 1) x ON a.state <> 'accepted'";

pub const TALLIES: &str = "
    UPDATE tallies SET count =
        (SELECT count(*) FROM applications a WHERE a.call_id = tallies.call_id AND a.status = tallies.status)
    WHERE call_id = '{call}'";
