//! Mails reach people once, whatever the mail server does.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use sojourn::{
    actions::app::App,
    clock::{Clock, StillClock},
    config::{Config, Encryption, SmtpServer},
    db::outbox::{self, MailFilter, MailRow, NewMail},
    domain::{
        chance::Chance,
        id::MailId,
        permission::{Actor, Viewer},
        time::{Span, Timestamp, Zone},
        workflow::MailState,
    },
    jobs::deliver_mail::{self, Post, Run},
    mail::{
        Fault, Mailer, Memory, Message, What,
        messages::AccountClosed,
        smtp::{Options, Smtp, Unfit},
    },
};

use crate::support::{
    database::OwnDatabase,
    smtp::{Act, SmtpPeer, Step, Tls},
};

/// An office with nothing but an outbox and a clock that stands still.
struct Outbox {
    app: App,
    clock: Arc<StillClock>,
    _database: OwnDatabase,
    folder: tempfile::TempDir,
}

impl Outbox {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = OwnDatabase::create();
        let clock = Arc::new(StillClock::new(Timestamp::at(2026, 11, 23, 8, 0)));
        let app = App::new(database.db.clone(), clock.clone(), Config::in_folder(folder.path())).unwrap();
        Self { app, clock, _database: database, folder }
    }

    /// Writes a mail to person number `n`.
    fn write(&self, n: usize) {
        let address = format!("person-{n}@people.example").parse().unwrap();
        let now = self.clock.now();
        self.app
            .write_now(now, move |tx| {
                let message = Message::from(AccountClosed { name: format!("Person {n}"), at: now });
                let mail = NewMail {
                    id: MailId::new(now, &mut tx.chance),
                    unique_key: &n.to_string(),
                    kind: message.kind(),
                    recipient: &address,
                    user_id: None,
                    call_id: None,
                    application_id: None,
                    body: &serde_json::to_string(&message).unwrap(),
                    language: "en",
                    zone: Zone::Asia__Dili.into(),
                    next_try_at: now,
                    created_at: now,
                };
                tx.post(&mail)
            })
            .unwrap();
    }

    fn mails(&self) -> Vec<MailRow> {
        let viewer = Viewer::staff(&Actor::System);
        self.app.db.read_now(|conn| outbox::list(conn, &viewer, &MailFilter::default(), 10_000)).unwrap()
    }

    fn mail(&self) -> MailRow {
        self.mails().remove(0)
    }

    fn next_due(&self) -> Option<Timestamp> {
        self.app.db.read_now(outbox::next_due).unwrap()
    }

    async fn run(&self, post: &Post) -> Run {
        deliver_mail::run(&self.app, post).await.unwrap()
    }
}

fn options(peer: &SmtpPeer, encryption: Encryption, account: Option<(&str, &str)>) -> Options {
    let account = account.map(|(user, password)| (user.to_owned(), password.to_owned()));
    let server = SmtpServer { host: "localhost".to_owned(), port: peer.address.port(), account, encryption };
    Options::new(server, Some(peer.authority.clone().into_bytes()))
}

fn post(options: Options) -> Post {
    Post::new(Mailer::Smtp(Arc::new(Smtp::new(options).unwrap())))
}

fn plain(peer: &SmtpPeer) -> Post {
    post(options(peer, Encryption::None, None))
}

/// As [`plain`], for a server that may hang: nobody waits long for it.
fn hasty(peer: &SmtpPeer) -> Post {
    let patience = Duration::from_millis(200);
    post(Options { patience, final_patience: patience, ..options(peer, Encryption::None, None) })
}

