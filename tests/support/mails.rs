//! One sample of every message.

use sojourn::domain::{
    chance::Chance,
    id::{ApplicationId, AuthorityId, ChoiceId, CoWriterId, ConsentId, LetterId, LinkId, PostId},
    nomination::NominationState,
    own_data::RequestState,
    pairing::Told,
    permission::Role,
    text::Text,
    time::{Day, Span, Timestamp, Zone},
    workflow::Outcome,
};
use sojourn::mail::messages::{
    AboutApplication, AboutCall, AboutLetter, AcceptanceAnswered, AccountClosed, AccountExists, AddressChanged,
    ApplicantWrote, ApplicationReceived, ApplicationReturned, ApplicationWithdrawn, AssignmentTakenBack,
    AssignmentsGiven, CandidateOutcome, CandidatesStillWait, CandidatesWait, ChooseAuthority, CoWriterAnswered,
    CoWriterInvited, CoWriterRemoved, ConfirmAddress, ConfirmNewAddress, ConflictDeclared, ConsentEnded, ConsentGiven,
    ConsentRefused, CorrectionsReceived, DataRequestAnswered, DocumentRefused, DraftLapsed, DraftSaved, DraftWaiting,
    Extended, FoundIneligible, HostAsked, HostQuestionAnswered, HostQuestionAsked, Invitation, LetterArrived,
    LetterFileRefused, LetterLate, LetterNotNeeded, LetterReminder, LetterRequested, LetterThanks, Message,
    NominationAnswered, NominationOutcomes, NotSelected, OfferAccepted, OfferChanged, OfferDeclined, OfferExpired,
    OfferMade, OfferRescinded, OfficeWrote, PairFound, PasswordChanged, PlaceConfirmed, PlaceDeferred, PlaceResumed,
    PostOffered, PostSentBack, PostShown, RefereeDeclined, RefereeNamed, RefereeReminded, Reinstated, ReleaseWaiting,
    RequestBounced, ResetPassword, ReturnExpired, RoleGiven, RoundNear, WaitingList, WithdrawalUndone,
};

/// One of every message. `person` stands wherever a person's own words stand; all ids and times come of `now` and `chance`.
pub fn all(person: &str, now: Timestamp, chance: &mut Chance) -> Vec<Message> {
    let mut messages = account(person, now, chance);
    let about = about(person, now, chance);
    messages.extend(application(person, now, &about));
    messages.extend(review(person, &about, now));
    messages.extend(outcome(person, now, &about));
    messages.extend(staff(person, &about));
    messages.extend(letters(person, now, &about, chance));
    messages.extend(nomination(person, &about, AuthorityId::new(now, chance), now));
    messages.extend(thread(person, &about));
    messages.extend(together(person, now, &about, CoWriterId::new(now, chance)));
    messages.extend(hosting(person, &about, now, chance));
    messages
}

fn together(person: &str, now: Timestamp, about: &AboutApplication, invitation: CoWriterId) -> Vec<Message> {
    let applicant = || person.to_owned();
    let call = || about.call.clone();
    let answered = CoWriterAnswered { about: about.clone(), person: applicant(), accepted: true, left: false };
    vec![
        CoWriterInvited { call: call(), applicant: applicant(), invitation, edits: true }.into(),
        answered.into(),
        CoWriterRemoved { call: call(), applicant: applicant() }.into(),
        PairFound { about: about.clone(), other: "JRP-2027-0007".to_owned(), told: Told::Differs, until: Some(now) }
            .into(),
    ]
}

fn letters(person: &str, now: Timestamp, about: &AboutApplication, chance: &mut Chance) -> Vec<Message> {
    let due_at = now + Span::days(30);
    let (letter, link) = (LetterId::new(now, chance), LinkId::new(now, chance));
    let referee = || person.to_owned();
    let to_referee =
        || AboutLetter { letter, link, referee: referee(), applicant: referee(), call: about.call.clone() };
    let about = || about.clone();
    vec![
        LetterRequested { about: to_referee(), due_at, applicant_reads: false }.into(),
        LetterReminder { about: to_referee(), due_at, unsent: false }.into(),
        LetterThanks { about: to_referee(), at: now, due_at }.into(),
        LetterNotNeeded { about: to_referee(), enough: true }.into(),
        LetterFileRefused { about: to_referee(), has_virus: true }.into(),
        LetterArrived { about: about(), referee: referee() }.into(),
        LetterLate { about: about(), referee: referee(), due_at: now }.into(),
        RefereeReminded { about: about(), referee: referee(), due_at }.into(),
        RefereeNamed { about: about(), referee: referee() }.into(),
        RefereeDeclined { about: about(), referee: referee() }.into(),
        RequestBounced { about: about(), referee: referee(), address: "tan@other.example".to_owned() }.into(),
    ]
}

