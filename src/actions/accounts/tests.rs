//! People come in, stay in and go.

use std::{path::Path, sync::Arc};

use super::{
    Client, change, close, confirm, invitation, password::NewPassword, register, reset, sessions::Begun, set_up,
    sign_in,
};
use crate::{
    actions::{Error, app::App},
    clock::StillClock,
    config::Config,
    db::{Database, DatabaseUrl, Options, outbox::MailFilter},
    domain::{
        id::LinkId,
        permission::{Actor, Viewer},
        sentence::Sentence,
        time::{Span, Timestamp},
    },
    mail::messages::Message,
};

const PASSWORD: &str = "correct horse battery";

struct Office {
    app: App,
    clock: Arc<StillClock>,
    _folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::in_folder(folder.path());
        config.hash_memory = 8192;
        config.hash_passes = 1;
        let url = DatabaseUrl::Sqlite(folder.path().join("test.db"));
        let db = Database::open(&url, &Options::default()).unwrap();
        db.migrate().unwrap();
        let clock = Arc::new(StillClock::new(Timestamp::at(2026, 11, 22, 9, 0)));
        Self { app: App::new(db, clock.clone(), config).unwrap(), clock, _folder: folder }
    }

    /// A second later than when it was asked last, so that what happens is told in order.
    fn now(&self) -> Timestamp {
        self.clock.advance(Span::seconds(1));
        self.app.clock.now()
    }

    /// Messages to this address, the latest first.
    fn mails(&self, to: &str) -> Vec<Message> {
        let viewer = Viewer::staff(&Actor::System);
        let filter = MailFilter { recipient: to.to_owned(), ..MailFilter::default() };
        let rows = self.app.db.read_now(|conn| crate::db::outbox::list(conn, &viewer, &filter, 50)).unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
    }

    fn token(&self, link: LinkId) -> String {
        self.app.keys.link_token(link)
    }

    async fn register(&self, email: &str, password: &str) -> Result<(), Error> {
        let wanted = register::Registration {
            name: "Thiri Win".parse().unwrap(),
            email: email.parse().unwrap(),
            password: new(password),
            zone: None,
            language: "en".to_owned(),
            client: client("10.0.0.1"),
        };
        register::register(&self.app, self.now(), wanted).await
    }

    fn confirm_link(&self, email: &str) -> String {
        let link = self.mails(email).iter().find_map(|m| match m {
            Message::ConfirmAddress(m) => Some(m.link),
            _ => None,
        });
        self.token(link.unwrap())
    }

    async fn confirm(&self, token: String, password: &str) -> Result<Begun, Error> {
        confirm::confirm(&self.app, self.now(), token, password, client("10.0.0.1")).await
    }

    async fn person(&self, email: &str) -> Begun {
        self.register(email, PASSWORD).await.unwrap();
        self.confirm(self.confirm_link(email), PASSWORD).await.unwrap()
    }

    async fn sign_in(&self, email: &str, password: &str, from: &str) -> Result<sign_in::Outcome, Error> {
        self.sign_in_with(email, password, from, None).await
    }

    async fn sign_in_with(
        &self,
        email: &str,
        password: &str,
        from: &str,
        device: Option<String>,
    ) -> Result<sign_in::Outcome, Error> {
        let attempt =
            sign_in::Attempt { email: email.to_owned(), password: password.to_owned(), device, client: client(from) };
        sign_in::sign_in(&self.app, self.now(), attempt).await
    }
}

fn new(password: &str) -> NewPassword {
    NewPassword::check(password, "password", &[]).unwrap()
}

fn client(address: &str) -> Client {
    Client { address: address.to_owned(), user_agent: "a browser".to_owned() }
}

fn refusal<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(problems)) => problems[0].sentence.id.to_string(),
        Err(other) => format!("{other:?}"),
        Ok(_) => "done".to_owned(),
    }
}

#[tokio::test]
async fn a_person_registers_confirms_the_address_and_signs_in() {
    let office = Office::new();
    office.register("Thiri@example.mm", PASSWORD).await.unwrap();
    assert!(matches!(
        office.sign_in("thiri@example.mm", PASSWORD, "10.0.0.1").await,
        Ok(sign_in::Outcome::Unconfirmed)
    ));
    let token = office.confirm_link("thiri@example.mm");
    assert_eq!(refusal(office.confirm(token.clone(), "another password").await), "account-confirm-wrong");
    assert!(office.confirm(token.clone(), PASSWORD).await.is_ok());
    assert_eq!(refusal(office.confirm(token, PASSWORD).await), "account-link-used");
    assert!(matches!(office.sign_in(" THIRI@example.mm ", PASSWORD, "10.0.0.1").await, Ok(sign_in::Outcome::Begun(_))));
}

