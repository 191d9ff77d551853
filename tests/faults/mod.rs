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
