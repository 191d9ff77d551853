//! A bucket: documents on Amazon S3 or a server that speaks its protocol, under the same keys as in a folder.
//!
//! A file goes up and comes down in pieces: no more of it than one part is ever in memory.

mod http;

use std::{
    fmt, io,
    time::{Duration, SystemTime},
};

use futures_util::{StreamExt as _, TryStreamExt as _, future::BoxFuture};
use object_store::{
    BackoffConfig, Error, ObjectStore as _, ObjectStoreExt as _, PutPayload, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    list::{PaginatedListOptions, PaginatedListStore as _},
    path::Path,
};
use tokio::{fs::File, io::AsyncReadExt as _};

use super::{
    spool::Spooled,
    store::{Reading, StorageKey, Store},
};
use crate::config::{BucketAddress, Config};

/// Bytes of one part. S3 takes none smaller but the last ("Amazon S3 multipart upload limits").
const PART: u64 = 5 << 20;

/// How often and how long a request is tried that the server did not answer: somebody waits for it.
const TRIES: RetryConfig = RetryConfig {
    backoff: BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 },
    max_retries: 2,
    retry_timeout: Duration::from_secs(20),
};

/// Documents in a bucket.
pub struct Bucket {
    store: AmazonS3,
    address: BucketAddress,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.address)
    }
}

impl Bucket {
    /// The bucket at this address; nobody is asked yet whether it is there.
    pub fn new(address: &BucketAddress, config: &Config) -> io::Result<Self> {
        Self::connected(address, config, http::Connector { to_go_on: http::TO_GO_ON })
    }

    fn connected(address: &BucketAddress, config: &Config, by: http::Connector) -> io::Result<Self> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&address.name)
            .with_region(&config.s3_region)
            .with_access_key_id(&config.s3_access_key)
            .with_secret_access_key(&config.s3_secret_key)
            // Every server knows how to delete one object; some do not know how to delete several.
            .with_disable_bulk_delete(true)
            .with_retry(TRIES)
            .with_http_connector(by);
        if let Some(endpoint) = &config.s3_endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        Ok(Self { store: builder.build().map_err(broken)?, address: address.clone() })
    }

    fn folder(&self) -> Path {
        Path::from(self.address.folder.as_str())
    }

    fn path(&self, key: &StorageKey) -> Path {
        self.folder().join(&key.as_str()[..2]).join(key.as_str())
    }

    /// Sends a file of several parts one after the other. Nothing is there under the path before all are.
    async fn send_in_parts(&self, path: &Path, mut file: File, size: u64) -> Result<(), Error> {
        let mut upload = self.store.put_multipart(path).await?;
        let mut left = size;
        let sent = loop {
            if left == 0 {
                break upload.complete().await.map(|_| ());
            }
            let length = left.min(PART);
            let sent = match read(&mut file, length).await {
                Ok(part) => upload.put_part(part).await,
                Err(error) => Err(of_this_machine(error)),
            };
            if sent.is_err() {
                break sent;
            }
            left -= length;
        };
        if sent.is_err() {
            // What cannot be taken back now is the business of the bucket's rule for uploads that were never completed.
            let _ = upload.abort().await;
        }
        sent
    }

    async fn send(&self, path: &Path, spooled: &Spooled) -> Result<(), Error> {
        let mut file = File::open(spooled.path()).await.map_err(of_this_machine)?;
        if spooled.size > PART {
            return self.send_in_parts(path, file, spooled.size).await;
        }
        let whole = read(&mut file, spooled.size).await.map_err(of_this_machine)?;
        self.store.put(path, whole).await.map(|_| ())
    }
}

impl Store for Bucket {
    fn reach(&self) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move {
            let one = PaginatedListOptions { max_keys: Some(1), ..PaginatedListOptions::default() };
            self.store.list_paginated(Some(&self.address.folder), one).await.map_err(broken)?;
            Ok(())
        })
    }

    fn keep<'a>(&'a self, key: &'a StorageKey, file: Spooled) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move { self.send(&self.path(key), &file).await.map_err(broken) })
    }

    fn open<'a>(&'a self, key: &'a StorageKey) -> BoxFuture<'a, io::Result<Option<Reading>>> {
        Box::pin(async move {
            match self.store.get(&self.path(key)).await {
                Ok(found) => {
                    let size = found.meta.size;
                    Ok(Some(Reading::new(size, found.into_stream().map_err(broken).boxed())))
                }
                Err(error @ Error::NotFound { .. }) if !is_without_bucket(&error) => Ok(None),
                Err(error) => Err(broken(error)),
            }
        })
    }

    fn list(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<StorageKey>>> {
        Box::pin(async move {
            let mut keys = Vec::new();
            let mut objects = self.store.list(Some(&self.folder()));
            while let Some(object) = objects.try_next().await.map_err(broken)? {
                let Some(Ok(key)) = object.location.filename().map(str::parse) else { continue };
                // The same name elsewhere in the bucket is somebody else's.
                let is_ours = self.path(&key) == object.location;
                // A clock that is behind the server's makes objects of the future, which are young.
                if is_ours && SystemTime::from(object.last_modified).elapsed().is_ok_and(|since| since > age) {
                    keys.push(key);
                }
            }
            Ok(keys)
        })
    }

    fn delete<'a>(&'a self, key: &'a StorageKey) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            match self.store.delete(&self.path(key)).await {
                Err(error) if !matches!(error, Error::NotFound { .. }) || is_without_bucket(&error) => {
                    Err(broken(error))
                }
                _ => Ok(()),
            }
        })
    }
}

/// The next piece of a file, of exactly this length.
async fn read(file: &mut File, length: u64) -> io::Result<PutPayload> {
    let mut piece = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact(&mut piece).await?;
    Ok(PutPayload::from(piece))
}

fn of_this_machine(error: io::Error) -> Error {
    Error::Generic { store: "spool", source: Box::new(error) }
}

/// Whether the server says that the whole bucket is missing, and not an object in it.
fn is_without_bucket(error: &Error) -> bool {
    error.to_string().contains("NoSuchBucket")
}

/// Why something could not be done, for the operator. Nothing of it is secret, but it names the server.
fn broken(error: Error) -> io::Error {
    if is_without_bucket(&error) {
        return io::Error::new(io::ErrorKind::NotFound, "the server has no such bucket");
    }
    // Only some of the library's errors keep the status apart.
    if matches!(error, Error::PermissionDenied { .. } | Error::Unauthenticated { .. })
        || error.to_string().contains("status code: 403")
    {
        return io::Error::new(io::ErrorKind::PermissionDenied, format!("the server refuses these keys: {error}"));
    }
    if error.to_string().contains("HTTP error") {
        return io::Error::new(io::ErrorKind::NotConnected, format!("the server cannot be reached: {error}"));
    }
    io::Error::other(error)
}

#[cfg(test)]
mod tests;