#[tokio::test]
async fn who_registers_with_anothers_address_gets_nothing_and_the_owner_is_told() {
    let office = Office::new();
    office.person("owner@example.mm").await;
    assert!(office.register("owner@example.mm", "the thief's own password").await.is_ok());
    assert!(matches!(office.mails("owner@example.mm")[0], Message::AccountExists(_)));
    assert_eq!(
        refusal(office.sign_in("owner@example.mm", "the thief's own password", "10.0.0.1").await),
        "account-sign-in-wrong"
    );
    assert!(office.sign_in("owner@example.mm", PASSWORD, "10.0.0.1").await.is_ok());
}

#[tokio::test]
async fn of_two_registrations_of_one_address_the_last_alone_can_be_confirmed() {
    let office = Office::new();
    office.register("late@example.mm", "the thief's own password").await.unwrap();
    let first = office.confirm_link("late@example.mm");
    office.register("late@example.mm", PASSWORD).await.unwrap();
    assert_eq!(refusal(office.confirm(first, "the thief's own password").await), "account-link-used");
    let second = office.confirm_link("late@example.mm");
    assert_eq!(refusal(office.confirm(second.clone(), "the thief's own password").await), "account-confirm-wrong");
    assert!(office.confirm(second, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_stranger_hears_the_same_for_a_wrong_password_and_for_no_account() {
    let office = Office::new();
    office.person("there@example.mm").await;
    for email in ["there@example.mm", "not-there@example.mm", "no address at all"] {
        assert_eq!(refusal(office.sign_in(email, "a wrong password", "10.0.0.2").await), "account-sign-in-wrong");
    }
    let ask = |email: &str| {
        let email = email.parse().unwrap();
        office.app.write_now(office.now(), move |tx| reset::ask(tx, &email, &client("10.0.0.2")))
    };
    assert_eq!(ask("there@example.mm"), ask("not-there@example.mm"));
    assert!(matches!(office.mails("there@example.mm")[0], Message::ResetPassword(_)));
    assert!(office.mails("not-there@example.mm").is_empty());
}

#[tokio::test]
async fn who_guesses_is_stopped_while_the_owner_still_comes_in() {
    let office = Office::new();
    let owner = office.person("owner@example.mm").await;
    let mut stopped = 0;
    for guess in 0..80 {
        let from = format!("10.1.0.{}", guess % 20);
        let result = office.sign_in("owner@example.mm", "a wrong password", &from).await;
        stopped += i32::from(matches!(result, Err(Error::TooMany(seconds)) if seconds <= 3600));
    }
    assert_eq!(stopped, 20);
    assert!(matches!(office.sign_in("owner@example.mm", PASSWORD, "10.9.9.9").await, Err(Error::TooMany(_))));
    let device = Some(sign_in::device_note(owner.user));
    assert!(office.sign_in_with("owner@example.mm", PASSWORD, "10.9.9.9", device).await.is_ok());
}

#[tokio::test]
async fn who_forgot_the_password_sets_another_and_every_other_browser_is_signed_out() {
    let office = Office::new();
    office.person("forgets@example.mm").await;
    let email = "forgets@example.mm".parse().unwrap();
    office.app.write_now(office.now(), move |tx| reset::ask(tx, &email, &client("10.0.0.2"))).unwrap();
    let Message::ResetPassword(mail) = office.mails("forgets@example.mm")[0].clone() else { panic!() };
    let token = office.token(mail.link);
    let finish =
        |token: String, at| reset::finish(&office.app, at, token, new("an entirely new one"), client("10.0.0.2"));
    let late = office.now() + Span::minutes(61);
    assert_eq!(refusal(finish(token.clone(), late).await), "account-link-expired");
    let begun = finish(token.clone(), office.now()).await.unwrap();
    assert_eq!(refusal(finish(token, office.now()).await), "account-link-used");
    let now = office.now();
    let left = office.app.db.read_now(|conn| super::sessions::list(conn, begun.user, now, Span::hours(1))).unwrap();
    assert_eq!(left.iter().map(|s| s.id).collect::<Vec<_>>(), [begun.session]);
    assert!(matches!(office.mails("forgets@example.mm")[0], Message::PasswordChanged(_)));
    assert_eq!(refusal(office.sign_in("forgets@example.mm", PASSWORD, "10.0.0.1").await), "account-sign-in-wrong");
}

#[tokio::test]
async fn a_person_moves_the_account_to_another_address_and_the_old_one_is_told() {
    let office = Office::new();
    let person = office.person("old@example.mm").await;
    let change = |current: &'static str, to: &str| {
        change::address(&office.app, office.now(), person.user, current, to.parse().unwrap())
    };
    assert_eq!(refusal(change("not this", "new@example.mm").await), "account-current-wrong");
    assert_eq!(refusal(change(PASSWORD, "OLD@example.mm").await), "account-address-same");
    change(PASSWORD, "new@example.mm").await.unwrap();
    let Message::ConfirmNewAddress(mail) = office.mails("new@example.mm")[0].clone() else { panic!() };
    let token = office.token(mail.link);
    let confirm =
        |token: String| office.app.write_now(office.now(), move |tx| confirm::confirm_new_address(tx, &token));
    confirm(token.clone()).unwrap();
    assert_eq!(refusal(confirm(token)), "account-link-used");
    let Message::AddressChanged(told) = office.mails("old@example.mm")[0].clone() else { panic!() };
    assert_eq!(told.address, "new@example.mm");
    assert!(office.sign_in("new@example.mm", PASSWORD, "10.0.0.1").await.is_ok());
}

#[tokio::test]
async fn a_person_changes_the_password_and_has_the_other_browsers_signed_out() {
    let office = Office::new();
    let first = office.person("two@example.mm").await;
    let sign_in::Outcome::Begun(second) = office.sign_in("two@example.mm", PASSWORD, "10.0.0.3").await.unwrap() else {
        panic!()
    };
    let change = |current: &str, end_others| change::PasswordChange {
        user: first.user,
        session: second.session,
        current: current.to_owned(),
        new: new("an entirely new one"),
        end_others,
        client: client("10.0.0.3"),
    };
    let now = office.now();
    assert_eq!(refusal(change::password(&office.app, now, change("not this", true)).await), "account-current-wrong");
    let third = change::password(&office.app, now, change(PASSWORD, true)).await.unwrap();
    let left = office.app.db.read_now(|c| super::sessions::list(c, first.user, now, Span::hours(1))).unwrap();
    assert_eq!(left.iter().map(|s| s.id).collect::<Vec<_>>(), [third.session]);
    assert_ne!(third.token, second.token);
}

#[tokio::test]
async fn a_person_closes_the_account_and_may_register_again() {
    let office = Office::new();
    let person = office.person("goes@example.mm").await;
    let now = office.now();
    assert_eq!(refusal(close::close(&office.app, now, person.user, "not this").await), "account-current-wrong");
    close::close(&office.app, now, person.user, PASSWORD).await.unwrap();
    assert!(matches!(office.mails("goes@example.mm")[0], Message::AccountClosed(_)));
    assert_eq!(refusal(office.sign_in("goes@example.mm", PASSWORD, "10.0.0.1").await), "account-sign-in-wrong");
    assert!(office.register("goes@example.mm", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_first_admin_sets_up_the_office_once() {
    let office = Office::new();
    let path = |()| office.app.write_now(office.now(), set_up::path).unwrap();
    let old = path(()).unwrap();
    let token = path(()).unwrap().trim_start_matches("/setup/").to_owned();
    let wanted = || set_up::SetUp {
        office: "Talent Office".to_owned(),
        contact: "office@example.org".parse().unwrap(),
        name: "Ana Ximenes".parse().unwrap(),
        email: "ana@example.org".parse().unwrap(),
        password: new(PASSWORD),
        zone: None,
        client: client("10.0.0.1"),
    };
    let set = |token: &str| set_up::set_up(&office.app, office.now(), token.to_owned(), wanted());
    assert_eq!(refusal(set(old.trim_start_matches("/setup/")).await), "account-link-used");
    assert!(set(&token).await.is_ok());
    assert_eq!(refusal(set(&token).await), "account-link-used");
    assert_eq!(path(()), None);
    let admin = office.sign_in("ana@example.org", PASSWORD, "10.0.0.1").await;
    let Ok(sign_in::Outcome::Begun(begun)) = admin else { panic!() };
    let now = office.now();
    assert_eq!(refusal(close::close(&office.app, now, begun.user, PASSWORD).await), "account-close-role");
}

#[tokio::test]
async fn an_admin_made_on_the_command_line_sets_a_password_by_the_link() {
    let office = Office::new();
    let create = || {
        office.app.write_now(office.now(), |tx| {
            set_up::create_admin(tx, &"budi@example.id".parse().unwrap(), &"Budi".parse().unwrap())
        })
    };
    let token = create().unwrap().unwrap().trim_start_matches("/invitations/").to_owned();
    let take = |token: String| invitation::take(&office.app, office.now(), token, new(PASSWORD), client("10.0.0.1"));
    assert!(take(token.clone()).await.is_ok());
    assert_eq!(refusal(take(token).await), "account-link-used");
    assert!(office.sign_in("budi@example.id", PASSWORD, "10.0.0.1").await.is_ok());
    assert_eq!(create().unwrap(), None);
}

#[tokio::test]
async fn a_person_who_types_nothing_is_asked_for_both() {
    let office = Office::new();
    let Err(Error::Refused(problems)) = office.sign_in(" ", "", "10.0.0.1").await else { panic!() };
    let said: Vec<_> = problems.iter().map(|p| p.sentence.clone()).collect();
    assert_eq!(said, [Sentence::new("account-email-missing"), Sentence::new("account-password-missing")]);
    assert!(Path::new(&office.app.config.data).exists());
}
