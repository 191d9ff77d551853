//! The press: sets papers in a process of its own, which may use so much memory and time and is killed when it wants more. A crafted
//! document can stop that process and nothing else: the paper is then set without it and says so.

use std::{
    io::{self, Read as _, Write as _},
    panic,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tokio::{io::AsyncWriteExt as _, process::Command, sync::Semaphore};

use super::{ConsentPaper, Matter, Paper, set};
use crate::files::inspector::{Limits, confined};

/// The hidden command under which the program sets one paper.
const PRINT: &str = "set-paper";
/// How long one paper may take; and, where it was not set, the search for the file that is to blame.
const PATIENCE: Duration = Duration::from_mins(2);
/// How long one file alone may take in that search.
const ALONE: Duration = Duration::from_secs(30);
/// What the process that sets one paper may use.
const LIMITS: Limits = Limits { memory: 2 << 30, seconds: 90, written: 512 << 20, files: 64 };
/// Papers that are set at the same time; the others wait.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Sets papers.
#[derive(Debug, Clone)]
pub struct Press {
    /// The program to start; `None` sets the paper in this process.
    program: Option<PathBuf>,
    patience: Duration,
}

/// What the process is given.
#[derive(Serialize, Deserialize)]
struct Job {
    matter: Matter,
    files: Vec<PathBuf>,
}

impl Press {
    /// With the program that is running. Where that is not Sojourn itself, as in a test, papers are set in this process.
    pub fn find() -> Self {
        Self::with(std::env::current_exe().ok().filter(|exe| exe.file_stem().is_some_and(|name| name == "sojourn")))
    }

    /// With this program, or in this process.
    pub fn with(program: Option<PathBuf>) -> Self {
        Self { program, patience: PATIENCE }
    }

    /// With less patience.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sets the paper into the new file `into`, with the files at these paths. A file that cannot be set is left out, and the paper says
    /// so. Says whether there is a paper; where not, the machine lacks something and the log knows what.
    ///
    /// # Errors
    /// Where the process cannot be started or the file not be written.
    pub async fn print(&self, mut paper: Paper, files: &[PathBuf], into: &Path) -> io::Result<bool> {
        let _place = PLACES.acquire().await.map_err(io::Error::other)?;
        if self.application(&paper, files, into, self.patience).await? {
            return Ok(true);
        }
        let bad = self.blame(&paper, files, into).await?;
        if bad.is_empty() {
            return Ok(false);
        }
        for index in bad {
            paper.annexes[index].file = None;
            paper.words.not_included.clone_into(&mut paper.annexes[index].note);
        }
        self.application(&paper, files, into, self.patience).await
    }

    /// The annexes whose files cannot be set. Several that take long would hold the press up for everybody, so those that were not tried
    /// in time are blamed as well.
    async fn blame(&self, paper: &Paper, files: &[PathBuf], into: &Path) -> io::Result<Vec<usize>> {
        let until = Instant::now() + self.patience;
        let mut bad = Vec::new();
        for (index, _) in paper.annexes.iter().enumerate().filter(|(_, annex)| annex.file.is_some()) {
            let left = until.saturating_duration_since(Instant::now()).min(ALONE);
            if left.is_zero() || !self.application(&paper.of_annex(index), files, into, left).await? {
                bad.push(index);
            }
        }
        Ok(bad)
    }

    /// Sets a Letter of Consent into the new file `into`. Says whether there is a paper.
    ///
    /// # Errors
    /// As [`Self::print`].
    pub async fn print_consent(&self, letter: ConsentPaper, into: &Path) -> io::Result<bool> {
        let _place = PLACES.acquire().await.map_err(io::Error::other)?;
        self.set(Job { matter: Matter::Consent(letter), files: Vec::new() }, into, self.patience).await
    }

    async fn application(&self, paper: &Paper, files: &[PathBuf], into: &Path, patience: Duration) -> io::Result<bool> {
        let job = Job { matter: Matter::Application(paper.clone()), files: files.to_vec() };
        self.set(job, into, patience).await
    }

    async fn set(&self, job: Job, into: &Path, patience: Duration) -> io::Result<bool> {
        let written = std::fs::File::create(into)?;
        match &self.program {
            Some(program) => outside(program, &job, written, patience).await,
            None => tokio::task::spawn_blocking(move || here(job, &written)).await.map_err(io::Error::other)?,
        }
    }
}

/// Has another process set it. One that answers nothing in time is killed.
async fn outside(program: &Path, job: &Job, into: std::fs::File, patience: Duration) -> io::Result<bool> {
    let job = serde_json::to_vec(job)?;
    // The environment holds the secrets of the office; whoever reads hostile files does not need them.
    let mut command = Command::new(program);
    command.arg(PRINT).env_clear().env("RAYON_NUM_THREADS", "1").kill_on_drop(true);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::from(into)).stderr(Stdio::piped()).spawn()?;
    let work = async {
        if let Some(mut stdin) = child.stdin.take() {
            // A process that ended before it had read all has said why by ending.
            let _ = stdin.write_all(&job).await;
        }
        child.wait_with_output().await
    };
    let Ok(output) = tokio::time::timeout(patience, work).await else {
        tracing::warn!("a paper took too long to set");
        return Ok(false);
    };
    let output = output?;
    if !output.status.success() {
        tracing::warn!(status = %output.status, why = %String::from_utf8_lossy(&output.stderr), "a paper was not set");
    }
    Ok(output.status.success())
}

/// Sets it in this process.
fn here(job: Job, mut into: &std::fs::File) -> io::Result<bool> {
    match read_and_set(job) {
        Ok(pdf) => into.write_all(&pdf).map(|()| true),
        Err(why) => {
            tracing::warn!(%why, "a paper was not set");
            Ok(false)
        }
    }
}

fn read_and_set(job: Job) -> Result<Vec<u8>, String> {
    let files = job.files.iter().map(std::fs::read).collect::<io::Result<Vec<_>>>().map_err(|e| e.to_string())?;
    // A reader may be somebody else's code on hostile bytes.
    let set = panic::catch_unwind(panic::AssertUnwindSafe(|| set::set(job.matter, files)));
    set.unwrap_or_else(|_| Err("broke-down".to_owned()))
}

/// What the program does when it is started for one paper: reads it from the standard input and writes the PDF to the standard output.
/// `None` where `what` is no such command.
pub fn run(what: &str) -> Option<ExitCode> {
    if what != PRINT {
        return None;
    }
    let done = confined(LIMITS, || {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        let pdf = read_and_set(serde_json::from_slice(&bytes)?).map_err(io::Error::other)?;
        io::stdout().lock().write_all(&pdf)
    });
    match done {
        Ok(()) => Some(ExitCode::SUCCESS),
        Err(why) => {
            // The process that started this one puts it into the log.
            let _ = writeln!(io::stderr(), "{why}");
            Some(ExitCode::FAILURE)
        }
    }
}
