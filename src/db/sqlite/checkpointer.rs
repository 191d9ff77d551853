//! Brings what was committed from the log into the database's file, beside the writer: that waits for the disk twice, and meanwhile
//! people could not hand in.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::{self, JoinHandle},
};

use diesel::connection::SimpleConnection;

use super::File;

/// So many pieces of work are committed before the next look at the log.
const EVERY: usize = 256;

/// The writer's end of it.
pub(super) struct Checkpointer {
    wake: SyncSender<()>,
    thread: JoinHandle<()>,
    committed: usize,
}

impl Checkpointer {
    pub(super) fn start(file: File) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let thread = thread::Builder::new().name("database-log".to_owned()).spawn(move || serve(&file, &woken))?;
        Ok(Self { wake, thread, committed: 0 })
    }

    /// So many pieces were committed. Never waits.
    pub(super) fn committed(&mut self, pieces: usize) {
        self.committed += pieces;
        if self.committed >= EVERY {
            self.committed = 0;
            // Fails where it is woken already.
            let _ = self.wake.try_send(());
        }
    }

    /// Waits until it is at nothing, and ends it.
    pub(super) fn stop(self) {
        drop(self.wake);
        drop(self.thread.join());
    }
}

fn serve(file: &File, woken: &Receiver<()>) {
    let mut conn = None;
    while woken.recv().is_ok() {
        let Some(open) = conn.take().or_else(|| file.writer().ok()) else { continue };
        let open = conn.insert(open);
        if let Err(cause) = open.batch_execute("PRAGMA wal_checkpoint(PASSIVE)") {
            // The writer does it itself when the log has grown long.
            tracing::warn!(%cause, "the log could not be brought into the database's file");
            conn = None;
        }
    }
}
