//! Nominations: authorities and their quotas, contacts who endorse, rank, refuse and give back, and what follows for applicants.

use sojourn::{
    actions::{authorities, nominations::nominating},
    db::{self, authorities::AuthorityFacts, nominations::NominationRow},
    domain::{
        id::{ApplicationId, AuthorityId},
        nomination::{AuthorityKind, Nomination, NominationState, Validity},
        permission::{Role, Scope},
        time::{Day, Span},
        workflow::{Outcome, Status},
    },
};

use NominationState::{Asked, Endorsed};

use crate::support::{
    papers,
    world::{CALL, Person, World},
};

/// Nominated for, and not required.
pub const OPTIONAL: Nomination = Nomination { required: false, letter: false, days_after_close: 14, per_country: None };

async fn office(nomination: Nomination) -> World {
    World::open_with(|_, definition| definition.nomination = Some(nomination)).await
}

fn facts(name: &str, countries: &[&str]) -> AuthorityFacts {
    AuthorityFacts {
        name: name.to_owned(),
        kind: AuthorityKind::Ministry,
        validity: Validity { from: Day::from_ymd_opt(2026, 1, 1).unwrap(), until: None },
        countries: countries.iter().map(|code| (*code).to_owned()).collect(),
    }
}

/// An authority that takes part in the call.
pub fn authority(world: &World, name: &str, quota: i32) -> AuthorityId {
    let (call, facts) = (world.call, facts(name, &["MM"]));
    world.act_as(&world.admin, move |tx, by| {
        let id = authorities::create(tx, by, &facts)?;
        authorities::set_quotas(tx, by, call, &[(id, Some(quota))])?;
        Ok(id)
    })
}

/// Somebody who endorses for it.
pub async fn contact(world: &World, name: &str, of: AuthorityId) -> Person {
    let person = world.person(name).await;
    world.grant(&person, Role::Nominator, Scope::Authority(of));
    person
}

/// The application as a candidate.
pub fn nomination(world: &World, id: ApplicationId) -> NominationRow {
    world.app.office.db.read_now(|conn| db::nominations::find_of_application(conn, id)).unwrap().unwrap()
}

fn list(of: AuthorityId) -> String {
    format!("/nominating/calls/{CALL}/{of}")
}

/// The box of this candidate, as the page has it.
fn tick(world: &World, id: ApplicationId) -> String {
    let row = nomination(world, id);
    format!("{}:{}", row.id, row.version)
}

async fn endorse(world: &World, contact: &mut Person, id: ApplicationId) {
    contact.get(&format!("/nominating/{}", nomination(world, id).id)).await;
    contact.submit("Endorse", &[]).await;
    assert_eq!(contact.page.flash(), "The candidate is endorsed.", "{}", contact.page.main());
}

#[tokio::test]
async fn an_admin_adds_an_authority_whose_contact_is_invited_and_sees_its_own_candidates() {
    let mut world = office(OPTIONAL).await;
    world.admin.get("/admin/people").await;
    world.admin.follow("Nominating authorities").await.expect("Nominating authorities");
    let typed = [
        ("name", "Ministry of Science and Technology of Myanmar"),
        ("kind", "ministry"),
        ("countries", "MM"),
        ("from", "2026-01-01"),
    ];
    world.admin.submit("Add authority", &typed).await;
    assert_eq!(world.admin.page.flash(), "The authority is added. Add its contacts next.");
    let new = [("contact_name", "Daw Khin"), ("contact_email", "khin@ministry.example")];
    world.admin.submit("Add a contact", &new).await;
    assert_eq!(world.admin.page.flash(), "The contact is added and told by email.");
    let mail = world.app.newest_mail_to("khin@ministry.example").await;
    assert!(mail.text.contains("you endorse and rank your authority’s candidates"), "{}", mail.text);
    world.admin.get(&format!("/admin/calls/{CALL}")).await;
    world.admin.follow("Nominations and quotas").await.expect("Nominations and quotas");
    let row = world.app.office.db.read_now(db::authorities::list).unwrap().remove(0);
    world.admin.submit("Save", &[(&format!("quota_{}", row.id), "2")]).await;
    assert_eq!(world.admin.page.flash(), "The quotas are saved.");
    let (_, id) = world.applicant("Thiri Win").await;
    assert_eq!(nomination(&world, id).authority_id, Some(row.id));
    let mail = world.app.newest_mail_to("khin@ministry.example").await;
    assert!(mail.subject.starts_with("Candidates wait for your nomination"), "{}", mail.subject);

    let mut khin = contact(&world, "Khin Khin", row.id).await;
    khin.get("/nominating").await.expect("Nominations");
    khin.follow("Talented Young Scientist Exchange Programme 2027").await;
    assert!(khin.page.says("Thiri Win"), "{}", khin.page.main());
    khin.get(&format!("/nominating/{}", nomination(&world, id).id)).await;
    assert!(khin.page.heading().contains("Thiri Win"), "{}", khin.page.main());
}

