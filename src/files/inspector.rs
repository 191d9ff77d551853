//! The inspector: looks into files in a process of its own, which may use little memory and little time and is killed when it
//! wants more. A crafted file can stop that process and nothing else.

use std::{
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ExitCode, Output, Stdio},
    sync::Arc,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::{process::Command, sync::Semaphore};

use super::{
    inspect::{self, Fault, Inspected},
    thumbnail,
};
use crate::domain::form::FileFormat;

/// The hidden command under which the program looks into one file.
const LOOK: &str = "look-into";
/// The hidden command under which the program takes out of one file who wrote it.
const STRIP: &str = "without-author";
/// The hidden command under which the program draws one file small.
const DRAW: &str = "draw-small";
/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the process that looks into one file may use; who only looks writes nothing.
const LIMITS: Limits = Limits { memory: 768 << 20, seconds: 10, written: 0, files: 8 };
/// Most bytes of a file that is written anew; who only looks writes none.
const WRITTEN: u64 = 256 << 20;
/// Most bytes of a file that is drawn small.
pub const DRAWN: u64 = 1 << 20;
/// Files looked into at the same time; the others wait.
const AT_ONCE: usize = 2;

/// Looks into files.
#[derive(Debug, Clone)]
pub struct Inspector {
    /// The program to start; `None` looks into the file in this process.
    program: Option<PathBuf>,
    places: Arc<Semaphore>,
}

impl Inspector {
    /// With the program that is running. Where that is not Sojourn itself, as in a test, files are looked into in this process.
    pub fn find() -> Self {
        let program = std::env::current_exe().ok().filter(|exe| exe.file_stem().is_some_and(|name| name == "sojourn"));
        Self::with(program)
    }

    /// With this program, or in this process.
    pub fn with(program: Option<PathBuf>) -> Self {
        Self { program, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Looks into the file at `path`, which is of this format. The outer error is this machine's, the inner one the file's.
    pub async fn look(&self, format: FileFormat, path: &Path) -> io::Result<Result<Inspected, Fault>> {
        let _place = self.places.acquire().await.map_err(io::Error::other)?;
        if let Some(program) = &self.program {
            return outside(program, format, path).await;
        }
        let path = path.to_owned();
        let here = move || Ok(inspect::look(format, &std::fs::read(path)?));
        tokio::task::spawn_blocking(here).await.map_err(io::Error::other)?
    }

    /// Writes the file at `path` to the new file `into`, without what says who wrote it. The errors are as for [`Self::look`].
    pub async fn without_author(&self, format: FileFormat, path: &Path, into: &Path) -> io::Result<Result<(), Fault>> {
        Ok(if self.write(STRIP, format, path, into).await? { Ok(()) } else { Err(Fault::Damaged) })
    }

    /// Draws the file at `path` small, as a PNG, into the new file `into`. Says whether it could.
    pub async fn draw_small(&self, format: FileFormat, path: &Path, into: &Path) -> io::Result<bool> {
        self.write(DRAW, format, path, into).await
    }

    /// Writes what this command makes of the file at `path` to the new file `into`. Says whether it could.
    async fn write(&self, what: &'static str, format: FileFormat, path: &Path, into: &Path) -> io::Result<bool> {
        let _place = self.places.acquire().await.map_err(io::Error::other)?;
        let mut written = std::fs::File::create_new(into)?;
        if let Some(program) = &self.program {
            let done = start(program, what, format, path, Stdio::from(written)).await?;
            return Ok(done.is_some_and(|output| output.status.success()));
        }
        let path = path.to_owned();
        let here = move || {
            let bytes = std::fs::read(path)?;
            let Some(made) = command(what).and_then(|(_, answer)| answer(format, &bytes)) else { return Ok(false) };
            written.write_all(&made).map(|()| true)
        };
        tokio::task::spawn_blocking(here).await.map_err(io::Error::other)?
    }
}

/// Starts the program and reads its answer. No answer, or none in time, means that the file made it stop.
async fn outside(program: &Path, format: FileFormat, path: &Path) -> io::Result<Result<Inspected, Fault>> {
    let answer = start(program, LOOK, format, path, Stdio::piped()).await?;
    let read = answer.and_then(|output| serde_json::from_slice(&output.stdout).ok());
    Ok(read.unwrap_or(Err(Fault::Damaged)))
}

/// Starts the program on one file and waits for its end; `None` where that takes too long.
async fn start(program: &Path, what: &str, format: FileFormat, path: &Path, out: Stdio) -> io::Result<Option<Output>> {
    // The environment holds the secrets of the office; whoever reads a hostile file does not need them.
    let mut command = Command::new(program);
    command.args([what, format.word()]).env_clear().kill_on_drop(true);
    // The allocator takes its memory in pieces of so many KiB; in larger ones, some lie so that the next no longer fits under the limit.
    command.env("MIMALLOC_ARENA_RESERVE", "32768");
    command.stdin(Stdio::from(std::fs::File::open(path)?)).stdout(out).stderr(Stdio::null());
    tokio::time::timeout(PATIENCE, command.spawn()?.wait_with_output()).await.ok().transpose()
}

/// What is answered to the bytes of a file; nothing where it cannot be.
type Answer = fn(FileFormat, &[u8]) -> Option<Vec<u8>>;

/// A hidden command: most bytes that it writes, and what it answers.
fn command(what: &str) -> Option<(u64, Answer)> {
    match what {
        LOOK => Some((0, |format, bytes| serde_json::to_vec(&inspect::look(format, bytes)).ok())),
        STRIP => Some((WRITTEN, |format, bytes| inspect::without_author(format, bytes).ok())),
        DRAW => Some((DRAWN, thumbnail::draw)),
        _ => None,
    }
}

/// What the program does when it is started for one file, under the hidden command `what`, for a file of the format of this
/// word: reads the file from the standard input and writes its answer to the standard output. `None` where `what` is no such command.
pub fn run(what: &str, format: &str) -> Option<ExitCode> {
    let (written, answer) = command(what)?;
    let Ok(format) = format.parse() else { return Some(ExitCode::FAILURE) };
    let done = confined(Limits { written, ..LIMITS }, || {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        let answer = answer(format, &bytes).ok_or(io::ErrorKind::InvalidData)?;
        io::stdout().lock().write_all(&answer)
    });
    Some(if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a process may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Address space, in bytes.
    pub memory: u64,
    /// Processor seconds.
    pub seconds: u64,
    /// Most bytes of a file that it writes.
    pub written: u64,
    /// Files that are open at the same time.
    pub files: u64,
}

/// Limits this process for good, then works.
///
/// # Errors
/// Where it cannot be limited, and what the work gives.
pub fn confined<T>(limits: Limits, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    limit(Resource::As, limits.memory)?;
    limit(Resource::Cpu, limits.seconds)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, limits.written)?;
    limit(Resource::Nofile, limits.files)?;
    work()
}