fn about(person: &str, now: Timestamp, chance: &mut Chance) -> AboutApplication {
    AboutApplication {
        call: AboutCall { title: Text::english(person), slug: "tysp-2027".to_owned(), zone: Zone::Asia__Shanghai },
        application: ApplicationId::new(now, chance),
        reference: Some("TYSP-2027-0012".to_owned()),
        name: person.to_owned(),
    }
}

fn account(person: &str, now: Timestamp, chance: &mut Chance) -> Vec<Message> {
    let name = || person.to_owned();
    let link = LinkId::new(now, chance);
    let until = now + Span::hours(24);
    vec![
        ConfirmAddress { link, until }.into(),
        AccountExists { name: name() }.into(),
        ResetPassword { name: name(), link, until }.into(),
        ConfirmNewAddress { link, until }.into(),
        AddressChanged { name: name(), address: "thiri.win@uni.example.mm".to_owned(), at: now }.into(),
        PasswordChanged { name: name(), at: now }.into(),
        AccountClosed { name: name(), at: now }.into(),
        Invitation {
            name: name(),
            inviter: name(),
            role: Role::Reviewer,
            scope: Text::english(person),
            link,
            until,
            zone: Zone::Asia__Shanghai,
        }
        .into(),
        RoleGiven { name: name(), giver: name(), role: Role::Officer, scope: Text::english(person) }.into(),
    ]
}

fn application(person: &str, now: Timestamp, about: &AboutApplication) -> Vec<Message> {
    let about = || about.clone();
    let later = now + Span::days(7);
    vec![
        ApplicationReceived { about: about(), at: now, editable_until: Some(later) }.into(),
        ApplicationReturned {
            about: about(),
            sections: vec![Text::english(person), Text::english("Work plan")],
            note: format!("{person}\n\nThe second page of the certificate is missing."),
            due_at: later,
        }
        .into(),
        CorrectionsReceived { about: about(), at: now }.into(),
        ReturnExpired { about: about(), due_at: now }.into(),
        FoundIneligible { about: about(), reason: person.to_owned() }.into(),
        Reinstated { about: about() }.into(),
        Extended { about: about(), until: later, reopened: true }.into(),
        ApplicationWithdrawn { about: about(), by_office: false, undo_until: later }.into(),
        WithdrawalUndone { about: about() }.into(),
        DraftSaved { about: AboutApplication { reference: None, ..about() }, closes_at: later }.into(),
        DraftWaiting { about: AboutApplication { reference: None, ..about() }, closes_at: later, done: 7, all: 10 }
            .into(),
        RoundNear {
            about: AboutApplication { reference: None, ..about() },
            until: later,
            next: Day::from_ymd_opt(2027, 4, 15),
            done: 7,
            all: 10,
        }
        .into(),
        DraftLapsed { about: AboutApplication { reference: None, ..about() }, closed_at: now }.into(),
        DocumentRefused {
            about: about(),
            file: person.to_owned(),
            question: Text::english("Curriculum vitae"),
            has_virus: true,
            section: Some("research-record".to_owned()),
        }
        .into(),
    ]
}

fn outcome(person: &str, now: Timestamp, about: &AboutApplication) -> Vec<Message> {
    let about = || about.clone();
    let reply_by = now + Span::days(14);
    let letter = || format!("{person}\n\nWe look forward to working with you.");
    vec![
        OfferMade { about: about(), letter: letter(), reply_by, from_waiting_list: false }.into(),
        OfferChanged { about: about(), letter: letter(), reply_by }.into(),
        WaitingList { about: about(), letter: letter(), rank: Some(3) }.into(),
        NotSelected { about: about(), letter: letter() }.into(),
        OfferExpired { about: about(), reply_by: now }.into(),
        OfferRescinded { about: about(), reason: person.to_owned() }.into(),
        OfferAccepted { about: about(), at: now }.into(),
        OfferDeclined { about: about(), at: now }.into(),
        PlaceConfirmed { about: about() }.into(),
        PlaceDeferred { about: about(), reason: person.to_owned() }.into(),
        PlaceResumed { about: about() }.into(),
    ]
}

