//! The word to stop, as jobs hear it.

use tokio::sync::watch;

/// Says when to stop.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

/// Hears it.
#[derive(Debug, Clone)]
pub struct Stopped(watch::Receiver<bool>);

impl Stop {
    /// Both ends.
    pub fn new() -> (Self, Stopped) {
        let (say, hear) = watch::channel(false);
        (Self(say), Stopped(hear))
    }

    /// Tells everybody who hears.
    pub fn say(&self) {
        self.0.send_replace(true);
    }
}

impl Stopped {
    /// Whether it was said.
    pub fn is_said(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is said. That whoever could say it is gone counts as said.
    pub async fn said(&mut self) {
        drop(self.0.wait_for(|&stop| stop).await);
    }
}
