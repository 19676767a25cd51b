//! Powers of two of several numbers at once, in plain arithmetic that compilers turn into vector instructions.

use std::array::from_fn;

/// Numbers handled together.
pub const LANES: usize = 8;

/// 2^t for each t in [−1022, 0], to one unit in the last place.
///
/// t = k + r with k whole and |r| ≤ ½; 2^r by a polynomial whose own relative error is below 3 · 10⁻¹⁷, 2^k by building
/// its exponent's bits. Additions and multiplications only, so that every machine finds the same bits.
#[inline(always)]
pub fn exp2(t: [f64; LANES]) -> [f64; LANES] {
    // Adding and subtracting 1.5 · 2⁵² rounds to the nearest whole number without a rounding instruction.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    // (2^r − 1)/r interpolated at Chebyshev's nodes on [−½, ½], lowest power first.
    const COEFFICIENTS: [f64; 11] = [
        std::f64::consts::LN_2,
        0.240_226_506_959_100_97,
        0.055_504_108_664_824_32,
        0.009_618_129_107_606_888,
        0.001_333_355_814_580_720_2,
        0.000_154_035_304_417_360_5,
        1.525_273_438_730_688_8e-5,
        1.321_544_258_792_169e-6,
        1.017_783_945_753_820_7e-7,
        7.072_585_949_269_223e-9,
        4.487_395_261_105_245e-10,
    ];
    let [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11] = COEFFICIENTS;
    let shifted = t.map(|t| t + ROUNDER);
    let r: [f64; LANES] = from_fn(|lane| t[lane] - (shifted[lane] - ROUNDER));
    // Estrin's scheme: the parts do not wait for each other, as they would in Horner's.
    let r_2 = r.map(|r| r * r);
    let r_4 = r_2.map(|r_2| r_2 * r_2);
    let low: [f64; LANES] = from_fn(|lane| (1.0 + c1 * r[lane]) + (c2 + c3 * r[lane]) * r_2[lane]);
    let middle: [f64; LANES] = from_fn(|lane| (c4 + c5 * r[lane]) + (c6 + c7 * r[lane]) * r_2[lane]);
    let high: [f64; LANES] = from_fn(|lane| (c8 + c9 * r[lane]) + (c10 + c11 * r[lane]) * r_2[lane]);
    // The low bits of `shifted` hold k; moved into an exponent they are 2^k.
    let scale = shifted.map(|shifted| f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits())));
    from_fn(|lane| (low[lane] + (middle[lane] + high[lane] * r_4[lane]) * r_4[lane]) * scale[lane])
}
