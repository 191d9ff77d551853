//! Letters of reference: what their link shows to a referee, who has no account, and how a letter is shown to everybody who reads it.
//!
//! The link is answered in every state of the letter and of the application. Opening it changes nothing.

pub mod asking;
pub mod room;
pub mod said;
pub mod shown;
pub mod writing;
