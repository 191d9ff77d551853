//! Documents: where their bytes are and what they are.
//!
//! A file arrives in the [`spool`], is looked into by [`inspect`] (in a process of its own: [`inspector`]), moves into the
//! [`store`] (a folder, or a [`bucket`]), is shown to the [`scanner`] where there is one, and is given out under a name from [`names`]. Lists show a [`thumbnail`] of it.

pub mod bucket;
pub mod inspect;
pub mod inspector;
pub mod names;
pub mod scanner;
pub mod spool;
pub mod store;
pub mod thumbnail;

use std::{io, sync::Arc};

use crate::{config::Config, domain::form::FileFormat};
pub use bucket::Bucket;
pub use inspect::{Fault, Inspected};
pub use inspector::Inspector;
pub use scanner::Scanner;
pub use spool::{Incoming, Spool, Spooled, TooMuch};
pub use store::{Folder, Reading, StorageKey, Store};

/// Everything needed to take, look into, keep and give out documents.
#[derive(Debug, Clone)]
pub struct Files {
    /// Where files arrive.
    pub spool: Arc<Spool>,
    /// Where they stay.
    pub store: Arc<dyn Store>,
    /// What looks into them.
    pub inspector: Inspector,
    /// What looks for viruses in them, where there is one.
    pub scanner: Option<Scanner>,
}

impl Files {
    /// Keeps documents where the configuration says: in the folder `documents` of the data folder, which is made if need be, or in a
    /// bucket. They arrive in the folder `spool` of the data folder; what an earlier process left half-arrived there is removed.
    pub fn open(config: &Config) -> io::Result<Self> {
        let store: Arc<dyn Store> = match &config.documents {
            Some(address) => Arc::new(Bucket::new(address, config)?),
            None => Arc::new(Folder::open(&config.data.join("documents"))?),
        };
        let patience = config.clamd_patience;
        Ok(Self {
            spool: Arc::new(Spool::open(&config.data.join("spool"))?),
            store,
            inspector: Inspector::find(),
            scanner: config.clamd.clone().map(|address| Scanner { address, patience }),
        })
    }

    /// The file that is being read without what says who wrote it. The outer error is this machine's, the inner one the file's.
    pub async fn without_author(&self, format: FileFormat, reading: Reading) -> io::Result<Result<Reading, Fault>> {
        let (whole, clean) = (self.spool.path(), self.spool.path());
        reading.copy_to(whole.path()).await?;
        match self.inspector.without_author(format, whole.path(), clean.path()).await? {
            // The open file outlives its name.
            Ok(()) => Reading::file(clean.path()).await.map(Ok),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// The file that is being read, drawn small, with its width and height; `None` where that cannot be done.
    pub async fn thumbnail(&self, format: FileFormat, reading: Reading) -> io::Result<Option<(Spooled, (u32, u32))>> {
        let (whole, small) = (self.spool.path(), self.spool.path());
        reading.copy_to(whole.path()).await?;
        if !self.inspector.draw_small(format, whole.path(), small.path()).await? {
            return Ok(None);
        }
        let png = tokio::fs::read(small.path()).await?;
        let Some(size) = thumbnail::size(&png) else { return Ok(None) };
        let mut incoming = self.spool.begin(inspector::DRAWN).await?;
        match incoming.write(&png).await {
            Ok(()) => Ok(Some((incoming.finish().await?, size))),
            Err(TooMuch::Disk(error)) => Err(error),
            Err(TooMuch::Limit) => Ok(None),
        }
    }
}
