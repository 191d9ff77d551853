//! The inspector: looks into files in a process of its own, which may use little memory and little time and is killed when it
//! wants more. A crafted file can stop that process and nothing else.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    sync::Arc,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::{process::Command, sync::Semaphore};

use super::inspect::{self, Fault, Inspected};

/// The hidden command under which the program looks into one file.
pub const COMMAND: &str = "look-into";
/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Processor seconds of one file.
const SECONDS: u64 = 10;
/// Address space of one file, in bytes.
const MEMORY: u64 = 768 << 20;
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

    /// Looks into the PDF at `path`. The outer error is this machine's, the inner one the file's.
    pub async fn pdf(&self, path: &Path) -> io::Result<Result<Inspected, Fault>> {
        let _place = self.places.acquire().await.map_err(io::Error::other)?;
        if let Some(program) = &self.program {
            return outside(program, path).await;
        }
        let path = path.to_owned();
        let here = move || Ok(inspect::pdf(&std::fs::read(path)?));
        tokio::task::spawn_blocking(here).await.map_err(io::Error::other)?
    }
}

/// Starts the program and reads its answer. No answer, or none in time, means that the file made it stop.
async fn outside(program: &Path, path: &Path) -> io::Result<Result<Inspected, Fault>> {
    // The environment holds the secrets of the office; whoever reads a hostile file does not need them.
    let mut command = Command::new(program);
    command.arg(COMMAND).env_clear().kill_on_drop(true);
    command.stdin(Stdio::from(std::fs::File::open(path)?)).stderr(Stdio::null());
    let Ok(output) = tokio::time::timeout(PATIENCE, command.output()).await else {
        return Ok(Err(Fault::Damaged));
    };
    Ok(serde_json::from_slice(&output?.stdout).unwrap_or(Err(Fault::Damaged)))
}

/// What the program does when it is started for one file: reads it from the standard input and prints the answer as JSON.
pub fn run() -> ExitCode {
    match confined(|| {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(inspect::pdf(&bytes))
    }) {
        Ok(answer) => {
            println!("{}", serde_json::to_string(&answer).unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}

/// Limits this process for good, then works.
fn confined<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    limit(Resource::As, MEMORY)?;
    limit(Resource::Cpu, SECONDS)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Nofile, 8)?;
    work()
}
