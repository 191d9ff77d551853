//! The running office: what every use case, page and job works with.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::Notify;

use super::{Error, Keys, Tx, accounts::pool::Pool};
use crate::{
    clock::Clock,
    config::Config,
    db::{Conn, Database},
    domain::{chance::Chance, time::Timestamp},
    files::Files,
};

/// The running office. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// Where everything is kept.
    pub db: Database,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What the program runs with.
    pub config: Arc<Config>,
    /// Signs links, forms and notes.
    pub keys: Arc<Keys>,
    /// Takes and keeps documents.
    pub files: Files,
    /// Hashes passwords.
    pub passwords: Pool,
    /// Where ids and tokens come from.
    pub source: Arc<Source>,
    /// Wakes whoever delivers mails: one is in the outbox.
    pub post: Arc<Notify>,
    /// Address of the site, without a slash at the end.
    pub public_url: Arc<str>,
    /// Whether people reach the site over TLS.
    pub https: bool,
    /// Whether this is the demo, whose mails anybody may read.
    pub is_demo: bool,
}

/// Where chance comes from.
#[derive(Debug)]
pub enum Source {
    /// The operating system.
    System,
    /// A seed, counted on: the same run gives the same ids. For the demo and tests.
    Seeded(AtomicU64),
}

impl Source {
    /// From a seed.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(AtomicU64::new(seed))
    }

    /// Chance for one piece of work.
    pub fn chance(&self) -> Chance {
        match self {
            Self::System => Chance::from_system(),
            Self::Seeded(next) => Chance::seeded(next.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

impl App {
    /// An office on this database, with the system's chance.
    ///
    /// # Errors
    /// Where the secret cannot be read or made, the data folder cannot be written, or the configuration's password hash is impossible.
    pub fn new(db: Database, clock: Arc<dyn Clock>, config: Config) -> std::io::Result<Self> {
        let keys = Keys::new(&config.secret()?);
        Ok(Self {
            db,
            clock,
            public_url: config.public_url().into(),
            https: config.is_https(),
            files: Files::open(&config)?,
            passwords: Pool::new(&config)?,
            config: Arc::new(config),
            keys: Arc::new(keys),
            source: Arc::new(Source::System),
            is_demo: false,
            post: Arc::default(),
        })
    }

    /// Runs one action in one transaction, as of the moment `now` when the request arrived.
    ///
    /// # Errors
    /// What the action gives; then nothing of it happened.
    pub async fn write<T, F>(&self, now: Timestamp, f: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let (keys, chance) = (Arc::clone(&self.keys), self.source.chance());
        let (done, mailed) = self.db.write(move |conn| in_transaction(conn, now, chance, &keys, f)).await?;
        self.wake(mailed);
        Ok(done)
    }

    /// A short read.
    ///
    /// # Errors
    /// What `f` gives.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<crate::db::Error> + Send + 'static,
    {
        self.db.read(f).await
    }

    /// [`Self::write`] without an event loop: for the command line, the demo and tests.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_now<T, F>(&self, now: Timestamp, f: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let (keys, chance) = (Arc::clone(&self.keys), self.source.chance());
        let (done, mailed) = self.db.write_now(move |conn| in_transaction(conn, now, chance, &keys, f))?;
        self.wake(mailed);
        Ok(done)
    }

    fn wake(&self, mailed: bool) {
        if mailed {
            self.post.notify_one();
        }
    }
}

/// Runs an action; says beside its answer whether it put a mail into the outbox.
fn in_transaction<T>(
    conn: &mut Conn,
    now: Timestamp,
    chance: Chance,
    keys: &Keys,
    f: impl FnOnce(&mut Tx) -> Result<T, Error>,
) -> Result<(T, bool), Error> {
    let mut tx = Tx { conn, now, chance, keys, mailed: false };
    let done = f(&mut tx)?;
    Ok((done, tx.mailed))
}
