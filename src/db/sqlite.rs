//! SQLite: readers that run where they are called, and one writer that commits in groups.
//!
//! A commit that is safe against a loss of power costs a wait for the disk, the same for one write as for a hundred. So the
//! writer takes what is queued, runs each piece in a savepoint of one transaction, commits once, and only then answers all.

use std::{
    fmt,
    path::Path,
    sync::{Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use diesel::{Connection, RunQueryDsl, SqliteConnection, connection::SimpleConnection};
use tokio::sync::oneshot;

use super::{Conn, Error, OpenError, Options, Result, caught, migrate};

mod checkpointer;
mod statements;
mod writer;

use checkpointer::Checkpointer;
use statements::{Begin, Commit, DataVersion, run};
use writer::{Job, Message, Writer};

/// Names and page contents stay in memory; what a savepoint may have to restore does too.
const READER: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000";

pub(super) struct Store {
    file: File,
    /// Readers not in use, the one used last on top, because its caches are warm. A reader that panicked does not come back.
    idle: Mutex<Vec<Conn>>,
    keep: usize,
    /// Looks whether anything was written; one alone, because each connection counts by itself.
    watch: Box<Mutex<Watch>>,
    queue: mpsc::Sender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// The connection that looks whether anything was written, and how many there were before it.
#[derive(Default)]
struct Watch {
    conn: Option<SqliteConnection>,
    opened: u32,
}

/// The database's file and how connections to it are made.
#[derive(Debug, Clone)]
struct File {
    /// As a `file:` address, which alone can ask for a read-only connection.
    address: String,
    busy_millis: u128,
}

impl File {
    fn new(path: &Path, options: &Options) -> std::result::Result<Self, OpenError> {
        let why = |why: &dyn fmt::Display| OpenError::new(path.display(), why);
        let absolute = std::path::absolute(path).map_err(|e| why(&e))?;
        let text = absolute.to_str().ok_or_else(|| why(&"its path is not UTF-8"))?;
        let mut address = String::from("file:");
        for byte in text.bytes() {
            match byte {
                b'/' | b'.' | b'-' | b'_' => address.push(char::from(byte)),
                _ if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
                _ => address.extend(format!("%{byte:02X}").chars()),
            }
        }
        Ok(Self { address, busy_millis: options.patience.as_millis() })
    }

    fn reader(&self) -> Result<SqliteConnection> {
        let mut conn = SqliteConnection::establish(&format!("{}?mode=ro", self.address))?;
        conn.batch_execute(&format!("PRAGMA busy_timeout = {}; {READER}", self.busy_millis))?;
        Ok(conn)
    }

    /// A connection that writes; every commit is on the disk before it is told. Makes the file where there is none.
    fn writer(&self) -> Result<SqliteConnection> {
        let mut conn = SqliteConnection::establish(&format!("{}?mode=rwc", self.address))?;
        conn.batch_execute(&format!("PRAGMA busy_timeout = {}", self.busy_millis))?;
        conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
        // The writer looks after the log itself only where the checkpointer did not keep up.
        conn.batch_execute(
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 16000",
        )?;
        Ok(conn)
    }
}

impl Store {
    pub(super) fn open(path: &Path, options: &Options) -> std::result::Result<Self, OpenError> {
        let file = File::new(path, options)?;
        let why = |why: &dyn fmt::Display| OpenError::new(path.display(), why);
        let first = file.writer().map_err(|e| why(&e))?;
        let idle = Mutex::new(vec![Conn::Sqlite(file.reader().map_err(|e| why(&e))?)]);
        let (queue, jobs) = mpsc::channel();
        let checkpointer = Checkpointer::start(file.clone()).map_err(|e| why(&e))?;
        let mut writer = Writer::new(file.clone(), first, checkpointer, (jobs, options.group));
        let thread = thread::Builder::new().name("database-writer".to_owned()).spawn(move || writer.serve());
        let writer = Mutex::new(Some(thread.map_err(|e| why(&e))?));
        Ok(Self { file, idle, keep: options.readers, watch: Box::default(), queue, writer })
    }

    pub(super) fn migrate(&self) -> Result<Vec<String>> {
        // On a connection of its own: the writer's is for groups. Both wait for the same lock.
        migrate::sqlite(&mut self.file.writer()?)
    }

    pub(super) fn read<T, E: From<Error>>(
        &self,
        f: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut conn = self.reader().map_err(Error::unavailable)?;
        run(&mut conn, Begin).map_err(Error::unavailable)?;
        let done = caught(|| f(&mut conn));
        // A reader that cannot end its transaction, or panicked and may be anywhere, is closed here instead of kept.
        if run(&mut conn, Commit).is_ok() {
            self.keep(conn);
        }
        done
    }

    pub(super) fn look<T, E: From<Error>>(
        &self,
        f: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut conn = self.reader().map_err(Error::unavailable)?;
        let done = caught(|| f(&mut conn));
        // One that failed may have panicked anywhere.
        if done.is_ok() {
            self.keep(conn);
        }
        done
    }

    fn reader(&self) -> Result<Conn> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.file.reader().map(Conn::Sqlite), Ok)
    }

    fn keep(&self, conn: Conn) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.keep {
            idle.push(conn);
        }
    }

    pub(super) fn stamp(&self) -> Result<(u32, i32)> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut conn = if let Some(conn) = watch.conn.take() {
            conn
        } else {
            // Another connection counts anew.
            watch.opened += 1;
            self.file.reader()?
        };
        let version = DataVersion.get_result(&mut conn)?;
        watch.conn = Some(conn);
        Ok((watch.opened, version))
    }

    pub(super) async fn write<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Job::new(f, move |done| drop(answer.send(done))))?;
        answered.await.unwrap_or_else(|_| Err(E::from(Error::closed())))
    }

    pub(super) fn write_now<T, E, F>(&self, f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = mpsc::sync_channel(1);
        self.send(Job::new(f, move |done| drop(answer.send(done))))?;
        answered.recv().unwrap_or_else(|_| Err(E::from(Error::closed())))
    }

    fn send(&self, work: impl writer::Work + 'static) -> Result<()> {
        self.queue.send(Message::Run(Box::new(work))).map_err(|_| Error::closed())
    }

    pub(super) fn close(&self) {
        // Fails only where the writer has stopped already.
        drop(self.queue.send(Message::Stop));
        let thread = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The last clone may go on the writer's own thread, which cannot wait for itself.
        if let Some(thread) = thread.filter(|t| t.thread().id() != thread::current().id()) {
            drop(thread.join());
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}
