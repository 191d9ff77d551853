//! The store: where documents stay. A local folder is one; [`super::bucket`] is another.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use bytes::Bytes;
use futures_util::{
    StreamExt as _, TryStreamExt as _,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sha2::{Digest, Sha256};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncWriteExt as _},
};

use super::spool::{Spooled, hex, private_folder};
use crate::domain::chance::Chance;

/// How much is read at once when a document is given out.
const PIECE: usize = 64 * 1024;

/// The name of a document's bytes in the store: made by us, 32 hexadecimal digits, never taken from a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StorageKey(String);

/// The text was not a storage key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAKey;

impl StorageKey {
    /// A fresh key.
    pub fn new(chance: &mut Chance) -> Self {
        Self(hex(&chance.bytes()[..16]))
    }

    /// As kept in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StorageKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let ours = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        ours.then(|| Self(text.to_owned())).ok_or(NotAKey)
    }
}

/// A place that keeps documents.
pub trait Store: Send + Sync + fmt::Debug {
    /// Asks once whether the place is there and lets itself be read.
    fn reach(&self) -> BoxFuture<'_, io::Result<()>>;
    /// Keeps a file that has arrived. When this returns, the whole file is there for good under `key`; until then nothing is.
    fn keep<'a>(&'a self, key: &'a StorageKey, file: Spooled) -> BoxFuture<'a, io::Result<()>>;
    /// Opens a document; `None` where there is none.
    fn open<'a>(&'a self, key: &'a StorageKey) -> BoxFuture<'a, io::Result<Option<Reading>>>;
    /// The keys of all documents that have been there for longer than `age`.
    fn list(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<StorageKey>>>;
    /// Deletes a document; one that is not there is as good as deleted.
    fn delete<'a>(&'a self, key: &'a StorageKey) -> BoxFuture<'a, io::Result<()>>;
}

/// A document that is being read, piece by piece.
pub struct Reading {
    /// In bytes.
    pub size: u64,
    source: BoxStream<'static, io::Result<Bytes>>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Reading {
    /// Of what comes in these pieces, none of them empty.
    pub fn new(size: u64, source: BoxStream<'static, io::Result<Bytes>>) -> Self {
        Self { size, source }
    }

    /// Of a local file.
    pub async fn file(path: &Path) -> io::Result<Self> {
        let file = File::open(path).await?;
        let size = file.metadata().await?.len();
        let pieces = stream::try_unfold(file, |mut file| async move {
            let mut piece = Vec::with_capacity(PIECE);
            let read = file.read_buf(&mut piece).await?;
            Ok((read > 0).then_some((Bytes::from(piece), file)))
        });
        Ok(Self::new(size, pieces.boxed()))
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> io::Result<Option<Bytes>> {
        self.source.try_next().await
    }

    /// Reads all of it and says its size and its SHA-256 in lower-case hexadecimal.
    pub async fn digest(mut self) -> io::Result<(u64, String)> {
        let mut hash = Sha256::new();
        let mut size = 0;
        while let Some(piece) = self.next().await? {
            size += piece.len() as u64;
            hash.update(&piece);
        }
        Ok((size, hex(&hash.finalize())))
    }

    /// Copies all of it to `path`.
    pub async fn copy_to(mut self, path: &Path) -> io::Result<()> {
        let mut file = File::create_new(path).await?;
        while let Some(piece) = self.next().await? {
            file.write_all(&piece).await?;
        }
        file.flush().await
    }
}

/// Documents in a local folder, in folders by the first two digits of their keys.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens the folder and makes what is missing.
    pub fn open(folder: &Path) -> io::Result<Self> {
        private_folder(folder)?;
        Ok(Self(folder.to_owned()))
    }

    /// Keeps bytes at once, without waiting until they are on the disk: for an office that is filled in anew and is made again if
    /// the machine fails meanwhile, as the demo's is.
    pub fn put_now(&self, key: &StorageKey, bytes: &[u8]) -> io::Result<()> {
        let target = self.path(key);
        private_folder(target.parent().unwrap_or(&self.0))?;
        fs::write(target, bytes)
    }

    fn path(&self, key: &StorageKey) -> PathBuf {
        self.0.join(&key.0[..2]).join(&key.0)
    }
}

impl Store for Folder {
    fn reach(&self) -> BoxFuture<'_, io::Result<()>> {
        let root = self.0.clone();
        Box::pin(off_the_loop(move || fs::read_dir(root).map(|_| ())))
    }

    fn keep<'a>(&'a self, key: &'a StorageKey, file: Spooled) -> BoxFuture<'a, io::Result<()>> {
        let target = self.path(key);
        let root = self.0.clone();
        Box::pin(off_the_loop(move || {
            let folder = target.parent().unwrap_or(&root);
            if !folder.exists() {
                private_folder(folder)?;
                sync_folder(&root)?;
            }
            // The spool is on the same disk and has synced the file: renaming it is all or nothing, and the folder's own sync makes it last.
            fs::rename(file.path(), &target)?;
            sync_folder(folder)
        }))
    }

    fn open<'a>(&'a self, key: &'a StorageKey) -> BoxFuture<'a, io::Result<Option<Reading>>> {
        Box::pin(async move {
            match Reading::file(&self.path(key)).await {
                Ok(reading) => Ok(Some(reading)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    fn list(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<StorageKey>>> {
        let root = self.0.clone();
        Box::pin(off_the_loop(move || {
            let mut keys = Vec::new();
            for folder in fs::read_dir(&root)? {
                for file in fs::read_dir(folder?.path())? {
                    let file = file?;
                    let Some(Ok(key)) = file.file_name().to_str().map(str::parse) else { continue };
                    // A clock that was set back makes files of the future, which are young.
                    if file.metadata()?.modified()?.elapsed().is_ok_and(|since| since > age) {
                        keys.push(key);
                    }
                }
            }
            Ok(keys)
        }))
    }

    fn delete<'a>(&'a self, key: &'a StorageKey) -> BoxFuture<'a, io::Result<()>> {
        let target = self.path(key);
        Box::pin(off_the_loop(move || match fs::remove_file(&target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }))
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_our_own_keys_names_a_file() {
        let mut chance = Chance::seeded(1);
        let key = StorageKey::new(&mut chance);
        assert_eq!(key.as_str().parse(), Ok(key));
        for other in
            ["", "..", "../../etc/passwd", "/etc/passwd", "00112233445566778899aabbccddee/f", "\0", &"A".repeat(32)]
        {
            assert_eq!(other.parse::<StorageKey>(), Err(NotAKey), "{other:?}");
        }
    }
}
