//! What must never be lost, while the program is killed, is told to stop, has a full disk, or breaks half-way.

mod applicant;
mod disk;
mod halfway;
mod kill;
mod office;
mod record;
mod stop;

pub use office::fill;
