//! Letters of reference: who is asked, by which link they write, and what becomes of each letter.

use std::sync::Arc;

use sojourn::{
    actions::{assignments, screening, selection::decisions},
    config::{Encryption, SmtpServer},
    db::{self, letters::LetterRow},
    domain::{
        id::ApplicationId,
        letter::LetterState,
        referees::{Deadline, Due, LetterFile, Referees},
        text::Text,
        time::Span,
        workflow::{Outcome, Status},
    },
    jobs::deliver_mail::{self, Post},
    mail::{
        Mailer,
        smtp::{Options, Smtp},
    },
};

use crate::support::{
    browser::{Browser, Upload},
    papers,
    smtp::{Act, SmtpPeer, Step, Tls},
    world::{Person, World},
};

/// What the call of these tests asks of referees: one short text, and a file that may be left out.
pub fn referees(minimum: u32, due: Due) -> Referees {
    let question = r#"{"key": "letter", "label": {"en": "Your letter"}, "missing": {"en": "Write your letter"},
        "kind": {"type": "long_text", "max": 3000}}"#;
    Referees {
        minimum,
        maximum: 2,
        spare: 1,
        due,
        deadline: Deadline::DaysAfterClose(14),
        intro: Text::english("Name people who know your research."),
        brief: Text::english("Say how you know the applicant."),
        questions: vec![serde_json::from_str(question).unwrap()],
        file: Some(LetterFile { optional: true, max_bytes: 1_000_000, max_pages: Some(5) }),
        waiver: Some(Text::english("Do you give up the right to read this letter?")),
        applicant_reads: false,
        other_domain: true,
    }
}

async fn world(minimum: u32, due: Due) -> World {
    World::open_with(move |_, definition| definition.referees = Some(referees(minimum, due))).await
}

/// Names a referee on the page of referees.
async fn name(owner: &mut Person, id: impl std::fmt::Display, who: &str, email: &str) {
    owner.get(&format!("/applications/{id}/referees")).await.expect("Referees");
    let typed = [("name", who), ("email", email), ("position", "Professor of chemistry, Other University")];
    let typed = [typed.as_slice(), &[("waived", "yes")]].concat();
    owner.submit("Add this referee", &typed).await;
}

