//! The demo: the office that it fills.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sojourn::{
    actions::{Keys, check, pairing},
    db::{
        answers, applications, assignments, calls, choices, definitions, documents, events, nominations, offers, posts,
        roles, users,
    },
    demo::{
        Demo,
        build::{Account, Site, Wish, build},
    },
    domain::{
        call::Phase,
        eligibility::{Verdict, evaluate, verdict},
        form::{Answers, Documents},
        hosting::{consent::ConsentState, posts::PostState},
        nomination::NominationState,
        pairing::Stand,
        permission::{Reach, Viewer},
        presets::PRESETS,
        time::{Day, Timestamp},
        workflow::{AssignmentState, OfferState, Status},
    },
    files::store::Folder,
};
use tempfile::TempDir;

use crate::support::database::OwnDatabase;

/// A demo that was built.
struct Built {
    office: OwnDatabase,
    accounts: Vec<Account>,
    folder: TempDir,
}

fn built(applicants: usize, seed: u64) -> Built {
    let office = OwnDatabase::create();
    let folder = tempfile::tempdir().unwrap();
    let documents = Arc::new(Folder::open(&folder.path().join("documents")).unwrap());
    let site = Site { db: office.db.clone(), keys: Arc::new(Keys::new(&[1; 32])), documents };
    let wish = Wish { applicants, seed, today: Day::from_ymd_opt(2026, 11, 23).unwrap() };
    let accounts = build(&site, &wish).unwrap();
    Built { office, accounts, folder }
}

#[test]
fn whoever_asks_for_the_same_demo_gets_the_same_office() {
    let (one, same, other) = (built(34, 7), built(34, 7), built(34, 8));
    let all = one.office.dump();
    assert!(all.len() > 1000, "{}", all.len());
    for (line, again) in all.iter().zip(same.office.dump()) {
        assert_eq!(line, &again);
    }
    assert_ne!(all, other.office.dump());
    assert_eq!(one.accounts, other.accounts);
}

