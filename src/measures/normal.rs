//! The quantiles of the standard normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Φ⁻¹(p) for p in [0, 1], to about 10⁻¹⁵ of its value; ±∞ at the ends.
///
/// A tail expansion's start, then Newton steps on ln Φ, which is concave, so that they never overshoot.
pub fn normal_quantile(p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "{p} is no probability");
    if p > 0.5 {
        // 1 − p is exact here.
        return -normal_quantile(1.0 - p);
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    let below = |x: f64| 0.5 * libm::erfc(-x * FRAC_1_SQRT_2);
    let density = |x: f64| libm::exp(-x * x / 2.0) / (2.0 * PI).sqrt();
    // Φ(x) ≤ ½ exp(−x²/2) below 0: the start lies to the left of the quantile.
    let mut x = -(-2.0 * libm::log(2.0 * p)).max(0.0).sqrt();
    for _ in 0..100 {
        let step = libm::log(below(x) / p) * below(x) / density(x);
        x -= step;
        if step.abs() <= 1e-15 * x.abs() {
            break;
        }
    }
    // At ½, rounding leaves a −0 or a digit of 10⁻¹⁷.
    if p == 0.5 { 0.0 } else { x }
}
