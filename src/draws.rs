//! Seeded randomness: one portable generator, the same numbers natively and in Wasm.

use rand_pcg::{Pcg64, rand_core::Rng as _};

/// A stream of random numbers, decided by a seed and the stream's name.
///
/// PCG XSL RR 128/64 (O'Neill 2014); transcendental functions come from one software library, never from the platform,
/// so that every draw is the same bit for bit on every machine.
pub struct Rng {
    generator: Pcg64,
    spare_normal: Option<f64>,
}

impl Rng {
    /// Streams of different names are independent: weights, batches, splits and noise never share draws.
    pub fn new(seed: u64, stream: &str) -> Self {
        // FNV-1a, 128 bits.
        let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        for byte in stream.bytes() {
            hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
        Self { generator: Pcg64::new(scattered(seed), hash), spare_normal: None }
    }

    /// Uniform in [0, 1), of 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Standard normal (Box & Muller 1958; the sine's half of each pair is kept for the next call).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        let angle = 2.0 * std::f64::consts::PI * self.uniform();
        self.spare_normal = Some(radius * libm::sin(angle));
        radius * libm::cos(angle)
    }

    /// Gamma distributed, of the given shape > 0 and unit scale (Marsaglia & Tsang 2000; below a shape of 1, that of a
    /// shape larger by 1 times a power of a uniform number, as they say). Of shape 1 it is exponential.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        assert!(shape > 0.0, "a gamma distribution's shape is above 0");
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * libm::pow(1.0 - self.uniform(), 1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if libm::log(1.0 - self.uniform()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }

    /// Standard normal, drawn again until it lies within two standard deviations; not rescaled.
    pub fn truncated_normal(&mut self) -> f64 {
        loop {
            let draw = self.normal();
            if draw.abs() <= 2.0 {
                return draw;
            }
        }
    }

    /// Uniform among 0, …, `n` − 1, without bias; needs `n` > 0.
    pub fn below(&mut self, n: usize) -> usize {
        assert!(n > 0, "there is no number below 0");
        let n = n as u64;
        // Draws beyond the last whole multiple of n are refused.
        let limit = u64::MAX - u64::MAX % n;
        loop {
            let draw = self.generator.next_u64();
            if draw < limit {
                return (draw % n) as usize;
            }
        }
    }

    /// A uniformly random order (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// Two draws of SplitMix64: started from 1, 2, 3, … as they are, the generators' first draws would not be independent.
fn scattered(seed: u64) -> u128 {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u128::from(z ^ (z >> 31))
    };
    draw() << 64 | draw()
}
