//! An office with people in it: somebody runs it, a call is open, and whoever is needed comes in. Everybody has an account, a
//! browser that is signed in, and a mailbox. Boring steps are done by the use cases themselves ([`super::progress`]); what a test is
//! about, it does in the browsers.

use std::{
    ops::{Deref, DerefMut},
    sync::Mutex,
};

use sojourn::{
    actions::{
        Error, Tx,
        calls::{self, CallFacts},
        people,
    },
    db::{
        self,
        applications::ApplicationRow,
        office::{self, OfficeRow},
        roles::{self, NewRole},
        users::{self, NewUser},
    },
    demo::people::People,
    domain::{
        call::Definition,
        id::{ApplicationId, CallId, ProgrammeId, RoleId, UserId},
        permission::{Actor, Grant, Role, Scope},
        person::{EmailAddress, PersonName},
        presets::YOUNG_SCIENTIST,
        text::Text,
        time::{Timestamp, Zone},
    },
};

use super::{app::TestApp, browser::Browser, mailbox::Mail};

/// The password of everybody.
pub const PASSWORD: &str = "mangrove-lantern-2026";
/// The call's word in addresses.
pub const CALL: &str = "young-scientist-2027";

/// Somebody with an account and a browser, which the value stands for.
#[derive(Clone)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// The account.
    pub id: UserId,
    browser: Browser,
}

impl Deref for Person {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl DerefMut for Person {
    fn deref_mut(&mut self) -> &mut Browser {
        &mut self.browser
    }
}

impl Person {
    /// The same person in another browser, not signed in.
    #[must_use]
    pub fn in_another_browser(&self, app: &TestApp) -> Self {
        Self { browser: app.browser(), ..self.clone() }
    }

    /// Signs in on the page of that name.
    pub async fn sign_in(&mut self) {
        let typed = [("email", self.email.clone()), ("password", PASSWORD.to_owned())];
        self.get("/sign-in").await.expect("Sign in");
        self.submit("Sign in", &typed.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        assert!(self.page.status.is_success(), "{}: {}", self.name, self.page.main());
    }
}

/// An office with one open call: that of the young scientists, which closes on Friday 18 December 2026 at 17:00 in Beijing, with
/// fifteen minutes of grace and two places.
pub struct World {
    /// The site.
    pub app: TestApp,
    /// Runs the office.
    pub admin: Person,
    /// Runs the programme.
    pub officer: Person,
    /// Releases.
    pub chair: Person,
    /// The call.
    pub call: CallId,
    /// Its programme.
    pub programme: ProgrammeId,
    /// Where applicants' facts come from.
    pub(super) made_up: Mutex<People>,
}

impl World {
    /// The office, its people signed in.
    pub async fn open() -> Self {
        Self::open_with(|_, _| {}).await
    }

    /// As [`Self::open`], with another call.
    pub async fn open_with(change: impl FnOnce(&mut CallFacts, &mut Definition)) -> Self {
        Self::open_on(TestApp::start(), change).await
    }

    /// As [`Self::open_with`], on a site of these settings.
    pub async fn open_on(app: TestApp, change: impl FnOnce(&mut CallFacts, &mut Definition)) -> Self {
        let mut definition = YOUNG_SCIENTIST.definition().unwrap();
        let mut facts = facts();
        change(&mut facts, &mut definition);
        let admin = set_up(&app).await;
        let by = actor(&app, admin.id);
        let (programme, call) = app.act(move |tx| {
            let title = Text::english("Talented Young Scientist Exchange Programme");
            let programme = calls::create_programme(tx, &by, "young-scientist", &title)?;
            let call = calls::create(tx, &by, programme, &facts, &definition)?;
            calls::publish(tx, &by, call)?;
            Ok((programme, call))
        });
        let made_up = Mutex::new(People::new(app.now().day_in(Zone::Asia__Shanghai)));
        let officer = enter(&app, "Officer Li").await;
        let chair = enter(&app, "Chair Suparat").await;
        let world = Self { app, admin, officer, chair, call, programme, made_up };
        world.grant(&world.officer, Role::Officer, Scope::Programme(programme));
        world.grant(&world.chair, Role::Chair, Scope::Programme(programme));
        world
    }

    /// Somebody who registered, confirmed the address and signed in.
    pub async fn person(&self, name: &str) -> Person {
        enter(&self.app, name).await
    }

    /// Somebody who may be given this call's applications to review.
    pub async fn reviewer(&self, name: &str) -> Person {
        let person = self.person(name).await;
        self.grant(&person, Role::Reviewer, Scope::Call(self.call));
        person
    }

