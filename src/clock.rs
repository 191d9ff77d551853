//! The clock: the only place that asks the machine what time it is. Everything else is told.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
};

use chrono::Utc;

use crate::domain::time::{Span, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync + fmt::Debug {
    /// This instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::new(Utc::now())
    }
}

/// A clock that stands still until it is moved: for tests, and for the demo while it is built.
#[derive(Debug)]
pub struct StillClock(AtomicI64);

impl StillClock {
    /// A clock that stands at `now`.
    pub fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.unix_micros()))
    }

    /// Moves it to `now`.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.unix_micros(), Ordering::SeqCst);
    }

    /// Moves it by `span`.
    pub fn advance(&self, span: Span) {
        self.set(self.now() + span);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_micros(self.0.load(Ordering::SeqCst))
    }
}