#[tokio::test]
async fn an_applicant_names_referees_who_are_asked_when_the_application_is_handed_in() {
    let world = world(1, Due::BeforeReview).await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.finish(&mut thiri, id).await;
    thiri.get(&format!("/applications/{id}/tasks")).await;
    assert!(thiri.page.says("Name 1 more referee"), "{}", thiri.page.main());
    world.hand_in(&mut thiri, id).await;
    assert_eq!((thiri.page.status.as_u16(), thiri.page.errors()), (422, vec!["Name 1 more referee".to_owned()]));
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    assert_eq!(thiri.page.flash(), "The referee is added.");
    assert!(thiri.page.says("Not yet asked"));
    assert!(world.app.mails_to("tan@other.example").await.is_empty());
    world.hand_in(&mut thiri, id).await;
    thiri.page.expect("Application submitted");
    let mail = world.app.newest_mail_to("tan@other.example").await;
    assert_eq!(mail.subject, "Thiri Win asks you for a letter of reference");
    assert!(mail.text.contains("/letters/") && mail.text.contains("will not read your letter"), "{}", mail.text);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_their_own_referee_nor_names_one_person_twice_nor_a_colleague() {
    let world = world(0, Due::BeforeReview).await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    for (address, says) in [
        ("thiri.win@people.example", "A referee cannot be yourself"),
        ("Thiri.Win+me@People.example", "A referee cannot be yourself"),
        ("head@people.example", "Enter an address at another institution"),
        ("no address", "Enter an email address in the correct format"),
        ("", "Enter the referee’s email address"),
    ] {
        name(&mut thiri, id, "Prof. Tan", address).await;
        assert_eq!(thiri.page.status, 422, "{address}");
        assert!(thiri.page.errors().iter().any(|e| e.contains(says)), "{address}: {:?}", thiri.page.errors());
    }
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    name(&mut thiri, id, "Prof. Lim", "TAN@other.example").await;
    assert_eq!(thiri.page.errors(), ["You have already named somebody with this address"]);
    assert_eq!(world.app.mails_to("tan@other.example").await.len(), 1);
}

/// The path of the link in the newest mail to this address that has one.
async fn link(world: &World, address: &str) -> String {
    let mails = world.app.mails_to(address).await;
    let link =
        mails.iter().rev().find_map(|mail| mail.text.split(world.app.url()).find(|t| t.starts_with("/letters/")));
    link.unwrap().split_whitespace().next().unwrap().to_owned()
}

/// An application that was handed in, with one referee who was asked; the referee's browser at the link.
pub async fn asked(world: &World) -> (Person, ApplicationId, Browser, String) {
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    let link = link(world, "tan@other.example").await;
    let mut tan = world.app.browser();
    tan.get(&link).await.expect("Can you write a letter of reference for Thiri Win?");
    (thiri, id, tan, link)
}

async fn agree(tan: &mut Browser) {
    tan.submit("Continue", &[("Can you write this letter?", "Yes, I can")]).await.expect(WRITE);
}

const WRITE: &str = "Your letter of reference for Thiri Win";

fn letters(world: &World, id: ApplicationId) -> Vec<LetterRow> {
    world.app.office.db.read_now(|conn| db::letters::list(conn, id)).unwrap()
}

fn states(world: &World, id: ApplicationId) -> Vec<LetterState> {
    letters(world, id).iter().map(|letter| letter.state).collect()
}

#[tokio::test]
async fn a_referee_writes_by_the_link_saves_sends_and_corrects_until_it_is_due() {
    let world = world(0, Due::BeforeReview).await;
    let (thiri, id, mut tan, link) = asked(&world).await;
    tan.submit("Continue", &[]).await;
    assert_eq!(tan.page.errors(), ["Say whether you can write this letter"]);
    agree(&mut tan).await;
    tan.submit("Send the letter", &[]).await;
    assert_eq!((tan.page.status.as_u16(), tan.page.errors()), (422, vec!["Write your letter".to_owned()]));
    tan.submit("Save and come back later", &[("letter", "She is")]).await;
    assert_eq!(states(&world, id), [LetterState::Saved]);

    // On another day, in another browser.
    let mut tan = world.app.browser();
    tan.get(&link).await.expect(WRITE);
    assert!(tan.page.says("She is"));
    tan.upload("Upload", papers::upload("reference.pdf", "A letter")).await;
    assert_eq!(tan.page.flash(), "Your file is uploaded");
    tan.submit("Send the letter", &[("letter", "She is the best student I have had.")]).await;
    tan.page.expect("Thank you for your letter");
    assert!(tan.page.says("the best student") && tan.page.says("reference.pdf"));
    let file = tan.page.link("reference.pdf").unwrap();
    assert_eq!(tan.get(&file).await.header("content-type"), "application/pdf");
    assert_eq!(
        world.newest_mail_to(&thiri).await.subject,
        format!("{}: the letter of Prof. Tan is in", reference(&world, id))
    );
    let receipt = world.app.newest_mail_to("tan@other.example").await;
    assert_eq!(receipt.subject, "Thank you for your letter for Thiri Win");

    tan.get(&link).await;
    tan.follow("Correct the letter").await;
    tan.submit("Send the corrected letter", &[("letter", "")]).await;
    assert_eq!(tan.page.status, 422);
    assert!(letters(&world, id)[0].answers.text("letter").unwrap().contains("best"));
    tan.submit("Send the corrected letter", &[("letter", "One of the best.")]).await;
    tan.page.expect("Thank you for your letter");
    assert!(tan.page.says("One of the best."));
    world.app.pass(Span::days(60)).await;
    tan.get(&link).await.expect("Thank you for your letter");
    assert!(tan.page.link("Correct the letter").is_none());
    tan.get(&format!("{link}/letter")).await.expect("Thank you for your letter");
    assert_eq!(states(&world, id), [LetterState::Received]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_only_its_hash_is_kept() {
    let world = world(0, Due::BeforeReview).await;
    let (_, _, mut tan, link) = asked(&world).await;
    agree(&mut tan).await;
    let before = world.app.rows();
    for page in ["", "/decline", "/letter", "/file"] {
        tan.get(&format!("{link}{page}")).await;
        world.app.browser().get(&format!("{link}{page}")).await;
    }
    assert_eq!(world.app.rows(), before);
    let token = link.rsplit('/').next().unwrap();
    assert!(before.iter().all(|row| !row.contains(token)));
}

#[tokio::test]
async fn a_referee_who_cannot_write_tells_the_office_why_and_the_applicant_only_that() {
    let world = world(0, Due::BeforeReview).await;
    let (mut thiri, id, mut tan, link) = asked(&world).await;
    tan.submit("Continue", &[("Can you write this letter?", "No, I cannot")]).await;
    assert_eq!(tan.page.status, 422);
    let no = [("Can you write this letter?", "No, I cannot"), ("reason", "I hardly know her.")];
    tan.submit("Continue", &no).await.expect("You have told us that you cannot write");
    assert_eq!(states(&world, id), [LetterState::Declined]);
    let mail = world.newest_mail_to(&thiri).await;
    assert!(
        mail.subject.ends_with("Prof. Tan cannot write a letter") && !mail.text.contains("hardly"),
        "{}",
        mail.text
    );
    thiri.get(&format!("/applications/{id}/referees")).await;
    assert!(thiri.page.says("You can ask somebody else") && !thiri.page.says("hardly"));
    thiri.follow("Prof. Tan").await;
    thiri.follow("Ask somebody else instead").await;
    assert!(thiri.page.says("Name somebody instead of Prof. Tan"));
    tan.get(&link).await.expect("You have told us that you cannot write");
}

#[tokio::test]
async fn the_link_answers_politely_whatever_has_become_of_the_letter() {
    let world = world(0, Due::BeforeReview).await;
    let (mut thiri, id, mut tan, link) = asked(&world).await;
    agree(&mut tan).await;
    tan.submit("Save and come back later", &[("letter", "A begun letter.")]).await;
    let mut stale = tan.clone();

    thiri.get(&format!("/applications/{id}/referees")).await;
    thiri.follow("Prof. Tan").await;
    thiri.submit("Cancel this request", &[]).await;
    assert_eq!(thiri.page.flash(), "The request is cancelled. If the referee was asked, we have told them.");
    assert_eq!(tan.get(&link).await.status, 410);
    tan.page.expect("No letter is needed any more");
    // What was being typed meanwhile is not lost.
    stale
        .submit("Send the letter", &[("letter", "A letter of an hour's work.")])
        .await
        .expect("No letter is needed any more");
    assert!(stale.page.says("A letter of an hour's work."));
    let mail = world.app.newest_mail_to("tan@other.example").await;
    assert_eq!(mail.subject, "No letter is needed any more for Thiri Win");

    name(&mut thiri, id, "Prof. Lim", "lim@other.example").await;
    let lim = self::link(&world, "lim@other.example").await;
    thiri.get(&format!("/applications/{id}/withdraw")).await;
    thiri.submit("Withdraw application", &[]).await;
    tan.get(&lim).await.expect("No letter is needed any more");
    assert_eq!(states(&world, id), [LetterState::Cancelled, LetterState::Cancelled]);

    for nothing in ["/letters/nothing", "/letters/nothing/letter", "/letters/nothing/decline", "/letters/nothing/file"]
    {
        assert_eq!(tan.get(nothing).await.status, 404);
        tan.page.expect("This link is not known");
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_withdrawal_that_is_taken_back_asks_the_referees_again_by_the_same_link() {
    let mut world = world(0, Due::BeforeReview).await;
    let (mut thiri, id, mut tan, link) = asked(&world).await;
    thiri.get(&format!("/applications/{id}/withdraw")).await;
    thiri.submit("Withdraw application", &[]).await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    world.officer.submit("Take the withdrawal back", &[("reason", "A mistake.")]).await;
    assert_eq!(states(&world, id), [LetterState::Sent]);
    let subjects: Vec<_> = world.app.mails_to("tan@other.example").await.into_iter().map(|m| m.subject).collect();
    assert_eq!(subjects.len(), 3, "{subjects:?}");
    tan.get(&link).await.expect("Can you write a letter of reference for Thiri Win?");
}

#[tokio::test]
async fn a_mended_address_gets_a_new_link_and_the_old_one_says_so() {
    let world = world(0, Due::BeforeReview).await;
    let (mut thiri, id, mut tan, old) = asked(&world).await;
    thiri.get(&format!("/applications/{id}/referees")).await;
    thiri.follow("Prof. Tan").await;
    thiri.submit("Send the request again", &[("email", "thiri.win@people.example")]).await;
    assert_eq!(thiri.page.status, 422);
    thiri.submit("Send the request again", &[("email", "prof.tan@other.example")]).await;
    assert_eq!(thiri.page.status, 200);
    let new = link(&world, "prof.tan@other.example").await;
    assert_ne!(new, old);
    assert_eq!(tan.get(&old).await.status, 410);
    tan.page.expect("There is a newer link");
    tan.get(&new).await.expect("Can you write a letter of reference for Thiri Win?");
}

fn reference(world: &World, id: ApplicationId) -> String {
    world.row(id).reference.unwrap()
}

#[tokio::test]
async fn a_referee_is_reminded_and_the_applicant_told_and_after_the_end_the_letter_is_too_late() {
    let world = world(0, Due::BeforeReview).await;
    let (thiri, id, mut tan, link) = asked(&world).await;
    let due = letters(&world, id)[0].due_at.unwrap();
    let (before, told) = (world.app.mails_to("tan@other.example").await.len(), world.subjects_to(&thiri).await.len());
    for days in [6, 1, 1, 6, 1] {
        world.app.pass(Span::days(days)).await;
    }
    let mails = world.app.mails_to("tan@other.example").await;
    let subjects: Vec<_> = mails[before..].iter().map(|mail| mail.subject.clone()).collect();
    assert_eq!(subjects, ["Reminder: a letter of reference for Thiri Win"; 2]);
    assert!(mails.last().unwrap().text.contains(&link));
    assert_eq!(world.subjects_to(&thiri).await.len(), told + 2);

    agree(&mut tan).await;
    tan.submit("Save and come back later", &[("letter", "Half a letter.")]).await;
    world.app.pass(Span::days(3)).await;
    let nudge = world.app.newest_mail_to("tan@other.example").await;
    assert_eq!(nudge.subject, "Your letter for Thiri Win is saved but not sent");
    assert_eq!(world.subjects_to(&thiri).await.len(), told + 2);

    world.app.pass_until(due - Span::days(2)).await;
    assert_eq!(world.app.mails_to("tan@other.example").await.len(), before + 4);
    world.app.pass_until(due).await;
    tan.get(&link).await.expect(WRITE);
    let mut stale = tan.clone();
    world.app.pass_until(due + Span::minutes(2)).await;
    stale
        .submit("Send the letter", &[("letter", "A whole letter.")])
        .await
        .expect("The time for this letter has passed");
    assert!(stale.page.says("A whole letter."));
    assert_eq!(states(&world, id), [LetterState::Expired]);
    assert!(world.newest_mail_to(&thiri).await.subject.ends_with("did not come in time"));
    let all = world.app.all_mails().len();
    world.app.pass(Span::days(90)).await;
    assert_eq!(world.app.mails_to("tan@other.example").await.len(), before + 4);
    assert!(world.app.all_mails().len() >= all);
}

#[tokio::test]
async fn a_request_that_comes_back_is_shown_and_the_applicant_mends_the_address() {
    let world = world(0, Due::BeforeReview).await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    world.app.deliver().await;
    name(&mut thiri, id, "Prof. Tan", "tna@other.example").await;
    let refuse = |at| if at == Step::Recipient { Act::Say("550 5.1.1 no such mailbox") } else { Act::Well };
    let peer = SmtpPeer::start(Tls::None, refuse).await;
    let server = SmtpServer {
        host: "localhost".to_owned(),
        port: peer.address.port(),
        account: None,
        encryption: Encryption::None,
    };
    let options = Options::new(server, Some(peer.authority.clone().into_bytes()));
    let post = Post::new(Mailer::Smtp(Arc::new(Smtp::new(options).unwrap())));
    let run = deliver_mail::run(&world.app.office, &post).await.unwrap();
    // The mail that tells the applicant went the same way.
    assert_eq!(run.given_up, 2);
    assert_eq!(states(&world, id), [LetterState::Bounced]);

    thiri.get(&format!("/applications/{id}/referees")).await;
    assert!(thiri.page.says("Not delivered") && thiri.page.says("Check the address"), "{}", thiri.page.main());
    thiri.follow("Prof. Tan").await;
    thiri.submit("Send the request again", &[("email", "tan@other.example")]).await;
    assert_eq!(states(&world, id), [LetterState::Sent]);
    let link = link(&world, "tan@other.example").await;
    world.app.browser().get(&link).await.expect("Can you write a letter of reference for Thiri Win?");
}

/// A letter is given by the link that went to this address.
async fn give(world: &World, address: &str) {
    let link = link(world, address).await;
    let mut referee = world.app.browser();
    referee.get(&link).await;
    agree(&mut referee).await;
    referee.submit("Send the letter", &[("letter", "A letter.")]).await.expect("Thank you for your letter");
}

#[tokio::test]
async fn who_is_asked_to_spare_is_told_when_enough_letters_are_in() {
    let world = world(0, Due::BeforeReview).await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    for (who, address) in [("A", "a@other.example"), ("B", "b@other.example"), ("C", "c@other.example")] {
        name(&mut thiri, id, who, address).await;
        assert_eq!(thiri.page.errors(), Vec::<String>::new());
    }
    assert!(thiri.page.says("You can name up to 3 referees at a time"));
    give(&world, "a@other.example").await;
    assert!(states(&world, id).contains(&LetterState::Sent));
    give(&world, "b@other.example").await;
    let mut stand: Vec<_> = letters(&world, id).into_iter().map(|l| (l.name.to_string(), l.state.word())).collect();
    stand.sort();
    let expected = [("A", "received"), ("B", "received"), ("C", "cancelled")];
    assert_eq!(stand, expected.map(|(name, state)| (name.to_owned(), state)));
    let mail = world.app.newest_mail_to("c@other.example").await;
    assert!(mail.subject.starts_with("No letter is needed") && mail.text.contains("Enough letters"), "{}", mail.text);
}

#[tokio::test]
async fn where_letters_are_needed_to_submit_referees_are_asked_at_once_and_the_draft_waits_for_them() {
    let world = world(1, Due::BeforeSubmit).await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.finish(&mut thiri, id).await;
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    world.hand_in(&mut thiri, id).await;
    assert_eq!(thiri.page.errors(), ["1 letter of reference is still to come before you can submit"]);
    give(&world, "tan@other.example").await;
    thiri.get(&format!("/applications/{id}/tasks")).await;
    assert!(thiri.page.says("1 of 1 letter is in"), "{}", thiri.page.main());
    world.hand_in(&mut thiri, id).await;
    thiri.page.expect("Application submitted");
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deleted_draft_asks_nobody_any_more_and_leaves_no_file() {
    let world = world(1, Due::BeforeSubmit).await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    let link = link(&world, "tan@other.example").await;
    let mut tan = world.app.browser();
    tan.get(&link).await;
    agree(&mut tan).await;
    tan.upload("Upload", papers::upload("reference.pdf", "A letter")).await;
    let folder = world.app.office.config.data.join("documents");
    thiri.get(&format!("/applications/{id}/delete")).await;
    thiri.submit("Delete draft", &[]).await;
    tan.get(&link).await.expect("This link is not known");
    assert!(world.app.newest_mail_to("tan@other.example").await.subject.starts_with("No letter is needed"));
    let left = std::fs::read_dir(folder).unwrap().flatten().flat_map(|d| std::fs::read_dir(d.path()).unwrap()).count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn where_letters_are_needed_to_review_an_officer_waits_or_goes_on_and_says_why() {
    let mut world = world(1, Due::BeforeReview).await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.finish(&mut thiri, id).await;
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    world.hand_in(&mut thiri, id).await;
    world.confirm_eligible(id);
    let (by, user) = (world.actor(&world.officer), reviewer.id);
    let assign = move |tx: &mut sojourn::actions::Tx| assignments::assign(tx, &by, &[id], user);
    assert!(world.app.try_to(assign.clone()).is_err());
    let page = format!("/office/applications/{id}");
    world.officer.get(&page).await;
    assert!(world.officer.page.says("1 letter is still lacking."), "{}", world.officer.page.main());
    world.officer.submit("Go on without all letters", &[]).await;
    assert_eq!(world.officer.page.status, 422);
    world.officer.submit("Go on without all letters", &[("reason", "The referee is ill.")]).await;
    assert_eq!(world.officer.page.flash(), "The application goes on without all its letters.");
    assert!(world.officer.page.says("The referee is ill."));
    world.app.act(assign);
    assert_eq!(world.row(id).status, Status::InReview);
}

#[tokio::test]
async fn where_letters_are_needed_for_a_place_referees_are_asked_with_the_offer() {
    let world = world(1, Due::AfterOffer).await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.finish(&mut thiri, id).await;
    name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
    world.hand_in(&mut thiri, id).await;
    world.reviewed(id, &reviewer, 4);
    world.decide(id, Outcome::Offer, None);
    assert!(world.app.mails_to("tan@other.example").await.is_empty());
    world.release();
    world.accept(&thiri, id);
    let (by, version) = (world.actor(&world.officer), world.row(id).version);
    let confirm = move |tx: &mut sojourn::actions::Tx| decisions::confirm_place(tx, &by, id, version, "By post.");
    assert!(world.app.try_to(confirm.clone()).is_err());
    give(&world, "tan@other.example").await;
    world.app.act(confirm);
    assert_eq!(world.row(id).status, Status::Confirmed);
}

#[tokio::test]
async fn an_officer_files_a_letter_that_came_by_post_sets_it_aside_and_counts_it_again() {
    let mut world = world(0, Due::BeforeReview).await;
    let (mut thiri, id, mut tan, link) = asked(&world).await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    world.officer.follow("Prof. Tan").await.expect("Letter of Prof. Tan");
    world.officer.upload("Upload", Upload { bytes: b"no letter".to_vec(), ..papers::upload("l.pdf", "") }).await;
    assert_eq!(world.officer.page.status, 422);
    world.officer.upload("Upload", papers::upload("tan.pdf", "By post")).await;
    assert_eq!(world.officer.page.flash(), "The letter is filed.");
    assert!(world.officer.page.says("Filed by Officer Li") || world.officer.page.says("Officer Li"));
    let file = world.officer.page.link("tan.pdf").unwrap();
    assert_eq!(world.officer.clone().get(&file).await.header("content-type"), "application/pdf");
    assert_eq!(thiri.get(&file).await.status, 404);
    tan.get(&link).await.expect("Thank you for your letter");
    assert!(!tan.page.says("tan.pdf"));

    world.officer.submit("Set this letter aside", &[]).await;
    assert_eq!(world.officer.page.status, 422);
    world.officer.submit("Set this letter aside", &[("reason", "Unsigned.")]).await;
    assert_eq!(states(&world, id), [LetterState::SetAside]);
    thiri.get(&format!("/applications/{id}/referees")).await;
    assert!(thiri.page.says("Not counted") && !thiri.page.says("Unsigned"));
    world.officer.submit("Count this letter again", &[("reason", "Signed now.")]).await;
    assert_eq!(states(&world, id), [LetterState::Received]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_officer_gives_more_time_and_the_same_link_is_good_again() {
    let mut world = world(0, Due::BeforeReview).await;
    let (_, id, mut tan, link) = asked(&world).await;
    world.app.pass(Span::days(60)).await;
    tan.get(&link).await.expect("The time for this letter has passed");
    world.officer.get(&format!("/office/applications/{id}")).await;
    world.officer.follow("Prof. Tan").await;
    world.officer.submit("Send the request again", &[("until", "2020-01-01T12:00")]).await;
    assert_eq!(world.officer.page.errors(), ["Enter a date that has not passed"]);
    world.officer.submit("Send the request again", &[("until", "2027-03-01T12:00")]).await;
    assert_eq!(world.officer.page.flash(), "The request is on its way.");
    tan.get(&link).await.expect("Can you write a letter of reference for Thiri Win?");
    agree(&mut tan).await;
}

#[tokio::test]
async fn reviewers_read_letters_beside_the_application_only_where_they_see_who_applies() {
    for blind in [false, true] {
        let world = World::open_with(move |_, definition| {
            definition.referees = Some(referees(0, Due::BeforeReview));
            definition.settings.blind = blind;
        })
        .await;
        let mut wang = world.reviewer("Reviewer Wang").await;
        let (mut thiri, id) = world.applicant("Thiri Win").await;
        name(&mut thiri, id, "Prof. Tan", "tan@other.example").await;
        let link = link(&world, "tan@other.example").await;
        let mut tan = world.app.browser();
        tan.get(&link).await;
        agree(&mut tan).await;
        tan.upload("Upload", papers::upload("reference.pdf", "Thiri Win is good")).await;
        tan.submit("Send the letter", &[("letter", "Thiri Win is the best.")]).await;
        world.confirm_eligible(id);
        let assignment = world.assign(id, &wang);
        wang.get(&format!("/reviews/{assignment}")).await;
        assert!(!wang.page.says("the best"), "nothing before the declaration");
        world.declare(assignment, &wang);
        wang.get(&format!("/reviews/{assignment}")).await;
        assert_eq!(wang.page.says("Letter of Prof. Tan") && wang.page.says("the best"), !blind);
        let file = format!("/documents/letters/{}", letters(&world, id)[0].id);
        assert_eq!(wang.get(&file).await.status.as_u16(), if blind { 404 } else { 200 });
        assert_eq!(thiri.get(&file).await.status, 404);
        thiri.get(&format!("/applications/{id}/referees/{}", letters(&world, id)[0].id)).await;
        assert!(!thiri.page.says("the best"), "an applicant sees only where a letter stands");
    }
}

#[tokio::test]
async fn an_applicant_who_kept_the_right_reads_the_letter_where_the_call_allows_it() {
    let world = World::open_with(|_, definition| {
        definition.referees = Some(Referees { applicant_reads: true, ..referees(0, Due::BeforeReview) });
    })
    .await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    thiri.get(&format!("/applications/{id}/referees")).await;
    let typed = [("name", "Prof. Tan"), ("email", "tan@other.example"), ("position", "Professor"), ("waived", "no")];
    thiri.submit("Add this referee", &typed).await;
    assert!(world.app.newest_mail_to("tan@other.example").await.text.contains("The applicant may read your letter."));
    name(&mut thiri, id, "Prof. Lim", "lim@other.example").await;
    give(&world, "tan@other.example").await;
    give(&world, "lim@other.example").await;
    for (who, reads) in [("Prof. Tan", true), ("Prof. Lim", false)] {
        thiri.get(&format!("/applications/{id}/referees")).await;
        thiri.follow(who).await.expect(who);
        assert_eq!(thiri.page.says("A letter."), reads, "{who}");
    }
}

#[tokio::test]
async fn nobody_reviews_the_application_of_whom_they_are_a_referee() {
    let world = World::open_with(|_, definition| {
        definition.referees = Some(Referees { other_domain: false, ..referees(0, Due::BeforeReview) });
    })
    .await;
    let reviewer = world.reviewer("Reviewer Wang").await;
    let (mut thiri, id) = world.applicant("Thiri Win").await;
    name(&mut thiri, id, "Reviewer Wang", &reviewer.email.clone()).await;
    world.confirm_eligible(id);
    let (by, user) = (world.actor(&world.officer), reviewer.id);
    assert!(world.app.try_to(move |tx| assignments::assign(tx, &by, &[id], user)).is_err());
}

#[tokio::test]
async fn a_letter_saved_in_two_windows_is_not_lost_in_either() {
    let world = world(0, Due::BeforeReview).await;
    let (_, id, mut tan, _) = asked(&world).await;
    agree(&mut tan).await;
    let mut other = tan.clone();
    tan.submit("Save and come back later", &[("letter", "In the first window.")]).await;
    other.submit("Save and come back later", &[("letter", "In the second window.")]).await;
    assert_eq!(other.page.status, 409);
    assert!(other.page.says("In the second window."));
    assert_eq!(letters(&world, id)[0].answers.text("letter"), Some("In the first window."));
    other.submit("Save and come back later", &[("letter", "In both.")]).await;
    assert_eq!(letters(&world, id)[0].answers.text("letter"), Some("In both."));
}

#[tokio::test]
async fn an_officer_names_a_referee_whom_the_applicant_is_told_of_and_who_is_asked_at_once() {
    let mut world = world(0, Due::BeforeReview).await;
    let (thiri, id) = world.applicant("Thiri Win").await;
    world.officer.get(&format!("/office/applications/{id}")).await;
    world.officer.follow("Name a referee for the applicant").await;
    let typed =
        [("name", "Prof. Lim"), ("email", "thiri.win@people.example"), ("position", "Professor, Other University")];
    world.officer.submit("Add this referee", &typed).await;
    assert!(world.officer.page.errors()[0].contains("cannot be"), "{:?}", world.officer.page.errors());
    world.officer.submit("Add this referee", &[("email", "lim@other.example")]).await;
    assert_eq!(world.officer.page.flash(), "The referee is named, and the applicant told.");
    assert!(world.app.newest_mail_to("lim@other.example").await.subject.contains("asks you for a letter"));
    let told = world.newest_mail_to(&thiri).await;
    assert!(told.subject.contains("the office named Prof. Lim as your referee"), "{}", told.subject);
    let letter = letters(&world, id).remove(0);
    assert!(!letter.waived);
    // A reviewer, or who applies, names nobody here.
    let mut thiri = thiri;
    assert_eq!(thiri.get(&format!("/office/applications/{id}/referees")).await.status, 404);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_referee_is_told_when_the_application_has_ended_and_asked_again_when_it_goes_on() {
    let world = world(0, Due::BeforeReview).await;
    let (_, id, _, _) = asked(&world).await;
    let version = world.row(id).version;
    let rule = world.definition().eligibility[0].key.clone();
    world.act_as(&world.officer, move |tx, by| screening::mark_ineligible(tx, by, id, version, &rule, "Too old."));
    world.app.pass(Span::minutes(30)).await;
    assert_eq!(letters(&world, id)[0].state, LetterState::Sent);
    world.app.pass(Span::hours(2)).await;
    assert_eq!(letters(&world, id)[0].state, LetterState::Cancelled);
    let mails = world.app.mails_to("tan@other.example").await;
    assert_eq!(mails.last().unwrap().subject, "No letter is needed any more for Thiri Win");
    let version = world.row(id).version;
    world.act_as(&world.officer, move |tx, by| screening::reinstate(tx, by, id, version, "Looked at again."));
    assert_eq!(letters(&world, id)[0].state, LetterState::Sent);
    world.app.pass(Span::hours(2)).await;
    let mails = world.app.mails_to("tan@other.example").await;
    assert_eq!((mails.len(), mails[2].subject.as_str()), (3, "Thiri Win asks you for a letter of reference"));
}
