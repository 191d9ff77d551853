//! A draw that anybody can check: applications in the order of SHA-256(seed ‖ 0x00 ‖ application).
//!
//! Before the draw the office publishes the commitment, which is SHA-256(seed); afterwards the seed. Whoever has both and the list of
//! applications replays the draw. Seed and applications are taken as their UTF-8 bytes, digests are compared as bytes, the least
//! first. Where applications have groups, the lower group comes first, and chance decides within groups alone.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// An application in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Which of those that were given.
    pub application: usize,
    /// What decided, in hexadecimal digits.
    pub digest: String,
}

/// What is published before the draw, in hexadecimal digits.
pub fn commitment(seed: &str) -> String {
    hexadecimal(&Sha256::digest(seed))
}

/// The order of the applications, each given with its group.
pub fn draw(seed: &str, applications: &[(&str, i64)]) -> Vec<Drawn> {
    let mut order: Vec<_> =
        applications.iter().enumerate().map(|(k, (id, group))| (*group, digest(seed, id), k)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, digest, application)| Drawn { application, digest: hexadecimal(&digest) }).collect()
}

fn digest(seed: &str, id: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update([0]);
    hash.update(id);
    hash.finalize().into()
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_comes_out_the_same_whoever_does_it() {
        assert_eq!(commitment("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let list = [("MY-0001", 0), ("MY-0002", 0), ("TH-0001", 0), ("VN-0001", 0)];
        let order = draw("2026-11-30", &list);
        let mut turned = list;
        turned.reverse();
        let again: Vec<&str> = draw("2026-11-30", &turned).iter().map(|d| turned[d.application].0).collect();
        assert_eq!(order.iter().map(|d| list[d.application].0).collect::<Vec<_>>(), again);
        assert_ne!(draw("2026-12-01", &list), order);
    }

    #[test]
    fn chance_decides_within_a_group_alone() {
        let list: Vec<(String, i64)> = (0..40).map(|n| (format!("A{n}"), n % 3)).collect();
        let list: Vec<(&str, i64)> = list.iter().map(|(id, group)| (id.as_str(), *group)).collect();
        let groups: Vec<i64> = draw("x", &list).iter().map(|d| list[d.application].1).collect();
        assert!(groups.is_sorted(), "{groups:?}");
    }
}
