//! The one writer of a SQLite database: takes what is queued and commits it in groups.

use std::{
    sync::mpsc::{Receiver, TryRecvError},
    time::{Duration, Instant},
};

use diesel::{SqliteConnection, connection::SimpleConnection};

use super::{
    File,
    checkpointer::Checkpointer,
    statements::{BeginWrite, Commit, Release, RollBackTo, Savepoint, run},
};
use crate::db::{Conn, Error, Result, caught};

/// A group takes no more after this time, so that nobody waits long for others' work.
const LONGEST_GROUP: Duration = Duration::from_millis(20);

/// What is sent to the writer.
pub(super) enum Message {
    /// A piece of work.
    Run(Box<dyn Work>),
    /// No more will come.
    Stop,
}

/// A piece of work that is run first and answered later, once it is known whether it was committed.
pub(super) trait Work: Send {
    /// Runs it; whether its changes are to be kept.
    fn run(&mut self, conn: &mut Conn) -> bool;
    /// Tells whoever waits.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// A closure, then its result, and how to tell it.
pub(super) struct Job<T, E, F, A> {
    f: Option<F>,
    done: Option<std::result::Result<T, E>>,
    answer: A,
}

impl<T, E, F, A> Job<T, E, F, A>
where
    F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send,
    A: FnOnce(std::result::Result<T, E>) + Send,
{
    pub(super) fn new(f: F, answer: A) -> Self {
        Self { f: Some(f), done: None, answer }
    }
}

impl<T, E, F, A> Work for Job<T, E, F, A>
where
    F: FnOnce(&mut Conn) -> std::result::Result<T, E> + Send,
    A: FnOnce(std::result::Result<T, E>) + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, conn: &mut Conn) -> bool {
        self.done = self.f.take().map(|f| caught(|| f(conn)));
        matches!(self.done, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let never_run = || Err(E::from(Error::closed()));
        (self.answer)(match committed {
            Ok(()) => self.done.unwrap_or_else(never_run),
            // Also where it refused by itself: it may have refused because of what is now undone.
            Err(cause) => Err(E::from(cause)),
        });
    }
}

pub(super) struct Writer {
    file: File,
    /// Missing after a failure that leaves its state unknown, until the next group opens another.
    conn: Option<Conn>,
    /// Ended when the writer ends.
    checkpointer: Option<Checkpointer>,
    jobs: Receiver<Message>,
    most: usize,
    stopping: bool,
}

impl Writer {
    /// Takes `jobs`, at most so many for one commit.
    pub(super) fn new(
        file: File,
        first: SqliteConnection,
        checkpointer: Checkpointer,
        (jobs, most): (Receiver<Message>, usize),
    ) -> Self {
        let (conn, checkpointer) = (Some(Conn::Sqlite(first)), Some(checkpointer));
        Self { file, conn, checkpointer, jobs, most: most.max(1), stopping: false }
    }

    /// Works until told to stop or until nobody can send any more; everything sent before is done.
    pub(super) fn serve(&mut self) {
        let mut group = Vec::new();
        while !self.stopping {
            match self.jobs.recv() {
                Ok(Message::Run(work)) => self.serve_group(work, &mut group),
                Ok(Message::Stop) | Err(_) => self.stopping = true,
            }
        }
        if let Some(checkpointer) = self.checkpointer.take() {
            checkpointer.stop();
        }
        if let Some(conn) = &mut self.conn {
            // Only spares the next start some work, so it waits for nobody long. A connection that has not looked at the
            // database for a while takes itself for a reader in its own way, hence the look.
            drop(conn.batch_execute("PRAGMA busy_timeout = 100; SELECT count(*) FROM sqlite_master"));
            drop(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
    }

    fn serve_group(&mut self, first: Box<dyn Work>, group: &mut Vec<Box<dyn Work>>) {
        let committed = self.commit_group(first, group).map_err(Error::unavailable);
        if committed.is_err() {
            // Closing it undoes what is open, whatever state the failure left.
            self.conn = None;
        }
        let pieces = group.len();
        for work in group.drain(..) {
            work.answer(committed.clone());
        }
        if let Some(checkpointer) = &mut self.checkpointer {
            checkpointer.committed(pieces);
        }
    }

    /// Runs `first` and what follows it in one transaction. All that ran is in `group` afterwards, for the answer.
    fn commit_group(&mut self, first: Box<dyn Work>, group: &mut Vec<Box<dyn Work>>) -> Result<()> {
        let began = Instant::now();
        group.push(first);
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => Conn::Sqlite(self.file.writer()?),
        };
        run(&mut conn, BeginWrite)?;
        loop {
            if let Some(work) = group.last_mut() {
                run_piece(&mut conn, &mut **work)?;
            }
            if group.len() >= self.most || began.elapsed() >= LONGEST_GROUP {
                break;
            }
            match self.next() {
                Some(work) => group.push(work),
                None => break,
            }
        }
        run(&mut conn, Commit)?;
        self.conn = Some(conn);
        Ok(())
    }

    /// What is queued already.
    fn next(&mut self) -> Option<Box<dyn Work>> {
        match self.jobs.try_recv() {
            Ok(Message::Run(work)) => Some(work),
            Ok(Message::Stop) | Err(TryRecvError::Disconnected) => {
                self.stopping = true;
                None
            }
            Err(TryRecvError::Empty) => None,
        }
    }
}

/// Runs one piece so that it can be undone alone. An error means that the whole transaction is lost: SQLite gives some
/// failures, a full disk for one, that answer by undoing everything.
fn run_piece(conn: &mut Conn, work: &mut dyn Work) -> Result<()> {
    run(conn, Savepoint)?;
    if !work.run(conn) {
        run(conn, RollBackTo)?;
    }
    run(conn, Release)
}
