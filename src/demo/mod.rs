//! The demo: a whole office with made-up people, in every state of the workflow, for looking at and for trying things out.
//!
//! [`Demo::prepare`] makes the folder and fills the office ([`mod@build`]); the command line serves it and prints the
//! [`Demo::announcement`]. The rest is what it is filled with: [`people`] with their [`naming`], [`plans`], [`papers`],
//! [`answers`] to the first preset and those to [`any_form`]; how an application goes its way: [`script`], [`applying`],
//! [`screening`], [`reviewing`], [`deciding`], [`afterwards`], [`arriving`]; who nominates it: [`nominating`]; and with whom it is placed: [`hosting`] and [`visiting`]. [`beside`] are the calls of
//! the other presets.

pub mod afterwards;
pub mod answers;
pub mod any_form;
pub mod applying;
pub mod arriving;
pub mod beside;
pub mod build;
pub mod cast;
pub mod corpus;
pub mod deciding;
pub mod folder;
pub mod hosting;
pub mod naming;
pub mod nominating;
pub mod office;
pub mod pairing;
pub mod papers;
pub mod people;
pub mod plans;
pub mod referees;
pub mod reviewing;
pub mod said;
pub mod screening;
pub mod script;
mod together;
pub mod visiting;

use std::{fmt, path::Path, sync::Arc};

use crate::{
    config::Config,
    db::{Database, Options},
    files::store,
    keys::Keys,
};
use build::{Account, Site, Wish, build};
use folder::{Folder, FolderRefused};

/// A demo that is ready to be served. The folder goes with the value where it is a temporary one.
#[derive(Debug)]
pub struct Demo {
    /// Its configuration: the defaults, in its own folder.
    pub config: Config,
    /// The filled database.
    pub db: Database,
    /// Accounts to try it with.
    pub accounts: Vec<Account>,
    _folder: Folder,
}

/// Why there is no demo, as a sentence for whoever asked for it.
#[derive(Debug)]
pub enum DemoRefused {
    /// The folder is not used.
    Folder(FolderRefused),
    /// Something broke.
    Broken(String),
}

impl fmt::Display for DemoRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(refused) => refused.fmt(f),
            Self::Broken(why) => write!(f, "The demo could not be built: {why}."),
        }
    }
}
impl std::error::Error for DemoRefused {}

impl Demo {
    /// Makes a fresh office in the named folder, or in a temporary one.
    ///
    /// # Errors
    /// A sentence for whoever asked for it; a temporary folder is gone then.
    pub fn prepare(named: Option<&Path>, wish: &Wish) -> Result<Self, DemoRefused> {
        let folder = Folder::fresh(named).map_err(DemoRefused::Folder)?;
        let config = Config::in_folder(folder.path());
        let broken = |why: &dyn fmt::Display| DemoRefused::Broken(why.to_string());
        let url = config.database().parse().map_err(|e| broken(&e))?;
        let db = Database::open(&url, &Options::default()).map_err(|e| broken(&e))?;
        db.migrate().map_err(|e| broken(&e))?;
        let keys = Arc::new(Keys::new(&config.secret().map_err(|e| broken(&e))?));
        let documents = store::Folder::open(&folder.path().join("documents")).map_err(|e| broken(&e))?;
        let site = Site { db: db.clone(), keys, documents: Arc::new(documents) };
        let accounts = build(&site, wish).map_err(|e| broken(&format_args!("{e:?}")))?;
        Ok(Self { config, db, accounts, _folder: folder })
    }

    /// What is printed once the demo listens at `url`, which has no slash at its end.
    pub fn announcement(&self, url: &str, json: bool) -> String {
        let mailbox = format!("{url}/mailbox");
        if json {
            return serde_json::json!({ "url": url, "mailbox": mailbox, "accounts": self.accounts }).to_string();
        }
        let mut lines =
            vec![format!("The demo is at {url}"), format!("Mails that it sends are at {mailbox}"), String::new()];
        lines.extend(self.accounts.iter().map(|a| format!("  {:<10} {:<26} {}", a.role, a.email, a.password)));
        lines.push(String::new());
        lines.push("Stop it with Ctrl-C.".to_owned());
        lines.join("\n")
    }
}
