//! The spool: files while they arrive. Each is written to disk piece by piece, never held in memory, and is nobody's document
//! until it has been synced, looked into and moved into the store.
//!
//! Every process has a folder of its own here, with a lock beside it. What a killed process left is swept by the next one that
//! starts; what a living one is writing is not touched, because its lock is held.

use std::{
    fmt::Write as _,
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest, Sha256};
use tokio::{fs::File, io::AsyncWriteExt};

/// How many of its first bytes are remembered, to know what a file is.
const HEAD: usize = 1024;

/// The folder of this process.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    next: AtomicU64,
    /// Held for as long as the process lives; the system lets go of it even when the process is killed.
    _lock: fs::File,
}

/// Why a piece was not taken.
#[derive(Debug)]
pub enum TooMuch {
    /// The file is larger than the limit.
    Limit,
    /// The disk refused.
    Disk(io::Error),
}

impl Spool {
    /// Opens the spool in `parent`, sweeping what dead processes left there.
    pub fn open(parent: &Path) -> io::Result<Self> {
        private_folder(parent)?;
        sweep(parent)?;
        // Another process may take the same number at the same moment: then the next number is tried.
        for attempt in 0..1000 {
            let name = format!("{}-{attempt}", std::process::id());
            if let Some(lock) = claim(&lock_path(parent, &name))? {
                let folder = parent.join(name);
                private_folder(&folder)?;
                return Ok(Self { folder, next: AtomicU64::new(0), _lock: lock });
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, "no free name in the spool folder"))
    }

    /// Begins a file of at most `limit` bytes.
    pub async fn begin(&self, limit: u64) -> io::Result<Incoming> {
        let path = Temporary(self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string()));
        let file = File::options().write(true).create_new(true).open(&path.0).await?;
        Ok(Incoming { file, path, size: 0, limit, hash: Sha256::new(), head: Vec::new() })
    }

    /// A path for a file that is made elsewhere, for example by the writer of a spreadsheet. The file is removed with the value.
    pub fn path(&self) -> Temporary {
        Temporary(self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string()))
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What stays for lack of rights or a full disk is swept at the next start.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_file(self.folder.with_added_extension("lock"));
    }
}

/// A file that is removed when this is dropped, unless it was moved away before.
#[derive(Debug)]
pub struct Temporary(PathBuf);

impl Temporary {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A file that is arriving. Dropped before [`Incoming::finish`], it is gone.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    path: Temporary,
    size: u64,
    limit: u64,
    hash: Sha256,
    head: Vec<u8>,
}

impl Incoming {
    /// Adds a piece; the file on disk never grows beyond the limit.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), TooMuch> {
        let size = self.size.saturating_add(piece.len() as u64);
        if size > self.limit {
            return Err(TooMuch::Limit);
        }
        self.file.write_all(piece).await.map_err(TooMuch::Disk)?;
        self.hash.update(piece);
        self.head.extend(piece.iter().take(HEAD - self.head.len()));
        self.size = size;
        Ok(())
    }

    /// Ends the file: all of it is on the disk when this returns.
    pub async fn finish(mut self) -> io::Result<Spooled> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(Spooled { path: self.path, size: self.size, sha256: hex(&self.hash.finalize()), head: self.head })
    }
}

/// A file that has arrived whole and waits to be stored.
#[derive(Debug)]
pub struct Spooled {
    path: Temporary,
    /// In bytes.
    pub size: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Its first bytes.
    pub head: Vec<u8>,
}

impl Spooled {
    /// Where it is until it is stored.
    pub fn path(&self) -> &Path {
        self.path.path()
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Makes a folder that only this user of the system may read.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn lock_path(parent: &Path, name: &str) -> PathBuf {
    parent.join(name).with_added_extension("lock")
}

/// Makes and takes the lock; `None` where somebody else has it or takes it away at this moment.
fn claim(path: &Path) -> io::Result<Option<fs::File>> {
    let lock = match fs::File::create_new(path) {
        Ok(lock) => lock,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
        Err(error) => return Err(error),
    };
    let held = lock.try_lock().is_ok() && path.exists();
    Ok(held.then_some(lock))
}

/// Removes the folders whose process is gone.
fn sweep(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "lock") {
            continue;
        }
        // Gone by now means that its process has just ended and tidied up itself.
        let Ok(lock) = fs::File::open(&path) else { continue };
        if lock.try_lock().is_err() {
            continue;
        }
        match fs::remove_dir_all(path.with_extension("")) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => fs::remove_file(&path)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_file_larger_than_the_limit_is_refused_while_it_arrives_and_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        let spool = Spool::open(data.path()).unwrap();
        let mut incoming = spool.begin(10).await.unwrap();
        incoming.write(b"0123456789").await.unwrap();
        assert!(matches!(incoming.write(b"x").await, Err(TooMuch::Limit)));
        drop(incoming);
        assert!(names(&spool.folder).is_empty());
    }

    #[tokio::test]
    async fn a_file_that_arrived_whole_has_its_size_and_hash() {
        let data = tempfile::tempdir().unwrap();
        let spool = Spool::open(data.path()).unwrap();
        let mut incoming = spool.begin(10).await.unwrap();
        incoming.write(b"ab").await.unwrap();
        incoming.write(b"c").await.unwrap();
        let spooled = incoming.finish().await.unwrap();
        assert_eq!(spooled.size, 3);
        // FIPS 180-2, B.1.
        assert_eq!(spooled.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(fs::read(spooled.path()).unwrap(), b"abc");
        drop(spooled);
        assert!(names(&spool.folder).is_empty());
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_swept_and_what_a_living_one_writes_stays() {
        let data = tempfile::tempdir().unwrap();
        let living = Spool::open(data.path()).unwrap();
        let mut incoming = living.begin(10).await.unwrap();
        incoming.write(b"half").await.unwrap();
        fs::create_dir(data.path().join("1-0")).unwrap();
        fs::write(data.path().join("1-0/0"), b"half").unwrap();
        fs::write(data.path().join("1-0.lock"), b"").unwrap();

        let next = Spool::open(data.path()).unwrap();
        assert!(!data.path().join("1-0").exists() && !data.path().join("1-0.lock").exists());
        assert_ne!(next.folder, living.folder);
        incoming.write(b"whole").await.unwrap();
        assert_eq!(fs::read(incoming.finish().await.unwrap().path()).unwrap(), b"halfwhole");
        drop((next, living));
        assert!(names(data.path()).is_empty());
    }

    /// Peak resident memory of this process, in KiB.
    fn peak() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn a_large_file_arrives_without_being_held_in_memory() {
        let data = tempfile::tempdir().unwrap();
        let spool = Spool::open(data.path()).unwrap();
        let before = peak();
        let mut incoming = spool.begin(1 << 30).await.unwrap();
        let piece = vec![7; 64 * 1024];
        for _ in 0..4096 {
            incoming.write(&piece).await.unwrap();
        }
        assert_eq!(incoming.finish().await.unwrap().size, 256 << 20);
        // Other tests run in the same process: the bound only has to be far below the 256 MiB that passed through.
        assert!(peak() - before < 128 * 1024, "{} KiB more", peak() - before);
    }
}
