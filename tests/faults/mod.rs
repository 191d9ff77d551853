//! What must never be lost, while the program is killed, is told to stop, has a full disk, breaks half-way, or has no mail server.

mod applicant;
mod disk;
mod halfway;
mod kill;
mod mail;
mod office;
mod record;
mod stop;

pub use office::fill;

/// Waits for what others do meanwhile.
async fn until(mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        tokio::task::yield_now().await;
    }
}