/// A server that does `act` whenever it comes to `step`.
async fn peer_that(step: Step, act: Act) -> SmtpPeer {
    SmtpPeer::start(Tls::None, move |at| if at == step { act } else { Act::Well }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_a_mail_that_says_who_sent_it_and_that_nobody_reads_the_answer_by_itself() {
    let office = Outbox::new();
    office.write(1);
    let peer = SmtpPeer::kind(Tls::None).await;
    assert_eq!(office.run(&plain(&peer)).await, Run { sent: 1, ..Run::default() });
    let row = office.mail();
    assert_eq!((row.state, row.sent_at, row.last_error.as_str()), (MailState::Sent, Some(office.clock.now()), ""));
    let taken = peer.taken().remove(0);
    assert_eq!(taken.recipient, "person-1@people.example");
    assert_eq!(taken.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(taken.header("Message-ID").unwrap(), format!("<{}@sojourn.example>", row.id));
    assert_eq!(taken.header("Date").unwrap(), "Mon, 23 Nov 2026 08:00:00 +0000");
    assert_eq!(office.run(&plain(&peer)).await, Run::default());
    assert_eq!(peer.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_for_now_is_asked_again_later_and_later() {
    for (step, act) in [
        (Step::Recipient, Act::Say("450 later")),
        (Step::Data, Act::Say("451 later")),
        (Step::Content, Act::Say("452 full")),
    ] {
        let office = Outbox::new();
        office.write(1);
        let peer = peer_that(step, act).await;
        let mut waits = Vec::new();
        while let Some(due) = office.next_due() {
            waits.push((due - office.clock.now()).num_minutes());
            office.clock.set(due);
            assert!(!office.run(&plain(&peer)).await.down, "{step:?}");
        }
        let row = office.mail();
        assert_eq!((row.state, row.tries), (MailState::GivenUp, 12), "{step:?}");
        assert_eq!(Fault::read(&row.last_error).unwrap().what, What::Answer);
        assert!(waits.windows(2).skip(1).all(|w| w[1] * 3 / 2 >= w[0]), "{waits:?}");
        assert!((3..6).contains(&(waits.iter().sum::<i64>() / 1440)), "{waits:?}");
        assert_eq!(peer.taken().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_whom_the_server_does_not_know_is_given_up_at_once_and_the_others_get_their_mail() {
    for (step, act) in
        [(Step::Recipient, Act::Say("550 no such person")), (Step::Content, Act::Say("554 looks like spam"))]
    {
        let office = Outbox::new();
        office.write(1);
        let mut first = true;
        let peer = SmtpPeer::start(
            Tls::None,
            move |at| {
                if at == step && std::mem::take(&mut first) { act } else { Act::Well }
            },
        )
        .await;
        let post = plain(&peer);
        assert_eq!(office.run(&post).await, Run { given_up: 1, ..Run::default() });
        let row = office.mail();
        assert_eq!((row.state, row.tries), (MailState::GivenUp, 1));
        assert!(row.last_error.contains("no such person") || row.last_error.contains("spam"), "{}", row.last_error);
        office.write(2);
        assert_eq!(office.run(&post).await.sent, 1);
        assert_eq!(peer.connections(), 1, "the connection is good for the next mail");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_reached_holds_up_all_mails_and_wears_out_none() {
    for (step, act) in [
        (Step::Greeting, Act::Close),
        (Step::Greeting, Act::Hang),
        (Step::Greeting, Act::Say("554 go away")),
        (Step::Hello, Act::Hang),
        (Step::Sender, Act::Say("550 who are you")),
        (Step::Sender, Act::Close),
        (Step::Recipient, Act::Hang),
        (Step::Recipient, Act::Say("421 closing")),
        (Step::Data, Act::Close),
    ] {
        let office = Outbox::new();
        (0..20).for_each(|n| office.write(n));
        let peer = peer_that(step, act).await;
        let run = office.run(&hasty(&peer)).await;
        assert!(run.down && run.sent == 0 && run.given_up == 0, "{step:?} {act:?}: {run:?}");
        let tried = office.mails().iter().filter(|mail| mail.tries > 0).count();
        assert!(tried <= 3, "{step:?} {act:?}: {tried} were tried");
        assert!(office.mails().iter().all(|mail| mail.doubts == 0), "{step:?} {act:?}");
        let good = SmtpPeer::kind(Tls::None).await;
        office.clock.advance(Span::minutes(2));
        assert_eq!(office.run(&plain(&good)).await.sent, 20, "{step:?} {act:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_answer_was_lost_goes_again_under_the_same_number_and_not_for_ever() {
    for act in [Act::TakeAndClose, Act::Close, Act::Hang] {
        let office = Outbox::new();
        office.write(1);
        let peer = peer_that(Step::Content, act).await;
        while let Some(due) = office.next_due() {
            office.clock.set(due);
            office.run(&hasty(&peer)).await;
        }
        let row = office.mail();
        assert_eq!((row.state, row.tries), (MailState::GivenUp, 3), "{act:?}");
        assert_eq!(Fault::read(&row.last_error).unwrap().what, What::Doubt, "{act:?}");
        let numbers: Vec<_> = peer.taken().iter().map(|mail| mail.header("Message-ID")).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] == pair[1]), "{numbers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_travel_protected_and_only_then_is_the_password_said() {
    for (tls, encryption) in
        [(Tls::Start("localhost"), Encryption::StartTls), (Tls::Whole("localhost"), Encryption::Tls)]
    {
        let office = Outbox::new();
        office.write(1);
        let peer = SmtpPeer::kind(tls).await;
        let run = office.run(&post(options(&peer, encryption, Some(("office", "secret"))))).await;
        assert_eq!(run, Run { sent: 1, ..Run::default() }, "{tls:?}: {}", office.mail().last_error);
        assert!(peer.heard().iter().any(|line| line.starts_with("AUTH PLAIN ")), "{tls:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_to_a_server_that_cannot_prove_who_it_is() {
    let stranger = SmtpPeer::kind(Tls::None).await;
    for (tls, encryption, trusts) in [
        (Tls::Start("other.example"), Encryption::StartTls, true),
        (Tls::Start("localhost"), Encryption::StartTls, false),
        (Tls::Whole("other.example"), Encryption::Tls, true),
        (Tls::Whole("localhost"), Encryption::Tls, false),
        (Tls::None, Encryption::StartTls, true),
        (Tls::None, Encryption::Tls, true),
    ] {
        let office = Outbox::new();
        office.write(1);
        let peer = SmtpPeer::kind(tls).await;
        let mut options = options(&peer, encryption, Some(("office", "secret")));
        if !trusts {
            options.authorities = Some(stranger.authority.clone().into_bytes());
        }
        assert!(office.run(&post(options)).await.down, "{tls:?} {encryption:?}");
        assert_eq!(office.mail().state, MailState::Failed);
        let said = peer.heard().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL"));
        assert!(!said, "{tls:?} {encryption:?}: {:?}", peer.heard());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_holds_mails_up_until_it_is_mended() {
    let office = Outbox::new();
    office.write(1);
    let peer = SmtpPeer::start(Tls::Start("localhost"), |at| match at {
        Step::SignIn => Act::Say("535 no"),
        _ => Act::Well,
    })
    .await;
    assert!(office.run(&post(options(&peer, Encryption::StartTls, Some(("office", "wrong"))))).await.down);
    let row = office.mail();
    assert_eq!(row.state, MailState::Failed);
    assert!(!row.last_error.contains("wrong"), "{}", row.last_error);
}

#[test]
fn an_operator_cannot_send_mails_unprotected_to_another_machine() {
    let server = SmtpServer { host: "mail.example".to_owned(), port: 25, account: None, encryption: Encryption::None };
    assert!(matches!(Smtp::new(Options::new(server, None)), Err(Unfit::Unprotected)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_holds_each_mail_once_even_when_it_is_written_again() {
    let office = Outbox::new();
    office.write(1);
    let folder = office.folder.path().join("out");
    let post = Post::new(Mailer::Folder(folder.clone()));
    // A worker claims the mail and dies.
    let now = office.clock.now();
    let claimed = office.app.db.write_now(move |conn| outbox::claim(conn, now, now + Span::minutes(3), 9)).unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(office.run(&post).await, Run::default(), "its claim stands");
    office.clock.advance(Span::minutes(3));
    assert_eq!(office.run(&post).await.sent, 1);
    let row = office.mail();
    assert_eq!((row.tries, row.doubts), (2, 1));
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files, [format!("{}.eml", row.id).as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_given_up_for_dead_cannot_undo_what_the_next_one_did() {
    let office = Outbox::new();
    office.write(1);
    let now = office.clock.now();
    let stale =
        office.app.db.write_now(move |conn| outbox::claim(conn, now, now + Span::minutes(3), 9)).unwrap().remove(0);
    office.clock.advance(Span::minutes(3));
    assert_eq!(office.run(&Post::new(Mailer::Memory(Memory::default()))).await.sent, 1);
    let mark = stale.leased_until.unwrap();
    let held = office
        .app
        .db
        .write_now(move |conn| outbox::settle(conn, stale.id, mark, outbox::Delivery::Failed("silent", now)))
        .unwrap();
    assert!(!held);
    assert_eq!(office.mail().state, MailState::Sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_workers_at_once_one_has_each_mail() {
    let office = Outbox::new();
    (0..60).for_each(|n| office.write(n));
    let memory = Memory::default();
    let post = Post::new(Mailer::Memory(memory.clone()));
    let runs = futures_util::future::join_all((0..4).map(|_| office.run(&post))).await;
    assert_eq!(runs.iter().map(|run| run.sent).sum::<usize>(), 60);
    let mut ids: Vec<_> = memory.mails().iter().map(|mail| mail.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_on_its_way_as_soon_as_what_it_tells_is_done() {
    let office = Outbox::new();
    let memory = Memory::default();
    let running = sojourn::jobs::start(&office.app, Post::new(Mailer::Memory(memory.clone())), &[]);
    office.write(1);
    let sent = async {
        while memory.mails().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), sent).await.unwrap();
    running.stop(Duration::from_secs(20)).await;
    assert_eq!(office.mail().state, MailState::Sent);
}

/// A fault somewhere in the exchange, now and then.
fn now_and_then(chance: &mut Chance, at: Step) -> Act {
    let faults: &[Act] = match at {
        Step::Greeting => &[Act::Close, Act::Say("421 busy"), Act::Hang],
        Step::Hello | Step::Sender => &[Act::Close, Act::Say("421 busy")],
        Step::Recipient | Step::Data => &[Act::Close, Act::Say("450 later"), Act::Say("421 busy"), Act::Hang],
        Step::Content => &[Act::Close, Act::Say("451 later"), Act::TakeAndClose, Act::Hang],
        Step::StartTls | Step::SignIn => &[],
    };
    if chance.below(100) < 12 {
        faults.get(chance.below(faults.len())).copied().unwrap_or(Act::Well)
    } else {
        Act::Well
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_people_get_their_mail_from_a_server_that_fails_now_and_then() {
    const MAILS: usize = 400;
    let office = Outbox::new();
    (0..MAILS).for_each(|n| office.write(n));
    let faults: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let (counted, mut chance) = (Arc::clone(&faults), Chance::seeded(20_261_123));
    let peer = SmtpPeer::start(Tls::None, move |at| {
        let act = now_and_then(&mut chance, at);
        if act != Act::Well {
            *counted.lock().unwrap().entry(format!("{at:?} {act:?}")).or_default() += 1;
        }
        act
    })
    .await;
    let post = hasty(&peer);
    while let Some(due) = office.next_due() {
        office.clock.set(due.max(office.clock.now()));
        office.run(&post).await;
    }
    let mut copies: HashMap<String, (usize, usize)> = HashMap::new();
    for mail in peer.taken() {
        let (told, untold) = copies.entry(mail.header("Message-ID").unwrap()).or_default();
        *(if mail.told { told } else { untold }) += 1;
    }
    let faults = faults.lock().unwrap().clone();
    let sent = office.mails().iter().filter(|mail| mail.state == MailState::Sent).count();
    let doubled = copies.values().filter(|(told, _)| *told > 1).count();
    let unanswered: usize = copies.values().map(|(_, untold)| untold).sum();
    println!(
        "mails {MAILS}, faults {}, delivered {}, doubled {doubled}, copies that the server took and denied by closing: {unanswered}",
        faults.values().sum::<usize>(),
        copies.len(),
    );
    println!("{faults:#?}");
    for mail in office.mails() {
        let id = format!("<{}@sojourn.example>", mail.id);
        let (told, untold) = copies.get(&id).copied().unwrap_or_default();
        match mail.state {
            // Taken once with an answer; every other copy is one whose answer was lost.
            MailState::Sent => assert_eq!(told, 1, "{id}"),
            // Only a mail in doubt is given up here, and never one that the server said it took.
            MailState::GivenUp => assert_eq!((told, mail.doubts), (0, 2), "{id}: {}", mail.last_error),
            other => panic!("{id} is {other}"),
        }
        assert!(untold <= 3, "{id}");
    }
    assert!(sent >= MAILS - 2, "{sent}");
    assert!(faults.len() >= 15, "{faults:#?}");
}
