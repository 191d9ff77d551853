//! The site as it is served, for one test: the real server on a port of its own, with its own database, folder, clock, chance and
//! mailbox. Nothing waits: the test moves the clock, and the jobs run when the test says so.

use std::{
    cell::Cell,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    net::TcpListener,
    sync::{Arc, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use actix_web::dev::ServerHandle;
use sojourn::{
    actions::{
        Error, Tx,
        app::{App, Source},
        check,
    },
    clock::{Clock as _, StillClock},
    config::Config,
    db::{Database, Options},
    domain::time::{Span, Timestamp},
    jobs::{
        deliver_mail::{self, Post},
        pass_time,
    },
    mail::{Mailer, Memory},
    web::server::{self, Ends},
};
use tempfile::TempDir;

use super::{browser::Browser, database::OwnDatabase, mailbox::Mail};

/// The site of one test. It stops when dropped.
pub struct TestApp {
    /// The running office.
    pub office: App,
    /// The only clock of the office. It stands still until the test moves it.
    pub clock: Arc<StillClock>,
    serving: Option<Serving>,
    memory: Memory,
    post: Post,
    /// Where everything is kept.
    pub database: OwnDatabase,
    _folder: TempDir,
}

/// The server, in a thread of its own.
struct Serving {
    handle: ServerHandle,
    thread: JoinHandle<()>,
}

impl Serving {
    fn begin(office: App, listener: TcpListener) -> Self {
        let (say, hear) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = server::start(office, listener, Ends::ByHandle).unwrap();
                say.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { handle: hear.recv().unwrap(), thread }
    }

    fn end(self) {
        // The word to stop is given at once; the thread's end is what is waited for.
        drop(self.handle.stop(false));
        drop(self.thread.join());
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.serving.take().into_iter().for_each(Serving::end);
        self.office.db.close();
    }
}

impl TestApp {
    /// An office that nobody has set up yet, on Monday 23 November 2026 at 08:00 UTC.
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// As [`Self::start`], with other settings.
    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = OwnDatabase::create();
        let clock = Arc::new(StillClock::new(Timestamp::at(2026, 11, 23, 8, 0)));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // Proxies are believed, so that browsers can come from different addresses.
        let settings = [("SOJOURN_TRUSTED_PROXIES", "127.0.0.1"), ("SOJOURN_PUBLIC_URL", url.as_str())];
        let of = |name: &str| settings.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        let mut config = Config::from_parts(of, None).unwrap();
        folder.path().clone_into(&mut config.data);
        config.workers = Some(1);
        // As cheap as Argon2 goes: what a password costs is another test's business.
        (config.hash_memory, config.hash_passes) = (8, 1);
        // Nobody is signed out by a test that lets weeks pass.
        let long = Duration::from_hours(400 * 24);
        (config.session_idle, config.session_limit) = (long, long);
        change(&mut config);
        let office = office(database.db.clone(), &clock, config, Arc::new(Source::seeded(own_seed())));
        let memory = Memory::default();
        let post = Post::new(Mailer::Memory(memory.clone()));
        let serving = Some(Serving::begin(office.clone(), listener));
        Self { office, clock, serving, memory, post, database, _folder: folder }
    }

    /// Stops the program and starts it again, on the same database, folder and port.
    pub fn restart(&mut self) {
        let address = self.url().trim_start_matches("http://").to_owned();
        self.serving.take().into_iter().for_each(Serving::end);
        self.office.db.close();
        let db = Database::open(&self.database.url, &Options { connections: 4, ..Options::default() }).unwrap();
        // The chance goes on where it was: a program that starts again does not repeat its ids.
        let source = Arc::clone(&self.office.source);
        self.office = office(db, &self.clock, Config::clone(&self.office.config), source);
        self.serving = Some(Serving::begin(self.office.clone(), TcpListener::bind(address).unwrap()));
    }

    /// Address of the site, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.office.public_url
    }

    /// A browser that has not been here before.
    pub fn browser(&self) -> Browser {
        Browser::new(self.url())
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock, and does what time alone does until then; mails are delivered as well.
    pub async fn pass(&self, span: Span) {
        self.pass_until(self.now() + span).await;
    }

    /// As [`Self::pass`], up to an instant.
    pub async fn pass_until(&self, until: Timestamp) {
        self.clock.set(until);
        self.deliver().await;
        pass_time::run(&self.office, until).await.unwrap();
        self.deliver().await;
    }

    /// Delivers what is in the outbox; the mails of this delivery.
    pub async fn deliver(&self) -> Vec<Mail> {
        let before = self.memory.mails().len();
        let run = deliver_mail::run(&self.office, &self.post).await.unwrap();
        assert_eq!((run.failed, run.given_up, run.down), (0, 0, false));
        self.memory.mails()[before..].iter().map(Mail::read).collect()
    }

    /// Delivers what is in the outbox; all mails that this address ever got, oldest first.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.deliver().await;
        self.all_mails().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// Every mail that was delivered, oldest first.
    pub fn all_mails(&self) -> Vec<Mail> {
        self.memory.mails().iter().map(Mail::read).collect()
    }

    /// The newest mail to this address.
    pub async fn newest_mail_to(&self, address: &str) -> Mail {
        self.mails_to(address).await.pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// Does something in one transaction now, without the pages.
    pub fn act<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static) -> T {
        self.try_to(f).unwrap()
    }

    /// As [`Self::act`], where it may be refused.
    pub fn try_to<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.office.write_now(self.now(), f)
    }

    /// Everything that is stored, row by row.
    pub fn rows(&self) -> Vec<String> {
        self.database.dump()
    }

    /// What `sojourn check` finds, one line each; nothing where all is well.
    pub async fn check(&self) -> Vec<String> {
        let mut found = Vec::new();
        let report = |finding: check::Finding| found.push(format!("{finding:?}"));
        check::check(&self.office.db, &*self.office.files.store, self.now(), report).await.unwrap();
        found
    }
}

/// A seed of each test's own: ids name things in the whole process, as a parsed definition that is kept by its id.
fn own_seed() -> u64 {
    thread_local!(static STARTED: Cell<u64> = const { Cell::new(0) });
    let started = STARTED.replace(STARTED.get() + 1);
    let mut hasher = DefaultHasher::new();
    std::thread::current().name().hash(&mut hasher);
    // Each piece of work takes the next seed.
    (hasher.finish() >> 8).wrapping_add(started << 32)
}

fn office(db: Database, clock: &Arc<StillClock>, config: Config, source: Arc<Source>) -> App {
    App { source, ..App::new(db, clock.clone(), config).unwrap() }
}
