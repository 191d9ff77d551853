//! Letters of reference: who is asked, by which link they write, and what becomes of each letter.

use sojourn::{
    db::{self, letters::LetterRow},
    domain::{
        id::ApplicationId,
        letter::LetterState,
        referees::{Deadline, Due, LetterFile, Referees},
        text::Text,
        time::Span,
    },
};

use crate::support::{
    browser::Browser,
    papers,
    world::{Person, World},
};

/// What the call of these tests asks of referees: one short text, and a file that may be left out.
fn referees(minimum: u32, due: Due) -> Referees {
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
async fn asked(world: &World) -> (Person, ApplicationId, Browser, String) {
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