fn review(person: &str, about: &AboutApplication, now: Timestamp) -> Vec<Message> {
    let (name, call) = (|| person.to_owned(), || about.call.clone());
    vec![
        AssignmentsGiven { name: name(), call: call(), count: 3, due_at: Some(now + Span::days(21)) }.into(),
        AssignmentTakenBack { name: name(), call: call(), count: 1 }.into(),
    ]
}

fn hosting(person: &str, about: &AboutApplication, now: Timestamp, chance: &mut Chance) -> Vec<Message> {
    let (name, call, title) = (|| person.to_owned(), || about.call.clone(), || person.to_owned());
    let (host, about) = (|| Text::english(person), || about.clone());
    let (post, choice, consent) = (PostId::new(now, chance), ChoiceId::new(now, chance), ConsentId::new(now, chance));
    let reference = || "TYSP-2027-0012".to_owned();
    vec![
        PostOffered { name: name(), call: call(), post, title: title(), host: host(), of_province: false }.into(),
        PostShown { name: name(), call: call(), post, title: title() }.into(),
        PostSentBack { name: name(), call: call(), post, title: title(), reason: name() }.into(),
        HostAsked { name: name(), call: call(), choice, reference: reference(), title: title() }.into(),
        ConsentGiven { about: about(), consent, host: host(), title: title() }.into(),
        ConsentRefused { about: about(), host: host(), title: title(), reason: name() }.into(),
        ConsentEnded { name: name(), call: call(), number: "TYSP-2027-LC-0003".to_owned(), title: title() }.into(),
        HostQuestionAsked { about: about(), host: host(), question: name() }.into(),
        HostQuestionAnswered { name: name(), call: call(), choice, reference: reference() }.into(),
    ]
}

fn staff(person: &str, about: &AboutApplication) -> Vec<Message> {
    let (name, call) = (|| person.to_owned(), || about.call.clone());
    vec![
        ReleaseWaiting { name: name(), call: call(), count: 12, asked_by: name() }.into(),
        ConflictDeclared {
            name: name(),
            call: call(),
            application: about.application,
            reference: "TYSP-2027-0012".to_owned(),
            reviewer: name(),
            reason: name(),
        }
        .into(),
    ]
}

fn nomination(person: &str, about: &AboutApplication, authority: AuthorityId, now: Timestamp) -> Vec<Message> {
    let (name, call) = (|| person.to_owned(), || about.call.clone());
    let line = |rank, outcome| CandidateOutcome { rank, reference: "TYSP-2027-0012".to_owned(), name: name(), outcome };
    vec![
        CandidatesWait { name: name(), authority, authority_name: name(), call: call(), until: now + Span::days(9) }
            .into(),
        CandidatesStillWait {
            name: name(),
            authority,
            authority_name: name(),
            call: call(),
            count: 3,
            until: now + Span::days(2),
        }
        .into(),
        ChooseAuthority { about: about.clone() }.into(),
        NominationAnswered {
            about: about.clone(),
            authority: name(),
            state: NominationState::Returned,
            reason: name(),
        }
        .into(),
        NominationOutcomes {
            name: name(),
            authority: name(),
            call: call(),
            outcomes: vec![line(1, Outcome::Offer), line(2, Outcome::Waitlist), line(3, Outcome::Reject)],
        }
        .into(),
    ]
}

fn thread(person: &str, about: &AboutApplication) -> Vec<Message> {
    let name = || person.to_owned();
    vec![
        OfficeWrote { about: about.clone(), text: format!("{person}\n\nWhich month do you mean?") }.into(),
        ApplicantWrote {
            name: name(),
            call: about.call.clone(),
            application: about.application,
            reference: "TYSP-2027-0012".to_owned(),
            applicant: name(),
            text: name(),
        }
        .into(),
        AcceptanceAnswered {
            name: name(),
            call: about.call.clone(),
            application: about.application,
            reference: "TYSP-2027-0012".to_owned(),
            applicant: name(),
        }
        .into(),
        DataRequestAnswered { name: name(), state: RequestState::Done, answer: name() }.into(),
    ]
}
