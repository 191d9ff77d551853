//! Keys: everything that is signed or hidden with the office's secret. Each use has a key of its own, so that a token made for one
//! is worth nothing for another.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::domain::id::LinkId;

/// The shortest secret accepted, in bytes.
pub const SECRET_MIN: usize = 32;

/// Keys made from the office's secret.
#[derive(Clone)]
pub struct Keys {
    links: Hmac<Sha256>,
    forms: Hmac<Sha256>,
    notes: Hmac<Sha256>,
    limits: Hmac<Sha256>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Keys from the office's secret, of any length; [`SECRET_MIN`] is checked where it comes in.
    pub fn new(secret: &[u8]) -> Self {
        let master = keyed(secret);
        let key = |purpose: &str| keyed(&code(&master, purpose.as_bytes()));
        Self { links: key("links"), forms: key("forms"), notes: key("notes"), limits: key("limits") }
    }

    /// The token of a one-time link. It is made again whenever a mail is delivered, and never kept.
    pub fn link_token(&self, link: LinkId) -> String {
        URL_SAFE_NO_PAD.encode(code(&self.links, link.to_string().as_bytes()))
    }

    /// What a form posted by the browser that holds `holder` must carry: masked anew each time, so that a compressed page
    /// does not give it away letter by letter.
    pub fn form_token(&self, holder: &str, mask: [u8; 32]) -> String {
        let mut token = [0; 64];
        let (left, right) = token.split_at_mut(32);
        left.copy_from_slice(&mask);
        for (to, (a, b)) in right.iter_mut().zip(mask.iter().zip(code(&self.forms, holder.as_bytes()))) {
            *to = a ^ b;
        }
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Whether `token` was made by [`Self::form_token`] for this holder.
    pub fn is_form_token(&self, holder: &str, token: &str) -> bool {
        let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return false };
        let Some((mask, masked)) = token.split_at_checked(32) else { return false };
        let plain: Vec<u8> = mask.iter().zip(masked).map(|(a, b)| a ^ b).collect();
        masked.len() == 32 && self.forms.clone().chain_update(holder).verify_slice(&plain).is_ok()
    }

    /// A note that the browser keeps and cannot change.
    pub fn seal(&self, note: &str) -> String {
        let code = code(&self.notes, note.as_bytes());
        format!("{}.{}", URL_SAFE_NO_PAD.encode(note), URL_SAFE_NO_PAD.encode(code))
    }

    /// The note, if it was sealed here.
    pub fn open(&self, sealed: &str) -> Option<String> {
        let (note, code) = sealed.split_once('.')?;
        let note = URL_SAFE_NO_PAD.decode(note).ok()?;
        let code = URL_SAFE_NO_PAD.decode(code).ok()?;
        self.notes.clone().chain_update(&note).verify_slice(&code).ok()?;
        String::from_utf8(note).ok()
    }

    /// The key of a counter: which person or address it counts cannot be read from it.
    pub fn limit_key(&self, kind: &str, subject: &str) -> String {
        format!("{kind}:{}", URL_SAFE_NO_PAD.encode(code(&self.limits, format!("{kind}\n{subject}").as_bytes())))
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn code(key: &Hmac<Sha256>, message: &[u8]) -> [u8; 32] {
    key.clone().chain_update(message).finalize().into_bytes().into()
}

/// The only form in which a token is kept: its SHA-256. Tokens have 256 random bits, so no slow hash is needed.
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// Random bytes as the text of a token.
pub fn token(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{chance::Chance, time::Timestamp};

    fn keys() -> Keys {
        Keys::new(&[7; 32])
    }

    #[test]
    fn a_form_token_is_good_for_the_browser_it_was_made_for_alone() {
        let token = keys().form_token("browser", [3; 32]);
        assert!(keys().is_form_token("browser", &token));
        assert!(keys().is_form_token("browser", &keys().form_token("browser", [9; 32])));
        assert!(!keys().is_form_token("other", &token));
        assert!(!Keys::new(&[8; 32]).is_form_token("browser", &token));
        for bad in ["", "x", "AAAA", &token[1..], &format!("{token}AA")] {
            assert!(!keys().is_form_token("browser", bad), "{bad}");
        }
    }

    #[test]
    fn a_note_that_was_changed_is_not_opened() {
        let sealed = keys().seal("saved");
        assert_eq!(keys().open(&sealed).as_deref(), Some("saved"));
        assert_eq!(keys().open(&format!("x{sealed}")), None);
        assert_eq!(Keys::new(&[8; 32]).open(&sealed), None);
    }

    #[test]
    fn each_link_has_its_own_token() {
        let mut chance = Chance::seeded(1);
        let now = Timestamp::at(2026, 11, 22, 9, 0);
        let (a, b) = (LinkId::new(now, &mut chance), LinkId::new(now, &mut chance));
        assert_eq!(keys().link_token(a), keys().link_token(a));
        assert_ne!(keys().link_token(a), keys().link_token(b));
        assert_ne!(token_hash(&keys().link_token(a)), keys().link_token(a));
    }
}
