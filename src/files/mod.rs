//! Documents: where their bytes are and what they are.
//!
//! A file arrives in the [`spool`], is looked into by [`inspect`] (in a process of its own: [`inspector`]), moves into the
//! [`store`], is shown to the [`scanner`] where there is one, and is given out under a name from [`names`].

pub mod inspect;
pub mod inspector;
pub mod names;
pub mod scanner;
pub mod spool;
pub mod store;

use std::{io, path::Path, sync::Arc};

use crate::domain::form::FileFormat;
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
    /// Keeps documents in the folders `spool` and `documents` of the data folder, which are made if need be.
    /// What an earlier process left half-arrived is removed.
    pub fn in_folder(data: &Path) -> io::Result<Self> {
        Ok(Self {
            spool: Arc::new(Spool::open(&data.join("spool"))?),
            store: Arc::new(Folder::open(&data.join("documents"))?),
            inspector: Inspector::find(),
            scanner: None,
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
}
