//! Closed forms of the information of the sources, in nats.

use crate::measures::{digamma, ln_gamma};

/// I(X;Y) of X and Y of `dim` standard normals each, any two of all coordinates correlated by `correlation` in [0, 1).
///
/// ½ ln(|Σx| |Σy| / |Σ|) with |(1 − c) I + c 11ᵀ| = (1 − c)^(m−1) (1 + (m − 1) c) in m dimensions.
pub fn dense_normal_information(dim: usize, correlation: f64) -> f64 {
    let d = dim as f64;
    let grown = |m: f64| libm::log1p((m - 1.0) * correlation);
    (2.0 * grown(d) - grown(2.0 * d) - libm::log1p(-correlation)) / 2.0
}

/// How much more X and Y of a multivariate Student-t distribution tell of each other than normals of the same dispersion:
/// c(ν) + c(ν + dx + dy) − c(ν + dx) − c(ν + dy) with c(d) = ln Γ(d/2) − (d/2) ψ(d/2), ν > 0 degrees of freedom.
///
/// Arellano-Valle, Contreras-Reyes & Genton 2013.
pub fn student_excess(freedom: f64, dx: usize, dy: usize) -> f64 {
    let c = |d: f64| ln_gamma(d / 2.0) - d / 2.0 * digamma(d / 2.0);
    let (dx, dy) = (dx as f64, dy as f64);
    c(freedom) + c(freedom + dx + dy) - c(freedom + dx) - c(freedom + dy)
}

/// I(X;X+N), X uniform in (0, 1), N uniform in (−reach, reach): reach − ln(2 reach) up to a reach of ½, then 1/(4 reach).
pub fn additive_information(reach: f64) -> f64 {
    if reach <= 0.5 { reach - libm::log(2.0 * reach) } else { 0.25 / reach }
}

/// I(X;Y), Y = ±1 with equal chance, X = shift·Y + a standard normal: ln 2 − E ln(1 + exp(−2 shift (shift + Z))).
///
/// By the trapezoid rule on Z in ±12, whose error falls faster than any power of the step for such integrands.
pub fn sign_and_noise_information(shift: f64) -> f64 {
    const STEP: f64 = 1.0 / 64.0;
    let reach = (12.0 / STEP) as i32;
    let at = |i: i32| {
        let z = f64::from(i) * STEP;
        libm::exp(-z * z / 2.0) * soft_plus(-2.0 * shift * (shift + z))
    };
    let lost = (-reach..=reach).map(at).sum::<f64>() * STEP / (2.0 * std::f64::consts::PI).sqrt();
    std::f64::consts::LN_2 - lost
}

/// ln(1 + eˣ).
fn soft_plus(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

/// I(X;Y), X gamma distributed with unit scale, Y exponential with rate X: ψ(shape + 1) − ln shape.
///
/// Darbellay & Vajda 2000.
pub fn gamma_exponential_information(shape: f64) -> f64 {
    digamma(shape + 1.0) - libm::log(shape)
}
