//! Allocation: who is placed, within quotas of countries and fields.
//!
//! Without hosts, [`best_set()`] finds the set of greatest total score. With hosts that applicants choose in order, [`stable()`] finds a
//! matching in which nobody has a claim to a place that another holds.

mod best_set;
mod people;
#[cfg(test)]
mod properties;
mod stable;

pub use best_set::best_set;
pub use people::{Allocation, Applicant, Bar, Blocking, Host, Limit, Quota, Reason};
pub use stable::stable;
