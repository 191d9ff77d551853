//! Noise for the simulation: the same numbers for the same seed, on every machine and in every version.

/// A sequence of normally distributed numbers: `SplitMix64` (Steele, Lea and Flood 2014), by Marsaglia's polar method.
#[derive(Debug)]
pub struct Noise {
    state: u64,
    spare: Option<f64>,
}

impl Noise {
    /// Begins the sequence of this seed.
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed, spare: None }
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Even between -1 and 1.
    fn even(&mut self) -> f64 {
        let high = u32::try_from(self.bits() >> 32).unwrap_or(0);
        f64::from(high).mul_add(2.0 / 4_294_967_296.0, -1.0) + 1.0 / 4_294_967_296.0
    }

    /// The next, of mean 0 and variance 1.
    pub fn next(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (self.even(), self.even());
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                let by = (-2.0 * s.ln() / s).sqrt();
                self.spare = Some(y * by);
                return x * by;
            }
        }
    }
}
