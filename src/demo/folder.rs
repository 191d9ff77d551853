//! The demo's data folder. Only a folder that is empty, or that an earlier demo made, is ever written to.

use std::{
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::domain::chance::Chance;

/// The file by which a demo's folder is known. It is locked as long as a demo runs on the folder.
const MARK: &str = "sojourn-demo";
/// What a demo keeps in its folder, and so what a new demo may remove from it.
const KEPT: [&str; 8] =
    ["sojourn.db", "sojourn.db-wal", "sojourn.db-shm", "sojourn.db-journal", "documents", "spool", "mail", "secret"];

/// A folder that a demo may use.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Whether it goes when the demo ends.
    temporary: bool,
    _lock: fs::File,
}

/// Why a folder is not used, as a sentence for whoever typed its name.
#[derive(Debug)]
pub enum FolderRefused {
    /// Something else is in it.
    NotADemo(PathBuf),
    /// Another demo runs on it.
    InUse(PathBuf),
    /// The machine refused.
    Broken(PathBuf, io::Error),
}

impl fmt::Display for FolderRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADemo(path) => write!(
                f,
                "{} is not empty and was not made by a demo. Name an empty folder, or one that does not exist yet.",
                path.display()
            ),
            Self::InUse(path) => {
                write!(f, "Another demo runs on {}. Stop it first, or name another folder.", path.display())
            }
            Self::Broken(path, why) => write!(f, "{} cannot be used: {why}.", path.display()),
        }
    }
}
impl std::error::Error for FolderRefused {}

impl Folder {
    /// A fresh folder: the named one, emptied of what an earlier demo kept there; or a temporary one, which goes with the value.
    ///
    /// # Errors
    /// A sentence for whoever named it.
    pub fn fresh(named: Option<&Path>) -> Result<Self, FolderRefused> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => temporary(),
        };
        match claim(&path, named.is_none()) {
            Ok(Some(lock)) => Ok(Self { path, temporary: named.is_none(), _lock: lock }),
            Ok(None) => Err(FolderRefused::NotADemo(path)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(FolderRefused::InUse(path)),
            Err(error) => Err(FolderRefused::Broken(path, error)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            // What stays is in the system's folder for such things, which the system empties.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn temporary() -> PathBuf {
    let random = Chance::from_system().bytes();
    let name = random.iter().take(8).fold("sojourn-demo-".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    std::env::temp_dir().join(name)
}

/// Makes the folder ours; `None` where it is somebody else's.
fn claim(path: &Path, must_be_new: bool) -> io::Result<Option<fs::File>> {
    private(path, !must_be_new)?;
    let mark = path.join(MARK);
    if !mark.is_file() && fs::read_dir(path)?.next().is_some() {
        return Ok(None);
    }
    let mut lock = fs::File::options().create(true).truncate(false).write(true).open(&mark)?;
    lock.try_lock().map_err(io::Error::from)?;
    for name in KEPT {
        remove(&path.join(name))?;
    }
    lock.set_len(0)?;
    lock.write_all(b"A demo of Sojourn keeps its data here. The next demo on this folder replaces it.\n")?;
    Ok(Some(lock))
}

fn private(path: &Path, may_be_there: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(may_be_there).create(path)
}

fn remove(path: &Path) -> io::Result<()> {
    let done = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_names_a_folder_with_other_things_in_it_keeps_them() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("thesis.txt"), "ten years").unwrap();
        let refused = Folder::fresh(Some(parent.path())).unwrap_err();
        assert!(refused.to_string().ends_with("Name an empty folder, or one that does not exist yet."));
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_demos_folder_is_made_anew_unless_a_demo_runs_on_it() {
        let parent = tempfile::tempdir().unwrap();
        let named = parent.path().join("new/demo");
        let first = Folder::fresh(Some(&named)).unwrap();
        fs::write(first.path().join("sojourn.db"), "old").unwrap();
        fs::create_dir(first.path().join("documents")).unwrap();
        assert!(matches!(Folder::fresh(Some(&named)), Err(FolderRefused::InUse(_))));
        drop(first);
        let again = Folder::fresh(Some(&named)).unwrap();
        assert_eq!(fs::read_dir(again.path()).unwrap().count(), 1);
    }

    #[test]
    fn whoever_names_no_folder_finds_nothing_left_behind() {
        let folder = Folder::fresh(None).unwrap();
        let path = folder.path().to_owned();
        fs::write(path.join("sojourn.db"), "x").unwrap();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }
}
