//! The mailer: hands one mail to whatever takes mails here, and says what came of it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{fs, io::AsyncWriteExt};

use super::{
    outcome::{Fault, Outcome, What},
    outgoing::Outgoing,
    smtp::{Options, Smtp, Unfit},
};
use crate::config::{Config, ConfigError, MailRoute};

/// Where mails go.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Arc<Smtp>),
    /// Into a folder, one `.eml` file each.
    Folder(PathBuf),
    /// Into memory, for tests.
    Memory(Memory),
    /// Nowhere: they stay in the outbox, where the demo's mailbox page reads them.
    Kept,
}

impl Mailer {
    /// What the configuration says.
    ///
    /// # Errors
    /// Which setting cannot be used, and why.
    pub fn open(config: &Config) -> Result<Self, ConfigError> {
        let server = match config.mail() {
            MailRoute::Folder(folder) => return Ok(Self::Folder(folder)),
            MailRoute::Smtp(server) => server,
        };
        let unreadable = |e: &dyn std::fmt::Display| ConfigError::unusable("mail_authorities", e);
        let authorities =
            config.mail_authorities.as_ref().map(std::fs::read).transpose().map_err(|e| unreadable(&e))?;
        Smtp::new(Options::new(server, authorities)).map(|smtp| Self::Smtp(Arc::new(smtp))).map_err(|e| match e {
            Unfit::Unprotected => ConfigError::unusable("mail", &"tls=none"),
            Unfit::Tls(e) => ConfigError::unusable("mail", &e),
            Unfit::Authorities(e) => unreadable(&e),
        })
    }

    /// Whether a mail that is handed over twice is there once: then a try in doubt is nothing to worry about.
    pub const fn knows_its_mails(&self) -> bool {
        matches!(self, Self::Folder(_) | Self::Kept)
    }

    /// Hands over one mail. Never fails: every fault is an [`Outcome`].
    pub async fn send(&self, mail: &Outgoing) -> Outcome {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Folder(folder) => match write_file(folder, mail).await {
                Ok(()) => Outcome::Sent,
                Err(e) => Outcome::Down(Fault::new(What::Folder, &e)),
            },
            Self::Memory(memory) => {
                memory.put(mail.clone());
                Outcome::Sent
            }
            Self::Kept => Outcome::Sent,
        }
    }
}

/// Mails that were handed over, in order.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Vec<Outgoing>>>);

impl Memory {
    /// What was handed over so far.
    pub fn mails(&self) -> Vec<Outgoing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, mail: Outgoing) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
    }
}

/// Writes the mail under another name first and renames it, so that whoever watches the folder never sees half a mail. The name is
/// the outbox row's id: a mail that is handed over again takes its own place.
async fn write_file(folder: &Path, mail: &Outgoing) -> std::io::Result<()> {
    fs::create_dir_all(folder).await?;
    let half = folder.join(format!(".{}.half", mail.id));
    let mut file = fs::File::create(&half).await?;
    file.write_all(&mail.bytes).await?;
    file.sync_all().await?;
    fs::rename(&half, folder.join(format!("{}.eml", mail.id))).await
}
