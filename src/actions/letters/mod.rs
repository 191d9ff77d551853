//! Letters of reference: an applicant names referees, who are asked by mail and write by one link, without an account.
//!
//! [`asking`] is what the applicant does, [`giving`] what the referee does, [`office`] what an officer does, [`passing`] what happens by
//! itself, [`files`] the file of a letter, [`required`] what the call wants before an application may go on, [`reading`] who may read one.

pub mod asking;
pub mod files;
pub mod giving;
pub mod office;
pub mod passing;
pub mod reading;
pub mod required;
mod sending;
mod step;
mod telling;
