-- The first tables. Times are UTC; ids are UUID version 7 as text; JSON is text. Kept equal to the other database's folder by a test.

-- The office itself: one row once the first admin has set it up.
CREATE TABLE office (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    set_up_at TIMESTAMP NOT NULL
);

-- People with an account. A closed account keeps its row without its personal data.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    password_hash TEXT,
    language TEXT NOT NULL,
    zone TEXT,
    confirmed_at TIMESTAMP,
    disabled_at TIMESTAMP,
    closed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);

-- Signed-in browsers; the token itself is only in the browser.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One-time links sent by mail: only the hash of their token is kept.
CREATE TABLE links (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    user_id TEXT REFERENCES users (id),
    email TEXT,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX links_by_user ON links (user_id);
CREATE INDEX links_by_expiry ON links (expires_at);

-- Counters against guessing and flooding, by hashed subject.
CREATE TABLE limits (
    key TEXT NOT NULL PRIMARY KEY,
    window_at TIMESTAMP NOT NULL,
    count INTEGER NOT NULL
);
CREATE INDEX limits_by_window ON limits (window_at);

-- Roles held for the office, a programme, a call or a host; scope_id is empty for the office.
CREATE TABLE roles (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    granted_by TEXT,
    granted_at TIMESTAMP NOT NULL,
    UNIQUE (user_id, role, scope, scope_id)
);
CREATE INDEX roles_by_scope ON roles (scope, scope_id, role);

-- Lasting schemes.
CREATE TABLE programmes (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- Cycles of a programme. title is JSON text by language.
CREATE TABLE calls (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programmes (id),
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    zone TEXT NOT NULL,
    opens_at TIMESTAMP NOT NULL,
    closes_at TIMESTAMP NOT NULL,
    grace_minutes INTEGER NOT NULL,
    places INTEGER NOT NULL,
    reference_prefix TEXT NOT NULL,
    next_reference INTEGER NOT NULL,
    definition_id TEXT NOT NULL,
    review_due_at TIMESTAMP,
    reviews_close_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX calls_by_programme ON calls (programme_id);
CREATE INDEX calls_by_state ON calls (state, closes_at);

-- What a call asks, requires and scores: JSON, one row per version, never changed.
CREATE TABLE definitions (
    id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (call_id, number)
);

-- Applications. The columns from name on repeat answers, for lists; score_* repeat final reviews.
CREATE TABLE applications (
    id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    owner_id TEXT NOT NULL REFERENCES users (id),
    definition_id TEXT NOT NULL REFERENCES definitions (id),
    status TEXT NOT NULL,
    status_before TEXT,
    status_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    reference TEXT UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    country TEXT NOT NULL,
    sex TEXT NOT NULL,
    field TEXT NOT NULL,
    priority TEXT NOT NULL,
    length TEXT NOT NULL,
    title TEXT NOT NULL,
    extension_until TIMESTAMP,
    eligible TEXT NOT NULL,
    score_mean DOUBLE,
    score_spread DOUBLE,
    score_count INTEGER NOT NULL,
    waiting_rank INTEGER,
    created_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP,
    one_per_person TEXT UNIQUE
);
CREATE INDEX applications_by_owner ON applications (owner_id, call_id);
CREATE INDEX applications_by_call ON applications (call_id, submitted_at, id);
CREATE INDEX applications_by_status ON applications (call_id, status, submitted_at, id);
CREATE INDEX applications_by_name ON applications (call_id, name_key, id);
CREATE INDEX applications_by_score ON applications (call_id, score_mean, id);
CREATE INDEX applications_by_country ON applications (call_id, country, submitted_at, id);

-- How many applications of a call stand in each state: kept with every change, so that no page counts rows.
CREATE TABLE tallies (
    call_id TEXT NOT NULL REFERENCES calls (id),
    status TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (call_id, status)
);

-- Answers by section, JSON, as they stand now; version guards against two tabs.
CREATE TABLE answers (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    section TEXT NOT NULL,
    body TEXT NOT NULL,
    complete BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    saved_by TEXT,
    PRIMARY KEY (application_id, section)
);

-- Frozen answers, JSON of all sections: one row per submission, never changed.
CREATE TABLE revisions (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    definition_id TEXT NOT NULL REFERENCES definitions (id),
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (application_id, number)
);

-- What happened to an application, refused attempts included (refusal is the sentence's id).
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    actor_id TEXT,
    at TIMESTAMP NOT NULL,
    reason TEXT NOT NULL,
    refusal TEXT
);
CREATE INDEX events_by_application ON events (application_id, at, id);

-- Files given by applicants; the bytes are in the store under the storage key.
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    pages INTEGER,
    sha256 TEXT NOT NULL,
    storage_key TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP,
    position INTEGER NOT NULL,
    thumbnail_key TEXT,
    thumbnail_width INTEGER,
    thumbnail_height INTEGER,
    thumbnail_at TIMESTAMP
);
CREATE INDEX documents_by_application ON documents (application_id, question);
CREATE INDEX documents_waiting ON documents (created_at) WHERE state = 'pending_scan';
CREATE INDEX documents_without_thumbnail ON documents (created_at) WHERE thumbnail_at IS NULL AND removed_at IS NULL;

-- Requests to correct listed sections (JSON list of keys).
CREATE TABLE returns (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    sections TEXT NOT NULL,
    note TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP
);
CREATE INDEX returns_by_application ON returns (application_id);
CREATE INDEX returns_by_due ON returns (closed_at, due_at);

-- Conflicts of interest between a person and an application.
CREATE TABLE conflicts (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    reason TEXT NOT NULL,
    created_by TEXT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (application_id, user_id)
);
CREATE INDEX conflicts_by_user ON conflicts (user_id, application_id);

-- Applications given to reviewers.
CREATE TABLE assignments (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    reviewer_id TEXT NOT NULL REFERENCES users (id),
    state TEXT NOT NULL,
    due_at TIMESTAMP,
    declared_at TIMESTAMP,
    reason TEXT NOT NULL,
    created_by TEXT,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (application_id, reviewer_id)
);
-- Holds all that a reviewer's own list shows.
CREATE INDEX assignments_by_reviewer ON assignments (reviewer_id, call_id, due_at, application_id, state, id);
CREATE INDEX assignments_by_application ON assignments (application_id, state);
CREATE INDEX assignments_by_call ON assignments (call_id, state);

-- What a reviewer gave: scores as JSON. before_change: the application was corrected after this review was written.
CREATE TABLE reviews (
    assignment_id TEXT NOT NULL PRIMARY KEY REFERENCES assignments (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    reviewer_id TEXT NOT NULL REFERENCES users (id),
    scores TEXT NOT NULL,
    for_panel TEXT NOT NULL,
    for_applicant TEXT NOT NULL,
    mean DOUBLE,
    final BOOLEAN NOT NULL,
    before_change BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP
);
CREATE INDEX reviews_by_assignment ON reviews (assignment_id, mean);
CREATE INDEX reviews_by_application ON reviews (application_id);

-- Recorded outcomes; the latest per application that is not amended counts.
CREATE TABLE decisions (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    outcome TEXT NOT NULL,
    waiting_rank INTEGER,
    reason TEXT NOT NULL,
    letter TEXT,
    letter_outcome TEXT,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    amended_at TIMESTAMP,
    released_by TEXT,
    released_at TIMESTAMP
);
CREATE INDEX decisions_by_application ON decisions (application_id);
CREATE INDEX decisions_by_call ON decisions (call_id, released_at);

-- Places offered; at most one live offer per application (live_key is the application's id while live).
CREATE TABLE offers (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    reply_by TIMESTAMP NOT NULL,
    letter TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    live_key TEXT UNIQUE,
    UNIQUE (application_id, number)
);
CREATE INDEX offers_by_due ON offers (state, reply_by);

-- Mails, written in the transaction of what they tell; unique_key keeps any from going twice. body is the message's data, JSON.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    unique_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    user_id TEXT,
    call_id TEXT,
    application_id TEXT,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    next_try_at TIMESTAMP NOT NULL,
    leased_until TIMESTAMP,
    last_error TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP
);
CREATE INDEX outbox_by_due ON outbox (state, next_try_at);
CREATE INDEX outbox_by_call ON outbox (call_id, created_at, id);
CREATE INDEX outbox_by_time ON outbox (created_at, id);

-- Who did what, when, to what and why.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    call_id TEXT,
    application_id TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_actor ON audit (actor_id, at, id);
CREATE INDEX audit_by_application ON audit (application_id, at, id);
CREATE INDEX audit_by_action ON audit (action, at, id);

-- Jobs of the clock: who runs one, and until when.
CREATE TABLE leases (
    job TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until TIMESTAMP NOT NULL
);

-- Letters of reference. link_id is the link that the referee was sent last; next_at is when the clock has to look; answers are JSON.
CREATE TABLE letters (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    call_id TEXT NOT NULL REFERENCES calls (id),
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    position TEXT NOT NULL,
    waived BOOLEAN NOT NULL,
    link_id TEXT,
    answers TEXT NOT NULL,
    reason TEXT NOT NULL,
    uploaded_by TEXT,
    created_at TIMESTAMP NOT NULL,
    asked_at TIMESTAMP,
    saved_at TIMESTAMP,
    received_at TIMESTAMP,
    ended_at TIMESTAMP,
    cancelled_at TIMESTAMP,
    due_at TIMESTAMP,
    looked_at TIMESTAMP,
    next_at TIMESTAMP
);
CREATE INDEX letters_by_application ON letters (application_id, created_at, id);
CREATE INDEX letters_by_clock ON letters (next_at);

-- Every link that a referee was ever sent, by the hash of its token: an old one is answered too.
CREATE TABLE letter_links (
    id TEXT NOT NULL PRIMARY KEY,
    letter_id TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX letter_links_by_letter ON letter_links (letter_id);

-- The file of a letter; the bytes are in the store under the storage key.
CREATE TABLE letter_files (
    letter_id TEXT NOT NULL PRIMARY KEY REFERENCES letters (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    pages INTEGER,
    sha256 TEXT NOT NULL,
    storage_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- Applications that go on without all the letters that the call asks for.
CREATE TABLE letter_waivers (
    application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    created_by TEXT,
    created_at TIMESTAMP NOT NULL
);
-- Bodies that nominate candidates. Days are texts like 2026-12-31, both included; no last day: it goes on.
CREATE TABLE authorities (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);

-- Whose candidates an authority nominates.
CREATE TABLE authority_countries (
    authority_id TEXT NOT NULL REFERENCES authorities (id),
    country TEXT NOT NULL,
    PRIMARY KEY (authority_id, country)
);
CREATE INDEX authority_countries_by_country ON authority_countries (country);

-- In which calls an authority nominates, and how many; endorsed repeats its nominations, and is compared with the quota when it grows.
CREATE TABLE quotas (
    call_id TEXT NOT NULL REFERENCES calls (id),
    authority_id TEXT NOT NULL REFERENCES authorities (id),
    quota INTEGER NOT NULL,
    endorsed INTEGER NOT NULL,
    PRIMARY KEY (call_id, authority_id)
);

-- An application as a candidate for nomination, from its submission on. The letter's bytes are in the store under letter_key;
-- country is the one among whose nominees it counts while it is endorsed.
CREATE TABLE nominations (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL UNIQUE REFERENCES applications (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    authority_id TEXT REFERENCES authorities (id),
    state TEXT NOT NULL,
    rank INTEGER,
    reason TEXT NOT NULL,
    was_endorsed BOOLEAN NOT NULL,
    country TEXT,
    letter_name TEXT,
    letter_size BIGINT,
    letter_pages INTEGER,
    letter_sha256 TEXT,
    letter_key TEXT,
    letter_state TEXT,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT,
    version INTEGER NOT NULL,
    UNIQUE (call_id, authority_id, rank)
);
CREATE INDEX nominations_by_authority ON nominations (authority_id, call_id, state);
CREATE INDEX nominations_by_country ON nominations (call_id, country);
CREATE INDEX nominations_by_letter ON nominations (letter_key);
CREATE INDEX nominations_by_letter_state ON nominations (letter_state);

-- What the office and somebody else write to each other about an application; party says who the other is.
CREATE TABLE thread_messages (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    party TEXT NOT NULL,
    by_office BOOLEAN NOT NULL,
    author_id TEXT,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX thread_messages_by_application ON thread_messages (application_id, party, created_at, id);

-- Consents that applicants took back; one that was given again has an end.
CREATE TABLE consent_withdrawals (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    question TEXT NOT NULL,
    purpose TEXT NOT NULL,
    consent_version INTEGER NOT NULL,
    withdrawn_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX consent_withdrawals_by_application ON consent_withdrawals (application_id, purpose);

-- What people ask of the office about their own data. application_id may name one that is erased since.
CREATE TABLE data_requests (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    application_id TEXT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_by TEXT,
    answered_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX data_requests_by_user ON data_requests (user_id, created_at, id);
CREATE INDEX data_requests_by_state ON data_requests (state, created_at, id);
-- Host institutions. Those with closed_at take part no more.
CREATE TABLE hosts (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    native_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    province TEXT NOT NULL,
    city TEXT NOT NULL,
    website TEXT NOT NULL,
    about TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    version INTEGER NOT NULL
);

-- Posts of hosts in a call. taken counts consents that hold a place; province repeats the host's; days are ISO 8601 as text.
CREATE TABLE posts (
    id TEXT NOT NULL PRIMARY KEY,
    host_id TEXT NOT NULL REFERENCES hosts (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    field TEXT NOT NULL,
    priority TEXT NOT NULL,
    province TEXT NOT NULL,
    languages TEXT NOT NULL,
    tasks TEXT NOT NULL,
    requirements TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    places INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    no_secrets BOOLEAN NOT NULL,
    no_degree BOOLEAN NOT NULL,
    search_key TEXT NOT NULL,
    note TEXT NOT NULL,
    checked_by TEXT,
    created_at TIMESTAMP NOT NULL,
    shown_at TIMESTAMP,
    version INTEGER NOT NULL
);
CREATE INDEX posts_by_host ON posts (host_id, created_at);
CREATE INDEX posts_by_call ON posts (call_id, state, id);
CREATE INDEX posts_by_time ON posts (state, shown_at, id);
CREATE INDEX posts_by_field ON posts (state, field, shown_at, id);
CREATE INDEX posts_by_province ON posts (state, province, shown_at, id);
CREATE INDEX posts_by_priority ON posts (state, priority, shown_at, id);

-- Posts that applicants chose, in their order (place, from 1), and where each stands with the host, who may put its applicants in order.
CREATE TABLE choices (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    post_id TEXT NOT NULL REFERENCES posts (id),
    host_id TEXT NOT NULL REFERENCES hosts (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    host_rank INTEGER,
    created_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answered_by TEXT,
    version INTEGER NOT NULL,
    UNIQUE (application_id, post_id)
);
CREATE INDEX choices_by_host ON choices (host_id, state, post_id);
CREATE INDEX choices_by_post ON choices (post_id, state);

-- Letters of consent, never changed but for their end. facts and letter are JSON; live_key is the application's id while the letter
-- is valid, which keeps it single.
CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    choice_id TEXT NOT NULL REFERENCES choices (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    call_id TEXT NOT NULL REFERENCES calls (id),
    post_id TEXT NOT NULL REFERENCES posts (id),
    host_id TEXT NOT NULL REFERENCES hosts (id),
    facts TEXT NOT NULL,
    letter TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    live_key TEXT UNIQUE
);
CREATE INDEX consents_by_application ON consents (application_id, issued_at);
CREATE INDEX consents_by_call ON consents (call_id);

-- Applications that go on without a host's consent, and why.
CREATE TABLE consent_waivers (
    application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id),
    reason TEXT NOT NULL,
    waived_by TEXT,
    waived_at TIMESTAMP NOT NULL
);

-- What hosts ask applicants, and the answers.
CREATE TABLE host_questions (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    host_id TEXT NOT NULL REFERENCES hosts (id),
    question TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP
);
CREATE INDEX host_questions_by_application ON host_questions (application_id, asked_at);

-- People whom applicants invite to write along.
CREATE TABLE co_writers (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    may TEXT NOT NULL,
    state TEXT NOT NULL,
    user_id TEXT REFERENCES users (id),
    version INTEGER NOT NULL,
    invited_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    UNIQUE (application_id, email_key)
);
CREATE INDEX co_writers_by_email ON co_writers (email_key, state);
CREATE INDEX co_writers_by_user ON co_writers (user_id, state);

-- What officers rule about the sides of joint projects: of one side, or of two.
CREATE TABLE pair_rulings (
    id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    other_id TEXT REFERENCES applications (id),
    ruling TEXT NOT NULL,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    other_revision INTEGER NOT NULL,
    ruled_by TEXT REFERENCES users (id),
    ruled_at TIMESTAMP NOT NULL,
    lifted_by TEXT REFERENCES users (id),
    lifted_at TIMESTAMP,
    lifted_because TEXT NOT NULL
);
CREATE INDEX pair_rulings_by_call ON pair_rulings (call_id, ruled_at);
CREATE UNIQUE INDEX pair_rulings_of_two ON pair_rulings (application_id, other_id, ruling) WHERE lifted_at IS NULL AND other_id IS NOT NULL;
CREATE UNIQUE INDEX pair_rulings_of_one ON pair_rulings (application_id, ruling) WHERE lifted_at IS NULL AND other_id IS NULL;
