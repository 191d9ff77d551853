//! Limits against guessing and flooding: so many tries in a window of time, counted in the database, so that they hold over restarts
//! and over several processes. None of them locks a person out for good: windows end, and a browser that signed in before is
//! counted apart from everybody else's tries at the same account.

use std::net::IpAddr;

use crate::{
    actions::{Error, Tx},
    db,
    domain::time::Span,
};

/// So many tries in a window.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    kind: &'static str,
    most: i32,
    minutes: i64,
}

/// Sign-ins from one network address: a whole institute may share one.
pub const SIGN_IN_ADDRESS: Limit = Limit { kind: "sign-in-address", most: 200, minutes: 15 };
/// Sign-ins to one account from one network address.
pub const SIGN_IN_PAIR: Limit = Limit { kind: "sign-in-pair", most: 10, minutes: 15 };
/// Sign-ins to one account from browsers that never signed in to it.
pub const SIGN_IN_ACCOUNT: Limit = Limit { kind: "sign-in-account", most: 60, minutes: 60 };
/// Sign-ins to one account from a browser that did.
pub const SIGN_IN_DEVICE: Limit = Limit { kind: "sign-in-device", most: 20, minutes: 15 };
/// Current passwords given by somebody who is signed in.
pub const PROOF: Limit = Limit { kind: "proof", most: 10, minutes: 15 };
/// Registrations and requests for a new password from one network address.
pub const MAIL_ADDRESS: Limit = Limit { kind: "mail_address", most: 60, minutes: 60 };
/// Mails about an account that strangers can have sent to one recipient.
pub const MAIL_RECIPIENT: Limit = Limit { kind: "mail_recipient", most: 5, minutes: 60 };
/// Uses of one-time links from one network address.
pub const LINK_ADDRESS: Limit = Limit { kind: "link-address", most: 200, minutes: 15 };
/// Requests for letters that one applicant has sent.
pub const LETTER_OWNER: Limit = Limit { kind: "letter_owner", most: 30, minutes: 60 };
/// Requests for letters that applicants have sent to one recipient.
pub const LETTER_RECIPIENT: Limit = Limit { kind: "letter_recipient", most: 20, minutes: 60 };
/// What one referee does by the link.
pub const LETTER: Limit = Limit { kind: "letter", most: 120, minutes: 60 };

impl Limit {
    /// Counts a try.
    ///
    /// # Errors
    /// `TooMany` with the seconds until the window ends.
    pub fn count(self, tx: &mut Tx, subject: &str) -> Result<(), Error> {
        let window = Span::minutes(self.minutes);
        let count = db::limits::count(tx.conn, &tx.keys.limit_key(self.kind, subject), tx.now, window)?;
        if count <= self.most {
            return Ok(());
        }
        tracing::warn!(limit = self.kind, "a limit was reached");
        let length = self.minutes * 60;
        let left = length - (tx.now.unix_micros() / 1_000_000).rem_euclid(length);
        Err(Error::TooMany(u32::try_from(left).unwrap_or(60)))
    }

    /// Forgets the tries, after a success.
    pub fn forget(self, tx: &mut Tx, subject: &str) -> Result<(), Error> {
        Ok(db::limits::forget(tx.conn, &tx.keys.limit_key(self.kind, subject))?)
    }
}

/// By what a network address is counted: whole, or by the half that a provider gives to one customer (IPv6, /64).
pub fn subject_of_address(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}", address.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_s_customer_is_counted_once_however_many_addresses_it_has() {
        let subject = |text: &str| subject_of_address(text.parse().unwrap());
        assert_eq!(subject("2001:db8:1:2::1"), subject("2001:db8:1:2:ffff::9"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
        assert_eq!(subject("::ffff:10.0.0.1"), subject("10.0.0.1"));
    }
}
