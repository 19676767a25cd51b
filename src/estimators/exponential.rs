//! An exponential for many numbers at once, in plain arithmetic that compilers turn into vector instructions.

/// Numbers handled together.
pub const LANES: usize = 8;

/// Below this e^x counts as 0: every sum it enters holds a 1.
const LOWEST: f64 = -700.0;

/// e^x for each x ≤ 0, to 2 units in the last place; 0 below −700.
///
/// x = k ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor polynomial of degree 13, 2^k by building its exponent's bits.
#[inline(always)]
pub fn exp_of_negative(x: [f64; LANES]) -> [f64; LANES] {
    // Adding and subtracting 1.5 · 2⁵² rounds to the nearest whole number without a rounding instruction.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const COEFFICIENTS: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0,
    ];
    let mut result = [0.0; LANES];
    for lane in 0..LANES {
        let clamped = if x[lane] < LOWEST { LOWEST } else { x[lane] };
        let shifted = clamped * std::f64::consts::LOG2_E + ROUNDER;
        let k = shifted - ROUNDER;
        let r = (clamped - k * LN_2_HIGH) - k * LN_2_LOW;
        let mut polynomial = COEFFICIENTS[0];
        for coefficient in &COEFFICIENTS[1..] {
            polynomial = polynomial * r + coefficient;
        }
        let e_r = (polynomial * r + 1.0) * r + 1.0;
        // The low bits of `shifted` hold k; moved to the exponent they are 2^k.
        let power = f64::from_bits(shifted.to_bits().wrapping_shl(52).wrapping_add(1023 << 52));
        let value = e_r * power;
        result[lane] = if x[lane] < LOWEST { 0.0 } else { value };
    }
    result
}
