//! The pool that hashes passwords: so many at once and so many waiting, so that a flood of sign-ins takes neither the memory nor the
//! threads that serve pages. Threads of its own, because a hash is tens of milliseconds of pure computing.

use std::{
    num::NonZero,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::oneshot;

use crate::{actions::Error, config::Config};

/// Seconds after which somebody who found the queue full may try again.
const RETRY: u32 = 5;

type Job = Box<dyn FnOnce(&Hasher) + Send>;

/// The pool. Cheap to clone; the threads end with the last clone.
#[derive(Debug, Clone)]
pub struct Pool {
    queue: SyncSender<Job>,
    hasher: Hasher,
}

#[derive(Debug, Clone)]
struct Hasher {
    argon2: Argon2<'static>,
}

/// What a look at a password gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is another password, or there is no account.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and this hash by today's stronger parameters is to replace the stored one.
    Stronger(String),
}

impl Pool {
    /// A pool with the parameters of the configuration.
    ///
    /// # Errors
    /// Where Argon2 takes no such parameters, or the machine gives no threads.
    pub fn new(config: &Config) -> std::io::Result<Self> {
        let params = Params::new(config.hash_memory, config.hash_passes, config.hash_lanes, None);
        let params = params.map_err(|e| std::io::Error::other(format!("parameters of the password hash: {e}")))?;
        let hasher = Hasher { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params) };
        let (queue, jobs) = sync_channel::<Job>(config.hash_queue);
        let jobs = Arc::new(Mutex::new(jobs));
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        for n in 0..config.hash_at_once.unwrap_or(cores) {
            let (jobs, hasher) = (Arc::clone(&jobs), hasher.clone());
            std::thread::Builder::new().name(format!("passwords-{n}")).spawn(move || work(&jobs, &hasher))?;
        }
        Ok(Self { queue, hasher })
    }

    /// The hash of a new password. `salt` comes from the random source.
    ///
    /// # Errors
    /// `TooMany` where the queue is full.
    pub async fn hash(&self, password: &str, salt: [u8; 32]) -> Result<String, Error> {
        let password = password.to_owned();
        self.run(move |hasher| hasher.hash(&password, salt)).await?
    }

    /// As [`Self::hash`], on this thread: for the command line and the demo.
    ///
    /// # Errors
    /// Where the hash cannot be computed.
    pub fn hash_now(&self, password: &str, salt: [u8; 32]) -> Result<String, Error> {
        self.hasher.hash(password, salt)
    }

    /// Whether `password` is that of `stored`. Without a stored hash it computes one all the same, so that the time does not tell
    /// whether there is an account.
    ///
    /// # Errors
    /// `TooMany` where the queue is full.
    pub async fn verify(&self, password: &str, stored: Option<String>, salt: [u8; 32]) -> Result<Verdict, Error> {
        let password = password.to_owned();
        self.run(move |hasher| hasher.verify(&password, stored.as_deref(), salt)).await?
    }

    async fn run<T: Send + 'static>(&self, f: impl FnOnce(&Hasher) -> T + Send + 'static) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |hasher| {
            // Whoever asked may have gone meanwhile; then the work is saved.
            if !answer.is_closed() {
                let _ = answer.send(f(hasher));
            }
        });
        self.queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Error::TooMany(RETRY),
            TrySendError::Disconnected(_) => Error::Internal("the password pool ended".to_owned()),
        })?;
        answered.await.map_err(|_| Error::Internal("the password pool gave no answer".to_owned()))
    }
}

fn work(jobs: &Mutex<Receiver<Job>>, hasher: &Hasher) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            // A job that panics ends alone: its answer is dropped, and with it the wait of whoever asked.
            Ok(job) => {
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(hasher)));
            }
            Err(_) => return,
        }
    }
}

impl Hasher {
    fn hash(&self, password: &str, salt: [u8; 32]) -> Result<String, Error> {
        let hash: Result<PasswordHash, _> = self.argon2.hash_password_with_salt(password.as_bytes(), &salt[..16]);
        hash.map(|h| h.to_string()).map_err(|e| Error::Internal(format!("the password hash: {e}")))
    }

    fn verify(&self, password: &str, stored: Option<&str>, salt: [u8; 32]) -> Result<Verdict, Error> {
        let Some(stored) = stored.and_then(|stored| PasswordHash::new(stored).ok()) else {
            self.hash(password, salt)?;
            return Ok(Verdict::Wrong);
        };
        if self.argon2.verify_password(password.as_bytes(), &stored).is_err() {
            return Ok(Verdict::Wrong);
        }
        if self.is_weaker(&stored) {
            return self.hash(password, salt).map(Verdict::Stronger);
        }
        Ok(Verdict::Right)
    }

    fn is_weaker(&self, stored: &PasswordHash) -> bool {
        let Ok(then) = Params::try_from(stored) else { return true };
        let now = self.argon2.params();
        then.m_cost() < now.m_cost() || then.t_cost() < now.t_cost() || then.p_cost() < now.p_cost()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(memory: u32, at_once: usize, queue: usize) -> Pool {
        let mut config = Config::in_folder(std::path::Path::new("unused"));
        config.hash_memory = memory;
        config.hash_at_once = Some(at_once);
        config.hash_queue = queue;
        Pool::new(&config).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_right_wrong_or_right_with_a_weak_hash() {
        let pool = pool(8192, 1, 4);
        let stored = pool.hash("correct horse", [1; 32]).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8192,t=2,p=1$"), "{stored}");
        let look = |password, stored| pool.verify(password, stored, [2; 32]);
        assert_eq!(look("correct horse", Some(stored.clone())).await, Ok(Verdict::Right));
        assert_eq!(look("correct horse ", Some(stored.clone())).await, Ok(Verdict::Wrong));
        assert_eq!(look("correct horse", None).await, Ok(Verdict::Wrong));
        let raised = super::tests::pool(9216, 1, 4);
        let Ok(Verdict::Stronger(new)) = raised.verify("correct horse", Some(stored), [3; 32]).await else { panic!() };
        assert_eq!(raised.verify("correct horse", Some(new), [3; 32]).await, Ok(Verdict::Right));
    }

    #[tokio::test]
    async fn who_comes_when_the_queue_is_full_is_asked_to_come_again() {
        let pool = pool(8192, 1, 1);
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let first = pool.clone();
        let blocked = tokio::spawn(async move { first.run(move |_| wait.recv()).await });
        tokio::task::yield_now().await;
        // One more fits into the queue, or two while the thread has not begun with the first; then no more.
        let mut waiting = Vec::new();
        let mut refused = 0;
        for _ in 0..4 {
            let pool = pool.clone();
            waiting.push(tokio::spawn(async move { pool.hash("x", [1; 32]).await }));
            tokio::task::yield_now().await;
        }
        go.send(()).unwrap();
        for answer in waiting {
            refused += usize::from(answer.await.unwrap() == Err(Error::TooMany(RETRY)));
        }
        assert!(refused >= 2, "{refused}");
        assert!(blocked.await.unwrap().is_ok());
    }
}
