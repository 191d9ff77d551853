//! The tables as Diesel sees them, for both databases. Kept by hand beside `migrations/`; a test compares the three.

diesel::table! {
    /// The office itself: one row once the first admin has set it up.
    office (id) {
        id -> Integer,
        name -> Text,
        contact -> Text,
        set_up_at -> Timestamp,
    }
}

diesel::table! {
    /// People with an account. A closed account keeps its row without its personal data.
    users (id) {
        id -> Text,
        email -> Text,
        email_key -> Text,
        name -> Text,
        name_key -> Text,
        password_hash -> Nullable<Text>,
        language -> Text,
        zone -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        disabled_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    /// Signed-in browsers; the token itself is only in the browser.
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
        address -> Text,
        user_agent -> Text,
    }
}

diesel::table! {
    /// One-time links sent by mail: only the hash of their token is kept.
    links (id) {
        id -> Text,
        purpose -> Text,
        token_hash -> Text,
        user_id -> Nullable<Text>,
        email -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Counters against guessing and flooding, by hashed subject.
    limits (key) {
        key -> Text,
        window_at -> Timestamp,
        count -> Integer,
    }
}

diesel::table! {
    /// Roles held for the office, a programme or a call; `scope_id` is empty for the office.
    roles (id) {
        id -> Text,
        user_id -> Text,
        role -> Text,
        scope -> Text,
        scope_id -> Text,
        granted_by -> Nullable<Text>,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    /// Lasting schemes.
    programmes (id) {
        id -> Text,
        slug -> Text,
        title -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Cycles of a programme. title is JSON text by language.
    calls (id) {
        id -> Text,
        programme_id -> Text,
        slug -> Text,
        title -> Text,
        state -> Text,
        zone -> Text,
        opens_at -> Timestamp,
        closes_at -> Timestamp,
        grace_minutes -> Integer,
        places -> Integer,
        reference_prefix -> Text,
        next_reference -> Integer,
        definition_id -> Text,
        review_due_at -> Nullable<Timestamp>,
        reviews_close_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    /// What a call asks, requires and scores: JSON, one row per version, never changed.
    definitions (id) {
        id -> Text,
        call_id -> Text,
        number -> Integer,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Applications. The columns from name on repeat answers, for lists; `score_*` repeat final reviews.
    applications (id) {
        id -> Text,
        call_id -> Text,
        owner_id -> Text,
        definition_id -> Text,
        status -> Text,
        status_before -> Nullable<Text>,
        status_at -> Timestamp,
        version -> Integer,
        revision -> Integer,
        reference -> Nullable<Text>,
        name -> Text,
        name_key -> Text,
        country -> Text,
        sex -> Text,
        field -> Text,
        priority -> Text,
        length -> Text,
        title -> Text,
        extension_until -> Nullable<Timestamp>,
        eligible -> Text,
        score_mean -> Nullable<Double>,
        score_spread -> Nullable<Double>,
        score_count -> Integer,
        waiting_rank -> Nullable<Integer>,
        created_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
        one_per_person -> Nullable<Text>,
    }
}

diesel::table! {
    /// How many applications of a call stand in each state: kept with every change, so that no page counts rows.
    tallies (call_id, status) {
        call_id -> Text,
        status -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    /// Answers by section, JSON, as they stand now; version guards against two tabs.
    answers (application_id, section) {
        application_id -> Text,
        section -> Text,
        body -> Text,
        complete -> Bool,
        version -> Integer,
        saved_at -> Timestamp,
        saved_by -> Nullable<Text>,
    }
}

diesel::table! {
    /// Frozen answers, JSON of all sections: one row per submission, never changed.
    revisions (id) {
        id -> Text,
        application_id -> Text,
        number -> Integer,
        definition_id -> Text,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// What happened to an application, refused attempts included (refusal is the sentence's id).
    events (id) {
        id -> Text,
        application_id -> Text,
        event -> Text,
        from_status -> Text,
        to_status -> Text,
        by_whom -> Text,
        actor_id -> Nullable<Text>,
        at -> Timestamp,
        reason -> Text,
        refusal -> Nullable<Text>,
    }
}

diesel::table! {
    /// Files given by applicants; the bytes are in the store under the storage key.
    documents (id) {
        id -> Text,
        application_id -> Text,
        question -> Text,
        file_name -> Text,
        media_type -> Text,
        size -> BigInt,
        pages -> Nullable<Integer>,
        sha256 -> Text,
        storage_key -> Text,
        state -> Text,
        created_at -> Timestamp,
        removed_at -> Nullable<Timestamp>,
        position -> Integer,
        thumbnail_key -> Nullable<Text>,
        thumbnail_width -> Nullable<Integer>,
        thumbnail_height -> Nullable<Integer>,
        thumbnail_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Requests to correct listed sections (JSON list of keys).
    returns (id) {
        id -> Text,
        application_id -> Text,
        sections -> Text,
        note -> Text,
        due_at -> Timestamp,
        created_by -> Text,
        created_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Conflicts of interest between a person and an application.
    conflicts (id) {
        id -> Text,
        application_id -> Text,
        user_id -> Text,
        reason -> Text,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Applications given to reviewers.
    assignments (id) {
        id -> Text,
        application_id -> Text,
        call_id -> Text,
        reviewer_id -> Text,
        state -> Text,
        due_at -> Nullable<Timestamp>,
        declared_at -> Nullable<Timestamp>,
        reason -> Text,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    /// What a reviewer gave: scores as JSON. `before_change`: the application was corrected after this review was written.
    reviews (assignment_id) {
        assignment_id -> Text,
        application_id -> Text,
        reviewer_id -> Text,
        scores -> Text,
        for_panel -> Text,
        for_applicant -> Text,
        mean -> Nullable<Double>,
        #[sql_name = "final"]
        is_final -> Bool,
        before_change -> Bool,
        version -> Integer,
        saved_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Recorded outcomes; the latest per application that is not amended counts.
    decisions (id) {
        id -> Text,
        application_id -> Text,
        call_id -> Text,
        outcome -> Text,
        waiting_rank -> Nullable<Integer>,
        reason -> Text,
        letter -> Nullable<Text>,
        letter_outcome -> Nullable<Text>,
        decided_by -> Text,
        decided_at -> Timestamp,
        amended_at -> Nullable<Timestamp>,
        released_by -> Nullable<Text>,
        released_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Places offered; at most one live offer per application (`live_key` is the application's id while live).
    offers (id) {
        id -> Text,
        application_id -> Text,
        call_id -> Text,
        number -> Integer,
        state -> Text,
        reply_by -> Timestamp,
        letter -> Text,
        created_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        live_key -> Nullable<Text>,
    }
}

diesel::table! {
    /// Mails, written in the transaction of what they tell; `unique_key` keeps any from going twice. body is the message's data, JSON.
    outbox (id) {
        id -> Text,
        unique_key -> Text,
        kind -> Text,
        recipient -> Text,
        user_id -> Nullable<Text>,
        call_id -> Nullable<Text>,
        application_id -> Nullable<Text>,
        body -> Text,
        language -> Text,
        zone -> Text,
        state -> Text,
        tries -> Integer,
        doubts -> Integer,
        next_try_at -> Timestamp,
        leased_until -> Nullable<Timestamp>,
        last_error -> Text,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Who did what, when, to what and why.
    audit (id) {
        id -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        action -> Text,
        subject -> Text,
        subject_id -> Text,
        call_id -> Nullable<Text>,
        application_id -> Nullable<Text>,
        reason -> Text,
        detail -> Text,
    }
}

diesel::table! {
    /// Jobs of the clock: who runs one, and until when.
    leases (job) {
        job -> Text,
        holder -> Text,
        until -> Timestamp,
    }
}

diesel::table! {
    /// Letters of reference. `link_id` is the link that the referee was sent last; `next_at` is when the clock has to look; answers are JSON.
    letters (id) {
        id -> Text,
        application_id -> Text,
        call_id -> Text,
        state -> Text,
        version -> Integer,
        name -> Text,
        email -> Text,
        email_key -> Text,
        position -> Text,
        waived -> Bool,
        link_id -> Nullable<Text>,
        answers -> Text,
        reason -> Text,
        uploaded_by -> Nullable<Text>,
        created_at -> Timestamp,
        asked_at -> Nullable<Timestamp>,
        saved_at -> Nullable<Timestamp>,
        received_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        cancelled_at -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        looked_at -> Nullable<Timestamp>,
        next_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// Every link that a referee was ever sent, by the hash of its token: an old one is answered too.
    letter_links (id) {
        id -> Text,
        letter_id -> Text,
        token_hash -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// The file of a letter; the bytes are in the store under the storage key.
    letter_files (letter_id) {
        letter_id -> Text,
        file_name -> Text,
        media_type -> Text,
        size -> BigInt,
        pages -> Nullable<Integer>,
        sha256 -> Text,
        storage_key -> Text,
        state -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Applications that go on without all the letters that the call asks for.
    letter_waivers (application_id) {
        application_id -> Text,
        reason -> Text,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Bodies that nominate candidates. Days are texts; no last day: it goes on.
    authorities (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        valid_from -> Text,
        valid_until -> Nullable<Text>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    /// Whose candidates an authority nominates.
    authority_countries (authority_id, country) {
        authority_id -> Text,
        country -> Text,
    }
}

diesel::table! {
    /// In which calls an authority nominates, and how many; `endorsed` repeats its nominations.
    quotas (call_id, authority_id) {
        call_id -> Text,
        authority_id -> Text,
        quota -> Integer,
        endorsed -> Integer,
    }
}

diesel::table! {
    /// Applications as candidates for nomination; the letter's bytes are in the store under its key.
    nominations (id) {
        id -> Text,
        application_id -> Text,
        call_id -> Text,
        authority_id -> Nullable<Text>,
        state -> Text,
        rank -> Nullable<Integer>,
        reason -> Text,
        was_endorsed -> Bool,
        country -> Nullable<Text>,
        letter_name -> Nullable<Text>,
        letter_size -> Nullable<BigInt>,
        letter_pages -> Nullable<Integer>,
        letter_sha256 -> Nullable<Text>,
        letter_key -> Nullable<Text>,
        letter_state -> Nullable<Text>,
        changed_at -> Timestamp,
        changed_by -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    /// What the office and somebody else write to each other about an application; `party` says who the other is.
    thread_messages (id) {
        id -> Text,
        application_id -> Text,
        party -> Text,
        by_office -> Bool,
        author_id -> Nullable<Text>,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Consents that applicants took back; one that was given again has an end.
    consent_withdrawals (id) {
        id -> Text,
        application_id -> Text,
        question -> Text,
        purpose -> Text,
        consent_version -> Integer,
        withdrawn_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    /// What people ask of the office about their own data; `application_id` may name one that is erased since.
    data_requests (id) {
        id -> Text,
        user_id -> Text,
        application_id -> Nullable<Text>,
        kind -> Text,
        body -> Text,
        state -> Text,
        answer -> Text,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    /// Host institutions. Those with `closed_at` take part no more.
    hosts (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        native_name -> Text,
        kind -> Text,
        province -> Text,
        city -> Text,
        website -> Text,
        about -> Text,
        created_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    /// Posts of hosts in a call. taken counts consents that hold a place; province repeats the host's; days are ISO 8601 as text.
    posts (id) {
        id -> Text,
        host_id -> Text,
        call_id -> Text,
        state -> Text,
        title -> Text,
        field -> Text,
        priority -> Text,
        province -> Text,
        languages -> Text,
        tasks -> Text,
        requirements -> Text,
        starts_on -> Text,
        ends_on -> Text,
        places -> Integer,
        taken -> Integer,
        no_secrets -> Bool,
        no_degree -> Bool,
        search_key -> Text,
        note -> Text,
        checked_by -> Nullable<Text>,
        created_at -> Timestamp,
        shown_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    /// Posts that applicants chose, in their order (place, from 1), and where each stands with the host, who may put its applicants in order.
    choices (id) {
        id -> Text,
        application_id -> Text,
        post_id -> Text,
        host_id -> Text,
        call_id -> Text,
        place -> Integer,
        state -> Text,
        reason -> Text,
        host_rank -> Nullable<Integer>,
        created_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        answered_by -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    /// Letters of consent, never changed but for their end. facts and letter are JSON; `live_key` is the application's id while the letter is valid, which keeps it single.
    consents (id) {
        id -> Text,
        number -> Text,
        code -> Text,
        choice_id -> Text,
        application_id -> Text,
        call_id -> Text,
        post_id -> Text,
        host_id -> Text,
        facts -> Text,
        letter -> Text,
        signed_by -> Text,
        issued_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        live_key -> Nullable<Text>,
    }
}

diesel::table! {
    /// Applications that go on without a host's consent, and why.
    consent_waivers (application_id) {
        application_id -> Text,
        reason -> Text,
        waived_by -> Nullable<Text>,
        waived_at -> Timestamp,
    }
}

diesel::table! {
    /// What hosts ask applicants, and the answers.
    host_questions (id) {
        id -> Text,
        application_id -> Text,
        host_id -> Text,
        question -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        answer -> Text,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    co_writers (id) {
        id -> Text,
        application_id -> Text,
        email -> Text,
        email_key -> Text,
        may -> Text,
        state -> Text,
        user_id -> Nullable<Text>,
        version -> Integer,
        invited_at -> Timestamp,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    pair_rulings (id) {
        id -> Text,
        call_id -> Text,
        application_id -> Text,
        other_id -> Nullable<Text>,
        ruling -> Text,
        reason -> Text,
        revision -> Integer,
        other_revision -> Integer,
        ruled_by -> Nullable<Text>,
        ruled_at -> Timestamp,
        lifted_by -> Nullable<Text>,
        lifted_at -> Nullable<Timestamp>,
        lifted_because -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    office,
    users,
    sessions,
    links,
    limits,
    roles,
    programmes,
    calls,
    definitions,
    applications,
    tallies,
    answers,
    revisions,
    events,
    documents,
    returns,
    conflicts,
    assignments,
    reviews,
    decisions,
    offers,
    outbox,
    audit,
    leases,
    letters,
    letter_links,
    letter_files,
    letter_waivers,
    authorities,
    authority_countries,
    quotas,
    nominations,
    thread_messages,
    consent_withdrawals,
    data_requests,
    hosts,
    posts,
    choices,
    consents,
    consent_waivers,
    host_questions,
    co_writers,
    pair_rulings,
);

diesel::joinable!(answers -> applications (application_id));
diesel::joinable!(applications -> calls (call_id));
diesel::joinable!(assignments -> applications (application_id));
diesel::joinable!(assignments -> users (reviewer_id));
diesel::joinable!(co_writers -> applications (application_id));
diesel::joinable!(conflicts -> applications (application_id));
diesel::joinable!(conflicts -> users (user_id));
diesel::joinable!(decisions -> applications (application_id));
diesel::joinable!(nominations -> applications (application_id));
diesel::joinable!(revisions -> applications (application_id));
diesel::joinable!(nominations -> authorities (authority_id));
diesel::joinable!(quotas -> authorities (authority_id));
diesel::joinable!(data_requests -> users (user_id));
diesel::joinable!(posts -> hosts (host_id));
diesel::joinable!(posts -> calls (call_id));
diesel::joinable!(choices -> applications (application_id));
diesel::joinable!(choices -> posts (post_id));
diesel::joinable!(choices -> hosts (host_id));
diesel::joinable!(host_questions -> hosts (host_id));