    /// A second call of the same programme, open as long.
    pub fn second_call(&self, slug: &'static str) -> CallId {
        let programme = self.programme;
        self.act_as(&self.admin, move |tx, by| {
            let facts = CallFacts { slug: slug.to_owned(), reference_prefix: "OTHER".to_owned(), ..facts() };
            let definition = YOUNG_SCIENTIST.definition().map_err(|e| Error::Internal(e.to_string()))?;
            let call = calls::create(tx, by, programme, &facts, &definition)?;
            calls::publish(tx, by, call)?;
            Ok(call)
        })
    }

    /// Lets the admin give a role.
    pub fn grant(&self, person: &Person, role: Role, scope: Scope) {
        let (name, email): (PersonName, EmailAddress) = (person.name.parse().unwrap(), person.email.parse().unwrap());
        self.act_as(&self.admin, move |tx, by| people::grant(tx, by, &name, &email, Grant { role, scope }));
    }

    /// Does something as a person, without the pages, with the roles that the person has now.
    #[track_caller]
    pub fn act_as<T: Send + 'static>(
        &self,
        person: &Person,
        f: impl FnOnce(&mut Tx, &Actor) -> Result<T, Error> + Send + 'static,
    ) -> T {
        let actor = self.actor(person);
        self.app.try_to(move |tx| f(tx, &actor)).unwrap()
    }

    /// The person as whoever acts, with the roles that the person has now.
    pub fn actor(&self, person: &Person) -> Actor {
        actor(&self.app, person.id)
    }

    /// The application as it stands.
    pub fn row(&self, id: ApplicationId) -> ApplicationRow {
        self.app.office.db.read_now(|conn| db::applications::find(conn, id)).unwrap().unwrap()
    }

    /// What the office's mails to this person are about, oldest first.
    pub async fn subjects_to(&self, person: &Person) -> Vec<String> {
        self.app.mails_to(&person.email).await.into_iter().map(|mail| mail.subject).collect()
    }

    /// The newest mail to this person.
    pub async fn newest_mail_to(&self, person: &Person) -> Mail {
        self.app.newest_mail_to(&person.email).await
    }
}

/// The address that somebody of this name has.
pub fn address_of(name: &str) -> String {
    format!("{}@people.example", name.to_lowercase().replace(' ', "."))
}

fn actor(app: &TestApp, id: UserId) -> Actor {
    let grants = app.office.db.read_now(|conn| roles::list_grants(conn, id)).unwrap();
    Actor::Person { id, grants }
}

fn facts() -> CallFacts {
    CallFacts {
        title: Text::english("Talented Young Scientist Exchange Programme 2027"),
        slug: CALL.to_owned(),
        zone: Zone::Asia__Shanghai,
        opens_at: Timestamp::at(2026, 10, 1, 1, 0),
        closes_at: Timestamp::at(2026, 12, 18, 9, 0),
        grace_minutes: 15,
        places: 2,
        reference_prefix: "TYSE-27".to_owned(),
        review_due_at: Some(Timestamp::at(2027, 2, 1, 9, 0)),
        reviews_close_at: Some(Timestamp::at(2027, 2, 10, 9, 0)),
    }
}

async fn enter(app: &TestApp, name: &str) -> Person {
    let (full, email): (PersonName, EmailAddress) = (name.parse().unwrap(), address_of(name).parse().unwrap());
    let hash = app.office.passwords.hash_now(PASSWORD, app.office.source.chance().bytes()).unwrap();
    let id = app.act(move |tx| {
        let id = UserId::new(tx.now, &mut tx.chance);
        let new = NewUser { confirmed_at: Some(tx.now), ..NewUser::registered(id, &email, &full, &hash, tx.now) };
        users::insert(tx.conn, &new)?;
        Ok(id)
    });
    let mut person = Person { name: name.to_owned(), email: address_of(name), id, browser: app.browser() };
    person.sign_in().await;
    person
}

/// The office and its first admin, without the one-time link.
async fn set_up(app: &TestApp) -> Person {
    let contact = "office@sojourn.example".parse().unwrap();
    app.act(move |tx| {
        let name = "ASEAN–China Talent Exchange Office".to_owned();
        Ok(office::insert(tx.conn, &OfficeRow { name, contact, set_up_at: tx.now })?)
    });
    let admin = enter(app, "Admin Ratna").await;
    let user_id = admin.id;
    app.act(move |tx| {
        let grant = Grant { role: Role::Admin, scope: Scope::Office };
        let id = RoleId::new(tx.now, &mut tx.chance);
        Ok(roles::insert(tx.conn, &NewRole { id, user_id, grant, granted_by: None, granted_at: tx.now })?)
    });
    admin
}