#[test]
fn somebody_stands_in_every_state_and_came_there_by_the_rules() {
    let demo = built(120, 1);
    let counts = demo.office.db.read_now(|conn| {
        let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
        let everything = Viewer { user: None, reach: Reach::Everything };
        for call in calls::list(conn, &everything)? {
            let lines = applications::list::page(conn, &everything, &all_of(call.id))?;
            let mut tallied = 0;
            for (status, count) in calls::list_tallies(conn, call.id)? {
                let stands = lines.iter().filter(|line| line.status == status).count();
                assert!(!status.was_submitted() || usize::try_from(count).unwrap() == stands, "{status}");
                tallied += count;
                *counts.entry(status).or_default() += usize::try_from(count).unwrap();
            }
            assert!(tallied > 20 || (tallied == 8 && !call.slug.starts_with("young")), "{}: {tallied}", call.slug);
            let taken = applications::count_places_taken(conn, call.id)?;
            assert!(taken <= i64::from(call.places), "{}: {taken} of {}", call.slug, call.places);
            for line in lines {
                came_by_the_rules(conn, line.id, line.status)?;
            }
        }
        Ok::<_, sojourn::db::Error>(counts)
    });
    let counts = counts.unwrap();
    let missing: Vec<&Status> = Status::ALL.iter().filter(|s| counts.get(s).is_none_or(|n| *n == 0)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Those who were wished for, the second application of the demo's own applicant, and the calls beside.
    assert_eq!(counts.values().sum::<usize>(), 121 + 4 * 8);
}

#[test]
fn whoever_looks_at_the_joint_projects_finds_pairs_that_stand_in_every_way() {
    let demo = built(20, 5);
    let stands = demo.office.db.read_now(|conn| {
        let everything = Viewer { user: None, reach: Reach::Everything };
        let calls = calls::list(conn, &everything).unwrap();
        let call = calls.into_iter().find(|call| call.slug.starts_with("joint")).unwrap();
        let listed = pairing::all_of(conn, &call).unwrap().unwrap();
        let reviewed = listed.sides.iter().filter(|(row, _)| row.score_mean.is_some()).count();
        assert!(reviewed >= 2, "{reviewed}");
        let stands: BTreeMap<Stand, usize> = (0..listed.sides.len()).fold(BTreeMap::new(), |mut all, side| {
            *all.entry(listed.stand(side)).or_default() += 1;
            all
        });
        Ok::<_, sojourn::db::Error>(stands)
    });
    let wanted = [(Stand::Single, 1), (Stand::Differs, 2), (Stand::Agrees, 2), (Stand::TakenAsGood, 2)];
    assert_eq!(stands.unwrap(), wanted.into_iter().collect());
}

#[tokio::test]
async fn every_other_preset_has_an_open_call_with_applications_on_their_way() {
    let demo = built(20, 5);
    let now = Timestamp::at(2026, 11, 23, 0, 0);
    let seen = demo.office.db.read_now(|conn| {
        let everything = Viewer { user: None, reach: Reach::Everything };
        let mut seen = BTreeMap::new();
        for call in calls::list(conn, &everything)? {
            let Some(preset) = PRESETS[1..].iter().find(|preset| call.slug.starts_with(preset.key)) else { continue };
            assert_eq!(call.window().phase(now), Phase::Open, "{}", call.slug);
            let tallies: BTreeMap<Status, i64> = calls::list_tallies(conn, call.id)?.into_iter().collect();
            let definition = definitions::get(conn, call.definition_id)?;
            assert_eq!(*definition, preset.definition().unwrap(), "{}", call.slug);
            for line in applications::list::page(conn, &everything, &all_of(call.id))? {
                let sections = answers::list(conn, line.id)?;
                let given = Answers(sections.into_iter().flat_map(|section| section.body.0).collect());
                let files = documents::list(conn, line.id)?;
                let known: Documents = files.iter().map(|f| (f.id, f.question.clone(), f.state)).collect();
                for section in definition.form.check(&given, &known, now) {
                    assert_eq!(section.problems, [], "{}: {}", call.slug, section.section.key);
                }
                let closes = call.closes_at.day_in(call.zone);
                let findings = evaluate(&definition.eligibility, &given, now.day_in(call.zone), closes);
                assert_eq!(verdict(&findings), Verdict::Eligible, "{}", call.slug);
            }
            seen.insert(preset.key, tallies);
        }
        Ok::<_, sojourn::db::Error>(seen)
    });
    let seen = seen.unwrap();
    assert_eq!(seen.len(), 4);
    for (call, tallies) in &seen {
        let stand = |status| tallies.get(&status).copied().unwrap_or(0);
        assert_eq!(tallies.values().sum::<i64>(), 8, "{call}");
        for status in [Status::Draft, Status::Submitted, Status::InReview] {
            assert!(stand(status) > 0, "{call}: {status}");
        }
    }
    assert_eq!(seen["training-workshop"][&Status::Decided], 3);
    assert_eq!(nominations_of_the_workshop(&demo), [("asked", 1), ("endorsed", 5), ("refused", 1)]);
    let mut found = Vec::new();
    let documents = Folder::open(&demo.folder.path().join("documents")).unwrap();
    let report = |finding| found.push(format!("{finding:?}"));
    check::check(&demo.office.db, &documents, now, report).await.unwrap();
    assert_eq!(found, Vec::<String>::new());
}

/// Where the nominations of the workshop stand; whoever is read by reviewers is endorsed with a letter.
fn nominations_of_the_workshop(demo: &Built) -> Vec<(&'static str, usize)> {
    let seen = demo.office.db.read_now(|conn| {
        let everything = Viewer { user: None, reach: Reach::Everything };
        let all = calls::list(conn, &everything)?;
        let call = all.into_iter().find(|call| call.slug.starts_with("training-workshop")).unwrap();
        let mut states: BTreeMap<&'static str, usize> = BTreeMap::new();
        for line in applications::list::page(conn, &everything, &all_of(call.id))? {
            let Some(row) = nominations::find_of_application(conn, line.id)? else { continue };
            assert_eq!(row.letter().is_some(), row.state == NominationState::Endorsed, "{}", line.id);
            let is_read = !matches!(line.status, Status::Submitted | Status::Draft);
            assert!(!is_read || row.state == NominationState::Endorsed, "{}", line.id);
            *states.entry(row.state.word()).or_default() += 1;
        }
        Ok::<_, sojourn::db::Error>(states)
    });
    seen.unwrap().into_iter().collect()
}

fn all_of(call: sojourn::domain::id::CallId) -> applications::list::Query {
    applications::list::Query {
        call,
        statuses: Status::ALL.to_vec(),
        country: None,
        field: None,
        received: None,
        text: None,
        sort: applications::list::Sort::Oldest,
        after: None,
        limit: 1000,
    }
}

fn came_by_the_rules(
    conn: &mut sojourn::db::Conn,
    id: sojourn::domain::id::ApplicationId,
    stands: Status,
) -> Result<(), sojourn::db::Error> {
    let mut status = Status::Draft;
    let mut before = None;
    let mut at = None;
    for event in events::list(conn, id)?.into_iter().filter(|event| event.refusal.is_none()) {
        assert_eq!(event.from_status, status, "{id}");
        assert_eq!(status.apply(event.event, event.by_whom, before), Ok(event.to_status), "{id} {}", event.event);
        assert!(at <= Some(event.at) && event.at.unix_micros() < 1_795_392_000_000_000, "{id} {}", event.at);
        assert!(!event.event.needs_reason() || !event.reason.is_empty(), "{}", event.event);
        (before, status, at) = (status.way_back(event.to_status, before), event.to_status, Some(event.at));
    }
    assert_eq!(status, stands);
    let row = applications::find(conn, id)?.unwrap();
    assert_eq!((row.status, at), (stands, at.and(Some(row.status_at))));
    let offers = offers::list(conn, id)?;
    let live = offers.iter().filter(|offer| offer.state == OfferState::Live).count();
    assert_eq!(live, usize::from(stands == Status::Offered), "{id}");
    Ok(())
}

#[test]
fn whoever_tries_an_account_has_something_to_do_at_once() {
    let demo = built(120, 1);
    let account = |role: &str| demo.accounts.iter().find(|a| a.role == role).unwrap().email.clone();
    let roles: Vec<&str> = demo.accounts.iter().map(|a| a.role).collect();
    assert_eq!(roles, ["applicant", "reviewer", "officer", "chair", "admin", "host", "nominator", "provincial"]);
    let (applicant, reviewer) = (account("applicant"), account("reviewer"));
    let seen = demo.office.db.read_now(|conn| {
        let applicant = users::find_by_email_key(conn, &applicant)?.unwrap();
        let own = applications::list_of_owner(conn, applicant.id)?;
        let reviewer = users::find_by_email_key(conn, &reviewer)?.unwrap();
        let given = assignments::list_of_reviewer(conn, reviewer.id, 100)?;
        Ok::<_, sojourn::db::Error>((own, given))
    });
    let (own, given) = seen.unwrap();
    let states: Vec<Status> = own.iter().map(|(row, _)| row.status).collect();
    assert_eq!(states, [Status::Draft, Status::Offered]);
    for state in
        [AssignmentState::Invited, AssignmentState::Accepted, AssignmentState::Draft, AssignmentState::Submitted]
    {
        assert!(given.iter().any(|line| line.state == state && line.status == Status::InReview), "{state}");
    }
}

#[test]
fn a_demo_of_nobody_and_of_one_can_be_looked_at() {
    for applicants in [0, 1, 2, 12] {
        let demo = built(applicants, 3);
        assert_eq!(demo.accounts.len(), 8);
        assert!(demo.folder.path().join("documents").is_dir());
    }
}

#[test]
fn a_demo_of_more_applicants_than_one_referee_may_be_asked_for_can_be_looked_at() {
    let demo = built(600, 3);
    assert_eq!(demo.accounts.len(), 8);
}

#[test]
fn whoever_starts_the_demo_is_told_where_it_is_and_who_may_sign_in() {
    let parent = tempfile::tempdir().unwrap();
    let wish = Wish { applicants: 5, seed: 1, today: Day::from_ymd_opt(2026, 11, 23).unwrap() };
    let demo = Demo::prepare(Some(&parent.path().join("demo")), &wish).unwrap();
    let line = demo.announcement("http://127.0.0.1:8080", true);
    assert!(!line.contains('\n'));
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(said["mailbox"], "http://127.0.0.1:8080/mailbox");
    let roles: Vec<&str> = said["accounts"].as_array().unwrap().iter().map(|a| a["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["applicant", "reviewer", "officer", "chair", "admin", "host", "nominator", "provincial"]);
    let text = demo.announcement("http://127.0.0.1:8080", false);
    for account in &demo.accounts {
        assert!(text.contains(&account.email) && text.contains(account.password), "{text}");
    }
    let again = Demo::prepare(Some(&parent.path().join("demo")), &wish);
    assert!(again.unwrap_err().to_string().starts_with("Another demo runs on"));
}

#[test]
fn whoever_looks_at_the_demo_finds_letters_of_reference_in_every_state() {
    let demo = built(120, 1);
    let rows = demo.office.dump();
    let states =
        ["not_sent", "sent", "opened", "saved", "received", "bounced", "declined", "cancelled", "expired", "set_aside"];
    let letters: Vec<&String> = rows.iter().filter(|row| row.starts_with("letters: ")).collect();
    let stands = |state: &&&str| letters.iter().any(|row| row.contains(&format!("\"{state}\"")));
    let missing: Vec<_> = states.iter().filter(|state| !stands(state)).collect();
    assert!(missing.is_empty(), "{missing:?} of {} letters: {:?}", letters.len(), letters.first());
}

#[test]
fn whoever_looks_at_the_demos_hosts_finds_posts_in_every_state_and_applicants_who_are_answered() {
    let demo = built(120, 1);
    let counts = demo.office.db.read_now(|conn| {
        let host = demo.accounts.iter().find(|a| a.role == "host").unwrap();
        let contact = users::find_by_email_key(conn, &host.email)?.unwrap();
        let hosts: Vec<_> = roles::list_grants(conn, contact.id)?.iter().filter_map(|g| g.scope.host()).collect();
        let lines = choices::list_of_hosts(conn, contact.id, &hosts, 100)?;
        let states: BTreeSet<_> = lines.iter().map(|line| line.state).collect();
        let asked = lines.first().map(|line| line.application).unwrap();
        let open = applications::find(conn, asked)?.unwrap().call_id;
        Ok::<_, sojourn::db::Error>((hosts.len(), states, posts::list::count_of_call(conn, open)?))
    });
    let (hosts, states, posts) = counts.unwrap();
    assert_eq!(hosts, 2);
    assert!(states.contains(&ConsentState::Asked) && states.contains(&ConsentState::Given), "{states:?}");
    let posts: Vec<PostState> = posts.into_iter().map(|(state, ..)| state).collect();
    for state in [PostState::Offered, PostState::Returned, PostState::Shown] {
        assert!(posts.contains(&state), "{posts:?}");
    }
}
