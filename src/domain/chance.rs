//! Chance: the one source of randomness, passed in, so that a test or the demo can fix it.

use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

use super::time::Timestamp;

/// A random source: seeded by the operating system, or by a number for tests and the demo.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// Seeded by the operating system; good for tokens.
    pub fn from_system() -> Self {
        let mut system = rand::rng();
        Self(StdRng::from_rng(&mut system))
    }

    /// Gives the same sequence for the same seed. Never for tokens of a real office.
    pub fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// 32 random bytes.
    pub fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// An even pick from `0..n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 {
            return 0;
        }
        let n = n as u64;
        // Rejects the uneven tail, so that every number is equally likely.
        let tail = u64::MAX - u64::MAX % n;
        loop {
            let drawn = self.0.next_u64();
            if drawn < tail {
                return usize::try_from(drawn % n).unwrap_or(0);
            }
        }
    }

    /// UUID version 7 of this moment.
    pub fn uuid(&mut self, now: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.0.fill_bytes(&mut random);
        let millis = u64::try_from(now.unix_micros() / 1000).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