#[tokio::test]
async fn a_contact_sees_what_the_form_gives_to_nominators_and_nothing_of_other_countries() {
    let world = office(OPTIONAL).await;
    let ours = authority(&world, "Ministry of Myanmar", 5);
    let (call, of) = (world.call, facts("Ministry of Thailand", &["TH"]));
    let theirs = world.act_as(&world.admin, move |tx, by| {
        let id = authorities::create(tx, by, &of)?;
        authorities::set_quotas(tx, by, call, &[(id, Some(5))])?;
        Ok(id)
    });
    let (_, id) = world.applicant("Thiri Win").await;
    let (mut khin, mut malee) = (contact(&world, "Khin Khin", ours).await, contact(&world, "Malee Dee", theirs).await);
    let page = format!("/nominating/{}", nomination(&world, id).id);
    assert_eq!(khin.get(&page).await.status, 200);
    let shown = khin.page.text();
    for question in world.definition().form.questions() {
        let label = question.name().in_language("en");
        let is_seen = khin.page.all("dt").iter().any(|dt| dt == label);
        assert!(!is_seen || question.audience.iter().any(|a| a.word() == "nominator"), "{label}");
    }
    assert!(!shown.contains("Consents"));
    let document = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap().remove(0);
    let form = &world.definition().form;
    let seen = form.question(&document.question).unwrap().audience.iter().any(|a| a.word() == "nominator");
    let status = khin.get(&format!("/documents/{}", document.id)).await.status.as_u16();
    assert_eq!(status, if seen { 200 } else { 404 });
    for address in [page.clone(), list(ours), format!("/documents/{}", document.id)] {
        assert_eq!(malee.get(&address).await.status, 404, "{address}");
    }
    malee.get(&list(theirs)).await;
    assert!(malee.page.says("No candidates yet"), "{}", malee.page.main());
    // The authority's days are over, and with them its contacts' sight.
    let mut ended = facts("Ministry of Myanmar", &["MM"]);
    ended.validity.until = Day::from_ymd_opt(2026, 11, 22);
    world.act_as(&world.admin, move |tx, by| authorities::change(tx, by, ours, 1, &ended));
    for address in [page, list(ours), format!("/documents/{}", document.id)] {
        assert_eq!(khin.get(&address).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn several_are_endorsed_with_one_press_and_the_contact_reads_what_became_of_each() {
    let world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 2);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let mut ids = Vec::new();
    for name in ["Aung Aung", "Bo Bo", "Cho Cho"] {
        ids.push(world.applicant(name).await.1);
    }
    khin.get(&list(ministry)).await;
    khin.submit("Endorse", &[]).await;
    assert_eq!(khin.page.errors(), ["Tick at least one candidate"]);
    let boxes: Vec<String> = ids.iter().map(|id| tick(&world, *id)).collect();
    let ticked: Vec<(&str, &str)> = boxes.iter().map(|word| ("candidate", word.as_str())).collect();
    khin.submit("Endorse", &ticked).await;
    assert_eq!(khin.page.status, 200);
    let told = khin.page.all("[role=status] li");
    assert!(told[0].contains("Aung Aung") && told[0].contains("Endorsed"), "{told:?}");
    assert!(told[2].contains("Cho Cho") && told[2].contains("Your quota for this call is used up"), "{told:?}");
    let states: Vec<_> = ids.iter().map(|id| (nomination(&world, *id).state, nomination(&world, *id).rank)).collect();
    assert_eq!(states, [(Endorsed, Some(1)), (Endorsed, Some(2)), (Asked, None)]);
    // The same boxes once more: they are of an earlier state, and nothing changes.
    let before = world.app.rows().len();
    khin.get(&list(ministry)).await;
    khin.submit("Endorse", &ticked).await;
    assert_eq!(khin.page.status, 422);
    assert_eq!(world.app.rows().len(), before);
    // Refusing asks for a reason, which is kept while it is missing.
    khin.get(&list(ministry)).await;
    khin.submit("Do not endorse", &[("candidate", &tick(&world, ids[2]))]).await;
    assert_eq!(khin.page.errors().len(), 1);
    let typed = [("candidate", tick(&world, ids[2])), ("reason", "Not our field.".to_owned())];
    khin.submit("Do not endorse", &typed.each_ref().map(|(a, b)| (*a, b.as_str()))).await;
    assert_eq!(nomination(&world, ids[2]).state, NominationState::Refused);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn two_contacts_who_press_at_once_do_not_go_over_the_quota() {
    let world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 3);
    let (mut ids, mut contacts) = (Vec::new(), Vec::new());
    for n in 0..8 {
        ids.push(world.applicant(&format!("Candidate {}", char::from(b'A' + n))).await.1);
        let mut one = contact(&world, &format!("Contact {}", char::from(b'A' + n)), ministry).await;
        one.get(&format!("/nominating/{}", nomination(&world, ids[usize::from(n)]).id)).await;
        contacts.push(one);
    }
    let tries = contacts.iter_mut().map(|one| async {
        one.submit("Endorse", &[]).await;
        one.page.status.as_u16()
    });
    let mut answers = futures_util::future::join_all(tries).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 200, 200, 422, 422, 422, 422, 422]);
    let mut ranks: Vec<_> = ids.iter().filter_map(|id| nomination(&world, *id).rank).collect();
    ranks.sort_unstable();
    assert_eq!(ranks, [1, 2, 3]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn ranks_move_by_buttons_and_by_numbers_and_close_up_when_an_endorsement_is_taken_back() {
    let world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let mut ids = Vec::new();
    for name in ["Aung Aung", "Bo Bo", "Cho Cho"] {
        let (_, id) = world.applicant(name).await;
        endorse(&world, &mut khin, id).await;
        ids.push(id);
    }
    let ranks = |world: &World| -> Vec<Option<i32>> { ids.iter().map(|id| nomination(world, *id).rank).collect() };
    assert_eq!(ranks(&world), [Some(1), Some(2), Some(3)]);
    khin.get(&list(ministry)).await;
    khin.submit("Up Cho Cho", &[]).await;
    assert_eq!(ranks(&world), [Some(1), Some(3), Some(2)]);
    let fields: Vec<String> = ids.iter().map(|id| format!("rank_{}", nomination(&world, *id).id)).collect();
    khin.submit("Save ranks", &[(&fields[0], "2"), (&fields[1], "2"), (&fields[2], "9")]).await;
    assert_eq!(khin.page.status, 422);
    assert!(khin.page.errors()[0].contains("Give each candidate a rank of its own"));
    khin.submit("Save ranks", &[(&fields[0], "7"), (&fields[1], "1"), (&fields[2], "9")]).await;
    assert_eq!(khin.page.flash(), "The ranks are saved.", "{}", khin.page.main());
    assert_eq!(ranks(&world), [Some(2), Some(1), Some(3)]);
    khin.get(&format!("/nominating/{}", nomination(&world, ids[1]).id)).await;
    khin.submit("Take back", &[]).await;
    assert_eq!(ranks(&world), [Some(1), None, Some(2)]);
    // Wanted first, it comes first, and the others make room.
    khin.submit("Endorse", &[("rank", "1")]).await;
    assert_eq!(ranks(&world), [Some(2), Some(1), Some(3)]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn where_the_call_demands_it_review_waits_for_the_endorsement_or_for_a_waiver_with_reason() {
    let mut world = office(Nomination { required: true, ..OPTIONAL }).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let reviewer = world.reviewer("Ana Cruz").await;
    let (_, first) = world.applicant("Thiri Win").await;
    let (_, second) = world.applicant("Bo Bo").await;
    world.close_call().await;
    for id in [first, second] {
        world.confirm_eligible(id);
    }
    let page = format!("/office/applications/{first}");
    world.officer.get(&page).await;
    world.officer.submit("Give to a reviewer", &[("reviewer", &reviewer.id.to_string())]).await;
    assert_eq!(world.officer.page.status, 422, "{}", world.officer.page.main());
    assert!(world.officer.page.errors()[0].contains("demands an endorsement"), "{:?}", world.officer.page.errors());
    assert_eq!(world.row(first).status, Status::Submitted);
    endorse(&world, &mut khin, first).await;
    world.assign(first, &reviewer);
    assert_eq!(world.row(first).status, Status::InReview);
    // What was said stands once review has begun.
    khin.get(&format!("/nominating/{}", nomination(&world, first).id)).await;
    assert!(!khin.page.all("button").contains(&"Take back".to_owned()));
    let (row, by) = (nomination(&world, first), world.actor(&khin));
    let undone = world.app.try_to(move |tx| nominating::say(tx, &by, row.id, row.version, nominating::Said::Undo));
    assert!(undone.is_err());
    world.officer.get(&format!("/office/applications/{second}")).await;
    world.officer.submit("Go on without an endorsement", &[]).await;
    assert_eq!(world.officer.page.status, 422);
    world.officer.submit("Go on without an endorsement", &[("reason", "The ministry is being reorganised.")]).await;
    assert_eq!(world.officer.page.flash(), "The application goes on without an endorsement.");
    world.assign(second, &reviewer);
    assert_eq!(world.row(second).status, Status::InReview);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_letter_is_asked_for_checked_and_read_by_the_office_but_not_by_the_applicant() {
    let mut world = office(Nomination { letter: true, ..OPTIONAL }).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    let page = format!("/nominating/{}", nomination(&world, id).id);
    khin.get(&page).await;
    khin.submit("Endorse", &[]).await;
    assert_eq!(khin.page.errors(), ["Add the letter of endorsement first"]);
    let mut text = papers::upload("letter.pdf", "We endorse her.");
    text.bytes = b"not a PDF at all".to_vec();
    khin.upload("Add letter", text).await;
    assert_eq!(khin.page.status, 422, "{}", khin.page.main());
    khin.get(&page).await;
    khin.upload("Add letter", papers::upload("letter.pdf", "We endorse her.")).await;
    assert_eq!(khin.page.flash(), "The letter is added.", "{}", khin.page.main());
    khin.submit("Endorse", &[]).await;
    assert_eq!(nomination(&world, id).state, NominationState::Endorsed);
    let letter = format!("{page}/letter");
    assert_eq!(khin.get(&letter).await.status, 200);
    world.officer.get(&format!("/office/applications/{id}")).await;
    assert!(world.officer.page.links().contains(&letter), "{:?}", world.officer.page.links());
    assert_eq!(world.officer.get(&letter).await.status, 200);
    assert_eq!(thiri.get(&letter).await.status, 404);
    assert_eq!(world.app.check().await, Vec::<String>::new());
    // The file is one that a row needs, so nothing sweeps it away.
    let kept = world.app.office.clone();
    assert_eq!(sojourn::actions::documents::sweep(&kept).await.unwrap(), 0);
    assert_eq!(khin.get(&letter).await.status, 200);
}

#[tokio::test]
async fn an_applicant_with_several_authorities_chooses_one_and_reads_what_it_said() {
    let world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let embassy = authority(&world, "Embassy in Beijing", 5);
    let mut khin = contact(&world, "Khin Khin", embassy).await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    assert_eq!(nomination(&world, id).state, NominationState::Open);
    let subjects = world.subjects_to(&thiri).await;
    assert!(subjects.iter().any(|s| s.starts_with("Choose who nominates you")), "{subjects:?}");
    thiri.get(&format!("/applications/{id}")).await;
    thiri.follow("Choose who nominates you").await.expect("Nomination");
    thiri.submit("Ask this authority", &[]).await;
    assert_eq!(thiri.page.errors(), ["Select who is to nominate"]);
    thiri.submit("Ask this authority", &[("authority", &embassy.to_string())]).await;
    assert_eq!(thiri.page.flash(), "The authority is asked.");
    assert_eq!(nomination(&world, id).authority_id, Some(embassy));
    // Asked is asked: nobody shops around.
    let body = format!("csrf={}&authority={ministry}", thiri.page.token());
    assert_eq!(thiri.post(&format!("/applications/{id}/nomination"), body).await.status, 403);
    khin.get(&format!("/nominating/{}", nomination(&world, id).id)).await;
    khin.submit("Give back", &[("reason", "The certificate is not translated.")]).await;
    assert_eq!(khin.page.flash(), "The candidate is given back. The applicant is told.");
    let mail = world.newest_mail_to(&thiri).await;
    assert!(mail.text.contains("The certificate is not translated."), "{}", mail.text);
    thiri.get(&format!("/applications/{id}/nomination")).await;
    assert!(thiri.page.says("The certificate is not translated."));
    // Handing in changes before the deadline asks the embassy again.
    thiri.get(&format!("/applications/{id}/check")).await;
    thiri.submit("Submit changes", &[]).await;
    assert_eq!(nomination(&world, id).state, NominationState::Asked, "{}", thiri.page.main());
}

#[tokio::test]
async fn a_withdrawal_frees_the_quota_and_taking_it_back_asks_again_where_it_is_used_up() {
    let mut world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 1);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let (mut thiri, first) = world.applicant("Thiri Win").await;
    let (_, second) = world.applicant("Bo Bo").await;
    endorse(&world, &mut khin, first).await;
    thiri.get(&format!("/applications/{first}/withdraw")).await;
    thiri.submit("Withdraw application", &[]).await;
    assert_eq!(nomination(&world, first).state, NominationState::Withdrawn);
    world.officer.get(&format!("/office/applications/{first}")).await;
    world.officer.submit("Take the withdrawal back", &[("reason", "A mistake.")]).await;
    assert_eq!((nomination(&world, first).state, nomination(&world, first).rank), (NominationState::Endorsed, Some(1)));
    thiri.get(&format!("/applications/{first}/withdraw")).await;
    thiri.submit("Withdraw application", &[]).await;
    endorse(&world, &mut khin, second).await;
    world.officer.get(&format!("/office/applications/{first}")).await;
    world.officer.submit("Take the withdrawal back", &[("reason", "A mistake.")]).await;
    assert_eq!((nomination(&world, first).state, nomination(&world, first).rank), (NominationState::Asked, None));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_quota_below_what_is_endorsed_is_refused_and_nothing_typed_is_lost() {
    let mut world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 3);
    let embassy = authority(&world, "Embassy in Beijing", 3);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    for name in ["Thiri Win", "Bo Bo"] {
        let (mut person, id) = world.applicant(name).await;
        person.get(&format!("/applications/{id}/nomination")).await;
        person.submit("Ask this authority", &[("authority", &ministry.to_string())]).await;
        endorse(&world, &mut khin, id).await;
    }
    let (one, other) = (format!("quota_{ministry}"), format!("quota_{embassy}"));
    for wrong in ["1", "", "0", "many"] {
        world.admin.get(&format!("/admin/calls/{CALL}/quotas")).await;
        world.admin.submit("Save", &[(&one, wrong), (&other, "7")]).await;
        assert_eq!((world.admin.page.status.as_u16(), world.admin.page.errors().len()), (422, 1), "{wrong}");
        assert!(world.admin.page.text().contains("value=\"7\""));
    }
    let call = world.call;
    let quotas = world.app.office.db.read_now(|conn| db::quotas::list_of_call(conn, call)).unwrap();
    assert!(quotas.iter().all(|row| row.quota == 3), "{quotas:?}");
    world.admin.submit("Save", &[(&one, "2"), (&other, "")]).await;
    assert_eq!(world.admin.page.flash(), "The quotas are saved.");
}

#[tokio::test]
async fn after_the_last_day_nothing_can_be_said_and_after_the_release_contacts_get_their_outcomes_once() {
    let world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let reviewer = world.reviewer("Ana Cruz").await;
    let (_, first) = world.applicant("Thiri Win").await;
    let (_, second) = world.applicant("Bo Bo").await;
    let (_, third) = world.applicant("Cho Cho").await;
    endorse(&world, &mut khin, second).await;
    endorse(&world, &mut khin, first).await;
    world.close_call().await;
    world.app.pass(Span::days(14)).await;
    khin.get(&format!("/nominating/{}", nomination(&world, third).id)).await;
    assert!(!khin.page.all("button").contains(&"Endorse".to_owned()));
    let (row, by) = (nomination(&world, third), world.actor(&khin));
    let late =
        world.app.try_to(move |tx| nominating::say(tx, &by, row.id, row.version, nominating::Said::Endorse(None)));
    assert!(late.is_err());
    for (id, outcome) in [(first, Outcome::Offer), (second, Outcome::Reject), (third, Outcome::Offer)] {
        world.reviewed(id, &reviewer, 4);
        world.decide(id, outcome, None);
    }
    world.release();
    let told = |mails: Vec<crate::support::mailbox::Mail>| {
        mails.into_iter().filter(|m| m.subject.starts_with("Outcomes of your candidates")).collect::<Vec<_>>()
    };
    let mails = told(world.app.mails_to(&khin.email).await);
    assert_eq!(mails.len(), 1);
    let text = &mails[0].text;
    let (first_line, second_line) = (text.find("1. Bo Bo").unwrap(), text.find("2. Thiri Win").unwrap());
    assert!(first_line < second_line && text.contains("a place is offered") && text.contains("not selected"), "{text}");
    assert!(!text.contains("Cho Cho"), "{text}");
    assert_eq!(told(world.app.mails_to(&khin.email).await).len(), 1);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn contacts_are_reminded_of_who_still_waits_a_week_and_two_days_before_nominations_close() {
    let world = office(OPTIONAL).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let (first, _) = (world.applicant("Thiri Win").await.1, world.applicant("Aung Ko").await);
    let closes_at = world.app.office.db.read_now(|conn| db::calls::find(conn, world.call)).unwrap().unwrap().closes_at;
    let until = OPTIONAL.until(closes_at);
    let reminders = async |khin: &Person| {
        let mails = world.app.mails_to(&khin.email).await;
        let reminders = mails.into_iter().filter(|mail| mail.subject.starts_with("Reminder:"));
        reminders.map(|mail| mail.text).collect::<Vec<_>>()
    };
    world.app.pass_until(until - Span::days(8)).await;
    assert_eq!(reminders(&khin).await.len(), 0);
    world.app.pass_until(until - Span::days(7)).await;
    world.app.pass(Span::hours(3)).await;
    let told = reminders(&khin).await;
    assert!(told.len() == 1 && told[0].contains("2 applicants"), "{told:?}");
    endorse(&world, &mut khin, first).await;
    world.app.pass_until(until - Span::days(1)).await;
    let told = reminders(&khin).await;
    assert!(told.len() == 2 && told[1].contains("1 applicant to"), "{told:?}");
    world.app.pass_until(until + Span::days(9)).await;
    assert_eq!(reminders(&khin).await.len(), 2);
}

#[tokio::test]
async fn a_country_has_no_more_nominees_than_the_call_lets_it_have_whoever_endorses_them() {
    let mut world = office(Nomination { per_country: Some(2), ..OPTIONAL }).await;
    let ministry = authority(&world, "Ministry of Myanmar", 5);
    let embassy = authority(&world, "Embassy in Beijing", 5);
    let mut khin = contact(&world, "Khin Khin", ministry).await;
    let mut soe = contact(&world, "Soe Soe", embassy).await;
    let mut ids = Vec::new();
    for (name, of) in [("Aung Aung", ministry), ("Bo Bo", embassy), ("Cho Cho", ministry), ("Daw Daw", embassy)] {
        let (mut person, id) = world.applicant(name).await;
        person.get(&format!("/applications/{id}/nomination")).await;
        person.submit("Ask this authority", &[("authority", &of.to_string())]).await;
        ids.push(id);
    }
    endorse(&world, &mut khin, ids[0]).await;
    soe.get(&list(embassy)).await;
    assert!(soe.page.says("0 of 5 endorsed. 1 of 2 for Myanmar."), "{}", soe.page.main());
    endorse(&world, &mut soe, ids[1]).await;
    soe.get("/nominating").await;
    assert!(soe.page.says("2 of 2 for Myanmar"), "{}", soe.page.main());
    // One by one and several at once, both authorities are refused.
    let full = "Myanmar has 2 endorsed candidates, as many as a country can have in this call";
    khin.get(&format!("/nominating/{}", nomination(&world, ids[2]).id)).await;
    khin.submit("Endorse", &[]).await;
    assert!(khin.page.status == 422 && khin.page.errors()[0].starts_with(full), "{:?}", khin.page.errors());
    soe.get(&list(embassy)).await;
    soe.submit("Endorse", &[("candidate", &tick(&world, ids[3]))]).await;
    assert!(soe.page.all("[role=status] li")[0].contains(full), "{}", soe.page.main());
    // A withdrawal that is taken back finds no room any more.
    soe.get(&format!("/nominating/{}", nomination(&world, ids[1]).id)).await;
    soe.submit("Take back", &[]).await;
    endorse(&world, &mut khin, ids[2]).await;
    soe.get(&format!("/nominating/{}", nomination(&world, ids[1]).id)).await;
    soe.submit("Endorse", &[]).await;
    assert!(soe.page.errors()[0].starts_with(full), "{:?}", soe.page.errors());
    let withdraw = async |id: ApplicationId| {
        let owner = world.row(id).owner_id;
        let owner = sojourn::domain::permission::Actor::Person { id: owner, grants: Vec::new() };
        let version = world.row(id).version;
        world.app.act(move |tx| sojourn::actions::applications::withdrawal::withdraw(tx, &owner, id, version, ""));
    };
    withdraw(ids[0]).await;
    endorse(&world, &mut soe, ids[1]).await;
    world.officer.get(&format!("/office/applications/{}", ids[0])).await;
    world.officer.submit("Take the withdrawal back", &[("reason", "A mistake.")]).await;
    assert_eq!(nomination(&world, ids[0]).state, Asked);
    // The number cannot go below what is endorsed, and can go up.
    let held = (*world.definition()).clone();
    let per_country = |most| {
        let mut definition = held.clone();
        definition.nomination = Some(Nomination { per_country: Some(most), ..OPTIONAL });
        serde_json::to_string(&definition).unwrap()
    };
    for (most, said) in [(1, "of Myanmar 2 are endorsed already"), (0, "per_country must be at least 1")] {
        world.admin.get(&format!("/admin/calls/{CALL}/definition")).await;
        world.admin.submit("Save", &[("definition", &per_country(most)), ("reason", "Fewer seats.")]).await;
        assert_eq!(world.admin.page.status, 422);
        assert!(world.admin.page.says(said), "{}", world.admin.page.main());
    }
    world.admin.submit("Save", &[("definition", &per_country(3)), ("reason", "More seats.")]).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    endorse(&world, &mut soe, ids[3]).await;
    world.admin.get(&format!("/admin/calls/{CALL}/quotas")).await;
    assert!(world.admin.page.says("up to 3 candidates of each country"), "{}", world.admin.page.main());
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn contacts_of_two_authorities_who_press_at_once_do_not_go_over_what_a_country_can_have() {
    let world = office(Nomination { per_country: Some(3), ..OPTIONAL }).await;
    let both = [authority(&world, "Ministry of Myanmar", 8), authority(&world, "Embassy in Beijing", 8)];
    let (mut ids, mut contacts) = (Vec::new(), Vec::new());
    for n in 0..8_u8 {
        let of = both[usize::from(n % 2)];
        let (mut person, id) = world.applicant(&format!("Candidate {}", char::from(b'A' + n))).await;
        person.get(&format!("/applications/{id}/nomination")).await;
        person.submit("Ask this authority", &[("authority", &of.to_string())]).await;
        let mut one = contact(&world, &format!("Contact {}", char::from(b'A' + n)), of).await;
        one.get(&format!("/nominating/{}", nomination(&world, id).id)).await;
        ids.push(id);
        contacts.push(one);
    }
    let tries = contacts.iter_mut().map(|one| async {
        one.submit("Endorse", &[]).await;
        one.page.status.as_u16()
    });
    let mut answers = futures_util::future::join_all(tries).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 200, 200, 422, 422, 422, 422, 422]);
    assert_eq!(ids.iter().filter(|id| nomination(&world, **id).state == Endorsed).count(), 3);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
