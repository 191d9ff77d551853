//! The runner: starts each job, again and again, until it is told to stop.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, timeout_at},
};

use super::{
    deliver_mail::{self, Post},
    stop::{Stop, Stopped},
};
use crate::{
    actions::{Error, app::App},
    db::leases,
    domain::time::{Span, Timestamp},
};

/// What a job gives: how much it did.
pub type Done = Pin<Box<dyn Future<Output = Result<usize, Error>> + Send>>;

/// A job of the clock.
#[derive(Clone, Copy)]
pub struct Periodic {
    /// Its name, as it stands in the table of leases and in the log.
    pub name: &'static str,
    /// How often it looks.
    pub every: Duration,
    /// Does what is due at the moment, a bounded piece at a time, and says how much that was.
    pub run: fn(App, Timestamp) -> Done,
}

impl std::fmt::Debug for Periodic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Periodic").field("name", &self.name).field("every", &self.every).finish_non_exhaustive()
    }
}

/// The running jobs.
#[derive(Debug)]
pub struct Running {
    stop: Stop,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Lets every job finish the piece that it is at, then ends it and gives its lease back. What takes longer than `patience`,
    /// such as a mail server that does not answer, is broken off.
    pub async fn stop(self, patience: Duration) {
        self.stop.say();
        let end = Instant::now() + patience;
        for mut task in self.tasks {
            match timeout_at(end, &mut task).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a job did not end well"),
                Err(_) => {
                    tracing::warn!("a job was broken off");
                    task.abort();
                }
            }
        }
    }
}

/// Starts these jobs of the clock and the delivery of mails.
pub fn start(app: &App, post: Post, jobs: &[Periodic]) -> Running {
    let (stop, stopped) = Stop::new();
    let holder: Arc<str> = app.source.chance().uuid(app.clock.now()).to_string().into();
    let mut tasks = Vec::with_capacity(jobs.len() + 1);
    for &job in jobs {
        tasks.push(tokio::spawn(repeat(app.clone(), job, Arc::clone(&holder), stopped.clone())));
    }
    tasks.push(tokio::spawn(deliver_mail::repeat(app.clone(), post, stopped)));
    Running { stop, tasks }
}

/// How long a lease outlasts the next look: a process that died is replaced after that.
const SLACK: Duration = Duration::from_mins(1);

async fn repeat(app: App, job: Periodic, holder: Arc<str>, mut stopped: Stopped) {
    let mut look = tokio::time::interval(job.every);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopped.said() => break,
            _ = look.tick() => run_leased(&app, job, &holder).await,
        }
    }
    let done = app.db.write(move |conn| leases::give_back(conn, job.name, &holder)).await;
    if let Err(error) = done {
        tracing::warn!(job = job.name, %error, "the lease was not given back");
    }
}

/// Runs the job if this process has its lease or can take it.
async fn run_leased(app: &App, job: Periodic, holder: &Arc<str>) {
    let now = app.clock.now();
    let until = now + Span::from_std(job.every + SLACK).unwrap_or(Span::MAX);
    let holder = Arc::clone(holder);
    let taken = app.db.write(move |conn| leases::take(conn, job.name, &holder, now, until)).await;
    match taken {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => {
            tracing::error!(job = job.name, %error, "the lease could not be taken");
            return;
        }
    }
    // In a task of its own, so that a panic ends this run and not the job for good.
    match tokio::spawn((job.run)(app.clone(), now)).await {
        Ok(Ok(0)) => {}
        Ok(Ok(done)) => tracing::info!(job = job.name, done, "a job did what was due"),
        Ok(Err(error)) => tracing::error!(job = job.name, ?error, "a job failed"),
        Err(error) => tracing::error!(job = job.name, %error, "a job broke off"),
    }
}
